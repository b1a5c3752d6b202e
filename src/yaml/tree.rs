//! The tree that a text is read into: what it is made of, and where each piece stands.
//!
//! The build script has this file too: it writes the trees of the built-in files into the program,
//! so that no run parses them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Where a node stands: characters (not bytes) from the start of the text, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// The number of the text among those of its reader.
    #[serde(skip)]
    pub(crate) source: u16,
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Node {
    /// What it is.
    pub content: Content,
    /// Where it stands.
    pub span: Span,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub enum Content {
    /// A single value, as typed.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the text; no key occurs twice.
    Mapping(Vec<Entry>),
}

/// A scalar as typed; what it means is decided by who reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scalar {
    /// The text without quotes.
    #[serde(borrow)]
    pub text: Cow<'static, str>,
    /// Whether it stood without quotes, so that it may be a number, a yes/no or nothing.
    pub plain: bool,
}

/// One key and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The key.
    #[serde(borrow)]
    pub key: Cow<'static, str>,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}
