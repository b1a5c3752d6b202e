//! Where values stand in lines of no known format: `--map duration=.latency_ms`.

use super::digits::Unit;
use crate::{
    problem::{Code, Problem, Problems},
    words::{Worded, worded},
};

worded! {
    /// What a value in a line means.
    pub enum Role {
        /// When the request was logged.
        Time = "time",
        /// How long it took in all.
        Duration = "duration",
        /// How long what is behind a proxy was busy with it.
        Behind = "behind",
        /// The status of the response.
        Status = "status",
        /// The method, or a request that begins with it.
        Method = "method",
        /// How many bytes were sent.
        Bytes = "bytes",
        /// The memory that was used.
        Memory = "memory",
        /// The memory that a function was given.
        MemorySize = "memory-size",
        /// The time that is billed.
        Billed = "billed",
        /// How long a fresh environment took to start.
        Start = "start",
        /// Whether a cache answered: `hit`, `true` or the like.
        Cache = "cache",
    }
}

impl Role {
    /// Returns the units in which it can be given; the first is what a number without one is in,
    /// where that can be told.
    fn units(self) -> &'static [Unit] {
        const TIMES: &[Unit] =
            &[Unit::Nanoseconds, Unit::Microseconds, Unit::Milliseconds, Unit::Seconds];
        const SIZES: &[Unit] = &[Unit::Bytes, Unit::Kilobytes, Unit::Megabytes];
        match self {
            Self::Duration | Self::Behind | Self::Billed | Self::Start => TIMES,
            Self::Bytes | Self::Memory | Self::MemorySize => SIZES,
            Self::Time | Self::Status | Self::Method | Self::Cache => &[],
        }
    }
}

/// Where values stand in lines, and in which units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map {
    pub(super) fields: Vec<Mapped>,
}

/// Where one value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mapped {
    pub(super) role: Role,
    pub(super) place: Where,
    pub(super) unit: Unit,
}

/// Where a value stands in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// Under these keys of an object, from the outermost on: `.request.duration`.
    Keys(String),
    /// In the column of this name: `latency_ms`.
    Named(String),
    /// In the column of this number, from 1, or from the last one, -1, backwards.
    Numbered(isize),
}

impl Map {
    /// Reads what `--map` was given: `duration=.latency_ms`, `time=4`, several with commas.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(given: &[String]) -> Result<Option<Self>, Problems> {
        let parts = given.iter().flat_map(|text| text.split(',')).filter(|part| !part.is_empty());
        let fields = Problems::gather(parts.map(|part| Mapped::parse(part.trim())))?;
        let kind = |mapped: &Mapped| matches!(mapped.place, Where::Keys(_));
        let Some(first) = fields.first() else { return Ok(None) };
        if fields.iter().any(|mapped| kind(mapped) != kind(first)) {
            let message = "`--map`: keys such as `.latency_ms` and columns are mixed";
            return Err(Problem::error(Code::USAGE, message).into());
        }
        let twice = |(index, mapped): (usize, &Mapped)| {
            let is_second = fields.iter().take(index).any(|other| other.role == mapped.role);
            is_second.then_some(mapped.role)
        };
        if let Some(role) = fields.iter().enumerate().find_map(twice) {
            let message = format!("`--map`: `{role}` is given twice");
            return Err(Problem::error(Code::DUPLICATE_KEY, message).into());
        }
        Ok(Some(Self { fields }))
    }

    /// Returns whether it is for lines of JSON.
    pub(super) fn is_json(&self) -> bool {
        self.fields.iter().any(|mapped| matches!(mapped.place, Where::Keys(_)))
    }

    /// Returns whether a header must tell which column is which.
    pub(super) fn needs_header(&self) -> bool {
        self.fields.iter().any(|mapped| matches!(mapped.place, Where::Named(_)))
    }

    /// Says in which units values are read: "`duration` from `.latency_ms` in ms".
    pub fn words(&self) -> Vec<String> {
        let words = |mapped: &Mapped| {
            let place = match &mapped.place {
                Where::Keys(name) | Where::Named(name) => format!("`{name}`"),
                Where::Numbered(number) => format!("column {number}"),
            };
            let has_unit = !mapped.role.units().is_empty();
            let unit = if has_unit { format!(" in {}", mapped.unit) } else { String::new() };
            format!("{} from {place}{unit}", mapped.role)
        };
        self.fields.iter().map(words).collect()
    }
}

