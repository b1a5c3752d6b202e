//! What is read and written: profiles, rule folders, files that must not be lost.

use std::{
    fs,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use whereto::{
    assessment::Engine,
    decision,
    problem::{Code, Problem, Problems},
    profile::Profile,
    report::cost,
    rulebase::{Files, RuleBase},
    source::Source,
    suggest,
};

use super::args::{Changes, Common};

/// A rule base, compiled.
pub(crate) fn engine(base: &RuleBase) -> Result<Engine<'_>, Problems> {
    Engine::new(base).map_err(Problems::from)
}

/// The rule base that was asked for.
pub(crate) fn rule_base(common: &Common) -> Result<RuleBase, Problems> {
    rule_base_of(common.rules.as_deref(), &common.packs, common.prices.as_deref())
}

/// The rule base in a folder, or the built-in one, with packs and perhaps another price book.
pub(crate) fn rule_base_of(
    rules: Option<&Path>,
    packs: &[PathBuf],
    prices: Option<&Path>,
) -> Result<RuleBase, Problems> {
    let mut problems = Problems::new();
    let mut keep = |read: Result<Vec<Arc<Source>>, Problems>| {
        read.unwrap_or_else(|found| {
            problems.extend(found);
            Vec::new()
        })
    };
    let files = Files {
        base: rules.map(|folder| {
            keep(rule_files(folder, "a rule base").and_then(|paths| read_all(&paths)))
        }),
        packs: packs
            .iter()
            .map(|pack| keep(pack_files(pack).and_then(|paths| read_all(&paths))))
            .collect(),
        prices: prices.and_then(|path| keep(read_all(&[path.to_owned()])).pop()),
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    RuleBase::read(&files)
}

/// Reads files, or says of all of them what is wrong.
fn read_all(paths: &[PathBuf]) -> Result<Vec<Arc<Source>>, Problems> {
    let mut problems = Problems::new();
    let mut sources = Vec::new();
    for path in paths {
        match source(path) {
            Ok(source) => sources.push(source),
            Err(problem) => problems.extend(problem),
        }
    }
    if problems.is_empty() { Ok(sources) } else { Err(problems) }
}

/// The files of scenarios that were asked for. Without any, those that come with the packs; without
/// packs, those of the rule base.
pub(crate) fn scenarios(paths: &[PathBuf], common: &Common) -> Result<Vec<Arc<Source>>, Problems> {
    let folders: Vec<PathBuf> = match (common.packs.as_slice(), &common.rules) {
        _ if !paths.is_empty() => Vec::new(),
        ([], None) => return Ok(RuleBase::shipped_scenarios()),
        ([], Some(folder)) => vec![folder.join(SCENARIOS)],
        (packs, _) => packs.iter().map(|pack| pack.join(SCENARIOS)).collect(),
    };
    let mut files = Vec::new();
    for path in paths.iter().chain(folders.iter().filter(|folder| folder.is_dir())) {
        if path.is_dir() {
            yaml_files(path, &mut files).map_err(|error| unreadable(path, &error))?;
        } else {
            files.push(path.clone());
        }
    }
    if files.is_empty() {
        let (what, help) = match (paths, common.packs.as_slice()) {
            ([], []) => (
                "the rule base brings no scenarios",
                "put .yaml files into a folder `scenarios` in it, or name files of scenarios",
            ),
            ([], _) => (
                "the packs bring no scenarios",
                "put .yaml files into a folder `scenarios` in that of the pack, or name files of \
                 scenarios",
            ),
            _ => ("there is no .yaml file in what is named", "scenarios stand in .yaml files"),
        };
        return Err(Problem::error(Code::IO, what).help(help).into());
    }
    read_all(&files)
}

/// The day with which dates are compared: the one that was asked for, or today.
pub(crate) fn as_of(common: &Common) -> Date {
    common.as_of.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date())
}

/// A warning when prices are old.
pub(crate) fn staleness(base: &RuleBase, common: &Common) -> Problems {
    cost::staleness(&base.prices, as_of(common)).into_iter().collect()
}

/// The folder within that of a rule base that holds its scenarios, which are no part of it.
const SCENARIOS: &str = "scenarios";

/// All YAML files of a rule base.
fn rule_files(folder: &Path, what: &str) -> Result<Vec<PathBuf>, Problems> {
    let mut paths = Vec::new();
    yaml_files(folder, &mut paths).map_err(|error| unreadable(folder, &error))?;
    let scenarios = folder.join(SCENARIOS);
    paths.retain(|path| !path.starts_with(&scenarios));
    if paths.is_empty() {
        let message = format!("there is no .yaml file in `{}`", folder.display());
        return Err(Problem::error(Code::IO, message)
            .help(format!("{what} is a folder of YAML files"))
            .into());
    }
    Ok(paths)
}

/// The files of a pack, which is one file or a folder of them.
fn pack_files(pack: &Path) -> Result<Vec<PathBuf>, Problems> {
    if pack.is_dir() { rule_files(pack, "a pack") } else { Ok(vec![pack.to_owned()]) }
}

/// All YAML files below a folder, in the order of their names.
fn yaml_files(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            yaml_files(&path, paths)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml")
        {
            paths.push(path);
        }
    }
    Ok(())
}

