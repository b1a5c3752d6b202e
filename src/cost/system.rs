//! What the parts of a system cost together. They share an account, so every free allowance is
//! given once for all of them, and tiers count what all of them use.
//!
//! Each part is made of what it would be made of by itself. To the sum of the parts is added what
//! they pay for because an allowance is given once, and taken off what they save because they reach
//! further tiers together. Parts with other prices, as in another region, have tiers of their own;
//! an allowance first pays for what is dearest.

use std::cmp::Ordering;

use super::{
    allowance::Prices,
    bill::Sums,
    draws::Drawing,
    estimate::{Estimating, MoneyRange, money_range},
    plan::Plan,
};
use crate::{
    formula::number::Number,
    money::Money,
    rulebase::{
        OptionId,
        prices::{Item, PriceBook},
    },
};

/// What parts cost together in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pooled {
    /// Everything.
    pub total: MoneyRange,
    /// What to expect of the parts each by itself, with allowances of its own.
    pub apart: Money,
    /// What of the expected total is there because allowances are given once for all.
    pub allowances: Money,
    /// What is off the expected total because tiers count all parts; less than nothing where
    /// prices rise with the amount.
    pub tiers: Money,
}

/// What one part takes on one option.
#[derive(Clone, Debug)]
struct Taken<N> {
    /// What it costs by itself.
    total: N,
    /// How much of each item that is paid for, and what its prices are multiplied by.
    items: Vec<(usize, N, N)>,
}

/// What parts cost together, in one kind of number.
#[derive(Clone, Copy, Debug)]
struct Sum<N> {
    apart: N,
    allowances: N,
    /// What tiers save, and what they cost where prices rise.
    tiers: [N; 2],
}

impl<N: Number> Sum<N> {
    fn total(&self) -> N {
        let [saved, added] = self.tiers;
        self.apart.plus(self.allowances).plus(added).minus(saved)
    }
}

/// All that parts take of an item at the same prices.
struct Pool<N> {
    item: usize,
    times: N,
    used: N,
    /// What is left of each part's amount after an allowance of its own, added up.
    beyond: N,
    /// What that costs with tiers of its own for each part.
    apart: N,
}

