//! What became of a decision that is superseded: the record that took its place, and whether that one
//! is in force.

use std::{
    collections::HashSet,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use whereto::{
    decision::{
        self,
        finding::{Finding, Outcome},
        gates::Gates,
        number,
        status::{self, Successor},
    },
    source::Source,
};

use crate::cli::{
    files::{is_markdown, real},
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
    let mut seen = HashSet::from([real(path)]);
    let (mut open, mut fault) = (Vec::new(), None);
    loop {
        for successor in named {
            let Some(next) = file_of(&folder, &successor) else {
                // A later one says so itself.
                if seen.len() > 1 {
                    return None;
                }
                fault = fault.or(Some("which is not there"));
                continue;
            };
            if !seen.insert(real(&next)) {
                continue;
            }
            let Ok(read) = read::source(&next) else {
                fault = fault.or(Some("which cannot be read"));
                continue;
            };
            let record = decision::read::read(&read).ok().flatten();
            if record.is_some_and(|it| it.retired == Some(status::REJECTED)) {
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

/// Finds the file of a record that took the place of one in a folder.
fn file_of(folder: &Path, successor: &Successor) -> Option<PathBuf> {
    match successor {
        Successor::File(file) => {
            Some(folder.join(file)).filter(|file| is_markdown(file) && file.is_file())
        }
        Successor::Number(wanted) => {
            let names = fs::read_dir(folder).into_iter().flatten().flatten();
            let names = names.filter_map(|entry| entry.file_name().into_string().ok());
            let mut files = names.map(|name| folder.join(name));
            files.find(|file| {
                let name = file.file_name().and_then(OsStr::to_str).unwrap_or_default();
                number::of_name(name) == Some(*wanted) && is_markdown(file) && file.is_file()
            })
        }
    }
}
