//! The price book: what things cost, what is assumed where a profile says nothing, and what each
//! option is made of. All of it is data; what follows for one profile is worked out in
//! [`crate::cost`].

mod deck;
pub(crate) mod program;

use std::sync::OnceLock;

use jiff::civil::Date;
use rust_decimal::Decimal;

pub(crate) use self::deck::quantile;
pub use self::deck::{DRAWS, Deck, QUICK_DRAWS};
use super::{AsOf, Effect, Fact, FactConfidence, FactId, OptionId, Rule};
use crate::{
    condition::{Condition, Truth},
    field::{Facts, FieldId, Fields, Value},
    formula::{
        Formula, Name, Table,
        number::{Figure, Number},
    },
    measure::Measure,
    money::Currency,
    problem::{Code, Problem, Problems},
};

/// Hours in a month, as providers count them.
pub const HOURS_A_MONTH: i64 = 730;

/// What the price book says. Empty where a rule base comes without prices: then nothing is
/// estimated.
#[derive(Clone, Debug, Default)]
pub struct PriceBook {
    /// Whose prices these are; none for an empty book.
    pub header: Option<Header>,
    /// What amounts are shown to people in: the book's own currency, or another one.
    pub currency: Currency,
    /// The fields that the book speaks of: the questions, numbered as in the rule base, then the
    /// assumptions, whose ids start with `assumptions.`.
    pub fields: Fields,
    /// What stands in for what a profile does not say, in the order of the book.
    pub assumptions: Vec<Assumption>,
    /// Tables that formulas look numbers up in.
    pub tables: Vec<Table>,
    /// What is worked out, each after those that it names.
    pub amounts: Vec<Amount>,
    /// What prices are multiplied by, such as another region's.
    pub factors: Vec<Factor>,
    /// What is paid for.
    pub items: Vec<Item>,
    /// The machines to choose from.
    pub catalogs: Vec<Catalog>,
    /// What options can be made of.
    pub stacks: Vec<Stack>,
    /// What the book has no prices for.
    pub unpriced: Vec<Unpriced>,
    /// What options cannot do.
    pub limits: Vec<Limit>,
    /// The fields and amounts that play a part of their own.
    pub shown: Shown,
    /// The orders in which what is open is drawn, for people and for rules; each is made when it
    /// is first asked for.
    pub(super) decks: [OnceLock<Deck>; 2],
    /// The fields of the rule base that estimates fill.
    pub estimates: Estimates,
    /// The options that rules exclude, with the answers for which they do: what cannot be taken is
    /// no measure of what the others cost.
    pub(crate) ruled_out: Vec<(OptionId, Condition)>,
    /// How many of the fields are questions.
    pub questions: usize,
    /// The questions of which one at least must be answered: nothing else tells how large a project
    /// is.
    pub needs: Vec<FieldId>,
    /// The questions that estimates depend on.
    pub inputs: Vec<FieldId>,
}

/// The fields of the rule base that estimates fill.
#[derive(Clone, Debug, Default)]
pub struct Estimates {
    /// Requests a second, and requests in progress, in the busiest minute.
    pub peaks: [Option<FieldId>; 2],
    /// For each option what it costs.
    pub options: Vec<OptionEstimates>,
    /// For each field whether some rule looks at it; others are never filled.
    asked: Vec<bool>,
}

/// The fields that the estimate of one option fills: the range that holds eight of ten draws, and
/// the middle of the draws.
#[derive(Clone, Copy, Debug)]
pub struct OptionEstimates {
    /// What it costs in a month.
    pub monthly: [FieldId; 2],
    /// Its cost divided by that of the cheapest other option.
    pub times_dearer: [FieldId; 2],
    /// How much more it costs than the cheapest other option; nothing where it costs less.
    pub extra: [FieldId; 2],
    /// Its cost without people's time divided by the budget.
    pub budget_share: [FieldId; 2],
}

