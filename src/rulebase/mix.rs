//! When a system of several parts is worth more than one platform.

use super::{Citation, RuleId};
use crate::{condition::Condition, field::Facts};

/// What the operation of a further platform is worth, in fit.
#[derive(Clone, Debug)]
pub struct Mix {
    /// What a part may lose, by who is there to run things; the first that applies counts, and the
    /// last one always does.
    pub most_loss: Vec<MostLoss>,
    /// Rules on what a part cannot do without: no platform is taken for all against which one of them
    /// speaks for a part that has a better one.
    pub unless: Vec<RuleId>,
    /// Why it is worth that, a sentence.
    pub because: String,
    /// What says so.
    pub cites: Vec<Citation>,
}

/// What a part may lose for the sake of one platform.
#[derive(Clone, Debug)]
pub struct MostLoss {
    /// When it applies.
    pub when: Condition,
    /// Points of fit, 0 to 100.
    pub fit: u8,
}

impl Mix {
    /// Returns what applies to a system by what all its parts share.
    pub fn most_loss(&self, shared: &Facts) -> Option<&MostLoss> {
        self.most_loss.iter().find(|it| it.when.holds(shared))
    }
}
