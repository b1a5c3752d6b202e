//! JSON Schemas (draft 2020-12) of what people write and of what the program prints, made from a
//! rule base, so that editors complete and check.
//!
//! What people write ([`profile`], [`rules`], [`scenarios`], [`decisions`]) uses only keywords that
//! draft 7 has too, because many editors know no more; `enumDescriptions` and `markdownDescription`
//! are what the YAML language server and VS Code show. What is printed ([`printed`]) is described
//! by the types of the report themselves.

mod answers;
mod format;
pub mod printed;
mod profile;
mod rules;
mod shapes;
mod written;

use serde_json::{Map, Value as Json, json};

pub use self::{
    format::format,
    profile::profile,
    rules::rules,
    written::{PROFILE, all, config, decisions, scenarios},
};
use crate::{
    answer,
    field::{Choice, Field, Fields, Kind},
    report::{RuleBaseReport, number},
    rulebase::RuleBase,
};

/// The word by which people ask for a schema, what it describes, and what makes it from a rule
/// base.
pub type Described = (&'static str, &'static str, fn(&RuleBase) -> Json);

/// The version of every form that a schema describes: keys may be added within it, and none changes
/// its meaning. Reports name it in `schema`.
const VERSION: u32 = 1;

/// Makes a schema for a rule base, with a name of its own, its version, and what it was made from.
pub fn make((word, _, make): Described, base: &RuleBase) -> Json {
    let mut schema = make(base);
    schema["$id"] = format!("urn:whereto:schema:{word}:{VERSION}").into();
    let words = RuleBaseReport::new(base).words();
    schema["$comment"] = format!("Version {VERSION}, for the rule base {words}").into();
    schema
}

/// The dialect of all schemas.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Describes a text that is not empty; a number or yes/no without quotes counts as the text it is.
fn text() -> Json {
    json!({"type": ["string", "number", "boolean"], "pattern": "\\S"})
}

/// Describes the same with a description.
fn described(mut schema: Json, description: &str) -> Json {
    if let Some(map) = schema.as_object_mut() {
        map.insert("description".to_owned(), description.into());
    }
    schema
}

/// One of some ids, each with what it means, which editors show.
fn ids<'a>(known: impl IntoIterator<Item = (&'a str, &'a str)>) -> Json {
    let (ids, means): (Vec<&str>, Vec<&str>) = known.into_iter().unzip();
    json!({"enum": ids, "enumDescriptions": means})
}

/// One of the ids that are known, or one that a pack brings.
fn known_or_new<'a>(known: impl IntoIterator<Item = (&'a str, &'a str)>) -> Json {
    let known = ids(known);
    if known["enum"].as_array().is_some_and(|ids| ids.is_empty()) {
        json!({"$ref": "#/$defs/id"})
    } else {
        json!({"anyOf": [known, {"$ref": "#/$defs/id"}]})
    }
}

