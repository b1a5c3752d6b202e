//! The bill of a stack: the amounts that formulas give, the prices that hold, and what they come
//! to. The same code works it out in exact decimals for people and in floating point for rules.

use rust_decimal::Decimal;

use super::{
    allowance::Prices,
    machines::{Sized, Task},
    plan::{FleetPlan, PartPlan, Plan, StackPlan},
};
use crate::{
    formula::{Formula, number::Number},
    rulebase::prices::{Capacity, Item},
};

/// What is worked out for one plan and one number for each field.
#[derive(Clone, Debug)]
pub(crate) struct Sums<'p, 'b, N> {
    pub(crate) plan: &'p Plan<'b>,
    pub(crate) fields: &'p [N],
    pub(crate) amounts: Vec<N>,
}

/// What something comes to in a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Total<N> {
    /// Everything.
    pub(crate) all: N,
    /// What people's time makes of it.
    pub(crate) people: N,
}

/// Sees everything that is paid for.
pub(crate) trait Visit<N> {
    /// Sees an item of which there is an amount, and what it costs.
    fn item(&mut self, part: &str, item: usize, amount: N, cost: N);

    /// Sees machines and what they have to carry.
    fn machines(
        &mut self,
        part: &str,
        fleet: FleetPlan<'_>,
        load: &Capacity<N>,
        included: Option<(usize, N)>,
        sized: &Sized<N>,
    );
}

/// Sees nothing.
pub(crate) struct Nobody;

impl<N> Visit<N> for Nobody {
    fn item(&mut self, _: &str, _: usize, _: N, _: N) {}

    fn machines(
        &mut self,
        _: &str,
        _: FleetPlan<'_>,
        _: &Capacity<N>,
        _: Option<(usize, N)>,
        _: &Sized<N>,
    ) {
    }
}

impl<'p, 'b, N: Number> Sums<'p, 'b, N> {
    /// Works out every amount.
    pub(crate) fn new(plan: &'p Plan<'b>, fields: &'p [N]) -> Self {
        let book = plan.book;
        let mut amounts = Vec::with_capacity(book.amounts.len());
        for (amount, case) in book.amounts.iter().zip(&plan.amount_cases) {
            let formula = case.and_then(|case| amount.cases.get(case)).map(|(_, is)| is);
            let value = formula.map_or(N::ZERO, |is| is.evaluate(fields, &amounts, &book.tables));
            amounts.push(value);
        }
        Self { plan, fields, amounts }
    }

    fn evaluate(&self, formula: &Formula) -> N {
        formula.evaluate(self.fields, &self.amounts, &self.plan.book.tables)
    }

    /// Works out what every bill is multiplied by.
    pub(crate) fn times(&self) -> N {
        let times = self.plan.book.shown.times.as_ref();
        times.map_or(N::ONE, |times| self.evaluate(times))
    }

    /// Lists the items of a part and how much there is of each, but for what its machines include:
    /// that is paid for with them.
    pub(crate) fn items<'s>(
        &'s self,
        (_, alternative, fleet): &'s PartPlan<'_>,
    ) -> impl Iterator<Item = (usize, &'b Item, N)> + use<'s, 'b, N> {
        let included = fleet.and_then(|fleet| self.included(fleet));
        let ids = alternative.items.iter().copied().filter(move |id| Some(*id) != included);
        ids.filter_map(|id| {
            let item = self.plan.book.items.get(id)?;
            Some((id, item, self.evaluate(&item.amount)))
        })
    }

    /// Finds the item of which machines include some.
    fn included(&self, fleet: FleetPlan<'_>) -> Option<usize> {
        self.plan.book.catalogs.get(fleet.fleet.catalog)?.includes
    }

    /// Works out the bill of a stack.
    pub(crate) fn bill(&self, stack: &StackPlan<'_>, visit: &mut impl Visit<N>) -> Total<N> {
        let book = self.plan.book;
        let prices = Prices(self.plan);
        let mut total = Total { all: N::ZERO, people: N::ZERO };
        for whole in &stack.parts {
            let (part, _, fleet) = whole;
            for (id, item, amount) in self.items(whole) {
                let cost = prices.cost(id, item, amount);
                total.all = total.all.plus(cost);
                if item.people {
                    total.people = total.people.plus(cost);
                }
                visit.item(part, id, amount, cost);
            }
            let Some(fleet) = fleet else { continue };
            let included = self.included(*fleet).and_then(|id| Some((id, book.items.get(id)?)));
            let included = included.map(|(id, item)| (id, item, self.evaluate(&item.amount)));
            let Some(catalog) = book.catalogs.get(fleet.fleet.catalog) else { continue };
            let count = |count: u32| N::from_decimal(Decimal::from(count));
            let task = Task {
                catalog,
                single: fleet.fleet.single,
                load: fleet.fleet.carries.map(|formula| self.evaluate(formula)),
                least: self.evaluate(&fleet.fleet.sets).times(count(fleet.least)),
                copies: count(fleet.copies),
                factor: prices.factor_of_catalog(fleet.fleet.catalog),
                each: prices.sum_of_prices(&fleet.fleet.each),
                several: prices.sum_of_prices(&fleet.fleet.several),
                included: included.and_then(|(id, item, amount)| {
                    let price = N::of(item.tiers.first()?.unit_price);
                    Some([amount, price, prices.factor_of_item(id)])
                }),
            };
            let Some(sized) = task.cheapest() else { continue };
            total.all = total.all.plus(sized.total());
            let several = if sized.count > N::ONE { 1 } else { 0 };
            let several = N::from_decimal(Decimal::from(several));
            for (items, count) in
                [(&fleet.fleet.each, sized.count), (&fleet.fleet.several, several)]
            {
                for id in items.iter().filter(|_| count > N::ZERO) {
                    let one: N = prices.sum_of_prices(&[*id]);
                    visit.item(part, *id, count, one.times(count));
                }
            }
            visit.machines(
                part,
                *fleet,
                &task.load,
                included.map(|(id, _, amount)| (id, amount)),
                &sized,
            );
        }
        total
    }

    /// Works out what each option costs, made of the stack that is taken; none for one without a
    /// price.
    pub(crate) fn costs(&self) -> impl Iterator<Item = Option<Total<N>>> {
        let times = self.times();
        self.plan.options.iter().map(move |stacks| {
            let (_, total) = self.cheapest(stacks.as_ref().ok()?)?;
            Some(Total { all: total.all.times(times), people: total.people.times(times) })
        })
    }

    /// Finds the cheapest of an option's stacks among those that suit, or among all if none does.
    pub(crate) fn cheapest(&self, stacks: &[StackPlan<'_>]) -> Option<(usize, Total<N>)> {
        let any_suits = stacks.iter().any(|stack| stack.suits);
        let mut best: Option<(usize, Total<N>)> = None;
        for (index, stack) in stacks.iter().enumerate() {
            if any_suits && !stack.suits {
                continue;
            }
            let total = self.bill(stack, &mut Nobody);
            if best.as_ref().is_none_or(|(_, best)| total.all < best.all) {
                best = Some((index, total));
            }
        }
        best
    }
}
