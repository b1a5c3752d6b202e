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
//! Each field of the struct is an `Option`: none where the key is not there, or where its value is
//! not what it must be, which has been reported then. So everything else can still be checked. Keys
//! that others read are listed behind the struct, in `besides {…}`, and how keys depend on each
//! other in `with […]`.

mod bond;
mod targets;
mod values;

use std::{borrow::Cow, fmt};

pub(crate) use self::{
    bond::{Bond, Then, When},
    targets::{
        Referent, Target, ToArchetype, ToCatalog, ToDimension, ToFact, ToFactor, ToGiver, ToItem,
        ToNumber, ToOption, ToOutcome, ToPack, ToProduct, ToQuestion, ToRule, ToSource, ToTrace,
    },
    values::{
        Clause, FormulaText, Fraction, Id, NonEmpty, OneOrMany, OverZero, PathText, Price, Ref,
        Short, Unread, Whole, WordOf,
    },
};
use crate::{
    reader::{Mapping, Reader, is_id},
    yaml::Node,
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
    /// A path.
    Path,
    /// A text of at most so many characters.
    Short(usize),
    /// A text without a full stop, of at most so many characters besides the names of options.
    Clause(usize),
    /// Lower-case words joined by dots, hyphens, underscores or slashes.
    Id,
    /// `true` or `false`.
    YesNo,
    /// A number; over zero where `over_zero` is set.
    Number { over_zero: bool },
    /// A number from 0 to 1.
    Fraction,
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
    /// A formula over answers, assumptions and amounts.
    Formula,
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
    /// What is changed in what others brought.
    Override,
    /// The answers of a profile.
    Answers,
    /// What the dimensions weigh.
    Weights,
    /// What the cost estimate assumes.
    Assumptions,
    /// How answers are known.
    Evidence,
    /// The parts of a system.
    Components,
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

/// Returns the name of a key, which may be a word that Rust keeps for itself.
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

impl Form {
    /// Returns what one of them is called.
    fn noun(&self) -> &'static str {
        match self {
            Self::Reference(referent) => referent.name(),
            Self::Mapping(shape) if !shape.what.is_empty() => {
                shape.what.split_once(' ').map_or(shape.what, |(_, noun)| noun)
            }
            _ => "entry",
        }
    }
}
