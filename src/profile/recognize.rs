//! Whether a text that was found among others is a profile, as far as its top level shows.

use std::sync::Arc;

use crate::{
    rulebase::RuleBase,
    source::Source,
    yaml::{self, Node},
};

/// Tells whether a text is meant to be a profile: at least half of its keys are those of profiles.
/// Of a text that is not YAML, the words that lines start with are looked at, so that a profile
/// with a slip in it is still taken for one.
pub fn is_profile(source: &Arc<Source>, base: &RuleBase) -> bool {
    let keys: Vec<bool> = match yaml::read(source) {
        Ok((root, _)) => {
            root.entries().iter().map(|entry| super::is_key(base, &entry.key)).collect()
        }
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
    let parts = root.get("components").map(Node::entries).unwrap_or_default();
    root.get("expect").is_some() || parts.iter().any(|part| part.value.get("expect").is_some())
}
