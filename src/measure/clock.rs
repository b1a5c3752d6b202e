//! When a line was logged: the timestamps of logs, in seconds since 1970 in UTC.
//!
//! Neighbouring lines mostly share their minute, so its date is worked out once and kept.

use jiff::civil::Date;

use super::digits::{two, whole};

/// Reads timestamps, and keeps the last minute that it worked out.
#[derive(Debug, Default)]
pub(super) struct Clock {
    /// The last minute as it was written.
    written: [u8; 17],
    /// What it is, in minutes since 1970 by the clock on the wall.
    minutes: i64,
}

const MONTHS: [&[u8]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

impl Clock {
    /// Reads `01/Oct/2026:13:55:36 +0200`.
    #[inline]
    pub(super) fn common(&mut self, text: &[u8]) -> Option<i64> {
        let minute = text.first_chunk::<17>()?;
        if *minute != self.written {
            let [d, e, b'/', m1, m2, m3, b'/', year @ .., b':', h, i, b':', n, o] = minute else {
                return None;
            };
            let month = MONTHS.iter().position(|month| **month == [*m1, *m2, *m3])?;
            let date = Date::new(number(year)?, month as i8 + 1, two(&[*d, *e])? as i8).ok()?;
            self.keep(minute, date, two(&[*h, *i])?, two(&[*n, *o])?)?;
        }
        let [b':', s, t, b' ', zone @ ..] = text.get(17..26)? else { return None };
        (text.len() == 26).then_some(())?;
        Some(self.minutes * 60 + seconds(&[*s, *t])? - offset(zone)?)
    }

    /// Reads `2026-10-01T13:55:36.123+02:00`, also with a blank for the `T`, without decimals, and
    /// with `Z` or no zone at all, which is taken as UTC.
    pub(super) fn internet(&mut self, text: &[u8]) -> Option<i64> {
        let [date_and_time @ .., _] = text.first_chunk::<17>()?;
        let mut minute = [0; 17];
        minute.get_mut(..16)?.copy_from_slice(date_and_time);
        // `T` and a blank mean the same.
        *minute.get_mut(10)? = b'T';
        if !matches!(text.get(10)?, b'T' | b't' | b' ') {
            return None;
        }
        if minute != self.written {
            let [year @ .., b'-', m, o, b'-', d, e, b'T', h, i, b':', n, p, 0] = &minute else {
                return None;
            };
            let (month, day) = (two(&[*m, *o])? as i8, two(&[*d, *e])? as i8);
            let date = Date::new(number(year)?, month, day).ok()?;
            self.keep(&minute, date, two(&[*h, *i])?, two(&[*n, *p])?)?;
        }
        let [b':', s, t, rest @ ..] = text.get(16..)? else { return None };
        let decimals = match rest {
            [b'.' | b',', digits @ ..] => {
                1 + digits.iter().take_while(|byte| byte.is_ascii_digit()).count()
            }
            _ => 0,
        };
        let zone = match rest.get(decimals..)? {
            b"" | b"Z" | b"z" => 0,
            [sign, h, i, b':', m, n] => offset(&[*sign, *h, *i, *m, *n])?,
            zone => offset(zone)?,
        };
        Some(self.minutes * 60 + seconds(&[*s, *t])? - zone)
    }

    /// Reads a timestamp in any form that is known: those above, and seconds, milliseconds,
    /// microseconds or nanoseconds since 1970, which their size tells apart.
    pub(super) fn any(&mut self, text: &[u8]) -> Option<i64> {
        let text = text.strip_prefix(b"[").unwrap_or(text);
        let text = text.strip_suffix(b"]").unwrap_or(text);
        match text.get(2)? {
            b'/' => self.common(text),
            _ if text.get(4) == Some(&b'-') => self.internet(text),
            _ => epoch(whole(text.split(|byte| *byte == b'.').next()?)?),
        }
    }

    fn keep(&mut self, written: &[u8; 17], date: Date, hour: u8, minute: u8) -> Option<()> {
        if hour > 23 || minute > 59 {
            return None;
        }
        let start = Date::constant(1970, 1, 1);
        let days = i64::from(start.until(date).ok()?.get_days());
        self.minutes = (days * 24 + i64::from(hour)) * 60 + i64::from(minute);
        self.written = *written;
        Some(())
    }
}

/// Returns the second of a number of seconds, milliseconds, microseconds or nanoseconds since 1970,
/// whichever makes it a time from 2001 to 2286.
pub(super) fn epoch(number: u64) -> Option<i64> {
    let seconds = match number {
        1_000_000_000..10_000_000_000 => number,
        1_000_000_000_000..10_000_000_000_000 => number / 1_000,
        1_000_000_000_000_000..10_000_000_000_000_000 => number / 1_000_000,
        1_000_000_000_000_000_000..10_000_000_000_000_000_000 => number / 1_000_000_000,
        _ => return None,
    };
    i64::try_from(seconds).ok()
}

fn number(digits: &[u8]) -> Option<i16> {
    i16::try_from(whole(digits)?).ok()
}

/// Seconds of a minute; some have 61.
#[inline]
fn seconds(digits: &[u8]) -> Option<i64> {
    two(digits).filter(|seconds| *seconds < 61).map(i64::from)
}

/// Reads `+0200` as seconds.
#[inline]
fn offset(zone: &[u8]) -> Option<i64> {
    let [sign @ (b'+' | b'-'), h, i, m, n] = zone else { return None };
    let hours = two(&[*h, *i]).filter(|hours| *hours < 24)?;
    let minutes = two(&[*m, *n]).filter(|minutes| *minutes < 60)?;
    let seconds = i64::from(hours) * 3600 + i64::from(minutes) * 60;
    Some(if *sign == b'-' { -seconds } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::Clock;

    #[test]
    fn one_moment_in_many_forms() {
        let mut clock = Clock::default();
        for text in [
            "01/Oct/2026:13:55:36 +0000",
            "01/Oct/2026:15:55:36 +0200",
            "01/Oct/2026:08:25:36 -0530",
            "2026-10-01T13:55:36Z",
            "2026-10-01 13:55:36",
            "2026-10-01T13:55:36.123456Z",
            "2026-10-01T13:55:36,123",
            "2026-10-01T15:55:36+02:00",
            "2026-10-01T15:55:36.5+0200",
            "[01/Oct/2026:13:55:36 +0000]",
            "1790862936",
            "1790862936.123",
            "1790862936123",
            "1790862936123456",
            "1790862936123456789",
        ] {
            assert_eq!(clock.any(text.as_bytes()), Some(1_790_862_936), "{text}");
        }
        assert_eq!(clock.any(b"31/Dec/1969:23:59:59 +0000"), Some(-1));
        assert_eq!(clock.any(b"1969-12-31T23:59:60Z"), Some(0));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let mut clock = Clock::default();
        for text in [
            "",
            "-",
            "32/Oct/2026:13:55:36 +0000",
            "01/Oco/2026:13:55:36 +0000",
            "01/Oct/2026:24:55:36 +0000",
            "01/Oct/2026:13:60:36 +0000",
            "01/Oct/2026:13:55:61 +0000",
            "01/Oct/2026:13:55:36",
            "01/Oct/2026:13:55:36 +0000 ",
            "2026-02-29T13:55:36Z",
            "2026-10-01",
            "2026-10-01T13:55",
            "2026-10-01T13:55:36 UTC",
            "2026-10-01T13:55:36+99:99",
            "01/Oct/2026:13:55:36 +2400",
            "12345",
            "99999999999",
        ] {
            assert_eq!(clock.any(text.as_bytes()), None, "{text}");
        }
    }
}
