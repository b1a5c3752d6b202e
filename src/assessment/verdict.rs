//! The verdict: which option is recommended, or which are level. No tie is ever broken: options with
//! equal scores share a place, and where they share the first there is no recommendation.

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

/// Finds what follows from which options share the best score.
pub(super) fn verdict(mut best: impl Iterator<Item = OptionId>) -> Verdict {
    match (best.next(), best.next()) {
        (None, _) => Verdict::NoneFits,
        (Some(only), None) => Verdict::Recommended(only),
        (Some(first), Some(second)) => {
            Verdict::Tie([first, second].into_iter().chain(best).collect())
        }
    }
}
