//! What rules rest on: the source documents, the claims they make, and dated facts with their
//! addresses.

use std::fmt;

use jiff::civil::Date;

use crate::{
    problem::{Code, shorten},
    reader::Reader,
    yaml::{Node, Span},
};

/// A document whose claims the rule base accounts for.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its id, the first part of its claims' ids.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about, in one line.
    pub about: String,
}

/// Something that a document says.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Its id: document, section and row.
    pub id: String,
    /// What it says, in one sentence.
    pub says: String,
    /// Whether it is still so.
    pub status: Status,
    /// What is so today, where the claim is out of date or disputed.
    pub today: Option<String>,
    /// The facts that say what is so today.
    pub facts: Vec<FactId>,
    /// Why no rule need cite it, for a definition rather than a trade-off.
    pub waived: Option<String>,
}

/// Whether a claim still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Holds,
    /// It was so once; a newer fact has replaced it.
    Dated,
    /// It is so under conditions that it does not name.
    Disputed,
}

/// A fact about a platform, with a date and an address.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its id.
    pub id: String,
    /// What is so, in one sentence.
    pub says: String,
    /// The figure, as text, and its unit.
    pub value: String,
    /// The unit of the figure.
    pub unit: String,
    /// When it was so.
    pub as_of: AsOf,
    /// What else is known about its date, such as that it was read from a copy.
    pub as_of_note: Option<String>,
    /// The source's title.
    pub source: String,
    /// The source's address, if it has one.
    pub url: Option<String>,
    /// How far it can be relied on.
    pub confidence: Confidence,
    /// Why it does not grow old, for what is a matter of history.
    pub lasting: Option<String>,
}

/// How far a fact can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Unverified, or a rule of thumb. Carries no exclusion and at most one point.
    Low,
    /// One dated third-party source, or a computed value.
    Medium,
    /// The vendor's own text, or two dated sources that agree.
    High,
}

/// The number of a claim in its rule base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId(pub u16);

/// The number of a fact in its rule base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub u16);

/// What is cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Citation {
    /// A claim of one of the documents.
    Claim(ClaimId),
    /// A dated fact.
    Fact(FactId),
}

/// A date as exactly as the source gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// The source gives no date.
    Unknown,
    /// Some day of a year.
    Year(i16),
    /// Some day of a month.
    Month(i16, i8),
    /// A day.
    Day(Date),
}

impl AsOf {
    /// Reads `unknown`, `2026`, `2026-05` or `2026-05-31`.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |text: &str, digits: usize| {
            (text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| text.parse::<i16>().ok())
                .flatten()
        };
        let mut parts = text.split('-');
        match (text, parts.next(), parts.next(), parts.next(), parts.next()) {
            ("unknown", ..) => Some(Self::Unknown),
            (_, Some(year), None, ..) => Some(Self::Year(number(year, 4)?)),
            (_, Some(year), Some(month), None, _) => {
                let (year, month) = (number(year, 4)?, i8::try_from(number(month, 2)?).ok()?);
                Date::new(year, month, 1).ok().map(|_| Self::Month(year, month))
            }
            (_, Some(year), Some(month), Some(day), None) => {
                let (month, day) =
                    (i8::try_from(number(month, 2)?).ok()?, i8::try_from(number(day, 2)?).ok()?);
                Date::new(number(year, 4)?, month, day).ok().map(Self::Day)
            }
            _ => None,
        }
    }

    /// The last day that it can mean; none when there is no date.
    pub fn latest(self) -> Option<Date> {
        match self {
            Self::Unknown => None,
            Self::Year(year) => Date::new(year, 12, 31).ok(),
            Self::Month(year, month) => Date::new(year, month, 1).ok().map(Date::last_of_month),
            Self::Day(date) => Some(date),
        }
    }

    /// Reads one from a node.
    pub(crate) fn read(node: &Node, what: &str, reader: &mut Reader) -> Option<Self> {
        let text = reader.text(node, what)?;
        let as_of = Self::parse(text);
        if as_of.is_none() {
            reader.wrong_type(
                node,
                what,
                "a date such as 2026, 2026-05 or 2026-05-31, or `unknown`",
            );
        }
        as_of
    }
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("undated"),
            Self::Year(year) => write!(f, "{year}"),
            Self::Month(year, month) => write!(f, "{year}-{month:02}"),
            Self::Day(date) => write!(f, "{date}"),
        }
    }
}

impl Status {
    /// The word in rule files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Dated => "dated",
            Self::Disputed => "disputed",
        }
    }
}

impl Confidence {
    /// The word in rule files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl Document {
    pub(crate) fn read(node: &Node, reader: &mut Reader) -> Option<(Self, Span)> {
        let mapping = reader.mapping(node, "a document", &["id", "title", "about"])?;
        let id = reader
            .require(mapping, "id", "a document")
            .and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        let title = reader
            .require(mapping, "title", "a document")
            .and_then(|node| reader.text(node, "`title`"));
        let about = reader
            .require(mapping, "about", "a document")
            .and_then(|node| reader.text(node, "`about`"));
        let (id, span) = id?;
        Some((Self { id: id.to_owned(), title: title?.to_owned(), about: about?.to_owned() }, span))
    }
}

