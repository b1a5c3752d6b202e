//! Why a condition holds, does not, or cannot be told: its truth part by part.
//!
//! Negations are pushed down to the tests (De Morgan's laws, which Kleene's logic keeps), so that
//! the words of every test that does not hold say what would have to be so.

use super::{Condition, Test, Truth};
use crate::field::{Facts, FieldId};

/// A condition, or a part of one, with what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Whether it holds.
    pub truth: Truth,
    /// What it is made of.
    pub part: Part,
}

/// What an explained condition is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of them must hold.
    All(Vec<Explained>),
    /// At least one of them must hold.
    Any(Vec<Explained>),
    /// One field must be as a test says.
    Leaf(Leaf),
}

/// One test of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The field.
    pub field: FieldId,
    /// The test.
    pub test: Test,
    /// Whether the test must hold, or must not.
    pub wanted: bool,
}

impl Condition {
    /// Returns whether it holds, given what is known, and what each of its parts came to. The truth
    /// of the whole is that of [`Condition::evaluate`].
    pub fn explain(&self, facts: &Facts) -> Explained {
        self.explain_as(facts, true)
    }

    fn explain_as(&self, facts: &Facts, wanted: bool) -> Explained {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                let explained = parts.iter().map(|part| part.explain_as(facts, wanted));
                Explained::of_parts(explained.collect(), matches!(self, Self::All(_)) == wanted)
            }
            Self::Not(inner) => inner.explain_as(facts, !wanted),
            Self::Test(field, test) => {
                let truth = facts.get(*field).map_or(Truth::Unknown, |value| test.evaluate(value));
                let truth = if wanted { truth } else { !truth };
                Explained { truth, part: Part::Leaf(Leaf { field: *field, test: *test, wanted }) }
            }
        }
    }
}

impl Explained {
    /// Puts parts together of which all must hold, or any; those of the same sort are one list.
    fn of_parts(parts: Vec<Self>, all: bool) -> Self {
        let decisive = if all { Truth::False } else { Truth::True };
        let truth = super::fold(parts.iter().map(|part| part.truth), decisive);
        let flat = parts.into_iter().flat_map(|part| match part.part {
            Part::All(inner) if all => inner,
            Part::Any(inner) if !all => inner,
            _ => vec![part],
        });
        let list = if all { Part::All } else { Part::Any };
        Self { truth, part: list(flat.collect()) }.simple()
    }

    /// Takes a list of one for that one.
    fn simple(self) -> Self {
        match self.part {
            Part::All(mut parts) | Part::Any(mut parts) if parts.len() == 1 => {
                parts.pop().unwrap_or(Self { truth: self.truth, part: Part::All(Vec::new()) })
            }
            _ => self,
        }
    }

    /// Returns the fewest tests that do not hold yet and that together would make it hold, rather
    /// of what is not known than of what is known to be otherwise; none where it holds. Tests
    /// are counted as they are written, so two of one field may contradict each other.
    pub fn lacks(&self) -> Vec<(Leaf, Truth)> {
        match &self.part {
            _ if self.truth == Truth::True => Vec::new(),
            Part::Leaf(leaf) => vec![(*leaf, self.truth)],
            Part::All(parts) => parts.iter().flat_map(Self::lacks).collect(),
            Part::Any(parts) => {
                let otherwise = |lacks: &Vec<(Leaf, Truth)>| {
                    lacks.iter().filter(|it| it.1 == Truth::False).count()
                };
                let ways = parts.iter().map(Self::lacks);
                ways.min_by_key(|lacks| (lacks.len(), otherwise(lacks))).unwrap_or_default()
            }
        }
    }
}
