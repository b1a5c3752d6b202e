//! The command line. Only here are arguments, the terminal, files and the environment known.

mod adr;
mod advise;
mod arguments;
mod ask;
mod check;
mod compare;
mod complete;
mod config;
mod cost;
mod exit;
mod explain;
mod files;
mod format;
mod gitignore;
mod glob;
mod help;
mod history;
mod init;
mod man;
mod manual;
#[cfg(feature = "mcp")]
mod mcp;
mod measure;
mod ndjson;
mod output;
mod pager;
mod parallel;
mod precedents;
mod printing;
mod profile;
mod progress;
mod prompt;
mod read;
mod rule_base;
mod rules;
mod scan;
mod schema;
mod settings;
mod shell;
mod signals;
mod skill;
mod typed;
mod write;

use std::{
    ffi::OsString,
    io::{self, IsTerminal, Write},
};

use clap::{
    ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum,
    error::{ContextKind, ContextValue, ErrorKind},
};
use whereto::problem::{Code, Problem, Problems, text::one_line};

pub(crate) use self::exit::Exit;
use self::{
    arguments::Common,
    format::Format,
    output::{Color, Output, Refusals},
    printing::Chosen,
    rules::RulesCommand,
    typed::{has_flag, value_of},
};

/// Where should this backend run: AWS Lambda, Firebase or a traditional server?
#[derive(Debug, Parser)]
#[command(name = "whereto", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a blank, commented profile to fill in
    Init(init::Init),
    /// Answer questions one by one and get a recommendation
    Ask(ask::Ask),
    /// Recommend an option for a profile, with every reason
    Advise(advise::Advise),
    /// Read answers from a repository's files, each with its place
    Scan(scan::Scan),
    /// Write a decision record (ADR) that can be checked later
    Adr(adr::Adr),
    /// Check whether decisions still stand
    ///
    /// A decision is a record written by `whereto adr`, or a profile with `expect`.
    Check(check::Check),
    /// Explain a rule, question, option or word, and what it ties to
    Explain(explain::Explain),
    /// Compare two profiles, rule bases or price books
    Compare(compare::Compare),
    /// Estimate what each option costs, and where they break even
    Cost(cost::Cost),
    /// Measure answers from access logs: traffic, durations, memory
    Measure(measure::Measure),
    /// List published decisions about similar projects
    ///
    /// Each comes with what the team chose, and why.
    Precedents(precedents::Precedents),
    /// Inspect, lint and test the rule base
    Rules(rules::Rules),
    /// Show the settings in force and where each comes from
    Config(config::Config),
    /// Print a JSON Schema for editors and scripts
    Schema(schema::Schema),
    /// Print instructions for coding assistants that use this program
    Skill(skill::Skill),
    /// Serve coding assistants over the Model Context Protocol, on standard input and output
    ///
    /// It reads the files that its client names, and writes none.
    #[cfg(feature = "mcp")]
    Mcp(mcp::Mcp),
    /// Print a shell completion script
    ///
    /// It completes commands and options, whatever the rule base knows (questions, answers,
    /// dimensions, rules and all other ids, including those of --rules and --pack on the line),
    /// profiles and records, and the parts of a system.
    Completions(complete::Completions),
    /// Print a manual page, or write them all
    Man(man::Man),
}

