//! `whereto rules`: looking at the rule base.

mod lint;

use std::path::PathBuf;

use anyhow::Context;
use whereto::{
    assessment::Engine,
    diagnostic::Diagnostics,
    report::{
        coverage::{self, Coverage},
        scenarios,
    },
    rulebase::RuleBase,
    scenario,
};

use super::{
    Exit,
    args::{Common, CoverageFormat, Rules, RulesCommand, TestFormat},
    exit::Problems,
    input,
    output::Output,
};

pub(super) fn run(rules: &Rules, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    match &rules.command {
        RulesCommand::Lint(settings) => lint::run(&base, settings, common, output),
        RulesCommand::Test { scenarios, format } => test(&base, scenarios, *format, common, output),
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

fn test(
    base: &RuleBase,
    paths: &[PathBuf],
    format: TestFormat,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Exit> {
    let engine = Engine::new(base).map_err(|problem| Problems::from(*problem))?;
    let mut problems = Diagnostics::new();
    let mut all = Vec::new();
    for source in input::scenarios(paths, common)? {
        match scenario::read(&source, base) {
            Ok(scenarios) => all.extend(scenarios),
            Err(found) => problems.extend(found),
        }
    }
    if !problems.is_empty() {
        return Err(Problems(problems).into());
    }
    let report = scenarios::scenarios(&engine, &all);
    let text = match format {
        TestFormat::Table => scenarios::table(&report, output.layout(common.verbose)),
        TestFormat::Json => serde_json::to_string_pretty(&report).context("cannot write JSON")? + "\n",
        TestFormat::Junit => scenarios::junit(&report),
    };
    output.data(&text)?;
    Ok(if report.failed == 0 { Exit::Done } else { Exit::No })
}

fn complete(coverage: &Coverage) -> bool {
    coverage.uncovered().next().is_none()
}
