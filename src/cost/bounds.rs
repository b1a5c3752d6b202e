//! What estimates could come to while open questions may have any answer: never too narrow, so that
//! "nothing can change it" is never said wrongly.
//!
//! Every formula is worked out over intervals, and where a choice is open everything that it could
//! decide is looked at. Of two costs that rise and fall together this knows nothing, so what it says
//! of their ratio is wide.

use rust_decimal::Decimal;

use super::{
    bill::{Nobody, Sums},
    derive::{ratio, share_of},
    draw::Known,
    plan::{FleetPlan, Plan, StackPlan},
};
use crate::{
    condition::{Condition, Truth},
    field::{Facts, FieldId, Kind, Value},
    formula::{
        Formula,
        number::{Interval, Number},
    },
    rulebase::{
        OptionId,
        prices::{Alternative, Assumed, Fleet, PriceBook, Stack, quantile},
    },
};

/// What derived fields could become.
#[derive(Clone, Debug)]
pub struct Hull {
    /// The answers, and for each derived field an interval that holds every value that it could
    /// have; nothing where it cannot have any.
    pub facts: Facts,
    /// The derived fields that may have no value; where there is no interval either, nothing can be
    /// said of them.
    pub uncertain: Vec<FieldId>,
}

/// A project of which some questions may have any answer.
struct Open<'b> {
    book: &'b PriceBook,
    /// The choices that are certain.
    facts: Facts,
    numbers: Vec<Interval>,
    amounts: Vec<Interval>,
}

/// Whether rules exclude an option.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Excluded {
    Not,
    /// By some answer to what is open.
    Perhaps,
    Surely,
}

impl Excluded {
    /// Finds out by the answers that are `fixed`, beside which others are open.
    fn new(book: &PriceBook, option: usize, open: &[FieldId], fixed: &Facts) -> Self {
        let could = |when: &Condition| {
            let is_open = |field: &FieldId| {
                open.contains(field) || matches!(fixed.get(*field), Some(Value::Between(..)))
            };
            when.fields().iter().any(is_open)
        };
        let mut found = Self::Not;
        for when in book.exclusions(option) {
            match when.evaluate(fixed) {
                Truth::True => return Self::Surely,
                // What is not answered and will not be excludes nothing.
                Truth::Unknown if could(when) => found = Self::Perhaps,
                Truth::Unknown | Truth::False => {}
            }
        }
        found
    }
}

/// Everything at one end of what it could be.
struct End<'b> {
    plan: Plan<'b>,
    numbers: Vec<f64>,
    amounts: Vec<f64>,
}

/// Bounds what follows from answers while the `open` questions may have any.
pub(crate) fn hull(book: &PriceBook, known: Known<'_>, open: &[FieldId], answers: &Facts) -> Hull {
    let filled = &book.estimates.options;
    let project = Open::new(book, known, open);
    let times = project.times();
    let ends = [false, true].map(|high| project.end(high));
    let sums = ends.each_ref().map(|end| Sums {
        plan: &end.plan,
        fields: &end.numbers,
        amounts: end.amounts.clone(),
    });
    let mut hull = Hull { facts: answers.clone(), uncertain: Vec::new() };
    for (field, amount) in book.estimates.peaks.into_iter().zip(book.shown.peaks) {
        let interval = amount.and_then(|amount| project.amounts.get(amount)).copied();
        if let Some((field, interval)) = field.zip(interval) {
            hull.facts.set(field, Some(wide(interval)));
        }
    }
    let totals: Vec<Option<Total>> = (0..filled.len())
        .map(|option| project.option(&sums, option).map(|total| total.times(times)))
        .collect();
    let budget = book.shown.budget.and_then(|field| {
        let number = project.numbers.get(field.index()).copied();
        number.filter(|_| known.get(field).is_some() || open.contains(&field))
    });
    let mut fixed = answers.clone();
    open.iter().for_each(|field| fixed.set(*field, None));
    let excluded: Vec<Excluded> =
        (0..filled.len()).map(|option| Excluded::new(book, option, open, &fixed)).collect();
    for (option, fields) in filled.iter().enumerate() {
        let all = [fields.monthly, fields.times_dearer, fields.extra, fields.budget_share];
        let Some(Some(own)) = totals.get(option) else { continue };
        if excluded[option] == Excluded::Surely {
            continue;
        }
        let others = totals.iter().zip(&excluded).enumerate();
        let others = others.filter(|(other, (_, is))| *other != option && **is != Excluded::Surely);
        let others: Vec<(&Total, bool)> = others
            .filter_map(|(_, (total, is))| Some((total.as_ref()?, *is == Excluded::Perhaps)))
            .collect();
        let may_be_missing = own.may_be_missing || others.iter().any(|(it, _)| it.may_be_missing);
        let perhaps = excluded[option] == Excluded::Perhaps;
        // What may be excluded may leave nothing to compare with, or only what is dearer.
        let alone = others.iter().all(|(_, perhaps)| *perhaps);
        let highs =
            others.iter().filter(|(_, perhaps)| !perhaps || alone).map(|(it, _)| it.all.high);
        let high = highs.reduce(if alone { f64::max } else { f64::min });
        let low = others.iter().map(|(it, _)| it.all.low).reduce(f64::min);
        let cheapest = low.zip(high).map(|(low, high)| Interval { low, high });
        let ratio = cheapest.map(|other| Interval {
            low: ratio(own.all.low, other.high),
            high: ratio(own.all.high, other.low),
        });
        let share = budget.map(|budget| Interval {
            low: share_of(budget.high, own.hosting.low),
            high: share_of(budget.low, own.hosting.high),
        });
        let extra = cheapest.map(|other| own.all.minus(other));
        let found = [(Some(own.all), false), (ratio, alone), (extra, alone), (share, false)];
        for (both, (interval, alone)) in all.into_iter().zip(found) {
            for field in both {
                if may_be_missing || perhaps || alone {
                    hull.uncertain.push(field);
                }
                if !may_be_missing {
                    hull.facts.set(field, interval.map(wide));
                }
            }
        }
    }
    hull
}

