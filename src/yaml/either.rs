//! A text in either of the two: JSON by the grammar of JSON, all else by that of YAML.

use std::sync::Arc;

use super::{Node, json, read as yaml};
use crate::{problem::Problems, source::Source};

/// Reads the one document of a text.
///
/// # Errors
/// As for [`read`], and when a key is given twice.
pub(crate) fn parse(source: &Arc<Source>) -> Result<Node, Problems> {
    match read(source)? {
        (root, duplicates) if duplicates.is_empty() => Ok(root),
        (_, duplicates) => Err(duplicates),
    }
}

/// Reads the one document of a text, with the keys that are given twice as problems beside it. All
/// JSON is read, also what YAML has otherwise, such as escapes of characters in two halves (RFC
/// 8259, section 7).
///
/// # Errors
/// As for [`yaml::read`] and [`json::read`].
pub(crate) fn read(source: &Arc<Source>) -> Result<(Node, Problems), Problems> {
    if json::is_json(source.text()) { json::read(source) } else { yaml::read(source) }
}
