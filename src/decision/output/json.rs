//! For scripts.

use serde_json::{Value, json};

use super::{Output, Tally, messages, place};
use crate::{decision::check::Finding, diagnostic::Diagnostic};

/// The schema that the output follows.
const SCHEMA: &str = "whereto/check/1";

/// One object: `schema`, `results` with one object a line for each decision, in the order in which they were checked,
/// and `summary`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Json {
    any: bool,
}

impl Json {
    fn result(&mut self, result: &Value) -> String {
        let separator = if std::mem::replace(&mut self.any, true) { ",\n" } else { "\n" };
        format!("{separator}    {result}")
    }
}

impl Output for Json {
    fn begin(&mut self) -> String {
        format!("{{\n  \"schema\": \"{SCHEMA}\",\n  \"results\": [")
    }

    fn finding(&mut self, finding: &Finding, fails: bool) -> String {
        let mut result = json!(finding);
        if let Value::Object(entries) = &mut result {
            entries.insert("fails".to_owned(), fails.into());
        }
        self.result(&result)
    }

    fn bad(&mut self, file: &str, problems: &[Diagnostic]) -> String {
        let (file, line, column) = place(file, problems);
        let result = json!({"file": file, "line": line, "column": column, "outcome": "bad", "words": messages(problems), "fails": true});
        self.result(&result)
    }

    fn end(&mut self, tally: &Tally) -> String {
        format!("\n  ],\n  \"summary\": {}\n}}\n", json!(tally))
    }
}