/// An interval as a value, rounded outwards.
fn wide(interval: Interval) -> Value {
    let decimal = |number: f64| Decimal::try_from(number).unwrap_or(Decimal::MAX);
    let step = Decimal::new(1, 4);
    let low = decimal(interval.low * (1.0 - 1e-9)).trunc_with_scale(4);
    let high = decimal(interval.high * (1.0 + 1e-9)).trunc_with_scale(4);
    Value::Between(
        low.checked_sub(step).unwrap_or(Decimal::ZERO).max(Decimal::ZERO),
        high.checked_add(step).unwrap_or(Decimal::MAX),
    )
}

/// Returns conditions and what each decides, as they are gone through.
fn cases<T>(cases: &[(Condition, T)]) -> impl Iterator<Item = (&Condition, &T)> {
    cases.iter().map(|(when, case)| (when, case))
}

/// Returns whether one of what may be taken surely is, so that it cannot be nothing.
fn is_sure<T>(possible: &[(T, Truth)]) -> bool {
    possible.last().is_some_and(|(_, truth)| *truth == Truth::True)
}

/// What an option could cost.
#[derive(Clone, Copy)]
struct Total {
    all: Interval,
    hosting: Interval,
    may_be_missing: bool,
}

impl Total {
    fn times(self, times: Interval) -> Self {
        Self { all: self.all.times(times), hosting: self.hosting.times(times), ..self }
    }
}

impl<'b> Open<'b> {
    fn new(book: &'b PriceBook, known: Known<'_>, open: &[FieldId]) -> Self {
        let mut facts = Facts::unknown(book.fields.len());
        let mut numbers = vec![Interval::ZERO; book.fields.len()];
        for (field, it) in book.fields.iter() {
            let value = known.get(field).filter(|_| !open.contains(&field));
            let interval = match (value, &it.kind) {
                (Some(Value::Number(exact)), _) => Interval::from_decimal(exact),
                (Some(Value::Between(low, high)), _) => {
                    Interval { low: f64::from_decimal(low), high: f64::from_decimal(high) }
                }
                (Some(other), _) => {
                    facts.set(field, Some(other));
                    continue;
                }
                (None, Kind::Number(scale)) if open.contains(&field) => Interval {
                    low: f64::from_decimal(scale.least),
                    high: f64::from_decimal(scale.most),
                },
                (None, _) => continue,
            };
            if let Some(slot) = numbers.get_mut(field.index()) {
                *slot = interval;
            }
        }
        let mut project = Self { book, facts, numbers, amounts: Vec::new() };
        let unknown = |field: FieldId| known.get(field).is_none() && !open.contains(&field);
        for assumption in book.assumptions.iter().filter(|it| unknown(it.field)) {
            match &assumption.assumed {
                // Choices of the book's own are as they usually are, and only an open question may
                // be anything.
                Assumed::Answer(answers) => {
                    let possible = project.possible(cases(answers));
                    if let [(only, _)] = possible.as_slice()
                        && (assumption.field.index() >= known.questions
                            || assumption.likely >= Decimal::ONE)
                    {
                        project.facts.set(assumption.field, Some(**only));
                    }
                }
                Assumed::Number(guesses) => {
                    let mut ends: Vec<Interval> = Vec::new();
                    for guess in guesses {
                        let (times, is_known) = match guess.for_each {
                            None => (Interval::point(1.0), true),
                            // Without the number that it is multiplied by, the next is looked at.
                            Some(field) if unknown(field) => continue,
                            Some(field) => (project.numbers[field.index()], !open.contains(&field)),
                        };
                        let truth = guess.when.evaluate(&project.facts);
                        if truth != Truth::False {
                            let [low, high] = [0.0, 1.0].map(|at| quantile(guess.points(), at));
                            ends.push(Interval { low, high }.times(times));
                        }
                        if truth == Truth::True && is_known {
                            break;
                        }
                    }
                    let (least, most) = match &book.fields.get(assumption.field).kind {
                        Kind::Number(scale) => {
                            (f64::from_decimal(scale.least), f64::from_decimal(scale.most))
                        }
                        _ => (0.0, f64::MAX),
                    };
                    let whole = ends.into_iter().reduce(Interval::hull).unwrap_or(Interval::ZERO);
                    if let Some(slot) = project.numbers.get_mut(assumption.field.index()) {
                        let clamp = |number: f64| number.clamp(least, most);
                        *slot = Interval { low: clamp(whole.low), high: clamp(whole.high) };
                    }
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

    fn evaluate(&self, formula: &Formula) -> Interval {
        formula.evaluate(&self.numbers, &self.amounts, &self.book.tables)
    }

    fn times(&self) -> Interval {
        let one = Interval::point(1.0);
        self.book.shown.times.as_ref().map_or(one, |times| self.evaluate(times))
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
        let all = Interval { low: low(0), high };
        Some(Total {
            all,
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
