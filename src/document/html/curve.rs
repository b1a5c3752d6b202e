//! Curves on logarithmic axes: lines in their bands, each named at its end, and below them where
//! they cross.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::{markup::escape, svg};
use crate::document::{Chart, Crossing, Point, Series, chart::Axis};

/// The height of the field that curves are drawn in.
const HEIGHT: i64 = 280;
/// The room above it.
const TOP: i64 = 24;
/// What the width is divided into.
const WIDTH: i64 = 10_000;
/// The room that the ticks below it take, with what they count.
const TICKS: i64 = 44;
/// The height of a line for a crossing.
const CROSSING: i64 = 34;
/// How near the names at the ends of curves may come to each other.
const NAME: i64 = 16;

/// Where a chart has its points.
struct Field {
    along: Axis,
    up: Axis,
}

impl Field {
    /// Returns how far from the left a place is, in parts of [`WIDTH`].
    fn x(&self, at: Decimal) -> i64 {
        (self.along.place(at, WIDTH) / self.along.decades()).clamp(0, WIDTH)
    }

    fn across(&self, at: Decimal) -> String {
        svg::percent(self.x(at), WIDTH)
    }

    /// Returns how far from the top of the field an amount is.
    fn y(&self, amount: Decimal) -> i64 {
        HEIGHT - (self.up.place(amount, HEIGHT) / self.up.decades()).clamp(0, HEIGHT)
    }

    fn path(&self, points: impl Iterator<Item = (Decimal, Decimal)>) -> String {
        let points = points.map(|(at, amount)| format!("{} {}", self.x(at), self.y(amount)));
        points.collect::<Vec<_>>().join("L")
    }

    fn grid(&self, unit: &str) -> String {
        let mut svg = String::new();
        for (label, decade) in self.up.tens().zip(0..) {
            let y = TOP + HEIGHT - decade * HEIGHT / self.up.decades();
            let _ = write!(
                svg,
                "<line class=\"grid\" x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/><text x=\"-8\" y=\"{}\" \
                 text-anchor=\"end\">{}{label}</text>",
                y + 4,
                escape(unit)
            );
        }
        for (label, decade) in self.along.tens().zip(0..) {
            let x = svg::percent(decade, self.along.decades());
            let class = if decade % 2 == 0 { "tick" } else { "tick odd" };
            let _ = write!(
                svg,
                "<line class=\"grid\" x1=\"{x}\" x2=\"{x}\" y1=\"{TOP}\" y2=\"{}\"/><text \
                 class=\"{class}\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{label}</text>",
                TOP + HEIGHT,
                TOP + HEIGHT + 18
            );
        }
        svg
    }

    /// Returns a curve in its band.
    fn curve(&self, (number, series): (usize, &Series)) -> String {
        let points = || series.points.iter();
        let low = self.path(points().map(|point| (point.at, point.low)));
        let high = self.path(points().rev().map(|point| (point.at, point.high)));
        let expected = self.path(points().map(|point| (point.at, point.expected)));
        format!(
            "<path class=\"band c{number}\" d=\"M{low}L{high}Z\"/><path class=\"curve c{number}\" \
             vector-effect=\"non-scaling-stroke\" d=\"M{expected}\"/>"
        )
    }

    /// Returns the names at the ends of curves, kept apart from each other.
    fn names(&self, series: &[Series]) -> String {
        let end = |point: &Point| TOP + self.y(point.expected) + 4;
        let ends = series.iter().enumerate();
        let mut ends: Vec<(i64, usize, &str)> = ends
            .filter_map(|(number, it)| Some((end(it.points.last()?), number, it.short.as_str())))
            .collect();
        ends.sort_unstable();
        let mut free = 0;
        let mut svg = String::new();
        for (y, number, name) in ends {
            let y = y.max(free);
            free = y + NAME;
            let _ = write!(
                svg,
                "<text class=\"name c{number}\" x=\"100%\" dx=\"8\" y=\"{y}\">{}</text>",
                escape(name)
            );
        }
        svg
    }

    fn crossing(&self, crossing: &Crossing, y: i64) -> String {
        let band = crossing.band.map(|(low, high)| {
            let [low, high] = [low, high].map(|at| self.across(at));
            format!("<line class=\"between\" x1=\"{low}\" x2=\"{high}\" y1=\"{y}\" y2=\"{y}\"/>")
        });
        let dot = crossing.at.map(|at| {
            format!("<circle class=\"turn\" cx=\"{}\" cy=\"{y}\" r=\"5\"/>", self.across(at))
        });
        format!(
            "<text x=\"0\" y=\"{}\">{}</text><line class=\"line\" x2=\"100%\" y1=\"{y}\" \
             y2=\"{y}\"/>{}{}",
            y - 9,
            escape(&crossing.label),
            band.unwrap_or_default(),
            dot.unwrap_or_default()
        )
    }
}

/// Returns the drawing; nothing where there is nothing to draw.
pub(super) fn draw(chart: &Chart) -> String {
    let Some((along, up)) = chart.axes() else { return String::new() };
    let field = Field { along, up };
    let height = TOP + HEIGHT + TICKS + CROSSING * chart.crossings.len() as i64;
    let crossings = chart.crossings.iter().map(|crossing| format!(" {}.", crossing.words));
    let mut svg = format!(
        "<svg class=\"chart\" role=\"img\" height=\"{height}\"><title>{}</title><desc>{}{}</desc>",
        escape(&chart.title),
        escape(&chart.about),
        escape(&crossings.collect::<String>())
    );
    svg.push_str(&field.grid(&chart.unit));
    let _ = write!(
        svg,
        "<text x=\"50%\" y=\"{}\" text-anchor=\"middle\">{}</text>",
        TOP + HEIGHT + 36,
        chart.along
    );
    let curves: String = chart.series.iter().enumerate().map(|it| field.curve(it)).collect();
    let _ = write!(
        svg,
        "<svg y=\"{TOP}\" width=\"100%\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         preserveAspectRatio=\"none\">{curves}</svg>{}",
        field.names(&chart.series)
    );
    if let Some((at, words)) = chart.here {
        let (x, share) = (field.across(at), field.x(at) as f64 / WIDTH as f64);
        let _ = write!(
            svg,
            "<line class=\"here\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\"/><text class=\"here\" \
             x=\"{x}\" y=\"{}\" text-anchor=\"{}\">{words}</text>",
            TOP - 6,
            TOP + HEIGHT,
            TOP - 10,
            svg::anchor(share)
        );
    }
    for (crossing, line) in chart.crossings.iter().zip(0..) {
        let y = TOP + HEIGHT + TICKS + 24 + line * CROSSING;
        svg.push_str(&field.crossing(crossing, y));
    }
    svg + "</svg>"
}
