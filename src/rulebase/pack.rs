//! Packs: what extends a rule base, and what it changes there, with its reasons.

use jiff::civil::Date;

use super::{Citation, OptionId, PackId};

/// A pack that a rule base was extended with.
#[derive(Clone, Debug)]
pub struct Pack {
    /// What other packs call it.
    pub name: String,
    /// The version that its makers gave it.
    pub version: String,
    /// The day on which its facts were last reviewed.
    pub reviewed: Date,
    /// What it is for, in a sentence.
    pub about: String,
    /// The packs that it builds on, which it may change.
    pub requires: Vec<PackId>,
    /// A SHA-256 over its files, in hexadecimal.
    pub digest: String,
}

/// What a pack changed in something that the base, or a pack that it requires, brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The pack.
    pub pack: PackId,
    /// What kind of thing: `rule`, `question`, `dimension`, `price` …
    pub kind: &'static str,
    /// The id of the thing.
    pub id: String,
    /// Which of its keys, in the order of the pack; none when it was taken out.
    pub keys: Vec<String>,
    /// Why the pack changes it, a sentence.
    pub reason: String,
}

impl Override {
    /// Returns whether the thing was taken out of the rule base.
    pub fn removes(&self) -> bool {
        self.keys.is_empty()
    }
}

/// What a pack made a rule of others say of the pack's own options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The pack.
    pub pack: PackId,
    /// The options.
    pub options: Vec<OptionId>,
    /// Why; none where the rule's own reason holds for them as well.
    pub because: Option<String>,
    /// What says so; empty where the rule's own sources do.
    pub cites: Vec<Citation>,
}
