//! Reading numbers as people type them. [`super::pattern`] describes the same texts.

use rust_decimal::Decimal;

use super::units::{ABOUT, Behind, Counts, MULTIPLES, PER, factor};
use crate::problem::shorten;

/// Why a text is not read as a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is no number, has a unit that is not known, or can be read in several ways.
    Form(String),
    /// It is a number that cannot be held.
    Size(String),
}

impl Unread {
    /// Returns what is wrong, in a sentence.
    pub fn words(self) -> String {
        match self {
            Self::Form(words) | Self::Size(words) => words,
        }
    }

    fn too_large() -> Self {
        Self::Size("that is too large".to_owned())
    }
}

/// Reads what was typed as a number of `unit`s.
///
/// # Errors
/// When it is none, or can be read in several ways.
pub fn parse(typed: &str, unit: &str) -> Result<Decimal, Unread> {
    let text = typed.trim().to_ascii_lowercase().replace(['\t', '\u{a0}', '\u{202f}'], " ");
    let is_one_line =
        !text.contains(|character: char| character.is_whitespace() && character != ' ');
    let behind = Behind::of(unit);
    let text = without_prefix(&text, &behind);
    // Below zero is out of every range, and said to be so there.
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (Decimal::NEGATIVE_ONE, rest),
        None => (Decimal::ONE, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = text.find(|character: char| {
        !(character.is_ascii_digit() || matches!(character, '.' | ',' | '_' | '\'' | ' '))
    });
    let (number, tail) = text.split_at(digits.unwrap_or(text.len()));
    let is_digit = |character: char| character.is_ascii_digit() || character == '.';
    if !is_one_line || !number.starts_with(is_digit) {
        let message = format!("`{}` does not start with a number", shorten(typed.trim()));
        return Err(Unread::Form(message));
    }
    let number = grouped(number.trim())?;
    let (power, tail) = exponent(tail);
    let (factor, more) = behind.read(tail.trim(), text)?;
    let scaled = scaled(number, power).and_then(|number| number.checked_mul(factor));
    let number = scaled.and_then(|number| number.checked_add(more)?.checked_mul(sign));
    let number = number.ok_or_else(Unread::too_large)?;
    let is_converted = factor != Decimal::ONE || !more.is_zero();
    Ok(if is_converted { number.round_dp(12) } else { number }.normalize())
}

/// Takes off what may stand before a number.
fn without_prefix<'t>(text: &'t str, behind: &Behind<'_>) -> &'t str {
    let about = ABOUT.iter().find_map(|word| text.strip_prefix(word)?.strip_prefix(' '));
    let text = about.unwrap_or(text).trim_start();
    let text = text.strip_prefix('~').unwrap_or(text).trim_start();
    let is_money = matches!(behind, Behind::Counts(counts) if counts.is_money());
    let money = text.strip_prefix('$').filter(|_| is_money);
    money.unwrap_or(text).trim_start()
}

/// Takes the power of ten off that stands between a number and its unit, as in `1e6 requests`.
fn exponent(tail: &str) -> (i32, &str) {
    let none = (0, tail);
    let Some(rest) = tail.strip_prefix('e') else { return none };
    let (sign, rest) = match rest.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, rest.strip_prefix('+').unwrap_or(rest)),
    };
    let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(end);
    if digits.is_empty() {
        return none;
    }
    // What has more digits is as far out of every range.
    (sign * digits.parse().unwrap_or(i32::MAX), rest)
}

/// Multiplies with a power of ten; none where that cannot be held exactly.
fn scaled(number: Decimal, power: i32) -> Option<Decimal> {
    if number.is_zero() || power == 0 {
        return Some(number);
    }
    let number = number.normalize();
    let ten = |power: u32| {
        10i128.checked_pow(power).and_then(|it| Decimal::try_from_i128_with_scale(it, 0).ok())
    };
    if power > 0 {
        return number.checked_mul(ten(power.unsigned_abs())?);
    }
    let scale = number.scale().checked_add(power.unsigned_abs())?;
    Decimal::try_from_i128_with_scale(number.mantissa(), scale).ok()
}

