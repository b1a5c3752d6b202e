//! What a file states: values, each with the keys that lead to it and its place.

use std::sync::Arc;

use crate::{
    rulebase::trace::package,
    source::Source,
    yaml::{Content, Node},
};

/// A value, or a list or mapping of values, and how one comes to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    /// The keys from the outermost on; elements of a list are numbered.
    pub(super) keys: Vec<String>,
    /// The value; none for a list, a mapping, and what only running the program would tell.
    pub(super) value: Option<String>,
    /// Where it stands, in bytes.
    pub(super) at: usize,
    /// The variable whose value it is, which may be set elsewhere.
    pub(super) variable: Option<String>,
}

/// The facts of one document, as they are found.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) list: Vec<Fact>,
    /// The keys that lead to where the reader is.
    way: Vec<String>,
}

impl Facts {
    /// Adds a fact at a key below where the reader is.
    pub(super) fn add(&mut self, key: &str, value: Option<&str>, at: usize) {
        let keys = self.way.iter().cloned().chain([key.to_owned()]).collect();
        self.list.push(Fact { keys, value: value.map(str::to_owned), at, variable: None });
    }

    /// Adds a list or a mapping at a key, and what `inside` finds in it.
    pub(super) fn within(&mut self, key: &str, at: usize, inside: impl FnOnce(&mut Self)) {
        self.add(key, None, at);
        self.way.push(key.to_owned());
        inside(self);
        self.way.pop();
    }

    /// Adds a package that the code needs, to run or only to be developed.
    pub(super) fn dependency(&mut self, name: &str, version: &str, runs: bool, at: usize) {
        let kind = if runs { "dependency" } else { "dev-dependency" };
        let keys = vec![kind.to_owned(), package(name).into_owned()];
        self.list.push(Fact { keys, value: Some(version.to_owned()), at, variable: None });
    }

    /// Adds a value at a key, with all that is in it.
    pub(super) fn value(&mut self, key: &str, at: usize, node: &Node, source: &Arc<Source>) {
        match &node.content {
            Content::Scalar(scalar) => {
                let value = (!scalar.is_null()).then_some(scalar.text.as_ref());
                self.add(key, value, at);
            }
            _ => self.within(key, at, |facts| facts.tree(node, source)),
        }
    }

    /// Adds all that is in a list or a mapping.
    pub(super) fn tree(&mut self, node: &Node, source: &Arc<Source>) {
        match &node.content {
            Content::Scalar(_) => {}
            Content::Sequence(nodes) => {
                for (index, node) in nodes.iter().enumerate() {
                    self.value(&index.to_string(), start(node.span, source), node, source);
                }
            }
            Content::Mapping(entries) => {
                for entry in entries {
                    self.value(&entry.key, start(entry.key_span, source), &entry.value, source);
                }
            }
        }
    }

    /// Lists the facts right below some keys, each with its own key.
    pub(super) fn below<'f>(
        &'f self,
        keys: &'f [&'f str],
    ) -> impl Iterator<Item = (&'f str, &'f Fact)> {
        self.list.iter().filter_map(move |fact| {
            let (last, way) = fact.keys.split_last()?;
            (way == keys).then_some((last.as_str(), fact))
        })
    }
}

/// Returns where a node starts, in bytes.
pub(super) fn start(span: crate::yaml::Span, source: &Source) -> usize {
    source.byte_of_char(span.start as usize)
}
