//! What can be typed.

use std::{
    fmt::Write,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use clap_complete::Shell;
use jiff::{Span, civil::Date};
use rust_decimal::Decimal;
use whereto::{
    analysis::{
        acceptability::{SAMPLES, Settings},
        disagreement::MOST_PROFILES,
        lint::Check,
    },
    problem::{Code, Problem, Problems, sink::SinkFormat},
    quantity,
    rulebase::{RuleBase, ThingKind},
    words::Worded,
};

use super::output::Refusals;

/// Where should this project's backend run: on AWS Lambda, on Firebase, or on a traditional server?
#[derive(Debug, Parser)]
#[command(name = "whereto", version, max_term_width = 100)]
#[command(after_help = "\
Start with `whereto ask` (an interview), or with `whereto init profile.yaml` and `whereto advise \
                        profile.yaml`.

Exit status: 0 done; 1 the answer is no; 2 bad usage or bad input;
             3 no single recommendation (a tie, nothing fits, nothing answered); 130 on Ctrl-C.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Use the rule base in this folder instead of the built-in one
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// Extend the rule base with the pack in this file or folder; may be given several times
    #[arg(long = "pack", global = true, value_name = "FILE|DIR")]
    pub(crate) packs: Vec<PathBuf>,
    /// Use the price book in this file instead of the rule base's own
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) prices: Option<PathBuf>,
    /// The day with which dates are compared, such as 2026-11-21; today if not given
    #[arg(long, global = true, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<Date>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Print no warnings
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Print every citation and every open point
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

