//! `whereto rules lint`: what is probably not meant.

use whereto::{
    analysis::lint::{self, Settings},
    cost::Estimator,
    field::Facts,
    report::lint::{RUN, cases, report, summary},
    rulebase::RuleBase,
};

use super::super::{
    Exit,
    args::{Common, Lint},
    input,
    output::Output,
};

pub(super) fn run(
    base: &RuleBase,
    lint: &Lint,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Exit> {
    let engine = input::engine(base)?;
    // A rule base is looked at as it is for those who assume nothing of their own.
    let nothing_given = Facts::unknown(base.prices.fields.len());
    let settings = Settings {
        as_of: input::as_of(common),
        old_after_months: lint.max_age,
        samples: lint.samples,
        seed: lint.seed,
    };
    let found = lint::lint(&engine, &Estimator::new(base, &nothing_given), &settings);
    let report = report(base, &found, &settings);
    output.data(&match lint.format.sink() {
        Some(sink) => sink.print(RUN, &cases(&report), &summary(&report)),
        None => output.report(&report, lint.format, common.verbose)?,
    })?;
    Ok(if report.is_clean() { Exit::Done } else { Exit::No })
}
