//! The report for a terminal.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ContentArrangement, Table, TableStyle, presets};

use super::{Evidence, Report, number};

/// How to lay it out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Columns to use.
    pub width: u16,
    /// Whether to use colours and weights.
    pub styled: bool,
    /// Whether characters beyond ASCII can be shown.
    pub unicode: bool,
    /// Whether to list every citation and every unanswered question.
    pub full: bool,
}

impl Layout {
    /// The narrowest layout that stays readable; narrower terminals wrap it themselves.
    const NARROWEST: u16 = 60;
    /// Lines longer than this are hard to read, however wide the terminal is.
    const WIDEST: u16 = 120;

    /// How many columns are used.
    pub(super) fn columns(self) -> usize {
        self.width().into()
    }

    fn width(self) -> u16 {
        self.width.clamp(Self::NARROWEST, Self::WIDEST)
    }

    fn paint(self, style: Style, text: &str) -> String {
        if self.styled { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// A heading.
    pub fn heading(self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// Something good.
    pub fn good(self, text: &str) -> String {
        self.paint(Style::new().bold().fg_color(Some(AnsiColor::Green.into())), text)
    }

    /// Something that stands in the way.
    pub fn bad(self, text: &str) -> String {
        self.paint(Style::new().bold().fg_color(Some(AnsiColor::Red.into())), text)
    }

    /// A table without frames: columns, and a line under the header.
    pub fn table(self) -> Table {
        let mut table = Table::new();
        let line = presets::NOTHING;
        let style: TableStyle = match self.unicode {
            true => line.header_separator(comfy_table::LineStyle::new('─', '─', '─', '─')),
            false => line.header_separator(comfy_table::LineStyle::new('-', '-', '-', '-')),
        };
        table.load_style(style);
        table.set_width(self.width());
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table
    }

    /// A line across.
    pub(super) fn line(self) -> String {
        (if self.unicode { "\u{2500}" } else { "-" }).repeat(usize::from(self.width())) + "\n"
    }

    /// Text wrapped to the width, every line indented.
    pub fn wrap(self, text: &str, indent: usize) -> String {
        self.wrap_hanging(text, indent, indent)
    }

    /// Text wrapped to the width, the first line indented by `first` and the others by `rest`.
    pub fn wrap_hanging(self, text: &str, first: usize, rest: usize) -> String {
        self.fill(text, &" ".repeat(first), rest)
    }

    /// Text wrapped to the width behind what the first line starts with, at blanks only, so that
    /// ids can be copied.
    pub(crate) fn fill(self, text: &str, first: &str, rest: usize) -> String {
        let rest = " ".repeat(rest);
        let options = textwrap::Options::new(self.columns())
            .initial_indent(first)
            .subsequent_indent(&rest)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::fill(text, options) + "\n"
    }
}

/// The whole report.
pub fn render(report: &Report, layout: Layout) -> String {
    let mut text = String::new();
    let paint = if report.recommendation.is_some() { Layout::good } else { Layout::bad };
    let _ = writeln!(text, "{}", paint(layout, &report.headline));
    text.push_str(&layout.wrap(&report.clarity, 0));
    if report.verdict != "unanswered" {
        section(&mut text, layout, "Score by dimension (points x weight)", &scores(report, layout));
        section(&mut text, layout, "Ruled out", &exclusions(report, layout));
        section(&mut text, layout, "What would have to be given up", &relaxations(report, layout));
        let sure = format!("How sure: {}", report.confidence);
        section(
            &mut text,
            layout,
            if report.confidence == "none" { "What would decide it" } else { &sure },
            &certainty(report, layout),
        );
        reasons(&mut text, report, layout);
        section(&mut text, layout, "Where to start", &products(report, layout));
        section(
            &mut text,
            layout,
            "Where the source documents are out of date",
            &outdated(report, layout),
        );
    }
    section(&mut text, layout, "Not answered", &open(report, layout));
    text.push('\n');
    let digest = report.rule_base.digest.get(..12).unwrap_or_default();
    let base = &report.rule_base;
    text.push_str(&layout.wrap(
        &format!(
            "Rule base {} {} ({digest}){}, facts reviewed on {}.{}",
            base.name,
            base.version,
            base.with_packs(),
            base.reviewed,
            super::prices(report)
        ),
        0,
    ));
    text
}

fn section(text: &mut String, layout: Layout, heading: &str, body: &str) {
    if !body.is_empty() {
        let _ = write!(text, "\n{}\n{body}", layout.heading(heading));
    }
}

fn scores(report: &Report, layout: Layout) -> String {
    let mut table = layout.table();
    let name = |option: &super::OptionReport| match report.is_recommended(option) {
        true => format!("> {}", option.name),
        false => option.name.clone(),
    };
    table.set_header(std::iter::once(String::new()).chain(report.options.iter().map(name)));
    for (dimension, scores) in report.scored_dimensions() {
        table.add_row(
            std::iter::once(dimension.to_owned()).chain(scores.into_iter().map(number::signed)),
        );
    }
    let mut row = |label: &str, cell: &dyn Fn(&super::OptionReport) -> String| {
        table.add_row(std::iter::once(label.to_owned()).chain(report.options.iter().map(cell)));
    };
    row("Score", &|option| number::signed(option.score));
    row("Fit, 0 to 100", &|option| number::whole(option.fit));
    row("Place", &|option| {
        option.rank.map_or_else(|| "ruled out".to_owned(), |rank| rank.to_string())
    });
    if report.is_priced() {
        let cost = |cost: fn(&super::MonthlyCost) -> String| {
            move |option: &super::OptionReport| {
                option.monthly_cost_usd.as_ref().map_or_else(|| "-".to_owned(), cost)
            }
        };
        row("Cost a month", &cost(|cost| cost.expected.short()));
        row("  at least", &cost(|cost| cost.low.short()));
        row("  at most", &cost(|cost| cost.high.short()));
    }
    align_right(&mut table, 1..=report.options.len());
    lines(&table)
}

/// Aligns columns to the right.
pub(crate) fn align_right(table: &mut Table, columns: impl Iterator<Item = usize>) {
    for column in columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// The table's lines without the blanks at their ends.
pub(crate) fn lines(table: &Table) -> String {
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn exclusions(report: &Report, layout: Layout) -> String {
    let mut text = String::new();
    for exclusion in &report.exclusions {
        let names: Vec<&str> = report
            .options
            .iter()
            .filter(|option| exclusion.options.contains(&option.id))
            .map(|option| option.name.as_str())
            .collect();
        text.push_str(&layout.wrap(&format!("{}: {}", super::list(&names), exclusion.because), 1));
        text.push_str(&layout.wrap(&format!("To lift it: {}", exclusion.remedy), 3));
        text.push_str(
            &layout.wrap(&reference(&exclusion.rule, exclusion.grade, &exclusion.cites, layout), 3),
        );
    }
    text
}

/// One rule with what it gives each option.
struct Reason<'r> {
    rule: &'r [Evidence],
    contributions: Vec<i64>,
}

fn reasons(text: &mut String, report: &Report, layout: Layout) {
    let reasons = report.evidence_by_rule().map(|rule| Reason {
        rule,
        contributions: report
            .options
            .iter()
            .map(|option| {
                rule.iter().find(|it| it.option == option.id).map_or(0, Evidence::contribution)
            })
            .collect(),
    });
    let mut reasons: Vec<Reason<'_>> = reasons.collect();
    let recommended = report.recommendation.as_deref();
    let winner = report.options.iter().position(|option| Some(option.id.as_str()) == recommended);
    let Some(winner) = winner else {
        reasons.sort_by_key(|reason| {
            std::cmp::Reverse(reason.contributions.iter().map(|it| it.abs()).max())
        });
        section(text, layout, "The reasons", &reason_table(&reasons, report, layout));
        return;
    };
    // How far a rule puts the winner before (or behind) the others on average, times their number.
    let others = report.options.len().max(2) as i64 - 1;
    let push = |reason: &Reason<'_>| {
        let own = reason.contributions[winner];
        own * others - (reason.contributions.iter().sum::<i64>() - own)
    };
    let name = &report.options[winner].name;
    let (mut speak_for, mut against): (Vec<_>, Vec<_>) =
        reasons.into_iter().partition(|reason| push(reason) >= 0);
    speak_for.sort_by_key(|reason| -push(reason));
    against.sort_by_key(push);
    section(
        text,
        layout,
        &format!("What speaks for {name}"),
        &reason_table(&speak_for, report, layout),
    );
    section(
        text,
        layout,
        &format!("What speaks against {name}"),
        &reason_table(&against, report, layout),
    );
}

/// Columns of numbers on the left, and beside them the text, which would leave a table little room
/// to wrap in.
fn reason_table(reasons: &[Reason<'_>], report: &Report, layout: Layout) -> String {
    if reasons.is_empty() {
        return String::new();
    }
    // The widest number is a sign and two digits.
    let columns: Vec<usize> =
        report.options.iter().map(|option| option.short.chars().count().max(3) + 2).collect();
    let indent = columns.iter().sum::<usize>() + 2;
    let cells = |texts: &mut dyn Iterator<Item = String>| {
        texts.zip(&columns).map(|(text, width)| format!("{text:>width$}")).collect::<String>()
            + "  "
    };
    let mut text =
        cells(&mut report.options.iter().map(|option| option.short.clone())) + "because\n";
    text.push_str(&layout.line());
    for reason in reasons {
        let numbers = cells(&mut reason.contributions.iter().map(|it| number::signed(*it)));
        for (index, (whose, voice)) in report.voices(reason.rule).iter().enumerate() {
            let because = format!("{whose}{}", voice.because);
            if index == 0 {
                text.push_str(&layout.fill(&because, &numbers, indent));
                text.push_str(
                    &layout
                        .wrap(&reference(&voice.rule, voice.grade, &voice.cites, layout), indent),
                );
            } else {
                text.push_str(&layout.wrap(&because, indent));
                text.push_str(
                    &layout.wrap(&format!("[{}]", sources(&voice.cites, layout)), indent),
                );
            }
        }
    }
    text
}

/// "[rule; grade; sources]".
fn reference(rule: &str, grade: &str, cites: &[String], layout: Layout) -> String {
    format!("[{rule}; {grade}; {}]", sources(cites, layout))
}

/// Sources, the most telling first.
fn sources(cites: &[String], layout: Layout) -> String {
    const SHOWN: usize = 3;
    let mut sources: Vec<&str> = cites.iter().map(String::as_str).collect();
    // Facts carry dates and figures; their ids have no slash.
    sources.sort_by_key(|id| id.contains('/'));
    let more = sources.len().saturating_sub(SHOWN);
    if !layout.full && more > 1 {
        sources.truncate(SHOWN);
        return format!("{} and {more} more", sources.join(", "));
    }
    sources.join(", ")
}

fn products(report: &Report, layout: Layout) -> String {
    let mut text = String::new();
    for products in &report.products {
        let recommended = report.recommendation.as_deref() == Some(products.option.as_str());
        let shown = recommended || report.recommendation.is_none() || layout.full;
        let Some(start) = products.start.as_ref().filter(|_| shown) else { continue };
        let name = report
            .options
            .iter()
            .find(|it| it.id == products.option)
            .map_or("", |it| it.name.as_str());
        text.push_str(&layout.wrap_hanging(
            &format!("Within {name}: start with {}.", start.name),
            1,
            3,
        ));
        text.push_str(&layout.wrap(&start.because, 3));
        for (intro, list) in
            [("Beside it", &products.companions), ("The same from others", &products.stand_ins)]
        {
            for product in list {
                text.push_str(
                    &layout.wrap(&format!("{intro}: {}. {}", product.name, product.because), 3),
                );
            }
        }
    }
    text
}

fn outdated(report: &Report, layout: Layout) -> String {
    let mut text = String::new();
    for claim in report.outdated.iter().filter(|claim| layout.full || claim.status == "dated") {
        text.push_str(&layout.wrap_hanging(&claim.today, 1, 3));
        text.push_str(&layout.wrap(&format!("[{}; {}]", claim.claim, claim.facts.join(", ")), 3));
    }
    let disputed = report.outdated.iter().filter(|claim| claim.status != "dated").count();
    if !layout.full && disputed > 0 {
        let claims = if disputed == 1 { "claim holds" } else { "claims hold" };
        text.push_str(
            &layout.wrap(
                &format!("{disputed} more {claims} only under conditions (-v names them)."),
                1,
            ),
        );
    }
    text
}

/// How far the verdict can be relied on, and what would change it.
fn certainty(report: &Report, layout: Layout) -> String {
    const SHOWN: usize = 4;
    let mut text = bars(report, layout);
    let shown = if layout.full { usize::MAX } else { SHOWN };
    if report.flips.is_empty() && report.flip_pairs.is_empty() {
        text.push_str(&layout.wrap("No change of one answer, or of two, changes it.", 1));
    } else if report.flips.is_empty() {
        text.push_str(&layout.wrap("No change of one answer changes it; these pairs do:", 1));
    } else {
        text.push_str(&layout.wrap("Would change it:", 1));
    }
    let words: Vec<&str> = match report.flips.as_slice() {
        [] => report.flip_pairs.iter().map(|pair| pair.words.as_str()).collect(),
        flips => flips.iter().map(|flip| flip.words.as_str()).collect(),
    };
    for words in words.iter().take(shown) {
        text.push_str(&layout.wrap_hanging(words, 3, 5));
    }
    if words.len() > shown {
        text.push_str(&layout.wrap(
            &format!("and {} more, from larger changes (-v lists them)", words.len() - shown),
            3,
        ));
    }
    if !report.flips.is_empty() && !report.unmoved_by.is_empty() {
        text.push_str(&layout.wrap_hanging(
            &format!("Would not change it: {}.", report.unmoved_by.join(", ")),
            1,
            3,
        ));
    }
    let can_exclude =
        report.open_questions.iter().filter(|it| it.can_change && it.can_exclude).count();
    if report.settled {
        text.push_str(&layout.wrap("Settled: nothing that is not answered can change it.", 1));
    } else {
        let open = report.still_open();
        let exclude = match can_exclude {
            0 => String::new(),
            _ => format!(", {can_exclude} of them by ruling an option out"),
        };
        text.push_str(
            &layout.wrap(&format!("Not settled: {open} can still change it{exclude}."), 1),
        );
    }
    text + &ask_next(report, "Ask next:", layout)
}

/// The questions that would tell most.
fn ask_next(report: &Report, first: &str, layout: Layout) -> String {
    let asked = report.ask_next.iter().enumerate().map(|(index, next)| {
        let intro = if index == 0 { first } else { "then:" };
        let line = format!("{intro:width$} {} ({})", next.prompt, next.field, width = first.len());
        layout.wrap_hanging(&line, 1, 3)
    });
    asked.collect()
}

/// A bar for each option: the share of all weightings under which it is first.
fn bars(report: &Report, layout: Layout) -> String {
    const LONGEST: usize = 30;
    let mark = if layout.unicode { "\u{2588}" } else { "#" };
    let weightings = &report.weightings;
    let kept = match weightings.ranking.as_slice() {
        [] => String::new(),
        ranking => format!(" that put {} in this order", ranking.join(" before ")),
    };
    let drawn = if weightings.answers_drawn { " and answers to what is open" } else { "" };
    let mut text = layout
        .wrap(&format!("First place, over all weightings of the dimensions{kept}{drawn}:"), 1);
    let names = report.options.iter().map(|option| option.name.chars().count()).max().unwrap_or(0);
    for option in &report.options {
        let first = report.first(option);
        let length = (first * LONGEST as f64).round() as usize;
        let _ = writeln!(
            text,
            "   {:names$} {:>4} % {}",
            option.name,
            number::whole(first * 100.0),
            mark.repeat(length)
        );
        if !layout.full {
            continue;
        }
        if let Some(Some(weights)) = weightings.central_weights.get(&option.id) {
            let weights: Vec<String> = weights
                .0
                .iter()
                .map(|(dimension, weight)| {
                    format!("{dimension} {} %", number::whole(weight * 100.0))
                })
                .collect();
            text.push_str(&layout.wrap_hanging(
                &format!("typically with {}", weights.join(", ")),
                5,
                7,
            ));
        }
    }
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn relaxations(report: &Report, layout: Layout) -> String {
    let mut text = String::new();
    for relaxation in &report.relaxations {
        let answers: Vec<String> = relaxation
            .give_up
            .iter()
            .map(|it| format!("{}: {}", it.field, plain(&it.answer)))
            .collect();
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        let line =
            format!("For {}: {}.", report.option_name(&relaxation.option), super::list(&answers));
        text.push_str(&layout.wrap_hanging(&line, 1, 3));
        for remedy in &relaxation.remedies {
            text.push_str(&layout.wrap(&format!("Or: {remedy}"), 3));
        }
    }
    text
}

/// A JSON value as people write it in a profile.
pub(crate) fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(values) => {
            format!("[{}]", values.iter().map(plain).collect::<Vec<_>>().join(", "))
        }
        value => value.to_string(),
    }
}

fn open(report: &Report, layout: Layout) -> String {
    if report.open_questions.is_empty() {
        return String::new();
    }
    let mut text = layout.wrap(
        &format!(
            "{} of {} questions, which add nothing either way.",
            report.open_questions.len(),
            report.questions
        ),
        1,
    );
    for (intro, fields) in report.open_by_effect() {
        text.push_str(&layout.wrap_hanging(&format!("{intro}: {}.", fields.join(", ")), 1, 3));
    }
    if report.verdict == "unanswered" {
        text.push_str(&ask_next(report, "Ask first:", layout));
    }
    text
}
