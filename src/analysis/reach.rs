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
mod marks;
mod pieces;
mod sums;

use std::collections::BTreeSet;

pub(super) use self::marks::Marks;
use self::{
    group::{Free, Group, Masks, Outcomes, State, Undecided, group},
    pieces::{Possible, pieces},
    sums::Sums,
};
use super::Case;
use crate::{
    assessment::axis::AxisId,
    field::{Facts, FieldId, Value},
    rulebase::{OptionId, RuleId},
};

/// A field with several answers and more choices than this is not gone through set by set.
const MOST_TOGETHER: usize = 12;

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
    /// These once more for each piece of what their fields follow from, without the states that
    /// they cannot have there; none where the pieces are not looked at.
    pieces: Vec<Vec<Group>>,
    /// Rules that fire whatever is answered.
    fixed: Vec<RuleId>,
}

impl<'c> Reach<'c> {
    /// What could come of answering any of the `open` questions in any way, or leaving them open.
    pub(super) fn of_open(case: &'c Case<'c>, open: &[FieldId]) -> Self {
        let known = case.derivation.facts(case.answers);
        let hull = case.derivation.hull(case.answers, open);
        Self::new(case, &known, |field, derived| {
            if !derived {
                return open.contains(&field).then(|| (vec![field], None));
            }
            let movers: Vec<FieldId> = case
                .derivation
                .inputs(field)
                .iter()
                .copied()
                .filter(|input| open.contains(input))
                .collect();
            let value = hull.facts.get(field);
            let possible = value.is_some() || hull.uncertain.contains(&field);
            (possible && !movers.is_empty()).then_some((movers, value))
        })
    }

