//! Amounts of money: exact decimals, rounded once, for show.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Serialize, Serializer};

/// An amount of money in the currency of the price book. It is kept exactly; shown and written with
/// two decimals, halves of a cent rounded up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(pub Decimal);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The amount with two decimals, such as `1234.50`.
    pub fn plain(self) -> String {
        let mut cents = self.0.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        cents.rescale(2);
        cents.to_string()
    }
}

impl Money {
    /// As short as people say it: whole dollars, from a hundred on.
    pub fn short(self) -> String {
        if self.0.abs() < Decimal::ONE_HUNDRED {
            return self.to_string();
        }
        let whole = Self(self.0.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
            .to_string();
        whole.strip_suffix(".00").unwrap_or(&whole).to_owned()
    }
}

/// As people read it: `$1,234.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let (sign, digits) =
            plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
        let (whole, cents) = digits.split_once('.').unwrap_or((digits, "00"));
        f.pad(&format!("{sign}${}.{cents}", grouped(whole)))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.plain())
    }
}

/// Digits in groups of three.
pub fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The sum, or the most that can be held.
pub(super) fn plus(one: Decimal, other: Decimal) -> Decimal {
    if other.is_zero() {
        return one;
    }
    one.checked_add(other).unwrap_or(Decimal::MAX)
}

/// The difference; one that cannot be held is as far as numbers go.
pub(super) fn minus(one: Decimal, other: Decimal) -> Decimal {
    one.checked_sub(other).unwrap_or(if one > other { Decimal::MAX } else { Decimal::MIN })
}

/// The product, or the most that can be held. Only for numbers of zero or more.
pub(super) fn times(one: Decimal, other: Decimal) -> Decimal {
    one.checked_mul(other).unwrap_or(Decimal::MAX)
}

/// The quotient, or the most that can be held. Only for numbers of zero or more.
pub(super) fn over(one: Decimal, other: Decimal) -> Decimal {
    one.checked_div(other).unwrap_or(Decimal::MAX)
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn money_has_two_decimals_and_groups() {
        let money = |text: &str| Money(text.parse().unwrap());
        for (exact, plain, shown) in [
            ("0", "0.00", "$0.00"),
            ("1.866667", "1.87", "$1.87"),
            ("0.005", "0.01", "$0.01"),
            ("0.0049999", "0.00", "$0.00"),
            ("1234567.5", "1234567.50", "$1,234,567.50"),
            ("-999.995", "-1000.00", "-$1,000.00"),
        ] {
            assert_eq!(money(exact).plain(), plain);
            assert_eq!(money(exact).to_string(), shown);
        }
    }
}
