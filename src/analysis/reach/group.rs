//! Fields that are not fixed and share rules, and by how much their answers can move one option
//! towards another.

use std::collections::{BTreeMap, BTreeSet};

use super::marks::Marks;
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

/// For each of several groups and each of its fields, which of the states are allowed.
pub(super) type Masks = Vec<Vec<Vec<bool>>>;

impl Outcomes {
    pub(super) fn reach(&self) -> i64 {
        self.amounts.iter().map(|amount| amount.abs()).max().unwrap_or(0)
    }
}

impl Group {
    /// Marks the questions behind a rule.
    pub(super) fn mark(&self, rule: &Undecided, marks: &mut Marks) {
        for (field, _) in rule.terms.iter().flatten() {
            marks.add(&self.free[*field].movers);
        }
    }

    /// The group without the states that are not allowed.
    pub(super) fn restricted(&self, masks: &[Vec<bool>]) -> Self {
        fn keep<T: Clone>(things: &[T], mask: &[bool]) -> Vec<T> {
            things
                .iter()
                .zip(mask)
                .filter(|(_, allowed)| **allowed)
                .map(|(thing, _)| thing.clone())
                .collect()
        }
        let free = self.free.iter().zip(masks).map(|(field, mask)| Free {
            states: keep(&field.states, mask),
            axes: field.axes.clone(),
            movers: field.movers.clone(),
            ..*field
        });
        let term = |term: &Vec<(usize, Vec<bool>)>| -> Vec<(usize, Vec<bool>)> {
            term.iter().map(|(field, allows)| (*field, keep(allows, &masks[*field]))).collect()
        };
        let rules = self
            .rules
            .iter()
            .map(|it| Undecided { rule: it.rule, terms: it.terms.iter().map(term).collect() });
        Self { free: free.collect(), rules: rules.collect() }
    }

    /// How many combinations of states there are; none when there are very many.
    fn combinations(&self) -> Option<usize> {
        self.free.iter().try_fold(1usize, |product, field| {
            product.checked_mul(field.states.len()).filter(|product| *product <= MOST_COMBINATIONS)
        })
    }

    /// Goes through all answers. `effects` are the rules' amounts; none for a rule that must not
    /// fire.
    pub(super) fn outcomes(&self, effects: &[Option<i64>]) -> Outcomes {
        match self.combinations() {
            Some(combinations) => self.enumerate(combinations, effects),
            None => self.bound(effects),
        }
    }

    /// The amounts alone.
    pub(super) fn amounts(&self, effects: &[Option<i64>]) -> BTreeSet<i64> {
        match self.combinations() {
            Some(combinations) => {
                self.amount_of_each(combinations, effects).into_iter().flatten().collect()
            }
            None => self.bound(effects).amounts.into_iter().collect(),
        }
    }

    /// The numbers of combinations between which the state of one field, all else equal, is the
    /// next one. The combination with number n has state (n / stride) % states on each field.
    fn strides(&self) -> Vec<usize> {
        let mut strides = Vec::with_capacity(self.free.len());
        let mut stride = 1;
        for field in &self.free {
            strides.push(stride);
            stride *= field.states.len();
        }
        strides
    }

    /// What each combination amounts to; none for those that make a rule fire that must not.
    fn amount_of_each(&self, combinations: usize, effects: &[Option<i64>]) -> Vec<Option<i64>> {
        let strides = self.strides();
        (0..combinations)
            .map(|combination| {
                let state =
                    |field: usize| combination / strides[field] % self.free[field].states.len();
                let mut amount = 0;
                for (rule, effect) in self.rules.iter().zip(effects) {
                    if rule
                        .terms
                        .iter()
                        .any(|term| term.iter().all(|(field, allows)| allows[state(*field)]))
                    {
                        amount += (*effect)?;
                    }
                }
                Some(amount)
            })
            .collect()
    }

    fn enumerate(&self, combinations: usize, effects: &[Option<i64>]) -> Outcomes {
        let (amounts, strides) = (self.amount_of_each(combinations, effects), self.strides());
        let mut steps = Vec::new();
        for (index, field) in self.free.iter().enumerate() {
            for combination in 0..combinations {
                // State 0 is "not known".
                let state = combination / strides[index] % field.states.len();
                if state > 0
                    && let (Some(without), Some(with)) =
                        (amounts[combination - state * strides[index]], amounts[combination])
                    && with != without
                {
                    steps.push((index, without, with));
                }
            }
        }
        steps.sort_unstable();
        steps.dedup();
        let mut amounts: Vec<i64> = amounts.into_iter().flatten().collect();
        amounts.sort_unstable();
        amounts.dedup();
        Outcomes { amounts, steps, movers: self.movers() }
    }

    fn movers(&self) -> Vec<Vec<FieldId>> {
        self.free.iter().map(|field| field.movers.clone()).collect()
    }

    /// Every amount from "all that speak against fire" to "all that speak for fire".
    fn bound(&self, effects: &[Option<i64>]) -> Outcomes {
        let effects: Vec<i64> = effects.iter().flatten().copied().collect();
        let most: i64 = effects.iter().filter(|effect| **effect > 0).sum();
        let least: i64 = effects.iter().filter(|effect| **effect < 0).sum();
        let mut steps = Vec::new();
        for field in 0..self.free.len() {
            steps.extend([(field, least, most), (field, most, least)]);
        }
        Outcomes { amounts: (least..=most).collect(), steps, movers: self.movers() }
    }
}
