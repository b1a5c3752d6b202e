//! What is known of one profile, completed by what the price book assumes: for every field a range,
//! and the corner of all ranges at which something is worked out.

use std::cell::OnceCell;

use rust_decimal::Decimal;

use super::{bounds::Bounds, demand::Demand};
use crate::{
    condition::{Condition, Truth},
    field::{Facts, FieldId, Kind, Value},
    rulebase::{
        RuleBase,
        prices::{Assumed, EnoughFor, Guess, Input, PriceBook, Work},
    },
};

/// What a number is known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub low: Decimal,
    /// What to expect.
    pub expected: Decimal,
    /// The most.
    pub high: Decimal,
}

/// A profile completed by what is assumed.
#[derive(Clone, Debug)]
pub(super) struct Case<'b> {
    pub(super) book: &'b PriceBook,
    /// By the numbers of the book's fields; nothing for what is no number or not known at all.
    ranges: Vec<Option<Range>>,
    /// What is known for sure, numbers perhaps as an interval.
    pub(super) known: Facts,
    /// What to expect, where figures are wanted that are no intervals.
    pub(super) expected: Facts,
    /// Whether every number is known exactly.
    pub(super) exact: bool,
    /// What has been worked out already: several stacks pay for the same, and have the same to
    /// carry.
    cache: Cache,
}

/// What has been worked out for a case.
#[derive(Clone, Debug, Default)]
struct Cache {
    /// For each shared amount its ends in its base unit.
    shared: Vec<OnceCell<(Decimal, Decimal)>>,
    /// For each item what it costs.
    items: Vec<OnceCell<Bounds>>,
    /// For fleets that are alike what they cost.
    fleets: Vec<OnceCell<Bounds>>,
    /// For each kind of work, peak or average, and end, what machines have to carry.
    demands: [OnceCell<Demand>; 12],
}

/// At which end of the ranges something is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Where it costs least.
    Low,
    /// Where it is expected.
    Expected,
    /// Where it costs most.
    High,
}

/// What is not fixed by answers.
#[derive(Clone, Copy, Debug)]
pub(super) enum Open<'o> {
    /// Unanswered questions are as the price book assumes.
    Assumed,
    /// These questions may have any answer.
    Anything(&'o [FieldId]),
}

impl Cache {
    fn new(book: &PriceBook) -> Self {
        Self {
            shared: vec![OnceCell::new(); book.shared_amounts],
            items: vec![OnceCell::new(); book.items.len()],
            fleets: vec![OnceCell::new(); book.fleets],
            demands: Default::default(),
        }
    }
}

impl<'b> Case<'b> {
    /// Completes answers; none without an answer on how much traffic there is.
    pub(super) fn new(
        base: &'b RuleBase,
        answers: &Facts,
        given: &Facts,
        open: Open<'_>,
    ) -> Option<Self> {
        let book = &base.prices;
        let open = match open {
            Open::Assumed => &[],
            Open::Anything(fields) => fields,
        };
        let mut known = Facts::unknown(book.fields.len());
        for question in base.questions.iter().map(|question| question.field) {
            known.set(question, answers.get(question));
        }
        for (field, value) in given.known() {
            known.set(field, Some(value));
        }
        for field in open {
            let anything = match &book.fields.get(*field).kind {
                Kind::Number(scale) => Some(Value::Between(scale.least, scale.most)),
                Kind::Choice(_) | Kind::YesNo | Kind::Several(_) => None,
            };
            known.set(*field, anything);
        }
        known.get(book.inputs.get(Input::Requests)?)?;
        // What the book itself leaves to choose is chosen by it; a question stays open.
        for assumption in
            book.assumptions.iter().filter(|it| it.field.index() >= base.questions.len())
        {
            if let (Assumed::Answer(answer), None) =
                (&assumption.assumed, known.get(assumption.field))
            {
                known.set(assumption.field, Some(*answer));
            }
        }
        for assumption in &book.assumptions {
            if let (Assumed::Number(guesses), None) =
                (&assumption.assumed, known.get(assumption.field))
            {
                known.set(assumption.field, hull(guesses, &known));
            }
        }
        let cache = Cache::new(book);
        let mut case = Self {
            book,
            ranges: Vec::new(),
            expected: Facts::default(),
            exact: true,
            known,
            cache,
        };
        case.ranges =
            (0..book.fields.len()).map(|index| case.range(FieldId(index as u16))).collect();
        case.exact = case.ranges.iter().flatten().all(|range| range.low == range.high);
        Some(case)
    }

    fn range(&self, field: FieldId) -> Option<Range> {
        match self.known.get(field)? {
            Value::Number(number) => Some(Range { low: number, expected: number, high: number }),
            Value::Between(low, high) => Some(Range { low, expected: low, high }),
            Value::Choice(_) | Value::YesNo(_) | Value::Several(_) => None,
        }
    }

