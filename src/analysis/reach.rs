//! What could come to fire: the amounts by which answers that are not fixed can move one option
//! towards another.
//!
//! Rules that share a free field belong together; such groups of fields are independent of each
//! other. For a winner and a challenger all answers to a group are gone through for the amounts by
//! which they move the challenger, and the groups' amounts are added as sets, in a bit set of sums.
//! Whether a challenger can overtake the winner is then exact. Some things are bounded from the
//! safe side, so that "nothing can change it" is never said wrongly: derived fields are taken to
//! vary freely within all that their inputs allow, or, where that is looked into, within all that
//! each piece of it allows ([`pieces`]); a group with very many combinations is taken to reach
//! every amount between its least and its most; the choices of a field with very many are taken to
//! be independent. And where something can change the recommendation, a question may be named that
//! could only do so once others have: answers that bring one challenger up are not checked for
//! keeping the others down, nor those that complete an exclusion for leaving the winner ahead
//! before.

mod group;
mod pieces;
mod sums;

use std::collections::BTreeSet;

use self::{
    group::{Allowed, Free, Group, Outcomes, State, Undecided, group},
    pieces::{Possible, pieces},
    sums::Sums,
};
use super::Case;
use crate::{
    assessment::{axis::AxisId, terms::Term},
    field::{FieldId, Value},
    rulebase::{OptionId, RuleId},
};

/// A field with several answers and more choices than this is not gone through set by set.
const MOST_TOGETHER: usize = 12;

/// Questions that are found to matter.
pub(super) type Marks = BTreeSet<FieldId>;

/// What counts as a change of the difference between challenger and winner.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flip {
    /// It was under zero and is not any more.
    Reached,
    /// It was zero and is not any more.
    Left,
}

/// What is fixed and what could come to fire.
pub(super) struct Reach<'c> {
    case: &'c Case<'c>,
    groups: Vec<Group>,
    /// Those with derived fields.
    derived: Vec<Group>,
    /// For each piece of what their fields follow from, the states that these can have there, group
    /// by group; none where the pieces are not looked at.
    pieces: Vec<Vec<Allowed>>,
    /// Rules that fire whatever is answered.
    fixed: Vec<RuleId>,
}

impl<'c> Reach<'c> {
    /// What could come of answering any of the `open` questions in any way, or leaving them open.
    pub(super) fn of_open(case: &'c Case<'c>, open: &[FieldId]) -> Self {
        let known = case.derivation.facts(case.answers);
        let hull = case.derivation.hull(case.answers, open);
        let (kernel, fields) = (case.engine.kernel(), &case.engine.base().fields);
        let axes = &kernel.axes;
        let mut free: Vec<Free> = Vec::new();
        let mut places: Vec<Place> = vec![Place::Unknown; axes.len()];
        for (field, it) in fields.iter() {
            // What moves a field, and within what.
            let (movers, within) = if it.derived {
                let is_possible =
                    hull.facts.get(field).is_some() || hull.uncertain.contains(&field);
                let inputs = case.derivation.inputs(field).iter().copied();
                let movers = inputs.filter(|input| is_possible && open.contains(input)).collect();
                (movers, hull.facts.get(field))
            } else if open.contains(&field) {
                (vec![field], None)
            } else {
                (Vec::new(), None)
            };
            if movers.is_empty() {
                if let Some(value) = known.get(field) {
                    for axis in axes.of_field(field) {
                        places[axis.index()] = Place::Cells(axes.cells_of(axis, value));
                    }
                }
                continue;
            }
            let own: Vec<AxisId> =
                axes.of_field(field).filter(|axis| kernel.is_used(*axis)).collect();
            // The choices of a field with very many are taken to be chosen independently of each
            // other.
            let together = if own.len() > MOST_TOGETHER { 1 } else { own.len().max(1) };
            for part in own.chunks(together) {
                let states = match part {
                    [axis] if it.derived => stretches(match within {
                        Some(value) => axes.cells_of(*axis, value),
                        None => (0, axes.get(*axis).cells.saturating_sub(1)),
                    }),
                    [axis] => single_cells(axes.possible_cells(*axis, fields)),
                    members => subsets(members.len()),
                };
                part.iter().for_each(|axis| places[axis.index()] = Place::Free(free.len()));
                free.push(Free {
                    derived: it.derived.then_some(field),
                    movers: movers.clone(),
                    axes: part.to_vec(),
                    states: std::iter::once(vec![None; part.len()]).chain(states).collect(),
                });
            }
        }
        let (fixed, undecided) = sort_rules(case, &places, &free);
        let is_derived = |group: &Group| group.free.iter().any(|field| field.derived.is_some());
        let (derived, groups) = group(free, undecided).into_iter().partition(is_derived);
        Self { case, groups, derived, pieces: Vec::new(), fixed }
    }

    /// Whether any derived field can move.
    pub(super) fn has_derived(&self) -> bool {
        !self.derived.is_empty()
    }

