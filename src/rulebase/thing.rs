//! The kinds of things that a rule base has, each known by an id.

use super::{RuleBase, prices::ASSUMPTIONS};
use crate::words::worded;

worded! {
    /// A kind of thing that has an id.
    pub enum ThingKind {
        /// A dimension.
        Dimension = "dimension",
        /// A question, and so a field that conditions can look at.
        Question = "question",
        /// A field that is worked out from answers and prices.
        Estimate = "estimate",
        /// An option.
        Option = "option",
        /// A product of an option.
        Product = "product",
        /// A rule.
        Rule = "rule",
        /// A pair of answers that cannot both be meant.
        Contradiction = "contradiction",
        /// A kind of project that people know theirs by.
        Archetype = "archetype",
        /// A word of reports.
        Term = "term",
        /// What a document says.
        Claim = "claim",
        /// A dated fact.
        Fact = "fact",
        /// A source document.
        Document = "document",
        /// Something that is paid for.
        Price = "price",
        /// Something that the price book works out.
        Amount = "amount",
        /// What prices are multiplied by.
        Factor = "factor",
        /// What an option is made of.
        Stack = "stack",
        /// Machines to choose from.
        Catalog = "catalog",
        /// One of these machines.
        Machine = "machine",
        /// What stands in for something that is never asked.
        Assumption = "assumption",
        /// A pack.
        Pack = "pack",
    }
}

/// A thing of the rule base: its kind, and its place among those of its kind; of a machine that of
/// its catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ThingAt {
    pub(crate) kind: ThingKind,
    pub(crate) at: usize,
    /// The place among the products of the option that is meant.
    pub(crate) product: usize,
}

impl RuleBase {
    /// Lists every thing with its id.
    pub(crate) fn things(&self) -> Vec<(&str, ThingAt)> {
        fn of<'b>(
            kind: ThingKind,
            ids: impl Iterator<Item = &'b String>,
        ) -> impl Iterator<Item = (&'b str, ThingAt)> {
            ids.enumerate().map(move |(at, id)| (id.as_str(), ThingAt { kind, at, product: 0 }))
        }
        let book = &self.prices;
        let mut all: Vec<(&str, ThingAt)> =
            of(ThingKind::Dimension, self.dimensions.iter().map(|it| &it.id)).collect();
        for (at, (_, field)) in self.fields.iter().enumerate() {
            let kind = if field.derived { ThingKind::Estimate } else { ThingKind::Question };
            all.push((&field.id, ThingAt { kind, at, product: 0 }));
        }
        for (id, found) in of(ThingKind::Option, self.options.iter().map(|it| &it.id)) {
            all.push((id, found));
            let products = self.options[found.at].products.iter().enumerate();
            all.extend(products.map(|(product, it)| {
                (it.id.as_str(), ThingAt { kind: ThingKind::Product, product, ..found })
            }));
        }
        all.extend(of(ThingKind::Rule, self.rules.iter().map(|it| &it.id)));
        all.extend(of(ThingKind::Contradiction, self.contradictions.iter().map(|it| &it.id)));
        all.extend(of(ThingKind::Archetype, self.archetypes.iter().map(|it| &it.id)));
        all.extend(of(ThingKind::Term, self.glossary.iter().map(|it| &it.id)));
        all.extend(of(ThingKind::Claim, self.claims.iter().map(|it| &it.id)));
        all.extend(of(ThingKind::Fact, self.facts.iter().map(|it| &it.id)));
        all.extend(of(ThingKind::Document, self.documents.iter().map(|it| &it.id)));
        all.extend(of(ThingKind::Price, book.items.iter().map(|it| &it.id)));
        all.extend(of(ThingKind::Amount, book.amounts.iter().map(|it| &it.id)));
        all.extend(of(ThingKind::Factor, book.factors.iter().map(|it| &it.id)));
        all.extend(of(ThingKind::Stack, book.stacks.iter().map(|it| &it.id)));
        for (id, found) in of(ThingKind::Catalog, book.catalogs.iter().map(|it| &it.id)) {
            all.push((id, found));
            let machines = book.catalogs[found.at].machines.iter();
            all.extend(
                machines.map(|it| (it.id.as_str(), ThingAt { kind: ThingKind::Machine, ..found })),
            );
        }
        // A field of the book is an assumption of its own, or else a question.
        let fields = book.fields.iter().enumerate();
        all.extend(fields.filter_map(|(at, (_, field))| {
            let id = field.id.strip_prefix(ASSUMPTIONS)?;
            Some((id, ThingAt { kind: ThingKind::Assumption, at, product: 0 }))
        }));
        all.extend(of(ThingKind::Pack, self.packs.iter().map(|it| &it.name)));
        all
    }
}
