//! The warning that a profile assumes what makes no difference to what it costs.

use super::{Advice, Advised};
use crate::problem::{Code, Problem, Problems};

impl Advised<'_> {
    /// Warns of each assumption that makes no difference to any part, such as whose VPS it is where
    /// none is priced.
    pub fn warnings_of_idle_assumptions(&self) -> Problems {
        let shared = self.each().map(Advice::idle_assumptions).reduce(|mut all, part| {
            all.retain(|id| part.contains(id));
            all
        });
        shared.into_iter().flatten().map(makes_no_difference).collect()
    }
}

impl Advice<'_> {
    /// Lists the ids of the assumptions that make no difference.
    fn idle_assumptions(&self) -> Vec<&str> {
        let idle = self.estimator().idle(&self.profile().answers).into_iter();
        idle.map(|field| self.base().prices.fields.get(field).id.as_str()).collect()
    }
}

fn makes_no_difference(id: &str) -> Problem {
    let message = format!("`{id}` makes no difference: no total here follows from it");
    Problem::warning(Code::UNSUPPORTED, message)
}
