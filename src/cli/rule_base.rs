//! The rule base that was asked for: the built-in one or that of a folder, with packs and perhaps
//! another price book; and the scenarios and decisions that come with it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use whereto::{
    assessment::Engine,
    corpus::{self, Decision},
    decision,
    money::Currency,
    problem::{Code, Problem, Problems},
    profile::is_profile,
    rulebase::{Files, RuleBase},
    source::Source,
};

use super::{
    arguments::{Common, today},
    files::{self, File, Wanted},
    output::Output,
    read, settings,
};

/// The folders within that of a rule base or a pack that hold its scenarios and its decisions,
/// which are no part of it.
const SCENARIOS: &str = "scenarios";
const DECISIONS: &str = "decisions";

/// Where a rule base is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The folder; none for the one that is built in.
    pub(crate) rules: Option<PathBuf>,
    /// The packs that extend it, each a file or a folder.
    pub(crate) packs: Vec<PathBuf>,
    /// The price book that takes the place of its own.
    pub(crate) prices: Option<PathBuf>,
}

impl From<&Common> for Origin {
    fn from(common: &Common) -> Self {
        let Common { rules, packs, prices, .. } = common;
        Self { rules: rules.clone(), packs: packs.clone(), prices: prices.clone() }
    }
}

impl Origin {
    /// Reads and checks the rule base.
    ///
    /// # Errors
    /// Everything that keeps a file from being read, or else everything that is wrong with them.
    pub(crate) fn load(&self, output: &Output) -> Result<RuleBase, Problems> {
        let mut problems = Problems::new();
        let mut keep = |read: Result<Vec<Arc<Source>>, Problems>| {
            read.unwrap_or_else(|found| {
                problems.extend(found);
                Vec::new()
            })
        };
        let prices = self.prices.as_ref().map(std::slice::from_ref);
        let files = Files {
            base: self.rules.as_ref().map(|folder| keep(folder_of(folder, "a rule base", output))),
            packs: self.packs.iter().map(|pack| keep(pack_of(pack, output))).collect(),
            prices: prices.and_then(|path| keep(read::sources(path)).pop()),
        };
        RuleBase::read(&problems.or(files)?)
    }
}

/// Reads the rule base that was asked for.
pub(crate) fn load(common: &Common, output: &Output) -> Result<RuleBase, Problems> {
    load_from(&Origin::from(common), common, output)
}

/// Reads the rule base of an origin, weighed and shown as was asked for.
pub(crate) fn load_from(
    origin: &Origin,
    common: &Common,
    output: &Output,
) -> Result<RuleBase, Problems> {
    let mut base = origin.load(output)?;
    output.warnings(base.warning_of_dates_after(today().max(common.as_of())).as_slice());
    settings::weigh(&mut base, &common.settings)?;
    let shown = common.currency.as_ref().zip(common.rate);
    // One may come from the command line, and the other from settings.
    if shown.is_none() && (common.currency.is_some() || common.rate.is_some()) {
        let problem = Problem::error(Code::USAGE, "a currency needs a rate, and a rate a currency");
        return Err(problem.help("as in `--currency EUR --rate 0.92`").into());
    }
    if let Some(currency) = shown.and_then(|(code, rate)| Currency::new(code, rate)) {
        let own = base.prices.currency;
        if currency.code() == own.code() && currency != own {
            let message = format!("`--rate`: prices are in {} already, at a rate of 1", own.code());
            return Err(Problem::error(Code::OUT_OF_RANGE, message).into());
        }
        base.prices.currency = currency;
    }
    Ok(base)
}

/// Compiles a rule base, with the decisions that come with it and those that were asked for.
pub(crate) fn engine<'b>(
    base: &'b RuleBase,
    common: &Common,
    output: &Output,
) -> Result<Engine<'b>, Problems> {
    Ok(Engine::new(base)?.with_decisions(decisions(base, common, output)?))
}

