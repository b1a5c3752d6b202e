//! What people write, described once: the keys of each mapping, what their values must look like,
//! which of them are needed, and what they mean.
//!
//! The macro [`shape`] makes a struct of such a description, and a reader that reports everything
//! that is not so. The JSON Schemas ([`crate::schema`]) and `docs/format.md` are made from the same
//! description, so that a key which is in one is in all of them:
//!
//! ```text
//! shape! {
//!     /// A document as it is written.
//!     pub(crate) struct RawDocument: "a document" {
//!         required id: Id<'n> = "the first part of its claims' ids",
//!         required title: &'n str = "its title",
//!         optional about: &'n str = "what it is about, in one line",
//!     }
//! }
//! ```
//!
//! Keys that are read by others are listed behind the struct, in `besides {…}`, and how keys depend
//! on each other, in `with […]`. Each field of the struct is an `Option`: none where the key is not there, or where its value is
//! not what it must be, which has been reported then. So everything else can still be checked.

use std::{borrow::Cow, fmt, marker::PhantomData};

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    problem::{Code, Problem},
    reader::{Mapping, Reader, is_id},
    words::Worded,
    yaml::{Content, Node, Scalar, Span},
};

/// A mapping of a few keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Its name: that of the struct that is read.
    pub(crate) name: &'static str,
    /// What messages call one: "a rule"; empty for what they call by the key that it stands at.
    pub(crate) what: &'static str,
    /// What messages call one before its id: "the rule"; none where they call it as they call all.
    pub(crate) named: Option<&'static str>,
    /// Its keys, in the order in which they are usually written.
    pub(crate) keys: &'static [Key],
    /// The names of its keys.
    pub(crate) names: &'static [&'static str],
    /// How keys depend on each other.
    pub(crate) bonds: &'static [Bond],
}

/// One key of a mapping.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    /// The key as it is written.
    pub(crate) name: &'static str,
    /// What its value must look like.
    pub(crate) form: Form,
    /// Whether it must be there.
    pub(crate) required: bool,
    /// What it means, in a few words.
    pub(crate) about: &'static str,
}

/// What a value must look like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    /// Anything.
    Any,
    /// Any text that is not empty.
    Text,
    /// Lower-case words joined by dots, hyphens, underscores or slashes.
    Id,
    /// `true` or `false`.
    YesNo,
    /// A number; over zero where `over_zero` is set.
    Number { over_zero: bool },
    /// A whole number from the first to the second, both included.
    Whole(i64, i64),
    /// An amount of money in quotes.
    Money,
    /// A day such as 2026-05-31.
    Day,
    /// A date as exactly as its source gives it.
    AsOf,
    /// One of a few words, each with its meaning.
    Word(fn() -> Vec<(&'static str, &'static str)>),
    /// A condition on answers and estimates, or on what the price book knows.
    Condition { of_prices: bool },
    /// The id of something that is there.
    Reference(Referent),
    /// A list of at least so many, and of at most so many if that is not 0.
    List { of: &'static Form, least: usize, most: usize },
    /// One of them, or a list of at least one.
    OneOrMany(&'static Form),
    /// One of these.
    Either(&'static [Form]),
    /// A mapping of known keys.
    Mapping(&'static Shape),
    /// A mapping whose keys are those of the rule base, or of another part of it.
    Keyed(Keyed),
}

/// Mappings by keys that are no words of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyed {
    /// Points for each option that is spoken of.
    Points,
    /// Findings of a linter that are meant to stay, each with the reason.
    Silences,
    /// Which field plays which part in working out quantities.
    Inputs,
    /// What is changed in what others brought.
    Override,
    /// The answers of a profile.
    Answers,
    /// What the dimensions weigh.
    Weights,
    /// What the cost estimate assumes.
    Assumptions,
    /// The parts of a system.
    Components,
}

/// How keys of one mapping depend on each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bond {
    pub(crate) when: When,
    pub(crate) then: Then,
    /// What to say where it is not kept, with `{owner}` and `{key}` to be filled in; none for what
    /// is usually said.
    pub(crate) message: Option<&'static str>,
    /// What to write under the place.
    pub(crate) label: Option<&'static str>,
    /// What to do where none of several keys is there.
    pub(crate) help: Option<&'static str>,
}

/// When a bond matters.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    Always,
    /// Where this key is there.
    There(&'static str),
    /// Where none of these keys is there.
    Missing(&'static [&'static str]),
    /// Where this key says one of these words.
    Says(&'static str, &'static [&'static str]),
}

/// What must then be so.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Then {
    /// All of these keys are there.
    Needs(&'static [&'static str]),
    /// None of these keys is there.
    Bars(&'static [&'static str]),
    /// Exactly one of these keys is there.
    OneOf(&'static [&'static str]),
    /// At least one of these keys is there.
    SomeOf(&'static [&'static str]),
}

