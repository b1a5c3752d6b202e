//! `whereto scan`: answers that are read from a repository.

use std::{
    ffi::OsStr,
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use whereto::{
    problem::{Code, Problem, Problems},
    report::scan::{LeftOutReport, ScanReport},
    rulebase::RuleBase,
    scan::{Scanner, Setting, Sighting, conclude, people},
    source::{Source, Unreadable},
};

use super::{
    Exit,
    arguments::{Common, yaml_file},
    files::{File as Named, Item, Walk, Wants, repository, resolved},
    format::Format,
    history,
    output::{self, Output},
    parallel::{ordered, processors},
    printing::{Printing, Readings},
    progress::Progress,
    read, rule_base, shell, write,
};

#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// The folder of the repository
    #[arg(default_value = ".", value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// Also count hints as answers
    #[arg(long)]
    pub(crate) accept_hints: bool,
    /// Write the profile here; standard output if not given
    #[arg(long, value_name = "FILE", value_parser = yaml_file())]
    pub(crate) save: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) printing: Printing<Readings>,
}

pub(super) fn run(scan: &Scan, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    if let Some(file) = scan.save.as_ref().filter(|_| !scan.printing.force) {
        write::vacant(file)?;
    }
    let mut report = folder(&scan.folder, &base, output.is_quiet())?;
    if scan.accept_hints {
        report.accept_hints(|_, _| true);
    }
    if let Some(file) = &scan.save {
        write::file(file, &report.profile(), scan.printing.force)?;
        let ask = shell::command(common, "ask --from", file);
        output.message(&format!("Saved to {}. To answer the rest: {ask}", file.display()));
    }
    match output.format() {
        Format::Yaml if scan.save.is_some() => {}
        Format::Yaml => output.data(&report.profile())?,
        _ => output.data(&output::json(&report)?)?,
    }
    output.note(left_out(&report.left_out));
    Ok(Exit::Done)
}

/// Says what was not read, the most frequent reasons first.
fn left_out(list: &[LeftOutReport]) -> Option<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for LeftOutReport { path, because } in list {
        match reasons.iter_mut().find(|(known, _)| known == because) {
            Some((_, paths)) => paths.push(path),
            None => reasons.push((because, vec![path])),
        }
    }
    reasons.sort_by_key(|(_, paths)| usize::MAX - paths.len());
    let lines = reasons.iter().map(|(because, paths)| {
        let few = paths.iter().take(FEW).copied().collect::<Vec<_>>().join(", ");
        match paths.len().saturating_sub(FEW) {
            0 => format!("Left out {few}: {because}."),
            more => format!("Left out {few} and {more} more: {because}."),
        }
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// So many of what was left out for one reason are named.
const FEW: usize = 3;

/// Reads what a repository says of its project.
///
/// # Errors
/// When the folder is none, or cannot be read.
pub(super) fn folder(
    folder: &Path,
    base: &RuleBase,
    is_quiet: bool,
) -> Result<ScanReport, Problems> {
    if !folder.is_dir() {
        let problem = match folder.exists() {
            true => Problem::error(Code::IO, format!("`{}` is not a folder", folder.display()))
                .help("name the folder of a repository"),
            false => read::unreadable(folder, &io::ErrorKind::NotFound.into()),
        };
        return Err(problem.into());
    }
    let scanner = Scanner::new(base);
    let wants = Sources { scanner: &scanner, root: folder };
    let mut progress = Progress::new("files", is_quiet);
    let mut found = FoundInFolder::default();
    let mut refused = None;
    let named = vec![Named::named(folder.to_owned())];
    let looked: Result<(), ()> = ordered(
        processors(),
        Walk::new(named, wants),
        |item| looked(item, wants),
        |looked| {
            progress.show(found.read as u64, 0, None);
            match looked {
                Looked::Other => {}
                Looked::At(sightings, settings) => {
                    found.read += 1;
                    found.sightings.extend(sightings);
                    found.settings.extend(settings);
                }
                Looked::Away(path, because) if path.is_empty() => refused = Some(because),
                Looked::Away(path, because) => found.left_out.push(LeftOutReport { path, because }),
            }
            Ok(())
        },
    );
    progress.clear();
    let _ = looked;
    if let Some(because) = refused {
        let message = format!("cannot read the folder `{}`: {because}", folder.display());
        return Err(Problem::error(Code::IO, message).into());
    }
    let FoundInFolder { mut sightings, settings, left_out, read } = found;
    if let Some(authors) = history::authors(folder) {
        let authors = authors.iter().map(|(name, mail)| (name.as_str(), mail.as_str()));
        sightings.extend(scanner.look_at_history(people::count(authors)));
    }
    let project = name(folder);
    let scan = conclude(&scanner, sightings, &settings, &project);
    Ok(ScanReport::new(base, &scan, &project, from_repository(folder), left_out, read))
}

/// Returns the way to a folder from that of the repository that it is in; none where there is no
/// way to go.
fn from_repository(folder: &Path) -> Option<String> {
    let folder = resolved(folder);
    let way = folder.strip_prefix(repository(&folder)?).ok()?;
    let names: Vec<_> = way.iter().map(OsStr::to_string_lossy).collect();
    (!names.is_empty()).then(|| names.join("/"))
}

/// Returns the profile that a repository makes, with hints or without.
///
/// # Errors
/// As for [`folder`].
pub(super) fn profile(
    folder: &Path,
    accept_hints: bool,
    base: &RuleBase,
    output: &Output,
) -> Result<Arc<Source>, Problems> {
    let mut report = self::folder(folder, base, output.is_quiet())?;
    if accept_hints {
        report.accept_hints(|_, _| true);
    }
    Ok(source(&report))
}

/// Returns the profile that a report makes, under the name of what was scanned.
pub(super) fn source(report: &ScanReport) -> Arc<Source> {
    Source::new(format!("scan of {}", report.project), report.profile())
}

/// Returns what a project is called by its folder.
fn name(folder: &Path) -> String {
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    whole.file_name().map_or_else(|| "project".to_owned(), |it| it.to_string_lossy().into_owned())
}

#[derive(Default)]
struct FoundInFolder {
    sightings: Vec<Sighting>,
    settings: Vec<Setting>,
    left_out: Vec<LeftOutReport>,
    read: usize,
}

/// Wants the files that traces may be in.
#[derive(Clone, Copy)]
struct Sources<'s> {
    scanner: &'s Scanner<'s>,
    root: &'s Path,
}

impl Sources<'_> {
    /// Returns a path from the folder on that is scanned, with `/` between folders; what is not
    /// UTF-8 in it is replaced.
    fn path(&self, path: &Path) -> String {
        let path = path.strip_prefix(self.root).unwrap_or(path);
        let parts: Vec<_> = path.iter().map(OsStr::to_string_lossy).collect();
        parts.join("/")
    }
}

