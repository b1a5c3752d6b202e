//! YAML text to a tree whose every node knows its place.
//!
//! Everything that people write (profiles, rule files, `--set` values) is read into this tree first and checked
//! against what is expected there second, so that all problems of a file can be reported at once, with places.
//! The grammar is `saphyr-parser`'s; what is added here are the bounds: one document, no tags, no duplicate keys,
//! limited nesting, and aliases that cannot blow up.

use std::{collections::HashMap, ops::Range, sync::Arc};

use rust_decimal::Decimal;
use saphyr_parser::{Event, Parser, ScalarStyle, Span as ParserSpan};

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    source::Source,
};

/// Deepest nesting accepted. A rule's condition may nest a dozen levels; nothing sane comes near this.
pub const MAX_DEPTH: usize = 64;

/// Most nodes a document may have once its aliases are expanded; every [`TEXT_PER_NODE`] bytes of text count as one.
pub const MAX_NODES: usize = 200_000;

/// How much text weighs as much as a node does.
const TEXT_PER_NODE: usize = 32;

/// The most keys given twice that are reported one by one.
const MOST_DUPLICATES: usize = 100;

/// Where a node stands: characters (not bytes) from the start of the text, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    start: u32,
    end: u32,
    /// Which of its reader's texts; the first, unless the node was lent to another tree.
    source: u16,
}

impl Span {
    /// The characters from `start` to before `end`.
    pub(crate) fn new(start: usize, end: usize) -> Self {
        let clamp = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)), source: 0 }
    }

    /// Its first character: enough to point at where underlining a whole block would say nothing.
    #[must_use]
    pub fn first(self) -> Self {
        Self { end: self.end.min(self.start + 1), ..self }
    }

    /// Which of its reader's texts it is in.
    pub(crate) fn source(self) -> usize {
        usize::from(self.source)
    }

    /// The same, among nodes of another text, whose reader knows its own text by this number.
    #[must_use]
    pub(crate) fn lent(self, source: u16) -> Self {
        Self { source, ..self }
    }

    /// The place in `source` in bytes.
    pub fn place(self, source: &Arc<Source>) -> Place {
        let start = source.byte_of_char(self.start as usize);
        let end = source.byte_of_char(self.end as usize);
        Place { source: Arc::clone(source), span: trim_end(source.text(), start..end) }
    }
}

/// Block collections end where the next token starts; what people see as their end is the last visible character.
fn trim_end(text: &str, span: Range<usize>) -> Range<usize> {
    let length = text.get(span.clone()).map_or(0, |slice| slice.trim_end().len());
    span.start..span.start + length
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub content: Content,
    /// Where it stands.
    pub span: Span,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A single value, as typed.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// A mapping, in the order of the text; no key occurs twice.
    Mapping(Vec<Entry>),
}

/// A scalar as typed; what it means is decided by who reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text without quotes.
    pub text: String,
    /// Whether it stood without quotes, so that it may be a number, a yes/no or nothing.
    pub plain: bool,
}

/// One key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
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
    /// Its meaning under the core schema.
    pub fn meaning(&self) -> Meaning<'_> {
        if !self.plain {
            return Meaning::Text(&self.text);
        }
        match self.text.as_str() {
            "" | "~" | "null" | "Null" | "NULL" => Meaning::Null,
            "true" | "True" | "TRUE" => Meaning::YesNo(true),
            "false" | "False" | "FALSE" => Meaning::YesNo(false),
            ".nan" | ".NaN" | ".NAN" => Meaning::Unholdable,
            text => {
                let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
                if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
                    return Meaning::Unholdable;
                }
                match is_number(unsigned) {
                    true => decimal(text).map_or(Meaning::Unholdable, Meaning::Number),
                    false => Meaning::Text(text),
                }
            }
        }
    }
}

