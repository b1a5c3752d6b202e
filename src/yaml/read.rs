//! Building the tree from what a YAML parser makes of the text.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span as ParserSpan};

use super::{Content, Entry, MAX_DEPTH, MAX_NODES, Node, Scalar, Span, TEXT_PER_NODE};
use crate::{
    problem::{Code, Problem, Problems, shorten},
    source::{Place, Source},
};

/// The most keys given twice that are reported one by one.
const MOST_DUPLICATES: usize = 100;

/// A mapping with no more keys than this is searched for one given twice by comparing them all.
const FEW_KEYS: usize = 16;

/// Reads the one document of a text, with the keys that are given twice as problems beside it: the
/// first value of each counts, so that the rest can be checked as well.
///
/// # Errors
/// When the text is not YAML, holds no or several documents, uses a tag or a key that is not a
/// plain scalar, nests deeper than [`MAX_DEPTH`], or expands to more than [`MAX_NODES`] nodes.
pub(crate) fn read(source: &Arc<Source>) -> Result<(Node, Problems), Problems> {
    let read = build(source, Manner::Ours).and_then(Builder::finish);
    read.map_err(|problems| conflict(source).map_or(problems, Problems::from))
}

/// Reads all documents of a text that was written for another program: what is a mistake in files
/// of ours (several documents, tags, merge keys, a key given twice) is none there. A tagged text
/// such as `!Ref Table` is read as `{"!Ref": Table}`; merge keys are merged.
///
/// # Errors
/// When the text is not YAML, has a key that is no scalar, nests deeper than [`MAX_DEPTH`], or
/// expands to more than [`MAX_NODES`] nodes.
pub(crate) fn documents(source: &Arc<Source>) -> Result<Vec<Node>, Problems> {
    let builder = build(source, Manner::Foreign)?;
    Ok(builder.before.into_iter().chain(builder.root).collect())
}

/// Whose files are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// Those of this program.
    Ours,
    /// Those of other programs.
    Foreign,
}

fn build(source: &Arc<Source>, manner: Manner) -> Result<Builder<'_>, Problems> {
    let mut text = Cow::Borrowed(source.text());
    let mut mended = 0;
    'text: loop {
        let mut builder = Builder::new(source, manner);
        for event in Parser::new_from_str(&text) {
            let problem = match event {
                Ok((event, span)) => builder.event(event, span).err(),
                Err(error) if error.info() == TAB && mended < MOST_TABS => {
                    text = Cow::Owned(blank_before(&text, source, error.marker().index()));
                    mended += 1;
                    continue 'text;
                }
                Err(error)
                    if manner == Manner::Foreign
                        && error.info() == OUTDENTED
                        && mended < MOST_TABS =>
                {
                    text = Cow::Owned(join_line(&text, source, error.marker().index()));
                    mended += 1;
                    continue 'text;
                }
                Err(error) => Some(not_yaml(&error, source)),
            };
            if let Some(problem) = problem {
                builder.problems.push(problem);
                return Err(builder.problems);
            }
        }
        return Ok(builder);
    }
}

/// What the parser says where tabs stand between a colon and a value. YAML has them as white space
/// there (1.2.2, section 6.2), the parser only before some values.
const TAB: &str = "':' must be followed by a valid YAML whitespace";

/// So many values after tabs are read; each takes the parser another run.
const MOST_TABS: usize = 256;

/// What the parser says where a line within brackets is indented no deeper than the key that the
/// brackets belong to. The specification agrees, and other parsers take it.
const OUTDENTED: &str = "invalid indentation";

/// Returns the text with the line that a character is in joined to the one before, by a blank, so
/// that every character stays where it is.
fn join_line(text: &str, source: &Source, character: usize) -> String {
    let (before, after) = text.split_at(source.byte_of_char(character).min(text.len()));
    match before.rsplit_once('\n') {
        Some((before, line)) => format!("{before} {line}{after}"),
        None => text.to_owned(),
    }
}

/// Returns the text with blanks for the tabs that stand before a character.
fn blank_before(text: &str, source: &Source, character: usize) -> String {
    let (before, after) = text.split_at(source.byte_of_char(character).min(text.len()));
    let kept = before.trim_end_matches([' ', '\t']);
    format!("{kept}{}{after}", " ".repeat(before.len() - kept.len()))
}