impl Wants for Sources<'_> {
    fn file(&self, path: &Path) -> bool {
        self.scanner.wants(&self.path(path))
    }

    fn enters(&self, folder: &OsStr) -> bool {
        let name = folder.to_string_lossy();
        name != ".git" && self.scanner.leaves_out(&name).is_none()
    }
}

/// What came of an item of the walk.
enum Looked {
    At(Vec<Sighting>, Vec<Setting>),
    /// It was left out, with its path and the reason.
    Away(String, String),
    Other,
}

fn looked(item: Item, wants: Sources<'_>) -> Looked {
    let away = |path: &Path, because: &str| Looked::Away(wants.path(path), because.to_owned());
    match item {
        Item::Other => Looked::Other,
        Item::Ignored(path) => away(&path, "Git ignores it"),
        Item::Link(path) => away(&path, "a link to a folder"),
        Item::Outside(path) => {
            away(&path, "a link that leads out of the repository or to what is not read in it")
        }
        Item::Special(path) => away(&path, "no regular file"),
        Item::Unreadable(path, error) => away(&path, &error.to_string()),
        Item::Closed(path) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            match wants.scanner.leaves_out(&name) {
                Some(because) => away(&path, because),
                None => Looked::Other,
            }
        }
        Item::File(file) => {
            let path = wants.path(&file.path);
            let looked = read_file(&file.path).and_then(|it| {
                let settings = wants.scanner.settings(&path, it.text())?;
                Ok(Looked::At(wants.scanner.look(&path, it.text())?, settings))
            });
            looked.unwrap_or_else(|because| Looked::Away(path, because))
        }
    }
}

/// Reads a file, or says in a clause why not.
fn read_file(path: &Path) -> Result<Arc<Source>, String> {
    let bytes = File::open(path).and_then(read::bytes);
    let bytes = bytes.map_err(|error| format!("it cannot be read: {error}"))?;
    Source::from_bytes("", bytes).map_err(|unreadable| match unreadable {
        Unreadable::TooLarge { .. } => {
            format!("larger than {} bytes, the most that is read", Source::MAX_BYTES)
        }
        Unreadable::NotUtf8 { .. } => "not UTF-8 text".to_owned(),
    })
}
