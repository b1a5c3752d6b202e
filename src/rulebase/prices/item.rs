//! What is paid for: how much of it there is, what it costs, and where its price comes from.

use rust_decimal::Decimal;

use super::{
    Input,
    unit::{Dimension, Each},
};
use crate::{
    field::FieldId,
    rulebase::{AsOf, Confidence, FactId},
    words::worded,
};

worded! {
    /// Something that quantities are made from.
    pub enum Quantity {
        /// The month: one.
        Months = "months",
        /// Its hours: 730.
        Hours = "hours",
        /// Requests in a month.
        Requests = "requests",
        /// Memory held while functions run.
        MemoryTime = "memory-time",
        /// Processors held while functions run.
        CpuTime = "cpu-time",
        /// Data kept.
        StoredData = "stored-data",
        /// Connections held open.
        ConnectionTime = "connection-time",
        /// Machines; only for what comes with each machine.
        Machines = "machines",
    }
}

impl Quantity {
    /// Returns what it is an amount of.
    pub fn dimension(self) -> Dimension {
        match self {
            Self::Months | Self::Requests | Self::Machines => Dimension::Count,
            Self::Hours => Dimension::Time,
            Self::MemoryTime => Dimension::MemoryTime,
            Self::CpuTime => Dimension::CpuTime,
            Self::StoredData => Dimension::Data,
            Self::ConnectionTime => Dimension::ConnectionTime,
        }
    }

    /// Returns the inputs that it is worked out from.
    pub fn inputs(self) -> &'static [Input] {
        match self {
            Self::Months | Self::Hours | Self::Machines => &[],
            Self::Requests => &[Input::Requests],
            Self::MemoryTime | Self::CpuTime => {
                &[Input::Requests, Input::DurationMs, Input::MemoryMb]
            }
            Self::StoredData => &[Input::StoredGb],
            Self::ConnectionTime => &[Input::Connections],
        }
    }

    /// Returns whether it depends on how the functions of a stack are billed.
    pub fn needs_functions(self) -> bool {
        matches!(self, Self::MemoryTime | Self::CpuTime)
    }
}

/// The number of an item in its book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(pub u16);

impl ItemId {
    /// For use as an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Something that is paid for.
#[derive(Clone, Debug)]
pub struct Item {
    /// What stacks call it.
    pub id: String,
    /// What bills call it.
    pub name: String,
    /// How much of it there is: the largest of these, mostly the only one.
    pub amounts: Vec<Amount>,
    /// The unit that it is priced in.
    pub unit: String,
    /// What is free each month, in that unit.
    pub free: Decimal,
    /// The allowance as the source gives it, when it is not a month's.
    pub free_each: Option<(Decimal, Each)>,
    /// What it costs beyond that.
    pub rate: Rate,
    /// The amounts at which the price of one more changes, in the base unit of the quantity.
    pub edges: Vec<Decimal>,
    /// Whether it is people's time, which no hosting budget covers.
    pub people: bool,
    /// Where the price comes from.
    pub origin: Origin,
    /// What else there is to know.
    pub note: Option<String>,
}

/// A quantity, times what is assumed of each.
#[derive(Clone, Debug)]
pub struct Amount {
    /// The quantity.
    pub quantity: Quantity,
    /// What each of them is multiplied by.
    pub times: Vec<FieldId>,
    /// How many units of the item make up one of the quantity's base unit.
    pub factor: Decimal,
    /// How many of the unit that the quantity is given in one unit of the item covers, which is
    /// part of the factor; one, unless the item is the largest of several amounts.
    pub covers: Decimal,
    /// The same for all amounts of the same quantity and multipliers that do not depend on a
    /// stack, in whatever unit they are priced: options that pay for the same thing rise and
    /// fall together.
    pub shared: Option<u16>,
}

/// What a unit costs.
#[derive(Clone, Debug)]
pub enum Rate {
    /// Prices that change with the amount beyond the free allowance; in ascending order, the first
    /// from 0.
    Tiers(Vec<Tier>),
    /// What an assumption says.
    Given(FieldId),
}

/// A stretch of an item's amounts with one price.
#[derive(Clone, Debug)]
pub struct Tier {
    /// The amount beyond the free allowance from which on it holds.
    pub from: Decimal,
    /// What everything up to there costs.
    pub base: Decimal,
    /// The price of one unit.
    pub unit_price: Decimal,
    /// The price as the source gives it.
    pub price: Decimal,
    /// For how many units that is.
    pub per: Decimal,
    /// Where this price comes from, if not from where the others do.
    pub origin: Option<Origin>,
}

impl Item {
    /// Returns the amounts at which the price of one more unit changes, in the base unit of the
    /// quantity; nothing for the largest of several amounts.
    pub(crate) fn edges_of(amounts: &[Amount], rate: &Rate, free: Decimal) -> Vec<Decimal> {
        let ([amount], Rate::Tiers(tiers)) = (amounts, rate) else { return Vec::new() };
        let starts = tiers.iter().skip(1).filter_map(|tier| tier.from.checked_add(free));
        let edges = Some(free).filter(|free| !free.is_zero()).into_iter().chain(starts);
        edges.filter_map(|edge| edge.checked_div(amount.factor)).collect()
    }

