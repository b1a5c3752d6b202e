//! What rules may look at: how much there is to do in the busiest minute, and for every option what
//! it costs, how many times as much as the cheapest other, how much more, and which share of the
//! budget.
//!
//! Nothing of this is known for sure: open questions and the book's assumptions are drawn together,
//! the same draw on every option, so that what is common cancels. A field such as
//! `estimate.firebase.times_dearer` is then the range without its outer tenths: a rule that looks at
//! it fires when it holds in at least nine of ten draws. Its `median_…` twin is the middle of the
//! draws, for rules that ask what is to be expected.
//!
//! An open question must count as its plausible answers and never as one of them. So the range is
//! widened until the rule would hold for each quarter of the answers to a numeric question, and for
//! each usual choice, by itself as well (`Spread`).

use std::collections::HashMap;

use rust_decimal::{Decimal, prelude::FromPrimitive};

use super::sheet::{Cost, End, Sheet, each};
use crate::{
    field::{Facts, FieldId, Value},
    formula::number::{Number, nearest},
    rulebase::prices::{
        PriceBook, QUICK_DRAWS,
        program::{ALL, Column, Lanes},
    },
};

/// The greatest ratio that is told from others: what costs something is at most so many times as
/// dear as what costs nothing.
const MOST_TIMES: f64 = 1_000_000.0;

/// The least budget that a cost is measured by, in the book's currency: what must be free may still
/// cost some cents.
const LEAST_BUDGET: f64 = 1.0;

/// What options cost in each draw, for one set of answers.
#[derive(Clone, Debug)]
struct Costs {
    /// The peaks that some rule looks at.
    peaks: [Option<Column>; 2],
    options: Vec<Option<Cost>>,
    budget: Option<f64>,
}

impl Costs {
    fn new(book: &PriceBook, sheet: &mut Sheet<'_>, answers: &Facts) -> Self {
        sheet.answer(answers);
        Self::at_end(book, sheet, answers)
    }

    /// Works them out at the end of its range at which a sheet is.
    fn at_end(book: &PriceBook, sheet: &mut Sheet<'_>, answers: &Facts) -> Self {
        let options = 0..book.estimates.options.len();
        let budget = match book.shown.budget.and_then(|field| sheet.known(field)) {
            Some(Value::Number(budget)) => Some(f64::from_decimal(budget)),
            _ => None,
        };
        // Only what is a share of a budget is told without people's time.
        let options = options.map(|option| sheet.cost(option, answers, budget.is_some())).collect();
        let is_asked = |field: &FieldId| book.estimates.is_asked(*field);
        let peaks = [0, 1]
            .map(|peak| book.estimates.peaks[peak].filter(is_asked).and_then(|_| sheet.peak(peak)));
        Self { peaks, options, budget }
    }

    /// Finds what the cheapest option but one costs in each draw.
    fn cheapest_beside(&self, option: usize) -> Option<Column> {
        let others = self.options.iter().enumerate().filter(|(other, _)| *other != option);
        let others = others.filter_map(|(_, cost)| Some(cost.as_ref()?.all));
        others.reduce(|one, other| each(|draw| one[draw].least(other[draw])))
    }
}

/// Fills in what follows for the rules.
pub(crate) fn derive(book: &PriceBook, sheet: &mut Sheet<'_>, answers: &Facts, facts: &mut Facts) {
    let costs = Costs::new(book, sheet, answers);
    fill_exactly(book, &costs, &Spread::new(sheet), facts);
}

/// What options cost along one number, everything else as it was answered: neighbours are asked for
/// together, and each is the end of several stretches.
#[derive(Clone, Debug)]
pub(crate) struct Along {
    field: FieldId,
    /// What else was answered.
    others: Facts,
    /// Which draws count, as it is what else is open that tells.
    spread: Spread,
    known: HashMap<Option<Value>, Costs>,
}

