//! What estimates could come to while open questions may have any answer: never too narrow, so that
//! "nothing can change it" is never said wrongly.
//!
//! Every formula is worked out over intervals, and where a choice is open everything that it could
//! decide is looked at. Of two costs that rise and fall together this knows nothing, so what it says
//! of their ratio is wide.

mod open;

use rust_decimal::Decimal;

use self::open::{OpenProject, Total};
use super::{
    derive::{ratio, share_of},
    draw::Known,
};
use crate::{
    condition::{Condition, Truth},
    field::{Facts, FieldId, Value},
    formula::number::{Interval, Number},
    rulebase::prices::PriceBook,
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

/// An option that may be taken.
#[derive(Clone, Copy)]
struct Candidate {
    total: Total,
    may_be_excluded: bool,
}

/// Bounds what follows from answers while the `open` questions may have any.
pub(crate) fn hull(book: &PriceBook, known: Known<'_>, open: &[FieldId], answers: &Facts) -> Hull {
    let project = OpenProject::new(book, known, open);
    let mut hull = Hull { facts: answers.clone(), uncertain: Vec::new() };
    for (field, amount) in book.estimates.peaks.into_iter().zip(book.shown.peaks) {
        let interval = amount.and_then(|amount| project.amounts.get(amount)).copied();
        if let Some((field, interval)) = field.zip(interval) {
            hull.facts.set(field, Some(wide(interval)));
        }
    }
    let budget = book.shown.budget.filter(|field| !project.is_unknown(*field));
    let budget = budget.map(|field| project.numbers[field.index()]);
    let mut fixed = answers.clone();
    open.iter().for_each(|field| fixed.set(*field, None));
    let candidates = project.totals().into_iter().enumerate();
    let candidates: Vec<Option<Candidate>> = candidates
        .map(|(option, total)| {
            let excluded = Excluded::new(book, option, open, &fixed);
            let may_be_excluded = excluded == Excluded::Perhaps;
            let total = total.filter(|_| excluded != Excluded::Surely)?;
            Some(Candidate { total, may_be_excluded })
        })
        .collect();
    for (option, fields) in book.estimates.options.iter().enumerate() {
        let Some(Candidate { total: own, may_be_excluded }) = candidates[option] else { continue };
        let others = candidates.iter().enumerate().filter(|(other, _)| *other != option);
        let others: Vec<Candidate> = others.filter_map(|(_, candidate)| *candidate).collect();
        let may_be_missing =
            own.may_be_missing || others.iter().any(|other| other.total.may_be_missing);
        // What may be excluded may leave nothing to compare with.
        let alone = others.iter().all(|other| other.may_be_excluded);
        let cheapest = cheapest(&others);
        let ratio = cheapest.map(|other| Interval {
            low: ratio(own.all.low, other.high),
            high: ratio(own.all.high, other.low),
        });
        let extra = cheapest.map(|other| own.all.minus(other));
        let share = budget.map(|budget| Interval {
            low: share_of(budget.high, own.hosting.low),
            high: share_of(budget.low, own.hosting.high),
        });
        for (both, interval, alone) in [
            (fields.monthly, Some(own.all), false),
            (fields.times_dearer, ratio, alone),
            (fields.extra, extra, alone),
            (fields.budget_share, share, false),
        ] {
            for field in both {
                if may_be_missing || may_be_excluded || alone {
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

/// What the cheapest of some options could cost; nothing where there are none.
fn cheapest(options: &[Candidate]) -> Option<Interval> {
    let surely = options.iter().filter(|option| !option.may_be_excluded);
    // Where every one may be excluded, only the dearest may be left.
    let high = surely.map(|option| option.total.all.high).reduce(f64::min);
    let high = high.or_else(|| options.iter().map(|it| it.total.all.high).reduce(f64::max))?;
    let low = options.iter().map(|option| option.total.all.low).reduce(f64::min)?;
    Some(Interval { low, high })
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
