//! Confidence in words: how far a recommendation can be relied on, from its lead, its acceptability and what is open.
//!
//! | level  | when |
//! |--------|------|
//! | firm   | nothing that is open can change it |
//! | clear  | it leads by at least 10 of 100 in fit, and is first under at least 90 % of all weightings |
//! | fair   | it leads by at least 4 in fit, and is first under at least 75 % of all weightings |
//! | slight | otherwise |
//!
//! The levels were set on published decisions; a test prints how often each level agreed with what was decided, and
//! fails when the firm ones agree less often than the others.

use super::{acceptability::Acceptability, open_questions::Openness};
use crate::assessment::{Assessment, Verdict};

/// How far a recommendation can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

const CLEAR_LEAD: f64 = 10.0;
const CLEAR_ACCEPTABILITY: f64 = 0.9;
const FAIR_LEAD: f64 = 4.0;
const FAIR_ACCEPTABILITY: f64 = 0.75;

impl Confidence {
    /// The confidence in an assessment's recommendation.
    pub fn of(assessment: &Assessment, acceptability: &Acceptability, openness: &Openness) -> Self {
        let Verdict::Recommended(option) = assessment.verdict else { return Self::None };
        let first = acceptability.first(option);
        let lead = lead(assessment).unwrap_or(f64::INFINITY);
        if openness.settled {
            Self::Firm
        } else if lead >= CLEAR_LEAD && first >= CLEAR_ACCEPTABILITY {
            Self::Clear
        } else if lead >= FAIR_LEAD && first >= FAIR_ACCEPTABILITY {
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
    let mut fits: Vec<f64> = assessment.standings.iter().filter(|it| it.rank.is_some()).map(|it| it.fit).collect();
    fits.sort_by(|one, other| other.total_cmp(one));
    match fits.as_slice() {
        [first, second, ..] => Some(first - second),
        _ => None,
    }
}
