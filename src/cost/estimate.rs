//! The estimate for people: what each option costs, line by line, how far that may be off, and what
//! it rests on.
//!
//! The one figure takes everything that is open as expected. The range around it holds nine of ten
//! draws, in which everything that is open is drawn together; so it is much narrower than if all
//! were at its worst at once. Bills scatter more than draws do: it holds those that were published
//! in about eight of ten cases.

use rust_decimal::{Decimal, prelude::FromPrimitive};

use super::{
    bill::{Sums, Total, Visit},
    draw::{Completed, Known, expected},
    draws::{Draws, quantile},
    machines::{Because, Sized},
    plan::{FleetPlan, Plan, StackPlan},
};
use crate::{
    condition::Condition,
    field::{Facts, FieldId, Kind, Value},
    formula::{Formula, Name, number::Number},
    money::Money,
    rulebase::{
        OptionId,
        prices::{Assumed, Capacity, PriceBook, quantile as guessed},
    },
};

/// From so much a month on, nothing is a price: it comes of numbers that are too large for exact
/// decimals, or of one that was divided by zero.
const MOST: u128 = 10_u128.pow(22);

/// Beyond which share of projects another answer than the usual one is told, as ends of numbers are.
const TOLD_FROM: Decimal = Decimal::from_parts(1, 0, 0, false, 1);

/// What every option costs in a month.
#[derive(Clone, Debug)]
pub struct Estimate {
    /// How many requests there are.
    pub requests: Range,
    /// Whether the profile says how many requests there are.
    pub requests_given: bool,
    /// Requests a second in the busiest minute.
    pub peak_requests: Range,
    /// Requests in progress at once in the busiest minute.
    pub peak_concurrency: Range,
    /// The options, in the order of the rule base.
    pub options: Vec<OptionEstimate>,
    /// Everything that the figures rest on beside prices, in the order of the price book.
    pub grounds: Vec<Ground>,
}

/// A number that rests on what is open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// What one draw in twenty is under.
    pub low: Decimal,
    /// What to expect.
    pub expected: Decimal,
    /// What one draw in twenty is over.
    pub high: Decimal,
}

/// An amount of money that rests on what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MoneyRange {
    /// What one draw in twenty is under.
    pub low: Money,
    /// What to expect.
    pub expected: Money,
    /// What one draw in twenty is over.
    pub high: Money,
}

/// What one option costs in a month.
#[derive(Clone, Debug)]
pub struct OptionEstimate {
    /// The option that costs this.
    pub option: OptionId,
    /// What it comes to, or why it has no price.
    pub priced: Result<Priced, String>,
    /// The numbers of the limits of the book that it meets.
    pub limits: Vec<usize>,
}

/// The cost of one option.
#[derive(Clone, Debug)]
pub struct Priced {
    /// The number of the stack that is taken.
    pub stack: usize,
    /// Everything.
    pub total: MoneyRange,
    /// Everything but people's time.
    pub hosting: MoneyRange,
    /// What is paid for, as expected.
    pub lines: Vec<Line>,
    /// The other stacks that can do what is asked, the cheapest first, with what to expect.
    pub others: Vec<Other>,
    /// What else there is to know.
    pub notes: Vec<String>,
}

/// A stack that is not taken.
#[derive(Clone, Debug)]
pub struct Other {
    /// Its number in the book.
    pub stack: usize,
    /// What to expect of it.
    pub expected: Money,
    /// Whether it is what a team like this would run.
    pub suits: bool,
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
    /// What the list price is multiplied by, such as for another region.
    pub factor: Decimal,
    /// What that costs.
    pub cost: Money,
}

/// What a line is about.
#[derive(Clone, Debug)]
pub enum LineOf {
    /// An item, by its number.
    Item(usize),
    /// Machines.
    Machines {
        /// The number of the catalogue.
        catalog: usize,
        /// Which of its machines.
        machine: usize,
        /// How many times over all of them are there.
        copies: u32,
        /// Why not fewer.
        because: Because,
        /// What they carry.
        load: Capacity<Decimal>,
    },
}

/// Something that an estimate rests on beside prices.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The field of the price book.
    pub field: FieldId,
    /// What it is taken to be; for a number that is not given, what is expected.
    pub value: Value,
    /// For a number that is not given, what one project in ten is under and over.
    pub range: Option<(Decimal, Decimal)>,
    /// Whether the profile says so.
    pub given: bool,
}

