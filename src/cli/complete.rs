//! Completion in shells: `whereto completions` prints the script with which a shell asks, and the
//! program answers with what the rule base on that line knows.
//!
//! What is offered for a value goes by what the value is called, as in `--set <FIELD=VALUE>`.

use std::{
    ffi::{OsStr, OsString},
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::{Arg, Args, Command, ValueEnum};
use clap_complete::{
    ArgValueCompleter, CompleteEnv, CompletionCandidate, Shell,
    engine::{PathCompleter, ValueCompleter},
    env::{self, EnvCompleter, Shells},
};
use whereto::{
    decision,
    field::{Choice, Field, Kind},
    profile::is_profile,
    report::explain,
    rulebase::RuleBase,
};

use super::{
    Exit,
    files::{ends_in, is_markdown},
    output::{Color, Output, Refusals},
    profile, read,
    rule_base::Origin,
    settings,
    typed::{has_flag, values_of},
};

/// The variable in which a shell says that it asks, and which shell it is.
const VARIABLE: &str = "WHERETO_COMPLETE";

/// The shells that can ask.
const SHELLS: Shells<'_> = Shells(&[
    &Scripted { shell: &env::Bash, script: include_str!("complete/whereto.bash") },
    &env::Elvish,
    &env::Fish,
    &env::Powershell,
    &Scripted { shell: &env::Zsh, script: include_str!("complete/whereto.zsh") },
]);

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// Prints the script that makes a shell ask.
pub(super) fn run(completions: &Completions, output: &Output) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    let name = completions.shell.to_possible_value();
    let name = name.as_ref().map_or("", |value| value.get_name());
    if let Some(shell) = SHELLS.completer(name) {
        shell.write_registration(VARIABLE, "whereto", "whereto", "whereto", &mut script)?;
    }
    output.bytes(&script)?;
    Ok(Exit::Done)
}

/// Answers a shell that asks how a line of the program can go on; tells whether one did.
///
/// # Errors
/// When the shell is none that is known, or does not listen.
pub(super) fn answered(program: fn() -> Command, words: &[OsString]) -> Result<bool, clap::Error> {
    let folder = std::env::current_dir().ok();
    CompleteEnv::with_factory(|| offering(program(), &program))
        .var(VARIABLE)
        .shells(SHELLS)
        .try_complete(words, folder.as_deref())
}

/// A shell with a script of its own, where the usual one takes words apart that belong together or
/// ends those that go on.
struct Scripted {
    shell: &'static (dyn EnvCompleter + Sync),
    script: &'static str,
}

impl EnvCompleter for Scripted {
    fn name(&self) -> &'static str {
        self.shell.name()
    }

    fn is(&self, name: &str) -> bool {
        self.shell.is(name)
    }

    fn write_registration(
        &self,
        _: &str,
        _: &str,
        _: &str,
        _: &str,
        script: &mut dyn Write,
    ) -> io::Result<()> {
        script.write_all(self.script.as_bytes())
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        folder: Option<&Path>,
        candidates: &mut dyn Write,
    ) -> io::Result<()> {
        self.shell.write_complete(command, words, folder, candidates)
    }
}

/// Makes all arguments of a command and of those within offer values.
fn offering(command: Command, program: &fn() -> Command) -> Command {
    let command = command.mut_args(|argument| offering_values(argument, *program));
    command.mut_subcommands(|within| offering(within, program))
}

