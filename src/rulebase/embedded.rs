//! The files of `rules/`, built into the program: for each its text, and the tree that the build
//! script made of it. Only what is asked for is read.

use std::sync::Arc;

use super::prepared::Prepared;
use crate::{
    source::Source,
    yaml::{Content, Node, Span},
};

struct BuiltIn {
    path: &'static str,
    text: &'static str,
    tree: &'static [u8],
}

const BASE: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/base.rs"));
const SCENARIOS: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));
const DECISIONS: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/decisions.rs"));
const PREPARED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/prepared"));

/// Reads the files of the rule base, named by their path in the repository.
pub(super) fn base() -> impl Iterator<Item = (Arc<Source>, Node)> {
    BASE.iter().map(BuiltIn::read)
}

/// Reads the files of scenarios that the rule base is tested with.
pub(super) fn scenarios() -> impl Iterator<Item = (Arc<Source>, Node)> {
    SCENARIOS.iter().map(BuiltIn::read)
}

/// Reads the files of published decisions.
pub(super) fn decisions() -> impl Iterator<Item = (Arc<Source>, Node)> {
    DECISIONS.iter().map(BuiltIn::read)
}

/// Reads the published decisions as they were prepared: their files, the answers that they give, and
/// the decisions.
pub(super) fn prepared() -> (Vec<Arc<Source>>, Node, Vec<Prepared>) {
    let sources = DECISIONS.iter().map(|file| Source::built_in(file.path, file.text)).collect();
    let nothing =
        || (Node { content: Content::Sequence(Vec::new()), span: Span::default() }, vec![]);
    let (answers, decisions) = postcard::from_bytes(PREPARED).unwrap_or_else(|_| nothing());
    (sources, answers, decisions)
}

impl BuiltIn {
    fn read(&self) -> (Arc<Source>, Node) {
        // Nothing is read of a tree that is broken, which a test would tell.
        let nothing = Node { content: Content::Sequence(Vec::new()), span: Span::default() };
        let tree = postcard::from_bytes(self.tree).unwrap_or(nothing);
        (Source::built_in(self.path, self.text), tree)
    }
}

#[cfg(test)]
mod tests {
    use crate::yaml;

    #[test]
    fn trees_that_are_built_in_are_those_of_the_files() {
        let files: Vec<_> =
            super::base().chain(super::scenarios()).chain(super::decisions()).collect();
        assert!(files.len() >= 16, "{}", files.len());
        for (source, tree) in files {
            assert_eq!(yaml::parse(&source).as_ref(), Ok(&tree), "{}", source.name());
        }
    }
}
