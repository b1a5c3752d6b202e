//! The interview as a state machine: which question comes next, what a reply does, how one goes
//! back, and when nothing more can change the recommendation. It knows no terminal.
//!
//! In adaptive order the next question is the one that is expected to tell most, given the answers
//! so far: the one whose answer removes the greatest share of the uncertainty about the
//! recommendation when everything open is answered at random ([`crate::analysis::information`]).
//! Questions that could still exclude an option count double, since a requirement that cannot be
//! met makes all weighing idle. What is skipped is taken to stay open: whoever does not know the
//! traffic is not asked what matters only together with it. Questions that can change nothing any
//! more come last, in the order of the rule base.

pub mod replies;

use std::collections::BTreeSet;

use crate::{
    analysis::{
        Case, Derivation,
        information::{self, Completions},
        memo::Memo,
        open_questions::{self, OpenQuestion, Openness},
    },
    assessment::{Assessment, Engine},
    cost::Estimator,
    field::{FieldId, Value},
    profile::Profile,
    rulebase::{Rule, RuleBase},
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
    /// To the question before.
    Back,
}

/// Completions drawn to find the next question.
const COMPLETIONS: u64 = 500;

/// An interview under way.
#[derive(Clone)]
pub struct Interview<'b> {
    engine: &'b Engine<'b>,
    estimator: Memo<Estimator<'b>>,
    order: Order,
    profile: Profile,
    /// The questions that were replied to, each with the answer it had before, in the order of the
    /// replies.
    replies: Vec<(FieldId, Option<Value>)>,
    /// The questions that were skipped.
    skipped: BTreeSet<FieldId>,
    /// The question that is asked now.
    asked: Option<FieldId>,
    /// The answer that the question that is asked now had before one went back to it.
    taken_back: Option<Value>,
    standing: Standing,
}

/// Where things stand after the replies so far.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The assessment of the answers so far.
    pub assessment: Assessment,
    /// What is still open.
    pub openness: Openness,
    /// What the questions that were not skipped can still do, while those that were stay open.
    askable: Openness,
    completions: Completions,
}

impl<'b> Interview<'b> {
    /// An interview that asks what `profile` leaves open.
    pub fn new(engine: &'b Engine<'b>, profile: Profile, order: Order) -> Self {
        let (replies, skipped) = (Vec::new(), BTreeSet::new());
        let estimator = Memo::new(engine, Estimator::new(engine.base(), &profile.assumptions));
        let standing = Standing::new(engine, &estimator, &profile, order, &skipped);
        let mut interview = Self {
            engine,
            estimator,
            order,
            profile,
            replies,
            skipped,
            asked: None,
            taken_back: None,
            standing,
        };
        interview.asked = interview.choose();
        interview
    }

    /// The question to ask now; none when all have been replied to.
    pub fn next(&self) -> Option<FieldId> {
        self.asked
    }

    /// How many questions have been replied to in this interview.
    pub fn replied(&self) -> usize {
        self.replies.len()
    }

    /// How many questions have not been replied to.
    pub fn remaining(&self) -> usize {
        self.unasked().count()
    }

    /// Where things stand.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The questions that were not asked yet and can still change the recommendation, if those that
    /// were skipped stay open.
    pub fn still_telling(&self) -> usize {
        self.unasked().filter(|it| it.can_change).count()
    }

    /// The questions that were not asked yet and can still rule an option out.
    pub fn still_excluding(&self) -> usize {
        self.unasked().filter(|it| it.can_exclude).count()
    }

    /// Whether nothing that could still be asked can change the recommendation. What was skipped
    /// still could.
    pub fn is_decided(&self) -> bool {
        self.standing.openness.settled || self.still_telling() == 0
    }

    /// The answer that a question has.
    pub fn answer(&self, field: FieldId) -> Option<Value> {
        self.profile.answers.get(field)
    }

    /// The answer to start from: the one that was given before one came back to the question.
    pub fn suggestion(&self) -> Option<Value> {
        self.taken_back.or_else(|| self.answer(self.asked?))
    }

    /// Takes a reply to the question that is asked now.
    pub fn reply(&mut self, reply: Reply) {
        match (reply, self.asked) {
            (Reply::Back, _) => {
                if let Some((field, before)) = self.replies.pop() {
                    self.taken_back = self.answer(field);
                    self.profile.answers.set(field, before);
                    self.skipped.remove(&field);
                    self.refresh();
                    self.asked = Some(field);
                }
            }
            (Reply::Answer(value), Some(field)) => self.record(field, Some(value)),
            (Reply::Skip, Some(field)) => self.record(field, None),
            (_, None) => {}
        }
    }

    /// Asks a question again, whatever was replied to it.
    pub fn revisit(&mut self, field: FieldId) {
        self.taken_back = None;
        self.asked = Some(field);
    }

    /// Leaves the question that is asked now as it is, and goes on with what is open.
    pub fn pass(&mut self) {
        self.taken_back = None;
        self.asked = self.choose();
    }

    /// The rules that look at a question.
    pub fn rules_on(&self, field: FieldId) -> Vec<&'b Rule> {
        self.base().rules.iter().filter(|rule| rule.when.fields().contains(&field)).collect()
    }

    fn record(&mut self, field: FieldId, value: Option<Value>) {
        self.replies.push((field, self.answer(field)));
        self.profile.answers.set(field, value);
        match value {
            Some(_) => self.skipped.remove(&field),
            None => self.skipped.insert(field),
        };
        self.taken_back = None;
        self.refresh();
        self.asked = self.choose();
    }

    fn refresh(&mut self) {
        self.standing =
            Standing::new(self.engine, &self.estimator, &self.profile, self.order, &self.skipped);
    }

    /// The open questions that were not skipped, in the order of the rule base.
    fn unasked(&self) -> impl Iterator<Item = &OpenQuestion> {
        self.standing.askable.questions.iter()
    }

    fn choose(&self) -> Option<FieldId> {
        if self.order == Order::Listed {
            return self.unasked().next().map(|question| question.field);
        }
        let told = |question: &OpenQuestion| {
            let telling =
                self.standing.completions.telling.iter().find(|it| it.field == question.field);
            let share = telling.map_or(0.0, |telling| telling.share);
            if question.can_exclude { 2.0 * share } else { share }
        };
        let mut best: Option<(FieldId, f64)> = None;
        // The first of equals, in the order of the rule base.
        for question in self.unasked().filter(|question| question.can_change) {
            let tells = told(question);
            if best.is_none_or(|(_, most)| tells > most) {
                best = Some((question.field, tells));
            }
        }
        best.map(|(field, _)| field)
            .or_else(|| self.unasked().next().map(|question| question.field))
    }

    /// The rule base whose questions are asked.
    pub fn base(&self) -> &'b RuleBase {
        self.engine.base()
    }

    /// The answers so far.
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
        order: Order,
        skipped: &BTreeSet<FieldId>,
    ) -> Self {
        let case =
            Case { engine, answers: &profile.answers, weights: &profile.weights, derivation };
        let assessment = case.assess();
        let openness = open_questions::open_questions(&case, &assessment);
        let unasked: Vec<FieldId> =
            case.open().into_iter().filter(|field| !skipped.contains(field)).collect();
        let askable = match skipped.is_empty() {
            true => openness.clone(),
            false => open_questions::among(&case, &assessment, &unasked),
        };
        let samples = if order == Order::Adaptive { COMPLETIONS } else { 0 };
        let completions = information::completions(&case, &assessment, &unasked, samples, 1);
        Self { assessment, openness, askable, completions }
    }
}
