//! The bill of one stack: what its parts cost at the ends of what is known.

use rust_decimal::Decimal;

use super::{
    bounds::Bounds,
    case::{Case, End, View, first_of},
    money::{minus, plus, times},
    sizing::Needs,
};
use crate::{
    condition::Condition,
    rulebase::prices::{Alternative, Fleet, Functions, Item, ItemId, Rate, Stack, StackId},
};

/// What a stack costs.
#[derive(Clone, Debug, Default)]
pub(super) struct Bill {
    /// Everything.
    pub(super) total: Bounds,
    /// Everything but people's time.
    pub(super) hosting: Bounds,
    /// What is certainly paid for by amounts that other stacks may pay for too: the number of each
    /// amount, and what it costs.
    shared: Vec<(u16, Bounds)>,
    /// The items that are paid for by them.
    shared_items: Vec<(u16, ItemId)>,
    /// The machines that are certainly rented, by what fleets that are alike have in common.
    fleets: Vec<(usize, Bounds)>,
    /// Everything but that.
    rest: Bounds,
}

impl Bill {
    /// The bill of a stack.
    pub(super) fn of(case: &Case<'_>, stack: StackId) -> Self {
        let stack = case.book.stack(stack);
        let mut bill = Self::default();
        let (low, high) = (case.at(End::Low), case.at(End::High));
        for part in &stack.parts {
            let possible = first_of(part.alternatives.iter().map(|it| (&it.when, it)), &case.known);
            match possible.as_slice() {
                [] => {}
                [only] if is_certain(&only.when, case) => bill.certain(&low, &high, stack, only),
                several => {
                    // Where none need hold, the part may be missing.
                    let sure = several.last().is_some_and(|last| is_certain(&last.when, case));
                    let mut bounds: Option<(Bounds, Bounds)> = (!sure).then(Default::default);
                    for alternative in several {
                        let mut one = Self::default();
                        one.certain(&low, &high, stack, alternative);
                        bounds =
                            Some(bounds.map_or((one.total, one.hosting), |(total, hosting)| {
                                (total.hull(one.total), hosting.hull(one.hosting))
                            }));
                    }
                    let (total, hosting) = bounds.unwrap_or_default();
                    bill.total.add(total);
                    bill.hosting.add(hosting);
                    bill.rest.add(total);
                }
            }
        }
        bill
    }

    /// Adds an alternative that is taken for sure.
    fn certain(
        &mut self,
        low: &View<'_, '_>,
        high: &View<'_, '_>,
        stack: &Stack,
        alternative: &Alternative,
    ) {
        let case = low.case;
        let functions = stack.functions.as_ref();
        let included = included(alternative, case);
        for id in alternative.items.iter().filter(|id| Some(**id) != included) {
            let item = case.book.item(*id);
            if !is_paid(item, case) {
                continue;
            }
            let work_out = || match ends(item, low, high) {
                Some((_, ends)) => {
                    let factor = factor(item);
                    let at_low = item.cost(times(ends.0, factor));
                    let at_high =
                        if ends.0 == ends.1 { at_low } else { item.cost(times(ends.1, factor)) };
                    Bounds { low: at_low, high: at_high }
                }
                None => {
                    let at = |view: &View<'_, '_>| cost(item, view, amount(item, view, functions));
                    let at_low = at(low);
                    Bounds { low: at_low, high: if case.exact { at_low } else { at(high) } }
                }
            };
            let cost =
                if item.needs_functions() { work_out() } else { case.item(id.index(), work_out) };
            match shared(item) {
                Some(amount) => self.share(amount, *id, cost),
                None => self.rest.add(cost),
            }
            self.total.add(cost);
            if !item.people {
                self.hosting.add(cost);
            }
        }
        if let Some(fleet) = &alternative.fleet {
            let cost = case.fleet(fleet.alike, || {
                let catalog = case.book.catalog(fleet.catalog);
                let at = |view: &View<'_, '_>| {
                    needs(view, fleet, included, functions).cost(fleet, catalog)
                };
                let at_low = at(low);
                let exact = case.exact && fleet.least.len() == 1 && fleet.copies.len() == 1;
                Bounds { low: at_low, high: if exact { at_low } else { at(high) } }
            });
            self.total.add(cost);
            self.hosting.add(cost);
            self.fleets.push((fleet.alike, cost));
        }
    }

