//! Where answers come from: what a profile says of how it knows them.
//!
//! ```yaml
//! compute: {memory_mb: 512}
//! traffic: {requests_per_month: 1200000}
//! evidence:
//!   compute.memory_mb: {how: read, from: ["infra/main.tf:42"], because: "memory of the function"}
//!   traffic.requests_per_month: {how: measured, from: [access.log]}
//! ```

use std::{collections::BTreeMap, fmt};

use serde_json::json;

use super::subject::Subject;
use crate::{
    field::Value,
    rulebase::RuleBase,
    shape::{WordOf, shape},
    words::worded,
    yaml,
};

worded! {
    /// How an answer is known.
    pub enum How {
        /// Somebody said so.
        Said = "said",
        /// It stands in a file of the project.
        Read = "read",
        /// It was measured, as from logs.
        Measured = "measured",
    }
}

/// Says how an answer is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// How.
    pub how: How,
    /// The places where it stands, such as `infra/main.tf:42`, or the files it was measured from.
    pub from: Vec<String>,
    /// The arguments of `whereto measure` with which it was measured, beside the files; or the folder
    /// that `whereto scan` read, where it is not that of the repository.
    pub with: Vec<String>,
    /// What stands there, or what was counted.
    pub because: Option<String>,
}

impl Evidence {
    /// Says that an answer was found somewhere.
    pub fn new(how: How, from: Vec<String>, because: Option<String>) -> Self {
        Self { how, from, with: Vec::new(), because }
    }

    /// Lists the files that it names, without lines.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.from.iter().map(|place| file_of(place))
    }

    /// Returns it as it is written in profiles, in one line.
    pub(crate) fn flow(&self) -> String {
        let Self { how, from, with, because } = self;
        let list = |key: &str, list: &[String]| match list {
            [] => String::new(),
            _ => format!(", {key}: {}", yaml::flow(&json!(list))),
        };
        let because = because.as_ref();
        let because = because.map(|it| format!(", because: {}", yaml::flow(&json!(it))));
        let (from, with) = (list("from", from), list("with", with));
        format!("{{how: {how}{from}{with}{}}}", because.unwrap_or_default())
    }

    /// Returns whether it stands in files, where it can be looked for again.
    pub fn is_in_files(&self) -> bool {
        self.how != How::Said && !self.from.is_empty()
    }
}

/// Returns the file of a place such as `infra/main.tf:42`.
pub(crate) fn file_of(place: &str) -> &str {
    match place.rsplit_once(':') {
        Some((file, line)) if line.bytes().all(|it| it.is_ascii_digit()) => file,
        _ => place,
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.how)?;
        if !self.from.is_empty() {
            write!(f, " from {}", self.from.join(", "))?;
        }
        Ok(())
    }
}

shape! {
    /// How an answer is known, as it is written.
    pub(crate) struct RawEvidence: "evidence" {
        required how: WordOf<How> = "how the answer is known",
        optional from: Vec<&'n str> = "the places where it stands, or the files it was measured from",
        optional with: Vec<&'n str> =
            "the arguments of `whereto measure` with which it was measured, beside the files; or the \
             folder of the repository that `whereto scan` read, if not all of it",
        optional because: &'n str = "what stands there, or what was counted",
    }
}

/// Evidence for answers and assumptions, each with the value that it is for: for another it is
/// none.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidences(BTreeMap<Subject, (Value, Evidence)>);

impl Evidences {
    /// Returns the evidence for something, with the value that it is for.
    pub(super) fn get(&self, subject: Subject) -> Option<&(Value, Evidence)> {
        self.0.get(&subject)
    }

    /// Adds evidence for a value.
    pub(super) fn insert(&mut self, subject: Subject, value: Value, evidence: Evidence) {
        self.0.insert(subject, (value, evidence));
    }

    /// Adds evidence, in the place of what there is for the same answers.
    pub(super) fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.clone());
    }

    /// Writes a line for each that has evidence, given what is answered.
    pub(super) fn lines(
        &self,
        base: &RuleBase,
        answer: impl Fn(Subject) -> Option<Value>,
    ) -> Vec<String> {
        let line = |(subject, _, evidence): (Subject, Value, &Evidence)| {
            format!("{}: {}", subject.field(base).id, evidence.flow())
        };
        self.counting(answer).into_iter().map(line).collect()
    }

    /// Lists what has evidence, given what is answered.
    pub(super) fn counting(
        &self,
        answer: impl Fn(Subject) -> Option<Value>,
    ) -> Vec<(Subject, Value, &Evidence)> {
        let all = self.0.iter().map(|(subject, (of, evidence))| (*subject, *of, evidence));
        all.filter(|(subject, of, _)| answer(*subject) == Some(*of)).collect()
    }
}
