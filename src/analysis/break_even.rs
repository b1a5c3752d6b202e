//! Break-even: at how much traffic one option becomes cheaper than another.
//!
//! Costs rise in straight pieces with bends (free allowances, tiers) and steps (machines), so two
//! of them may cross several times: servers step past functions and are caught up with again. Every
//! crossing is found exactly, between two neighbouring numbers of requests, by halving: where one
//! option costs less at the upper end of a stretch than the other at its lower end, it is cheaper
//! throughout, since costs never fall; and where both are straight, they cross at most once.

use std::{cmp::Ordering, ops::ControlFlow};

use rust_decimal::Decimal;

use crate::{
    cost::{
        curve::{Curve, Piece},
        money::Money,
    },
    rulebase::OptionId,
};

/// How many crossings are listed for each pair of options.
pub const MOST_CROSSINGS: usize = 10;

/// How many points of two curves are looked at before the search for further crossings is given up.
const MOST_POINTS: u32 = 100_000;

/// Where two options cost the same.
#[derive(Clone, Debug)]
pub struct BreakEven {
    /// The two options.
    pub options: [OptionId; 2],
    /// Both cost the same up to and with so many requests a month; none when they differ from the
    /// first on.
    pub same_until: Option<u64>,
    /// Which is cheaper from there to the first crossing; none when they never differ.
    pub cheaper_first: Option<OptionId>,
    /// The crossings in ascending order, no more than [`MOST_CROSSINGS`].
    pub crossings: Vec<Crossing>,
    /// The last crossing.
    pub last: Option<Crossing>,
    /// Whether there are more crossings than are listed, between the last listed one and the last.
    pub more: bool,
    /// Whether the search came to its end; if not, there may be further crossings.
    pub complete: bool,
}

/// A crossing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// The first number of requests a month at which the option that was cheaper is cheaper no
    /// more: the two cost the same there, or the other is cheaper already.
    pub at: u64,
    /// The option that is cheaper from here on, or from the end of a tie.
    pub cheaper: OptionId,
    /// What the two cost there.
    pub costs: [Money; 2],
}

/// Finds where two options cost the same, from no requests a month to `most`.
pub fn break_even(curve: &mut Curve<'_>, options: [OptionId; 2], most: u64) -> BreakEven {
    let mut search = Search { curve, options, points: 0 };
    let (start, end) = (search.point(0), search.point(most));
    let mut result = BreakEven {
        options,
        same_until: (start.order() == Ordering::Equal).then_some(most),
        cheaper_first: search.cheaper(start.order()),
        crossings: Vec::new(),
        last: None,
        more: false,
        complete: true,
    };
    // Which option is known to be the cheaper one, and where a tie that is not over yet began.
    let (mut cheaper, mut tie) = (start.order(), None);
    let mut found: Vec<(u64, Ordering)> = Vec::new();
    let flow = search.up(&start, &end, &mut |at, order| {
        match (cheaper, order) {
            (Ordering::Equal, _) => {
                result.same_until = Some(at - 1);
                cheaper = order;
            }
            (_, Ordering::Equal) => tie = Some(at),
            (known, now) => {
                let at = tie.take().unwrap_or(at);
                if now != known {
                    if found.len() == MOST_CROSSINGS {
                        return ControlFlow::Break(Stop::Enough);
                    }
                    found.push((at, now));
                    cheaper = now;
                }
            }
        }
        ControlFlow::Continue(())
    });
    if result.cheaper_first.is_none() {
        result.cheaper_first = found
            .first()
            .map(|(_, order)| order.reverse())
            .or(Some(cheaper))
            .and_then(|order| search.cheaper(order));
    }
    result.crossings =
        found.iter().filter_map(|(at, order)| search.crossing(*at, *order)).collect();
    result.last = result.crossings.last().copied();
    match flow {
        ControlFlow::Continue(()) => {}
        ControlFlow::Break(Stop::TooMany) => result.complete = false,
        ControlFlow::Break(Stop::Enough) => {
            result.more = true;
            search.points = 0;
            let mut ultimate = end.order();
            let mut last = None;
            let flow = search.down(&start, &end, &mut |at, order| {
                if ultimate == Ordering::Equal {
                    // They end level: what counts is who was cheaper before.
                    ultimate = order;
                } else if order == ultimate.reverse() {
                    // The first place from the right before which the other one is cheaper.
                    last = Some(at);
                    return ControlFlow::Break(Stop::Enough);
                }
                ControlFlow::Continue(())
            });
            result.complete = flow != ControlFlow::Break(Stop::TooMany);
            if let Some(last) = last.and_then(|at| search.crossing(at, ultimate)) {
                result.last = Some(last);
            }
        }
    }
    result
}

/// Why a search ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// What was looked for has been found.
    Enough,
    /// There was too much to look through.
    TooMany,
}

