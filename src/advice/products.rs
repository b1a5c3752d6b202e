//! Which concrete products to take within an option.
//!
//! What the price book bills leads: the stack that is recommended is the stack that is priced. The
//! other products follow their conditions, by what is known.

use super::Advice;
use crate::rulebase::{OptionId, Product, Role};

/// The products to take within one option.
#[derive(Clone, Debug, Default)]
pub struct Products<'b> {
    /// What to start with.
    pub start: Option<&'b Product>,
    /// What to use beside it.
    pub companions: Vec<&'b Product>,
    /// What could be taken instead.
    pub stand_ins: Vec<&'b Product>,
}

impl<'e> Advice<'e> {
    /// Returns which products to take within an option.
    pub fn products(&self, id: OptionId) -> Products<'e> {
        let base = self.base();
        let option = base.option(id);
        let made_of =
            self.made_of.get_or_init(|| self.estimator().made_of(&self.profile().answers));
        let made_of = made_of.get(id.index()).and_then(Option::as_ref);
        let billed: Vec<&'e Product> = made_of
            .iter()
            .flat_map(|it| &it.products)
            .filter_map(|product| base.find_product(product))
            .collect();
        let holds = |product: &&'e Product| product.when.holds_by_what_is_known(self.facts());
        // Where there is a stack, what stacks are made of is there only if this one has it.
        let is_part = |product: &Product| base.prices.is_made_of(id, &product.id);
        let beside = option.products.iter().filter(holds);
        let beside = beside.filter(|product| made_of.is_none() || !is_part(product));
        let of_role = |role: Role| {
            let billed = billed.iter().copied();
            let products = billed.chain(beside.clone());
            products.filter(move |product| product.role == role).collect::<Vec<_>>()
        };
        Products {
            start: of_role(Role::Start).first().copied(),
            companions: of_role(Role::Companion),
            stand_ins: of_role(Role::StandIn),
        }
    }
}
