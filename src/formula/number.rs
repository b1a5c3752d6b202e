//! The numbers that formulas and bills are worked out in: exact decimals for what is printed,
//! binary floating point for what only rules look at, and intervals for what could be.
//!
//! All three do nothing but add, subtract, multiply, divide, compare and round to whole numbers,
//! which gives the same result on every machine. Numbers are zero or more; what is too large to be
//! held is the most that can be held.

use std::ops::Deref;

use rust_decimal::{Decimal, prelude::ToPrimitive};

/// What a bill can be worked out in.
pub trait Number: Copy + PartialOrd {
    /// Zero.
    const ZERO: Self;

    /// One.
    const ONE: Self;

    /// Takes a decimal over, as exactly as it can be held.
    fn from_decimal(decimal: Decimal) -> Self;

    /// Takes a figure of a price book over.
    fn of(figure: Figure) -> Self;

    /// Adds.
    #[must_use]
    fn plus(self, other: Self) -> Self;

    /// Subtracts; what would be less than zero is zero.
    #[must_use]
    fn minus(self, other: Self) -> Self;

    /// Multiplies.
    #[must_use]
    fn times(self, other: Self) -> Self;

    /// Divides; nothing divided by nothing is nothing.
    #[must_use]
    fn over(self, other: Self) -> Self;

    /// Takes the lesser.
    #[must_use]
    fn least(self, other: Self) -> Self;

    /// Takes the greater.
    #[must_use]
    fn most(self, other: Self) -> Self;

    /// Rounds up to a whole number.
    #[must_use]
    fn ceil(self) -> Self;

    /// Rounds down to a whole number.
    #[must_use]
    fn floor(self) -> Self;
}

/// A figure of a price book: the exact number, and as near to it as a binary number comes. To turn
/// one into the other anew takes longer than what is worked out with it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figure {
    exact: Decimal,
    quick: f64,
}

impl From<Decimal> for Figure {
    fn from(exact: Decimal) -> Self {
        Self { exact, quick: f64::from_decimal(exact) }
    }
}

impl Deref for Figure {
    type Target = Decimal;

    fn deref(&self) -> &Decimal {
        &self.exact
    }
}

impl Number for Decimal {
    const ZERO: Self = Self::ZERO;
    const ONE: Self = Self::ONE;

    fn of(figure: Figure) -> Self {
        figure.exact
    }

    fn from_decimal(decimal: Decimal) -> Self {
        decimal
    }

    fn plus(self, other: Self) -> Self {
        self.checked_add(other).unwrap_or(Self::MAX)
    }

    fn minus(self, other: Self) -> Self {
        if other >= self { Self::ZERO } else { self - other }
    }

    fn times(self, other: Self) -> Self {
        self.checked_mul(other).unwrap_or(Self::MAX)
    }

    fn over(self, other: Self) -> Self {
        if self.is_zero() { Self::ZERO } else { self.checked_div(other).unwrap_or(Self::MAX) }
    }

    fn least(self, other: Self) -> Self {
        self.min(other)
    }

    fn most(self, other: Self) -> Self {
        self.max(other)
    }

    fn ceil(self) -> Self {
        whole(self).unwrap_or_else(|| Self::ceil(&self))
    }

    fn floor(self) -> Self {
        whole(self).unwrap_or_else(|| Self::floor(&self))
    }
}

/// The whole number that a decimal is but for rounding errors: two thirds, three times, are a digit
/// in the twenty-eighth place over two.
fn whole(number: Decimal) -> Option<Decimal> {
    const SLACK: Decimal = Decimal::from_parts(1, 0, 0, false, 12);
    let nearest = number.round();
    ((number - nearest).abs() <= nearest.saturating_mul(SLACK)).then_some(nearest)
}