impl Mapped {
    fn parse(text: &str) -> Result<Self, Problems> {
        let refuse = |message: String| Problem::error(Code::USAGE, format!("`--map`: {message}"));
        let Some((role, place)) = text.split_once('=') else {
            let problem = refuse(format!("expected VALUE=PLACE, found `{text}`"));
            return Err(problem.help("such as `duration=.latency_ms` or `duration=9:us`").into());
        };
        let Some(known) = Role::named(role.trim()) else {
            let problem = Problem::unknown("value", role.trim(), Role::names(), None);
            return Err(problem.of_argument("--map").into());
        };
        let place = place.trim();
        let units = known.units();
        let given = place.rsplit_once(':').and_then(|(place, unit)| {
            let unit = Unit::named(&unit.to_ascii_lowercase())?;
            units.contains(&unit).then_some((place, unit))
        });
        let (place, unit) = match given {
            Some((place, unit)) => (place, Some(unit)),
            None => (place, units.iter().copied().find(|unit| ends_in_unit(place, *unit))),
        };
        // Bytes are counted in bytes unless somebody says otherwise; all else needs a unit.
        let unit = unit.or((known == Role::Bytes || units.is_empty()).then_some(Unit::Bytes));
        let Some(unit) = unit else {
            let names: Vec<&str> = units.iter().map(|unit| unit.name()).collect();
            let problem = refuse(format!("`{text}` does not say in which unit it is"));
            let help =
                format!("put one of these behind it, as in `{text}:ms`: {}", names.join(", "));
            return Err(problem.help(help).into());
        };
        let place = match place.parse::<isize>() {
            Ok(0) => return Err(refuse("columns are counted from 1".to_owned()).into()),
            Ok(number) => Where::Numbered(number),
            Err(_) if place.len() > 1 && place.starts_with('.') => Where::Keys(place.to_owned()),
            Err(_) if !place.is_empty() && !place.starts_with('.') => {
                Where::Named(place.to_owned())
            }
            Err(_) => return Err(refuse(format!("`{text}` names no place")).into()),
        };
        Ok(Self { role: known, place, unit })
    }
}

/// Tells whether a name says its unit: `latency_ms`, `durationMs`, `took.seconds`, `memory_mb`.
fn ends_in_unit(name: &str, unit: Unit) -> bool {
    let endings: &[&str] = match unit {
        Unit::Nanoseconds => &["ns", "nanos", "nanoseconds"],
        Unit::Microseconds => &["us", "micros", "microseconds"],
        Unit::Milliseconds => &["ms", "msec", "millis", "milliseconds"],
        Unit::Seconds => &["s", "sec", "secs", "seconds"],
        Unit::Bytes => &["bytes"],
        Unit::Kilobytes => &["kb"],
        Unit::Megabytes => &["mb"],
    };
    endings.iter().any(|ending| {
        let cut = name.len().checked_sub(ending.len()).filter(|cut| name.is_char_boundary(*cut));
        let Some((before, own)) = cut.map(|cut| name.split_at(cut)) else { return false };
        // A word of its own: behind a mark, or with a capital behind a small letter.
        let begins_a_word = before.ends_with(['_', '-', '.', ' '])
            || before.ends_with(|last: char| last.is_ascii_lowercase())
                && own.starts_with(|first: char| first.is_ascii_uppercase());
        begins_a_word && own.eq_ignore_ascii_case(ending)
    })
}
