//! The price book: what things cost, what is assumed where a profile says nothing, and which things each option is
//! made of. All of it is data; what follows from it for one profile is worked out in [`crate::cost`].

pub mod unit;

use jiff::civil::Date;
use rust_decimal::Decimal;

use self::unit::{Dimension, Each};
use crate::{
    condition::Condition,
    field::{FieldId, Fields, Value},
    rulebase::{AsOf, Confidence, FactId, OptionId},
};

/// What the price book says. Empty where a rule base comes without prices: then nothing is estimated.
#[derive(Clone, Debug, Default)]
pub struct PriceBook {
    /// Whose prices these are; none for an empty book.
    pub header: Option<Header>,
    /// The fields that the book's conditions speak of: the questions, numbered as in the rule base, then the
    /// assumptions, whose ids start with `assumptions.`.
    pub fields: Fields,
    /// What stands in for what a profile does not say, in the order of the book.
    pub assumptions: Vec<Assumption>,
    /// Which field plays which part.
    pub inputs: Inputs,
    /// What is paid for.
    pub items: Vec<Item>,
    /// The machines to choose from.
    pub catalogs: Vec<Catalog>,
    /// What each option is made of; for each option the first whose condition holds is taken.
    pub stacks: Vec<Stack>,
    /// What the book has no prices for.
    pub unpriced: Vec<Unpriced>,
    /// The fields that estimates fill.
    pub estimates: Estimates,
}

impl PriceBook {
    /// The item with a number.
    pub fn item(&self, id: ItemId) -> &Item {
        &self.items[id.index()]
    }

    /// The catalogue with a number.
    pub fn catalog(&self, id: CatalogId) -> &Catalog {
        &self.catalogs[id.index()]
    }

    /// The stack with a number.
    pub fn stack(&self, id: StackId) -> &Stack {
        &self.stacks[id.index()]
    }

    /// The stacks of an option, in order of precedence.
    pub fn stacks_of(&self, option: OptionId) -> impl Iterator<Item = (StackId, &Stack)> {
        let numbered = (0..).map(StackId).zip(&self.stacks);
        numbered.filter(move |(_, stack)| stack.option == option)
    }

    /// What is assumed of a field.
    pub fn assumption(&self, field: FieldId) -> Option<&Assumption> {
        self.assumptions.iter().find(|assumption| assumption.field == field)
    }

    /// Every condition that decides what an option is made of, or what is assumed.
    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let alternatives = || self.stacks.iter().flat_map(|stack| &stack.parts).flat_map(|part| &part.alternatives);
        let fleets = alternatives().filter_map(|alternative| alternative.fleet.as_ref());
        let counts = fleets.flat_map(|fleet| fleet.least.iter().chain(&fleet.standby).map(|(when, _)| when));
        let guesses = self.assumptions.iter().flat_map(|assumption| match &assumption.assumed {
            Assumed::Number(guesses) => guesses.as_slice(),
            Assumed::Answer(_) | Assumed::Nothing => &[],
        });
        let stacks = self.stacks.iter().map(|stack| &stack.when);
        stacks.chain(alternatives().map(|it| &it.when)).chain(counts).chain(guesses.map(|guess| &guess.when))
    }

    /// The fields that these conditions look at.
    pub fn condition_fields(&self) -> Vec<FieldId> {
        let mut fields: Vec<FieldId> = self.conditions().flat_map(Condition::fields).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

/// Whose prices a book gives.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// The currency, such as `USD`.
    pub currency: String,
    /// Where the prices hold.
    pub region: String,
    /// What is in the prices and what is not.
    pub about: String,
    /// The day on which they were last gone through.
    pub reviewed: Date,
}

/// What stands in for something that a profile does not say.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// The field: a question, or one of the book's own.
    pub field: FieldId,
    /// What it is, in a few words.
    pub about: String,
    /// What it is taken to be.
    pub assumed: Assumed,
    /// Why that.
    pub because: String,
}

