//! The values that keys can have, each with how it is read.

use std::marker::PhantomData;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{At, Form, FromNode, Target};
use crate::{
    problem::{Code, Problem},
    reader::Reader,
    words::Worded,
    yaml::{Content, Node, Scalar, Span},
};

impl<'n> FromNode<'n> for &'n str {
    const FORM: Form = Form::Text;

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        reader.text(node, at)
    }
}

/// A path, relative to the folder that its file is of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PathText<'n>(pub(crate) &'n str);

impl<'n> FromNode<'n> for PathText<'n> {
    const FORM: Form = Form::Path;

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        reader.text(node, at).map(Self)
    }
}

/// A name of at most so many characters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Short<'n, const MOST: usize>(pub(crate) &'n str);

impl<'n, const MOST: usize> FromNode<'n> for Short<'n, MOST> {
    const FORM: Form = Form::Short(MOST);

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let text = reader.text(node, at)?;
        reader.at_most(MOST, text, node.span, at).then_some(Self(text))
    }
}

/// A few words that stand within a sentence, and where. Names that are filled in do not count, so
/// how long they may be is checked by those who know the names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clause<'n> {
    pub(crate) text: &'n str,
    pub(crate) span: Span,
}

impl Clause<'_> {
    /// The most characters: three clauses make a sentence of two lines.
    pub(crate) const MOST: usize = 60;
}

impl<'n> FromNode<'n> for Clause<'n> {
    const FORM: Form = Form::Clause(Self::MOST);

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let text = reader.text(node, at)?;
        if text.ends_with('.') {
            let message = format!("{}: {at} stands within a sentence", at.owner);
            reader.error(Code::WRONG_TYPE, node.span, message, "expected no full stop");
            return None;
        }
        Some(Self { text, span: node.span })
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

/// The id of something that must be there, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ref<'n, T> {
    pub(crate) text: &'n str,
    pub(crate) span: Span,
    target: PhantomData<T>,
}

impl<'n, T> Ref<'n, T> {
    /// Returns the id, of whatever it is.
    pub(crate) fn id(&self) -> Id<'n> {
        Id { text: self.text, span: self.span }
    }
}

impl<'n, T: Target> FromNode<'n> for Ref<'n, T> {
    const FORM: Form = Form::Reference(T::REFERENT);

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let text = reader.exact_text(node, at)?;
        Some(Self { text, span: node.span, target: PhantomData })
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

/// A share of a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fraction(pub(crate) Decimal);

impl FromNode<'_> for Fraction {
    const FORM: Form = Form::Fraction;

    fn from_node(node: &Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let number = reader.number(node, at)?;
        if !(Decimal::ZERO..=Decimal::ONE).contains(&number) {
            let message = format!("{}: {at} is a share from 0 to 1, found `{number}`", at.owner);
            reader.error(Code::OUT_OF_RANGE, node.span, message, "expected 0 to 1");
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
                if amount.is_sign_negative() {
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
        let text = reader.exact_text(node, at)?;
        // Days are written in other ways as well, of which each would need a place in schemas.
        let date = text.parse().ok().filter(|date: &Self| date.to_string() == text);
        if date.is_none() {
            reader.wrong_type(node, at, "a day such as 2026-05-31");
        }
        date
    }
}

/// A formula of the price book, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FormulaText<'n> {
    pub(crate) text: &'n str,
    pub(crate) span: Span,
    plain: bool,
}

impl FormulaText<'_> {
    /// Returns where a part of it stands, given in bytes; the whole where the text is written in
    /// another way than it reads.
    pub(crate) fn part(&self, bytes: &std::ops::Range<usize>) -> Span {
        let length = |text: Option<&str>| text.map_or(0, |text| text.chars().count() as u32);
        let all = length(Some(self.text));
        let quote = u32::from(!self.plain);
        if self.span.end - self.span.start != all + 2 * quote {
            return self.span;
        }
        let start = self.span.start + quote + length(self.text.get(..bytes.start));
        let end = start + length(self.text.get(bytes.clone()));
        Span { start, end: end.max(start + 1).min(self.span.end), ..self.span }
    }
}

impl<'n> FromNode<'n> for FormulaText<'n> {
    const FORM: Form = Form::Formula;

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        match &node.content {
            Content::Scalar(Scalar { text, plain }) if !text.trim().is_empty() => {
                Some(Self { text, span: node.span, plain: *plain })
            }
            _ => {
                reader.wrong_type(node, at, "a formula such as requests / 1000");
                None
            }
        }
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

impl<'n, T: FromNode<'n>> FromNode<'n> for Vec<T> {
    const FORM: Form = Form::List { of: &T::FORM, least: 0, most: 0 };

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        let nodes = reader.sequence(node, at)?;
        // Hardly any is left out, and there are thousands.
        let mut list = Self::with_capacity(nodes.len());
        list.extend(nodes.iter().filter_map(|node| T::from_node(node, at, reader)));
        Some(list)
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
