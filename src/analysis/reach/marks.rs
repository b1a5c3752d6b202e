//! The questions that are found to matter.

use std::collections::BTreeSet;

use crate::field::FieldId;

/// Questions found to matter.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Marks(BTreeSet<FieldId>);

impl Marks {
    /// Adds questions.
    pub(super) fn add(&mut self, questions: &[FieldId]) {
        self.0.extend(questions);
    }

    /// Tells whether a question is among them.
    pub(in crate::analysis) fn contains(&self, question: FieldId) -> bool {
        self.0.contains(&question)
    }

    /// Tells whether there are none.
    pub(in crate::analysis) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
