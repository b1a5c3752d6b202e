//! What it costs: monthly estimates from the price book, the sizing behind them, and what rules may
//! look at.
//!
//! An estimate is an interval. What a profile answers is exact; what it leaves open is taken to lie
//! anywhere in the range that the price book states (`cost/case.rs`), and an unanswered choice may
//! be any. What follows for the bill holds every completion within those ranges (`cost/drivers.rs`,
//! [`sizing`]). Without an answer on how much traffic there is, nothing is estimated.

mod bill;
mod bounds;
mod case;
pub mod curve;
mod demand;
mod drivers;
pub mod estimate;
pub mod money;
pub mod sizing;
mod walk;

use rust_decimal::Decimal;

pub use self::case::Range;
use self::{
    bill::Bill,
    bounds::Bounds,
    case::{Case, End, Open, first_of},
    money::{over, plus},
};
use crate::{
    condition::{Condition, Truth},
    field::{Facts, FieldId, Value},
    profile::Profile,
    rulebase::{OptionId, RuleBase, prices::Input},
};

/// The greatest ratio that is told from others: what costs something is at most so many times as
/// dear as what costs nothing.
const MOST_TIMES: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// Decimals to which derived fields are rounded, intervals outwards: enough for any rule, and not
/// so many that the order of additions could show.
const DECIMALS: u32 = 6;

/// The answers of a profile with everything that follows from them for the rules.
pub fn facts(base: &RuleBase, profile: &Profile) -> Facts {
    Estimator::new(base, &profile.assumptions).facts(&profile.answers)
}

/// What derived fields could become.
#[derive(Clone, Debug)]
pub struct Hull {
    /// The answers, and for each derived field an interval that holds every value that it could
    /// have; nothing where it cannot have any.
    pub facts: Facts,
    /// The derived fields of which nothing can be said.
    pub uncertain: Vec<FieldId>,
}

/// Works out estimates for any answers to one project.
#[derive(Clone, Debug)]
pub struct Estimator<'b> {
    base: &'b RuleBase,
    given: Facts,
}

impl<'b> Estimator<'b> {
    /// Makes an estimator for projects whose profile gives these assumptions.
    pub fn new(base: &'b RuleBase, given: &Facts) -> Self {
        Self { base, given: given.clone() }
    }

    /// Makes an estimator for projects that assume nothing of their own.
    pub fn assuming_nothing(base: &'b RuleBase) -> Self {
        Self { base, given: Facts::unknown(base.prices.fields.len()) }
    }

    /// The answers, and every derived field that follows from them.
    pub fn facts(&self, answers: &Facts) -> Facts {
        let mut facts = answers.clone();
        if let Some(case) = Case::new(self.base, answers, &self.given, Open::Assumed) {
            self.derive(&case, &mut facts);
        }
        facts
    }

    /// The answers, and derived fields as they could become while the `open` questions may have any
    /// answer.
    pub fn hull(&self, answers: &Facts, open: &[FieldId]) -> Hull {
        let (mut facts, mut unsure) = (answers.clone(), Vec::new());
        if let Some(case) = Case::new(self.base, answers, &self.given, Open::Anything(open)) {
            self.derive(&case, &mut facts);
            // Whether there is an estimate at all may depend on what is open, and with it every
            // comparison.
            let book = &self.base.prices;
            let truth = |when: &Condition| when.evaluate(&case.known);
            let uncertain = |option: OptionId| {
                let unpriced = book
                    .unpriced
                    .iter()
                    .any(|it| it.option == option && truth(&it.when) == Truth::Unknown);
                let stacks: Vec<Truth> =
                    book.stacks_of(option).map(|(_, stack)| truth(&stack.when)).collect();
                unpriced || (stacks.contains(&Truth::Unknown) && !stacks.contains(&Truth::True))
            };
            let uncertain: Vec<bool> = self.base.option_ids().map(uncertain).collect();
            for (fields, own) in book.estimates.options.iter().zip(&uncertain) {
                if *own {
                    unsure.extend([fields.monthly, fields.budget_share]);
                }
                if uncertain.contains(&true) {
                    unsure.extend([fields.times_cheaper, fields.saving]);
                }
            }
            unsure.iter().for_each(|field| facts.set(*field, None));
        }
        Hull { facts, uncertain: unsure }
    }

