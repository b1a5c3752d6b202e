//! `whereto schema`: JSON Schemas, for editors and for scripts.

use serde_json::Value as Json;
use whereto::{
    rulebase::RuleBase,
    schema::{self, printed},
};

use super::{
    Exit,
    args::{Common, Schema, SchemaOf},
    input,
    output::{self, Output},
};

pub(super) fn run(schema: &Schema, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    let make: fn(&RuleBase) -> Json = match schema.of {
        SchemaOf::Profile => schema::profile,
        SchemaOf::Rules => schema::rules,
        SchemaOf::Scenarios => schema::scenarios,
        SchemaOf::Report => printed::report,
        SchemaOf::Portfolio => printed::portfolio,
        SchemaOf::Line => printed::line,
        SchemaOf::Compare => printed::comparison,
        SchemaOf::Check => printed::check,
        SchemaOf::Cost => printed::cost,
        SchemaOf::Explanation => printed::explanation,
        SchemaOf::Coverage => printed::coverage,
        SchemaOf::Test => printed::results,
        SchemaOf::Lint => printed::lint,
        SchemaOf::List => printed::rules_list,
        SchemaOf::Problems => printed::problems,
    };
    output.data(&output::json(&make(&base))?)?;
    Ok(Exit::Done)
}
