//! Options and their products, as they are written.

use super::silences::Silences;
use crate::{
    rulebase::Role,
    shape::{FieldCondition, Id, Ref, ToSource, Unread, WordOf, shape},
};

shape! {
    /// An option.
    pub(crate) struct RawOption: "an option" {
        required id: Id<'n> = "what people write",
        required name: &'n str = "its name",
        optional short: &'n str = "a short form of the name, for narrow columns",
        required kind: &'n str = "what kind of hosting it is",
        required about: &'n str = "what it is, in a sentence or two",
        optional cites: Vec<Ref<'n, ToSource>> = "the claims and facts that say so",
        required products: Vec<RawProduct<'n>> = "the concrete products, in order of precedence",
        optional silence: Silences<'n> = "findings of `rules lint` that are meant to stay",
    }

    /// A product, or several that are used together.
    pub(crate) struct RawProduct: "a product" {
        required id: Id<'n> = "a few words",
        required name: &'n str = "its name",
        required role: WordOf<Role> = "the part that it plays",
        optional when: Unread<'n, FieldCondition> = "when it is the right one, by what is known; always, if left out",
        required because: &'n str = "why it is the right one then",
        optional cites: Vec<Ref<'n, ToSource>> = "the claims and facts that say so",
        optional silence: Silences<'n> = "findings of `rules lint` that are meant to stay",
    }
}
