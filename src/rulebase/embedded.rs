//! The files of `rules/`, built into the program: for each its text, and what the build script made
//! of it. Only what is asked for is read.

use std::sync::Arc;

use super::prepared::Prepared;
use crate::{
    source::Source,
    yaml::{Content, Node, Span},
};

/// A file: its path, its text and its tree.
type BuiltIn = (&'static str, &'static str, &'static [u8]);

const BASE: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/base.rs"));
const SCENARIOS: &[BuiltIn] = include!(concat!(env!("OUT_DIR"), "/scenarios.rs"));
const DECISIONS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/decisions.rs"));
const PREPARED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/prepared"));

/// Reads the files of the rule base, named by their path in the repository.
pub(super) fn base() -> impl Iterator<Item = (Arc<Source>, Node)> {
    BASE.iter().map(read)
}

/// Reads the files of scenarios that the rule base is tested with.
pub(super) fn scenarios() -> impl Iterator<Item = (Arc<Source>, Node)> {
    SCENARIOS.iter().map(read)
}

/// Reads the published decisions as they were prepared: their files, the answers that they give, and
/// the decisions.
pub(super) fn prepared() -> (Vec<Arc<Source>>, Node, Vec<Prepared>) {
    let sources = DECISIONS.iter().map(|(path, text)| Source::built_in(path, text)).collect();
    let (answers, decisions) =
        postcard::from_bytes(PREPARED).unwrap_or_else(|_| (nothing(), Vec::new()));
    (sources, answers, decisions)
}

fn read((path, text, tree): &BuiltIn) -> (Arc<Source>, Node) {
    let tree = postcard::from_bytes(tree).unwrap_or_else(|_| nothing());
    (Source::built_in(path, text), tree)
}

/// Stands for what is broken, which a test would tell.
fn nothing() -> Node {
    Node { content: Content::Sequence(Vec::new()), span: Span::default() }
}

#[cfg(test)]
mod tests {
    use crate::yaml;

    #[test]
    fn trees_that_are_built_in_are_those_of_the_files() {
        let files: Vec<_> = super::base().chain(super::scenarios()).collect();
        assert!(files.len() >= 16, "{}", files.len());
        for (source, tree) in files {
            assert_eq!(yaml::parse(&source).as_ref(), Ok(&tree), "{}", source.name());
        }
    }
}
