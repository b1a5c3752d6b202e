//! The cost report for a terminal.

use std::fmt::Write;

use comfy_table::{CellAlignment, Table};

use super::{CostReport, LineReport, OptionCost, chart};
use crate::report::table::{Layout, lines};

/// The whole report.
pub fn render(report: &CostReport, layout: Layout) -> String {
    let mut text = String::new();
    let subject =
        report.project.as_deref().map(|project| format!(" of {project}")).unwrap_or_default();
    let heading = match &report.traffic {
        Some(traffic) => format!(
            "Cost{subject} at {} requests a month",
            super::words_of(&traffic.requests_per_month)
        ),
        None => {
            format!("Cost{subject}: no estimate, since traffic.requests_per_month is not answered")
        }
    };
    let _ = writeln!(text, "{}", layout.heading(&heading));
    if let Some(traffic) = &report.traffic {
        let peak = format!(
            "Peak: {} requests a second, {} of them in progress at once.",
            traffic.peak_requests_per_second.words, traffic.peak_concurrency.words
        );
        text.push_str(&layout.wrap(&peak, 0));
        section(&mut text, layout, "Totals a month", &totals(report, layout));
        for option in &report.options {
            self::option(&mut text, option, layout);
        }
        legend(&mut text, report, layout);
        section(&mut text, layout, "What the figures rest on", &assumptions(report, layout));
    }
    section(&mut text, layout, "Break-even", &break_even(report, layout));
    let names: Vec<(String, String)> = names(report);
    section(
        &mut text,
        layout,
        "Expected cost over traffic",
        &chart::draw(&report.chart, &names, layout.unicode),
    );
    let book = &report.price_book;
    let _ = writeln!(text);
    text.push_str(&layout.wrap(
        &format!(
            "Prices: {}, reviewed on {}, {}. {}",
            book.name, book.reviewed, book.region, book.about
        ),
        0,
    ));
    text
}

/// The options that the chart shows, with their names.
fn names(report: &CostReport) -> Vec<(String, String)> {
    let shown =
        report.chart.first().map(|point| point.monthly_usd.0.as_slice()).unwrap_or_default();
    let name = |id: &String| {
        report.options.iter().find(|option| option.id == *id).map(|option| option.name.clone())
    };
    shown.iter().map(|(id, _)| (id.clone(), name(id).unwrap_or_default())).collect()
}

fn section(text: &mut String, layout: Layout, heading: &str, body: &str) {
    if !body.is_empty() {
        let _ = write!(text, "\n{}\n{body}", layout.heading(heading));
    }
}

fn totals(report: &CostReport, layout: Layout) -> String {
    let mut table = layout.table();
    table.set_header(["", "low", "expected", "high"]);
    for option in &report.options {
        let cells = match (&option.monthly_usd, &option.unpriced) {
            (Some(total), _) => [total.low, total.expected, total.high].map(|it| it.to_string()),
            _ => ["-", "-", "-"].map(str::to_owned),
        };
        table.add_row(std::iter::once(option.name.clone()).chain(cells));
    }
    align_right(&mut table, 1..=3);
    lines(&table)
}

/// What stands above the lines of a bill.
const HEADER: [&str; 3] = ["what", "amount", "price as of"];

/// What three columns leave free around them.
const PADDING: usize = 10;

