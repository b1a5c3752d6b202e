//! `whereto rules`: looking at the rule base.

use anyhow::Context;
use whereto::report::coverage::{self, Coverage};

use super::{
    Exit,
    args::{Common, CoverageFormat, Rules, RulesCommand},
    input,
    output::Output,
};

pub(super) fn run(rules: &Rules, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    match rules.command {
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

fn complete(coverage: &Coverage) -> bool {
    coverage.uncovered().next().is_none()
}
