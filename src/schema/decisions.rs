//! The schema of files of decisions.

use serde_json::{Value as Json, json};

use super::{DIALECT, shapes::Shapes};
use crate::{corpus::RawDecision, rulebase::RuleBase};

/// Returns the schema of files of decisions for a rule base.
pub fn decisions(base: &RuleBase) -> Json {
    let mut shapes = Shapes::new(base);
    let decision = shapes.shape(&RawDecision::SHAPE);
    json!({
        "$schema": DIALECT,
        "title": "whereto decisions",
        "description": format!(
            "Decisions that were made, with what was known before them, for the rule base {} {}.",
            base.name, base.version
        ),
        "type": "array",
        "minItems": 1,
        "items": decision,
        "$defs": shapes.definitions(),
    })
}
