//! Which of the assumptions that a profile gives change nothing, or leave nothing to price.

use super::{draw::Known, estimate::Estimating};
use crate::field::{FieldId, Value};

impl Estimating<'_> {
    /// Lists what is assumed of a project, other than it would be anyway, and changes no total, nor
    /// its range.
    pub(super) fn idle(&self) -> Vec<FieldId> {
        let totals = |of: &Estimating<'_>| -> Vec<_> {
            let options = of.estimate().options.into_iter();
            options.map(|it| it.priced.map(|it| (it.total, it.hosting, it.stack))).collect()
        };
        let fields = self.book.fields.iter().map(|(field, _)| field).skip(self.book.questions);
        let mut usual = None;
        let is_idle = |field: &FieldId| {
            let Some(given) = self.known.given.get(*field) else { return false };
            self.without(*field, |without| {
                let assumed = without.expected().1;
                let number = assumed.numbers.get(field.index()).copied().map(Value::Number);
                let is_other = ![assumed.facts.get(*field), number].contains(&Some(given));
                is_other && *usual.get_or_insert_with(|| totals(self)) == totals(without)
            })
        };
        fields.filter(is_idle).collect()
    }

    /// Looks at the project as if an assumption had not been given.
    fn without<T>(&self, field: FieldId, look: impl FnOnce(&Estimating<'_>) -> T) -> T {
        let mut given = self.known.given.clone();
        given.set(field, None);
        look(&Estimating { known: Known { given: &given, ..self.known }, ..*self })
    }

    /// Says which assumption of the profile leaves an option without anything that is priced; nothing
    /// where that is no assumption's doing.
    pub(super) fn clash(&self, option: usize) -> Option<String> {
        let mut fields = self.book.fields.iter().skip(self.book.questions);
        let is_priced =
            |of: &Estimating<'_>| of.expected().0.options.get(option).is_some_and(Result::is_ok);
        let (_, field) = fields.find(|(field, _)| {
            self.known.given.get(*field).is_some() && self.without(*field, is_priced)
        })?;
        let id = &field.id;
        Some(format!("nothing is priced that fits both the answers and `{id}`"))
    }
}
