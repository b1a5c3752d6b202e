//! Fields that are not fixed and share rules, and by how much their answers can move one option
//! towards another.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::RangeInclusive,
};

use crate::{assessment::axis::AxisId, field::FieldId, rulebase::RuleId};

/// A group of fields with more combinations of answers than this is bounded rather than gone
/// through.
const MOST_COMBINATIONS: usize = 20_000;

/// Where a field lies on one axis: its first and last cell, or nowhere known. A derived field lies
/// in several cells when it rests on defaults.
pub(super) type State = Option<(u16, u16)>;

/// A field that is not fixed, on all or some of its axes.
pub(super) struct Free {
    /// Which one, if it is derived.
    pub(super) derived: Option<FieldId>,
    /// The questions that move it: itself, or the inputs of a derived field.
    pub(super) movers: Vec<FieldId>,
    pub(super) axes: Vec<AxisId>,
    /// What it may become, on each of the axes. For an open question the first is "not known".
    pub(super) states: Vec<Vec<State>>,
}

/// A rule that may or may not come to fire: when any of these terms holds, each a conjunction over
/// free fields.
pub(super) struct Undecided {
    pub(super) rule: RuleId,
    /// For each term: for each free field (by its place in the group), which of its states allow
    /// the term.
    pub(super) terms: Vec<Vec<(usize, Vec<bool>)>>,
}

/// Free fields that share rules, with these rules.
pub(super) struct Group {
    pub(super) free: Vec<Free>,
    pub(super) rules: Vec<Undecided>,
}

/// Puts fields that share a rule into one group.
pub(super) fn group(free: Vec<Free>, undecided: Vec<Undecided>) -> Vec<Group> {
    let mut root: Vec<usize> = (0..free.len()).collect();
    fn find(root: &mut [usize], mut index: usize) -> usize {
        while root[index] != index {
            root[index] = root[root[index]];
            index = root[index];
        }
        index
    }
    for rule in &undecided {
        let mut fields = rule.terms.iter().flatten().map(|(field, _)| *field);
        if let Some(first) = fields.next() {
            for other in fields {
                let (first, other) = (find(&mut root, first), find(&mut root, other));
                root[first] = other;
            }
        }
    }
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
    for (index, field) in free.into_iter().enumerate() {
        let key = find(&mut root, index);
        let group =
            groups.entry(key).or_insert_with(|| Group { free: Vec::new(), rules: Vec::new() });
        places.push((key, group.free.len()));
        group.free.push(field);
    }
    for mut rule in undecided {
        let Some((first, _)) = rule.terms.first().and_then(|term| term.first()) else { continue };
        let key = places[*first].0;
        for (field, _) in rule.terms.iter_mut().flatten() {
            *field = places[*field].1;
        }
        if let Some(group) = groups.get_mut(&key) {
            group.rules.push(rule);
        }
    }
    // Fields that no rule looks at change nothing.
    groups.into_values().filter(|group| !group.rules.is_empty()).collect()
}

/// By how much the answers to a group can move the challenger.
pub(super) struct Outcomes {
    /// The amounts that some answers give.
    pub(super) amounts: Vec<i64>,
    /// For each of the `movers` (by its place) the amounts without and with an answer to it, all
    /// else equal.
    pub(super) steps: Vec<(usize, i64, i64)>,
    /// What moves each of the fields.
    pub(super) movers: Vec<Vec<FieldId>>,
}

/// For each field of a group the states that are allowed, by their numbers.
pub(super) type Allowed = Vec<Vec<usize>>;

impl Outcomes {
    pub(super) fn reach(&self) -> i64 {
        self.amounts.iter().map(|amount| amount.abs()).max().unwrap_or(0)
    }
}

impl Group {
    /// Marks the questions behind a rule.
    pub(super) fn mark(&self, rule: &Undecided, marks: &mut BTreeSet<FieldId>) {
        let fields = rule.terms.iter().flatten().map(|(field, _)| &self.free[*field]);
        marks.extend(fields.flat_map(|field| &field.movers));
    }

