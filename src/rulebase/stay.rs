//! When a project should stay where it runs today.

use super::{Citation, HostingOption, OptionId};
use crate::field::{Facts, FieldId, Fields, Value};

/// What a move has to be worth.
#[derive(Clone, Debug)]
pub struct Stay {
    /// The question where the project runs today; a choice of it that is the id of an option means
    /// that option.
    pub question: FieldId,
    /// The points by which another option leads at most, without being worth a move.
    pub lead: i64,
    /// Why it has to be worth that, a sentence.
    pub because: String,
    /// What says so.
    pub cites: Vec<Citation>,
}

impl Stay {
    /// Returns the option on which a project runs today, if it is one.
    pub fn current(
        &self,
        facts: &Facts,
        fields: &Fields,
        options: &[HostingOption],
    ) -> Option<OptionId> {
        let Some(Value::Choice(choice)) = facts.get(self.question) else { return None };
        let choice = fields.get(self.question).choices().get(usize::from(choice))?;
        let number = options.iter().position(|option| option.id == choice.id)?;
        u8::try_from(number).ok().map(OptionId)
    }
}
