//! What an option costs in a month, as every report gives it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    cost::estimate::MoneyRange,
    money::{Currency, Money},
};

/// What an option costs in a month, with two decimals.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Serialize)]
pub struct MonthlyCost {
    /// The least, given what is open.
    pub low: Money,
    /// What to expect.
    pub expected: Money,
    /// The most, given what is open.
    pub high: Money,
    /// What people are shown it in.
    #[serde(skip)]
    pub currency: Currency,
}

impl MonthlyCost {
    pub(crate) fn new(range: &MoneyRange, currency: Currency) -> Self {
        Self { low: range.low, expected: range.expected, high: range.high, currency }
    }

    /// Returns the sum, where there are all of them.
    pub(super) fn sum(costs: impl Iterator<Item = Option<Self>>) -> Option<Self> {
        let add = |a: Money, b: Money| a.0.checked_add(b.0).map(Money);
        let mut costs = costs;
        let first = costs.next().unwrap_or_else(|| Some(Self::default()))?;
        costs.try_fold(first, |sum, cost| {
            let cost = cost?;
            Some(Self {
                low: add(sum.low, cost.low)?,
                expected: add(sum.expected, cost.expected)?,
                high: add(sum.high, cost.high)?,
                currency: sum.currency,
            })
        })
    }

    /// Returns "$60.00 ($40.00 to $90.00)".
    pub(crate) fn words(&self) -> String {
        let ends = [self.expected, self.low, self.high];
        let [expected, low, high] = ends.map(|amount| self.currency.short(amount));
        format!("{expected} ({low} to {high})")
    }

    /// Returns what to expect, as people say it.
    pub(crate) fn short(&self) -> String {
        self.currency.short(self.expected)
    }
}
