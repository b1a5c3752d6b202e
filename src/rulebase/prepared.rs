//! A published decision as it is built into the program: the build script has this file too, and
//! does all that needs no rule base, so that a run that compares a project with hundreds of
//! decisions need not read their texts.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A decision without its answers, whose texts are parts of the program.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Prepared {
    /// The number of its file.
    pub(crate) file: usize,
    /// Where its id stands in the file, in bytes.
    pub(crate) place: Range<usize>,
    /// What stands at each of its keys.
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) decision: &'static str,
    pub(crate) decided_because: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) year: Option<i16>,
    #[serde(borrow)]
    pub(crate) moved_from: Option<&'static str>,
    #[serde(borrow)]
    pub(crate) source_kind: Option<&'static str>,
    #[serde(borrow)]
    pub(crate) source_title: Option<&'static str>,
    #[serde(borrow)]
    pub(crate) source_url: Option<&'static str>,
    #[serde(borrow)]
    pub(crate) group: Option<&'static str>,
    #[serde(borrow)]
    pub(crate) set: Option<&'static str>,
    #[serde(borrow)]
    pub(crate) notes: Option<&'static str>,
    /// The numbers of its answers among those of all decisions.
    pub(crate) facts: Vec<usize>,
    /// The questions whose answers its source does not state.
    #[serde(borrow)]
    pub(crate) inferred: Vec<&'static str>,
}
