//! Curves on logarithmic axes. Places on the axes are found with exact decimals and whole numbers,
//! so that a chart is the same on every machine.

use rust_decimal::Decimal;

use super::{Table, Text};
use crate::{money::short, quantity::thousands};

/// Curves over an axis, both logarithmic.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The same for those who cannot see it: what to learn from it, in a sentence or two.
    pub about: String,
    /// What the axis along the bottom counts.
    pub along: &'static str,
    /// What stands before an amount, such as `$`.
    pub unit: String,
    /// The curves.
    pub series: Vec<Series>,
    /// A place on the axis along the bottom, and what is there.
    pub here: Option<(Decimal, &'static str)>,
    /// Where curves cross.
    pub crossings: Vec<Crossing>,
}

/// Where two curves cross.
#[derive(Clone, Debug)]
pub struct Crossing {
    /// What crosses where.
    pub words: String,
    /// The same as short as can be.
    pub label: String,
    /// Where the first crossing is expected.
    pub at: Option<Decimal>,
    /// Between which places it lies in most cases.
    pub band: Option<(Decimal, Decimal)>,
}

/// A curve.
#[derive(Clone, Debug)]
pub struct Series {
    /// What it is of.
    pub name: String,
    /// A short form of the name, to stand at its end.
    pub short: String,
    /// Its points, from left to right.
    pub points: Vec<Point>,
}

/// A point of a curve: a place on the axis along the bottom, and what to expect there, with the
/// least and the most.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// The place on the axis along the bottom, in its unit.
    pub at: Decimal,
    /// The least.
    pub low: Decimal,
    /// What to expect.
    pub expected: Decimal,
    /// The most.
    pub high: Decimal,
}

/// What tells curves apart where there are only characters.
const MARKS: [char; 6] = ['●', '▲', '■', '◆', '▼', '○'];

/// Into how many parts a factor of ten is divided.
const PARTS: i64 = 1024;

/// What is less is as good as nothing: a cent.
const LEAST: Decimal = Decimal::from_parts(1, 0, 0, false, 2);

/// Returns the logarithm to the base of ten of a number over 0, in parts, rounded down: each
/// squaring gives one more binary digit of it.
fn log10(number: Decimal) -> i64 {
    let (mut rest, mut parts) = (number, 0);
    while rest >= Decimal::TEN {
        rest /= Decimal::TEN;
        parts += 1;
    }
    while rest < Decimal::ONE {
        rest *= Decimal::TEN;
        parts -= 1;
    }
    let mut digit = 1;
    while digit < PARTS {
        rest = (rest * rest).round_dp(20);
        parts *= 2;
        if rest >= Decimal::TEN {
            rest /= Decimal::TEN;
            parts += 1;
        }
        digit *= 2;
    }
    parts
}

/// A logarithmic axis with whole powers of ten at its ends, in parts.
pub(super) struct Axis {
    from: i64,
    to: i64,
}

impl Axis {
    fn over(numbers: impl Iterator<Item = Decimal> + Clone) -> Option<Self> {
        let parts = numbers.filter(|number| *number >= LEAST).map(log10);
        let (least, most) = (parts.clone().min()?, parts.max()?);
        let to = (most + PARTS - 1).div_euclid(PARTS) * PARTS;
        let from = least.div_euclid(PARTS) * PARTS;
        Some(Self { from, to: to.max(from + PARTS) })
    }

    /// Returns how many factors of ten it spans.
    pub(super) fn decades(&self) -> i64 {
        (self.to - self.from) / PARTS
    }

    /// Returns the whole powers of ten on it, from the start on.
    pub(super) fn tens(&self) -> impl Iterator<Item = String> {
        (self.from / PARTS..=self.to / PARTS).map(power_of_ten)
    }

    /// Returns where a number is, in so many steps to the factor of ten from the start.
    pub(super) fn place(&self, number: Decimal, steps: i64) -> i64 {
        let parts = if number < LEAST { self.from } else { log10(number).max(self.from) };
        ((parts - self.from) * steps + PARTS / 2) / PARTS
    }
}

/// Returns a power of ten with as few characters as possible: 1k, 10M, 1B.
fn power_of_ten(power: i64) -> String {
    match power {
        ..0 => format!("0.{}1", "0".repeat(power.unsigned_abs() as usize - 1)),
        0..3 => format!("1{}", "0".repeat(power as usize)),
        _ => {
            let letter = ["k", "M", "B", "T", "Q"].get(power as usize / 3 - 1).unwrap_or(&"");
            format!("1{}{letter}", "0".repeat(power as usize % 3))
        }
    }
}

impl Chart {
    /// Returns whether there is nothing to draw.
    pub(super) fn is_empty(&self) -> bool {
        self.axes().is_none()
    }

    fn points(&self) -> impl Iterator<Item = &Point> + Clone {
        self.series.iter().flat_map(|series| &series.points)
    }

    /// Returns the axis along the bottom, and that upwards; nothing where there is nothing to draw.
    pub(super) fn axes(&self) -> Option<(Axis, Axis)> {
        let along = Axis::over(self.points().map(|point| point.at))?;
        let up = Axis::over(self.points().map(|point| point.expected))?;
        Some((along, up))
    }

