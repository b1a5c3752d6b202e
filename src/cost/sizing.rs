//! How many machines of which kind: of all that carry the load, those that cost least.
//!
//! The load follows from the answers by Little's law (`drivers.rs`). A number of machines of one
//! kind carries it when their processors are enough at the peak with the share left free that is
//! meant to be, when burstable machines are not busier on average than they may be all month, when
//! their memory holds all that is in progress, and when the largest single task fits into one. The
//! set of sufficient numbers shrinks as the load grows, and each number costs the more the more
//! data it sends: so the least cost never falls.

use rust_decimal::{Decimal, prelude::FromPrimitive};

use super::{
    demand::Demand,
    money::{minus, over, plus, times},
};
use crate::rulebase::prices::{Capacity, Catalog, Fleet, Item, Machine, Rate};

/// Machines that carry a load.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sized {
    /// Which of the catalogue's machines.
    pub(super) machine: usize,
    /// How many, all copies included.
    pub(super) count: Decimal,
    /// Why not fewer.
    pub(super) because: Because,
    /// What they cost in a month with what comes with each and with several; without the item they
    /// include some of.
    pub(super) monthly: Decimal,
    /// What has to be paid for of the item they include some of.
    pub(super) beyond: Decimal,
    /// What that costs.
    pub(super) beyond_cost: Decimal,
}

/// Why there are not fewer machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// There are never to be fewer.
    Least,
    /// The processors at the peak.
    Processors,
    /// What burstable processors can do all month.
    Baseline,
    /// Memory for all that is in progress.
    Memory,
    /// Memory for a single task, which is more than any machine has.
    Task,
    /// What they include: another machine is cheaper than buying more of it.
    Included,
}

/// What a fleet needs to be sized.
#[derive(Clone, Copy)]
pub(super) struct Needs<'i> {
    /// The load.
    pub(super) demand: Demand,
    /// How many machines there are at least.
    pub(super) least: u128,
    /// How many times over all of them are there.
    pub(super) copies: u128,
    /// How much of the included item is used, and the item.
    pub(super) included: Option<(Decimal, &'i Item)>,
}