    /// Goes through all answers. `effects` are the rules' amounts; none for a rule that must not
    /// fire.
    pub(super) fn outcomes(&self, effects: &[Option<i64>]) -> Outcomes {
        let all = self.free.iter().map(|field| (0..field.states.len()).collect()).collect();
        let movers = self.free.iter().map(|field| field.movers.clone()).collect();
        let Some(amounts) = self.each_amount(&all, effects) else {
            let amounts = bound(effects);
            let (least, most) = (*amounts.start(), *amounts.end());
            let step = |field| [(field, least, most), (field, most, least)];
            let steps = (0..self.free.len()).flat_map(step).collect();
            return Outcomes { amounts: amounts.collect(), steps, movers };
        };
        let mut steps = BTreeSet::new();
        let mut stride = 1;
        for (index, field) in self.free.iter().enumerate() {
            for (combination, with) in amounts.iter().enumerate() {
                // State 0 is "not known"; all else is equal so many combinations before.
                let state = combination / stride % field.states.len();
                if let (Some(without), Some(with)) = (amounts[combination - state * stride], *with)
                    && with != without
                {
                    steps.insert((index, without, with));
                }
            }
            stride *= field.states.len();
        }
        let amounts: BTreeSet<i64> = amounts.into_iter().flatten().collect();
        let (amounts, steps) = (amounts.into_iter().collect(), steps.into_iter().collect());
        Outcomes { amounts, steps, movers }
    }

    /// The amounts alone, of the answers that are allowed.
    pub(super) fn amounts(&self, allowed: &Allowed, effects: &[Option<i64>]) -> BTreeSet<i64> {
        match self.each_amount(allowed, effects) {
            Some(amounts) => amounts.into_iter().flatten().collect(),
            None => bound(effects).collect(),
        }
    }

    /// What each combination of the states that are allowed amounts to, those of the first field
    /// changing fastest; none for one that makes a rule fire that must not, and nothing at all
    /// where there are very many.
    fn each_amount(&self, allowed: &Allowed, effects: &[Option<i64>]) -> Option<Vec<Option<i64>>> {
        let combinations = allowed.iter().try_fold(1usize, |product, states| {
            product.checked_mul(states.len()).filter(|product| *product <= MOST_COMBINATIONS)
        })?;
        let mut at = vec![0; allowed.len()];
        let amounts = (0..combinations).map(|mut combination| {
            for (at, states) in at.iter_mut().zip(allowed) {
                *at = states[combination % states.len()];
                combination /= states.len();
            }
            let holds =
                |term: &Vec<(usize, Vec<bool>)>| term.iter().all(|(field, is)| is[at[*field]]);
            let mut fired =
                self.rules.iter().zip(effects).filter(|(rule, _)| rule.terms.iter().any(holds));
            fired.try_fold(0, |amount, (_, effect)| Some(amount + (*effect)?))
        });
        Some(amounts.collect())
    }
}

/// Every amount from "all that speak against fire" to "all that speak for fire".
fn bound(effects: &[Option<i64>]) -> RangeInclusive<i64> {
    let sum = |is_of: fn(&i64) -> bool| effects.iter().flatten().copied().filter(is_of).sum();
    sum(|effect| *effect < 0)..=sum(|effect| *effect > 0)
}

#[cfg(test)]
mod tests {
    use super::{Free, Group, Undecided, group};
    use crate::{assessment::axis::AxisId, field::FieldId, rulebase::RuleId};

    /// A question with so many answers, on the axis of the same number.
    fn free(number: u16, answers: u16) -> Free {
        let answer = |cell| vec![Some((cell, cell))];
        let states = std::iter::once(vec![None]).chain((0..answers).map(answer)).collect();
        let (movers, axes) = (vec![FieldId(number)], vec![AxisId(number)]);
        Free { derived: None, movers, axes, states }
    }

