//! The schemas of files that are lists, and everything that has a schema, by the word that people
//! ask for it with.

use serde_json::{Value as Json, json};

use super::{DIALECT, Described, printed, profile::profile, rules::rules, shapes::Shapes};
use crate::{
    config::RawConfig, corpus::RawDecision, rulebase::RuleBase, scenario::RawScenario, shape::Shape,
};

/// Profiles, which editors complete.
pub const PROFILE: Described = ("profile", "Profiles: the answers about one project", profile);

/// Everything that people write.
const WRITTEN: [Described; 5] = [
    PROFILE,
    ("config", "Settings of a project: .whereto/config.yaml", config),
    ("rules", "Files of a rule base or of a pack", rules),
    ("scenarios", "Files of scenarios, which `rules test` runs", scenarios),
    ("decisions", "Files of decisions, with which projects are compared", decisions),
];

/// Lists everything that has a schema.
pub fn all() -> impl Iterator<Item = Described> {
    WRITTEN.into_iter().chain(printed::ALL.iter().copied())
}

/// Returns the schema of settings for a rule base.
pub fn config(base: &RuleBase) -> Json {
    let mut schema = Shapes::new(base).inline().shape(&RawConfig::SHAPE);
    schema["$schema"] = DIALECT.into();
    schema["title"] = "whereto config".into();
    let gates = schema.pointer_mut("/properties/gates/properties").and_then(Json::as_object_mut);
    // A gate without a value would be lost unseen.
    for gate in gates.into_iter().flat_map(|gates| gates.values_mut()) {
        if let Some(types) = gate["type"].as_array_mut() {
            types.retain(|it| it != "null");
        }
    }
    schema
}

/// Returns the schema of scenario files for a rule base.
pub fn scenarios(base: &RuleBase) -> Json {
    list(base, "scenarios", "Projects with what must come of them", &RawScenario::SHAPE)
}

/// Returns the schema of files of decisions for a rule base.
pub fn decisions(base: &RuleBase) -> Json {
    let about = "Decisions that were made, with what was known before them";
    list(base, "decisions", about, &RawDecision::SHAPE)
}

/// Describes a list of at least one thing of a shape.
fn list(base: &RuleBase, name: &str, about: &str, items: &Shape) -> Json {
    let mut shapes = Shapes::new(base);
    let items = shapes.shape(items);
    json!({
        "$schema": DIALECT,
        "title": format!("whereto {name}"),
        "description": format!("{about}, for the rule base {} {}.", base.name, base.version),
        "type": "array",
        "minItems": 1,
        "items": items,
        "$defs": shapes.definitions(),
    })
}
