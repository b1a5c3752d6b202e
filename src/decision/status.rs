//! The status of a record, wherever it is told: in the front matter, in a list under the title (as
//! MADR 2 and log4brains have it), and in a section `Status` (as adr-tools has it).

use std::{fmt, ops::Range, sync::Arc};

use jiff::civil::Date;

use super::{
    front_matter,
    hidden::{Hidden, Place},
    number,
};
use crate::{
    problem::{Code, Problem},
    reader::{Mapping, Reader},
    source::Source,
    yaml::{self, Node},
};

/// What a record is when another one took its place.
const SUPERSEDED: &str = "superseded";

/// What a record is that was never followed.
pub const REJECTED: &str = "rejected";

/// What a record is when it holds.
const ACCEPTED: &str = "accepted";

/// One place in which a status is told.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    /// The bytes of the status; empty where there is none yet.
    span: Range<usize>,
    /// What has to stand before and after a status that is put there.
    around: (&'static str, &'static str),
    /// Whether it is Markdown, in which a link can stand.
    markdown: bool,
}

/// The record that took the place of another one, as that one names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Successor {
    /// Its file, from the folder of the other one on.
    File(String),
    /// Its number in that folder.
    Number(u32),
}

impl Successor {
    /// Reads what a status names, such as `superseded by ADR-0012`, `Superseded by
    /// [0012-x](0012-x.md)` or `superseded by decisions 7 and 9`; nothing where it names no record.
    /// `links` are the addresses that the text gives names to.
    fn all(status: &str, links: &[(&str, &str)]) -> Vec<Self> {
        let lower = status.to_ascii_lowercase();
        let ends =
            [" by", " with"].into_iter().filter_map(|word| Some(lower.find(word)? + word.len()));
        let Some(by) = ends.min() else { return Vec::new() };
        let named = status.get(by..).unwrap_or_default();
        if named.starts_with(char::is_alphanumeric) {
            return Vec::new();
        }
        if named.contains("](") {
            return named.split("](").skip(1).filter_map(Self::linked).collect();
        }
        let parts = named.split(" and ").flat_map(|part| part.split([',', ';', '&']));
        parts.filter_map(|part| Self::one(part, links)).collect()
    }

    /// Reads one of several: a link by its name, a file, or a number, which also stands for a file in
    /// the same folder whose name begins with it.
    fn one(named: &str, links: &[(&str, &str)]) -> Option<Self> {
        let file = Self::path(named);
        let is_elsewhere = file.as_ref().is_some_and(|file| file.contains('/'));
        let number = || if is_elsewhere { None } else { Self::numbered(named) };
        Self::named(named, links).or_else(number).or(file.map(Self::File))
    }

    /// Reads the name of a link, such as `[new]` or `[The next one][new]`.
    fn named(named: &str, links: &[(&str, &str)]) -> Option<Self> {
        let label = named.trim().trim_end_matches('.').strip_suffix(']')?.rsplit('[').next()?;
        let (_, to) = links.iter().find(|(name, _)| name.eq_ignore_ascii_case(label.trim()))?;
        Self::address(to)
    }

    /// Reads the path of a file, which is no link unless a wiki would make one of it: `[[other]]`.
    fn path(named: &str) -> Option<String> {
        let path = named.trim_start_matches([' ', ':', '`', '\'', '"', '<']);
        let path = path.trim_end_matches([' ', ':', '`', '\'', '"', '>', '.']);
        let page = path.strip_prefix("[[").and_then(|path| path.strip_suffix("]]"));
        match page.map(|page| page.split(['|', '#']).next().unwrap_or_default()) {
            Some(page) if is_markdown(page) => Some(page.to_owned()),
            Some(page) => Some(format!("{page}.md")),
            None => (is_markdown(path) && !path.contains([':', ' '])).then(|| path.to_owned()),
        }
    }

    /// Reads what follows the text of a link.
    fn linked(rest: &str) -> Option<Self> {
        let rest = rest.trim_start();
        let (address, _) = match rest.strip_prefix('<') {
            Some(rest) => rest.split_once('>')?,
            None => rest.split_once([')', ' '])?,
        };
        Self::address(address)
    }