impl Common {
    /// A command for a shell that goes by the same rule base.
    pub(crate) fn command(&self, command: &str, file: &Path) -> String {
        let mut words = vec!["whereto".to_owned(), command.to_owned()];
        let one = [("--rules", &self.rules), ("--prices", &self.prices)];
        let one = one.into_iter().filter_map(|(flag, path)| Some((flag, path.as_ref()?)));
        for (flag, path) in one.chain(self.packs.iter().map(|pack| ("--pack", pack))) {
            words.extend([flag.to_owned(), quoted(path)]);
        }
        words.push(quoted(file));
        words.join(" ")
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let word = path.display().to_string();
    let plain = |it: char| it.is_ascii_alphanumeric() || "-_./=:@%+,".contains(it);
    match !word.is_empty() && word.chars().all(plain) {
        true => word,
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a blank, commented profile to fill in
    Init(Init),
    /// Answer questions one by one and get a recommendation
    Ask(Ask),
    /// Recommend an option for a profile, with every reason
    Advise(Advise),
    /// Write an Architecture Decision Record that can be checked later
    Adr(Adr),
    /// Check whether decisions still stand: records, and profiles with `expect`
    Check(CheckArgs),
    /// Explain an id: a rule, question, option, dimension, claim, fact, price or pack, and what
    /// ties to it
    Explain(Explain),
    /// Say what differs between two profiles, or between two rule bases or price books
    Compare(Compare),
    /// Estimate what each option costs, line by line, and where they break even
    Cost(Cost),
    /// Look at the rule base
    Rules(Rules),
    /// Print a JSON Schema, with which editors complete and check
    Schema(Schema),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// How to print something; each command offers some of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a terminal
    #[default]
    Table,
    /// For scripts
    Json,
    /// For scripts, too
    Yaml,
    /// For pull requests
    Markdown,
    /// One file for a browser
    Html,
    /// For spreadsheets
    Csv,
    /// For code scanning (SARIF 2.1.0)
    Sarif,
    /// For CI systems that read JUnit's XML
    Junit,
    /// For GitHub Actions: annotations
    Github,
}

impl Format {
    /// The formats that have a sink for problems.
    const SINKS: [Self; 3] = [Self::Sarif, Self::Junit, Self::Github];

    /// Returns the format among those that have a sink for problems.
    pub(crate) fn sink(self) -> Option<SinkFormat> {
        match self {
            Self::Sarif => Some(SinkFormat::Sarif),
            Self::Junit => Some(SinkFormat::Junit),
            Self::Github => Some(SinkFormat::Github),
            Self::Table | Self::Json | Self::Yaml | Self::Markdown | Self::Html | Self::Csv => None,
        }
    }
}

/// Takes the formats that every report has, and some more.
fn formats(more: &[Format]) -> impl TypedValueParser<Value = Format> + use<> {
    const REPORT: [Format; 5] =
        [Format::Table, Format::Json, Format::Yaml, Format::Markdown, Format::Html];
    only(&[&REPORT, more].concat())
}

/// Takes some formats, and refuses others with the list.
fn only(offered: &[Format]) -> impl TypedValueParser<Value = Format> + use<> {
    let offered = offered.iter().filter_map(ValueEnum::to_possible_value);
    PossibleValuesParser::new(offered).try_map(|name| Format::from_str(&name, true))
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Where to write it; standard output if not given
    pub(crate) file: Option<PathBuf>,
    /// Write a JSON Schema beside it and name that in its first line, so that editors complete and
    /// check
    #[arg(long, requires = "file")]
    pub(crate) schema: bool,
    /// Overwrite a file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Default, Args)]
pub(crate) struct Ask {
    /// A profile to go on from: only what it leaves open is asked
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// Go on with the interview that was stopped in this folder
    #[arg(long, conflicts_with = "from")]
    pub(crate) resume: bool,
    /// Ask in the order of the rule base instead of the most telling question first
    #[arg(long)]
    pub(crate) in_order: bool,
    /// Take the replies from a file (`-`: standard input), a mapping of questions to what would be
    /// typed
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Write the answers as a profile
    #[arg(long, value_name = "FILE")]
    pub(crate) save: Option<PathBuf>,
    /// Overwrite the file named by --save
    #[arg(long, requires = "save")]
    pub(crate) force: bool,
    /// How to print the recommendation
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&[]))]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Advise {
    /// Profiles to read, patterns such as 'services/*.yaml', or folders; `-` is standard input
    #[arg(required = true, value_name = "PROFILE")]
    pub(crate) profiles: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&[Format::Csv]))]
    pub(crate) format: Format,
    /// Print one row for each profile; what a folder is printed as, unless --format says otherwise
    #[arg(long)]
    pub(crate) portfolio: bool,
    /// Read a profile in JSON from every line, and print an assessment in JSON for each
    #[arg(long, conflicts_with_all = ["format", "portfolio"])]
    pub(crate) ndjson: bool,
    /// With --ndjson: print the whole report of each
    #[arg(long, requires = "ndjson")]
    pub(crate) full: bool,
    /// How many threads work on many profiles; one for each processor if not given
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) changes: Changes,
    #[command(flatten)]
    pub(crate) sampling: Sampling,
}

#[derive(Debug, Args)]
pub(crate) struct Adr {
    /// The profile to read; `-` is standard input
    pub(crate) profile: PathBuf,
    /// Write it into this folder under the next free number; the name of the file is printed
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// The number of the record in that folder that this one takes the place of
    #[arg(long, value_name = "N", requires = "dir")]
    pub(crate) supersedes: Option<u32>,
    /// What people chose, where it is not what is recommended
    #[arg(long, value_name = "OPTION", requires = "because")]
    pub(crate) chosen: Option<String>,
    /// Why they chose it
    #[arg(long, value_name = "TEXT", requires = "chosen")]
    pub(crate) because: Option<String>,
    #[command(flatten)]
    pub(crate) changes: Changes,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Records and profiles, patterns, or folders in which all of them are checked; `-` is
    /// standard input
    #[arg(required = true, value_name = "FILE|DIR")]
    pub(crate) paths: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = only(&[Format::Table, Format::Json, Format::Sarif, Format::Junit, Format::Github]))]
    pub(crate) format: Format,
    /// Fail on decisions that stand weaker, and on those of which nothing can be told, too
    #[arg(long)]
    pub(crate) strict: bool,
    /// By how many points a lead has to fall for a decision to stand weaker
    #[arg(long, value_name = "POINTS", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) weaker_by: u16,
    /// Fail where the decided option comes first under less than this share of all weightings,
    /// from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) min_acceptability: Option<f64>,
    /// Fail where a question that is not answered can still change the recommendation
    #[arg(long)]
    pub(crate) no_open_questions: bool,
    /// Fail where the decided option is expected to cost more than this in a month
    #[arg(long, value_name = "USD")]
    pub(crate) max_monthly_cost: Option<Decimal>,
    /// Fail where a fact behind the decision is older than this, such as 24mo, 2y or 90d
    #[arg(long, value_name = "AGE", value_parser = age)]
    pub(crate) sources_newer_than: Option<Span>,
    /// Leave out files that hold no decision, also where they are named
    #[arg(long)]
    pub(crate) skip_others: bool,
    /// A file with exceptions, each with a reason and an end
    #[arg(long, value_name = "FILE")]
    pub(crate) exceptions: Option<PathBuf>,
}

