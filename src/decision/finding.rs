//! What is found out about a decision.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    again::{self, Again, FoundAgain},
    compare::Change,
    exceptions::Exception,
    gates::Breach,
};
use crate::{
    analysis::confidence::Confidence,
    problem::{
        Advice, Code, Problem, Severity,
        case::{Case, CaseResult, Run},
    },
    source::{Place, Source},
    words::worded,
};

worded! {
    /// What became of a decision.
    pub enum Outcome {
        /// It is what would be decided today.
        Stands = "stands",
        /// It stands, and less speaks for it than did.
        Weaker = "weaker",
        /// Something else would be decided today.
        Changed = "changed",
        /// There is no single recommendation to hold it to, it cannot be read by today's rules, or
        /// what took its place is missing.
        CannotTell = "cannot-tell",
        /// It was rejected, deprecated or superseded, so that nothing has to stand.
        Retired = "retired",
    }

    /// What kind of file a decision stands in.
    pub enum Kind {
        /// A decision record.
        Record = "record",
        /// A profile with `expect`.
        Profile = "profile",
    }
}

impl Outcome {
    /// Returns it as it is printed for people.
    pub(super) fn words(self) -> String {
        self.name().replace('-', " ")
    }
}

/// What is found out about one decision.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Finding {
    /// The file.
    pub file: String,
    /// The line in which the decision stands, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What kind of file it is.
    pub kind: Kind,
    /// The part of a system that the decision is on.
    pub component: Option<String>,
    /// What became of the decision.
    pub outcome: Outcome,
    /// The same in a sentence or two.
    pub words: String,
    /// The option that was decided on.
    pub decided: Option<String>,
    /// What was recommended when a record was written.
    pub recommended_then: Option<String>,
    /// What is recommended today.
    pub recommended_now: Option<String>,
    /// By how many points the decided option led the next one; null when there was no other.
    pub lead_then: Option<i64>,
    /// By how many points the decided option leads today; less than nothing when another leads it.
    pub lead_now: Option<i64>,
    /// How confident the recommendation was.
    pub confidence_then: Option<Confidence>,
    /// How confident it is today.
    pub confidence_now: Option<Confidence>,
    /// The answers that were read or measured, as they were looked for again. What moved counts as it
    /// is now.
    pub again: Vec<Again>,
    /// What changed since, or for a profile, what speaks against its expectation.
    pub changes: Vec<Change>,
    /// The gates that it does not pass.
    pub breaches: Vec<Breach>,
    /// The exception that was made for it.
    pub exception: Option<Excused>,
    /// Where the decision stands.
    #[serde(skip)]
    pub(super) place: Place,
}

/// An exception, applied.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Excused {
    /// Why the decision may fail all the same.
    pub because: String,
    /// The last day.
    pub until: String,
    /// Whether that is over.
    pub expired: bool,
}

impl Excused {
    /// Applies an exception on a day.
    pub fn new(exception: &Exception, today: Date) -> Self {
        Self {
            because: exception.because.clone(),
            until: exception.until.to_string(),
            expired: exception.expired(today),
        }
    }
}

const CHANGED: Code = Code {
    name: "changed",
    means: "By the rules and prices of today something else would be decided.",
};
const WEAKER: Code =
    Code { name: "weaker", means: "The decision stands, and less speaks for it than did." };
const CANNOT_TELL: Code = Code {
    name: "cannot-tell",
    means: "There is no single recommendation to hold the decision to.",
};
const MOVED: Code = Code {
    name: "moved",
    means: "An answer is another now than on record, and the decision stands.",
};
const UNSURE: Code = Code {
    name: "unsure",
    means: "What an answer rests on is there and does not tell it any more; the decision stands with \
            the one on record.",
};
const GATE: Code = Code { name: "gate", means: "The decision stands, and does not pass a gate." };
const UNREADABLE: Code = Code { name: "unreadable", means: "The file cannot be checked." };

/// What a check of decisions is about.
pub const RUN: Run = Run {
    name: "whereto check",
    fingerprint: "decision/v1",
    codes: &[CHANGED, WEAKER, CANNOT_TELL, GATE, UNSURE, MOVED, UNREADABLE],
};

impl Finding {
    /// Starts a finding about which nothing is known yet.
    pub(super) fn blank(place: &Place, kind: Kind) -> Self {
        let (line, column) = place.line_and_column();
        Self {
            file: place.source.name().to_owned(),
            line,
            column,
            kind,
            component: None,
            outcome: Outcome::CannotTell,
            words: String::new(),
            decided: None,
            recommended_then: None,
            recommended_now: None,
            lead_then: None,
            lead_now: None,
            confidence_then: None,
            confidence_now: None,
            again: Vec::new(),
            changes: Vec::new(),
            breaches: Vec::new(),
            exception: None,
            place: place.clone(),
        }
    }

