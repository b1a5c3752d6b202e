//! `whereto rules`: looking at the rule base.

mod lint;

use std::path::PathBuf;

use whereto::{
    problem::{Problem, Problems},
    report::{
        self,
        coverage::{self, Coverage},
        reference::{self, Reference},
        rules::Filter,
        scenarios,
    },
    rulebase::RuleBase,
    scenario::{self, Scenario},
};

use super::{
    Exit,
    args::{Common, Format, Rules, RulesCommand},
    input,
    output::Output,
};

pub(super) fn run(rules: &Rules, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    match &rules.command {
        RulesCommand::List { dimension, option, format } => {
            let filter = filter(&base, dimension.as_deref(), option.as_deref())?;
            let rules = report::rules::rules(&base, filter);
            output.data(&output.report(&rules, *format, common.verbose)?)?;
            Ok(Exit::Done)
        }
        RulesCommand::Docs { format } => {
            output.data(&match format {
                Format::Markdown => reference::markdown(&base),
                format => output.document(&Reference(&base), *format, true),
            })?;
            Ok(Exit::Done)
        }
        RulesCommand::Lint(settings) => lint::run(&base, settings, common, output),
        RulesCommand::Test { scenarios, format } => test(&base, scenarios, *format, common, output),
        RulesCommand::Coverage { scenarios, format } => {
            let mut coverage = coverage::coverage(&base);
            if let Some(paths) = scenarios {
                let engine = input::engine(&base)?;
                coverage.scenarios =
                    Some(coverage::exercise(&engine, &read_scenarios(&base, paths, common)?));
            }
            output.data(&output.report(&coverage, *format, common.verbose)?)?;
            Ok(if complete(&coverage) { Exit::Done } else { Exit::No })
        }
    }
}

/// Which rules to list.
fn filter(
    base: &RuleBase,
    dimension: Option<&str>,
    option: Option<&str>,
) -> Result<Filter, Problems> {
    let filter = Filter {
        dimension: dimension.and_then(|id| base.find_dimension(id)),
        option: option.and_then(|id| base.find_option(id)),
    };
    let mut problems = Problems::new();
    if let Some(id) = dimension.filter(|_| filter.dimension.is_none()) {
        let known = base.dimensions.iter().map(|dimension| dimension.id.as_str());
        problems.push(Problem::unknown("dimension", id, known, None).of_argument("--dimension"));
    }
    if let Some(id) = option.filter(|_| filter.option.is_none()) {
        let known = base.options.iter().map(|option| option.id.as_str());
        problems.push(Problem::unknown("option", id, known, None).of_argument("--option"));
    }
    problems.or(filter)
}

fn test(
    base: &RuleBase,
    paths: &[PathBuf],
    format: Format,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Exit> {
    let engine = input::engine(base)?;
    let all = read_scenarios(base, paths, common)?;
    let report = scenarios::scenarios(&engine, &all);
    output.data(&match format.sink() {
        Some(sink) => {
            sink.print(scenarios::RUN, &scenarios::cases(&report), &scenarios::summary(&report))
        }
        None => output.report(&report, format, common.verbose)?,
    })?;
    Ok(if report.failed == 0 { Exit::Done } else { Exit::No })
}

fn complete(coverage: &Coverage) -> bool {
    coverage.uncovered().next().is_none()
}

/// The scenarios that were asked for.
fn read_scenarios(
    base: &RuleBase,
    paths: &[PathBuf],
    common: &Common,
) -> Result<Vec<Scenario>, Problems> {
    let mut problems = Problems::new();
    let mut all = Vec::new();
    for source in input::scenarios(paths, common)? {
        match scenario::read(&source, base) {
            Ok(scenarios) => all.extend(scenarios),
            Err(found) => problems.extend(found),
        }
    }
    problems.or(all)
}
