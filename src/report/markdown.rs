//! The report as Markdown, for pull requests and design documents.

use std::fmt::Write;

use super::{Report, number};

/// The whole report.
pub fn render(report: &Report) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "## {}\n\n{}", escape(&report.headline), escape(&report.clarity));
    if report.verdict != "unanswered" {
        scores(&mut text, report);
        exclusions(&mut text, report);
        reasons(&mut text, report);
        products(&mut text, report);
        outdated(&mut text, report);
    }
    unanswered(&mut text, report);
    warnings(&mut text, report);
    if report.verdict != "unanswered" {
        sources(&mut text, report);
    }
    let base = &report.rule_base;
    let _ = writeln!(
        text,
        "\n<sub>Rule base {} {}, digest `{}`, facts reviewed on {}.</sub>",
        escape(&base.name),
        escape(&base.version),
        base.digest.get(..12).unwrap_or_default(),
        base.reviewed
    );
    text
}

/// Text in which nothing is taken for Markdown or HTML.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\n' | '\r' => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn row(text: &mut String, cells: impl Iterator<Item = String>) {
    let _ = writeln!(text, "| {} |", cells.collect::<Vec<_>>().join(" | "));
}

fn rule(text: &mut String, left: usize, right: usize) {
    let cells = std::iter::repeat_n(":---".to_owned(), left).chain(std::iter::repeat_n("---:".to_owned(), right));
    row(text, cells);
}

fn scores(text: &mut String, report: &Report) {
    text.push_str("\n### Scores\n\n");
    let name = |option: &super::OptionReport| match report.recommendation.as_deref() == Some(option.id.as_str()) {
        true => format!("**{}**", escape(&option.name)),
        false => escape(&option.name),
    };
    row(text, std::iter::once("Dimension".to_owned()).chain(report.options.iter().map(name)));
    rule(text, 1, report.options.len());
    for (id, dimension) in &report.dimensions {
        let score = |option: &super::OptionReport| option.dimensions.get(id).copied().unwrap_or(0);
        if report.options.iter().any(|option| score(option) != 0) {
            let cells = report.options.iter().map(|option| number::signed(score(option)));
            row(text, std::iter::once(escape(dimension)).chain(cells));
        }
    }
    let bold = |value: String| format!("**{value}**");
    row(
        text,
        std::iter::once("**Score**".to_owned()).chain(report.options.iter().map(|it| bold(number::signed(it.score)))),
    );
    row(text, std::iter::once("Fit, 0 to 100".to_owned()).chain(report.options.iter().map(|it| number::whole(it.fit))));
    let place =
        |option: &super::OptionReport| option.rank.map_or_else(|| "ruled out".to_owned(), |rank| rank.to_string());
    row(text, std::iter::once("Place".to_owned()).chain(report.options.iter().map(place)));
}

fn option_name<'r>(report: &'r Report, id: &'r str) -> &'r str {
    report.options.iter().find(|option| option.id == id).map_or(id, |option| option.name.as_str())
}

/// A reference to a source, which is listed at the end.
fn reference(id: &str) -> String {
    format!("`{id}`")
}

fn references(cites: &[String]) -> String {
    cites.iter().map(|id| reference(id)).collect::<Vec<_>>().join(", ")
}

fn exclusions(text: &mut String, report: &Report) {
    if report.exclusions.is_empty() {
        return;
    }
    text.push_str("\n### Ruled out\n\n");
    for exclusion in &report.exclusions {
        let names: Vec<&str> = exclusion.options.iter().map(|id| option_name(report, id)).collect();
        let _ = writeln!(
            text,
            "- **{}**: {} _To lift it:_ {} (`{}`; {})",
            escape(&super::list(&names)),
            escape(&exclusion.because),
            escape(&exclusion.remedy),
            exclusion.rule,
            references(&exclusion.cites)
        );
    }
}

fn reasons(text: &mut String, report: &Report) {
    if report.evidence.is_empty() {
        return;
    }
    text.push_str("\n### Reasons\n\n");
    row(text, report.options.iter().map(|option| escape(&option.name)).chain(std::iter::once("Because".to_owned())));
    let cells = std::iter::repeat_n("---:".to_owned(), report.options.len()).chain(std::iter::once(":---".to_owned()));
    row(text, cells);
    let mut rest = report.evidence.as_slice();
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|evidence| evidence.rule == first.rule).count();
        let (group, after) = rest.split_at(same);
        let points = report.options.iter().map(|option| {
            let evidence = group.iter().find(|evidence| evidence.option == option.id);
            evidence.map_or_else(|| "0".to_owned(), |evidence| number::signed(evidence.contribution()))
        });
        let because =
            format!("{} (`{}`, {}; {})", escape(&first.because), first.rule, first.grade, references(&first.cites));
        row(text, points.chain(std::iter::once(because)));
        rest = after;
    }
}

fn products(text: &mut String, report: &Report) {
    if report.products.is_empty() {
        return;
    }
    text.push_str("\n### Where to start\n\n");
    for products in &report.products {
        let Some(start) = &products.start else { continue };
        let _ = writeln!(
            text,
            "- Within {}: start with **{}**. {}",
            escape(option_name(report, &products.option)),
            escape(&start.name),
            escape(&start.because)
        );
        for (intro, list) in [("Beside it", &products.companions), ("The same from others", &products.stand_ins)] {
            for product in list {
                let _ = writeln!(text, "  - {intro}: {}. {}", escape(&product.name), escape(&product.because));
            }
        }
    }
}

fn outdated(text: &mut String, report: &Report) {
    if report.outdated.is_empty() {
        return;
    }
    text.push_str("\n### Where the source documents are out of date\n\n");
    for claim in &report.outdated {
        let _ = writeln!(
            text,
            "- {} ({}, {}; {})",
            escape(&claim.today),
            reference(&claim.claim),
            claim.status,
            references(&claim.facts)
        );
    }
}

fn unanswered(text: &mut String, report: &Report) {
    if report.unanswered.is_empty() {
        return;
    }
    text.push_str("\n### Not answered\n\n");
    let _ = writeln!(
        text,
        "{} of {} questions, which add nothing either way: {}.",
        report.unanswered.len(),
        report.questions,
        references(&report.unanswered)
    );
}

fn warnings(text: &mut String, report: &Report) {
    if report.warnings.is_empty() {
        return;
    }
    text.push_str("\n### Warnings\n\n");
    for warning in &report.warnings {
        let _ = writeln!(text, "- {}", escape(warning));
    }
}

fn sources(text: &mut String, report: &Report) {
    if report.sources.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n<details><summary>Sources ({})</summary>\n", report.sources.len());
    for source in &report.sources {
        let origin = match &source.url {
            Some(url) => format!("[{}](<{}>)", escape(&source.origin), url.replace(['<', '>', ' '], "")),
            None => escape(&source.origin),
        };
        let _ = writeln!(text, "- {}: {} {origin}", reference(&source.id), escape(&source.says));
    }
    text.push_str("\n</details>\n");
}
