//! Files that are written: in one step, so that none is ever lost or half there.

use std::{
    fs::{self, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use whereto::problem::{Code, Problem, Problems};

use super::read::folder_of;

/// Writes a file in one step: what was there stays until the new text is complete on disk, and
/// without `force` nothing that is there is touched.
pub(crate) fn file(path: &Path, text: &str, force: bool) -> Result<(), Problems> {
    begun(path, text, force)?.finish()
}

/// Begins a file and writes all of it to the disk; it takes its place when it is finished.
pub(crate) fn begun(path: &Path, text: &str, force: bool) -> Result<Pending, Problems> {
    let mut pending = Pending::begin(path, force)?;
    let written = pending.write_all(text.as_bytes());
    let written = written.and_then(|()| pending.temporary.as_file().sync_all());
    written.map_err(|error| unwritable(path, &error))?;
    Ok(pending)
}

/// A file that is being written: it takes its place when it is complete.
pub(crate) struct Pending {
    path: PathBuf,
    target: PathBuf,
    force: bool,
    temporary: tempfile::NamedTempFile,
    /// Whether there is nothing in it yet.
    is_empty: bool,
}

impl Pending {
    /// Begins a file, unless without `force` one is there already.
    pub(crate) fn new(path: &Path, force: bool) -> Result<Self, Problems> {
        if !force {
            vacant(path)?;
        }
        Self::begin(path, force)
    }

    fn begin(path: &Path, force: bool) -> Result<Self, Problems> {
        // A link stays a link: what it leads to is replaced.
        let linked = fs::canonicalize(path).ok().filter(|_| force);
        let target = linked.unwrap_or_else(|| path.to_owned());
        let temporary = temporary_beside(path, &target)?;
        Ok(Self { path: path.to_owned(), target, force, temporary, is_empty: true })
    }

    /// Returns what people call it.
    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Returns whether nothing was written to it.
    pub(crate) fn is_empty(&self) -> bool {
        self.is_empty
    }

    /// Puts it in its place.
    pub(crate) fn finish(self) -> Result<(), Problems> {
        let Self { path, target, force, temporary, .. } = self;
        let mut written = temporary.as_file().sync_all();
        if force && let Ok(before) = fs::metadata(&target) {
            let keep = || temporary.as_file().set_permissions(before.permissions());
            written = written.and_then(|()| keep());
        }
        written.map_err(|error| unwritable(&path, &error))?;
        let persisted =
            if force { temporary.persist(&target) } else { temporary.persist_noclobber(&target) };
        match persisted {
            Ok(_) => {
                sync(folder_of(&target));
                Ok(())
            }
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(taken(&path)),
            Err(error) => Err(unwritable(&path, &error.error)),
        }
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.is_empty &= bytes.is_empty();
        self.temporary.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.temporary.flush()
    }
}

/// Makes sure that no file is there yet.
pub(crate) fn vacant(path: &Path) -> Result<(), Problems> {
    let is_there = fs::symlink_metadata(path).is_ok_and(|there| !there.is_dir());
    if is_there { Err(taken(path)) } else { Ok(()) }
}

fn taken(path: &Path) -> Problems {
    let problem = Problem::error(Code::IO, format!("`{}` exists already", path.display()));
    problem.help("name another file, or overwrite it with --force").into()
}

/// Makes sure that a file can be written, and leaves it as it is.
pub(crate) fn writable(path: &Path) -> Result<(), Problems> {
    temporary_beside(path, path).map(|_| ())
}

fn unwritable(path: &Path, error: &io::Error) -> Problems {
    use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    let name = path.display();
    // The error itself may name the temporary file, of which nobody knows.
    let message = match error.kind() {
        PermissionDenied | ReadOnlyFilesystem => format!("`{name}` may not be written"),
        StorageFull | QuotaExceeded => format!("there is no space left for `{name}`"),
        _ => format!("cannot write `{name}`: {error}"),
    };
    Problem::error(Code::IO, message).into()
}

/// A file that can take the place of `target` in one step; `path` is how people call it.
fn temporary_beside(path: &Path, target: &Path) -> Result<tempfile::NamedTempFile, Problems> {
    let problem = |message: String| Problem::error(Code::IO, message);
    if path.is_dir() {
        return Err(problem(format!("`{}` is a folder", path.display()))
            .help("name a file")
            .into());
    }
    // A device or a pipe that a file took the place of would be gone for everybody.
    if target.metadata().is_ok_and(|there| !there.is_file()) {
        let message = format!("`{}` is no file that could be replaced", path.display());
        let help = "print to standard output, and send that there";
        return Err(problem(message).help(help).into());
    }
    let folder = folder_of(target);
    if !folder.exists() {
        return Err(problem(format!("there is no folder `{}`", folder.display())).into());
    }
    clean(folder);
    let mut builder = tempfile::Builder::new();
    let [start, end] = TEMPORARY;
    builder.prefix(start).suffix(end);
    #[cfg(unix)]
    // A temporary file is for its owner alone; this one becomes an ordinary file, which the umask
    // decides about.
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    loop {
        let temporary = builder.tempfile_in(folder).map_err(|error| unwritable(path, &error))?;
        // As long as it is locked, it is not left over; it may have been taken for that before.
        let is_taken = matches!(temporary.as_file().try_lock(), Err(TryLockError::WouldBlock));
        if !is_taken && temporary.path().exists() {
            return Ok(temporary);
        }
    }
}

/// What the names of temporary files begin and end with.
const TEMPORARY: [&str; 2] = [".whereto-", ".tmp"];

/// Removes the temporary files of runs that were ended before they could.
fn clean(folder: &Path) {
    let [start, end] = TEMPORARY;
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_temporary =
            name.to_str().is_some_and(|name| name.starts_with(start) && name.ends_with(end));
        if is_temporary
            && let Ok(file) = fs::File::open(entry.path())
            && file.try_lock().is_ok()
        {
            // Whatever keeps it from being removed keeps nobody from writing.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Makes sure that the names in a folder outlast a loss of power, where folders can be told to.
fn sync(folder: &Path) {
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
}