    /// The questions that a derived field depends on.
    pub fn inputs(&self, derived: FieldId) -> &'b [FieldId] {
        self.base.prices.inputs_of(derived)
    }

    /// The questions without an answer to which a derived field is not known at all.
    pub fn needs(&self, derived: FieldId) -> Vec<FieldId> {
        self.base.prices.needs_of(derived)
    }

    /// Fills in the derived fields.
    fn derive(&self, case: &Case<'_>, facts: &mut Facts) {
        let estimates = &self.base.prices.estimates;
        let (low, high) = (case.at(End::Low), case.at(End::High));
        if let Some(field) = estimates.peak_requests {
            facts.set(field, Some(value(low.peak_requests(), high.peak_requests())));
        }
        if let Some(field) = estimates.peak_concurrency {
            facts.set(field, Some(value(low.peak_concurrency(), high.peak_concurrency())));
        }
        let bills: Vec<Vec<Bill>> =
            self.base.option_ids().map(|option| self.bills(case, option)).collect();
        let leads = Leads::of(&bills, case);
        for (option, fields) in estimates.options.iter().enumerate() {
            let Some(own) =
                bills.get(option).and_then(|bills| hull_of(bills.iter().map(|bill| bill.total)))
            else {
                continue;
            };
            facts.set(fields.monthly, Some(value(own.low, own.high)));
            facts.set(fields.budget_share, self.budget_share(case, &bills[option]));
            let others = (0..bills.len()).filter(|other| *other != option);
            let lead = others.filter_map(|other| leads.before(option, other, &bills));
            if let Some(lead) = lead.reduce(Lead::least) {
                let least = lead.saving.low.max(Decimal::ZERO);
                facts.set(fields.saving, Some(value(least, lead.saving.high.max(Decimal::ZERO))));
                facts.set(fields.times_cheaper, Some(value(lead.times.low, lead.times.high)));
            }
        }
    }

    /// What an option may cost: a bill for each stack that it may be made of; none where it has no
    /// price.
    fn bills(&self, case: &Case<'_>, option: OptionId) -> Vec<Bill> {
        let book = &self.base.prices;
        let unpriced = book.unpriced.iter().filter(|it| it.option == option);
        if unpriced.into_iter().any(|it| it.when.evaluate(&case.known) == Truth::True) {
            return Vec::new();
        }
        let stacks = book.stacks_of(option).map(|(id, stack)| (&stack.when, id));
        first_of(stacks, &case.known).into_iter().map(|stack| Bill::of(case, stack)).collect()
    }

    fn budget_share(&self, case: &Case<'_>, bills: &[Bill]) -> Option<Value> {
        let budget = case.get(self.base.prices.inputs.get(Input::Budget)?)?;
        let hosting = hull_of(bills.iter().map(|bill| bill.hosting))?;
        // Of a budget of nothing, what is free takes nothing.
        let share = |cost: Decimal, budget: Decimal| {
            if !budget.is_zero() {
                over(cost, budget).min(MOST_TIMES)
            } else if cost.is_zero() {
                Decimal::ZERO
            } else {
                MOST_TIMES
            }
        };
        Some(value(share(hosting.low, budget.high), share(hosting.high, budget.low)))
    }
}

/// How far one option leads another in cost.
#[derive(Clone, Copy)]
struct Lead {
    /// How much more the other costs.
    saving: Bounds,
    /// How many times as much it costs.
    times: Bounds,
}

impl Lead {
    /// The lead before whichever of two others is ahead.
    fn least(self, other: Self) -> Self {
        let least = |one: Bounds, other: Bounds| Bounds {
            low: one.low.min(other.low),
            high: one.high.min(other.high),
        };
        Self { saving: least(self.saving, other.saving), times: least(self.times, other.times) }
    }
}

/// By how much the bills of any two options differ.
struct Leads {
    /// For every two options, the first before the second: a difference for every two of their
    /// bills.
    differences: Vec<(usize, usize, Vec<Bounds>)>,
}

