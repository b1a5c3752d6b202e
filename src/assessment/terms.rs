//! Conditions in disjunctive normal form over axes: a rule fires when one of its terms does.
//!
//! Kleene's logic is a distributive lattice with De Morgan's laws, so pushing negations inwards and
//! distributing changes no condition's truth, also where answers are missing. A term that
//! contradicts itself is dropped: it would be false or unknown, and neither fires.

use super::axis::{Axes, Literal, Literals};
use crate::condition::Condition;

/// The most terms that a condition may expand to.
pub const MOST_TERMS: usize = 1000;

/// A conjunction of literals, at most one for each axis, in the order of the axes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// The literals.
    pub literals: Vec<Literal>,
}

/// The terms of a condition.
///
/// # Errors
/// When there would be more than [`MOST_TERMS`].
pub fn terms_of(condition: &Condition, axes: &Axes) -> Result<Vec<Term>, TooManyTerms> {
    expand(condition, true, axes)
}

/// A condition with more alternatives than anyone could read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyTerms;

fn expand(condition: &Condition, holds: bool, axes: &Axes) -> Result<Vec<Term>, TooManyTerms> {
    match (condition, holds) {
        (Condition::All(parts), true) | (Condition::Any(parts), false) => {
            let mut terms = vec![Term::default()];
            for part in parts {
                terms = product(&terms, &expand(part, holds, axes)?)?;
            }
            Ok(terms)
        }
        (Condition::Any(parts), true) | (Condition::All(parts), false) => {
            let mut terms = Vec::new();
            for part in parts {
                add(&mut terms, expand(part, holds, axes)?)?;
            }
            Ok(terms)
        }
        (Condition::Not(inner), _) => expand(inner, !holds, axes),
        (Condition::Test(field, test), _) => match axes.literals(*field, *test, holds) {
            Literals::Any(literals) => {
                let mut terms = Vec::new();
                for literal in literals {
                    add(&mut terms, Term::of(vec![literal]).into_iter().collect())?;
                }
                Ok(terms)
            }
            Literals::All(literals) => Ok(Term::of(literals).into_iter().collect()),
        },
    }
}

fn add(terms: &mut Vec<Term>, more: Vec<Term>) -> Result<(), TooManyTerms> {
    for term in more {
        if !terms.contains(&term) {
            terms.push(term);
        }
        if terms.len() > MOST_TERMS {
            return Err(TooManyTerms);
        }
    }
    Ok(())
}

fn product(left: &[Term], right: &[Term]) -> Result<Vec<Term>, TooManyTerms> {
    let mut terms = Vec::new();
    for one in left {
        for other in right {
            let literals = one.literals.iter().chain(&other.literals).cloned().collect();
            add(&mut terms, Term::of(literals).into_iter().collect())?;
        }
    }
    Ok(terms)
}

impl Term {
    /// A term of these literals; none when no value satisfies them together.
    fn of(mut literals: Vec<Literal>) -> Option<Self> {
        literals.sort_by_key(|literal| literal.axis);
        let mut merged: Vec<Literal> = Vec::new();
        for literal in literals {
            match merged.last_mut().filter(|last| last.axis == literal.axis) {
                Some(last) => {
                    last.cells.iter_mut().zip(literal.cells).for_each(|(cell, also)| *cell &= also)
                }
                None => merged.push(literal),
            }
        }
        merged
            .iter()
            .all(|literal| literal.cells.contains(&true))
            .then_some(Self { literals: merged })
    }
}
