//! The kinds of things that a rule base has, each known by an id.

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
