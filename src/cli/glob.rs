//! Patterns such as `services/*.yaml` among the arguments, and the files that they stand for.

use std::{
    ffi::OsString,
    path::{Component, Path, PathBuf},
};

use glob::Pattern;
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
    let parsed = |text: &str| {
        Pattern::new(text).map_err(|error| {
            let place = error.pos + 1;
            let message = format!("`{pattern}` is no pattern: {} (character {place})", error.msg);
            Problems::from(Problem::error(Code::IO, message))
        })
    };
    parsed(pattern)?;
    let part = |part: Component<'_>| {
        let text = part.as_os_str().to_string_lossy();
        match &*text {
            "**" => Ok(Part::AnyFolders),
            text if text.contains(WILD) => parsed(text).map(Part::Wild),
            _ => Ok(Part::Plain(part.as_os_str().to_owned())),
        }
    };
    let mut parts = Path::new(pattern).components().map(part).collect::<Result<Vec<_>, _>>()?;
    if let Some(Part::AnyFolders) = parts.last() {
        parts.push(parsed("*").map(Part::Wild)?);
    }
    let mut paths = Vec::new();
    find(PathBuf::new(), &parts, &mut paths)?;
    if paths.is_empty() {
        let message = format!("no file matches `{pattern}`");
        return Err(Problem::error(Code::IO, message).into());
    }
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// What stands between two slashes of a pattern.
enum Part {
    /// A name.
    Plain(OsString),
    /// A pattern of names.
    Wild(Pattern),
    /// Any number of folders: `**`.
    AnyFolders,
}

/// Finds what parts of a pattern match, from a path on.
fn find(path: PathBuf, parts: &[Part], found: &mut Vec<PathBuf>) -> Result<(), Problems> {
    let Some((part, rest)) = parts.split_first() else {
        found.push(path);
        return Ok(());
    };
    if let Part::Plain(name) = part {
        let path = path.join(name);
        return if path.symlink_metadata().is_ok() { find(path, rest, found) } else { Ok(()) };
    }
    if let Part::AnyFolders = part {
        find(path.clone(), rest, found)?;
    }
    let folder = if path.as_os_str().is_empty() { Path::new(".") } else { &path };
    if !folder.is_dir() {
        return Ok(());
    }
    for name in read::names_in(folder).map_err(|error| read::unreadable(folder, &error))? {
        let path = path.join(&name);
        let is_folder = || path.symlink_metadata().is_ok_and(|it| it.is_dir());
        let is_match = |pattern: &Pattern| name.to_str().is_some_and(|it| pattern.matches(it));
        match part {
            Part::AnyFolders if is_folder() => find(path, parts, found)?,
            Part::Wild(pattern) if is_match(pattern) && (rest.is_empty() || is_folder()) => {
                find(path, rest, found)?;
            }
            _ => {}
        }
    }
    Ok(())
}
