//! Texts that are read: files and standard input, each in full and within the limit of
//! [`Source::MAX_BYTES`].

use std::{
    ffi::OsString,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
};

use whereto::{
    problem::{Code, Problem, Problems},
    source::Source,
    suggest,
};

/// Reads a file; `-` is standard input.
pub(crate) fn source(path: &Path) -> Result<Arc<Source>, Problems> {
    if path.as_os_str() == "-" { stdin() } else { file(path) }
}

/// Reads files, or says of all of them what is wrong.
pub(crate) fn sources(paths: &[PathBuf]) -> Result<Vec<Arc<Source>>, Problems> {
    Problems::gather(paths.iter().map(|path| source(path)))
}

fn stdin() -> Result<Arc<Source>, Problems> {
    let read = bytes(io::stdin().lock());
    let bytes = read.map_err(|error| {
        Problem::error(Code::IO, format!("cannot read standard input: {error}"))
    })?;
    Ok(Source::from_bytes(Source::STDIN, bytes)?)
}

/// Reads a file.
pub(crate) fn file(path: &Path) -> Result<Arc<Source>, Problems> {
    match open(path).and_then(bytes) {
        Ok(bytes) => Ok(Source::from_bytes(path.display().to_string(), bytes)?),
        Err(error) => Err(unreadable(path, &error).into()),
    }
}

/// Reads no more than tells whether there is too much: one byte beyond what is allowed.
pub(crate) fn bytes(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(Source::MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file for reading.
pub(crate) fn open(path: &Path) -> io::Result<fs::File> {
    let file = fs::File::open(path)?;
    if file.metadata()?.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(file) }
}

/// Lists the names in a folder, in order.
pub(crate) fn names_in(folder: &Path) -> io::Result<Vec<OsString>> {
    let entries = fs::read_dir(folder)?;
    let mut names: Vec<OsString> = entries.flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    Ok(names)
}

/// Says what keeps a file from being read.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let name = path.display();
    let problem = |message: String| Problem::error(Code::IO, message);
    match error.kind() {
        io::ErrorKind::NotFound if path.is_symlink() => {
            problem(format!("there is no file `{name}`")).help("it is a link that leads nowhere")
        }
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory if !path.exists() => {
            let near = nearest_file(path);
            problem(format!("there is no file `{name}`")).suggest(near.as_deref())
        }
        io::ErrorKind::IsADirectory => {
            problem(format!("`{name}` is a folder")).help("name a file in it")
        }
        io::ErrorKind::NotADirectory => problem(format!("`{name}` is not a folder")),
        io::ErrorKind::PermissionDenied => problem(format!("`{name}` may not be read")),
        _ => problem(format!("cannot read `{name}`: {error}")),
    }
}

/// Returns the folder that a file is in, by a name that can be read.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Finds a file in the same folder with nearly the same name.
fn nearest_file(path: &Path) -> Option<String> {
    let names: Vec<String> = fs::read_dir(folder_of(path))
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let near = suggest::nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(path.with_file_name(near).display().to_string())
}
