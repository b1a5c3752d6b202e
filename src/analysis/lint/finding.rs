//! What lint finds.

use super::checks::{Check, Method};
use crate::{field::Facts, source::Place};

/// Something found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What was looked for.
    pub check: Check,
    /// Whether it is certain, or what draws and searches show.
    pub method: Method,
    /// What kind of thing it is about: a rule, a question, an option, a dimension, a product, a
    /// contradiction, a source.
    pub kind: &'static str,
    /// The id of that thing, at which the finding can be silenced.
    pub id: String,
    /// What was found, in a sentence.
    pub message: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// Answers that show it.
    pub witness: Option<Facts>,
    /// Why it is silenced, if it is.
    pub silenced: Option<String>,
}

impl Finding {
    pub(super) fn new(check: Check, kind: &'static str, id: &str, message: String) -> Self {
        let id = id.to_owned();
        Self {
            check,
            method: check.method(),
            kind,
            id,
            message,
            place: None,
            witness: None,
            silenced: None,
        }
    }

    pub(super) fn at(mut self, place: Option<&Place>) -> Self {
        self.place = place.cloned();
        self
    }

    pub(super) fn shown_by(mut self, witness: Option<Facts>) -> Self {
        self.witness = witness;
        self
    }
}