/// What an assumption is taken to be.
#[derive(Clone, Debug)]
pub enum Assumed {
    /// A number somewhere in the first range whose condition holds.
    Number(Vec<Guess>),
    /// For estimates in one figure this answer; an unanswered question may have any.
    Answer(Value),
    /// Nothing: what depends on it is left out.
    Nothing,
}

/// A range for a number.
#[derive(Clone, Debug)]
pub struct Guess {
    /// When it is the right one.
    pub when: Condition,
    /// The least that is usual.
    pub low: Decimal,
    /// What to expect.
    pub expected: Decimal,
    /// The most that is usual.
    pub high: Decimal,
}

/// A part that a number plays in working out quantities.
///
/// Which question or assumption plays it is said in the book's `inputs`, so that the program knows no question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Requests in a month.
    Requests,
    /// The busiest minute as a multiple of the average.
    PeakToAverage,
    /// Milliseconds that a request takes.
    DurationMs,
    /// Memory of one task in MB of 1024² bytes.
    MemoryMb,
    /// Connections open at once at the peak.
    Connections,
    /// Data kept, in GB of 10⁹ bytes.
    StoredGb,
    /// What may be spent in a month.
    Budget,
    /// The share of a request's duration during which it keeps a processor busy.
    CpuShare,
    /// The share of a processor that may be busy at the peak.
    TargetUtilisation,
    /// The share of a task's memory that each request in progress needs for itself on a server.
    MemoryShare,
    /// Memory of an open connection on a server, in KB of 1024 bytes.
    ConnectionKb,
    /// Queries to the database for each request.
    Queries,
    /// Milliseconds of the database's processor for each query.
    QueryMs,
    /// The share of the data that the database should hold in memory.
    HotShare,
}

impl Input {
    /// All of them, with their words in rule files.
    pub const WORDS: [(&'static str, Self); 14] = [
        ("requests", Self::Requests),
        ("peak_to_average", Self::PeakToAverage),
        ("duration_ms", Self::DurationMs),
        ("memory_mb", Self::MemoryMb),
        ("connections", Self::Connections),
        ("stored_gb", Self::StoredGb),
        ("budget", Self::Budget),
        ("cpu_share", Self::CpuShare),
        ("target_utilisation", Self::TargetUtilisation),
        ("memory_share", Self::MemoryShare),
        ("connection_kb", Self::ConnectionKb),
        ("queries", Self::Queries),
        ("query_ms", Self::QueryMs),
        ("hot_share", Self::HotShare),
    ];

    /// The word in rule files.
    pub fn name(self) -> &'static str {
        Self::WORDS.iter().find(|(_, input)| *input == self).map_or("", |(word, _)| word)
    }
}

/// Which field plays which part.
#[derive(Clone, Debug, Default)]
pub struct Inputs([Option<FieldId>; Input::WORDS.len()]);

impl Inputs {
    /// The field that plays a part.
    pub fn get(&self, input: Input) -> Option<FieldId> {
        self.0.get(input as usize).copied().flatten()
    }

    /// Casts a part.
    pub(crate) fn set(&mut self, input: Input, field: FieldId) {
        if let Some(slot) = self.0.get_mut(input as usize) {
            *slot = Some(field);
        }
    }
}

/// Something that quantities are made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The month: one.
    Months,
    /// Its hours: 730.
    Hours,
    /// Requests in a month.
    Requests,
    /// Memory held while functions run.
    MemoryTime,
    /// Processors held while functions run.
    CpuTime,
    /// Data kept.
    StoredData,
    /// Connections held open.
    ConnectionTime,
    /// Machines; only for what comes with each machine.
    Machines,
}

