//! The interview as a state machine: which question comes next, what a reply does, and how one goes back.
//! It knows no terminal.

use crate::{
    field::{Field, FieldId, Kind, Value},
    profile::Profile,
    quantity,
    rulebase::RuleBase,
};

/// An interview under way.
#[derive(Clone, Debug)]
pub struct Interview<'b> {
    base: &'b RuleBase,
    profile: Profile,
    /// The questions to ask, in order.
    order: Vec<FieldId>,
    /// How many of them have been replied to.
    at: usize,
}

/// What one can say to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An answer.
    Answer(Value),
    /// Nothing: the question stays open.
    Skip,
    /// To the question before.
    Back,
}

impl<'b> Interview<'b> {
    /// An interview that asks what `profile` leaves open.
    pub fn new(base: &'b RuleBase, profile: Profile) -> Self {
        let open = base.questions.iter().map(|question| question.field);
        let order = open.filter(|field| profile.answers.get(*field).is_none()).collect();
        Self { base, profile, order, at: 0 }
    }

    /// The question to ask now; none when all have been replied to.
    pub fn next(&self) -> Option<FieldId> {
        self.order.get(self.at).copied()
    }

    /// The number of the question that is asked now, from 1, and how many there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.at + 1, self.order.len())
    }

    /// The answer that was given to a question before.
    pub fn answer(&self, field: FieldId) -> Option<Value> {
        self.profile.answers.get(field)
    }

    /// Takes a reply to the question that is asked now.
    pub fn reply(&mut self, reply: Reply) {
        let Some(field) = self.next() else {
            if reply == Reply::Back {
                self.at = self.at.saturating_sub(1);
            }
            return;
        };
        match reply {
            Reply::Answer(value) => self.profile.answers.set(field, Some(value)),
            Reply::Skip => self.profile.answers.set(field, None),
            Reply::Back => {
                self.at = self.at.saturating_sub(1);
                return;
            }
        }
        self.at += 1;
    }

    /// The rule base whose questions are asked.
    pub fn base(&self) -> &'b RuleBase {
        self.base
    }

    /// The answers so far.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Ends the interview.
    pub fn finish(self) -> Profile {
        self.profile
    }
}

/// Reads a number as people type it, and checks it against the question.
///
/// # Errors
/// What is wrong with it, in a sentence; also when the field is not a number.
pub fn read_number(typed: &str, field: &Field) -> Result<Value, String> {
    let Kind::Number(scale) = &field.kind else { return Err("this question does not ask for a number".to_owned()) };
    let mut number = quantity::parse(typed, &scale.unit)?;
    if scale.whole {
        // "1k a day" is no whole number of requests a month, and is meant all the same.
        number = number.round();
    }
    match scale.holds(number) {
        true => Ok(Value::Number(number)),
        false => Err(format!("`{}` is not {}", number.normalize(), scale.describe())),
    }
}
