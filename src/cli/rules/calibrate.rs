//! `whereto rules calibrate`: points that decisions propose.

use std::path::PathBuf;

use clap::Args;
use whereto::{
    calibration::Calibration,
    corpus::Decision,
    problem::{Code, Problem},
    report::{calibration, number},
    rulebase::RuleBase,
};

use super::super::{
    Exit,
    arguments::Common,
    format::{Format, only},
    output::Output,
    printing::{Chosen, Offer, Reports},
    rule_base, write,
};

#[derive(Debug, Args)]
pub(crate) struct Calibrate {
    /// Write the proposal to this file, as a unified diff of the rule files
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Overwrite the file
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
    /// The seed for splitting the decisions
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Print in this format
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = only(Reports::FORMATS))]
    pub(crate) format: Format,
}

impl Calibrate {
    /// Returns how to print: `-o` is for the proposal, and not for the report.
    pub(crate) fn chosen(&self) -> Chosen {
        Chosen { format: self.format, ..Chosen::default() }
    }
}

/// Fewer decisions say little.
const FEW: usize = 30;

pub(super) fn run(
    base: &RuleBase,
    settings: &Calibrate,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Exit> {
    let engine = rule_base::engine(base, common, output)?;
    // Whoever names decisions of their own wants points that follow these.
    let own = match common.decisions.as_slice() {
        [] => Vec::new(),
        _ => rule_base::decisions(base, common, output)?,
    };
    let decisions: Vec<&Decision> = match common.decisions.as_slice() {
        [] => engine.corpus().decisions.iter().collect(),
        _ => own.iter().collect(),
    };
    if decisions.is_empty() {
        let message = "there are no decisions to set points on";
        let help = "name a file or folder of decisions or decision records with `--decisions`";
        return Err(Problem::error(Code::MISSING, message).help(help).into());
    }
    if decisions.len() < FEW {
        let found = number::count(decisions.len() as i64, "decision");
        let message = format!("{found}: what is proposed rests on chance more than on them");
        let help = format!(
            "collect at least {FEW}, and read proposals for rules that never fired as what keeps \
             answers in balance"
        );
        output.warnings(&[Problem::warning(Code::EVIDENCE, message).help(help)]);
    }
    let calibrated = Calibration::new(&engine, decisions, settings.seed);
    let report = calibration::report(base, &calibrated, settings.seed);
    if let Some(path) = &settings.output {
        write::file(path, &report.diff, settings.force)?;
    }
    output.print(&report, common.detail())?;
    Ok(Exit::Done)
}
