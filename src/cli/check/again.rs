//! Looks again where the answers of records were found: scans the repository, and measures the logs.

use std::{
    collections::HashMap,
    hash::Hash,
    path::{Component, Path, PathBuf},
    slice,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use whereto::{
    decision::again::{Look, Sight},
    problem::Problems,
    profile::{Evidence, How},
    report::{measured::Measurement, scan::ScanReport},
    rulebase::RuleBase,
};

use crate::cli::{
    files::{self, resolved},
    glob, history, measure, scan,
};

/// Looks at files, at none of them more than once whoever asks.
pub(in crate::cli) struct Eyes<'b> {
    base: &'b RuleBase,
    scans: Once<PathBuf, ScanReport>,
    measurements: Once<(Vec<PathBuf>, Vec<String>), Measurement>,
}

impl<'b> Eyes<'b> {
    pub(in crate::cli) fn new(base: &'b RuleBase) -> Self {
        Self { base, scans: Once::default(), measurements: Once::default() }
    }

    /// Looks at the repository that an answer was read in.
    fn read(&self, top: Option<&Path>, evidence: &Evidence) -> Sight {
        let Some(top) = top else {
            return Sight::Gone(evidence.files().map(str::to_owned).collect());
        };
        let missing = evidence.files().filter(|file| !is_there(top, file));
        let missing = missing.map(str::to_owned).collect();
        let folder = evidence.with.first().map_or_else(|| top.to_owned(), |way| top.join(way));
        if !folder.is_dir() || !are_within(slice::from_ref(&folder), &[top.to_owned()]) {
            return Sight::Gone(evidence.with.clone());
        }
        let scan = self.scans.get(folder.clone(), || scan::folder(&folder, self.base, true));
        scan.map_or_else(Sight::Unreadable, |scan| Sight::Scanned(scan, missing))
    }

    /// Looks at the logs that an answer was measured from.
    fn measured(&self, folders: &[PathBuf], evidence: &Evidence) -> Sight {
        let (mut paths, mut missing) = (Vec::new(), Vec::new());
        for name in &evidence.from {
            let named = folders.iter().map(|folder| folder.join(name));
            let mut named = named.map(|path| (there(&path), path));
            match named.find(|(there, _)| !there.is_empty()) {
                // What a record names is not looked for in all that the machine holds.
                Some((there, path)) if are_within(&there, folders) => paths.push(path),
                _ if is_something_else(folders, name) => {
                    return Sight::Unreadable(format!("{name} is no file of this repository"));
                }
                _ => missing.push(name.clone()),
            }
        }
        if !missing.is_empty() {
            return Sight::Gone(missing);
        }
        let with = &evidence.with;
        let key = (paths.clone(), with.clone());
        let measured =
            self.measurements.get(key, || measure::measure_again(&paths, with, self.base));
        match measured {
            Err(why) => Sight::Unreadable(why),
            Ok(measured) => match measured.logs.iter().find_map(|log| log.broken.as_ref()) {
                Some(why) => Sight::Unreadable(format!("only a part can be read: {why}")),
                None => Sight::Measured(measured),
            },
        }
    }
}

impl Look for Eyes<'_> {
    fn look(&self, file: &str, evidence: &[&Evidence]) -> Vec<Sight> {
        let folders = folders(Path::new(file));
        let read: Vec<&Evidence> =
            evidence.iter().copied().filter(|evidence| evidence.how == How::Read).collect();
        let top = top(&folders, &read);
        let look = |evidence: &&Evidence| match evidence.how {
            How::Measured => self.measured(&folders, evidence),
            How::Read | How::Said => self.read(top, evidence),
        };
        evidence.iter().map(look).collect()
    }
}

/// Lists the folders from which places in a file may be meant: that of the repository first, then
/// those on the way to the file, and the one that the program runs in.
fn folders(file: &Path) -> Vec<PathBuf> {
    let (file, here) = (resolved(file), resolved(Path::new(".")));
    let top = files::repository(&file).or_else(|| file.starts_with(&here).then_some(&here));
    let top = top.or_else(|| file.parent()).unwrap_or(&file);
    let above = file.ancestors().skip(1).take_while(|folder| folder.starts_with(top));
    let mut folders: Vec<PathBuf> = above.map(Path::to_owned).collect();
    folders.reverse();
    if !folders.contains(&here) {
        folders.push(here);
    }
    folders
}

/// Returns the folder in which most of what was read is there; of several the outermost.
fn top<'f>(folders: &'f [PathBuf], read: &[&Evidence]) -> Option<&'f Path> {
    let there = |folder: &Path| {
        read.iter().flat_map(|it| it.files()).filter(|file| is_there(folder, file)).count()
    };
    let counts = folders.iter().rev().map(|folder| (there(folder), folder.as_path()));
    counts.max_by_key(|(count, _)| *count).filter(|(count, _)| *count > 0).map(|(_, folder)| folder)
}

/// Tells whether something that is no file stands where a name within the folders leads, such as a
/// link to somewhere else or a pipe.
fn is_something_else(folders: &[PathBuf], name: &str) -> bool {
    let is_within = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    let name = Path::new(name);
    name.components().all(is_within)
        && folders.iter().any(|folder| folder.join(name).symlink_metadata().is_ok())
}

/// Tells whether a file is there; of a history that a year of it is, as in no shallow clone.
fn is_there(folder: &Path, file: &str) -> bool {
    match file.strip_suffix(".git").filter(|way| way.is_empty() || way.ends_with('/')) {
        Some(way) => history::authors(&folder.join(way)).is_some(),
        None => folder.join(file).exists(),
    }
}

/// Lists what a path or a pattern stands for, of which there may be nothing.
fn there(path: &Path) -> Vec<PathBuf> {
    match glob::pattern(path) {
        Some(pattern) => glob::matching(pattern).unwrap_or_default(),
        None if path.is_file() || path.is_dir() => vec![path.to_owned()],
        None => Vec::new(),
    }
}

/// Tells whether each of some paths is in one of the folders, and no link leads out of them.
fn are_within(paths: &[PathBuf], folders: &[PathBuf]) -> bool {
    let folders: Vec<PathBuf> = folders.iter().flat_map(|it| it.canonicalize()).collect();
    paths.iter().all(|path| {
        path.canonicalize().is_ok_and(|real| folders.iter().any(|folder| real.starts_with(folder)))
    })
}

/// What was found out, or why it could not be.
type Known<V> = Result<Arc<V>, String>;

/// What was found out once and is kept, by what it is about.
struct Once<K, V>(Mutex<HashMap<K, Arc<OnceLock<Known<V>>>>>);

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V> Once<K, V> {
    /// Returns what is known, or finds it out; whoever asks for the same in the meantime waits.
    fn get(&self, key: K, find: impl FnOnce() -> Result<V, Problems>) -> Known<V> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = Arc::clone(all.entry(key).or_default());
        drop(all);
        own.get_or_init(|| find().map(Arc::new).map_err(|problems| problems.to_string())).clone()
    }
}
