//! The command line. Only here are arguments, the terminal, files and the environment known.

mod adr;
mod advise;
mod args;
mod ask;
mod check;
mod compare;
mod cost;
mod exit;
mod explain;
mod init;
mod input;
mod many;
mod ndjson;
mod ordered;
mod output;
mod progress;
mod prompt;
mod rules;
mod schema;
mod signals;
mod system;

use clap::{CommandFactory, Parser};
use whereto::problem::{Problem, Problems, text::one_line};

pub(crate) use self::exit::Exit;
use self::{
    args::{Arguments, Command},
    output::{Output, Refusals},
};

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
fn greet(common: &args::Common, output: &Output) -> anyhow::Result<Exit> {
    use std::io::IsTerminal;
    if !prompt::is_possible() || !std::io::stdout().is_terminal() {
        output.data(&Arguments::command().render_help().to_string())?;
        return Ok(Exit::Done);
    }
    signals::catch();
    let prompt = prompt::Prompt::new(common.color != args::Color::Never);
    let base = input::rule_base(common)?;
    let options: Vec<&str> = base.options.iter().map(|option| option.name.as_str()).collect();
    let greeting = format!(
        "whereto tells where your project's backend should run, with every reason. It weighs: {}. \
         A few questions are enough, and each may be skipped.",
        options.join(", ")
    );
    let go = prompt.say(&greeting).and_then(|()| prompt.confirm("Start the interview?"));
    match go {
        Ok(true) => ask::run(&args::Ask::default(), common, output),
        Ok(false) => {
            output.message("Another time, then. `whereto --help` lists what else there is.");
            Ok(Exit::Done)
        }
        Err(prompt::Stop::Failed(error)) => Err(error.into()),
        Err(prompt::Stop::Back) => Ok(Exit::Done),
    }
}
