//! What every rule does to every option, as a table: the analyses add it up many thousands of
//! times.

use crate::rulebase::{Effect, MOST_OPTIONS, OptionId, Rule, RuleBase, RuleId};

/// A set of options.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OptionSet(u16);

const _: () = assert!(MOST_OPTIONS <= u16::BITS as usize);

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
pub(super) struct Effects(Vec<Row>);

/// What one rule does.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The number of its dimension.
    pub(super) dimension: u8,
    /// The options that it excludes.
    pub(super) excludes: OptionSet,
    /// The points that it gives, by option.
    pub(super) points: [i8; MOST_OPTIONS],
}

impl Effects {
    pub(super) fn of(base: &RuleBase) -> Self {
        let row = |rule: &Rule| {
            let mut points = [0; MOST_OPTIONS];
            points.iter_mut().zip(base.option_ids()).for_each(|(it, id)| *it = rule.points(id));
            let excludes = match &rule.effect {
                Effect::Points(_) => OptionSet::default(),
                Effect::Excludes { options, .. } => options.iter().copied().collect(),
            };
            Row { dimension: rule.dimension.0, excludes, points }
        };
        Self(base.rules.iter().map(row).collect())
    }

    #[inline]
    pub(super) fn of_rule(&self, rule: RuleId) -> &Row {
        &self.0[rule.index()]
    }
}
