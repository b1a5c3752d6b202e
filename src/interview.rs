//! The interview as a state machine: which question comes next, what a reply does, how one goes
//! back, and when enough is known. It knows no terminal.
//!
//! In adaptive order the next question is the one that is expected to tell most, given the answers
//! so far: the one whose answer removes the greatest share of the uncertainty about the
//! recommendation when what is open is answered at random ([`crate::analysis::information`]), times
//! how likely it is to be known. Questions that could still exclude an option count double, since a
//! requirement that cannot be met makes all weighing idle. First comes one question of each subject
//! that the rule base calls first. What is skipped is taken to stay open: whoever does not know the
//! traffic is not asked what matters only together with it. Questions that can change nothing any
//! more come last, in the order of the rule base. A question whose answer may leave another without
//! meaning comes before it.
//!
//! How likely an answer is to be known is told in [`crate::analysis::remaining`]: whoever skips every
//! other question is expected to go on like that, so that the interview ends the sooner.

use crate::{
    analysis::{
        Case, Derivation,
        memo::Memo,
        open_questions::{self, Certainty, OpenQuestion, Openness},
        remaining::{Remaining, chances, stated},
    },
    assessment::{Assessment, Engine, Verdict},
    cost::Estimator,
    field::{FieldId, Value},
    profile::Profile,
    rulebase::{DimensionId, Rule, RuleBase},
};

/// In which order questions are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The most telling first, given the answers so far.
    Adaptive,
    /// As the rule base lists them.
    Listed,
}

/// What one can say to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An answer.
    Answer(Value),
    /// Nothing: the question stays open.
    Skip,
    /// To the question before, whose answer stays until there is another.
    Back,
}

/// Why the interview may end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// No remaining question can change the recommendation.
    Certain(Certainty),
    /// Nearly all ways to answer what is left keep it.
    Likely,
}

/// The share of completions that must keep the recommendation for the interview to end, from so many
/// questions on: whoever answered a dozen may see what comes of them, and is told the share.
const ENOUGH: [(usize, f64); 2] = [(0, 0.95), (12, 0.0)];

/// The same after answers that were read from a repository: few questions are left that nobody
/// but a person can answer, one of each subject.
const ENOUGH_AFTER_SCAN: [(usize, f64); 2] = [(0, 0.95), (4, 0.0)];

/// How many questions an interview usually has when nothing is known.
const USUAL: usize = 12;

/// How many questions it takes about to close all completions that another recommendation wins:
/// two for each twentieth of them.
const TO_CLOSE: f64 = 40.0;

/// An interview under way.
#[derive(Clone)]
pub struct Interview<'b> {
    engine: &'b Engine<'b>,
    estimator: Memo<'b>,
    order: Order,
    /// The share of completions that must keep the recommendation, from so many questions on.
    enough: &'static [(usize, f64)],
    profile: Profile,
    /// The questions that were replied to, in the order of the replies.
    path: Vec<FieldId>,
    /// How many of them come before the one that is asked now: all of them, unless one went back.
    at: usize,
    /// The question that comes after all of them.
    front: Option<FieldId>,
    /// About how many questions it will have been.
    about: usize,
    /// The share of published decisions that state an answer, by the numbers of the fields.
    stated: Vec<f64>,
    standing: Standing,
}

/// Where things stand after the replies so far.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The assessment of the answers so far.
    pub assessment: Assessment,
    /// What is still open.
    pub openness: Openness,
    /// What is left to find out.
    pub remaining: Remaining,
}

impl<'b> Interview<'b> {
    /// Starts an interview that asks what `profile` leaves open and does not say was skipped.
    pub fn new(engine: &'b Engine<'b>, profile: Profile, order: Order) -> Self {
        let estimator = Memo::new(engine, Estimator::new(engine.base(), &profile.assumptions));
        let stated = stated(engine);
        let standing = Standing::new(engine, &estimator, &profile, &stated);
        let mut interview = Self {
            engine,
            estimator,
            order,
            enough: &ENOUGH,
            profile,
            path: Vec::new(),
            at: 0,
            front: None,
            about: USUAL,
            stated,
            standing,
        };
        interview.look_ahead();
        interview
    }

