//! What rules say of a project, without analyses: all that whoever goes through many profiles wants.

use crate::{
    assessment::{Assessment, Engine},
    cost::Estimator,
    field::Facts,
    problem::Problems,
    profile::Profile,
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
