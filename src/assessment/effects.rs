//! What every rule does to every option, as a table: the analyses add it up many thousands of
//! times.

use crate::rulebase::{Effect, OptionId, RuleBase, RuleId};

/// A set of options; a rule base has at most sixteen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OptionSet(u16);

impl OptionSet {
    /// Whether an option is in it.
    pub fn contains(self, option: OptionId) -> bool {
        self.0 >> option.index() & 1 == 1
    }

    /// Puts those of another set into it.
    pub fn extend(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

impl FromIterator<OptionId> for OptionSet {
    fn from_iter<T: IntoIterator<Item = OptionId>>(options: T) -> Self {
        Self(options.into_iter().fold(0, |bits, option| bits | 1 << option.index()))
    }
}

/// What every rule does to every option.
#[derive(Clone, Debug)]
pub(super) struct Effects {
    options: usize,
    /// Rule by rule, a number for each option.
    points: Vec<i8>,
    /// By rule: the number of its dimension, and the options that it excludes.
    rules: Vec<(u8, OptionSet)>,
}

/// What one rule does.
#[derive(Clone, Copy)]
pub(super) struct Row<'e> {
    /// The number of its dimension.
    pub(super) dimension: usize,
    /// The points that it gives, by option.
    pub(super) points: &'e [i8],
    /// The options that it excludes.
    pub(super) excludes: OptionSet,
}

impl Effects {
    pub(super) fn of(base: &RuleBase) -> Self {
        let excludes = |effect: &Effect| match effect {
            Effect::Points(_) => OptionSet::default(),
            Effect::Excludes { options, .. } => options.iter().copied().collect(),
        };
        Self {
            options: base.options.len(),
            points: base
                .rules
                .iter()
                .flat_map(|rule| base.option_ids().map(|option| rule.points(option)))
                .collect(),
            rules: base
                .rules
                .iter()
                .map(|rule| (rule.dimension.0, excludes(&rule.effect)))
                .collect(),
        }
    }

    pub(super) fn of_rule(&self, rule: RuleId) -> Row<'_> {
        let (dimension, excludes) = self.rules[rule.index()];
        let start = rule.index() * self.options;
        Row {
            dimension: usize::from(dimension),
            points: &self.points[start..start + self.options],
            excludes,
        }
    }
}
