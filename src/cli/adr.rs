//! `whereto adr`: an Architecture Decision Record, printed or put among others.

use std::{
    fs::{self, TryLockError},
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use clap::Args;
use whereto::{
    advice::{Advice, Advised},
    analysis::acceptability::Settings,
    decision::{
        adr::{self, Within},
        number,
        record::{Choice, Record},
        status::{self, Successor},
    },
    problem::{Code, Problem, Problems},
    report::Report,
    rulebase::RuleBase,
};

use super::{
    Exit,
    arguments::{Changes, Common, option_of},
    files::is_markdown,
    format::Format,
    output::Output,
    printing::{Printing, Records},
    profile, read, rule_base, settings, shell, write,
};

#[derive(Debug, Args)]
pub(crate) struct Adr {
    /// The profile to read; `-` is standard input
    pub(crate) profile: PathBuf,
    /// Write it into this folder, under the next number
    ///
    /// The folder defaults to `decisions` in the settings. The name of the new file is printed; a
    /// system gets a file for each part.
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<Option<PathBuf>>,
    /// The number of the record this one replaces
    ///
    /// That record must be in the same folder; it is marked as superseded.
    #[arg(long, value_name = "N", requires = "dir")]
    pub(crate) supersedes: Option<u32>,
    /// What you chose, if not what is recommended
    #[arg(long, value_name = "OPTION", requires = "because")]
    pub(crate) chosen: Option<String>,
    /// Why you chose it
    #[arg(long, value_name = "TEXT", requires = "chosen")]
    pub(crate) because: Option<String>,
    #[command(flatten)]
    pub(crate) printing: Printing<Records>,
    #[command(flatten)]
    pub(crate) changes: Changes,
}

pub(super) fn run(args: &Adr, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    let engine = rule_base::engine(&base, common, output)?;
    let chosen = choice(args, &base)?;
    let profile = profile::changed(profile::load(&args.profile, &base)?, &base, &args.changes)?;
    let folder = folder(args, common)?;
    let folder = folder.as_deref();
    let writing = Writing { args, common, output };
    if folder.is_some() && (output.format() != Format::Markdown || output.has_file()) {
        let message = "`--dir` names the file itself, and writes Markdown";
        let help = "leave out `--dir`, or `-o` and `--format`";
        return Err(Problem::error(Code::USAGE, message).help(help).into());
    }
    // A check draws the same weightings, so that what changed did not change by chance.
    let advised = Advised::new(&engine, profile, &Settings::default());
    match &advised {
        Advised::Project(advice) => {
            let report = advice.report();
            let draft = writing.draft(advice, &report, chosen, None);
            match folder {
                None => output.data(&writing.text(&draft, None, Path::new("FILE")))?,
                Some(folder) => writing.tell(&writing.place(folder, &draft)?)?,
            }
        }
        Advised::System(system) => {
            let (Some(folder), None, None) = (folder, args.supersedes, &chosen) else {
                let problem = profile::several_parts(system.profile());
                let help = "or write a record for each of them, with --dir alone";
                return Err(problem.help(help).into());
            };
            let report = system.report();
            let parts = system.parts().iter().zip(&report.components);
            let drafts = parts.map(|(part, own)| {
                let within = Within { part: &part.name, system: &report };
                writing.draft(&part.advice, &own.report, within.choice(), Some(within))
            });
            let written = writing.place_all(folder, &drafts.collect::<Vec<_>>())?;
            written.iter().try_for_each(|path| writing.tell(path))?;
        }
    }
    Ok(Exit::from(&advised))
}

/// A record that is to be written, of one project or part.
struct Draft<'a> {
    advice: &'a Advice<'a>,
    report: &'a Report,
    record: Record,
    chosen: Option<Choice>,
    within: Option<Within<'a>>,
}

/// What records are written with.
struct Writing<'a> {
    args: &'a Adr,
    common: &'a Common,
    output: &'a Output,
}

