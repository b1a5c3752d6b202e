//! Machines to choose from.

use rust_decimal::Decimal;

use super::{ItemId, Origin};
use crate::{rulebase::FactId, words::worded};

/// The number of a catalogue in its book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CatalogId(pub u16);

impl CatalogId {
    /// For use as an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Machines to choose from.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// What stacks call it.
    pub id: String,
    /// What reports call it.
    pub name: String,
    /// What is said of its machines beside their prices.
    pub cites: Vec<FactId>,
    /// Memory of each machine that the system keeps for itself, in MB of 1024² bytes.
    pub reserved_mb: Decimal,
    /// The machines.
    pub machines: Vec<Machine>,
    /// The item of which machines include some.
    pub includes: Option<ItemId>,
    /// Those machines of which no other is as good in every respect and no dearer.
    pub worth: Vec<usize>,
}

impl Catalog {
    /// Numbers the machines of which no other is as good in every respect and no dearer: the
    /// others are never the cheapest.
    pub(crate) fn worth_of(machines: &[Machine]) -> Vec<usize> {
        let is_worth = |index: &usize| {
            let machine = &machines[*index];
            !machines.iter().enumerate().any(|(other, it)| {
                // Of two that are equal in everything the first is kept.
                other != *index
                    && it.is_as_good_as(machine)
                    && (other < *index || !machine.is_as_good_as(it))
            })
        };
        (0..machines.len()).filter(is_worth).collect()
    }
}

/// A machine.
#[derive(Clone, Debug)]
pub struct Machine {
    /// What its vendor calls it.
    pub id: String,
    /// How many virtual processors it has.
    pub vcpu: Decimal,
    /// The share of them that can be kept busy all month; one, unless the machine is burstable.
    pub baseline: Decimal,
    /// Its memory in GiB.
    pub memory_gib: Decimal,
    /// How much of the included item comes with it.
    pub included: Decimal,
    /// The same as whole numbers.
    pub capacity: Capacity,
    /// What it costs in a month.
    pub monthly: Decimal,
    /// The same in the parts of [`Capacity`].
    pub monthly_parts: u128,
    /// The price as the source gives it.
    pub price: Decimal,
    /// For how long that is.
    pub per: Per,
    /// Where the price comes from.
    pub origin: Origin,
}

impl Machine {
    /// Returns whether it is as good as another in every respect, and no dearer.
    fn is_as_good_as(&self, other: &Self) -> bool {
        self.vcpu >= other.vcpu
            && self.vcpu * self.baseline >= other.vcpu * other.baseline
            && self.memory_gib >= other.memory_gib
            && self.included >= other.included
            && self.monthly <= other.monthly
    }
}

/// What a machine can carry, in thousand-millionths: dividing whole numbers takes a fraction of the
/// time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Processors.
    pub vcpu: u128,
    /// Processors that can be kept busy all month.
    pub sustained: u128,
    /// MB of memory that the system leaves.
    pub memory_mb: u128,
}

impl Capacity {
    /// How many of its parts make up one.
    pub const PARTS: u32 = 9;

    /// Returns a number in these parts, rounded to the nearest; at most what can be held.
    pub fn parts(number: Decimal) -> u128 {
        let rounded = number.round_dp(Self::PARTS);
        let mantissa = u128::try_from(rounded.mantissa()).unwrap_or(0);
        mantissa.saturating_mul(10u128.pow(Self::PARTS - rounded.scale().min(Self::PARTS)))
    }

    /// Makes the capacity of a machine of which the system keeps some memory. Never nothing, since
    /// loads are divided by it.
    pub fn new(
        vcpu: Decimal,
        baseline: Decimal,
        memory_gib: Decimal,
        reserved_mb: Decimal,
    ) -> Self {
        let left = memory_gib
            .checked_mul(Decimal::from(1024))
            .and_then(|memory| memory.checked_sub(reserved_mb));
        let parts = |number: Option<Decimal>| Self::parts(number.unwrap_or(Decimal::MAX)).max(1);
        Self {
            vcpu: parts(Some(vcpu)),
            sustained: parts(vcpu.checked_mul(baseline)),
            memory_mb: parts(left),
        }
    }
}

worded! {
    /// For how long a machine's price is.
    pub enum Per {
        /// An hour.
        Hour = "hour",
        /// A month.
        Month = "month",
    }
}
