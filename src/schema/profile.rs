//! The schema of profiles.

use serde_json::{Map, Value as Json, json};

use super::{
    DIALECT,
    answers::{Level, NULL, level, once_each, patterns, weights},
    or_null,
    shapes::Shapes,
};
use crate::{profile::RawProfile, rulebase::RuleBase};

/// Returns the schema of profiles for a rule base. It accepts what
/// [`crate::profile::Profile::read`] accepts, but for choices, yes and no that are not written
/// plainly, which it refuses, and numbers that JSON cannot hold exactly or that only their units
/// put out of range.
pub fn profile(base: &RuleBase) -> Json {
    let mut schema = json!({
        "$schema": DIALECT,
        "title": "whereto profile",
        "description": format!(
            "Answers about one project, for the rule base {} {}. What is left out or null counts for nothing.",
            base.name, base.version
        ),
        "type": "object",
    });
    let mut properties = Shapes::new(base).inline().properties(&RawProfile::SHAPE);
    for schema in properties.values_mut() {
        *schema = or_null(schema.take(), NULL);
    }
    let Level { plain, dotted } = level(base, "");
    properties.extend(plain);
    schema["properties"] = Json::Object(properties);
    schema["patternProperties"] = patterns(dotted);
    schema["additionalProperties"] = false.into();
    schema["allOf"] = json!([{"$ref": ONCE}]);
    let once = once_each(base);
    let once = if once.is_empty() { json!({}) } else { json!({"allOf": once}) };
    schema["$defs"] = json!({"once": once, "component": component(base)});
    schema
}

/// Where it says that no question is answered twice, for a profile and for each of its components.
const ONCE: &str = "#/$defs/once";

/// Describes what a component may say: what a profile may, but for its name, which is its key, and
/// components of its own.
fn component(base: &RuleBase) -> Json {
    let Level { plain, dotted } = level(base, "");
    let own = RawProfile::SHAPE.names.iter().copied();
    let own = own.filter(|key| !matches!(*key, "project" | "archetype" | "skipped" | "components"));
    let mut properties: Map<String, Json> = own
        .chain(plain.keys().map(String::as_str))
        .map(|key| (key.to_owned(), json!({"$ref": format!("#/properties/{key}")})))
        .collect();
    let mut weights = or_null(weights(base), NULL);
    if let Some(map) = weights.as_object_mut() {
        // Whether anything is left to count depends on the weights that all share.
        map.shift_remove("not");
    }
    properties.insert("weights".to_owned(), weights);
    let same = |(key, _): (String, Json)| {
        let there = key.replace('.', "/properties/");
        (key, json!({"$ref": format!("#/properties/{there}")}))
    };
    json!({
        "type": ["object", "null"],
        "description": "What this part says itself; null takes away what all share.",
        "properties": properties,
        "patternProperties": patterns(dotted.into_iter().map(same).collect()),
        "additionalProperties": false,
        "anyOf": [{"type": "null"}, {"$ref": ONCE}],
    })
}
