//! What an amount costs once every choice is known: the free allowance comes off, tiers are gone
//! through, and factors such as a region's are multiplied in.

use super::plan::Plan;
use crate::{
    formula::number::{Figure, Number},
    rulebase::prices::Item,
};

/// The prices that hold under a plan.
#[derive(Clone, Copy)]
pub(crate) struct Prices<'p, 'b>(pub(crate) &'p Plan<'b>);

impl Prices<'_, '_> {
    /// What the prices of a catalogue are multiplied by.
    pub(crate) fn factor_of_catalog<N: Number>(&self, id: usize) -> N {
        or_one(self.0.catalog_factors.get(id).copied().flatten())
    }

    /// What the prices of an item are multiplied by.
    pub(crate) fn factor_of_item<N: Number>(&self, id: usize) -> N {
        or_one(self.0.item_factors.get(id).copied().flatten())
    }

    /// What one of each of some items costs.
    pub(crate) fn sum_of_prices<N: Number>(&self, items: &[usize]) -> N {
        let one = N::ONE;
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
        let factor = self.factor_of_item::<N>(id);
        item.price_of(billable).times(factor)
    }
}

fn or_one<N: Number>(factor: Option<Figure>) -> N {
    factor.map_or(N::ONE, N::of)
}
