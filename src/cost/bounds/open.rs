//! A project of which some questions may have any answer, worked out over intervals.

use rust_decimal::Decimal;

use crate::{
    condition::{Condition, Truth},
    cost::{
        bill::{Nobody, Sums},
        draw::Known,
        plan::{FleetPlan, Plan, StackPlan},
    },
    field::{Facts, FieldId, Kind, Value},
    formula::{
        Formula,
        number::{Interval, Number},
    },
    rulebase::{
        OptionId,
        prices::{Alternative, Assumed, Fleet, Guess, PriceBook, Stack, number_at},
    },
};

/// A project of which some questions may have any answer.
pub(super) struct OpenProject<'b> {
    book: &'b PriceBook,
    known: Known<'b>,
    /// The questions that may have any answer.
    open: &'b [FieldId],
    /// The choices that are certain.
    facts: Facts,
    pub(super) numbers: Vec<Interval>,
    pub(super) amounts: Vec<Interval>,
}

/// Everything at one end of what it could be.
struct End<'b> {
    plan: Plan<'b>,
    numbers: Vec<f64>,
    amounts: Vec<f64>,
}

/// What an option could cost.
#[derive(Clone, Copy)]
pub(super) struct Total {
    pub(super) all: Interval,
    pub(super) hosting: Interval,
    pub(super) may_be_missing: bool,
}

impl Total {
    fn times(self, times: Interval) -> Self {
        Self { all: self.all.times(times), hosting: self.hosting.times(times), ..self }
    }
}

fn between(low: Decimal, high: Decimal) -> Interval {
    Interval { low: f64::from_decimal(low), high: f64::from_decimal(high) }
}

/// Returns conditions and what each decides, as they are gone through.
fn cases<T>(cases: &[(Condition, T)]) -> impl Iterator<Item = (&Condition, &T)> {
    cases.iter().map(|(when, case)| (when, case))
}

/// Returns whether one of what may be taken surely is, so that it cannot be nothing.
fn is_sure<T>(possible: &[(T, Truth)]) -> bool {
    possible.last().is_some_and(|(_, truth)| *truth == Truth::True)
}

impl<'b> OpenProject<'b> {
    /// Takes what is known, but of `open` questions any answer.
    pub(super) fn new(book: &'b PriceBook, known: Known<'b>, open: &'b [FieldId]) -> Self {
        let facts = Facts::unknown(book.fields.len());
        let numbers = vec![Interval::ZERO; book.fields.len()];
        let mut project = Self { book, known, open, facts, numbers, amounts: Vec::new() };
        for (field, it) in book.fields.iter() {
            project.numbers[field.index()] = match (project.fixed(field), &it.kind) {
                (Some(Value::Number(exact)), _) => Interval::from_decimal(exact),
                (Some(Value::Between(low, high)), _) => between(low, high),
                (None, Kind::Number(scale)) if open.contains(&field) => {
                    between(scale.least, scale.most)
                }
                (choice, _) => {
                    project.facts.set(field, choice);
                    continue;
                }
            };
        }
        for assumption in &book.assumptions {
            let field = assumption.field;
            if project.fixed(field).is_some() {
                continue;
            }
            match &assumption.assumed {
                Assumed::Answer(_) if open.contains(&field) => {}
                // Choices of the book's own are as they usually are, and only an open question may
                // be anything.
                Assumed::Answer(answers) => {
                    let possible = project.possible(cases(answers));
                    if let [(only, _)] = possible.as_slice()
                        && (field.index() >= known.questions || assumption.likely >= Decimal::ONE)
                    {
                        project.facts.set(field, Some(**only));
                    }
                }
                Assumed::Number(guesses) => {
                    let guessed = project.guessed(field, guesses);
                    let number = &mut project.numbers[field.index()];
                    // What stays open is what is expected, which may be more than could be answered.
                    *number = if open.contains(&field) { number.hull(guessed) } else { guessed };
                }
            }
        }
        for amount in &book.amounts {
            let possible = project.possible(cases(&amount.cases));
            let mut values = possible.iter().map(|(formula, _)| project.evaluate(formula));
            let nothing = (!is_sure(&possible)).then_some(Interval::ZERO);
            let value = nothing.or_else(|| values.next()).unwrap_or(Interval::ZERO);
            let value = values.fold(value, Interval::hull);
            project.amounts.push(value);
        }
        project
    }