impl Command {
    /// Returns how to print what keeps the input from being read: as what was asked for is printed.
    pub(crate) fn refusals(&self) -> Refusals {
        let format = match self {
            Self::Ask(ask) => ask.format,
            Self::Advise(advise) => advise.format,
            Self::Explain(explain) => explain.format,
            Self::Compare(compare) => compare.format,
            Self::Cost(cost) => cost.format,
            Self::Check(check) => check.format,
            Self::Rules(rules) => match &rules.command {
                RulesCommand::Lint(lint) => lint.format,
                RulesCommand::Test { format, .. }
                | RulesCommand::Coverage { format, .. }
                | RulesCommand::List { format, .. }
                | RulesCommand::Docs { format } => *format,
            },
            Self::Init(_)
            | Self::Adr(_)
            | Self::Schema(_)
            | Self::Completions { .. }
            | Self::Man => Format::Table,
        };
        match (format, format.sink()) {
            (_, Some(sink)) => Refusals::Sink(sink),
            (Format::Json, None) => Refusals::Json,
            (_, None) => Refusals::Text,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// What to describe
    pub(crate) of: SchemaOf,
}

/// What there are schemas of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// Profiles: the answers about one project
    Profile,
    /// Files of a rule base or of a pack
    Rules,
    /// Files of scenarios, which `rules test` runs
    Scenarios,
    /// What `advise --format json` prints
    Report,
    /// What `advise --portfolio --format json` prints
    Portfolio,
    /// What `advise --ndjson` prints on each line
    Line,
    /// What `compare --format json` prints
    Compare,
    /// What `check --format json` prints
    Check,
    /// What `cost --format json` prints
    Cost,
    /// What `explain --format json` prints
    Explanation,
    /// What `rules coverage --format json` prints
    Coverage,
    /// What `rules test --format json` prints
    Test,
    /// What `rules lint --format json` prints
    Lint,
    /// What `rules list --format json` prints
    List,
    /// What any command prints with `--format json` when its input cannot be read
    Problems,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The id of a rule, question, option, product, dimension, claim, fact, document, price or
    /// pack
    pub(crate) id: String,
    /// Explain what came of it under this profile, and why; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// Of several things with that id, the one of this kind
    #[arg(long, value_name = "KIND", value_parser = word::<ThingKind>())]
    pub(crate) kind: Option<ThingKind>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&[]))]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) changes: Changes,
}

/// Offers the words of a table, and reads one of them.
fn word<T: Worded + Send + Sync>() -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(T::names().map(PossibleValue::new))
        .try_map(|word| T::named(&word).ok_or("no such word"))
}

#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// Two profiles or decision records; or, to see which flip under two rule bases, any number of
    /// them, patterns and folders
    #[arg(value_name = "PROFILE")]
    pub(crate) profiles: Vec<PathBuf>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&[]))]
    pub(crate) format: Format,
    /// The first rule base; the one in use if not given
    #[arg(long, value_name = "DIR")]
    pub(crate) rules_a: Option<PathBuf>,
    /// The second rule base
    #[arg(long, value_name = "DIR")]
    pub(crate) rules_b: Option<PathBuf>,
    /// A pack for the first rule base only; may be given several times
    #[arg(long = "pack-a", value_name = "FILE|DIR")]
    pub(crate) packs_a: Vec<PathBuf>,
    /// A pack for the second rule base only; may be given several times
    #[arg(long = "pack-b", value_name = "FILE|DIR")]
    pub(crate) packs_b: Vec<PathBuf>,
    /// The price book of the first
    #[arg(long, value_name = "FILE")]
    pub(crate) prices_a: Option<PathBuf>,
    /// The price book of the second
    #[arg(long, value_name = "FILE")]
    pub(crate) prices_b: Option<PathBuf>,
    /// How many profiles to try in search of the smallest on which two rule bases disagree
    #[arg(long, value_name = "N", default_value_t = MOST_PROFILES)]
    pub(crate) tries: u64,
    #[command(flatten)]
    pub(crate) changes: Changes,
    #[command(flatten)]
    pub(crate) sampling: Sampling,
}

