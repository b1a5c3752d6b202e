//! What an option costs in a month, as every report gives it.

use schemars::JsonSchema;
use serde::Serialize;

use super::list;
use crate::{
    cost::{Pooled, estimate::MoneyRange},
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

    /// Returns "$4.80 (1–17)".
    pub(crate) fn brief(&self) -> String {
        let ends = [self.expected, self.low, self.high];
        let [expected, low, high] = ends.map(|amount| self.currency.brief(amount));
        let range = if low == high { String::new() } else { format!(" ({low}–{high})") };
        format!("{}{expected}{range}", self.currency.prefix())
    }

    /// Returns what to expect, as people say it.
    pub(crate) fn short(&self) -> String {
        self.currency.short(self.expected)
    }
}

/// What several parts cost together in a month, in one account: every free allowance is given
/// once, and tiers of prices count what all parts use.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
pub struct AccountCost {
    /// Everything.
    pub monthly_usd: MonthlyCost,
    /// What to expect of the parts each by itself, with allowances of its own.
    pub apart_usd: Money,
    /// What it adds to that sum that allowances are given once.
    pub allowances_usd: Money,
    /// What it takes off that sum that tiers count all parts.
    pub tiers_usd: Money,
}

impl AccountCost {
    pub(super) fn new(pooled: &Pooled, currency: Currency) -> Self {
        Self {
            monthly_usd: MonthlyCost::new(&pooled.total, currency),
            apart_usd: pooled.apart,
            allowances_usd: pooled.allowances,
            tiers_usd: pooled.tiers,
        }
    }

    /// Says what it changes that parts share an account, for each cost where it arises, such as "on" and
    /// the name of an option.
    pub(super) fn notes(costs: &[(String, Self)]) -> Vec<String> {
        let Some((_, first)) = costs.first() else { return Vec::new() };
        let currency = first.monthly_usd.currency;
        let each = |amount: fn(&Self) -> Money| {
            let amounts = costs.iter().map(|(at, cost)| (at, amount(cost)));
            let seen = amounts.filter(|(_, amount)| amount.cents() > Money::ZERO);
            let words = seen.map(|(at, amount)| {
                format!("{} {at}", currency.short(amount)).trim_end().to_owned()
            });
            words.collect::<Vec<_>>()
        };
        let [added, saved] = [each(|cost| cost.allowances_usd), each(|cost| cost.tiers_usd)];
        let once = "All parts share an account, so each free allowance is given once";
        let once = if added.is_empty() {
            format!("{once}, which changes nothing here.")
        } else {
            let added = list(added);
            format!("{once}: that adds {added} to what they would cost each by itself.")
        };
        let volume = (!saved.is_empty()).then(|| {
            format!("Prices by volume count what all parts use; that takes off {}.", list(saved))
        });
        [once].into_iter().chain(volume).collect()
    }
}
