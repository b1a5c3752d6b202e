//! The estimate for people: what each option costs, line by line, and what that rests on.

use rust_decimal::Decimal;

use super::{
    Estimator,
    bill::is_paid,
    case::{Case, End, Open, Range, first_of},
    money::{Money, minus, plus},
    sizing::{Because, Needs, Sized},
    walk::{Visit, expected_alternative, expected_stack, walk},
};
use crate::{
    condition::Truth,
    field::{Facts, FieldId, Value},
    rulebase::{
        OptionId, RuleBase,
        prices::{
            Alternative, Assumed, CatalogId, Fleet, Input, Item, ItemId, Part, Stack, StackId,
        },
    },
};

/// What every option costs in a month.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Estimate {
    /// How many requests there are.
    pub requests: Range,
    /// Requests a second in the busiest minute.
    pub peak_requests: Range,
    /// Requests in progress at once in the busiest minute.
    pub peak_concurrency: Range,
    /// The options, in the order of the rule base.
    pub options: Vec<OptionEstimate>,
    /// Everything that the figures rest on beside prices, in the order of the price book.
    pub grounds: Vec<Ground>,
}

/// What one option costs in a month.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OptionEstimate {
    /// The option.
    pub option: OptionId,
    /// What it comes to, or why it has no price.
    pub priced: Result<Priced, String>,
}

/// The cost of one option.
#[derive(Clone, Debug)]
pub struct Priced {
    /// The stack that is expected.
    pub stack: StackId,
    /// The stacks that it may be as well, while questions are open.
    pub or: Vec<StackId>,
    /// Everything.
    pub total: MoneyRange,
    /// Everything but people's time.
    pub hosting: MoneyRange,
    /// What is paid for, as expected.
    pub lines: Vec<Line>,
    /// What else there is to know.
    pub notes: Vec<String>,
}

/// An amount of money that rests on assumptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyRange {
    /// The least.
    pub low: Money,
    /// What to expect.
    pub expected: Money,
    /// The most.
    pub high: Money,
}

/// One line of a bill.
#[derive(Clone, Debug)]
pub struct Line {
    /// The part of the stack that it belongs to.
    pub part: String,
    /// What is paid for.
    pub of: LineOf,
    /// How much of it there is, in the unit of its price.
    pub amount: Decimal,
    /// How much is left after the free allowance.
    pub billable: Decimal,
    /// What that costs.
    pub cost: Money,
}

/// What a line is about.
#[derive(Clone, Debug)]
pub enum LineOf {
    /// An item.
    Item(ItemId),
    /// Machines.
    Machines {
        /// The catalogue.
        catalog: CatalogId,
        /// Which of its machines.
        machine: usize,
        /// How many times over all of them are there.
        copies: Decimal,
        /// Why not fewer.
        because: Because,
        /// The load that they carry.
        load: Load,
    },
}

/// What machines have to carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Processors, with the share left free that is meant to be.
    pub vcpu: Decimal,
    /// Processors that are busy on average.
    pub busy: Decimal,
    /// MB of memory in all.
    pub memory_mb: Decimal,
    /// MB of memory that must be in one machine.
    pub task_mb: Decimal,
}

/// Something that an estimate rests on beside prices.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The field of the price book.
    pub field: FieldId,
    /// What it is taken to be; for an unanswered choice what is expected.
    pub value: Value,
    /// For a number taken from a range, what is expected.
    pub expected: Option<Decimal>,
    /// Whether the profile says so.
    pub given: bool,
}