impl Writing<'_> {
    /// Begins the record of one project or part.
    fn draft<'a>(
        &self,
        advice: &'a Advice<'a>,
        report: &'a Report,
        chosen: Option<Choice>,
        within: Option<Within<'a>>,
    ) -> Draft<'a> {
        self.output.warnings(advice.warnings());
        self.output.warnings(advice.warning_of_old_prices(self.common.as_of()).as_slice());
        let record = Record::new(advice, Some(advice.confidence()));
        let chosen = chosen.or_else(|| adr::staying(report));
        // To choose what is recommended is not to choose otherwise, unless it is not worth a move.
        let same = |chosen: &Choice| {
            report.stays_elsewhere().is_none()
                && record.recommendation.as_deref() == Some(chosen.option.as_str())
        };
        if self.args.because.is_some() && chosen.as_ref().is_some_and(same) {
            let message =
                "`--because` is not recorded, since what is chosen is what is recommended";
            self.output.warnings(&[Problem::warning(Code::UNSUPPORTED, message)]);
        }
        let chosen = chosen.filter(|chosen| !same(chosen));
        Draft { advice, report, record, chosen, within }
    }

    /// Writes out a record, as it stands in a file.
    fn text(&self, draft: &Draft<'_>, supersedes: Option<&str>, file: &Path) -> String {
        let input = adr::Input {
            base: draft.advice.base(),
            profile: draft.advice.profile(),
            record: &draft.record,
            report: draft.report,
            date: self.common.as_of(),
            chosen: draft.chosen.as_ref(),
            within: draft.within,
            supersedes,
            check: &shell::command(self.common, "check", file),
        };
        match self.output.format() {
            Format::Html => adr::page(&input),
            _ => adr::render(&input),
        }
    }

    /// Prints the name of a file that was written.
    fn tell(&self, path: &Path) -> anyhow::Result<()> {
        let path = path.display();
        let told = self.output.data(&format!("{path}\n"));
        told.with_context(|| format!("`{path}` is written, but its name cannot be printed"))
    }

    /// Writes a record into a folder under the next free number, and marks the one that it
    /// supersedes before: however this ends, the two are never both in force, and where it ended in
    /// between, the next run writes what is missing.
    fn place(&self, folder: &Path, draft: &Draft<'_>) -> Result<PathBuf, Problems> {
        let (names, _lock) = self.open(folder, self.args.supersedes.is_none())?;
        let in_folder = || names.iter().map(String::as_str);
        let promised = promised(folder, &names);
        let number = number::next(in_folder(), &promised, &folder.display().to_string())?;
        let name = name(number, draft);
        let Some(supersedes) = self.args.supersedes else {
            let path = folder.join(&name);
            write::file(&path, &self.text(draft, None, &path), false)?;
            let warning = self.twin(folder, &names, draft).map(|same| {
                let message = format!("`{same}` in this folder says the same as `{name}`");
                let help = "delete one of them; `--supersedes N` replaces the record with number N";
                Problem::warning(Code::DUPLICATE_ID, message).help(help)
            });
            self.output.warnings(warning.as_slice());
            return Ok(path);
        };
        let old = number::find(supersedes, in_folder(), &folder.display().to_string())?;
        let before = read::file(&folder.join(old))?;
        // Of a run that was ended in between.
        let missing =
            status::successors(&before).into_iter().find_map(|successor| match successor {
                Successor::File(file) => {
                    let own = self::name(number::of_name(&file)?, draft);
                    Some(file).filter(|file| *file == own && !names.contains(file))
                }
                Successor::Number(_) => None,
            });
        let (name, marked) = match missing {
            Some(name) => (name, before.text().to_owned()),
            None => {
                let marked = status::supersede(&before, &name)?;
                (name, marked)
            }
        };
        let path = folder.join(name);
        let text = self.text(draft, Some(old), &path);
        write::vacant(&path)?;
        write::file(&folder.join(old), &marked, true)?;
        write::file(&path, &text, false).inspect_err(|_| {
            // A link that leads nowhere would be left.
            let _ = write::file(&folder.join(old), before.text(), true);
        })?;
        Ok(path)
    }

    /// Writes the records of all parts into a folder under the next free numbers: all of them are on
    /// the disk before the first takes its place. Where a run ended in between, the next one adds
    /// those that are missing to those that are there.
    fn place_all(&self, folder: &Path, drafts: &[Draft<'_>]) -> Result<Vec<PathBuf>, Problems> {
        let (mut names, _lock) = self.open(folder, true)?;
        let promised = promised(folder, &names);
        let (mut paths, mut pending) = (Vec::new(), Vec::new());
        for draft in drafts {
            if let Some(there) = self.twin(folder, &names, draft) {
                self.output.note(Some(format!("`{there}` is there already.")));
                paths.push(folder.join(there));
                continue;
            }
            let shown = folder.display().to_string();
            let number = number::next(names.iter().map(String::as_str), &promised, &shown)?;
            let name = name(number, draft);
            let path = folder.join(&name);
            pending.push(write::begun(&path, &self.text(draft, None, &path), false)?);
            paths.push(path);
            names.push(name);
        }
        pending.into_iter().try_for_each(write::Pending::finish)?;
        Ok(paths)
    }

    /// Finds the names of the files in a folder, which is kept from other runs; makes the folder if
    /// that is wanted.
    fn open(&self, folder: &Path, make: bool) -> Result<(Vec<String>, Option<fs::File>), Problem> {
        let failed = |what: &str, error: std::io::Error| {
            Problem::error(Code::IO, format!("cannot {what} `{}`: {error}", folder.display()))
        };
        if make {
            fs::create_dir_all(folder).map_err(|error| failed("make the folder", error))?;
        }
        let lock = self.lock(folder)?;
        let names = record_names(folder).map_err(|error| failed("read the folder", error))?;
        Ok((names, lock))
    }

    /// Finds a record in a folder that says the same as one that is to be written.
    fn twin<'n>(
        &self,
        folder: &Path,
        names: &'n [String],
        draft: &Draft<'_>,
    ) -> Option<&'n String> {
        let slug = adr::slug(draft.advice.profile());
        names.iter().filter(|name| name.contains(&slug)).find(|name| {
            let path = folder.join(name);
            fs::read_to_string(&path).is_ok_and(|there| there == self.text(draft, None, &path))
        })
    }

    /// Keeps other runs from taking the same number until it is dropped. Where folders cannot be
    /// locked, only the name of the file, which is never overwritten, stands between two runs.
    fn lock(&self, folder: &Path) -> Result<Option<fs::File>, Problem> {
        const STEP: Duration = Duration::from_millis(50);
        let Ok(locked) = fs::File::open(folder) else { return Ok(None) };
        let shown = folder.display();
        for tried in 0..LOCK_TRIES {
            match locked.try_lock() {
                Ok(()) => return Ok(Some(locked)),
                Err(TryLockError::Error(_)) => return Ok(None),
                Err(TryLockError::WouldBlock) if tried == SAID_AFTER => {
                    self.output
                        .note(Some(format!("Waiting for another run that writes to `{shown}`.")));
                }
                Err(TryLockError::WouldBlock) => {}
            }
            std::thread::sleep(STEP);
        }
        let message = format!("another program has kept `{shown}` locked for half a minute");
        Err(Problem::error(Code::IO, message).help("end it, and try again"))
    }
}

