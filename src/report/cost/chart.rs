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
        let series = self.options.iter().map(|option| Series {
            name: option.name.clone(),
            short: option.short.clone(),
            points: self.chart.iter().filter_map(|it| it.of(&option.id, self.shown_in)).collect(),
        });
        let traffic = self.traffic.as_ref().filter(|traffic| traffic.given);
        let requests = traffic.map(|traffic| traffic.requests_per_month.to_string());
        Chart {
            title: "Expected cost over traffic".to_owned(),
            about: self.cheapest().unwrap_or_default(),
            along: "requests a month",
            unit: self.shown_in.prefix(),
            here: requests.and_then(|it| Some((it.parse().ok()?, "this project"))),
            series: series.filter(|series| !series.points.is_empty()).collect(),
            crossings: self.break_even.iter().filter_map(|pair| self.crossing(pair)).collect(),
        }
    }

    /// Says which option costs least from where to where; nothing where there are no prices.
    fn cheapest(&self) -> Option<String> {
        let mut stretches: Vec<(&OptionCost, u64)> = Vec::new();
        for (index, point) in self.chart.iter().enumerate() {
            let cost = |option: &OptionCost| Some(point.monthly_usd.get(&option.id)?.expected);
            let least = self.options.iter().filter_map(cost).min()?;
            let is_least = |option: &OptionCost| cost(option) == Some(least);
            if stretches.last().is_some_and(|(option, _)| is_least(option)) {
                continue;
            }
            let next = self.options.iter().find(|option| is_least(option))?;
            let before = index.checked_sub(1).and_then(|before| self.chart.get(before));
            let before = before.map_or(0, |before| before.requests_per_month);
            let pair = [stretches.last().map(|(option, _)| option.id.as_str()), Some(&next.id)];
            let at = self.turn(pair, before..=point.requests_per_month);
            stretches.push((next, at.unwrap_or(point.requests_per_month)));
        }
        let ends = stretches.iter().skip(1).map(|(_, from)| Some(*from)).chain([None]);
        let words = stretches.iter().zip(ends).map(|((option, from), to)| match to {
            Some(to) => format!("{} up to about {}", option.name, people(to.into())),
            None if stretches.len() == 1 => format!("{} at any traffic shown", option.name),
            None => {
                format!("{} from about {} requests a month on", option.name, people((*from).into()))
            }
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| format!("Cheapest: {}.", words.join(", ")))
    }

    /// Returns where two options cost the same within a stretch.
    fn turn(&self, pair: [Option<&str>; 2], within: std::ops::RangeInclusive<u64>) -> Option<u64> {
        let is_pair = |it: &&BreakEvenReport| {
            it.options.iter().all(|option| pair.contains(&Some(option.as_str())))
        };
        let crossings = &self.break_even.iter().find(is_pair)?.crossings;
        crossings.iter().map(|it| it.requests_per_month).find(|at| within.contains(at))
    }

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
        Some(Crossing {
            words: format!("{} and {} cost the same{}", one.name, other.name, parts.concat()),
            label: format!(
                "{} = {}: {at_label}{}",
                one.short,
                other.short,
                band_label.unwrap_or_default()
            ),
            at: at.map(Decimal::from),
            band: band.map(|[low, high]| (low.into(), high.into())),
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