/// Reads digits with separators of thousands, or with a decimal point: `1,500` is a thousand and a
/// half. Where that is not clear, as for `1,5` and `1.50.000`, the ways to write it are told.
fn grouped(number: &str) -> Result<Decimal, Unread> {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_three = |text: &str| text.len() == 3 && is_digits(text);
    let is_first = |text: &str| (1..=3).contains(&text.len()) && is_digits(text);
    // Points of which there are several can only be separators.
    let mut parts = number.split('.');
    let is_by_points =
        parts.clone().count() > 2 && parts.next().is_some_and(is_first) && parts.all(is_three);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let plain = |text: &str| !text.starts_with('_') && is_digits(&text.replace('_', ""));
    let mut groups = whole.split([',', '\'', ' ']);
    let is_clear = if whole.contains([',', '\'', ' ']) {
        groups.next().is_some_and(is_first) && groups.all(is_three) && is_digits(fraction)
    } else {
        is_by_points
            || plain(whole) && plain(fraction) && !(whole.is_empty() && fraction.is_empty())
    };
    if !is_clear {
        return Err(Unread::Form(several_ways(number)));
    }
    let text = if is_by_points {
        number.replace('.', "")
    } else {
        number.replace([',', '\'', ' ', '_'], "")
    };
    Decimal::from_str_exact(text.trim_end_matches('.'))
        .map_err(|_| Unread::Size("that has too many digits".to_owned()))
}

/// Says how a number can be written that is not clear.
fn several_ways(number: &str) -> String {
    let mut ways = vec![number.chars().filter(char::is_ascii_digit).collect()];
    // One comma before a few digits is a decimal point for half of the world.
    if let Some((whole, fraction)) = number.split_once(',')
        && !fraction.contains(['.', ',', ' '])
    {
        ways.insert(0, format!("{whole}.{fraction}"));
    }
    let ways: Vec<String> = ways.iter().map(|way| format!("`{way}`")).collect();
    format!("`{}` can be read in several ways; write {}", shorten(number), ways.join(" or "))
}

impl Behind<'_> {
    /// Reads what stands behind a number: what the number is to be multiplied with, and what is to
    /// be added then.
    fn read(&self, tail: &str, text: &str) -> Result<(Decimal, Decimal), Unread> {
        let unknown = |suffix: &str| {
            let understood: Vec<&str> = self.words().collect();
            let (suffix, understood) = (shorten(suffix), understood.join(", "));
            Unread::Form(format!("Unknown unit `{suffix}`. Try: {understood}"))
        };
        if tail.is_empty() {
            return Ok((Decimal::ONE, Decimal::ZERO));
        }
        let factor = match self {
            Self::Times(units, one) => {
                let unit = |word: &str| factor(units, word).map(|unit| unit / one);
                let (first, rest) = split_unit(tail);
                let Some(first) = unit(first) else { return Err(unknown(tail)) };
                let more = times(rest, unit).ok_or_else(|| {
                    let message = format!("`{}` is no duration; use one unit", shorten(text));
                    Unread::Form(message)
                })?;
                return more.map(|more| (first, more)).ok_or_else(Unread::too_large);
            }
            Self::Sizes(units) => factor(units, tail),
            Self::Counts(counts) => counts.factor(tail),
        };
        factor.map(|factor| (factor, Decimal::ZERO)).ok_or_else(|| unknown(tail))
    }
}

/// Takes a word off, up to the next digit.
fn split_unit(tail: &str) -> (&str, &str) {
    let end = tail.find(|character: char| character.is_ascii_digit()).unwrap_or(tail.len());
    let (unit, rest) = tail.split_at(end);
    (unit.trim(), rest)
}

/// Adds up the rest of a duration of several units: `30 min 5 s`. None where it is no such thing,
/// and none within where it cannot be held.
fn times(mut rest: &str, unit: impl Fn(&str) -> Option<Decimal>) -> Option<Option<Decimal>> {
    let mut sum = Some(Decimal::ZERO);
    while !rest.is_empty() {
        let end = rest.find(|character: char| !(character.is_ascii_digit() || character == '.'));
        let (number, tail) = rest.split_at(end?);
        if number.ends_with('.') || number.matches('.').count() > 1 {
            return None;
        }
        let (word, further) = split_unit(tail);
        let unit = unit(word)?;
        let number = Decimal::from_str_exact(number).ok();
        sum = number.and_then(|number| number.checked_mul(unit)?.checked_add(sum?));
        rest = further;
    }
    Some(sum)
}

