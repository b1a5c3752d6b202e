//! What rules may look at: for every option what it costs, how many times as much as the cheapest
//! other, how much more, and which share of the budget.
//!
//! Nothing of this is known for sure: open questions and the book's assumptions are drawn together,
//! the same draw on every option, so that what is common cancels. A field such as
//! `estimate.firebase.times_dearer` is then the range without its outer tenths: a rule that looks at
//! it fires when it holds in at least nine of ten draws. Its `median_…` twin is the middle of the
//! draws, for rules that ask what is to be expected.
//!
//! An open question must count as its plausible answers and never as one of them. So the range is
//! widened until the rule would hold for each quarter of the answers to a numeric question, and for
//! each usual choice, by itself as well ([`spread`]).

use rust_decimal::{Decimal, prelude::FromPrimitive};

use super::{
    bill::Sums,
    draw::{Completed, Known, drawn},
    plan::Plan,
};
use crate::{
    field::{Facts, FieldId, Kind, Value},
    formula::number::Number,
    rulebase::prices::{Deck, PriceBook},
};

/// The greatest ratio that is told from others: what costs something is at most so many times as
/// dear as what costs nothing.
pub(crate) const MOST_TIMES: f64 = 1_000_000.0;

/// The least budget that a cost is measured by, in the book's currency: what must be free may still
/// cost some cents.
pub(crate) const LEAST_BUDGET: f64 = 1.0;

/// What came of all draws.
pub(crate) struct Draws {
    /// For each option what each draw costs, and what hosting makes of it; none where an option has
    /// no price in a draw.
    pub(crate) options: Vec<Vec<Option<(f64, f64)>>>,
    /// What each draw takes the project to be.
    pub(crate) completed: Vec<Completed<f64>>,
    /// What each amount of the book comes to in each draw.
    pub(crate) amounts: Vec<Vec<f64>>,
}

impl Draws {
    /// Draws everything that is open.
    pub(crate) fn new(book: &PriceBook, options: usize, known: Known<'_>, deck: &Deck) -> Self {
        let count = deck.draws();
        let mut costs = vec![Vec::with_capacity(count); options];
        let mut completed = Vec::with_capacity(count);
        let mut amounts = Vec::with_capacity(count);
        let mut plan: Option<(Facts, Plan<'_>)> = None;
        for draw in 0..count {
            let one = drawn(book, known, deck, draw);
            // Most draws differ in numbers only.
            if plan.as_ref().is_none_or(|(facts, _)| *facts != one.facts) {
                plan =
                    Some((one.facts.clone(), Plan::new(book, options, known.answers, &one.facts)));
            }
            if let Some((_, plan)) = &plan {
                let sums = Sums::new(plan, &one.numbers);
                for (total, costs) in sums.costs().zip(&mut costs) {
                    costs.push(total.map(|total| (total.all, total.all.minus(total.people))));
                }
                amounts.push(sums.amounts);
            }
            completed.push(one);
        }
        Self { options: costs, completed, amounts }
    }

    /// Lists what an option costs in each draw; none where it has no price in all of them.
    pub(crate) fn totals(&self, option: usize) -> Option<Vec<f64>> {
        let costs = self.options.get(option)?;
        costs.iter().map(|cost| cost.map(|(all, _)| all)).collect()
    }
}

/// Fills in what follows for the rules.
pub(crate) fn derive(book: &PriceBook, known: Known<'_>, facts: &mut Facts) {
    let filled = &book.estimates.options;
    let draws = Draws::new(book, filled.len(), known, book.quick_deck());
    let strata = Strata::new(book, known, &draws.completed);
    let totals: Vec<Option<Vec<f64>>> = (0..filled.len()).map(|it| draws.totals(it)).collect();
    let budget = book.shown.budget.and_then(|field| known.get(field));
    for (option, fields) in filled.iter().enumerate() {
        let Some(Some(own)) = totals.get(option) else { continue };
        let mut fill = |[field, median]: [FieldId; 2], values: &[f64], decimals: u32| {
            let (low, high) = spread(values, &strata);
            facts.set(field, Some(value(low, high, decimals)));
            let middle = quantile(values, 0.5);
            facts.set(median, Some(value(middle, middle, decimals)));
        };
        fill(fields.monthly, own, 4);
        let others: Vec<&Vec<f64>> = totals
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != option)
            .filter_map(|(_, totals)| totals.as_ref())
            .collect();
        if !others.is_empty() {
            let cheapest = |draw: usize| {
                others
                    .iter()
                    .filter_map(|it| it.get(draw))
                    .fold(f64::MAX, |least, it| least.min(*it))
            };
            let pairs = || own.iter().enumerate().map(|(draw, own)| (*own, cheapest(draw)));
            let times: Vec<f64> = pairs().map(|(own, other)| ratio(own, other)).collect();
            let extra: Vec<f64> = pairs().map(|(own, other)| own.minus(other)).collect();
            fill(fields.times_dearer, &times, 6);
            fill(fields.extra, &extra, 4);
        }
        if let Some(Value::Number(budget)) = budget {
            let budget = f64::from_decimal(budget).max(LEAST_BUDGET);
            let hosting = draws.options.get(option).into_iter().flatten().flatten();
            let shares: Vec<f64> =
                hosting.map(|(_, hosting)| (hosting / budget).min(MOST_TIMES)).collect();
            fill(fields.budget_share, &shares, 6);
        }
    }
}

