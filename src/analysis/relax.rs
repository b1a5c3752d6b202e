//! What is ruled out: which requirements would have to be given up to let each option back in.

use super::Case;
use crate::{
    assessment::Assessment,
    field::{FieldId, Value},
    rulebase::{OptionId, RuleId},
};

/// The smallest set of answers to take back for one option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// The option that would no longer be excluded.
    pub option: OptionId,
    /// The answers to take back, with what they are.
    pub give_up: Vec<(FieldId, Value)>,
    /// The rules that this lifts, whose remedies say what else can be done.
    pub lifts: Vec<RuleId>,
}

/// For each excluded option the fewest answers that, taken back, lift all its exclusions; the
/// options with the fewest first. Rules exclude on one answer or a few, so all sets of answers that
/// they name are tried by size.
pub fn relaxations(case: &Case<'_>, assessment: &Assessment) -> Vec<Relaxation> {
    let mut relaxations: Vec<Relaxation> = assessment
        .standings
        .iter()
        .filter(|standing| !standing.excluded_by.is_empty())
        .filter_map(|standing| relax(case, standing.option, &standing.excluded_by))
        .collect();
    relaxations.sort_by_key(|relaxation| relaxation.give_up.len());
    relaxations
}

fn relax(case: &Case<'_>, option: OptionId, excluded_by: &[RuleId]) -> Option<Relaxation> {
    let base = case.engine.base();
    let mut named: Vec<FieldId> = Vec::new();
    for field in excluded_by.iter().flat_map(|rule| base.rule(*rule).when.fields()) {
        let behind = if base.fields.get(field).derived {
            case.derivation.inputs(field).to_vec()
        } else {
            vec![field]
        };
        for field in behind {
            if case.answers.get(field).is_some() && !named.contains(&field) {
                named.push(field);
            }
        }
    }
    // More answers than this in the exclusions of one option would be a strange rule base; try the
    // first ones then.
    named.truncate(16);
    let mut sets: Vec<u32> = (1..1u32 << named.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    sets.into_iter().find_map(|set| {
        let chosen: Vec<FieldId> = named
            .iter()
            .enumerate()
            .filter(|(index, _)| set >> index & 1 == 1)
            .map(|(_, field)| *field)
            .collect();
        let mut answers = case.answers.clone();
        let give_up =
            chosen.iter().filter_map(|field| Some((*field, case.answers.get(*field)?))).collect();
        chosen.iter().for_each(|field| answers.set(*field, None));
        let lifted = !case.outcome(&answers).excluded.contains(option);
        lifted.then(|| Relaxation { option, give_up, lifts: excluded_by.to_vec() })
    })
}
