//! For code scanning: SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).

use serde_json::{Value, json};

use super::{Output, Tally, details, messages, place};
use crate::{
    decision::finding::{Finding, Outcome},
    problem::Problem,
};

/// One run, with one result for each decision that does not simply stand. What an exception was
/// made for is there as suppressed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sarif {
    any: bool,
}

/// The rules of the log, each with what it means, in the order in which results refer to them.
const RULES: [(&str, &str); 5] = [
    ("changed", "By the rules and prices of today something else would be decided."),
    ("weaker", "The decision stands, and less speaks for it than did."),
    ("cannot-tell", "There is no single recommendation to hold the decision to."),
    ("gate", "The decision stands, and does not pass a gate."),
    ("unreadable", "The file cannot be checked."),
];

impl Sarif {
    fn result(
        &mut self,
        rule: &str,
        level: &str,
        text: &str,
        at: (&str, usize, usize),
        subject: &str,
        suppression: Option<Value>,
    ) -> String {
        let index = RULES.iter().position(|(id, _)| *id == rule).unwrap_or_default();
        let (file, line, column) = at;
        let mut result = json!({
            "ruleId": rule,
            "ruleIndex": index,
            "level": level,
            "message": {"text": text},
            "locations": [{"physicalLocation": {
                "artifactLocation": {"uri": uri(file)},
                "region": {"startLine": line, "startColumn": column},
            }}],
            // What stays the same while lines move: a decision is one for each file, or part of a system in it.
            "partialFingerprints": {"decision/v1": format!("{rule}:{subject}")},
        });
        if let (Value::Object(entries), Some(suppression)) = (&mut result, suppression) {
            entries.insert("suppressions".to_owned(), json!([suppression]));
        }
        let separator = if std::mem::replace(&mut self.any, true) { ",\n" } else { "\n" };
        format!("{separator}{result}")
    }
}

/// A path as the reference of a URI (RFC 3986): what may not stand in one is written in percents.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) => {
                uri.push(char::from(byte))
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

impl Output for Sarif {
    fn begin(&mut self) -> String {
        let rules: Vec<Value> = RULES
            .iter()
            .map(|(id, means)| json!({"id": id, "shortDescription": {"text": means}}))
            .collect();
        let driver = json!({
            "name": "whereto",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        });
        format!(
            "{{\"$schema\": \"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\n\
             \"version\": \"2.1.0\",\n\"runs\": [{{\"tool\": {{\"driver\": {driver}}},\n\"columnKind\": \"unicodeCodePoints\",\n\"results\": ["
        )
    }

    fn finding(&mut self, finding: &Finding, fails: bool) -> String {
        let rule = match finding.outcome {
            Outcome::Changed => "changed",
            Outcome::Weaker if finding.breaches.is_empty() || !fails => "weaker",
            Outcome::CannotTell if finding.breaches.is_empty() || !fails => "cannot-tell",
            _ if !finding.breaches.is_empty() => "gate",
            _ => return String::new(),
        };
        let level = match (fails || finding.at_fault(false), finding.outcome) {
            (true, _) => "error",
            (false, Outcome::CannotTell) => "note",
            (false, _) => "warning",
        };
        let part = finding
            .component
            .as_ref()
            .map(|component| format!("{component}: "))
            .unwrap_or_default();
        let mut text = format!("{part}{}", finding.words);
        for line in details(finding, false) {
            text.push_str(&format!("\n- {line}"));
        }
        let excused = finding.exception.as_ref().filter(|_| finding.excused());
        let suppression = excused
            .map(|exception| json!({"kind": "external", "justification": exception.because}));
        let at = (finding.file.as_str(), finding.line, finding.column);
        self.result(rule, level, &text, at, &finding.subject(), suppression)
    }

    fn bad(&mut self, file: &str, problems: &[Problem]) -> String {
        let (file, line, column) = place(file, problems);
        self.result("unreadable", "error", &messages(problems), (&file, line, column), &file, None)
    }

    fn end(&mut self, tally: &Tally) -> String {
        let executed = json!([{"executionSuccessful": tally.bad == 0}]);
        format!(
            "\n],\n\"invocations\": {executed},\n\"properties\": {{\"tally\": {}}}}}]}}\n",
            json!(tally)
        )
    }
}