    /// Returns what the decision is on, as it is printed: the file, and the part of a system.
    pub fn subject(&self) -> String {
        match &self.component {
            Some(component) => format!("{} ({component})", self.file),
            None => self.file.clone(),
        }
    }

    /// Returns whether it is not as it should be, exceptions aside.
    pub fn at_fault(&self, strict: bool) -> bool {
        let outcome = match self.outcome {
            Outcome::Changed => true,
            Outcome::Weaker | Outcome::CannotTell => strict,
            Outcome::Stands | Outcome::Retired => false,
        };
        outcome || !self.breaches.is_empty() || strict && self.is_unsure()
    }

    /// Returns whether an answer is another now than on record.
    pub(super) fn has_moved(&self) -> bool {
        self.again.iter().any(|answer| answer.found == FoundAgain::Moved)
    }

    /// Returns whether of an answer nobody can tell if it is still so.
    fn is_unsure(&self) -> bool {
        self.again.iter().any(Again::is_unsure)
    }

    /// Returns whether an exception keeps it from failing.
    pub fn excused(&self) -> bool {
        self.exception.as_ref().is_some_and(|exception| !exception.expired)
    }

    /// Returns whether the check fails because of it.
    pub fn fails(&self, strict: bool) -> bool {
        self.at_fault(strict) && !self.excused()
    }

    /// Returns everything that is to be said of it beside its first sentence, a line for each
    /// thing. What changed and left a decision standing is only told `in_full`.
    pub fn details(&self, in_full: bool) -> Vec<String> {
        const MOST: usize = 12;
        let most = if in_full { usize::MAX } else { MOST };
        let mut lines = again::words(&self.again);
        if in_full || !matches!(self.outcome, Outcome::Stands | Outcome::Retired) {
            lines.extend(self.changes.iter().take(most).map(|change| change.words.clone()));
            if self.changes.len() > most {
                lines.push(format!("and {} more changes", self.changes.len() - most));
            }
        }
        let breaches = self.breaches.iter();
        lines.extend(breaches.map(|breach| format!("fails --{}: {}", breach.gate, breach.words)));
        if let Some(exception) = &self.exception {
            let state = if exception.expired { "exception, over since" } else { "exception until" };
            lines.push(format!("{state} {}: {}", exception.until, exception.because));
        }
        lines
    }

    /// Returns it as a case of a run; `fails` says whether the check fails because of it.
    pub fn case(&self, fails: bool) -> Case {
        let problem = self.problem(fails);
        let result = match (&self.exception, self.outcome) {
            _ if fails => CaseResult::Failed,
            (_, Outcome::Retired) => {
                CaseResult::Excused { because: self.words.clone(), until: None }
            }
            (Some(exception), _) if problem.is_some() && !exception.expired => {
                let Excused { because, until, .. } = exception.clone();
                CaseResult::Excused { because, until: Some(until) }
            }
            _ => CaseResult::Passed,
        };
        let on = self.component.as_ref().map(|part| format!(" on {part}")).unwrap_or_default();
        Case {
            title: format!("Decision{on}: {}", self.outcome.words()),
            name: self.subject(),
            part: self.component.clone(),
            group: None,
            place: Some((self.file.clone(), self.line)),
            problems: problem.into_iter().collect(),
            result,
        }
    }

    /// Returns what is wrong with the decision, if it does not simply stand.
    fn problem(&self, fails: bool) -> Option<Problem> {
        let passes_gates = self.breaches.is_empty();
        let code = match self.outcome {
            Outcome::Changed => CHANGED,
            Outcome::Weaker if passes_gates || !fails => WEAKER,
            Outcome::CannotTell if passes_gates || !fails => CANNOT_TELL,
            _ if !passes_gates => GATE,
            _ if self.is_unsure() => UNSURE,
            _ if self.has_moved() => MOVED,
            _ => return None,
        };
        let is_error = fails || self.at_fault(false);
        let severity = if is_error { Severity::Error } else { Severity::Warning };
        let mut problem = Problem::new(severity, code, self.words.as_str());
        problem.advice.extend(self.details(false).into_iter().map(Advice::Note));
        Some(problem.at(self.place.clone(), ""))
    }
}

/// Returns a file that cannot be checked as a case of a run.
pub fn unreadable(file: &str, problems: &[Problem]) -> Case {
    let nowhere = || Place { source: Source::new(file, ""), span: 0..0 };
    let first = problems.iter().find_map(Problem::place).cloned().unwrap_or_else(nowhere);
    let problem = |problem: &Problem| {
        let mut problem = Problem { code: UNREADABLE, ..problem.clone() };
        if problem.marks.is_empty() {
            problem = problem.at(first.clone(), "");
        }
        problem
    };
    let file = first.source.name().to_owned();
    Case {
        title: "Decision: unreadable".to_owned(),
        name: file.clone(),
        part: None,
        group: None,
        place: Some((file, first.line_and_column().0)),
        problems: problems.iter().map(problem).collect(),
        result: CaseResult::Unreadable,
    }
}
