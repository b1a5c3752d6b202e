//! Through everything that is paid for in one stack, with every choice taken as expected.

use rust_decimal::Decimal;

use super::{
    bill::{self, amount, cost, included, is_paid},
    case::{Case, View},
    sizing::{Needs, Sized},
};
use crate::{
    condition::Truth,
    rulebase::{
        OptionId,
        prices::{Alternative, Catalog, Fleet, Item, ItemId, Part, Stack, StackId},
    },
};

/// What is done with what is paid for.
pub(super) trait Visit {
    /// An item of which there is this amount, and what it costs.
    fn item(&mut self, part: &Part, id: ItemId, item: &Item, amount: Decimal, cost: Decimal);

    /// Machines, and what had to be carried.
    fn machines(
        &mut self,
        part: &Part,
        fleet: &Fleet,
        catalog: &Catalog,
        needs: &Needs<'_>,
        sized: Sized,
    );
}

/// The stack of an option that is expected to be the right one.
pub(super) fn expected_stack(case: &Case<'_>, option: OptionId) -> Option<StackId> {
    let mut stacks = case.book.stacks_of(option);
    stacks.find(|(_, stack)| stack.when.evaluate(&case.expected) == Truth::True).map(|(id, _)| id)
}

/// The alternative of a part that is expected to be taken.
pub(super) fn expected_alternative<'p>(case: &Case<'_>, part: &'p Part) -> Option<&'p Alternative> {
    part.alternatives
        .iter()
        .find(|alternative| alternative.when.evaluate(&case.expected) == Truth::True)
}

/// Shows `visit` everything that is paid for.
pub(super) fn walk(view: &View<'_, '_>, stack: &Stack, visit: &mut impl Visit) {
    let case = view.case;
    let functions = stack.functions.as_ref();
    for part in &stack.parts {
        let Some(alternative) = expected_alternative(case, part) else { continue };
        let included = included(alternative, case);
        if let Some(fleet) = &alternative.fleet {
            let catalog = case.book.catalog(fleet.catalog);
            let needs = bill::needs(view, fleet, included, functions);
            if let Some(sized) = needs.size(fleet, catalog) {
                visit.machines(part, fleet, catalog, &needs, sized);
            }
        }
        for id in alternative.items.iter().filter(|id| Some(**id) != included) {
            let item = case.book.item(*id);
            if is_paid(item, case) {
                let amount = amount(item, view, functions);
                visit.item(part, *id, item, amount, cost(item, view, amount));
            }
        }
    }
}