    /// From here on, derived fields are as they are.
    pub(super) fn hold_derived(&mut self) {
        let known = self.case.derivation.facts(self.case.answers);
        let axes = &self.case.engine.kernel().axes;
        self.pieces = vec![self.allowed(|field, axis, state| {
            let cells = known.get(field).map(|value| axes.cells_of(axis, value));
            state.map(|(first, last)| (first.into(), last.into())) == cells
        })];
    }

    /// From here on, derived fields move within what each piece of the `open` answers allows.
    pub(super) fn move_derived_together(&mut self, open: &[FieldId]) {
        let derived = || self.derived.iter().flat_map(|group| &group.free);
        let fields: Vec<FieldId> = derived().filter_map(|field| field.derived).collect();
        let axes = &self.case.engine.kernel().axes;
        self.pieces = pieces(self.case, &fields, open, |possible| {
            let allowed = self.allowed(|field, axis, state| {
                let within = |value: Value| {
                    let (low, high) = axes.cells_of(axis, value);
                    state.is_some_and(|(first, last)| {
                        low <= first.into() && usize::from(last) <= high
                    })
                };
                match fields.iter().zip(possible).find(|(known, _)| **known == field) {
                    Some((_, Possible::Nothing)) => state.is_none(),
                    Some((_, Possible::Within(value))) => within(*value),
                    Some((_, Possible::Perhaps(value))) => state.is_none() || within(*value),
                    Some((_, Possible::Anything)) | None => true,
                }
            });
            let more = derived()
                .zip(allowed.iter().flatten())
                .any(|(field, states)| field.derived.is_some() && states.len() > 1);
            (allowed, more)
        });
    }

    /// For each group with derived fields, which of the states of these are allowed; all states of
    /// its other fields are.
    fn allowed(&self, allows: impl Fn(FieldId, AxisId, State) -> bool) -> Vec<Allowed> {
        let states = |field: &Free| -> Vec<usize> {
            let is_allowed = |number: &usize| match (
                field.derived,
                field.axes.as_slice(),
                field.states[*number].as_slice(),
            ) {
                (Some(derived), [axis], [state]) => allows(derived, *axis, *state),
                _ => true,
            };
            (0..field.states.len()).filter(is_allowed).collect()
        };
        self.derived.iter().map(|group| group.free.iter().map(states).collect()).collect()
    }

    fn all_groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().chain(&self.derived)
    }

    /// Marks every question that some rule looks at.
    pub(super) fn mark_all(&self, marks: &mut Marks) {
        for group in self.all_groups() {
            group.rules.iter().for_each(|rule| group.mark(rule, marks));
        }
    }

    /// Marks every question that is part of an exclusion of `option` that may still come about.
    pub(super) fn mark_exclusions(&self, option: OptionId, marks: &mut Marks) {
        let base = self.case.engine.base();
        for group in self.all_groups() {
            for rule in group.rules.iter().filter(|rule| base.rule(rule.rule).excludes(option)) {
                group.mark(rule, marks);
            }
        }
    }

    /// What a rule adds to the challenger's lead over the winner.
    fn effect(&self, rule: RuleId, winner: OptionId, challenger: OptionId) -> i64 {
        let rule = self.case.engine.base().rule(rule);
        let weight = i64::from(self.case.weights[rule.dimension.index()]);
        (i64::from(rule.points(challenger)) - i64::from(rule.points(winner))) * weight
    }

    fn outcomes(&self, winner: OptionId, challenger: OptionId) -> Vec<Outcomes> {
        let base = self.case.engine.base();
        let effect = |rule: &Undecided| {
            let it = base.rule(rule.rule);
            // Answers that exclude either of the two are looked at elsewhere.
            let excludes = it.excludes(winner) || it.excludes(challenger);
            (!excludes).then(|| self.effect(rule.rule, winner, challenger))
        };
        let effects = |group: &Group| group.rules.iter().map(effect).collect::<Vec<_>>();
        let apart = |group: &Group| group.outcomes(&effects(group));
        let mut outcomes: Vec<Outcomes> = self.groups.iter().map(apart).collect();
        if self.pieces.is_empty() {
            outcomes.extend(self.derived.iter().map(apart));
        } else {
            outcomes.push(self.together(&effects));
        }
        outcomes
    }

    /// What the groups with derived fields come to together: in some piece, the sum over all of
    /// them.
    fn together(&self, effects: &impl Fn(&Group) -> Vec<Option<i64>>) -> Outcomes {
        let mut amounts: Vec<i64> = Vec::new();
        for piece in &self.pieces {
            let mut sums = vec![0];
            for (group, allowed) in self.derived.iter().zip(piece) {
                let own = group.amounts(allowed, &effects(group));
                let with_own = |sum| own.iter().map(move |amount| sum + amount);
                sums = sums.iter().flat_map(with_own).collect();
                sums.sort_unstable();
                sums.dedup();
            }
            amounts.extend(sums);
        }
        amounts.sort_unstable();
        amounts.dedup();
        // One answer moves all of them, so it may lead from any amount to any other, and what flips
        // a lead by any such step does so by one to an end.
        let ends = || amounts.first().into_iter().chain(amounts.last());
        let steps = amounts.iter().flat_map(|without| ends().map(move |with| (0, *without, *with)));
        let steps = steps.filter(|(_, without, with)| without != with).collect();
        let free = self.derived.iter().flat_map(|group| &group.free);
        let movers: BTreeSet<FieldId> = free.flat_map(|field| &field.movers).copied().collect();
        let movers = vec![movers.into_iter().collect()];
        Outcomes { amounts, steps, movers }
    }

    /// The lead that is fixed, in a set with room for all that the groups can add.
    fn start(&self, outcomes: &[Outcomes], winner: OptionId, challenger: OptionId) -> Sums {
        let lead = self.fixed.iter().map(|rule| self.effect(*rule, winner, challenger)).sum();
        Sums::new(lead, outcomes.iter().map(Outcomes::reach).sum())
    }

    /// Marks every question that can make the challenger's lead over the winner flip.
    pub(super) fn mark_overtaking(
        &self,
        winner: OptionId,
        challenger: OptionId,
        flip: Flip,
        marks: &mut Marks,
    ) {
        let outcomes = self.outcomes(winner, challenger);
        let start = self.start(&outcomes, winner, challenger);
        let mut after = Sums::new(0, outcomes.iter().map(Outcomes::reach).sum());
        let mut before = vec![start];
        for outcome in &outcomes {
            before.extend(before.last().map(|sums| sums.plus(outcome.amounts.iter().copied())));
        }
        for (outcome, before) in outcomes.iter().zip(&before).rev() {
            let others = before.plus(after.iter());
            for (field, without, with) in &outcome.steps {
                let flips = match flip {
                    Flip::Reached => {
                        with > without && others.first_from(-with).is_some_and(|sum| sum < -without)
                    }
                    Flip::Left => with != without && others.first_from(-without) == Some(-without),
                };
                if flips {
                    marks.extend(&outcome.movers[*field]);
                }
            }
            after = after.plus(outcome.amounts.iter().copied());
        }
    }
}

