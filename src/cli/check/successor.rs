//! What became of a decision that is superseded: the record that took its place, and whether that one
//! is in force.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use whereto::{
    decision::{
        self, check,
        finding::{Finding, Outcome},
        gates::Gates,
        number,
        status::{self, Successor},
    },
    source::Source,
};

use crate::cli::{
    files::{is_markdown, is_within, real, repository},
    read::{self, folder_of},
};

/// Looks for the record that took the place of one that is superseded: where a run was ended in
/// between, a file was lost, or records took each other's place, no decision is in force.
pub(super) fn succeeded(
    mut finding: Finding,
    path: &Path,
    source: &Arc<Source>,
    gates: &Gates,
) -> Finding {
    if finding.outcome == Outcome::Retired
        && path != Path::new("-")
        && let Some(words) = without_successor(path, source)
    {
        finding.outcome = Outcome::CannotTell;
        finding.words = words;
        finding.breaches = gates.unshown();
    }
    finding
}

/// Says why of the records that took the place of one, if any, none is in force.
fn without_successor(path: &Path, source: &Arc<Source>) -> Option<String> {
    let mut named = status::successors(source);
    let first = named.first()?.clone();
    let mut folder = folder_of(path).to_owned();
    let own = real(path);
    let top = repository(&own).map(Path::to_owned);
    let is_outside = |path: &Path| top.as_deref().is_some_and(|top| !is_within(path, top));
    let mut seen = HashSet::from([own]);
    let (mut open, mut fault, mut is_later) = (Vec::new(), None, false);
    loop {
        let mut is_in_force = false;
        for successor in named {
            let next = match file_of(&folder, &successor, top.as_deref()) {
                Err(why) => Err(why),
                Ok(next) if is_outside(&next) => Err(Fault::Outside),
                Ok(next) if !seen.insert(real(&next)) => continue,
                Ok(next) => further(&next).map(|further| (folder_of(&next).to_owned(), further)),
            };
            match next {
                Ok((_, further)) if further.is_empty() => is_in_force = true,
                Ok(next) => open.push(next),
                Err(_) if is_later => fault = fault.or(Some(Fault::Overtaken)),
                // Whether the others are all of what took its place cannot be told.
                Err(why) if why != Fault::Rejected => return Some(why.told(&successor)),
                Err(why) => fault = fault.or(Some(why)),
            }
        }
        if is_in_force {
            return None;
        }
        let Some(next) = open.pop() else { break };
        (folder, named) = next;
        is_later = true;
    }
    Some(fault.unwrap_or(Fault::Circle).told(&first))
}

/// Why a record that took the place of another one is not in force.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Absent,
    Ambiguous,
    Outside,
    Unreadable,
    WithoutDecision,
    Rejected,
    Overtaken,
    Circle,
}

impl Fault {
    /// Says it of the record that took the place of another one.
    fn told(self, named: &Successor) -> String {
        let fault = match self {
            Self::Absent => "which is not there",
            Self::Ambiguous => "which several files could be",
            Self::Outside => "which is not in the repository",
            Self::Unreadable => "which cannot be read",
            Self::WithoutDecision => "which holds no decision",
            Self::Rejected => "which was rejected",
            Self::Overtaken => "which gave way to a record that is not in force itself",
            Self::Circle => "and records there supersede each other in a circle",
        };
        format!("The record is superseded by {named}, {fault}, so no decision is in force.")
    }
}

/// Lists what took the place of a record that took the place of another one: nothing if it is in
/// force. Or says what keeps it from ever having been.
fn further(path: &Path) -> Result<Vec<Successor>, Fault> {
    let source = read::source(path).map_err(|_| Fault::Unreadable)?;
    let retired = match decision::read::read(&source) {
        Ok(Some(record)) => record.retired,
        Err(problems) if check::retired(&source, &problems).is_none() => {
            return Err(Fault::Unreadable);
        }
        Ok(None) if status::says_nothing(&source) => return Err(Fault::WithoutDecision),
        Ok(None) | Err(_) => status::told_anywhere(&source),
    };
    if retired == Some(status::REJECTED) {
        return Err(Fault::Rejected);
    }
    Ok(status::successors(&source))
}

/// Finds the file of the record which took the place of one in a folder, or says why there is not
/// the one. Links from the root on count from the top of the repository, as those who show them have
/// it.
fn file_of(folder: &Path, successor: &Successor, top: Option<&Path>) -> Result<PathBuf, Fault> {
    let is_record = |file: &PathBuf| is_markdown(file) && file.is_file();
    let files: Vec<PathBuf> = match successor {
        Successor::File(file) => {
            let from_top = top.and_then(|top| Some(top.join(file.strip_prefix('/')?)));
            let file = from_top.unwrap_or_else(|| folder.join(file));
            Some(file).filter(is_record).into_iter().collect()
        }
        Successor::Number(wanted) => {
            let names = fs::read_dir(folder).into_iter().flatten().flatten();
            let names = names.filter_map(|entry| entry.file_name().into_string().ok());
            let names = names.filter(|name| number::of_name(name) == Some(*wanted));
            names.map(|name| folder.join(name)).filter(is_record).collect()
        }
    };
    match files.as_slice() {
        [] => Err(Fault::Absent),
        [file] => Ok(file.clone()),
        _ => Err(Fault::Ambiguous),
    }
}
