//! What options cost as traffic grows, everything else as it is: points of the curve, where two
//! options cost the same, and how far that may be off.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use rust_decimal::Decimal;

use super::{
    bill::Sums,
    draw::Completed,
    draws::{Drawing, quantile},
    estimate::{Estimating, MoneyRange, OpenNumber, money_range},
    plan::Plan,
};
use crate::{
    field::FieldId, formula::number::Number, grid::Grid, money::Money, rulebase::prices::DRAWS,
};

/// The costs of all options over traffic.
pub struct Curve<'b> {
    traffic: usize,
    expected: One<'b>,
    exact: Completed<Decimal>,
    draws: Vec<One<'b>>,
    /// Each number that is open and paid for, at its ends.
    ends: OnceCell<Vec<(OpenNumber, [One<'b>; 2])>>,
    estimating: Estimating<'b>,
}

/// One way that a project could be.
struct One<'b> {
    numbers: Vec<f64>,
    plan: Rc<Plan<'b>>,
    /// What the options cost, by traffic: each pair of them asks for the same.
    known: RefCell<HashMap<u64, Costs>>,
}

/// What each option costs; none for one without a price.
type Costs = Rc<[Option<f64>]>;

/// Where two options cost the same.
#[derive(Clone, Debug)]
pub struct BreakEven {
    /// The two options.
    pub options: [usize; 2],
    /// Up to and with how many requests a month both cost the same; none if they differ at the least
    /// traffic that is looked at.
    pub same_until: Option<u64>,
    /// Which is cheaper at the least traffic at which they differ; none if they never do.
    pub cheaper_first: Option<usize>,
    /// The crossings as expected: from how many requests a month on which of them is cheaper.
    pub crossings: Vec<Crossing>,
    /// Where the crossing lies in eight of ten draws that have one.
    pub band: Option<(u64, u64)>,
    /// The share of draws that have one.
    pub share: f64,
    /// What of all that is open moves the first crossing most, the strongest first.
    pub movers: Vec<Mover>,
}

/// Something that is open, and how far it moves the first crossing of two curves.
#[derive(Clone, Debug)]
pub struct Mover {
    /// The field of the price book.
    pub field: FieldId,
    /// What one project in ten is under, and over.
    pub ends: [Decimal; 2],
    /// Where the first crossing is at either end; none where there is none.
    pub crossings: [Option<u64>; 2],
}

/// A crossing of two curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// From how many requests a month on.
    pub at: u64,
    /// Which option is cheaper from there on.
    pub cheaper: usize,
    /// What the two cost there, in the order of the options.
    pub costs: [Money; 2],
}

/// The digits that crossings are told with: more would be more than anybody knows.
const DIGITS: u32 = 2;

impl<'b> Curve<'b> {
    /// Makes the curve of a project; none where the book names no traffic. How much traffic the
    /// project has does not matter.
    pub(crate) fn new(estimating: Estimating<'b>) -> Option<Self> {
        let book = estimating.book;
        let traffic = book.shown.traffic?.index();
        let (plan, exact) = estimating.expected();
        let numbers = exact.numbers.iter().map(|number| f64::from_decimal(*number)).collect();
        let expected = One::new(numbers, plan.into());
        let mut drawing = Drawing::new(book, estimating.options, estimating.known);
        let draws = (0..DRAWS).map(|draw| {
            let (one, plan) = drawing.at(draw);
            One::new(one.numbers, Rc::new(plan.clone()))
        });
        let (draws, ends) = (draws.collect(), OnceCell::new());
        Some(Self { traffic, expected, exact, draws, ends, estimating })
    }

    /// Works out what each option costs with so many requests a month; none for one without a price.
    pub fn at(&self, requests: u64) -> Vec<Option<MoneyRange>> {
        let exact = self.exact_at(requests);
        let draws: Vec<Costs> =
            self.draws.iter().map(|one| one.costs(self.traffic, requests)).collect();
        let range = |(option, expected): (usize, Option<Decimal>)| {
            let expected = expected?;
            let values: Vec<f64> =
                draws.iter().filter_map(|costs| costs.get(option).copied().flatten()).collect();
            Some(money_range(&values, expected))
        };
        exact.into_iter().enumerate().map(range).collect()
    }

    /// Works out what each option is expected to cost, exactly.
    pub fn exact_at(&self, requests: u64) -> Vec<Option<Decimal>> {
        let mut numbers = self.exact.numbers.clone();
        if let Some(slot) = numbers.get_mut(self.traffic) {
            *slot = Decimal::from(requests);
        }
        let sums = Sums::new(&self.expected.plan, &numbers);
        sums.costs().map(|total| Some(total?.all)).collect()
    }

    /// Finds where two options cost the same between two amounts of traffic.
    pub fn break_even(&self, options: [usize; 2], from: u64, to: u64) -> Option<BreakEven> {
        let steps = steps(from, to);
        let found = self.expected.crossings(self.traffic, options, &steps)?;
        let in_draws: Vec<f64> = self
            .draws
            .iter()
            .filter_map(|one| {
                let found = one.crossings(self.traffic, options, &steps)?;
                found.crossings.first().map(|(at, _)| *at as f64)
            })
            .collect();
        let share = in_draws.len() as f64 / DRAWS as f64;
        let band = (share >= 0.1)
            .then(|| (quantile(&in_draws, 0.1) as u64, quantile(&in_draws, 0.9) as u64));
        // What is expected need not be the middle of the draws.
        let band = band.map(|(low, high)| match found.crossings.first() {
            Some((at, _)) => (low.min(*at), high.max(*at)),
            None => (low, high),
        });
        let told = found.crossings.iter().map(|(at, cheaper)| {
            let exact = self.exact_at(*at);
            let cost =
                |option: usize| Money(exact.get(option).copied().flatten().unwrap_or_default());
            Crossing { at: *at, cheaper: *cheaper, costs: options.map(cost) }
        });
        Some(BreakEven {
            options,
            same_until: found.same_until,
            cheaper_first: found.first,
            crossings: told.collect(),
            band,
            share,
            movers: self.movers(options, &steps),
        })
    }