/// Reads a profile, or the answers in a decision record; `-` is standard input.
pub(crate) fn profile(
    path: &Path,
    base: &RuleBase,
    changes: Option<&Changes>,
) -> Result<Profile, Problems> {
    let source = source(path)?;
    let profile = profile_or_record(&source, base)?;
    match changes {
        Some(changes) => one_project(changed(profile, base, changes)?),
        None => Ok(profile),
    }
}

/// The profile that a text is, or that the decision record holds which it is.
pub(crate) fn profile_or_record(
    source: &Arc<Source>,
    base: &RuleBase,
) -> Result<Profile, Problems> {
    match decision::read::read(source)? {
        Some(decision) => Profile::read_node(&decision.profile, &decision.yaml, base),
        None => Profile::read(source, base),
    }
}

/// The profile, unless it is of a system of several parts.
fn one_project(profile: Profile) -> Result<Profile, Problems> {
    if profile.components.is_empty() { Ok(profile) } else { Err(several_parts(&profile).into()) }
}

/// Why what takes one project cannot take the profile of a system.
pub(crate) fn several_parts(profile: &Profile) -> Problem {
    let names: Vec<&str> =
        profile.components.iter().map(|component| component.name.as_str()).collect();
    let problem = Problem::error(Code::UNSUPPORTED, "the profile is of a system of several parts");
    problem.help(format!("name one of them with --component: {}", names.join(", ")))
}

/// A profile with what was asked for on the command line.
pub(crate) fn changed(
    mut profile: Profile,
    base: &RuleBase,
    changes: &Changes,
) -> Result<Profile, Problems> {
    let mut problems = Problems::new();
    for (field, value) in &changes.answers {
        problems.extend(profile.set(base, field, value).err().into_iter().flatten());
    }
    for (dimension, weight) in &changes.weights {
        problems.extend(profile.set_weight(base, dimension, weight).err().into_iter().flatten());
    }
    if problems.is_empty() && profile.weights.iter().all(|weight| *weight == 0) {
        problems
            .push(Problem::error(Code::OUT_OF_RANGE, "all weights are zero, so nothing can count"));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    match &changes.component {
        Some(name) => profile.find_part(name).map_err(Problems::from),
        None => Ok(profile),
    }
}

/// Reads a file; `-` is standard input.
pub(crate) fn source(path: &Path) -> Result<Arc<Source>, Problems> {
    match path.as_os_str() == "-" {
        true => stdin(),
        false => file(path),
    }
}

fn stdin() -> Result<Arc<Source>, Problems> {
    let mut bytes = Vec::new();
    // One byte more than allowed tells that there is too much.
    let read = io::stdin().lock().take(Source::MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| Problem::error(Code::IO, format!("cannot read standard input: {error}")))?;
    Ok(Source::from_bytes("<stdin>", bytes)?)
}

/// Reads a file.
pub(crate) fn file(path: &Path) -> Result<Arc<Source>, Problems> {
    let read = open(path).and_then(|file| {
        let mut bytes = Vec::new();
        file.take(Source::MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    match read {
        Ok(bytes) => Ok(Source::from_bytes(path.display().to_string(), bytes)?),
        Err(error) => Err(unreadable(path, &error).into()),
    }
}

/// Opens a file for reading.
pub(crate) fn open(path: &Path) -> io::Result<fs::File> {
    let file = fs::File::open(path)?;
    match file.metadata()?.is_dir() {
        true => Err(io::ErrorKind::IsADirectory.into()),
        false => Ok(file),
    }
}

/// What keeps a file from being read.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Problem {
    let name = path.display();
    let problem = |message: String| Problem::error(Code::IO, message);
    match error.kind() {
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

/// A file in the same folder with nearly the same name.
fn nearest_file(path: &Path) -> Option<String> {
    let folder =
        path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names: Vec<String> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let near = suggest::nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(path.with_file_name(near).display().to_string())
}

/// Writes a file in one step: what was there stays until the new text is complete on disk, and
/// without `force` nothing that is there is touched.
pub(crate) fn write(path: &Path, text: &str, force: bool) -> Result<(), Problems> {
    let failed = |error| unwritable(path, &error);
    // A link stays a link: what it leads to is replaced.
    let target = if force {
        fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
    } else {
        path.to_owned()
    };
    let mut temporary = temporary_beside(path, &target)?;
    temporary
        .write_all(text.as_bytes())
        .and_then(|()| temporary.as_file().sync_all())
        .map_err(failed)?;
    if force && let Ok(before) = fs::metadata(&target) {
        temporary.as_file().set_permissions(before.permissions()).map_err(failed)?;
    }
    let persisted =
        if force { temporary.persist(&target) } else { temporary.persist_noclobber(&target) };
    match persisted {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(taken(path)),
        Err(error) => Err(failed(error.error)),
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
    let folder =
        target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.exists() {
        return Err(problem(format!("there is no folder `{}`", folder.display())).into());
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".whereto-");
    #[cfg(unix)]
    // A temporary file is for its owner alone; this one becomes an ordinary file, which the umask
    // decides about.
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder).map_err(|error| unwritable(path, &error))
}
