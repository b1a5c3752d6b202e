//! What `.gitignore` files name, as far as Git's own rules go.
//!
//! ```text
//! # a comment
//! node_modules/       a folder of that name, however deep
//! *.tmp.yaml          files of such a name, however deep
//! /build              only beside this file
//! docs/**/draft.md    a path from this file on
//! !docs/kept.md       not this one after all
//! ```

use std::{fs, path::Path, path::PathBuf};

use glob::{MatchOptions, Pattern};

/// What one `.gitignore` file says.
#[derive(Debug, Default)]
pub(crate) struct Gitignore {
    folder: PathBuf,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    pattern: Pattern,
    /// Whether it takes back what an earlier line says.
    keeps: bool,
    folders_only: bool,
    /// Whether it is about the path from the file on, and not about the name alone.
    is_path: bool,
}

impl Gitignore {
    /// Reads the file in a folder; where there is none, nothing is named.
    pub(crate) fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join(".gitignore")).unwrap_or_default();
        Self { folder: folder.to_owned(), lines: text.lines().filter_map(Line::parse).collect() }
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
        const OPTIONS: MatchOptions = MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: false,
        };
        let path = path.strip_prefix(&self.folder).ok()?;
        let name = Path::new(path.file_name()?);
        let last = self.lines.iter().rev().find(|line| {
            let about = if line.is_path { path } else { name };
            (is_folder || !line.folders_only) && line.pattern.matches_path_with(about, OPTIONS)
        });
        last.map(|line| !line.keeps)
    }
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        let line = line.trim_end();
        let (keeps, line) = match line.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let (folders_only, line) = match line.strip_suffix('/') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        let pattern = Pattern::new(line.strip_prefix('/').unwrap_or(line)).ok()?;
        Some(Self { pattern, keeps, folders_only, is_path: line.contains('/') })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Gitignore, Line};

    fn ignores(text: &str, path: &str) -> bool {
        let lines = text.lines().filter_map(Line::parse).collect();
        let ignore = Gitignore { folder: "/r".into(), lines };
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