/// Describes a mapping of some keys, of which a few must be there.
fn mapping(properties: Map<String, Json>, required: &[&str]) -> Json {
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// Describes a mapping from pairs.
fn keys<const N: usize>(pairs: [(&str, Json); N]) -> Map<String, Json> {
    pairs.into_iter().map(|(key, schema)| (key.to_owned(), schema)).collect()
}

fn list(items: &Json) -> Json {
    json!({"type": "array", "items": items})
}

fn some(items: &Json) -> Json {
    json!({"type": "array", "items": items, "minItems": 1})
}

/// Refers to a definition.
fn refer(name: &str) -> Json {
    json!({"$ref": format!("#/$defs/{name}")})
}

/// Describes an id of the right form.
fn id() -> Json {
    json!({
        "type": "string",
        "pattern": "^(?!(?:yes|no|on|off|y|n|true|false|null)$)(?=.*[a-z])[a-z0-9]+(?:[._/-][a-z0-9]+)*$",
        "description": "lower-case words joined by dots, hyphens, underscores or slashes",
    })
}

/// Describes an id in which `{option}` is filled in.
fn filled_id() -> Json {
    json!({
        "type": "string",
        "pattern": r"^(?!(?:yes|no|on|off|y|n|true|false|null)$)(?=.*[a-z])(?:[a-z0-9]|\{option\})+(?:[._/-](?:[a-z0-9]|\{option\})+)*$",
        "description": "lower-case words, and `{option}` for the id of each option",
    })
}

/// Describes an answer to a field, without null: as it is written plainly, which editors complete,
/// or as people type it.
fn answer(field: &Field) -> Json {
    match &field.kind {
        Kind::Number(scale) => {
            let least = if scale.over_least { "exclusiveMinimum" } else { "minimum" };
            let expected = field.with_unit(&scale.describe());
            json!({
                "type": [if scale.whole { "integer" } else { "number" }, "string"],
                least: number::json(scale.least),
                "maximum": number::json(scale.most),
                "pattern": answer::pattern(field),
                "patternErrorMessage": format!("expected {expected}"),
            })
        }
        Kind::YesNo => {
            let typed = typed(answer::pattern(field), "`true` or `false`");
            json!({"anyOf": [{"type": "boolean"}, typed]})
        }
        Kind::Choice(choices) => {
            let typed = typed(answer::pattern(field), &one_of(choices));
            json!({"anyOf": [self::choices(field), typed]})
        }
        Kind::Several(choices) => {
            let (plain, expected) = (self::choices(field), one_of(choices));
            let one = typed(answer::pattern_of_one(choices), &expected);
            let list = json!({
                "type": "array",
                "items": {"anyOf": [plain, one]},
                "uniqueItems": true,
            });
            let several = format!("{expected}, or several with commas between them");
            json!({"anyOf": [list, plain, typed(answer::pattern(field), &several)]})
        }
    }
}

/// Describes a text as people type it; editors say what was expected of one that is not so.
fn typed(pattern: String, expected: &str) -> Json {
    let expected = format!("expected {expected}");
    json!({"type": "string", "pattern": pattern, "patternErrorMessage": expected})
}

fn one_of(choices: &[Choice]) -> String {
    let ids: Vec<&str> = choices.iter().map(|choice| choice.id.as_str()).collect();
    format!("one of {}", ids.join(", "))
}

fn choices(field: &Field) -> Json {
    ids(field.choices().iter().map(|choice| (choice.id.as_str(), choice.means.as_str())))
}

/// Describes the same or null.
fn or_null(mut schema: Json, null: &str) -> Json {
    if let Some(map) = schema.as_object_mut() {
        if let Some(Json::Array(choices)) = map.get_mut("enum") {
            choices.push(Json::Null);
        }
        if let Some(Json::Array(means)) = map.get_mut("enumDescriptions") {
            means.push(null.into());
        }
        match map.get_mut("type") {
            Some(Json::Array(types)) => types.push("null".into()),
            Some(only) => *only = json!([only, "null"]),
            None => {}
        }
        if let Some(Json::Array(either)) = map.get_mut("anyOf") {
            either.push(json!({"type": "null"}));
        }
    }
    schema
}

/// Describes what a condition may ask of fields, and `all`, `any` and `not`; `other` ids stand for
/// fields that a pack brings.
fn condition<'f>(fields: &'f Fields, name: &str, about: impl Fn(&'f str) -> &'f str) -> Json {
    let whole = refer(name);
    let mut properties = keys([
        ("all", described(some(&whole), "all of these must hold")),
        ("any", described(some(&whole), "at least one of these must hold")),
        ("not", described(json!({"allOf": [whole]}), "this must not hold")),
    ]);
    for (_, field) in fields.iter() {
        properties.insert(field.id.clone(), described(test(field), about(&field.id)));
    }
    json!({
        "type": "object",
        "minProperties": 1,
        "properties": properties,
        "propertyNames": {"$ref": "#/$defs/id"},
        "additionalProperties": {"$ref": "#/$defs/any-test"},
    })
}

/// Describes a mapping of tests that must all hold.
fn tests(tests: Map<String, Json>) -> Json {
    json!({
        "type": "object",
        "properties": tests,
        "minProperties": 1,
        "additionalProperties": false,
    })
}

/// Describes what a condition may ask of one field.
fn test(field: &Field) -> Json {
    match &field.kind {
        Kind::Number(_) => tests(bounds()),
        Kind::YesNo => {
            json!({"anyOf": [{"type": "boolean"}, tests(keys([("is", json!({"type": "boolean"}))]))]})
        }
        Kind::Choice(_) => {
            let one = choices(field);
            let object = tests(keys([("is", one.clone()), ("one_of", some(&one))]));
            json!({"anyOf": [one, object]})
        }
        Kind::Several(_) => {
            let one = choices(field);
            let empty = json!({"type": "array", "maxItems": 0});
            let object = tests(keys([
                ("is", empty.clone()),
                ("contains_any", some(&one)),
                ("contains", one),
            ]));
            json!({"anyOf": [object, empty]})
        }
    }
}

fn bounds() -> Map<String, Json> {
    keys(["over", "at_least", "under", "at_most"].map(|bound| (bound, json!({"type": "number"}))))
}

/// Describes what a condition may ask of a field that is not known here.
fn any_test() -> Json {
    let id = refer("id");
    let mut all = bounds();
    all.extend(keys([
        ("is", json!({"anyOf": [id, {"type": "boolean"}, {"type": "array", "maxItems": 0}]})),
        ("one_of", some(&id)),
        ("contains", id.clone()),
        ("contains_any", some(&id)),
    ]));
    json!({"anyOf": [id, {"type": "boolean"}, {"type": "array", "maxItems": 0}, tests(all)]})
}