impl Bond {
    /// Makes a bond that is worded as usual where it is not kept.
    pub(crate) const fn new(when: When, then: Then) -> Self {
        Self { when, then, message: None, label: None, help: None }
    }

    /// Says something else where it is not kept; `{owner}` and `{key}` are filled in.
    pub(crate) const fn message(self, message: &'static str) -> Self {
        Self { message: Some(message), ..self }
    }

    /// Writes something else under the place; where exactly one key must be there, only under the
    /// second one.
    pub(crate) const fn label(self, label: &'static str) -> Self {
        Self { label: Some(label), ..self }
    }

    /// Says what to do where none of several keys is there.
    pub(crate) const fn help(self, help: &'static str) -> Self {
        Self { help: Some(help), ..self }
    }

    /// Reports where it is not kept.
    fn check(&self, mapping: Mapping<'_>, owner: &str, reader: &mut Reader) {
        let there = |key: &str| mapping.entry(key).is_some();
        let matters = match self.when {
            When::Always => true,
            When::There(key) => there(key),
            When::Missing(keys) => !keys.iter().any(|key| there(key)),
            When::Says(key, words) => {
                mapping.get(key).and_then(Node::text).is_some_and(|word| words.contains(&word))
            }
        };
        if !matters {
            return;
        }
        let first = mapping.span().first();
        match self.then {
            Then::Needs(keys) => {
                for key in keys.iter().filter(|key| mapping.get(key).is_none()) {
                    let message = self.worded(owner, key, "{owner}: `{key}` is missing");
                    let label = format!("needs `{key}`");
                    reader.error(Code::MISSING, first, message, self.label.unwrap_or(&label));
                }
            }
            Then::Bars(keys) => {
                for entry in keys.iter().filter_map(|key| mapping.entry(key)) {
                    let message = self.worded(owner, &entry.key, "{owner}: not with `{key}`");
                    let label = self.label.unwrap_or("means nothing here");
                    reader.error(Code::UNKNOWN_KEY, entry.key_span, message, label);
                }
            }
            Then::OneOf(keys) => {
                let mut given = keys.iter().filter_map(|key| mapping.entry(key));
                let several = count(keys.len());
                match (given.next(), given.next()) {
                    (None, _) => {
                        let usual = format!("{{owner}} must have {}", choice(keys));
                        let message = self.worded(owner, "", &usual);
                        let label = format!("needs one of the {several}");
                        reader.error(Code::MISSING, first, message, label);
                    }
                    (Some(one), Some(other)) => {
                        let message = format!("{owner} has both `{}` and `{}`", one.key, other.key);
                        let usual = format!("one of the {several} is enough");
                        let label = self.label.unwrap_or(&usual);
                        reader.error(Code::UNKNOWN_KEY, other.key_span, message, label);
                    }
                    (Some(_), None) => {}
                }
            }
            Then::SomeOf(keys) => {
                if !keys.iter().any(|key| there(key)) {
                    let usual = format!("{{owner}} must have {}", choice(keys));
                    let message = self.worded(owner, "", &usual);
                    let span = mapping.get("id").map_or(mapping.span(), |id| id.span);
                    let problem = Problem::error(Code::MISSING, message)
                        .at(reader.place(span), self.label.unwrap_or("needs one of them"));
                    reader.report(self.help.into_iter().fold(problem, Problem::help));
                }
            }
        }
    }

