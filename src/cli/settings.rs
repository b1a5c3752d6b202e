//! The settings that stand in for arguments which are not given: from the environment, and from
//! files found upwards from the working folder, as Git finds its own.
//!
//! The first folder that holds settings counts, and the first that holds a profile: `whereto.yaml`,
//! or the only file whose name ends so, such as `shop.whereto.yaml`, is the default profile, and
//! leaves the gates above it in force. Nothing above a repository is looked at. What stands in the
//! environment counts more, and what stands on the command line counts most.

use std::{
    ffi::{OsStr, OsString},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Arg, ArgAction, ArgMatches, Command, builder::PossibleValue, parser::ValueSource};
use whereto::{
    config::{self, Setting},
    problem::{Code, Problem, Problems},
    profile,
    rulebase::RuleBase,
    source::{Place, Source},
    suggest::nearest,
};

use super::{
    files::{self, Found, Wanted, is_named_profile, is_within, repository},
    pager, read,
};

/// The profile of a project that needs no name: the interview saves its answers here.
pub(crate) const SAVED: &str = "whereto.yaml";

/// The folder of the settings, and the file in it.
const FOLDER: &str = ".whereto";
const FILE: &str = "config.yaml";

/// How the names of files end that people may take for files of settings.
const ENDINGS: [&str; 4] = ["yaml", "yml", "json", "toml"];

/// What the names of variables of the environment start with.
const PREFIX: &str = "WHERETO_";

/// The variable that names a file of settings; where it is empty, there is none.
const NAMED: &str = "WHERETO_CONFIG";

/// A setting, with where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
    pub(crate) origin: Origin,
}

/// Where a setting comes from.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// A variable of the environment.
    Variable(String),
    /// A place in a file.
    Place(Place),
    /// A file as such.
    File(PathBuf),
}

/// The arguments that a setting stands for, by subcommand (empty: of all) and id.
const ARGUMENTS: [(&str, &[(&str, &str)]); 14] = [
    (PROFILE, &PROFILES),
    ("rules", &[("", "rules")]),
    ("packs", &[("", "packs")]),
    ("prices", &[("", "prices")]),
    (DECISIONS, &[("", "decisions")]),
    ("currency", &[("", "currency")]),
    ("rate", &[("", "rate")]),
    ("gates.strict", &[("check", "strict")]),
    ("gates.weaker_by", &[("check", "weaker_by")]),
    ("gates.min_acceptability", &[("check", "min_acceptability")]),
    ("gates.no_open_questions", &[("check", "no_open_questions")]),
    ("gates.max_monthly_cost", &[("check", "max_monthly_cost")]),
    ("gates.sources_newer_than", &[("check", "sources_newer_than")]),
    (EXCEPTIONS, &[("check", "exceptions")]),
];
const PROFILES: [(&str, &str); 4] =
    [("advise", "profiles"), ("adr", "profile"), ("cost", "profile"), ("precedents", "profile")];
/// What `check` checks; where nothing is named, it looks for that itself.
const CHECKED: (&str, &str) = ("check", "paths");

const PROFILE: &str = "profile";
/// The setting that names the folder of the decisions.
pub(crate) const DECISIONS: &str = "decisions";
const EXCEPTIONS: &str = "gates.exceptions";
const WEIGHTS: &str = "weights.";

/// The paths in which links are followed wherever they lead.
const FOLLOWED: [&str; 2] = ["rules", "packs"];

/// Finds all settings, each once: those of the environment stand in for those of files.
///
/// # Errors
/// What is wrong with a file of settings.
pub(crate) fn find() -> Result<Vec<Given>, Problems> {
    let mut given = of_environment()?;
    let known = given.clone();
    let is_new = |it: &Given| !known.iter().any(|known| known.name == it.name);
    given.extend(of_files()?.into_iter().filter(is_new));
    Ok(given)
}