#[derive(Clone, Copy)]
enum Place {
    Unknown,
    Cells((usize, usize)),
    Free(usize),
}

/// Each of the cells by itself: what one answer can be.
fn single_cells(cells: Vec<usize>) -> Vec<Vec<State>> {
    cells.into_iter().map(|cell| vec![Some((cell as u16, cell as u16))]).collect()
}

/// Every run of neighbouring cells: what an estimate can come to lie in.
fn stretches((first, last): (usize, usize)) -> Vec<Vec<State>> {
    (first..=last)
        .flat_map(|from| (from..=last).map(move |to| vec![Some((from as u16, to as u16))]))
        .collect()
}

/// Every set of the choices of a field with several answers.
fn subsets(members: usize) -> Vec<Vec<State>> {
    let cell = |taken: u32| Some((taken as u16, taken as u16));
    (0..1u32 << members)
        .map(|subset| (0..members).map(|bit| cell(subset >> bit & 1)).collect())
        .collect()
}

/// Tells rules that fire anyway from those that may come to fire.
fn sort_rules(case: &Case<'_>, places: &[Place], free: &[Free]) -> (Vec<RuleId>, Vec<Undecided>) {
    let mut fixed: Vec<RuleId> = Vec::new();
    let mut undecided: Vec<Undecided> = Vec::new();
    for (rule, term) in &case.engine.kernel().terms {
        if fixed.last() == Some(rule) {
            continue;
        }
        let Some(conjunction) = conjunction(term, places, free) else { continue };
        if conjunction.is_empty() {
            // One term that holds is enough; what else could make it fire does not matter.
            undecided.pop_if(|last| last.rule == *rule);
            fixed.push(*rule);
            continue;
        }
        match undecided.last_mut().filter(|last| last.rule == *rule) {
            Some(last) => last.terms.push(conjunction),
            None => undecided.push(Undecided { rule: *rule, terms: vec![conjunction] }),
        }
    }
    (fixed, undecided)
}

/// What must be so of free fields for a term to hold, for each of them which of its states allow
/// it; none where it cannot hold.
fn conjunction(term: &Term, places: &[Place], free: &[Free]) -> Option<Vec<(usize, Vec<bool>)>> {
    let all = |cells: &[bool]| cells.iter().all(|allowed| *allowed);
    let mut conjunction: Vec<(usize, Vec<bool>)> = Vec::new();
    for literal in &term.literals {
        let index = match places[literal.axis.index()] {
            Place::Unknown => return None,
            Place::Cells((first, last)) if all(&literal.cells[first..=last]) => continue,
            Place::Cells(_) => return None,
            Place::Free(index) => index,
        };
        let own = free[index].axes.iter().position(|axis| *axis == literal.axis)?;
        let allows = free[index].states.iter().map(|state| {
            state[own].is_some_and(|(first, last)| {
                all(&literal.cells[usize::from(first)..=usize::from(last)])
            })
        });
        match conjunction.iter_mut().find(|(known, _)| *known == index) {
            Some((_, both)) => both.iter_mut().zip(allows).for_each(|(both, also)| *both &= also),
            None => conjunction.push((index, allows.collect())),
        }
    }
    conjunction.iter().all(|(_, allows)| allows.contains(&true)).then_some(conjunction)
}
