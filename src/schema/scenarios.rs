//! The schema of scenario files.

use serde_json::{Map, Value as Json, json};

use super::{DIALECT, described, id, ids, keys, mapping, profile, refer, some};
use crate::{
    rulebase::RuleBase,
    scenario::{FOR_PEOPLE, Outcome},
};

/// What the ids of one kind are called in the definitions, and the ids.
fn definitions(base: &RuleBase) -> Map<String, Json> {
    let options = || base.options.iter().map(|it| (it.id.as_str(), it.about.as_str()));
    let rules = || base.rules.iter().map(|it| (it.id.as_str(), it.because.as_str()));
    let dimensions = base.dimensions.iter().map(|it| (it.id.as_str(), it.about.as_str()));
    let claims = base.claims.iter().map(|it| (it.id.as_str(), it.says.as_str()));
    let facts = base.facts.iter().map(|it| (it.id.as_str(), it.says.as_str()));
    let outcomes = Outcome::WORDS.map(|(word, outcome)| {
        let means = match outcome {
            Outcome::Tie => "several options share the best score",
            Outcome::NoneFits => "every option is ruled out",
        };
        (word, means)
    });
    keys([
        ("text", super::text()),
        ("option", ids(options())),
        ("verdict", ids(options().chain(outcomes))),
        ("rule", ids(rules())),
        ("giver", ids(dimensions.chain(rules()))),
        ("source", ids(claims.chain(facts))),
    ])
}

/// The schema of scenario files for a rule base.
pub fn scenarios(base: &RuleBase) -> Json {
    let one_or_some = |name: &str| json!({"anyOf": [refer(name), some(&refer(name))]});
    let text = |description: &str| described(json!({"allOf": [refer("text")]}), description);
    let points = mapping(
        keys([
            ("points", json!({"type": "integer", "minimum": -1000, "maximum": 1000})),
            ("for", refer("option")),
            (
                "from",
                described(
                    json!({"allOf": [refer("giver")]}),
                    "a rule, or a dimension for all of its rules",
                ),
            ),
        ]),
        &["points", "for", "from"],
    );
    let limits =
        |description: &str| described(json!({"type": "array", "items": points}), description);
    let expectations = keys([
        ("expect", described(json!({"allOf": [refer("verdict")]}), "what must be recommended")),
        (
            "decision",
            described(
                json!({"allOf": [refer("verdict")]}),
                "what was decided, and so must be recommended",
            ),
        ),
        ("never", described(one_or_some("option"), "what may not be recommended")),
        ("excluded", described(one_or_some("option"), "what must be ruled out")),
        ("not_excluded", described(one_or_some("option"), "what may not be ruled out")),
        ("fires", described(one_or_some("rule"), "the rules that must fire")),
        ("does_not_fire", described(one_or_some("rule"), "the rules that may not fire")),
        ("at_least", limits("points that an option must get at least, before weights")),
        ("at_most", limits("points that an option may get at most, before weights")),
    ]);
    let expects: Vec<Json> = expectations.keys().map(|key| json!({"required": [key]})).collect();
    let mut properties = keys([
        ("id", id()),
        ("why", text("why this must come of it")),
        ("from", described(one_or_some("source"), "what says so")),
        ("facts", profile::answers(base)),
        ("disagrees", text("why the rule base is known not to meet this, and may")),
    ]);
    properties.extend(profile::shared(base));
    properties.extend(expectations);
    // What is only for people may be anything.
    properties.extend(FOR_PEOPLE.map(|key| (key.to_owned(), json!({}))));
    let mut scenario = mapping(properties, &["id", "facts"]);
    scenario["anyOf"] = expects.into();
    scenario["not"] = json!({"required": ["expect", "decision"]});
    json!({
        "$schema": DIALECT,
        "title": "whereto scenarios",
        "description": format!("Projects with what must come of them, for the rule base {} {}.", base.name, base.version),
        "type": "array",
        "minItems": 1,
        "items": scenario,
        "$defs": definitions(base),
    })
}