/// Reads the variables of the environment: `WHERETO_PROFILE`, `WHERETO_PACKS` (several, as in
/// `PATH`), `WHERETO_MIN_ACCEPTABILITY` (a gate), `WHERETO_WEIGHT_COST`.
///
/// # Errors
/// A variable that is nearly one of these, so that no gate is lost unseen.
fn of_environment() -> Result<Vec<Given>, Problems> {
    let others = [NAMED, pager::OWN, "WHERETO_COMPLETE"].map(str::to_owned);
    let known: Vec<String> = config::names().map(|(name, _)| variable(&name)).collect();
    // What is not UTF-8 is none of ours, or has a value that no dimension weighs.
    let variables: Vec<(String, String)> = std::env::vars_os()
        .filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
        })
        .filter(|(name, _)| {
            name.get(..PREFIX.len()).is_some_and(|it| it.eq_ignore_ascii_case(PREFIX))
        })
        .collect();
    for (name, _) in &variables {
        let suffix = name[PREFIX.len()..].trim_start_matches("GATES_");
        let is_known = known.contains(name) || others.contains(name);
        let names = || known.iter().map(|name| name.trim_start_matches(PREFIX));
        let near =
            nearest(suffix, names()).or_else(|| names().find(|it| shares_a_word(it, suffix)));
        let is_of_groups = ["GATE", "GATES", "WEIGHT", "WEIGHTS", "CONFIG"]
            .iter()
            .any(|group| shares_a_word(group, &name[PREFIX.len()..]));
        let is_weight = name.starts_with(PREFIX) && suffix.starts_with("WEIGHT_");
        if !is_known && !is_weight && (near.is_some() || is_of_groups) {
            let message = format!("the variable `{name}` is no setting");
            let help = near.map_or("`whereto config` lists all variables".to_owned(), |near| {
                format!("did you mean `{PREFIX}{near}`?")
            });
            return Err(Problem::error(Code::UNKNOWN_KEY, message).help(help).into());
        }
    }
    let settings = config::names().filter_map(|(name, _)| {
        let variable = variable(&name);
        let value = std::env::var_os(&variable).filter(|value| !value.is_empty())?;
        let text = |value: &OsStr| value.to_string_lossy().into_owned();
        let values = match name.as_str() {
            "packs" => std::env::split_paths(&value).map(|path| text(path.as_os_str())).collect(),
            _ => vec![text(&value)],
        };
        Some(Given { name, values, origin: Origin::Variable(variable) })
    });
    let weights = variables.into_iter().filter_map(|(variable, value)| {
        let dimension = variable.strip_prefix(PREFIX)?.strip_prefix("WEIGHT_")?;
        let name = format!("{WEIGHTS}{}", dimension.to_lowercase().replace('_', "-"));
        Some(Given { name, values: vec![value], origin: Origin::Variable(variable) })
    });
    Ok(settings.chain(weights).collect())
}

/// Tells whether the names of two variables have a word in common that says something.
fn shares_a_word(known: &str, name: &str) -> bool {
    let is_telling = |word: &&str| word.len() > 2;
    known.split('_').filter(is_telling).any(|word| {
        name.split('_').filter(is_telling).any(|other| other.eq_ignore_ascii_case(word))
    })
}

/// Returns the variable of the environment for a setting.
pub(crate) fn variable(name: &str) -> String {
    let name = name.strip_prefix("gates.").unwrap_or(name);
    format!("{PREFIX}{}", name.to_uppercase())
}

