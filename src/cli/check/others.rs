//! Which files a check looks at, and which of those that it cannot read hold no decision.

use std::{
    ffi::OsStr,
    io::{self, Read},
    path::Path,
};

use memchr::memmem;
use whereto::problem::Problem;

use crate::cli::{
    files::{Wanted, Wants, ends_in, is_hidden},
    read,
};

/// Wants what a gate looks at: everything that may call itself a decision, whatever it is called, so
/// that none passes unseen. Hidden files are looked at where their names are those of texts; others
/// are what editors keep beside a file that is open.
pub(super) struct Checked;

impl Wants for Checked {
    fn file(&self, path: &Path) -> bool {
        Wanted::TEXTS.file(path) || !is_hidden(path.file_name().unwrap_or_default())
    }

    fn enters(&self, folder: &OsStr) -> bool {
        !is_hidden(folder)
    }
}

/// Tells whether a file that cannot be read has nothing in it that looks like a decision.
pub(super) fn is_other(path: &Path, problems: &[Problem]) -> bool {
    if !problems.iter().all(Problem::is_of_no_text) {
        // A record's place that leads nowhere is none; editors lock files with hidden links.
        let is_lost = path.is_symlink() && !path.exists() && !may_be_decision(path);
        return is_lost || !Wanted::TEXTS.file(path);
    }
    matches!(holds_words(path), Ok(false))
}

/// Tells whether the words of a decision stand anywhere in a file of any size.
fn holds_words(path: &Path) -> io::Result<bool> {
    /// The most that is looked at behind a word.
    const REST: usize = 64;
    let is_data = is_data(path);
    let mut file = read::open(path)?;
    let (mut bytes, mut block) = (Vec::new(), vec![0; 1 << 16]);
    loop {
        let count = file.read(&mut block)?;
        // In UTF-16 every other byte of such words is zero.
        bytes.extend(block.iter().take(count).filter(|byte| **byte != 0));
        let has = |key: &str, is_value: fn(&[u8]) -> bool| {
            memmem::find_iter(&bytes, key).any(|at| {
                let before = at.checked_sub(1).and_then(|before| bytes.get(before));
                let is_key = before.is_none_or(|before| b"\n\r\"'{, \t".contains(before));
                is_key && value(&bytes[at + key.len()..]).is_some_and(is_value)
            })
        };
        let is_ours = memmem::find(&bytes, b"\nwhereto:").is_some()
            || has("form", |form| form.starts_with(b"whereto"))
            // In others nothing is expected.
            || is_data && has("expect", |id| id.first().is_some_and(u8::is_ascii_alphabetic));
        if count == 0 || is_ours {
            return Ok(is_ours);
        }
        // One that begins in this block may end in the next.
        bytes.drain(..bytes.len().saturating_sub(REST));
    }
}

/// Returns what stands behind a key, if a colon does; either may be in quotes.
fn value(rest: &[u8]) -> Option<&[u8]> {
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let rest = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    Some(rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest))
}

/// Tells whether a file may be a profile.
pub(super) fn is_data(path: &Path) -> bool {
    ["yaml", "yml", "json"].iter().any(|it| ends_in(path, it)) || path == Path::new("-")
}

/// Tells whether a file is by its name of those that decisions are kept in.
fn may_be_decision(path: &Path) -> bool {
    !is_hidden(path.file_name().unwrap_or_default()) && Wanted::DECISIONS.file(path)
}