impl Along {
    /// Starts where a field has some number.
    pub(crate) fn new(sheet: &mut Sheet<'_>, field: FieldId, answers: &Facts) -> Self {
        sheet.answer(answers);
        let others = without(answers, field);
        Self { field, others, spread: Spread::new(sheet), known: HashMap::new() }
    }

    /// Returns whether nothing but the number differs from these answers.
    pub(crate) fn has(&self, answers: &Facts) -> bool {
        let is_number = matches!(answers.get(self.field), Some(Value::Number(_)));
        is_number && self.others == without(answers, self.field)
    }

    /// Fills in what follows for the rules.
    pub(crate) fn derive(
        &mut self,
        book: &PriceBook,
        sheet: &mut Sheet<'_>,
        answers: &Facts,
        facts: &mut Facts,
    ) {
        let number = self.look(book, sheet, answers);
        fill_exactly(book, &self.known[&number], &self.spread, facts);
    }

    /// Does what [`derive_ends`] does, where no cost falls as the number rises.
    pub(crate) fn derive_ends(
        &mut self,
        book: &PriceBook,
        sheet: &mut Sheet<'_>,
        answers: [&Facts; 2],
    ) -> Option<[Facts; 2]> {
        let [low, high] = answers.map(|answers| self.look(book, sheet, answers));
        fill_ends(book, [&self.known[&low], &self.known[&high]], &self.spread, answers[0])
    }

    /// Sees to it that it is known what options cost with some answers, and returns their number.
    fn look(&mut self, book: &PriceBook, sheet: &mut Sheet<'_>, answers: &Facts) -> Option<Value> {
        let number = answers.get(self.field);
        self.known.entry(number).or_insert_with(|| Costs::new(book, sheet, answers));
        number
    }
}

fn without(answers: &Facts, field: FieldId) -> Facts {
    let mut others = answers.clone();
    others.set(field, None);
    others
}

/// Returns the low one of two answers, which differ in the number of one field, with everything that
/// could follow for any answers between them: within what its low ends lie, and its high ends. None
/// where that cannot be told.
pub(crate) fn derive_ends(
    book: &PriceBook,
    sheet: &mut Sheet<'_>,
    field: FieldId,
    [low, high]: [&Facts; 2],
) -> Option<[Facts; 2]> {
    let Some(Value::Number(most)) = high.get(field) else { return None };
    sheet.answer(low);
    sheet.widen(field, f64::from_decimal(most));
    let [least, most] = [End::Least, End::Most].map(|end| {
        sheet.end = end;
        Costs::at_end(book, sheet, low)
    });
    fill_ends(book, [&least, &most], &Spread::new(sheet), low)
}

fn fill_ends(
    book: &PriceBook,
    [low, high]: [&Costs; 2],
    spread: &Spread,
    answers: &Facts,
) -> Option<[Facts; 2]> {
    // In between an option may lose its price, and everything that is compared with it.
    if low.options.iter().zip(&high.options).any(|(low, high)| low.is_some() != high.is_some()) {
        return None;
    }
    let mut ends = [answers.clone(), answers.clone()];
    fill(book, low, Some(high), spread, |field, within, decimals| {
        for (facts, (least, most)) in ends.iter_mut().zip(within) {
            facts.set(field, Some(value(least, most, decimals)));
        }
    });
    Some(ends)
}

fn fill_exactly(book: &PriceBook, costs: &Costs, spread: &Spread, facts: &mut Facts) {
    fill(book, costs, None, spread, |field, [(low, _), (high, _)], decimals| {
        facts.set(field, Some(value(low, high, decimals)));
    });
}