/// Reads the settings of the nearest folder upwards that has some.
fn of_files() -> Result<Vec<Given>, Problems> {
    if let Some(named) = std::env::var_os(NAMED) {
        let path = PathBuf::from(named);
        if path.as_os_str().is_empty() {
            return Ok(Vec::new());
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        return of_file(&read::file(&path)?, &folder);
    }
    let Ok(here) = std::env::current_dir() else { return Ok(Vec::new()) };
    let (mut up, mut found) = (PathBuf::new(), None);
    for folder in here.ancestors() {
        let config = settings_in(&up.join(FOLDER))?;
        let names = read::names_in(folder).unwrap_or_default();
        let profile = profile_in(folder, &names);
        misnamed(&up, &names, profile)?;
        let mut given = Vec::new();
        if let Some(config) = &config {
            within(config, folder)?;
            given = of_file(&read::file(config)?, &up)?;
        }
        if let Some(profile) = profile.map(|name| up.join(name)) {
            within(&profile, folder)?;
            let source = read::file(&profile).map_err(|problems| {
                let help = "it may hold gates; `--no-config` takes no settings from anywhere";
                problems.into_iter().map(|problem| problem.help(help)).collect::<Problems>()
            });
            let source = Some(source?).filter(config::is_config);
            match (source, &config) {
                (Some(source), Some(config)) => return Err(two_files(config, &source).into()),
                (Some(source), None) => given = of_file(&source, &up)?,
                (None, _) if found.is_some() || given.iter().any(|it| it.name == PROFILE) => {}
                (None, _) => {
                    found = Some(Given {
                        name: PROFILE.to_owned(),
                        values: vec![profile.display().to_string()],
                        origin: Origin::File(profile),
                    });
                }
            }
        }
        if !given.is_empty() || folder.join(".git").exists() {
            if found.is_some() {
                given.retain(|it| it.name != PROFILE);
            }
            given.extend(found);
            let paths = given.iter().filter(|it| config::is_path(&it.name));
            for it in paths {
                let checked = named(it).try_for_each(|path| within(&path, folder));
                checked.map_err(|problem| it.origin.at(problem))?;
            }
            return Ok(given);
        }
        up.push("..");
    }
    Ok(found.into_iter().collect())
}

/// Makes sure that what settings name lies in the repository that they are found in, if they are in
/// one: whoever sends a change must not have others read, and be told of, what is on their machine.
fn within(path: &Path, folder: &Path) -> Result<(), Problem> {
    if repository(folder).is_none_or(|top| is_within(path, top)) {
        return Ok(());
    }
    let message = format!("`{}` leads out of the repository", path.display());
    let help = "settings name what is in the repository; all else can be named on the command line \
                or in the environment";
    Err(Problem::error(Code::UNSUPPORTED, message).help(help))
}

/// Returns all that is read because of a setting that is a path: of rules and packs, the files in a
/// folder as well, since whoever names one on the command line trusts links in it.
fn named(given: &Given) -> impl Iterator<Item = PathBuf> {
    let has_files = FOLLOWED.contains(&given.name.as_str());
    given.values.iter().map(PathBuf::from).flat_map(move |path| {
        let is_followed = has_files && path.is_dir();
        let files = is_followed.then(|| files::within(&path, Wanted::RULES).ok()).flatten();
        files.map(Found::paths).into_iter().flatten().chain([path])
    })
}

/// Returns the file of settings in a folder that is there for them. What is in its place and cannot
/// be read counts too, so that no gate is lost unseen.
///
/// # Errors
/// When there is something else in the folder's place, or the file has another ending.
fn settings_in(folder: &Path) -> Result<Option<PathBuf>, Problems> {
    let is_there = |path: &Path| path.symlink_metadata().is_ok();
    if !is_there(folder) {
        return Ok(None);
    }
    if !folder.is_dir() {
        let error = folder.metadata().err();
        let error = error.unwrap_or_else(|| io::ErrorKind::NotADirectory.into());
        return Err(read::unreadable(folder, &error).into());
    }
    let file = folder.join(FILE);
    // Who may not look into the folder cannot tell that there are no gates in it.
    let names = read::names_in(folder).map_err(|error| read::unreadable(folder, &error))?;
    if let Err(error) = file.symlink_metadata()
        && error.kind() == io::ErrorKind::PermissionDenied
    {
        return Err(read::unreadable(folder, &error).into());
    }
    let is_other = |name: &&OsString| {
        let path = folder.join(name);
        let is_data = path
            .extension()
            .is_none_or(|it| ENDINGS.iter().any(|ending| it.eq_ignore_ascii_case(ending)));
        **name != FILE && is_data && path.is_file() && holds_settings(&path)
    };
    if let Some(other) = nearly(&names, FILE).next().or_else(|| names.iter().find(is_other)) {
        let message = format!("`{}` is not read", folder.join(other).display());
        let help = format!("settings are in `{}`", file.display());
        return Err(Problem::error(Code::IO, message).help(help).into());
    }
    if file.metadata().is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        let message = format!("`{}` is no file", file.display());
        return Err(Problem::error(Code::IO, message).into());
    }
    Ok(is_there(&file).then_some(file))
}

/// Makes sure that no settings stand in a file beside the one that is read: one with another ending,
/// in capitals, hidden, or with a name before, where there are several of those.
fn misnamed(folder: &Path, names: &[OsString], read: Option<&OsStr>) -> Result<(), Problem> {
    let named = names.iter().filter(|name| {
        let name = name.as_os_str();
        Some(name) != read && (is_named_profile(Path::new(name)) || name == "whereto.config.yaml")
    });
    for other in nearly(names, SAVED).chain(named).map(|name| folder.join(name)) {
        let is_toml = other.extension().is_some_and(|it| it.eq_ignore_ascii_case("toml"));
        if other.is_file() && (is_toml || holds_settings(&other)) {
            let message = format!("`{}` holds settings, and is not read", other.display());
            let help = format!("settings are in `{SAVED}` or in `{FOLDER}/{FILE}`");
            return Err(Problem::error(Code::IO, message).help(help));
        }
    }
    Ok(())
}