    fn share(&mut self, amount: u16, item: ItemId, cost: Bounds) {
        match self.shared.iter_mut().find(|(other, _)| *other == amount) {
            Some((_, sum)) => sum.add(cost),
            None => self.shared.push((amount, cost)),
        }
        self.shared_items.push((amount, item));
    }

    /// What an amount costs.
    fn shared_cost(&self, amount: u16) -> Option<Bounds> {
        self.shared.iter().find(|(other, _)| *other == amount).map(|(_, cost)| *cost)
    }

    /// The items that are paid for by an amount.
    fn items_of<'c>(&self, amount: u16, case: &Case<'c>) -> impl Iterator<Item = &'c Item> {
        self.shared_items
            .iter()
            .filter(move |(other, _)| *other == amount)
            .map(|(_, id)| case.book.item(*id))
    }

    /// What has nothing in common with another bill.
    fn rest_beside(&self, other: &Self) -> Bounds {
        let mut rest = self.rest;
        for (alike, cost) in &self.fleets {
            if !other.fleets.iter().any(|(other, _)| other == alike) {
                rest.add(*cost);
            }
        }
        rest
    }

    /// By how much another bill for the same project is higher.
    ///
    /// What both pay for by the same amount moves both in the same direction: the difference is
    /// taken along the amount, at its ends and wherever a price changes, since between them it
    /// is linear. That is tighter than the difference of the two bounds, and holds all that can
    /// be.
    pub(super) fn to(&self, other: &Self, case: &Case<'_>) -> Bounds {
        // Machines for the same load cost the same, whichever option they belong to.
        let own_rest = self.rest_beside(other);
        let other_rest = other.rest_beside(self);
        let mut bounds = Bounds {
            low: minus(other_rest.low, own_rest.high),
            high: minus(other_rest.high, own_rest.low),
        };
        let own =
            self.shared.iter().map(|(amount, own)| (*amount, *own, other.shared_cost(*amount)));
        let others = other.shared.iter().filter(|(amount, _)| self.shared_cost(*amount).is_none());
        let others = others.map(|(amount, cost)| (*amount, Bounds::default(), Some(*cost)));
        for (amount, own, others) in own.chain(others) {
            let along = self.along(other, case, amount, own, others.unwrap_or_default());
            bounds.low = signed_plus(bounds.low, along.low);
            bounds.high = signed_plus(bounds.high, along.high);
        }
        bounds
    }

    /// How much more another bill takes for an amount that costs `own` here and `others` there.
    fn along(
        &self,
        other: &Self,
        case: &Case<'_>,
        amount: u16,
        own: Bounds,
        others: Bounds,
    ) -> Bounds {
        let at_low = minus(others.low, own.low);
        let mut along = Bounds { low: at_low, high: at_low };
        let items = || self.items_of(amount, case).chain(other.items_of(amount, case));
        let (low, high) = (case.at(End::Low), case.at(End::High));
        let ends = items().next().and_then(|item| ends(item, &low, &high));
        let (from, to) = ends.map_or(Default::default(), |(_, ends)| ends);
        if from != to {
            let at_high = minus(others.high, own.high);
            along = along.hull(Bounds { low: at_high, high: at_high });
            let edges = items().flat_map(|item| item.edges.iter());
            for base in edges.filter(|edge| **edge > from && **edge < to) {
                let paid = |bill: &Self| {
                    let costs = bill
                        .items_of(amount, case)
                        .map(|item| item.cost(times(*base, factor(item))));
                    costs.fold(Decimal::ZERO, plus)
                };
                let there = minus(paid(other), paid(self));
                along = along.hull(Bounds { low: there, high: there });
            }
        }
        along
    }
}