impl Estimator<'_> {
    /// The estimate for some answers; none without an answer on how much traffic there is.
    pub fn estimate(&self, answers: &Facts) -> Option<Estimate> {
        let case = Case::new(self.base, answers, &self.given, Open::Assumed)?.with_expected();
        let range = |at: &dyn Fn(End) -> Decimal| Range {
            low: at(End::Low),
            expected: at(End::Expected),
            high: at(End::High),
        };
        Some(Estimate {
            requests: self
                .base
                .prices
                .inputs
                .get(Input::Requests)
                .and_then(|field| case.get(field))?,
            peak_requests: range(&|end| case.at(end).peak_requests()),
            peak_concurrency: range(&|end| case.at(end).peak_concurrency()),
            options: self
                .base
                .option_ids()
                .map(|option| OptionEstimate { option, priced: self.priced(&case, option) })
                .collect(),
            grounds: self.grounds(&case, answers),
        })
    }

    fn priced(&self, case: &Case<'_>, option: OptionId) -> Result<Priced, String> {
        let book = &self.base.prices;
        let missing = book.unpriced.iter().filter(|it| it.option == option);
        if let Some(missing) =
            missing.into_iter().find(|it| it.when.evaluate(&case.known) == Truth::True)
        {
            return Err(missing.because.clone());
        }
        let nothing = || "the price book does not say what it is made of".to_owned();
        let bills = self.bills(case, option);
        let total = super::hull_of(bills.iter().map(|bill| bill.total)).ok_or_else(nothing)?;
        let hosting = super::hull_of(bills.iter().map(|bill| bill.hosting)).ok_or_else(nothing)?;
        let id = expected_stack(case, option).ok_or_else(nothing)?;
        let stack = book.stack(id);
        let mut lines =
            Lines { book: self.base, lines: Vec::new(), sum: Decimal::ZERO, people: Decimal::ZERO };
        walk(&case.at(End::Expected), stack, &mut lines);
        let possible =
            first_of(book.stacks_of(option).map(|(id, stack)| (&stack.when, id)), &case.known);
        let money = |low: Decimal, expected: Decimal, high: Decimal| MoneyRange {
            low: Money(low),
            expected: Money(expected),
            high: Money(high),
        };
        Ok(Priced {
            stack: id,
            or: possible.into_iter().filter(|other| *other != id).collect(),
            total: money(total.low, lines.sum, total.high),
            hosting: money(hosting.low, minus(lines.sum, lines.people), hosting.high),
            notes: notes(case, stack),
            lines: lines.lines,
        })
    }

    /// What the figures rest on beside prices: every input and every choice that some line of some
    /// option looks at.
    fn grounds(&self, case: &Case<'_>, answers: &Facts) -> Vec<Ground> {
        let mut used: Vec<FieldId> = Vec::new();
        for option in self.base.option_ids() {
            let stacks = self.base.prices.stacks_of(option).map(|(_, stack)| (&stack.when, stack));
            for stack in first_of(stacks, &case.known) {
                used.extend(fields_of(case, stack));
            }
        }
        let own = |field: FieldId| field.index() >= self.base.questions.len();
        let given = |field: FieldId| {
            if own(field) { self.given.get(field).is_some() } else { answers.get(field).is_some() }
        };
        let mut grounds = Vec::new();
        for assumption in self.base.prices.assumptions.iter().filter(|it| used.contains(&it.field))
        {
            let field = assumption.field;
            let Some(value) = case.known.get(field).or_else(|| case.expected.get(field)) else {
                continue;
            };
            let expected = match value {
                Value::Between(..) => case.get(field).map(|range| range.expected),
                _ => None,
            };
            grounds.push(Ground { field, value, expected, given: given(field) });
        }
        grounds
    }
}

/// The fields that a stack looks at, as far as its parts may come into it.
pub(super) fn fields_of(case: &Case<'_>, stack: &Stack) -> Vec<FieldId> {
    let mut fields = stack.when.fields();
    for part in &stack.parts {
        for alternative in &part.alternatives {
            // Conditions behind one that holds are not looked at.
            fields.extend(alternative.when.fields());
            if alternative.when.evaluate(&case.known) == Truth::True {
                break;
            }
        }
        for alternative in first_of(part.alternatives.iter().map(|it| (&it.when, it)), &case.known)
        {
            // What is left out rests on nothing.
            let items = alternative
                .items
                .iter()
                .copied()
                .filter(|id| is_paid(case.book.item(*id), case))
                .collect();
            fields
                .extend(case.book.fields_of(stack, &Alternative { items, ..alternative.clone() }));
        }
    }
    // What a range is taken from is looked at too.
    for assumption in &case.book.assumptions {
        if let Assumed::Number(guesses) = &assumption.assumed
            && fields.contains(&assumption.field)
            && matches!(case.known.get(assumption.field), Some(Value::Between(..)))
        {
            fields.extend(guesses.iter().flat_map(|guess| guess.when.fields()));
        }
    }
    fields.sort_unstable();
    fields.dedup();
    fields
}