/// `12`, `1.5`, `.5`, `2.`, `1e6`: the core schema's decimal forms, sign already off.
fn is_number(unsigned: &str) -> bool {
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

fn decimal(text: &str) -> Option<Decimal> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let number = match text.contains(['e', 'E']) {
        true => Decimal::from_scientific(text).ok(),
        false => Decimal::from_str_exact(text.strip_suffix('.').unwrap_or(text)).ok(),
    }?;
    Some(number.normalize())
}

impl Entry {
    /// A copy for a tree of another text; see [`Span::lent`].
    pub(crate) fn lent(&self, source: u16) -> Self {
        Self { key: self.key.clone(), key_span: self.key_span.lent(source), value: self.value.lent(source) }
    }
}

impl Node {
    /// A copy for a tree of another text; see [`Span::lent`].
    pub(crate) fn lent(&self, source: u16) -> Self {
        let content = match &self.content {
            Content::Scalar(scalar) => Content::Scalar(scalar.clone()),
            Content::Sequence(nodes) => Content::Sequence(nodes.iter().map(|node| node.lent(source)).collect()),
            Content::Mapping(entries) => Content::Mapping(entries.iter().map(|entry| entry.lent(source)).collect()),
        };
        Self { content, span: self.span.lent(source) }
    }

    /// Whether this is an unquoted null.
    pub fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar(scalar) if scalar.meaning() == Meaning::Null)
    }

    /// Its text; none for a list, a mapping, nothing at all or an empty text.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(scalar) if scalar.meaning() != Meaning::Null => {
                Some(scalar.text.trim()).filter(|text| !text.is_empty())
            }
            _ => None,
        }
    }

    /// What the node is, for "found …" in messages.
    pub fn describe(&self) -> String {
        match &self.content {
            Content::Scalar(scalar) => match scalar.meaning() {
                Meaning::Null => "nothing".to_owned(),
                Meaning::YesNo(value) => format!("`{value}`"),
                Meaning::Number(_) | Meaning::Unholdable => format!("the number `{}`", shorten(&scalar.text)),
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

/// A text cut to what fits in a message.
pub fn shorten(text: &str) -> String {
    const LONGEST: usize = 40;
    let line = text.lines().next().unwrap_or_default();
    match line.chars().count() > LONGEST || line.len() < text.len() {
        true => format!("{}…", line.chars().take(LONGEST).collect::<String>()),
        false => line.to_owned(),
    }
}

/// Reads the one document of a text.
///
/// # Errors
/// As for [`read`], and when a key is given twice.
pub fn parse(source: &Arc<Source>) -> Result<Node, Diagnostics> {
    match read(source)? {
        (root, duplicates) if duplicates.is_empty() => Ok(root),
        (_, duplicates) => Err(duplicates),
    }
}

/// Reads the one document of a text, with the keys that are given twice as problems beside it: the first value of
/// each counts, so that the rest can be checked as well.
///
/// # Errors
/// When the text is not YAML, holds no or several documents, uses a tag or a key that is not a plain scalar, nests
/// deeper than [`MAX_DEPTH`], or expands to more than [`MAX_NODES`] nodes.
pub fn read(source: &Arc<Source>) -> Result<(Node, Diagnostics), Diagnostics> {
    let mut builder = Builder {
        source,
        open: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        problems: Vec::new(),
        unreported: 0,
        root: None,
    };
    let mut documents = 0;
    for event in Parser::new_from_str(source.text()) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let at = error.marker().index();
                let place = Span::new(at, at + 1);
                builder.problems.push(match error.info() {
                    // The parser looks ahead and has a limit of its own, which is higher than ours.
                    "recursion limit exceeded" => too_deep(place.place(source)),
                    info => Diagnostic::error(Code::Syntax, format!("this is not YAML: {info}"))
                        .at(place.place(source), "here"),
                });
                return Err(builder.problems);
            }
        };
        if let Event::DocumentStart(_) = event {
            documents += 1;
            if documents > 1 {
                let place = Span::new(span.start.index(), span.end.index()).place(source);
                let problem = Diagnostic::error(Code::SeveralDocuments, "there is more than one YAML document")
                    .at(place, "the second one starts here")
                    .help("put each into a file of its own");
                return Err(vec![problem]);
            }
        }
        if let Err(problem) = builder.event(event, span) {
            builder.problems.push(*problem);
            return Err(builder.problems);
        }
    }
    if builder.unreported > 0 {
        let message = format!("`{}` gives {} more keys twice", source.name(), builder.unreported);
        builder.problems.push(Diagnostic::error(Code::DuplicateKey, message));
    }
    match builder.root {
        Some(root) => Ok((root, builder.problems)),
        None => Err(vec![Diagnostic::error(Code::Empty, format!("`{}` is empty", source.name()))]),
    }
}

