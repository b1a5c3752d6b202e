//! Numbers and words in lines, byte by byte: logs need not be UTF-8, and nothing is copied.
//!
//! What is short is searched plainly: for a few bytes that is faster than many at a time. All of it
//! runs for every line, so it is inlined wherever it is used.

use memchr::memchr;

use crate::words::worded;

worded! {
    /// What a number counts.
    pub(super) enum Unit {
        /// Nanoseconds.
        Nanoseconds = "ns",
        /// Microseconds.
        Microseconds = "us",
        /// Milliseconds.
        Milliseconds = "ms",
        /// Seconds.
        Seconds = "s",
        /// Bytes.
        Bytes = "b",
        /// Kilobytes; of memory, 1024 bytes.
        Kilobytes = "kb",
        /// Megabytes; of memory, 1024 kilobytes.
        Megabytes = "mb",
    }
}

/// The longest time that anything may take: a year. What is longer is no duration.
pub(super) const YEAR: u64 = 31_536_000_000_000;

/// Reads a whole number.
#[inline]
pub(super) fn whole(text: &[u8]) -> Option<u64> {
    if text.is_empty() || text.len() > 19 {
        return None;
    }
    text.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + u64::from(digit))
    })
}

/// Reads two digits.
#[inline]
pub(super) fn two(text: &[u8]) -> Option<u8> {
    match text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    }
}

/// Reads a status; 0 for none, which is what proxies log where the client went away before there
/// was one.
#[inline]
pub(super) fn status(text: &[u8]) -> Option<u16> {
    if matches!(text, b"000" | b"-") {
        return Some(0);
    }
    let number = whole(text).filter(|_| text.len() == 3)?;
    u16::try_from(number).ok().filter(|status| (100..1000).contains(status))
}

/// Reads a number with or without decimals as a duration in microseconds.
#[inline]
pub(super) fn duration(text: &[u8], unit: Unit) -> Option<u64> {
    let (digits, decimals) = decimal(text)?;
    micros(digits, decimals, unit)
}

/// Returns a number of which some digits are decimals as a duration in microseconds.
#[inline]
pub(super) fn micros(digits: u64, decimals: i32, unit: Unit) -> Option<u64> {
    let exponent = match unit {
        Unit::Seconds => 6,
        Unit::Milliseconds => 3,
        Unit::Nanoseconds => -3,
        _ => 0,
    } - decimals;
    let ten = 10_u64.checked_pow(exponent.unsigned_abs())?;
    let micros = if exponent >= 0 {
        digits.checked_mul(ten)?
    } else {
        digits / ten + u64::from(digits % ten * 2 >= ten)
    };
    (micros <= YEAR).then_some(micros)
}

/// Reads a number as its digits and how many of them are decimals.
#[inline]
fn decimal(text: &[u8]) -> Option<(u64, i32)> {
    let Some(point) = text.iter().position(|byte| *byte == b'.') else {
        return Some((whole(text)?, 0));
    };
    let (before, after) = (text.get(..point)?, text.get(point + 1..)?);
    // Nobody needs more than a nanosecond of a second.
    let after = after.get(..9).unwrap_or(after);
    let ten = 10_u64.checked_pow(after.len() as u32)?;
    let whole_part = if before.is_empty() { 0 } else { whole(before)? };
    Some((whole_part.checked_mul(ten)?.checked_add(whole(after)?)?, after.len() as i32))
}

/// Splits at the first byte of a kind, which is left out.
#[inline]
pub(super) fn split(text: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let index = text.iter().position(|byte| *byte == at)?;
    Some((text.get(..index)?, text.get(index + 1..)?))
}

/// Splits a text that begins behind a quotation mark at the next one that is not escaped.
#[inline]
pub(super) fn quoted(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut from = 0;
    loop {
        let end = from + memchr(b'"', text.get(from..)?)?;
        let slashes = text.get(..end)?.iter().rev().take_while(|byte| **byte == b'\\').count();
        if slashes % 2 == 0 {
            return Some((text.get(..end)?, text.get(end + 1..)?));
        }
        from = end + 1;
    }
}

/// The words of a line with blanks between them, where quotation marks and brackets keep several
/// together; these are left out where they are around a whole word.
#[derive(Clone)]
pub(super) struct Words<'t>(pub(super) &'t [u8]);

impl<'t> Iterator for Words<'t> {
    type Item = &'t [u8];

    #[inline]
    fn next(&mut self) -> Option<&'t [u8]> {
        let text = self.0.trim_ascii_start();
        let (word, rest) = match text.first()? {
            b'"' => quoted(text.get(1..)?).unwrap_or((text, b"")),
            b'[' => split(text.get(1..)?, b']').unwrap_or((text, b"")),
            _ => match text.iter().position(|byte| matches!(byte, b' ' | b'"')) {
                // `key="some words"`
                Some(end) if text.get(end) == Some(&b'"') => {
                    let rest = quoted(text.get(end + 1..)?).map_or(&b""[..], |(_, rest)| rest);
                    text.split_at(text.len() - rest.len())
                }
                Some(end) => text.split_at(end),
                None => (text, &b""[..]),
            },
        };
        self.0 = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::{Unit, Words, duration, quoted, status, whole};

    #[test]
    fn numbers_are_read_or_refused() {
        assert_eq!(whole(b"5120"), Some(5120));
        for no in [&b""[..], b"-", b"12a", b"1 ", b"99999999999999999999"] {
            assert_eq!(whole(no), None);
        }
        assert_eq!(status(b"200"), Some(200));
        assert_eq!((status(b"000"), status(b"-")), (Some(0), Some(0)));
        assert_eq!((status(b"099"), status(b"20")), (None, None));
        for (text, unit, micros) in [
            ("0.084", Unit::Seconds, 84_000),
            ("1.5", Unit::Milliseconds, 1_500),
            ("1499", Unit::Nanoseconds, 1),
            ("1500", Unit::Nanoseconds, 2),
            ("12", Unit::Microseconds, 12),
            (".25", Unit::Seconds, 250_000),
            ("0.123456789123", Unit::Seconds, 123_457),
        ] {
            assert_eq!(duration(text.as_bytes(), unit), Some(micros), "{text}");
        }
        for no in ["-1", "-", "1.2.3", "1e3", "31536001", "1."] {
            assert_eq!(duration(no.as_bytes(), Unit::Seconds), None, "{no}");
        }
    }

    #[test]
    fn words_are_kept_together_by_quotes_and_brackets() {
        let line = br#"::1 - [01/Oct/2026:13:55:36 +0000]  "GET \"/x\" y" rt="0.1 0.2" "" end"#;
        let words: Vec<_> = Words(line).map(String::from_utf8_lossy).collect();
        let time = "01/Oct/2026:13:55:36 +0000";
        let request = r#"GET \"/x\" y"#;
        assert_eq!(words, ["::1", "-", time, request, r#"rt="0.1 0.2""#, "", "end"]);
        assert_eq!(Words(b"\"open a").collect::<Vec<_>>(), [b"\"open a"]);
        assert_eq!(quoted(br#"a\" b"#), None);
    }
}