/// How far something that is open moves the figures.
#[derive(Clone, Debug)]
pub struct Driver {
    /// The field of the price book.
    pub field: FieldId,
    /// Of a number, what one project in ten is under, and over; of a choice, the answers with which
    /// the option that it moves most costs least, and most.
    pub ends: [Value; 2],
    /// For each option what it costs with the field at its first end and at its second, everything
    /// else as expected.
    pub costs: Vec<Option<(Money, Money)>>,
    /// The greatest change of any option, as a share of its cost.
    pub moves: f64,
}

/// A number that nobody gave.
pub(crate) struct OpenNumber {
    /// The field of the price book.
    pub(crate) field: FieldId,
    /// What one project in ten is under, and over.
    pub(crate) ends: [Decimal; 2],
    /// The same in floating point.
    pub(crate) numbers: [f64; 2],
}

/// What is worked out in estimates.
pub(crate) struct Estimating<'b> {
    pub(crate) book: &'b PriceBook,
    pub(crate) options: usize,
    pub(crate) known: Known<'b>,
}

impl<'b> Estimating<'b> {
    /// Makes the estimate.
    pub(crate) fn estimate(&self) -> Estimate {
        let book = self.book;
        let (plan, completed) = self.expected();
        let sums = Sums::new(&plan, &completed.numbers);
        let draws = Draws::new(book, self.options, self.known);
        let options = (0..self.options).filter_map(|option| {
            let id = u8::try_from(option).ok().map(OptionId)?;
            let priced = self.priced(option, &plan, &sums, &draws);
            Some(OptionEstimate { option: id, priced, limits: self.limits(id, &completed) })
        });
        let traffic = book.shown.traffic;
        let amount = |index: Option<usize>| {
            let expected = index.and_then(|it| sums.amounts.get(it)).copied();
            let values = draws.amounts.iter();
            let values = values.map(|all| index.and_then(|it| all.get(it)).copied().unwrap_or(0.0));
            range(&values.collect::<Vec<f64>>(), expected.unwrap_or_default())
        };
        let requests: Vec<f64> = draws
            .completed
            .iter()
            .filter_map(|one| one.numbers.get(traffic?.index()).copied())
            .collect();
        let expected_requests =
            traffic.and_then(|field| completed.numbers.get(field.index())).copied();
        Estimate {
            requests: range(&requests, expected_requests.unwrap_or_default()),
            requests_given: traffic.is_some_and(|field| self.known.get(field).is_some()),
            peak_requests: amount(book.shown.peaks[0]),
            peak_concurrency: amount(book.shown.peaks[1]),
            options: options.collect(),
            grounds: self.grounds(&plan, &completed),
        }
    }

    /// Takes everything that is open as expected.
    pub(crate) fn expected(&self) -> (Plan<'b>, Completed<Decimal>) {
        let completed: Completed<Decimal> = expected(self.book, self.known);
        let plan = Plan::new(self.book, self.options, self.known.answers, &completed.facts);
        (plan, completed)
    }

