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
        relaxations(&mut text, report);
        certainty(&mut text, report);
        reasons(&mut text, report);
        products(&mut text, report);
        outdated(&mut text, report);
    }
    open(&mut text, report);
    warnings(&mut text, report);
    if report.verdict != "unanswered" {
        sources(&mut text, report);
    }
    let base = &report.rule_base;
    let _ = writeln!(
        text,
        "\n<sub>Rule base {} {}, digest `{}`{}, facts reviewed on {}.{}</sub>",
        escape(&base.name),
        escape(&base.version),
        base.digest.get(..12).unwrap_or_default(),
        escape(&base.with_packs()),
        base.reviewed,
        escape(&super::prices(report))
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
    let cells = std::iter::repeat_n(":---".to_owned(), left)
        .chain(std::iter::repeat_n("---:".to_owned(), right));
    row(text, cells);
}

fn scores(text: &mut String, report: &Report) {
    text.push_str("\n### Scores\n\n");
    let name = |option: &super::OptionReport| match report.is_recommended(option) {
        true => format!("**{}**", escape(&option.name)),
        false => escape(&option.name),
    };
    row(text, std::iter::once("Dimension".to_owned()).chain(report.options.iter().map(name)));
    rule(text, 1, report.options.len());
    for (dimension, scores) in report.scored_dimensions() {
        row(text, std::iter::once(escape(dimension)).chain(scores.into_iter().map(number::signed)));
    }
    let bold = |value: String| format!("**{value}**");
    row(
        text,
        std::iter::once("**Score**".to_owned())
            .chain(report.options.iter().map(|it| bold(number::signed(it.score)))),
    );
    row(
        text,
        std::iter::once("Fit, 0 to 100".to_owned())
            .chain(report.options.iter().map(|it| number::whole(it.fit))),
    );
    let place = |option: &super::OptionReport| {
        option.rank.map_or_else(|| "ruled out".to_owned(), |rank| rank.to_string())
    };
    row(text, std::iter::once("Place".to_owned()).chain(report.options.iter().map(place)));
    if report.is_priced() {
        let cost = |option: &super::OptionReport| match &option.monthly_cost_usd {
            Some(cost) => {
                format!("{} ({} to {})", cost.expected.short(), cost.low.short(), cost.high.short())
            }
            None => "-".to_owned(),
        };
        row(
            text,
            std::iter::once("Cost a month".to_owned()).chain(report.options.iter().map(cost)),
        );
    }
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
        let names: Vec<&str> = exclusion.options.iter().map(|id| report.option_name(id)).collect();
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
    row(
        text,
        report
            .options
            .iter()
            .map(|option| escape(&option.name))
            .chain(std::iter::once("Because".to_owned())),
    );
    let cells = std::iter::repeat_n("---:".to_owned(), report.options.len())
        .chain(std::iter::once(":---".to_owned()));
    row(text, cells);
    for group in report.evidence_by_rule() {
        let [first, ..] = group else { continue };
        let points = report.options.iter().map(|option| {
            let evidence = group.iter().find(|evidence| evidence.option == option.id);
            evidence
                .map_or_else(|| "0".to_owned(), |evidence| number::signed(evidence.contribution()))
        });
        let voices = report.voices(group).into_iter().enumerate().map(|(index, (whose, voice))| {
            let because = escape(&format!("{whose}{}", voice.because));
            match index {
                0 => format!(
                    "{because} (`{}`, {}; {})",
                    first.rule,
                    first.grade,
                    references(&voice.cites)
                ),
                _ => format!("{because} ({})", references(&voice.cites)),
            }
        });
        let because = voices.collect::<Vec<_>>().join(" ");
        row(text, points.chain(std::iter::once(because)));
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
            escape(report.option_name(&products.option)),
            escape(&start.name),
            escape(&start.because)
        );
        for (intro, list) in
            [("Beside it", &products.companions), ("The same from others", &products.stand_ins)]
        {
            for product in list {
                let _ = writeln!(
                    text,
                    "  - {intro}: {}. {}",
                    escape(&product.name),
                    escape(&product.because)
                );
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

fn open(text: &mut String, report: &Report) {
    if report.open_questions.is_empty() {
        return;
    }
    text.push_str("\n### Not answered\n\n");
    let _ = writeln!(
        text,
        "{} of {} questions, which add nothing either way.\n",
        report.open_questions.len(),
        report.questions
    );
    for (intro, fields) in report.open_by_effect() {
        let _ = writeln!(text, "- {intro}: {}", references(&fields));
    }
}

fn certainty(text: &mut String, report: &Report) {
    let heading = if report.confidence == "none" { "What would decide it" } else { "How sure" };
    let _ = writeln!(text, "\n### {heading}\n");
    if report.confidence != "none" {
        let _ = writeln!(text, "Confidence: **{}**.\n", report.confidence);
    }
    row(text, ["Option".to_owned(), "First, of all weightings".to_owned()].into_iter());
    rule(text, 1, 1);
    for option in &report.options {
        row(
            text,
            [escape(&option.name), format!("{} %", number::whole(report.first(option) * 100.0))]
                .into_iter(),
        );
    }
    text.push('\n');
    let words: Vec<&str> = match report.flips.as_slice() {
        [] => report.flip_pairs.iter().map(|pair| pair.words.as_str()).collect(),
        flips => flips.iter().map(|flip| flip.words.as_str()).collect(),
    };
    let intro = match (report.flips.is_empty(), words.is_empty()) {
        (_, true) => "No change of one answer, or of two, changes it.",
        (true, false) => "No change of one answer changes it; these pairs do:",
        (false, false) => "Would change it:",
    };
    let _ = writeln!(text, "{intro}\n");
    for words in &words {
        let _ = writeln!(text, "- {}", escape(words));
    }
    if !report.flips.is_empty() && !report.unmoved_by.is_empty() {
        let _ = writeln!(text, "\nWould not change it: {}.", references(&report.unmoved_by));
    }
    let settled = match report.settled {
        true => "Settled: nothing that is not answered can change it.".to_owned(),
        false => format!("Not settled: {} can still change it.", report.still_open()),
    };
    let _ = writeln!(text, "\n{settled}");
    if !report.ask_next.is_empty() {
        let next: Vec<String> = report
            .ask_next
            .iter()
            .map(|next| format!("{} (`{}`)", escape(&next.prompt), next.field))
            .collect();
        let _ = writeln!(text, "\nAsk next: {}", next.join(" "));
    }
}

fn relaxations(text: &mut String, report: &Report) {
    if report.relaxations.is_empty() {
        return;
    }
    text.push_str("\n### What would have to be given up\n\n");
    for relaxation in &report.relaxations {
        let answers: Vec<String> = relaxation
            .give_up
            .iter()
            .map(|it| format!("`{}: {}`", it.field, super::table::plain(&it.answer)))
            .collect();
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        let _ = writeln!(
            text,
            "- For {}: {}.",
            escape(report.option_name(&relaxation.option)),
            super::list(&answers)
        );
        for remedy in &relaxation.remedies {
            let _ = writeln!(text, "  - Or: {}", escape(remedy));
        }
    }
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

/// What is cited, folded away.
pub(crate) fn sources(text: &mut String, report: &Report) {
    if report.sources.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n<details><summary>Sources ({})</summary>\n", report.sources.len());
    for source in &report.sources {
        let origin = match &source.url {
            Some(url) => {
                format!("[{}](<{}>)", escape(&source.origin), url.replace(['<', '>', ' '], ""))
            }
            None => escape(&source.origin),
        };
        let _ = writeln!(text, "- {}: {} {origin}", reference(&source.id), escape(&source.says));
    }
    text.push_str("\n</details>\n");
}
