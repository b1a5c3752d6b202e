//! Which files are meant: paths, patterns, and folders with all that is in them. Nothing else walks
//! through folders.
//!
//! Files come in the order of the arguments, and within a folder by name. Left out of a folder are
//! hidden folders, links to folders (which could lead in circles), what is no file (a pipe might be
//! waited for without end), links that lead out of the repository unless rules are looked for, and
//! for profiles and records what Git is told to ignore and does not have under its control all the
//! same. A file that is named is read whatever it is.

use std::{
    collections::HashSet,
    ffi::OsStr,
    fs, io,
    path::{Path, PathBuf},
};

use whereto::{
    problem::{Code, Problem, Problems, paths::plain},
    report::{list, number},
};

use super::{
    gitignore::{Gitignore, Tracked},
    glob, read,
};

/// What is looked for in folders.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// How the names of files end; in any way if there is none.
    endings: &'static [&'static str],
    /// Whether what Git is told to ignore is left out.
    by_gitignore: bool,
    /// Whether links that lead out of the repository are left out.
    stays: bool,
}

impl Wanted {
    /// Rules and scenarios, which are what they are whether or not they are under version control,
    /// and which whoever names them trusts.
    pub(crate) const RULES: Self =
        Self { endings: &["yaml", "yml"], by_gitignore: false, stays: false };
    /// Scenarios, which may stand in files of their own.
    pub(crate) const SCENARIOS: Self = Self { endings: &["yaml", "yml", "json"], ..Self::RULES };
    /// Profiles.
    pub(crate) const PROFILES: Self =
        Self { endings: &["yaml", "yml", "json"], by_gitignore: true, stays: true };
    /// Profiles, one on each line.
    pub(crate) const LINES: Self = Self { endings: &["ndjson", "jsonl", "json"], ..Self::PROFILES };
    /// Profiles and decision records.
    pub(crate) const DECISIONS: Self = Self {
        endings: &["yaml", "yml", "json", "md", "markdown", "mdx"],
        by_gitignore: true,
        stays: true,
    };
    /// Texts in which decisions are kept.
    pub(crate) const TEXTS: Self = Self { endings: &TEXTS, by_gitignore: true, stays: true };
    /// Logs, whatever they are called, which Git is mostly told to ignore.
    pub(crate) const LOGS: Self = Self { endings: &[], by_gitignore: false, stays: true };

    /// Returns the files as a person would name them.
    fn words(self) -> String {
        let endings: Vec<String> =
            self.endings.iter().map(|ending| format!(".{ending} ")).collect();
        format!("{}file", endings.join("or "))
    }
}

/// How the names of files end in which decisions are kept; some have no ending.
const TEXTS: [&str; 20] = [
    "yaml", "yml", "json", "md", "markdown", "mdx", "mdown", "mdwn", "mkd", "mkdn", "mdtext",
    "qmd", "rmd", "txt", "text", "adoc", "asciidoc", "rst", "org", "",
];

/// What is looked for on a walk through folders.
pub(crate) trait Wants {
    /// Tells whether a file is wanted.
    fn file(&self, path: &Path) -> bool;
    /// Tells whether to go into a folder of a name.
    fn enters(&self, folder: &OsStr) -> bool;
    /// Tells whether what Git is told to ignore is left out.
    fn by_gitignore(&self) -> bool {
        true
    }
    /// Tells whether links that lead out of the repository, or to what is hidden in it, are left
    /// out.
    fn stays(&self) -> bool {
        true
    }
}

impl Wants for Wanted {
    fn file(&self, path: &Path) -> bool {
        self.endings.is_empty() || self.endings.iter().any(|ending| ends_in(path, ending))
    }

    fn enters(&self, folder: &OsStr) -> bool {
        !is_hidden(folder)
    }

    fn by_gitignore(&self) -> bool {
        self.by_gitignore
    }

    fn stays(&self) -> bool {
        self.stays
    }
}

/// Tells whether a file or folder of this name is hidden.
pub(crate) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    /// Where it is; `-` is standard input.
    pub(crate) path: PathBuf,
    /// Whether it may be something else: it was found in a folder, by a pattern, or among files of
    /// any kind.
    pub(crate) found: bool,
    /// Whether it was found in a folder, where nobody named it.
    pub(crate) walked: bool,
}

impl File {
    /// Takes what was named for what is looked for.
    pub(crate) fn named(path: PathBuf) -> Self {
        Self { path, found: false, walked: false }
    }

    /// Looks into what was meant, which may be something else.
    pub(crate) fn among(path: PathBuf) -> Self {
        Self { path, found: true, walked: false }
    }
}

