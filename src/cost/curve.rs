//! What options cost as traffic grows, everything else being as expected: a curve made of straight
//! pieces, for each option and exactly.

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    Estimator,
    bill::Bill,
    case::{Case, End, Open},
    estimate::MoneyRange,
    money::{Money, plus},
    sizing::{Needs, Sized},
    walk::{Visit, expected_stack, walk},
};
use crate::{
    field::{Facts, Value},
    rulebase::{
        OptionId,
        prices::{Catalog, Fleet, Functions, Input, Item, ItemId, Part},
    },
};

/// The costs of all options over traffic.
#[derive(Clone, Debug)]
pub struct Curve<'b> {
    estimator: Estimator<'b>,
    case: Case<'b>,
}

/// Which straight piece of a curve a point lies on: the same at two points only if the cost is
/// linear between them.
pub type Piece = Vec<u64>;

impl<'b> Estimator<'b> {
    /// What options cost as traffic grows, for some answers. How much traffic they speak of does
    /// not matter.
    pub fn curve(&self, answers: &Facts) -> Option<Curve<'b>> {
        let mut answers = answers.clone();
        let requests = self.base.prices.inputs.get(Input::Requests)?;
        // Any number will do: the case is made for other figures below.
        answers.set(requests, Some(Value::Number(Decimal::ZERO)));
        let case = Case::new(self.base, &answers, &self.given, Open::Assumed)?.with_expected();
        Some(Curve { estimator: self.clone(), case })
    }
}

impl Curve<'_> {
    /// Whether an option has a price.
    pub fn has(&self, option: OptionId) -> bool {
        !self.estimator.bills(&self.case, option).is_empty()
            && expected_stack(&self.case, option).is_some()
    }

    /// What an option is expected to cost with so many requests a month.
    pub fn expected(&mut self, option: OptionId, requests: Decimal) -> Decimal {
        self.case.set_requests(requests);
        let mut sum = Sum(Decimal::ZERO);
        if let Some(stack) = expected_stack(&self.case, option) {
            walk(&self.case.at(End::Expected), self.case.book.stack(stack), &mut sum);
        }
        sum.0
    }

    /// The least, the expected and the most that an option costs with so many requests a month.
    pub fn range(&mut self, option: OptionId, requests: Decimal) -> MoneyRange {
        let expected = self.expected(option, requests);
        let bills = self.estimator.bills(&self.case, option);
        let bounds = super::hull_of(bills.iter().map(|bill: &Bill| bill.total)).unwrap_or_default();
        MoneyRange { low: Money(bounds.low), expected: Money(expected), high: Money(bounds.high) }
    }

    /// The piece of an option's curve that a number of requests lies on.
    pub fn piece(&mut self, option: OptionId, requests: Decimal) -> Piece {
        self.case.set_requests(requests);
        let Some(stack) = expected_stack(&self.case, option) else { return Piece::new() };
        let stack = self.case.book.stack(stack);
        let view = self.case.at(End::Expected);
        let mut trace =
            Trace { piece: Piece::new(), view: &view, functions: stack.functions.as_ref() };
        walk(&view, stack, &mut trace);
        trace.piece
    }
}

struct Sum(Decimal);

impl Visit for Sum {
    fn item(&mut self, _: &Part, _: ItemId, _: &Item, _: Decimal, cost: Decimal) {
        self.0 = plus(self.0, cost);
    }

    fn machines(&mut self, _: &Part, _: &Fleet, _: &Catalog, _: &Needs<'_>, sized: Sized) {
        self.0 = plus(self.0, sized.total());
    }
}

/// Notes everything that bends a curve: which of several amounts is the largest, whether the free
/// allowance is used up, which price holds, how instances of functions fill up, and for every kind
/// of machine how many are enough and whether what they include is used up, with the kind that is
/// cheapest.
///
/// Each of these either moves in one direction as traffic grows, or picks the largest (or least) of
/// straight lines. So where all are the same at two points, all are the same between them.
struct Trace<'v, 'c, 'b> {
    piece: Piece,
    view: &'v super::case::View<'c, 'b>,
    functions: Option<&'v Functions>,
}

impl Visit for Trace<'_, '_, '_> {
    fn item(&mut self, _: &Part, _: ItemId, item: &Item, amount: Decimal, _: Decimal) {
        let billable = item.billable(amount);
        let free = u64::from(amount <= item.free);
        self.piece.push(item.tier_of(billable) as u64 * 2 + free);
        if item.amounts.len() > 1 {
            let amounts = item.amounts.iter().map(|it| self.view.amount(it, self.functions));
            let largest =
                amounts.enumerate().max_by_key(|(_, amount)| *amount).map_or(0, |(index, _)| index);
            self.piece.push(largest as u64);
        }
        for amount in item.amounts.iter().filter(|amount| amount.quantity.needs_functions()) {
            let fill = self.functions.map_or(0, |functions| self.view.filling(amount, functions));
            self.piece.push(u64::from(fill));
        }
    }

    fn machines(
        &mut self,
        _: &Part,
        fleet: &Fleet,
        catalog: &Catalog,
        needs: &Needs<'_>,
        sized: Sized,
    ) {
        self.piece.push(sized.machine as u64);
        needs.each(fleet, catalog, |sized| {
            self.piece.push(sized.count.to_u64().unwrap_or(u64::MAX));
            self.piece.push(u64::from(sized.beyond.is_zero()));
        });
    }
}