/// Two curves at one number of requests.
#[derive(Clone, Copy)]
struct Point {
    at: u64,
    costs: [Decimal; 2],
}

impl Point {
    /// How the first option's cost compares to the second's.
    fn order(&self) -> Ordering {
        self.costs[0].cmp(&self.costs[1])
    }
}

struct Search<'s, 'b> {
    curve: &'s mut Curve<'b>,
    options: [OptionId; 2],
    points: u32,
}

impl Search<'_, '_> {
    fn point(&mut self, at: u64) -> Point {
        self.points += 1;
        let costs = self.options.map(|option| self.curve.expected(option, Decimal::from(at)));
        Point { at, costs }
    }

    fn pieces(&mut self, at: u64) -> [Piece; 2] {
        self.options.map(|option| self.curve.piece(option, Decimal::from(at)))
    }

    fn cheaper(&self, order: Ordering) -> Option<OptionId> {
        match order {
            Ordering::Less => Some(self.options[0]),
            Ordering::Equal => None,
            Ordering::Greater => Some(self.options[1]),
        }
    }

    fn crossing(&mut self, at: u64, order: Ordering) -> Option<Crossing> {
        let costs = self.point(at).costs.map(Money);
        Some(Crossing { at, cheaper: self.cheaper(order)?, costs })
    }

    /// Calls `each` in ascending order with every number over `low` at which the order of the costs
    /// is another than at the number before, and with its order.
    fn up(
        &mut self,
        low: &Point,
        high: &Point,
        each: &mut impl FnMut(u64, Ordering) -> ControlFlow<Stop>,
    ) -> ControlFlow<Stop> {
        match self.divide(low, high) {
            Divided::Same => ControlFlow::Continue(()),
            Divided::Changes(changes) => {
                for (at, _, after) in changes {
                    each(at, after)?;
                }
                ControlFlow::Continue(())
            }
            Divided::Halves(middle) => {
                self.up(low, &middle, each)?;
                self.up(&middle, high, each)
            }
            Divided::TooMany => ControlFlow::Break(Stop::TooMany),
        }
    }

    /// The same in descending order, with the order at the number before.
    fn down(
        &mut self,
        low: &Point,
        high: &Point,
        each: &mut impl FnMut(u64, Ordering) -> ControlFlow<Stop>,
    ) -> ControlFlow<Stop> {
        match self.divide(low, high) {
            Divided::Same => ControlFlow::Continue(()),
            Divided::Changes(changes) => {
                for (at, before, _) in changes.into_iter().rev() {
                    each(at, before)?;
                }
                ControlFlow::Continue(())
            }
            Divided::Halves(middle) => {
                self.down(&middle, high, each)?;
                self.down(low, &middle, each)
            }
            Divided::TooMany => ControlFlow::Break(Stop::TooMany),
        }
    }

    fn divide(&mut self, low: &Point, high: &Point) -> Divided {
        let certain =
            high.costs[0] < low.costs[1] || high.costs[1] < low.costs[0] || low.costs == high.costs;
        if certain {
            return Divided::Same;
        }
        let (before, after) = (low.order(), high.order());
        if high.at - low.at == 1 {
            return if before == after {
                Divided::Same
            } else {
                Divided::Changes(vec![(high.at, before, after)])
            };
        }
        if self.points > MOST_POINTS {
            return Divided::TooMany;
        }
        if self.pieces(low.at) == self.pieces(high.at) {
            // Both are straight here: their difference rises, falls or stays.
            return if before == after {
                Divided::Same
            } else {
                Divided::Changes(self.straight(low, high))
            };
        }
        Divided::Halves(self.point(low.at + (high.at - low.at) / 2))
    }

    /// The changes of order between two points with different orders, of which the difference is
    /// linear.
    fn straight(&mut self, low: &Point, high: &Point) -> Vec<(u64, Ordering, Ordering)> {
        let first = self.first_other(*low, *high);
        let mut changes = vec![(first.at, low.order(), first.order())];
        if first.order() == Ordering::Equal && high.order() != Ordering::Equal {
            // Straight lines meet in one point, unless they are the same.
            let then = self.first_other(first, *high);
            changes.push((then.at, first.order(), then.order()));
        }
        changes
    }

    /// The first point with another order than at `low`, which `high` has.
    fn first_other(&mut self, mut low: Point, mut high: Point) -> Point {
        let order = low.order();
        while high.at - low.at > 1 {
            let middle = self.point(low.at + (high.at - low.at) / 2);
            if middle.order() == order { low = middle } else { high = middle }
        }
        high
    }
}

/// What is known of a stretch.
enum Divided {
    /// The order is the same throughout.
    Same,
    /// These are all changes: at which number, and the order before and there.
    Changes(Vec<(u64, Ordering, Ordering)>),
    /// It must be halved at this point.
    Halves(Point),
    /// There was too much to look through.
    TooMany,
}
