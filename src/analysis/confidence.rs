//! Confidence in words: how far a recommendation can be relied on, from its lead, its acceptability
//! and what is open.
//!
//! | level  | lead in fit | first, of all weightings | stays, of the completions that exclude nothing |
//! |--------|-------------|--------------------------|------------------------------------------------|
//! | firm   | 4 or more   | 75 % or more             | settled: nothing that is open can change it    |
//! | clear  | 4 or more   | 75 % or more             | 90 % or more                                   |
//! | fair   | 2 or more   | 50 % or more             | 60 % or more                                   |
//! | slight | otherwise   |                          |                                                |
//!
//! The lead is how far the best option is ahead of the next on the scale from 0 to 100; an only
//! option left leads by everything. Completions answer all open questions at random. What could
//! still exclude an option is told apart and does not count here, since hardly any unfinished
//! profile would ever be more than slight.
//!
//! The levels were set on published decisions; a test prints how often each level agreed with what
//! was decided, and fails when the firm ones agree less often than the others.

use serde::{Deserialize, Serialize};

use super::{acceptability::Acceptability, information::Completions, open_questions::Openness};
use crate::assessment::{Assessment, Verdict};

/// How far a recommendation can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// There is no single recommendation.
    None,
    /// A small change of an answer or a weight turns it.
    Slight,
    /// It takes more than a small change to turn it.
    Fair,
    /// As far as is answered, little turns it; something that is open still can.
    Clear,
    /// Nothing that is open can turn it.
    Firm,
}

const HIGH: (f64, f64) = (4.0, 0.75);
const LOW: (f64, f64) = (2.0, 0.5);
const CLEAR_STAYS: f64 = 0.9;
const FAIR_STAYS: f64 = 0.6;

impl Confidence {
    /// The confidence in an assessment's recommendation.
    pub fn of(
        assessment: &Assessment,
        acceptability: &Acceptability,
        openness: &Openness,
        completions: &Completions,
    ) -> Self {
        let Verdict::Recommended(option) = assessment.verdict else { return Self::None };
        let first = acceptability.first(option);
        let lead = lead(assessment).unwrap_or(f64::INFINITY);
        let stays = completions.stays.unwrap_or(0.0);
        let at_least =
            |(least_lead, least_first): (f64, f64)| lead >= least_lead && first >= least_first;
        if at_least(HIGH) && openness.settled {
            Self::Firm
        } else if at_least(HIGH) && stays >= CLEAR_STAYS {
            Self::Clear
        } else if at_least(LOW) && (openness.settled || stays >= FAIR_STAYS) {
            Self::Fair
        } else {
            Self::Slight
        }
    }

    /// Every level that a recommendation can have, the highest first.
    pub const LEVELS: [Self; 4] = [Self::Firm, Self::Clear, Self::Fair, Self::Slight];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Slight => "slight",
            Self::Fair => "fair",
            Self::Clear => "clear",
            Self::Firm => "firm",
        }
    }
}

/// By how much the best option leads the next one in fit; none when no other is left.
pub fn lead(assessment: &Assessment) -> Option<f64> {
    let mut fits: Vec<f64> =
        assessment.standings.iter().filter(|it| it.rank.is_some()).map(|it| it.fit).collect();
    fits.sort_by(|one, other| other.total_cmp(one));
    match fits.as_slice() {
        [first, second, ..] => Some(first - second),
        _ => None,
    }
}
