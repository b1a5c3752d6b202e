//! What happened in each minute, in bounded memory: only hours in which something happened are
//! kept, and of these the latest five years.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The minutes of every hour in which something happened.
///
/// Which hours are kept depends on nothing but which hours there are: one that has to go for a later
/// one never comes back, since there are as many later ones. So neither the order of requests nor
/// how they are divided into summaries changes what is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub(super) struct Hours {
    /// By hour, counted since 1970, where it stands.
    index: BTreeMap<i64, usize>,
    hours: Vec<Hour>,
    /// The hour that was asked for last, and where it stands.
    last: Option<(i64, usize)>,
    /// How many requests were in hours that are not kept.
    pub(super) left_out: u64,
    /// How many connections were opened, less those closed, in hours that are not kept.
    opened_before: i64,
}

/// What happened in the minutes of an hour.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Hour([Minute; 60]);

/// What happened in a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Minute {
    /// How many requests were logged.
    pub(super) requests: u32,
    /// How long they took together, in milliseconds.
    pub(super) busy: u32,
    /// How many long requests and connections began, less those that ended in the minute before.
    pub(super) opened: i32,
}

impl Minute {
    fn merge(&mut self, other: Self) {
        self.requests = self.requests.saturating_add(other.requests);
        self.busy = self.busy.saturating_add(other.busy);
        self.opened = self.opened.saturating_add(other.opened);
    }
}

impl Hours {
    /// So many hours are kept: five years.
    const MOST: usize = 5 * 8_766;

    /// Counts a request that was logged at a time, in seconds, and took so many microseconds. One
    /// that went on for minutes, and a connection, count as open in all of them.
    pub(super) fn record(&mut self, time: i64, micros: u64, is_connection: bool) {
        const LONG: u64 = 60_000_000;
        let minute = time.div_euclid(60);
        let is_long = is_connection || micros >= LONG;
        let busy = if is_long { 0 } else { (micros / 1_000) as u32 };
        self.add(minute, Minute { requests: 1, busy, opened: 0 });
        if is_long {
            let began = (time - (micros / 1_000_000) as i64).div_euclid(60);
            self.add(began, Minute { opened: 1, ..Minute::default() });
            self.add(minute + 1, Minute { opened: -1, ..Minute::default() });
        }
    }

    fn add(&mut self, minute: i64, what: Minute) {
        let of_hour = minute.rem_euclid(60) as usize;
        let hour = self.hour(minute.div_euclid(60));
        match hour.and_then(|hour| hour.0.get_mut(of_hour)) {
            Some(minute) => minute.merge(what),
            None => {
                self.leave_out(&[what]);
            }
        }
    }

    /// Returns an hour; none for one that comes before all of as many as are kept.
    fn hour(&mut self, hour: i64) -> Option<&mut Hour> {
        let known = self.last.filter(|(last, _)| *last == hour).map(|(_, place)| place);
        let place = known.or_else(|| self.place(hour))?;
        self.last = Some((hour, place));
        self.hours.get_mut(place)
    }

    fn place(&mut self, hour: i64) -> Option<usize> {
        if let Some(place) = self.index.get(&hour) {
            return Some(*place);
        }
        let mut place = self.hours.len();
        if place < Self::MOST {
            self.hours.push(Hour::EMPTY);
        } else {
            let first = self.index.first_entry().filter(|first| *first.key() < hour)?;
            place = first.remove();
            let gone = std::mem::replace(self.hours.get_mut(place)?, Hour::EMPTY);
            self.leave_out(&gone.0);
        }
        self.index.insert(hour, place);
        Some(place)
    }

    /// Adds all of another one.
    pub(super) fn merge(&mut self, other: &Self) {
        for (minute, what) in other.minutes() {
            self.add(minute, what);
        }
        self.left_out = self.left_out.saturating_add(other.left_out);
        self.opened_before = self.opened_before.saturating_add(other.opened_before);
    }

    /// Counts what happened in minutes that are not kept.
    fn leave_out(&mut self, minutes: &[Minute]) {
        for minute in minutes {
            self.left_out = self.left_out.saturating_add(minute.requests.into());
            self.opened_before = self.opened_before.saturating_add(minute.opened.into());
        }
    }

    /// Lists the minutes in which something happened, counted since 1970, in their order.
    pub(super) fn minutes(&self) -> impl Iterator<Item = (i64, Minute)> {
        let hours = self.index.iter().filter_map(|(hour, place)| {
            let minutes = self.hours.get(*place)?.0.iter();
            Some(minutes.enumerate().map(|(index, minute)| (*hour * 60 + index as i64, *minute)))
        });
        hours.flatten().filter(|(_, minute)| *minute != Minute::default())
    }

    /// Returns how many long requests and connections were open before the first minute.
    pub(super) fn opened_before(&self) -> i64 {
        self.opened_before
    }
}

impl Hour {
    const EMPTY: Self = Self([Minute { requests: 0, busy: 0, opened: 0 }; 60]);
}

/// Hours as they are written: what happened in each minute in which something did, each minute
/// counted from the one before.
#[derive(Serialize, Deserialize)]
struct Written {
    left_out: u64,
    opened_before: i64,
    minutes: Vec<(i64, u32, u32, i32)>,
}

impl From<Hours> for Written {
    fn from(hours: Hours) -> Self {
        let mut before = 0;
        let minutes = hours.minutes().map(|(minute, what)| {
            let since = minute - std::mem::replace(&mut before, minute);
            (since, what.requests, what.busy, what.opened)
        });
        let minutes = minutes.collect();
        Self { left_out: hours.left_out, opened_before: hours.opened_before, minutes }
    }
}

impl From<Written> for Hours {
    fn from(written: Written) -> Self {
        let Written { left_out, opened_before, minutes } = written;
        let mut hours = Self { left_out, opened_before, ..Self::default() };
        let mut minute = 0_i64;
        for (since, requests, busy, opened) in minutes {
            minute = minute.saturating_add(since);
            hours.add(minute, Minute { requests, busy, opened });
        }
        hours
    }
}

#[cfg(test)]
mod tests {
    use super::Hours;

    /// However requests are ordered and divided, the latest hours are kept and all are counted.
    #[test]
    fn the_latest_hours_are_kept_in_any_order() {
        let most = Hours::MOST as i64;
        let times = |hour: i64| (hour * 7_919 % (most + 500)) * 3_600;
        let mut one = Hours::default();
        (0..most + 500).for_each(|hour| one.record(times(hour), 90_000_000, false));
        assert!(one.hours.len() == Hours::MOST && one.left_out >= 500);
        let (mut first, mut second) = (Hours::default(), Hours::default());
        for hour in (0..most + 500).rev() {
            let half = if hour % 3 == 0 { &mut first } else { &mut second };
            half.record(times(hour), 90_000_000, false);
        }
        first.merge(&second);
        assert_eq!((first.left_out, first.opened_before), (one.left_out, one.opened_before));
        assert!(first.minutes().eq(one.minutes()));
        let json = serde_json::to_string(&one).unwrap();
        let read: Hours = serde_json::from_str(&json).unwrap();
        assert!(read.minutes().eq(one.minutes()));
    }
}
