//! Where the things of a rule base stand in its files, and which findings about them are silenced.

use std::collections::HashMap;

use crate::source::Place;

/// A finding that was looked at and is meant to stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// What kind of thing it stands at, such as `rule`.
    pub kind: &'static str,
    /// The id of that thing.
    pub id: String,
    /// The check that is to say nothing about it.
    pub check: String,
    /// Why.
    pub reason: String,
    /// Where the check is named.
    pub place: Place,
}

/// What a rule base remembers of its texts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Register {
    /// Where ids stand, by the kind of thing they name.
    pub(crate) places: HashMap<(&'static str, String), Place>,
    /// Where conditions stand, by the kind of thing they belong to and its id.
    pub(crate) conditions: HashMap<(&'static str, String), Place>,
    /// Where choices stand, by question and choice.
    pub(crate) choices: HashMap<(String, String), Place>,
    pub(crate) silences: Vec<Silence>,
}

impl Register {
    pub(crate) fn place(&self, kind: &'static str, id: &str) -> Option<&Place> {
        self.places.get(&(kind, id.to_owned()))
    }

    pub(crate) fn condition(&self, kind: &'static str, id: &str) -> Option<&Place> {
        self.conditions.get(&(kind, id.to_owned()))
    }

    pub(crate) fn choice(&self, question: &str, choice: &str) -> Option<&Place> {
        self.choices.get(&(question.to_owned(), choice.to_owned()))
    }

    pub(crate) fn silences(&self) -> &[Silence] {
        &self.silences
    }
}