    /// Returns it drawn with characters, a line below the other, at most so many columns wide.
    pub(super) fn characters(&self, width: usize) -> Vec<String> {
        const LABEL: usize = 7;
        const MOST_LINES: i64 = 24;
        let Some((along, up)) = self.axes() else { return Vec::new() };
        let room = width.saturating_sub(LABEL + 3) as i64;
        let steps = (room / along.decades()).clamp(1, 8);
        let rise = (MOST_LINES / up.decades()).clamp(1, 3);
        let columns = (along.decades() * steps + 1) as usize;
        // The lowest line is for what costs nothing.
        let mut lines = vec![vec![' '; columns]; (up.decades() * rise) as usize + 2];
        for (series, mark) in self.series.iter().zip(MARKS) {
            for point in &series.points {
                let line =
                    if point.expected < LEAST { 0 } else { up.place(point.expected, rise) + 1 };
                let column = along.place(point.at, steps) as usize;
                let line = lines.get_mut(line as usize);
                if let Some(cell) = line.and_then(|line| line.get_mut(column)) {
                    *cell = if *cell == ' ' || *cell == mark { mark } else { '✱' };
                }
            }
        }
        let used = lines.iter().rposition(|line| line.iter().any(|cell| *cell != ' '));
        lines.truncate(used.map_or(0, |last| last + 1));
        let label = |line: usize| match line as i64 - 1 {
            -1 => format!("{}0", self.unit),
            step if step % rise == 0 => {
                format!("{}{}", self.unit, power_of_ten(up.from / PARTS + step / rise))
            }
            _ => String::new(),
        };
        let lines = lines.iter().map(|line| line.iter().collect::<String>()).enumerate().rev();
        let mut text: Vec<String> =
            lines.map(|(index, line)| format!("{:>LABEL$} │{line}", label(index))).collect();
        let mut floor: Vec<char> = vec!['─'; columns];
        let here = self.here.map(|(at, words)| (along.place(at, steps) as usize, words));
        if let Some(cell) = here.and_then(|(column, _)| floor.get_mut(column)) {
            *cell = '┴';
        }
        text.push(format!("{:LABEL$} └{}", "", floor.iter().collect::<String>()));
        let mut ticks = " ".repeat(LABEL + 2);
        for (label, decade) in along.tens().zip(0..) {
            let column = LABEL + 2 + (decade * steps) as usize;
            let used = ticks.chars().count();
            if used <= column && column + label.len() <= width {
                ticks.push_str(&" ".repeat(column - used));
                ticks.push_str(&label);
                ticks.push(' ');
            }
        }
        text.push(ticks);
        text.iter().map(|line| line.trim_end().to_owned()).collect()
    }

    /// Returns what the marks of [`Chart::characters`] mean.
    pub(super) fn legend(&self) -> Text {
        let series = self.series.iter().zip(MARKS);
        let series = series.map(|(series, mark)| format!("{mark} {}", series.name));
        let several = (self.series.len() > 1).then(|| "✱ several".to_owned());
        let here = self.here.map(|(_, words)| format!("┴ {words}"));
        let legend: Vec<String> = series.chain(several).chain(here).collect();
        Text::from(format!("{} · {}", self.along, legend.join(" · ")))
    }

    /// Returns some of its points as figures: those at powers of ten, and the last.
    pub(super) fn table(&self) -> Table {
        let names = self.series.iter().map(|series| &series.name);
        let mut table = Table::new().numbers([self.along]).numbers(names);
        let first = self.series.first().map(|series| series.points.as_slice()).unwrap_or_default();
        for (index, point) in first.iter().enumerate() {
            if log10(point.at) % PARTS != 0 && index + 1 < first.len() {
                continue;
            }
            let cells = self.series.iter().map(|series| {
                series.points.get(index).map_or_else(String::new, |point| {
                    let amounts = [point.expected, point.low, point.high];
                    let [expected, low, high] =
                        amounts.map(|it| format!("{}{}", self.unit, thousands(short(it))));
                    format!("{expected} ({low} to {high})")
                })
            });
            table.row(std::iter::once(thousands(point.at)).chain(cells));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::{PARTS, log10, power_of_ten};

    #[test]
    fn logarithms_are_rounded_down() {
        let log = |text: &str| log10(text.parse::<Decimal>().unwrap_or_default());
        assert_eq!([log("1"), log("10"), log("1000000")], [0, PARTS, 6 * PARTS]);
        assert_eq!([log("0.01"), log("0.1")], [-2 * PARTS, -PARTS]);
        // 2 is 10 to the power of 0.30103, 9.99 of 0.99957, and 0.05 of -1.30103.
        assert_eq!([log("2"), log("9.99"), log("0.05")], [308, 1023, -1333]);
    }

    #[test]
    fn powers_of_ten_are_short() {
        let labels = [-2, -1, 0, 2, 3, 7, 9, 13].map(power_of_ten);
        assert_eq!(labels, ["0.01", "0.1", "1", "100", "1k", "10M", "1B", "10T"]);
    }
}
