//! A record as YAML.

use std::fmt::Write;

use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::record::{FORM, Record, RecordedRule};
use crate::{
    profile::{self, Profile},
    rulebase::RuleBase,
    yaml,
};

/// The keys under which texts stand that may be anything, and are quoted.
const TEXTS: [&str; 6] =
    ["because", "answers", "rule_base", "packs", "price_book", "monthly_cost_usd"];

/// Writes the front matter of a record, with both of its fences.
///
/// Every line of it is one that Markdown takes for the text of one paragraph, and an empty line
/// stands before the closing fence: a reader that knows no front matter then sees a paragraph
/// between two rules, and neither a heading nor a list that is none.
pub fn front_matter(record: &Record, base: &RuleBase, profile: &Profile, date: Date) -> String {
    let mut text = format!(
        "---\nstatus: proposed\ndate: {date}\ndecision-makers:\nwhereto:\n  form: {FORM}\n"
    );
    for (key, value) in json!(record).as_object().into_iter().flatten() {
        let _ = match value {
            Json::Null => writeln!(text, "  {key}:"),
            _ if key == "rules" => {
                let lines = record.rules.iter().map(|(id, rule)| rule_line(id, rule));
                write!(text, "{}", block(key, &lines.collect::<Vec<_>>()))
            }
            value => writeln!(text, "  {key}: {}", flow(value, TEXTS.contains(&key.as_str()))),
        };
    }
    text + &block("profile", &profile::compact(base, profile)) + "\n---\n"
}

/// Writes what a record says of a rule.
pub(super) fn rule_line(id: &str, rule: &RecordedRule) -> String {
    format!("{id}: {}", flow(&json!(rule), false))
}

/// Writes a mapping with one line for each entry.
fn block(key: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return format!("  {key}: {{}}\n");
    }
    let lines: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!("  {key}:\n{lines}")
}

/// Writes a value in one line. Ids and days need no quotes; JSON's strings are YAML's, too.
fn flow(value: &Json, quoted: bool) -> String {
    match value {
        Json::String(text) if !quoted => text.clone(),
        Json::Array(items) => {
            let items = items.iter().map(|item| flow(item, quoted));
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        Json::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{key}: {}", flow(value, quoted && key != "reviewed")));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => yaml::flow(value),
    }
}
