//! `whereto rules lint`: what is probably not meant.

use std::fmt::Write;

use clap::Args;
use whereto::{
    analysis::{
        acceptability,
        lint::{self, Check, Settings},
    },
    report::lint::{RUN, cases, report, summary},
    rulebase::RuleBase,
};

use super::super::{
    Exit,
    arguments::Common,
    output::{Output, paths},
    printing::{Findings, Printing},
    rule_base,
};

#[derive(Debug, Args)]
#[command(after_long_help = lint_checks())]
pub(crate) struct Lint {
    #[command(flatten)]
    pub(crate) printing: Printing<Findings>,
    /// From which age on a fact is old: months or years, such as 18mo or 2y
    #[arg(long, value_name = "AGE", default_value = "36mo", value_parser = months)]
    pub(crate) max_age: u16,
    /// How many random profiles to draw
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) samples: u64,
    /// The seed for the random draws
    #[arg(long, value_name = "N", default_value_t = acceptability::Settings::default().seed)]
    pub(crate) seed: u64,
}

/// Describes every check, for the help.
fn lint_checks() -> String {
    let mut text = String::from("Checks (error, warning or info; exact or heuristic):\n");
    for check in Check::ALL {
        let _ = write!(
            text,
            "\n  {} ({}, {})\n      {}\n      {}\n",
            check.name(),
            check.severity().name(),
            check.method().name(),
            check.about(),
            check.how()
        );
    }
    text += "\nA finding is silenced at the thing it is about, with a reason: `silence: {check: \
             reason}`.\nExit status: 0 nothing in the way; 1 errors or warnings that are not \
             silenced; 2 bad usage or bad input.";
    text
}

/// Reads a number of months: `24mo`, `2y`, or `24`.
fn months(text: &str) -> Result<u16, String> {
    let (digits, factor) = match text.trim() {
        text if text.ends_with("mo") => (text.trim_end_matches("mo"), 1),
        text if text.ends_with('y') => (text.trim_end_matches('y'), 12),
        text => (text, 1),
    };
    let months = digits.trim().parse::<u16>().ok().and_then(|number| number.checked_mul(factor));
    months
        .filter(|months| *months <= 1200)
        .ok_or_else(|| "expected months or years, such as 18mo or 2y".to_owned())
}

pub(super) fn run(
    base: &RuleBase,
    lint: &Lint,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Exit> {
    let engine = rule_base::engine(base, common, output)?;
    let settings = Settings {
        as_of: common.as_of(),
        old_after_months: lint.max_age,
        samples: lint.samples,
        seed: lint.seed,
    };
    let found = lint::lint(&engine, &settings);
    let report = report(base, &found, &settings);
    output.data(&match output.format().sink() {
        Some(sink) => sink.print(RUN, paths(&[]), &cases(&report), &summary(&report)),
        None => output.report(&report, common.detail())?,
    })?;
    Ok(if report.is_clean() { Exit::Done } else { Exit::No })
}