    /// Works out what to expect as well: every unanswered question as the price book says.
    pub(super) fn with_expected(mut self) -> Self {
        self.expected = self.known.clone();
        for assumption in &self.book.assumptions {
            if let (Assumed::Answer(answer), None) =
                (&assumption.assumed, self.expected.get(assumption.field))
            {
                self.expected.set(assumption.field, Some(*answer));
            }
        }
        for assumption in &self.book.assumptions {
            let Assumed::Number(guesses) = &assumption.assumed else { continue };
            let (Some(Value::Between(..)), Some(Some(range))) = (
                self.expected.get(assumption.field),
                self.ranges.get_mut(assumption.field.index()),
            ) else {
                continue;
            };
            let guess =
                guesses.iter().find(|guess| guess.when.evaluate(&self.expected) == Truth::True);
            // An answer that is itself an interval need not hold what the book expects.
            range.expected =
                guess.map_or(range.low, |guess| guess.expected.clamp(range.low, range.high));
            self.expected.set(assumption.field, Some(Value::Number(range.expected)));
        }
        self
    }

    /// Sets the figure for the traffic.
    pub(super) fn set_requests(&mut self, requests: Decimal) {
        let Some(field) = self.book.inputs.get(Input::Requests) else { return };
        if let Some(range) = self.ranges.get_mut(field.index()) {
            *range = Some(Range { low: requests, expected: requests, high: requests });
        }
        self.cache = Cache::new(self.book);
    }

    /// The ends of a shared amount in its base unit.
    pub(super) fn shared(
        &self,
        shared: u16,
        ends: impl FnOnce() -> (Decimal, Decimal),
    ) -> (Decimal, Decimal) {
        match self.cache.shared.get(usize::from(shared)) {
            Some(cell) => *cell.get_or_init(ends),
            None => ends(),
        }
    }

    /// What an item costs.
    pub(super) fn item(&self, item: usize, cost: impl FnOnce() -> Bounds) -> Bounds {
        match self.cache.items.get(item) {
            Some(cell) => *cell.get_or_init(cost),
            None => cost(),
        }
    }

    /// What a fleet costs.
    pub(super) fn fleet(&self, alike: usize, cost: impl FnOnce() -> Bounds) -> Bounds {
        match self.cache.fleets.get(alike) {
            Some(cell) => *cell.get_or_init(cost),
            None => cost(),
        }
    }

    /// What machines have to carry at one end.
    pub(super) fn demand(
        &self,
        work: Work,
        enough_for: EnoughFor,
        end: End,
        demand: impl FnOnce() -> Demand,
    ) -> Demand {
        let index = (work as usize * 2 + enough_for as usize) * 3 + end as usize;
        match self.cache.demands.get(index) {
            Some(cell) => *cell.get_or_init(demand),
            None => demand(),
        }
    }

    /// What is known of a number.
    pub(super) fn get(&self, field: FieldId) -> Option<Range> {
        self.ranges.get(field.index()).copied().flatten()
    }

    /// The case at one end.
    pub(super) fn at(&self, end: End) -> View<'_, 'b> {
        View { case: self, end }
    }
}

/// The least and the most over all guesses that may be the right one.
fn hull(guesses: &[Guess], known: &Facts) -> Option<Value> {
    let possible = first_of(guesses.iter().map(|guess| (&guess.when, guess)), known);
    let low = possible.iter().map(|guess| guess.low).min()?;
    let high = possible.iter().map(|guess| guess.high).max()?;
    Some(if low == high { Value::Number(low) } else { Value::Between(low, high) })
}

/// Of alternatives of which the first whose condition holds is taken, those that may be taken given
/// what is known.
pub(super) fn first_of<'a, T: 'a>(
    alternatives: impl Iterator<Item = (&'a Condition, T)>,
    known: &Facts,
) -> Vec<T> {
    let mut possible = Vec::new();
    for (when, alternative) in alternatives {
        match when.evaluate(known) {
            Truth::True => {
                possible.push(alternative);
                break;
            }
            Truth::Unknown => possible.push(alternative),
            Truth::False => {}
        }
    }
    possible
}

/// A case at one end of its ranges.
#[derive(Clone, Copy)]
pub(super) struct View<'c, 'b> {
    pub(super) case: &'c Case<'b>,
    pub(super) end: End,
}

impl View<'_, '_> {
    /// A number of which more costs more.
    pub(super) fn more(&self, field: FieldId) -> Decimal {
        self.case.get(field).map_or(Decimal::ZERO, |range| match self.end {
            End::Low => range.low,
            End::Expected => range.expected,
            End::High => range.high,
        })
    }

    /// A number of which more costs less.
    pub(super) fn less(&self, field: FieldId) -> Decimal {
        self.case.get(field).map_or(Decimal::ONE, |range| match self.end {
            End::Low => range.high,
            End::Expected => range.expected,
            End::High => range.low,
        })
    }

    /// An input of which more costs more; zero where the book names none.
    pub(super) fn input(&self, input: Input) -> Decimal {
        self.case.book.inputs.get(input).map_or(Decimal::ZERO, |field| self.more(field))
    }

    /// An input of which more costs less.
    pub(super) fn divisor(&self, input: Input) -> Decimal {
        self.case.book.inputs.get(input).map_or(Decimal::ONE, |field| self.less(field))
    }
}
