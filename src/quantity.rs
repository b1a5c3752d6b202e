//! Numbers as people write them, and as they type them: `5M`, `250k`, `1.5 s`, `512 MB`, `15 min`,
//! `2h30m`, `100/s`, `$2k`.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::problem::shorten;
use crate::yaml::{Meaning, Scalar};

/// What a unit can be written as, with how many of the field's unit each is.
type Units = &'static [(&'static str, &'static str)];

/// Multiples that go with any count.
const MULTIPLES: Units = &[
    ("k", "1000"),
    ("thousand", "1000"),
    ("m", "1000000"),
    ("mm", "1000000"),
    ("mio", "1000000"),
    ("mn", "1000000"),
    ("million", "1000000"),
    ("b", "1000000000"),
    ("bn", "1000000000"),
    ("billion", "1000000000"),
    ("g", "1000000000"),
    ("t", "1000000000000"),
    ("trillion", "1000000000000"),
];

const MILLISECONDS: Units = &[
    ("us", "0.001"),
    ("µs", "0.001"),
    ("ms", "1"),
    ("s", "1000"),
    ("sec", "1000"),
    ("seconds", "1000"),
    ("m", "60000"),
    ("min", "60000"),
    ("mins", "60000"),
    ("minute", "60000"),
    ("minutes", "60000"),
    ("h", "3600000"),
    ("hour", "3600000"),
    ("hours", "3600000"),
    ("second", "1000"),
    ("secs", "1000"),
    ("msec", "1"),
    ("milliseconds", "1"),
];

const SECONDS: Units = &[
    ("ms", "0.001"),
    ("s", "1"),
    ("sec", "1"),
    ("seconds", "1"),
    ("m", "60"),
    ("min", "60"),
    ("mins", "60"),
    ("minute", "60"),
    ("minutes", "60"),
    ("h", "3600"),
    ("hr", "3600"),
    ("hrs", "3600"),
    ("hour", "3600"),
    ("hours", "3600"),
    ("second", "1"),
    ("secs", "1"),
    ("d", "86400"),
    ("day", "86400"),
    ("days", "86400"),
];

/// Memory, as platforms count it.
const MEGABYTES: Units = &[
    ("kb", "0.0009765625"),
    ("ki", "0.0009765625"),
    ("mb", "1"),
    ("mi", "1"),
    ("mib", "1"),
    ("m", "1"),
    ("gb", "1024"),
    ("gi", "1024"),
    ("gib", "1024"),
    ("g", "1024"),
    ("tb", "1048576"),
    ("tib", "1048576"),
];

/// Stored data, as it is billed.
const GIGABYTES: Units = &[
    ("kb", "0.000001"),
    ("mb", "0.001"),
    ("gb", "1"),
    ("g", "1"),
    ("tb", "1000"),
    ("t", "1000"),
    ("pb", "1000000"),
];

/// Rates, for counts per month of 730 hours.
const RATES: Units = &[
    ("rps", "2628000"),
    ("qps", "2628000"),
    ("/s", "2628000"),
    ("/sec", "2628000"),
    ("/second", "2628000"),
    ("rpm", "43800"),
    ("/min", "43800"),
    ("/minute", "43800"),
    ("/h", "730"),
    ("/hour", "730"),
    ("/d", "30.416666666666666666666666667"),
    ("/day", "30.416666666666666666666666667"),
    ("/week", "4.3452380952380952380952380952"),
    ("/month", "1"),
    ("/year", "0.0833333333333333333333333333"),
];

/// Reads what was typed as a number of `unit`s.
///
/// # Errors
/// What is wrong with it, in a sentence: it is no number, has a unit that is not known, or can be
/// read in several ways.
pub fn parse(typed: &str, unit: &str) -> Result<Decimal, String> {
    let text: String = typed.trim().to_lowercase().replace(['\u{a0}', '\u{202f}'], " ");
    if let Some(number) = plain_number(&text) {
        return Ok(number);
    }
    let text = ["about ", "around ", "roughly ", "ca. ", "~", "$"]
        .iter()
        .fold(text.as_str(), |text, prefix| text.strip_prefix(prefix).unwrap_or(text).trim());
    // Below zero is out of every range, and said to be so there.
    let (sign, text) =
        text.strip_prefix('-').map_or((Decimal::ONE, text), |rest| (Decimal::NEGATIVE_ONE, rest));
    let digits = text.find(|character: char| {
        !(character.is_ascii_digit() || matches!(character, '.' | ',' | '_' | '\'' | ' '))
    });
    let (number, suffix) = text.split_at(digits.unwrap_or(text.len()));
    let number = number.trim();
    let (ten, suffix) = exponent(suffix);
    if !number.starts_with(|character: char| character.is_ascii_digit() || character == '.')
        || text.contains('\n')
    {
        return Err(format!("`{}` does not start with a number", shorten(typed.trim())));
    }
    let number = grouped(number).map_err(|ways| {
        let ways: Vec<String> = ways.iter().map(|way| format!("`{way}`")).collect();
        format!("`{}` can be read in several ways; write {}", shorten(number), ways.join(" or "))
    })?;
    // The rest of a duration of several units: `2h30m`.
    let is_unit = |name: &str| is_time(unit) && units(unit).iter().any(|(known, _)| *known == name);
    let rest = suffix.find(|character: char| character.is_ascii_digit());
    let rest = rest.filter(|rest| is_unit(suffix[..*rest].trim()));
    let (suffix, rest) = suffix.split_at(rest.unwrap_or(suffix.len()));
    let factor = factor(suffix.trim(), unit).ok_or_else(|| {
        let understood = units(unit)
            .iter()
            .chain(if is_count(unit) { MULTIPLES } else { &[] })
            .map(|(name, _)| *name);
        let understood: Vec<&str> = understood.filter(|name| !name.starts_with('/')).collect();
        let (suffix, understood) = (shorten(suffix.trim()), understood.join(", "));
        format!("Unknown unit `{suffix}`. Try: {understood}")
    })?;
    let rest = match rest {
        "" => Decimal::ZERO,
        rest => parse(rest, unit)
            .ok()
            .filter(|number| *number < factor && rest.ends_with(char::is_alphabetic))
            .ok_or_else(|| format!("`{}` is no duration; use one unit", shorten(text)))?,
    };
    number
        .checked_mul(ten)
        .and_then(|number| number.checked_mul(factor)?.checked_add(rest)?.checked_mul(sign))
        .map(|number| number.round_dp(12).normalize())
        .ok_or_else(|| "that is too large".to_owned())
}