/// How weightings of the dimensions are drawn.
#[derive(Debug, Args)]
pub(crate) struct Sampling {
    /// How many weightings of the dimensions to draw
    #[arg(long, value_name = "N", default_value_t = Settings::default().samples)]
    pub(crate) samples: u64,
    /// The seed of the draws
    #[arg(long, value_name = "N", default_value_t = Settings::default().seed)]
    pub(crate) seed: u64,
    /// Draw only weightings in which these dimensions weigh in this order, the heaviest first
    #[arg(long, value_name = "DIMENSION,…", value_delimiter = ',')]
    pub(crate) priorities: Vec<String>,
    /// Draw answers to the unanswered questions as well
    #[arg(long)]
    pub(crate) draw_answers: bool,
}

impl Sampling {
    /// The settings, checked against the rule base.
    pub(crate) fn settings(&self, base: &RuleBase) -> Result<Settings, Problems> {
        let mut problems = Problems::new();
        if !SAMPLES.contains(&self.samples) {
            let message = format!(
                "`--samples`: expected {} to {}, found {}",
                SAMPLES.start(),
                SAMPLES.end(),
                self.samples
            );
            problems.push(Problem::error(Code::OUT_OF_RANGE, message));
        }
        let mut ranking = Vec::new();
        for name in self.priorities.iter().map(|name| name.trim()) {
            match base.find_dimension(name) {
                Some(dimension) if ranking.contains(&dimension) => {
                    let message = format!("`--priorities`: `{name}` is named twice");
                    problems.push(Problem::error(Code::DUPLICATE_ID, message));
                }
                Some(dimension) => ranking.push(dimension),
                None => {
                    let known = base.dimensions.iter().map(|dimension| dimension.id.as_str());
                    let problem = Problem::unknown("dimension", name, known, None);
                    problems.push(problem.of_argument("--priorities"));
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Settings {
            samples: self.samples,
            seed: self.seed,
            ranking,
            draw_answers: self.draw_answers,
        })
    }
}

#[derive(Debug, Args)]
pub(crate) struct Cost {
    /// The profile to read; `-` is standard input
    pub(crate) profile: PathBuf,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&[Format::Csv]))]
    pub(crate) format: Format,
    /// From how many requests a month to draw costs over traffic; with csv and json also gives the
    /// curve as data
    #[arg(long, value_name = "REQUESTS", value_parser = requests)]
    pub(crate) from: Option<u64>,
    /// To how many requests a month
    #[arg(long, value_name = "REQUESTS", value_parser = requests)]
    pub(crate) to: Option<u64>,
    #[command(flatten)]
    pub(crate) changes: Changes,
}

