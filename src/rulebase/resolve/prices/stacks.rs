//! What options are made of, and what there is no price for.

use super::Book;
use crate::{
    problem::Code,
    reader::Mapping,
    rulebase::{
        pack::PackId,
        prices::{Alternative, Functions, ItemId, Part, Quantity, Size, Sizes, Stack, Unpriced},
        raw::prices::{RawFunctions, RawMachines, RawPart, RawStack, RawUnpriced},
    },
    shape::{PriceCondition, Ref, ToItem, Unread},
    yaml::Span,
};

/// What a part is made of: its own keys, or one of several alternatives.
struct Content<'r, 'n> {
    mapping: Mapping<'n>,
    when: Option<Unread<'n, PriceCondition>>,
    items: &'r [Ref<'n, ToItem>],
    machines: Option<&'r RawMachines<'n>>,
}

impl<'n> Book<'_, '_, 'n> {
    pub(super) fn stack(&mut self, pack: Option<PackId>, raw: &RawStack<'n>) {
        let stack = self.stack_of(pack, raw);
        self.book.stacks.extend(stack);
    }

    fn stack_of(&mut self, pack: Option<PackId>, raw: &RawStack<'n>) -> Option<Stack> {
        let owner = RawStack::SHAPE.owner(raw.mapping);
        let option = self.option(raw.option.as_ref());
        let when = self.condition(raw.mapping, raw.when);
        let functions = match &raw.functions {
            Some(functions) => Some(self.functions(functions)?),
            None => None,
        };
        let functions_there = raw.mapping.get("functions").is_some();
        let mut parts = Vec::new();
        for part in raw.parts.iter().flatten() {
            parts.push(self.part(part, functions_there, &owner));
        }
        let parts: Vec<Part> = parts.into_iter().collect::<Option<_>>()?;
        let id = raw.id?;
        let resolver = &mut *self.resolver;
        resolver.names.take("stack", id, pack, resolver.reader).then_some(())?;
        Some(Stack {
            id: id.text.to_owned(),
            option: option?,
            name: raw.name?.to_owned(),
            when: when?,
            functions,
            parts,
            note: raw.note.map(str::to_owned),
        })
    }

    fn functions(&mut self, raw: &RawFunctions<'n>) -> Option<Functions> {
        let at_once = match &raw.at_once {
            Some(field) => Some(self.number_field(field, "`at_once`")?),
            None => None,
        };
        let sizes = match (&raw.memory_mb, &raw.sizes) {
            (Some(steps), _) => {
                let (least, step, most) = (steps.at_least?.0, steps.step?.0, steps.at_most?.0);
                Sizes::Steps { least, step, most }
            }
            (None, Some(list)) => {
                let mut sizes: Vec<Size> = Vec::new();
                for raw in &list.list {
                    let size = Size { memory_mb: raw.memory_mb?.0, vcpu: raw.vcpu?.0 };
                    if sizes.last().is_some_and(|last| {
                        last.memory_mb >= size.memory_mb || last.vcpu > size.vcpu
                    }) {
                        let message = "`sizes`: each must be larger than the one before it";
                        let span = raw.mapping.span();
                        self.error(Code::WRONG_TYPE, span, message, "expected a larger size");
                        return None;
                    }
                    sizes.push(size);
                }
                Sizes::List(sizes)
            }
            (None, None) => return None,
        };
        Some(Functions { round_up_ms: raw.round_up_ms?.0, sizes, at_once })
    }

    fn part(&mut self, raw: &RawPart<'n>, functions: bool, owner: &str) -> Option<Part> {
        let alternatives = match &raw.first_of {
            Some(first_of) => {
                let mut alternatives = Vec::new();
                for raw in first_of {
                    let one = Content {
                        mapping: raw.mapping,
                        when: raw.when,
                        items: raw.items.as_deref().unwrap_or_default(),
                        machines: raw.machines.as_ref(),
                    };
                    alternatives.push(self.alternative(&one, functions, owner));
                }
                alternatives.into_iter().collect::<Option<Vec<_>>>()
            }
            None => {
                let only = Content {
                    mapping: raw.mapping,
                    when: None,
                    items: raw.items.as_deref().unwrap_or_default(),
                    machines: raw.machines.as_ref(),
                };
                self.alternative(&only, functions, owner).map(|only| vec![only])
            }
        };
        Some(Part { name: raw.name?.to_owned(), alternatives: alternatives? })
    }

    fn alternative(
        &mut self,
        raw: &Content<'_, 'n>,
        functions: bool,
        owner: &str,
    ) -> Option<Alternative> {
        let when = self.condition(raw.mapping, raw.when);
        let items = self.items_of(raw.items)?;
        let span = raw.mapping.get("items").map_or(raw.mapping.span(), |node| node.span);
        items.iter().for_each(|item| self.check_item(*item, span, functions, owner));
        let fleet = match raw.machines {
            Some(machines) => Some(self.fleet(machines, &items)?),
            None => None,
        };
        Some(Alternative { when: when?, items, fleet })
    }

    /// Reports an item that cannot be paid for by a stack.
    fn check_item(&mut self, item: ItemId, span: Span, functions: bool, owner: &str) {
        let Some(item) = self.book.items.get(item.index()) else { return };
        let id = item.id.clone();
        let machines = item.amounts.iter().any(|amount| amount.quantity == Quantity::Machines);
        if item.needs_functions() && !functions {
            let message = format!("`{id}` is paid for while functions run, and {owner} has none");
            self.error(Code::MISSING, span, message, "needs `functions` in the stack");
        }
        if machines {
            let message = format!("`{id}` comes with machines");
            self.error(Code::UNSUPPORTED, span, message, "belongs into `each` of `machines`");
        }
    }

    /// Finds items; none where there is one that is not there.
    pub(super) fn items_of(&mut self, raw: &[Ref<'n, ToItem>]) -> Option<Vec<ItemId>> {
        let items: Vec<Option<ItemId>> =
            raw.iter().map(|item| self.items.find(item, self.resolver.reader)).collect();
        items.into_iter().collect()
    }

    pub(super) fn unpriced(&mut self, raw: &RawUnpriced<'n>) {
        let option = self.option(raw.option.as_ref());
        let when = self.condition(raw.mapping, raw.when);
        if let (Some(option), Some(when), Some(because)) = (option, when, raw.because) {
            self.book.unpriced.push(Unpriced { option, when, because: because.to_owned() });
        }
    }
}