/// Whose prices a book gives.
#[derive(Clone, Debug)]
pub struct Header {
    /// The name of the price book, such as list prices of two regions.
    pub name: String,
    /// The currency, such as `USD`.
    pub currency: String,
    /// Where the prices hold.
    pub region: String,
    /// What is in the prices and what is not.
    pub about: String,
    /// What it rests on as a whole.
    pub cites: Vec<FactId>,
    /// The day on which they were last reviewed.
    pub reviewed: Date,
}

/// Which fields and amounts play a part that the program itself knows.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// How much there is to do: what curves run along, in calls a month.
    pub traffic: Option<FieldId>,
    /// What may be spent in a month.
    pub budget: Option<FieldId>,
    /// What every bill is multiplied by, such as a discount.
    pub times: Option<Formula>,
    /// The amounts that are requests a second, and requests in progress, in the busiest minute.
    pub peaks: [Option<usize>; 2],
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
    /// How likely the answer in the one figure is, from 0 to 1, where people are told a range.
    pub likely: Decimal,
    /// What `whereto measure` gives it by.
    pub measured: Option<Measure>,
    /// Why that.
    pub because: String,
}

/// What an assumption is taken to be.
#[derive(Clone, Debug)]
pub enum Assumed {
    /// A number, distributed as the first guess says whose condition holds.
    Number(Vec<Guess>),
    /// In the one figure the first of these answers whose condition holds; drawn, it may be any.
    Answer(Vec<(Condition, Value)>),
}

/// How a number that nobody gave is distributed.
#[derive(Clone, Debug)]
pub struct Guess {
    /// When it is the right one; looks at choices only.
    pub when: Condition,
    /// The question whose number the three are multiplied by; only where it is answered is the
    /// guess the right one.
    pub for_each: Option<FieldId>,
    /// One project in ten has less.
    pub low: Figure,
    /// Half of the projects have less; what the one figure takes.
    pub expected: Figure,
    /// One project in ten has more.
    pub high: Figure,
}

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
    pub confidence: FactConfidence,
}

/// Machines to choose from.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The id of the catalogue, such as `fargate`.
    pub id: String,
    /// The name of the catalogue, such as Fargate tasks.
    pub name: String,
    /// What is said of its machines beside their prices.
    pub cites: Vec<FactId>,
    /// Memory of each machine that the system keeps for itself, in MB of 1024² bytes.
    pub reserved_mb: Decimal,
    /// The item of which machines include some.
    pub includes: Option<usize>,
    /// The factors that their prices are multiplied by.
    pub factors: Vec<usize>,
    /// The machines.
    pub machines: Vec<Machine>,
    /// What the dearest of them costs in a month.
    pub dearest: Figure,
}

/// A machine.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The name of the machine, such as `t4g.small`.
    pub id: String,
    /// What it offers of each thing that is asked for.
    pub offers: Capacity<Figure>,
    /// Its memory in GiB, before what the system keeps.
    pub memory_gib: Decimal,
    /// How much of the included item comes with it.
    pub included: Figure,
    /// What it costs in a month.
    pub monthly: Figure,
    /// The least that it or any machine after it in the catalogue costs in a month: the machine, a
    /// processor of it, and a MB of its memory.
    pub least_from_here: [Figure; 3],
    /// The price as the source gives it.
    pub price: Decimal,
    /// For how many hours that is; 730 for a month.
    pub hours: Decimal,
    /// Where the price comes from.
    pub origin: Origin,
}

/// What machines offer, or what is asked of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Capacity<N> {
    /// Processors.
    pub vcpu: N,
    /// Processors that can be kept busy all month.
    pub sustained: N,
    /// MB of memory that the system leaves.
    pub memory_mb: N,
    /// MB of memory that must be in one machine.
    pub task_mb: N,
    /// GB of disk; as much in every machine.
    pub disk_gb: N,
    /// Connections.
    pub connections: N,
    /// GPUs.
    pub gpus: N,
}

