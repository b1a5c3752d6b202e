//! Patterns such as `services/*.yaml` among the arguments, and the files that they stand for.

use std::path::{Path, PathBuf};

use whereto::problem::{Code, Problem, Problems};

use super::read;

/// Returns the pattern that an argument is: one that names no file and has a character in it that
/// stands for others.
pub(crate) fn pattern(argument: &Path) -> Option<&str> {
    argument.to_str().filter(|text| text.contains(['*', '?', '['])).filter(|_| !argument.exists())
}

/// Returns the files and folders that a pattern matches.
///
/// # Errors
/// When it is none, when nothing matches, or when a folder cannot be read.
pub(crate) fn matching(pattern: &str) -> Result<Vec<PathBuf>, Problems> {
    let paths = glob::glob(pattern).map_err(|error| {
        let place = error.pos + 1;
        let message = format!("`{pattern}` is no pattern: {} (character {place})", error.msg);
        Problems::from(Problem::error(Code::IO, message))
    })?;
    let paths: Vec<PathBuf> = paths
        .collect::<Result<_, _>>()
        .map_err(|error| Problems::from(read::unreadable(error.path(), error.error())))?;
    if paths.is_empty() {
        let message = format!("no file matches `{pattern}`");
        return Err(Problem::error(Code::IO, message).into());
    }
    Ok(paths)
}
