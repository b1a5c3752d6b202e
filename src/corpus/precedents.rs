//! Precedents: the decisions most like a project.
//!
//! A project is compared by the questions that it answers. Where a decision answers them too, the
//! answers lie between 0 (the same) and 1 apart ([`apart`]); where it does not, a half is
//! taken, so that one of which little is known is not taken for near. The distance is the
//! mean over the project's answers, each weighted by what its question tells about decisions
//! ([`super::telling::weight`], worked out from all decisions) and by how rare the answer is
//! (`rarity`).

use super::{decision::Decision, telling::bits};
use crate::{
    field::{Facts, Field, FieldId, Kind, Value},
    rulebase::RuleBase,
};

/// How far apart answers are taken to be of which one is not known.
const UNKNOWN: f64 = 0.5;

/// So many answers must be shared by a project and a decision that is like it.
const FEWEST: usize = 3;

/// Answers that lie at most so far apart are called alike.
const ALIKE: f64 = 0.3;

/// A decision with how like a project it is.
#[derive(Clone, Debug)]
pub struct Precedent<'c> {
    /// The decision.
    pub decision: &'c Decision,
    /// How far it is from the project, from 0 to 1.
    pub distance: f64,
    /// The questions on which both say about the same, those first that matter most.
    pub alike: Vec<FieldId>,
}

/// Returns the decisions that share enough answers with a project, the nearest first; of the
/// write-ups of one project only the nearest. `weights` holds what each question weighs.
pub(super) fn nearest<'c>(
    base: &RuleBase,
    decisions: &'c [Decision],
    weights: &[f64],
    answers: &Facts,
) -> Vec<Precedent<'c>> {
    let weight = |(id, answer): (FieldId, Value)| {
        let weight = weights.get(id.index()).copied().unwrap_or_default();
        (id, answer, weight * rarity(base.fields.get(id), id, answer, decisions))
    };
    let asked: Vec<(FieldId, Value, f64)> = answers.known().map(weight).collect();
    let mut all: Vec<Precedent<'c>> =
        decisions.iter().filter_map(|decision| compare(base, decision, &asked)).collect();
    all.sort_by(|one, other| one.distance.total_cmp(&other.distance));
    let mut groups: Vec<&str> = Vec::new();
    all.retain(|precedent| {
        let group = precedent.decision.group.as_str();
        let is_new = !groups.contains(&group);
        groups.push(group);
        is_new
    });
    all
}

/// Returns how many times as much an answer counts as one that all give: what few projects have, such
/// as a GPU or a broker, makes two of them alike. It is one and the information of the answer
/// (-log2 of the share of decisions that give it, of several choices the rarest), a fifth for each
/// bit.
fn rarity(field: &Field, id: FieldId, answer: Value, decisions: &[Decision]) -> f64 {
    const A_BIT: f64 = 0.2;
    let given = decisions.iter().filter_map(|decision| decision.facts.get(id));
    let share = |is: &dyn Fn(Value) -> bool| {
        let (mut same, mut all) = (1.0, 2.0);
        given.clone().for_each(|other| {
            same += f64::from(u8::from(is(other)));
            all += 1.0;
        });
        same / all
    };
    let rarest = match (&field.kind, answer) {
        (Kind::Number(_), _) => 1.0,
        (_, Value::Several(own)) if own != 0 => {
            let chosen = (0..u64::BITS).filter(|choice| own >> choice & 1 == 1);
            let shares = chosen.map(|choice| share(&|other| bits(other) >> choice & 1 == 1));
            shares.fold(1.0, f64::min)
        }
        _ => share(&|other| other == answer),
    };
    1.0 - A_BIT * libm::log2(rarest)
}

fn compare<'c>(
    base: &RuleBase,
    decision: &'c Decision,
    asked: &[(FieldId, Value, f64)],
) -> Option<Precedent<'c>> {
    let (mut sum, mut whole, mut shared) = (0.0, 0.0, 0);
    let mut alike: Vec<(FieldId, f64)> = Vec::new();
    for (id, answer, weight) in asked.iter().copied() {
        whole += weight;
        let Some(other) = decision.facts.get(id) else {
            sum += weight * UNKNOWN;
            continue;
        };
        shared += 1;
        let apart = apart(base.fields.get(id), answer, other);
        sum += weight * apart;
        if apart <= ALIKE {
            alike.push((id, weight * (1.0 - apart)));
        }
    }
    alike.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let alike = alike.into_iter().map(|(field, _)| field).collect();
    (shared >= FEWEST).then(|| Precedent { decision, distance: sum / whole, alike })
}

/// Returns how far two answers to a question lie apart, from 0 (the same) to 1.
///
/// - Numbers: the grid steps between them, as a share of the steps that the question's typical
///   range spans, at most 1. On a logarithmic grid this is a share of the orders of magnitude.
/// - An ordered choice, such as none, some, dedicated: the steps between the two as a share of the
///   steps from the first to the last.
/// - Any other choice, and yes or no: 1 where they differ.
/// - Several choices: the share of those that only one of the two has, of those that any of the two
///   has (the distance of Jaccard).
pub fn apart(field: &Field, one: Value, other: Value) -> f64 {
    if one == other {
        return 0.0;
    }
    match (&field.kind, one, other) {
        (Kind::Number(scale), Value::Number(one), Value::Number(other)) => {
            (scale.steps(one, other) as f64 / scale.span() as f64).min(1.0)
        }
        (Kind::Choice(choices), Value::Choice(one), Value::Choice(other)) if field.ordered => {
            f64::from(one.abs_diff(other)) / (choices.len().max(2) - 1) as f64
        }
        (_, Value::Several(one), Value::Several(other)) => {
            f64::from((one ^ other).count_ones()) / f64::from((one | other).count_ones())
        }
        _ => 1.0,
    }
}
