//! The rules for a terminal: a line for each, by dimension, with what packs did to it below.

use std::fmt::Write;

use super::{OverrideReport, RuleReport, RulesReport};
use crate::report::{list, number, table::Layout};

/// The whole text.
pub fn table(report: &RulesReport, layout: Layout) -> String {
    let mut text = header(report, layout);
    for dimension in &report.dimensions {
        let rules: Vec<&RuleReport> =
            report.rules.iter().filter(|rule| rule.dimension == dimension.id).collect();
        let changes: Vec<&OverrideReport> = report
            .overrides
            .iter()
            .filter(|it| it.kind == "dimension" && it.id == dimension.id)
            .collect();
        if rules.is_empty() && changes.is_empty() {
            continue;
        }
        let from = dimension
            .pack
            .as_ref()
            .map(|pack| format!(", from the pack {pack}"))
            .unwrap_or_default();
        let heading = format!("{} (weight {}{from})", dimension.name, dimension.weight);
        let _ = writeln!(text, "\n{}", layout.heading(&heading));
        for change in changes {
            text.push_str(&layout.wrap_hanging(&change.words(), 1, 3));
        }
        text.push_str(&columns(&rules, report, layout));
    }
    let others: Vec<&OverrideReport> = report
        .overrides
        .iter()
        .filter(|it| {
            it.kind != "dimension"
                && !report.rules.iter().any(|rule| it.kind == "rule" && rule.id == it.id)
        })
        .collect();
    if !others.is_empty() {
        let _ = writeln!(text, "\n{}", layout.heading("What packs change besides"));
        for other in others {
            let line = format!("{} {}: {}", other.kind, other.id, other.words());
            text.push_str(&layout.wrap_hanging(&line, 1, 3));
        }
    }
    let excluding = report.rules.iter().filter(|rule| !rule.excludes.is_empty()).count();
    let count = number::count(report.rules.len() as i64, "rule");
    let excluding = match excluding {
        0 => "none of which rules anything out".to_owned(),
        1 => "one of which rules something out".to_owned(),
        several => format!("of which {several} rule something out"),
    };
    let _ = writeln!(text, "\n{count}, {excluding}.");
    text
}

/// What there is, and what goes before what.
fn header(report: &RulesReport, layout: Layout) -> String {
    let base = &report.rule_base;
    let mut text = format!("Rule base {} {}", base.name, base.version);
    let packs: Vec<String> =
        base.packs.iter().map(|pack| format!("{} {}", pack.name, pack.version)).collect();
    if !packs.is_empty() {
        let names: Vec<&str> = packs.iter().map(String::as_str).collect();
        let (word, order) =
            if names.len() > 1 { ("packs", ", which apply in this order") } else { ("pack", "") };
        let _ = write!(
            text,
            " with the {word} {}{order}. What a pack adds stands beside what is there. What it \
             changes it names, with a reason, and what it says then counts.",
            list(&names)
        );
    }
    layout.wrap(&text, 0)
}

/// Points on the left, a column for each option, and the rule on the right.
fn columns(rules: &[&RuleReport], report: &RulesReport, layout: Layout) -> String {
    if rules.is_empty() {
        return String::new();
    }
    let widths: Vec<usize> =
        report.options.iter().map(|option| option.short.chars().count().max(3) + 2).collect();
    let indent = widths.iter().sum::<usize>() + 2;
    let cells = |texts: &mut dyn Iterator<Item = String>| {
        texts.zip(&widths).map(|(text, width)| format!("{text:>width$}")).collect::<String>() + "  "
    };
    let mut text = cells(&mut report.options.iter().map(|option| option.short.clone())) + "rule\n";
    text.push_str(&layout.line());
    for rule in rules {
        let cell = |option: &super::OptionReport| match rule.points.get(&option.id) {
            Some(points) => number::signed(i64::from(*points)),
            None if rule.excludes.contains(&option.id) => "out".to_owned(),
            None => ".".to_owned(),
        };
        let from = rule.pack.as_ref().map(|pack| format!(", from {pack}")).unwrap_or_default();
        let name = format!("{} ({}{from})", rule.id, rule.grade);
        text.push_str(&layout.fill(&name, &cells(&mut report.options.iter().map(cell)), indent));
        if layout.full {
            let when = format!("when {}: {}", rule.when, rule.because);
            text.push_str(&layout.wrap(&when, indent));
        }
        for change in &rule.overridden {
            text.push_str(&layout.wrap_hanging(&change.words(), indent, indent + 2));
        }
        for extension in &rule.extended {
            let added =
                report.options.iter().filter(|option| extension.options.contains(&option.id));
            let options: Vec<&str> = added.map(|option| option.short.as_str()).collect();
            let because = extension.because.as_deref().unwrap_or("for the rule's own reason.");
            let line = format!("{} adds {}: {because}", extension.pack, list(&options));
            text.push_str(&layout.wrap_hanging(&line, indent, indent + 2));
        }
    }
    text
}
