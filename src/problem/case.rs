//! What a check looked at, piece by piece, and the trait of the sinks that print it: what is
//! printed is not kept, so that there may be any number of pieces.

use serde_json::Value as Json;

use super::{Code, Problem};

/// One thing that was looked at: a decision, a scenario, a check of a rule base, a file.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is said of it in a few words, such as `Decision: changed`.
    pub title: String,
    /// What it is called; no other case of the same group has this name.
    pub name: String,
    /// The part of its file that it is about, where there are several.
    pub part: Option<String>,
    /// The group that it belongs to, such as the file of a scenario.
    pub group: Option<String>,
    /// The file and the line in which it stands.
    pub place: Option<(String, usize)>,
    /// Everything that is wrong with it or worth knowing.
    pub problems: Vec<Problem>,
    /// What becomes of the run because of it.
    pub result: CaseResult,
}

/// What becomes of a run because of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseResult {
    /// Nothing; its problems, if any, are only told.
    Passed,
    /// The run fails.
    Failed,
    /// The run could not look at it, and fails.
    Unreadable,
    /// Nothing, though something may be wrong.
    Excused {
        /// Why that is no fault.
        because: String,
        /// The last day on which it is none.
        until: Option<String>,
    },
}

/// What a run is about.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The command.
    pub name: &'static str,
    /// By which name a result keeps its identity while lines move, with a version.
    pub fingerprint: &'static str,
    /// Everything that can be found, in the order in which it is referred to.
    pub codes: &'static [Code],
}

/// What a run comes to.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The same in a sentence or two.
    pub words: String,
    /// The counts.
    pub tally: Json,
    /// Whether everything could be looked at.
    pub complete: bool,
}

/// A format for machines in which cases are printed, one at a time.
pub trait Sink {
    /// Returns what comes before all cases.
    fn begin(&mut self) -> String {
        String::new()
    }

    /// Returns one case, or nothing where it is of no interest.
    fn case(&mut self, case: &Case) -> String;

    /// Returns what comes after all cases.
    fn end(&mut self, summary: &Summary) -> String;
}

impl Case {
    /// Makes cases of what keeps an input from being read.
    pub fn unreadable(problems: &[Problem]) -> Vec<Self> {
        let case = |problem: &Problem| Self {
            title: problem.code.name.to_owned(),
            name: problem.message.clone(),
            part: None,
            group: None,
            place: problem
                .place()
                .map(|place| (place.source.name().to_owned(), place.line_and_column().0)),
            problems: vec![problem.clone()],
            result: CaseResult::Unreadable,
        };
        problems.iter().map(case).collect()
    }
}

impl Run {
    /// What keeps an input from being read.
    pub const BAD_INPUT: Self = Self { name: "whereto", fingerprint: "input/v1", codes: Code::ALL };
}

impl Problem {
    /// Returns the message with everything else that is to be said, a line for each.
    pub(super) fn in_full(&self) -> String {
        let mut text = self.message.clone();
        for advice in &self.advice {
            text.push_str("\n- ");
            text.push_str(&advice.words());
        }
        text
    }
}
