//! What options cost over traffic, drawn.

use rust_decimal::Decimal;

use super::{BreakEvenReport, CostReport, CurvePoint, OptionCost};
use crate::{
    document::{Chart, Crossing, Point, Series},
    money::Currency,
    report::number::people,
};

impl CostReport {
    /// Returns the curves in their bands, with what to see in them.
    pub(super) fn drawn(&self) -> Chart {
        let series = self.left().map(|option| Series {
            name: option.name.clone(),
            short: option.short.clone(),
            points: self.chart.iter().filter_map(|it| it.of(&option.id, self.shown_in)).collect(),
        });
        let here = self.here().filter(|at| self.draws(*at));
        Chart {
            title: "Expected cost over traffic".to_owned(),
            about: self.cheapest().unwrap_or_default(),
            along: "requests a month",
            unit: self.shown_in.prefix(),
            here: here.map(|at| (at, "this project")),
            series: series.filter(|series| !series.points.is_empty()).collect(),
            crossings: self.break_even.iter().filter_map(|pair| self.crossing(pair)).collect(),
        }
    }

    /// Returns how many requests a month the project says it has.
    fn here(&self) -> Option<Decimal> {
        let traffic = self.traffic.as_ref().filter(|traffic| traffic.given)?;
        traffic.requests_per_month.to_string().parse().ok()
    }

    /// Returns from how many requests a month the chart goes, and to how many.
    fn span(&self) -> Option<(u64, u64)> {
        let (first, last) = self.chart.first().zip(self.chart.last())?;
        Some((first.requests_per_month, last.requests_per_month))
    }

    /// Returns whether so many requests a month lie within the chart.
    fn draws(&self, requests: Decimal) -> bool {
        let within = |(from, to): (u64, u64)| (from.into()..=to.into()).contains(&requests);
        self.span().is_some_and(within)
    }

    /// Lists the options that are not ruled out.
    fn left(&self) -> impl Iterator<Item = &OptionCost> {
        self.options.iter().filter(|option| option.ruled_out.is_none())
    }

    /// Says which option costs least from where to where, where others that are less than a tenth
    /// cheaper do not count; nothing where there are no prices.
    fn cheapest(&self) -> Option<String> {
        let mut stretches: Vec<(&OptionCost, u64)> = Vec::new();
        for point in &self.chart {
            let cost = |option: &OptionCost| Some(point.monthly_usd.get(&option.id)?.expected.0);
            let least = self.left().min_by_key(|it| cost(it).unwrap_or(Decimal::MAX))?;
            let limit = cost(least)? * Decimal::new(11, 1);
            let leader = stretches.last().map(|(leader, _)| *leader);
            if leader.and_then(cost).is_some_and(|cost| cost <= limit) {
                continue;
            }
            let turn = leader.and_then(|leader| self.turn(leader, least, point.requests_per_month));
            stretches.push((least, turn.unwrap_or(point.requests_per_month)));
        }
        let ends = stretches.iter().skip(1).map(|(_, from)| Some(*from)).chain([None]);
        let words = stretches.iter().zip(ends).map(|((option, _), to)| match to {
            Some(to) => format!("{} up to about {}", option.name, people(to.into())),
            None if stretches.len() == 1 => format!("{} at any traffic shown", option.name),
            None => format!("{} beyond", option.name),
        });
        let words: Vec<String> = words.collect();
        let words = words.join(", ");
        // The table beside it names what costs least to the cent.
        let leader = self
            .here()
            .and_then(|here| stretches.iter().rev().find(|(_, from)| Decimal::from(*from) <= here));
        let least = self.left().find(|option| option.cheapest);
        let differs = least.zip(leader).filter(|(least, (leader, _))| least.id != leader.id);
        let here = differs.map(|(least, _)| {
            format!("; with the traffic of this project {} by less than that", least.name)
        });
        let here = here.unwrap_or_default();
        (!stretches.is_empty()).then(|| format!("Cheapest, give or take a tenth: {words}{here}."))
    }

    /// Returns from how many requests a month on one option is cheaper than another, as it is with so
    /// many.
    fn turn(&self, dearer: &OptionCost, cheaper: &OptionCost, until: u64) -> Option<u64> {
        let is_pair = |it: &&BreakEvenReport| {
            [&dearer.id, &cheaper.id].iter().all(|option| it.options.contains(option))
        };
        let crossings = self.break_even.iter().find(is_pair)?.crossings.iter().rev();
        let crossings = crossings.filter(|it| it.cheaper == cheaper.id);
        crossings.map(|it| it.requests_per_month).find(|at| *at <= until)
    }

    /// Returns where two options cost the same, as far as that lies within the chart.
    fn crossing(&self, pair: &BreakEvenReport) -> Option<Crossing> {
        let find = |id: &String| self.options.iter().find(|option| option.id == *id);
        let (one, other) = (find(&pair.options[0])?, find(&pair.options[1])?);
        let at = pair.crossings.first().map(|crossing| crossing.requests_per_month);
        let band = pair.band.filter(|[low, high]| low < high);
        let number = |at: u64| people(at.into());
        let expected = at.map(|at| format!(" at about {}", number(at)));
        let between = band.map(|[low, high]| {
            let perhaps = if at.is_none() { " perhaps" } else { "," };
            format!("{perhaps} between {} and {}", number(low), number(high))
        });
        let parts: Vec<String> = expected.into_iter().chain(between).collect();
        if parts.is_empty() {
            return None;
        }
        let at_label = at.map_or_else(|| "perhaps".to_owned(), compact);
        let band_label =
            band.map(|[low, high]| format!(" ({} to {})", compact(low), compact(high)));
        let drawn_at = at.map(Decimal::from).filter(|at| self.draws(*at));
        let drawn_band = band.zip(self.span()).and_then(|([low, high], (from, to))| {
            let (low, high) = (low.max(from), high.min(to));
            (low < high).then(|| (low.into(), high.into()))
        });
        if drawn_at.is_none() && drawn_band.is_none() {
            return None;
        }
        Some(Crossing {
            words: format!("{} and {} cost the same{}", one.name, other.name, parts.concat()),
            label: format!(
                "{} = {}: {at_label}{}",
                one.short,
                other.short,
                band_label.unwrap_or_default()
            ),
            at: drawn_at,
            band: drawn_band,
        })
    }
}

/// Returns a number of requests in few characters: `220k`, `1.1M`.
fn compact(number: u64) -> String {
    const UNITS: [(u64, &str); 4] =
        [(1_000_000_000_000, "T"), (1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k")];
    let unit = UNITS.iter().find(|(factor, _)| number >= *factor);
    unit.map_or_else(
        || number.to_string(),
        |(factor, letter)| {
            let scaled = (Decimal::from(number) / Decimal::from(*factor)).round_sf(2);
            format!("{}{letter}", scaled.unwrap_or_default().normalize())
        },
    )
}

impl CurvePoint {
    fn of(&self, option: &str, shown_in: Currency) -> Option<Point> {
        let cost = self.monthly_usd.get(option)?;
        let [low, expected, high] =
            [cost.low, cost.expected, cost.high].map(|amount| shown_in.convert(amount.0));
        Some(Point { at: self.requests_per_month.into(), low, expected, high })
    }
}
