//! What rules rest on: the source documents, the claims they make, and dated facts with their
//! addresses.

use std::fmt;

use jiff::civil::Date;

use super::FactId;
use crate::words::worded;

/// A document whose claims the rule base accounts for.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its id, the first part of its claims' ids.
    pub id: String,
    /// The title that it has.
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

worded! {
    /// Whether a claim still holds.
    pub enum Status {
        /// It is so.
        Holds = "holds",
        /// It was so once; a newer fact has replaced it.
        Dated = "dated",
        /// It is so under conditions that it does not name.
        Disputed = "disputed",
    }
}

/// A fact about a platform, with a date and an address.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What rules cite it by.
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
    pub confidence: FactConfidence,
    /// Why it does not grow old, for what is a matter of history.
    pub lasting: Option<String>,
}

worded! {
    /// How far a fact can be relied on.
    pub enum FactConfidence {
        /// Unverified, or a rule of thumb; carries no exclusion and at most one point.
        Low = "low",
        /// One dated third-party source, or a computed value.
        Medium = "medium",
        /// The vendor's own text, or two dated sources that agree.
        High = "high",
    }
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

    /// Returns the first day that it can mean; none when there is no date.
    pub fn earliest(self) -> Option<Date> {
        match self {
            Self::Unknown => None,
            Self::Year(year) => Date::new(year, 1, 1).ok(),
            Self::Month(year, month) => Date::new(year, month, 1).ok(),
            Self::Day(date) => Some(date),
        }
    }

    /// Returns the last day that it can mean; none when there is no date.
    pub fn latest(self) -> Option<Date> {
        match self {
            Self::Unknown => None,
            Self::Year(year) => Date::new(year, 12, 31).ok(),
            Self::Month(year, month) => Date::new(year, month, 1).ok().map(Date::last_of_month),
            Self::Day(date) => Some(date),
        }
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
