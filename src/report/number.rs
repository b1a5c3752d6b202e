//! Numbers as people read them, the same in every output.

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
