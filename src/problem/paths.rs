//! Where files stand, as build servers know them: from the top of the repository on, however they
//! were named. An annotation of `./d/0003.md` is shown nowhere, and an alert of `d/0003.md` has to
//! stay the same when the check is given the folder by its full name.

use std::path::{Component, Path, PathBuf};

use super::case::Case;

/// The folders that names of files are relative to, and made relative to.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    here: PathBuf,
    tops: Vec<PathBuf>,
    /// Finds where a file really is, once links to folders are followed.
    real: Option<fn(&Path) -> PathBuf>,
}

impl Paths {
    /// Takes the working folder, and the names of the one that a build server counts from where
    /// that is another; all from the root on. `real` finds where a file is once links to folders are
    /// followed.
    pub fn new(
        here: PathBuf,
        tops: impl IntoIterator<Item = PathBuf>,
        real: fn(&Path) -> PathBuf,
    ) -> Self {
        Self { here, tops: tops.into_iter().map(|top| plain(&top)).collect(), real: Some(real) }
    }

    /// Returns the name of a file from the outermost of the folders on that it is in; a file that
    /// is in none of them is named from the root on. What is no file keeps its name.
    pub fn shown(&self, name: &str) -> String {
        let is_counted = !self.here.as_os_str().is_empty();
        if !is_counted || ["", "-"].contains(&name) || name.starts_with('<') {
            return slashed(name.to_owned());
        }
        let path = self.here.join(name);
        let real = self.real.map(|real| real(&path));
        let named = plain(&path);
        let mut within = real.iter().chain([&named]).filter_map(|path| self.within(path));
        slashed(within.next().unwrap_or(&named).to_string_lossy().into_owned())
    }

    /// Returns a path from the outermost of the folders on, where it is in one.
    fn within<'p>(&self, path: &'p Path) -> Option<&'p Path> {
        let roots = self.tops.iter().chain([&self.here]);
        let mut within = roots.filter_map(|root| path.strip_prefix(root).ok());
        within.find(|rest| *rest != Path::new(""))
    }

    /// Returns the name of a case, which may begin with that of its file.
    pub(super) fn name(&self, case: &Case) -> String {
        let file = case.place.as_ref().map(|(file, _)| file.as_str()).unwrap_or_default();
        match case.name.strip_prefix(file) {
            Some(rest) if !file.is_empty() => self.shown(file) + rest,
            _ => case.name.clone(),
        }
    }

    /// Returns the group of a case, which may be its file.
    pub(super) fn group(&self, case: &Case) -> Option<String> {
        let file = case.place.as_ref().map(|(file, _)| file);
        let group = case.group.as_ref()?;
        Some(if Some(group) == file { self.shown(group) } else { group.clone() })
    }
}

/// Returns a path with `/` between folders; elsewhere than on Windows a backslash is part of a name.
fn slashed(path: String) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path }
}

/// Returns a path without `.` and `..`.
pub fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, component| {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            component => path.push(component),
        }
        path
    })
}
