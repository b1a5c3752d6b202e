//! Typed reading from a tree: asks for what is expected at a node, and records a problem where it
//! is not there.

use std::{collections::HashMap, fmt, sync::Arc};

use rust_decimal::{Decimal, prelude::ToPrimitive};

use crate::{
    problem::{Code, Problem, Problems, shorten},
    quantity,
    source::{Place, Source},
    suggest,
    words::Worded,
    yaml::{self, Content, Entry, Meaning, Node, Span},
};

/// Reads nodes of one text, or of several, and collects what is wrong with them.
#[derive(Debug)]
pub struct Reader {
    texts: Vec<Text>,
    problems: Problems,
}

/// A text that is read, with the number of problems in it.
#[derive(Debug)]
struct Text {
    source: Arc<Source>,
    kept: usize,
    unreported: usize,
}

/// A mapping whose keys have been checked against those that are known.
#[derive(Clone, Copy, Debug)]
pub struct Mapping<'n> {
    entries: &'n [Entry],
    span: Span,
}

impl Reader {
    /// Makes a reader of nodes that stand in `source`.
    pub fn new(source: &Arc<Source>) -> Self {
        Self::over([Arc::clone(source)])
    }

    /// Makes a reader of nodes that stand in several texts; their spans hold the number of theirs.
    pub(crate) fn over(sources: impl IntoIterator<Item = Arc<Source>>) -> Self {
        let texts = sources.into_iter().map(|source| Text { source, kept: 0, unreported: 0 });
        Self { texts: texts.collect(), problems: Problems::new() }
    }

    /// The most problems of one text that are kept; the rest is counted. Beyond this a file is not
    /// what it was taken for.
    pub const MOST: usize = 100;

    /// Returns the text that is read; the first of several.
    pub fn source(&self) -> &Arc<Source> {
        &self.texts[0].source
    }

    /// Returns whether a further problem at `span` would be kept.
    fn keeps(&self, span: Span) -> bool {
        self.texts.get(span.source()).is_some_and(|text| text.kept < Self::MOST)
    }

    /// Returns the place of a node.
    pub fn place(&self, span: Span) -> Place {
        let source = &self.texts[span.source().min(self.texts.len() - 1)].source;
        if self.keeps(span) {
            span.place(source)
        } else {
            // Nobody will see this one.
            Place { source: Arc::clone(source), span: 0..0 }
        }
    }

