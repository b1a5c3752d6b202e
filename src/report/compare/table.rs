//! A comparison for a terminal.

use super::{Comparison, OPTION_HEADER, inputs, rules};
use crate::report::table::{Layout, align_right, lines};

/// What changed, and below it why.
pub fn render(comparison: &Comparison, layout: Layout) -> String {
    let paint = if comparison.flips { Layout::bad } else { Layout::good };
    let mut text = paint(layout, &comparison.headline) + "\n";
    text.push_str(&layout.wrap(&comparison.sides(), 0));
    if !comparison.differs {
        return text;
    }
    let mut table = layout.table();
    table.set_header(OPTION_HEADER);
    table.add_rows(comparison.options.iter().map(super::OptionChange::cells));
    align_right(&mut table, 1..OPTION_HEADER.len());
    text.push_str(&format!("\n{}", lines(&table)));
    let inputs = inputs(comparison);
    if !inputs.is_empty() {
        text.push_str(&format!("\n{}\n", layout.heading("What is answered differently")));
        inputs.iter().for_each(|line| text.push_str(&layout.wrap_hanging(line, 1, 3)));
    }
    let rules = rules(comparison);
    if !rules.is_empty() {
        text.push_str(&format!("\n{}\n", layout.heading(comparison.of_rules())));
        for (rule, what, because) in &rules {
            text.push_str(&layout.wrap_hanging(&format!("{rule}: {what}"), 1, 3));
            text.push_str(&layout.wrap(because, 3));
        }
    }
    text
}
