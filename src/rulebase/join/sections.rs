//! Things in the trees of files, found by the sections in which they stand.

use crate::{
    rulebase::raw::packs::{Changeable, Section},
    yaml::{Content, Node},
};

/// A thing in a tree: its section, its number there, its id, and what it is.
pub(super) type Item<'n> = (Section, usize, &'n str, &'n Node);

/// Lists everything of a kind in a file.
pub(super) fn items<'n>(
    root: &'n Node,
    kind: &'static Changeable,
) -> impl Iterator<Item = Item<'n>> {
    kind.sections.iter().flat_map(move |section| {
        let node = section.iter().try_fold(root, |node, key| node.get(key));
        let node = node.filter(|node| !matches!(node.content, Content::Scalar(_)));
        let nodes = node.map(Node::each).unwrap_or_default().iter().enumerate();
        nodes.filter_map(|(index, node)| Some((*section, index, id_of(node)?.text()?, node)))
    })
}

/// Finds the id of a thing, which an assumption in place of an answer has from the question.
pub(in crate::rulebase) fn id_of(node: &Node) -> Option<&Node> {
    node.get("id").or_else(|| node.get("question"))
}

/// Lists the options that the rules of a file give points to or exclude.
pub(super) fn options_of_rules(root: &Node) -> Vec<String> {
    let rules = root.get("rules").map(Node::each).unwrap_or_default();
    let parts = rules.iter().flat_map(|rule| [rule.get("points"), rule.get("excludes")]).flatten();
    let names = parts.flat_map(|part| match &part.content {
        Content::Mapping(entries) => {
            entries.iter().map(|entry| entry.key.to_string()).collect::<Vec<_>>()
        }
        _ => part.each().iter().filter_map(|node| node.text().map(str::to_owned)).collect(),
    });
    names.collect()
}

/// Finds one of them.
pub(super) fn item_mut(root: &mut Node, section: Section, index: usize) -> Option<&mut Node> {
    let node = at_mut(root, section)?;
    match node.content {
        Content::Mapping(_) => Some(node),
        Content::Sequence(ref mut nodes) => nodes.get_mut(index),
        Content::Scalar(_) => None,
    }
}

/// Takes one of them out.
pub(super) fn remove(root: &mut Node, section: Section, index: usize) {
    if let Some(Node { content: Content::Sequence(nodes), .. }) = at_mut(root, section)
        && index < nodes.len()
    {
        nodes.remove(index);
    }
}

fn at_mut<'n>(node: &'n mut Node, way: &[&str]) -> Option<&'n mut Node> {
    way.iter().try_fold(node, |node, key| match &mut node.content {
        Content::Mapping(entries) => {
            entries.iter_mut().find(|entry| entry.key == *key).map(|entry| &mut entry.value)
        }
        Content::Scalar(_) | Content::Sequence(_) => None,
    })
}
