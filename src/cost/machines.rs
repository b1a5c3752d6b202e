//! How many machines of which kind: of all that carry the load, those that cost least.
//!
//! A number of machines of one kind carries it when their processors are enough, when burstable
//! machines are not busier than they may be all month, when their memory, their disks and their
//! connections are enough, and when the largest single task fits into one of them. The set of
//! numbers that are enough shrinks as the load grows, and each number costs the more the more data
//! it sends: so the least cost never falls.

use rust_decimal::Decimal;

use super::{plan::FleetPlan, prices::Prices};
use crate::{
    formula::number::Number,
    rulebase::prices::{Capacity, Item, Machine},
};

/// Machines that carry a load.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sized<N> {
    /// Which of the catalogue's machines.
    pub machine: usize,
    /// How many, all copies included.
    pub count: N,
    /// Why not fewer.
    pub because: Because,
    /// What the machines cost in a month.
    pub machines: N,
    /// What comes with each, and with several.
    pub beside: N,
    /// What has to be paid for of the item that they include some of.
    pub beyond: N,
    /// What that costs.
    pub beyond_cost: N,
}

impl<N: Number> Sized<N> {
    /// Adds up everything.
    pub(super) fn total(&self) -> N {
        self.machines.plus(self.beside).plus(self.beyond_cost)
    }
}

/// Why there are not fewer machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// There are never to be fewer.
    Least,
    /// The processors in use.
    Processors,
    /// What burstable processors can do all month.
    Baseline,
    /// Memory for all that is in progress.
    Memory,
    /// More than the largest machine there is can hold.
    Largest,
    /// Disks.
    Disk,
    /// Connections.
    Connections,
    /// What they include: another machine is cheaper than buying more of it.
    Included,
}

impl Because {
    /// Says it in words, after "N machines because".
    pub fn words(self) -> &'static str {
        match self {
            Self::Least => "there are never to be fewer",
            Self::Processors => "their processors must carry the load",
            Self::Baseline => "burstable processors must carry the average",
            Self::Memory => "their memory must hold all that is in progress",
            Self::Largest => "it is more than the largest machine there is can hold",
            Self::Disk => "their disks must hold the data",
            Self::Connections => "they must hold the connections",
            Self::Included => "another one is cheaper than what it includes would be",
        }
    }
}

/// Finds the cheapest machines that are enough.
pub(crate) fn cheapest<N: Number>(
    plan: FleetPlan<'_>,
    sets: N,
    load: &Capacity<N>,
    included: Option<(N, &Item, usize)>,
    prices: &Prices<'_, '_>,
) -> Option<Sized<N>> {
    let fleet = plan.fleet;
    let catalog = prices.catalog(fleet.catalog)?;
    let copies = N::from_decimal(Decimal::from(plan.copies));
    let one = N::from_decimal(Decimal::ONE);
    let least_of_each = N::from_decimal(Decimal::from(plan.least));
    let each: N = prices.sum_of_prices(&fleet.each);
    let several: N = prices.sum_of_prices(&fleet.several);
    let offers = |machine: &Machine| machine.offers.map(|offer| N::of(*offer));
    let fits = |machine: &Machine| {
        let offered = offers(machine);
        let whole = load.task_mb <= offered.task_mb && load.disk_gb <= offered.disk_gb;
        let alone = load.vcpu <= offered.vcpu
            && load.memory_mb <= offered.memory_mb
            && load.sustained <= offered.sustained
            && load.connections <= offered.connections;
        whole && (alone || !fleet.single)
    };
    let any_fits = catalog.machines.iter().any(fits);
    let prices_of_all = catalog.machines.iter().map(|machine| *machine.monthly);
    let dearest = prices_of_all.max().unwrap_or_default();
    let mut best: Option<Sized<N>> = None;
    for (index, machine) in catalog.machines.iter().enumerate() {
        // Where nothing is large enough, so many of the dearest are counted as would be: fewer or
        // smaller ones could cost less than what still fitted.
        let is_candidate = if any_fits { fits(machine) } else { *machine.monthly == dearest };
        if !is_candidate {
            continue;
        }
        let (needed, because) = enough(load, &offers(machine), sets.times(least_of_each), any_fits);
        let least = needed.times(copies);
        let unit: N = prices.machine(fleet.catalog, machine);
        let sized = |count: N, because: Because| {
            let beside = each.times(count).plus(if count > one { several } else { N::ZERO });
            let (beyond, beyond_cost) = match included {
                Some((amount, item, id)) => {
                    let comes = count.times(N::of(machine.included));
                    let beyond = amount.minus(comes);
                    (beyond, prices.cost_beyond(id, item, beyond))
                }
                None => (N::ZERO, N::ZERO),
            };
            Sized {
                machine: index,
                count,
                because,
                machines: unit.times(count),
                beside,
                beyond,
                beyond_cost,
            }
        };
        let mut found = sized(least, because);
        // Where another machine costs less than what it includes would, more machines than the
        // load needs pay off. Their cost falls with every machine until all is included, and rises
        // from there on.
        if let Some((amount, ..)) = included
            && *machine.included > Decimal::ZERO
            && !fleet.single
        {
            let all = amount.over(N::of(machine.included));
            for count in [all.floor(), all.ceil()] {
                if count > least {
                    let more = sized(count, Because::Included);
                    if more.total() < found.total() {
                        found = more;
                    }
                }
            }
        }
        if best.as_ref().is_none_or(|best| found.total() < best.total()) {
            best = Some(found);
        }
    }
    best
}

/// How many machines carry a load, and why not fewer.
fn enough<N: Number>(
    load: &Capacity<N>,
    offers: &Capacity<N>,
    least: N,
    any_fits: bool,
) -> (N, Because) {
    let shares = [
        (load.vcpu, offers.vcpu, Because::Processors),
        (load.sustained, offers.sustained, Because::Baseline),
        (load.memory_mb, offers.memory_mb, Because::Memory),
        (load.connections, offers.connections, Because::Connections),
    ];
    let whole = [(load.task_mb, offers.task_mb), (load.disk_gb, offers.disk_gb)];
    let mut needed = (least.ceil(), Because::Least);
    for (asked, offered, because) in shares {
        let count = asked.over(offered).ceil();
        if count > needed.0 {
            needed = (count, because);
        }
    }
    if !any_fits {
        for (asked, offered) in whole {
            let count = asked.over(offered).ceil();
            if count > needed.0 {
                needed = (count, Because::Largest);
            }
        }
    }
    needed
}
