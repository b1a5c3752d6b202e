//! The digest by which a rule base or a pack is known.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::source::Source;

/// Returns a SHA-256 over the names and contents of files, in hexadecimal. A line that moves to
/// another file changes it; the order of the files and the folders that they lie in do not.
pub(super) fn digest<'s>(sources: impl Iterator<Item = &'s Source>) -> String {
    let mut texts: Vec<(&str, &str)> =
        sources.map(|source| (base_name(source.name()), source.text())).collect();
    texts.sort_unstable();
    let mut hasher = Sha256::new();
    for (name, text) in texts {
        for part in [name, text] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hex(&hasher.finalize())
}

/// Writes bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
