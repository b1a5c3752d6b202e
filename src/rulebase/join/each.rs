//! Rules that hold for every option alike, as a rule for each.
//!
//! ```yaml
//! - id: cost/{option}-over-budget
//!   for_each: option
//!   when:
//!     estimate.{option}.budget_share: {over: 1}
//!   points: {"{option}": -4}
//!   because: The least that {name} is estimated to cost is more than the budget.
//! ```
//!
//! Options that packs bring get theirs as well, so that none gains by having no price of its own.

use super::{
    pieces::{File, kind},
    sections::{self, Item},
};
use crate::yaml::{Content, Entry, Node};

/// The key that makes one rule stand for several.
const KEY: &str = "for_each";

/// Writes every rule that stands for one of each option out for all of them.
pub(super) fn expand(files: &mut [File]) {
    let options: Vec<[String; 2]> = files.iter().flat_map(|file| options(&file.root)).collect();
    for file in files {
        let Content::Mapping(entries) = &mut file.root.content else { continue };
        let rules = entries.iter_mut().filter(|entry| entry.key == "rules");
        for rules in rules.map(|entry| &mut entry.value.content) {
            let Content::Sequence(rules) = rules else { continue };
            let written = std::mem::take(rules);
            *rules = written.into_iter().flat_map(|rule| for_each(rule, &options)).collect();
        }
    }
}

fn for_each(rule: Node, options: &[[String; 2]]) -> Vec<Node> {
    if rule.get(KEY).and_then(Node::text) != Some("option") {
        return vec![rule];
    }
    options.iter().map(|option| written(&rule, option)).collect()
}

/// Lists the ids and the names of the options that a file brings.
fn options(root: &Node) -> Vec<[String; 2]> {
    let option = |(_, _, id, node): Item<'_>| {
        [id, node.get("name").and_then(Node::text).unwrap_or(id)].map(str::to_owned)
    };
    sections::items(root, kind("option")).map(option).collect()
}

/// Writes a rule for one option.
fn written(node: &Node, option: &[String; 2]) -> Node {
    let fill = |text: &str| text.replace("{option}", &option[0]).replace("{name}", &option[1]);
    let content = match &node.content {
        Content::Scalar(scalar) => {
            let mut scalar = scalar.clone();
            if scalar.text.contains('{') {
                scalar.text = fill(&scalar.text).into();
            }
            Content::Scalar(scalar)
        }
        Content::Sequence(nodes) => {
            Content::Sequence(nodes.iter().map(|node| written(node, option)).collect())
        }
        Content::Mapping(entries) => {
            let entries = entries.iter().filter(|entry| entry.key != KEY).map(|entry| Entry {
                key: fill(&entry.key).into(),
                key_span: entry.key_span,
                value: written(&entry.value, option),
            });
            Content::Mapping(entries.collect())
        }
    };
    Node { content, span: node.span }
}
