//! What a summary proves: answers with the exact figures behind them, and why others cannot be
//! given.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::{
    Distribution, Pattern, Shape, Span, Summary,
    rhythm::Limits,
    rounding::{about, count, duration, exact, rounded},
    span::{DAY, moment},
};
use crate::{
    quantity::{percent, thousands},
    words::worded,
};

worded! {
    /// Something that logs tell.
    pub enum Measure {
        /// How many requests there are in a month.
        RequestsPerMonth = "requests-per-month",
        /// How much more there is in the busiest minute than on average.
        PeakToAverage = "peak-to-average",
        /// What traffic looks like over time.
        Pattern = "pattern",
        /// How long a request takes on average, in ms.
        AverageDuration = "average-duration-ms",
        /// How long the longest request took, in s.
        LongestDuration = "max-duration-s",
        /// How much memory a call has, in MB.
        Memory = "memory-mb",
        /// How many connections are open at once at the most.
        Connections = "concurrent-connections",
        /// How large a response is on average, in kilobytes.
        ResponseSize = "response-kb",
        /// Which share of the requests a cache answers.
        CachedShare = "cached-share",
    }
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// A number, rounded to the digits that it can be told with.
    Number(Decimal),
    /// What traffic looks like.
    Shape(Shape),
}

/// Something that a log proves.
#[derive(Clone, Debug, PartialEq)]
pub struct Proven {
    /// What it is.
    pub measure: Measure,
    /// What was measured.
    pub figure: Figure,
    /// The exact figures behind it, in a sentence without its full stop.
    pub because: String,
}

/// Something that a log could prove and this one does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Unproven {
    /// What it is.
    pub measure: Measure,
    /// Why not, in a sentence without its full stop.
    pub because: String,
}

/// All that a summary proves.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The time that it covers; none where no request says when it was.
    pub span: Option<Span>,
    /// What traffic looks like; none where that cannot be told.
    pub pattern: Option<Pattern>,
    /// What is proven, in the order of the measures.
    pub proven: Vec<Proven>,
    /// What is not.
    pub unproven: Vec<Unproven>,
}

/// Either what is proven or why it is not; none where there is nothing to be said.
type Outcome = Option<Result<(Figure, String), String>>;

impl Proof {
    /// Works out what a summary proves, of logs that hold this share of the requests.
    pub fn new(summary: &Summary, share: f64, limits: &Limits) -> Self {
        let span = Span::of(summary);
        let own = Limits { rare: limits.rare * share, ..*limits };
        let pattern = span.as_ref().filter(|span| span.gap.is_none());
        let pattern = pattern.and_then(|span| Pattern::of(span, &own));
        let pattern = pattern.map(|it| Pattern { per_hour: it.per_hour / share, ..it });
        let mut proof = Self { span: None, pattern, proven: Vec::new(), unproven: Vec::new() };
        proof.add(Measure::RequestsPerMonth, requests_per_month(span.as_ref(), share));
        proof.add(Measure::PeakToAverage, peak_to_average(span.as_ref()));
        proof.add(Measure::Pattern, shape(span.as_ref(), pattern.as_ref(), limits));
        let (durations, whose) = of_handlers(summary);
        proof.add(Measure::AverageDuration, average_duration(summary, &durations, whose));
        proof.add(Measure::LongestDuration, longest_duration(&durations, whose));
        proof.add(Measure::Memory, memory(summary));
        proof.add(Measure::Connections, connections(summary, span.as_ref(), share));
        proof.add(Measure::ResponseSize, response_size(summary));
        proof.add(Measure::CachedShare, cached_share(summary));
        proof.span = span;
        proof
    }

    fn add(&mut self, measure: Measure, outcome: Outcome) {
        match outcome {
            Some(Ok((figure, because))) => self.proven.push(Proven { measure, figure, because }),
            Some(Err(because)) => self.unproven.push(Unproven { measure, because }),
            None => {}
        }
    }
}

/// Hours of a month, as for all rates.
const MONTH: f64 = 730.0;

/// More days than these say little about today.
const YEAR: usize = 365;

const NO_TIME: &str = "no line says when it was logged";

