//! The results of scenarios in the XML that JUnit's Ant task introduced, which CI systems read: a
//! suite for each file, a case for each scenario. What is known to disagree counts as skipped.

use std::fmt::Write;

use super::{ScenarioReport, ScenariosReport};
use crate::report::xml::escaped;

/// The whole document.
pub fn junit(report: &ScenariosReport) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let counts = |scenarios: &[ScenarioReport]| {
        let count =
            |result: &str| scenarios.iter().filter(|scenario| scenario.result == result).count();
        format!(
            "tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"",
            scenarios.len(),
            count("failed"),
            count("known")
        )
    };
    let _ =
        writeln!(text, "<testsuites name=\"whereto rules test\" {}>", counts(&report.scenarios));
    for suite in report.scenarios.chunk_by(|one, next| one.file == next.file) {
        let name = suite.first().map(|scenario| escaped(&scenario.file)).unwrap_or_default();
        let _ = writeln!(text, "  <testsuite name=\"{name}\" {}>", counts(suite));
        suite.iter().for_each(|scenario| case(&mut text, scenario));
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn case(text: &mut String, scenario: &ScenarioReport) {
    let (name, file) = (escaped(&scenario.id), escaped(&scenario.file));
    let _ = write!(
        text,
        "    <testcase name=\"{name}\" classname=\"{file}\" file=\"{file}\" line=\"{}\"",
        scenario.line
    );
    let wrong = || {
        let unmet = scenario.expectations.iter().filter(|expectation| !expectation.met);
        let lines = unmet
            .map(|it| format!("line {}: expected {}, found {}", it.line, it.expected, it.found));
        lines.collect::<Vec<_>>().join("\n")
    };
    let _ = match (scenario.result, &scenario.disagrees) {
        ("passed", _) => writeln!(text, "/>"),
        ("known", Some(reason)) => {
            writeln!(text, ">\n      <skipped message=\"{}\"/>\n    </testcase>", escaped(reason))
        }
        _ => {
            let wrong = wrong();
            let message = escaped(wrong.lines().next().unwrap_or_default());
            let mut body = wrong;
            for lead in scenario.expectations.iter().flat_map(|expectation| &expectation.lead) {
                let _ = write!(
                    body,
                    "\n{:+} {} ({} before {})",
                    lead.adds, lead.rule, lead.ahead, lead.behind
                );
            }
            let body = escaped(&body).replace("&#10;", "\n");
            writeln!(
                text,
                ">\n      <failure message=\"{message}\">{body}</failure>\n    </testcase>"
            )
        }
    };
}
