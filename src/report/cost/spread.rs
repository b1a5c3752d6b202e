//! Numbers that are evenly spread on a logarithmic axis: exact decimals, and so the same on every
//! machine.

use rust_decimal::{Decimal, prelude::ToPrimitive};

/// The tenth powers' roots: 10^(1/n), to fifteen decimals, for the numbers of steps in use.
const ROOTS: [(u32, i128); 3] =
    [(4, 1_778_279_410_038_923), (8, 1_333_521_432_163_324), (10, 1_258_925_411_794_167)];

/// Numbers from `from` to `to` that are evenly spread on a logarithmic axis, rounded to two digits;
/// both ends included.
pub(super) fn logarithmic(from: u64, to: u64, steps: u32) -> Vec<u64> {
    let mut numbers: Vec<u64> = Vec::new();
    for value in steps_from(Decimal::from(from.max(1)), steps) {
        let rounded = value.round_sf(3).unwrap_or(value).round();
        let Some(number) = rounded.to_u64().filter(|number| *number < to) else { break };
        if numbers.last() != Some(&number) {
            numbers.push(number);
        }
    }
    numbers.push(to);
    numbers
}

/// Returns `from`, and each of the following as many times larger as makes `steps` of them a factor
/// of ten.
fn steps_from(from: Decimal, steps: u32) -> impl Iterator<Item = Decimal> {
    let root =
        ROOTS.iter().find(|(of, _)| *of == steps).map_or(1_000_000_000_000_000, |(_, root)| *root);
    let root = Decimal::try_from_i128_with_scale(root, 15).unwrap_or(Decimal::TEN);
    (0..).scan((from, Decimal::ONE), move |(decade, within), index: u32| {
        // From decade to decade the exact factor of ten is used, so that errors do not add up.
        if index > 0 && index.is_multiple_of(steps) {
            *decade = decade.checked_mul(Decimal::TEN)?;
            *within = Decimal::ONE;
        } else if index > 0 {
            *within = within.checked_mul(root)?.round_dp(15);
        }
        decade.checked_mul(*within)
    })
}

#[cfg(test)]
mod tests {
    use super::logarithmic;

    #[test]
    fn steps_are_even_and_end_where_they_should() {
        assert_eq!(
            logarithmic(1_000, 10_000, 10),
            [1_000, 1_260, 1_580, 2_000, 2_510, 3_160, 3_980, 5_010, 6_310, 7_940, 10_000]
        );
        assert_eq!(logarithmic(1, 10, 4), [1, 2, 3, 6, 10]);
        assert_eq!(logarithmic(5, 5, 8), [5]);
        assert_eq!(logarithmic(1_000, 1_000_000_000_000_000, 8).len(), 12 * 8 + 1);
    }
}