fn requests_per_month(span: Option<&Span>, share: f64) -> Outcome {
    let Some(span) = span else { return Some(Err(NO_TIME.to_owned())) };
    let a_month = |requests: u64, minutes: f64| requests as f64 / share / minutes * MONTH * 60.0;
    let days = span.whole_days();
    if let Some(gap) = span.gap {
        let all = span.minutes.len() as f64;
        return Some(Err(format!(
            "there is no line from {} to {}: {} a month if nothing was asked then, {} if it was not \
             logged; measure the times before and after it apart",
            moment(gap.from),
            moment(gap.to),
            about(a_month(span.requests, all), 2),
            about(a_month(span.requests, all - gap.len() as f64), 2)
        )));
    }
    if days == 0 {
        return Some(Err(format!(
            "{} in {} are less than a whole day; if all days were like this it would be {} a month",
            count(span.requests, "request"),
            duration(span.minutes.len() as i64),
            about(a_month(span.requests, span.minutes.len() as f64), 2)
        )));
    }
    // Of weeks only whole ones, so that no day of the week counts more than the others; with four
    // of them that hardly matters any more. What was more than a year ago is not today's traffic.
    let used = match days {
        0..7 => days,
        7..28 => days - days % 7,
        _ => days.min(YEAR),
    };
    let within = |days: usize| -> u64 {
        span.last_days(days).iter().map(|minute| u64::from(minute.requests)).sum()
    };
    let per_month = |days: usize| a_month(within(days), days as f64 * DAY as f64);
    let mut because =
        format!("{} in {}", count(within(used), "request"), count(used as u64, "day"));
    if used < days {
        let which = if used == YEAR { "year" } else { "whole weeks" };
        because += &format!(", the last {which} of {days} days");
    }
    if used < 7 {
        because += "; a month of days like these, and weekdays and weekends may differ";
    } else if used > 56 {
        let lately = per_month(28);
        if (lately / per_month(used) - 1.0).abs() > 0.2 {
            because += &format!("; at the rate of the last 28 days it is {}", about(lately, 2));
        }
    }
    let digits = if used < 28 { 2 } else { 3 };
    Some(Ok((Figure::Number(rounded(per_month(used), digits)), because)))
}

fn peak_to_average(span: Option<&Span>) -> Outcome {
    let Some(span) = span else { return Some(Err(NO_TIME.to_owned())) };
    if span.gap.is_some() {
        return Some(
            Err("there is a gap in the log, and what the average is depends on it".into()),
        );
    }
    let days = span.whole_days();
    if days == 0 {
        return Some(Err("the busiest minute of a day needs a whole day".to_owned()));
    }
    let minutes = span.last_days(days.min(YEAR));
    let busiest = minutes.iter().map(|minute| minute.requests).max().unwrap_or(0);
    let requests: u64 = minutes.iter().map(|minute| u64::from(minute.requests)).sum();
    let average = requests as f64 / minutes.len() as f64;
    let peak = f64::from(busiest) / average;
    let mut because = format!(
        "{} in the busiest minute, {} on average",
        count(busiest.into(), "request"),
        about(average, 3)
    );
    let chance = busiest_by_chance(average, minutes.len()) / average;
    // That would be told of the steadiest traffic, too.
    if peak < 1.5 * chance && chance >= 2.0 {
        return Some(Err(format!(
            "{because}, and where there are so few it has {} times the average by chance",
            about(chance, 2)
        )));
    }
    if days < 7 {
        because +=
            &format!("; of {} only, so no peak of a week is in it", count(days as u64, "day"));
    }
    Some(Ok((Figure::Number(rounded(peak.max(1.0), 2)), because)))
}

/// Returns how many requests the busiest of so many minutes has where requests are independent: the
/// number that is exceeded once in all of them.
fn busiest_by_chance(average: f64, minutes: usize) -> f64 {
    let (mut number, mut exactly) = (0.0, libm::exp(-average));
    let mut more = 1.0 - exactly;
    while more * minutes as f64 > 1.0 && number < 10.0 * average + 100.0 {
        number += 1.0;
        exactly *= average / number;
        more -= exactly;
    }
    number
}

fn shape(span: Option<&Span>, pattern: Option<&Pattern>, limits: &Limits) -> Outcome {
    let Some(span) = span else { return Some(Err(NO_TIME.to_owned())) };
    if span.gap.is_some() {
        return Some(Err("there is a gap in the log".to_owned()));
    }
    let Some(pattern) = pattern else {
        let (need, days) = (limits.days, span.whole_days());
        return Some(Err(format!("it takes {need} whole days to tell, and there are {days}")));
    };
    let mut because = match pattern.shape {
        Shape::Rare => format!("{} requests an hour on average", about(pattern.per_hour, 2)),
        Shape::Bursty => format!(
            "{} of the requests came on top of what is usual at their hour, in times with three times \
             that and more",
            percent(pattern.bursts)
        ),
        Shape::Steady => {
            format!("hours differ by {} of their mean beyond chance", percent(pattern.spread))
        }
        Shape::Diurnal | Shape::Unpredictable => format!(
            "hours differ by {} of their mean beyond chance, and {} of that follows the clock",
            percent(pattern.spread),
            percent(pattern.by_the_clock)
        ),
    };
    because += &format!(", over {}", count(pattern.days as u64, "day"));
    if pattern.days < 7 {
        because += "; what happens once a week is not in it";
    }
    Some(Ok((Figure::Shape(pattern.shape), because)))
}