/// Takes the power of ten off that stands between a number and its unit, as in `1e6 requests`.
fn exponent(suffix: &str) -> (Decimal, &str) {
    let none = (Decimal::ONE, suffix);
    let Some(rest) = suffix.strip_prefix('e') else { return none };
    let rest = rest.strip_prefix('+').unwrap_or(rest);
    let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(end);
    let power = digits.parse().ok().and_then(|digits| 10i64.checked_pow(digits));
    power.map_or(none, |power| (power.into(), rest))
}

/// Reads a number as YAML has it, such as `1e6`.
fn plain_number(text: &str) -> Option<Decimal> {
    let scalar = Scalar { text: text.to_owned().into(), plain: true };
    match scalar.meaning() {
        Meaning::Number(number) => Some(number),
        _ => None,
    }
}

/// Reads digits with separators of thousands, or with a decimal point: `1,500` is a thousand and a
/// half. Where that is not clear, as for `1,5` and `1.500.000`, the ways to write it are returned.
fn grouped(number: &str) -> Result<Decimal, Vec<String>> {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    // An underscore can only be a separator, and so can points of which there are several.
    let mut plain = number.replace('_', "");
    let mut parts = plain.split('.');
    let first = parts.next().is_some_and(|part| (1..=3).contains(&part.len()));
    if first && parts.clone().count() > 1 && parts.all(|part| part.len() == 3) {
        plain = plain.replace('.', "");
    }
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut groups = whole.split([',', '\'', ' ']);
    let first = groups.next().unwrap_or_default();
    let is_clear = fraction.bytes().all(|byte| byte.is_ascii_digit())
        && (whole == first || first.len() <= 3 && !first.is_empty())
        && groups.all(|group| group.len() == 3);
    let read = is_clear.then(|| format!("{}.{fraction}", whole.replace([',', '\'', ' '], "")));
    read.and_then(|text| text.trim_end_matches('.').parse().ok()).ok_or_else(|| {
        let mut ways = vec![digits];
        // One comma before a few digits is a decimal point for half of the world.
        if let Some((whole, fraction)) = number.split_once(',')
            && !fraction.contains(['.', ',', ' '])
        {
            ways.insert(0, format!("{whole}.{fraction}"));
        }
        ways
    })
}

fn units(unit: &str) -> Units {
    match unit {
        "ms" => MILLISECONDS,
        "s" => SECONDS,
        "MB" => MEGABYTES,
        "GB" => GIGABYTES,
        unit if unit.ends_with("/ month") && !unit.starts_with("USD") => RATES,
        _ => &[],
    }
}

fn is_time(unit: &str) -> bool {
    matches!(unit, "ms" | "s")
}

/// Returns whether multiples such as k and M go with it.
fn is_count(unit: &str) -> bool {
    !is_time(unit) && !matches!(unit, "MB" | "GB")
}

fn factor(suffix: &str, unit: &str) -> Option<Decimal> {
    let find = |units: Units, name: &str| {
        units.iter().find(|(known, _)| *known == name).and_then(|(_, factor)| factor.parse().ok())
    };
    // The field's own unit may stand behind any number: "5 people", "3 x".
    let own = |name: &str| {
        name.is_empty()
            || unit.to_lowercase().starts_with(name)
            || matches!(name, "x" | "times" | "usd" | "$" | "per month")
    };
    if let Some(factor) = find(units(unit), suffix) {
        return Some(factor);
    }
    if own(suffix) {
        return Some(Decimal::ONE);
    }
    if !is_count(unit) {
        return None;
    }
    // "5 M requests", "250k/s", "1k requests a day", "2k rps"
    let spoken = spoken_rate(suffix);
    let (count, rate) = spoken.split_at(spoken.find('/').unwrap_or(spoken.len()));
    let rate: Decimal = match rate {
        "" => Decimal::ONE,
        "/month" if unit.ends_with("/ month") => Decimal::ONE,
        rate => find(units(unit), rate)?,
    };
    let mut words = count.split_whitespace().peekable();
    let multiple: Option<Decimal> = words.peek().and_then(|word| find(MULTIPLES, word));
    if multiple.is_some() {
        words.next();
    }
    words.all(own).then(|| multiple.unwrap_or(Decimal::ONE).checked_mul(rate)).flatten()
}

