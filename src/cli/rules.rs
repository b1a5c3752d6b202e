//! `whereto rules`: looking at the rule base.

use anyhow::Context;
use whereto::{
    analysis::{self, lint::Settings},
    assessment::Engine,
    cost::Estimator,
    field::Facts,
    report::{
        self,
        coverage::{self, Coverage},
    },
    rulebase::RuleBase,
};

use super::{
    Exit,
    args::{Common, CoverageFormat, Lint, Rules, RulesCommand},
    exit::Problems,
    input,
    output::Output,
};

pub(super) fn run(rules: &Rules, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    match &rules.command {
        RulesCommand::Lint(settings) => lint(&base, settings, common, output),
        RulesCommand::Coverage { format } => {
            let coverage = coverage::coverage(&base);
            let text = match format {
                CoverageFormat::Table => coverage::table(&coverage, output.layout(common.verbose)),
                CoverageFormat::Json => serde_json::to_string_pretty(&coverage).context("cannot write JSON")? + "\n",
            };
            output.data(&text)?;
            Ok(if complete(&coverage) { Exit::Done } else { Exit::No })
        }
    }
}

fn lint(base: &RuleBase, lint: &Lint, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let engine = Engine::new(base).map_err(|problem| Problems::from(*problem))?;
    // Lint looks at the rule base as it is for those who assume nothing of their own.
    let nothing_given = Facts::unknown(base.prices.fields.len());
    let settings = Settings {
        as_of: input::as_of(common),
        old_after_months: lint.max_age,
        samples: lint.samples,
        seed: lint.seed,
    };
    let found = analysis::lint::lint(&engine, &Estimator::new(base, &nothing_given), &settings);
    let report = report::lint::report(base, &found, &settings);
    let text = match lint.format {
        CoverageFormat::Table => report::lint::table(&report, output.layout(common.verbose)),
        CoverageFormat::Json => serde_json::to_string_pretty(&report).context("cannot write JSON")? + "\n",
    };
    output.data(&text)?;
    Ok(if report.is_clean() { Exit::Done } else { Exit::No })
}

fn complete(coverage: &Coverage) -> bool {
    coverage.uncovered().next().is_none()
}
