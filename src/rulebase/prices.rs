//! The price book: what things cost, what is assumed where a profile says nothing, and which things
//! each option is made of. All of it is data; what follows from it for one profile is worked out in
//! [`crate::cost`].

mod item;
mod machine;
mod stack;
pub mod unit;

use jiff::civil::Date;
use rust_decimal::Decimal;

pub use self::{
    item::{Amount, Item, ItemId, Origin, Quantity, Rate, Tier},
    machine::{Capacity, Catalog, CatalogId, Machine, Per},
    stack::{Alternative, EnoughFor, Fleet, Functions, Part, Size, Sizes, Stack, StackId, Work},
};
use crate::{
    condition::Condition,
    field::{FieldId, Fields, Value},
    problem::{Code, Problem, Problems},
    rulebase::{FactId, OptionId},
    words::{Worded, worded},
};

/// What the price book says. Empty where a rule base comes without prices: then nothing is
/// estimated.
#[derive(Clone, Debug, Default)]
pub struct PriceBook {
    /// Whose prices these are; none for an empty book.
    pub header: Option<Header>,
    /// The fields that the book's conditions speak of: the questions, numbered as in the rule
    /// base, then the assumptions, whose ids start with `assumptions.`.
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
    /// How many amounts there are that several options may pay for.
    pub shared_amounts: usize,
    /// How many fleets there are that are not alike.
    pub fleets: usize,
    /// The fields that estimates fill.
    pub estimates: Estimates,
}

impl PriceBook {
    /// Returns the item with a number.
    pub fn item(&self, id: ItemId) -> &Item {
        &self.items[id.index()]
    }

    /// Returns the catalogue with a number.
    pub fn catalog(&self, id: CatalogId) -> &Catalog {
        &self.catalogs[id.index()]
    }

    /// Returns the stack with a number.
    pub fn stack(&self, id: StackId) -> &Stack {
        &self.stacks[id.index()]
    }

    /// Returns the stacks of an option, in order of precedence.
    pub fn stacks_of(&self, option: OptionId) -> impl Iterator<Item = (StackId, &Stack)> {
        let numbered = (0..).map(StackId).zip(&self.stacks);
        numbered.filter(move |(_, stack)| stack.option == option)
    }

    /// Returns what is assumed of a field.
    pub fn assumption(&self, field: FieldId) -> Option<&Assumption> {
        self.assumptions.iter().find(|assumption| assumption.field == field)
    }