    /// Finds the three things that are open which move the first crossing most.
    fn movers(&self, options: [usize; 2], steps: &[u64]) -> Vec<Mover> {
        const MOST: usize = 3;
        let mut movers: Vec<(f64, Mover)> = Vec::new();
        for (OpenNumber { field, ends, .. }, ones) in self.ends() {
            let crossings = ones.each_ref().map(|one| {
                let found = one.crossings(self.traffic, options, steps)?;
                found.crossings.first().map(|(at, _)| *at)
            });
            let far = steps.last().copied().unwrap_or(1);
            let [low, high] = crossings.map(|at| at.unwrap_or(far).max(1) as f64);
            let mover = Mover { field: *field, ends: *ends, crossings };
            movers.push(((low / high).max(high / low), mover));
        }
        movers.retain(|(times, ..)| *times > 1.05);
        movers.sort_by(|one, other| other.0.total_cmp(&one.0));
        movers.truncate(MOST);
        movers.into_iter().map(|(_, mover)| mover).collect()
    }

    fn ends(&self) -> &[(OpenNumber, [One<'b>; 2])] {
        self.ends.get_or_init(|| {
            let plan = &self.expected.plan;
            let used = self.estimating.fields_of(plan);
            let is_paid_for =
                |it: &OpenNumber| it.field.index() != self.traffic && used.contains(&it.field);
            let open = self.estimating.open_numbers(&self.exact.facts).filter(is_paid_for);
            let with_ends = open.map(|open| {
                let ones = open.numbers.map(|number| {
                    One::new(self.expected.with(open.field.index(), number), Rc::clone(plan))
                });
                (open, ones)
            });
            with_ends.collect()
        })
    }
}

impl<'b> One<'b> {
    fn new(numbers: Vec<f64>, plan: Rc<Plan<'b>>) -> Self {
        Self { numbers, plan, known: RefCell::default() }
    }

    /// Returns its numbers with another one in a place.
    fn with(&self, at: usize, number: f64) -> Vec<f64> {
        let mut numbers = self.numbers.clone();
        if let Some(slot) = numbers.get_mut(at) {
            *slot = number;
        }
        numbers
    }

    fn costs(&self, traffic: usize, requests: u64) -> Costs {
        let mut known = self.known.borrow_mut();
        let costs = known.entry(requests).or_insert_with(|| {
            let numbers = self.with(traffic, requests as f64);
            let sums = Sums::new(&self.plan, &numbers);
            sums.costs().map(|total| Some(total?.all)).collect()
        });
        Rc::clone(costs)
    }

    /// Finds where one of two options becomes cheaper than the other, to a step. None where one of
    /// them has no price.
    fn crossings(&self, traffic: usize, options: [usize; 2], steps: &[u64]) -> Option<Crossings> {
        // What costs less than a cent more is not dearer.
        const CENT: f64 = 0.01;
        // Every tenth step is looked at, and between two that differ the exact one is searched for.
        const STRIDE: usize = 10;
        let cheaper = |step: usize| {
            let costs = self.costs(traffic, *steps.get(step)?);
            let cost = |option: usize| costs.get(option).copied().flatten();
            let (one, other) = (cost(options[0])?, cost(options[1])?);
            Some(if one < other - CENT {
                Some(options[0])
            } else if other < one - CENT {
                Some(options[1])
            } else {
                None
            })
        };
        let mut found = Crossings { same_until: None, first: None, crossings: Vec::new() };
        let (mut leader, mut before) = (None, 0);
        for index in (0..steps.len()).step_by(STRIDE).chain([steps.len().saturating_sub(1)]) {
            let now = cheaper(index)?;
            if now.is_none() || now == leader {
                before = index;
                continue;
            }
            let (mut low, mut high) = (before, index);
            while high > low + 1 {
                let middle = usize::midpoint(low, high);
                if cheaper(middle)? == now { high = middle } else { low = middle }
            }
            match leader {
                Some(_) => found.crossings.push((*steps.get(high)?, now?)),
                None => {
                    found.first = now;
                    found.same_until = high.checked_sub(1).and_then(|it| steps.get(it)).copied();
                }
            }
            leader = now;
            before = index;
        }
        if leader.is_none() {
            found.same_until = steps.last().copied();
        }
        Some(found)
    }
}

/// Where one of two options becomes cheaper than the other.
struct Crossings {
    same_until: Option<u64>,
    first: Option<usize>,
    crossings: Vec<(u64, usize)>,
}

/// The numbers of two digits from one to another.
fn steps(from: u64, to: u64) -> Vec<u64> {
    let grid = Grid::logarithmic(DIGITS, Decimal::ONE);
    let (first, last) = (grid.number_of(Decimal::from(from)), grid.number_of(Decimal::from(to)));
    let number = |step: u64| {
        use rust_decimal::prelude::ToPrimitive;
        grid.value(step)?.to_u64()
    };
    (first..=last).filter_map(number).filter(|step| (from..=to).contains(step)).collect()
}
