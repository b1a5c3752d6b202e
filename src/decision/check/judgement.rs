//! What a check comes to, in words and as an outcome.

use crate::{analysis::confidence::Confidence, decision::finding::Outcome};

/// What is to be said of a decision.
pub(super) struct Judgement {
    pub(super) outcome: Outcome,
    pub(super) words: String,
    pub(super) rival: Option<String>,
    pub(super) confidence_now: Option<Confidence>,
}

impl Judgement {
    /// Creates a judgement without a rival.
    pub(super) fn new(outcome: Outcome, words: String) -> Self {
        Self { outcome, words, rival: None, confidence_now: None }
    }

    /// Names the option that is ahead, or next.
    pub(super) fn against(mut self, rival: Option<&str>) -> Self {
        self.rival = rival.map(str::to_owned);
        self
    }
}
