//! What a profile can give a value to: questions, and what the cost estimate would assume.

use crate::{
    field::{Field, FieldId},
    rulebase::{RuleBase, prices::ASSUMPTIONS},
};

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
            return base.prices.find_assumption(id).map(Self::Assumption);
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
