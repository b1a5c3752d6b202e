//! What traffic looks like over time: the test that tells rare, bursty, diurnal, steady and
//! unpredictable traffic apart.

use crate::words::worded;

use super::Span;

worded! {
    /// What traffic looks like.
    pub enum Shape {
        /// A few requests an hour or less.
        Rare = "rare",
        /// Much of it comes on some occasions.
        Bursty = "bursty",
        /// Much the same at every hour.
        Steady = "steady",
        /// It follows the hours of the day, or of the week.
        Diurnal = "diurnal",
        /// It varies a lot, and nothing tells when.
        Unpredictable = "unpredictable",
    }
}

/// Figures that tell what traffic looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pattern {
    /// What it looks like.
    pub shape: Shape,
    /// How many days were looked at.
    pub days: usize,
    /// Requests an hour, on average.
    pub per_hour: f64,
    /// The share of the requests that came above what is usual at their hour of the day, in times
    /// with at least three times that.
    pub bursts: f64,
    /// By which share of the mean hours differ, beyond chance (the coefficient of variation).
    pub spread: f64,
    /// The share of this that follows the hours of the day or the week.
    pub by_the_clock: f64,
}

/// Where one shape ends and the next begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Whole days that are needed to tell.
    pub days: usize,
    /// Fewer requests an hour are rare.
    pub rare: f64,
    /// A time is a burst from so many times what is usual on.
    pub burst: f64,
    /// A larger share of requests in bursts is bursty.
    pub bursts: f64,
    /// Up to this spread traffic is steady.
    pub spread: f64,
    /// From this share on, spread that follows the clock is diurnal.
    pub by_the_clock: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { days: 3, rare: 10.0, burst: 3.0, bursts: 0.2, spread: 0.35, by_the_clock: 0.4 }
    }
}

/// More days than these say little about today.
const MOST_DAYS: usize = 13 * 7;

impl Pattern {
    /// Looks at the last whole days of a span; none where there are too few.
    pub fn of(span: &Span, limits: &Limits) -> Option<Self> {
        let days = span.whole_days().min(MOST_DAYS);
        let minutes = span.last_days(days).iter().map(|minute| minute.requests);
        Self::of_counts(&minutes.collect::<Vec<_>>(), days, limits)
    }

    /// Looks at the counts of all minutes of some days; none where these are too few.
    pub fn of_counts(minutes: &[u32], days: usize, limits: &Limits) -> Option<Self> {
        if days < limits.days || minutes.is_empty() {
            return None;
        }
        let requests: f64 = minutes.iter().map(|minute| f64::from(*minute)).sum();
        let per_hour = requests / minutes.len() as f64 * 60.0;
        let bursts = bursts(minutes, per_hour, limits.burst);
        let (spread, by_the_clock) = spread(&slots(minutes, 60), days);
        let shape = if per_hour < limits.rare {
            Shape::Rare
        } else if bursts > limits.bursts {
            Shape::Bursty
        } else if spread <= limits.spread {
            Shape::Steady
        } else if by_the_clock >= limits.by_the_clock {
            Shape::Diurnal
        } else {
            Shape::Unpredictable
        };
        Some(Self { shape, days, per_hour, bursts, spread, by_the_clock })
    }
}

/// Counts the requests in times of so many minutes each.
fn slots(minutes: &[u32], length: usize) -> Vec<f64> {
    let slots = minutes.chunks(length);
    slots.map(|slot| slot.iter().map(|minute| f64::from(*minute)).sum()).collect()
}

/// Returns the share of the requests that is above what is usual, in times with several times that.
///
/// Times are as short as they can be with ten requests each on average. What is usual is the median
/// of the times of the same hour of the day.
fn bursts(minutes: &[u32], per_hour: f64, burst: f64) -> f64 {
    const ENOUGH: f64 = 10.0;
    let lengths = [5, 10, 15, 20, 30, 60];
    let length = lengths.into_iter().find(|it| per_hour * f64::from(*it) / 60.0 >= ENOUGH);
    let length = length.unwrap_or(60) as usize;
    let slots = slots(minutes, length);
    let hour = |index: usize| index * length / 60 % 24;
    let usual: Vec<f64> = (0..24)
        .map(|wanted| {
            let of_hour = slots.iter().enumerate().filter(|(index, _)| hour(*index) == wanted);
            median(of_hour.map(|(_, requests)| *requests).collect())
        })
        .collect();
    let above = slots.iter().enumerate().map(|(index, requests)| {
        let usual = usual.get(hour(index)).copied().unwrap_or_default();
        // So far above comes one in ten thousand times by chance where requests are independent.
        let is_chance = requests - usual < 4.0 * usual.max(1.0).sqrt();
        if *requests < burst * usual || is_chance { 0.0 } else { requests - usual }
    });
    above.sum::<f64>() / slots.iter().sum::<f64>().max(1.0)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Returns by which share of the mean hours differ beyond chance, and which share of this follows
/// the clock: the hour of the week from two weeks on, else of the day.
///
/// Counts are taken by twice their square root, of which independent requests make a variance of 1
/// whatever their rate (Anscombe's transform); what is left over is no chance.
fn spread(hours: &[f64], days: usize) -> (f64, f64) {
    const CHANCE: f64 = 1.0;
    let roots: Vec<f64> = hours.iter().map(|hour| 2.0 * (hour + 0.375).sqrt()).collect();
    let period = if days >= 14 { 7 * 24 } else { 24 };
    let all = roots.len() as f64;
    let mean = roots.iter().sum::<f64>() / all.max(1.0);
    let squares = |roots: &mut dyn Iterator<Item = f64>, mean: f64| -> f64 {
        roots.map(|root| (root - mean) * (root - mean)).sum()
    };
    let total = squares(&mut roots.iter().copied(), mean) / (all - 1.0).max(1.0);
    let within: f64 = (0..period)
        .map(|hour| {
            let same = || roots.iter().skip(hour).step_by(period).copied();
            let mean = same().sum::<f64>() / same().count().max(1) as f64;
            squares(&mut same(), mean)
        })
        .sum();
    let within = within / (all - period as f64).max(1.0);
    let (total, within) = ((total - CHANCE).max(0.0), (within - CHANCE).max(0.0));
    let by_the_clock = if total > 0.0 { (1.0 - within / total).max(0.0) } else { 0.0 };
    (2.0 * total.sqrt() / mean, by_the_clock)
}
