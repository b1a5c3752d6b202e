//! Patterns such as `services/*.yaml` among the arguments, and the files that they stand for.

use std::{
    io::{self, ErrorKind},
    path::{Component, Path, PathBuf},
};

use glob::{MatchOptions, Pattern};
use ignore::WalkBuilder;
use whereto::problem::{Code, Problem, Problems};

use super::read;

/// The characters that stand for others.
const WILD: [char; 3] = ['*', '?', '['];

/// Returns the pattern that an argument is: one that names no file and has a character in it that
/// stands for others.
pub(crate) fn pattern(argument: &Path) -> Option<&str> {
    argument.to_str().filter(|text| text.contains(WILD)).filter(|_| !argument.exists())
}

/// Returns the files and folders that a pattern matches, by name. Links to folders are not gone into:
/// they may lead around in a circle.
///
/// # Errors
/// When it is none, when nothing matches, or when a folder cannot be read.
pub(crate) fn matching(pattern: &str) -> Result<Vec<PathBuf>, Problems> {
    let matcher = Pattern::new(pattern).map_err(|error| {
        let place = error.pos + 1;
        let message = format!("`{pattern}` is no pattern: {} (character {place})", error.msg);
        Problems::from(Problem::error(Code::IO, message))
    })?;
    let is_plain = |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(WILD);
    let parts = Path::new(pattern).components();
    let base: PathBuf = parts.clone().take_while(is_plain).collect();
    let depth = (!pattern.contains("**")).then(|| parts.skip_while(is_plain).count());
    let here = base.as_os_str().is_empty();
    let mut walk = WalkBuilder::new(if here { Path::new(".") } else { &base });
    let walk = walk.standard_filters(false).max_depth(depth).sort_by_file_name(Ord::cmp);
    let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
    let mut paths = Vec::new();
    for entry in walk.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.io_error().is_some_and(|it| it.kind() == ErrorKind::NotFound) => {
                continue;
            }
            Err(error) => return Err(unreadable(&base, error).into()),
        };
        let path = entry.path();
        let path = if here { path.strip_prefix(".").unwrap_or(path) } else { path };
        if matcher.matches_path_with(path, options) {
            paths.push(path.to_owned());
        }
    }
    if paths.is_empty() {
        let message = format!("no file matches `{pattern}`");
        return Err(Problem::error(Code::IO, message).into());
    }
    Ok(paths)
}

/// Says which folder cannot be read.
fn unreadable(base: &Path, error: ignore::Error) -> Problem {
    match error {
        ignore::Error::WithDepth { err, .. } => unreadable(base, *err),
        ignore::Error::WithPath { path, err } => unreadable(&path, *err),
        error => {
            let words = error.to_string();
            let error = error.into_io_error().unwrap_or_else(|| io::Error::other(words));
            read::unreadable(base, &error)
        }
    }
}
