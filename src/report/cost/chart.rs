//! Cost over traffic as characters, on logarithmic axes. Positions are found by comparing exact
//! decimals, so that the chart is the same on every machine.

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{CurvePoint, quantity};

/// Columns to the factor of ten.
pub const COLUMNS_A_DECADE: u32 = 8;

/// Lines to the factor of ten.
const LINES_A_DECADE: u32 = 3;

/// The most lines.
const MOST_LINES: usize = 24;

/// What stands for each option, and for several in one place.
const UNICODE: ([char; 6], char) = (['●', '▲', '■', '◆', '▼', '○'], '✱');
const ASCII: ([char; 6], char) = (['a', 'b', 'c', 'd', 'e', 'f'], '*');

/// The tenth powers' roots: 10^(1/n), to fifteen decimals, for the numbers of steps in use.
const ROOTS: [(u32, i128); 4] = [
    (3, 2_154_434_690_031_884),
    (4, 1_778_279_410_038_923),
    (8, 1_333_521_432_163_324),
    (10, 1_258_925_411_794_167),
];

/// Numbers from `from` to `to` that are evenly spread on a logarithmic axis, rounded to two digits;
/// both ends included.
pub fn logarithmic(from: u64, to: u64, steps: u32) -> Vec<u64> {
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

/// `from`, and each of the following as many times larger as makes `steps` of them a factor of ten.
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

/// The chart: a line of text for each line of it, the axis and what the marks mean.
pub fn draw(points: &[CurvePoint], names: &[(String, String)], unicode: bool) -> String {
    let (marks, several) = if unicode { UNICODE } else { ASCII };
    let costs = |point: &CurvePoint| {
        point.monthly_usd.0.iter().map(|(_, cost)| cost.expected.0).collect::<Vec<_>>()
    };
    let all: Vec<Decimal> =
        points.iter().flat_map(&costs).filter(|cost| *cost >= Decimal::new(1, 2)).collect();
    let (Some(least), Some(most)) = (all.iter().min(), all.iter().max()) else {
        return String::new();
    };
    // Whole decades, with a cent as the least: less than that is as good as nothing.
    let mut bottom = Decimal::new(1, 2);
    while bottom * Decimal::TEN <= *least {
        bottom *= Decimal::TEN;
    }
    let mut levels: Vec<Decimal> = Vec::new();
    let mut thin = 1;
    for (index, level) in steps_from(bottom, LINES_A_DECADE).enumerate() {
        levels.push(level);
        if level >= *most || index > 200 {
            break;
        }
    }
    while levels.len() / thin > MOST_LINES {
        thin += 1;
    }
    let levels: Vec<Decimal> = levels.into_iter().step_by(thin).collect();
    // Line 0 is for what costs nothing.
    let line_of = |cost: Decimal| match cost < Decimal::new(1, 2) {
        true => 0,
        false => levels.iter().filter(|level| **level <= cost).count(),
    };
    let mut lines = vec![vec![' '; points.len()]; levels.len() + 1];
    for (column, point) in points.iter().enumerate() {
        for (option, cost) in costs(point).into_iter().enumerate() {
            let mark = marks.get(option).copied().unwrap_or('?');
            if let Some(cell) = lines.get_mut(line_of(cost)).and_then(|line| line.get_mut(column)) {
                *cell = if *cell == ' ' { mark } else { several };
            }
        }
    }
    let (bar, corner, dash) = if unicode { ('│', '└', '─') } else { ('|', '+', '-') };
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate().rev() {
        let label = match index.checked_sub(1).and_then(|level| levels.get(level)) {
            Some(level) if (index - 1).is_multiple_of(LINES_A_DECADE as usize) && thin == 1 => {
                format!("${}", short(*level))
            }
            Some(level) if thin > 1 && is_power_of_ten(*level) => format!("${}", short(*level)),
            Some(_) => String::new(),
            None => "$0".to_owned(),
        };
        let line: String = line.iter().collect();
        text.push_str(format!(" {label:>6} {bar}{line}").trim_end());
        text.push('\n');
    }
    text.push_str(&format!("        {corner}{}\n", dash.to_string().repeat(points.len())));
    text.push_str(&axis(points));
    text.push_str("         requests a month");
    for ((_, name), mark) in names.iter().zip(marks) {
        text.push_str(&format!("   {mark} {name}"));
    }
    text.push_str(&format!("   {several} several\n"));
    text
}

/// The labels under the chart, one at every factor of ten.
fn axis(points: &[CurvePoint]) -> String {
    let mut line = String::new();
    for (column, point) in points.iter().enumerate() {
        let number = Decimal::from(point.requests_per_month);
        let at = 9 + column;
        if is_power_of_ten(number) && line.chars().count() <= at {
            line.push_str(&" ".repeat(at - line.chars().count()));
            line.push_str(&short(number));
            line.push(' ');
        }
    }
    format!("{}\n", line.trim_end())
}

fn is_power_of_ten(number: Decimal) -> bool {
    let number = number.normalize();
    let mantissa = number.mantissa();
    mantissa > 0 && 10i128.checked_pow(mantissa.ilog10()) == Some(mantissa)
}

/// A round number with as few characters as possible: 1k, 10M, 1B.
fn short(number: Decimal) -> String {
    for (factor, letter) in
        [(1_000_000_000_000i64, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")]
    {
        let factor = Decimal::from(factor);
        if number >= factor {
            return format!("{}{letter}", quantity(number / factor));
        }
    }
    quantity(number)
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
