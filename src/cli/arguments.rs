//! Arguments that several commands take, and how their values are read.

use std::{env, fs, path::PathBuf};

use clap::{
    Args,
    builder::{PathBufValueParser, PossibleValuesParser, TypedValueParser},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rust_decimal::Decimal;
use whereto::{
    analysis::acceptability::{SAMPLES, Settings},
    document::Detail,
    money::Currency,
    problem::{Code, Problem, Problems},
    rulebase::{DimensionId, OptionId, RuleBase},
    words::Worded,
};

use super::{output::Color, settings::Given};

/// Offers words of a table, and reads one of them.
pub(super) fn word<T: Worded + Send + Sync>(
    offered: impl Iterator<Item = &'static str>,
) -> impl TypedValueParser<Value = T> {
    let find = |word: String| T::named(&word).ok_or("there is no such word");
    PossibleValuesParser::new(offered.collect::<Vec<_>>()).try_map(find)
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Common {
    /// Use the rule base in this folder instead of the built-in one
    #[arg(long, global = true, hide_short_help = true, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// Extend the rule base with the pack in this file or folder; repeatable
    #[arg(long = "pack", global = true, hide_short_help = true, value_name = "FILE|DIR")]
    pub(crate) packs: Vec<PathBuf>,
    /// Override prices with those in this file, item by item; the rest stays as it is
    #[arg(long, global = true, hide_short_help = true, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// Also compare with the decisions (decision files or records) in this file or folder; repeatable
    #[arg(long, global = true, hide_short_help = true, value_name = "FILE|DIR", value_parser = existing)]
    pub(crate) decisions: Vec<PathBuf>,
    /// Show amounts in this currency, such as EUR; machine-readable formats keep the original one
    #[arg(long, global = true, hide_short_help = true, value_name = "CODE", value_parser = currency)]
    pub(crate) currency: Option<String>,
    /// The exchange rate: how much of that currency one unit of the original one buys, such as 0.92
    #[arg(long, global = true, hide_short_help = true, value_name = "NUMBER", value_parser = rate)]
    pub(crate) rate: Option<Decimal>,
    /// Treat this day as today, such as 2026-11-21
    #[arg(long, global = true, hide_short_help = true, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Date>,
    /// When to use colours
    #[arg(
        long,
        global = true,
        hide_short_help = true,
        value_name = "WHEN",
        default_value = "auto"
    )]
    pub(crate) color: Color,
    /// Do not send long output through a pager
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) no_pager: bool,
    /// Print no warnings
    #[arg(short, long, global = true, hide_short_help = true)]
    pub(crate) quiet: bool,
    /// Print everything, including the ids of rules and sources
    #[arg(short, long, global = true, hide_short_help = true)]
    pub(crate) verbose: bool,
    /// Ignore settings: those in `.whereto/config.yaml`, `whereto.yaml` and the environment
    #[arg(long, global = true, hide_short_help = true)]
    pub(crate) no_config: bool,
    /// The settings that stand in for what is not given
    #[arg(skip)]
    pub(crate) settings: Vec<Given>,
    /// The profile that is read though nobody named it
    #[arg(skip)]
    pub(crate) found: Option<PathBuf>,
}

impl Common {
    /// Returns how much is told.
    pub(crate) fn detail(&self) -> Detail {
        if self.verbose { Detail::Verbose } else { Detail::Brief }
    }

    /// Returns how much is told where all of it can be asked for without ids.
    pub(crate) fn detail_or_full(&self, full: bool) -> Detail {
        if full && !self.verbose { Detail::Full } else { self.detail() }
    }

    /// Returns the day with which dates are compared: the one that was asked for, or today.
    pub(crate) fn as_of(&self) -> Date {
        self.as_of.unwrap_or_else(today)
    }
}

/// Reads a share as a number, or in percent: 0.01 or 1%.
pub(crate) fn part_of_one(text: &str) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse().ok().map(|percent: f64| percent / 100.0),
        None => text.parse().ok(),
    }
}

/// Reads the path of something that is there.
fn existing(path: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(path);
    if path.exists() { Ok(path) } else { Err("there is no such file or folder".to_owned()) }
}

/// Returns the day on the calendar of whoever runs the program, as `date` prints it.
pub(crate) fn today() -> Date {
    // What finds the system's zone goes through all zones for the name of this one.
    let unnamed = || TimeZone::tzif("local", &fs::read("/etc/localtime").ok()?).ok();
    let zone = if env::var_os("TZ").is_none() { unnamed() } else { None };
    Timestamp::now().to_zoned(zone.unwrap_or_else(TimeZone::system)).date()
}

