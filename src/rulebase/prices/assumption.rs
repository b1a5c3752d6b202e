//! What stands in for what a profile does not say.

use rust_decimal::Decimal;

use crate::{
    condition::Condition,
    field::{FieldId, Value},
    formula::number::{Figure, Number},
    measure::Measure,
};

/// What the ids of assumptions start with, wherever questions could be meant as well.
pub(crate) const ASSUMPTIONS: &str = "assumptions.";

/// Returns the id of a field as the price book has it: that of an assumption without what it starts
/// with elsewhere.
pub(crate) fn own_id(id: &str) -> &str {
    id.strip_prefix(ASSUMPTIONS).unwrap_or(id)
}

/// What stands in for something that a profile does not say.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// The field: a question, or one of the book's own.
    pub field: FieldId,
    /// What it is, in a few words.
    pub about: String,
    /// What it is taken to be.
    pub assumed: Assumed,
    /// How likely the answer in the one figure is, from 0 to 1, where people are told a range.
    pub likely: Decimal,
    /// What `whereto measure` gives it by.
    pub measured: Option<Measure>,
    /// Why that.
    pub because: String,
}

/// What an assumption is taken to be.
#[derive(Clone, Debug)]
pub enum Assumed {
    /// A number, distributed as the first guess says whose condition holds.
    Number(Vec<Guess>),
    /// In the one figure the first of these answers whose condition holds; drawn, it may be any.
    Answer(Vec<(Condition, Value)>),
}

/// How a number that nobody gave is distributed.
#[derive(Clone, Debug)]
pub struct Guess {
    /// When it is the right one; looks at choices only.
    pub when: Condition,
    /// The question whose number the three are multiplied by; only where it is answered is the
    /// guess the right one.
    pub for_each: Option<FieldId>,
    /// One project in ten has less.
    pub low: Figure,
    /// Half of the projects have less; what the one figure takes.
    pub expected: Figure,
    /// One project in ten has more.
    pub high: Figure,
}

impl Guess {
    /// Returns what one project in ten has less than, half, and nine of ten.
    pub(crate) fn points(&self) -> [f64; 3] {
        [self.low, self.expected, self.high].map(f64::of)
    }
}
