//! What is found out about a decision.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::{compare::Change, exceptions::Exception, gates::Breach};
use crate::source::Place;

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is what would be decided today.
    Stands,
    /// It stands, and less speaks for it than did.
    Weaker,
    /// Something else would be decided today.
    Changed,
    /// There is no single recommendation to hold it to, or it cannot be read by today's rules.
    CannotTell,
    /// It was rejected, deprecated or superseded, so that nothing has to stand.
    Retired,
}

impl Outcome {
    /// As it is printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stands => "stands",
            Self::Weaker => "weaker",
            Self::Changed => "changed",
            Self::CannotTell => "cannot tell",
            Self::Retired => "retired",
        }
    }
}

/// What kind of file a decision stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A decision record.
    Record,
    /// A profile with `expect`.
    Profile,
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
    pub confidence_then: Option<String>,
    /// How confident it is today.
    pub confidence_now: Option<String>,
    /// What changed since, or for a profile, what speaks against its expectation.
    pub changes: Vec<Change>,
    /// The gates that it does not pass.
    pub breaches: Vec<Breach>,
    /// The exception that was made for it.
    pub exception: Option<Excused>,
}

/// An exception, applied.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct Excused {
    /// Why.
    pub because: String,
    /// The last day.
    pub until: String,
    /// Whether that is over.
    pub expired: bool,
}

impl Excused {
    /// An exception on a day.
    pub fn of(exception: &Exception, today: Date) -> Self {
        Self {
            because: exception.because.clone(),
            until: exception.until.to_string(),
            expired: exception.expired(today),
        }
    }
}

impl Finding {
    /// A finding about which nothing is known yet.
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
            changes: Vec::new(),
            breaches: Vec::new(),
            exception: None,
        }
    }

    /// What the decision is on, as it is printed: the file, and the part of a system.
    pub fn subject(&self) -> String {
        match &self.component {
            Some(component) => format!("{} ({component})", self.file),
            None => self.file.clone(),
        }
    }

    /// Whether it is not as it should be, exceptions aside.
    pub fn at_fault(&self, strict: bool) -> bool {
        let outcome = match self.outcome {
            Outcome::Changed => true,
            Outcome::Weaker | Outcome::CannotTell => strict,
            Outcome::Stands | Outcome::Retired => false,
        };
        outcome || !self.breaches.is_empty()
    }

    /// Whether an exception keeps it from failing.
    pub fn excused(&self) -> bool {
        self.exception.as_ref().is_some_and(|exception| !exception.expired)
    }

    /// Whether the check fails because of it.
    pub fn fails(&self, strict: bool) -> bool {
        self.at_fault(strict) && !self.excused()
    }
}