/// The files that arguments stand for.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The files.
    pub(crate) files: Vec<File>,
    /// Whether there may be several: more arguments than one, a pattern or a folder.
    pub(crate) several: bool,
    /// Whether a folder was among them.
    pub(crate) folder: bool,
    /// What was left out.
    pub(crate) left_out: LeftOut,
}

impl Found {
    /// Returns one thing that was named.
    pub(crate) fn only(path: &Path) -> Self {
        Self { files: vec![File::named(path.to_owned())], ..Self::default() }
    }

    /// Returns where the files are.
    pub(crate) fn paths(self) -> Vec<PathBuf> {
        self.files.into_iter().map(|file| file.path).collect()
    }

    /// Leaves out what is there already: patterns overlap, and links lead to the same file.
    pub(crate) fn once(mut self) -> Self {
        let mut seen = HashSet::new();
        let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
        self.files.retain(|file| seen.insert(real(&file.path)));
        self
    }

    /// Goes through files and folders.
    fn add(&mut self, paths: Vec<PathBuf>, wanted: Wanted) -> Result<(), Problems> {
        let named = paths.into_iter().map(File::named).collect();
        for item in Walk::new(named, wanted) {
            self.left_out.add(&item);
            match item {
                Item::File(file) => self.files.push(file),
                Item::Unreadable(folder, error) => {
                    return Err(read::unreadable(&folder, &error).into());
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// How much was left out of folders without having been looked at, by the reason.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LeftOut {
    /// Files and folders that Git is told to ignore.
    pub(crate) ignored: usize,
    /// Links to folders.
    pub(crate) links: usize,
    /// Links that lead out of the repository, or to what is hidden in it.
    pub(crate) outside: usize,
    /// What is no file, such as a pipe.
    pub(crate) special: usize,
}

impl LeftOut {
    /// Counts what was left out without having been looked at, and tells whether it was.
    pub(crate) fn add(&mut self, item: &Item) -> bool {
        self.ignored += usize::from(matches!(item, Item::Ignored(_)));
        self.links += usize::from(matches!(item, Item::Link(_)));
        self.outside += usize::from(matches!(item, Item::Outside(_)));
        self.special += usize::from(matches!(item, Item::Special(_)));
        !matches!(item, Item::File(_) | Item::Unreadable(..) | Item::Other)
    }

    /// Says what was left out, after `others` that were left out for reasons of their own; nothing
    /// where nothing was.
    pub(crate) fn words(self, others: &[String]) -> Option<String> {
        let mut parts = others.to_vec();
        if self.ignored > 0 {
            let paths = number::count(self.ignored as i64, "path");
            parts.push(format!("{paths} that Git ignores"));
        }
        match self.links {
            0 => {}
            1 => parts.push("1 link to a folder".to_owned()),
            links => parts.push(format!("{links} links to folders")),
        }
        match self.outside {
            0 => {}
            1 => parts.push("1 link out of the repository".to_owned()),
            links => parts.push(format!("{links} links out of the repository")),
        }
        if self.special > 0 {
            parts.push(number::count(self.special as i64, "special file"));
        }
        (!parts.is_empty()).then(|| format!("Left out {}.", list(&parts)))
    }
}

/// Finds the files that arguments stand for. An argument that names a file is this file, whatever
/// characters are in its name; only else is it a pattern.
///
/// # Errors
/// A folder that cannot be read or holds nothing that is wanted, a pattern that is none or that
/// nothing matches.
pub(crate) fn find(arguments: &[PathBuf], wanted: Wanted) -> Result<Found, Problems> {
    let mut found = Found { several: arguments.len() > 1, ..Found::default() };
    for argument in arguments {
        let before = found.files.len();
        let pattern = glob::pattern(argument);
        let paths = pattern.map_or_else(|| Ok(vec![argument.clone()]), glob::matching)?;
        found.several |= pattern.is_some() || argument.is_dir();
        found.folder |= paths.iter().any(|path| path.is_dir());
        found.add(paths, wanted)?;
        if found.files.len() == before {
            let message = match pattern {
                Some(pattern) => format!("no file matches `{pattern}`"),
                None => format!("there is no {} in `{}`", wanted.words(), argument.display()),
            };
            let problem = Problem::error(Code::IO, message);
            return Err(found.left_out.words(&[]).into_iter().fold(problem, Problem::note).into());
        }
    }
    Ok(found)
}

/// Finds the files in a folder; there may be none.
///
/// # Errors
/// A folder that cannot be read.
pub(crate) fn within(folder: &Path, wanted: Wanted) -> Result<Found, Problems> {
    let mut found = Found::default();
    found.add(vec![folder.to_owned()], wanted)?;
    Ok(found)
}

/// Tells whether a name ends in this, in letters of either case.
pub(crate) fn ends_in(path: &Path, ending: &str) -> bool {
    path.extension().unwrap_or_default().eq_ignore_ascii_case(ending)
}

/// Tells whether a file says by its name that it is a profile, as `shop.whereto.yaml` does; a
/// `whereto.yaml` may hold settings.
pub(crate) fn is_named_profile(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase());
    let stem = name.as_deref().and_then(|name| {
        ["yaml", "yml"].iter().find_map(|ending| name.strip_suffix(ending)?.strip_suffix('.'))
    });
    stem.is_some_and(|stem| stem.ends_with(".whereto"))
}

/// Says how many files were left out because they are no profiles; nothing where none was.
pub(crate) fn files_without_profile(count: usize) -> Option<String> {
    (count > 0).then(|| format!("{} without a profile", number::count(count as i64, "file")))
}

/// Tells whether a file is Markdown by its name.
pub(crate) fn is_markdown(path: &Path) -> bool {
    ["md", "markdown", "mdx"].iter().any(|ending| ends_in(path, ending))
}

/// What is met on a walk.
#[derive(Debug)]
pub(crate) enum Item {
    /// A file that is wanted. A link that leads nowhere is one that cannot be read.
    File(File),
    /// A folder that cannot be read.
    Unreadable(PathBuf, io::Error),
    /// A file that is not wanted, or no file.
    Other,
    /// A folder that is not gone into because of its name.
    Closed(PathBuf),
    /// What Git is told to ignore: a file that would be wanted, or a folder with all that is in it.
    Ignored(PathBuf),
    /// A link to a folder.
    Link(PathBuf),
    /// A link that leads out of the repository, or to what is hidden in it.
    Outside(PathBuf),
    /// What has the name of a file that would be wanted and is none, such as a pipe.
    Special(PathBuf),
}

/// Goes through files and folders without holding more than the names in the folders that it is in.
pub(crate) struct Walk<W> {
    wanted: W,
    named: std::vec::IntoIter<File>,
    /// The folder of the repository that it is in, or else the one that was named.
    top: PathBuf,
    /// The folders that it is in, the innermost last.
    folders: Vec<Folder>,
    /// What Git is told to ignore, the innermost file last.
    gitignores: Vec<Gitignore>,
    /// The repositories that it is in, the innermost last: what one is told to ignore says nothing of
    /// another one in it.
    repositories: Vec<Repository>,
}

/// A repository that a walk is in.
struct Repository {
    root: PathBuf,
    /// How many of the folders that the walk is in lie outside of it.
    outside: usize,
    /// How many of the files that tell what to ignore are theirs.
    told: usize,
    /// What Git has under its control whatever it is told, once that is asked for.
    tracked: Option<Tracked>,
}

struct Folder {
    path: PathBuf,
    /// The same without links and from the root on, as `.gitignore` files are held against.
    real: PathBuf,
    /// Whether Git is told to ignore it with all that is in it.
    is_ignored: bool,
    entries: std::vec::IntoIter<fs::DirEntry>,
}

impl<W: Wants> Walk<W> {
    /// Starts at some files and folders; a file that is one of them comes as it is.
    pub(crate) fn new(named: Vec<File>, wanted: W) -> Self {
        Self {
            wanted,
            named: named.into_iter(),
            top: PathBuf::new(),
            folders: Vec::new(),
            gitignores: Vec::new(),
            repositories: Vec::new(),
        }
    }

    /// Goes into a folder that was named.
    fn start(&mut self, path: PathBuf) -> io::Result<()> {
        let real = fs::canonicalize(&path)?;
        let root = repository(&real);
        self.top = root.unwrap_or(&real).to_owned();
        self.gitignores.clear();
        self.repositories.clear();
        if self.wanted.by_gitignore()
            && let Some(root) = root.filter(|root| *root != real)
        {
            self.gitignores = Gitignore::above(&real);
            let root = root.to_owned();
            self.repositories.push(Repository { root, outside: 0, told: 0, tracked: None });
        }
        self.enter(path, real, false)
    }

    fn enter(&mut self, path: PathBuf, real: PathBuf, is_ignored: bool) -> io::Result<()> {
        let mut entries = fs::read_dir(&path)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        let is_root =
            entries.iter().any(|it| it.file_name() == ".git") && real.join(".git").exists();
        if self.wanted.by_gitignore() {
            if is_root {
                let (outside, told) = (self.folders.len(), self.gitignores.len());
                let root = real.clone();
                self.repositories.push(Repository { root, outside, told, tracked: None });
            }
            self.gitignores.push(Gitignore::read(&real));
        }
        let is_ignored = is_ignored && !is_root;
        self.folders.push(Folder { path, real, is_ignored, entries: entries.into_iter() });
        Ok(())
    }

    fn leave(&mut self) {
        self.folders.pop();
        self.gitignores.pop();
        let left = self.folders.len();
        self.repositories.pop_if(|it| it.outside == left);
    }

    fn is_ignored(&self, real: &Path, is_folder: bool) -> bool {
        // Where there is no repository, nothing is ignored.
        let Some(repository) = self.repositories.last() else { return false };
        let own = self.gitignores.get(repository.told..).unwrap_or_default();
        let said = own.iter().rev().find_map(|it| it.ignores(real, is_folder));
        self.folders.last().is_some_and(|folder| folder.is_ignored) || said.unwrap_or(false)
    }

    /// Tells whether Git has a file, or one in a folder, under its control.
    fn is_tracked(&mut self, real: &Path) -> bool {
        self.repositories.last_mut().is_some_and(|Repository { root, tracked, .. }| {
            tracked.get_or_insert_with(|| Tracked::of(root)).holds(real)
        })
    }

    /// Looks at one entry of the innermost folder; a folder that is gone into is no item.
    fn entry(&mut self, folder: PathBuf, real: PathBuf, entry: &fs::DirEntry) -> Option<Item> {
        let name = entry.file_name();
        let (path, real) = (folder.join(&name), real.join(&name));
        let kind = entry.file_type().ok();
        if kind.is_some_and(|kind| kind.is_dir()) {
            if !self.wanted.enters(&name) {
                return Some(Item::Closed(path));
            }
            let is_ignored = self.is_ignored(&real, true);
            if is_ignored && !self.is_tracked(&real) {
                return Some(Item::Ignored(path));
            }
            return match self.enter(path.clone(), real, is_ignored) {
                Ok(()) => None,
                Err(error) => Some(Item::Unreadable(path, error)),
            };
        }
        let is_plain = kind.is_some_and(|kind| kind.is_file());
        let leads_to = if is_plain { None } else { path.metadata().ok() };
        if leads_to.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Some(Item::Link(path));
        }
        Some(if !self.wanted.file(&path) {
            Item::Other
        } else if self.is_ignored(&real, false) && !self.is_tracked(&real) {
            Item::Ignored(path)
        } else if !is_plain && self.wanted.stays() && self.is_outside(&path) {
            Item::Outside(path)
        } else if leads_to.is_some_and(|it| !it.is_file()) {
            Item::Special(path)
        } else {
            Item::File(File { path, found: true, walked: true })
        })
    }

    /// Tells whether a link leads out of the repository, or to what is not read in it: hidden
    /// folders, and files of environment variables, which hold secrets.
    fn is_outside(&self, link: &Path) -> bool {
        // One that leads nowhere is told of when it is read.
        let Ok(real) = link.canonicalize() else { return false };
        let Ok(way) = real.strip_prefix(&self.top) else { return true };
        let name = way.file_name().unwrap_or_default();
        let mut folders = way.parent().into_iter().flatten();
        name.as_encoded_bytes().starts_with(b".env") || !folders.all(|it| self.wanted.enters(it))
    }
}

impl<W: Wants> Iterator for Walk<W> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            let Some(folder) = self.folders.last_mut() else {
                let named = self.named.next()?;
                if !named.path.is_dir() {
                    return Some(Item::File(named));
                }
                match self.start(named.path.clone()) {
                    Ok(()) => continue,
                    Err(error) => return Some(Item::Unreadable(named.path, error)),
                }
            };
            let Some(entry) = folder.entries.next() else {
                self.leave();
                continue;
            };
            let (path, real) = (folder.path.clone(), folder.real.clone());
            if let Some(item) = self.entry(path, real, &entry) {
                return Some(item);
            }
        }
    }
}

/// Returns the folder of the Git repository that a path is in, by the folders that it names.
pub(crate) fn repository(path: &Path) -> Option<&Path> {
    path.ancestors().find(|folder| folder.join(".git").exists())
}

/// Tells whether a path leads to something in a folder once links are followed. What is not there
/// is taken to be in the innermost folder of its path that is.
pub(crate) fn is_within(path: &Path, folder: &Path) -> bool {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = path.ancestors().find_map(|there| {
        let rest = path.strip_prefix(there).ok()?;
        Some(plain(&there.canonicalize().ok()?.join(rest)))
    });
    folder.canonicalize().is_ok_and(|folder| real.is_some_and(|real| real.starts_with(folder)))
}

/// Returns a path from the root on, without `.` and `..`.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    plain(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// Returns the path of a file from the root on, by the folder that it really is in: what is above a
/// link is above what it leads to.
pub(crate) fn real(path: &Path) -> PathBuf {
    let folder = read::folder_of(path).canonicalize().ok();
    folder.zip(path.file_name()).map_or_else(|| resolved(path), |(folder, name)| folder.join(name))
}
