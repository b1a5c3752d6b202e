//! Help: `-h` fits on a screen, and `--help` goes on with examples and exit statuses.

use std::ffi::OsString;

use clap::{Command, builder::StyledStr};

use super::{
    manual::{self, Page},
    output,
};

/// What `-h` of the program leaves out, so that it fits: what people need once, if at all.
const SELDOM: [&str; 8] =
    ["completions", "config", "man", "mcp", "precedents", "rules", "schema", "skill"];

/// Adds examples to the help of every command; where all is short, leaves out what is needed seldom.
pub(super) fn explained(program: Command, words: &[OsString]) -> Command {
    let is_short = words.iter().any(|word| word == "-h");
    let program = laid_out(program);
    if is_short { shortened(program) } else { program }
}

/// Returns the help of the program that fits on a screen.
pub(super) fn short(program: Command) -> StyledStr {
    shortened(laid_out(program)).render_help()
}

/// Adds examples, and keeps words below the options where there is no room beside them.
fn laid_out(program: Command) -> Command {
    with_examples(program, "").next_line_help(output::is_narrow())
}

fn shortened(program: Command) -> Command {
    program.disable_help_subcommand(true).disable_version_flag(true).mut_subcommands(|command| {
        let is_seldom = SELDOM.contains(&command.get_name());
        in_a_line_each(command.hide(is_seldom))
    })
}

/// Keeps what there is to choose from out where that takes more than a line.
fn in_a_line_each(command: Command) -> Command {
    let command = command.mut_args(|argument| {
        if !argument.get_action().takes_values() {
            return argument;
        }
        let values = argument.get_possible_values();
        let length: usize = values.iter().map(|value| value.get_name().len() + 2).sum();
        argument.hide_default_value(true).hide_possible_values(length > 40)
    });
    command.mut_subcommands(in_a_line_each)
}

/// Adds examples to a command, which is called by this path, and to those within.
fn with_examples(command: Command, path: &str) -> Command {
    let command = match manual::page(path) {
        Some(page) => {
            let own = command.get_after_long_help().or(command.get_after_help());
            let own = own.map(|own| format!("{own}\n\n"));
            let notes = own.unwrap_or_default() + &notes(page);
            command.after_help(pointer(path)).after_long_help(notes)
        }
        None => command,
    };
    command.mut_subcommands(|within| {
        let path = format!("{path} {}", within.get_name());
        with_examples(within, path.trim_start())
    })
}

/// Says at the end of short help where there is more.
fn pointer(path: &str) -> String {
    match path {
        "" => "Start with `whereto ask`. For all commands, options and examples: whereto --help"
            .to_owned(),
        path => format!("For all options and examples: whereto {path} --help"),
    }
}

fn notes(page: &Page) -> String {
    let examples = page.examples.iter().map(|(what, line)| format!("  # {what}\n  {line}\n"));
    let exits = page.exits.iter().map(|(status, means)| format!("  {status:<4} {means}\n"));
    let (examples, exits) = (examples.collect::<String>(), exits.collect::<String>());
    format!("Examples:\n{examples}\nExit status:\n{}", exits.trim_end())
}
