//! What a profile can give a value to: questions, and what the cost estimate would assume.

use crate::{
    field::{Field, FieldId},
    rulebase::RuleBase,
};

/// What the fields of the price book's own assumptions start with.
pub(super) const ASSUMPTIONS: &str = "assumptions.";

/// Finds the field of an assumption.
pub(super) fn assumption(base: &RuleBase, id: &str) -> Option<FieldId> {
    base.prices.fields.find(&format!("{ASSUMPTIONS}{id}"))
}

/// What a profile gives a value to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A question, by its field.
    Question(FieldId),
    /// An assumption, by the number of the price book's field.
    Assumption(FieldId),
}

impl Subject {
    /// Finds the question or, after `assumptions.`, the assumption of an id.
    pub fn find(base: &RuleBase, id: &str) -> Option<Self> {
        if let Some(id) = id.strip_prefix(ASSUMPTIONS) {
            return assumption(base, id).map(Self::Assumption);
        }
        let field = base.fields.find(id)?;
        (!base.fields.get(field).derived).then_some(Self::Question(field))
    }

    /// Returns what is to be known of it.
    pub(crate) fn field(self, base: &RuleBase) -> &Field {
        match self {
            Self::Question(field) => base.fields.get(field),
            Self::Assumption(field) => base.prices.fields.get(field),
        }
    }
}
