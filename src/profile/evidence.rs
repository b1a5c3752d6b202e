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

use super::subject::Subject;
use crate::{
    field::Value,
    rulebase::RuleBase,
    shape::{WordOf, shape},
    words::worded,
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
    /// What stands there, or what was counted.
    pub because: Option<String>,
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
        let counts = |subject: Subject, of: Value| answer(subject) == Some(of);
        let counting = self.0.iter().filter(|(subject, (of, _))| counts(**subject, *of));
        let line = |(subject, (_, evidence)): (&Subject, &(Value, Evidence))| {
            let id = match subject {
                Subject::Question(field) => &base.fields.get(*field).id,
                Subject::Assumption(field) => &base.prices.fields.get(*field).id,
            };
            let Evidence { how, from, because } = evidence;
            let from = (!from.is_empty()).then(|| format!(", from: {}", serde_json::json!(from)));
            let because = because
                .as_ref()
                .map(|because| format!(", because: {}", serde_json::json!(because)));
            let (from, because) = (from.unwrap_or_default(), because.unwrap_or_default());
            format!("{id}: {{how: {how}{from}{because}}}")
        };
        counting.map(line).collect()
    }
}
