//! The warning that a profile assumes what makes no difference to what it costs.

use super::{Advice, Advised};
use crate::problem::{Code, Problem, Problems};

impl Advice<'_> {
    /// Warns of each assumption of the profile that makes no difference, such as whose VPS it is where
    /// none is priced.
    pub fn warnings_of_idle_assumptions(&self) -> Problems {
        let book = &self.base().prices;
        let idle = self.estimator().idle(&self.profile().answers);
        idle.into_iter()
            .map(|field| {
                let message = format!(
                    "`{}` makes no difference: no total here follows from it",
                    book.fields.get(field).id
                );
                Problem::warning(Code::UNSUPPORTED, message)
            })
            .collect()
    }
}

impl Advised<'_> {
    /// Warns of each assumption that makes no difference to any part.
    pub fn warnings_of_idle_assumptions(&self) -> Problems {
        let mut parts = self.each().map(Advice::warnings_of_idle_assumptions);
        let first = parts.next().unwrap_or_default();
        parts.fold(first, |all, part| {
            let is_shared = |it: &Problem| part.iter().any(|other| other == it);
            all.into_iter().filter(is_shared).collect()
        })
    }
}
