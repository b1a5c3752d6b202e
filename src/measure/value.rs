//! Values as they stand in lines, and what they say of a request.

use super::{
    clock::{Clock, epoch},
    digits::{self, Unit},
    entry::{AnsweredBy, Entry, Method},
    map::Role,
};

/// A value as it stands in a line.
#[derive(Clone, Copy, Debug)]
pub(super) enum Raw<'t> {
    /// Text, or a number as it is written.
    Text(&'t [u8]),
    /// A whole number.
    Whole(u64),
    /// Another number.
    Number(f64),
}

impl Entry {
    /// Sets what a value means. Nothing, `-` and `null` mean that it is not known; of a time behind
    /// a proxy, that it asked nobody. What says itself whether a cache answered says it better.
    ///
    /// Returns none when it is something else than such a value can be.
    pub(super) fn set(
        &mut self,
        role: Role,
        unit: Unit,
        value: Raw<'_>,
        clock: &mut Clock,
    ) -> Option<()> {
        if let Raw::Text(b"" | b"-" | b"null") = value {
            if role == Role::Behind {
                self.answered_by.get_or_insert(AnsweredBy::Front);
            }
            return Some(());
        }
        match role {
            Role::Time => {
                self.time = Some(match value {
                    Raw::Text(text) => clock.any(text)?,
                    Raw::Whole(number) => epoch(number)?,
                    Raw::Number(number) => epoch(number.max(0.0) as u64)?,
                });
            }
            Role::Duration => self.duration = Some(value.duration(unit)?),
            // To the nanosecond nobody answers at once: Traefik writes 0 where it asked nobody.
            Role::Behind if matches!((value, unit), (Raw::Whole(0), Unit::Nanoseconds)) => {
                self.answered_by.get_or_insert(AnsweredBy::Front);
            }
            Role::Behind => {
                self.behind = value.durations(unit)?;
                self.answered_by.get_or_insert(AnsweredBy::by(self.behind.is_some()));
            }
            Role::Billed => self.function.billed = Some(value.duration(unit)?),
            Role::Start => self.function.start = Some(value.duration(unit)?),
            Role::Status => self.set_status(match value {
                Raw::Text(text) => digits::status(text)?,
                Raw::Whole(number) => u16::try_from(number).ok().filter(|it| *it < 1_000)?,
                Raw::Number(_) => return None,
            }),
            Role::Method => {
                let Raw::Text(text) = value else { return None };
                self.method = Method::parse(text.split(|byte| *byte == b' ').next()?);
            }
            Role::Bytes => self.bytes = Some(value.bytes(unit)?),
            Role::Memory => self.function.used_mb = Some(value.megabytes(unit)?),
            Role::MemorySize => self.function.size_mb = Some(value.megabytes(unit)?),
            Role::Cache => {
                let Raw::Text(text) = value else { return None };
                let ends_in = |word: &&[u8]| {
                    let ending = text.len().checked_sub(word.len()).and_then(|at| text.get(at..));
                    ending.is_some_and(|ending| ending.eq_ignore_ascii_case(word))
                };
                // A cache that refreshes what it has asks for it, which it calls a hit as well.
                let hit = [&b"hit"[..], b"true", b"redirect"].iter().any(ends_in)
                    && !ends_in(&&b"refreshhit"[..]);
                self.answered_by = Some(AnsweredBy::by(!hit));
            }
        }
        Some(())
    }
}

impl Raw<'_> {
    /// Returns it in microseconds.
    pub(super) fn duration(self, unit: Unit) -> Option<u64> {
        match self {
            // `0.084s` and `12ms` say their unit themselves.
            Self::Text(text) => {
                let is_digit = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'.');
                let (number, own) = text.split_at(text.iter().take_while(is_digit).count());
                let own = match own {
                    b"" => unit,
                    b"s" => Unit::Seconds,
                    b"ms" => Unit::Milliseconds,
                    b"us" | b"\xc2\xb5s" => Unit::Microseconds,
                    _ => return None,
                };
                digits::duration(number, own)
            }
            Self::Whole(number) => digits::micros(number, 0, unit),
            Self::Number(number) => {
                let micros = number
                    * match unit {
                        Unit::Seconds => 1e6,
                        Unit::Milliseconds => 1e3,
                        Unit::Nanoseconds => 1e-3,
                        _ => 1.0,
                    };
                let is_one = (0.0..=digits::YEAR as f64).contains(&micros);
                is_one.then_some(micros.round() as u64)
            }
        }
    }

    /// Returns it in microseconds; of several with commas or colons between them, as nginx writes of several
    /// servers that it asked, the sum. None of them may be known.
    pub(super) fn durations(self, unit: Unit) -> Option<Option<u64>> {
        let Self::Text(text) = self else { return Some(Some(self.duration(unit)?)) };
        let parts = text.split(|byte| matches!(byte, b',' | b':')).map(<[u8]>::trim_ascii);
        let mut sum = None;
        for part in parts.filter(|part| *part != b"-" && !part.is_empty()) {
            sum = Some(sum.unwrap_or(0) + Raw::Text(part).duration(unit)?);
        }
        Some(sum)
    }

    fn number(self) -> Option<f64> {
        match self {
            Self::Text(text) => std::str::from_utf8(text).ok()?.parse().ok(),
            Self::Whole(number) => Some(number as f64),
            Self::Number(number) => Some(number),
        }
        .filter(|number| number.is_finite() && *number >= 0.0)
    }

    fn bytes(self, unit: Unit) -> Option<u64> {
        match (self, unit) {
            (Self::Text(text), Unit::Bytes) => return digits::whole(text),
            (Self::Whole(number), Unit::Bytes) => return Some(number),
            _ => {}
        }
        let factor = match unit {
            Unit::Kilobytes => 1e3,
            Unit::Megabytes => 1e6,
            _ => 1.0,
        };
        self.number()
            .map(|number| number * factor)
            .filter(|bytes| *bytes < 1e18)
            .map(|it| it as u64)
    }

    fn megabytes(self, unit: Unit) -> Option<u32> {
        let divisor = match unit {
            Unit::Kilobytes => 1024.0,
            Unit::Bytes => 1024.0 * 1024.0,
            _ => 1.0,
        };
        let megabytes = (self.number()? / divisor).ceil();
        (megabytes <= 1e8).then_some(megabytes as u32)
    }
}
