//! What is joined: files with their trees, and what has come of the packs among them.

use std::{collections::HashMap, sync::Arc};

use crate::{
    rulebase::{
        Override, Pack, PackId,
        raw::packs::{CHANGEABLE, Changeable},
    },
    source::Source,
    yaml::Node,
};

/// One file: its text with its number among those of the reader, and its tree.
#[derive(Debug)]
pub(in crate::rulebase) struct File {
    pub(in crate::rulebase) source: Arc<Source>,
    pub(in crate::rulebase) number: usize,
    pub(in crate::rulebase) root: Node,
    /// The pack that it belongs to; none for the files of the base.
    pub(in crate::rulebase) pack: Option<PackId>,
}

/// What a pack says of its own options in a rule of others, until that rule is read.
pub(in crate::rulebase) struct Draft {
    pub(in crate::rulebase) pack: PackId,
    pub(in crate::rulebase) options: Vec<String>,
    pub(in crate::rulebase) because: Option<String>,
    pub(in crate::rulebase) cites: Option<Node>,
}

/// Packs that have been joined to a base.
#[derive(Default)]
pub(in crate::rulebase) struct Joined {
    pub(in crate::rulebase) packs: Vec<Pack>,
    pub(in crate::rulebase) overrides: Vec<Override>,
    /// What packs say in rules of others, by the rule.
    pub(in crate::rulebase) extensions: HashMap<String, Vec<Draft>>,
}

/// Finds a kind of thing that can be overridden.
pub(super) fn kind(name: &str) -> &'static Changeable {
    CHANGEABLE.iter().find(|known| known.kind == name).unwrap_or(&CHANGEABLE[0])
}