    /// `freedom` tells for a field whether it is free, and then what moves it and within what.
    fn new(
        case: &'c Case<'c>,
        known: &Facts,
        freedom: impl Fn(FieldId, bool) -> Option<(Vec<FieldId>, Option<Value>)>,
    ) -> Self {
        let axes = &case.engine.kernel().axes;
        let mut free: Vec<Free> = Vec::new();
        let mut places: Vec<Place> = vec![Place::Unknown; axes.len()];
        for (field, it) in case.engine.base().fields.iter() {
            let Some((movers, within)) = freedom(field, it.derived) else {
                if let Some(value) = known.get(field) {
                    axes.of_field(field).for_each(|axis| {
                        places[axis.index()] = Place::Cells(axes.cells_of(axis, value))
                    });
                }
                continue;
            };
            let own: Vec<AxisId> =
                axes.of_field(field).filter(|axis| case.engine.kernel().is_used(*axis)).collect();
            // The choices of a field with very many are taken to be chosen independently of each
            // other.
            let parts: Vec<&[AxisId]> =
                if own.len() > MOST_TOGETHER { own.chunks(1).collect() } else { vec![&own] };
            for part in parts.into_iter().filter(|part| !part.is_empty()) {
                let cells = |axis: AxisId| match within {
                    Some(value) => axes.cells_of(axis, value),
                    None => (0, axes.get(axis).cells.saturating_sub(1)),
                };
                let mut states = match part {
                    [axis] if it.derived => stretches(cells(*axis)),
                    [axis] => {
                        let possible = axes.possible_cells(*axis, &case.engine.base().fields);
                        let (first, last) = cells(*axis);
                        single_cells(
                            possible.into_iter().filter(|cell| (first..=last).contains(cell)),
                        )
                    }
                    members => subsets(members.len()),
                };
                if !movers.is_empty() {
                    states.insert(0, vec![None; part.len()]);
                }
                part.iter().for_each(|axis| places[axis.index()] = Place::Free(free.len()));
                let derived = it.derived.then_some(field);
                free.push(Free { derived, movers: movers.clone(), axes: part.to_vec(), states });
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
        let masks = self.masks(|field, axis, state| {
            let cells = known.get(field).map(|value| axes.cells_of(axis, value));
            state.map(|(first, last)| (first.into(), last.into())) == cells
        });
        self.pieces = self.in_pieces(&[masks]);
    }

    /// From here on, derived fields move within what each piece of the `open` answers allows.
    pub(super) fn move_derived_together(&mut self, open: &[FieldId]) {
        let fields: Vec<FieldId> =
            self.derived.iter().flat_map(|group| &group.free).filter_map(|it| it.derived).collect();
        let axes = &self.case.engine.kernel().axes;
        let pieces = pieces(self.case, &fields, open, |possible| {
            let masks = self.masks(|field, axis, state| {
                let within = |value: Value| {
                    let (low, high) = axes.cells_of(axis, value);
                    state.is_some_and(|(first, last)| {
                        low <= first.into() && usize::from(last) <= high
                    })
                };
                let possible = fields.iter().zip(possible).find(|(it, _)| **it == field);
                match possible.map_or(Possible::Anything, |(_, possible)| *possible) {
                    Possible::Nothing => state.is_none(),
                    Possible::Within(value) => within(value),
                    Possible::Perhaps(value) => state.is_none() || within(value),
                    Possible::Anything => true,
                }
            });
            let several = |mask: &Vec<bool>| mask.iter().filter(|allowed| **allowed).count() > 1;
            let derived =
                self.derived.iter().flat_map(|group| &group.free).zip(masks.iter().flatten());
            let more =
                derived.into_iter().any(|(field, mask)| field.derived.is_some() && several(mask));
            (masks, more)
        });
        self.pieces = self.in_pieces(&pieces);
    }

    /// For each group with derived fields and each of its fields, which of the states are allowed.
    fn masks(&self, allowed: impl Fn(FieldId, AxisId, State) -> bool) -> Masks {
        let mask = |field: &Free| -> Vec<bool> {
            let allows =
                |state: &Vec<State>| match (field.derived, field.axes.as_slice(), state.as_slice())
                {
                    (Some(derived), [axis], [state]) => allowed(derived, *axis, *state),
                    _ => true,
                };
            field.states.iter().map(allows).collect()
        };
        self.derived.iter().map(|group| group.free.iter().map(mask).collect()).collect()
    }

    /// The groups with derived fields, once for each of these.
    fn in_pieces(&self, pieces: &[Masks]) -> Vec<Vec<Group>> {
        let restricted = |masks: &Masks| {
            self.derived.iter().zip(masks).map(|(group, masks)| group.restricted(masks)).collect()
        };
        pieces.iter().map(restricted).collect()
    }

    fn all_groups(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().chain(&self.derived)
    }

    /// Marks every question that some rule looks at.
    pub(super) fn mark_all(&self, marks: &mut Marks) {
        let free =
            self.all_groups().flat_map(|group| group.rules.iter().map(move |rule| (group, rule)));
        for (group, rule) in free {
            group.mark(rule, marks);
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
        let apart = |groups: &[Group]| {
            groups.iter().map(|group| group.outcomes(&effects(group))).collect::<Vec<_>>()
        };
        let mut outcomes = apart(&self.groups);
        match self.pieces.as_slice() {
            [] => outcomes.extend(apart(&self.derived)),
            pieces => outcomes.push(self.together(pieces, &effects)),
        }
        outcomes
    }

    /// What the groups with derived fields come to together: in some piece, the sum over all of
    /// them.
    fn together(
        &self,
        pieces: &[Vec<Group>],
        effects: &impl Fn(&Group) -> Vec<Option<i64>>,
    ) -> Outcomes {
        let mut amounts: BTreeSet<i64> = BTreeSet::new();
        for piece in pieces {
            let mut sums = BTreeSet::from([0]);
            for group in piece {
                let own = group.amounts(&effects(group));
                sums = sums
                    .iter()
                    .flat_map(|sum| own.iter().map(move |amount| sum + amount))
                    .collect();
            }
            amounts.extend(sums);
        }
        let amounts: Vec<i64> = amounts.into_iter().collect();
        // One answer moves all of them, so it may lead from any amount to any other.
        let pairs =
            amounts.iter().flat_map(|one| amounts.iter().map(move |other| (0, *one, *other)));
        let steps = pairs.filter(|(_, without, with)| without != with).collect();
        let mut movers: Vec<FieldId> = self
            .derived
            .iter()
            .flat_map(|group| &group.free)
            .flat_map(|field| &field.movers)
            .copied()
            .collect();
        movers.sort_unstable();
        movers.dedup();
        Outcomes { amounts, steps, movers: vec![movers] }
    }

    /// The lead that is fixed, in a set with room for all that the groups can add.
    fn start(&self, outcomes: &[Outcomes], winner: OptionId, challenger: OptionId) -> Sums {
        let lead = self.fixed.iter().map(|rule| self.effect(*rule, winner, challenger)).sum();
        Sums::of(lead, outcomes.iter().map(Outcomes::reach).sum())
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
        let mut after = Sums::of(0, outcomes.iter().map(Outcomes::reach).sum());
        let mut before = vec![start];
        for outcome in &outcomes {
            before.extend(before.last().map(|sums| sums.plus(outcome.amounts.iter().copied())));
        }
        for (outcome, before) in outcomes.iter().zip(&before).rev() {
            let others = before.plus(after.iter());
            for (field, without, with) in &outcome.steps {
                let flips = match flip {
                    Flip::Reached => {
                        with > without && others.iter().any(|sum| (-with..-without).contains(&sum))
                    }
                    Flip::Left => with != without && others.iter().any(|sum| sum == -without),
                };
                if flips {
                    marks.add(&outcome.movers[*field]);
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
fn single_cells(cells: impl Iterator<Item = usize>) -> Vec<Vec<State>> {
    cells.map(|cell| vec![Some((cell as u16, cell as u16))]).collect()
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
fn sort_rules(case: &Case<'_>, place: &[Place], free: &[Free]) -> (Vec<RuleId>, Vec<Undecided>) {
    let mut fixed: Vec<RuleId> = Vec::new();
    let mut undecided: Vec<Undecided> = Vec::new();
    for (rule, term) in &case.engine.kernel().terms {
        if fixed.last() == Some(rule) {
            continue;
        }
        let mut conjunction: Vec<(usize, Vec<bool>)> = Vec::new();
        let possible = term.literals.iter().all(|literal| match place[literal.axis.index()] {
            Place::Unknown => false,
            Place::Cells((first, last)) => {
                literal.cells[first..=last].iter().all(|allowed| *allowed)
            }
            Place::Free(index) => {
                let field = &free[index];
                let Some(own) = field.axes.iter().position(|axis| *axis == literal.axis) else {
                    return false;
                };
                let allows: Vec<bool> = field
                    .states
                    .iter()
                    .map(|state| {
                        state[own].is_some_and(|(first, last)| {
                            literal.cells[usize::from(first)..=usize::from(last)]
                                .iter()
                                .all(|allowed| *allowed)
                        })
                    })
                    .collect();
                match conjunction.iter_mut().find(|(known, _)| *known == index) {
                    Some((_, both)) => {
                        both.iter_mut().zip(allows).for_each(|(both, also)| *both &= also)
                    }
                    None => conjunction.push((index, allows)),
                }
                true
            }
        });
        if !possible || conjunction.iter().any(|(_, allows)| !allows.contains(&true)) {
            continue;
        }
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