impl Command {
    /// Returns how and where to print.
    ///
    /// # Errors
    /// When the ending of a file stands for no format, or for another than is asked for.
    fn chosen(&self) -> Result<Chosen, Problem> {
        match self {
            Self::Ask(ask) => ask.printing.chosen(),
            Self::Advise(advise) => advise.printing.chosen(),
            Self::Explain(explain) => explain.printing.chosen(),
            Self::Compare(compare) => compare.printing.chosen(),
            Self::Config(config) => config.printing.chosen(),
            Self::Cost(cost) => cost.printing.chosen(),
            Self::Precedents(precedents) => precedents.printing.chosen(),
            Self::Measure(measure) => measure.printing.chosen(),
            Self::Scan(scan) => scan.printing.chosen(),
            Self::Check(check) => check.printing.chosen(),
            Self::Rules(rules) => match &rules.command {
                RulesCommand::Calibrate(calibrate) => Ok(calibrate.chosen()),
                RulesCommand::Lint(lint) => lint.printing.chosen(),
                RulesCommand::Test { printing, .. } => printing.chosen(),
                RulesCommand::Coverage { printing, .. } => printing.chosen(),
                RulesCommand::List { printing, .. } => printing.chosen(),
                RulesCommand::Docs { printing } => printing.chosen(),
            },
            Self::Adr(adr) => adr.printing.chosen(),
            Self::Init(_)
            | Self::Schema(_)
            | Self::Skill(_)
            | Self::Completions(_)
            | Self::Man(_) => Ok(Chosen::default()),
            #[cfg(feature = "mcp")]
            Self::Mcp(_) => Ok(Chosen::default()),
        }
    }
}

/// Returns how to print what keeps the input from being read: as what was asked for is printed. What
/// goes into a file is not there then.
fn refusals(chosen: &Chosen) -> Refusals {
    if chosen.file.is_some() { Refusals::Text } else { refusals_in(chosen.format) }
}

fn refusals_in(format: Format) -> Refusals {
    match format.sink() {
        Some(sink) => Refusals::Sink(sink),
        None if format == Format::Json => Refusals::Json,
        None => Refusals::Text,
    }
}

/// Does what the arguments say. Every error is printed here and nowhere else.
pub(crate) fn run() -> Exit {
    let words: Vec<OsString> = std::env::args_os().collect();
    match complete::answered(Arguments::command, &words) {
        Ok(false) => {}
        Ok(true) => return Exit::Done,
        Err(error) => return not_parsed(&error, &words),
    }
    let arguments = match parse(&words) {
        Ok(arguments) => arguments,
        Err(Unparsed::Usage(error)) => return not_parsed(&error, &words),
        Err(Unparsed::Settings(problems)) => {
            let output = Output::new(early_color(&words), false, early_refusals(&words));
            return refuse(problems.into(), &output);
        }
    };
    let Common { color, quiet, no_pager, ref found, ref settings, .. } = arguments.common;
    let settings = settings.clone();
    let chosen = arguments.command.as_ref().map_or_else(|| Ok(Chosen::default()), Command::chosen);
    let placed = chosen
        .map_err(Problems::from)
        .and_then(|chosen| Output::new(color, quiet, refusals(&chosen)).to(chosen, !no_pager));
    let output = match placed {
        Ok(output) => output,
        Err(problems) => {
            return refuse(problems.into(), &Output::new(color, quiet, early_refusals(&words)));
        }
    };
    // Who named none may not think of the one that is there.
    let found = found.as_ref().filter(|_| output.format().is_for_people());
    output.note(found.map(|path| format!("profile: {}", path.display())));
    match dispatch(arguments, &output).and_then(|exit| output.finish().map(|()| exit)) {
        Ok(exit) => exit,
        Err(error) if output::is_broken_pipe(&error) => Exit::Unread,
        Err(error) => match problems(error) {
            Ok(problems) => refuse(settings::placed(problems, &settings).into(), &output),
            Err(error) => refuse(error, &output),
        },
    }
}

/// Prints what keeps a command from being done.
fn refuse(error: anyhow::Error, output: &Output) -> Exit {
    if let Err(error) = problems(error).and_then(|problems| output.refusal(&problems)) {
        output.message(&one_line(&format!("error: {error:#}")));
    }
    Exit::Bad
}

/// What keeps the words of a command line from being arguments.
enum Unparsed {
    /// Help was asked for, or something is wrong with the words.
    Usage(clap::Error),
    /// Something is wrong with the settings that stand in for what is not given.
    Settings(Problems),
}

