//! The sections that only packs have.

use serde_json::{Map, Value as Json, json};

use super::{described, keys, known_or_new, list, mapping, refer, rules::points, some};
use crate::rulebase::RuleBase;

/// What a pack says of itself.
pub(super) fn pack() -> Json {
    mapping(
        keys([
            ("name", refer("id")),
            ("version", refer("text")),
            ("reviewed", refer("day")),
            (
                "about",
                described(json!({"allOf": [refer("text")]}), "what it is for, in a sentence"),
            ),
            (
                "requires",
                described(list(&refer("id")), "the packs that it builds on, which it may change"),
            ),
        ]),
        &["name", "version", "reviewed", "about"],
    )
}

/// What an override names, with the schema of its ids and the definition of what it changes.
fn kinds(base: &RuleBase) -> [(&'static str, Json, &'static str); 12] {
    let questions =
        base.questions.iter().map(|it| (base.fields.get(it.field).id.as_str(), it.prompt.as_str()));
    let contradictions = base.contradictions.iter().map(|it| (it.id.as_str(), it.because.as_str()));
    let documents = base.documents.iter().map(|it| (it.id.as_str(), it.title.as_str()));
    let stacks = base.prices.stacks.iter().map(|it| (it.id.as_str(), it.name.as_str()));
    [
        ("rule", refer("rule-id"), "rule"),
        ("question", known_or_new(questions), "question"),
        ("dimension", refer("dimension-id"), "dimension"),
        ("option", refer("option"), "hosting-option"),
        ("contradiction", known_or_new(contradictions), "contradiction"),
        ("document", known_or_new(documents), "document"),
        ("claim", refer("source-id"), "claim"),
        ("fact", refer("fact-id"), "fact"),
        ("price", refer("item-id"), "item"),
        ("catalog", refer("catalog-id"), "catalog"),
        ("stack", known_or_new(stacks), "stack"),
        ("assumption", refer("id"), "assumption"),
    ]
}

/// What a pack changes in what others brought.
pub(super) fn overriding(base: &RuleBase, defs: &Map<String, Json>) -> Json {
    let one = kinds(base).map(|(kind, id, definition)| {
        let mut with: Map<String, Json> = defs[definition]["properties"].as_object().cloned().unwrap_or_default();
        for key in ["id", "question"] {
            with.shift_remove(key);
        }
        let with: Map<String, Json> = with
            .into_iter()
            .map(|(key, schema)| {
                let schema = if key == "points" { points(base, true) } else { schema };
                (key, json!({"anyOf": [schema, {"type": "null"}]}))
            })
            .collect();
        let mut with = mapping(with, &[]);
        with["minProperties"] = 1.into();
        with["description"] = "what to say instead; null takes a key away".into();
        let mut pairs = keys([(kind, id), ("reason", refer("text")), ("with", with)]);
        let removable = matches!(kind, "rule" | "contradiction");
        if removable {
            pairs.insert("remove".to_owned(), json!({"type": "boolean", "description": "takes it out"}));
        }
        let mut one = mapping(pairs, &[kind, "reason"]);
        one["anyOf"] = match removable {
            true => json!([
                {"required": ["with"], "properties": {"remove": {"const": false}}},
                {"required": ["remove"], "properties": {"remove": {"const": true}}, "not": {"required": ["with"]}},
            ]),
            false => json!([{"required": ["with"]}]),
        };
        one
    });
    json!({"anyOf": one})
}

/// What a pack says of its own options in a rule of others.
pub(super) fn extension(base: &RuleBase) -> Json {
    let mut extension = mapping(
        keys([
            ("rule", refer("rule-id")),
            ("points", points(base, false)),
            ("excludes", json!({"anyOf": [refer("option"), some(&refer("option"))]})),
            ("because", refer("text")),
            ("cites", refer("cites")),
        ]),
        &["rule"],
    );
    extension["oneOf"] = json!([{"required": ["points"]}, {"required": ["excludes"]}]);
    extension
}