/// Calls `set` with what follows from costs, or from any costs between those and `high` ones: for
/// each field within what its low end lies, and its high end, and to how many decimals.
fn fill(
    book: &PriceBook,
    low: &Costs,
    high: Option<&Costs>,
    spread: &Spread,
    mut set: impl FnMut(FieldId, [(f64, f64); 2], u32),
) {
    let both = |[one, other]: [(f64, f64); 2]| {
        [(one.0.least(other.0), one.0.most(other.0)), (one.1.least(other.1), one.1.most(other.1))]
    };
    let ends = [low, high.unwrap_or(low)];
    for (peak, field) in book.estimates.peaks.into_iter().enumerate() {
        if let (Some(field), [Some(low), Some(high)]) =
            (field, ends.map(|end| end.peaks[peak].as_ref()))
        {
            set(field, both([spread.of(low), spread.of(high)]), 4);
        }
    }
    for (option, fields) in book.estimates.options.iter().enumerate() {
        let [Some(low), Some(most)] = ends.map(|end| end.options[option].as_ref()) else {
            continue;
        };
        let own = [low, most];
        // What rises with the option's own cost, and falls with what it is compared with.
        let mut fill =
            |[field, median]: [FieldId; 2], of: &dyn Fn(usize, usize) -> Column, decimals| {
                if !book.estimates.is_asked(field) && !book.estimates.is_asked(median) {
                    return;
                }
                let low = of(0, 1);
                let high = high.map(|_| of(1, 0));
                if book.estimates.is_asked(field) {
                    let least = spread.of(&low);
                    let most = high.as_ref().map_or(least, |high| spread.of(high));
                    set(field, both([least, most]), decimals);
                }
                if book.estimates.is_asked(median) {
                    let least = middle(low);
                    let most = high.map_or(least, middle);
                    set(median, [(least, most); 2], decimals);
                }
            };
        fill(fields.monthly, &|end, _| own[end].all, 4);
        if let [Some(one), Some(other)] = ends.map(|end| end.cheapest_beside(option)) {
            let others = [one, other];
            let times = |end: usize, other: usize| {
                each(|draw| ratio(own[end].all[draw], others[other][draw]))
            };
            fill(fields.times_dearer, &times, 6);
            let extra = |end: usize, other: usize| {
                each(|draw| own[end].all[draw].minus(others[other][draw]))
            };
            fill(fields.extra, &extra, 4);
        }
        if let [Some(one), Some(other)] = ends.map(|end| end.budget) {
            let budgets = [one.least(other), one.most(other)];
            // In between it may be made of something else.
            let people = match high {
                Some(_) => [&own[0].people_ends[0], &own[1].people_ends[1]],
                None => [&own[0].people; 2],
            };
            let share = |end: usize, other: usize| {
                let hosting = |draw: usize| own[end].all[draw].minus(people[other][draw]);
                each(|draw| share_of(budgets[other], hosting(draw)))
            };
            fill(fields.budget_share, &share, 6);
        }
    }
}

/// How many times as much as another one costs. Below a cent nothing is dearer than anything.
#[inline]
pub(crate) fn ratio(own: f64, other: f64) -> f64 {
    const CENT: f64 = 0.01;
    (own.most(CENT) / other.most(CENT)).least(MOST_TIMES)
}

/// What share of a budget a cost is.
#[inline]
pub(crate) fn share_of(budget: f64, cost: f64) -> f64 {
    (cost / budget.max(LEAST_BUDGET)).least(MOST_TIMES)
}

/// A number, or a range; rounded so that the order of additions cannot show.
fn value(low: f64, high: f64, decimals: u32) -> Value {
    let (low, high) = (rounded(low, decimals), rounded(high, decimals));
    if low == high { Value::Number(low) } else { Value::Between(low, high) }
}