    fn worded(&self, owner: &str, key: &str, usual: &str) -> String {
        self.message.unwrap_or(usual).replace("{owner}", owner).replace("{key}", key)
    }
}

/// "either `a` or `b`", "one of `a`, `b` and `c`".
fn choice(keys: &[&str]) -> String {
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    match quoted.split_last() {
        Some((last, [one])) => format!("either {one} or {last}"),
        Some((last, others)) => format!("one of {} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn count(number: usize) -> &'static str {
    match number {
        2 => "two",
        3 => "three",
        _ => "keys",
    }
}

impl Shape {
    /// Returns what messages call a mapping, by its id where it has one.
    pub(crate) fn owner(&self, mapping: Mapping<'_>) -> Cow<'static, str> {
        let id = mapping.get("id").and_then(Node::text).filter(|id| is_id(id));
        match (self.named, id) {
            (Some(named), Some(id)) => format!("{named} `{id}`").into(),
            _ => self.what.into(),
        }
    }

    /// Reads the mapping at a node, reporting unknown keys, and returns it with what messages call
    /// it.
    pub(crate) fn open<'n>(
        &self,
        node: &'n Node,
        at: At<'_>,
        reader: &mut Reader,
    ) -> Option<(Mapping<'n>, Cow<'static, str>)> {
        if self.what.is_empty() {
            return Some((reader.mapping(node, at, self.names)?, at.to_string().into()));
        }
        let mapping = reader.mapping(node, self.what, self.names)?;
        Some((mapping, self.owner(mapping)))
    }

    /// Reports keys that do not go together.
    pub(crate) fn check(&self, mapping: Mapping<'_>, owner: &str, reader: &mut Reader) {
        for bond in self.bonds {
            bond.check(mapping, owner, reader);
        }
    }
}

/// Which value is read: that of a key of a mapping. It is shown as the key in backticks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    /// What the mapping is: "a rule".
    pub(crate) owner: &'a str,
    /// The key.
    pub(crate) key: &'a str,
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.key)
    }
}

/// What can be read from a node of a tree.
pub(crate) trait FromNode<'n>: Sized {
    /// What the node must look like.
    const FORM: Form;

    /// Reads a node; none where it is not so, which is reported.
    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self>;
}

/// What was read from a mapping of known keys.
pub(crate) trait Shaped<'n> {
    /// Returns the mapping, for where its keys stand.
    fn mapping(&self) -> Mapping<'n>;
}

/// Reads the value of a key that must be there.
pub(crate) fn required<'n, T: FromNode<'n>>(
    mapping: Mapping<'n>,
    at: At<'_>,
    reader: &mut Reader,
) -> Option<T> {
    T::from_node(reader.require(mapping, at.key, at.owner)?, at, reader)
}

/// Reads the value of a key that may be there.
pub(crate) fn optional<'n, T: FromNode<'n>>(
    mapping: Mapping<'n>,
    at: At<'_>,
    reader: &mut Reader,
) -> Option<T> {
    T::from_node(mapping.get(at.key)?, at, reader)
}