/// The sum of numbers of either sign, as far as numbers go.
fn signed_plus(one: Decimal, other: Decimal) -> Decimal {
    one.checked_add(other).unwrap_or(if other.is_sign_negative() {
        Decimal::MIN
    } else {
        Decimal::MAX
    })
}

/// How many units of an item that is paid for by one amount make up one base unit.
fn factor(item: &Item) -> Decimal {
    item.amounts.first().map_or(Decimal::ONE, |amount| amount.factor)
}

/// The number under which others may pay for the same amount.
fn shared(item: &Item) -> Option<u16> {
    item.amounts
        .first()
        .and_then(|amount| amount.shared)
        .filter(|_| matches!(item.rate, Rate::Tiers(_)))
}

/// That number with the ends of the amount in its base unit.
fn ends(item: &Item, low: &View<'_, '_>, high: &View<'_, '_>) -> Option<(u16, (Decimal, Decimal))> {
    let (shared, amount) = (shared(item)?, item.amounts.first()?);
    let ends = low.case.shared(shared, || {
        let from = low.base_amount(amount, None);
        (from, if low.case.exact { from } else { high.base_amount(amount, None) })
    });
    Some((shared, ends))
}

fn is_certain(when: &Condition, case: &Case<'_>) -> bool {
    when.evaluate(&case.known) == crate::condition::Truth::True
}

/// Whether all is known that an item depends on: what rests on an assumption without a default is
/// left out until the profile gives it.
pub(super) fn is_paid(item: &Item, case: &Case<'_>) -> bool {
    let known = |field| case.get(field).is_some();
    let rate = match item.rate {
        Rate::Tiers(_) => true,
        Rate::Given(field) => known(field),
    };
    rate && item.amounts.iter().flat_map(|amount| &amount.times).all(|field| known(*field))
}

/// How much there is of an item, in its unit.
pub(super) fn amount(item: &Item, view: &View<'_, '_>, functions: Option<&Functions>) -> Decimal {
    match item.amounts.as_slice() {
        [only] => view.amount(only, functions),
        several => {
            several.iter().map(|amount| view.amount(amount, functions)).max().unwrap_or_default()
        }
    }
}

/// What an amount of an item costs.
pub(super) fn cost(item: &Item, view: &View<'_, '_>, amount: Decimal) -> Decimal {
    match item.rate {
        Rate::Tiers(_) => item.cost(amount),
        Rate::Given(field) => times(item.billable(amount), view.more(field)),
    }
}

/// The item of which an alternative's machines include some: it is priced with them.
pub(super) fn included(alternative: &Alternative, case: &Case<'_>) -> Option<ItemId> {
    alternative.fleet.as_ref().and_then(|fleet| case.book.catalog(fleet.catalog).includes)
}

/// What a fleet needs.
pub(super) fn needs<'c>(
    view: &View<'c, '_>,
    fleet: &Fleet,
    included: Option<ItemId>,
    functions: Option<&Functions>,
) -> Needs<'c> {
    let case = view.case;
    let count = |counts: &[(Condition, u32)]| {
        if let [(_, only)] = counts {
            return u128::from(*only);
        }
        let facts = if view.end == End::Expected { &case.expected } else { &case.known };
        let possible = first_of(counts.iter().map(|(when, count)| (when, *count)), facts);
        match view.end {
            End::Low => possible.into_iter().min(),
            End::Expected => possible.into_iter().next(),
            End::High => possible.into_iter().max(),
        }
        .map_or(0, u128::from)
    };
    Needs {
        demand: view.demand(fleet.work, fleet.enough_for),
        least: count(&fleet.least),
        copies: count(&fleet.copies),
        included: included.map(|id| {
            let item = case.book.item(id);
            (amount(item, view, functions), item)
        }),
    }
}