impl Quantity {
    /// All of them, with their words in rule files.
    pub const WORDS: [(&'static str, Self); 8] = [
        ("months", Self::Months),
        ("hours", Self::Hours),
        ("requests", Self::Requests),
        ("memory-time", Self::MemoryTime),
        ("cpu-time", Self::CpuTime),
        ("stored-data", Self::StoredData),
        ("connection-time", Self::ConnectionTime),
        ("machines", Self::Machines),
    ];

    /// What it is an amount of.
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

    /// The inputs that it is worked out from.
    pub fn inputs(self) -> &'static [Input] {
        match self {
            Self::Months | Self::Hours | Self::Machines => &[],
            Self::Requests => &[Input::Requests],
            Self::MemoryTime | Self::CpuTime => &[Input::Requests, Input::DurationMs, Input::MemoryMb],
            Self::StoredData => &[Input::StoredGb],
            Self::ConnectionTime => &[Input::Connections],
        }
    }

    /// Whether it depends on how the functions of a stack are billed.
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
    /// Its id.
    pub id: String,
    /// Its name.
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
    /// How many of the unit that the quantity is given in one unit of the item covers, which is part of the factor;
    /// one, unless the item is the largest of several amounts.
    pub covers: Decimal,
    /// The same for all amounts of the same quantity and multipliers that do not depend on a stack, in whatever unit
    /// they are priced: options that pay for the same thing rise and fall together.
    pub shared: Option<u16>,
}

/// What a unit costs.
#[derive(Clone, Debug)]
pub enum Rate {
    /// Prices that change with the amount beyond the free allowance; in ascending order, the first from 0.
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
}

impl Item {
    /// What an amount costs, in the unit of the item and before the free allowance. Never falls as the amount rises.
    pub fn cost(&self, amount: Decimal) -> Decimal {
        self.cost_beyond(self.billable(amount))
    }

    /// What is left of an amount after the free allowance.
    pub fn billable(&self, amount: Decimal) -> Decimal {
        if amount > self.free { amount - self.free } else { Decimal::ZERO }
    }

    /// What an amount costs after the free allowance; for a given rate nothing, since the rate is not known here.
    pub fn cost_beyond(&self, billable: Decimal) -> Decimal {
        let Rate::Tiers(tiers) = &self.rate else { return Decimal::ZERO };
        tiers.get(self.tier_of(billable)).map_or(Decimal::ZERO, |tier| {
            let beyond = (billable - tier.from).checked_mul(tier.unit_price).unwrap_or(Decimal::MAX);
            tier.base.checked_add(beyond).unwrap_or(Decimal::MAX)
        })
    }

    /// The number of the tier in which a billable amount ends.
    pub fn tier_of(&self, billable: Decimal) -> usize {
        match &self.rate {
            Rate::Tiers(tiers) if tiers.len() > 1 => {
                tiers.iter().skip(1).take_while(|tier| tier.from < billable).count()
            }
            Rate::Tiers(_) | Rate::Given(_) => 0,
        }
    }

    /// The amounts, in the unit of the item, at which the price of one more unit changes.
    pub fn edges(&self) -> impl Iterator<Item = Decimal> + '_ {
        let tiers: &[Tier] = match &self.rate {
            Rate::Tiers(tiers) => tiers,
            Rate::Given(_) => &[],
        };
        let free = Some(self.free).filter(|free| !free.is_zero());
        free.into_iter().chain(tiers.iter().skip(1).filter_map(|tier| tier.from.checked_add(self.free)))
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
    /// Their addresses.
    pub urls: Vec<String>,
    /// The lowest confidence among them.
    pub confidence: Confidence,
}

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
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Memory of each machine that the system keeps for itself, in MB of 1024² bytes.
    pub reserved_mb: Decimal,
    /// The machines.
    pub machines: Vec<Machine>,
    /// The item of which machines include some.
    pub includes: Option<ItemId>,
    /// Those machines of which no other is as good in every respect and no dearer.
    pub worth: Vec<usize>,
}

/// A machine.
#[derive(Clone, Debug)]
pub struct Machine {
    /// Its name.
    pub id: String,
    /// Its processors.
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
    /// The price as the source gives it.
    pub price: Decimal,
    /// For how long that is.
    pub per: Per,
    /// Where the price comes from.
    pub origin: Origin,
}

