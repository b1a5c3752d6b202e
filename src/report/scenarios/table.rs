//! The results of scenarios for a terminal: each in a line, then what led to those that failed.

use std::fmt::Write;

use super::{ScenarioReport, ScenariosReport};
use crate::report::{number, table::Layout};

/// So many contributions to a wrong result are shown, unless all are asked for.
const MOST: usize = 6;

/// The whole text.
pub fn table(report: &ScenariosReport, layout: Layout) -> String {
    let mut text = String::new();
    let mut file = "";
    for scenario in &report.scenarios {
        if scenario.file != file {
            file = &scenario.file;
            let _ = writeln!(
                text,
                "{}{}",
                if text.is_empty() { "" } else { "\n" },
                layout.heading(file)
            );
        }
        let result = match scenario.result {
            "passed" => layout.good("passed"),
            "known" => "known ".to_owned(),
            _ => layout.bad("FAILED"),
        };
        let _ = writeln!(text, "  {result}  {}", scenario.id);
        if layout.full {
            for expectation in scenario.expectations.iter().filter(|it| it.met) {
                text.push_str(&layout.wrap_hanging(
                    &format!("as expected: {}", expectation.expected),
                    10,
                    12,
                ));
            }
        }
    }
    for scenario in report
        .scenarios
        .iter()
        .filter(|it| it.result == "failed" || layout.full && it.result == "known")
    {
        text.push_str(&failure(scenario, layout));
    }
    let surprises =
        report.scenarios.iter().filter(|it| it.result == "passed" && it.disagrees.is_some());
    for (index, scenario) in surprises.enumerate() {
        text.push_str(if index == 0 { "\n" } else { "" });
        let line = format!("`{}` agrees after all: its `disagrees` can go.", scenario.id);
        text.push_str(&layout.wrap(&line, 0));
    }
    let _ = writeln!(text, "\n{}", report.words());
    text
}

/// What a scenario called for, and what led to something else.
fn failure(scenario: &ScenarioReport, layout: Layout) -> String {
    let place = format!("{}:{}", scenario.file, scenario.line);
    let mut text = format!("\n{} ({place})\n", layout.heading(&scenario.id));
    for words in [&scenario.why, &scenario.disagrees].into_iter().flatten() {
        text.push_str(&layout.wrap(words, 2));
    }
    for expectation in scenario.expectations.iter().filter(|it| !it.met) {
        let line = format!(
            "line {}: expected {}, found {}",
            expectation.line, expectation.expected, expectation.found
        );
        text.push_str(&layout.wrap_hanging(&line, 2, 4));
        let Some(first) = expectation.lead.first() else { continue };
        let _ =
            writeln!(text, "  What put {} before {} (points x weight):", first.ahead, first.behind);
        let most = if layout.full { expectation.lead.len() } else { MOST };
        for lead in expectation.lead.iter().take(most) {
            let _ = writeln!(text, "  {:>+5}  {}", lead.adds, lead.rule);
        }
        if let Some(rest) = expectation.lead.get(most..).filter(|rest| !rest.is_empty()) {
            let sum: i64 = rest.iter().map(|lead| lead.adds).sum();
            let _ = writeln!(
                text,
                "  {sum:>+5}  {} (--verbose lists them)",
                number::count(rest.len() as i64, "more rule")
            );
        }
    }
    let scores = scenario.options.iter().map(|option| match option.excluded_by.as_slice() {
        [] => format!("{} {}", option.id, option.score),
        by => format!("{} {}, ruled out by {}", option.id, option.score, by.join(", ")),
    });
    text.push_str(&layout.wrap_hanging(
        &format!("Scores: {}", scores.collect::<Vec<_>>().join("; ")),
        2,
        4,
    ));
    text
}
