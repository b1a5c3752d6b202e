//! YAML text to a tree whose every node knows its place.
//!
//! Everything that people write (profiles, rule files, `--set` values) is read into this tree first
//! and checked against what is expected there second, so that all problems of a file can be
//! reported at once, with places. The grammar is `saphyr-parser`'s; what is added here are the
//! bounds: one document, no tags, no duplicate keys, limited nesting, and aliases that cannot blow
//! up.

mod either;
pub(crate) mod json;
mod read;
mod tree;
mod write;

use std::{ops::Range, sync::Arc};

use rust_decimal::Decimal;

pub use self::write::{flow, write};
pub(crate) use self::{
    either::{parse, read},
    read::{conflict, documents},
    tree::{Content, Entry, Node, Scalar, Span},
    write::is_other_in_yaml_1_1,
};
use crate::{
    problem::shorten,
    source::{Place, Source},
};

/// Deepest nesting accepted. A rule's condition may nest a dozen levels; nothing sane comes near
/// this.
pub(crate) const MAX_DEPTH: usize = 64;

/// Most nodes a document may have once its aliases are expanded; every so many bytes of text count
/// as one.
pub(crate) const MAX_NODES: usize = 200_000;

/// How much text weighs as much as a node does.
const TEXT_PER_NODE: usize = 32;

impl Span {
    /// Returns the characters from `start` to before `end`.
    pub(crate) fn new(start: usize, end: usize) -> Self {
        let clamp = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)), source: 0 }
    }

    /// From its start to the end of another.
    fn to(self, end: Self) -> Self {
        Self { end: end.end.max(self.start), ..self }
    }

    /// Returns its first character: enough to point at where underlining a whole block would say
    /// nothing.
    #[must_use]
    pub fn first(self) -> Self {
        Self { end: self.end.min(self.start + 1), ..self }
    }

    /// Returns which of its reader's texts it is in.
    pub(crate) fn source(self) -> usize {
        usize::from(self.source)
    }

    /// Returns the place in `source` in bytes.
    pub fn place(self, source: &Arc<Source>) -> Place {
        let start = source.byte_of_char(self.start as usize);
        let end = source.byte_of_char(self.end as usize);
        Place { source: Arc::clone(source), span: trim_end(source.text(), start..end) }
    }
}

/// Block collections end where the next token starts; what people see as their end is the last
/// visible character.
fn trim_end(text: &str, span: Range<usize>) -> Range<usize> {
    let length = text.get(span.clone()).map_or(0, |slice| slice.trim_end().len());
    span.start..span.start + length
}

/// What a scalar is under YAML 1.2's core schema (so `no` and `on` are text).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meaning<'a> {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    YesNo(bool),
    /// A decimal number that can be held exactly.
    Number(Decimal),
    /// A number too large, too small or not finite.
    Unholdable,
    /// Anything else.
    Text(&'a str),
}

impl Scalar {
    /// Returns whether it is `null`, `~` or nothing at all.
    pub fn is_null(&self) -> bool {
        self.plain && matches!(self.text.as_ref(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// Returns its meaning under the core schema.
    pub fn meaning(&self) -> Meaning<'_> {
        if !self.plain {
            return Meaning::Text(&self.text);
        }
        match self.text.as_ref() {
            _ if self.is_null() => Meaning::Null,
            "true" | "True" | "TRUE" => Meaning::YesNo(true),
            "false" | "False" | "FALSE" => Meaning::YesNo(false),
            ".nan" | ".NaN" | ".NAN" => Meaning::Unholdable,
            text => {
                let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
                if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
                    return Meaning::Unholdable;
                }
                if is_number(unsigned) {
                    decimal(text).map_or(Meaning::Unholdable, Meaning::Number)
                } else {
                    Meaning::Text(text)
                }
            }
        }
    }
}

/// What means yes to people and to readers of YAML 1.1, in any case.
pub(crate) const YES: &[&str] = &["true", "yes", "y", "on"];

/// What means no to them.
pub(crate) const NO: &[&str] = &["false", "no", "n", "off"];

/// Returns whether a text means yes; none where it means neither yes nor no.
pub(crate) fn yes_or_no(text: &str) -> Option<bool> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_one_of(YES) { Some(true) } else { is_one_of(NO).then_some(false) }
}

/// `12`, `1.5`, `.5`, `2.`, `1e6`: the core schema's decimal forms, sign already off.
fn is_number(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
        }
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

