//! What numbers can be written with: units, multiples and rates, each with the words for it.

use rust_decimal::Decimal;

use super::unit_after;

/// The words for a unit, and how many of what is counted in it is.
pub(super) type Unit = (&'static [&'static str], &'static str);

/// Words that say that a number is not exact; a blank follows.
pub(super) const ABOUT: &[&str] = &["about", "around", "roughly", "ca."];

/// Words between a count and the time that it is for: `1k a day`.
pub(super) const PER: &[&str] = &["per", "a", "an", "each", "every"];

/// Multiples that go with any count.
pub(super) const MULTIPLES: &[Unit] = &[
    (&["k", "thousand"], "1000"),
    (&["m", "mm", "mio", "mn", "million"], "1000000"),
    (&["b", "bn", "billion", "g"], "1000000000"),
    (&["t", "trillion"], "1000000000000"),
];

/// Times, in milliseconds.
const TIMES: &[Unit] = &[
    (&["us", "µs", "μs"], "0.001"),
    (&["ms", "msec", "milliseconds"], "1"),
    (&["s", "sec", "secs", "second", "seconds"], "1000"),
    (&["m", "min", "mins", "minute", "minutes"], "60000"),
    (&["h", "hr", "hrs", "hour", "hours"], "3600000"),
    (&["d", "day", "days"], "86400000"),
];

/// Memory, as platforms count it.
const MEGABYTES: &[Unit] = &[
    (&["kb", "ki", "kib"], "0.0009765625"),
    (&["mb", "mi", "mib", "m"], "1"),
    (&["gb", "gi", "gib", "g"], "1024"),
    (&["tb", "ti", "tib"], "1048576"),
];

/// Stored data, as it is billed.
const GIGABYTES: &[Unit] = &[
    (&["kb"], "0.000001"),
    (&["mb"], "0.001"),
    (&["gb", "g"], "1"),
    (&["tb", "t"], "1000"),
    (&["pb"], "1000000"),
];

/// Times that counts are for, and how many of them a month of 730 hours has.
const RATES: &[Unit] = &[
    (&["s", "sec", "second"], "2628000"),
    (&["min", "minute"], "43800"),
    (&["h", "hour"], "730"),
    (&["d", "day"], "30.416666666666666666666666667"),
    (&["week"], "4.3452380952380952380952380952"),
    (&["month"], "1"),
    (&["year"], "0.0833333333333333333333333333"),
];

/// Rates in a word.
const RATES_IN_A_WORD: &[Unit] = &[(&["rps", "qps"], "2628000"), (&["rpm"], "43800")];

/// What stands behind numbers of one unit.
pub(super) enum Behind<'u> {
    /// Times, of which several may be added up; so many milliseconds are one.
    Times(&'static [Unit], Decimal),
    /// One of some units.
    Sizes(&'static [Unit]),
    /// What is counted.
    Counts(Counts<'u>),
}

/// What stands behind a number of things: `2 million requests a day`.
pub(super) struct Counts<'u> {
    /// What they are called.
    pub(super) nouns: Vec<&'u str>,
    /// What they can be called in the first letters of, of which two are enough.
    pub(super) short: &'u str,
    /// What the number is for already, such as `month`.
    pub(super) per: Option<&'u str>,
    /// What else it can be for.
    pub(super) rates: &'static [Unit],
    /// The same in a word.
    pub(super) rates_in_a_word: &'static [Unit],
}

impl<'u> Behind<'u> {
    /// Returns what stands behind numbers of a unit.
    pub(super) fn of(unit: &'u str) -> Self {
        match unit {
            "ms" => Self::Times(TIMES, Decimal::ONE),
            "s" => Self::Times(TIMES, Decimal::ONE_THOUSAND),
            "MB" => Self::Sizes(MEGABYTES),
            "GB" => Self::Sizes(GIGABYTES),
            counted => Self::Counts(Counts::of(counted)),
        }
    }

    /// Returns the words for units, of which one was probably meant.
    pub(super) fn words(&self) -> impl Iterator<Item = &'static str> {
        let units: [&[Unit]; 2] = match self {
            Self::Times(units, _) | Self::Sizes(units) => [units, &[]],
            Self::Counts(counts) => [counts.rates_in_a_word, MULTIPLES],
        };
        units.into_iter().flatten().flat_map(|(words, _)| *words).copied()
    }
}

impl<'u> Counts<'u> {
    fn of(unit: &'u str) -> Self {
        let (noun, per) = match unit.split_once('/') {
            Some((noun, per)) => (noun.trim(), Some(per.trim()).filter(|per| !per.contains(' '))),
            None => (unit, None),
        };
        let short = noun.split(' ').next().unwrap_or_default();
        let is_money = noun == "USD";
        let mut nouns = vec![noun];
        if unit_after("1", short) == "person" {
            nouns.push("person");
        }
        if is_money {
            nouns.push("$");
        }
        if noun.is_empty() || short == "times" {
            nouns.push("x");
            nouns.push("times");
        }
        nouns.retain(|noun| !noun.is_empty());
        let is_rate = per == Some("month") && !is_money;
        let (rates, rates_in_a_word) =
            if is_rate { (RATES, RATES_IN_A_WORD) } else { (&[][..], &[][..]) };
        Self { nouns, short, per, rates, rates_in_a_word }
    }

    /// Returns whether a sign of money may stand before the number.
    pub(super) fn is_money(&self) -> bool {
        self.nouns.contains(&"$")
    }
}

/// Returns how many of what is counted in a unit is, by one of its words.
pub(super) fn factor(units: &[Unit], word: &str) -> Option<Decimal> {
    units
        .iter()
        .find(|(words, _)| words.contains(&word))
        .and_then(|(_, factor)| factor.parse().ok())
}