/// Works out what all parts cost together for each way to place them: the option of each part. None
/// where a part has no price there.
pub(super) fn together(parts: &[Estimating<'_>], ways: &[Vec<OptionId>]) -> Vec<Option<Pooled>> {
    let Some(book) = parts.first().map(|part| part.book) else { return vec![None; ways.len()] };
    let exact: Vec<_> = parts
        .iter()
        .map(|part| {
            let (plan, completed) = part.expected();
            taken(&plan, &completed.numbers)
        })
        .collect();
    let exact = sums(book, &exact, ways);
    let deck = book.deck();
    let mut draws: Vec<Vec<f64>> = vec![Vec::with_capacity(deck.draws()); ways.len()];
    let drawing = parts.iter().map(|part| Drawing::new(book, part.options, part.known));
    let mut drawing: Vec<Drawing<'_>> = drawing.collect();
    for draw in 0..deck.draws() {
        let all: Vec<_> = drawing
            .iter_mut()
            .map(|part| {
                let (one, plan) = part.at(draw);
                taken(plan, &one.numbers)
            })
            .collect();
        for (draws, sum) in draws.iter_mut().zip(sums(book, &all, ways)) {
            draws.extend(sum.map(|sum| sum.total()));
        }
    }
    let told = exact.into_iter().zip(&draws).map(|(sum, draws)| {
        let sum = sum?;
        let [saved, added] = sum.tiers;
        Some(Pooled {
            total: money_range(draws, sum.total()),
            apart: Money(sum.apart),
            allowances: Money(sum.allowances),
            tiers: Money(saved - added),
        })
    });
    told.collect()
}

/// Works out for each option what a part takes there.
fn taken<N: Number>(plan: &Plan<'_>, numbers: &[N]) -> Vec<Option<Taken<N>>> {
    let sums = Sums::new(plan, numbers);
    let times = sums.times();
    let on_option = plan.options.iter().map(|stacks| {
        let stacks = stacks.as_ref().ok()?;
        let (index, total) = sums.cheapest(stacks)?;
        let items = stacks.get(index)?.parts.iter().flat_map(|part| sums.items(part));
        let items = items
            .filter(|(_, item, _)| is_pooled(item))
            .map(|(id, _, amount)| (id, amount, Prices(plan).factor_of_item::<N>(id).times(times)));
        Some(Taken { total: total.all.times(times), items: items.collect() })
    });
    on_option.collect()
}

/// Returns whether it matters for what an item costs whether parts take it together.
fn is_pooled(item: &Item) -> bool {
    !item.free.is_zero() || item.tiers.len() > 1
}

/// Adds up what parts take for each way to place them.
fn sums<N: Number>(
    book: &PriceBook,
    parts: &[Vec<Option<Taken<N>>>],
    ways: &[Vec<OptionId>],
) -> Vec<Option<Sum<N>>> {
    let of_way = |way: &Vec<OptionId>| {
        let all = parts.iter().zip(way);
        let all = all.map(|(part, option)| part.get(usize::from(option.0))?.as_ref());
        let all: Option<Vec<&Taken<N>>> = all.collect();
        all.filter(|all| all.len() == parts.len()).map(|all| sum(book, &all))
    };
    ways.iter().map(of_way).collect()
}

fn sum<N: Number>(book: &PriceBook, parts: &[&Taken<N>]) -> Sum<N> {
    let apart = parts.iter().fold(N::ZERO, |sum, part| sum.plus(part.total));
    let mut sum = Sum { apart, allowances: N::ZERO, tiers: [N::ZERO; 2] };
    let mut pools: Vec<Pool<N>> = Vec::new();
    for (id, amount, times) in parts.iter().flat_map(|part| &part.items) {
        let Some(item) = book.items.get(*id) else { continue };
        let beyond = amount.minus(N::of(item.free));
        let apart = item.price_of(beyond).times(*times);
        match pools.iter_mut().find(|pool| pool.item == *id && pool.times == *times) {
            Some(pool) => {
                pool.used = pool.used.plus(*amount);
                pool.beyond = pool.beyond.plus(beyond);
                pool.apart = pool.apart.plus(apart);
            }
            None => pools.push(Pool { item: *id, times: *times, used: *amount, beyond, apart }),
        }
    }
    let mut pools: Vec<(&Item, Pool<N>)> =
        pools.into_iter().filter_map(|pool| Some((book.items.get(pool.item)?, pool))).collect();
    // Of each allowance what is dearest first.
    let unit = |(item, pool): &(&Item, Pool<N>)| {
        item.tiers.first().map_or(N::ZERO, |tier| N::of(tier.unit_price).times(pool.times))
    };
    pools.sort_by(|one, other| {
        let dearer = unit(other).partial_cmp(&unit(one)).unwrap_or(Ordering::Equal);
        one.0.allowance.cmp(&other.0.allowance).then(dearer)
    });
    let mut left: Option<(&str, N)> = None;
    for (item, pool) in &pools {
        let free = match left {
            Some((allowance, rest)) if allowance == item.allowance => rest,
            _ => N::of(item.free),
        };
        left = Some((&item.allowance, free.minus(pool.used)));
        let price = |amount: N| item.price_of(amount).times(pool.times);
        let as_one = price(pool.beyond);
        let once = price(pool.used.minus(free));
        sum.allowances = sum.allowances.plus(once.minus(as_one));
        let [saved, added] = sum.tiers;
        sum.tiers = [saved.plus(pool.apart.minus(as_one)), added.plus(as_one.minus(pool.apart))];
    }
    sum
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::{Taken, sum};
    use crate::rulebase::{RuleBase, prices::Item};

    /// Parts that each take some requests, of which a million are free and more cost 20 cents a
    /// million, at prices that are multiplied by something.
    fn requests(parts: &[(i64, i64)]) -> [Decimal; 3] {
        let base = RuleBase::shipped().unwrap();
        let book = &base.prices;
        let million = Decimal::from(1_000_000);
        let is_it =
            |item: &Item| *item.free == million && item.tiers[0].price == Decimal::new(20, 2);
        let id = book.items.iter().position(is_it).unwrap();
        let taken: Vec<Taken<Decimal>> = parts
            .iter()
            .map(|(millions, times)| {
                let (amount, times) = (Decimal::from(*millions) * million, Decimal::from(*times));
                let price = Decimal::new(20, 2) * Decimal::from((millions - 1).max(0)) * times;
                Taken { total: price, items: vec![(id, amount, times)] }
            })
            .collect();
        let sum = sum(book, &taken.iter().collect::<Vec<_>>());
        assert_eq!(sum.tiers, [Decimal::ZERO; 2]);
        [sum.apart, sum.allowances, sum.total()]
    }

    #[test]
    fn an_allowance_is_given_once_and_where_it_is_dearest() {
        let dollars = |cents: [i64; 3]| cents.map(|cents| Decimal::new(cents, 2));
        assert_eq!(requests(&[(3, 1)]), dollars([40, 0, 40]));
        assert_eq!(requests(&[(3, 1), (1, 1)]), dollars([40, 20, 60]));
        assert_eq!(requests(&[(3, 1), (2, 2)]), dollars([80, 20, 100]));
        assert_eq!(requests(&[(2, 2), (3, 1)]), dollars([80, 20, 100]));
    }
}