/// Reads a number that can be held exactly.
pub(crate) fn number(text: &str) -> Option<Decimal> {
    // Most numbers are short and whole.
    if text.len() < 19 && text.bytes().all(|digit| digit.is_ascii_digit()) {
        return text.parse::<u64>().ok().map(Decimal::from);
    }
    decimal(text).filter(|_| is_number(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

fn decimal(text: &str) -> Option<Decimal> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let number = if text.contains(['e', 'E']) {
        Decimal::from_scientific(text).ok()
    } else {
        Decimal::from_str_exact(text.strip_suffix('.').unwrap_or(text)).ok()
    }?;
    Some(number.normalize())
}

impl Node {
    /// Gives it and all that is in it the number of its text among those of its reader.
    #[must_use]
    pub(crate) fn numbered(mut self, source: u16) -> Self {
        self.set_source(source);
        self
    }

    fn set_source(&mut self, source: u16) {
        self.span.source = source;
        match &mut self.content {
            Content::Scalar(_) => {}
            Content::Sequence(nodes) => nodes.iter_mut().for_each(|node| node.set_source(source)),
            Content::Mapping(entries) => {
                for entry in entries {
                    entry.key_span.source = source;
                    entry.value.set_source(source);
                }
            }
        }
    }

    /// Returns its entries; none where it is no mapping.
    pub(crate) fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Mapping(entries) => entries,
            Content::Scalar(_) | Content::Sequence(_) => &[],
        }
    }

    /// Returns its elements, or itself where it is no list.
    pub(crate) fn each(&self) -> &[Self] {
        match &self.content {
            Content::Sequence(nodes) => nodes,
            Content::Scalar(_) | Content::Mapping(_) => std::slice::from_ref(self),
        }
    }

    /// Finds the value of a key; none where it is no mapping or has no such key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// Returns whether this is an unquoted null.
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar(scalar) if scalar.is_null())
    }

    /// Returns whether nothing stands there, not even a null.
    pub fn is_blank(&self) -> bool {
        matches!(&self.content, Content::Scalar(it) if it.plain && it.text.is_empty())
    }

    /// Returns its text; none for a list, a mapping, nothing at all or an empty text.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(scalar) if !scalar.is_null() => {
                Some(scalar.text.trim()).filter(|text| !text.is_empty())
            }
            _ => None,
        }
    }

    /// Returns its text with all blanks around it, as ids and words must be without; none where
    /// there is no [`Node::text`].
    pub(crate) fn exact_text(&self) -> Option<&str> {
        self.text()?;
        if let Content::Scalar(scalar) = &self.content { Some(&scalar.text) } else { None }
    }

    /// Returns what it means; none for a list and a mapping.
    pub(crate) fn meaning(&self) -> Option<Meaning<'_>> {
        match &self.content {
            Content::Scalar(scalar) => Some(scalar.meaning()),
            Content::Sequence(_) | Content::Mapping(_) => None,
        }
    }

    /// Returns the number that it is, if it is one that can be held.
    pub fn number(&self) -> Option<Decimal> {
        if let Some(Meaning::Number(number)) = self.meaning() { Some(number) } else { None }
    }

    /// Returns what the node is, for "found …" in messages.
    pub fn describe(&self) -> String {
        match &self.content {
            Content::Scalar(scalar) => match scalar.meaning() {
                Meaning::Null => "nothing".to_owned(),
                Meaning::YesNo(value) => format!("`{value}`"),
                Meaning::Number(_) | Meaning::Unholdable => {
                    format!("the number `{}`", shorten(&scalar.text))
                }
                Meaning::Text(text) if text.trim().is_empty() => "an empty text".to_owned(),
                Meaning::Text(text) => format!("the text `{}`", shorten(text)),
            },
            Content::Sequence(nodes) if nodes.is_empty() => "an empty list".to_owned(),
            Content::Sequence(_) => "a list".to_owned(),
            Content::Mapping(entries) if entries.is_empty() => "an empty mapping".to_owned(),
            Content::Mapping(_) => "a mapping".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Meaning, Scalar};

    proptest! {
        #[test]
        fn numbers_are_read_as_they_are_written(text in "[-+]?[0-9]{0,31}(\\.[0-9]{0,31})?([eE][-+]?[0-9]{1,3})?") {
            let scalar = Scalar { text: text.clone().into(), plain: true };
            // YAML's numbers are written as Rust's are, but for the signs and letters that this leaves out.
            match (scalar.meaning(), text.parse::<f64>()) {
                (Meaning::Number(number), Ok(float)) => {
                    let number: f64 = number.to_string().parse().unwrap();
                    prop_assert!((number - float).abs() <= float.abs() * 1e-12, "{text} was read as {number}");
                }
                (Meaning::Unholdable, Ok(float)) => {
                    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
                    let digits = mantissa.bytes().filter(u8::is_ascii_digit).count() as i32;
                    let exponent: i32 = exponent.parse().unwrap();
                    prop_assert!(digits + exponent.abs() > 28, "{text}, which is {float}, can be held");
                }
                (Meaning::Text(_) | Meaning::Null, Err(_)) => {}
                (meaning, float) => prop_assert!(false, "{text} is {meaning:?} here and {float:?} elsewhere"),
            }
        }
    }
}