/// What people should know about the figures of a stack.
fn notes(case: &Case<'_>, stack: &Stack) -> Vec<String> {
    let view = case.at(End::Expected);
    let mut notes: Vec<String> = stack.note.iter().cloned().collect();
    if let Some(functions) = &stack.functions
        && view.input(Input::MemoryMb) > functions.sizes.most_memory_mb()
    {
        let most = functions.sizes.most_memory_mb().normalize();
        notes.push(format!(
            "A function has at most {most} MB; it is priced as if there were larger ones."
        ));
    }
    let taken = stack.parts.iter().filter_map(|part| expected_alternative(case, part));
    for item in taken.flat_map(|alternative| &alternative.items).map(|id| case.book.item(*id)) {
        notes.extend(item.note.iter().map(|note| format!("{}: {note}", item.name)));
    }
    notes
}

struct Lines<'b> {
    book: &'b RuleBase,
    lines: Vec<Line>,
    sum: Decimal,
    people: Decimal,
}

impl Lines<'_> {
    fn push(&mut self, part: &Part, of: LineOf, amount: Decimal, billable: Decimal, cost: Decimal) {
        self.sum = plus(self.sum, cost);
        self.lines.push(Line { part: part.name.clone(), of, amount, billable, cost: Money(cost) });
    }

    /// A line for something of which the fleet has `count`.
    fn beside(&mut self, part: &Part, ids: &[ItemId], count: Decimal) {
        for id in ids {
            let item = self.book.prices.item(*id);
            let base = item.amounts.first().map_or(Decimal::ONE, |amount| match amount.quantity {
                crate::rulebase::prices::Quantity::Hours => {
                    crate::rulebase::prices::unit::HOURS_A_MONTH
                }
                _ => Decimal::ONE,
            });
            let amount = super::money::times(base, count);
            self.push(part, LineOf::Item(*id), amount, amount, item.cost(amount));
        }
    }
}

impl Visit for Lines<'_> {
    fn item(&mut self, part: &Part, id: ItemId, item: &Item, amount: Decimal, cost: Decimal) {
        if item.people {
            self.people = plus(self.people, cost);
        }
        self.push(part, LineOf::Item(id), amount, item.billable(amount), cost);
    }

    fn machines(
        &mut self,
        part: &Part,
        fleet: &Fleet,
        catalog: &crate::rulebase::prices::Catalog,
        needs: &Needs<'_>,
        sized: Sized,
    ) {
        let Some(machine) = catalog.machines.get(sized.machine) else { return };
        let load = Load {
            vcpu: whole(needs.demand.vcpu),
            busy: whole(needs.demand.sustained),
            memory_mb: whole(needs.demand.memory_mb),
            task_mb: whole(needs.demand.task_mb),
        };
        let of = LineOf::Machines {
            catalog: fleet.catalog,
            machine: sized.machine,
            copies: Decimal::from(needs.copies.min(u128::from(u64::MAX))),
            because: sized.because,
            load,
        };
        let cost = super::money::times(sized.count, machine.monthly);
        self.push(part, of, sized.count, sized.count, cost);
        self.beside(part, &fleet.each, sized.count);
        if sized.count > Decimal::ONE {
            self.beside(part, &fleet.several, Decimal::ONE);
        }
        if let (Some((amount, _)), Some(item)) = (needs.included, catalog.includes) {
            self.push(part, LineOf::Item(item), amount, sized.beyond, sized.beyond_cost);
        }
    }
}

/// A number given in thousand-millionths.
fn whole(parts: u128) -> Decimal {
    let parts = i128::try_from(parts).unwrap_or(i128::MAX);
    Decimal::try_from_i128_with_scale(parts, 9).unwrap_or(Decimal::MAX).normalize()
}