fn option(text: &mut String, option: &OptionCost, layout: Layout) {
    if let Some(because) = &option.unpriced {
        section(text, layout, &option.name, &layout.wrap(&format!("No estimate: {because}."), 1));
        return;
    }
    let mut body = String::new();
    if let Some(stack) = &option.stack_name {
        let mut sentence = format!("Made of: {stack}");
        for other in &option.or_stacks {
            let _ = write!(sentence, "; or, depending on what is open, {other}");
        }
        body.push_str(&layout.wrap(&format!("{sentence}."), 1));
    }
    let mut table = layout.table();
    table.set_header(HEADER);
    let total = option.monthly_usd.as_ref().map(|total| total.expected.to_string());
    let rows: Vec<(String, String)> =
        option.lines.iter().map(|line| (line.amount_usd.to_string(), date(line))).collect();
    let widest = |cells: &mut dyn Iterator<Item = &String>| {
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let amount = widest(&mut rows.iter().map(|row| &row.0).chain(&total));
    let date = widest(&mut rows.iter().map(|row| &row.1));
    // The words are wrapped here, since a table takes the indent off what it wraps.
    let beside = amount.max(HEADER[1].len()) + date.max(HEADER[2].len()) + PADDING;
    let room = textwrap::Options::new(layout.columns().saturating_sub(beside).max(HEADER[0].len()))
        .initial_indent("  ")
        .subsequent_indent("    ");
    for (line, (amount, date)) in option.lines.iter().zip(rows) {
        table.add_row([
            format!("{}\n{}", line.name, textwrap::fill(&line.words, &room)),
            amount,
            date,
        ]);
    }
    if let Some(total) = total {
        table.add_row(["Total".to_owned(), total, String::new()]);
    }
    align_right(&mut table, std::iter::once(1));
    body.push_str(&lines(&table));
    for sizing in option.lines.iter().filter_map(|line| line.sizing.as_ref()) {
        body.push_str(&layout.wrap_hanging(&format!("Sizing: {sizing}"), 1, 3));
    }
    if layout.full {
        for line in &option.lines {
            let cites =
                if line.cites.is_empty() { line.sources.join(", ") } else { line.cites.join(", ") };
            body.push_str(&layout.wrap_hanging(&format!("{}: {cites}", line.name), 1, 3));
        }
        for note in &option.notes {
            body.push_str(&layout.wrap_hanging(&format!("Note: {note}"), 1, 3));
        }
    }
    section(text, layout, &option.name, &body);
}

/// The date of a price, with a mark where it is not to be relied on.
fn date(line: &LineReport) -> String {
    let own = line.mark.is_none() && line.as_of == "undated";
    let mut date = if own { "profile".to_owned() } else { line.as_of.clone() };
    if line.mark.is_some() {
        date.push_str(" (!)");
    }
    if line.confidence == "low" {
        date.push_str(" (?)");
    }
    date
}

fn legend(text: &mut String, report: &CostReport, layout: Layout) {
    let lines = || report.options.iter().flat_map(|option| &option.lines);
    let mut legend =
        vec!["Amounts are rounded for show; totals are the sums before rounding.".to_owned()];
    if lines().any(|line| line.mark.is_some()) {
        legend.push(format!(
            "(!) the price is undated, or older than a year on {}.",
            report.price_book.as_of
        ));
    }
    if lines().any(|line| line.confidence == "low") {
        legend.push("(?) the price could not be verified.".to_owned());
    }
    text.push('\n');
    text.push_str(&layout.wrap(&legend.join(" "), 0));
}

fn assumptions(report: &CostReport, layout: Layout) -> String {
    let mut text = String::new();
    let given: Vec<String> = report
        .assumptions
        .iter()
        .filter(|it| it.given)
        .map(|it| format!("{} {}", it.field.trim_start_matches("assumptions."), it.words))
        .collect();
    if !given.is_empty() {
        text.push_str(&layout.wrap_hanging(
            &format!("From the profile: {}.", given.join("; ")),
            1,
            3,
        ));
    }
    let assumed: Vec<_> = report.assumptions.iter().filter(|it| !it.given).collect();
    if assumed.is_empty() {
        return text;
    }
    text.push_str(&layout.wrap(
        "Assumed, since the profile does not say (expected, and from the least to the most):",
        1,
    ));
    for it in assumed {
        let because =
            it.because.as_deref().filter(|_| layout.full).map(|because| format!(" {because}"));
        let line = format!("{}: {}.{}", it.field, it.words, because.unwrap_or_default());
        text.push_str(&layout.wrap_hanging(&line, 3, 5));
    }
    if !layout.full {
        text.push_str(&layout.wrap("-v says why.", 1));
    }
    text
}

fn break_even(report: &CostReport, layout: Layout) -> String {
    report.break_even.iter().map(|pair| layout.wrap_hanging(&pair.words, 1, 3)).collect()
}

fn align_right(table: &mut Table, columns: impl Iterator<Item = usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}
