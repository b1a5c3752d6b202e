//! What has been derived already. The analyses try thousands of answers, of which few differ in
//! what estimates look at.

use std::{cell::RefCell, collections::HashMap};

use super::Derivation;
use crate::{
    assessment::Engine,
    cost::{Estimator, Hull},
    field::{Facts, FieldId, Value},
};

/// So many results are kept at the most; they are small, and few profiles come near.
const MOST_KEPT: usize = 1_024;

/// An estimator that remembers. It fills in only the derived fields that rules look at.
#[derive(Clone, Debug)]
pub(crate) struct Memo<'b> {
    estimator: Estimator<'b>,
    /// The derived fields that rules look at.
    fields: Vec<FieldId>,
    /// The questions that these depend on.
    inputs: Vec<FieldId>,
    /// By the answers to these questions.
    known: RefCell<HashMap<Key, Vec<Option<Value>>>>,
}

/// Answers as bytes, which are hashed and compared many times faster than the numbers that they
/// stand for. That the same number has several such forms costs an estimate at times.
type Key = Vec<u8>;

fn write(answer: Option<Value>, key: &mut Key) {
    match answer {
        None => key.push(0),
        Some(Value::Number(number)) => {
            key.push(1);
            key.extend(number.serialize());
        }
        Some(Value::Between(low, high)) => {
            key.push(2);
            key.extend(low.serialize());
            key.extend(high.serialize());
        }
        Some(Value::Choice(choice)) => key.extend([3, choice]),
        Some(Value::YesNo(answer)) => key.extend([4, u8::from(answer)]),
        Some(Value::Several(choices)) => {
            key.push(5);
            key.extend(choices.to_le_bytes());
        }
    }
}

impl<'b> Memo<'b> {
    pub(crate) fn new(engine: &Engine<'_>, estimator: Estimator<'b>) -> Self {
        let kernel = engine.kernel();
        let is_used = |field: FieldId| kernel.axes.of_field(field).any(|axis| kernel.is_used(axis));
        let derived =
            engine.base().fields.iter().filter(|(_, field)| field.derived).map(|(id, _)| id);
        let fields: Vec<FieldId> = derived.filter(|field| is_used(*field)).collect();
        let mut inputs: Vec<FieldId> =
            fields.iter().flat_map(|field| estimator.inputs(*field)).copied().collect();
        inputs.sort_unstable();
        inputs.dedup();
        Self { estimator, fields, inputs, known: RefCell::default() }
    }

    /// Returns what makes the estimates.
    pub(crate) fn estimator(&self) -> &Estimator<'b> {
        &self.estimator
    }
}

impl Derivation for Memo<'_> {
    fn facts(&self, answers: &Facts) -> Facts {
        let mut facts = answers.clone();
        if self.fields.is_empty() {
            return facts;
        }
        let mut key = Key::with_capacity(17 * self.inputs.len());
        self.inputs.iter().for_each(|input| write(answers.get(*input), &mut key));
        let mut known = self.known.borrow_mut();
        if known.len() >= MOST_KEPT {
            known.clear();
        }
        let derived = known.entry(key).or_insert_with(|| {
            let facts = self.estimator.facts(answers);
            self.fields.iter().map(|field| facts.get(*field)).collect()
        });
        self.fields.iter().zip(derived).for_each(|(field, value)| facts.set(*field, *value));
        facts
    }

    fn ends_between(&self, field: FieldId, low: &Facts, high: &Facts) -> Option<[Facts; 2]> {
        self.estimator.ends_between(field, low, high)
    }

    fn hull(&self, answers: &Facts, open: &[FieldId]) -> Hull {
        self.estimator.hull(answers, open)
    }

    fn inputs(&self, derived: FieldId) -> &[FieldId] {
        if self.fields.contains(&derived) { self.estimator.inputs(derived) } else { &[] }
    }

    fn needs(&self, derived: FieldId) -> Vec<Vec<FieldId>> {
        self.estimator.needs(derived)
    }

    fn twin(&self) -> Option<Box<dyn Derivation + Send + '_>> {
        self.estimator.twin()
    }
}
