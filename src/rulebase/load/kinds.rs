//! Where each kind of thing stands in a file.

use crate::yaml::{Content, Entry, Node, Span};

/// The way to a section: one key, or two for the parts of the price book.
pub(super) type Section = &'static [&'static str];

/// What an override can name, and the sections in which it stands.
pub(super) const KINDS: [(&str, &[Section]); 12] = [
    ("rule", &[&["rules"]]),
    ("question", &[&["questions"]]),
    ("dimension", &[&["dimensions"], &["dimension"]]),
    ("option", &[&["options"]]),
    ("contradiction", &[&["contradictions"]]),
    ("document", &[&["documents"]]),
    ("claim", &[&["claims"]]),
    ("fact", &[&["facts"]]),
    ("price", &[&["prices", "items"]]),
    ("catalog", &[&["prices", "catalogs"]]),
    ("stack", &[&["prices", "stacks"]]),
    ("assumption", &[&["prices", "assumptions"]]),
];

/// Everything of a kind in a file: its section, its number there, and its id.
pub(super) fn items<'n>(
    root: &'n Node,
    kind: &str,
) -> impl Iterator<Item = (Section, usize, &'n str)> {
    let sections = KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .map(|(_, sections)| *sections)
        .unwrap_or_default();
    sections.iter().flat_map(move |section| {
        let nodes: &[Node] = match at(root, section) {
            Some(Node { content: Content::Sequence(nodes), .. }) => nodes,
            Some(node @ Node { content: Content::Mapping(_), .. }) => std::slice::from_ref(node),
            _ => &[],
        };
        nodes.iter().enumerate().filter_map(move |(index, node)| {
            // An assumption in place of an answer has no id but the question's.
            let id = at(node, &["id"]).or_else(|| at(node, &["question"]))?;
            Some((*section, index, id.text()?))
        })
    })
}

/// Where the id of one of them stands.
pub(super) fn id_span(root: &Node, section: Section, index: usize) -> Option<Span> {
    let node = at(root, section)?;
    let item = match &node.content {
        Content::Sequence(nodes) => nodes.get(index)?,
        Content::Scalar(_) | Content::Mapping(_) => node,
    };
    at(item, &["id"]).map(|id| id.span)
}

/// The options that the rules of a file give points to or exclude.
pub(super) fn options_of_rules(root: &Node) -> Vec<String> {
    let Some(Node { content: Content::Sequence(rules), .. }) = at(root, &["rules"]) else {
        return Vec::new();
    };
    let parts =
        rules.iter().flat_map(|rule| [at(rule, &["points"]), at(rule, &["excludes"])]).flatten();
    parts
        .flat_map(|part| match &part.content {
            Content::Mapping(entries) => {
                entries.iter().map(|entry| entry.key.to_string()).collect()
            }
            Content::Sequence(nodes) => {
                nodes.iter().filter_map(|node| node.text().map(str::to_owned)).collect()
            }
            Content::Scalar(_) => part.text().map(str::to_owned).into_iter().collect::<Vec<_>>(),
        })
        .collect()
}

/// One of them.
pub(super) fn item_mut(root: &mut Node, section: Section, index: usize) -> Option<&mut Node> {
    let node = at_mut(root, section)?;
    if let Content::Mapping(_) = node.content {
        return Some(node);
    }
    match &mut node.content {
        Content::Sequence(nodes) => nodes.get_mut(index),
        Content::Scalar(_) | Content::Mapping(_) => None,
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

fn at<'n>(node: &'n Node, way: &[&str]) -> Option<&'n Node> {
    way.iter().try_fold(node, |node, key| match &node.content {
        Content::Mapping(entries) => {
            entries.iter().find(|entry| entry.key == *key).map(|entry| &entry.value)
        }
        Content::Scalar(_) | Content::Sequence(_) => None,
    })
}

fn at_mut<'n>(node: &'n mut Node, way: &[&str]) -> Option<&'n mut Node> {
    way.iter().try_fold(node, |node, key| match &mut node.content {
        Content::Mapping(entries) => entries
            .iter_mut()
            .find(|entry: &&mut Entry| entry.key == *key)
            .map(|entry| &mut entry.value),
        Content::Scalar(_) | Content::Sequence(_) => None,
    })
}
