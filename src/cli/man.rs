//! `whereto man`: manual pages, made from the arguments and from [`super::manual`].

use std::{fs, path::PathBuf};

use clap::{Arg, Args, Command};
use jiff::civil::Date;
use roff::{Inline, Roff, bold, italic, roman};
use textwrap::WordSplitter::NoHyphenation;
use whereto::problem::{Code, Problem};

use super::{
    Exit,
    arguments::Common,
    manual::{ENVIRONMENT, FILES, page},
    output::Output,
    write,
};

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command that it is about, such as `rules lint`
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    pub(crate) of: Vec<String>,
    /// Write the pages of all commands to this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// Overwrite existing pages
    #[arg(long, requires = "dir")]
    pub(crate) force: bool,
}

/// Prints or writes pages of a program.
pub(super) fn run(
    man: &Man,
    program: Command,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Exit> {
    let mut program = program.disable_help_subcommand(true);
    program.build();
    let Some(folder) = &man.dir else {
        output.data(&text(&mut found(program, &man.of)?, common.as_of()))?;
        return Ok(Exit::Done);
    };
    fs::create_dir_all(folder).map_err(|error| {
        Problem::error(Code::IO, format!("cannot make `{}`: {error}", folder.display()))
    })?;
    let mut left = vec![program];
    while let Some(mut command) = left.pop() {
        let file = folder.join(format!("{}.1", name_of(&command)));
        write::file(&file, &text(&mut command, common.as_of()), man.force)?;
        left.extend(command.get_subcommands().cloned());
    }
    Ok(Exit::Done)
}

/// Finds a command by its names from the outside in.
///
/// # Errors
/// When there is no such command.
fn found(mut command: Command, names: &[String]) -> Result<Command, Problem> {
    for name in names {
        let Some(found) = command.find_subcommand(name) else {
            let known = command.get_subcommands().map(|known| known.get_name());
            return Err(Problem::unknown("command", name, known, None));
        };
        command = found.clone();
    }
    Ok(command)
}

/// Returns what a page calls a command: `whereto-rules-lint`.
fn name_of(command: &Command) -> String {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    name.replace(' ', "-")
}

/// Writes the page of a command.
fn text(command: &mut Command, date: Date) -> String {
    let name = name_of(command);
    let (title, date) = (name.to_uppercase(), date.to_string());
    let source = concat!("whereto ", env!("CARGO_PKG_VERSION"));
    let mut page = Page(Roff::new());
    page.0.control("TH", [title.as_str(), "1", &date, source, "Whereto Manual"]);
    page.section("NAME");
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    page.text(&format!("{name} - {about}"));
    page.section("SYNOPSIS");
    page.text(command.render_usage().to_string().trim_start_matches("Usage: "));
    page.section("DESCRIPTION");
    let long = command.get_long_about().or(command.get_about());
    page.text(&long.map(ToString::to_string).unwrap_or_default());
    page.arguments(command);
    if command.has_subcommands() {
        page.section("COMMANDS");
        for within in command.get_subcommands() {
            let about = within.get_about().map(ToString::to_string).unwrap_or_default();
            page.item(&[bold(format!("{}(1)", name_of(within)))], &about);
        }
    }
    if let Some(more) = command.get_after_long_help().or(command.get_after_help()) {
        page.section("NOTES");
        page.verbatim(&more.to_string());
    }
    page.notes(&name);
    page.0.render()
}

/// A page that is being written.
struct Page(Roff);

impl Page {
    fn section(&mut self, name: &str) {
        self.0.control("SH", [name]);
    }

    /// Adds paragraphs, in lines of which none is too long for a file of this kind.
    fn text(&mut self, text: &str) {
        for (number, paragraph) in text.split("\n\n").enumerate() {
            if number > 0 {
                self.0.control("PP", []);
            }
            let options = textwrap::Options::new(66).word_splitter(NoHyphenation);
            for line in textwrap::wrap(paragraph.trim_end(), options) {
                self.0.text([roman(line)]);
            }
        }
    }

    /// Adds lines as they are.
    fn verbatim(&mut self, text: &str) {
        self.0.control("nf", []);
        for line in text.lines() {
            for line in textwrap::wrap(line, textwrap::Options::new(72).subsequent_indent("    ")) {
                self.0.text([roman(line)]);
            }
        }
        self.0.control("fi", []);
    }

    /// Adds a term and what there is to say of it.
    fn item(&mut self, term: &[Inline], text: &str) {
        self.0.control("TP", []);
        self.0.text(term);
        // A blank line would end the item.
        let mut paragraphs = text.split("\n\n");
        self.text(paragraphs.next().unwrap_or_default());
        for paragraph in paragraphs {
            self.0.control("IP", []);
            self.text(paragraph);
        }
    }

    /// Adds what a command takes: what has no name first, what every command takes last.
    fn arguments(&mut self, command: &Command) {
        let shown = || command.get_arguments().filter(|argument| !argument.is_hide_set());
        let is_common = |argument: &&Arg| argument.is_global_set() || argument.get_id() == "help";
        let own = shown().filter(|argument| !is_common(argument));
        let (unnamed, named): (Vec<_>, Vec<_>) = own.partition(|argument| argument.is_positional());
        let common: Vec<_> = shown().filter(is_common).collect();
        for (heading, arguments) in
            [("ARGUMENTS", unnamed), ("OPTIONS", named), ("COMMON OPTIONS", common)]
        {
            if !arguments.is_empty() {
                self.section(heading);
            }
            arguments.into_iter().for_each(|argument| self.argument(argument));
        }
    }

    fn argument(&mut self, argument: &Arg) {
        let mut term = Vec::new();
        if let Some(short) = argument.get_short() {
            term.extend([bold(format!("-{short}")), roman(", ")]);
        }
        term.extend(argument.get_long().map(|long| bold(format!("--{long}"))));
        let takes_values = argument.get_num_args().is_some_and(|count| count.takes_values());
        if takes_values {
            let between = if term.is_empty() { "" } else { " " };
            let names = argument.get_value_names().unwrap_or_default().join(" ");
            term.extend([roman(between), italic(names)]);
        }
        let help = argument.get_long_help().or(argument.get_help());
        let mut text = help.map(ToString::to_string).unwrap_or_default();
        let defaults = argument.get_default_values().iter().map(|value| value.to_string_lossy());
        let defaults = defaults.collect::<Vec<_>>().join(", ");
        if takes_values && !defaults.is_empty() && !argument.is_hide_default_value_set() {
            text.push_str(&format!("\n\nDefault: {defaults}"));
        }
        self.item(&term, &text);
        let values = argument.get_possible_values();
        if argument.is_hide_possible_values_set() || values.is_empty() {
            return;
        }
        self.0.control("RS", []);
        for value in &values {
            let help = value.get_help().map(ToString::to_string).unwrap_or_default();
            self.0.control("TP", ["14"]);
            self.0.text([bold(value.get_name())]);
            self.text(if help.is_empty() { "\u{a0}" } else { &help });
        }
        self.0.control("RE", []);
    }

    /// Adds what arguments do not say of themselves.
    fn notes(&mut self, name: &str) {
        let command = name.trim_start_matches("whereto").trim_start_matches('-').replace('-', " ");
        let Some(notes) = page(&command) else { return };
        for (heading, rows) in
            [("EXIT STATUS", notes.exits), ("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)]
        {
            self.section(heading);
            rows.iter().for_each(|(term, text)| self.item(&[bold(*term)], text));
        }
        self.section("EXAMPLES");
        for (number, (what, line)) in notes.examples.iter().enumerate() {
            if number > 0 {
                self.0.control("PP", []);
            }
            self.text(&format!("{what}:"));
            self.0.control("PP", []).control("RS", ["4"]).control("nf", []);
            self.0.text([roman(*line)]).control("fi", []).control("RE", []);
        }
        self.section("SEE ALSO");
        let program = (!command.is_empty()).then(|| "whereto".to_owned());
        let others = notes.see.iter().map(|other| format!("whereto-{other}"));
        let references = program.into_iter().chain(others);
        let references: Vec<String> = references.map(|page| format!("{page}(1)")).collect();
        self.text(&references.join(", "));
    }
}