/// What an option can be made of.
#[derive(Clone, Debug)]
pub struct Stack {
    /// The id of the stack, such as `ec2-single`.
    pub id: String,
    /// The option that can be made of it.
    pub option: OptionId,
    /// The name of the stack, such as one EC2 instance with the database on it.
    pub name: String,
    /// The id of the product that it is; none where its parts say what to start with.
    pub product: Option<String>,
    /// When it can do what is asked; looks at choices only.
    pub when: Condition,
    /// When it is what a team like this would run; looks at choices only. Of several that can do
    /// it, the cheapest that suits is taken, and if none suits, the cheapest.
    pub suits: Condition,
    /// Its parts.
    pub parts: Vec<Part>,
    /// What else there is to know.
    pub note: Option<String>,
}

/// A part of a stack: the first of several alternatives whose condition holds.
#[derive(Clone, Debug)]
pub struct Part {
    /// The name of the part, such as `in front`.
    pub name: String,
    /// What it may be made of.
    pub alternatives: Vec<Alternative>,
}

/// One thing that a part may be made of.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// When it is taken; looks at choices only.
    pub when: Condition,
    /// The id of the product that is paid for.
    pub product: Option<String>,
    /// The items that are paid for.
    pub items: Vec<usize>,
    /// The machines.
    pub fleet: Option<Fleet>,
}

/// Machines of one catalogue that carry a load together.
#[derive(Clone, Debug)]
pub struct Fleet {
    /// The catalogue.
    pub catalog: usize,
    /// What they carry.
    pub carries: Capacity<Formula>,
    /// How many there are at least: the first whose condition holds.
    pub least: Vec<(Condition, u32)>,
    /// How many sets of machines there are, as in several services; each has the least.
    pub sets: Formula,
    /// How many times over all of them are there, as in a second zone.
    pub copies: Vec<(Condition, u32)>,
    /// Whether one machine has to carry it all, as the one primary of a database.
    pub single: bool,
    /// Items paid for with each machine.
    pub each: Vec<usize>,
    /// Items paid for as soon as there are several.
    pub several: Vec<usize>,
}

/// Something that an option would need and the book has no price for.
#[derive(Clone, Debug)]
pub struct Unpriced {
    /// The option that would need it.
    pub option: OptionId,
    /// When it is needed. An unanswered question is taken not to ask for it.
    pub when: Condition,
    /// What is missing.
    pub because: String,
}

/// Something that an option cannot do, whatever is paid; estimates say so.
#[derive(Clone, Debug)]
pub struct Limit {
    /// The option that cannot do it.
    pub option: OptionId,
    /// Which answers ask for it. An unanswered question is taken not to.
    pub when: Condition,
    /// What it cannot do, and what it would take.
    pub because: String,
    /// The facts that it rests on.
    pub cites: Vec<FactId>,
}

impl Guess {
    /// Returns what one project in ten has less than, half, and nine of ten.
    pub(crate) fn points(&self) -> [f64; 3] {
        [self.low, self.expected, self.high].map(f64::of)
    }
}

impl Estimates {
    /// Makes estimates that no rule looks at.
    pub(crate) fn new(peaks: [Option<FieldId>; 2], options: Vec<OptionEstimates>) -> Self {
        Self { peaks, options, asked: Vec::new() }
    }

    /// Returns whether some rule looks at a field.
    pub(crate) fn is_asked(&self, field: FieldId) -> bool {
        self.asked.get(field.index()).copied().unwrap_or(false)
    }
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

impl Origin {
    /// Returns the origin of what a profile says itself.
    pub(crate) fn of_profile() -> Self {
        Self {
            cites: Vec::new(),
            as_of: AsOf::Unknown,
            sources: vec!["the profile".to_owned()],
            urls: Vec::new(),
            confidence: FactConfidence::High,
        }
    }