/// Reads the decisions that come with the folder of a rule base and with packs, and those that were
/// asked for, but none that are built in.
pub(crate) fn decisions(
    base: &RuleBase,
    common: &Common,
    output: &Output,
) -> Result<Vec<Decision>, Problems> {
    let (mut sources, mut records) = (Vec::new(), Vec::new());
    let folders = common.rules.iter().chain(&common.packs).map(|folder| folder.join(DECISIONS));
    let folders: Vec<PathBuf> = folders.filter(|folder| folder.is_dir()).collect();
    for folder in &folders {
        sources.extend(read::sources(&rule_files(folder, output)?)?);
    }
    if !common.decisions.is_empty() {
        let mut found = files::find(&common.decisions, Wanted::DECISIONS)?.once();
        // What comes with the rule base may be named once more.
        let own: Vec<PathBuf> = folders.iter().filter_map(|it| it.canonicalize().ok()).collect();
        let is_own = |path: PathBuf| own.iter().any(|folder| path.starts_with(folder));
        found.files.retain(|file| !file.path.canonicalize().is_ok_and(is_own));
        output.note(found.left_out.words(&[]));
        for file in &found.files {
            let source = read::source(&file.path)?;
            if files::is_markdown(&file.path) {
                records.extend(decision::precedent::read(&source, base)?);
            } else if !(file.found && (is_profile(&source, base) || is_of_others(file, &source))) {
                sources.push(source);
            }
        }
    }
    let mut decisions = corpus::read(&sources, base)?;
    decisions.append(&mut records);
    Ok(decisions)
}

/// Tells whether a file is JSON that no list is in, which belongs to another program.
fn is_of_others(file: &File, source: &Source) -> bool {
    files::ends_in(&file.path, "json") && !source.text().trim_start().starts_with('[')
}

/// Finds the files of rules, scenarios or decisions in a folder, and says what was left out.
fn rule_files(folder: &Path, output: &Output) -> Result<Vec<PathBuf>, Problems> {
    let found = files::within(folder, Wanted::RULES)?;
    output.note(found.left_out.words(&[]));
    Ok(found.paths())
}

/// Reads all files of a rule base or pack.
fn folder_of(folder: &Path, what: &str, output: &Output) -> Result<Vec<Arc<Source>>, Problems> {
    let beside = [SCENARIOS, DECISIONS].map(|name| folder.join(name));
    let mut paths = rule_files(folder, output)?;
    paths.retain(|path| !beside.iter().any(|folder| path.starts_with(folder)));
    if paths.is_empty() {
        let message = format!("there is no .yaml file in `{}`", folder.display());
        let help = format!("{what} is a folder of YAML files");
        return Err(Problem::error(Code::IO, message).help(help).into());
    }
    read::sources(&paths)
}

/// Reads a pack, which is one file or a folder of them.
fn pack_of(pack: &PathBuf, output: &Output) -> Result<Vec<Arc<Source>>, Problems> {
    if pack.is_dir() {
        folder_of(pack, "a pack", output)
    } else {
        read::sources(std::slice::from_ref(pack))
    }
}

/// Reads the scenarios that were asked for. Without any, those that come with the packs; without
/// packs, those of the rule base.
pub(crate) fn scenarios(
    paths: &[PathBuf],
    common: &Common,
    output: &Output,
) -> Result<Vec<Arc<Source>>, Problems> {
    let own = |folder: &PathBuf| folder.join(SCENARIOS);
    let places: Vec<PathBuf> = match (common.packs.as_slice(), &common.rules) {
        _ if !paths.is_empty() => paths.to_vec(),
        ([], None) => return Ok(RuleBase::shipped_scenarios()),
        ([], Some(folder)) => vec![own(folder)],
        (packs, _) => packs.iter().map(own).collect(),
    };
    let mut all = Vec::new();
    for place in &places {
        if place.is_dir() {
            let found = files::within(place, Wanted::SCENARIOS)?;
            output.note(found.left_out.words(&[]));
            all.extend(found.files);
        } else if !paths.is_empty() {
            all.push(File::named(place.clone()));
        }
    }
    if all.is_empty() {
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
    let paths: Vec<PathBuf> = all.iter().map(|file| file.path.clone()).collect();
    let read = all.iter().zip(read::sources(&paths)?);
    let ours = read.filter(|(file, source)| !(file.found && is_of_others(file, source)));
    Ok(ours.map(|(_, source)| source).collect())
}
