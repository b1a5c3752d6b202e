//! What has a schema, by the word that people ask for it with.

use serde_json::Value as Json;

use crate::rulebase::RuleBase;

/// The word, what the schema describes, and what makes it from a rule base.
pub type Described = (&'static str, &'static str, fn(&RuleBase) -> Json);
