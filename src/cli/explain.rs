//! `whereto explain`: what an id stands for, and what came of it under a profile.

use whereto::{
    analysis::Case,
    cost::Estimator,
    profile::Profile,
    report::explain::{self, Under},
};

use super::{
    Exit,
    args::{Common, Explain},
    input,
    output::Output,
};

pub(super) fn run(explain: &Explain, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    let base = input::rule_base(common)?;
    let kind = explain.kind;
    let changes = &explain.changes;
    let profile = match &explain.profile {
        Some(path) => Some(input::profile(path, &base, Some(changes))?),
        None if changes.answers.is_empty() && changes.weights.is_empty() => None,
        None => Some(input::changed(Profile::blank(&base), &base, changes)?),
    };
    let explanation = match profile {
        None => explain::explain(&base, &explain.id, kind, None),
        Some(profile) => {
            let engine = input::engine(&base)?;
            let estimator = Estimator::new(&base, &profile.assumptions);
            let facts = estimator.facts(&profile.answers);
            output.warnings(&profile.contradictions(&base, &facts));
            let case = Case {
                engine: &engine,
                answers: &profile.answers,
                weights: &profile.weights,
                derivation: &estimator,
            };
            let assessment = engine.assess(&facts, &profile.weights);
            let under =
                Under { profile: &profile, case: &case, facts: &facts, assessment: &assessment };
            explain::explain(&base, &explain.id, kind, Some(&under))
        }
    }?;
    output.data(&output.report(&explanation, explain.format, common.verbose)?)?;
    Ok(Exit::Done)
}