    /// Reads the address of a link, which may be to a part of a file, and lead elsewhere.
    fn address(address: &str) -> Option<Self> {
        let file = unescaped(address.split('#').next().unwrap_or_default());
        (!file.is_empty() && !file.contains(':')).then_some(Self::File(file))
    }

    /// Reads a number, which may stand behind what people call a record.
    fn numbered(named: &str) -> Option<Self> {
        const CALLED: [&str; 7] =
            ["adr", "adrs", "decision", "decisions", "record", "number", "no"];
        let is_mark = |character: char| !character.is_alphanumeric();
        let mut named = named.trim_start_matches(is_mark);
        loop {
            let (word, rest) = named
                .split_at(named.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(named.len()));
            if !CALLED.iter().any(|called| called.eq_ignore_ascii_case(word)) {
                break;
            }
            named = rest.trim_start_matches(is_mark);
        }
        if named.get(..10).is_some_and(|day| day.parse::<Date>().is_ok()) {
            return None;
        }
        // A number that is too large is that of no record.
        let is_number = named.starts_with(|first: char| first.is_ascii_digit());
        number::of_name(named).or(is_number.then_some(u32::MAX)).map(Self::Number)
    }

    /// Returns its number.
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::File(file) => number::of_name(file),
            Self::Number(number) => Some(*number),
        }
    }
}

/// Returns a path in which bytes may be written as two digits after a `%`, as in addresses.
fn unescaped(path: &str) -> String {
    let mut parts = path.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let escaped = part
            .split_at_checked(2)
            .and_then(|(digits, rest)| Some((u8::from_str_radix(digits, 16).ok()?, rest)));
        let (byte, rest) = escaped.unwrap_or((b'%', part));
        bytes.push(byte);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl fmt::Display for Successor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => f.write_str(file),
            Self::Number(number) => write!(f, "ADR-{number:04}"),
        }
    }
}

/// Lists what took the place of a record, for each place in which that is told.
pub fn successors(source: &Arc<Source>) -> Vec<Successor> {
    let front = front_matter::find(source).ok().flatten();
    let body = front.as_ref().map_or(0, |front| front.body);
    let root = front.as_ref().and_then(|front| yaml::parse(&front.yaml).ok());
    let top = root.as_ref().zip(front.as_ref());
    let top = top.and_then(|(root, front)| {
        Reader::new(&front.yaml).unchecked(root).get("status").and_then(Node::text)
    });
    let told = top.into_iter().chain(statuses(source.text(), body));
    let superseded = told.filter(|it| retiring(it) == Some(SUPERSEDED));
    let links: Vec<_> = lines(source.text(), body).filter_map(|(_, line)| link(line)).collect();
    superseded.flat_map(|status| Successor::all(status, &links)).collect()
}

/// Reads a line that gives an address a name, such as `[new]: 0012-x.md "A title"`.
fn link(line: &str) -> Option<(&str, &str)> {
    let (name, address) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
    let address = address.trim_start();
    let address = match address.strip_prefix('<') {
        Some(address) => address.split('>').next(),
        None => address.split_whitespace().next(),
    };
    Some((name.trim(), address?))
}

/// Tells whether a text says nothing that a decision could be: no heading, no status.
pub fn says_nothing(source: &Arc<Source>) -> bool {
    let text = source.text();
    let has_title = lines(text, 0).any(|(_, line)| {
        line.starts_with('#') || !line.is_empty() && line.chars().all(|it| it == '=' || it == '-')
    });
    !has_title && statuses(text, 0).next().is_none()
}

