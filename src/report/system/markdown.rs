//! A system for pull requests: what follows for the whole, and each part's report folded away.

use std::fmt::Write;

use super::{SINGLE_HEADER, SystemReport, row, single_row, total};
use crate::report::markdown::{self, escape};

/// The whole report.
pub fn render(report: &SystemReport) -> String {
    let mut text = format!("## {}\n\n", escape(&report.headline));
    for sentence in &report.system.because {
        let _ = writeln!(text, "- {}", escape(sentence));
    }
    if let Some(rule) = &report.system.rule {
        let cites: Vec<String> = rule.cites.iter().map(|id| format!("`{id}`")).collect();
        let _ = writeln!(text, "- Sources of the rule: {}", cites.join(", "));
    }
    text.push_str(
        "\n### Part by part\n\n| Part | Recommendation | Fit | Lead | Confidence | Cost a month \
         |\n| :--- | :--- | ---: | ---: | :--- | ---: |\n",
    );
    for component in &report.components {
        let _ = writeln!(text, "| {} |", row(component).map(|cell| escape(&cell)).join(" | "));
    }
    if let Some(total) = total(report) {
        let _ = writeln!(text, "\n{}", escape(&total));
    }
    let _ = writeln!(
        text,
        "\n### One platform for all\n\n| {} |\n| :--- | ---: | :--- | ---: |",
        SINGLE_HEADER.join(" | ")
    );
    for single in &report.system.singles {
        let _ = writeln!(text, "| {} |", single_row(single).map(|cell| escape(&cell)).join(" | "));
    }
    for component in &report.components {
        let name = escape(&component.name);
        let body = markdown::render(&component.report);
        let _ = writeln!(text, "\n<details><summary>{name}</summary>\n\n{body}\n</details>");
    }
    text
}