/// Writes `k per day`, `k a day` and `k rps` with a slash.
fn spoken_rate(suffix: &str) -> String {
    let mut words: Vec<&str> = suffix.split_whitespace().collect();
    match words.as_slice() {
        [.., "per" | "a" | "an" | "each" | "every", time] => {
            let time = *time;
            words.truncate(words.len() - 2);
            format!("{}/{time}", words.join(" "))
        }
        [.., "rps" | "qps"] => {
            words.truncate(words.len() - 1);
            format!("{}/s", words.join(" "))
        }
        _ => suffix.replace(" /", "/").replace("/ ", "/"),
    }
}

/// Returns "1 point", "2 points".
pub fn count(number: i64, noun: &str) -> String {
    let plural = if number.abs() == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Returns a unit as it follows a number: "people" and, after "1", "person".
pub fn unit_after<'u>(number: &str, unit: &'u str) -> Cow<'u, str> {
    let (noun, rest) = unit
        .split_once(' ')
        .map_or((unit, ""), |(noun, _)| (noun, unit.get(noun.len()..).unwrap_or_default()));
    let one = match noun {
        "people" => "person",
        "times" | "ms" | "s" => noun,
        _ => noun.strip_suffix('s').unwrap_or(noun),
    };
    if number == "1" && one != noun {
        Cow::Owned(one.to_owned() + rest)
    } else {
        Cow::Borrowed(unit)
    }
}

/// Says in which unit a number is asked for: "In seconds." or "A number of requests per month."
pub fn asked_in(unit: &str) -> String {
    let spelled = match unit {
        "" => "a plain number".to_owned(),
        "s" => "seconds".to_owned(),
        "ms" => "milliseconds".to_owned(),
        unit => unit.replace(" / ", " per "),
    };
    let is_counted = matches!(unit_after("1", unit), Cow::Owned(_));
    if is_counted { format!("A number of {spelled}.") } else { format!("In {spelled}.") }
}

/// "48 million", "1,500", "0.5": millions and billions where few digits are lost, else all digits.
pub fn people(number: Decimal) -> String {
    let number = number.normalize();
    for (name, factor) in [("billion", 1_000_000_000u64), ("million", 1_000_000)] {
        let scaled = (number / Decimal::from(factor)).normalize();
        if number >= Decimal::from(factor) && scaled.scale() <= 2 {
            return format!("{} {name}", thousands(scaled));
        }
    }
    thousands(number)
}

/// Returns a number with its sign, and a plain 0.
pub fn signed(value: i64) -> String {
    if value == 0 { "0".to_owned() } else { format!("{value:+}") }
}

/// Returns all digits, with commas between thousands.
pub fn thousands(number: Decimal) -> String {
    let text = number.to_string();
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{parse, people, thousands};

    fn read(typed: &str, unit: &str) -> String {
        parse(typed, unit).map_or_else(|error| error, |number| number.to_string())
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
        ] {
            assert_eq!(read(typed, unit), number, "{typed}");
        }
    }

    #[test]
    fn what_is_not_understood_says_why() {
        assert_eq!(read("many", "people"), "`many` does not start with a number");
        for (typed, unit) in [("2h90m", "s"), ("2h30", "s"), ("30m2h", "s"), ("2h3 apples", "ms")] {
            assert_eq!(read(typed, unit), format!("`{typed}` is no duration; use one unit"));
        }
        assert!(read("5 apples", "ms").starts_with("Unknown unit `apples`. Try: us, µs, ms"));
        assert!(
            read("5 apples a day", "requests / month").starts_with("Unknown unit `apples a day`.")
        );
        assert!(
            read("5k a fortnight", "requests / month").starts_with("Unknown unit `k a fortnight`.")
        );
        assert!(read("1,5", "ms").starts_with("`1,5` can be read in several ways"));
        assert!(read("1.5000", "ms") == "1.5" && read("1.50.000", "ms").contains("several ways"));
    }

    #[test]
    fn numbers_are_written_for_people() {
        let people = |text: &str| people(text.parse().unwrap());
        assert_eq!(people("48000000"), "48 million");
        assert_eq!(people("1250000000"), "1.25 billion");
        assert_eq!(people("1234567"), "1,234,567");
        assert_eq!(people("910"), "910");
        assert_eq!(people("0.50"), "0.5");
        assert_eq!(thousands("-1234.5".parse().unwrap()), "-1,234.5");
    }
}
