//! `whereto explain`: what an id stands for, and what came of it under a profile.

use std::path::PathBuf;

use clap::Args;
use whereto::{
    advice::Advice,
    analysis::acceptability::Settings,
    problem::{Code, Problem},
    profile::Profile,
    report::explain,
    rulebase::ThingKind,
    words::Worded,
};

use super::{
    Exit,
    arguments::{Changes, Common, word},
    output::Output,
    printing::{Printing, Reports},
    profile, rule_base,
};

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The id, such as `cost` or `state.connections`
    ///
    /// Rules, questions, options, products, dimensions, claims, facts, documents, prices and packs
    /// have ids. The name of an option or a word from reports, such as `confidence`, also works, and
    /// other words list what speaks of them.
    #[arg(required = true)]
    pub(crate) id: Vec<String>,
    /// Also explain what it does for this profile, and why
    ///
    /// `-` is standard input.
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Option<PathBuf>,
    /// Which kind of thing is meant, if several share the id
    #[arg(long, hide_possible_values = true, value_name = "KIND", value_parser = word::<ThingKind>(ThingKind::names()))]
    pub(crate) kind: Option<ThingKind>,
    #[command(flatten)]
    pub(crate) printing: Printing<Reports>,
    #[command(flatten)]
    pub(crate) changes: Changes,
}

pub(super) fn run(explain: &Explain, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = rule_base::load(common, output)?;
    let (id, kind) = (explain.id.join(" "), explain.kind);
    let changes = &explain.changes;
    if changes.component.is_some() && explain.profile.is_none() {
        let message = "`--component` is for a profile, which `--profile` names";
        return Err(Problem::error(Code::USAGE, message).into());
    }
    let profile = match &explain.profile {
        Some(path) => Some(profile::load_one(path, &base, changes)?),
        None if changes.answers.is_empty() && changes.weights.is_empty() => None,
        None => Some(profile::changed(Profile::blank(&base), &base, changes)?),
    };
    let engine = rule_base::engine(&base, common, output)?;
    let explanation = match profile {
        None => explain::explain(&base, &id, kind, None),
        Some(profile) => {
            let advice = Advice::new(&engine, profile, &Settings::default());
            output.warnings(advice.warnings());
            explain::explain(&base, &id, kind, Some(&advice))
        }
    }?;
    let explanation = explanation.with_track_records(&engine);
    output.page();
    output.print(&explanation, common.detail())?;
    Ok(Exit::Done)
}
