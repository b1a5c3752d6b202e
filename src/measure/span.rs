//! The time that a log covers: from when to when, which of its days are whole, and where it has
//! gaps.

use jiff::{Timestamp, tz::TimeZone};

use super::{Summary, hours::Minute};

/// Minutes of a day.
pub(super) const DAY: i64 = 24 * 60;

/// The longest time that a log covers: what is older says nothing of today.
const MOST: i64 = 5 * 366 * DAY;

/// The time that a log covers.
#[derive(Clone, Debug)]
pub struct Span {
    /// The first minute with a request, counted since 1970.
    pub first: i64,
    /// The last minute with a request.
    pub last: i64,
    /// How many requests there were from then to then.
    pub requests: u64,
    /// How many requests lie outside of it: so far from all others that a clock was wrong, or years
    /// before the last.
    pub outside: u64,
    /// The longest time without a request that so many requests cannot leave by chance, from a week
    /// on; whether nothing was asked or nothing was logged cannot be told.
    pub gap: Option<Gap>,
    /// What happened in its minutes, those without a request included.
    pub(super) minutes: Vec<Minute>,
}

/// A time without a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first minute without, counted since 1970.
    pub from: i64,
    /// The last minute without.
    pub to: i64,
}

impl Gap {
    /// Returns how long it is, in minutes.
    pub fn len(self) -> i64 {
        self.to - self.from + 1
    }

    /// Returns whether it has no minute.
    pub fn is_empty(self) -> bool {
        self.len() <= 0
    }
}

/// A stretch of requests with less than a day between one and the next.
struct Part {
    first: i64,
    last: i64,
    requests: u64,
}

impl Span {
    /// Finds the time that a log covers; none where no request says when it was.
    pub fn of(summary: &Summary) -> Option<Self> {
        let mut parts: Vec<Part> = Vec::new();
        for (minute, what) in summary.hours.minutes().filter(|(_, what)| what.requests > 0) {
            let requests = u64::from(what.requests);
            match parts.last_mut() {
                Some(part) if minute - part.last <= DAY => {
                    part.last = minute;
                    part.requests += requests;
                }
                _ => parts.push(Part { first: minute, last: minute, requests }),
            }
        }
        let total: u64 = parts.iter().map(|part| part.requests).sum();
        let parts = without_jumps(&parts, total);
        let parts = within_years(parts);
        let last = parts.last()?.last;
        let first = parts.first()?.first.max(last - MOST);
        let within = summary.hours.minutes().filter(|(minute, _)| (first..=last).contains(minute));
        let requests = within.map(|(_, what)| u64::from(what.requests)).sum();
        let gaps = parts.windows(2).filter_map(|pair| match pair {
            [one, next] => Some(Gap { from: one.last + 1, to: next.first - 1 }),
            _ => None,
        });
        let covered: i64 = parts.iter().map(|part| part.last - part.first + 1).sum();
        let gap = gaps.max_by_key(|gap| gap.len());
        let gap = gap.filter(|gap| gap.len() >= 7 * DAY && !is_chance(*gap, requests, covered));
        let mut minutes = vec![Minute::default(); usize::try_from(last - first + 1).ok()?];
        let mut opened = summary.hours.opened_before();
        for (minute, what) in summary.hours.minutes() {
            let index = usize::try_from(minute - first).ok();
            match index.and_then(|index| minutes.get_mut(index)) {
                Some(place) => *place = what,
                // A connection may have been open before the first request was logged.
                None if minute < first => opened += i64::from(what.opened),
                None => {}
            }
        }
        if let Some(first) = minutes.first_mut() {
            first.opened = first.opened.saturating_add(opened.clamp(0, i32::MAX.into()) as i32);
        }
        let outside = total - requests;
        Some(Self { first, last, requests, outside, gap, minutes })
    }

    /// Returns how many days it covers.
    pub fn days(&self) -> f64 {
        self.minutes.len() as f64 / DAY as f64
    }

