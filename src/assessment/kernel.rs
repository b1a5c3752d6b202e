//! The rule base in indexed form: which rules fire is a matter of ANDing bit masks.
//!
//! Every term of every rule has a bit. For each cell of each axis, and for "not known", a mask
//! holds the bits of the terms that this does not contradict; the AND of one mask for each axis
//! leaves the terms that hold.

use super::{
    axis::{Axes, Axis, AxisId},
    terms::{Term, TooManyTerms, terms_of},
};
use crate::{
    field::{Facts, FieldId, Value},
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
    /// For each axis, the index of its first mask; the mask of "not known" comes first, then one
    /// for each cell.
    first: Vec<usize>,
    masks: Vec<u64>,
    /// For each axis whether any rule looks at it.
    used: Vec<bool>,
    /// The axes of questions that rules look at.
    asked: Vec<AxisId>,
    /// The axes of derived fields that rules look at.
    derived: Vec<AxisId>,
    /// The bits of all terms.
    every_term: Vec<u64>,
    /// The bits of the terms that ask about no derived field.
    not_derived: Vec<u64>,
}

/// Where a project lies on each axis: the first and the last of the axis's masks that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position(Vec<(u16, u16)>);

impl Position {
    /// Reaches from the first masks of this to the last ones of another.
    pub fn to(&self, end: &Self) -> Self {
        Self(self.0.iter().zip(&end.0).map(|((first, _), (_, last))| (*first, *last)).collect())
    }
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
        let (derived, asked) = axes
            .iter()
            .map(|(id, _)| id)
            .filter(|axis| used[axis.index()])
            .partition(|axis| base.fields.get(axes.get(*axis).field).derived);
        let every_term = every_bit(terms.len(), words);
        let masks = vec![u64::MAX; rows * words];
        let mut kernel = Self {
            axes,
            terms,
            words,
            first,
            masks,
            used,
            asked,
            derived,
            not_derived: Vec::new(),
            every_term,
        };
        kernel.fill();
        let mut not_derived = kernel.every_term.clone();
        kernel.derived.iter().for_each(|axis| and(&mut not_derived, kernel.mask(*axis, 0)));
        kernel.not_derived = not_derived;
        Ok(kernel)
    }

    fn fill(&mut self) {
        for (bit, (_, term)) in self.terms.iter().enumerate() {
            let (word, mask) = (bit / 64, !(1u64 << (bit % 64)));
            for literal in &term.literals {
                let first = self.first[literal.axis.index()];
                // A term that asks about an axis does not hold while the axis is not known.
                self.masks[first * self.words + word] &= mask;
                for (cell, _) in literal.cells.iter().enumerate().filter(|(_, allowed)| !**allowed)
                {
                    self.masks[(first + 1 + cell) * self.words + word] &= mask;
                }
            }
        }
    }

    fn mask(&self, axis: AxisId, row: u16) -> &[u64] {
        let start = (self.first[axis.index()] + usize::from(row)) * self.words;
        &self.masks[start..start + self.words]
    }

    /// Where a project lies of which this is known.
    pub fn position(&self, facts: &Facts) -> Position {
        let rows = |(id, axis): (AxisId, &Axis)| self.rows(id, facts.get(axis.field));
        Position(self.axes.iter().map(rows).collect())
    }

    /// Moves a project to where it lies with another value of a field.
    pub fn set(&self, position: &mut Position, field: FieldId, value: Option<Value>) {
        for axis in self.axes.of_field(field) {
            position.0[axis.index()] = self.rows(axis, value);
        }
    }

    /// The first and the last of an axis's masks that count for a value; the first of all where it
    /// is not known.
    fn rows(&self, axis: AxisId, value: Option<Value>) -> (u16, u16) {
        let Some(value) = value else { return (0, 0) };
        let (first, last) = self.axes.cells_of(axis, value);
        (first as u16 + 1, last as u16 + 1)
    }

    /// The bits of the terms that hold.
    pub fn holding(&self, position: &Position) -> Vec<u64> {
        let mut bits = self.every_term.clone();
        self.keep(&mut bits, &self.asked, position);
        self.keep(&mut bits, &self.derived, position);
        bits
    }

    /// The bits of the terms that could hold for what starts within one position and ends within
    /// another: what holds throughout holds at both of its ends.
    pub fn possible(&self, ends: [&Position; 2]) -> Vec<u64> {
        let mut bits = self.every_term.clone();
        let mut any = bits.clone();
        for axis in self.asked.iter().chain(&self.derived) {
            let [lows, highs] = ends.map(|end| end.0[axis.index()]);
            for (first, last) in std::iter::once(lows).chain((lows != highs).then_some(highs)) {
                any.fill(0);
                for row in first..=last {
                    any.iter_mut().zip(self.mask(*axis, row)).for_each(|(any, mask)| *any |= mask);
                }
                and(&mut bits, &any);
            }
        }
        bits
    }

    /// The bits of the terms that hold for what is known: those of [`Kernel::holding`] at its
    /// [`Kernel::position`].
    pub fn holding_for(&self, facts: &Facts) -> Vec<u64> {
        let mut bits = self.every_term.clone();
        self.keep_for(&mut bits, &self.asked, facts);
        self.holding_of(bits, facts)
    }

    /// For answers whose derived fields have not been worked out: the bits of the terms that hold,
    /// and of those that could hold, whatever the derived fields come to be.
    pub fn holding_whatever_is_derived(&self, position: &Position) -> (Vec<u64>, Vec<u64>) {
        let mut possible = self.every_term.clone();
        self.keep(&mut possible, &self.asked, position);
        let mut certain = possible.clone();
        and(&mut certain, &self.not_derived);
        (certain, possible)
    }

    /// Keeps of the terms that could hold those that derived fields do not contradict.
    pub fn holding_of(&self, mut possible: Vec<u64>, facts: &Facts) -> Vec<u64> {
        self.keep_for(&mut possible, &self.derived, facts);
        possible
    }

    /// Keeps the bits of the terms that what is known does not contradict on some axes.
    fn keep_for(&self, bits: &mut [u64], axes: &[AxisId], facts: &Facts) {
        for axis in axes {
            let value = facts.get(self.axes.get(*axis).field);
            self.keep_at(bits, *axis, self.rows(*axis, value));
        }
    }

    /// Keeps the bits of the terms that a position does not contradict on some axes.
    fn keep(&self, bits: &mut [u64], axes: &[AxisId], position: &Position) {
        for axis in axes {
            self.keep_at(bits, *axis, position.0[axis.index()]);
        }
    }

    /// Keeps the bits of the terms that no cell of an interval contradicts.
    fn keep_at(&self, bits: &mut [u64], axis: AxisId, (first, last): (u16, u16)) {
        and(bits, self.mask(axis, first));
        (first..last).for_each(|row| and(bits, self.mask(axis, row + 1)));
    }

    /// Whether any rule looks at an axis.
    pub fn is_used(&self, axis: AxisId) -> bool {
        self.used[axis.index()]
    }

    /// Whether a rule fires, one of whose terms has this bit.
    fn fires(&self, bits: &[u64], term: usize) -> bool {
        let of_rule =
            |other: &usize| self.terms.get(*other).is_some_and(|it| it.0 == self.terms[term].0);
        let holds = |term: usize| bits[term / 64] >> (term % 64) & 1 == 1;
        (term..).take_while(of_rule).any(holds) || (0..term).rev().take_while(of_rule).any(holds)
    }

    /// Calls `each` once for every rule that fires with the `possible` terms and not with the
    /// `certain` ones, in the order of the rules.
    pub fn each_uncertain(&self, certain: &[u64], possible: &[u64], mut each: impl FnMut(RuleId)) {
        let beyond: Vec<u64> =
            certain.iter().zip(possible).map(|(certain, possible)| possible & !certain).collect();
        self.each_bit(&beyond, |term| {
            if !self.fires(certain, term) {
                each(self.terms[term].0);
            }
        });
    }

    /// Calls `each` once for every rule that fires, in the order of the rules.
    pub fn each_fired(&self, bits: &[u64], mut each: impl FnMut(RuleId)) {
        self.each_bit(bits, |term| each(self.terms[term].0));
    }

    /// Calls `each` for the first bit of every rule.
    fn each_bit(&self, bits: &[u64], mut each: impl FnMut(usize)) {
        let mut last = None;
        for (index, word) in bits.iter().enumerate() {
            let mut word = *word;
            while word != 0 {
                let bit = index * 64 + word.trailing_zeros() as usize;
                word &= word - 1;
                let rule = self.terms[bit].0;
                if last != Some(rule) {
                    last = Some(rule);
                    each(bit);
                }
            }
        }
    }
}

/// The bits from 0 to before `count`.
fn every_bit(count: usize, words: usize) -> Vec<u64> {
    let mut bits = vec![u64::MAX; words];
    if let Some(last) = bits.last_mut() {
        *last = u64::MAX.checked_shr((words * 64 - count) as u32).unwrap_or(0);
    }
    bits
}

fn and(bits: &mut [u64], mask: &[u64]) {
    for (bits, mask) in bits.iter_mut().zip(mask) {
        *bits &= mask;
    }
}