    /// Returns the origin of what rests on facts; none where there are none.
    pub(crate) fn of_facts(cites: Vec<FactId>, facts: &[Fact]) -> Option<Self> {
        let cited: Vec<&Fact> =
            cites.iter().filter_map(|fact| facts.get(usize::from(fact.0))).collect();
        let as_of = cited.iter().map(|fact| fact.as_of).min_by_key(|as_of| as_of.latest());
        let mut sources: Vec<String> = cited.iter().map(|fact| fact.source.clone()).collect();
        let mut urls: Vec<String> = cited.iter().filter_map(|fact| fact.url.clone()).collect();
        sources.dedup();
        urls.dedup();
        let confidence = cited.iter().map(|fact| fact.confidence).min();
        Some(Self { as_of: as_of?, sources, urls, confidence: confidence?, cites })
    }

    /// Two origins of one price: as old as the older, and as sure as the less sure of them.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        fn add<T: Clone + PartialEq>(list: &mut Vec<T>, more: &[T]) {
            for one in more {
                if !list.contains(one) {
                    list.push(one.clone());
                }
            }
        }
        add(&mut self.sources, &other.sources);
        add(&mut self.urls, &other.urls);
        add(&mut self.cites, &other.cites);
        // No date at all is the oldest.
        if other.as_of.latest() < self.as_of.latest() {
            self.as_of = other.as_of;
        }
        self.confidence = self.confidence.min(other.confidence);
        self
    }
}

/// What the ids of assumptions start with.
const PREFIX: &str = "assumptions.";

impl PriceBook {
    /// Reports what everything else in the book needs and is not there: its header, and a default
    /// for each field that a condition or a formula looks at.
    pub(crate) fn check(&self, problems: &mut Problems) {
        if self.is_empty() {
            return;
        }
        if self.header.is_none() {
            let message = "the price book lacks `book` (its name, region and review date)";
            problems.push(Problem::error(Code::MISSING, message));
        }
        let looked_at = self.fields_looked_at().into_iter();
        for field in looked_at.filter(|field| self.assumption(*field).is_none()) {
            let message = format!(
                "the price book looks at `{}` and does not say what to assume",
                self.fields.get(field).id
            );
            let problem = Problem::error(Code::MISSING, message);
            problems.push(problem.help("add it to `assumptions`, with a default"));
        }
    }

    /// Takes over what rules there are, after everything else is known: what they look at, and what
    /// they exclude for an answer. What they exclude for a cost is compared all the same.
    pub(crate) fn note(&mut self, rules: &[Rule], fields: usize) {
        self.estimates.asked = vec![false; fields];
        for field in rules.iter().flat_map(|rule| rule.when.fields()) {
            self.estimates.asked[field.index()] = true;
        }
        let is_of_answers =
            |rule: &&Rule| rule.when.fields().iter().all(|field| field.index() < self.questions);
        for rule in rules.iter().filter(is_of_answers) {
            let Effect::Excludes { options, .. } = &rule.effect else { continue };
            self.inputs.extend(rule.when.fields());
            self.ruled_out.extend(options.iter().map(|option| (*option, rule.when.clone())));
        }
        self.inputs.sort_unstable();
        self.inputs.dedup();
    }

    /// Returns the conditions under which an option is excluded.
    pub(crate) fn exclusions(&self, option: usize) -> impl Iterator<Item = &Condition> {
        let of_option = self.ruled_out.iter().filter(move |(id, _)| id.index() == option);
        of_option.map(|(_, when)| when)
    }

    /// Returns whether, among answers between these, which differ in the number of one field alone,
    /// an option may be excluded for some and not for others.
    pub(crate) fn may_turn(&self, field: FieldId, low: &Facts, high: &Facts) -> bool {
        let (Some(Value::Number(one)), Some(Value::Number(other))) =
            (low.get(field), high.get(field))
        else {
            return true;
        };
        let mut between = low.clone();
        between.set(field, Some(Value::Between(one.min(other), one.max(other))));
        let unpriced = self.unpriced.iter().map(|unpriced| &unpriced.when);
        let all = self.ruled_out.iter().map(|(_, when)| when).chain(unpriced);
        let mut named = all.filter(|when| when.fields().contains(&field));
        named.any(|when| when.evaluate(&between) == Truth::Unknown)
    }

