//! Where the things of a rule base stand in its files, and which findings about them are silenced.

use std::collections::HashMap;

use super::PackId;
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
    /// Why it is meant to stay.
    pub reason: String,
    /// Where the check is named.
    pub place: Place,
}

/// What a rule base remembers of its texts. Things are known by their kind and their id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// Where ids stand.
    pub(crate) ids: HashMap<(&'static str, String), Place>,
    /// What packs brought.
    pub(crate) origins: HashMap<(&'static str, String), PackId>,
    /// Where conditions stand, by what they belong to.
    pub(crate) conditions: HashMap<(&'static str, String), Place>,
    /// Where choices stand, by question and choice.
    pub(crate) choices: HashMap<(String, String), Place>,
    pub(crate) silences: Vec<Silence>,
}
