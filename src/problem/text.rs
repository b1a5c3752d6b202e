//! Problems as text for a terminal: the message, the lines that it is about with the places marked,
//! and what to do.

use std::{borrow::Cow, ops::Range};

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Renderer, Snippet};

use super::{Advice, Mark, Problem, Severity};
use crate::source::Source;

/// How text may look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether it carries colours.
    pub styled: bool,
    /// To how many columns long lines of files are cut, and what is said broken; the renderer's own
    /// choice, and nothing broken, for none.
    pub width: Option<u16>,
}

/// Renders problems, one below the other, each ending with an empty line.
pub fn render(problems: &[Problem], look: Look) -> String {
    let renderer = if look.styled { Renderer::styled() } else { Renderer::plain() };
    let renderer = match look.width {
        Some(width) => renderer.term_width(usize::from(width)),
        None => renderer,
    };
    let render = |problem: &Problem| {
        let text = renderer.render(&[group(problem)]);
        // Of the lines of files, the renderer leaves these as they are.
        let text = pictured(&text, |character| matches!(character, '\u{80}'..='\u{9f}'));
        let text = unhashed(&text);
        let text = if problem.marks.is_empty() { without_gutter(&text) } else { text.into_owned() };
        look.width.map_or(text.clone(), |width| broken(&text, width)) + "\n\n"
    };
    problems.iter().map(render).collect()
}

/// Does what [`idle`] does to the commands of which the lines of files could be taken for one, with
/// characters as wide as before, since marks stand below them.
fn unhashed(text: &str) -> Cow<'_, str> {
    if !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let told = |(at, character)| {
        if begins_command(&text.as_bytes()[at..]) { '♯' } else { character }
    };
    Cow::Owned(text.char_indices().map(told).collect())
}

/// Leaves out the empty line of the gutter, beside which nothing stands.
fn without_gutter(text: &str) -> String {
    let lines = text.lines().filter(|line| plain(line).trim() != "|");
    lines.collect::<Vec<_>>().join("\n")
}

/// Breaks what is said into lines of a width; the lines of files, and where they stand, stay whole.
fn broken(text: &str, width: u16) -> String {
    let broken = |line: &str| {
        let Some(indent) = hanging(&plain(line), usize::from(width) / 2) else {
            return line.to_owned();
        };
        let options = textwrap::Options::new(width.max(20).into())
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .break_words(false)
            .subsequent_indent(&indent);
        textwrap::fill(line, options)
    };
    text.lines().map(broken).collect::<Vec<_>>().join("\n")
}

/// Returns what stands before the rest of a line that is broken; nothing where it stays whole.
fn hanging(line: &str, most: usize) -> Option<String> {
    let blanks = |count: usize| " ".repeat(count.min(most));
    let start = line.trim_start();
    let gutter = start.trim_start_matches(|it: char| it.is_ascii_digit()).trim_start();
    match (start, line.split_once('|')) {
        _ if start.starts_with("-->") || gutter.starts_with(':') => None,
        // Under the place that is marked stands what is expected there.
        (_, Some((before, marked))) if gutter.starts_with('|') => {
            let is_marks = before.trim().is_empty() && marked.trim_start().starts_with(['^', '-']);
            let column = marked.len() - marked.trim_start().len();
            is_marks.then(|| format!("{before}|{}", blanks(column)))
        }
        _ if start.starts_with("= ") => {
            let label = start.find(": ").map_or(2, |at| at + 2);
            Some(blanks(line.len() - start.len() + label))
        }
        _ => Some(blanks(2)),
    }
}

/// Returns a line without what gives it colours.
fn plain(line: &str) -> String {
    let mut plain = String::new();
    let mut parts = line.split('\u{1b}');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        plain.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    plain
}

fn group(problem: &Problem) -> Group<'_> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(one_line(&problem.message)).id(problem.code.name);
    let elements: Vec<Element<'_>> =
        snippets(&problem.marks).chain(problem.advice.iter().map(advice)).collect();
    if elements.is_empty() { Group::with_title(title) } else { title.elements(elements) }
}

/// Gives a snippet for each run of marks in the same text; the very first mark is the place.
fn snippets(marks: &[Mark]) -> impl Iterator<Item = Element<'_>> {
    let runs = marks.chunk_by(|one, next| one.place.source == next.place.source);
    runs.scan(true, |is_first, run| {
        let is_place = std::mem::replace(is_first, false);
        let source: &Source = &run.first()?.place.source;
        let annotations = run
            .iter()
            .enumerate()
            .map(move |(index, mark)| annotation(mark, is_place && index == 0));
        let snippet = Snippet::source(source.text()).path(one_line(source.name()));
        Some(snippet.annotations(annotations).into())
    })
}

