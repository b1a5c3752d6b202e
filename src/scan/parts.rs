//! Which parts of a repository are deployed by themselves, by what marks them.

use std::collections::BTreeSet;

use super::{
    format::name,
    scanner::{Scanner, Sighting},
};
use crate::rulebase::trace::Mark;

/// Folders, from the one that is scanned; that one is empty.
type Folders = BTreeSet<String>;

/// The parts that are deployed by themselves, each by its folder.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    folders: Vec<String>,
    packages: Folders,
}

impl Parts {
    /// Finds the parts: every package with code that runs by itself, and every folder that
    /// describes how something is deployed, unless that is such a package or has a part further
    /// down.
    pub(super) fn new(scanner: &Scanner<'_>, sightings: &[Sighting]) -> Self {
        let marked = |mark: Mark| -> Folders {
            let marked = sightings.iter().filter(|it| scanner.mark(it) == Some(mark));
            marked.map(|sighting| home(&sighting.path).to_owned()).collect()
        };
        let packages = marked(Mark::Package);
        // Code belongs to the innermost package that it is in.
        let package = |code: &String| innermost(&packages, code).unwrap_or(code).clone();
        let apps: Folders = marked(Mark::App).iter().map(package).collect();
        // What is deployed from a folder of an app is that app, unless it is a package of its own.
        let is_of_app = |folder: &String| {
            !packages.contains(folder) && apps.iter().any(|app| is_below(folder, app))
        };
        let images = marked(Mark::Image).into_iter().filter(|folder| packages.contains(folder));
        let mut all: Folders = marked(Mark::Service).into_iter().chain(images).collect();
        all.retain(|folder| !is_of_app(folder));
        all.extend(apps.iter().cloned());
        let has_parts_below =
            |folder: &String| all.iter().any(|other| other != folder && is_below(other, folder));
        let parts = all.iter().filter(|folder| apps.contains(*folder) || !has_parts_below(folder));
        Self { folders: parts.cloned().collect(), packages }
    }

    /// Counts the parts.
    pub(super) fn len(&self) -> usize {
        self.folders.len()
    }

    /// Lists the folders.
    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        self.folders.iter().map(String::as_str)
    }

    /// Returns the number of the part that a file belongs to: the innermost.
    pub(super) fn of(&self, path: &str) -> Option<usize> {
        let around = self.folders.iter().enumerate().filter(|(_, part)| is_below(path, part));
        around.max_by_key(|(_, part)| part.len()).map(|(number, _)| number)
    }

    /// Tells whether two files belong to the same package.
    pub(super) fn are_of_one_package(&self, one: &str, other: &str) -> bool {
        innermost(&self.packages, one) == innermost(&self.packages, other)
    }

    /// Returns what to call a part: its folder by the last part of the path, unless another is
    /// called so too.
    pub(super) fn name(&self, number: usize, project: &str) -> String {
        let Some(folder) = self.folders.get(number) else { return String::new() };
        let last = |folder: &str| {
            let folder = folder.strip_suffix("/src").unwrap_or(folder);
            folder.rsplit('/').next().unwrap_or_default().to_owned()
        };
        let same = self.folders.iter().filter(|other| last(other) == last(folder)).count();
        match folder.as_str() {
            "" => project.to_owned(),
            _ if same > 1 => folder.clone(),
            _ => last(folder),
        }
    }
}

/// Returns the innermost of some folders that a path is in.
fn innermost<'f>(folders: &'f Folders, path: &str) -> Option<&'f String> {
    folders.iter().filter(|folder| is_below(path, folder)).max_by_key(|folder| folder.len())
}

/// Returns the folder that a file is in.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns the folder of the program that a file is about: lists of requirements in a folder of their
/// own are of the one beside it.
fn home(path: &str) -> &str {
    match folder(path) {
        within if name(within) == "requirements" => folder(within),
        within => within,
    }
}

/// Tells whether a path is in a folder, or the folder itself.
fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
