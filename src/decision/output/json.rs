//! For scripts.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::{Output, Tally, messages, place};
use crate::{
    decision::finding::Finding,
    problem::{Problem, text::escaped_json},
    report::made::Made,
};

/// The schema that the output follows.
const SCHEMA: &str = "whereto/check/1";

/// What the check comes to, for a description of it: it is written piece by piece.
#[derive(JsonSchema, Serialize)]
pub struct CheckReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// What the check is made by.
    #[serde(flatten)]
    pub made: Made,
    /// One entry for each decision, in the order in which they were checked.
    pub results: Vec<ResultReport>,
    /// How many there are of each kind.
    pub summary: Tally,
}

/// What is found out about one file.
#[derive(JsonSchema, Serialize)]
#[serde(untagged)]
pub enum ResultReport {
    /// A decision.
    Found(Box<Found>),
    /// A file that cannot be checked.
    Bad(Bad),
}

/// A decision.
#[derive(JsonSchema, Serialize)]
pub struct Found {
    /// What is found out about it.
    #[serde(flatten)]
    pub finding: Finding,
    /// Whether it fails the check.
    pub fails: bool,
}

/// A file that cannot be checked.
#[derive(JsonSchema, Serialize)]
pub struct Bad {
    /// The file.
    pub file: String,
    /// The line of the first thing that is wrong, from 1.
    pub line: usize,
    /// Its column, from 1.
    pub column: usize,
    /// Always `bad`.
    #[schemars(extend("const" = "bad"))]
    pub outcome: &'static str,
    /// What is wrong.
    pub words: String,
    /// Whether it fails the check; it always does.
    pub fails: bool,
}

/// One object: `schema`, what it is made by, `results` with one object a line for each decision, in
/// the order in which they were checked, and `summary`.
#[derive(Clone, Debug)]
pub struct Json {
    made: Made,
    any: bool,
}

impl Json {
    /// Begins the findings of a check that is made by something.
    pub fn new(made: Made) -> Self {
        Self { made, any: false }
    }

    fn result(&mut self, result: &ResultReport) -> String {
        let separator = if std::mem::replace(&mut self.any, true) { ",\n" } else { "\n" };
        format!("{separator}    {}", escaped_json(&json!(result).to_string()))
    }
}

impl Output for Json {
    fn begin(&mut self) -> String {
        let Made { date, tool_version, rule_bases } = &self.made;
        format!(
            "{{\n  \"schema\": \"{SCHEMA}\",\n  \"date\": {},\n  \"tool_version\": {},\n  \
             \"rule_bases\": {},\n  \"results\": [",
            json!(date),
            json!(tool_version),
            json!(rule_bases)
        )
    }

    fn finding(&mut self, finding: &Finding, fails: bool) -> String {
        self.result(&ResultReport::Found(Box::new(Found { finding: finding.clone(), fails })))
    }

    fn bad(&mut self, file: &str, problems: &[Problem]) -> String {
        let (file, line, column) = place(file, problems);
        let bad =
            Bad { file, line, column, outcome: "bad", words: messages(problems), fails: true };
        self.result(&ResultReport::Bad(bad))
    }

    fn end(&mut self, tally: &Tally, _: bool) -> String {
        format!("\n  ],\n  \"summary\": {}\n}}\n", json!(tally))
    }
}
