//! A profile as compact lines of YAML, as records hold it, and the pieces that the commented
//! profile shares.

use super::{Component, Profile};
use crate::{
    field::{Field, Value},
    reader,
    rulebase::{RuleBase, prices::ASSUMPTIONS},
    yaml,
};

/// Returns what a part says itself, a line each.
pub(super) fn component_lines(base: &RuleBase, component: &Component) -> Vec<String> {
    let shown = |field: &Field, value: &Option<Value>| {
        value.map_or_else(|| "null".to_owned(), |value| field.show(value))
    };
    let expect = component.expect.map(|expect| expect.map(|expect| &*base.option(expect).id));
    let weights = component.weights.iter();
    let weights =
        weights.filter_map(|(index, weight)| Some((base.dimensions.get(*index)?, weight)));
    let mut lines = texts([("description", &component.description), ("notes", &component.notes)]);
    lines.extend(expect.map(|expect| format!("expect: {}", expect.unwrap_or("null"))));
    lines.extend(group("weights", weights.map(|(it, weight)| format!("{}: {weight}", it.id))));
    // Every id can stand by itself.
    lines.extend(component.answers.iter().map(|(field, value)| {
        let field = base.fields.get(*field);
        format!("{}: {}", field.id, shown(field, value))
    }));
    let assumptions = component.assumptions.iter().filter_map(|(field, value)| {
        let field = base.prices.fields.get(*field);
        Some(format!("{}: {}", field.id.strip_prefix(ASSUMPTIONS)?, shown(field, value)))
    });
    lines.extend(group("assumptions", assumptions));
    let own = component.evidence.lines(base, |subject| component.value(subject));
    lines.extend(group("evidence", own.into_iter()));
    lines
}

/// Returns the texts that there are, a line each.
fn texts<const N: usize>(texts: [(&str, &Option<String>); N]) -> Vec<String> {
    let there = texts.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?)));
    there.map(|(key, text)| format!("{key}: {}", quoted(text))).collect()
}

/// Returns a text between quotes, as JSON and YAML have it.
fn quoted(text: &str) -> String {
    yaml::flow(&text.into())
}

/// Returns the name of a part as a key.
pub fn key(name: &str) -> String {
    if reader::is_id(name) && !yaml::is_other_in_yaml_1_1(name) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

/// Writes the profile as the interview saves it: what was answered and what was skipped.
pub fn short(base: &RuleBase, profile: &Profile) -> String {
    let mut text = String::from(
        "# Written by `whereto ask`, which continues from here. `whereto init FILE` writes all questions.\n",
    );
    for line in compact(base, profile) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Writes the profile without comments and without what is not answered, one line for each group
/// of answers: the lines of a YAML mapping, without their indentation.
pub fn compact(base: &RuleBase, profile: &Profile) -> Vec<String> {
    let mut lines = texts([
        ("project", &profile.project),
        ("description", &profile.description),
        ("notes", &profile.notes),
    ]);
    lines.extend(interview(base, profile));
    lines.extend(profile.expect.map(|expect| format!("expect: {}", base.option(expect).id)));
    let weights = base.dimensions.iter().zip(&profile.weights);
    let weights = weights.filter(|(dimension, weight)| dimension.weight != **weight);
    lines.extend(group("weights", weights.map(|(it, weight)| format!("{}: {weight}", it.id))));
    let mut groups: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    for question in &base.questions {
        let field = base.fields.get(question.field);
        let Some(value) = profile.answers.get(question.field) else { continue };
        let (prefix, key) = split(&field.id);
        let answer = format!("{key}: {}", field.show(value));
        match groups.iter_mut().find(|(known, _)| prefix.is_some() && *known == prefix) {
            Some((_, answers)) => answers.push(answer),
            None => groups.push((prefix, vec![answer])),
        }
    }
    for (prefix, answers) in groups {
        match prefix {
            Some(prefix) => lines.extend(group(prefix, answers.into_iter())),
            None => lines.extend(answers),
        }
    }
    let assumptions = base.prices.assumptions.iter().filter_map(|assumption| {
        let field = base.prices.fields.get(assumption.field);
        let value = profile.assumptions.get(assumption.field)?;
        Some(format!("{}: {}", field.id.strip_prefix(ASSUMPTIONS)?, field.show(value)))
    });
    lines.extend(group("assumptions", assumptions));
    lines.extend(evidence(base, profile));
    let components = profile.components.iter().map(|component| {
        format!("{}: {{{}}}", key(&component.name), component_lines(base, component).join(", "))
    });
    lines.extend(group("components", components));
    lines
}

/// Returns how answers are known, a line each.
pub(super) fn evidence(base: &RuleBase, profile: &Profile) -> Vec<String> {
    let lines = profile.evidence.lines(base, |subject| profile.value(subject));
    let head = (!lines.is_empty()).then(|| "evidence:".to_owned());
    head.into_iter().chain(lines.into_iter().map(|line| format!("  {line}"))).collect()
}

/// Splits an id into its group, if it has one, and the rest.
pub(super) fn split(id: &str) -> (Option<&str>, &str) {
    id.split_once('.').map_or((None, id), |(prefix, key)| (Some(prefix), key))
}

/// Returns what only the interview looks at.
pub(super) fn interview(base: &RuleBase, profile: &Profile) -> Vec<String> {
    let archetype = profile.archetype.iter().map(|archetype| format!("archetype: {archetype}"));
    let open = profile.skipped.iter().filter(|field| profile.answers.get(**field).is_none());
    let skipped: Vec<&str> = open.map(|field| base.fields.get(*field).id.as_str()).collect();
    let skipped = (!skipped.is_empty()).then(|| format!("skipped: [{}]", skipped.join(", ")));
    archetype.chain(skipped).collect()
}

/// Returns a mapping in one line; nothing for an empty one.
fn group(key: &str, entries: impl Iterator<Item = String>) -> Option<String> {
    let entries: Vec<String> = entries.collect();
    (!entries.is_empty()).then(|| format!("{key}: {{{}}}", entries.join(", ")))
}
