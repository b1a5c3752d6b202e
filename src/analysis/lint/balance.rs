//! Whether answering favours an option: what the plausible answers of a question give each option
//! on average, and what all questions give together.

use super::{checks::Check, finding::Finding, linter::Lint};
use crate::{
    analysis::sampling::Urn,
    field::{Facts, FieldId},
};

/// By how many weighted points a question may favour an option on average.
const MOST: f64 = 1.0;

/// By how many weighted points all questions together may.
const MOST_IN_ALL: f64 = 6.0;

/// What rounding may add.
const ROUNDING: f64 = 1e-9;

/// What the plausible answers of questions give each option on average, in weighted points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Balance {
    /// By question, for each option in the order of the rule base.
    pub questions: Vec<(FieldId, Vec<f64>)>,
}

impl Balance {
    /// Adds up what all questions give.
    pub fn sum(&self) -> Vec<f64> {
        let mut sum: Vec<f64> = Vec::new();
        for (_, means) in &self.questions {
            sum.resize(means.len(), 0.0);
            sum.iter_mut().zip(means).for_each(|(sum, mean)| *sum += mean);
        }
        sum
    }
}

/// How far the greatest and the least of some means lie apart.
pub(crate) fn spread(means: &[f64]) -> f64 {
    let most = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = means.iter().copied().fold(f64::INFINITY, f64::min);
    if means.is_empty() { 0.0 } else { most - least }
}

impl Lint<'_> {
    pub(super) fn balance(&self, findings: &mut Vec<Finding>) -> Balance {
        let questions = self.base.questions.iter().map(|question| question.field);
        let balance = Balance { questions: questions.map(|it| (it, self.means(it))).collect() };
        for (field, means) in &balance.questions {
            if self.spread_of_own(means) > MOST + ROUNDING {
                let id = &self.base.fields.get(*field).id;
                let message = format!(
                    "plausible answers to `{id}` give on average {}: more than one point apart",
                    self.words(means)
                );
                findings.push(Finding::new(Check::Balance, "question", id, message));
            }
        }
        let sum = balance.sum();
        if self.spread_of_own(&sum) > MOST_IN_ALL + ROUNDING {
            let message = format!(
                "plausible answers to all questions give on average {}: more than six points apart",
                self.words(&sum)
            );
            findings.push(Finding::new(Check::Balance, "rule base", &self.base.name, message));
        }
        balance
    }

    /// Returns how far the means of the rule base's own options lie apart: what packs bring is held
    /// against what was there by those who bring it.
    fn spread_of_own(&self, means: &[f64]) -> f64 {
        let options = self.base.options.iter().zip(means);
        let own = options.filter(|(option, _)| self.base.origin("option", &option.id).is_none());
        let own: Vec<f64> = own.map(|(_, mean)| *mean).collect();
        spread(&own)
    }

    /// Works out what plausible answers to a question alone give each option on average.
    fn means(&self, field: FieldId) -> Vec<f64> {
        let mut means = vec![0.0; self.base.options.len()];
        for (answer, share) in Urn::likely(self.base.fields.get(field)).answers() {
            let mut answers = Facts::unknown(self.base.fields.len());
            answers.set(field, Some(answer));
            let assessment = self.engine.assess(&answers, &self.weights);
            for (mean, standing) in means.iter_mut().zip(&assessment.standings) {
                *mean += share * standing.score as f64;
            }
        }
        means
    }

    fn words(&self, means: &[f64]) -> String {
        let each = self.base.options.iter().zip(means);
        let each: Vec<String> =
            each.map(|(option, mean)| format!("`{}` {mean:+.1}", option.id)).collect();
        each.join(", ")
    }
}
