//! What is left to find out, and what it could still change: one figure and one wording for the
//! interview, reports and records.
//!
//! Completions answer what is open and was not skipped at random, each question as often as it is
//! likely to be known: that follows from how many published decisions state the answer, and from how
//! much of what was asked so far was answered. Whoever skips every other question is expected to go
//! on like that.

use std::collections::BTreeSet;

use super::{
    Case,
    confidence::Holds,
    information::{self, Completions},
    open_questions::{self, Certainty, OpenQuestion, Openness},
};
use crate::{
    assessment::{Assessment, Engine, Verdict},
    field::{Facts, FieldId},
    quantity::{count, people},
    rulebase::RuleBase,
};

/// How many completions are drawn; shares of them have a standard error of 2.2 % at the most.
const COMPLETIONS: u64 = 500;

/// The seed of the draws.
const SEED: u64 = 1;

/// What is left to find out.
#[derive(Clone, Debug, PartialEq)]
pub struct Remaining {
    /// What the questions that were not skipped can still do, while those that were stay open.
    pub askable: Openness,
    /// In which sense none of them can change the recommendation; none where one can.
    pub certainty: Option<Certainty>,
    /// What random answers to them show.
    pub completions: Completions,
    /// How many questions were skipped and could change it.
    pub skipped: usize,
    /// Whether one option is recommended now.
    pub is_decided: bool,
    /// How likely each answer is to be known, by the numbers of the fields.
    chances: Vec<f64>,
    /// Questions, each with the one that comes before it, since its answer may leave the other
    /// without meaning.
    before: Vec<[FieldId; 2]>,
}

impl Remaining {
    /// Goes through what is left.
    pub fn new(
        case: &Case<'_>,
        assessment: &Assessment,
        openness: &Openness,
        skipped: &BTreeSet<FieldId>,
        chances: Vec<f64>,
    ) -> Self {
        let askable = open_questions::askable(case, assessment, openness, skipped);
        let open: Vec<FieldId> = askable.questions.iter().map(|it| it.field).collect();
        let chance =
            |field: FieldId| chances.get(field.index()).map_or(information::CERTAIN, per_mille);
        let completions =
            information::completions(case, assessment, &open, chance, COMPLETIONS, SEED);
        let telling = openness.questions.iter().filter(|question| question.can_change);
        let before = open.iter().filter_map(|field| {
            let moot = case.engine.base().question(*field)?.moot.as_ref()?;
            let first = moot.fields().into_iter().find(|first| open.contains(first))?;
            Some([*field, first])
        });
        Self {
            before: before.collect(),
            certainty: Certainty::new(openness, &askable),
            skipped: telling.filter(|question| skipped.contains(&question.field)).count(),
            is_decided: matches!(assessment.verdict, Verdict::Recommended(_)),
            askable,
            completions,
            chances,
        }
    }

    /// Returns the share of the uncertainty about the recommendation that an answer is expected to
    /// remove, from 0 to 1.
    pub fn tells(&self, field: FieldId) -> f64 {
        let telling = self.completions.telling.iter().find(|it| it.field == field);
        telling.map_or(0.0, |telling| telling.share)
    }

    /// Returns how likely an answer is to be known, from 0 to 1.
    pub fn chance(&self, field: FieldId) -> f64 {
        self.chances.get(field.index()).copied().unwrap_or(1.0)
    }

    /// Returns how much it is worth to ask a question whose answer is this likely to be known: what
    /// it tells times that, and twice where it could rule an option out, since a requirement that
    /// cannot be met makes all weighing idle.
    pub fn worth(&self, question: &OpenQuestion, known: f64) -> f64 {
        let times = if question.can_exclude { 2.0 } else { 1.0 };
        times * self.tells(question.field) * known
    }

    /// Returns the question to ask in order to learn the answer to one: itself, or the first of
    /// those whose answers may leave it without meaning.
    pub fn first_of(&self, field: FieldId) -> FieldId {
        let before = |field: &FieldId| {
            let before = self.before.iter().find(|[later, _]| later == field);
            before.map(|[_, first]| *first)
        };
        // Two that may leave each other without meaning have no first one.
        let all = std::iter::successors(Some(field), before).take(self.before.len() + 1);
        all.last().unwrap_or(field)
    }