    fn priced(
        &self,
        option: usize,
        plan: &Plan<'_>,
        sums: &Sums<'_, '_, Decimal>,
        draws: &Draws,
    ) -> Result<Priced, String> {
        let stacks = match plan.options.get(option) {
            Some(Ok(stacks)) => stacks,
            Some(Err(because)) => {
                return Err(self.clash(option).unwrap_or_else(|| (*because).to_owned()));
            }
            None => return Err(String::new()),
        };
        let Some((taken, _)) = sums.cheapest(stacks) else { return Err(String::new()) };
        let times = sums.times();
        let mut others: Vec<Other> = stacks
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != taken)
            .map(|(_, stack)| Other {
                stack: stack.id,
                expected: Money(sums.bill(stack, &mut super::bill::Nobody).all.times(times)),
                suits: stack.suits,
            })
            .collect();
        others.sort_by_key(|other| other.expected);
        let Some(stack) = stacks.get(taken) else { return Err(String::new()) };
        let mut lines = Lines { book: self.book, plan, times, lines: Vec::new() };
        let total = sums.bill(stack, &mut lines);
        if total.all.times(times) >= Decimal::from(MOST) {
            return Err(lines.too_dear());
        }
        let totals: Vec<(f64, f64)> =
            draws.options.get(option).into_iter().flatten().flatten().copied().collect();
        let all: Vec<f64> = totals.iter().map(|(all, _)| *all).collect();
        let hosting: Vec<f64> = totals.iter().map(|(_, hosting)| *hosting).collect();
        let Total { all: everything, people } = total;
        Ok(Priced {
            stack: stack.id,
            total: money_range(&all, everything.times(times)),
            hosting: money_range(&hosting, everything.minus(people).times(times)),
            notes: self.notes(stack, &lines.lines),
            lines: lines.lines,
            others,
        })
    }

    /// Finds the limits that an option meets, by what was answered, and by the choices that are
    /// priced where nothing was.
    fn limits(&self, option: OptionId, completed: &Completed<Decimal>) -> Vec<usize> {
        let mut facts = completed.facts.clone();
        for (field, _) in self.book.fields.iter() {
            if let Some(value) = self.known.get(field) {
                facts.set(field, Some(value));
            }
        }
        let limits = self.book.limits.iter().enumerate();
        let met = limits.filter(|(_, limit)| limit.option == option && limit.when.holds(&facts));
        met.map(|(index, _)| index).collect()
    }

    fn notes(&self, stack: &StackPlan<'_>, lines: &[Line]) -> Vec<String> {
        let mut notes: Vec<String> = stack.stack.note.iter().cloned().collect();
        for line in lines {
            if let LineOf::Item(id) = line.of
                && let Some(item) = self.book.items.get(id)
                && let Some(note) = &item.note
            {
                notes.push(format!("{}: {note}", item.name));
            }
            if let LineOf::Machines { because: Because::Largest, .. } = line.of {
                notes.push(format!(
                    "No machine on offer is large enough for the {}; so many of the largest are \
                     counted as would be.",
                    line.part
                ));
            }
        }
        notes
    }

    /// Lists what the figures rest on beside prices.
    fn grounds(&self, plan: &Plan<'_>, completed: &Completed<Decimal>) -> Vec<Ground> {
        let used = self.fields_of(plan);
        let mut grounds = Vec::new();
        for assumption in self.book.assumptions.iter().filter(|it| used.contains(&it.field)) {
            let field = assumption.field;
            let given = self.known.get(field);
            let number = completed.numbers.get(field.index()).copied().map(Value::Number);
            let is_number = matches!(self.book.fields.get(field).kind, Kind::Number(_));
            let value =
                given.or_else(|| if is_number { number } else { completed.facts.get(field) });
            let Some(value) = value else { continue };
            let range = match &assumption.assumed {
                Assumed::Number(guesses) if given.is_none() => self
                    .known
                    .guess(guesses, &completed.facts)
                    .map(|(guess, times)| (guess.low.times(times), guess.high.times(times))),
                _ => None,
            };
            grounds.push(Ground { field, value, range, given: given.is_some() });
        }
        grounds
    }

    /// Lists everything that the formulas and conditions of what is paid for look at, some of it
    /// several times.
    pub(crate) fn fields_of(&self, plan: &Plan<'_>) -> Vec<FieldId> {
        let book = self.book;
        let mut fields: Vec<FieldId> = Vec::new();
        let mut amounts: Vec<usize> = Vec::new();
        let look = |formula: &Formula, fields: &mut Vec<FieldId>, amounts: &mut Vec<usize>| {
            for name in formula.names() {
                match name {
                    Name::Field(field) => fields.extend(u16::try_from(field).ok().map(FieldId)),
                    Name::Amount(amount) => amounts.push(amount),
                }
            }
        };
        let conditions = |when: &Condition, fields: &mut Vec<FieldId>| fields.extend(when.fields());
        for stack in plan.options.iter().filter_map(|stacks| stacks.as_ref().ok()).flatten() {
            conditions(&stack.stack.suits, &mut fields);
            for part in &stack.stack.parts {
                part.alternatives.iter().for_each(|it| conditions(&it.when, &mut fields));
            }
            for (_, alternative, fleet) in &stack.parts {
                let mut factors: Vec<usize> = Vec::new();
                for item in alternative.items.iter().filter_map(|id| book.items.get(*id)) {
                    look(&item.amount, &mut fields, &mut amounts);
                    factors.extend(&item.factors);
                }
                if let Some(fleet) = fleet {
                    factors.extend(&book.catalog(fleet.fleet.catalog).factors);
                }
                let cases = factors.iter().filter_map(|factor| book.factors.get(*factor));
                let cases = cases.flat_map(|factor| &factor.cases);
                cases.for_each(|(when, _)| conditions(when, &mut fields));
                if let Some(fleet) = fleet {
                    let carries = fleet.fleet.carries.each();
                    carries.iter().for_each(|it| look(it, &mut fields, &mut amounts));
                    look(&fleet.fleet.sets, &mut fields, &mut amounts);
                }
            }
        }
        book.shown.times.iter().for_each(|it| look(it, &mut fields, &mut amounts));
        let mut seen = Vec::new();
        while let Some(next) = amounts.pop() {
            if seen.contains(&next) {
                continue;
            }
            seen.push(next);
            if let Some(amount) = book.amounts.get(next) {
                for (when, formula) in &amount.cases {
                    conditions(when, &mut fields);
                    look(formula, &mut fields, &mut amounts);
                }
            }
        }
        fields
    }

    /// Lists the numbers that are open, each with what one project in ten is under, and over.
    pub(crate) fn open_numbers(&self, facts: &Facts) -> impl Iterator<Item = OpenNumber> {
        self.book.assumptions.iter().filter_map(|assumption| {
            let field = assumption.field;
            let Assumed::Number(guesses) = &assumption.assumed else { return None };
            if self.known.get(field).is_some() {
                return None;
            }
            let (guess, times) = self.known.guess(guesses, facts)?;
            Some(OpenNumber {
                field,
                ends: [guess.low, guess.high].map(|end| end.times(times)),
                numbers: [0.1, 0.9]
                    .map(|share| guessed(guess.points(), share).times(f64::from_decimal(times))),
            })
        })
    }

    /// Finds what moves the figures, the strongest first.
    pub(crate) fn drivers(&self) -> Vec<Driver> {
        let (plan, completed) = self.expected();
        // What is expected of other fields may follow from an answer, and so may the stack.
        let costs = |field: FieldId, answer: Option<Value>| -> Vec<Option<f64>> {
            let [mut answers, mut given] = [self.known.answers, self.known.given].map(Facts::clone);
            let of = if field.index() < self.known.questions { &mut answers } else { &mut given };
            of.set(field, answer);
            let known = Known { answers: &answers, given: &given, ..self.known };
            let completed = expected::<f64>(self.book, known);
            let other = Plan::new(self.book, self.options, &answers, &completed.facts);
            let sums = Sums::new(&other, &completed.numbers);
            sums.costs().map(|total| Some(total?.all)).collect()
        };
        let numbers: Vec<f64> = completed.numbers.iter().map(|it| f64::from_decimal(*it)).collect();
        let usual: Vec<Option<f64>> =
            Sums::new(&plan, &numbers).costs().map(|total| Some(total?.all)).collect();
        let driver = |field, ends, low: &[Option<f64>], high: &[Option<f64>]| {
            let ends_of: Vec<Option<(f64, f64)>> =
                low.iter().zip(high).map(|(low, high)| Some(((*low)?, (*high)?))).collect();
            let money = |it: f64| Money(Decimal::from_f64(it).unwrap_or(Decimal::MAX));
            let costs = ends_of.iter().map(|it| it.map(|(low, high)| (money(low), money(high))));
            let moves = ends_of.iter().zip(&usual).filter_map(|(ends, usual)| {
                let ((low, high), usual) = ((*ends)?, (*usual)?);
                Some((high - low).abs() / usual.max(1.0))
            });
            Driver { field, ends, costs: costs.collect(), moves: moves.fold(0.0, f64::max) }
        };
        let of_numbers = self.open_numbers(&completed.facts).map(|open| {
            let OpenNumber { field, ends, numbers } = open;
            let [low, high] =
                numbers.map(|it| costs(field, Decimal::from_f64(it).map(Value::Number)));
            driver(field, ends.map(Value::Number), &low, &high)
        });
        let of_choices = self.open_choices(&plan).filter_map(|(field, answers)| {
            let tried: Vec<(Value, Vec<Option<f64>>)> =
                answers.into_iter().map(|it| (it, costs(field, Some(it)))).collect();
            let pairs = tried.iter().flat_map(|one| tried.iter().map(move |other| (one, other)));
            let drivers =
                pairs.map(|((from, low), (to, high))| driver(field, [*from, *to], low, high));
            let sum = |it: &Driver| -> Decimal {
                it.costs.iter().flatten().map(|(low, high)| high.0 - low.0).sum()
            };
            // Of the two directions the one in which costs rise; of answers that cost the same the first.
            let rising = drivers.filter(|it| sum(it) >= Decimal::ZERO);
            rising.reduce(|most, next| if next.moves > most.moves { next } else { most })
        });
        let mut drivers: Vec<Driver> = of_numbers.chain(of_choices).collect();
        drivers.retain(|driver| driver.moves >= 0.02);
        drivers.sort_by(|one, other| other.moves.total_cmp(&one.moves));
        drivers
    }

    /// Lists the questions with choices that are open and that what is paid for looks at, each with
    /// its answers, of several choices one at a time; none of which one project in ten or fewer has
    /// another answer than the usual one.
    fn open_choices(&self, plan: &Plan<'_>) -> impl Iterator<Item = (FieldId, Vec<Value>)> {
        let used = self.fields_of(plan);
        self.book.assumptions.iter().filter_map(move |assumption| {
            let field = assumption.field;
            let is_asked = field.index() < self.known.questions && used.contains(&field);
            if !is_asked
                || self.known.get(field).is_some()
                || Decimal::ONE - assumption.likely <= TOLD_FROM
            {
                return None;
            }
            match &self.book.fields.get(field).kind {
                Kind::Number(_) => None,
                Kind::Choice(_) | Kind::YesNo => {
                    Some((field, self.book.fields.get(field).alternatives()))
                }
                Kind::Several(choices) => {
                    let each = (0..choices.len()).map(|choice| 1 << choice);
                    Some((field, [0].into_iter().chain(each).map(Value::Several).collect()))
                }
            }
        })
    }
}

