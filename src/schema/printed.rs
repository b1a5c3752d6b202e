//! The schemas of what the program prints as JSON, made from the types that it is printed from.

use schemars::{Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
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
        portfolio::Item,
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

/// Lists what is printed as JSON: the word by which people ask for its schema, what prints it, its
/// title, and the type that describes it, or several where it is one of these.
macro_rules! printed {
    ($($word:literal $says:literal $title:literal $($type:ty)|+;)+) => {
        /// Everything that is printed as JSON.
        pub(super) const ALL: &[Described] = &[
            ("report", "What `advise --format json` prints", report),
            $(($word, concat!("What ", $says), |base| printed!(@ base $title $($type)|+)),)+
        ];
    };
    (@ $base:ident $title:literal $type:ty) => {
        finish($base, $title, generator().into_root_schema_for::<$type>())
    };
    (@ $base:ident $title:literal $($type:ty)|+) => {
        any($base, $title, &[$(SchemaGenerator::subschema_for::<$type>),+])
    };
}

printed! {
    "portfolio" "`advise --portfolio --format json` prints" "whereto portfolio" Vec<Item>;
    "brief" "`advise --format brief` prints for each profile" "whereto brief" Brief | SystemBrief;
    "line" "`advise --ndjson` prints on each line" "whereto line"
        Line<Brief> | Line<SystemBrief> | Line<Report> | Line<SystemReport> | Line<Failure>;
    "compare" "`compare --format json` prints" "whereto comparison"
        Signed<Comparison> | Signed<SystemsComparison> | Signed<BasesComparison>;
    "check" "`check --format json` prints" "whereto check" CheckReport;
    "cost" "`cost --format json` prints" "whereto cost report"
        Signed<CostReport> | Signed<SystemCostReport>;
    "settings" "`config --format json` prints" "whereto settings" SettingsReport;
    "measurement" "`measure --format json` prints" "whereto measurement" Measurement;
    "precedents" "`precedents --format json` prints" "whereto precedents" PrecedentsReport;
    "scan" "`scan --format json` prints" "whereto scan" ScanReport;
    "explanation" "`explain --format json` prints" "whereto explanation" Explanation;
    "coverage" "`rules coverage --format json` prints" "whereto coverage" Coverage;
    "test" "`rules test --format json` prints" "whereto scenario results" ScenariosReport;
    "lint" "`rules lint --format json` prints" "whereto lint report" LintReport;
    "calibration" "`rules calibrate --format json` prints" "whereto calibration" CalibrationReport;
    "list" "`rules list --format json` prints" "whereto rules list" RulesReport;
    "problems" "any command prints with `--format json` when its input cannot be read"
        "whereto problems" ProblemsReport;
}

/// Describes the report on a profile, or on a system of several parts; or a list of them for
/// several profiles.
fn report(base: &RuleBase) -> Json {
    let each =
        [SchemaGenerator::subschema_for::<Report>, SchemaGenerator::subschema_for::<SystemReport>];
    let mut schema = any(base, "whereto report", &each);
    if let Some(Json::Array(either)) = schema.get_mut("anyOf") {
        either.push(json!({"type": "array", "items": {"anyOf": either}}));
    }
    schema
}

/// Makes the schema of a type.
type Subschema = fn(&mut SchemaGenerator) -> Schema;

/// The schema of what is one of several types.
fn any(base: &RuleBase, title: &str, types: &[Subschema]) -> Json {
    let mut generator = generator();
    let types: Vec<Schema> = types.iter().map(|schema| schema(&mut generator)).collect();
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