impl Number for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;

    #[inline]
    fn of(figure: Figure) -> Self {
        figure.quick
    }

    #[inline]
    fn from_decimal(decimal: Decimal) -> Self {
        decimal.to_f64().unwrap_or(Self::MAX)
    }

    #[inline]
    fn plus(self, other: Self) -> Self {
        self + other
    }

    #[inline]
    fn minus(self, other: Self) -> Self {
        let difference = self - other;
        if difference > 0.0 { difference } else { 0.0 }
    }

    #[inline]
    fn times(self, other: Self) -> Self {
        let product = self * other;
        if product < Self::MAX { product } else { Self::MAX }
    }

    #[inline]
    fn over(self, other: Self) -> Self {
        let ratio = self / other;
        let ratio = if ratio < Self::MAX { ratio } else { Self::MAX };
        if self > 0.0 { ratio } else { 0.0 }
    }

    #[inline]
    fn least(self, other: Self) -> Self {
        if self < other { self } else { other }
    }

    #[inline]
    fn most(self, other: Self) -> Self {
        if self > other { self } else { other }
    }

    /// Rounds up, but for what is over a whole number by no more than rounding errors.
    #[inline]
    fn ceil(self) -> Self {
        let (nearest, is_whole) = nearest(self);
        if !is_whole && nearest < self { nearest + 1.0 } else { nearest }
    }

    #[inline]
    fn floor(self) -> Self {
        let (nearest, is_whole) = nearest(self);
        if !is_whole && nearest > self { nearest - 1.0 } else { nearest }
    }
}

/// Rounds to the nearest whole number, and tells whether a number is that but for rounding errors.
/// Written without functions of the system's library, which most processors would have to call.
#[inline]
pub(crate) fn nearest(number: f64) -> (f64, bool) {
    // From here on there are only whole numbers.
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    let nearest = if number < WHOLE { (number + WHOLE) - WHOLE } else { number };
    (nearest, (number - nearest).abs() <= nearest * 1e-12)
}

/// A number that is only known to lie somewhere from `low` to `high`.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Interval {
    /// The least that it can be.
    pub low: f64,
    /// The most that it can be.
    pub high: f64,
}

impl Interval {
    /// Makes the interval that holds one number.
    pub fn point(number: f64) -> Self {
        Self { low: number, high: number }
    }

    /// Makes the interval that holds two.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }
}

impl Number for Interval {
    const ZERO: Self = Self { low: 0.0, high: 0.0 };
    const ONE: Self = Self { low: 1.0, high: 1.0 };

    fn of(figure: Figure) -> Self {
        Self::point(figure.quick)
    }

    fn from_decimal(decimal: Decimal) -> Self {
        Self::point(f64::from_decimal(decimal))
    }

    fn plus(self, other: Self) -> Self {
        Self { low: self.low.plus(other.low), high: self.high.plus(other.high) }
    }

    fn minus(self, other: Self) -> Self {
        Self { low: self.low.minus(other.high), high: self.high.minus(other.low) }
    }

    fn times(self, other: Self) -> Self {
        Self { low: self.low.times(other.low), high: self.high.times(other.high) }
    }

    fn over(self, other: Self) -> Self {
        Self { low: self.low.over(other.high), high: self.high.over(other.low) }
    }

    fn least(self, other: Self) -> Self {
        Self { low: self.low.least(other.low), high: self.high.least(other.high) }
    }

    fn most(self, other: Self) -> Self {
        Self { low: self.low.most(other.low), high: self.high.most(other.high) }
    }

    fn ceil(self) -> Self {
        Self { low: Number::ceil(self.low), high: Number::ceil(self.high) }
    }

    fn floor(self) -> Self {
        Self { low: Number::floor(self.low), high: Number::floor(self.high) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_divisions_leave_over_a_whole_number_is_no_more_than_that_number() {
        let two = Decimal::from(2) / Decimal::from(3) * Decimal::from(3);
        assert!(two > Decimal::from(2));
        assert_eq!(Number::ceil(two), Decimal::from(2));
        let three = Decimal::from(8) / Decimal::from(3) - Decimal::from(2) / Decimal::from(3);
        assert_eq!(Number::floor(three + Decimal::ONE - Decimal::new(1, 26)), Decimal::from(3));
        assert_eq!(Number::ceil(Decimal::new(20_001, 4)), Decimal::from(3));
        assert_eq!(Number::ceil(Decimal::new(1, 20)), Decimal::ONE);
        assert_eq!(Number::ceil(Decimal::MAX), Decimal::MAX);
    }
}