/// A collection that is being read.
struct Open {
    anchor: usize,
    start: usize,
    kind: OpenKind,
}

enum OpenKind {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, key: Option<(String, Span)> },
}

/// What an anchor names, with its size in nodes and its depth.
struct Anchored {
    node: Node,
    size: usize,
    depth: usize,
}

struct Builder<'s> {
    source: &'s Arc<Source>,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchored>,
    nodes: usize,
    problems: Diagnostics,
    /// How many keys are given twice beyond those that are reported.
    unreported: usize,
    root: Option<Node>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: ParserSpan) -> Result<(), Box<Diagnostic>> {
        let place = Span::new(span.start.index(), span.end.index());
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.no_tag(tag.is_some(), place)?;
                let scalar = Scalar { text: text.into_owned(), plain: style == ScalarStyle::Plain };
                let node = Node { content: Content::Scalar(scalar), span: place };
                self.count(size_of(&node), place)?;
                self.remember(anchor, &node)?;
                self.add(node)
            }
            Event::SequenceStart(anchor, tag) => {
                self.no_tag(tag.is_some(), place)?;
                self.begin(anchor, span, OpenKind::Sequence(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                self.no_tag(tag.is_some(), place)?;
                self.begin(anchor, span, OpenKind::Mapping { entries: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Alias(anchor) => {
                let Some((size, depth)) = self.anchors.get(&anchor).map(|it| (it.size, it.depth)) else {
                    let problem = Diagnostic::error(Code::Unsupported, "an alias inside what it stands for");
                    return Err(problem.at(place.place(self.source), "this never ends").boxed());
                };
                // Counted before it is copied.
                self.count(size, place)?;
                self.no_deeper(self.open.len() + depth, place)?;
                match self.anchors.get(&anchor).map(|it| it.node.content.clone()) {
                    Some(content) => self.add(Node { content, span: place }),
                    None => Ok(()),
                }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn no_tag(&self, tagged: bool, place: Span) -> Result<(), Box<Diagnostic>> {
        match tagged {
            true => Err(Diagnostic::error(Code::Unsupported, "YAML tags such as `!name` mean nothing here")
                .at(place.place(self.source), "take the tag off")
                .boxed()),
            false => Ok(()),
        }
    }

    fn count(&mut self, nodes: usize, place: Span) -> Result<(), Box<Diagnostic>> {
        self.nodes = self.nodes.saturating_add(nodes);
        match self.nodes > MAX_NODES {
            true => Err(Diagnostic::error(Code::AliasBudget, format!("this expands to more than {MAX_NODES} values"))
                .at(place.place(self.source), "too much from here on")
                .help("write it without so many aliases")
                .boxed()),
            false => Ok(()),
        }
    }

    /// Keeps a copy of what an anchor names; it counts, since anchors can stand inside each other.
    fn remember(&mut self, anchor: usize, node: &Node) -> Result<(), Box<Diagnostic>> {
        if anchor > 0 {
            let size = size_of(node);
            self.count(size, node.span.first())?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size, depth: depth_of(node) });
        }
        Ok(())
    }

    fn no_deeper(&self, depth: usize, place: Span) -> Result<(), Box<Diagnostic>> {
        match depth > MAX_DEPTH {
            true => Err(too_deep(place.place(self.source)).boxed()),
            false => Ok(()),
        }
    }

    fn begin(&mut self, anchor: usize, span: ParserSpan, kind: OpenKind) -> Result<(), Box<Diagnostic>> {
        let place = Span::new(span.start.index(), span.end.index());
        self.no_deeper(self.open.len() + 1, place)?;
        if let Some(Open { kind: OpenKind::Mapping { key: None, .. }, .. }) = self.open.last() {
            return Err(Diagnostic::error(Code::Unsupported, "a key must be a single word or text")
                .at(place.place(self.source), "a list or a mapping cannot be a key")
                .boxed());
        }
        self.count(1, place)?;
        self.open.push(Open { anchor, start: span.start.index(), kind });
        Ok(())
    }

    fn end(&mut self, span: ParserSpan) -> Result<(), Box<Diagnostic>> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let content = match open.kind {
            OpenKind::Sequence(nodes) => Content::Sequence(nodes),
            OpenKind::Mapping { entries, .. } => Content::Mapping(self.without_duplicates(entries)),
        };
        let node = Node { content, span: Span::new(open.start, span.end.index()) };
        self.remember(open.anchor, &node)?;
        self.add(node)
    }

    /// Reports keys that occur more than once and keeps the first of each.
    fn without_duplicates(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut first: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
        let mut unique = Vec::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            match first.get(entry.key.as_str()) {
                Some(_) if self.problems.len() >= MOST_DUPLICATES => self.unreported += 1,
                Some(span) => {
                    let problem =
                        Diagnostic::error(Code::DuplicateKey, format!("`{}` is given twice", shorten(&entry.key)))
                            .at(entry.key_span.place(self.source), "the second time")
                            .related(span.place(self.source), "the first time");
                    self.problems.push(problem);
                }
                None => {
                    first.insert(&entry.key, entry.key_span);
                    unique.push(index);
                }
            }
        }
        if unique.len() == entries.len() {
            return entries;
        }
        let mut entries: Vec<Option<Entry>> = entries.into_iter().map(Some).collect();
        unique.into_iter().filter_map(|index| entries.get_mut(index).and_then(Option::take)).collect()
    }

    fn add(&mut self, node: Node) -> Result<(), Box<Diagnostic>> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.kind {
            OpenKind::Sequence(nodes) => nodes.push(node),
            OpenKind::Mapping { entries, key } => match key.take() {
                Some((key, key_span)) => entries.push(Entry { key, key_span, value: node }),
                None => match node.content {
                    Content::Scalar(scalar) if scalar.plain && scalar.text == "<<" => {
                        return Err(Diagnostic::error(Code::Unsupported, "merge keys mean nothing here")
                            .at(node.span.place(self.source), "write out what is to be merged")
                            .boxed());
                    }
                    Content::Scalar(scalar) => *key = Some((scalar.text, node.span)),
                    Content::Sequence(_) | Content::Mapping(_) => {
                        return Err(Diagnostic::error(Code::Unsupported, "a key must be a single word or text")
                            .at(node.span.place(self.source), "a list or a mapping cannot be a key")
                            .boxed());
                    }
                },
            },
        }
        Ok(())
    }
}

fn too_deep(place: Place) -> Diagnostic {
    Diagnostic::error(Code::TooDeep, format!("this is nested more than {MAX_DEPTH} levels deep"))
        .at(place, "one level too many")
}

fn size_of(node: &Node) -> usize {
    1 + match &node.content {
        Content::Scalar(scalar) => scalar.text.len() / TEXT_PER_NODE,
        Content::Sequence(nodes) => nodes.iter().map(size_of).sum(),
        Content::Mapping(entries) => {
            entries.iter().map(|entry| entry.key.len() / TEXT_PER_NODE + size_of(&entry.value)).sum()
        }
    }
}

fn depth_of(node: &Node) -> usize {
    match &node.content {
        Content::Scalar(_) => 0,
        Content::Sequence(nodes) => 1 + nodes.iter().map(depth_of).max().unwrap_or(0),
        Content::Mapping(entries) => 1 + entries.iter().map(|entry| depth_of(&entry.value)).max().unwrap_or(0),
    }
}