/// The range that holds nine of ten draws, and what is expected.
fn range(values: &[f64], expected: Decimal) -> Range {
    let at = |share: f64| Decimal::from_f64(quantile(values, share)).unwrap_or(Decimal::MAX);
    Range { low: at(0.05).min(expected), expected, high: at(0.95).max(expected) }
}

/// The same of an amount of money.
pub(crate) fn money_range(values: &[f64], expected: Decimal) -> MoneyRange {
    let Range { low, expected, high } = range(values, expected);
    MoneyRange { low: Money(low), expected: Money(expected), high: Money(high) }
}

/// Notes every line.
struct Lines<'p, 'b> {
    book: &'b PriceBook,
    plan: &'p Plan<'b>,
    times: Decimal,
    lines: Vec<Line>,
}

impl Lines<'_, '_> {
    /// Says what costs more than can be.
    fn too_dear(&self) -> String {
        let dearest = self.lines.iter().max_by_key(|line| line.cost);
        let name = dearest.and_then(|line| match line.of {
            LineOf::Item(id) => self.book.items.get(id).map(|item| item.name.as_str()),
            LineOf::Machines { catalog, .. } => {
                self.book.catalogs.get(catalog).map(|catalog| catalog.name.as_str())
            }
        });
        let name = name.unwrap_or("everything");
        format!("{name} comes to more than can be: a number is too large, or divided by zero")
    }