impl Fact {
    pub(crate) fn read(node: &Node, reader: &mut Reader) -> Option<(Self, Span)> {
        const KEYS: [&str; 11] = [
            "id",
            "says",
            "value",
            "unit",
            "as_of",
            "as_of_note",
            "source",
            "url",
            "confidence",
            "lasting",
            "silence",
        ];
        let mapping = reader.mapping(node, "a fact", &KEYS)?;
        let id = reader
            .require(mapping, "id", "a fact")
            .and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        let mut text = |key: &str| reader.required_text(mapping, key, "a fact");
        let (says, value, unit, source) =
            (text("says"), text("value"), text("unit"), text("source"));
        let mut optional = |key: &str| reader.optional_text(mapping, key);
        let (url, as_of_note, lasting) =
            (optional("url"), optional("as_of_note"), optional("lasting"));
        let as_of = reader
            .require(mapping, "as_of", "a fact")
            .and_then(|node| AsOf::read(node, "`as_of`", reader));
        let confidence = reader.require(mapping, "confidence", "a fact").and_then(|node| {
            let all = [Confidence::Low, Confidence::Medium, Confidence::High]
                .map(|level| (level.name(), level));
            read_word(node, "`confidence`", &all, reader)
        });
        let (id, span) = id?;
        let fact = Self {
            id: id.to_owned(),
            says: says?,
            value: value?,
            unit: unit?,
            as_of: as_of?,
            as_of_note,
            source: source?,
            url,
            confidence: confidence?,
            lasting,
        };
        Some((fact, span))
    }
}

impl Claim {
    pub(crate) fn read(
        node: &Node,
        reader: &mut Reader,
        mut fact: impl FnMut(&Node, &mut Reader) -> Option<FactId>,
    ) -> Option<(Self, Span)> {
        let mapping = reader.mapping(
            node,
            "a claim",
            &["id", "says", "status", "today", "facts", "waived", "silence"],
        )?;
        let id = reader
            .require(mapping, "id", "a claim")
            .and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        let says =
            reader.require(mapping, "says", "a claim").and_then(|node| reader.text(node, "`says`"));
        let status = reader.require(mapping, "status", "a claim").and_then(|node| {
            let all = [Status::Holds, Status::Dated, Status::Disputed]
                .map(|status| (status.name(), status));
            read_word(node, "`status`", &all, reader)
        });
        let mut optional = |key: &str| reader.optional_text(mapping, key);
        let (today, waived) = (optional("today"), optional("waived"));
        let facts = match mapping.get("facts") {
            Some(node) => {
                let nodes = reader.sequence(node, "`facts`").unwrap_or_default();
                nodes.iter().filter_map(|node| fact(node, reader)).collect()
            }
            None => Vec::new(),
        };
        let (id, span) = id?;
        match (status, &today) {
            (Some(Status::Dated | Status::Disputed), None) => {
                let message = format!(
                    "the claim `{id}` no longer simply holds, so `today` must say what does"
                );
                reader.error(Code::MISSING, span, message, "needs `today`");
            }
            (Some(Status::Holds), Some(_)) => {
                let message = format!("the claim `{id}` holds, so `today` has nothing to add");
                reader.error(Code::EVIDENCE, span, message, "`status` and `today` disagree");
            }
            _ => {}
        }
        let claim = Self {
            id: id.to_owned(),
            says: says?.to_owned(),
            status: status?,
            today,
            facts,
            waived,
        };
        Some((claim, span))
    }
}

/// Reads one of a few words.
pub(crate) fn read_word<T: Copy>(
    node: &Node,
    what: &str,
    words: &[(&str, T)],
    reader: &mut Reader,
) -> Option<T> {
    let text = node.text();
    let found =
        text.and_then(|text| words.iter().find(|(word, _)| *word == text)).map(|(_, value)| *value);
    if found.is_none() {
        let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let expected = format!("one of {}", names.join(", "));
        let Some(text) = text else {
            reader.wrong_type(node, what, &expected);
            return None;
        };
        let message = format!("{what}: there is no `{}`", shorten(text));
        reader.refuse(Code::UNKNOWN_CHOICE, message, text, names, node.span);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::AsOf;

    #[test]
    fn dates_are_as_exact_as_the_source() {
        assert_eq!(AsOf::parse("2026"), Some(AsOf::Year(2026)));
        assert_eq!(AsOf::parse("2026-05").map(|date| date.to_string()).as_deref(), Some("2026-05"));
        assert_eq!(
            AsOf::parse("2026-02").and_then(AsOf::latest).map(|date| date.to_string()).as_deref(),
            Some("2026-02-28")
        );
        assert_eq!(AsOf::parse("unknown"), Some(AsOf::Unknown));
        for wrong in ["", "26", "2026-13", "2026-02-30", "2026-5", "soon", "2026-05-31-1"] {
            assert_eq!(AsOf::parse(wrong), None, "{wrong}");
        }
    }
}
