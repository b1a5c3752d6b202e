//! The scale on which scores are shown: `fit`, from 0 to 100, 50 for "nothing speaks for or against".
//!
//! fit = 50 + 50 · score / M, where M is the most that the rules on the answered questions could give any option
//! (or take from it). M is the same for all options of a profile, so fits compare as scores do; and no score can be
//! beyond M, so fits stay within the scale.
//!
//! Each rule counts towards the first field that its condition names. For each answer of that field, the points of
//! the rules that could fire with it are added up, gains and losses apart, for each option; the field's share of M is
//! the greatest of these sums over all answers and options.

use std::collections::BTreeMap;

use super::kernel::Kernel;
use crate::{
    field::{Facts, FieldId},
    rulebase::{Effect, RuleBase},
};

/// What each field could contribute, before weights.
#[derive(Clone, Debug)]
pub struct Scale {
    /// For each field: for each of its answers and each option, gains and losses by dimension.
    shares: Vec<Vec<Vec<Share>>>,
}

#[derive(Clone, Copy, Debug)]
struct Share {
    dimension: usize,
    gain: i64,
    loss: i64,
}

impl Scale {
    /// Adds up what could fire.
    pub fn of(base: &RuleBase, kernel: &Kernel) -> Self {
        let shares = base.fields.iter().map(|(field, _)| Self::shares_of(field, base, kernel));
        Self { shares: shares.collect() }
    }

    fn shares_of(field: FieldId, base: &RuleBase, kernel: &Kernel) -> Vec<Vec<Share>> {
        let axes: Vec<_> = kernel.axes.of_field(field).collect();
        // The answers of a field with several are not told apart: there are too many.
        let answers = if let [axis] = axes.as_slice() { kernel.axes.get(*axis).cells } else { 1 };
        let own = base.rules.iter().enumerate().filter(|(_, rule)| rule.when.fields().first() == Some(&field));
        let mut sums: BTreeMap<(usize, usize), BTreeMap<usize, Share>> = BTreeMap::new();
        for (index, rule) in own {
            let Effect::Points(points) = &rule.effect else { continue };
            let dimension = rule.dimension.index();
            let terms = || kernel.terms.iter().filter(|(id, _)| id.index() == index).map(|(_, term)| term);
            for answer in 0..answers {
                let could_fire = terms().any(|term| {
                    let literal = term.literals.iter().find(|literal| axes.as_slice() == [literal.axis]);
                    literal.is_none_or(|literal| literal.cells[answer])
                });
                for (option, points) in points.iter().filter(|_| could_fire) {
                    let by_dimension = sums.entry((answer, option.index())).or_default();
                    let share = by_dimension.entry(dimension).or_insert(Share { dimension, gain: 0, loss: 0 });
                    share.gain += i64::from(*points.max(&0));
                    share.loss -= i64::from(*points.min(&0));
                }
            }
        }
        sums.into_values().map(|shares| shares.into_values().collect()).collect()
    }

    /// M for what is known and how the dimensions weigh.
    pub fn most(&self, facts: &Facts, weights: &[u8]) -> i64 {
        facts.known().map(|(field, _)| self.share(field, weights)).sum()
    }

    fn share(&self, field: FieldId, weights: &[u8]) -> i64 {
        let weigh = |shares: &Vec<Share>| {
            let sum = |part: fn(&Share) -> i64| {
                shares.iter().map(|share| part(share) * i64::from(weights[share.dimension])).sum::<i64>()
            };
            sum(|share| share.gain).max(sum(|share| share.loss))
        };
        self.shares[field.index()].iter().map(weigh).max().unwrap_or(0)
    }
}

/// The fit of a score.
pub fn fit(score: i64, most: i64) -> f64 {
    if most == 0 { 50.0 } else { 50.0 + 50.0 * score as f64 / most as f64 }
}
