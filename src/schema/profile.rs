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
/// [`crate::profile::Profile::read`] accepts, and besides: texts that are numbers out of range,
/// choices listed twice in two ways of writing them, and weights of a component that leave nothing
/// to count.
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
    let Level { plain, dotted } = level(base, "");
    properties.extend(plain);
    schema["properties"] = Json::Object(properties);
    schema["patternProperties"] = joined(dotted);
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
    json!({
        "type": ["object", "null"],
        "description": "What this part says itself; null takes away what all share.",
        "properties": properties,
        "patternProperties": joined(dotted),
        "additionalProperties": false,
        "anyOf": [{"type": "null"}, {"$ref": ONCE}],
    })
}

/// Describes keys that are joined by dots, by what stands in nested keys.
fn joined(dotted: Map<String, Json>) -> Json {
    let same = |(key, _): (String, Json)| {
        let there = key.replace('.', "/properties/");
        (key, json!({"$ref": format!("#/properties/{there}")}))
    };
    patterns(dotted.into_iter().map(same).collect())
}
