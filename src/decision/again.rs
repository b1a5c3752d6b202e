//! Answers that were read or measured, looked for again: what the files say now is held against what
//! is on record. Reading them is for whoever calls ([`Look`]).

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    field::Field,
    profile::{Evidence, How, file_of},
    report::{
        list,
        measured::Measurement,
        plain,
        scan::{ClaimReport, ScanReport},
    },
    rulebase::trace::Strength,
    words::worded,
};

worded! {
    /// What became of an answer where it was found.
    pub enum FoundAgain {
        /// It is there.
        Same = "same",
        /// Another answer is there.
        Moved = "moved",
        /// What it was found in is there, and does not say it any more.
        Lost = "lost",
        /// What it was found in is there, and cannot be read.
        Unreadable = "unreadable",
        /// What it was found in is not there.
        Gone = "gone",
    }
}

/// An answer that was looked for again.
#[derive(Clone, Debug, PartialEq, JsonSchema, Serialize)]
pub struct Again {
    /// The question, or after `assumptions.` what the estimate would assume.
    pub field: String,
    /// How it was known.
    pub how: How,
    /// What became of it.
    pub found: FoundAgain,
    /// The answer on record.
    pub then: Json,
    /// The answer that is there now; null where there is none.
    pub now: Option<Json>,
    /// Where it stands now, or else where it was looked for.
    pub from: Vec<String>,
    /// What stands there or was counted, or why there is no answer.
    pub because: String,
}

/// What there is now of what an answer rests on.
#[derive(Clone, Debug)]
pub enum Sight {
    /// It is not there; these files are missing.
    Gone(Vec<String>),
    /// It is there and cannot be read, for this reason.
    Unreadable(String),
    /// The repository that it was read in, as it is now, and which of the files are missing.
    Scanned(Arc<ScanReport>, Vec<String>),
    /// The logs that it was measured from, as they are now.
    Measured(Arc<Measurement>),
}

/// Looks at files on behalf of a check.
pub trait Look: Sync {
    /// Returns what there is now of each piece of evidence for the answers that stand in a file, in
    /// their order.
    fn look(&self, file: &str, evidence: &[&Evidence]) -> Vec<Sight>;
}

impl Again {
    /// Holds what there is now against the answer on record.
    pub(super) fn new(field: &Field, then: Json, evidence: &Evidence, sight: Sight) -> Self {
        let (otherwise, now) = match sight {
            Sight::Scanned(scan, missing) => match scanned(&scan, field, &then, evidence) {
                Err(_) if !missing.is_empty() => (FoundAgain::Gone, Err(not_there(&missing))),
                now => (FoundAgain::Lost, now),
            },
            Sight::Measured(measurement) => {
                (FoundAgain::Lost, measured(&measurement, field, &evidence.from))
            }
            Sight::Gone(missing) => (FoundAgain::Gone, Err(not_there(&missing))),
            Sight::Unreadable(because) => (FoundAgain::Unreadable, Err(because)),
        };
        let (found, now, because, from) = match now {
            Ok((now, because, from)) if now == then => (FoundAgain::Same, Some(now), because, from),
            Ok((now, because, from)) => (FoundAgain::Moved, Some(now), because, from),
            Err(because) => (otherwise, None, because, evidence.from.clone()),
        };
        Self { field: field.id.clone(), how: evidence.how, found, then, now, from, because }
    }

    /// Returns whether nobody can tell if it is still so, although what it rests on is there.
    pub(super) fn is_unsure(&self) -> bool {
        matches!(self.found, FoundAgain::Lost | FoundAgain::Unreadable)
    }
}

/// Says what became of answers, a line for each that moved, and for all others by the reason.
pub(super) fn words(answers: &[Again]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut others: Vec<(&str, Vec<String>)> = Vec::new();
    for answer in answers {
        let Again { field, found, then, now, from, because, .. } = answer;
        match (found, now) {
            (FoundAgain::Same, _) => {}
            (FoundAgain::Moved, Some(now)) => {
                let (now, then, places) = (plain(now), plain(then), list(from));
                lines.push(format!("`{field}` is {now} now, not {then}: {because} ({places})"));
            }
            _ => {
                let field = format!("`{field}`");
                match others.iter_mut().find(|(known, _)| known == because) {
                    Some((_, fields)) => fields.push(field),
                    None => others.push((because, vec![field])),
                }
            }
        }
    }
    lines.extend(others.into_iter().map(|(because, fields)| {
        let are = if fields.len() == 1 { "is" } else { "are" };
        format!("{} {are} taken from the record: {because}", list(fields))
    }));
    lines
}

/// An answer that is there now, why it is, and where it stands.
type Now = (Json, String, Vec<String>);

fn not_there(files: &[String]) -> String {
    format!("{} {} not there", list(files), if files.len() == 1 { "is" } else { "are" })
}

/// Finds the answer in what a repository says now: of several parts in that which the same files
/// speak of.
fn scanned(
    scan: &ScanReport,
    field: &Field,
    then: &Json,
    evidence: &Evidence,
) -> Result<Now, String> {
    let files: Vec<&str> = evidence.files().collect();
    let all = scan.everywhere().filter(|answer| answer.field == field.id);
    let all: Vec<&ClaimReport> = all.map(|answer| &answer.claim).collect();
    let is_of_same =
        |claim: &&ClaimReport| claim.evidence.iter().any(|place| files.contains(&file_of(place)));
    let mut own: Vec<&ClaimReport> = all.iter().copied().filter(is_of_same).collect();
    if own.is_empty() && scan.components.is_empty() {
        own = all;
    }
    let best = own.iter().find(|claim| claim.value == *then);
    let best = best.or_else(|| own.iter().find(|claim| claim.strength == Strength::Proof));
    let Some(claim) = best.or(own.first()) else {
        return Err(match scan.torn(&field.id).next() {
            Some(words) => format!("files say different things now: {words}"),
            None => "nothing in the repository says it any more".to_owned(),
        });
    };
    Ok((claim.value.clone(), claim.because.clone(), claim.few()))
}

/// Finds the answer in what logs say now.
fn measured(measurement: &Measurement, field: &Field, from: &[String]) -> Result<Now, String> {
    if let Some(answer) = measurement.answers.iter().find(|answer| answer.field == field.id) {
        return Ok((answer.value.clone(), answer.because.clone(), from.to_vec()));
    }
    let not = measurement.unanswered.iter().find(|not| not.field == field.id);
    Err(not.map_or_else(|| "the logs do not tell it any more".to_owned(), |it| it.because.clone()))
}