/// How many times as much as another one costs. Below a cent nothing is dearer than anything.
pub(crate) fn ratio(own: f64, other: f64) -> f64 {
    const CENT: f64 = 0.01;
    (own.max(CENT) / other.max(CENT)).min(MOST_TIMES)
}

/// A number, or a range; rounded so that the order of additions cannot show.
fn value(low: f64, high: f64, decimals: u32) -> Value {
    let decimal = |number: f64| {
        Decimal::from_f64(number).unwrap_or(Decimal::MAX).round_dp(decimals).normalize()
    };
    let (low, high) = (decimal(low), decimal(high));
    if low == high { Value::Number(low) } else { Value::Between(low, high) }
}

/// The number below which a share of some numbers lies.
pub(crate) fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = (share * (sorted.len().saturating_sub(1)) as f64).round() as usize;
    sorted.get(at).copied().unwrap_or(0.0)
}

/// For each question that is open, groups of draws that have answers alike.
struct Strata(Vec<Vec<Vec<usize>>>);

impl Strata {
    fn new(book: &PriceBook, known: Known<'_>, completed: &[Completed<f64>]) -> Self {
        const QUARTERS: u64 = 4;
        let deck = book.quick_deck();
        let open = book
            .assumptions
            .iter()
            .map(|assumption| assumption.field)
            .filter(|field| field.index() < known.questions && known.get(*field).is_none());
        let groups = open.map(|field| {
            let mut groups: Vec<(u64, Vec<usize>)> = Vec::new();
            for (draw, completed) in completed.iter().enumerate() {
                let key = match (&book.fields.get(field).kind, completed.facts.get(field)) {
                    (Kind::Number(_), _) => {
                        let wide = deck.draws() as u64 / QUARTERS;
                        u64::from(deck.stratum(field, 0, draw)) / wide
                    }
                    (_, Some(Value::Choice(choice))) => u64::from(choice),
                    (_, Some(Value::YesNo(answer))) => u64::from(answer),
                    (_, Some(Value::Several(bits))) => bits,
                    _ => 0,
                };
                match groups.iter_mut().find(|(known, _)| *known == key) {
                    Some((_, draws)) => draws.push(draw),
                    None => groups.push((key, vec![draw])),
                }
            }
            // What hardly anybody answers need not hold.
            groups
                .into_iter()
                .map(|(_, draws)| draws)
                .filter(|it| it.len() > deck.draws() / 10)
                .collect()
        });
        Self(groups.collect())
    }
}

/// The range that nine of ten draws are over, and nine of ten under: of all draws, and of each
/// group of draws in which an open question has like answers.
fn spread(values: &[f64], strata: &Strata) -> (f64, f64) {
    let ends = |values: &[f64]| {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let outer = sorted.len() / 10;
        let low = sorted.get(outer).copied().unwrap_or(0.0);
        let high = sorted.get(sorted.len().saturating_sub(1 + outer)).copied().unwrap_or(0.0);
        (low, high)
    };
    let mut range = ends(values);
    for group in strata.0.iter().flatten() {
        let own: Vec<f64> = group.iter().filter_map(|draw| values.get(*draw)).copied().collect();
        let (low, high) = ends(&own);
        range = (range.0.min(low), range.1.max(high));
    }
    range
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "these must be exact")]

    use super::{MOST_TIMES, quantile, ratio, value};
    use crate::field::Value;

    #[test]
    fn cents_are_no_ratio() {
        assert_eq!(ratio(0.009, 0.0), 1.0);
        assert_eq!(ratio(0.0, 0.009), 1.0);
        assert_eq!(ratio(3.0, 0.0), 300.0);
        assert_eq!(ratio(3.0, 1.5), 2.0);
        assert_eq!(ratio(0.0, 1.0), 0.01);
        assert_eq!(ratio(1e12, 0.0), MOST_TIMES);
    }

    #[test]
    fn quantiles_are_values_that_are_there() {
        let values: Vec<f64> = (0..64).rev().map(f64::from).collect();
        assert_eq!(quantile(&values, 0.5), 32.0);
        assert_eq!(quantile(&values, 0.1), 6.0);
        assert_eq!(quantile(&values, 1.0), 63.0);
    }

    #[test]
    fn ranges_of_no_width_are_numbers() {
        assert!(matches!(value(1.0, 1.0, 4), Value::Number(_)));
        assert!(matches!(value(1.0, 1.001, 4), Value::Between(..)));
        assert!(matches!(value(1.0, 1.000_001, 4), Value::Number(_)));
    }
}