/// Makes an argument offer what its values are called.
fn offering_values(argument: Arg, program: fn() -> Command) -> Arg {
    let [name] = argument.get_value_names().unwrap_or_default() else { return argument };
    let completer = match name.as_str() {
        "FIELD=VALUE" => by_rule_base(answers),
        "DIMENSION=N" => by_rule_base(weights),
        "DIMENSION" | "DIMENSION,…" => by_rule_base(|base, _| {
            base.dimensions.iter().map(|it| candidate(&it.id, &it.about)).collect()
        }),
        "OPTION" => by_rule_base(|base, _| {
            base.options.iter().map(|it| candidate(&it.id, &it.name)).collect()
        }),
        "ID" => by_rule_base(|base, _| {
            let things = explain::ids(base).into_iter();
            things.map(|(id, kind)| candidate(id, kind.name())).collect()
        }),
        "NAME" => by_rule_base(parts),
        "COMMAND" => ArgValueCompleter::new(move |typed: &OsStr| commands(program(), typed)),
        "PROFILE" => by_rule_base_and_path(is_profile_or_record),
        "FILE" | "FILE|DIR" => ArgValueCompleter::new(PathCompleter::any().filter(is_readable)),
        "DIR" => ArgValueCompleter::new(PathCompleter::dir()),
        _ => return argument,
    };
    argument.add(completer)
}

/// What has been typed so far, without the program that asks.
fn line() -> Vec<OsString> {
    std::env::args_os().skip_while(|word| word != "--").skip(1).collect()
}

/// Reads the rule base that the line or else the settings ask for; nothing where that cannot be
/// read, since what another one knows would be refused.
fn rule_base() -> Option<RuleBase> {
    let line = line();
    let is_set = !has_flag(&line, "--no-config");
    let settings = if is_set { settings::find().ok()? } else { Vec::new() };
    let asked = |option, setting| -> Vec<PathBuf> {
        let typed: Vec<PathBuf> = values_of(&line, option).map(PathBuf::from).collect();
        let set = settings.iter().filter(|given| given.name == setting);
        let set = set.flat_map(|given| given.values.iter().map(PathBuf::from));
        if typed.is_empty() { set.collect() } else { typed }
    };
    let rules = asked("--rules", "rules").pop();
    let origin = Origin { rules, packs: asked("--pack", "packs"), prices: None };
    origin.load(&Output::new(Color::Never, true, Refusals::Text)).ok()
}

/// Offers what a rule base knows and what is typed starts with.
fn by_rule_base(candidates: fn(&RuleBase, &str) -> Vec<CompletionCandidate>) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| {
        let typed = typed.to_str().unwrap_or_default();
        let base = rule_base();
        let mut candidates = base.map_or_else(Vec::new, |base| candidates(&base, typed));
        candidates.retain(|it| it.get_value().to_string_lossy().starts_with(typed));
        candidates
    })
}

/// Offers the files that are what is wanted by their content.
fn by_rule_base_and_path(is_wanted: fn(&RuleBase, &Path) -> bool) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| {
        let Some(base) = rule_base() else { return Vec::new() };
        let files = PathCompleter::any().filter(move |path| is_wanted(&base, path));
        files.complete(typed)
    })
}

fn candidate(value: &str, help: &str) -> CompletionCandidate {
    CompletionCandidate::new(value).help(Some(help.to_owned().into()))
}

/// The questions, or the answers to the one that is typed.
fn answers(base: &RuleBase, typed: &str) -> Vec<CompletionCandidate> {
    let Some((id, value)) = typed.split_once('=') else {
        let questions = base.questions.iter();
        let questions = questions.map(|it| (&base.fields.get(it.field).id, it.prompt.as_str()));
        let assumed = base.prices.fields.iter().skip(base.prices.questions);
        let assumed = assumed.map(|(_, field)| (&field.id, "an assumption"));
        return questions.chain(assumed).map(|(id, is)| candidate(&format!("{id}="), is)).collect();
    };
    let own = base.fields.find(id).map(|found| base.fields.get(found));
    let field = own
        .filter(|field| !field.derived)
        .or_else(|| base.prices.fields.find(id).map(|found| base.prices.fields.get(found)));
    field.map_or_else(Vec::new, |field| {
        let values = values(field, value);
        values.iter().map(|(value, is)| candidate(&format!("{id}={value}"), is)).collect()
    })
}

