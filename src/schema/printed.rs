//! The schemas of what the program prints as JSON, made from the types that it is printed from.

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Value as Json, json};

use super::{DIALECT, Described, ids};
use crate::{
    decision::output::json::CheckReport,
    problem::json::ProblemsReport,
    report::{
        Report,
        brief::{Brief, Failure, Line, SystemBrief},
        calibration::CalibrationReport,
        compare::{Comparison, bases::BasesComparison, systems::SystemsComparison},
        cost::{CostReport, SystemCostReport},
        coverage::Coverage,
        explain::Explanation,
        lint::LintReport,
        made::Signed,
        measured::Measurement,
        portfolio::Row,
        precedents::PrecedentsReport,
        rules::RulesReport,
        scan::ScanReport,
        scenarios::ScenariosReport,
        settings::SettingsReport,
        system::SystemReport,
    },
    rulebase::RuleBase,
    shape::Referent,
};

/// Everything that is printed as JSON.
pub(super) const ALL: [Described; 18] = [
    ("report", "What `advise --format json` prints", report),
    ("portfolio", "What `advise --portfolio --format json` prints", |base| {
        of::<Vec<Row>>(base, "whereto portfolio")
    }),
    ("brief", "What `advise --format brief` prints for each profile", |base| {
        any(base, "whereto brief", |generator| {
            vec![generator.subschema_for::<Brief>(), generator.subschema_for::<SystemBrief>()]
        })
    }),
    ("line", "What `advise --ndjson` prints on each line", line),
    ("compare", "What `compare --format json` prints", comparison),
    ("check", "What `check --format json` prints", |base| of::<CheckReport>(base, "whereto check")),
    ("cost", "What `cost --format json` prints", cost),
    ("settings", "What `config --format json` prints", |base| {
        of::<SettingsReport>(base, "whereto settings")
    }),
    ("measurement", "What `measure --format json` prints", |base| {
        of::<Measurement>(base, "whereto measurement")
    }),
    ("precedents", "What `precedents --format json` prints", |base| {
        of::<PrecedentsReport>(base, "whereto precedents")
    }),
    ("scan", "What `scan --format json` prints", |base| of::<ScanReport>(base, "whereto scan")),
    ("explanation", "What `explain --format json` prints", |base| {
        of::<Explanation>(base, "whereto explanation")
    }),
    ("coverage", "What `rules coverage --format json` prints", |base| {
        of::<Coverage>(base, "whereto coverage")
    }),
    ("test", "What `rules test --format json` prints", |base| {
        of::<ScenariosReport>(base, "whereto scenario results")
    }),
    ("lint", "What `rules lint --format json` prints", |base| {
        of::<LintReport>(base, "whereto lint report")
    }),
    ("calibration", "What `rules calibrate --format json` prints", |base| {
        of::<CalibrationReport>(base, "whereto calibration")
    }),
    ("list", "What `rules list --format json` prints", |base| {
        of::<RulesReport>(base, "whereto rules list")
    }),
    (
        "problems",
        "What any command prints with `--format json` when its input cannot be read",
        |base| of::<ProblemsReport>(base, "whereto problems"),
    ),
];

/// Describes the report on a profile, or on a system of several parts; or a list of them for
/// several profiles.
fn report(base: &RuleBase) -> Json {
    let mut schema = any(base, "whereto report", |generator| {
        vec![generator.subschema_for::<Report>(), generator.subschema_for::<SystemReport>()]
    });
    if let Some(Json::Array(either)) = schema.get_mut("anyOf") {
        either.push(json!({"type": "array", "items": {"anyOf": either}}));
    }
    schema
}

/// Describes a line about one profile; with `--full`, it holds a whole report.
fn line(base: &RuleBase) -> Json {
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

/// Describes a comparison of two profiles, of two systems, or of two rule bases.
fn comparison(base: &RuleBase) -> Json {
    any(base, "whereto comparison", |generator| {
        vec![
            generator.subschema_for::<Signed<Comparison>>(),
            generator.subschema_for::<Signed<SystemsComparison>>(),
            generator.subschema_for::<Signed<BasesComparison>>(),
        ]
    })
}

/// Describes what a project costs, or a system of several parts.
fn cost(base: &RuleBase) -> Json {
    any(base, "whereto cost report", |generator| {
        vec![
            generator.subschema_for::<Signed<CostReport>>(),
            generator.subschema_for::<Signed<SystemCostReport>>(),
        ]
    })
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
    let options = base.options.iter().map(|it| (it.id.as_str(), it.name.as_str())).collect();
    for (name, known) in [
        ("option-id", options),
        ("dimension-id", base.known(Referent::Dimension)),
        ("question-id", base.known(Referent::Question)),
        ("rule-id", base.known(Referent::Rule)),
        ("source-id", base.known(Referent::Source)),
    ] {
        if let Some(definition) = defs.get_mut(name) {
            *definition = ids(known);
        }
    }
    schema
}