impl Counts<'_> {
    /// Returns what a count is to be multiplied with, by what stands behind it: `M requests`,
    /// `k/s`, `k requests a day`, `k rps`.
    fn factor(&self, tail: &str) -> Option<Decimal> {
        let (things, rate) = match tail.split_once('/') {
            Some((things, time)) => (things.split_whitespace().collect(), self.rate(time.trim())?),
            None => {
                let mut words: Vec<&str> = tail.split_whitespace().collect();
                let rate = match words.as_slice() {
                    [.., per, time] if PER.contains(per) => self.rate(time).map(|rate| (rate, 2)),
                    [.., rate] => factor(self.rates_in_a_word, rate).map(|rate| (rate, 1)),
                    [] => None,
                };
                let (rate, length) = rate.unwrap_or((Decimal::ONE, 0));
                words.truncate(words.len() - length);
                (words, rate)
            }
        };
        let multiple = things.first().and_then(|word| factor(MULTIPLES, word));
        let noun = if multiple.is_some() { things.get(1..)? } else { &things };
        let is_known = noun.is_empty() || self.is_noun(&noun.join(" "));
        is_known.then(|| multiple.unwrap_or(Decimal::ONE).checked_mul(rate)).flatten()
    }

    fn rate(&self, time: &str) -> Option<Decimal> {
        let own = self.per.filter(|per| self.rates.is_empty() && per.eq_ignore_ascii_case(time));
        own.map(|_| Decimal::ONE).or_else(|| factor(self.rates, time))
    }

    fn is_noun(&self, words: &str) -> bool {
        let is_short = || {
            let letters = self.short.chars().zip(words.chars());
            let is_start = letters.clone().all(|(one, other)| one.eq_ignore_ascii_case(&other));
            is_start && words.chars().count() >= 2 && letters.count() == words.chars().count()
        };
        self.nouns.iter().any(|noun| noun.eq_ignore_ascii_case(words)) || is_short()
    }
}

#[cfg(test)]
mod tests {
    use super::{Unread, parse};

    fn read(typed: &str, unit: &str) -> String {
        parse(typed, unit).map_or_else(Unread::words, |number| number.to_string())
    }

    #[test]
    fn multiples_and_units_are_understood() {
        for (typed, unit, number) in [
            ("5M", "requests / month", "5000000"),
            ("250k", "requests / month", "250000"),
            ("1,500", "connections", "1500"),
            ("2 million requests", "requests / month", "2000000"),
            ("100/s", "requests / month", "262800000"),
            ("1k/day", "requests / month", "30416.666666666667"),
            ("1k a day", "requests / month", "30416.666666666667"),
            ("2 million requests per month", "requests / month", "2000000"),
            ("100 requests / s", "requests / month", "262800000"),
            ("$2k a month", "USD / month", "2000"),
            ("1.5 s", "ms", "1500"),
            ("80", "ms", "80"),
            ("15 min", "s", "900"),
            ("2h", "s", "7200"),
            ("250 ms", "s", "0.25"),
            ("512 MB", "MB", "512"),
            ("2 GB", "MB", "2048"),
            ("1.5 TB", "GB", "1500"),
            ("3x", "times the average", "3"),
            ("5 people", "people", "5"),
            ("$2k", "USD / month", "2000"),
            ("10_000", "connections", "10000"),
            ("1.500.000", "connections", "1500000"),
            ("1e6 requests", "requests / month", "1000000"),
            ("3/s", "requests / month", "7884000"),
            ("600 rpm", "requests / month", "26280000"),
            ("about 5M", "requests / month", "5000000"),
            ("2 hours", "s", "7200"),
            ("2h30m", "s", "9000"),
            ("1 h 30 min 5 s", "s", "5405"),
            ("1m30s", "ms", "90000"),
            ("2h90m", "s", "12600"),
            ("1 person", "people", "1"),
            ("2k rpm", "requests / month", "87600000"),
            ("1e-3 s", "ms", "1"),
            ("3 records", "records / request", "3"),
            ("3 per request", "records / request", "3"),
            // A multiple, where it could be the first letter of what is counted as well.
            ("5m", "messages / month", "5000000"),
        ] {
            assert_eq!(read(typed, unit), number, "{typed}");
        }
    }

    #[test]
    fn what_is_not_understood_says_why() {
        assert_eq!(read("many", "people"), "`many` does not start with a number");
        for (typed, unit) in [("2h30", "s"), ("2h3 apples", "ms"), ("2h1.2.3m", "s")] {
            assert_eq!(read(typed, unit), format!("`{typed}` is no duration; use one unit"));
        }
        assert!(read("5 apples", "ms").starts_with("Unknown unit `apples`. Try: us, µs"));
        assert!(
            read("5 apples a day", "requests / month").starts_with("Unknown unit `apples a day`.")
        );
        assert!(
            read("5k a fortnight", "requests / month").starts_with("Unknown unit `k a fortnight`.")
        );
        assert!(read("1,5", "ms").starts_with("`1,5` can be read in several ways"));
        assert!(read("5 x", "ms").starts_with("Unknown unit `x`."));
        assert_eq!(read("$5", "people"), "`$5` does not start with a number");
        for large in ["1e400", "1e28 M", "99999999999999999999999999999"] {
            assert!(matches!(parse(large, "people"), Err(Unread::Size(_))), "{large}");
        }
        assert!(read("1.5000", "ms") == "1.5" && read("1.50.000", "ms").contains("several ways"));
    }
}