/// Tells whether a file that can be read holds settings.
fn holds_settings(file: &Path) -> bool {
    read::file(file).is_ok_and(|source| config::is_config(&source))
}

/// Lists the names that are nearly that of a file, and not the same.
fn nearly<'n>(names: &'n [OsString], file: &'static str) -> impl Iterator<Item = &'n OsString> {
    let stem = file.trim_end_matches("yaml");
    names.iter().filter(move |name| {
        let lower = name.to_str().map(str::to_ascii_lowercase).unwrap_or_default();
        let ending = lower.trim_start_matches('.').strip_prefix(stem);
        *name != file && ending.is_some_and(|ending| ENDINGS.contains(&ending))
    })
}

/// Returns the name of the profile of a folder: `whereto.yaml`, or else the only one with a name before
/// that, such as `shop.whereto.yaml`.
fn profile_in<'n>(folder: &Path, names: &'n [OsString]) -> Option<&'n OsStr> {
    let saved = folder.join(SAVED);
    // A link that leads nowhere is told of when it is read; nobody waits for a pipe.
    if saved.metadata().map_or_else(|_| saved.is_symlink(), |it| it.is_file()) {
        return Some(OsStr::new(SAVED));
    }
    let names = names.iter().map(OsString::as_os_str);
    let names = names.filter(|name| is_named_profile(Path::new(name)));
    let mut profiles = names.filter(|name| folder.join(name).is_file());
    profiles.next().filter(|_| profiles.next().is_none())
}

/// Reads a file of settings whose paths are relative to a folder.
fn of_file(source: &Arc<Source>, folder: &Path) -> Result<Vec<Given>, Problems> {
    let given = |Setting { name, values, place }: Setting| {
        let path = |value: String| folder.join(value).display().to_string();
        let values =
            if config::is_path(&name) { values.into_iter().map(path).collect() } else { values };
        Given { name, values, origin: Origin::Place(place) }
    };
    Ok(config::read(source)?.into_iter().map(given).collect())
}

fn two_files(config: &Path, other: &Source) -> Problem {
    let config = config.display();
    let message = format!("there are settings in `{config}` and in `{}`", other.name());
    let help = format!("keep them in `{config}`; `{SAVED}` beside it can be the profile");
    Problem::error(Code::DUPLICATE_KEY, message).help(help)
}

/// Has a command take settings for the arguments that are not given.
///
/// # Errors
/// Values that an argument does not take.
pub(crate) fn apply(command: Command, settings: &[Given]) -> Result<Command, Problems> {
    let mut problems = Problems::new();
    let mut command = command;
    for given in settings {
        let arguments = ARGUMENTS.iter().find(|(name, _)| *name == given.name);
        for (subcommand, id) in arguments.into_iter().flat_map(|(_, arguments)| *arguments) {
            let is_needless = match given.name.as_str() {
                // There may be none yet to compare projects with.
                DECISIONS => subcommand.is_empty() && given.values.iter().all(|it| holds_none(it)),
                _ => given.values == ["false"],
            };
            if is_needless {
                continue;
            }
            let of = command.find_subcommand(subcommand).unwrap_or(&command);
            let Some(argument) = of.get_arguments().find(|argument| argument.get_id() == id) else {
                continue;
            };
            if let Err(problem) = given.check(argument) {
                problems.push(problem);
                break;
            }
            let values = given.values.clone();
            let set = |argument: Arg| argument.required(false).default_values(values);
            command = if subcommand.is_empty() {
                command.mut_arg(id, set)
            } else {
                command.mut_subcommand(subcommand, |command| command.mut_arg(id, set))
            };
        }
    }
    problems.or(command)
}

/// Tells whether there are no decisions yet: no such folder, or nothing in it.
fn holds_none(folder: &str) -> bool {
    let folder = Path::new(folder);
    let found = || files::within(folder, Wanted::DECISIONS);
    !folder.exists() || folder.is_dir() && found().is_ok_and(|found| found.files.is_empty())
}

/// Says of files that are not there which setting names them.
pub(crate) fn placed(problems: Problems, settings: &[Given]) -> Problems {
    let placed = |problem: Problem| {
        let names_it = |given: &&Given| {
            config::is_path(&given.name)
                && given.values.iter().any(|path| problem.message.contains(&format!("`{path}`")))
        };
        let is_missing = problem.code == Code::IO && problem.message.starts_with("there is no");
        match settings.iter().find(names_it).filter(|_| is_missing && problem.place().is_none()) {
            Some(given) => given.origin.at(problem),
            None => problem,
        }
    };
    problems.into_iter().map(placed).collect()
}