    /// Records a problem.
    pub fn report(&mut self, problem: Problem) {
        let place = problem.place();
        let is_of = |text: &&mut Text| place.is_none_or(|it| Arc::ptr_eq(&text.source, &it.source));
        match self.texts.iter_mut().find(is_of) {
            Some(text) if text.kept >= Self::MOST => text.unreported += 1,
            Some(text) => {
                text.kept += 1;
                self.problems.push(problem);
            }
            None => self.problems.push(problem),
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

    /// Returns what was found by a name; where nothing was, records that, as
    /// [`Reader::unknown`] does.
    pub fn found<'a, T>(
        &mut self,
        found: Option<T>,
        kind: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
        span: Span,
    ) -> Option<T> {
        if found.is_none() {
            self.unknown(kind, name, known, span);
        }
        found
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
        let problem = Problem::error(code, message);
        let place = self.place(span);
        // To look for what is near takes a while.
        if self.keeps(span) {
            self.report(problem.expecting(name, known, Some(place)));
        } else {
            self.report(problem.at(place, ""));
        }
    }

    /// Returns the candidate nearest to what was typed at `span`; none when enough problems are
    /// kept, since nobody will see it.
    pub fn nearest<'a>(
        &self,
        span: Span,
        typed: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if self.keeps(span) { suggest::nearest(typed, candidates) } else { None }
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

    /// Returns all problems, text by text and in the order of each.
    pub fn finish(self) -> Problems {
        let order: Vec<usize> = (0..self.texts.len()).collect();
        self.finish_in_order(&order)
    }

    /// Returns all problems, the texts in the order of these numbers.
    pub(crate) fn finish_in_order(self, order: &[usize]) -> Problems {
        let rank = |place: &Place| {
            let is_it = |number: &usize| Arc::ptr_eq(&self.texts[*number].source, &place.source);
            order.iter().position(is_it)
        };
        let mut found: Vec<_> = self.problems.into_iter().collect();
        found.sort_by_key(|problem| problem.place().map(|place| (rank(place), place.span.start)));
        for text in order.iter().map(|number| &self.texts[*number]) {
            if text.unreported > 0 {
                let (name, more) = (text.source.name(), text.unreported);
                let message = format!("`{name}` has {more} more problems");
                found.push(Problem::error(Code::TOO_LARGE, message));
            }
        }
        found.into_iter().collect()
    }

    /// Returns a value that was read, unless there were problems.
    ///
    /// # Errors
    /// All problems so far, as [`Reader::finish`] gives them.
    pub fn or<T>(self, value: T) -> Result<T, Problems> {
        self.finish().or(value)
    }

    /// Returns whether there were problems so far.
    pub fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    /// Records that `node` is not what was expected.
    pub fn wrong_type(&mut self, node: &Node, what: impl fmt::Display, expected: &str) {
        self.error(
            Code::WRONG_TYPE,
            node.span,
            format!("{what}: expected {expected}, found {}", node.describe()),
            format!("expected {expected}"),
        );
    }

    /// Any text that is not empty; a number or yes/no without quotes counts as the text it is.
    pub fn text<'n>(&mut self, node: &'n Node, what: impl fmt::Display) -> Option<&'n str> {
        if node.text().is_none() {
            self.wrong_type(node, what, "a text");
        }
        node.text()
    }

    /// Any text as it is written, for what must be written exactly.
    pub fn exact_text<'n>(&mut self, node: &'n Node, what: impl fmt::Display) -> Option<&'n str> {
        self.text(node, what)?;
        node.exact_text()
    }

    /// Returns whether a text has at most so many characters, and reports one that has more.
    pub(crate) fn at_most(
        &mut self,
        most: usize,
        text: &str,
        span: Span,
        what: impl fmt::Display,
    ) -> bool {
        let length = text.chars().count();
        if length > most {
            let message = format!("{what}: expected at most {most} characters, found {length}");
            self.error(Code::OUT_OF_RANGE, span, message, format!("expected at most {most}"));
        }
        length <= most
    }

    /// Reads an id: lower-case words joined by dots, hyphens, underscores or slashes, and never
    /// what YAML 1.1 reads as something else.
    pub fn id<'n>(&mut self, node: &'n Node, what: impl fmt::Display) -> Option<&'n str> {
        let text = self.exact_text(node, &what)?;
        if !is_id(text) {
            let problem =
                Problem::error(Code::WRONG_TYPE, format!("{what}: `{text}` is not a valid id"))
                    .at(self.place(node.span), "expected lower-case words");
            let problem = problem.help(if is_taken(text) {
                "older YAML readers take this for yes or no, so it cannot be an id"
            } else {
                "use lower-case letters, digits, and `.`, `-`, `_` or `/` between words"
            });
            self.report(problem);
            return None;
        }
        Some(text)
    }

    /// `true` or `false`.
    pub fn yes_no(&mut self, node: &Node, what: impl fmt::Display) -> Option<bool> {
        let Content::Scalar(scalar) = &node.content else {
            self.wrong_type(node, what, "`true` or `false`");
            return None;
        };
        if let Meaning::YesNo(value) = scalar.meaning() {
            return Some(value);
        }
        let meant = yaml::yes_or_no(&scalar.text).map(|yes| if yes { "true" } else { "false" });
        let problem = Problem::error(
            Code::WRONG_TYPE,
            format!("{what}: expected `true` or `false`, found {}", node.describe()),
        )
        .at(self.place(node.span), "expected `true` or `false`")
        .suggest(meant);
        self.report(problem);
        None
    }

    /// Reads one of the words of a table.
    pub fn word<T: Worded>(&mut self, node: &Node, what: impl fmt::Display) -> Option<T> {
        let text = node.exact_text();
        let found = text.and_then(T::named);
        if found.is_none() {
            self.no_such_word(node, &format!("{what}"), ": there is no", T::names().collect());
        }
        found
    }

    /// Records that `node` is none of some words; `lacks` says so between what it is and its text.
    pub(crate) fn no_such_word(&mut self, node: &Node, what: &str, lacks: &str, words: Vec<&str>) {
        match node.text() {
            None => self.wrong_type(node, what, &format!("one of {}", words.join(", "))),
            Some(text) => {
                let gap = if lacks.starts_with(':') { "" } else { " " };
                let message = format!("{what}{gap}{lacks} `{}`", shorten(text));
                self.refuse(Code::UNKNOWN_CHOICE, message, text, words, node.span);
            }
        }
    }

    /// Reads a number.
    pub fn number(&mut self, node: &Node, what: impl fmt::Display) -> Option<Decimal> {
        self.number_like(node, what, "a number", |text| quantity::parse(text, "").ok())
    }

    /// Reads a number, with what is `expected` in words; `meant` is what a text in its place may
    /// have meant.
    pub fn number_like(
        &mut self,
        node: &Node,
        what: impl fmt::Display,
        expected: &str,
        meant: impl Fn(&str) -> Option<Decimal>,
    ) -> Option<Decimal> {
        match node.meaning() {
            Some(Meaning::Number(number)) => return Some(number),
            Some(Meaning::Unholdable) => self.out_of_range(node, &what, expected),
            Some(Meaning::Text(text)) => {
                let message = format!("{what}: expected {expected}, found {}", node.describe());
                let mut problem = Problem::error(Code::WRONG_TYPE, message)
                    .at(self.place(node.span), format!("expected {expected}"));
                if let Some(number) = meant(text) {
                    problem = problem
                        .help(format!("write `{number}`, without quotes, separators or a unit"));
                }
                self.report(problem);
            }
            Some(Meaning::Null | Meaning::YesNo(_)) | None => {
                self.wrong_type(node, &what, expected)
            }
        }
        None
    }

    /// Records that the number at `node` is not among those that are expected.
    pub fn out_of_range(&mut self, node: &Node, what: impl fmt::Display, expected: &str) {
        let message = format!("{what}: expected {expected}, found {}", node.describe());
        self.error(Code::OUT_OF_RANGE, node.span, message, format!("expected {expected}"));
    }

    /// Reads a whole number within `range`, ends included.
    pub fn whole(
        &mut self,
        node: &Node,
        what: impl fmt::Display,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let whole = node.number().filter(Decimal::is_integer).and_then(|number| number.to_i64());
        if whole.is_some_and(|whole| range.contains(&whole)) {
            return whole;
        }
        let expected = format!("a whole number from {} to {}", range.start(), range.end());
        let meant = |text: &str| quantity::parse(text, "").ok();
        if self.number_like(node, &what, &expected, meant).is_some() {
            self.out_of_range(node, &what, &expected);
        }
        None
    }

    /// Reads a list.
    pub fn sequence<'n>(&mut self, node: &'n Node, what: impl fmt::Display) -> Option<&'n [Node]> {
        match &node.content {
            Content::Sequence(nodes) => Some(nodes),
            _ => {
                self.wrong_type(node, what, "a list");
                None
            }
        }
    }

    /// Reads a file that is a list of at least one thing; `things` is what these are called.
    pub(crate) fn list_of<'n>(&mut self, root: &'n Node, things: &str) -> &'n [Node] {
        match &root.content {
            Content::Sequence(nodes) if !nodes.is_empty() => nodes,
            _ => {
                self.wrong_type(
                    root,
                    format!("a file of {things}"),
                    &format!("a list of {things}"),
                );
                &[]
            }
        }
    }

    /// Returns whether a thing of a kind is the first with its id, and keeps where it stands;
    /// reports a second one.
    pub(crate) fn is_only(
        &mut self,
        seen: &mut HashMap<String, Place>,
        kind: &str,
        id: &str,
        place: &Place,
    ) -> bool {
        let Some(first) = seen.get(id) else {
            seen.insert(id.to_owned(), place.clone());
            return true;
        };
        self.report(Problem::second(kind, id, place.clone(), first.clone()));
        false
    }

    /// Reads a list of texts.
    pub fn texts<'n>(&mut self, node: &'n Node, what: impl fmt::Display) -> Vec<(&'n str, Span)> {
        let nodes = self.sequence(node, &what).unwrap_or_default();
        nodes.iter().filter_map(|node| Some((self.text(node, &what)?, node.span))).collect()
    }

    /// Reads a mapping with any keys.
    pub fn entries<'n>(&mut self, node: &'n Node, what: impl fmt::Display) -> Option<&'n [Entry]> {
        match &node.content {
            Content::Mapping(entries) => Some(entries),
            _ => {
                self.wrong_type(node, what, "a mapping");
                None
            }
        }
    }

    /// Reads a mapping with known keys only; every unknown one is reported.
    pub fn mapping<'n>(
        &mut self,
        node: &'n Node,
        what: impl fmt::Display,
        known: &[&str],
    ) -> Option<Mapping<'n>> {
        let entries = self.entries(node, &what)?;
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_ref())) {
            let message = format!("{what}: `{}` means nothing here", entry.key);
            let problem = Problem::error(Code::UNKNOWN_KEY, message)
                .at(self.place(entry.key_span), "unknown key");
            self.report(match self.nearest(entry.key_span, &entry.key, known.iter().copied()) {
                None => problem.help(format!("known here: {}", known.join(", "))),
                nearest => problem.suggest(nearest),
            });
        }
        Some(Mapping { entries, span: node.span })
    }

    /// Reads a mapping whose keys are checked elsewhere; empty when the node is something else.
    pub fn unchecked<'n>(&self, node: &'n Node) -> Mapping<'n> {
        Mapping { entries: node.entries(), span: node.span }
    }

    /// Reads the value of a key that must be there and not null.
    pub fn require<'n>(
        &mut self,
        mapping: Mapping<'n>,
        key: &str,
        what: impl fmt::Display,
    ) -> Option<&'n Node> {
        let value = mapping.get(key);
        if value.is_none() {
            self.error(
                Code::MISSING,
                mapping.span.first(),
                format!("{what}: `{key}` is missing"),
                format!("needs `{key}`"),
            );
        }
        value
    }
}

impl<'n> Mapping<'n> {
    /// Returns the value of a key, unless it is not there or null.
    pub fn get(self, key: &str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.value).filter(|value| !value.is_null())
    }

    /// Returns the entry of a key.
    pub fn entry(self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Returns its entries in the order of the text.
    pub fn entries(self) -> &'n [Entry] {
        self.entries
    }

    /// Returns where the mapping stands.
    pub fn span(self) -> Span {
        self.span
    }
}

/// Reads all of several things, even after one that cannot be read; none where there is one.
pub(crate) fn all<T>(read: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    read.collect::<Vec<_>>().into_iter().collect()
}

/// Returns whether a word is no id, because YAML 1.1 reads it as something else.
fn is_taken(text: &str) -> bool {
    yaml::yes_or_no(text).is_some() || text.eq_ignore_ascii_case("null")
}

/// Returns whether a text may be an id.
pub(crate) fn is_id(text: &str) -> bool {
    let word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.split(['.', '-', '_', '/']).all(word)
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
        && !is_taken(text)
}