    /// Returns the questions that were not skipped and can change the recommendation, those that
    /// are most worth asking first; equal ones in the order of the rule base. None of them may lose
    /// its meaning by the answer to another that is open.
    pub fn most_worth_asking(&self) -> Vec<FieldId> {
        let questions = self.askable.questions.iter().filter(|question| question.can_change);
        let worth = questions.map(|it| (self.worth(it, self.chance(it.field)), it.field));
        let mut all: Vec<(f64, FieldId)> = worth.collect();
        all.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let mut asked = Vec::new();
        for first in all.into_iter().map(|(_, field)| self.first_of(field)) {
            if !asked.contains(&first) {
                asked.push(first);
            }
        }
        asked
    }

    /// Counts the questions that were not skipped and can change the recommendation.
    pub fn can_change(&self) -> usize {
        self.askable.questions.iter().filter(|question| question.can_change).count()
    }

    /// Counts the questions that were not skipped and can rule an option out.
    pub fn can_exclude(&self) -> usize {
        let mut questions = self.askable.questions.iter();
        questions.by_ref().filter(|question| question.can_change && question.can_exclude).count()
    }

    /// Returns the share of the ways to answer what is left in which the recommendation stays.
    pub fn keeps(&self) -> f64 {
        self.completions.keeps
    }

    /// Returns how far what is left, and what was skipped, could still turn the recommendation.
    pub fn holds(&self) -> Holds {
        Holds { share: self.keeps(), beside_skipped: self.skipped == 0 }
    }

    /// Says what could still change the recommendation, and how often it would.
    pub fn words(&self) -> String {
        self.words_with("It still holds")
    }

    /// Says the same of a recommendation of which `stays` says that it does not change.
    pub fn words_with(&self, stays: &str) -> String {
        match self.certainty {
            Some(Certainty::Settled) => "No remaining question can change this.".to_owned(),
            Some(Certainty::BesideSkipped) => format!(
                "Apart from {} you skipped, no remaining question can change this.",
                count(self.skipped as i64, "question")
            ),
            None if self.is_decided => format!("{} {}", self.counted(), self.share_of(stays)),
            None => self.counted(),
        }
    }

    /// Says how many questions could change the recommendation.
    pub fn counted(&self) -> String {
        let open = count(self.can_change() as i64, "unanswered question");
        match self.can_exclude() {
            0 => format!("{open} could change this."),
            excluding => {
                let excluding = people(excluding.into());
                format!("{open} could change this; {excluding} of them could rule an option out.")
            }
        }
    }

    fn share_of(&self, stays: &str) -> String {
        // What can still change is never sure, however few of those drawn have changed it.
        let share = (100.0 * self.keeps()).floor().min(99.0);
        format!("{stays} in {share} % of the likely answers to the rest.")
    }
}

fn per_mille(chance: &f64) -> u64 {
    (information::CERTAIN as f64 * chance) as u64
}

/// Returns the share of published decisions that state each answer, not quite none and not quite
/// all, by the numbers of the fields; a half where there are no decisions.
pub fn stated(engine: &Engine<'_>) -> Vec<f64> {
    let decisions = &engine.corpus().decisions;
    let share = |field: FieldId| {
        let stating = decisions.iter().filter(|it| it.facts.get(field).is_some()).count();
        (stating as f64 / decisions.len() as f64).clamp(0.03, 0.95)
    };
    let fields = engine.base().fields.iter().map(|(field, _)| field);
    fields.map(|field| if decisions.is_empty() { 0.5 } else { share(field) }).collect()
}

/// Returns how likely each answer is to be known: the odds with which decisions state it, times how
/// much more or less of what was asked was answered than they would have.
pub fn chances(
    base: &RuleBase,
    answers: &Facts,
    skips: &BTreeSet<FieldId>,
    stated: &[f64],
) -> Vec<f64> {
    let (mut answered, mut skipped, mut expected, mut unexpected) = (1.0, 1.0, 1.0, 1.0);
    for question in &base.questions {
        if answers.get(question.field).is_some() {
            answered += 1.0;
        } else if skips.contains(&question.field) {
            skipped += 1.0;
        } else {
            continue;
        }
        let share = stated[question.field.index()];
        expected += share;
        unexpected += 1.0 - share;
    }
    let factor = (answered / skipped) / (expected / unexpected);
    let odds = stated.iter().map(|share| share / (1.0 - share) * factor);
    odds.map(|odds| odds / (1.0 + odds)).collect()
}
