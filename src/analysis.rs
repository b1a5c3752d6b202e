//! How sure an assessment is: what is still open, what would change it, and how often each option
//! would win.
//!
//! The analyses work on the cells of the indexed rule base ([`crate::assessment::axis`]), between
//! which no rule distinguishes, so that what they say is exact wherever it is not stated to be an
//! estimate.

pub mod acceptability;
pub mod confidence;
pub mod disagreement;
pub mod flips;
pub mod information;
pub mod likelihood;
pub mod lint;
pub(crate) mod memo;
pub mod open_questions;
mod reach;
pub mod relax;
pub mod remaining;
pub mod sampling;
pub mod system;
pub mod track_record;

use rust_decimal::Decimal;

use crate::{
    assessment::{Assessment, Engine, Verdict, kernel::Position, outcome::Outcome},
    condition::Condition,
    cost::{Estimator, Hull},
    field::{Facts, FieldId, Value},
    rulebase::Question,
};

/// How answers become all that rules look at: derived fields are worked out from answers.
pub trait Derivation {
    /// The answers, and every derived field that follows from them.
    fn facts(&self, answers: &Facts) -> Facts;

    /// The `low` answers, and every derived field as it could become for any answers between these
    /// and the `high` ones, which differ in the number of one field alone: within what its low ends
    /// lie, and its high ends. Nothing where that cannot be told from the two.
    fn ends_between(&self, field: FieldId, low: &Facts, high: &Facts) -> Option<[Facts; 2]>;

    /// The derived fields as they could become while the `open` questions may be answered in any
    /// way.
    fn hull(&self, answers: &Facts, open: &[FieldId]) -> Hull;

    /// The questions that a derived field depends on.
    fn inputs(&self, derived: FieldId) -> &[FieldId];

    /// Groups of questions of each of which one must be answered, or else the field is not known at
    /// all.
    fn needs(&self, derived: FieldId) -> Vec<Vec<FieldId>>;

    /// Another one that comes to the same, for a thread of its own; none where that is not worth it.
    fn twin(&self) -> Option<Box<dyn Derivation + Send + '_>> {
        None
    }
}

/// For rule bases without derived fields.
#[derive(Clone, Copy, Debug, Default)]
pub struct NothingDerived;

impl Derivation for NothingDerived {
    fn facts(&self, answers: &Facts) -> Facts {
        answers.clone()
    }

    fn ends_between(&self, _: FieldId, low: &Facts, _: &Facts) -> Option<[Facts; 2]> {
        Some([low.clone(), low.clone()])
    }

    fn hull(&self, answers: &Facts, _open: &[FieldId]) -> Hull {
        Hull { facts: answers.clone(), uncertain: Vec::new() }
    }

    fn inputs(&self, _derived: FieldId) -> &[FieldId] {
        &[]
    }

    fn needs(&self, _derived: FieldId) -> Vec<Vec<FieldId>> {
        Vec::new()
    }
}

/// Estimates follow from answers by way of the price book.
impl Derivation for Estimator<'_> {
    fn facts(&self, answers: &Facts) -> Facts {
        self.facts(answers)
    }

    fn ends_between(&self, field: FieldId, low: &Facts, high: &Facts) -> Option<[Facts; 2]> {
        self.ends_between(field, low, high)
    }

    fn hull(&self, answers: &Facts, open: &[FieldId]) -> Hull {
        self.hull(answers, open)
    }

    fn inputs(&self, derived: FieldId) -> &[FieldId] {
        self.inputs(derived)
    }

    fn needs(&self, derived: FieldId) -> Vec<Vec<FieldId>> {
        self.needs(derived)
    }

    fn twin(&self) -> Option<Box<dyn Derivation + Send + '_>> {
        Some(Box::new(self.anew()))
    }
}

/// One profile under analysis.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The rules.
    pub engine: &'a Engine<'a>,
    /// What was answered.
    pub answers: &'a Facts,
    /// What each dimension weighs.
    pub weights: &'a [u8],
    /// How derived fields follow.
    pub derivation: &'a dyn Derivation,
}