/// Tells whether the name of a file is one of Markdown.
pub(super) fn is_markdown(name: &str) -> bool {
    const ENDINGS: [&str; 8] =
        [".md", ".markdown", ".mdx", ".mdown", ".mdwn", ".mkd", ".mkdn", ".mdtext"];
    let name = name.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Returns the text of a record after another one took its place: its status is changed wherever it
/// is told, and nothing else.
///
/// # Errors
/// When it tells no status, or that another record took its place already.
pub fn supersede(source: &Arc<Source>, by: &str) -> Result<String, Problem> {
    let front = front_matter::find(source)?;
    let body = front.as_ref().map_or(0, |front| front.body);
    if told_anywhere(source) == Some(SUPERSEDED) {
        let message = format!("`{}` is superseded already", source.name());
        let help = "supersede the record that took its place, or take that back in both first";
        return Err(Problem::error(Code::INCONSISTENT, message).help(help));
    }
    let mut places = Vec::new();
    if let Some(front) = &front {
        places.extend(in_front_matter(&front.yaml));
    }
    places.extend(in_list(source.text(), body));
    places.extend(in_section(source.text(), body));
    if places.is_empty() {
        let message = format!("`{}` tells no status that could be changed", source.name());
        return Err(Problem::error(Code::MISSING, message)
            .help("give it `status:` in its front matter, or a section `## Status`"));
    }
    let name = by.strip_suffix(".md").unwrap_or(by);
    let link = format!("uperseded by [{name}]({by})");
    let number = format!("uperseded by ADR-{}", name.split('-').next().unwrap_or(name));
    let mut text = String::with_capacity(source.text().len() + 3 * link.len());
    let mut from = 0;
    for Told { span, around: (before, after), markdown } in places {
        text.push_str(source.text().get(from..span.start).unwrap_or_default());
        let first =
            if before.contains('\n') || starts_line(source.text(), span.start) { "S" } else { "s" };
        text.push_str(&format!("{before}{first}{}{after}", if markdown { &link } else { &number }));
        from = span.end;
    }
    text.push_str(source.text().get(from..).unwrap_or_default());
    Ok(text)
}

/// Returns what takes a record out of force that may be one of another tool, which need not have a
/// front matter.
pub fn told_anywhere(source: &Arc<Source>) -> Option<&'static str> {
    let body = front_matter::find(source).ok().flatten().map_or(0, |front| front.body);
    told(source).or_else(|| retired(source.text(), body))
}

/// Returns what takes a decision out of force, of a record that may say other things that cannot be
/// read.
pub(super) fn told(source: &Arc<Source>) -> Option<&'static str> {
    let front = front_matter::find(source).ok()??;
    let root = yaml::parse(&front.yaml).ok()?;
    retired_by(Reader::new(&front.yaml).unchecked(&root), source.text(), front.body)
}

/// Returns what takes a decision out of force, wherever that is told; `top` is the front matter.
pub(super) fn retired_by(top: Mapping<'_>, text: &str, body: usize) -> Option<&'static str> {
    top.get("status").and_then(Node::text).and_then(retiring).or_else(|| retired(text, body))
}

/// Returns what takes a decision out of force, as it is told below the front matter: any of the
/// lists and sections in which other tools tell a status. adr-tools writes "superceded", and leaves
/// other lines of the section as they are.
fn retired(text: &str, body: usize) -> Option<&'static str> {
    statuses(text, body).find_map(retiring)
}

/// Returns what takes a record out of force in one place that is accepted in another. A tool that
/// knows one place leaves `proposed` in the others, and who supersedes a record names the one that
/// took its place: neither contradicts anything.
pub(super) fn contradiction(top: Mapping<'_>, text: &str, body: usize) -> Option<&'static str> {
    let front = top.get("status").and_then(Node::text).into_iter().collect();
    let places: [Vec<&str>; 3] =
        [front, listed(text, body).collect(), in_its_section(text, body).collect()];
    let retired = |place: &[&str]| place.iter().copied().find_map(retiring);
    let in_force = |place: &[&str]| {
        retired(place).is_none() && place.iter().any(|status| starts_with_word(status, ACCEPTED))
    };
    let left = places.iter().find_map(|place| retired(place))?;
    (left != SUPERSEDED && places.iter().any(|place| in_force(place))).then_some(left)
}

/// Finds a status that is nearly one, in the front matter or elsewhere: what was typed, and what is
/// meant. Words of a house, such as `draft`, are none of these.
pub fn slip<'t>(
    front: Option<&'t str>,
    text: &'t str,
    body: usize,
) -> Option<(&'t str, &'static str)> {
    const KNOWN: [&str; 5] = ["proposed", ACCEPTED, REJECTED, "deprecated", SUPERSEDED];
    front.into_iter().chain(statuses(text, body)).find_map(|status| {
        let word = status.split(|it: char| !it.is_alphanumeric()).next()?;
        let small = word.to_lowercase();
        let is_near = |known: &&str| strsim::damerau_levenshtein(&small, known) == 1;
        // That it supersedes or deprecates another one is no status of its own.
        let is_meant = retiring(status).is_some() || word.ends_with(['s', 'S']);
        KNOWN.into_iter().find(is_near).filter(|_| !is_meant).map(|meant| (word, meant))
    })
}