/// The durations that say how long a handler is busy: what a proxy measured behind it, and all of
/// the others of which nothing tells that they were answered in front.
fn of_handlers(summary: &Summary) -> (Cow<'_, Distribution>, &'static str) {
    let Summary { behind, alone, .. } = summary;
    match (behind.is_empty(), alone.is_empty()) {
        (true, _) => (Cow::Borrowed(alone), ""),
        (false, true) => (Cow::Borrowed(behind), " behind the proxy"),
        (false, false) => {
            let mut both = behind.clone();
            both.merge(alone);
            (Cow::Owned(both), ", behind the proxy where the log tells")
        }
    }
}

const NO_DURATION: &str = "no line says how long a request took";

const ALL_IN_FRONT: &str = "every request that tells how long it took was answered in front";

fn average_duration(summary: &Summary, durations: &Distribution, whose: &str) -> Outcome {
    let without = || summary.requests() > summary.connections;
    if durations.is_empty() {
        let is_all_in_front = !summary.durations.is_empty();
        let because = if is_all_in_front { ALL_IN_FRONT } else { NO_DURATION };
        return without().then(|| Err(because.to_owned()));
    }
    let milliseconds = durations.mean() / 1_000.0;
    let because = format!(
        "{} ms on average{whose} over {}",
        exact(milliseconds, 3),
        count(durations.len(), "request")
    );
    // A log that only knows whole seconds or milliseconds may have nothing but zeros.
    let figure = rounded(milliseconds, 3);
    if figure.is_zero() {
        return Some(Err("every request took less than the log can tell".to_owned()));
    }
    Some(Ok((Figure::Number(figure), because)))
}

fn longest_duration(durations: &Distribution, whose: &str) -> Outcome {
    if durations.is_empty() || durations.greatest() == 0 {
        return None;
    }
    let seconds = durations.greatest() as f64 / 1e6;
    let because = format!("the longest request in the log took {} s{whose}", exact(seconds, 3));
    Some(Ok((Figure::Number(rounded(seconds, 3)), because)))
}

fn memory(summary: &Summary) -> Outcome {
    let functions = &summary.functions;
    let used = functions.most_used;
    if functions.sizes.is_empty() {
        let because = format!("the most that a request used is {used} MB");
        return (used > 0).then(|| Ok((Figure::Number(used.into()), because)));
    }
    let used =
        if used > 0 { format!(", of which at most {used} MB were used") } else { String::new() };
    let sizes: Vec<u32> = functions.sizes.keys().copied().collect();
    let (size, because) = match sizes.as_slice() {
        [size] => (Decimal::from(*size), format!("functions have {size} MB{used}")),
        sizes => {
            let (Some(least), Some(most)) = (sizes.first(), sizes.last()) else { return None };
            let mean = functions.memory_time as f64 / functions.time.max(1) as f64;
            let because = format!(
                "functions have {least} to {most} MB, {} MB on average over their time{used}",
                exact(mean, 1)
            );
            (rounded(mean, 3), because)
        }
    };
    Some(Ok((Figure::Number(size), because)))
}

fn connections(summary: &Summary, span: Option<&Span>, share: f64) -> Outcome {
    if summary.connections == 0 {
        return None;
    }
    let opened = count(summary.connections, "connection");
    if summary.connections_with_duration == 0 {
        let because = format!("{opened} were opened, and no line says how long they were held");
        return Some(Err(because));
    }
    let most = (span?.connections() as f64 / share).round();
    if most == 0.0 {
        let because = format!("{opened}, but years away from all other requests");
        return Some(Err(because));
    }
    let because =
        format!("{} were open in the same minute at the most, of {opened}", exact(most, 0));
    Some(Ok((Figure::Number(rounded(most, 3)), because)))
}

fn response_size(summary: &Summary) -> Outcome {
    if summary.with_bytes == 0 {
        return None;
    }
    let kilobytes = summary.bytes as f64 / summary.with_bytes as f64 / 1_000.0;
    let because = format!(
        "{} bytes sent in {}",
        thousands(summary.bytes.into()),
        count(summary.with_bytes, "response")
    );
    Some(Ok((Figure::Number(rounded(kilobytes, 3)), because)))
}

fn cached_share(summary: &Summary) -> Outcome {
    let told = summary.answered_in_front + summary.answered_behind;
    if told == 0 {
        return None;
    }
    let share = summary.answered_in_front as f64 / told as f64;
    let because = format!(
        "{} of {} were answered in front",
        thousands(summary.answered_in_front.into()),
        count(told, "request")
    );
    Some(Ok((Figure::Number(rounded(share, 2)), because)))
}
