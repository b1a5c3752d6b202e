//! Numbers as people write them, and as they type them: `5M`, `250k`, `1.5 s`, `512 MB`, `15 min`,
//! `2h30m`, `100/s`, `$2k`.

mod regex;
mod typed;
mod units;

use std::borrow::Cow;

use rust_decimal::Decimal;

pub(crate) use self::regex::{any_case, any_of, pattern};
pub use self::typed::{Unread, parse};

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

/// Rounds to a whole number, halves upwards.
pub fn whole(value: f64) -> String {
    thousands(Decimal::from((value + 0.5).floor() as i64))
}

/// Rounds two numbers to whole ones, or to as many digits more as it takes to tell them apart.
pub fn apart(values: [f64; 2]) -> [String; 2] {
    const MOST_DIGITS: usize = 4;
    let digits = (1..=MOST_DIGITS).map(|digits| values.map(|value| format!("{value:.digits$}")));
    let mut roundings = std::iter::once(values.map(whole)).chain(digits);
    roundings.find(|[one, other]| one != other).unwrap_or_else(|| values.map(whole))
}

/// Returns a share in whole percent.
pub fn percent(share: f64) -> String {
    format!("{} %", whole(share * 100.0))
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
    use super::{people, percent, thousands, whole};

    #[test]
    fn halves_round_upwards() {
        assert_eq!([81.5, 81.49, 0.0, -0.5].map(whole), ["82", "81", "0", "0"]);
        assert_eq!([0.125, 26.8].map(percent), ["13 %", "2,680 %"]);
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
