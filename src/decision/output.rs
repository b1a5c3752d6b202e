//! Findings as text, in the formats that people and CI systems read, one finding at a time: what is
//! printed is not kept, so that a folder of any size can be checked.

pub mod json;
mod pages;
mod table;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

pub use self::{json::Json, pages::Pages, table::Table};
use super::finding::{self, Finding, Outcome};
use crate::{
    problem::{
        Problem,
        case::{Sink, Summary},
    },
    report::number,
};

/// Findings as text, piece by piece.
pub trait Output {
    /// Returns what comes before all findings.
    fn begin(&mut self) -> String {
        String::new()
    }

    /// Returns a finding; `fails` says whether the check fails because of it.
    fn finding(&mut self, finding: &Finding, fails: bool) -> String;

    /// Returns a file that cannot be checked, and why.
    fn bad(&mut self, file: &str, problems: &[Problem]) -> String;

    /// Returns what comes after all findings; whether they are `complete`, or something kept others
    /// from being found.
    fn end(&mut self, tally: &Tally, complete: bool) -> String;
}

/// Findings in a format that has a sink for all kinds of problems.
pub struct Cases(pub Box<dyn Sink>);

impl Output for Cases {
    fn begin(&mut self) -> String {
        self.0.begin()
    }

    fn finding(&mut self, finding: &Finding, fails: bool) -> String {
        self.0.case(&finding.case(fails))
    }

    fn bad(&mut self, file: &str, problems: &[Problem]) -> String {
        self.0.case(&finding::unreadable(file, problems))
    }

    fn end(&mut self, tally: &Tally, complete: bool) -> String {
        self.0.end(&Summary { words: tally.words(), tally: json!(tally), complete })
    }
}

/// How many findings there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Tally {
    /// Decisions that were checked.
    pub checked: usize,
    /// Those that stand.
    pub stands: usize,
    /// Those that stand, but weaker.
    pub weaker: usize,
    /// Those that no longer stand.
    pub changed: usize,
    /// Those of which nothing can be told.
    pub cannot_tell: usize,
    /// Those that are no longer, or never were, in force.
    pub retired: usize,
    /// Those with an answer that is another now than on record.
    pub moved: usize,
    /// Those that do not pass a gate.
    pub behind_gates: usize,
    /// Those that would fail the check, were it not for an exception.
    pub excepted: usize,
    /// Those that fail the check although there was an exception, which is over.
    pub expired: usize,
    /// Those that fail the check.
    pub failing: usize,
    /// Files that cannot be checked.
    pub bad: usize,
    /// Files that hold no decision, in folders and among those left out.
    pub skipped: usize,
}

impl Tally {
    /// Counts a finding.
    pub fn add(&mut self, finding: &Finding, strict: bool) {
        self.checked += 1;
        match finding.outcome {
            Outcome::Stands => self.stands += 1,
            Outcome::Weaker => self.weaker += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::CannotTell => self.cannot_tell += 1,
            Outcome::Retired => self.retired += 1,
        }
        self.moved += usize::from(finding.has_moved());
        self.behind_gates += usize::from(!finding.breaches.is_empty());
        if finding.at_fault(strict) {
            self.excepted += usize::from(finding.excused());
            self.expired += usize::from(finding.exception.is_some() && !finding.excused());
        }
        self.failing += usize::from(finding.fails(strict));
    }

    /// Returns the counts in a sentence or two, with what is not there left out.
    pub fn words(&self) -> String {
        let counts = [
            (self.stands, "standing"),
            (self.weaker, "weaker"),
            (self.changed, "changed"),
            (self.cannot_tell, "cannot tell"),
            (self.retired, "retired"),
            (self.moved, "with an answer that moved"),
            (
                self.behind_gates,
                if self.behind_gates == 1 { "failed gate" } else { "failed gates" },
            ),
            (self.excepted, "excepted"),
            (self.expired, "with an exception that is over"),
            (self.bad, "unreadable"),
        ];
        let parts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
        let checked = number::count(self.checked as i64, "decision");
        let skipped = match self.skipped {
            0 => String::new(),
            skipped => {
                format!(" {} held no decision.", number::count(skipped as i64, "file"))
            }
        };
        let failing = match self.failing + self.bad {
            0 => String::new(),
            1 => " 1 fails the check.".to_owned(),
            failing => format!(" {failing} fail the check."),
        };
        if parts.is_empty() {
            format!("{checked} checked.{skipped}")
        } else {
            format!("{checked} checked: {}.{failing}{skipped}", parts.join(", "))
        }
    }
}

/// Returns the first place of some problems: file, line and column, the latter 1 where there is
/// none.
fn place(file: &str, problems: &[Problem]) -> (String, usize, usize) {
    match problems.iter().find_map(|problem| problem.place()) {
        Some(place) => {
            let (line, column) = place.line_and_column();
            (place.source.name().to_owned(), line, column)
        }
        None => (file.to_owned(), 1, 1),
    }
}

/// Returns the messages of some problems, a line for each.
fn messages(problems: &[Problem]) -> String {
    problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("\n")
}
