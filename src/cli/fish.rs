//! What the completion script for fish lacks: the choices of arguments without a name, which the
//! generator leaves out (<https://github.com/clap-rs/clap/issues/6295>).

use clap::{Arg, Command};

/// Returns a line for each choice of an argument without a name, for all subcommands.
pub(crate) fn choices(root: &Command) -> String {
    let mut text = String::new();
    for command in root.get_subcommands() {
        for argument in command.get_positionals().filter(|argument| !argument.is_hide_set()) {
            text.push_str(&lines(command.get_name(), argument));
        }
    }
    text
}

fn lines(command: &str, argument: &Arg) -> String {
    let choices = argument.get_possible_values();
    let line = |choice: &clap::builder::PossibleValue| {
        let help = choice.get_help().map(|help| help.to_string()).unwrap_or_default();
        let [name, help] = [choice.get_name(), help.as_str()].map(quoted);
        format!(
            "complete -c whereto -n \"__fish_whereto_using_subcommand {command}\" -f -a {name} -d \
             {help}\n"
        )
    };
    choices.iter().filter(|choice| !choice.is_hide_set()).map(line).collect()
}

/// Quotes a text for fish.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}
