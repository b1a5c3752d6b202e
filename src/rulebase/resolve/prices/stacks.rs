//! What options can be made of, and what there is no price for.

use super::Book;
use crate::{
    condition::Condition,
    reader::{Mapping, all},
    rulebase::{
        PackId,
        prices::{Alternative, Limit, Part, Stack, Unpriced},
        raw::prices::{RawLimit, RawMachines, RawPart, RawStack, RawUnpriced},
    },
    shape::{PriceCondition, Ref, ToItem, ToProduct, Unread},
};

/// What a part is made of: its own keys, or one of several alternatives.
struct Content<'r, 'n> {
    mapping: Mapping<'n>,
    when: Option<Unread<'n, PriceCondition>>,
    product: Option<Ref<'n, ToProduct>>,
    items: Option<&'r Vec<Ref<'n, ToItem>>>,
    machines: Option<&'r RawMachines<'n>>,
}

impl<'n> Book<'_, '_, 'n> {
    pub(super) fn stack(&mut self, pack: Option<PackId>, raw: &RawStack<'n>) {
        let stack = self.stack_of(raw);
        let Some(id) = raw.id else { return };
        if self.take("stack", id, pack) {
            self.book.stacks.extend(stack);
        }
    }

    fn stack_of(&mut self, raw: &RawStack<'n>) -> Option<Stack> {
        let option = self.option(raw.option.as_ref());
        let when = self.condition(raw.mapping, raw.when);
        let suits = match raw.suits {
            Some(suits) => self.read_condition(suits),
            None => Some(Condition::always()),
        };
        let parts = all(raw.parts.iter().flatten().map(|part| self.part(part)))?;
        Some(Stack {
            id: raw.id?.text.to_owned(),
            option: option?,
            product: self.product(raw.product)?,
            name: raw.name?.to_owned(),
            when: when?,
            suits: suits?,
            parts,
            note: raw.note.map(str::to_owned),
        })
    }

    fn part(&mut self, raw: &RawPart<'n>) -> Option<Part> {
        let contents: Vec<Content<'_, 'n>> = match &raw.first_of {
            Some(first_of) => first_of
                .iter()
                .map(|raw| Content {
                    mapping: raw.mapping,
                    when: raw.when,
                    product: raw.product,
                    items: raw.items.as_ref(),
                    machines: raw.machines.as_ref(),
                })
                .collect(),
            None => vec![Content {
                mapping: raw.mapping,
                when: None,
                product: raw.product,
                items: raw.items.as_ref(),
                machines: raw.machines.as_ref(),
            }],
        };
        let alternatives = all(contents.iter().map(|content| self.alternative(content)));
        Some(Part { name: raw.name?.to_owned(), alternatives: alternatives? })
    }

    fn alternative(&mut self, raw: &Content<'_, 'n>) -> Option<Alternative> {
        let when = self.condition(raw.mapping, raw.when);
        let product = self.product(raw.product);
        let items = self.items_of(raw.items.map(Vec::as_slice).unwrap_or_default())?;
        let fleet = match raw.machines {
            Some(machines) => Some(self.fleet(machines, &items)?),
            None => None,
        };
        Some(Alternative { when: when?, product: product?, items, fleet })
    }

    /// Finds a product; none within where none is named, and none where it is not there.
    fn product(&mut self, raw: Option<Ref<'n, ToProduct>>) -> Option<Option<String>> {
        let Some(raw) = raw else { return Some(None) };
        self.resolver.products.find(raw.id(), self.resolver.reader)?;
        Some(Some(raw.text.to_owned()))
    }

    /// Finds items; none where there is one that is not there.
    pub(super) fn items_of(&mut self, raw: &[Ref<'n, ToItem>]) -> Option<Vec<usize>> {
        all(raw.iter().map(|item| self.items.find(item.id(), self.resolver.reader)))
    }

    pub(super) fn unpriced(&mut self, raw: &RawUnpriced<'n>) {
        let option = self.option(raw.option.as_ref());
        let when = raw.when.and_then(|when| self.read_condition(when));
        if let (Some(option), Some(when), Some(because)) = (option, when, raw.because) {
            self.book.unpriced.push(Unpriced { option, when, because: because.to_owned() });
        }
    }

    pub(super) fn limit(&mut self, raw: &RawLimit<'n>) {
        let option = self.option(raw.option.as_ref());
        // Nothing is priced by it, so it may look at numbers.
        let fields = &self.book.fields;
        let when =
            raw.when.and_then(|when| Condition::read(when.node, fields, self.resolver.reader));
        let cites = raw.cites.as_ref().map(|cites| cites.list.as_slice()).unwrap_or_default();
        let cites = self.resolver.cited_facts(cites);
        if let (Some(option), Some(when), Some(because)) = (option, when, raw.because) {
            self.book.limits.push(Limit { option, when, because: because.to_owned(), cites });
        }
    }
}
