//! Numbers as people read them, the same in every output.

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::Value as Json;

/// A share or fit rounded to a whole number, halves upwards.
pub fn whole(value: f64) -> String {
    format!("{}", (value + 0.5).floor())
}

/// A number with its sign, and a plain 0.
pub fn signed(value: i64) -> String {
    match value {
        0 => "0".to_owned(),
        _ => format!("{value:+}"),
    }
}

/// "1 point", "2 points".
pub fn count(number: i64, noun: &str) -> String {
    match number {
        1 | -1 => format!("{number} {noun}"),
        _ => format!("{number} {noun}s"),
    }
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

/// All digits, with commas between thousands.
pub fn thousands(number: Decimal) -> String {
    let text = number.to_string();
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, fraction)| (whole, Some(fraction)));
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

/// A number for JSON: whole ones exactly, others as the nearest double.
pub fn json(number: Decimal) -> Json {
    match number.is_integer().then(|| number.to_i64()).flatten() {
        Some(whole) => Json::from(whole),
        None => number.to_f64().map_or(Json::Null, Json::from),
    }
}

#[cfg(test)]
mod tests {
    use super::{people, thousands, whole};

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

    #[test]
    fn halves_round_upwards() {
        assert_eq!(whole(81.5), "82");
        assert_eq!(whole(81.49), "81");
    }
}
