//! `whereto config`: the settings that are in force, and where each comes from.

use clap::Args;
use whereto::{
    config,
    report::settings::{Row, SettingsReport},
};

use super::{
    Exit,
    arguments::Common,
    output::Output,
    printing::{Printing, Reports},
    settings::variable,
};

#[derive(Debug, Args)]
pub(crate) struct Config {
    #[command(flatten)]
    pub(crate) printing: Printing<Reports>,
}

pub(super) fn run(common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let rows = common.settings.iter().map(|given| Row {
        setting: given.name.clone(),
        values: given.values.clone(),
        from: given.origin.words(),
    });
    let report = SettingsReport::new(
        rows.collect(),
        config::names().map(|(name, about)| (variable(&name), name, about)),
    );
    output.page();
    output.data(&output.report(&report, common.detail())?)?;
    Ok(Exit::Done)
}