/// Changes to what a profile says.
#[derive(Debug, Args)]
pub(crate) struct Changes {
    /// Answer a question as given here, in YAML; `null` takes an answer away
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = pair)]
    pub(crate) answers: Vec<(String, String)>,
    /// Let a dimension weigh 0 to 10
    #[arg(long = "weight", value_name = "DIMENSION=N", value_parser = pair)]
    pub(crate) weights: Vec<(String, String)>,
    /// Take this part of a profile with `components`
    #[arg(long, value_name = "NAME")]
    pub(crate) component: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// Find what is probably not meant: rules that cannot fire, evidence that counts twice, old
    /// facts …
    Lint(Lint),
    /// Print the reference of the rule base
    Docs {
        /// How to print it
        #[arg(long, value_name = "FORMAT", default_value = "markdown", value_parser = only(&[Format::Markdown, Format::Html, Format::Table]))]
        format: Format,
    },
    /// Print every claim of the source documents with what cites it, and every rule with what it
    /// cites
    Coverage {
        /// Print as well which rules and which answers these scenarios never exercise: files, or
        /// folders of them; without a name those of the packs or of the rule base
        #[arg(long, value_name = "FILE|DIR", num_args = 0..)]
        scenarios: Option<Vec<PathBuf>>,
        /// How to print it
        #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&[]))]
        format: Format,
    },
    /// List the rules as they apply: what each does, where it comes from, what packs changed and
    /// why
    List {
        /// Only the rules of this dimension
        #[arg(long)]
        dimension: Option<String>,
        /// Only the rules that speak of this option
        #[arg(long)]
        option: Option<String>,
        /// How to print it
        #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&[]))]
        format: Format,
    },
    /// Run scenarios: projects with what must come of them
    Test {
        /// Files of scenarios, or folders of them; if none is named, those of the packs or of the
        /// rule base
        #[arg(value_name = "FILE|DIR")]
        scenarios: Vec<PathBuf>,
        /// How to print it
        #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&Format::SINKS))]
        format: Format,
    },
}

#[derive(Debug, Args)]
#[command(after_long_help = lint_checks())]
pub(crate) struct Lint {
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&Format::SINKS))]
    pub(crate) format: Format,
    /// From which age on a fact is old: months or years, such as 18mo or 2y
    #[arg(long, value_name = "AGE", default_value = "36mo", value_parser = months)]
    pub(crate) max_age: u16,
    /// How many random profiles to draw
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) samples: u64,
    /// The seed of the draws
    #[arg(long, value_name = "N", default_value_t = Settings::default().seed)]
    pub(crate) seed: u64,
}

/// Every check, for the help.
fn lint_checks() -> String {
    let mut text = String::from("Checks (error, warning or info; exact or heuristic):\n");
    for check in Check::ALL {
        let _ = write!(
            text,
            "\n  {} ({}, {})\n      {}\n      {}\n",
            check.name(),
            check.severity().name(),
            check.method().name(),
            check.about(),
            check.how()
        );
    }
    text += "\nA finding is silenced at the thing it is about, with a reason: `silence: {check: \
             reason}`.\nExit status: 0 nothing in the way; 1 errors or warnings that are not \
             silenced; 2 bad usage or bad input.";
    text
}

/// A number of months: `24mo`, `2y`, or `24`.
fn months(text: &str) -> Result<u16, String> {
    let (digits, factor) = match text.trim() {
        text if text.ends_with("mo") => (text.trim_end_matches("mo"), 1),
        text if text.ends_with('m') => (text.trim_end_matches('m'), 1),
        text if text.ends_with('y') => (text.trim_end_matches('y'), 12),
        text => (text, 1),
    };
    let months = digits.trim().parse::<u16>().ok().and_then(|number| number.checked_mul(factor));
    months
        .filter(|months| *months <= 1200)
        .ok_or_else(|| "expected months or years, such as 18mo or 2y".to_owned())
}

/// A share from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

/// A day.
fn day(text: &str) -> Result<Date, String> {
    text.trim().parse().map_err(|_| "expected a day such as 2026-11-21".to_owned())
}

/// A span of time.
fn age(text: &str) -> Result<Span, String> {
    text.parse()
        .ok()
        .filter(|span: &Span| span.is_positive())
        .ok_or_else(|| "expected an age such as 24mo, 2y or 90d".to_owned())
}

/// A whole number of requests: `1000`, `1e6`, `5M`.
fn requests(text: &str) -> Result<u64, String> {
    let number = match Decimal::from_scientific(text) {
        Ok(number) => number,
        Err(_) => quantity::parse(text, "requests / month")?,
    };
    match u64::try_from(number) {
        Ok(whole) if number.is_integer() => Ok(whole),
        _ => Err("expected a whole number of requests a month".to_owned()),
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("expected NAME=VALUE".to_owned()),
    }
}