    /// A rule that fires when each of some fields has one of some states.
    fn rule(number: u16, needs: &[(usize, &[bool])]) -> Undecided {
        let term = needs.iter().map(|(field, states)| (*field, states.to_vec())).collect();
        Undecided { rule: RuleId(number), terms: vec![term] }
    }

    const FIRST: &[bool] = &[false, true, false];
    const SECOND: &[bool] = &[false, false, true];

    fn one_group(rules: Vec<Undecided>) -> Group {
        let mut groups = group(vec![free(0, 2), free(1, 2)], rules);
        assert_eq!(groups.len(), 1);
        groups.pop().unwrap()
    }

    #[test]
    fn fields_that_share_a_rule_are_a_group_and_those_without_rules_are_none() {
        let rules = vec![
            rule(0, &[(0, FIRST), (3, FIRST)]),
            rule(1, &[(1, FIRST)]),
            rule(2, &[(3, SECOND)]),
        ];
        let groups = group((0..5).map(|number| free(number, 2)).collect(), rules);
        let fields = |group: &Group| -> Vec<u16> {
            group.free.iter().flat_map(|field| &field.movers).map(|field| field.0).collect()
        };
        let rules = |group: &Group| group.rules.iter().map(|rule| rule.rule.0).collect::<Vec<_>>();
        let mut found: Vec<_> = groups.iter().map(|group| (fields(group), rules(group))).collect();
        found.sort();
        assert_eq!(found, [(vec![0, 3], vec![0, 2]), (vec![1], vec![1])]);
    }

    #[test]
    fn amounts_and_steps_are_those_of_every_answer() {
        let group = one_group(vec![
            rule(0, &[(0, FIRST)]),
            rule(1, &[(0, SECOND), (1, FIRST)]),
            rule(2, &[(1, SECOND)]),
        ]);
        let outcomes = group.outcomes(&[Some(3), Some(-5), Some(1)]);
        assert_eq!(outcomes.amounts, [-5, 0, 1, 3, 4]);
        let of_first = [(0, 0, -5), (0, 0, 3), (0, 1, 4)];
        let of_second = [(1, 0, -5), (1, 0, 1), (1, 3, 4)];
        assert_eq!(outcomes.steps, [of_first, of_second].concat());
        // Answers with which a rule fires that must not do not count.
        assert_eq!(group.outcomes(&[Some(3), None, Some(1)]).amounts, [0, 1, 3, 4]);
    }

    #[test]
    fn only_states_that_are_allowed_count() {
        let group = one_group(vec![rule(0, &[(0, FIRST)]), rule(1, &[(0, SECOND), (1, FIRST)])]);
        let amounts = |allowed: &[Vec<usize>; 2]| {
            let amounts = group.amounts(&allowed.to_vec(), &[Some(3), Some(-5)]);
            amounts.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(amounts(&[vec![0, 1, 2], vec![0, 1, 2]]), [-5, 0, 3]);
        assert_eq!(amounts(&[vec![2], vec![0, 2]]), [0]);
        assert_eq!(amounts(&[vec![1, 2], vec![1]]), [-5, 3]);
    }

    #[test]
    fn a_group_with_very_many_combinations_reaches_everything_between_its_ends() {
        let many = |at: usize| (0..=200).map(|state| state == at).collect::<Vec<_>>();
        let rules = vec![rule(0, &[(0, &many(1)), (1, &many(1))]), rule(1, &[(0, &many(2))])];
        let groups = group(vec![free(0, 200), free(1, 200)], rules);
        let outcomes = groups[0].outcomes(&[Some(2), Some(-1)]);
        assert_eq!(outcomes.amounts, [-1, 0, 1, 2]);
        assert_eq!(outcomes.steps, [(0, -1, 2), (0, 2, -1), (1, -1, 2), (1, 2, -1)]);
        // Few states that are allowed are gone through all the same.
        let allowed = vec![vec![0, 1, 2], vec![1]];
        assert_eq!(groups[0].amounts(&allowed, &[Some(2), Some(-1)]), [-1, 0, 2].into());
    }
}