    /// Returns whether there are no prices.
    pub fn is_empty(&self) -> bool {
        self.stacks.is_empty()
    }

    /// Lists the questions that a field depends on which an estimate fills; none for other fields.
    pub fn inputs_of(&self, derived: FieldId) -> &[FieldId] {
        let each = |it: &OptionEstimates| {
            [it.monthly, it.times_dearer, it.extra, it.budget_share].concat()
        };
        let known = self.estimates.options.iter().any(|it| each(it).contains(&derived))
            || self.estimates.peaks.contains(&Some(derived));
        if known { &self.inputs } else { &[] }
    }

    /// Finds a question by its id, or an assumption by its id with or without `assumptions.`.
    pub fn find_field(&self, id: &str) -> Option<FieldId> {
        self.fields.find(id).or_else(|| self.fields.find(&format!("{PREFIX}{id}")))
    }

    /// Returns the order in which what is open is drawn for people.
    pub fn deck(&self) -> &Deck {
        self.decks[0].get_or_init(|| Deck::new(&self.fields, DRAWS))
    }

    /// Returns the same for rules.
    pub fn quick_deck(&self) -> &Deck {
        self.decks[1].get_or_init(|| Deck::new(&self.fields, QUICK_DRAWS))
    }

    /// Returns the item with a number.
    pub fn item(&self, id: usize) -> &Item {
        &self.items[id]
    }

    /// Returns the catalogue with a number.
    pub fn catalog(&self, id: usize) -> &Catalog {
        &self.catalogs[id]
    }

    /// Returns the stack with a number.
    pub fn stack(&self, id: usize) -> &Stack {
        &self.stacks[id]
    }

    /// Finds the stacks of an option, with their numbers.
    pub fn stacks_of(&self, option: OptionId) -> impl Iterator<Item = (usize, &Stack)> {
        self.stacks.iter().enumerate().filter(move |(_, stack)| stack.option == option)
    }

    /// Returns whether some stack of an option is, or has, a product.
    pub fn is_made_of(&self, option: OptionId, product: &str) -> bool {
        let is_it = |named: &Option<String>| named.as_deref() == Some(product);
        self.stacks_of(option).any(|(_, stack)| {
            let mut alternatives = stack.parts.iter().flat_map(|part| &part.alternatives);
            is_it(&stack.product) || alternatives.any(|one| is_it(&one.product))
        })
    }

    /// Returns whether a draw may take another than the usual answer. What is certain unless
    /// somebody says otherwise is never drawn.
    pub(crate) fn is_drawn(&self, assumption: &Assumption, deck: &Deck, draw: usize) -> bool {
        let likely = f64::from_decimal(assumption.likely);
        likely < 1.0 && deck.usual(assumption.field, draw) >= likely
    }

    /// Returns the same for rules, which compare under the book's own choices, such as the kind of
    /// processor.
    pub(crate) fn is_drawn_for_rules(
        &self,
        assumption: &Assumption,
        deck: &Deck,
        draw: usize,
    ) -> bool {
        assumption.field.index() < self.questions && self.is_drawn(assumption, deck, draw)
    }

    /// Finds what is assumed of a field.
    pub fn assumption(&self, field: FieldId) -> Option<&Assumption> {
        self.assumptions.iter().find(|assumption| assumption.field == field)
    }