/// A collection that is being read.
struct Open {
    anchor: usize,
    place: Span,
    kind: OpenKind,
}

enum OpenKind {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, key: Option<(Cow<'static, str>, Span)> },
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
    /// Where a second document begins in a file that should have one.
    second: Option<Span>,
    problems: Problems,
    /// How many keys are given twice beyond those that are reported.
    unreported: usize,
    root: Option<Node>,
    manner: Manner,
    /// The documents before the last.
    before: Vec<Node>,
}

impl<'s> Builder<'s> {
    fn new(source: &'s Arc<Source>, manner: Manner) -> Self {
        Self {
            source,
            manner,
            before: Vec::new(),
            open: Vec::new(),
            anchors: HashMap::new(),
            nodes: 0,
            second: None,
            problems: Problems::new(),
            unreported: 0,
            root: None,
        }
    }

    fn finish(mut self) -> Result<(Node, Problems), Problems> {
        let name = self.source.name();
        if self.unreported > 0 {
            let message = format!("`{name}` gives {} more keys twice", self.unreported);
            self.problems.push(Problem::error(Code::DUPLICATE_KEY, message));
        }
        match self.root {
            Some(root) => Ok((root, self.problems)),
            None => Err(Problem::error(Code::EMPTY, format!("`{name}` is empty")).into()),
        }
    }