/// Reads the arguments; settings stand in for those that are not given.
fn parse(words: &[OsString]) -> Result<Arguments, Unparsed> {
    let command = || help::explained(Arguments::command(), words).color(color(words));
    let settings = if has_flag(words, "--no-config") { Ok(Vec::new()) } else { settings::find() };
    let prepared = settings.and_then(|it| Ok((settings::apply(command(), &it)?, it)));
    let (command, settings) = match prepared {
        Ok((command, settings)) => (command, Ok(settings)),
        Err(problems) => (command(), Err(problems)),
    };
    let parsed = command.try_get_matches_from(words);
    let parsed = parsed.and_then(|it| Ok((Arguments::from_arg_matches(&it)?, it)));
    match (parsed, settings) {
        (Err(error), _) if !error.use_stderr() => Err(Unparsed::Usage(error)),
        // What the words lack may well stand in the settings.
        (_, Err(problems)) => Err(Unparsed::Settings(problems)),
        (Err(error), Ok(_)) => Err(Unparsed::Usage(error)),
        (Ok((mut arguments, matches)), Ok(settings)) => {
            arguments.common.found = settings::profile_found(&matches, &settings).map(Into::into);
            arguments.common.settings = settings;
            if let Some(Command::Check(check)) = &mut arguments.command
                && settings::looks_at_decisions(&matches)
            {
                check.paths.clone_from(&arguments.common.decisions);
            }
            Ok(arguments)
        }
    }
}

/// Returns when output has colours, before arguments are parsed.
fn early_color(words: &[OsString]) -> Color {
    let color = value_of(words, "--color").and_then(|color| Color::from_str(color, false).ok());
    color.unwrap_or(Color::Auto)
}

/// Returns the same for help and what is said of bad usage.
fn color(words: &[OsString]) -> ColorChoice {
    match early_color(words) {
        Color::Never => ColorChoice::Never,
        Color::Always => ColorChoice::Always,
        Color::Auto => ColorChoice::Auto,
    }
}

/// Returns how to print what keeps input from being read, before arguments are parsed.
fn early_refusals(words: &[OsString]) -> Refusals {
    // Only gates have sinks.
    let is_gate = words.iter().any(|word| ["check", "lint", "test"].iter().any(|it| word == it));
    let format = value_of(words, "--format").and_then(|name| Format::from_str(name, true).ok());
    format.filter(|it| is_gate || it.sink().is_none()).map_or(Refusals::Text, refusals_in)
}

/// What to do where no profile is named and none is found.
const NO_PROFILE: &str = "No profile is named, and there is no whereto.yaml. `whereto ask` writes one as it \
                          asks, and `whereto init whereto.yaml` writes a blank one.";

/// Tells whether all that a command line lacks is a profile.
fn lacks_profile(error: &clap::Error) -> bool {
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else {
        return false;
    };
    error.kind() == ErrorKind::MissingRequiredArgument
        && missing.iter().all(|argument| argument.starts_with("<PROFILE>"))
}

/// Prints help that was asked for, or what is wrong with the arguments; also as a document, where
/// one in JSON was asked for.
fn not_parsed(error: &clap::Error, words: &[OsString]) -> Exit {
    let refusals = early_refusals(words);
    if error.use_stderr() && refusals != Refusals::Text {
        let text = error.to_string();
        let message = text.trim().trim_start_matches("error: ").lines().next().unwrap_or_default();
        let problems = Problem::error(Code::USAGE, message).into();
        let output = Output::new(Color::Never, false, refusals);
        // Nothing can be done about a closed stdout; the same is on standard error.
        let _ = output.refusal(&problems);
        if refusals != Refusals::Json {
            return Exit::Bad;
        }
    }
    if error.use_stderr() {
        let output = Output::new(early_color(words), false, Refusals::Text);
        output.usage(error, words);
        if lacks_profile(error) {
            output.message(NO_PROFILE);
        }
        return Exit::Bad;
    }
    match help(error, words) {
        Ok(()) => Exit::Done,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Unread,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: cannot write to standard output: {error}");
            Exit::Bad
        }
    }
}

