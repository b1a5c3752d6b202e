//! What `.gitignore` files and a repository's `info/exclude` name, and what Git has under its
//! control whatever they name.
//!
//! ```text
//! # a comment
//! node_modules/       a folder of that name, however deep
//! *.tmp.yaml          files of such a name, however deep
//! /build              only beside this file
//! docs/**/draft.md    a path from this file on
//! !docs/kept.md       not this one after all
//! ```

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use gix_index::decode;
use ignore::{Match, gitignore};

use super::history;

/// What one `.gitignore` file says.
#[derive(Debug)]
pub(crate) struct Gitignore(gitignore::Gitignore);

impl Gitignore {
    /// Reads the file in a folder, and before it what a repository there keeps to itself
    /// (`info/exclude`); where there is none, nothing is named. Lines that are no patterns are left
    /// out, as Git leaves them out, and so are links.
    pub(crate) fn read(folder: &Path) -> Self {
        let git = history::git_folder(&folder.join(".git"));
        let own = git.map(|git| history::common(&git).join("info/exclude"));
        let mut lines = gitignore::GitignoreBuilder::new(folder);
        for path in own.into_iter().chain([folder.join(".gitignore")]) {
            if path.symlink_metadata().is_ok_and(|it| it.is_file()) {
                // What it gives back are lines that are no patterns.
                let _ = lines.add(path);
            }
        }
        Self(lines.build().unwrap_or_else(|_| gitignore::Gitignore::empty()))
    }

    /// Reads the files above a folder, from that of the repository on. Outside of a repository
    /// nothing is named.
    pub(crate) fn above(folder: &Path) -> Vec<Self> {
        let above: Vec<&Path> = folder.ancestors().skip(1).collect();
        let is_inside = !folder.join(".git").exists();
        let root = above.iter().position(|folder| folder.join(".git").exists());
        let above = root.filter(|_| is_inside).and_then(|root| above.get(..=root));
        above.unwrap_or_default().iter().rev().map(|folder| Self::read(folder)).collect()
    }

    /// Tells whether a path is ignored, by the last line that is about it; nothing where none is.
    pub(crate) fn ignores(&self, path: &Path, is_folder: bool) -> Option<bool> {
        match self.0.matched(path, is_folder) {
            Match::None => None,
            Match::Ignore(_) => Some(true),
            Match::Whitelist(_) => Some(false),
        }
    }
}

/// The files that a Git repository has under its control.
pub(crate) enum Tracked {
    /// There are none.
    Nothing,
    /// Those in the index of the repository in a folder.
    Of(PathBuf, Box<gix_index::File>),
    /// There is an index that cannot be read, so that any file may be one of them.
    Anything,
}

impl Tracked {
    /// Reads the list of the repository in a folder.
    pub(crate) fn of(root: &Path) -> Self {
        let git = history::git_folder(&root.join(".git")).filter(|git| git.is_dir());
        let Some(git) = git else { return Self::Anything };
        let index = git.join("index");
        if index.symlink_metadata().is_err_and(|it| it.kind() == io::ErrorKind::NotFound) {
            // Of a new repository; where something was committed, the index was taken away.
            let branches = fs::read_dir(git.join("refs/heads")).into_iter().flatten();
            let is_new = branches.count() == 0 && !git.join("packed-refs").exists();
            return if is_new { Self::Nothing } else { Self::Anything };
        }
        let options = decode::Options::default();
        match gix_index::File::at(index, gix_hash::Kind::Sha1, true, options) {
            Ok(index) => Self::Of(root.to_owned(), Box::new(index)),
            Err(_) => Self::Anything,
        }
    }

    /// Tells whether a file is one of them, or any is in a folder.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        let (root, index) = match self {
            Self::Nothing => return false,
            Self::Anything => return true,
            Self::Of(root, index) => (root, index),
        };
        let Ok(within) = path.strip_prefix(root) else { return false };
        let name = within.to_string_lossy().replace('\\', "/");
        let name = gix_object::bstr::BStr::new(&name);
        index.entry_by_path(name).is_some() || index.path_is_directory(name)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ignore::gitignore::GitignoreBuilder;

    use super::Gitignore;

    fn ignores(text: &str, path: &str) -> bool {
        let mut lines = GitignoreBuilder::new("/r");
        for line in text.lines() {
            lines.add_line(None, line).unwrap();
        }
        let ignore = Gitignore(lines.build().unwrap());
        let is_folder = path.ends_with('/');
        ignore.ignores(&Path::new("/r").join(path.trim_end_matches('/')), is_folder) == Some(true)
    }

    #[test]
    fn lines_mean_what_they_do_to_git() {
        for (text, path, expected) in [
            ("node_modules/", "a/node_modules/", true),
            ("node_modules/", "a/node_modules", false),
            ("*.tmp.yaml", "a/b.tmp.yaml", true),
            ("*.tmp.yaml", "a/b.yaml", false),
            ("/build", "build/", true),
            ("/build", "a/build/", false),
            ("docs/*.md", "docs/a.md", true),
            ("docs/*.md", "docs/a/b.md", false),
            ("docs/**/b.md", "docs/a/c/b.md", true),
            ("docs/**/b.md", "docs/b.md", true),
            ("**/b.md", "a/b.md", true),
            ("*.md\n!kept.md", "a/kept.md", false),
            ("!kept.md\n*.md", "a/kept.md", true),
            ("# *.md\n\n", "a.md", false),
            ("a[12].md  ", "a2.md", true),
        ] {
            assert_eq!(ignores(text, path), expected, "{text:?} on {path}");
        }
    }
}
