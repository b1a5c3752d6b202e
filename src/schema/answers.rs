//! The schemas of answers, weights and assumptions, in profiles and wherever else they stand.

use serde_json::{Map, Value as Json, json};

use super::{answer, or_null};
use crate::{
    field::{Field, Kind, chosen},
    profile::MOST_WEIGHT,
    rulebase::{
        Question, RuleBase,
        prices::{ASSUMPTIONS, Assumed, Assumption},
    },
};

/// Of ids with more parts than this, not every way to write the same answer twice is told apart.
const MOST_PARTS: usize = 3;

/// What an answer of null means.
pub(super) const NULL: &str = "not answered";

/// Describes what stands for the answers of a profile inside another document.
pub(super) fn answers(base: &RuleBase) -> Json {
    let Level { plain, dotted } = level(base, "");
    let mut schema = json!({
        "type": "object",
        "properties": plain,
        "patternProperties": patterns(dotted),
        "additionalProperties": false,
    });
    let mut once = once_each(base);
    // Of nothing at all, which may stand here, no question is answered twice.
    once.iter_mut().for_each(|it| it["not"]["type"] = "object".into());
    if !once.is_empty() {
        schema["allOf"] = once.into();
    }
    schema
}

/// Says that no question is answered in two ways of writing its id.
pub(super) fn once_each(base: &RuleBase) -> Vec<Json> {
    base.ids_of_questions().flat_map(once).collect()
}

/// Describes how answers are known, by question and assumption.
pub(super) fn evidence(base: &RuleBase, evidence: Json) -> Json {
    let assumptions = base.prices.assumptions.iter();
    let assumptions =
        assumptions.map(|assumption| base.prices.fields.get(assumption.field).id.as_str());
    let ids: Vec<&str> = base.ids_of_questions().chain(assumptions).collect();
    json!({
        "type": "object",
        "propertyNames": {"enum": ids},
        "additionalProperties": evidence,
    })
}

/// Describes what the parts of a system may say.
pub(super) fn components() -> Json {
    json!({
        "type": "object",
        // A name in one line.
        "propertyNames": {"pattern": "^(?!\\s*$)[^\\u0000-\\u001f\\u007f-\\u009f]*$"},
        "additionalProperties": {"$ref": "#/$defs/component"},
    })
}

pub(super) fn weights(base: &RuleBase) -> Json {
    let weight = |weight: u8, about: &str| json!({"type": ["integer", "null"], "minimum": 0, "maximum": MOST_WEIGHT, "default": weight, "description": about});
    let properties: Map<String, Json> =
        base.dimensions.iter().map(|it| (it.id.clone(), weight(it.weight, &it.about))).collect();
    // All zero: those that weigh something by default are set to zero, and no other is set to more.
    let zero = base.dimensions.iter().map(|it| {
        let zero = if it.weight > 0 { json!({"const": 0}) } else { json!({"enum": [0, null]}) };
        (it.id.clone(), zero)
    });
    let all_zero = json!({
        "type": "object",
        "properties": zero.collect::<Map<_, _>>(),
        "required": base.dimensions.iter().filter(|it| it.weight > 0).map(|it| &it.id).collect::<Vec<_>>(),
    });
    json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "not": all_zero,
    })
}