/// Changes to what a profile says.
#[derive(Debug, Args)]
pub(crate) struct Changes {
    /// Answer a question, in YAML, overriding the profile
    ///
    /// `null` removes an answer. Repeatable.
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = pair)]
    pub(crate) answers: Vec<(String, String)>,
    /// Set the weight of a dimension, 0 to 10
    ///
    /// Repeatable.
    #[arg(long = "weight", value_name = "DIMENSION=N", value_parser = pair)]
    pub(crate) weights: Vec<(String, String)>,
    /// Use this part of a profile that has `components`
    #[arg(long, value_name = "NAME")]
    pub(crate) component: Option<String>,
}

/// How weightings of the dimensions are drawn.
#[derive(Debug, Args)]
pub(crate) struct Sampling {
    /// How many weightings of the dimensions to draw
    #[arg(long, hide_short_help = true, value_name = "N", default_value_t = Settings::default().samples)]
    pub(crate) samples: u64,
    /// The seed for the random draws
    #[arg(long, hide_short_help = true, value_name = "N", default_value_t = Settings::default().seed)]
    pub(crate) seed: u64,
    /// Draw only weightings that rank these dimensions in this order, the heaviest first
    #[arg(long, hide_short_help = true, value_name = "DIMENSION,…", value_delimiter = ',')]
    pub(crate) priorities: Vec<String>,
    /// Also draw answers to the unanswered questions
    #[arg(long, hide_short_help = true)]
    pub(crate) draw_answers: bool,
}

impl Sampling {
    /// Returns the settings, checked against the rule base.
    pub(crate) fn settings(&self, base: &RuleBase) -> Result<Settings, Problems> {
        let mut problems = Problems::new();
        if !SAMPLES.contains(&self.samples) {
            let (least, most, found) = (SAMPLES.start(), SAMPLES.end(), self.samples);
            let message = format!("`--samples`: expected {least} to {most}, found {found}");
            problems.push(Problem::error(Code::OUT_OF_RANGE, message));
        }
        let mut ranking = Vec::new();
        for name in self.priorities.iter().map(|name| name.trim()) {
            match dimension_of("--priorities", name, base) {
                Ok(dimension) if ranking.contains(&dimension) => {
                    let message = format!("`--priorities`: `{name}` is named twice");
                    problems.push(Problem::error(Code::DUPLICATE_ID, message));
                }
                Ok(dimension) => ranking.push(dimension),
                Err(problem) => problems.push(problem),
            }
        }
        if let ([name], [_]) = (self.priorities.as_slice(), ranking.as_slice()) {
            let message = format!("`--priorities`: `{name}` alone is in no order");
            let problem = Problem::error(Code::USAGE, message);
            problems.push(
                problem.help("name two or more, the heaviest first: `--priorities cost,traffic`"),
            );
        }
        let Self { samples, seed, draw_answers, .. } = *self;
        problems.or(Settings { samples, seed, ranking, draw_answers, ..Settings::default() })
    }
}

/// Finds the dimension that an argument names.
pub(crate) fn dimension_of(
    argument: &str,
    id: &str,
    base: &RuleBase,
) -> Result<DimensionId, Problem> {
    let known = base.dimensions.iter().map(|dimension| dimension.id.as_str());
    base.find_dimension(id)
        .ok_or_else(|| Problem::unknown("dimension", id, known, None).of_argument(argument))
}

/// Finds the option that an argument names.
pub(crate) fn option_of(argument: &str, id: &str, base: &RuleBase) -> Result<OptionId, Problem> {
    base.find_option(id).ok_or_else(|| {
        Problem::unknown("option", id, base.ids_of_options(), None).of_argument(argument)
    })
}

/// Reads a day.
fn day(text: &str) -> Result<Date, String> {
    text.trim().parse().map_err(|_| "expected a day such as 2026-11-21".to_owned())
}

/// Reads the code of a currency.
fn currency(text: &str) -> Result<String, String> {
    let code = text.trim().to_ascii_uppercase();
    let known = Currency::new(&code, Decimal::ONE).is_some();
    known.then_some(code).ok_or_else(|| "expected a code of three letters such as EUR".to_owned())
}

/// Takes a file that a profile is written to.
pub(crate) fn yaml_file() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| {
        let is_json = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("json"));
        if is_json {
            Err("a profile is written as YAML, in a file such as x.yaml")
        } else {
            Ok(path)
        }
    })
}

/// Reads a rate of exchange; with one any higher, what nobody pays could be too much to count.
fn rate(text: &str) -> Result<Decimal, String> {
    let rate = text.trim().parse::<Decimal>().ok();
    let rate = rate.filter(|rate| *rate > Decimal::ZERO && *rate <= Decimal::from(5_000_000));
    rate.ok_or_else(|| "expected a number over 0, at most 5,000,000, such as 0.92".to_owned())
}

/// Reads a name and a value.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}
