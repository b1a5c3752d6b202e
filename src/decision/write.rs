//! A record as YAML.

use std::fmt::Write;

use jiff::civil::Date;

use super::record::{Basis, Choice, FORM, Record, RecordedEffect, RecordedPack, RecordedRule};
use crate::{
    profile::{self, Profile},
    rulebase::RuleBase,
};

/// The front matter of a record, with both of its fences.
///
/// Every line of it is one that Markdown takes for the text of one paragraph, and an empty line
/// stands before the closing fence: a reader that knows no front matter then sees a paragraph
/// between two rules, and neither a heading nor a list that is none.
pub fn front_matter(
    record: &Record,
    base: &RuleBase,
    profile: &Profile,
    date: Date,
    chosen: Option<&Choice>,
) -> String {
    let mut text = format!(
        "---\nstatus: proposed\ndate: {date}\ndecision-makers:\nwhereto:\n  form: {FORM}\n"
    );
    let or_nothing =
        |value: Option<&str>| value.map(|value| format!(" {value}")).unwrap_or_default();
    let _ = writeln!(text, "  recommendation:{}", or_nothing(record.recommendation.as_deref()));
    let _ = writeln!(text, "  chosen:{}", or_nothing(chosen.map(|chosen| chosen.option.as_str())));
    let _ = writeln!(
        text,
        "  because:{}",
        or_nothing(chosen.map(|chosen| quoted(&chosen.because)).as_deref())
    );
    let _ = writeln!(text, "  verdict: {}", record.verdict);
    let _ = writeln!(text, "  confidence: {}", record.confidence.as_deref().unwrap_or("none"));
    let _ = writeln!(
        text,
        "  scores: {}",
        flow(record.scores.iter().map(|(id, score)| format!("{id}: {score}")))
    );
    let _ = writeln!(
        text,
        "  weights: {}",
        flow(record.weights.iter().map(|(id, weight)| format!("{id}: {weight}")))
    );
    block(&mut text, "rules", record.rules.iter().map(rule_line));
    let _ = writeln!(text, "  answers: {}", quoted(&record.answers));
    let Basis { name, version, digest, reviewed } = &record.rule_base;
    let entries = [("name", name), ("version", version), ("digest", digest)]
        .map(|(key, it)| format!("{key}: {}", quoted(it)));
    let reviewed = std::iter::once(format!("reviewed: {reviewed}"));
    let _ = writeln!(text, "  rule_base: {}", flow(entries.into_iter().chain(reviewed)));
    if !record.packs.is_empty() {
        let pack = |RecordedPack { name, version, digest }: &RecordedPack| {
            format!(
                "{}: {{version: {}, digest: {}}}",
                quoted(name),
                quoted(version),
                quoted(digest)
            )
        };
        let _ = writeln!(text, "  packs: {}", flow(record.packs.iter().map(pack)));
    }
    if let Some(prices) = &record.price_book {
        let _ = writeln!(
            text,
            "  price_book: {{name: {}, reviewed: {}}}",
            quoted(&prices.name),
            prices.reviewed
        );
    }
    let costs = record.monthly_cost.iter().map(|(option, cost)| format!("{option}: \"{cost}\""));
    if !record.monthly_cost.is_empty() {
        let _ = writeln!(text, "  monthly_cost_usd: {}", flow(costs));
    }
    block(&mut text, "profile", profile::compact(base, profile).into_iter());
    text.push_str("\n---\n");
    text
}

pub(super) fn rule_line(rule: &RecordedRule) -> String {
    let effect = match &rule.effect {
        RecordedEffect::Points(points) => {
            format!(
                "points: {}",
                flow(points.iter().map(|(option, points)| format!("{option}: {points}")))
            )
        }
        RecordedEffect::Excludes(options) => format!("excludes: [{}]", options.join(", ")),
    };
    format!("{}: {{dimension: {}, {effect}}}", rule.id, rule.dimension)
}

/// A mapping with one line for each entry.
fn block(text: &mut String, key: &str, lines: impl Iterator<Item = String>) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        let _ = writeln!(text, "  {key}: {{}}");
        return;
    }
    let _ = writeln!(text, "  {key}:");
    for line in lines {
        let _ = writeln!(text, "    {line}");
    }
}

/// A mapping in one line.
fn flow(entries: impl Iterator<Item = String>) -> String {
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}

/// A text in one line: JSON's strings are YAML's, too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
