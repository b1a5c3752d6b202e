//! Which of the assumptions that a profile gives no price follows from, or nothing fits.

use super::{draw::Known, estimate::Estimating, plan::Plan};
use crate::{
    field::FieldId,
    rulebase::prices::{Assumed, Assumption},
};

impl Estimating<'_> {
    /// Lists what is assumed of a project and makes no difference to anything that is priced.
    pub(super) fn idle(&self) -> Vec<FieldId> {
        let book = self.book;
        let (plan, _) = self.expected();
        let mut used = self.looked_at(&plan);
        // What is expected of one thing may follow from another.
        let mut seen = 0;
        while let Some(next) = used.get(seen).copied() {
            seen += 1;
            let assumption = book.assumption(next).filter(|_| self.known.get(next).is_none());
            for field in assumption.into_iter().flat_map(follows_from) {
                if !used.contains(&field) {
                    used.push(field);
                }
            }
        }
        let own = book.fields.iter().map(|(field, _)| field).skip(book.questions);
        let given = own.filter(|field| self.known.given.get(*field).is_some());
        given.filter(|field| !used.contains(field)).collect()
    }

    /// Says which assumption of the profile leaves an option without anything that is priced; nothing
    /// where that is no assumption's doing.
    pub(super) fn clash(&self, option: usize) -> Option<String> {
        let mut fields = self.book.fields.iter().skip(self.book.questions);
        let (_, field) = fields.find(|(field, _)| {
            let mut given = self.known.given.clone();
            let was = given.get(*field);
            given.set(*field, None);
            let without = Estimating { known: Known { given: &given, ..self.known }, ..*self };
            was.is_some() && without.expected().0.options.get(option).is_some_and(Result::is_ok)
        })?;
        let id = &field.id;
        Some(format!("nothing is priced that fits both the answers and `{id}`"))
    }

    /// Lists what decides which stacks there are, and what they cost.
    fn looked_at(&self, plan: &Plan<'_>) -> Vec<FieldId> {
        let mut fields = self.fields_of(plan);
        fields.extend(self.book.stacks.iter().flat_map(|stack| stack.when.fields()));
        fields
    }
}

/// Lists the fields that what is expected of another one follows from.
fn follows_from(assumption: &Assumption) -> Vec<FieldId> {
    match &assumption.assumed {
        Assumed::Number(guesses) => {
            let each = guesses.iter().filter_map(|guess| guess.for_each);
            guesses.iter().flat_map(|guess| guess.when.fields()).chain(each).collect()
        }
        Assumed::Answer(answers) => answers.iter().flat_map(|(when, _)| when.fields()).collect(),
    }
}
