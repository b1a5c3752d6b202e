//! What options cost in each of the draws, for people.

use super::{
    bill::Sums,
    draw::{Completed, Known, drawn},
    plan::Plan,
};
use crate::{
    field::Facts,
    formula::number::Number,
    rulebase::prices::{Deck, PriceBook},
};

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
}

/// The number below which a share of some numbers lies.
pub(crate) fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = (share * (sorted.len().saturating_sub(1)) as f64).round() as usize;
    sorted.get(at).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "these must be exact")]

    use super::quantile;

    #[test]
    fn quantiles_are_values_that_are_there() {
        let values: Vec<f64> = (0..64).rev().map(f64::from).collect();
        assert_eq!(quantile(&values, 0.5), 32.0);
        assert_eq!(quantile(&values, 0.1), 6.0);
        assert_eq!(quantile(&values, 1.0), 63.0);
    }
}