    fn push(&mut self, part: &str, of: LineOf, amount: Decimal, billable: Decimal, cost: Decimal) {
        let cost = Money(cost.times(self.times));
        let factor = match &of {
            LineOf::Item(id) => self.plan.item_factors.get(*id),
            LineOf::Machines { catalog, .. } => self.plan.catalog_factors.get(*catalog),
        };
        let factor = factor.copied().flatten().map_or(Decimal::ONE, |factor| *factor);
        let factor = factor.times(self.times);
        self.lines.push(Line { part: part.to_owned(), of, amount, billable, factor, cost });
    }
}

impl Visit<Decimal> for Lines<'_, '_> {
    fn item(&mut self, part: &str, id: usize, amount: Decimal, cost: Decimal) {
        let Some(item) = self.book.items.get(id) else { return };
        // People's time is no line while nobody gave it a price.
        if item.people && cost.is_zero() {
            return;
        }
        self.push(part, LineOf::Item(id), amount, amount.minus(*item.free), cost);
    }

    fn machines(
        &mut self,
        part: &str,
        fleet: FleetPlan<'_>,
        load: &Capacity<Decimal>,
        included: Option<(usize, Decimal)>,
        sized: &Sized<Decimal>,
    ) {
        let of = LineOf::Machines {
            catalog: fleet.fleet.catalog,
            machine: sized.machine,
            copies: fleet.copies,
            because: sized.because,
            load: *load,
        };
        self.push(part, of, sized.count, sized.count, sized.machines);
        if let Some((id, amount)) = included {
            self.push(part, LineOf::Item(id), amount, sized.beyond, sized.beyond_cost);
        }
    }
}