impl Needs<'_> {
    /// The cheapest machines of a catalogue that are enough.
    pub(super) fn size(&self, fleet: &Fleet, catalog: &Catalog) -> Option<Sized> {
        if self.included.is_none() {
            return self.size_by_price(fleet, catalog);
        }
        let mut best: Option<(Sized, Decimal)> = None;
        self.each(fleet, catalog, |sized| {
            let total = sized.total();
            if best.as_ref().is_none_or(|(_, least)| total < *least) {
                best = Some((sized, total));
            }
        });
        best.map(|(sized, _)| sized)
    }

    /// The same where machines include nothing, so that whole numbers will do: prices of machines
    /// are kept to the thousand-millionth, exactly.
    fn size_by_price(&self, fleet: &Fleet, catalog: &Catalog) -> Option<Sized> {
        let (_, index, count, because) = self.cheapest(fleet, catalog)?;
        Some(self.priced(index, catalog.machines.get(index)?, fleet, decimal(count), because))
    }

    /// What the cheapest machines cost.
    pub(super) fn cost(&self, fleet: &Fleet, catalog: &Catalog) -> Decimal {
        if self.included.is_none() {
            let cost =
                self.cheapest(fleet, catalog).and_then(|(cost, ..)| i128::try_from(cost).ok());
            if let Some(Ok(cost)) =
                cost.map(|cost| Decimal::try_from_i128_with_scale(cost, Capacity::PARTS))
            {
                return cost;
            }
        }
        self.size(fleet, catalog).map_or(Decimal::ZERO, |sized| sized.total())
    }

    /// The cost in the parts of [`Capacity`], which machine, how many, and why not fewer.
    fn cheapest(&self, fleet: &Fleet, catalog: &Catalog) -> Option<(u128, usize, u128, Because)> {
        let largest = largest(catalog);
        let mut best: Option<(u128, usize, u128, Because)> = None;
        for (index, machine) in worth(catalog) {
            let Some((needed, because)) = self.enough(machine.capacity, largest) else { continue };
            let count = needed.saturating_mul(self.copies);
            let unit = machine.monthly_parts.saturating_add(fleet.each_parts);
            let several = if count > 1 { fleet.several_parts } else { 0 };
            let cost = count.saturating_mul(unit).saturating_add(several);
            if best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, index, count, because));
            }
        }
        best
    }

    /// Calls `each` with the cheapest number of every kind of machine that is enough.
    pub(super) fn each(&self, fleet: &Fleet, catalog: &Catalog, mut each: impl FnMut(Sized)) {
        let largest = largest(catalog);
        for (index, machine) in worth(catalog) {
            let Some((needed, because)) = self.enough(machine.capacity, largest) else { continue };
            let least = decimal(needed.saturating_mul(self.copies));
            let sized = |count: Decimal, because: Because| {
                self.priced(index, machine, fleet, count, because)
            };
            let mut cheapest = sized(least, because);
            // Where another machine costs less than what it includes would, more machines than the
            // load needs pay off. Their cost falls with every machine until all is
            // included, and rises from there on.
            if let Some((amount, _)) = self.included
                && !machine.included.is_zero()
            {
                let all = over(amount, machine.included);
                for count in [all.floor(), all.ceil()].into_iter().filter(|count| *count > least) {
                    let more = sized(count, Because::Included);
                    if more.total() < cheapest.total() {
                        cheapest = more;
                    }
                }
            }
            each(cheapest);
        }
    }

    /// How many machines of a capacity carry the load, and why not fewer. None when a single task
    /// needs more memory than they have, unless none has more: then the memory of several is
    /// counted, as if there were one so large.
    fn enough(&self, capacity: Capacity, largest: u128) -> Option<(u128, Because)> {
        let Demand { vcpu, sustained, memory_mb, task_mb } = self.demand;
        if task_mb > capacity.memory_mb && capacity.memory_mb < largest {
            return None;
        }
        let for_load = [
            (vcpu.div_ceil(capacity.vcpu), Because::Processors),
            (sustained.div_ceil(capacity.sustained), Because::Baseline),
            (memory_mb.div_ceil(capacity.memory_mb), Because::Memory),
            (task_mb.div_ceil(capacity.memory_mb), Because::Task),
        ];
        let mut needed = (self.least, Because::Least);
        for (count, because) in for_load {
            if count > needed.0 {
                needed = (count, because);
            }
        }
        Some(needed)
    }

    fn priced(
        &self,
        index: usize,
        machine: &Machine,
        fleet: &Fleet,
        count: Decimal,
        because: Because,
    ) -> Sized {
        let mut monthly = times(count, plus(machine.monthly, fleet.each_monthly));
        if count > Decimal::ONE {
            monthly = plus(monthly, fleet.several_monthly);
        }
        let beyond = self.included.map_or(Decimal::ZERO, |(amount, _)| {
            minus(amount, times(count, machine.included)).max(Decimal::ZERO)
        });
        let unit_price = self.included.map_or(Decimal::ZERO, |(_, item)| match &item.rate {
            Rate::Tiers(tiers) => tiers.first().map_or(Decimal::ZERO, |tier| tier.unit_price),
            Rate::Given(_) => Decimal::ZERO,
        });
        Sized {
            machine: index,
            count,
            because,
            monthly,
            beyond,
            beyond_cost: times(beyond, unit_price),
        }
    }
}

/// The machines of a catalogue that may be the cheapest.
fn worth(catalog: &Catalog) -> impl Iterator<Item = (usize, &Machine)> {
    catalog.worth.iter().filter_map(|index| Some((*index, catalog.machines.get(*index)?)))
}

/// The memory of the largest machine.
fn largest(catalog: &Catalog) -> u128 {
    worth(catalog).map(|(_, machine)| machine.capacity.memory_mb).max().unwrap_or(0)
}

fn decimal(count: u128) -> Decimal {
    Decimal::from_u128(count).unwrap_or(Decimal::MAX)
}

impl Sized {
    /// What the machines and the item they include some of cost together.
    pub(super) fn total(&self) -> Decimal {
        plus(self.monthly, self.beyond_cost)
    }
}

impl Because {
    /// In words, after "N machines because".
    pub fn words(self) -> &'static str {
        match self {
            Self::Least => "there are never to be fewer",
            Self::Processors => "their processors must carry the peak",
            Self::Baseline => "burstable processors must carry the average",
            Self::Memory => "their memory must hold all that is in progress",
            Self::Task => {
                "what must be in one machine's memory is more than any of them has, so several are \
                 counted for it"
            }
            Self::Included => "another one is cheaper than what it includes would be",
        }
    }
}
