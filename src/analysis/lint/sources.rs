//! Sources that nothing uses, and facts that are old.

use jiff::{ToSpan, civil::Date};

use super::{checks::Check, finding::Finding, linter::Lint};
use crate::rulebase::{Citation, ClaimId, FactId};

impl Lint<'_> {
    pub(super) fn sources(&self, findings: &mut Vec<Finding>) {
        let mut cited = self.base.citations();
        for claim in &self.base.claims {
            // What brings a claim up to date is used by it.
            for fact in &claim.facts {
                cited.entry(Citation::Fact(*fact)).or_default();
            }
        }
        for (claim, index) in self.base.claims.iter().zip(0u16..) {
            if claim.waived.is_none() && !cited.contains_key(&Citation::Claim(ClaimId(index))) {
                let message =
                    format!("nothing cites the claim `{}`, and it is not waived", claim.id);
                findings.push(Finding::new(Check::UnusedSource, "source", &claim.id, message));
            }
        }
        let months = i32::from(self.settings.old_after_months);
        let oldest = self.settings.as_of.checked_sub(months.months()).unwrap_or(Date::MIN);
        for (fact, index) in self.base.facts.iter().zip(0u16..) {
            if !cited.contains_key(&Citation::Fact(FactId(index))) {
                let message = format!("nothing cites the fact `{}`", fact.id);
                findings.push(Finding::new(Check::UnusedSource, "source", &fact.id, message));
            } else if fact.lasting.is_none()
                && fact.as_of.latest().is_some_and(|date| date < oldest)
            {
                let message = format!(
                    "the fact `{}` is as of {}, more than {months} months before {}",
                    fact.id, fact.as_of, self.settings.as_of
                );
                findings.push(Finding::new(Check::OldFact, "source", &fact.id, message));
            }
        }
    }
}
