//! `whereto measure`: answers from access logs.

mod blocks;
mod collect;
mod unpacked;

use std::{
    collections::HashSet,
    io::{BufRead, BufReader},
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use clap::{Args, Parser, builder::TypedValueParser};
use whereto::{
    measure::{LogFormat, Logs, Map, Reading},
    problem::{Code, Problem, Problems},
    profile::Profile,
    report::measured::{About, Measurement},
    rulebase::RuleBase,
    words::Worded,
};

use super::{
    Exit,
    arguments::{Common, part_of_one, word, yaml_file},
    files::{self, LeftOut, Wanted},
    format::Format,
    glob,
    output::Output,
    parallel::processors,
    printing::{Printing, Profiles},
    profile, read, rule_base, write,
};

#[derive(Debug, Args)]
#[command(after_help = "\
The format of each line is detected; --log-format reads all lines by one. Packed files (gzip, \
                        Zstandard) are unpacked.

For lines of no known format --map says where values stand: under keys of JSON \
                        (duration=.latency_ms), in columns of CSV by the header (duration=took:ms) \
                        or by number, from the last with -1 (time=4,status=6,duration=-1:us). \
                        Values: time, duration, behind, status, method, bytes, memory, memory-size, \
                        billed, start, cache. A unit is taken from the end of the name or given: ns, \
                        us, ms, s, b, kb, mb.")]
pub(crate) struct Measure {
    /// Logs: files, patterns, folders; `-` is standard input
    #[arg(required = true, value_name = "LOG")]
    pub(crate) logs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) way: Way,
    /// Merge the answers into this profile
    ///
    /// Answers that are replaced are listed.
    #[arg(long, value_name = "PROFILE")]
    pub(crate) into: Option<PathBuf>,
    /// Write the profile to this file; standard output if not given
    #[arg(long, value_name = "FILE", value_parser = yaml_file())]
    pub(crate) save: Option<PathBuf>,
    /// Write counts to this file instead of answers
    ///
    /// It holds one line; --merge adds such files up. `-` is standard output.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["into", "save", "merge", "output", "format"])]
    pub(crate) partial: Option<PathBuf>,
    /// How many threads to use; by default one per processor
    #[arg(short, long, hide_short_help = true, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    #[command(flatten)]
    pub(crate) printing: Printing<Profiles>,
}

/// How logs are read, and what is known of them beside: what measuring them again takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct Way {
    /// Read all lines in this format
    ///
    /// By default, the format of each line is detected.
    #[arg(long, value_name = "FORMAT", value_parser = log_format())]
    pub(crate) log_format: Option<LogFormat>,
    /// Where to find values in lines of an unknown format
    ///
    /// Separate several with commas; see below.
    #[arg(long, value_name = "VALUE=PLACE", conflicts_with = "log_format")]
    pub(crate) map: Vec<String>,
    /// The share of requests that is logged, such as 1%
    ///
    /// If not all are logged. Write it as 1%, 0.01 or 1/100.
    #[arg(long, value_name = "SHARE", default_value = "1", value_parser = share)]
    pub(crate) sampled: f64,
    /// Add up files written with --partial instead of reading logs
    #[arg(long, conflicts_with_all = ["log_format", "map"])]
    pub(crate) merge: bool,
}

impl Way {
    /// Reads the arguments that [`Way::words`] gives.
    fn parse(words: &[String]) -> Result<Self, Problems> {
        #[derive(Parser)]
        #[command(no_binary_name = true, disable_help_flag = true)]
        struct Words {
            #[command(flatten)]
            way: Way,
        }
        let parsed = Words::try_parse_from(words).map(|words| words.way);
        Ok(parsed.map_err(|error| {
            let words = words.join(" ");
            let message = format!("`whereto measure` does not know `{words}`: {}", error.kind());
            Problem::error(Code::USAGE, message)
        })?)
    }

    /// Returns the arguments.
    fn words(&self) -> Vec<String> {
        let format = self.log_format.map(|format| format!("--log-format={format}"));
        let sampled = (self.sampled < 1.0).then(|| format!("--sampled={}", self.sampled));
        let merge = self.merge.then(|| "--merge".to_owned());
        let map = self.map.iter().map(|map| format!("--map={map}"));
        format.into_iter().chain(sampled).chain(merge).chain(map).collect()
    }

