//! Confidence in words: how far a recommendation can be relied on, from what came of published
//! decisions with a lead like this and from what is open.
//!
//! | level     | teams chose the same | first, of all weightings | holds           |
//! |-----------|----------------------|--------------------------|-----------------|
//! | very high | in 90 % or more      | 50 % or more             | in 90 % or more |
//! | high      | in 80 % or more      | 50 % or more             | in 60 % or more |
//! | moderate  | in 60 % or more      | 50 % or more             | in 50 % or more |
//! | low       | otherwise            |                          |                 |
//!
//! How often teams chose the same is that of the band that the lead falls into
//! ([`super::likelihood`]). How often it holds is the figure that is told beside the word: in so
//! many of the plausible answers to the rest ([`super::remaining`]). An option whose own fit is
//! under 50 is at most high, since it has more against it than for it, and is only better than the
//! others; and so is one that an answer to a question that was skipped could overtake, which that
//! figure leaves open.
//!
//! A rule base that knows no published decisions goes by the lead in fit, and nothing is very high
//! there:
//!
//! | level    | lead in fit | first        | holds           |
//! |----------|-------------|--------------|-----------------|
//! | high     | 8 or more   | 75 % or more | in 90 % or more |
//! | moderate | 4 or more   | 50 % or more | in 60 % or more |
//! | low      | otherwise   |              |                 |
//!
//! A test holds the levels to the published decisions: a higher one never agrees less often than a
//! lower one, with the stated facts alone as well.

use super::{acceptability::Acceptability, likelihood::Likely};
use crate::{
    assessment::{Assessment, Verdict},
    words::{Worded, worded},
};

worded! {
    /// How far a recommendation can be relied on.
    pub enum Confidence {
        /// There is no single recommendation.
        None = "none",
        /// Teams often chose otherwise with a lead like this, or little is known.
        Low = "low",
        /// Three of five teams chose the same with a lead like this.
        Moderate = "moderate",
        /// Four of five teams chose the same with a lead like this.
        High = "high",
        /// Nine of ten teams chose the same with a lead like this, and what is open seldom turns it.
        VeryHigh = "very high",
    }
}

/// The words of earlier versions, as records still hold them.
pub(crate) const EARLIER: [(&str, Confidence); 4] = [
    ("slight", Confidence::Low),
    ("fair", Confidence::Moderate),
    ("clear", Confidence::High),
    ("firm", Confidence::VeryHigh),
];

/// The least that a level asks for.
struct Least {
    level: Confidence,
    /// In which share of the decisions teams chose the same; or, where no decisions are known, the
    /// lead in fit.
    borne_out: f64,
    /// The share of weightings under which the option is first.
    first: f64,
    /// The share of plausible answers to the rest in which it holds.
    holds: f64,
}

const fn least(level: Confidence, borne_out: f64, first: f64, holds: f64) -> Least {
    Least { level, borne_out, first, holds }
}

/// How far what is open could still turn a recommendation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holds {
    /// The share of plausible answers to what may still be asked in which it holds.
    pub share: f64,
    /// Whether nothing that was skipped could turn it.
    pub beside_skipped: bool,
}

/// By how often teams chose the same.
const BY_DECISIONS: &[Least] = &[
    least(Confidence::VeryHigh, 0.9, 0.5, 0.9),
    least(Confidence::High, 0.8, 0.5, 0.6),
    least(Confidence::Moderate, 0.6, 0.5, 0.5),
];

/// By the lead in fit.
const BY_LEAD: &[Least] =
    &[least(Confidence::High, 8.0, 0.75, 0.9), least(Confidence::Moderate, 4.0, 0.5, 0.6)];

/// An option with a fit under this has more against it than for it, and is never "very high".
pub(crate) const LEAST_FIT: f64 = 50.0;

impl Confidence {
    /// Works out the confidence in an assessment's recommendation.
    pub fn new(
        assessment: &Assessment,
        likely: Option<&Likely>,
        acceptability: &Acceptability,
        holds: Holds,
    ) -> Self {
        let Verdict::Recommended(option) = assessment.verdict else { return Self::None };
        let band = likely.and_then(|likely| likely.band);
        let first = acceptability.first(option);
        let (levels, borne_out) = match band {
            Some(band) => (BY_DECISIONS, band.agreement()),
            None => (BY_LEAD, lead(assessment).unwrap_or(f64::INFINITY)),
        };
        let reached = levels.iter().find(|least| {
            borne_out >= least.borne_out && first >= least.first && holds.share >= least.holds
        });
        let level = reached.map_or(Self::Low, |least| least.level);
        let is_poor = assessment.standing(option).fit < LEAST_FIT;
        if is_poor || !holds.beside_skipped { level.min(Self::High) } else { level }
    }

    /// Every level that a recommendation can have, the highest first.
    pub const LEVELS: [Self; 4] = [Self::VeryHigh, Self::High, Self::Moderate, Self::Low];

    /// Returns the level that a record names, by its word or by one of earlier versions.
    pub(crate) fn recorded(word: &str) -> Option<Self> {
        let earlier = EARLIER.iter().find(|(known, _)| *known == word);
        Self::named(word).or(earlier.map(|(_, level)| *level))
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

#[cfg(test)]
mod tests {
    use super::Confidence;

    #[test]
    fn words_of_earlier_versions_are_read_as_the_nearest() {
        assert_eq!(Confidence::recorded("firm"), Some(Confidence::VeryHigh));
        assert_eq!(Confidence::recorded("slight"), Some(Confidence::Low));
        for level in Confidence::LEVELS {
            assert_eq!(Confidence::recorded(level.name()), Some(level));
        }
        assert_eq!(Confidence::recorded("sure"), None);
    }
}
