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
        let mut kernel = Self { axes, terms, words, first, masks: vec![u64::MAX; rows * words], used };
        kernel.fill();
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
        // The last word's bits that belong to no term.
        let used = self.terms.len() - (self.words - 1) * 64;
        let keep = u64::MAX.checked_shr(64 - used as u32).unwrap_or(0);
        for row in self.masks.chunks_exact_mut(self.words) {
            if let Some(last) = row.last_mut() {
                *last &= keep;
            }
        }
    }

    fn mask(&self, axis: AxisId, row: u16) -> &[u64] {
        let start = (self.first[axis.index()] + usize::from(row)) * self.words;
        &self.masks[start..start + self.words]
    }

    /// The bits of the terms that hold.
    pub fn holding(&self, facts: &Facts) -> Vec<u64> {
        let mut spans: Vec<Option<(usize, usize)>> = vec![None; self.axes.len()];
        self.axes.each_known(facts, |axis, cells| spans[axis.index()] = Some(cells));
        let mut bits = vec![u64::MAX; self.words];
        for (index, span) in spans.into_iter().enumerate() {
            let axis = AxisId(index as u16);
            match span {
                None => and(&mut bits, self.mask(axis, 0)),
                // An interval contradicts a term when any of its cells does.
                Some((first, last)) => (first..=last).for_each(|cell| and(&mut bits, self.mask(axis, cell as u16 + 1))),
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