    /// Finds what is known of a field that is not open.
    fn fixed(&self, field: FieldId) -> Option<Value> {
        self.known.get(field).filter(|_| !self.open.contains(&field))
    }

    /// Tells whether a field is neither known nor open.
    pub(super) fn is_unknown(&self, field: FieldId) -> bool {
        self.known.get(field).is_none() && !self.open.contains(&field)
    }

    /// Everything that a number could be of which these are the guesses.
    fn guessed(&self, field: FieldId, guesses: &[Guess]) -> Interval {
        let field = self.book.fields.get(field);
        let mut ends: Vec<Interval> = Vec::new();
        for guess in guesses {
            let (times, is_known) = match guess.for_each {
                None => (Interval::point(1.0), true),
                // Without the number that it is multiplied by, the next is looked at.
                Some(field) if self.is_unknown(field) => continue,
                Some(field) => (self.numbers[field.index()], !self.open.contains(&field)),
            };
            let truth = guess.when.evaluate(&self.facts);
            if truth != Truth::False {
                let [low, high] = [0.0, 1.0].map(|at| number_at(field, guess.points(), at));
                ends.push(Interval { low, high }.times(times));
            }
            if truth == Truth::True && is_known {
                break;
            }
        }
        ends.into_iter().reduce(Interval::hull).unwrap_or(Interval::ZERO)
    }

    fn evaluate(&self, formula: &Formula) -> Interval {
        formula.evaluate(&self.numbers, &self.amounts, &self.book.tables)
    }

    /// Of alternatives of which the first whose condition holds is taken, those that may be taken.
    fn possible<'c, T>(
        &self,
        cases: impl IntoIterator<Item = (&'c Condition, T)>,
    ) -> Vec<(T, Truth)> {
        let mut possible = Vec::new();
        for (when, case) in cases {
            match when.evaluate(&self.facts) {
                Truth::True => {
                    possible.push((case, Truth::True));
                    break;
                }
                Truth::Unknown => possible.push((case, Truth::Unknown)),
                Truth::False => {}
            }
        }
        possible
    }

    /// What each option could cost; nothing where it surely has no price.
    pub(super) fn totals(&self) -> Vec<Option<Total>> {
        let one = Interval::point(1.0);
        let times = self.book.shown.times.as_ref().map_or(one, |times| self.evaluate(times));
        let ends = [false, true].map(|high| self.end(high));
        let sums = ends.each_ref().map(|end| Sums {
            plan: &end.plan,
            fields: &end.numbers,
            amounts: end.amounts.clone(),
        });
        let options = 0..self.book.estimates.options.len();
        options.map(|option| Some(self.option(&sums, option)?.times(times))).collect()
    }