/// What a machine can carry, in thousand-millionths: dividing whole numbers takes a fraction of the time.
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
    const PARTS: u32 = 9;

    /// A number in these parts, rounded to the nearest; at most what can be held.
    pub fn parts(number: Decimal) -> u128 {
        let rounded = number.round_dp(Self::PARTS);
        let mantissa = u128::try_from(rounded.mantissa()).unwrap_or(0);
        mantissa.saturating_mul(10u128.pow(Self::PARTS - rounded.scale().min(Self::PARTS)))
    }

    /// The capacity of a machine of which the system keeps some memory. Never nothing, since loads are divided by it.
    pub fn of(vcpu: Decimal, baseline: Decimal, memory_gib: Decimal, reserved_mb: Decimal) -> Self {
        let left = memory_gib.checked_mul(Decimal::from(1024)).and_then(|memory| memory.checked_sub(reserved_mb));
        let parts = |number: Option<Decimal>| Self::parts(number.unwrap_or(Decimal::MAX)).max(1);
        Self { vcpu: parts(Some(vcpu)), sustained: parts(vcpu.checked_mul(baseline)), memory_mb: parts(left) }
    }
}

/// For how long a machine's price is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// An hour.
    Hour,
    /// A month.
    Month,
}

impl Per {
    /// Both, with their words in rule files.
    pub const WORDS: [(&'static str, Self); 2] = [("hour", Self::Hour), ("month", Self::Month)];

    /// The word in rule files.
    pub fn name(self) -> &'static str {
        Self::WORDS.iter().find(|(_, per)| *per == self).map_or("", |(word, _)| word)
    }
}

/// The number of a stack in its book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StackId(pub u16);

impl StackId {
    /// For use as an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What an option is made of.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Its id.
    pub id: String,
    /// The option.
    pub option: OptionId,
    /// Its name.
    pub name: String,
    /// When it is the one to take.
    pub when: Condition,
    /// How its functions are billed, if it has any.
    pub functions: Option<Functions>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// What else there is to know.
    pub note: Option<String>,
}

/// How functions are billed.
#[derive(Clone, Debug)]
pub struct Functions {
    /// Billed time is rounded up to a multiple of this, in ms.
    pub round_up_ms: Decimal,
    /// How much memory can be had.
    pub sizes: Sizes,
    /// How many requests an instance serves at a time; one, where nothing is said.
    pub at_once: Option<FieldId>,
}

/// How much memory functions can have.
#[derive(Clone, Debug)]
pub enum Sizes {
    /// At least and at most so much, in steps, in MB of 1024² bytes.
    Steps {
        /// The least.
        least: Decimal,
        /// The step.
        step: Decimal,
        /// The most.
        most: Decimal,
    },
    /// One of these, each with its processors; in ascending order.
    List(Vec<Size>),
}

/// A size of function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Its memory in MB of 1024² bytes.
    pub memory_mb: Decimal,
    /// Its processors.
    pub vcpu: Decimal,
}

impl Sizes {
    /// The smallest size that has so much memory. Beyond the largest, what there would have to be at the same
    /// proportions.
    pub fn size_for(&self, memory_mb: Decimal) -> Size {
        match self {
            Self::Steps { least, step, .. } => {
                let steps = memory_mb.checked_div(*step).map_or(Decimal::ZERO, |steps| steps.ceil());
                let rounded = steps.checked_mul(*step).unwrap_or(memory_mb);
                Size { memory_mb: rounded.max(*least), vcpu: Decimal::ZERO }
            }
            Self::List(sizes) => {
                let fitting = sizes.iter().find(|size| size.memory_mb >= memory_mb);
                match (fitting, sizes.last()) {
                    (Some(size), _) => *size,
                    (None, Some(largest)) => {
                        let times = memory_mb.checked_div(largest.memory_mb).unwrap_or(Decimal::ONE);
                        let vcpu = largest.vcpu.checked_mul(times).unwrap_or(Decimal::MAX);
                        Size { memory_mb, vcpu }
                    }
                    (None, None) => Size { memory_mb, vcpu: Decimal::ZERO },
                }
            }
        }
    }

