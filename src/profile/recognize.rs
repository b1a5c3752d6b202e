//! Whether a text that was found among others is a profile, as far as its top level shows.

use std::sync::Arc;

use crate::{
    rulebase::RuleBase,
    source::Source,
    yaml::{self, Content, Node},
};

/// Tells whether a text is meant to be a profile: at least half of its keys are those of profiles.
/// Of a text that is not YAML, the words that lines start with are looked at, so that a profile
/// with a slip in it is still taken for one.
pub fn is_profile(source: &Arc<Source>, base: &RuleBase) -> bool {
    let keys: Vec<bool> = match yaml::read(source) {
        Ok((root, _)) => match &root.content {
            Content::Mapping(entries) => {
                entries.iter().map(|entry| super::is_key(base, &entry.key)).collect()
            }
            Content::Scalar(_) | Content::Sequence(_) => Vec::new(),
        },
        Err(_) => {
            let keys = source.text().lines().filter_map(|line| Some(line.split_once(':')?.0));
            keys.filter(|key| !key.is_empty() && !key.starts_with([' ', '#', '-', '\t']))
                .map(|key| super::is_key(base, key))
                .collect()
        }
    };
    let known = keys.iter().filter(|is_known| **is_known).count();
    known > 0 && 2 * known >= keys.len()
}

/// Tells whether something is expected in a text that may be no profile: at its top level, or in a
/// part of a system.
pub fn expects(source: &Arc<Source>) -> bool {
    // Most files of a folder are something else, and this tells it at once.
    if !source.text().contains("expect") {
        return false;
    }
    let Ok((root, _)) = yaml::read(source) else { return false };
    let parts = match value(&root, "components").map(|node| &node.content) {
        Some(Content::Mapping(parts)) => parts.as_slice(),
        _ => &[],
    };
    value(&root, "expect").is_some()
        || parts.iter().any(|part| value(&part.value, "expect").is_some())
}

/// Returns what stands under a key.
fn value<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let Content::Mapping(entries) = &node.content else { return None };
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
}
