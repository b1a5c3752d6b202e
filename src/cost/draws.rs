//! One draw after the other, for people, and what options cost in each.

use super::{
    bill::Sums,
    draw::{Completed, Known, drawn},
    plan::Plan,
};
use crate::{field::Facts, formula::number::Number, rulebase::prices::PriceBook};

/// A project as one draw after the other has it.
pub(super) struct Drawing<'b> {
    book: &'b PriceBook,
    options: usize,
    known: Known<'b>,
    /// What options are made of in the last draw, with the choices that this follows from.
    last: Option<(Facts, Plan<'b>)>,
}

impl<'b> Drawing<'b> {
    pub(super) fn new(book: &'b PriceBook, options: usize, known: Known<'b>) -> Self {
        Self { book, options, known, last: None }
    }

    /// Returns what a draw takes the project to be, and what options are made of then. Most draws
    /// differ in numbers only, so the plan of the one before is kept where choices are the same.
    pub(super) fn at(&mut self, draw: usize) -> (Completed<f64>, &Plan<'b>) {
        let one = drawn(self.book, self.known, self.book.deck(), draw, PriceBook::is_drawn);
        let last = self.last.take().filter(|(facts, _)| *facts == one.facts);
        let (_, plan) = self.last.insert(last.unwrap_or_else(|| {
            let plan = Plan::new(self.book, self.options, self.known.answers, &one.facts);
            (one.facts.clone(), plan)
        }));
        (one, plan)
    }
}

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
    pub(crate) fn new(book: &PriceBook, options: usize, known: Known<'_>) -> Self {
        let count = book.deck().draws();
        let mut costs = vec![Vec::with_capacity(count); options];
        let mut completed = Vec::with_capacity(count);
        let mut amounts = Vec::with_capacity(count);
        let mut drawing = Drawing::new(book, options, known);
        for draw in 0..count {
            let (one, plan) = drawing.at(draw);
            let sums = Sums::new(plan, &one.numbers);
            for (total, costs) in sums.costs().zip(&mut costs) {
                costs.push(total.map(|total| (total.all, total.all.minus(total.people))));
            }
            amounts.push(sums.amounts);
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
