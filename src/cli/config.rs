//! `whereto config`: the settings that are in force, and where each comes from.

use std::path::PathBuf;

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
    let found = common.settings.iter().map(|given| Row {
        setting: given.name.clone(),
        values: given.values.clone(),
        from: given.origin.words(),
    });
    let mut rows: Vec<Row> = found.collect();
    for (setting, values) in given(common) {
        let row = Row { setting: setting.to_owned(), values, from: "the command line".to_owned() };
        match rows.iter_mut().find(|row| row.setting == setting) {
            Some(found) if found.values == row.values => {}
            Some(found) => *found = row,
            None => rows.push(row),
        }
    }
    let report = SettingsReport::new(
        rows,
        config::names().map(|(name, about)| (variable(&name), name, about)),
    );
    output.page();
    output.print(&report, common.detail())?;
    Ok(Exit::Done)
}

/// Lists the settings that arguments of all commands stand for, where there are any.
fn given(common: &Common) -> impl Iterator<Item = (&'static str, Vec<String>)> {
    let shown = |paths: &[PathBuf]| paths.iter().map(|path| path.display().to_string()).collect();
    let given = [
        ("rules", shown(common.rules.as_slice())),
        ("packs", shown(&common.packs)),
        ("prices", shown(common.prices.as_slice())),
        ("decisions", shown(&common.decisions)),
        ("currency", common.currency.clone().into_iter().collect()),
        ("rate", common.rate.iter().map(ToString::to_string).collect()),
    ];
    given.into_iter().filter(|(_, values): &(_, Vec<String>)| !values.is_empty())
}