    /// Returns every condition that decides what an option is made of, or what is assumed.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let alternatives = || {
            self.stacks.iter().flat_map(|stack| &stack.parts).flat_map(|part| &part.alternatives)
        };
        let fleets = alternatives().filter_map(|alternative| alternative.fleet.as_ref());
        let counts =
            fleets.flat_map(|fleet| fleet.least.iter().chain(&fleet.copies).map(|(when, _)| when));
        let guesses = self.assumptions.iter().flat_map(|assumption| match &assumption.assumed {
            Assumed::Number(guesses) => guesses.as_slice(),
            Assumed::Answer(_) | Assumed::Nothing => &[],
        });
        let stacks = self.stacks.iter().map(|stack| &stack.when);
        stacks
            .chain(alternatives().map(|it| &it.when))
            .chain(counts)
            .chain(guesses.map(|guess| &guess.when))
    }

    /// Returns the fields that these conditions look at.
    pub fn condition_fields(&self) -> Vec<FieldId> {
        let mut fields: Vec<FieldId> = self.conditions().flat_map(Condition::fields).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

impl PriceBook {
    /// Reports what everything else in the book needs and is not there: its header, and a default
    /// for each field that a condition or an amount looks at.
    pub(crate) fn check(&self, problems: &mut Problems) {
        if self.stacks.is_empty() {
            return;
        }
        if self.header.is_none() {
            let message = "the price book lacks `book` (its name, region and review date)";
            problems.push(Problem::error(Code::MISSING, message));
        }
        let mut needed = self.condition_fields();
        // Without requests there is no estimate, without a budget no share of it.
        let inputs = Input::TABLE.iter().map(|(input, ..)| *input);
        let inputs = inputs.filter(|input| !matches!(input, Input::Requests | Input::Budget));
        needed.extend(inputs.filter_map(|input| self.inputs.get(input)));
        let amounts = self.items.iter().flat_map(|item| &item.amounts);
        needed.extend(amounts.flat_map(|amount| amount.times.iter().copied()));
        needed.extend(self.stacks.iter().filter_map(|stack| stack.functions.as_ref()?.at_once));
        needed.sort_unstable();
        needed.dedup();
        for field in needed.into_iter().filter(|field| self.assumption(*field).is_none()) {
            let message = format!(
                "the price book looks at `{}` and does not say what to assume",
                self.fields.get(field).id
            );
            let problem = Problem::error(Code::MISSING, message);
            problems.push(problem.help("add it to `assumptions`, with a default"));
        }
    }

    /// Returns the questions that a field which estimates fill depends on.
    pub fn inputs_of(&self, derived: FieldId) -> &[FieldId] {
        let found = self.estimates.inputs.iter().find(|(field, _)| *field == derived);
        found.map_or(&[], |(_, inputs)| inputs.as_slice())
    }

    /// Returns the questions without an answer to which a field that estimates fill is not known at
    /// all.
    pub fn needs_of(&self, derived: FieldId) -> Vec<FieldId> {
        let of_budget = self.estimates.options.iter().any(|fields| fields.budget_share == derived);
        let budget = self.inputs.get(Input::Budget).filter(|_| of_budget);
        self.inputs.get(Input::Requests).into_iter().chain(budget).collect()
    }

    /// Notes on which questions the fields that estimates fill depend.
    pub(crate) fn trace_inputs(&mut self, questions: usize) {
        let input = |inputs: &[Input]| {
            inputs.iter().filter_map(|input| self.inputs.get(*input)).collect::<Vec<_>>()
        };
        let complete = |mut fields: Vec<FieldId>| {
            // Which range is assumed for one question may depend on the answer to another.
            for assumption in
                self.assumptions.iter().filter(|it| fields.contains(&it.field)).collect::<Vec<_>>()
            {
                if let Assumed::Number(guesses) = &assumption.assumed {
                    fields.extend(guesses.iter().flat_map(|guess| guess.when.fields()));
                }
            }
            fields.retain(|field| field.index() < questions);
            fields.sort_unstable();
            fields.dedup();
            fields
        };
        let of_options: Vec<Vec<FieldId>> = (0u8..)
            .take(self.estimates.options.len())
            .map(|option| self.fields_of_option(OptionId(option)))
            .collect();
        let all = complete(of_options.concat());
        let mut inputs = Vec::new();
        for (fields, own) in self.estimates.options.iter().zip(of_options) {
            let own = complete(own);
            let with_budget = complete([own.clone(), input(&[Input::Budget])].concat());
            inputs.push((fields.monthly, own));
            inputs.push((fields.budget_share, with_budget));
            inputs.push((fields.times_cheaper, all.clone()));
            inputs.push((fields.saving, all.clone()));
        }
        let peak = [Input::Requests, Input::PeakToAverage, Input::DurationMs];
        inputs
            .extend(self.estimates.peak_requests.map(|field| (field, complete(input(&peak[..2])))));
        inputs.extend(self.estimates.peak_concurrency.map(|field| (field, complete(input(&peak)))));
        self.estimates.inputs = inputs;
    }

    /// Returns every field that the cost of an option may depend on.
    fn fields_of_option(&self, option: OptionId) -> Vec<FieldId> {
        let unpriced =
            self.unpriced.iter().filter(|it| it.option == option).flat_map(|it| it.when.fields());
        let mut fields: Vec<FieldId> = unpriced.chain(self.inputs.get(Input::Requests)).collect();
        for (_, stack) in self.stacks_of(option) {
            fields.extend(stack.when.fields());
            for alternative in stack.parts.iter().flat_map(|part| &part.alternatives) {
                fields.extend(alternative.when.fields());
                fields.extend(self.fields_of(stack, alternative));
            }
        }
        fields
    }

    /// Returns the fields that the cost of an alternative depends on, once it is taken.
    pub fn fields_of(&self, stack: &Stack, alternative: &Alternative) -> Vec<FieldId> {
        let input = |inputs: &[Input]| {
            inputs.iter().filter_map(|input| self.inputs.get(*input)).collect::<Vec<_>>()
        };
        let mut fields = Vec::new();
        for item in alternative.items.iter().map(|id| self.item(*id)) {
            for amount in &item.amounts {
                fields.extend(input(amount.quantity.inputs()));
                fields.extend(&amount.times);
            }
            if item.needs_functions() {
                fields.extend(stack.functions.as_ref().and_then(|functions| functions.at_once));
            }
            if let Rate::Given(field) = item.rate {
                fields.push(field);
            }
        }
        if let Some(fleet) = &alternative.fleet {
            fields.extend(input(fleet.work.inputs()));
            fields.extend(
                fleet.least.iter().chain(&fleet.copies).flat_map(|(when, _)| when.fields()),
            );
        }
        fields
    }
}

/// Whose prices a book gives.
#[derive(Clone, Debug)]
pub struct Header {
    /// What reports call the book.
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

worded! {
    /// A part that a number plays in working out quantities.
    ///
    /// Which question or assumption plays it is said in the book's `inputs`, so that the program
    /// knows no question.
    pub enum Input {
        /// Requests in a month.
        Requests = "requests",
        /// The busiest minute as a multiple of the average.
        PeakToAverage = "peak_to_average",
        /// Milliseconds that a request takes.
        DurationMs = "duration_ms",
        /// Memory of one task in MB of 1024² bytes.
        MemoryMb = "memory_mb",
        /// Connections open at once at the peak.
        Connections = "connections",
        /// Data kept, in GB of 10⁹ bytes.
        StoredGb = "stored_gb",
        /// What may be spent in a month.
        Budget = "budget",
        /// The share of a request's duration during which it keeps a processor busy.
        CpuShare = "cpu_share",
        /// The share of a processor that may be busy at the peak.
        TargetUtilisation = "target_utilisation",
        /// The share of a task's memory that each request in progress needs for itself on a server.
        MemoryShare = "memory_share",
        /// Memory of an open connection on a server, in KB of 1024 bytes.
        ConnectionKb = "connection_kb",
        /// Queries to the database for each request.
        Queries = "queries",
        /// Milliseconds of the database's processor for each query.
        QueryMs = "query_ms",
        /// The share of the data that the database should hold in one machine's memory.
        HotShare = "hot_share",
    }
}

/// Which field plays which part.
#[derive(Clone, Debug, Default)]
pub struct Inputs([Option<FieldId>; Input::TABLE.len()]);

impl Inputs {
    /// Returns the field that plays a part.
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
    /// For each of these fields the questions that it depends on.
    pub inputs: Vec<(FieldId, Vec<FieldId>)>,
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
