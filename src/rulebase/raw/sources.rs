//! What rules rest on, as it is written.

use super::silences::Silences;
use crate::{
    reader::Reader,
    rulebase::{AsOf, FactConfidence, Status},
    shape::{At, Form, FromNode, Id, Ref, ToFact, WordOf, shape},
    yaml::Node,
};

shape! {
    /// A document.
    pub(crate) struct RawDocument: "a document" {
        required id: Id<'n> = "the first part of its claims' ids",
        required title: &'n str = "its title",
        required about: &'n str = "what it is about, in one line",
    }

    /// Something that a document says.
    pub(crate) struct RawClaim: "a claim" {
        required id: Id<'n> = "document, section and row",
        required says: &'n str = "what the document says, in your own words",
        required status: WordOf<Status> = "whether it is still so",
        optional today: &'n str = "what is so today, where the claim is out of date or disputed",
        optional facts: Vec<Ref<'n, ToFact>> = "the facts that say what is so today",
        optional waived: &'n str = "why no rule need cite it",
        optional silence: Silences<'n> = "findings of `rules lint` that are meant to stay",
    }

    /// A fact about a platform.
    pub(crate) struct RawFact: "a fact" {
        required id: Id<'n> = "a few words that say what it is about",
        required says: &'n str = "what is so, in one sentence",
        required value: &'n str = "the figure, as text",
        required unit: &'n str = "the unit of the figure",
        required as_of: AsOf = "when it was so",
        optional as_of_note: &'n str = "what else is known about its date",
        required source: &'n str = "the title of its source",
        optional url: &'n str = "the address of its source",
        required confidence: WordOf<FactConfidence> = "how far it can be relied on",
        optional lasting: &'n str = "why it does not get old",
        optional silence: Silences<'n> = "findings of `rules lint` that are meant to stay",
    }
}

impl FromNode<'_> for AsOf {
    const FORM: Form = Form::AsOf;

    fn from_node(node: &Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let as_of = Self::parse(reader.exact_text(node, at)?);
        if as_of.is_none() {
            reader.wrong_type(node, at, "a date such as 2026, 2026-05 or 2026-05-31, or `unknown`");
        }
        as_of
    }
}