pub(super) fn assumptions(base: &RuleBase) -> Json {
    let fields = &base.prices.fields;
    let properties = base.prices.assumptions.iter().filter_map(|assumption| {
        let field = fields.get(assumption.field);
        let id = field.id.strip_prefix(ASSUMPTIONS)?;
        let mut schema = or_null(answer(field), "as usual");
        schema["description"] = describe_assumption(assumption, field).into();
        Some((id.to_owned(), schema))
    });
    let properties: Map<String, Json> = properties.collect();
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

fn describe_assumption(assumption: &Assumption, field: &Field) -> String {
    let usual = match &assumption.assumed {
        Assumed::Number(guesses) if guesses.is_empty() => {
            return format!("{}. Left out unless given.{}", assumption.about, unit(field));
        }
        Assumed::Number(guesses) => guesses
            .last()
            .map(|guess| format!("{} to {}", guess.low.normalize(), guess.high.normalize()))
            .unwrap_or_default(),
        Assumed::Answer(answers) => {
            answers.last().map(|(_, value)| field.show(*value)).unwrap_or_default()
        }
    };
    format!(
        "{}. Taken as {usual} unless given.{} {}",
        assumption.about,
        unit(field),
        assumption.because
    )
}

fn unit(field: &Field) -> String {
    let unit = field.unit();
    if unit.is_empty() { String::new() } else { format!(" Unit: {unit}.") }
}

/// What can stand within a group of answers: with keys of one part, and with keys of several, which
/// editors accept and do not offer.
#[derive(Default)]
pub(super) struct Level {
    pub(super) plain: Map<String, Json>,
    pub(super) dotted: Map<String, Json>,
}

pub(super) fn level(base: &RuleBase, prefix: &str) -> Level {
    let mut level = Level::default();
    for question in &base.questions {
        let id = &base.fields.get(question.field).id;
        let Some(rest) = id.strip_prefix(prefix) else { continue };
        let ends = rest.match_indices('.').map(|(at, _)| at).chain([rest.len()]);
        for end in ends {
            let key = &rest[..end];
            let schemas = if key.contains('.') { &mut level.dotted } else { &mut level.plain };
            if schemas.contains_key(key) {
                continue;
            }
            let schema = if end == rest.len() {
                field(base, question)
            } else {
                group(base, &format!("{prefix}{key}."))
            };
            schemas.insert(key.to_owned(), schema);
        }
    }
    level
}

fn group(base: &RuleBase, prefix: &str) -> Json {
    let Level { plain, dotted } = level(base, prefix);
    let inside: Vec<&str> = plain.keys().map(String::as_str).collect();
    let mut schema = json!({"type": ["object", "null"], "description": format!("Answers: {}.", inside.join(", "))});
    schema["properties"] = Json::Object(plain.clone());
    if !dotted.is_empty() {
        schema["patternProperties"] = patterns(dotted);
    }
    schema["additionalProperties"] = false.into();
    schema
}

/// Describes each of some keys by a pattern.
pub(super) fn patterns(keys: Map<String, Json>) -> Json {
    keys.into_iter().map(|(key, schema)| (exactly(&key), schema)).collect()
}

/// Describes a pattern for one key.
fn exactly(key: &str) -> String {
    format!("^{}$", key.replace('.', "[.]"))
}

fn field(base: &RuleBase, question: &Question) -> Json {
    let field = base.fields.get(question.field);
    let mut schema = or_null(answer(field), NULL);
    let range = match &field.kind {
        Kind::Number(scale) if scale.unit.is_empty() => format!(" Expected: {}.", scale.describe()),
        Kind::Number(scale) => format!(" Expected: {}, in {}.", scale.describe(), scale.unit),
        Kind::YesNo | Kind::Choice(_) | Kind::Several(_) => String::new(),
    };
    schema["description"] = format!("{} {}{range}", question.prompt, question.help).into();
    let mut markdown = format!(
        "**{}**\n\n{}{range}\n\n_Why it is asked:_ {}\n",
        question.prompt, question.help, question.why
    );
    for choice in chosen(field.choices(), u64::MAX) {
        markdown += &format!("\n- `{}`: {}", choice.id, choice.means);
    }
    schema["markdownDescription"] = markdown.trim_end().into();
    schema
}

/// Says that an answer is not given in two of the ways in which its key can be written.
fn once(id: &str) -> Vec<Json> {
    let parts: Vec<&str> = id.split('.').collect();
    if parts.len() > MOST_PARTS {
        return Vec::new();
    }
    let ways: Vec<Json> = ways(&parts).iter().map(|keys| given(keys)).collect();
    let pairs = ways
        .iter()
        .enumerate()
        .flat_map(|(at, one)| ways[at + 1..].iter().map(move |other| (one, other)));
    pairs.map(|(one, other)| json!({"not": {"allOf": [one, other]}})).collect()
}

/// Describes the ways to write an id: its parts in nested keys, or joined.
fn ways(parts: &[&str]) -> Vec<Vec<String>> {
    (1..=parts.len())
        .flat_map(|first| {
            let key = parts[..first].join(".");
            let rest = if first == parts.len() { vec![Vec::new()] } else { ways(&parts[first..]) };
            rest.into_iter().map(move |rest| std::iter::once(key.clone()).chain(rest).collect())
        })
        .collect()
}

/// Says that something other than null stands behind nested keys of a mapping.
fn given(keys: &[String]) -> Json {
    let [key, rest @ ..] = keys else { return json!({"not": {"type": "null"}}) };
    let mut inner = given(rest);
    if !rest.is_empty() {
        // Of what is no mapping, everything could be said.
        inner["type"] = "object".into();
    }
    json!({"required": [key], "properties": {key: inner}})
}