/// Lists what may be a status below the front matter.
fn statuses(text: &str, body: usize) -> impl Iterator<Item = &str> {
    listed(text, body).chain(in_its_section(text, body))
}

fn listed(text: &str, body: usize) -> impl Iterator<Item = &str> {
    items(text, body).map(|(_, value)| value)
}

fn in_its_section(text: &str, body: usize) -> impl Iterator<Item = &str> {
    let lines = lines(text, body).map(|(_, line)| line);
    let section = lines.skip_while(|line| !is_heading(line)).skip(1);
    let section = section.take_while(|line| !line.starts_with('#')).filter(|line| !line.is_empty());
    let section = section.map(|line| line.trim_start_matches(['-', '*', '+', '_', ' ']));
    section.enumerate().filter(|(nth, line)| *nth == 0 || is_status(line)).map(|(_, line)| line)
}

/// Tells whether a line is the heading of the section `Status`.
fn is_heading(line: &str) -> bool {
    let title = line.trim_start_matches('#');
    let level = line.len() - title.len();
    (2..=3).contains(&level) && title.trim().eq_ignore_ascii_case("status")
}

/// Tells whether a line that is not the first of its section is a status, and no sentence that
/// happens to begin like one.
fn is_status(line: &str) -> bool {
    const AFTER: [&str; 7] = ["by", "on", "in", "since", "with", "because", "as"];
    let rest = line.trim_start_matches(char::is_alphanumeric).trim_start();
    let next = rest.split(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
    next.is_empty() || AFTER.iter().any(|word| word.eq_ignore_ascii_case(next))
}

/// Returns the word for what a status says that takes a decision out of force.
fn retiring(status: &str) -> Option<&'static str> {
    const WORDS: [(&str, &str); 4] = [
        (REJECTED, REJECTED),
        ("deprecated", "deprecated"),
        ("superseded", SUPERSEDED),
        ("superceded", SUPERSEDED),
    ];
    let said = WORDS.into_iter().find(|(word, _)| starts_with_word(status, word));
    let rest = |word: &str| status.get(word.len()..).unwrap_or_default();
    let is_choice = |rest: &str| rest.trim_start().starts_with(['|', '/', '?']);
    said.filter(|(word, _)| !is_blank(rest(word)) && !is_choice(rest(word))).map(|(_, meant)| meant)
}

/// Tells whether what follows such a word says that nothing has happened yet: a line of a template,
/// such as `Superseded by: none`, says what would stand there.
fn is_blank(rest: &str) -> bool {
    const NOTHING: [&str; 9] =
        ["none", "no", "n/a", "na", "nothing", "never", "tbd", "null", "not yet"];
    let is_mark = |character: char| !character.is_alphanumeric();
    let named = rest.trim_start_matches(is_mark);
    let by = named.get(..2).filter(|by| by.eq_ignore_ascii_case("by"));
    let by = by.filter(|by| !named[by.len()..].starts_with(char::is_alphanumeric));
    let named = named[by.map_or(0, str::len)..].trim_matches(is_mark);
    if named.is_empty() {
        return by.is_some() || rest.contains(':');
    }
    NOTHING.iter().any(|word| word.eq_ignore_ascii_case(named))
}