    fn event(&mut self, event: Event<'_>, span: ParserSpan) -> Result<(), Problem> {
        let place = Span::new(span.start.index(), span.end.index());
        if let Some(second) = self.second {
            return match event {
                // A line `---` at the end begins a document with nothing in it.
                Event::Scalar(text, ScalarStyle::Plain, 0, None) if text.is_empty() => Ok(()),
                Event::DocumentEnd | Event::StreamEnd | Event::DocumentStart(_) => Ok(()),
                _ => Err(self.no_second_document(second)),
            };
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.no_tag(tag.is_some(), place)?;
                let text = text.into_owned().into();
                let scalar = Scalar { text, plain: style == ScalarStyle::Plain };
                let value = Node { content: Content::Scalar(scalar), span: place };
                let node = match tag.filter(|tag| tag.handle == "!") {
                    Some(tag) => {
                        let key = format!("!{}", tag.suffix).into();
                        let entry = Entry { key, key_span: place, value };
                        Node { content: Content::Mapping(vec![entry]), span: place }
                    }
                    None => value,
                };
                self.count(size_of(&node), place)?;
                self.remember(anchor, &node)?;
                self.add(node)
            }
            Event::SequenceStart(anchor, tag) => {
                self.no_tag(tag.is_some(), place)?;
                self.begin(anchor, place, OpenKind::Sequence(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                self.no_tag(tag.is_some(), place)?;
                self.begin(anchor, place, OpenKind::Mapping { entries: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(place),
            Event::Alias(anchor) => self.alias(anchor, place),
            Event::DocumentStart(_) => {
                if self.manner == Manner::Foreign {
                    self.before.extend(self.root.take());
                } else if self.root.is_some() {
                    self.second = Some(place);
                }
                Ok(())
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn alias(&mut self, anchor: usize, place: Span) -> Result<(), Problem> {
        let Some((size, depth)) =
            self.anchors.get(&anchor).map(|anchored| (anchored.size, anchored.depth))
        else {
            let message = "an alias inside what it stands for";
            return Err(self.unsupported(message, place, "this never ends"));
        };
        // Counted before it is copied.
        self.count(size, place)?;
        self.no_deeper(self.open.len() + depth, place)?;
        match self.anchors.get(&anchor).map(|anchored| anchored.node.content.clone()) {
            Some(content) => self.add(Node { content, span: place }),
            None => Ok(()),
        }
    }

    fn no_second_document(&self, place: Span) -> Problem {
        let message = "there is more than one YAML document";
        Problem::error(Code::SEVERAL_DOCUMENTS, message)
            .at(place.place(self.source), "the second one starts here")
            .help("put each into a file of its own")
    }

    fn no_tag(&self, tagged: bool, place: Span) -> Result<(), Problem> {
        if !tagged || self.manner == Manner::Foreign {
            return Ok(());
        }
        let message = "YAML tags such as `!name` mean nothing here";
        Err(self.unsupported(message, place, "take the tag off"))
    }

    fn unsupported(&self, message: &str, place: Span, label: &str) -> Problem {
        Problem::error(Code::UNSUPPORTED, message).at(place.place(self.source), label)
    }

    fn count(&mut self, nodes: usize, place: Span) -> Result<(), Problem> {
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes <= MAX_NODES {
            return Ok(());
        }
        let message = format!("this expands to more than {MAX_NODES} values");
        Err(Problem::error(Code::ALIAS_BUDGET, message)
            .at(place.place(self.source), "too much from here on")
            .help("write it without so many aliases"))
    }

    /// Keeps a copy of what an anchor names; it counts, since anchors can stand inside each other.
    fn remember(&mut self, anchor: usize, node: &Node) -> Result<(), Problem> {
        if anchor > 0 {
            let size = size_of(node);
            self.count(size, node.span.first())?;
            self.anchors
                .insert(anchor, Anchored { node: node.clone(), size, depth: depth_of(node) });
        }
        Ok(())
    }

    fn no_deeper(&self, depth: usize, place: Span) -> Result<(), Problem> {
        if depth > MAX_DEPTH { Err(too_deep(place.place(self.source))) } else { Ok(()) }
    }

    fn begin(&mut self, anchor: usize, place: Span, kind: OpenKind) -> Result<(), Problem> {
        self.no_deeper(self.open.len() + 1, place)?;
        if let Some(Open { kind: OpenKind::Mapping { key: None, .. }, .. }) = self.open.last() {
            return Err(self.no_key(place));
        }
        self.count(1, place)?;
        self.open.push(Open { anchor, place, kind });
        Ok(())
    }

    fn no_key(&self, place: Span) -> Problem {
        let message = "a key must be a single word or text";
        self.unsupported(message, place, "a list or a mapping cannot be a key")
    }

    fn end(&mut self, place: Span) -> Result<(), Problem> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let content = match open.kind {
            OpenKind::Sequence(nodes) => Content::Sequence(nodes),
            OpenKind::Mapping { mut entries, .. } => {
                if self.manner == Manner::Foreign {
                    merge(&mut entries);
                }
                let (entries, unreported) =
                    without_duplicates(entries, self.source, &mut self.problems);
                self.unreported += unreported;
                Content::Mapping(entries)
            }
        };
        let node = Node { content, span: open.place.to(place) };
        self.remember(open.anchor, &node)?;
        self.add(node)
    }

    fn add(&mut self, node: Node) -> Result<(), Problem> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.kind {
            OpenKind::Sequence(nodes) => nodes.push(node),
            OpenKind::Mapping { entries, key } => match (key.take(), node.content) {
                (Some((key, key_span)), content) => {
                    entries.push(Entry { key, key_span, value: Node { content, span: node.span } });
                }
                (None, Content::Scalar(scalar))
                    if self.manner == Manner::Ours && scalar.plain && scalar.text == MERGE =>
                {
                    let message = "merge keys mean nothing here";
                    let label = "write out what is to be merged";
                    return Err(self.unsupported(message, node.span, label));
                }
                (None, Content::Scalar(scalar)) => *key = Some((scalar.text, node.span)),
                (None, Content::Sequence(_) | Content::Mapping(_)) => {
                    return Err(self.no_key(node.span));
                }
            },
        }
        Ok(())
    }
}

/// The key of what is to be merged into a mapping.
const MERGE: &str = "<<";

/// Puts what merge keys name into a mapping, behind what it says itself.
fn merge(entries: &mut Vec<Entry>) {
    let merged: Vec<Entry> = entries.iter().filter(|entry| entry.key == MERGE).cloned().collect();
    for node in merged.iter().flat_map(|entry| entry.value.each()) {
        for entry in node.entries() {
            if entries.iter().all(|own| own.key != entry.key) {
                entries.push(entry.clone());
            }
        }
    }
    entries.retain(|entry| entry.key != MERGE);
}

/// Reports keys that occur more than once and keeps the first of each; tells how many are beyond
/// those reported.
pub(crate) fn without_duplicates(
    entries: Vec<Entry>,
    source: &Arc<Source>,
    problems: &mut Problems,
) -> (Vec<Entry>, usize) {
    let repeats = |at: usize| entries[..at].iter().any(|other| other.key == entries[at].key);
    if entries.len() <= FEW_KEYS && !(1..entries.len()).any(repeats) {
        return (entries, 0);
    }
    let mut first: HashMap<Cow<'static, str>, Span> = HashMap::with_capacity(entries.len());
    let (mut unique, mut unreported) = (Vec::with_capacity(entries.len()), 0);
    for entry in entries {
        match first.get(&entry.key) {
            Some(_) if problems.len() >= MOST_DUPLICATES => unreported += 1,
            Some(span) => {
                let problem = Problem::error(
                    Code::DUPLICATE_KEY,
                    format!("`{}` is given twice", shorten(&entry.key)),
                )
                .at(entry.key_span.place(source), "the second time")
                .related(span.place(source), "the first time");
                problems.push(problem);
            }
            None => {
                first.insert(entry.key.clone(), entry.key_span);
                unique.push(entry);
            }
        }
    }
    (unique, unreported)
}

/// Returns what there is to say of a text in which Git left two versions of something.
pub(crate) fn conflict(source: &Arc<Source>) -> Option<Problem> {
    const MARKS: [&str; 3] = ["<<<<<<<", "|||||||", ">>>>>>>"];
    let mut start = 0;
    let mut lines = source.text().split_inclusive('\n').map(|line| {
        start += line.len();
        (start - line.len(), line.trim_end())
    });
    let is_mark = |line: &str| {
        let rest = MARKS.iter().find_map(|mark| line.strip_prefix(mark));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let (start, line) = lines.find(|(_, line)| is_mark(line))?;
    let place = Place { source: Arc::clone(source), span: start..start + line.len() };
    let message = "this is the mark of a conflict between two versions";
    Some(
        Problem::error(Code::SYNTAX, message)
            .at(place, "left by a merge")
            .help("keep one of the two versions, and delete the lines with marks"),
    )
}

/// Returns what the parser did not understand, where it stopped.
fn not_yaml(error: &ScanError, source: &Arc<Source>) -> Problem {
    let at = error.marker().index();
    let place = Span::new(at, at + 1).place(source);
    match error.info() {
        // The parser looks ahead and has a limit of its own, which is higher than ours.
        "recursion limit exceeded" => too_deep(place),
        // It points to where the text before the tab begins.
        "while scanning a plain scalar, found a tab" => {
            let to_tab = source.text().chars().skip(at).position(|it| it == '\t').unwrap_or(0);
            let place = Span::new(at + to_tab, at + to_tab + 1).place(source);
            Problem::error(Code::SYNTAX, "this is not YAML: a line is indented with a tab")
                .at(place, "here")
                .help("indent it with blanks")
        }
        info => Problem::error(Code::SYNTAX, format!("this is not YAML: {info}")).at(place, "here"),
    }
}

fn too_deep(place: Place) -> Problem {
    Problem::error(Code::TOO_DEEP, format!("this is nested more than {MAX_DEPTH} levels deep"))
        .at(place, "one level too many")
}

fn size_of(node: &Node) -> usize {
    1 + match &node.content {
        Content::Scalar(scalar) => scalar.text.len() / TEXT_PER_NODE,
        Content::Sequence(nodes) => nodes.iter().map(size_of).sum(),
        Content::Mapping(entries) => entries
            .iter()
            .map(|entry| entry.key.len() / TEXT_PER_NODE + size_of(&entry.value))
            .sum(),
    }
}

fn depth_of(node: &Node) -> usize {
    match &node.content {
        Content::Scalar(_) => 0,
        Content::Sequence(nodes) => 1 + nodes.iter().map(depth_of).max().unwrap_or(0),
        Content::Mapping(entries) => {
            1 + entries.iter().map(|entry| depth_of(&entry.value)).max().unwrap_or(0)
        }
    }
}
