//! The grid of a numeric question: which of its values are worth naming.
//!
//! Flip points, sampling and lint step along it, so that they speak of "48 million requests" and
//! never of 48,000,000.0000001. All values are zero or more.

use rust_decimal::{Decimal, prelude::ToPrimitive};

/// The values worth naming, numbered from zero upwards: `0` is number 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    /// The smallest step.
    step: Decimal,
    /// Significant digits for a grid that is even on a logarithmic scale; none for one that is
    /// even as it is.
    digits: Option<u32>,
}

impl Grid {
    /// Multiples of `step`, which must be over zero.
    pub fn linear(step: Decimal) -> Self {
        Self { step, digits: None }
    }

    /// Numbers of at most `digits` significant digits (1 to 4), in steps of no less than `step`, a
    /// power of ten: with two digits and a step of one 0, 1, 2, … 99, 100, 110, … 990, 1000,
    /// 1100, …
    pub fn logarithmic(digits: u32, step: Decimal) -> Self {
        Self { step, digits: Some(digits) }
    }

    /// Returns the number of the largest grid value that is not over `value`.
    pub fn number_of(&self, value: Decimal) -> u64 {
        let steps =
            if self.step == Decimal::ONE { value.floor() } else { (value / self.step).floor() };
        let Some(digits) = self.digits else { return steps.to_u64().unwrap_or(u64::MAX) };
        let first_decade = 10u64.pow(digits);
        let per_decade = first_decade - first_decade / 10;
        // Every decade past the first has as many values, ten times as far apart.
        let mut decades = 0;
        let mut wide = steps.to_u128().unwrap_or(u128::MAX);
        while wide > u128::from(u64::MAX) {
            wide /= 10;
            decades += 1;
        }
        // Dividing 64 bits takes a fraction of the time that dividing 128 does.
        let mut mantissa = wide as u64;
        while mantissa >= first_decade {
            mantissa /= 10;
            decades += 1;
        }
        mantissa + decades * per_decade
    }

    /// Returns the grid value with a number; none when it is too large to be held.
    pub fn value(&self, number: u64) -> Option<Decimal> {
        let Some(digits) = self.digits else { return self.step.checked_mul(Decimal::from(number)) };
        let first_decade = 10u64.pow(digits);
        let per_decade = first_decade - first_decade / 10;
        if number < first_decade {
            return self.step.checked_mul(Decimal::from(number));
        }
        let decades = (number - first_decade) / per_decade + 1;
        let mantissa = number - decades * per_decade;
        let factor = 10u128.checked_pow(u32::try_from(decades).ok()?)?;
        let whole = u128::from(mantissa).checked_mul(factor)?;
        let whole = Decimal::try_from_i128_with_scale(i128::try_from(whole).ok()?, 0).ok()?;
        whole.checked_mul(self.step).map(|value| value.normalize())
    }

    /// Returns the smallest grid value over `value`.
    pub fn next(&self, value: Decimal) -> Option<Decimal> {
        self.value(self.number_of(value).checked_add(1)?)
    }

    /// Returns the largest grid value under `value`; none under zero.
    pub fn previous(&self, value: Decimal) -> Option<Decimal> {
        let number = self.number_of(value);
        match self.value(number) {
            Some(on_grid) if on_grid < value => Some(on_grid),
            _ => self.value(number.checked_sub(1)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::Grid;

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_logarithmic_grid_keeps_its_digits() {
        let grid = Grid::logarithmic(2, Decimal::ONE);
        assert_eq!(grid.next(number("47_999_999")), Some(number("48_000_000")));
        assert_eq!(grid.next(number("48_000_000")), Some(number("49_000_000")));
        assert_eq!(grid.next(number("99")), Some(number("100")));
        assert_eq!(grid.next(number("100")), Some(number("110")));
        assert_eq!(grid.next(number("990")), Some(number("1000")));
        assert_eq!(grid.next(number("0")), Some(number("1")));
        assert_eq!(grid.previous(number("1000")), Some(number("990")));
        assert_eq!(grid.previous(number("1001")), Some(number("1000")));
        assert_eq!(grid.previous(number("0")), None);
    }

    #[test]
    fn a_fractional_step_stays_exact() {
        let grid = Grid::logarithmic(2, number("0.1"));
        assert_eq!(grid.next(number("1")), Some(number("1.1")));
        assert_eq!(grid.next(number("9.9")), Some(number("10")));
        assert_eq!(grid.next(number("10")), Some(number("11")));
    }

    #[test]
    fn numbers_and_values_are_each_others_inverse() {
        for grid in [
            Grid::logarithmic(2, Decimal::ONE),
            Grid::logarithmic(1, number("0.01")),
            Grid::linear(number("0.5")),
        ] {
            for number in 0..2000 {
                let Some(value) = grid.value(number) else { break };
                assert_eq!(grid.number_of(value), number, "{grid:?} {value}");
            }
        }
    }
}
