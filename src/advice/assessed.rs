//! What rules say of a project, without analyses: all that whoever goes through many profiles wants.

use crate::{
    assessment::{Assessment, Engine, Verdict},
    cost::Estimator,
    field::Facts,
    problem::Problems,
    profile::Profile,
    rulebase::{OptionId, RuleBase},
};

/// A project with what came of the rules.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Assessed {
    /// The project.
    pub profile: Profile,
    /// The answers with every derived field that follows from them: all that rules looked at.
    pub facts: Facts,
    /// What came of the rules.
    pub assessment: Assessment,
    /// What is odd about the profile, such as answers that contradict each other.
    pub warnings: Problems,
}

impl Assessed {
    pub(super) fn new(engine: &Engine<'_>, estimator: &Estimator<'_>, profile: Profile) -> Self {
        let facts = estimator.facts(&profile.answers);
        let assessment = engine.assess(&facts, &profile.weights);
        let mut warnings = profile.warnings.clone();
        warnings.extend(profile.contradictions(engine.base(), &facts));
        Self { profile, facts, assessment, warnings }
    }

    /// Returns the option on which the project runs today, where it should stay: nothing leads it by
    /// more than a move is worth.
    pub fn stays_on(&self, base: &RuleBase) -> Option<OptionId> {
        let current = self.runs_on(base)?;
        let best = match &self.assessment.verdict {
            Verdict::Recommended(best) => *best,
            Verdict::Tie(best) => *best.first()?,
            Verdict::NoneFits | Verdict::Unanswered => return None,
        };
        let [best, own] = [best, current].map(|option| self.assessment.standing(option).score);
        (best - own <= base.stay.as_ref()?.lead).then_some(current)
    }

    /// Returns the option on which the project runs today, unless it is ruled out; nothing where the
    /// rule base does not say what a move is worth.
    pub(crate) fn runs_on(&self, base: &RuleBase) -> Option<OptionId> {
        let current = base.stay.as_ref()?.current(&self.facts, &base.fields, &base.options)?;
        self.assessment.standing(current).rank.map(|_| current)
    }
}

/// Assesses project after project, and keeps what estimates have in common.
#[derive(Debug)]
pub struct Assessor<'e> {
    engine: &'e Engine<'e>,
    estimator: Estimator<'e>,
}

impl<'e> Assessor<'e> {
    /// Makes ready for projects of one rule base.
    pub fn new(engine: &'e Engine<'e>) -> Self {
        Self { engine, estimator: Estimator::assuming_nothing(engine.base()) }
    }

    /// Applies the rules to a project. Of a profile with several parts only what they share is
    /// looked at.
    pub fn assess(&self, profile: Profile) -> Assessed {
        if profile.assumptions.known().next().is_none() {
            return Assessed::new(self.engine, &self.estimator, profile);
        }
        let own = Estimator::new(self.engine.base(), &profile.assumptions);
        Assessed::new(self.engine, &own, profile)
    }
}