/// Returns the default profile.
pub(crate) fn profile(settings: &[Given]) -> Option<&Path> {
    path(settings, PROFILE)
}

/// Returns the folder of the decisions.
pub(crate) fn decisions(settings: &[Given]) -> Option<&Path> {
    path(settings, DECISIONS)
}

fn path<'s>(settings: &'s [Given], name: &str) -> Option<&'s Path> {
    let given = settings.iter().find(|given| given.name == name)?;
    given.values.first().map(Path::new)
}

/// Returns the default profile where a command reads it, nobody named it, and it is not simply the one
/// of this folder.
pub(crate) fn profile_found<'s>(matches: &ArgMatches, settings: &'s [Given]) -> Option<&'s Path> {
    let path = settings.iter().find_map(|given| match &given.origin {
        Origin::File(path) if given.name == PROFILE => Some(path.as_path()),
        _ => None,
    });
    let path = path.filter(|path| path.starts_with("..") || !path.ends_with(SAVED))?;
    let (command, matches) = matches.subcommand()?;
    let (_, id) = PROFILES.iter().chain([&CHECKED]).find(|(of, _)| *of == command)?;
    let is_named = matches.value_source(id) == Some(ValueSource::CommandLine);
    let is_it = matches.get_raw(id).is_none_or(|mut read| read.any(|it| it == path));
    (!is_named && is_it).then_some(path)
}

/// Tells whether the folder that was named for decisions is what a command looks at: it stands for
/// the setting, which names what `check` checks.
pub(crate) fn looks_at_decisions(matches: &ArgMatches) -> bool {
    let Some((command, matches)) = matches.subcommand() else { return false };
    let is_named = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
    command == CHECKED.0 && is_named(DECISIONS) && !is_named(CHECKED.1)
}

/// Gives the dimensions of a rule base the weights that are set.
///
/// # Errors
/// What is no dimension or no weight.
pub(crate) fn weigh(base: &mut RuleBase, settings: &[Given]) -> Result<(), Problems> {
    let mut problems = Problems::new();
    for given in settings {
        let Some(name) = given.name.strip_prefix(WEIGHTS) else { continue };
        let weight = given.values.first().map(String::as_str).unwrap_or_default();
        match profile::weight(base, name, weight, WEIGHTS) {
            Ok((id, weight)) => {
                if let Some(dimension) = base.dimensions.get_mut(id.index()) {
                    dimension.weight = weight;
                }
            }
            Err(problem) => problems.push(given.origin.at(problem)),
        }
    }
    if problems.is_empty() && base.dimensions.iter().all(|dimension| dimension.weight == 0) {
        let message = "all weights are set to zero, so nothing can count";
        problems.push(Problem::error(Code::OUT_OF_RANGE, message));
    }
    problems.or(())
}

impl Given {
    /// Says what is wrong with the values, if an argument does not take them.
    fn check(&self, argument: &Arg) -> Result<(), Problem> {
        let value = Arg::new("value").long("value").action(ArgAction::Append);
        let value = value.value_parser(argument.get_value_parser().clone());
        let words = self.values.iter().map(|value| format!("--value={value}"));
        let parsed = Command::new("").no_binary_name(true).arg(value).try_get_matches_from(words);
        parsed.map(|_| ()).map_err(|error| {
            let why = std::error::Error::source(&error).map(ToString::to_string);
            let why = why.unwrap_or_else(|| {
                let words = argument.get_possible_values();
                let words: Vec<&str> = words.iter().map(PossibleValue::get_name).collect();
                match words.as_slice() {
                    [] => "this is no value for it".to_owned(),
                    words => format!("expected {}", words.join(" or ")),
                }
            });
            let message = format!("`{}`: {why}", self.name);
            self.origin.at(Problem::error(Code::OUT_OF_RANGE, message))
        })
    }
}

impl Origin {
    /// Returns where it is, in words.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Variable(name) => name.clone(),
            Self::Place(place) => {
                format!("{}:{}", place.source.name(), place.line_and_column().0)
            }
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Says of a problem where it comes from.
    fn at(&self, problem: Problem) -> Problem {
        match self {
            Self::Place(place) => problem.at(place.clone(), ""),
            other => problem.note(format!("it comes from {}", other.words())),
        }
    }
}
