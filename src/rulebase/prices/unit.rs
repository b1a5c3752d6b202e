//! Units of measure: everything that is priced is counted in one base unit of its dimension, and
//! what price lists use instead is converted once, here. All factors are exact decimals.

use rust_decimal::Decimal;

use crate::words::worded;

/// Hours in a month, as price lists count them: a twelfth of 365 days.
pub const HOURS_A_MONTH: Decimal = Decimal::from_parts(730, 0, 0, false, 0);

/// Minutes in a month of 730 hours.
pub const MINUTES_A_MONTH: Decimal = Decimal::from_parts(43_800, 0, 0, false, 0);

/// Seconds in a month of 730 hours.
pub const SECONDS_A_MONTH: Decimal = Decimal::from_parts(2_628_000, 0, 0, false, 0);

/// Hours in a day.
const HOURS_A_DAY: Decimal = Decimal::from_parts(24, 0, 0, false, 0);

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Things that are counted; their unit is any word.
    Count,
    /// Amounts of data; the base unit is the gigabyte of 10⁹ bytes.
    Data,
    /// Hours; the base unit is the hour.
    Time,
    /// Memory times time; the base unit is the GiB-second.
    MemoryTime,
    /// Processors times time; the base unit is the vCPU-second.
    CpuTime,
    /// Open connections times time; the base unit is the connection-minute.
    ConnectionTime,
}

/// Units with how many of them make up one base unit.
///
/// A processor clocked at 2.4 GHz is taken as one vCPU, as Google's documentation of
/// first-generation functions does. A GB-second that means 1024 MB (as functions are billed) is a
/// GiB-second and must be written so.
const UNITS: &[(Dimension, &str, &str)] = &[
    (Dimension::Data, "KB", "1000000"),
    (Dimension::Data, "MB", "1000"),
    (Dimension::Data, "GB", "1"),
    (Dimension::Data, "TB", "0.001"),
    // 10⁹ bytes are 10⁹ / 2³⁰ GiB, which is a finite decimal.
    (Dimension::Data, "MiB", "953.67431640625"),
    (Dimension::Data, "GiB", "0.931322574615478515625"),
    (Dimension::Time, "hours", "1"),
    (Dimension::Time, "minutes", "60"),
    (Dimension::Time, "seconds", "3600"),
    (Dimension::MemoryTime, "GiB-seconds", "1"),
    (Dimension::MemoryTime, "MiB-seconds", "1024"),
    (Dimension::MemoryTime, "GB-seconds", "1.073741824"),
    (Dimension::CpuTime, "vCPU-seconds", "1"),
    (Dimension::CpuTime, "GHz-seconds", "2.4"),
    (Dimension::ConnectionTime, "connection-minutes", "1"),
    (Dimension::ConnectionTime, "connection-seconds", "60"),
];

impl Dimension {
    /// Returns the unit that quantities of this dimension are counted in; none for counts.
    pub fn base_unit(self) -> Option<&'static str> {
        UNITS
            .iter()
            .find(|(dimension, _, factor)| *dimension == self && *factor == "1")
            .map(|(_, unit, _)| *unit)
    }

    /// Returns how many of a unit make up one base unit.
    pub fn factor(self, unit: &str) -> Option<Decimal> {
        if self == Self::Count {
            return Some(Decimal::ONE);
        }
        let found = UNITS.iter().find(|(dimension, name, _)| *dimension == self && *name == unit);
        found.and_then(|(_, _, factor)| factor.parse().ok())
    }

    /// Returns the names of its units.
    pub fn units(self) -> impl Iterator<Item = &'static str> {
        UNITS.iter().filter(move |(dimension, ..)| *dimension == self).map(|(_, name, _)| *name)
    }

    /// Returns the dimension of a unit; words that are no unit count things.
    pub fn of_unit(unit: &str) -> Self {
        UNITS
            .iter()
            .find(|(_, name, _)| *name == unit)
            .map_or(Self::Count, |(dimension, ..)| *dimension)
    }
}

worded! {
    /// How often an allowance is given.
    pub enum Each {
        /// Once a month.
        Month = "month",
        /// Once a day: as many times as there are days in 730 hours.
        Day = "day",
    }
}

impl Each {
    /// Returns what an allowance comes to in a month.
    pub fn in_a_month(self, amount: Decimal) -> Option<Decimal> {
        match self {
            Self::Month => Some(amount),
            Self::Day => amount.checked_mul(HOURS_A_MONTH)?.checked_div(HOURS_A_DAY),
        }
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::{Dimension, Each, HOURS_A_MONTH, MINUTES_A_MONTH, SECONDS_A_MONTH};

    fn number(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn binary_and_decimal_gigabytes_are_told_apart() {
        let factor = |unit| Dimension::Data.factor(unit).unwrap();
        assert_eq!(factor("GiB") * number("1073741824"), number("1000000000"));
        assert_eq!(factor("MiB"), factor("GiB") * number("1024"));
        assert_eq!(
            Dimension::MemoryTime.factor("GB-seconds").unwrap(),
            number("1073741824") / number("1000000000")
        );
        assert_eq!(Dimension::Data.factor("gb"), None);
    }

    #[test]
    fn a_processor_is_2_4_gigahertz() {
        // 200,000 GHz-seconds are as many as 83,333 1/3 vCPU-seconds.
        let ghz = Dimension::CpuTime.factor("GHz-seconds").unwrap();
        assert_eq!((number("200000") / ghz).round_dp(6), number("83333.333333"));
    }

    #[test]
    fn a_month_has_730_hours() {
        assert_eq!(MINUTES_A_MONTH, HOURS_A_MONTH * number("60"));
        assert_eq!(SECONDS_A_MONTH, MINUTES_A_MONTH * number("60"));
        assert_eq!(Each::Day.in_a_month(number("24")), Some(HOURS_A_MONTH));
        assert_eq!(
            Each::Day.in_a_month(number("50000")).map(|it| it.round_dp(2)),
            Some(number("1520833.33"))
        );
    }
}