    /// Measures logs, which are named as they are, and tells what was left out of folders.
    ///
    /// # Errors
    /// A log that cannot be opened, or no request in any of them.
    fn measure(
        &self,
        named: &[PathBuf],
        jobs: NonZeroUsize,
        is_quiet: bool,
    ) -> Result<(Logs, About, LeftOut), Problems> {
        let map = Map::parse(&self.map)?;
        let about = About {
            map: map.as_ref().map(Map::words).unwrap_or_default(),
            share: self.sampled,
            with: self.words(),
            named: pattern_of(named).map_or_else(|| names(named), |pattern| vec![pattern]),
            is_merged: self.merge,
        };
        let found = files::find(named, Wanted::LOGS)?.once();
        let left_out = found.left_out;
        let paths = found.paths();
        let logs = if self.merge {
            merged(&paths)?
        } else {
            collect::collect(&paths, &Reading::new(self.log_format, map), jobs, is_quiet)?
        };
        Ok((logs, about, left_out))
    }
}

/// Returns the pattern that stands for files, such as all that a shell made of one; none where it
/// would stand for others, too.
fn pattern_of(named: &[PathBuf]) -> Option<String> {
    let names = names(named);
    let (first, last) = (names.iter().min()?, names.iter().max()?);
    let alike = first.chars().zip(last.chars()).take_while(|(one, other)| one == other);
    let prefix: String = alike.map(|(one, _)| one).collect();
    let ending = named.first()?.extension()?.to_str()?;
    let pattern = format!("{prefix}*.{ending}");
    let matching: HashSet<PathBuf> = glob::matching(&pattern).ok()?.into_iter().collect();
    let is_of_all = named.len() > 1 && matching == named.iter().cloned().collect();
    is_of_all.then_some(pattern)
}

fn names(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| path.display().to_string()).collect()
}

/// Takes a format of logs.
fn log_format() -> impl TypedValueParser<Value = LogFormat> {
    word(LogFormat::names().filter(|name| !matches!(*name, "json" | "columns")))
}

/// Reads a share.
fn share(text: &str) -> Result<f64, String> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let share = match text.split_once('/') {
        Some((part, of)) => number(part).zip(number(of)).map(|(part, of)| part / of),
        None => part_of_one(text.trim()),
    };
    let share = share.filter(|share| *share >= 1e-9 && *share <= 1.0);
    share.ok_or_else(|| "expected a share up to 1 such as 1%, 0.01 or 1/100".to_owned())
}

pub(super) fn run(measure: &Measure, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    if let Some(file) = measure.save.as_ref().filter(|_| !measure.printing.force) {
        write::vacant(file)?;
    }
    if measure.partial.is_some() && measure.way.sampled < 1.0 {
        let message = "`--partial` counts what is logged, and `--sampled` changes no count";
        let problem = Problem::error(Code::USAGE, message);
        return Err(problem.help("give --sampled with --merge, which answers").into());
    }
    let jobs = measure.jobs.unwrap_or_else(processors);
    let (logs, about, left_out) = measure.way.measure(&measure.logs, jobs, output.is_quiet())?;
    output.note(left_out.words(&[]));
    output.warnings(&warnings(&logs));
    if let Some(file) = &measure.partial {
        let line = logs.to_line()? + "\n";
        if file.as_os_str() == "-" {
            output.data(&line)?;
        } else {
            write::file(file, &line, measure.printing.force)?;
        }
        return Ok(Exit::Done);
    }
    if logs.summary.requests() == 0 {
        return Err(Problems::from(nothing(&logs)).into());
    }
    let base = rule_base::load(common, output)?;
    let profile = start(measure.into.as_deref(), &base)?;
    answer(measure, common, Measurement::new(&base, &logs, about), &base, profile, output)
}

/// Returns a profile with what logs say, over what `into` says.
///
/// # Errors
/// Logs that cannot be read, or that hold no request.
#[cfg(feature = "mcp")]
pub(super) fn measured(
    named: &[PathBuf],
    into: Option<&Path>,
    base: &RuleBase,
) -> Result<String, Problems> {
    let mut profile = start(into, base)?;
    let mut measurement = measure_again(named, &[], base)?;
    measurement.answer(base, &mut profile);
    Ok(measurement.profile(base, &profile))
}

/// Measures logs with the arguments that evidence names.
///
/// # Errors
/// Logs that cannot be read, or that hold no request.
pub(super) fn measure_again(
    named: &[PathBuf],
    with: &[String],
    base: &RuleBase,
) -> Result<Measurement, Problems> {
    let way = Way::parse(with)?;
    let (logs, about, _) = way.measure(named, processors(), true)?;
    if logs.summary.requests() == 0 {
        return Err(nothing(&logs).into());
    }
    Ok(Measurement::new(base, &logs, about))
}

