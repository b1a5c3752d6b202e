//! `whereto check`: whether decisions still stand, in files and in folders of any size.

mod again;
mod examine;
mod exceptions;
mod others;
mod printer;
mod successor;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use clap::Args;
use jiff::Span;
use rust_decimal::Decimal;
use whereto::{
    advice::old_prices,
    assessment::Engine,
    decision::{
        again::Look,
        check::{Checker, Terms},
        gates::Gates,
        output::Tally,
    },
    problem::{Code, Problem, Problems, Severity},
    quantity,
    report::made::Made,
};

pub(super) use self::again::Eyes;
#[cfg(feature = "mcp")]
pub(super) use self::examine::findings;
use self::{
    examine::examined,
    exceptions::Exceptions,
    others::Checked,
    printer::{Printer, format},
};
use super::{
    Exit,
    arguments::{Common, part_of_one},
    files::{File, Item, LeftOut, Walk, real},
    glob,
    output::Output,
    parallel::{ordered, processors},
    printing::{Gate, Printing},
    progress::Progress,
    read, rule_base, settings,
};

/// Where people keep records of decisions, after MADR, log4brains and adr-tools.
const FOLDERS: [&str; 3] = ["docs/decisions", "docs/adr", "doc/adr"];

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Records, profiles, patterns or folders
    ///
    /// In a folder, all records are checked, and all profiles with `expect`. `-` is standard input.
    /// Without any: the folder `decisions` of the settings, or else docs/decisions, docs/adr and
    /// doc/adr beside the profile, and the profile if it has `expect`.
    #[arg(value_name = "FILE|DIR")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) printing: Printing<Gate>,
    /// Also fail on weaker or uncertain decisions
    ///
    /// A weaker one has less in its favour than when it was made; an uncertain one cannot be judged.
    /// Finding no decision at all fails, too.
    #[arg(long)]
    pub(crate) strict: bool,
    /// Call a decision weaker once it lost this lead
    ///
    /// In points. One that has lost fewer still stands.
    #[arg(long, value_name = "POINTS", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) weaker_by: u16,
    /// Fail if it wins too few weightings
    ///
    /// The chosen option must come first under at least this share of all weightings, from 0 to 1.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) min_acceptability: Option<f64>,
    /// Fail if an open question could change it
    ///
    /// No unanswered question may be able to change the recommendation.
    #[arg(long)]
    pub(crate) no_open_questions: bool,
    /// Fail if it costs more per month
    ///
    /// What counts is the expected cost of the chosen option.
    #[arg(long, value_name = "USD", value_parser = amount)]
    pub(crate) max_monthly_cost: Option<Decimal>,
    /// Fail if a fact behind it is older
    ///
    /// An age is written as 24mo, 2y or 90d. A fact without a date fails, too.
    #[arg(long, value_name = "AGE", value_parser = age)]
    pub(crate) sources_newer_than: Option<Span>,
    /// Do not recheck where answers were found
    ///
    /// Without this, repositories and logs that a record names as evidence are scanned and measured
    /// again if they are there.
    #[arg(long)]
    pub(crate) as_recorded: bool,
    /// Skip files that hold no decision
    ///
    /// Even those that you name.
    #[arg(long)]
    pub(crate) skip_others: bool,
    /// Exceptions, with reasons and end dates
    #[arg(long, value_name = "FILE")]
    pub(crate) exceptions: Option<PathBuf>,
}

pub(super) fn run(args: &Check, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    let engine = Engine::new(&base)?;
    let terms = terms(args, common)?;
    let exceptions = args.exceptions.as_deref().map(Exceptions::read).transpose()?;
    let named = if args.paths.is_empty() { usual(common) } else { args.named()? };
    let is_lost = args.paths.is_empty() && named.is_empty();
    let places: Vec<PathBuf> = named.iter().map(|file| file.path.clone()).collect();
    let eyes = Eyes::new(&base);
    let look = (!args.as_recorded).then_some(&eyes as &dyn Look);
    let checker = Checker { engine: &engine, terms: &terms, look };
    let made = Made::new(common.as_of(), [&base]);
    let mut printer = Printer {
        strict: args.strict,
        today: common.as_of(),
        exceptions: exceptions.unwrap_or_default(),
        format: format(output, &places, made, common.verbose),
        tally: Tally::default(),
        left_out: LeftOut::default(),
        progress: Progress::new("files", output.is_quiet()),
        output,
    };
    printer.print(|format| format.begin())?;
    let several = named.len() > 1;
    let mut seen = HashSet::new();
    let walk = Walk::new(named, Checked).filter(|item| match item {
        // The same file may be named in several ways, or in a folder that is named, too.
        Item::File(file) if several => seen.insert(real(&file.path)),
        _ => true,
    });
    let printed = ordered(
        processors(),
        walk,
        |item| examined(item, checker),
        |examined| printer.examined(examined),
    );
    printer.progress.clear();
    printed?;
    if printer.tally.checked > 0 {
        output.warnings(old_prices::warning(&base.prices, common.as_of()).as_slice());
    }
    // A gate that looks at nothing, perhaps because a folder was moved, has not passed.
    let saw_nothing = printer.tally.checked + printer.tally.bad == 0 && !args.skip_others;
    let is_bad = saw_nothing && (args.strict || is_lost);
    let nothing = saw_nothing.then(|| nothing_seen(args, is_bad));
    if let Some(problem) = nothing.as_ref().filter(|_| is_bad) {
        let place = places.first().map_or_else(|| ".".to_owned(), |it| it.display().to_string());
        printer.print(|format| format.bad(&place, std::slice::from_ref(problem)))?;
    }
    let tally = printer.tally;
    let complete = tally.bad == 0 && !is_bad;
    printer.print(|format| format.end(&tally, complete))?;
    output.note(printer.left_out.words(&[]));
    output.warnings(&printer.exceptions.lost());
    if let Some(problem) = nothing.filter(|_| is_bad || !output.is_quiet()) {
        output.problems(&[problem]);
    }
    Ok(match tally {
        _ if is_bad => Exit::Bad,
        Tally { bad: 1.., .. } => Exit::Bad,
        Tally { failing: 1.., .. } => Exit::No,
        _ => Exit::Done,
    })
}

