//! The schemas of what the program prints as JSON, made from the types that it is printed from.

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Value as Json, json};

use super::{DIALECT, described::Described, ids};
use crate::{
    decision::output::json::CheckReport,
    problem::json::ProblemsReport,
    report::{
        Report,
        brief::{Brief, Failure, Line, SystemBrief},
        calibration::CalibrationReport,
        compare::{Comparison, bases::BasesComparison, systems::SystemsComparison},
        cost::CostReport,
        coverage::Coverage,
        explain::Explanation,
        lint::LintReport,
        portfolio::Row,
        precedents::PrecedentsReport,
        rules::RulesReport,
        scenarios::ScenariosReport,
        system::SystemReport,
    },
    rulebase::RuleBase,
};

/// Everything that is printed as JSON.
pub(super) const ALL: [Described; 14] = [
    ("report", "What `advise --format json` prints", report),
    ("portfolio", "What `advise --portfolio --format json` prints", portfolio),
    ("line", "What `advise --ndjson` prints on each line", line),
    ("compare", "What `compare --format json` prints", comparison),
    ("check", "What `check --format json` prints", check),
    ("cost", "What `cost --format json` prints", cost),
    ("precedents", "What `precedents --format json` prints", precedents),
    ("explanation", "What `explain --format json` prints", explanation),
    ("coverage", "What `rules coverage --format json` prints", coverage),
    ("test", "What `rules test --format json` prints", results),
    ("lint", "What `rules lint --format json` prints", lint),
    ("calibration", "What `rules calibrate --format json` prints", calibration),
    ("list", "What `rules list --format json` prints", rules_list),
    (
        "problems",
        "What any command prints with `--format json` when its input cannot be read",
        problems,
    ),
];

/// Returns the schema of `whereto advise --format json`: the report on a profile, or on a system of
/// several parts; or a list of them for several profiles.
pub fn report(base: &RuleBase) -> Json {
    let mut schema = any(base, "whereto report", |generator| {
        vec![generator.subschema_for::<Report>(), generator.subschema_for::<SystemReport>()]
    });
    if let Some(Json::Array(either)) = schema.get_mut("anyOf") {
        either.push(json!({"type": "array", "items": {"anyOf": either}}));
    }
    schema
}

/// Returns the schema of what is printed instead of a report in JSON when the input cannot be read.
pub fn problems(base: &RuleBase) -> Json {
    of::<ProblemsReport>(base, "whereto problems")
}

/// The schema of `whereto advise --portfolio --format json`.
pub fn portfolio(base: &RuleBase) -> Json {
    of::<Vec<Row>>(base, "whereto portfolio")
}

/// The schema of each line of `whereto advise --ndjson`; with `--full`, a line holds a whole
/// report.
pub fn line(base: &RuleBase) -> Json {
    any(base, "whereto line", |generator| {
        vec![
            generator.subschema_for::<Line<Brief>>(),
            generator.subschema_for::<Line<SystemBrief>>(),
            generator.subschema_for::<Line<Report>>(),
            generator.subschema_for::<Line<SystemReport>>(),
            generator.subschema_for::<Line<Failure>>(),
        ]
    })
}

/// The schema of `whereto compare --format json`: of two profiles, or of two rule bases.
pub fn comparison(base: &RuleBase) -> Json {
    any(base, "whereto comparison", |generator| {
        vec![
            generator.subschema_for::<Comparison>(),
            generator.subschema_for::<SystemsComparison>(),
            generator.subschema_for::<BasesComparison>(),
        ]
    })
}

/// The schema of `whereto check --format json`.
pub fn check(base: &RuleBase) -> Json {
    of::<CheckReport>(base, "whereto check")
}

/// The schema of `whereto cost --format json`.
pub fn cost(base: &RuleBase) -> Json {
    of::<CostReport>(base, "whereto cost report")
}

/// The schema of `whereto precedents --format json`.
pub fn precedents(base: &RuleBase) -> Json {
    of::<PrecedentsReport>(base, "whereto precedents")
}

/// Returns the schema of `whereto rules calibrate --format json`.
pub fn calibration(base: &RuleBase) -> Json {
    of::<CalibrationReport>(base, "whereto calibration")
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

/// The schema of a type.
fn of<T: JsonSchema>(base: &RuleBase, title: &str) -> Json {
    finish(base, title, generator().into_root_schema_for::<T>())
}

/// The schema of what is one of several types.
fn any(base: &RuleBase, title: &str, types: impl Fn(&mut SchemaGenerator) -> Vec<Schema>) -> Json {
    let mut generator = generator();
    let types = types(&mut generator);
    let mut schema = json_schema!({"$schema": DIALECT, "anyOf": types});
    schema.insert("$defs".to_owned(), generator.take_definitions(true).into());
    finish(base, title, schema)
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}

/// With the ids of a rule base. Keys may be added to what is printed, and none changes its meaning,
/// so other keys are allowed everywhere.
fn finish(base: &RuleBase, title: &str, schema: Schema) -> Json {
    let mut schema = schema.to_value();
    schema["title"] = title.into();
    let Some(defs) = schema.get_mut("$defs").and_then(Json::as_object_mut) else { return schema };
    let claims = base.claims.iter().map(|it| (it.id.as_str(), it.says.as_str()));
    let facts = base.facts.iter().map(|it| (it.id.as_str(), it.says.as_str()));
    let questions =
        base.questions.iter().map(|it| (base.fields.get(it.field).id.as_str(), it.prompt.as_str()));
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
