//! How many machines of which kind: of all that carry the load, those that cost least.
//!
//! A number of machines of one kind carries it when their processors are enough, when burstable
//! machines are not busier than they may be all month, when their memory, their disks and their
//! connections are enough, and when the largest single task fits into one of them. The set of
//! numbers that are enough shrinks as the load grows, and each number costs the more the more data
//! it sends: so the least cost never falls.

use crate::{
    formula::number::{Figure, Number},
    rulebase::prices::{Capacity, Catalog, Machine},
};

/// What machines have to carry, and what they cost beside their own price.
#[derive(Clone, Debug)]
pub(crate) struct Task<'b, N> {
    pub(crate) catalog: &'b Catalog,
    /// Whether one machine has to carry it all.
    pub(crate) single: bool,
    pub(crate) load: Capacity<N>,
    /// How many there are at least, of which each is there so many times over.
    pub(crate) least: N,
    pub(crate) copies: N,
    /// What the machines' price is multiplied by.
    pub(crate) factor: N,
    /// What comes with each machine, and with several.
    pub(crate) each: N,
    pub(crate) several: N,
    /// How much there is of what they include some of, the price of a unit, and what that is
    /// multiplied by.
    pub(crate) included: Option<[N; 3]>,
}

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
    /// GPUs.
    Gpus,
    /// What they include: another machine is cheaper than buying more of it.
    Included,
}

impl Because {
    /// Says it in words, after "N machines because".
    pub fn words(self) -> &'static str {
        match self {
            Self::Least => "at least that many run",
            Self::Processors => "their processors must carry the load",
            Self::Baseline => "burstable processors must carry the average",
            Self::Memory => "their memory must hold all that is in progress",
            Self::Largest => "it is more than the largest machine there is can hold",
            Self::Disk => "their disks must hold the data",
            Self::Connections => "they must hold the connections",
            Self::Gpus => "their GPUs must do the work",
            Self::Included => "another one is cheaper than what it includes would be",
        }
    }
}

impl<N: Number> Task<'_, N> {
    /// Finds the cheapest machines that are enough.
    pub(crate) fn cheapest(&self) -> Option<Sized<N>> {
        // Where nothing is large enough, so many of the dearest are counted as would be: fewer or
        // smaller ones could cost less than what still fitted.
        let dearest = N::of(self.catalog.dearest);
        self.best(true, |machine| self.fits(machine))
            .or_else(|| self.best(false, |machine| N::of(machine.monthly) == dearest))
    }

    /// Finds the cheapest of some machines, of which each can hold the largest task or none can.
    fn best(&self, any_fits: bool, counts: impl Fn(&Machine) -> bool) -> Option<Sized<N>> {
        let Self { catalog, load, .. } = self;
        let least = self.least.ceil();
        let mut best: Option<Sized<N>> = None;
        for (index, machine) in catalog.machines.iter().enumerate() {
            if !counts(machine) {
                continue;
            }
            // No machine from here on is cheaper, nor its processors and memory, and there cannot be
            // fewer.
            let [each, processor, mb] = &machine.least_from_here;
            let machines = N::of(*each).times(least).most(N::of(*processor).times(load.vcpu));
            let machines = machines.most(N::of(*mb).times(load.memory_mb)).times(self.copies);
            let beside = self.each.times(least).times(self.copies);
            let at_least = machines.times(self.factor).plus(beside);
            if best.as_ref().is_some_and(|best| at_least >= best.total()) {
                break;
            }
            let (needed, because) = enough(load, &machine.offers, least, any_fits);
            let fewest = needed.times(self.copies);
            let mut found = self.sized(index, machine, fewest, because);
            // Where another machine costs less than what it includes would, more machines than the
            // load needs pay off. Their cost falls with every machine until all is included, and
            // rises from there on.
            if let Some([amount, ..]) = self.included
                && N::of(machine.included) > N::ZERO
                && !self.single
            {
                let all = amount.over(N::of(machine.included));
                for count in [all.floor(), all.ceil()] {
                    if count > fewest {
                        let more = self.sized(index, machine, count, Because::Included);
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

    #[inline]
    fn fits(&self, machine: &Machine) -> bool {
        let (load, offers) = (&self.load, &machine.offers);
        let whole = load.task_mb <= N::of(offers.task_mb) && load.disk_gb <= N::of(offers.disk_gb);
        let alone = || {
            load.vcpu <= N::of(offers.vcpu)
                && load.memory_mb <= N::of(offers.memory_mb)
                && load.sustained <= N::of(offers.sustained)
                && load.connections <= N::of(offers.connections)
                && load.gpus <= N::of(offers.gpus)
        };
        whole && (!self.single || alone())
    }

    #[inline]
    fn sized(&self, index: usize, machine: &Machine, count: N, because: Because) -> Sized<N> {
        let several = if count > N::ONE { self.several } else { N::ZERO };
        let (beyond, beyond_cost) = match self.included {
            Some([amount, price, factor]) => {
                let beyond = amount.minus(count.times(N::of(machine.included)));
                (beyond, beyond.times(price).times(factor))
            }
            None => (N::ZERO, N::ZERO),
        };
        Sized {
            machine: index,
            count,
            because,
            machines: N::of(machine.monthly).times(self.factor).times(count),
            beside: self.each.times(count).plus(several),
            beyond,
            beyond_cost,
        }
    }
}

/// How many machines carry a load, and why not fewer.
fn enough<N: Number>(
    load: &Capacity<N>,
    offers: &Capacity<Figure>,
    least: N,
    any_fits: bool,
) -> (N, Because) {
    let shares = [
        (load.vcpu, offers.vcpu, Because::Processors),
        (load.sustained, offers.sustained, Because::Baseline),
        (load.memory_mb, offers.memory_mb, Because::Memory),
        (load.connections, offers.connections, Because::Connections),
        (load.gpus, offers.gpus, Because::Gpus),
    ];
    let whole = [(load.task_mb, offers.task_mb), (load.disk_gb, offers.disk_gb)];
    let mut needed = (least, Because::Least);
    for (asked, offered, because) in shares {
        let count = asked.over(N::of(offered));
        // So far it is a whole number, so that only what is more than that need be rounded.
        if count > needed.0 {
            needed = (count.ceil(), because);
        }
    }
    if !any_fits {
        for (asked, offered) in whole {
            let count = asked.over(N::of(offered));
            if count > needed.0 {
                needed = (count.ceil(), Because::Largest);
            }
        }
    }
    needed
}
