//! How durations are spread: a sketch of bounded size that can be added to others, with exact sums.

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use super::digits::YEAR;

/// Durations in microseconds: their percentiles by an HDR histogram, which is off by at most
/// [`Distribution::ERROR`] of the value, and their number, sum and greatest exactly.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Distribution {
    /// None while there is nothing in it.
    counts: Option<Histogram<u64>>,
    sum: u64,
    greatest: u64,
}

impl Distribution {
    /// By how much of its value a percentile may be off.
    pub const ERROR: f64 = 0.001;

    /// Adds a duration in microseconds.
    pub(super) fn record(&mut self, micros: u64) {
        self.add(micros, 1);
        self.sum = self.sum.saturating_add(micros);
        self.greatest = self.greatest.max(micros);
    }

    fn add(&mut self, micros: u64, times: u64) {
        if self.counts.is_none() {
            self.counts = Histogram::new_with_bounds(1, YEAR, 3).ok();
        }
        if let Some(counts) = &mut self.counts {
            counts.saturating_record_n(micros, times);
        }
    }

    /// Adds another one.
    pub(super) fn merge(&mut self, other: &Self) {
        for (micros, times) in other.recorded() {
            self.add(micros, times);
        }
        self.sum = self.sum.saturating_add(other.sum);
        self.greatest = self.greatest.max(other.greatest);
    }

    fn recorded(&self) -> impl Iterator<Item = (u64, u64)> {
        let values = self.counts.iter().flat_map(Histogram::iter_recorded);
        values.map(|value| (value.value_iterated_to(), value.count_at_value()))
    }

    /// Returns how many durations there are.
    pub fn len(&self) -> u64 {
        self.counts.as_ref().map_or(0, Histogram::len)
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the mean in microseconds; 0 where there is none.
    pub fn mean(&self) -> f64 {
        if self.is_empty() { 0.0 } else { self.sum as f64 / self.len() as f64 }
    }

    /// Returns the sum in microseconds.
    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// Returns the greatest in microseconds; 0 where there is none.
    pub fn greatest(&self) -> u64 {
        self.greatest
    }

    /// Returns the duration in microseconds that a share from 0 to 1 of all does not exceed; 0
    /// where there is none.
    pub fn quantile(&self, share: f64) -> u64 {
        let found = self.counts.as_ref().map_or(0, |counts| counts.value_at_quantile(share));
        found.min(self.greatest)
    }
}

/// A distribution as it is written: values with how often each came.
#[derive(Serialize, Deserialize)]
struct Written {
    sum: u64,
    greatest: u64,
    counts: Vec<(u64, u64)>,
}

impl From<Distribution> for Written {
    fn from(of: Distribution) -> Self {
        Self { sum: of.sum, greatest: of.greatest, counts: of.recorded().collect() }
    }
}

impl From<Written> for Distribution {
    fn from(written: Written) -> Self {
        let Written { sum, greatest, counts } = written;
        let mut distribution = Self { counts: None, sum, greatest };
        counts.into_iter().for_each(|(micros, times)| distribution.add(micros, times));
        distribution
    }
}
