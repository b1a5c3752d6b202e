//! What is paid for, how much of it there is, and its price.

use rust_decimal::Decimal;

use super::origin::Origin;
use crate::{
    condition::Condition,
    formula::{
        Formula,
        number::{Figure, Number},
    },
    rulebase::FactId,
};

/// Something that is worked out from answers, assumptions and other amounts.
#[derive(Clone, Debug)]
pub struct Amount {
    /// Its id, by which formulas name it.
    pub id: String,
    /// What it is.
    pub about: String,
    /// Its unit.
    pub unit: String,
    /// How it is worked out: by the first formula whose condition holds, which looks at choices
    /// only; nothing where none does.
    pub cases: Vec<(Condition, Formula)>,
}

/// What prices are multiplied by where a condition holds.
#[derive(Clone, Debug)]
pub struct Factor {
    /// The id of the factor, such as `region-ec2`.
    pub id: String,
    /// The first whose condition holds counts; one where none does.
    pub cases: Vec<(Condition, Figure)>,
    /// Why prices differ there, a sentence.
    pub because: String,
    /// The facts that it rests on.
    pub cites: Vec<FactId>,
}

/// Something that is paid for.
#[derive(Clone, Debug)]
pub struct Item {
    /// The id of the price, such as `http-api`.
    pub id: String,
    /// The name of the price, such as API Gateway, HTTP API.
    pub name: String,
    /// How much of it there is.
    pub amount: Formula,
    /// The unit that it is priced in.
    pub unit: String,
    /// What is free each month, in that unit.
    pub free: Figure,
    /// Names what is free: by the item, or where several share it, by a name of its own.
    pub allowance: String,
    /// Whether the source gives what is free for a day.
    pub free_daily: bool,
    /// Prices by the amount beyond the free allowance, in ascending order, the first from 0.
    pub tiers: Vec<Tier>,
    /// The factors that its prices are multiplied by.
    pub factors: Vec<usize>,
    /// Whether it is people's time, which no hosting budget covers.
    pub people: bool,
    /// Where the price comes from.
    pub origin: Origin,
    /// What else there is to know.
    pub note: Option<String>,
}

impl Item {
    /// Works out the list price of an amount beyond the free allowance.
    pub(crate) fn price_of<N: Number>(&self, billable: N) -> N {
        let holds = |tier: &&Tier| N::of(tier.from) < billable;
        let Some(tier) = self.tiers.iter().rev().find(holds).or(self.tiers.first()) else {
            return N::ZERO;
        };
        let beyond = billable.minus(N::of(tier.from));
        N::of(tier.base).plus(beyond.times(N::of(tier.unit_price)))
    }

    /// Returns the prices that hold for an amount beyond the free allowance.
    pub fn tiers_of(&self, billable: Decimal) -> &[Tier] {
        let taken = self.tiers.iter().skip(1).take_while(|tier| *tier.from < billable).count();
        self.tiers.get(..=taken).unwrap_or(&self.tiers)
    }

    /// Returns where the price of such an amount comes from.
    pub fn origin_of(&self, billable: Decimal) -> Origin {
        let tiers = self.tiers_of(billable).iter().filter_map(|tier| tier.origin.as_ref());
        tiers.fold(self.origin.clone(), |all, tier| all.and(tier))
    }

    /// Returns where all of its prices come from.
    pub fn all_origins(&self) -> Origin {
        self.origin_of(Decimal::MAX)
    }
}

/// A stretch of an item's amounts with one price.
#[derive(Clone, Debug)]
pub struct Tier {
    /// The amount beyond the free allowance from which on it holds.
    pub from: Figure,
    /// What everything up to there costs.
    pub base: Figure,
    /// The price of one unit.
    pub unit_price: Figure,
    /// The price as the source gives it.
    pub price: Decimal,
    /// For how many units that is.
    pub per: Decimal,
    /// Where this price comes from, if not from where the others do.
    pub origin: Option<Origin>,
}

impl Tier {
    /// Makes the tier that starts from an amount, before which everything costs `base`; none for
    /// figures beyond what can be held.
    pub(crate) fn new(
        (from, base): (Decimal, Decimal),
        price: Decimal,
        per: Decimal,
        origin: Option<Origin>,
    ) -> Option<Self> {
        let unit_price = price.checked_div(per)?.into();
        Some(Self { from: from.into(), base: base.into(), unit_price, price, per, origin })
    }
}
