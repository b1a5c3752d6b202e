//! The command line. Only here are arguments, the terminal, files and the environment known.

mod adr;
mod advise;
mod arguments;
mod ask;
mod check;
mod compare;
mod cost;
mod exit;
mod explain;
mod files;
mod format;
mod gitignore;
mod init;
mod ndjson;
mod output;
mod parallel;
mod precedents;
mod profile;
mod progress;
mod prompt;
mod read;
mod rule_base;
mod rules;
mod schema;
mod shell;
mod signals;
mod write;

use std::io::{self, IsTerminal};

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use whereto::problem::{Problem, Problems, text::one_line};

pub(crate) use self::exit::Exit;
use self::{
    arguments::Common,
    format::Format,
    output::{Color, Output, Refusals},
    rules::RulesCommand,
};

/// Where should this project's backend run: on AWS Lambda, on Firebase, or on a traditional server?
#[derive(Debug, Parser)]
#[command(name = "whereto", version, max_term_width = 100)]
#[command(after_help = "\
Start with `whereto ask` (an interview), or with `whereto init profile.yaml` and `whereto advise \
                        profile.yaml`.

Exit status: 0 done; 1 the answer is no; 2 bad usage or bad input;
             3 no single recommendation (a tie, nothing fits, nothing answered); 130 on Ctrl-C.")]
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
    /// Write an Architecture Decision Record that can be checked later
    Adr(adr::Adr),
    /// Check whether decisions still stand: records, and profiles with `expect`
    Check(check::Check),
    /// Explain an id: a rule, question, option, dimension, claim, fact, price or pack, and what
    /// ties to it
    Explain(explain::Explain),
    /// Say what differs between two profiles, or between two rule bases or price books
    Compare(compare::Compare),
    /// Estimate what each option costs, line by line, and where they break even
    Cost(cost::Cost),
    /// List published decisions like a project, with what was chosen and why
    Precedents(precedents::Precedents),
    /// Look at the rule base
    Rules(rules::Rules),
    /// Print a JSON Schema, with which editors complete and check
    Schema(schema::Schema),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
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
            Self::Precedents(precedents) => precedents.format,
            Self::Check(check) => check.format,
            Self::Rules(rules) => match &rules.command {
                RulesCommand::Calibrate(calibrate) => calibrate.format,
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

/// Does what the arguments say. Every error is printed here and nowhere else.
pub(crate) fn run() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let asked = !error.use_stderr();
            // Nothing can be done about a closed stdout or stderr.
            let _ = error.print();
            return if asked { Exit::Done } else { Exit::Bad };
        }
    };
    let refusals = arguments.command.as_ref().map_or(Refusals::Text, Command::refusals);
    let output = Output::new(arguments.common.color, arguments.common.quiet, refusals);
    match dispatch(arguments, &output) {
        Ok(exit) => exit,
        Err(error) if output::is_broken_pipe(&error) => Exit::Done,
        Err(error) => {
            if let Err(error) = problems(error).and_then(|problems| output.refusal(&problems)) {
                output.message(&one_line(&format!("error: {error:#}")));
            }
            Exit::Bad
        }
    }
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
        Some(Command::Adr(adr)) => adr::run(&adr, common, output),
        Some(Command::Check(check)) => check::run(&check, common, output),
        Some(Command::Explain(explain)) => explain::run(&explain, common, output),
        Some(Command::Compare(compare)) => compare::run(&compare, common, output),
        Some(Command::Cost(cost)) => cost::run(&cost, common, output),
        Some(Command::Precedents(precedents)) => precedents::run(&precedents, common, output),
        Some(Command::Rules(rules)) => rules::run(&rules, common, output),
        Some(Command::Schema(schema)) => schema::run(&schema, common, output),
        Some(Command::Completions { shell }) => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "whereto", &mut text);
            output.data(&String::from_utf8_lossy(&text))?;
            Ok(Exit::Done)
        }
        Some(Command::Man) => {
            let mut text = Vec::new();
            clap_mangen::Man::new(Arguments::command()).render(&mut text)?;
            output.data(&String::from_utf8_lossy(&text))?;
            Ok(Exit::Done)
        }
    }
}

/// Typed alone on a terminal, the name of the program is a question; anywhere else it gets the
/// help.
fn greet(common: &Common, output: &Output) -> anyhow::Result<Exit> {
    if !prompt::is_possible() || !io::stdout().is_terminal() {
        output.data(&Arguments::command().render_help().to_string())?;
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
            output.message("Another time, then. `whereto --help` lists what else there is.");
            Ok(Exit::Done)
        }
        Err(prompt::Stop::Failed(error)) => Err(error),
        Err(prompt::Stop::Back) => Ok(Exit::Done),
    }
}