fn annotation(mark: &Mark, is_place: bool) -> Annotation<'_> {
    let kind = if is_place { AnnotationKind::Primary } else { AnnotationKind::Context };
    let annotation = kind.span(visible(mark.place.source.text(), &mark.place.span));
    if mark.label.is_empty() { annotation } else { annotation.label(one_line(&mark.label)) }
}

fn advice(advice: &Advice) -> Element<'_> {
    let level = match advice {
        Advice::Note(_) => Level::NOTE,
        Advice::Help(_) | Advice::DidYouMean(_) => Level::HELP,
    };
    level.message(one_line(&advice.words()).into_owned()).into()
}

/// Cuts a place to the part that is underlined: no more than its first line, and at least one
/// character. Past the end of the text there is nothing to underline.
fn visible(text: &str, span: &Range<usize>) -> Range<usize> {
    let first_line = text.get(span.clone()).and_then(|slice| slice.lines().next());
    match first_line {
        Some(line) if !line.is_empty() => span.start..span.start + line.len(),
        _ => span.start.min(text.len())..span.start.min(text.len()),
    }
}

/// Puts pictures in place of what a terminal takes for a command, and of what turns the direction
/// of the text around it: people's own texts and the names of their files may hold anything.
pub fn printable(text: &str) -> Cow<'_, str> {
    pictured(text, |character| {
        is_command(character) && !"\n\t\u{85}\u{2028}\u{2029}".contains(character)
    })
}

/// Does the same for a text that is a name, and has no lines.
pub fn name(text: &str) -> Cow<'_, str> {
    pictured(text, is_command)
}

/// Does the same for a text of several lines, for which nothing but a line feed ends one.
pub fn lines(text: &str) -> Cow<'_, str> {
    pictured(text, |character| is_command(character) && character != '\n')
}

/// Does the same for a text that has to stay in one line, so that nothing in it can begin another;
/// nor can it make a line that a build server takes for a command, wherever it is broken.
pub fn one_line(text: &str) -> Cow<'_, str> {
    match pictured(text, is_command) {
        Cow::Borrowed(text) => idle(text),
        Cow::Owned(text) => Cow::Owned(idle(&text).into_owned()),
    }
}

/// Writes what build servers take for commands with characters that look alike: `::error::` at the
/// start of a word, since a line may be broken before it, and wherever they are `##[error]` and
/// `##vso[…]`.
pub fn idle(text: &str) -> Cow<'_, str> {
    if !text.contains("::") && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let (mut idle, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(next) = rest.chars().next() {
        let starts = idle.chars().next_back().is_none_or(char::is_whitespace);
        let length = match rest.as_bytes() {
            [b':', b':', ..] if starts => 2,
            rest if begins_command(rest) => 2,
            _ => next.len_utf8(),
        };
        let (taken, after) = rest.split_at(length);
        idle.push_str(match taken {
            "::" => "∷",
            "##" => "＃#",
            other => other,
        });
        rest = after;
    }
    Cow::Owned(idle)
}

/// Tells whether a text begins with two hashes behind which letters and a bracket follow.
fn begins_command(text: &[u8]) -> bool {
    let mut after = text.strip_prefix(b"##").into_iter().flatten();
    after.find(|byte| !byte.is_ascii_alphabetic()) == Some(&b'[')
}

/// Whether a character is a control character, ends a line or a paragraph, or is one of those that
/// embed, override or isolate a direction (UAX #9), by which a text can look like another one.
fn is_command(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns JSON in which characters that a terminal obeys, or that turn the direction of text, are
/// escaped; beyond the ends of lines they can only be in its strings.
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    let is_seen = |character: char| character < '\u{7f}' || !is_command(character);
    if json.chars().all(is_seen) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 32);
    for character in json.chars() {
        if is_seen(character) {
            escaped.push(character);
        } else {
            escaped.push_str(&format!("\\u{:04x}", u32::from(character)));
        }
    }
    Cow::Owned(escaped)
}

fn pictured(text: &str, is_meant: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_meant) {
        return Cow::Borrowed(text);
    }
    let picture = |character: char| match u32::from(character) {
        _ if !is_meant(character) => character,
        control @ 0..0x20 => {
            char::from_u32(0x2400 + control).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        0x7f => '␡',
        _ => char::REPLACEMENT_CHARACTER,
    };
    Cow::Owned(text.chars().map(picture).collect())
}
