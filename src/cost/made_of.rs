//! What options are made of: the stacks that estimates take, and the products in them.

use rust_decimal::Decimal;

use super::{
    bill::{Sums, Visit},
    estimate::Estimating,
    machines::Sized,
    plan::{FleetPlan, StackPlan},
};
use crate::rulebase::prices::Capacity;

/// What one option is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeOf {
    /// The number of the stack in the price book.
    pub stack: usize,
    /// The ids of the products that it bills, the stack as a whole first.
    pub products: Vec<String>,
}

/// Finds for each option the stack that an estimate takes.
pub(super) fn made_of(estimating: &Estimating<'_>) -> Vec<Option<MadeOf>> {
    let (plan, completed) = estimating.expected();
    let sums = Sums::new(&plan, &completed.numbers);
    let of_option = |stacks: &Result<Vec<StackPlan<'_>>, &str>| {
        let stacks = stacks.as_ref().ok()?;
        let (taken, _) = sums.cheapest(stacks)?;
        let stack = stacks.get(taken)?;
        Some(MadeOf { stack: stack.id, products: products(&sums, stack) })
    };
    plan.options.iter().map(of_option).collect()
}

/// Lists the products of a stack: its own, and those of each part that has something to bill, or
/// that comes without a charge.
fn products<'b>(sums: &Sums<'_, 'b, Decimal>, stack: &StackPlan<'b>) -> Vec<String> {
    let mut used = Used(Vec::new());
    sums.bill(stack, &mut used);
    let of_parts = stack.parts.iter().filter_map(|(part, taken, _)| {
        let is_free = taken.items.is_empty() && taken.fleet.is_none();
        let is_used = is_free || used.0.iter().any(|used| used == part);
        taken.product.as_deref().filter(|_| is_used)
    });
    stack.stack.product.as_deref().into_iter().chain(of_parts).map(str::to_owned).collect()
}

/// Notes the parts of which there is an amount.
struct Used(Vec<String>);

impl Visit<Decimal> for Used {
    fn item(&mut self, part: &str, _: usize, amount: Decimal, _: Decimal) {
        if amount > Decimal::ZERO {
            self.0.push(part.to_owned());
        }
    }

    fn machines(
        &mut self,
        part: &str,
        _: FleetPlan<'_>,
        _: &Capacity<Decimal>,
        _: Option<(usize, Decimal)>,
        _: &Sized<Decimal>,
    ) {
        self.0.push(part.to_owned());
    }
}
