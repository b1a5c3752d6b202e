//! `whereto advise`: the main job.

use anyhow::Context;
use whereto::{
    analysis::{self, Case, acceptability::Settings},
    assessment::{Engine, Verdict},
    cost::Estimator,
    profile::Profile,
    report::{self, Report, html, markdown, table},
    rulebase::RuleBase,
};

use super::{
    Exit,
    args::{Advise, Common, Format},
    exit::Problems,
    input,
    output::Output,
};

pub(super) fn run(advise: &Advise, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    let engine = Engine::new(&base).map_err(|problem| Problems::from(*problem))?;
    let settings = advise.sampling.settings(&base)?;
    let mut exit = Exit::Done;
    let mut reports = Vec::new();
    for path in &advise.profiles {
        match input::profile(path, &base, Some(&advise.changes)) {
            Ok(profile) => {
                let (report, status) = assess(&engine, &profile, &settings, output);
                reports.push(report);
                exit = exit.and(status);
            }
            Err(problems) => {
                output.problems(&problems.0);
                exit = exit.and(Exit::Bad);
            }
        }
    }
    warn_of_old_prices(&reports, &base, common, output);
    print(&reports, advise.profiles.len() > 1, advise.format, common, output)?;
    Ok(exit)
}

/// Warns when there are estimates by old prices.
pub(super) fn warn_of_old_prices(reports: &[Report], base: &RuleBase, common: &Common, output: &Output) {
    if reports.iter().flat_map(|report| &report.options).any(|option| option.monthly_cost_usd.is_some()) {
        output.warnings(&input::staleness(base, common));
    }
}

/// Assesses a profile, with its warnings on standard error.
pub(super) fn assess(engine: &Engine<'_>, profile: &Profile, settings: &Settings, output: &Output) -> (Report, Exit) {
    let estimator = Estimator::new(engine.base(), &profile.assumptions);
    let facts = estimator.facts(&profile.answers);
    let warnings = profile.contradictions(engine.base(), &facts);
    output.warnings(&warnings);
    let case = Case { engine, answers: &profile.answers, weights: &profile.weights, derivation: &estimator };
    let assessment = case.assess();
    let analysis = analysis::analyse(&case, &assessment, settings);
    let exit = match assessment.verdict {
        Verdict::Recommended(_) => Exit::Done,
        Verdict::Tie(_) | Verdict::NoneFits | Verdict::Unanswered => Exit::Undecided,
    };
    let report = report::report(&report::Input {
        base: engine.base(),
        profile,
        facts: &facts,
        assessment: &assessment,
        analysis: &analysis,
        warnings: &warnings,
    });
    (report, exit)
}

/// Prints reports: one as it is, several as a list.
pub(super) fn print(
    reports: &[Report],
    several: bool,
    format: Format,
    common: &Common,
    output: &Output,
) -> anyhow::Result<()> {
    if reports.is_empty() {
        return Ok(());
    }
    let text = match format {
        Format::Table => {
            let layout = output.layout(common.verbose);
            let texts: Vec<String> = reports.iter().map(|report| table::render(report, layout)).collect();
            texts.join("\n\n")
        }
        Format::Markdown => {
            let texts: Vec<String> = reports.iter().map(markdown::render).collect();
            texts.join("\n")
        }
        Format::Html => html::render(reports).context("cannot write HTML")?,
        Format::Json if several => serde_json::to_string_pretty(reports).context("cannot write JSON")? + "\n",
        Format::Json => serde_json::to_string_pretty(&reports[0]).context("cannot write JSON")? + "\n",
        Format::Yaml if several => serde_yaml::to_string(reports).context("cannot write YAML")?,
        Format::Yaml => serde_yaml::to_string(&reports[0]).context("cannot write YAML")?,
    };
    output.data(&text)
}