impl Check {
    /// Returns what is named to look at, by its name or by a pattern.
    fn named(&self) -> Result<Vec<File>, Problems> {
        let named = self.paths.iter().map(|path| match glob::pattern(path) {
            Some(pattern) => {
                let matching = glob::matching(pattern)?.into_iter();
                Ok(matching.map(File::among).collect())
            }
            None => self.file(path).map(|file| vec![file]),
        });
        Ok(named.collect::<Result<Vec<_>, Problems>>()?.concat())
    }

    /// Returns one thing that is named. What is not there holds no decision that anybody could skip,
    /// and what is no file, such as a pipe, is read all the same.
    fn file(&self, path: &Path) -> Result<File, Problems> {
        let metadata = path.metadata();
        let is_special = metadata.as_ref().is_ok_and(|it| !it.is_file() && !it.is_dir());
        if self.skip_others
            && path != Path::new("-")
            && !path.is_symlink()
            && let Err(error) = &metadata
        {
            return Err(read::unreadable(path, error).into());
        }
        let may_be_other = self.skip_others && !is_special;
        let path = path.to_owned();
        Ok(if may_be_other { File::among(path) } else { File::named(path) })
    }
}

/// Says that there was no decision to look at.
fn nothing_seen(args: &Check, is_bad: bool) -> Problem {
    let (message, help) = if args.paths.is_empty() {
        (
            "there is nothing to check here: no record, and no profile with `expect`",
            "`whereto adr --dir docs/decisions` writes a record of what is recommended; `expect: \
             OPTION` in the profile holds it to one; records elsewhere can be named",
        )
    } else {
        (
            "there is no decision in what was named",
            "name records, profiles with `expect`, or folders with some of them; with --strict, \
             only --skip-others lets pass what holds none",
        )
    };
    let severity = if is_bad { Severity::Error } else { Severity::Warning };
    Problem::new(severity, Code::MISSING, message).help(help)
}

/// Returns what to look at where nothing is named: the folder of the settings, or else the folders
/// beside the profile in which people keep their records, and the profile. Of these only decisions
/// count.
fn usual(common: &Common) -> Vec<File> {
    let profile = settings::profile(&common.settings);
    let beside = profile.and_then(Path::parent).unwrap_or(Path::new(""));
    let folders: Vec<File> = match settings::decisions(&common.settings) {
        Some(folder) => vec![File::named(folder.to_owned())],
        None => {
            let folders = FOLDERS.iter().map(|folder| beside.join(folder));
            folders.filter(|it| it.is_dir()).map(File::among).collect()
        }
    };
    folders.into_iter().chain(profile.map(Path::to_owned).map(File::among)).collect()
}

/// What the arguments ask of decisions.
fn terms(args: &Check, common: &Common) -> Result<Terms, Problems> {
    let since = |age| {
        let message = "`--sources-newer-than`: this reaches back too far";
        let too_far = |_| Problem::error(Code::OUT_OF_RANGE, message);
        let today = common.as_of();
        today.checked_sub(age).map(|first| [first, today]).map_err(too_far)
    };
    Ok(Terms {
        weaker_by: i64::from(args.weaker_by),
        gates: Gates {
            min_acceptability: args.min_acceptability,
            no_open_questions: args.no_open_questions,
            max_monthly_cost: args.max_monthly_cost,
            sources_within: args.sources_newer_than.map(since).transpose()?,
        },
    })
}

/// Reads an amount of money, as answers are read.
fn amount(text: &str) -> Result<Decimal, String> {
    let amount = quantity::parse(text, "USD").ok().filter(|amount| !amount.is_sign_negative());
    amount.ok_or_else(|| "expected an amount of US dollars such as 500 or 1.5k".to_owned())
}

/// Reads a share from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    let share = part_of_one(text).filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a number from 0 to 1, or up to 100 %".to_owned())
}

/// Reads a span of time.
fn age(text: &str) -> Result<Span, String> {
    // Of a time of day nobody means it: `24m` would be minutes.
    let has_clock =
        |span: &Span| (span.get_hours(), span.get_minutes(), span.get_seconds()) != (0, 0, 0);
    let age = text.parse().ok().filter(|span: &Span| span.is_positive() && !has_clock(span));
    age.ok_or_else(|| "expected an age such as 24mo, 2y or 90d".to_owned())
}
