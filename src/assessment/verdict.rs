//! The verdict: which option is recommended, or which are level. No tie is ever broken: options with
//! equal scores share a place, and where they share the first there is no recommendation.

use super::Standing;
use crate::rulebase::OptionId;

/// What follows from the scores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// One option is ahead of all others.
    Recommended(OptionId),
    /// These options share the best score.
    Tie(Vec<OptionId>),
    /// Every option is excluded.
    NoneFits,
    /// Nothing was answered.
    Unanswered,
}

impl Verdict {
    /// The one option that is recommended.
    pub fn recommendation(&self) -> Option<OptionId> {
        match self {
            Self::Recommended(option) => Some(*option),
            Self::Tie(_) | Self::NoneFits | Self::Unanswered => None,
        }
    }

    /// The word for it in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Recommended(_) => "recommended",
            Self::Tie(_) => "tie",
            Self::NoneFits => "none-fits",
            Self::Unanswered => "unanswered",
        }
    }
}

/// Gives every option that is not excluded its place, the same one to those with equal scores.
pub(super) fn rank(standings: &mut [Standing]) {
    let scores: Vec<i64> =
        standings.iter().filter(|it| it.excluded_by.is_empty()).map(|it| it.score).collect();
    for standing in standings.iter_mut().filter(|it| it.excluded_by.is_empty()) {
        standing.rank = Some(1 + scores.iter().filter(|score| **score > standing.score).count());
    }
}

/// Finds what follows from the places.
pub(super) fn verdict(standings: &[Standing]) -> Verdict {
    verdict_of(standings.iter().filter(|it| it.rank == Some(1)).map(|it| it.option))
}

/// Finds what follows from which options share the best score.
pub(super) fn verdict_of(mut best: impl Iterator<Item = OptionId>) -> Verdict {
    match (best.next(), best.next()) {
        (None, _) => Verdict::NoneFits,
        (Some(only), None) => Verdict::Recommended(only),
        (Some(first), Some(second)) => {
            Verdict::Tie([first, second].into_iter().chain(best).collect())
        }
    }
}
