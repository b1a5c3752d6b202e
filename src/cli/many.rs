//! Which files are meant: paths, patterns, and folders with profiles in them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use whereto::{
    problem::{Code, Problem, Problems},
    profile,
    rulebase::RuleBase,
    source::Source,
    yaml,
};

use super::input;

/// The files that arguments stand for.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// The files, in the order of the arguments, and by name within a folder or a pattern.
    pub(crate) files: Vec<File>,
    /// Whether there may be several: more arguments than one, a pattern or a folder.
    pub(crate) several: bool,
    /// Whether a folder was named.
    pub(crate) folder: bool,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Where it is; `-` is standard input.
    pub(crate) path: PathBuf,
    /// Whether it was found in a folder, where other files than profiles may be.
    pub(crate) found: bool,
}

/// How the names of YAML files end.
pub(crate) const YAML: [&str; 2] = ["yaml", "yml"];
/// How the names of files end that may hold a decision.
pub(crate) const DECISIONS: [&str; 3] = ["yaml", "yml", "md"];

/// Finds the files that arguments stand for, in folders those whose names end in one of `kinds`. An
/// argument that names a file is this file, whatever characters are in its name; only else is it a
/// pattern.
///
/// # Errors
/// A folder that cannot be read, a pattern that is none or that nothing matches.
pub(crate) fn files(arguments: &[PathBuf], kinds: &[&str]) -> Result<Files, Problems> {
    let mut all = Files { several: arguments.len() > 1, ..Files::default() };
    for argument in arguments {
        if argument.is_dir() {
            (all.several, all.folder) = (true, true);
            let before = all.files.len();
            walk(argument, kinds, &mut all.files)
                .map_err(|error| input::unreadable(argument, &error))?;
            if all.files.len() == before {
                let kinds: Vec<String> = kinds.iter().map(|kind| format!(".{kind}")).collect();
                let message =
                    format!("there is no {} file in `{}`", kinds.join(" or "), argument.display());
                return Err(Problem::error(Code::IO, message).into());
            }
        } else if let Some(pattern) = pattern(argument) {
            all.several = true;
            matching(pattern, kinds, &mut all)?;
        } else {
            all.files.push(File { path: argument.clone(), found: false });
        }
    }
    Ok(all)
}

/// The pattern that an argument is: one that names no file and has a character in it that stands
/// for others.
pub(crate) fn pattern(argument: &Path) -> Option<&str> {
    argument.to_str().filter(|text| text.contains(['*', '?', '['])).filter(|_| !argument.exists())
}

/// The files and folders that a pattern matches.
///
/// # Errors
/// When it is none, when nothing matches, or when a folder cannot be read.
pub(crate) fn paths(pattern: &str) -> Result<Vec<PathBuf>, Problems> {
    let problem = |message: String| Problems::from(Problem::error(Code::IO, message));
    let paths = glob::glob(pattern).map_err(|error| {
        let place = error.pos;
        problem(format!("`{pattern}` is no pattern: {} (character {})", error.msg, place + 1))
    })?;
    let paths: Result<Vec<PathBuf>, _> = paths.collect();
    let paths =
        paths.map_err(|error| Problems::from(input::unreadable(error.path(), error.error())))?;
    if paths.is_empty() { Err(problem(format!("no file matches `{pattern}`"))) } else { Ok(paths) }
}

/// The files that a pattern matches; folders among them are gone through.
fn matching(pattern: &str, kinds: &[&str], all: &mut Files) -> Result<(), Problems> {
    let before = all.files.len();
    for path in paths(pattern)? {
        if path.is_dir() {
            all.folder = true;
            walk(&path, kinds, &mut all.files).map_err(|error| input::unreadable(&path, &error))?;
        } else {
            all.files.push(File { path, found: false });
        }
    }
    match all.files.len() == before {
        true => Err(Problem::error(Code::IO, format!("no file matches `{pattern}`")).into()),
        false => Ok(()),
    }
}

/// All files of some kinds below a folder, in the order of their names. Hidden folders and links to
/// folders are left out, so that nothing is gone through twice, and so is what is no file and might
/// be waited for without end, such as a pipe. A link that leads nowhere is a file that cannot be
/// read.
fn walk(folder: &Path, kinds: &[&str], files: &mut Vec<File>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if entry.file_type()?.is_dir() {
            if !hidden {
                walk(&path, kinds, files)?;
            }
        } else if is_of(&path, kinds) && path.metadata().map_or(true, |it| it.is_file()) {
            files.push(File { path, found: true });
        }
    }
    Ok(())
}

/// Whether a name ends in one of these.
pub(crate) fn is_of(path: &Path, kinds: &[&str]) -> bool {
    path.extension().is_some_and(|extension| kinds.iter().any(|kind| extension == *kind))
}

/// Whether a text found in a folder is a profile, as far as its top level shows: at least half of
/// its keys are those of profiles. Of a text that is not YAML, the words that lines start with are
/// looked at.
pub(crate) fn is_profile(source: &std::sync::Arc<Source>, base: &RuleBase) -> bool {
    let known = |key: &str| profile::is_key(base, key);
    let keys: Vec<bool> = match yaml::read(source) {
        Ok((root, _)) => match &root.content {
            yaml::Content::Mapping(entries) => {
                entries.iter().map(|entry| known(&entry.key)).collect()
            }
            yaml::Content::Scalar(_) | yaml::Content::Sequence(_) => Vec::new(),
        },
        Err(_) => {
            let keys =
                source.text().lines().filter_map(|line| line.split_once(':')).map(|(key, _)| key);
            keys.filter(|key| !key.is_empty() && !key.starts_with([' ', '#', '-', '\t']))
                .map(known)
                .collect()
        }
    };
    let profile = keys.iter().filter(|known| **known).count();
    profile > 0 && 2 * profile >= keys.len()
}