    fn option(&self, sums: &[Sums<'_, '_, f64>; 2], option: usize) -> Option<Total> {
        let book = self.book;
        let of_option = |id: OptionId| id.index() == option;
        let asked = book.unpriced.iter().filter(|unpriced| of_option(unpriced.option));
        let asked: Vec<Truth> = asked.map(|it| it.when.evaluate(&self.facts)).collect();
        if asked.contains(&Truth::True) {
            return None;
        }
        let stacks = book.stacks.iter().filter(|stack| of_option(stack.option));
        let stacks: Vec<(Truth, &Stack)> = stacks
            .map(|stack| (stack.when.evaluate(&self.facts), stack))
            .filter(|(truth, _)| *truth != Truth::False)
            .collect();
        let bills: Vec<(Truth, Truth, [Interval; 2])> = stacks
            .iter()
            .map(|(truth, stack)| {
                (*truth, stack.suits.evaluate(&self.facts), self.bill(sums, stack))
            })
            .collect();
        let low =
            |part: usize| bills.iter().map(|(.., bill)| bill[part].low).fold(f64::MAX, f64::min);
        // The cheapest of those that suit is taken: no dearer than one that surely does.
        let sure = bills
            .iter()
            .filter(|(when, suits, _)| *when == Truth::True && *suits == Truth::True)
            .map(|(.., bill)| bill[0].high)
            .fold(f64::MAX, f64::min);
        let high = bills.iter().map(|(.., bill)| bill[0].high).fold(0.0, f64::max).min(sure);
        Some(Total {
            all: Interval { low: low(0), high },
            hosting: Interval { low: low(1), high },
            may_be_missing: asked.contains(&Truth::Unknown)
                || !bills.iter().any(|(when, ..)| *when == Truth::True),
        })
        .filter(|_| !bills.is_empty())
    }

    /// Everything that a stack could cost, and what hosting could make of it.
    fn bill(&self, sums: &[Sums<'_, '_, f64>; 2], stack: &Stack) -> [Interval; 2] {
        let mut whole = [Interval::ZERO; 2];
        for part in &stack.parts {
            let possible = self.possible(part.alternatives.iter().map(|one| (&one.when, one)));
            let nothing = (!is_sure(&possible)).then_some([Interval::ZERO; 2]);
            let mut bounds: Option<[Interval; 2]> = nothing;
            for (alternative, _) in possible {
                let own = self.alternative(sums, (stack, &part.name), alternative);
                bounds = Some(
                    bounds.map_or(own, |known| [known[0].hull(own[0]), known[1].hull(own[1])]),
                );
            }
            let bounds = bounds.unwrap_or([Interval::ZERO; 2]);
            whole = [whole[0].plus(bounds[0]), whole[1].plus(bounds[1])];
        }
        whole
    }

    /// What one alternative could cost: its bill at the low ends of everything and at the high ends,
    /// since it never falls as any amount rises.
    fn alternative(
        &self,
        sums: &[Sums<'_, '_, f64>; 2],
        (stack, part): (&Stack, &str),
        alternative: &Alternative,
    ) -> [Interval; 2] {
        let [low, high] = [false, true].map(|high| {
            let fleet = alternative.fleet.as_ref().map(|fleet| self.fleet(fleet, high));
            let parts = vec![(part, alternative, fleet)];
            let stack = StackPlan { id: 0, stack, suits: true, parts };
            let total = sums[usize::from(high)].bill(&stack, &mut Nobody);
            (total.all, total.all.minus(total.people))
        });
        [Interval { low: low.0, high: high.0 }, Interval { low: low.1, high: high.1 }]
    }

    /// Takes everything at its low end, or at its high one.
    fn end(&self, high: bool) -> End<'b> {
        let end = |it: &Interval| if high { it.high } else { it.low };
        let factors = self.book.factors.iter().map(|factor| {
            let possible = self.possible(cases(&factor.cases));
            let all = possible.iter().map(|(times, _)| ***times);
            let all = all.chain((!is_sure(&possible)).then_some(Decimal::ONE));
            let found = if high { all.max() } else { all.min() };
            found.unwrap_or(Decimal::ONE)
        });
        End {
            plan: Plan::blank(self.book).with_factors(&factors.collect::<Vec<_>>()),
            numbers: self.numbers.iter().map(end).collect(),
            amounts: self.amounts.iter().map(end).collect(),
        }
    }

    fn fleet<'f>(&self, fleet: &'f Fleet, high: bool) -> FleetPlan<'f> {
        let count = |counts: &[(Condition, u32)]| {
            let possible = self.possible(cases(counts)).into_iter().map(|(count, _)| *count);
            if high { possible.max() } else { possible.min() }.unwrap_or(1)
        };
        FleetPlan { fleet, least: count(&fleet.least), copies: count(&fleet.copies) }
    }
}
