//! Typed reading from a tree: asks for what is expected at a node, and records a problem where it
//! is not there.

use std::sync::Arc;

use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::{
    problem::{Code, Problem, Problems, shorten},
    source::{Place, Source},
    suggest,
    yaml::{Content, Entry, Meaning, Node, Span},
};

/// Reads nodes of one source and collects what is wrong with them.
#[derive(Debug)]
pub struct Reader {
    /// The text that is read, then those from which nodes were lent to its tree.
    sources: Vec<Arc<Source>>,
    problems: Problems,
    unreported: usize,
}

/// A mapping whose keys have been checked against those that are known.
#[derive(Clone, Copy, Debug)]
pub struct Mapping<'n> {
    entries: &'n [Entry],
    span: Span,
}

impl Reader {
    /// A reader of nodes that stand in `source`.
    pub fn new(source: &Arc<Source>) -> Self {
        Self { sources: vec![Arc::clone(source)], problems: Problems::new(), unreported: 0 }
    }

    /// The text that is read.
    pub fn source(&self) -> &Arc<Source> {
        &self.sources[0]
    }

    /// Makes another text known, nodes of which stand in the tree that is read; gives the number
    /// for their spans.
    pub(crate) fn lend(&mut self, source: &Arc<Source>) -> u16 {
        let known = self.sources.iter().position(|known| Arc::ptr_eq(known, source));
        let number = known.unwrap_or_else(|| {
            self.sources.push(Arc::clone(source));
            self.sources.len() - 1
        });
        u16::try_from(number).unwrap_or_default()
    }

    /// The most problems that are kept; the rest is counted. Beyond this a file is not what it was
    /// taken for.
    pub const MOST: usize = 100;

    /// Whether no more problems are kept, so that nobody would see what is made for one.
    fn is_full(&self) -> bool {
        self.problems.len() >= Self::MOST
    }

    /// Returns the place of a node, in the text that it comes from.
    pub fn place(&self, span: Span) -> Place {
        if self.is_full() {
            return Place { source: Arc::clone(&self.sources[0]), span: 0..0 };
        }
        span.place(self.sources.get(span.source()).unwrap_or(&self.sources[0]))
    }

    /// Records a problem.
    pub fn report(&mut self, problem: Problem) {
        if self.is_full() {
            self.unreported += 1;
        } else {
            self.problems.push(problem);
        }
    }