    /// Lists every condition that decides what an option is made of or what is assumed.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let guesses = self.assumptions.iter().flat_map(|assumption| match &assumption.assumed {
            Assumed::Number(guesses) => guesses.iter().map(|guess| &guess.when).collect::<Vec<_>>(),
            Assumed::Answer(answers) => answers.iter().map(|(when, _)| when).collect(),
        });
        let amounts = self.amounts.iter().flat_map(|amount| &amount.cases).map(|(when, _)| when);
        let factors = self.factors.iter().flat_map(|factor| &factor.cases).map(|(when, _)| when);
        let parts = || self.stacks.iter().flat_map(|stack| &stack.parts);
        let alternatives = || parts().flat_map(|part| &part.alternatives);
        let fleets = alternatives().filter_map(|alternative| alternative.fleet.as_ref());
        let counts = fleets.flat_map(|fleet| fleet.least.iter().chain(&fleet.copies));
        guesses
            .chain(amounts)
            .chain(factors)
            .chain(self.stacks.iter().flat_map(|stack| [&stack.when, &stack.suits]))
            .chain(alternatives().map(|alternative| &alternative.when))
            .chain(counts.map(|(when, _)| when))
            .chain(self.unpriced.iter().map(|unpriced| &unpriced.when))
    }

    /// Lists the questions whose numbers guesses are multiplied by. Nothing need be assumed of them.
    pub(crate) fn multipliers(&self) -> impl Iterator<Item = FieldId> {
        let guesses = self.assumptions.iter().filter_map(|assumption| match &assumption.assumed {
            Assumed::Number(guesses) => Some(guesses),
            Assumed::Answer(_) => None,
        });
        guesses.flatten().filter_map(|guess| guess.for_each)
    }

    /// Lists every formula of the book.
    pub fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let amounts = self.amounts.iter().flat_map(|amount| &amount.cases).map(|(_, is)| is);
        let parts = self.stacks.iter().flat_map(|stack| &stack.parts);
        let fleets = parts.flat_map(|part| &part.alternatives).filter_map(|it| it.fleet.as_ref());
        amounts
            .chain(self.items.iter().map(|item| &item.amount))
            .chain(fleets.flat_map(|fleet| fleet.carries.each().into_iter().chain([&fleet.sets])))
            .chain(&self.shown.times)
    }

    /// Lists the fields that the book looks at, in its conditions and its formulas.
    pub fn fields_looked_at(&self) -> Vec<FieldId> {
        let named = self.formulas().flat_map(Formula::names).filter_map(|name| match name {
            Name::Field(field) => u16::try_from(field).ok().map(FieldId),
            Name::Amount(_) => None,
        });
        let mut fields: Vec<FieldId> =
            named.chain(self.conditions().flat_map(Condition::fields)).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

impl<N> Capacity<N> {
    /// Lists its parts, in the order of the declaration.
    pub fn each(&self) -> [&N; 7] {
        [
            &self.vcpu,
            &self.sustained,
            &self.memory_mb,
            &self.task_mb,
            &self.disk_gb,
            &self.connections,
            &self.gpus,
        ]
    }

    /// Makes another capacity of each part.
    #[inline]
    pub fn map<M>(&self, mut make: impl FnMut(&N) -> M) -> Capacity<M> {
        Capacity {
            vcpu: make(&self.vcpu),
            sustained: make(&self.sustained),
            memory_mb: make(&self.memory_mb),
            task_mb: make(&self.task_mb),
            disk_gb: make(&self.disk_gb),
            connections: make(&self.connections),
            gpus: make(&self.gpus),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rulebase::RuleBase;

    #[test]
    fn decks_are_shuffled_when_they_are_first_needed() {
        let base = RuleBase::shipped().unwrap();
        let made = || base.prices.decks.each_ref().map(|deck| deck.get().is_some());
        assert_eq!(made(), [false, false]);
        assert_eq!(base.prices.quick_deck().draws(), super::QUICK_DRAWS);
        assert_eq!(made(), [false, true]);
        assert_eq!(base.prices.deck().draws(), super::DRAWS);
    }
}
