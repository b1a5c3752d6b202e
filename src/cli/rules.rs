//! `whereto rules`: looking at the rule base.

mod calibrate;
mod lint;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use whereto::{
    assessment::Engine,
    document::Detail,
    problem::Problems,
    report::{
        self, coverage,
        reference::{self, Reference},
        rules::Filter,
        scenarios,
    },
    rulebase::RuleBase,
    scenario::{self, Scenario},
};

use self::{calibrate::Calibrate, lint::Lint};
use super::{
    Exit,
    arguments::{Common, dimension_of, option_of},
    format::Format,
    output::{self, Output},
    printing::{Findings, Pages, Printing, Reports},
    rule_base,
};

#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(subcommand)]
    pub(crate) command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RulesCommand {
    /// Find probable mistakes
    ///
    /// Rules that can never fire, evidence that counts twice, outdated facts, and more.
    Lint(Lint),
    /// Propose points for the rules from decisions
    ///
    /// It uses the built-in decisions, or those given with --decisions.
    Calibrate(Calibrate),
    /// Print the reference of the rule base
    Docs {
        #[command(flatten)]
        printing: Printing<Pages>,
    },
    /// List claims with what cites them, and rules with what they cite
    ///
    /// A claim is a statement of one of the source documents.
    Coverage {
        /// Also list what these scenarios never exercise
        ///
        /// Rules and answers that no scenario touches. By default, the scenarios of the packs or of the
        /// rule base.
        #[arg(long, value_name = "FILE|DIR", num_args = 0..)]
        scenarios: Option<Vec<PathBuf>>,
        #[command(flatten)]
        printing: Printing<Reports>,
    },
    /// List the rules in force
    ///
    /// Each with what it does, where it comes from, and what packs changed and why.
    List {
        /// Only the rules of this dimension
        #[arg(long)]
        dimension: Option<String>,
        /// Only the rules that affect this option
        #[arg(long)]
        option: Option<String>,
        #[command(flatten)]
        printing: Printing<Reports>,
    },
    /// Run scenarios
    ///
    /// A scenario is a project with the outcome that it must have.
    Test {
        /// Files of scenarios, or folders of them
        ///
        /// By default, those of the packs or of the rule base.
        #[arg(value_name = "FILE|DIR")]
        scenarios: Vec<PathBuf>,
        #[command(flatten)]
        printing: Printing<Findings>,
    },
}

pub(super) fn run(rules: &Rules, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    output.page();
    match &rules.command {
        RulesCommand::List { dimension, option, .. } => {
            let rules = report::rules::rules(&base, filter(&base, dimension, option)?);
            output.print(&rules, common.detail())?;
            Ok(Exit::Done)
        }
        RulesCommand::Docs { .. } => {
            let engine = rule_base::engine(&base, common, output)?;
            output.data(&match output.format() {
                Format::Markdown => reference::markdown(&engine),
                _ => output.document(&Reference(&engine), Detail::Verbose),
            })?;
            Ok(Exit::Done)
        }
        RulesCommand::Calibrate(settings) => calibrate::run(&base, settings, common, output),
        RulesCommand::Lint(settings) => lint::run(&base, settings, common, output),
        RulesCommand::Test { scenarios, .. } => test(&base, scenarios, common, output),
        RulesCommand::Coverage { scenarios, .. } => {
            let mut coverage = coverage::coverage(&base);
            if let Some(paths) = scenarios {
                let scenarios = read_scenarios(&base, paths, common, output)?;
                let engine = Engine::new(&base)?;
                coverage.scenarios = Some(coverage::exercise(&engine, &scenarios));
            }
            output.print(&coverage, common.detail())?;
            let is_complete = coverage.uncovered().next().is_none();
            Ok(if is_complete { Exit::Done } else { Exit::No })
        }
    }
}

/// Which rules to list.
fn filter(
    base: &RuleBase,
    dimension: &Option<String>,
    option: &Option<String>,
) -> Result<Filter, Problems> {
    let mut problems = Problems::new();
    let dimension = dimension.as_ref().and_then(|id| {
        let found = dimension_of("--dimension", id, base);
        found.map_err(|problem| problems.push(problem)).ok()
    });
    let option = option.as_ref().and_then(|id| {
        let found = option_of("--option", id, base);
        found.map_err(|problem| problems.push(problem)).ok()
    });
    problems.or(Filter { dimension, option })
}

fn test(
    base: &RuleBase,
    paths: &[PathBuf],
    common: &Common,
    output: &Output,
) -> anyhow::Result<Exit> {
    let engine = Engine::new(base)?;
    let all = read_scenarios(base, paths, common, output)?;
    let report = scenarios::scenarios(&engine, &all);
    output.data(&match output.format().sink() {
        Some(sink) => {
            let (cases, summary) = (scenarios::cases(&report), scenarios::summary(&report));
            sink.print(scenarios::RUN, output::paths(&[]), &cases, &summary)
        }
        None => output.report(&report, common.detail())?,
    })?;
    Ok(if report.failed == 0 { Exit::Done } else { Exit::No })
}

/// The scenarios that were asked for.
fn read_scenarios(
    base: &RuleBase,
    paths: &[PathBuf],
    common: &Common,
    output: &Output,
) -> Result<Vec<Scenario>, Problems> {
    let sources = rule_base::scenarios(paths, common, output)?;
    let read = Problems::gather(sources.iter().map(|source| scenario::read(source, base)))?;
    Ok(read.concat())
}