    /// Records that there is no thing of a kind with this name, and what there is.
    pub fn unknown<'a>(
        &mut self,
        kind: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
        span: Span,
    ) {
        let message = format!("there is no {kind} `{}`", shorten(name));
        self.refuse(Code::UNKNOWN_ID, message, name, known, span);
    }

    /// Records that a name is none of those that are known; see [`Problem::expecting`].
    pub fn refuse<'a>(
        &mut self,
        code: Code,
        message: String,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
        span: Span,
    ) {
        // To look for what is near takes a while.
        if self.is_full() {
            self.unreported += 1;
        } else {
            let place = Some(self.place(span));
            self.problems.push(Problem::error(code, message).expecting(name, known, place));
        }
    }

    /// The candidate nearest to what was typed; none when enough problems are kept, since nobody
    /// will see it.
    pub fn nearest<'a>(
        &self,
        typed: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if self.is_full() { None } else { suggest::nearest(typed, candidates) }
    }

    /// Records an error at `span`.
    pub fn error(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) {
        let problem = Problem::error(code, message).at(self.place(span), label);
        self.report(problem);
    }

    /// Returns all problems so far, in the order of the text.
    pub fn finish(mut self) -> Problems {
        self.problems.sort_by_key(|problem| problem.place().map(|place| place.span.start));
        if self.unreported > 0 {
            let message =
                format!("`{}` has {} more problems", self.sources[0].name(), self.unreported);
            self.problems.push(Problem::error(Code::TOO_LARGE, message));
        }
        self.problems
    }

    /// Returns a value that was read, unless there were problems.
    ///
    /// # Errors
    /// All problems so far, as [`Reader::finish`] gives them.
    pub fn or<T>(self, value: T) -> Result<T, Problems> {
        self.finish().or(value)
    }

    /// Returns whether there were no problems so far.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// Records that `node` is not what was expected.
    pub fn wrong_type(&mut self, node: &Node, what: &str, expected: &str) {
        self.error(
            Code::WRONG_TYPE,
            node.span,
            format!("{what}: expected {expected}, found {}", node.describe()),
            format!("expected {expected}"),
        );
    }

    /// Like [`Reader::wrong_type`], for a node that is looked at several times.
    pub fn wrong_type_once(&mut self, node: &Node, what: &str, expected: &str) {
        let place = self.place(node.span);
        if !self.problems.iter().any(|problem| problem.place() == Some(&place)) {
            self.wrong_type(node, what, expected);
        }
    }

    /// Any text that is not empty; a number or yes/no without quotes counts as the text it is.
    pub fn text<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        if node.text().is_none() {
            self.wrong_type(node, what, "a text");
        }
        node.text()
    }

    /// An id: lower-case words joined by dots, hyphens, underscores or slashes, and never what YAML
    /// 1.1 reads as something else.
    pub fn id<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        let text = self.text(node, what)?;
        if !is_id(text) {
            let problem =
                Problem::error(Code::WRONG_TYPE, format!("{what}: `{text}` is not a valid id"))
                    .at(self.place(node.span), "expected lower-case words");
            let problem = problem.help(match TAKEN.contains(&text.to_lowercase().as_str()) {
                true => "older YAML readers take this for yes or no, so it cannot be an id",
                false => "use lower-case letters, digits, and `.`, `-`, `_` or `/` between words",
            });
            self.report(problem);
            return None;
        }
        Some(text)
    }

    /// `true` or `false`.
    pub fn yes_no(&mut self, node: &Node, what: &str) -> Option<bool> {
        let Content::Scalar(scalar) = &node.content else {
            self.wrong_type(node, what, "`true` or `false`");
            return None;
        };
        if let Meaning::YesNo(value) = scalar.meaning() {
            return Some(value);
        }
        let meant = match scalar.text.to_lowercase().as_str() {
            "yes" | "y" | "on" | "true" => Some("true"),
            "no" | "n" | "off" | "false" => Some("false"),
            _ => None,
        };
        let problem = Problem::error(
            Code::WRONG_TYPE,
            format!("{what}: expected `true` or `false`, found {}", node.describe()),
        )
        .at(self.place(node.span), "expected `true` or `false`")
        .suggest(meant);
        self.report(problem);
        None
    }

    /// A number.
    pub fn number(&mut self, node: &Node, what: &str) -> Option<Decimal> {
        self.number_like(node, what, "a number", spelled_out)
    }

    /// A number, with what is `expected` in words; `meant` is what a text in its place may have
    /// meant.
    pub fn number_like(
        &mut self,
        node: &Node,
        what: &str,
        expected: &str,
        meant: impl Fn(&str) -> Option<Decimal>,
    ) -> Option<Decimal> {
        let meaning = match &node.content {
            Content::Scalar(scalar) => scalar.meaning(),
            Content::Sequence(_) | Content::Mapping(_) => Meaning::Null,
        };
        match meaning {
            Meaning::Number(number) => return Some(number),
            Meaning::Unholdable => self.out_of_range(node, what, expected),
            Meaning::Text(text) => {
                let message = format!("{what}: expected {expected}, found {}", node.describe());
                let mut problem = Problem::error(Code::WRONG_TYPE, message)
                    .at(self.place(node.span), format!("expected {expected}"));
                if let Some(number) = meant(text) {
                    problem = problem
                        .help(format!("write `{number}`, without quotes, separators or a unit"));
                }
                self.report(problem);
            }
            Meaning::Null | Meaning::YesNo(_) => self.wrong_type(node, what, expected),
        }
        None
    }

    /// Records that the number at `node` is not among those that are expected.
    pub fn out_of_range(&mut self, node: &Node, what: &str, expected: &str) {
        let message = format!("{what}: expected {expected}, found {}", node.describe());
        self.error(Code::OUT_OF_RANGE, node.span, message, format!("expected {expected}"));
    }

    /// A whole number within `range`, ends included.
    pub fn whole(
        &mut self,
        node: &Node,
        what: &str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let whole = node.number().filter(Decimal::is_integer).and_then(|number| number.to_i64());
        if whole.is_some_and(|whole| range.contains(&whole)) {
            return whole;
        }
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        if self.number_like(node, what, &expected, spelled_out).is_some() {
            self.out_of_range(node, what, &expected);
        }
        None
    }

    /// A list.
    pub fn sequence<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Node]> {
        match &node.content {
            Content::Sequence(nodes) => Some(nodes),
            _ => {
                self.wrong_type(node, what, "a list");
                None
            }
        }
    }

    /// A list of texts.
    pub fn texts<'n>(&mut self, node: &'n Node, what: &str) -> Vec<(&'n str, Span)> {
        let nodes = self.sequence(node, what).unwrap_or_default();
        nodes.iter().filter_map(|node| Some((self.text(node, what)?, node.span))).collect()
    }

    /// A mapping with any keys.
    pub fn entries<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n [Entry]> {
        match &node.content {
            Content::Mapping(entries) => Some(entries),
            _ => {
                self.wrong_type(node, what, "a mapping");
                None
            }
        }
    }

    /// A mapping with known keys only; every unknown one is reported.
    pub fn mapping<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        known: &[&str],
    ) -> Option<Mapping<'n>> {
        let entries = self.entries(node, what)?;
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_ref())) {
            let message = format!("{what}: `{}` means nothing here", entry.key);
            let problem = Problem::error(Code::UNKNOWN_KEY, message)
                .at(self.place(entry.key_span), "unknown key");
            self.report(match self.nearest(&entry.key, known.iter().copied()) {
                None => problem.help(format!("known here: {}", known.join(", "))),
                nearest => problem.suggest(nearest),
            });
        }
        Some(Mapping { entries, span: node.span })
    }

    /// A mapping whose keys are checked elsewhere; empty when the node is something else.
    pub fn unchecked<'n>(&self, node: &'n Node) -> Mapping<'n> {
        match &node.content {
            Content::Mapping(entries) => Mapping { entries, span: node.span },
            Content::Scalar(_) | Content::Sequence(_) => Mapping { entries: &[], span: node.span },
        }
    }

    /// The text of a key that must be there; `owner` is what the mapping is.
    pub fn required_text(
        &mut self,
        mapping: Mapping<'_>,
        key: &str,
        owner: &str,
    ) -> Option<String> {
        self.require(mapping, key, owner).and_then(|node| self.text_of(node, key))
    }

    /// The text of a key that may be there.
    pub fn optional_text(&mut self, mapping: Mapping<'_>, key: &str) -> Option<String> {
        mapping.get(key).and_then(|node| self.text_of(node, key))
    }

    fn text_of(&mut self, node: &Node, key: &str) -> Option<String> {
        if node.text().is_none() {
            self.wrong_type(node, &format!("`{key}`"), "a text");
        }
        node.text().map(str::to_owned)
    }

    /// The value of a key that must be there and not null.
    pub fn require<'n>(&mut self, mapping: Mapping<'n>, key: &str, what: &str) -> Option<&'n Node> {
        let value = mapping.get(key);
        if value.is_none() {
            let message = format!("{what}: `{key}` is missing");
            self.error(Code::MISSING, mapping.span.first(), message, format!("needs `{key}`"));
        }
        value
    }
}

