//! The scale on which scores are shown: `fit`, from 0 to 100, 50 for "nothing speaks for or
//! against".
//!
//! fit = 50 + 50 · score / M, where M is the most that the rules on the answered questions could
//! give any one option (or take from it). M is the same for all options of a profile, so fits
//! compare as scores do; and no score can be beyond M, so fits stay within the scale.
//!
//! Each rule counts towards the first field that its condition names. (Where the condition can hold
//! without that field, as an `any` can, it counts towards the first field of each of its
//! alternatives.) For each answer of that field, the points of the rules that could fire with it
//! are added up, gains and losses apart, for each option; what the field could give an option, and
//! what it could take, is the greatest of these sums over all answers. M is the greatest sum of
//! either over the fields, of any option: what one option can lose by its price is not added to what
//! another can.

use std::collections::{BTreeMap, BTreeSet};

use super::{kernel::Kernel, terms::Term};
use crate::{
    condition::Condition,
    field::{Facts, FieldId},
    rulebase::{Effect, RuleBase},
};

/// What each field could contribute, before weights.
#[derive(Clone, Debug)]
pub struct Scale {
    /// The rule base's own weights, and for each field what it could do by them.
    usual: (Vec<u8>, Vec<Reach>),
    options: usize,
    /// For each field: for each of its answers and each option, gains and losses by dimension.
    shares: Vec<Vec<(usize, Vec<Share>)>>,
}

/// The most that a field could give each option, and the most that it could take; weighted.
type Reach = Vec<[i64; 2]>;

/// For each answer of a field and each option: by dimension, what rules give and what they take.
type Sums = BTreeMap<(usize, usize), BTreeMap<usize, (i64, i64)>>;

/// What the rules of a dimension could do to an option with an answer, before weights.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// The number of the dimension.
    pub dimension: usize,
    /// What they could give.
    pub gain: i64,
    /// What they could take.
    pub loss: i64,
}

impl Scale {
    /// Adds up what could fire.
    pub fn of(base: &RuleBase, kernel: &Kernel) -> Self {
        let mut sums: Vec<Sums> = vec![BTreeMap::new(); base.fields.len()];
        for own in kernel.terms.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((id, _)) = own.first() else { continue };
            let rule = base.rule(*id);
            let Effect::Points(points) = &rule.effect else { continue };
            let terms: Vec<&Term> = own.iter().map(|(_, term)| term).collect();
            for (field, answer) in chances(&rule.when, &terms, kernel) {
                for (option, points) in points {
                    let by_dimension =
                        sums[field.index()].entry((answer, option.index())).or_default();
                    let (gain, loss) = by_dimension.entry(rule.dimension.index()).or_default();
                    *gain += i64::from(*points.max(&0));
                    *loss -= i64::from(*points.min(&0));
                }
            }
        }
        let share = |(dimension, (gain, loss))| Share { dimension, gain, loss };
        let shares = sums.into_iter().map(|answers| {
            let of_option = |((_, option), it): ((usize, usize), BTreeMap<usize, (i64, i64)>)| {
                (option, it.into_iter().map(share).collect())
            };
            answers.into_iter().map(of_option).collect()
        });
        let (weights, options) = (base.weights(), base.options.len());
        let mut scale = Self { usual: (weights, Vec::new()), options, shares: shares.collect() };
        let fields = base.fields.iter().map(|(field, _)| scale.reach(field, &scale.usual.0));
        scale.usual.1 = fields.collect();
        scale
    }

    /// M for what is known and how the dimensions weigh.
    pub fn most(&self, facts: &Facts, weights: &[u8]) -> i64 {
        let mut sums = vec![[0; 2]; self.options];
        let mut add = |reach: &Reach| {
            for ([gains, losses], [gain, loss]) in sums.iter_mut().zip(reach) {
                *gains += gain;
                *losses += loss;
            }
        };
        let (usual, reaches) = &self.usual;
        let known = facts.known().map(|(field, _)| field);
        if usual == weights {
            known.for_each(|field| add(&reaches[field.index()]));
        } else {
            known.for_each(|field| add(&self.reach(field, weights)));
        }
        sums.into_iter().flatten().max().unwrap_or(0)
    }

    /// Returns what each known field could contribute: by its answers, each for an option.
    pub fn shares(&self, facts: &Facts) -> impl Iterator<Item = &[(usize, Vec<Share>)]> {
        let known = facts.known().filter_map(|(field, _)| self.shares.get(field.index()));
        known.map(Vec::as_slice).filter(|answers| !answers.is_empty())
    }

    fn reach(&self, field: FieldId, weights: &[u8]) -> Reach {
        let mut reach = vec![[0; 2]; self.options];
        for (option, shares) in &self.shares[field.index()] {
            let sum = |part: fn(&Share) -> i64| -> i64 {
                shares.iter().map(|it| part(it) * i64::from(weights[it.dimension])).sum()
            };
            let [gain, loss] = &mut reach[*option];
            *gain = sum(|share| share.gain).max(*gain);
            *loss = sum(|share| share.loss).max(*loss);
        }
        reach
    }
}

/// The fields that a rule counts towards, each with the answers with which it could fire.
fn chances(when: &Condition, terms: &[&Term], kernel: &Kernel) -> BTreeSet<(FieldId, usize)> {
    let fields = when.fields();
    let names = |term: &Term, field: FieldId| {
        term.literals.iter().any(|it| kernel.axes.get(it.axis).field == field)
    };
    let common = fields.iter().find(|field| terms.iter().all(|term| names(term, **field)));
    let mut chances = BTreeSet::new();
    for term in terms {
        let Some(field) = common.or_else(|| fields.iter().find(|field| names(term, **field)))
        else {
            continue;
        };
        let axes: Vec<_> = kernel.axes.of_field(*field).collect();
        // The answers of a field with several are not told apart: there are too many.
        let answers = if let [axis] = axes.as_slice() { kernel.axes.get(*axis).cells } else { 1 };
        let allowed = |answer: &usize| {
            let literal = term.literals.iter().find(|literal| axes.as_slice() == [literal.axis]);
            literal.is_none_or(|literal| literal.cells[*answer])
        };
        chances.extend((0..answers).filter(allowed).map(|answer| (*field, answer)));
    }
    chances
}

/// The fit of a score.
pub fn fit(score: i64, most: i64) -> f64 {
    if most == 0 { 50.0 } else { 50.0 + 50.0 * score as f64 / most as f64 }
}
