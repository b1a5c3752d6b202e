//! `whereto config`: the settings that are in force, and where each comes from.

use clap::Args;
use whereto::{
    config,
    report::settings::{Row, SettingsReport},
};

use super::{
    Exit,
    arguments::Common,
    format::{Format, formats},
    output::Output,
    settings::variable,
};

#[derive(Debug, Args)]
pub(crate) struct Config {
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = formats(&[]))]
    pub(crate) format: Format,
}

pub(super) fn run(config: &Config, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let rows = common.settings.iter().map(|given| Row {
        setting: given.name.clone(),
        values: given.values.clone(),
        from: given.origin.words(),
    });
    let report = SettingsReport::new(
        rows.collect(),
        config::names().map(|(name, about)| (variable(&name), name, about)),
    );
    output.data(&output.report(&report, config.format, common.verbose)?)?;
    Ok(Exit::Done)
}
