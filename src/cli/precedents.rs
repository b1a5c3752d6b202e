//! `whereto precedents`: published decisions like a project.

use std::{num::NonZeroUsize, path::PathBuf};

use clap::Args;
use whereto::{advice::Advice, analysis::acceptability::Settings, report::precedents};

use super::{
    Exit,
    arguments::{Changes, Common},
    output::Output,
    printing::{Printing, Reports},
    profile, rule_base,
};

#[derive(Debug, Args)]
pub(crate) struct Precedents {
    /// The profile to read; `-` is standard input
    pub(crate) profile: PathBuf,
    /// How many decisions to list
    #[arg(long, value_name = "N", default_value = "10")]
    pub(crate) limit: NonZeroUsize,
    #[command(flatten)]
    pub(crate) printing: Printing<Reports>,
    #[command(flatten)]
    pub(crate) changes: Changes,
}

pub(super) fn run(
    precedents: &Precedents,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    let engine = rule_base::engine(&base, common, output)?;
    let profile = profile::load_one(&precedents.profile, &base, &precedents.changes)?;
    let advice = Advice::new(&engine, profile, &Settings::default());
    output.warnings(advice.warnings());
    let report = precedents::report(&advice, precedents.limit.get());
    output.page();
    output.print(&report, common.detail())?;
    Ok(Exit::Done)
}