impl<'n> Mapping<'n> {
    /// The value of a key, unless it is not there or null.
    pub fn get(self, key: &str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.value).filter(|value| !value.is_null())
    }

    /// The entry of a key.
    pub fn entry(self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Its entries.
    pub fn entries(self) -> &'n [Entry] {
        self.entries
    }

    /// Where the mapping stands.
    pub fn span(self) -> Span {
        self.span
    }
}

/// Words that are no ids, because YAML 1.1 reads them as something else.
const TAKEN: [&str; 9] = ["yes", "no", "on", "off", "y", "n", "true", "false", "null"];

/// Whether a text may be an id.
pub fn is_id(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.split(['.', '-', '_', '/']).all(word)
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && !TAKEN.contains(&text)
}

/// What a number with a suffix, a separator or quotes around it would be written out: `5M`, `250k`,
/// `10_000`, `1,500`.
fn spelled_out(text: &str) -> Option<Decimal> {
    let text = text.trim().replace(['_', ',', '\'', ' '], "");
    let (digits, factor) = match text.char_indices().last()? {
        (at, 'k' | 'K') => (&text[..at], 1_000),
        (at, 'm' | 'M') => (&text[..at], 1_000_000),
        (at, 'g' | 'G' | 'b' | 'B') => (&text[..at], 1_000_000_000),
        _ => (text.as_str(), 1),
    };
    let number: Decimal = digits.parse().ok()?;
    number.checked_mul(Decimal::from(factor)).map(|number| number.normalize())
}