    /// Ends sooner, for one that starts from what was read from a repository.
    #[must_use]
    pub fn after_scan(self) -> Self {
        let mut sooner = Self { enough: &ENOUGH_AFTER_SCAN, ..self };
        sooner.look_ahead();
        sooner
    }

    /// Returns the question to ask now; none when all have been replied to.
    pub fn next(&self) -> Option<FieldId> {
        self.path.get(self.at).copied().or(self.front)
    }

    /// Counts the questions that come before the one that is asked now.
    pub fn replied(&self) -> usize {
        self.at
    }

    /// Returns whether the question that is asked now has been replied to, and one went back to it.
    pub fn is_back(&self) -> bool {
        self.at < self.path.len()
    }

    /// Counts the questions that have not been replied to.
    pub fn remaining(&self) -> usize {
        self.unasked().count()
    }

    /// Estimates how many questions it will have been when the interview may end, the one that is
    /// asked now included. It only grows where more have been asked.
    pub fn about(&self) -> usize {
        self.about
    }

    /// Returns where things stand.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Returns whether nothing that could still be asked can change the recommendation. What was
    /// skipped still could.
    pub fn is_decided(&self) -> bool {
        self.standing.remaining.certainty.is_some()
    }

    /// Returns why the interview may end; none while it should go on.
    pub fn ending(&self) -> Option<Ending> {
        let Standing { assessment, remaining, .. } = &self.standing;
        if let Some(certainty) = remaining.certainty {
            return Some(Ending::Certain(certainty));
        }
        let is_one = matches!(assessment.verdict, Verdict::Recommended(_));
        let is_reached =
            |(from, share): &(usize, f64)| self.path.len() >= *from && remaining.keeps() >= *share;
        let is_enough = self.enough.iter().any(is_reached);
        let is_likely = is_one && self.order == Order::Adaptive && is_enough;
        // Not before every subject had its turn.
        let is_early = || self.unasked().any(|question| self.is_untouched(question));
        (is_likely && !is_early()).then_some(Ending::Likely)
    }

    /// Returns the answer that a question has.
    pub fn answer(&self, field: FieldId) -> Option<Value> {
        self.profile.answers.get(field)
    }

    /// Returns the answer that is usual for what is being built. It counts for nothing until
    /// somebody gives it.
    pub fn usual(&self, field: FieldId) -> Option<Value> {
        self.base().archetype(self.profile.archetype.as_deref()?)?.suggests.get(field)
    }

    /// Takes a reply to the question that is asked now.
    pub fn reply(&mut self, reply: Reply) {
        let value = match reply {
            Reply::Back => {
                self.at = self.at.saturating_sub(1);
                return;
            }
            Reply::Answer(value) => Some(value),
            Reply::Skip => None,
        };
        let Some(field) = self.next() else { return };
        if !self.is_back() {
            self.path.push(field);
        }
        self.at += 1;
        self.correct(field, value);
    }

    /// Sets the answer to any question, or leaves it open, and stays at the question that is asked
    /// now, unless that was it.
    pub fn correct(&mut self, field: FieldId, value: Option<Value>) {
        self.profile.answers.set(field, value);
        match value {
            Some(_) => self.profile.skipped.remove(&field),
            None => self.profile.skipped.insert(field),
        };
        let Self { engine, estimator, profile, stated, .. } = &*self;
        self.standing = Standing::new(engine, estimator, profile, stated);
        self.look_ahead();
    }

    /// Sets what the project is called.
    pub fn set_project(&mut self, project: Option<String>) {
        self.profile.project = project;
    }

    /// Sets what is being built, by the id of its archetype, which decides what comes first.
    pub fn set_archetype(&mut self, archetype: Option<String>) {
        self.profile.archetype = archetype;
        self.look_ahead();
    }

