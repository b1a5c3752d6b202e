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
    let top = repository(&real(path)).map(Path::to_owned);
    let mut seen = HashSet::from([real(path)]);
    let (mut open, mut fault) = (Vec::new(), None);
    loop {
        for successor in named {
            let next = match files_of(&folder, &successor, top.as_deref()).as_slice() {
                [next] if top.as_deref().is_some_and(|top| !is_within(next, top)) => {
                    fault = fault.or(Some("which is not in the repository"));
                    continue;
                }
                [next] => next.clone(),
                // A later one says so itself.
                _ if seen.len() > 1 => return None,
                [] => {
                    fault = fault.or(Some("which is not there"));
                    continue;
                }
                _ => {
                    fault = fault.or(Some("which several files could be"));
                    continue;
                }
            };
            if !seen.insert(real(&next)) {
                continue;
            }
            let Ok(read) = read::source(&next) else {
                fault = fault.or(Some("which cannot be read"));
                continue;
            };
            let retired = match decision::read::read(&read) {
                Ok(Some(record)) => record.retired,
                Err(problems) if check::retired(&read, &problems).is_none() => {
                    fault = fault.or(Some("which cannot be read"));
                    continue;
                }
                Ok(None) if status::says_nothing(&read) => {
                    fault = fault.or(Some("which holds no decision"));
                    continue;
                }
                Ok(None) | Err(_) => status::told_anywhere(&read),
            };
            if retired == Some(status::REJECTED) {
                fault = fault.or(Some("which was rejected"));
                continue;
            }
            let further = status::successors(&read);
            if further.is_empty() {
                return None;
            }
            open.push((folder_of(&next).to_owned(), further));
        }
        let Some(next) = open.pop() else { break };
        (folder, named) = next;
    }
    let fault = fault.unwrap_or("and records there supersede each other in a circle");
    Some(format!("The record is superseded by {first}, {fault}, so no decision is in force."))
}

/// Finds the files that could be the record which took the place of one in a folder. Links from the
/// root on count from the top of the repository, as those who show them have it.
fn files_of(folder: &Path, successor: &Successor, top: Option<&Path>) -> Vec<PathBuf> {
    let is_record = |file: &PathBuf| is_markdown(file) && file.is_file();
    match successor {
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
    }
}