/// The name of a key, which may be a word that Rust keeps for itself.
pub(crate) const fn key_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Describes mappings once; see the head of [`crate::shape`].
macro_rules! shape {
    ($(
        $(#[$outer:meta])*
        pub(crate) struct $name:ident: $what:literal $(, $named:literal)? {
            $($need:ident $key:ident: $type:ty = $about:literal,)*
        }
        $(besides {$($other:ident: $other_type:ty = $other_about:literal,)*})?
        $(with [$($bond:expr,)*])?
    )+) => {$(
        $(#[$outer])*
        #[derive(Debug)]
        pub(crate) struct $name<'n> {
            /// The mapping itself, for where things stand.
            pub(crate) mapping: $crate::reader::Mapping<'n>,
            $(pub(crate) $key: Option<$type>,)*
        }

        impl<'n> $name<'n> {
            /// What it must look like.
            pub(crate) const SHAPE: $crate::shape::Shape = $crate::shape::Shape {
                name: stringify!($name),
                what: $what,
                named: $crate::shape::shape!(@named $($named)?),
                names: &[
                    $($crate::shape::key_name(stringify!($key)),)*
                    $($(stringify!($other),)*)?
                ],
                keys: &[
                    $($crate::shape::Key {
                        name: $crate::shape::key_name(stringify!($key)),
                        form: <$type as $crate::shape::FromNode<'n>>::FORM,
                        required: $crate::shape::shape!(@required $need),
                        about: $about,
                    },)*
                    $($($crate::shape::Key {
                        name: stringify!($other),
                        form: <$other_type as $crate::shape::FromNode<'n>>::FORM,
                        required: false,
                        about: $other_about,
                    },)*)?
                ],
                bonds: &[$($($bond,)*)?],
            };
        }

        impl<'n> $crate::shape::Shaped<'n> for $name<'n> {
            fn mapping(&self) -> $crate::reader::Mapping<'n> {
                self.mapping
            }
        }

        impl<'n> $crate::shape::FromNode<'n> for $name<'n> {
            const FORM: $crate::shape::Form = $crate::shape::Form::Mapping(&Self::SHAPE);

            fn from_node(
                node: &'n $crate::yaml::Node,
                at: $crate::shape::At<'_>,
                reader: &mut $crate::reader::Reader,
            ) -> Option<Self> {
                let (mapping, owner) = Self::SHAPE.open(node, at, reader)?;
                Some(Self::from_mapping(mapping, &owner, reader))
            }
        }

        impl<'n> $name<'n> {
            /// Reads a mapping that may have other keys as well.
            pub(crate) fn from_mapping(
                mapping: $crate::reader::Mapping<'n>,
                owner: &str,
                reader: &mut $crate::reader::Reader,
            ) -> Self {
                let read = Self {
                    mapping,
                    $($key: $crate::shape::$need(
                        mapping,
                        $crate::shape::At {
                            owner,
                            key: $crate::shape::key_name(stringify!($key)),
                        },
                        reader,
                    ),)*
                };
                Self::SHAPE.check(mapping, owner, reader);
                read
            }
        }
    )+};
    (@named) => { None };
    (@named $named:literal) => { Some($named) };
    (@required required) => { true };
    (@required optional) => { false };
}

pub(crate) use shape;

impl<'n> FromNode<'n> for &'n str {
    const FORM: Form = Form::Text;

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        reader.text(node, at)
    }
}

/// An id and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Id<'n> {
    pub(crate) text: &'n str,
    pub(crate) span: Span,
}

impl<'n> FromNode<'n> for Id<'n> {
    const FORM: Form = Form::Id;

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        Some(Self { text: reader.id(node, at)?, span: node.span })
    }
}

/// What an id may be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Referent {
    Dimension,
    Question,
    Option,
    Rule,
    /// A claim or a fact.
    Source,
    Fact,
    Item,
    Catalog,
    /// A question or an assumption that is a number.
    NumberField,
    Pack,
    /// An option, or a verdict without one.
    Outcome,
    /// A rule, or a dimension for all of its rules.
    Giver,
}

impl Referent {
    /// Returns what messages call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dimension => "dimension",
            Self::Question => "question",
            Self::Option | Self::Outcome => "option",
            Self::Rule => "rule",
            Self::Source => "source",
            Self::Fact => "fact",
            Self::Item => "item",
            Self::Catalog => "catalogue",
            Self::NumberField => "question or assumption",
            Self::Pack => "pack",
            Self::Giver => "rule or dimension",
        }
    }
}

/// What names a kind of things that can be referred to.
pub(crate) trait Target {
    const REFERENT: Referent;
}

macro_rules! targets {
    ($($name:ident $referent:ident,)+) => {$(
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum $name {}

        impl Target for $name {
            const REFERENT: Referent = Referent::$referent;
        }
    )+};
}