/// After so many tries to lock a folder, waiting for it is told.
const SAID_AFTER: u32 = 10;

/// After so many tries, there is no waiting any longer.
const LOCK_TRIES: u32 = 600;

/// Returns the name of the file of a record.
fn name(number: u32, draft: &Draft<'_>) -> String {
    format!("{number:04}-{}.md", adr::slug(draft.advice.profile()))
}

/// Returns the folder that records go into: the one that is named, or that of the settings.
fn folder(args: &Adr, common: &Common) -> Result<Option<PathBuf>, Problem> {
    let Some(named) = &args.dir else { return Ok(None) };
    let set = || settings::decisions(&common.settings).map(Path::to_owned);
    match named.clone().or_else(set) {
        Some(folder) => Ok(Some(folder)),
        None => {
            let message = "`--dir` names no folder, and the settings name none";
            let help = "`--dir docs/decisions`, or `decisions: docs/decisions` in the settings";
            Err(Problem::error(Code::USAGE, message).help(help))
        }
    }
}

/// What people chose, as the arguments say.
fn choice(args: &Adr, base: &RuleBase) -> Result<Option<Choice>, Problems> {
    let (Some(option), Some(because)) = (&args.chosen, &args.because) else { return Ok(None) };
    option_of("--chosen", option, base)?;
    if because.trim().is_empty() {
        return Err(Problem::error(Code::EMPTY, "`--because`: there is no reason").into());
    }
    Ok(Some(Choice { option: option.clone(), because: because.trim().to_owned() }))
}

/// The names of the files in a folder.
fn record_names(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.path().is_dir() {
            names.extend(entry.file_name().into_string().ok());
        }
    }
    names.sort();
    Ok(names)
}

/// Lists the numbers of the records that others in the folder name as what took their place.
fn promised(folder: &Path, names: &[String]) -> Vec<u32> {
    let records = names.iter().map(|name| folder.join(name)).filter(|path| is_markdown(path));
    let sources = records.filter(|path| path.is_file()).filter_map(|path| read::file(&path).ok());
    let successors = sources.flat_map(|source| status::successors(&source));
    successors.filter_map(|successor| successor.number()).collect()
}