/// Returns the profile that answers are put into.
fn start(into: Option<&Path>, base: &RuleBase) -> Result<Profile, Problems> {
    let Some(file) = into else { return Ok(Profile::blank(base)) };
    let profile = profile::load(file, base)?;
    if profile.components.is_empty() {
        return Ok(profile);
    }
    // Which of its parts a log is of nobody has said.
    let problem = Problem::error(Code::UNSUPPORTED, "the profile is of a system of several parts");
    Err(problem.help("measure each part into a profile of its own").into())
}

/// Puts the answers into a profile, and prints it or what was measured.
fn answer(
    measure: &Measure,
    common: &Common,
    mut measurement: Measurement,
    base: &RuleBase,
    mut profile: Profile,
    output: &Output,
) -> anyhow::Result<Exit> {
    measurement.answer(base, &mut profile);
    for replaced in measurement.replaced() {
        output.message(&replaced);
    }
    let text = measurement.profile(base, &profile);
    if let Some(file) = &measure.save {
        write::file(file, &text, measure.printing.force)?;
        output.message(&measurement.summary);
        output.message(&format!("Saved to {}.", file.display()));
    }
    match output.format() {
        Format::Yaml if measure.save.is_some() => {}
        Format::Yaml => output.data(&text)?,
        _ => output.print(&measurement, common.detail())?,
    }
    Ok(Exit::Done)
}

/// Warns of lines that were not understood, and of logs that could not be read to their end.
fn warnings(logs: &Logs) -> Problems {
    const MOST: usize = 3;
    let mut problems = Problems::new();
    let unread =
        logs.files.iter().filter_map(|(name, file)| Some((name, file, file.first.as_ref()?)));
    let unread: Vec<_> = unread.collect();
    for (name, file, first) in unread.iter().take(MOST) {
        let (not, of) = (file.not_understood, file.lines);
        let message = format!("`{name}`: {not} of {of} lines not understood");
        let problem = Problem::warning(Code::SYNTAX, message);
        problems.push(problem.note(format!("line {}: {}", first.line, first.text)));
    }
    if unread.len() > MOST {
        let more = unread.len() - MOST;
        let message = format!("{more} more logs have lines that were not understood");
        problems.push(Problem::warning(Code::SYNTAX, message));
    }
    for (name, file) in &logs.files {
        if let Some(why) = &file.broken {
            let message = format!("`{name}` could only be read up to a point: {why}");
            problems.push(Problem::warning(Code::IO, message));
        }
    }
    problems
}

/// Says that there is no request in any log.
fn nothing(logs: &Logs) -> Problem {
    let lines = logs.summary.lines;
    if lines == 0 {
        return Problem::error(Code::EMPTY, "there is no line in what was named");
    }
    let lines = whereto::quantity::count(i64::try_from(lines).unwrap_or(i64::MAX), "line");
    let message = format!("no request was found in {lines}");
    let problem = Problem::error(Code::UNSUPPORTED, message);
    let firsts = logs.files.values().filter_map(|file| file.first.as_ref());
    let is_json = firsts.into_iter().any(|first| matches!(first.text.trim(), "[" | "{" | "[{"));
    if is_json {
        return problem
            .help("JSON is read with one object in each line: `jq -c '.[]'` makes such lines");
    }
    let known: Vec<&str> = LogFormat::names().collect();
    problem
        .note(format!("known formats: {}", known.join(", ")))
        .help("say with --map where values stand, as in `--map time=.ts,duration=.latency_ms`")
}

/// Adds up what --partial wrote.
fn merged(paths: &[PathBuf]) -> Result<Logs, Problems> {
    let mut logs = Logs::default();
    let mut problems = Problems::new();
    for path in paths {
        let is_stdin = path.as_os_str() == "-";
        let name = collect::name(path);
        let bytes: Box<dyn BufRead> = if is_stdin {
            Box::new(std::io::stdin().lock())
        } else {
            let file = read::open(path).map_err(|error| read::unreadable(path, &error))?;
            Box::new(BufReader::new(file))
        };
        for (index, line) in bytes.lines().enumerate() {
            let refuse = |why: String| {
                let message = format!("`{name}`, line {}: {why}", index + 1);
                Problem::error(Code::SYNTAX, message)
            };
            let line = line.map_err(|error| refuse(format!("cannot read: {error}")))?;
            if line.trim().is_empty() {
                continue;
            }
            match Logs::from_line(&line) {
                Ok(other) => logs.merge(&other),
                // A file that is something else is so in every line.
                Err(why) => {
                    problems.push(refuse(why));
                    break;
                }
            }
        }
    }
    problems.or(logs)
}
