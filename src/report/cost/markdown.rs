//! The cost report as Markdown, for pull requests and design documents.

use std::fmt::Write;

use super::{CostReport, OptionCost, chart};
use crate::report::markdown::escape;

/// The whole report.
pub fn render(report: &CostReport) -> String {
    let mut text = String::new();
    let subject = report
        .project
        .as_deref()
        .map(|project| format!(" of {}", escape(project)))
        .unwrap_or_default();
    match &report.traffic {
        Some(traffic) => {
            let requests = super::words_of(&traffic.requests_per_month);
            let _ = writeln!(text, "## Cost{subject} at {requests} requests a month\n");
            let _ = writeln!(
                text,
                "Peak: {} requests a second, {} of them in progress at once.\n",
                traffic.peak_requests_per_second.words, traffic.peak_concurrency.words
            );
            totals(&mut text, report);
            for option in &report.options {
                lines(&mut text, option);
            }
            text.push_str("\nAmounts are rounded for show; totals are the sums before rounding.\n");
            assumptions(&mut text, report);
        }
        None => {
            let _ = writeln!(
                text,
                "## Cost{subject}\n\nNo estimate: `traffic.requests_per_month` is not answered."
            );
        }
    }
    if !report.break_even.is_empty() {
        text.push_str("\n### Break-even\n\n");
        for pair in &report.break_even {
            let _ = writeln!(text, "- {}", escape(&pair.words));
        }
    }
    let names: Vec<(String, String)> =
        report.options.iter().map(|option| (option.id.clone(), option.name.clone())).collect();
    let chart = chart::draw(&report.chart, &names, true);
    if !chart.is_empty() {
        let _ = writeln!(text, "\n### Expected cost over traffic\n\n```text\n{chart}```");
    }
    let book = &report.price_book;
    let _ = writeln!(
        text,
        "\n<sub>Prices: {}, reviewed on {}, {}. {}</sub>",
        escape(&book.name),
        book.reviewed,
        escape(&book.region),
        escape(&book.about)
    );
    text
}

fn totals(text: &mut String, report: &CostReport) {
    text.push_str("| Option | low | expected | high |\n| :--- | ---: | ---: | ---: |\n");
    for option in &report.options {
        let cells = match &option.monthly_usd {
            Some(total) => [total.low, total.expected, total.high].map(|it| it.to_string()),
            None => ["-", "-", "-"].map(str::to_owned),
        };
        let _ = writeln!(text, "| {} | {} |", escape(&option.name), cells.join(" | "));
    }
}

fn lines(text: &mut String, option: &OptionCost) {
    let _ = writeln!(text, "\n### {}\n", escape(&option.name));
    if let Some(because) = &option.unpriced {
        let _ = writeln!(text, "No estimate: {}.", escape(because));
        return;
    }
    if let Some(stack) = &option.stack_name {
        let _ = writeln!(text, "Made of: {}.\n", escape(stack));
    }
    text.push_str("| What | how much, and at which price | amount | price as of |\n");
    text.push_str("| :--- | :--- | ---: | :--- |\n");
    for line in &option.lines {
        let mark = match (line.mark, line.confidence) {
            (Some(mark), "low") if mark != line.as_of => format!(" ({mark}, not verified)"),
            (_, "low") => " (not verified)".to_owned(),
            (Some(mark), _) if mark != line.as_of => format!(" ({mark})"),
            _ => String::new(),
        };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {}{mark} |",
            escape(&line.name),
            escape(&line.words),
            line.amount_usd,
            line.as_of
        );
    }
    if let Some(total) = &option.monthly_usd {
        let _ = writeln!(text, "| **Total** | | **{}** | |", total.expected);
    }
    for sizing in option.lines.iter().filter_map(|line| line.sizing.as_ref()) {
        let _ = writeln!(text, "\n{}", escape(sizing));
    }
}

fn assumptions(text: &mut String, report: &CostReport) {
    text.push_str("\n### What the figures rest on\n\n| | value | |\n| :--- | :--- | :--- |\n");
    for it in &report.assumptions {
        let why =
            if it.given { "from the profile" } else { it.because.as_deref().unwrap_or_default() };
        let _ = writeln!(text, "| `{}` | {} | {} |", it.field, escape(&it.words), escape(why));
    }
}
