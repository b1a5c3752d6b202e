//! `whereto schema`: JSON Schemas, for editors and for scripts.

use clap::{
    Args,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use whereto::schema::{self, Described};

use super::{
    Exit,
    arguments::Common,
    output::{self, Output},
    rule_base,
};

#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// What to describe
    #[arg(value_parser = described())]
    pub(crate) of: Described,
}

/// Offers everything that has a schema.
fn described() -> impl TypedValueParser<Value = Described> {
    let words = schema::all().map(|(word, about, _)| PossibleValue::new(word).help(about));
    PossibleValuesParser::new(words).try_map(|word| {
        schema::all().find(|(known, ..)| *known == word).ok_or("there is no such schema")
    })
}

pub(super) fn run(schema: &Schema, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    output.data(&output::json(&whereto::schema::make(schema.of, &base))?)?;
    Ok(Exit::Done)
}