    /// Returns the rules that look at a question.
    pub fn rules_on(&self, field: FieldId) -> Vec<&'b Rule> {
        self.base().rules.iter().filter(|rule| rule.when.fields().contains(&field)).collect()
    }

    /// Finds out which question comes after those that were replied to, and how many there will be.
    fn look_ahead(&mut self) {
        self.front = self.choose();
        let replied = self.path.len();
        self.about = match self.order {
            Order::Listed => replied + self.remaining(),
            Order::Adaptive => {
                let open = 1.0 - self.standing.remaining.keeps();
                let left = (open * TO_CLOSE).ceil() as usize;
                // After so many replies it offers to stop in any case, unless there is a tie.
                let last = self.enough.last().map_or(USUAL, |(last, _)| *last);
                (replied + left.clamp(1, self.remaining().max(1)))
                    .min(self.about)
                    .min(last)
                    .max(replied + 1)
            }
        };
    }

    /// Lists the open questions that were not skipped, in the order of the rule base.
    fn unasked(&self) -> impl Iterator<Item = &OpenQuestion> {
        self.standing.remaining.askable.questions.iter()
    }

    fn dimension(&self, field: FieldId) -> Option<DimensionId> {
        self.base().question(field).map(|question| question.dimension)
    }

    /// Returns whether a question could tell something, and is of a subject that comes first and of
    /// which nothing has been asked.
    fn is_untouched(&self, open: &OpenQuestion) -> bool {
        let Some(dimension) = self.dimension(open.field) else { return false };
        let is_touched =
            |field: FieldId| self.answer(field).is_some() || self.profile.skipped.contains(&field);
        let mut questions = self.base().questions.iter();
        open.can_change
            && self.base().first.contains(&dimension)
            && !questions.any(|it| it.dimension == dimension && is_touched(it.field))
    }

    fn choose(&self) -> Option<FieldId> {
        if self.order == Order::Listed {
            return self.unasked().next().map(|question| question.field);
        }
        let archetype = self.profile.archetype.as_deref().and_then(|id| self.base().archetype(id));
        let told = |question: &OpenQuestion| {
            let field = question.field;
            // What is asked of such a project first is likely to be known.
            let is_asked_first = archetype.is_some_and(|it| it.suggests.get(field).is_some());
            let remaining = &self.standing.remaining;
            let known = if is_asked_first { 1.0 } else { remaining.chance(field) };
            remaining.worth(question, known)
        };
        let telling: Vec<&OpenQuestion> =
            self.unasked().filter(|question| question.can_change).collect();
        let untouched: Vec<&OpenQuestion> =
            telling.iter().copied().filter(|question| self.is_untouched(question)).collect();
        let candidates = if untouched.is_empty() { telling } else { untouched };
        let mut best: Option<(FieldId, f64)> = None;
        // The first of equals, in the order of the rule base.
        for question in candidates {
            let tells = told(question);
            if best.is_none_or(|(_, most)| tells > most) {
                best = Some((question.field, tells));
            }
        }
        best.map(|(field, _)| self.standing.remaining.first_of(field))
            .or_else(|| self.unasked().next().map(|question| question.field))
    }

    /// Returns the rule base whose questions are asked.
    pub fn base(&self) -> &'b RuleBase {
        self.engine.base()
    }

    /// Returns the answers so far.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Ends the interview.
    pub fn finish(self) -> Profile {
        self.profile
    }
}

impl Standing {
    fn new(
        engine: &Engine<'_>,
        derivation: &dyn Derivation,
        profile: &Profile,
        stated: &[f64],
    ) -> Self {
        let Profile { answers, weights, skipped, .. } = profile;
        let case = Case { engine, answers, weights, derivation };
        let assessment = case.assess();
        let openness = open_questions::open_questions(&case, &assessment);
        let chances = chances(engine.base(), answers, skipped, stated);
        let remaining = Remaining::new(&case, &assessment, &openness, skipped, chances);
        Self { assessment, openness, remaining }
    }
}