impl Case<'_> {
    /// The assessment of what was answered.
    pub fn assess(&self) -> Assessment {
        self.assess_answers(self.answers)
    }

    /// The assessment of other answers to the same project.
    pub fn assess_answers(&self, answers: &Facts) -> Assessment {
        self.engine.assess(&self.derivation.facts(answers), self.weights)
    }

    /// The assessment with one answer changed.
    pub fn assess_with(&self, field: FieldId, value: Option<Value>) -> Assessment {
        let mut answers = self.answers.clone();
        answers.set(field, value);
        self.assess_answers(&answers)
    }

    /// Verdict and exclusions for other answers to the same project.
    pub fn outcome(&self, answers: &Facts) -> Outcome {
        self.trial(answers.clone()).outcome()
    }

    /// Verdict and exclusions with one answer changed.
    pub fn outcome_with(&self, field: FieldId, value: Option<Value>) -> Outcome {
        let mut trial = self.trial(self.answers.clone());
        trial.set(field, value);
        trial.outcome()
    }

    /// Answers to be tried.
    fn trial(&self, answers: Facts) -> Trial<'_> {
        Trial { case: self, position: self.engine.kernel().position(&answers), answers }
    }

    /// Returns whether rules look at an estimate that depends on a question.
    pub(crate) fn moves_estimates(&self, question: FieldId) -> bool {
        let kernel = self.engine.kernel();
        let is_used = |field| kernel.axes.of_field(field).any(|axis| kernel.is_used(axis));
        let derived = self.engine.base().fields.iter().filter(|(_, field)| field.derived);
        let mut looked_at = derived.map(|(id, _)| id).filter(|id| is_used(*id));
        looked_at.any(|id| self.derivation.inputs(id).contains(&question))
    }

    /// Lists the questions that are not answered, and have a meaning with the answers given.
    pub fn open(&self) -> Vec<FieldId> {
        let open = self.questions().filter(|it| self.answers.get(it.field).is_none());
        open.map(|question| question.field).collect()
    }

    /// Returns the questions that have a meaning with the answers given.
    fn questions(&self) -> impl Iterator<Item = &Question> {
        self.engine.base().questions.iter().filter(|question| {
            // What nobody need answer counts all the same where it is answered.
            let is_moot = |moot: &Condition| moot.holds(self.answers);
            self.answers.get(question.field).is_some()
                || !question.moot.as_ref().is_some_and(is_moot)
        })
    }
}

/// Answers of which one after the other is changed, to see what comes of it.
#[derive(Clone)]
struct Trial<'c> {
    case: &'c Case<'c>,
    answers: Facts,
    /// Where they lie.
    position: Position,
}

impl Trial<'_> {
    fn set(&mut self, field: FieldId, value: Option<Value>) {
        self.answers.set(field, value);
        self.case.engine.kernel().set(&mut self.position, field, value);
    }

    /// Verdict and exclusions; estimates are made only where they could matter.
    fn outcome(&self) -> Outcome {
        let Case { engine, weights, derivation, .. } = self.case;
        let derive = || derivation.facts(&self.answers);
        engine.outcome_of(&self.answers, &self.position, weights, derive)
    }

    /// Whether a verdict is sure to stay with every number from one to another; both must be
    /// numbers that the field takes.
    fn stays(&self, verdict: &Verdict, field: FieldId, ends: [Decimal; 2]) -> bool {
        let Case { engine, weights, derivation, .. } = self.case;
        let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let with = |number: Decimal| {
            let mut answers = self.answers.clone();
            answers.set(field, Some(Value::Number(number)));
            answers
        };
        let between = derivation.ends_between(field, &with(low), &with(high));
        between.is_some_and(|mut ends| {
            ends.iter_mut().for_each(|end| end.set(field, Some(Value::Between(low, high))));
            let throughout = engine.outcome_throughout(&ends, weights);
            throughout.is_some_and(|outcome| outcome.verdict == *verdict)
        })
    }
}
