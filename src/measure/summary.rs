//! What all lines say together: counts and sketches that can be added up in any order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Distribution, LogFormat,
    entry::{AnsweredBy, Entry, Method},
    hours::Hours,
};

/// What the lines of one or several logs say together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// How many lines there were.
    pub lines: u64,
    /// How many of them are of a known kind and no request: comments, headers, empty lines, and
    /// what platforms log beside requests.
    pub passed_over: u64,
    /// How many of them were not understood.
    pub not_understood: u64,
    /// How many requests there were in each format.
    pub formats: BTreeMap<LogFormat, u64>,
    /// How many requests do not say when they were.
    pub without_time: u64,
    /// How long requests took in all.
    pub durations: Distribution,
    /// How long what is behind a proxy was busy with them, where the log knows it.
    pub behind: Distribution,
    /// How long requests took in all of which nothing tells how long what is behind a proxy was busy
    /// with them, nor that they were answered in front.
    #[serde(default)]
    pub(super) alone: Distribution,
    /// How many requests were answered in front, by a cache or the proxy itself.
    pub answered_in_front: u64,
    /// How many requests were answered by what is behind, where the log tells.
    pub answered_behind: u64,
    /// How many requests say how many bytes were sent.
    pub with_bytes: u64,
    /// How many bytes these are.
    pub bytes: u64,
    /// How many requests read.
    pub reads: u64,
    /// How many requests write.
    pub writes: u64,
    /// How many requests failed on the server's side: status 500 to 599.
    pub failed: u64,
    /// How many requests have a status.
    pub with_status: u64,
    /// How many requests became connections that are held open.
    pub connections: u64,
    /// How many of these say how long they were open.
    pub connections_with_duration: u64,
    /// What functions say of themselves.
    pub functions: Functions,
    /// What happened in each minute.
    pub(super) hours: Hours,
}

/// What functions say of their memory and their starts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Functions {
    /// How many calls there were with each memory, in MB, that a function was given.
    pub sizes: BTreeMap<u32, u64>,
    /// Memory given times time, in MB times microseconds; of calls that tell both.
    pub memory_time: u128,
    /// The time of these, in microseconds.
    pub time: u64,
    /// The most memory that any call used, in MB; 0 where none tells.
    pub most_used: u32,
    /// What is billed.
    pub billed: Distribution,
    /// How long fresh environments took to start.
    pub starts: Distribution,
}

impl Summary {
    /// Counts requests in a format.
    pub(super) fn count(&mut self, format: LogFormat, requests: u64) {
        if requests > 0 {
            *self.formats.entry(format).or_default() += requests;
        }
    }

    /// Counts what a request says.
    pub(super) fn record(&mut self, entry: &Entry) {
        match entry.time {
            Some(time) => {
                let micros = entry.duration.unwrap_or_default();
                self.hours.record(time, micros, entry.is_connection);
            }
            None => self.without_time += 1,
        }
        if entry.is_connection {
            self.connections += 1;
            self.connections_with_duration += u64::from(entry.duration.is_some());
        } else {
            entry.duration.iter().for_each(|micros| self.durations.record(*micros));
            entry.behind.iter().for_each(|micros| self.behind.record(*micros));
            if entry.behind.is_none() && entry.answered_by != Some(AnsweredBy::Front) {
                entry.duration.iter().for_each(|micros| self.alone.record(*micros));
            }
        }
        match entry.answered_by {
            Some(AnsweredBy::Front) => self.answered_in_front += 1,
            Some(AnsweredBy::Behind) => self.answered_behind += 1,
            None => {}
        }
        if let Some(bytes) = entry.bytes {
            self.with_bytes += 1;
            self.bytes = self.bytes.saturating_add(bytes);
        }
        match entry.method {
            Method::Read => self.reads += 1,
            Method::Write => self.writes += 1,
            Method::Other => {}
        }
        self.with_status += u64::from(entry.status > 0);
        self.failed += u64::from(entry.status / 100 == 5);
        self.functions.record(entry);
    }

    /// Adds all of another one.
    pub fn merge(&mut self, other: &Self) {
        let Self { formats, hours, functions, durations, behind, alone, .. } = other;
        for (format, requests) in formats {
            let own = self.formats.entry(*format).or_default();
            *own = own.saturating_add(*requests);
        }
        self.hours.merge(hours);
        self.functions.merge(functions);
        self.durations.merge(durations);
        self.behind.merge(behind);
        self.alone.merge(alone);
        for (own, other) in [
            (&mut self.lines, other.lines),
            (&mut self.passed_over, other.passed_over),
            (&mut self.not_understood, other.not_understood),
            (&mut self.without_time, other.without_time),
            (&mut self.answered_in_front, other.answered_in_front),
            (&mut self.answered_behind, other.answered_behind),
            (&mut self.with_bytes, other.with_bytes),
            (&mut self.bytes, other.bytes),
            (&mut self.reads, other.reads),
            (&mut self.writes, other.writes),
            (&mut self.failed, other.failed),
            (&mut self.with_status, other.with_status),
            (&mut self.connections, other.connections),
            (&mut self.connections_with_duration, other.connections_with_duration),
        ] {
            *own = own.saturating_add(other);
        }
    }

    /// Returns how many requests there were.
    pub fn requests(&self) -> u64 {
        self.formats.values().fold(0, |sum, requests| sum.saturating_add(*requests))
    }

    /// Returns how many requests were in hours of long ago, of which no minutes are kept.
    pub fn left_out(&self) -> u64 {
        self.hours.left_out
    }
}

impl Functions {
    fn record(&mut self, entry: &Entry) {
        let function = &entry.function;
        if let Some(size) = function.size_mb {
            *self.sizes.entry(size).or_default() += 1;
            if let Some(micros) = entry.duration {
                self.memory_time += u128::from(size) * u128::from(micros);
                self.time = self.time.saturating_add(micros);
            }
        }
        self.most_used = self.most_used.max(function.used_mb.unwrap_or_default());
        function.billed.iter().for_each(|micros| self.billed.record(*micros));
        function.start.iter().for_each(|micros| self.starts.record(*micros));
    }

    fn merge(&mut self, other: &Self) {
        for (size, calls) in &other.sizes {
            let own = self.sizes.entry(*size).or_default();
            *own = own.saturating_add(*calls);
        }
        self.memory_time = self.memory_time.saturating_add(other.memory_time);
        self.time = self.time.saturating_add(other.time);
        self.most_used = self.most_used.max(other.most_used);
        self.billed.merge(&other.billed);
        self.starts.merge(&other.starts);
    }
}
