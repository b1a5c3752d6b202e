//! Amounts of money of which the least and the most are known.

use rust_decimal::Decimal;

use super::money::plus;

/// The least and the most that something comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) low: Decimal,
    pub(super) high: Decimal,
}

impl Bounds {
    /// Adds another amount.
    pub(super) fn add(&mut self, other: Self) {
        self.low = plus(self.low, other.low);
        self.high = plus(self.high, other.high);
    }

    /// The bounds of whichever of two it is.
    pub(super) fn hull(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }
}