fn starts_with_word(status: &str, word: &str) -> bool {
    status.split_at_checked(word.len()).is_some_and(|(start, rest)| {
        start.eq_ignore_ascii_case(word) && !rest.starts_with(char::is_alphanumeric)
    })
}

fn starts_line(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.is_empty() || before.ends_with('\n'))
}

fn in_front_matter(yaml: &Arc<Source>) -> Option<Told> {
    let root = yaml::parse(yaml).ok()?;
    let entry = Reader::new(yaml).unchecked(&root).entry("status").cloned()?;
    if entry.value.text().is_some() {
        let span = place(&entry.value, yaml);
        return Some(Told { span, around: ("", ""), markdown: false });
    }
    // After the colon: what stands for nothing may be nothing at all.
    let key = entry.key_span.place(yaml).span.end;
    let colon = yaml.text().get(key..)?.find(':')? + key + 1;
    let line = yaml.text().get(colon..)?;
    let end = colon + line.find('\n').map_or(line.len(), |end| line[..end].trim_end().len());
    Some(Told { span: colon..end, around: (" ", ""), markdown: false })
}

/// Returns the bytes of a value, without the comment that the reader counts to what is in quotes.
fn place(node: &Node, yaml: &Arc<Source>) -> Range<usize> {
    let span = node.span.place(yaml).span;
    let text = yaml.text().get(span.clone()).unwrap_or_default();
    let Some(quote) = text.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
        return span;
    };
    let mut escaped = false;
    let mut inside = text.char_indices().skip(1).peekable();
    while let Some((at, character)) = inside.next() {
        let doubled = quote == '\'' && inside.peek().is_some_and(|(_, next)| *next == quote);
        match character {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            _ if character == quote && doubled => escaped = true,
            _ if character == quote => return span.start..span.start + at + 1,
            _ => {}
        }
    }
    span
}

/// Lists the lines of a text from a byte on, without their ends, each with the byte at which it
/// begins; without those in comments and in blocks of code, which tell nothing.
fn lines(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let (mut at, mut hidden) = (from, Hidden::default());
    text.get(from..).unwrap_or_default().split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        (hidden.place(line) == Place::Text).then(|| (start, line.trim_end()))
    })
}

/// Lists the items `Status: …` of lists before the first heading of the second level, each with the
/// byte at which it ends.
fn items(text: &str, body: usize) -> impl Iterator<Item = (usize, &str)> {
    let lines = lines(text, body).take_while(|(_, line)| !line.starts_with("## "));
    lines.filter_map(|(start, line)| {
        let (key, value) = line.strip_prefix(['-', '*', '+'])?.split_once(':')?;
        let is_mark = |it: char| it.is_whitespace() || it == '*' || it == '_';
        let is_status = key.trim_matches(is_mark).eq_ignore_ascii_case("status");
        is_status.then(|| (start + line.len(), value.trim_start_matches(is_mark)))
    })
}

/// Finds the first of them.
fn in_list(text: &str, body: usize) -> Option<Told> {
    let (end, value) = items(text, body).next()?;
    let before = if value.is_empty() { " " } else { "" };
    Some(Told { span: end - value.len()..end, around: (before, ""), markdown: true })
}

/// Finds the first line of a section `Status`.
fn in_section(text: &str, body: usize) -> Option<Told> {
    let mut lines = lines(text, body).skip_while(|(_, line)| !is_heading(line));
    let (heading, title) = lines.next()?;
    let after_heading = heading + title.len();
    let first = lines.find(|(_, line)| !line.is_empty());
    Some(match first {
        // A link to another record stays.
        Some((start, line)) if !line.starts_with('#') && line.contains("](") => {
            Told { span: start..start, around: ("", "\n\n"), markdown: true }
        }
        Some((start, line)) if !line.starts_with('#') => {
            Told { span: start..start + line.len(), around: ("", ""), markdown: true }
        }
        _ => Told { span: after_heading..after_heading, around: ("\n\n", ""), markdown: true },
    })
}
