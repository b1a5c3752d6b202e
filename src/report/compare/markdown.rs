//! A comparison for pull requests.

use std::fmt::Write;

use super::{Comparison, OPTION_HEADER, inputs, rules};
use crate::report::markdown::escape;

/// What changed, and below it why.
pub fn render(comparison: &Comparison) -> String {
    let mut text = format!("## {}\n\n", escape(&comparison.headline));
    let _ = writeln!(text, "{}", escape(&comparison.sides()));
    if !comparison.differs {
        return text;
    }
    let _ =
        writeln!(text, "\n| {} |\n| :--- | ---: | ---: | ---: | ---: |", OPTION_HEADER.join(" | "));
    for option in &comparison.options {
        let _ = writeln!(text, "| {} |", option.cells().map(|cell| escape(&cell)).join(" | "));
    }
    let inputs = inputs(comparison);
    if !inputs.is_empty() {
        text.push_str("\n### What is answered differently\n\n");
        inputs.iter().for_each(|line| text.push_str(&format!("- {}\n", escape(line))));
    }
    let rules = rules(comparison);
    if !rules.is_empty() {
        let _ = writeln!(text, "\n### {}\n", comparison.of_rules());
        for (rule, what, because) in &rules {
            let _ = writeln!(text, "- `{rule}`: {}. {}", escape(what), escape(because));
        }
    }
    text
}
