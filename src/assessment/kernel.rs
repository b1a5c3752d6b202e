//! The rule base in indexed form: which rules fire is a matter of ANDing bit masks.
//!
//! Every term of every rule has a bit. For each cell of each axis, and for "not known", a mask holds the bits of the
//! terms that this does not contradict; the AND of one mask for each axis leaves the terms that hold.

use super::{
    axis::{Axes, AxisId},
    terms::{Term, TooManyTerms, terms_of},
};
use crate::{
    field::Facts,
    rulebase::{RuleBase, RuleId},
};

/// The indexed form of all rules.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// The axes.
    pub axes: Axes,
    /// The terms, rule by rule.
    pub terms: Vec<(RuleId, Term)>,
    /// Words in a mask.
    words: usize,
    /// For each axis, the index of its first mask; the mask of "not known" comes first, then one for each cell.
    first: Vec<usize>,
    masks: Vec<u64>,
    /// For each axis whether any rule looks at it.
    used: Vec<bool>,
    /// For each axis whether its field is derived.
    derived: Vec<bool>,
    /// The bits of the terms that ask about no derived field.
    not_derived: Vec<u64>,
}

impl Kernel {
    /// Compiles all rules.
    ///
    /// # Errors
    /// The first rule whose condition has too many alternatives.
    pub fn compile(base: &RuleBase) -> Result<Self, (RuleId, TooManyTerms)> {
        let axes = Axes::of(&base.fields, base.rules.iter().map(|rule| &rule.when));
        let mut terms = Vec::new();
        for (index, rule) in base.rules.iter().enumerate() {
            let id = RuleId(index as u16);
            let expanded = terms_of(&rule.when, &axes).map_err(|error| (id, error))?;
            terms.extend(expanded.into_iter().map(|term| (id, term)));
        }
        let words = terms.len().div_ceil(64).max(1);
        let mut first = Vec::with_capacity(axes.len());
        let mut rows = 0;
        for (_, axis) in axes.iter() {
            first.push(rows);
            rows += axis.cells + 1;
        }
        let mut used = vec![false; axes.len()];
        for literal in terms.iter().flat_map(|(_, term)| &term.literals) {
            used[literal.axis.index()] = true;
        }
        let derived = axes.iter().map(|(_, axis)| base.fields.get(axis.field).derived).collect();
        let masks = vec![u64::MAX; rows * words];
        let not_derived = vec![u64::MAX; words];
        let mut kernel = Self { axes, terms, words, first, masks, used, derived, not_derived };
        kernel.fill();
        kernel.not_derived = kernel.holding_on(&Facts::default(), |axis| kernel.derived[axis]);
        Ok(kernel)
    }

    fn fill(&mut self) {
        for (bit, (_, term)) in self.terms.iter().enumerate() {
            let (word, mask) = (bit / 64, !(1u64 << (bit % 64)));
            for literal in &term.literals {
                let first = self.first[literal.axis.index()];
                // A term that asks about an axis does not hold while the axis is not known.
                self.masks[first * self.words + word] &= mask;
                for (cell, _) in literal.cells.iter().enumerate().filter(|(_, allowed)| !**allowed) {
                    self.masks[(first + 1 + cell) * self.words + word] &= mask;
                }
            }
        }
    }

    /// The bits of all terms.
    fn every_term(&self) -> Vec<u64> {
        let mut bits = vec![u64::MAX; self.words];
        let in_last = self.terms.len() - (self.words - 1) * 64;
        if let Some(last) = bits.last_mut() {
            *last = u64::MAX.checked_shr(64 - in_last as u32).unwrap_or(0);
        }
        bits
    }

    fn mask(&self, axis: AxisId, row: u16) -> &[u64] {
        let start = (self.first[axis.index()] + usize::from(row)) * self.words;
        &self.masks[start..start + self.words]
    }

    /// The bits of the terms that hold.
    pub fn holding(&self, facts: &Facts) -> Vec<u64> {
        self.holding_on(facts, |_| true)
    }

    /// For answers whose derived fields have not been worked out: the bits of the terms that hold, and of those that
    /// could hold, whatever the derived fields come to be.
    pub fn holding_whatever_is_derived(&self, answers: &Facts) -> (Vec<u64>, Vec<u64>) {
        let possible = self.holding_on(answers, |axis| !self.derived[axis]);
        let mut certain = possible.clone();
        and(&mut certain, &self.not_derived);
        (certain, possible)
    }

    /// The bits of the terms that hold as far as the axes go that count.
    fn holding_on(&self, facts: &Facts, counts: impl Fn(usize) -> bool) -> Vec<u64> {
        let mut bits = self.every_term();
        for (axis, it) in self.axes.iter().filter(|(axis, _)| self.used[axis.index()] && counts(axis.index())) {
            match facts.get(it.field) {
                None => and(&mut bits, self.mask(axis, 0)),
                Some(value) => {
                    // An interval contradicts a term when any of its cells does.
                    let (first, last) = self.axes.cells_of(axis, value);
                    (first..=last).for_each(|cell| and(&mut bits, self.mask(axis, cell as u16 + 1)));
                }
            }
        }
        bits
    }

    /// Whether any rule looks at an axis.
    pub fn is_used(&self, axis: AxisId) -> bool {
        self.used[axis.index()]
    }

    /// Calls `each` once for every rule that fires, in the order of the rules.
    pub fn each_fired(&self, bits: &[u64], mut each: impl FnMut(RuleId)) {
        let mut last = None;
        for (index, word) in bits.iter().enumerate() {
            let mut word = *word;
            while word != 0 {
                let bit = word.trailing_zeros() as usize;
                word &= word - 1;
                let rule = self.terms[index * 64 + bit].0;
                if last != Some(rule) {
                    last = Some(rule);
                    each(rule);
                }
            }
        }
    }
}

fn and(bits: &mut [u64], mask: &[u64]) {
    for (bits, mask) in bits.iter_mut().zip(mask) {
        *bits &= mask;
    }
}
