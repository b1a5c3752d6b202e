//! Numbers as people read them, the same in every output.

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use serde_json::Value as Json;

pub use crate::quantity::{apart, count, people, percent, signed, thousands, whole};

/// Returns "1 point", "12.5 points": a difference of fits, to a tenth.
pub fn points_of_fit(difference: f64) -> String {
    let tenths = (difference * 10.0).round() / 10.0;
    let noun = if (tenths - 1.0).abs() < 0.01 { "point" } else { "points" };
    format!("{tenths} {noun}")
}

/// Returns a quantity as people read it: in groups of three digits; small ones with the digits that
/// matter.
pub fn quantity(number: Decimal) -> String {
    let decimals = match number.abs() {
        it if it >= Decimal::ONE_HUNDRED => 0,
        it if it >= Decimal::ONE => 2,
        it if it >= Decimal::new(1, 2) => 4,
        _ => 8,
    };
    let rounded =
        number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize();
    thousands(rounded)
}

/// Returns a JSON number as people read it.
pub(super) fn people_json(number: &Json) -> String {
    match number.as_i64() {
        Some(whole) => thousands(Decimal::from(whole)),
        None => number.to_string(),
    }
}

/// Returns a number for JSON: whole ones exactly, others as the nearest double.
pub fn json(number: Decimal) -> Json {
    match number.is_integer().then(|| number.to_i64()).flatten() {
        Some(whole) => Json::from(whole),
        None => number.to_f64().map_or(Json::Null, Json::from),
    }
}
