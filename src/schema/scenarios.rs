//! The schema of scenario files.

use serde_json::{Value as Json, json};

use super::{DIALECT, shapes::Shapes};
use crate::{rulebase::RuleBase, scenario::RawScenario};

/// Returns the schema of scenario files for a rule base.
pub fn scenarios(base: &RuleBase) -> Json {
    let mut shapes = Shapes::new(base);
    let scenario = shapes.shape(&RawScenario::SHAPE);
    json!({
        "$schema": DIALECT,
        "title": "whereto scenarios",
        "description": format!(
            "Projects with what must come of them, for the rule base {} {}.",
            base.name, base.version
        ),
        "type": "array",
        "minItems": 1,
        "items": scenario,
        "$defs": shapes.definitions(),
    })
}
