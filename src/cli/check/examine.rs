//! What is found out about the decisions in a file.

use std::path::PathBuf;

use whereto::{
    decision::{
        self,
        check::{self, Checker},
        finding::Finding,
    },
    problem::{Code, Problem, Problems},
    profile::{Profile, expects},
    rulebase::RuleBase,
    source::Source,
};

use super::{
    others::{is_data, is_other},
    successor::succeeded,
};
#[cfg(feature = "mcp")]
use crate::cli::files::Walk;
use crate::cli::{
    files::{File, Item, is_markdown},
    read,
};

/// What became of an item: of a file that was read, what was found out about its decisions.
pub(super) enum Examined {
    Read(PathBuf, Result<Vec<Finding>, Problems>),
    LeftOut(Item),
}

/// Finds out about all decisions in files and folders.
///
/// # Errors
/// Everything that keeps a file or a folder from being read.
#[cfg(feature = "mcp")]
pub(crate) fn findings(
    paths: Vec<PathBuf>,
    checker: Checker<'_>,
) -> Result<Vec<Finding>, Problems> {
    let named = paths.into_iter().map(File::named).collect();
    let examined = Walk::new(named, super::others::Checked).filter_map(|item| match item {
        Item::File(file) => Some(examine(&file, checker)),
        Item::Unreadable(folder, error) => Some(Err(read::unreadable(&folder, &error).into())),
        _ => None,
    });
    Ok(Problems::gather(examined)?.concat())
}

/// Finds out what became of an item; any number of threads may ask at once.
pub(super) fn examined(item: Item, checker: Checker<'_>) -> Examined {
    match item {
        Item::File(file) => {
            let findings = examine(&file, checker);
            Examined::Read(file.path, findings)
        }
        Item::Unreadable(folder, error) => {
            let problem = read::unreadable(&folder, &error);
            Examined::Read(folder, Err(problem.into()))
        }
        left_out => Examined::LeftOut(left_out),
    }
}

/// Returns what is found out about the decisions in a file; nothing of one that holds none and need
/// not.
fn examine(file: &File, checker: Checker<'_>) -> Result<Vec<Finding>, Problems> {
    let path = &file.path;
    if file.found && path.metadata().is_ok_and(|it| !it.is_file()) {
        return Ok(Vec::new());
    }
    let source = match read::source(path) {
        Ok(source) => source,
        // In folders there are other texts, of any size and encoding, and links to nowhere.
        Err(problems) if file.found && is_other(path, &problems) => return Ok(Vec::new()),
        Err(problems) => return Err(problems),
    };
    match decision::read::read(&source) {
        Ok(Some(decision)) => {
            let finding = checker.record(&decision)?;
            return Ok(vec![succeeded(finding, path, &source, &checker.terms.gates)]);
        }
        Ok(None) => {}
        Err(problems) => {
            let finding = check::retired(&source, &problems).ok_or(problems)?;
            return Ok(vec![succeeded(finding, path, &source, &checker.terms.gates)]);
        }
    }
    if is_markdown(path) {
        let message = format!("there is no decision in `{}`", path.display());
        let problem = Problem::error(Code::MISSING, message)
            .help("`whereto adr` writes records that can be checked");
        return if file.found { Ok(Vec::new()) } else { Err(problem.into()) };
    }
    // Other texts are only looked into for records.
    let may_expect = is_data(path) || !file.walked;
    if file.found && !(may_expect && expects(&source, checker.engine.base())) {
        return Ok(Vec::new());
    }
    let base = checker.engine.base();
    let profile = Profile::read(&source, base)?;
    if let Some(place) = profile.blank_expectation() {
        let problem = expects_nothing(&source, base).at(place.clone(), "nothing stands behind it");
        return Err(problem.into());
    }
    let has_key = profile.expected_at().is_some();
    let findings = checker.profile(source.name(), profile);
    // A key without anything behind it would take a decision out of the gate unseen; of a part it says
    // that nothing is expected there.
    let is_missing = findings.is_empty() && (!file.found || has_key);
    if is_missing { Err(expects_nothing(&source, base).into()) } else { Ok(findings) }
}

fn expects_nothing(source: &Source, base: &RuleBase) -> Problem {
    let options: Vec<&str> = base.ids_of_options().collect();
    let message = format!("`{}` expects nothing that could be checked", source.name());
    let help = format!("give it `expect:` with one of {}", options.join(", "));
    Problem::error(Code::MISSING, message).help(help)
}
