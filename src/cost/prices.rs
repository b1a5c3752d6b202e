//! The prices that hold once every choice is known: tiers, and factors such as a region's.

use rust_decimal::Decimal;

use super::plan::Plan;
use crate::{
    formula::number::Number,
    rulebase::prices::{Catalog, Item, Machine},
};

/// The prices that hold under a plan.
#[derive(Clone, Copy)]
pub(crate) struct Prices<'p, 'b>(pub(crate) &'p Plan<'b>);

impl<'b> Prices<'_, 'b> {
    pub(crate) fn catalog(&self, id: usize) -> Option<&'b Catalog> {
        self.0.book.catalogs.get(id)
    }

    /// What a machine costs in a month.
    pub(crate) fn machine<N: Number>(&self, catalog: usize, machine: &Machine) -> N {
        let monthly = N::of(machine.monthly);
        match self.0.catalog_factors.get(catalog).copied().flatten() {
            Some(factor) => monthly.times(N::of(factor)),
            None => monthly,
        }
    }

    /// What one of each of some items costs.
    pub(crate) fn sum_of_prices<N: Number>(&self, items: &[usize]) -> N {
        let one = N::from_decimal(Decimal::ONE);
        items.iter().fold(N::ZERO, |sum, id| {
            let Some(item) = self.0.book.items.get(*id) else { return sum };
            sum.plus(self.cost_beyond(*id, item, one))
        })
    }

    /// What an amount of an item costs.
    pub(crate) fn cost<N: Number>(&self, id: usize, item: &Item, amount: N) -> N {
        self.cost_beyond(id, item, amount.minus(N::of(item.free)))
    }

    /// What an amount costs after the free allowance.
    pub(crate) fn cost_beyond<N: Number>(&self, id: usize, item: &Item, billable: N) -> N {
        let tier =
            item.tiers.iter().rev().find(|tier| N::of(tier.from) < billable).or(item.tiers.first());
        let Some(tier) = tier else { return N::ZERO };
        let beyond = billable.minus(N::of(tier.from));
        let cost = N::of(tier.base).plus(beyond.times(N::of(tier.unit_price)));
        match self.0.item_factors.get(id).copied().flatten() {
            Some(factor) => cost.times(N::of(factor)),
            None => cost,
        }
    }
}