/// Prints help or the version. Clap wraps all of it but the line that shows the usage.
fn help(error: &clap::Error, words: &[OsString]) -> io::Result<()> {
    let output = Output::new(early_color(words), false, Refusals::Text);
    let (text, screen) = (error.render(), output.screen());
    let text = if screen.styled { text.ansi().to_string() } else { text.to_string() };
    let options = textwrap::Options::new(screen.width.max(20).into()).subsequent_indent("  ");
    let is_usage = |line: &str| line.contains("Usage:");
    let lines = text.split('\n').map(|line| match line {
        line if is_usage(line) => textwrap::fill(line, &options),
        line => line.to_owned(),
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
}

/// The problems that an error is.
fn problems(error: anyhow::Error) -> anyhow::Result<Problems> {
    error.downcast::<Problems>().or_else(|error| Ok(error.downcast::<Problem>()?.into()))
}

fn dispatch(arguments: Arguments, output: &Output) -> anyhow::Result<Exit> {
    let common = &arguments.common;
    match arguments.command {
        None => greet(common, output),
        Some(Command::Init(init)) => init::run(&init, common, output),
        Some(Command::Ask(ask)) => ask::run(&ask, common, output),
        Some(Command::Advise(advise)) => advise::run(&advise, common, output),
        Some(Command::Scan(scan)) => scan::run(&scan, common, output),
        Some(Command::Adr(adr)) => adr::run(&adr, common, output),
        Some(Command::Check(check)) => check::run(&check, common, output),
        Some(Command::Explain(explain)) => explain::run(&explain, common, output),
        Some(Command::Compare(compare)) => compare::run(&compare, common, output),
        Some(Command::Config(_)) => config::run(common, output),
        Some(Command::Cost(cost)) => cost::run(&cost, common, output),
        Some(Command::Measure(measure)) => measure::run(&measure, common, output),
        Some(Command::Precedents(precedents)) => precedents::run(&precedents, common, output),
        Some(Command::Rules(rules)) => rules::run(&rules, common, output),
        Some(Command::Schema(schema)) => schema::run(&schema, common, output),
        Some(Command::Skill(skill)) => skill::run(&skill, common, output),
        #[cfg(feature = "mcp")]
        Some(Command::Mcp(_)) => mcp::run(arguments.common, output),
        Some(Command::Completions(completions)) => complete::run(&completions, output),
        Some(Command::Man(man)) => man::run(&man, Arguments::command(), common, output),
    }
}

/// Typed alone on a terminal, the name of the program is a question; anywhere else it gets the
/// help.
fn greet(common: &Common, output: &Output) -> anyhow::Result<Exit> {
    if !prompt::is_possible() || !io::stdout().is_terminal() {
        output.data(&help::short(Arguments::command()).to_string())?;
        return Ok(Exit::Done);
    }
    signals::catch();
    let prompt = prompt::Prompt::new(common.color != Color::Never);
    let base = rule_base::load(common, output)?;
    let options: Vec<&str> = base.options.iter().map(|option| option.name.as_str()).collect();
    let greeting = format!(
        "whereto recommends where to run your backend, with its reasons. It weighs {}. About a dozen \
         questions are enough, and each can be skipped.",
        options.join(", ")
    );
    let go = prompt.say(&greeting).and_then(|()| prompt.confirm("Start the interview?"));
    match go {
        Ok(true) => ask::run(&ask::Ask::default(), common, output),
        Ok(false) => {
            output.message("Another time, then. `whereto --help` lists everything else.");
            Ok(Exit::Done)
        }
        Err(prompt::Stop::Failed(error)) => Err(error),
        Err(prompt::Stop::Back | prompt::Stop::End) => Ok(Exit::Done),
    }
}