targets! {
    ToDimension Dimension,
    ToQuestion Question,
    ToOption Option,
    ToRule Rule,
    ToSource Source,
    ToFact Fact,
    ToItem Item,
    ToCatalog Catalog,
    ToNumber NumberField,
    ToPack Pack,
    ToOutcome Outcome,
    ToGiver Giver,
}

/// The id of something that must be there, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ref<'n, T> {
    pub(crate) text: &'n str,
    pub(crate) span: Span,
    target: PhantomData<T>,
}

impl<'n, T> From<Id<'n>> for Ref<'n, T> {
    fn from(id: Id<'n>) -> Self {
        Self { text: id.text, span: id.span, target: PhantomData }
    }
}

impl<'n, T: Target> FromNode<'n> for Ref<'n, T> {
    const FORM: Form = Form::Reference(T::REFERENT);

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        Some(Self { text: reader.text(node, at)?, span: node.span, target: PhantomData })
    }
}

impl FromNode<'_> for bool {
    const FORM: Form = Form::YesNo;

    fn from_node(node: &Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        reader.yes_no(node, at)
    }
}

impl FromNode<'_> for Decimal {
    const FORM: Form = Form::Number { over_zero: false };

    fn from_node(node: &Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        reader.number(node, at)
    }
}

/// A number over zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OverZero(pub(crate) Decimal);

impl FromNode<'_> for OverZero {
    const FORM: Form = Form::Number { over_zero: true };

    fn from_node(node: &Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let number = reader.number(node, at)?;
        if number <= Decimal::ZERO {
            let message = format!("{}: {at} must be over zero, found `{number}`", at.owner);
            reader.error(Code::OUT_OF_RANGE, node.span, message, "expected a number over zero");
            return None;
        }
        Some(Self(number))
    }
}

/// A whole number within a range, ends included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole<const LEAST: i64, const MOST: i64>(pub(crate) i64);

impl<const LEAST: i64, const MOST: i64> FromNode<'_> for Whole<LEAST, MOST> {
    const FORM: Form = Form::Whole(LEAST, MOST);

    fn from_node(node: &Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        reader.whole(node, at, LEAST..=MOST).map(Self)
    }
}

/// An amount of money: a decimal in quotes, so that no reader of YAML makes a binary fraction of
/// it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Price(pub(crate) Decimal);

impl FromNode<'_> for Price {
    const FORM: Form = Form::Money;

    fn from_node(node: &Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let scalar = match &node.content {
            Content::Scalar(scalar) => Some(scalar),
            Content::Sequence(_) | Content::Mapping(_) => None,
        };
        let amount = scalar.and_then(|scalar| Some((scalar, scalar.text.parse::<Decimal>().ok()?)));
        match amount {
            Some((Scalar { plain: false, text }, amount)) => {
                if amount.is_sign_negative() && !amount.is_zero() {
                    let message = format!("{at}: a price is never negative, found `{text}`");
                    reader.error(Code::OUT_OF_RANGE, node.span, message, "expected zero or more");
                    return None;
                }
                Some(Self(amount))
            }
            Some((Scalar { text, .. }, _)) => {
                let message =
                    format!("{at}: an amount of money must stand in quotes, found `{text}`");
                let problem = Problem::error(Code::WRONG_TYPE, message)
                    .at(reader.place(node.span), "expected quotes")
                    .help(format!("write \"{text}\""));
                reader.report(problem);
                None
            }
            None => {
                reader.wrong_type(node, at, "an amount in quotes such as \"0.20\"");
                None
            }
        }
    }
}

impl FromNode<'_> for Date {
    const FORM: Form = Form::Day;

    fn from_node(node: &Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let date = reader.text(node, at)?.parse().ok();
        if date.is_none() {
            reader.wrong_type(node, at, "a day such as 2026-05-31");
        }
        date
    }
}

/// One of the words of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WordOf<T>(pub(crate) T);

impl<T: Worded> FromNode<'_> for WordOf<T> {
    const FORM: Form =
        Form::Word(|| T::TABLE.iter().map(|(_, word, meaning)| (*word, *meaning)).collect());

    fn from_node(node: &Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        reader.word(node, at).map(Self)
    }
}