/// Rounds to so many decimals, a half to the even one, and leaves out zeros at the end.
fn rounded(number: f64, decimals: u32) -> Decimal {
    const EXACT: f64 = 1e12;
    let scaled = number * f64::from(10_u32.pow(decimals));
    let (nearest, _) = nearest(scaled);
    // What could be a half, and what is too large to tell, is worked out in decimals.
    if scaled >= EXACT || (scaled - nearest).abs() > 0.499 {
        let decimal = Decimal::from_f64(number).unwrap_or(Decimal::MAX);
        return decimal.round_dp(decimals).normalize();
    }
    let (mut whole, mut scale) = (nearest as i64, decimals);
    while scale > 0 && whole % 10 == 0 {
        (whole, scale) = (whole / 10, scale - 1);
    }
    Decimal::new(whole, scale)
}

/// The middle of the draws.
fn middle(mut values: Column) -> f64 {
    *values.select_nth_unstable_by(QUICK_DRAWS / 2, f64::total_cmp).1
}

/// The draws that are looked at for the ends of a range.
#[derive(Clone, Debug)]
struct Spread {
    /// Each of these counts.
    each: Lanes,
    /// Of each of these groups, all but the one draw at either end, a tenth of it.
    groups: Vec<Lanes>,
}

impl Spread {
    /// Looks at all draws, and at each group of draws in which an open question has like answers.
    fn new(sheet: &mut Sheet<'_>) -> Self {
        // A quarter of what a number could be is four draws, too few to leave any out.
        if sheet.has_open_number() {
            return Self { each: ALL, groups: Vec::new() };
        }
        let alike = sheet.alike();
        let is_large = |group: &&Lanes| group.count_ones() >= 10;
        // What hardly anybody answers need not hold.
        let small = alike.iter().filter(|group| (2..10).contains(&group.count_ones()));
        let groups = [ALL].into_iter().chain(alike.iter().filter(is_large).copied());
        Self { each: small.fold(0, |each, group| each | group), groups: groups.collect() }
    }

    /// Finds the range that nine of ten draws are over, and nine of ten under: of all draws, and of
    /// each group.
    fn of(&self, values: &Column) -> (f64, f64) {
        let (mut low, mut high) = (f64::MAX, 0.0_f64);
        for (draw, value) in values.iter().enumerate() {
            if self.each >> draw & 1 == 1 {
                (low, high) = (low.least(*value), high.most(*value));
            }
        }
        if self.each == ALL {
            return (low, high);
        }
        for group in &self.groups {
            let (mut least, mut most) = ([f64::MAX; 2], [0.0_f64; 2]);
            for (draw, value) in values.iter().enumerate() {
                if group >> draw & 1 == 1 {
                    least = [least[0].least(*value), least[1].least(value.most(least[0]))];
                    most = [most[0].most(*value), most[1].most(value.least(most[0]))];
                }
            }
            (low, high) = (low.least(least[1]), high.most(most[1]));
        }
        (low, high)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "these must be exact")]

    use super::{MOST_TIMES, middle, ratio, rounded, value};
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
    fn the_middle_is_the_ninth_of_sixteen() {
        let mut number = 1_u32;
        for _ in 0..1_000 {
            let values = std::array::from_fn(|_| {
                number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                f64::from(number >> 28)
            });
            let mut sorted: Vec<f64> = values.to_vec();
            sorted.sort_by(f64::total_cmp);
            assert_eq!(middle(values), sorted[8]);
        }
    }

    #[test]
    fn halves_are_rounded_as_in_decimals() {
        for (number, decimals, expected) in [
            (2720.50275, 4, "2720.5028"),
            (0.0334375, 6, "0.033438"),
            (1.0, 4, "1"),
            (123456789012.34565, 4, "123456789012.3457"),
            (1e18, 6, "1000000000000000000"),
        ] {
            assert_eq!(rounded(number, decimals).to_string(), expected);
        }
    }

    #[test]
    fn ranges_of_no_width_are_numbers() {
        assert!(matches!(value(1.0, 1.0, 4), Value::Number(_)));
        assert!(matches!(value(1.0, 1.001, 4), Value::Between(..)));
        assert!(matches!(value(1.0, 1.000_001, 4), Value::Number(_)));
    }
}