/// The answers to a question, with what they mean; several of them go on from what is typed.
fn values(field: &Field, typed: &str) -> Vec<(String, String)> {
    let plain = |choice: &Choice| (choice.id.clone(), choice.means.clone());
    let mut values: Vec<(String, String)> = match &field.kind {
        Kind::Number(scale) => {
            let ends = [(scale.typical.0, "typical least"), (scale.typical.1, "typical most")];
            let ends = ends.into_iter().filter(|(number, _)| scale.holds(*number));
            ends.map(|(number, is)| {
                (number.normalize().to_string(), format!("{is}; {}", scale.describe()))
            })
            .collect()
        }
        Kind::YesNo => ["yes", "no"].map(|word| (word.to_owned(), String::new())).into(),
        Kind::Choice(choices) => choices.iter().map(plain).collect(),
        Kind::Several(choices) => {
            let before = typed.rfind(',').map_or("", |comma| &typed[..=comma]);
            let chosen: Vec<&str> = before.split(',').map(str::trim).collect();
            let left = choices.iter().filter(|choice| !chosen.contains(&choice.id.as_str()));
            left.map(|choice| (format!("{before}{}", choice.id), choice.means.clone())).collect()
        }
    };
    values.push(("null".to_owned(), "take the answer away".to_owned()));
    values
}

/// The dimensions, or what the one that is typed may weigh.
fn weights(base: &RuleBase, typed: &str) -> Vec<CompletionCandidate> {
    let dimensions = base.dimensions.iter();
    match typed.split_once('=') {
        None => dimensions.map(|it| candidate(&format!("{}=", it.id), &it.about)).collect(),
        Some((id, _)) => {
            let own = dimensions.filter(|it| it.id == id);
            let weights =
                own.flat_map(|it| (0..=whereto::profile::MOST_WEIGHT).map(move |n| (it, n)));
            let is = |own: u8, n: u8| if own == n { "as the rule base has it" } else { "" };
            weights.map(|(it, n)| candidate(&format!("{id}={n}"), is(it.weight, n))).collect()
        }
    }
}

/// The parts of the systems that the line names.
fn parts(base: &RuleBase, _: &str) -> Vec<CompletionCandidate> {
    let named = line().into_iter().map(PathBuf::from).filter(|path| path.is_file());
    let systems = named.filter_map(|path| profile::load(&path, base).ok());
    let parts = systems.flat_map(|system| system.components);
    parts.map(|part| CompletionCandidate::new(part.name)).collect()
}

/// The commands within those that are typed.
fn commands(program: Command, typed: &OsStr) -> Vec<CompletionCandidate> {
    let mut within = program;
    for word in line() {
        if let Some(found) = within.find_subcommand(word).filter(|it| it.get_name() != "man") {
            within = found.clone();
        }
    }
    let typed = typed.to_string_lossy();
    let commands = within.get_subcommands().filter(|it| it.get_name().starts_with(typed.as_ref()));
    commands
        .map(|it| CompletionCandidate::new(it.get_name()).help(it.get_about().cloned()))
        .collect()
}

/// Tells whether a file may hold what the program reads, by its name.
fn is_readable(path: &Path) -> bool {
    path.is_file()
        && (is_markdown(path) || ["yaml", "yml", "json"].iter().any(|it| ends_in(path, it)))
}

/// Tells whether a file holds a profile or a record, or where the line asks for it a profile a line.
fn is_profile_or_record(base: &RuleBase, path: &Path) -> bool {
    if has_flag(&line(), "--ndjson") && ["ndjson", "jsonl"].iter().any(|it| ends_in(path, it)) {
        return path.is_file();
    }
    let source = if is_readable(path) { read::file(path).ok() } else { None };
    source.is_some_and(|source| {
        if is_markdown(path) {
            matches!(decision::read::read(&source), Ok(Some(_)))
        } else {
            is_profile(&source, base)
        }
    })
}