impl Leads {
    fn of(bills: &[Vec<Bill>], case: &Case<'_>) -> Self {
        let mut differences = Vec::new();
        for (first, own) in bills.iter().enumerate() {
            for (second, others) in bills.iter().enumerate().skip(first + 1) {
                let each =
                    own.iter().flat_map(|own| others.iter().map(move |other| own.to(other, case)));
                differences.push((first, second, each.collect()));
            }
        }
        Self { differences }
    }

    /// How far one option leads another; none where one of them has no price.
    fn before(&self, option: usize, other: usize, bills: &[Vec<Bill>]) -> Option<Lead> {
        let turned = option > other;
        let (first, second) = if turned { (other, option) } else { (option, other) };
        let (_, _, differences) =
            self.differences.iter().find(|(one, two, _)| (*one, *two) == (first, second))?;
        let pairs = bills
            .get(first)?
            .iter()
            .flat_map(|one| bills.get(second).into_iter().flatten().map(move |two| (one, two)));
        let leads = pairs.zip(differences).map(|((one, two), difference)| {
            let (own, others, saving) = match turned {
                false => (one, two, *difference),
                true => (two, one, Bounds { low: -difference.high, high: -difference.low }),
            };
            Lead { saving, times: ratio(own.total, others.total, saving) }
        });
        leads.reduce(|all, one| Lead {
            saving: all.saving.hull(one.saving),
            times: all.times.hull(one.times),
        })
    }
}

/// The other's cost divided by one's own: by the two bounds, and by one's own bounds and the
/// difference, whichever is tighter.
fn ratio(own: Bounds, other: Bounds, saving: Bounds) -> Bounds {
    let divide = |one: Decimal, other: Decimal| match (one.is_zero(), other.is_zero()) {
        (true, true) => Decimal::ONE,
        (false, true) => MOST_TIMES,
        _ => over(one, other).min(MOST_TIMES),
    };
    if own.low == own.high && other.low == other.high {
        let times = divide(other.low, own.low);
        return Bounds { low: times, high: times };
    }
    // other / own = 1 + saving / own
    let beside = |saving: Decimal, own: Decimal| {
        if own.is_zero() {
            return None;
        }
        saving.checked_div(own)?.checked_add(Decimal::ONE)
    };
    let low = beside(saving.low, if saving.low.is_sign_negative() { own.low } else { own.high });
    let high = beside(saving.high, if saving.high.is_sign_negative() { own.high } else { own.low });
    // Nothing against nothing counts as once, which lies between the bounds of all that may be
    // nothing.
    let simple = Bounds { low: divide(other.low, own.high), high: divide(other.high, own.low) };
    let both_may_be_free = own.low.is_zero() && other.low.is_zero();
    let low = simple.low.max(low.unwrap_or(Decimal::ZERO)).min(MOST_TIMES);
    let high = simple.high.min(high.unwrap_or(MOST_TIMES));
    match both_may_be_free {
        true => Bounds { low: low.min(Decimal::ONE), high: high.max(Decimal::ONE) },
        false => Bounds { low, high },
    }
}

fn hull_of(mut bounds: impl Iterator<Item = Bounds>) -> Option<Bounds> {
    let first = bounds.next()?;
    Some(bounds.fold(first, Bounds::hull))
}

/// A derived value: a number, or an interval rounded outwards.
fn value(low: Decimal, high: Decimal) -> Value {
    if low == high {
        return Value::Number(low.round_dp(DECIMALS).normalize());
    }
    let step = Decimal::new(1, DECIMALS);
    let floor = low.trunc_with_scale(DECIMALS);
    let ceil = high.trunc_with_scale(DECIMALS);
    let ceil = if ceil < high { plus(ceil, step) } else { ceil };
    Value::Between(floor.normalize(), ceil.normalize())
}

#[cfg(test)]
mod tests {
    use super::{Bounds, Decimal, MOST_TIMES, ratio};

    #[test]
    fn no_bound_of_a_ratio_is_beyond_the_greatest() {
        let bounds =
            |low: i64, high: i64| Bounds { low: Decimal::new(low, 6), high: Decimal::new(high, 6) };
        let (own, saving) = (bounds(0, 1), bounds(5_000_000, 6_000_000));
        let times = ratio(own, bounds(5_000_000, 6_000_001), saving);
        assert_eq!((times.low, times.high), (MOST_TIMES, MOST_TIMES));
    }
}
