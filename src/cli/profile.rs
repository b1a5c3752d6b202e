//! Profiles that are read for a command: with what the arguments change, and of one project where
//! the command takes no more.

use std::{path::Path, sync::Arc};

use whereto::{
    decision,
    problem::{Code, Problem, Problems},
    profile::Profile,
    rulebase::RuleBase,
    source::Source,
};

use super::{arguments::Changes, read};

/// Reads a profile, or the answers in a decision record; `-` is standard input.
pub(crate) fn load(path: &Path, base: &RuleBase) -> Result<Profile, Problems> {
    let source = read::source(path)?;
    parse(&source, base)
}

/// Reads the profile of one project, with changes.
pub(crate) fn load_one(
    path: &Path,
    base: &RuleBase,
    changes: &Changes,
) -> Result<Profile, Problems> {
    let profile = changed(load(path, base)?, base, changes)?;
    if profile.components.is_empty() { Ok(profile) } else { Err(several_parts(&profile).into()) }
}

/// Returns the profile that a text is, or that the decision record holds which it is.
pub(crate) fn parse(source: &Arc<Source>, base: &RuleBase) -> Result<Profile, Problems> {
    match decision::read::read(source)? {
        Some(decision) => Profile::read_node(&decision.profile, &decision.yaml, base),
        None => Profile::read(source, base),
    }
}

/// Says why what takes one project cannot take the profile of a system.
pub(crate) fn several_parts(profile: &Profile) -> Problem {
    let names: Vec<&str> =
        profile.components.iter().map(|component| component.name.as_str()).collect();
    let problem = Problem::error(Code::UNSUPPORTED, "the profile is of a system of several parts");
    problem.help(format!("name one of them with --component: {}", names.join(", ")))
}

/// Makes the changes to a profile that were asked for.
pub(crate) fn changed(
    mut profile: Profile,
    base: &RuleBase,
    changes: &Changes,
) -> Result<Profile, Problems> {
    let mut problems = Problems::new();
    // What is said of a part that is named counts before what that part says itself.
    let (of_parts, own): (Vec<_>, Vec<_>) =
        changes.answers.iter().partition(|(field, _)| field.starts_with("components."));
    for (field, value) in of_parts {
        problems.extend(profile.set(base, field, value).err().into_iter().flatten());
    }
    if let Some(name) = &changes.component {
        profile = profile.find_part(name)?;
    }
    for (field, value) in own {
        problems.extend(profile.set(base, field, value).err().into_iter().flatten());
    }
    for (dimension, weight) in &changes.weights {
        problems.extend(profile.set_weight(base, dimension, weight).err().into_iter().flatten());
    }
    if problems.is_empty() && profile.weights.iter().all(|weight| *weight == 0) {
        problems
            .push(Problem::error(Code::OUT_OF_RANGE, "all weights are zero, so nothing can count"));
    }
    problems.or(profile)
}
