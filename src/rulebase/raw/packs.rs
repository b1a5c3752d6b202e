//! The sections that only packs have, as they are written, and what an override can name.

use jiff::civil::Date;

use super::{
    archetypes::RawArchetype,
    glossary::RawTerm,
    options::RawOption,
    prices::{RawAssumption, RawCatalog, RawItem, RawStack},
    questions::{RawContradiction, RawDimension, RawQuestion},
    rules::{RawPoints, RawRule},
    sources::{RawClaim, RawDocument, RawFact},
    traces::RawTrace,
};
use crate::{
    problem::Code,
    reader::{Mapping, Reader},
    shape::{
        At, Bond, Form, FromNode, Id, Keyed, OneOrMany, Ref, Shape, Then, ToOption, ToPack, ToRule,
        ToSource, Unread, When, shape,
    },
    yaml::Node,
};

shape! {
    /// What a pack says of itself.
    pub(crate) struct RawPack: "`pack`" {
        required name: Id<'n> = "its name",
        required version: &'n str = "its version",
        required reviewed: Date = "the day on which its facts were last reviewed",
        required about: &'n str = "what it is for, in a sentence",
        optional requires: Vec<Ref<'n, ToPack>> =
            "the packs that it builds on, which it may change",
    }

    /// What a pack says of its own options in a rule of others.
    pub(crate) struct RawExtension: "an extension" {
        required rule: Ref<'n, ToRule> = "the rule",
        optional points: Unread<'n, RawPoints<'n>> = "points for the pack's own options",
        optional excludes: Unread<'n, OneOrMany<Ref<'n, ToOption>>> =
            "the pack's own options that the rule is to rule out as well",
        optional because: &'n str = "why; the rule's own reason, if left out",
        optional cites: Unread<'n, Vec<Ref<'n, ToSource>>> =
            "what says so; the rule's own sources, if left out",
    } with [
        Bond::new(When::Always, Then::OneOf(&["points", "excludes"])).message(
            "an extension says in `points` or `excludes` what a rule does to the pack's own \
             options",
        ),
    ]
}

/// The way to a section: one key, or two for the parts of the price book.
pub(crate) type Section = &'static [&'static str];

/// A kind of thing that an override can name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Changeable {
    /// The key of the override.
    pub(crate) kind: &'static str,
    /// The sections in which things of this kind stand.
    pub(crate) sections: &'static [Section],
    /// What one of them looks like.
    pub(crate) shape: &'static Shape,
}

impl Changeable {
    const fn new(kind: &'static str, sections: &'static [Section], shape: &'static Shape) -> Self {
        Self { kind, sections, shape }
    }

    /// Returns whether one of them can be taken out: nothing else needs it.
    pub(crate) fn removable(&self) -> bool {
        matches!(self.kind, "rule" | "contradiction" | "archetype" | "term" | "trace")
    }
}

/// Everything that an override can name.
pub(crate) const CHANGEABLE: [Changeable; 15] = [
    Changeable::new("rule", &[&["rules"]], &RawRule::SHAPE),
    Changeable::new("question", &[&["questions"]], &RawQuestion::SHAPE),
    Changeable::new("dimension", &[&["dimensions"], &["dimension"]], &RawDimension::SHAPE),
    Changeable::new("option", &[&["options"]], &RawOption::SHAPE),
    Changeable::new("contradiction", &[&["contradictions"]], &RawContradiction::SHAPE),
    Changeable::new("archetype", &[&["archetypes"]], &RawArchetype::SHAPE),
    Changeable::new("term", &[&["glossary"]], &RawTerm::SHAPE),
    Changeable::new("trace", &[&["traces"]], &RawTrace::SHAPE),
    Changeable::new("document", &[&["documents"]], &RawDocument::SHAPE),
    Changeable::new("claim", &[&["claims"]], &RawClaim::SHAPE),
    Changeable::new("fact", &[&["facts"]], &RawFact::SHAPE),
    Changeable::new("price", &[&["prices", "items"]], &RawItem::SHAPE),
    Changeable::new("catalog", &[&["prices", "catalogs"]], &RawCatalog::SHAPE),
    Changeable::new("stack", &[&["prices", "stacks"]], &RawStack::SHAPE),
    Changeable::new("assumption", &[&["prices", "assumptions"]], &RawAssumption::SHAPE),
];

/// What an override says besides what it names, with what each key means.
pub(crate) const OVERRIDE_KEYS: [(&str, &str); 3] = [
    ("reason", "why"),
    ("with", "what to say instead; null takes a key away"),
    ("remove", "takes it out"),
];

/// What a pack changes in something that others brought.
#[derive(Debug)]
pub(crate) struct RawOverride<'n> {
    pub(crate) mapping: Mapping<'n>,
    pub(crate) kind: &'static Changeable,
    pub(crate) name: Id<'n>,
    pub(crate) reason: Option<&'n str>,
    pub(crate) with: Option<&'n Node>,
    pub(crate) remove: bool,
}

impl<'n> FromNode<'n> for RawOverride<'n> {
    const FORM: Form = Form::Keyed(Keyed::Override);

    fn from_node(node: &'n Node, _: At<'_>, reader: &mut Reader) -> Option<Self> {
        const WHAT: &str = "an override";
        let kinds = CHANGEABLE.iter().map(|known| known.kind);
        let keys: Vec<&str> = kinds.chain(OVERRIDE_KEYS.map(|(key, _)| key)).collect();
        let mapping = reader.mapping(node, WHAT, &keys)?;
        let mut named =
            CHANGEABLE.iter().filter_map(|known| Some((known, mapping.get(known.kind)?)));
        let (first, second) = (named.next(), named.next());
        let reason =
            reader.require(mapping, "reason", WHAT).and_then(|node| reader.text(node, "`reason`"));
        let remove = mapping.get("remove").and_then(|node| reader.yes_no(node, "`remove`"));
        let (Some((kind, name)), None) = (first, second) else {
            let message = "an override names one thing, such as `rule: some/rule`";
            reader.error(Code::MISSING, node.span.first(), message, "needs one name");
            return None;
        };
        let name =
            Id { text: reader.exact_text(name, format_args!("`{}`", kind.kind))?, span: name.span };
        let with = mapping.get("with");
        Some(Self { mapping, kind, name, reason, with, remove: remove.unwrap_or_default() })
    }
}