    /// Returns what an amount costs, in the unit of the item and before the free allowance. Never
    /// falls as the amount rises.
    pub fn cost(&self, amount: Decimal) -> Decimal {
        self.cost_beyond(self.billable(amount))
    }

    /// Returns what is left of an amount after the free allowance.
    pub fn billable(&self, amount: Decimal) -> Decimal {
        if self.free.is_zero() {
            amount
        } else if amount > self.free {
            amount - self.free
        } else {
            Decimal::ZERO
        }
    }

    /// Returns what an amount costs after the free allowance; for a given rate nothing, since the
    /// rate is not known here.
    pub fn cost_beyond(&self, billable: Decimal) -> Decimal {
        let Rate::Tiers(tiers) = &self.rate else { return Decimal::ZERO };
        if let [only] = tiers.as_slice() {
            return billable.checked_mul(only.unit_price).unwrap_or(Decimal::MAX);
        }
        tiers.get(self.tier_of(billable)).map_or(Decimal::ZERO, |tier| {
            let beyond =
                (billable - tier.from).checked_mul(tier.unit_price).unwrap_or(Decimal::MAX);
            tier.base.checked_add(beyond).unwrap_or(Decimal::MAX)
        })
    }

    /// Returns the number of the tier in which a billable amount ends.
    pub fn tier_of(&self, billable: Decimal) -> usize {
        match &self.rate {
            Rate::Tiers(tiers) if tiers.len() > 1 => {
                tiers.iter().skip(1).take_while(|tier| tier.from < billable).count()
            }
            Rate::Tiers(_) | Rate::Given(_) => 0,
        }
    }

    /// Returns the prices that hold for a billable amount.
    pub fn tiers_of(&self, billable: Decimal) -> &[Tier] {
        match &self.rate {
            Rate::Tiers(tiers) => tiers.get(..=self.tier_of(billable)).unwrap_or(tiers),
            Rate::Given(_) => &[],
        }
    }

    /// Returns where the price of a billable amount comes from.
    pub fn origin_of(&self, billable: Decimal) -> Origin {
        let tiers = self.tiers_of(billable).iter().filter_map(|tier| tier.origin.as_ref());
        tiers.fold(self.origin.clone(), |all, tier| all.and(tier))
    }

    /// Returns where all of its prices come from.
    pub fn all_origins(&self) -> Origin {
        self.origin_of(Decimal::MAX)
    }

    /// Returns whether how much there is of it depends on how the functions of a stack are billed.
    pub fn needs_functions(&self) -> bool {
        self.amounts.iter().any(|amount| amount.quantity.needs_functions())
    }
}

/// Where a price comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The facts that it rests on.
    pub cites: Vec<FactId>,
    /// The oldest date among its sources.
    pub as_of: AsOf,
    /// The sources' titles.
    pub sources: Vec<String>,
    /// The addresses of the sources, as far as they have any.
    pub urls: Vec<String>,
    /// The lowest confidence among them.
    pub confidence: Confidence,
}

impl Origin {
    /// Returns the origin of what a profile says itself.
    pub(crate) fn of_profile() -> Self {
        Self {
            cites: Vec::new(),
            as_of: AsOf::Unknown,
            sources: vec!["the profile".to_owned()],
            urls: Vec::new(),
            confidence: Confidence::High,
        }
    }

    /// Two origins of one price: as old as the older, and as sure as the less sure of them.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        let add = |list: &mut Vec<String>, more: &[String]| {
            for text in more.iter().filter(|text| !list.contains(text)).cloned().collect::<Vec<_>>()
            {
                list.push(text);
            }
        };
        add(&mut self.sources, &other.sources);
        add(&mut self.urls, &other.urls);
        let new: Vec<FactId> =
            other.cites.iter().filter(|fact| !self.cites.contains(fact)).copied().collect();
        self.cites.extend(new);
        // No date at all is the oldest.
        if other.as_of.latest() < self.as_of.latest() {
            self.as_of = other.as_of;
        }
        self.confidence = self.confidence.min(other.confidence);
        self
    }
}
