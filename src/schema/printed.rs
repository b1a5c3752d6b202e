//! The schemas of what the program prints as JSON, made from the types that it is printed from.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value as Json, json};

use super::ids;
use crate::{
    report::{
        Report, cost::CostReport, coverage::Coverage, explain::Explanation, lint::LintReport, rules::RulesReport,
        scenarios::ScenariosReport,
    },
    rulebase::RuleBase,
};

/// The schema of `whereto advise --format json`: one report, or a list of them for several profiles.
pub fn report(base: &RuleBase) -> Json {
    let mut schema = of::<Report>(base, "whereto report");
    let Some(map) = schema.as_object_mut() else { return schema };
    // One report stands in the definitions, so that a list can hold it.
    let kept = ["$schema", "title", "description", "$defs"];
    let (outer, inner): (Vec<_>, Vec<_>) =
        std::mem::take(map).into_iter().partition(|(key, _)| kept.contains(&key.as_str()));
    map.extend(outer);
    map["$defs"]["report"] = Json::Object(inner.into_iter().collect());
    let one = json!({"$ref": "#/$defs/report"});
    map.insert("anyOf".to_owned(), json!([one, {"type": "array", "items": one}]));
    schema
}

/// The schema of `whereto cost --format json`.
pub fn cost(base: &RuleBase) -> Json {
    of::<CostReport>(base, "whereto cost report")
}

/// The schema of `whereto rules coverage --format json`.
pub fn coverage(base: &RuleBase) -> Json {
    of::<Coverage>(base, "whereto coverage")
}

/// The schema of `whereto explain --format json`.
pub fn explanation(base: &RuleBase) -> Json {
    of::<Explanation>(base, "whereto explanation")
}

/// The schema of `whereto rules test --format json`.
pub fn results(base: &RuleBase) -> Json {
    of::<ScenariosReport>(base, "whereto scenario results")
}

/// The schema of `whereto rules lint --format json`.
pub fn lint(base: &RuleBase) -> Json {
    of::<LintReport>(base, "whereto lint report")
}

/// The schema of `whereto rules list --format json`.
pub fn rules_list(base: &RuleBase) -> Json {
    of::<RulesReport>(base, "whereto rules list")
}

/// The schema of a type, with the ids of a rule base. Keys may be added to what is printed, and none changes its
/// meaning, so other keys are allowed everywhere.
fn of<T: JsonSchema>(base: &RuleBase, title: &str) -> Json {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    let mut schema = schema.to_value();
    schema["title"] = title.into();
    let Some(defs) = schema.get_mut("$defs").and_then(Json::as_object_mut) else { return schema };
    let claims = base.claims.iter().map(|it| (it.id.as_str(), it.says.as_str()));
    let facts = base.facts.iter().map(|it| (it.id.as_str(), it.says.as_str()));
    let questions = base.questions.iter().map(|it| (base.fields.get(it.field).id.as_str(), it.prompt.as_str()));
    for (name, known) in [
        ("option-id", ids(base.options.iter().map(|it| (it.id.as_str(), it.name.as_str())))),
        ("dimension-id", ids(base.dimensions.iter().map(|it| (it.id.as_str(), it.about.as_str())))),
        ("question-id", ids(questions)),
        ("rule-id", ids(base.rules.iter().map(|it| (it.id.as_str(), it.because.as_str())))),
        ("source-id", ids(claims.chain(facts))),
    ] {
        if let Some(definition) = defs.get_mut(name) {
            *definition = known;
        }
    }
    schema
}
