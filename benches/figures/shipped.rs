//! What the figures are worked out on: the shipped rule base, the collected cases, and random
//! profiles.

use std::{fs, path::Path};

use serde_yaml::Value;
use whereto::{
    analysis::{Case, open_questions::open_questions, sampling::Draw},
    assessment::Engine,
    cost::Estimator,
    problem::Problem,
    profile::Profile,
    rulebase::RuleBase,
    source::Source,
};

/// The case files, by name.
const CASES: [(&str, &str); 4] = [
    ("decisions for Lambda", "rules/decisions/aws-lambda.yaml"),
    ("decisions for Firebase", "rules/decisions/firebase.yaml"),
    ("decisions for a server", "rules/decisions/traditional-server.yaml"),
    ("scenarios of the documents", "rules/scenarios/documents.yaml"),
];

/// The shipped rule base, ready for use.
pub(crate) struct Shipped {
    engine: Engine<'static>,
}

impl Shipped {
    /// Loads it, once for the whole process.
    pub(crate) fn load() -> Result<Self, String> {
        let base: &'static RuleBase =
            Box::leak(Box::new(RuleBase::shipped().map_err(|problems| words(&problems))?));
        let engine = Engine::new(base).map_err(|problem| words(&[problem]))?;
        Ok(Self { engine })
    }

    /// The rule base.
    pub(crate) fn base(&self) -> &'static RuleBase {
        self.engine.base()
    }

    /// Calls `work` with a profile ready for analysis.
    pub(crate) fn with_case<T>(&self, profile: &Profile, work: impl FnOnce(&Case<'_>) -> T) -> T {
        let derivation = Estimator::new(self.base(), &profile.assumptions);
        let (answers, weights) = (&profile.answers, profile.weights.as_slice());
        work(&Case { engine: &self.engine, answers, weights, derivation: &derivation })
    }

    /// Whether nothing that is open can change the recommendation.
    pub(crate) fn is_settled(&self, profile: &Profile) -> bool {
        self.with_case(profile, |case| open_questions(case, &case.assess()).settled)
    }

    /// The engine.
    pub(crate) fn engine(&self) -> &Engine<'static> {
        &self.engine
    }
}

/// The profiles of all case files.
pub(crate) fn cases(shipped: &Shipped) -> Result<Vec<(&'static str, Vec<Profile>)>, String> {
    CASES.iter().map(|(name, path)| Ok((*name, read(shipped, path)?))).collect()
}

fn read(shipped: &Shipped, path: &str) -> Result<Vec<Profile>, String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
        .map_err(|it| it.to_string())?;
    let cases: Vec<Value> = serde_yaml::from_str(&text).map_err(|it| it.to_string())?;
    let profile = |case: &Value| {
        let facts = serde_yaml::to_string(&case["facts"]).map_err(|it| it.to_string())?;
        Profile::read(&Source::new(path, facts), shipped.base())
            .map_err(|problems| words(&problems))
    };
    cases.iter().map(profile).collect()
}

/// A profile in which each question is answered with the given chance, at random.
pub(crate) fn random_profile(shipped: &Shipped, percent: u64, draw: &mut Draw) -> Profile {
    let mut profile = Profile::blank(shipped.base());
    for question in &shipped.base().questions {
        if draw.below(100) < percent {
            profile
                .answers
                .set(question.field, draw.answer(shipped.base().fields.get(question.field)));
        }
    }
    profile
}

fn words(problems: &[Problem]) -> String {
    problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("\n")
}