    /// The largest memory that can be had.
    pub fn most_memory_mb(&self) -> Decimal {
        match self {
            Self::Steps { most, .. } => *most,
            Self::List(sizes) => sizes.last().map_or(Decimal::ZERO, |size| size.memory_mb),
        }
    }
}

/// One part of a stack, such as its data store.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is for.
    pub name: String,
    /// What it can be; the first whose condition holds is taken, and nothing where none does.
    pub alternatives: Vec<Alternative>,
}

/// What a part can be.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// When it is the one to take.
    pub when: Condition,
    /// What is paid for.
    pub items: Vec<ItemId>,
    /// The machines that are rented.
    pub fleet: Option<Fleet>,
}

/// Machines that are rented all month.
#[derive(Clone, Debug)]
pub struct Fleet {
    /// Which to choose from.
    pub catalog: CatalogId,
    /// What they have to do.
    pub work: Work,
    /// Whether they are enough for the peak or for the average.
    pub enough_for: EnoughFor,
    /// How many there are at least; the first count whose condition holds.
    pub least: Vec<(Condition, Decimal)>,
    /// How many more stand by and do no work; the first count whose condition holds.
    pub standby: Vec<(Condition, Decimal)>,
    /// What is paid for with each machine.
    pub each: Vec<ItemId>,
    /// What is paid for as soon as there are several.
    pub several: Vec<ItemId>,
    /// What one machine costs besides its own price: the prices of `each`.
    pub each_monthly: Decimal,
    /// The prices of `several`.
    pub several_monthly: Decimal,
}

/// What machines have to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Serve requests.
    Requests,
    /// Answer queries.
    Queries,
}

impl Work {
    /// Both, with their words in rule files.
    pub const WORDS: [(&'static str, Self); 2] = [("requests", Self::Requests), ("queries", Self::Queries)];

    /// The inputs that the load follows from.
    pub fn inputs(self) -> &'static [Input] {
        match self {
            Self::Requests => &[
                Input::Requests,
                Input::PeakToAverage,
                Input::DurationMs,
                Input::MemoryMb,
                Input::CpuShare,
                Input::TargetUtilisation,
                Input::MemoryShare,
                Input::Connections,
                Input::ConnectionKb,
            ],
            Self::Queries => &[
                Input::Requests,
                Input::PeakToAverage,
                Input::TargetUtilisation,
                Input::Queries,
                Input::QueryMs,
                Input::StoredGb,
                Input::HotShare,
            ],
        }
    }
}

/// What a fleet is sized for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnoughFor {
    /// The busiest minute, all month.
    Peak,
    /// The average: machines come and go with the load.
    Average,
}

impl EnoughFor {
    /// Both, with their words in rule files.
    pub const WORDS: [(&'static str, Self); 2] = [("peak", Self::Peak), ("average", Self::Average)];
}

/// Something that an option would need and the book has no price for.
#[derive(Clone, Debug)]
pub struct Unpriced {
    /// The option.
    pub option: OptionId,
    /// When it is needed. An unanswered question is taken not to ask for it.
    pub when: Condition,
    /// What is missing.
    pub because: String,
}

/// The fields that estimates fill.
#[derive(Clone, Debug, Default)]
pub struct Estimates {
    /// Requests a second in the busiest minute.
    pub peak_requests: Option<FieldId>,
    /// Requests in progress at once in the busiest minute.
    pub peak_concurrency: Option<FieldId>,
    /// For each option.
    pub options: Vec<OptionEstimates>,
}

/// The fields that the estimate of one option fills.
#[derive(Clone, Copy, Debug)]
pub struct OptionEstimates {
    /// What it costs in a month.
    pub monthly: FieldId,
    /// The cheapest other option's cost divided by its own.
    pub times_cheaper: FieldId,
    /// How much less it costs than the cheapest other option; nothing where it costs more.
    pub saving: FieldId,
    /// Its cost without people's time divided by the budget.
    pub budget_share: FieldId,
}