    /// Returns how many of its days are whole; half an hour may be missing, since logs begin and
    /// end with a request.
    pub fn whole_days(&self) -> usize {
        (self.days() + 0.02) as usize
    }

    /// Returns the minutes of its last whole days, as many as are given.
    pub(super) fn last_days(&self, days: usize) -> &[Minute] {
        let from = self.minutes.len().saturating_sub(days * DAY as usize);
        self.minutes.get(from..).unwrap_or_default()
    }

    /// Returns how many requests were in progress at once at the busiest minute, on average of that
    /// minute, and on average of all.
    pub fn in_progress(&self) -> (f64, f64) {
        let (mut open, mut most, mut sum) = (0_i64, 0.0, 0.0);
        for minute in &self.minutes {
            open += i64::from(minute.opened);
            let in_progress = f64::from(minute.busy) / 60_000.0 + open.max(0) as f64;
            most = f64::max(most, in_progress);
            sum += in_progress;
        }
        (most, sum / self.minutes.len().max(1) as f64)
    }

    /// Returns how many connections were open at once at the most, to a minute.
    pub fn connections(&self) -> u64 {
        let mut open = 0_i64;
        let opened = self.minutes.iter().map(|minute| {
            open += i64::from(minute.opened);
            open
        });
        opened.max().unwrap_or(0).max(0) as u64
    }

    /// Returns its first and last minute for people, in UTC.
    pub fn words(&self) -> (String, String) {
        (moment(self.first), moment(self.last))
    }
}

/// Returns a minute counted since 1970 as "2026-10-01 13:55".
pub(super) fn moment(minute: i64) -> String {
    let moment = Timestamp::from_second(minute.saturating_mul(60)).unwrap_or_default();
    let moment = moment.to_zoned(TimeZone::UTC).datetime();
    format!("{} {:02}:{:02}", moment.date(), moment.hour(), moment.minute())
}

/// Leaves out what lies at either end, years from all else, and is little: a clock that was wrong,
/// perhaps on several days.
fn without_jumps(mut parts: &[Part], total: u64) -> &[Part] {
    let is_jump = |side: &[Part], gap: i64, rest: &[Part]| {
        let requests: u64 = side.iter().map(|part| part.requests).sum();
        let rest = rest.last().zip(rest.first()).map_or(0, |(last, first)| last.last - first.first);
        requests * 100 <= total && gap > rest || requests * 10 <= total && gap > 10 * rest
    };
    loop {
        let kept = (1..parts.len()).find_map(|at| {
            let (before, after) = parts.split_at(at);
            let gap = after.first()?.first - before.last()?.last;
            if gap <= 366 * DAY {
                None
            } else if is_jump(before, gap, after) {
                Some(after)
            } else {
                is_jump(after, gap, before).then_some(before)
            }
        });
        match kept {
            Some(kept) => parts = kept,
            None => return parts,
        }
    }
}

/// Leaves out what is older than a log may be: however far apart requests lie, no more than that is
/// held. Where there is far more at another time, that time is held, since what came later is a few
/// requests, or clocks that were wrong.
fn within_years(parts: &[Part]) -> &[Part] {
    let up_to = |at: usize| {
        let last = parts[at].last;
        &parts[parts.partition_point(|part| part.last < last - MOST)..=at]
    };
    let requests = |held: &[Part]| held.iter().map(|part| part.requests).sum::<u64>();
    let Some(newest) = parts.len().checked_sub(1).map(up_to) else { return parts };
    let fullest = (0..parts.len()).map(up_to).max_by_key(|held| requests(held)).unwrap_or(newest);
    if requests(fullest) > 2 * requests(newest) { fullest } else { newest }
}

/// Tells whether as few requests as there were leave such a gap by chance: requests that come one
/// independent of the other, at the rate at which they came outside of gaps.
fn is_chance(gap: Gap, requests: u64, covered: i64) -> bool {
    let expected = requests as f64 * gap.len() as f64 / (covered + gap.len()) as f64;
    requests as f64 * libm::exp(-expected) > 0.001
}