/// A value that is read later, by those who know what it speaks of.
#[derive(Debug)]
pub(crate) struct Unread<'n, T> {
    pub(crate) node: &'n Node,
    form: PhantomData<T>,
}

impl<T> Clone for Unread<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Unread<'_, T> {}

impl<'n, T: FromNode<'n>> FromNode<'n> for Unread<'n, T> {
    const FORM: Form = T::FORM;

    fn from_node(node: &'n Node, _: At<'_>, _: &mut Reader) -> Option<Self> {
        Some(Self { node, form: PhantomData })
    }
}

/// Names forms of values that are read later, by those who know what these speak of.
macro_rules! forms {
    ($($(#[$outer:meta])* $name:ident $form:expr,)+) => {$(
        $(#[$outer])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) enum $name {}

        impl $crate::shape::FromNode<'_> for $name {
            const FORM: $crate::shape::Form = $form;

            fn from_node(
                _: &$crate::yaml::Node,
                _: $crate::shape::At<'_>,
                _: &mut $crate::reader::Reader,
            ) -> Option<Self> {
                None
            }
        }
    )+};
}

pub(crate) use forms;

forms! {
    /// Anything at all.
    Anything Form::Any,
    /// A condition on answers and estimates.
    FieldCondition Form::Condition { of_prices: false },
    /// A condition on answers and assumptions.
    PriceCondition Form::Condition { of_prices: true },
}

impl<'n, T: FromNode<'n>> FromNode<'n> for Vec<T> {
    const FORM: Form = Form::List { of: &T::FORM, least: 0, most: 0 };

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let nodes = reader.sequence(node, at)?;
        Some(nodes.iter().filter_map(|node| T::from_node(node, at, reader)).collect())
    }
}

/// A list that must not be empty, nor have more than `MOST` elements if that is not 0. Elements
/// that are not what they must be are left out.
#[derive(Debug)]
pub(crate) struct NonEmpty<'n, T, const MOST: usize = 0> {
    pub(crate) node: &'n Node,
    pub(crate) list: Vec<T>,
}

impl<'n, T: FromNode<'n>, const MOST: usize> FromNode<'n> for NonEmpty<'n, T, MOST> {
    const FORM: Form = Form::List { of: &T::FORM, least: 1, most: MOST };

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let length = reader.sequence(node, at)?.len();
        if length == 0 {
            nothing_in(node, T::FORM, at, reader);
        } else if MOST > 0 && length > MOST {
            reader.wrong_type(node, at, &format!("no more than {MOST}"));
        }
        Some(Self { node, list: Vec::from_node(node, at, reader)? })
    }
}

/// One of them, or a list of at least one.
#[derive(Debug)]
pub(crate) struct OneOrMany<T>(pub(crate) Vec<T>);

impl<'n, T: FromNode<'n>> FromNode<'n> for OneOrMany<T> {
    const FORM: Form = Form::OneOrMany(&T::FORM);

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        if node.each().is_empty() {
            nothing_in(node, T::FORM, at, reader);
        }
        let read = node.each().iter().filter_map(|node| T::from_node(node, at, reader));
        Some(Self(read.collect()))
    }
}

/// Reports a list that is empty and must not be.
fn nothing_in(node: &Node, of: Form, at: At<'_>, reader: &mut Reader) {
    let noun = of.noun();
    if at.key == "cites" {
        let message = format!("{} cites nothing", at.owner);
        reader.error(Code::MISSING, node.span, message, format!("needs at least one {noun}"));
    } else {
        reader.wrong_type(node, at, &format!("at least one {noun}"));
    }
}

impl Form {
    /// Returns what one of them is called.
    fn noun(&self) -> &'static str {
        match self {
            Self::Reference(referent) => referent.name(),
            Self::Mapping(shape) => shape.what.split_once(' ').map_or(shape.what, |(_, noun)| noun),
            _ => "entry",
        }
    }
}
