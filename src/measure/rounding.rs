//! Figures as they are told: rounded to the digits that they have, and in words.

use rust_decimal::{Decimal, prelude::FromPrimitive};

use crate::quantity::{people, thousands};

/// Rounds to so many significant digits.
pub(super) fn rounded(number: f64, digits: u32) -> Decimal {
    let number = Decimal::from_f64(number).unwrap_or_default();
    let number = number.round_sf(digits).unwrap_or(number);
    number.normalize()
}

/// Returns a number for people, with so many significant digits.
pub(super) fn about(number: f64, digits: u32) -> String {
    people(rounded(number, digits))
}

/// Returns a number with up to so many decimals.
pub(super) fn exact(number: f64, decimals: u32) -> String {
    thousands(Decimal::from_f64(number).unwrap_or_default().round_dp(decimals).normalize())
}

/// Returns "1 request", "1,204,331 requests".
pub(crate) fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(number.into()))
}

/// Returns "3 hours 12 minutes".
pub(super) fn duration(minutes: i64) -> String {
    let (hours, minutes) = (minutes / 60, minutes % 60);
    match (hours, minutes) {
        (0, minutes) => count(minutes as u64, "minute"),
        (hours, 0) => count(hours as u64, "hour"),
        (hours, minutes) => {
            format!("{} {}", count(hours as u64, "hour"), count(minutes as u64, "minute"))
        }
    }
}
