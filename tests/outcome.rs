//! What comes of a profile under a rule base, by ids: comparable whoever worked it out, and in
//! whatever order.

use std::collections::{BTreeMap, BTreeSet};

use whereto::{
    assessment::{Assessment, Engine, Verdict},
    problem::{Problems, text::Look},
    profile::Profile,
    rulebase::RuleBase,
    source::Source,
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) fired: BTreeSet<String>,
    /// Weighted scores by option and dimension, without those that are zero.
    pub(crate) by_dimension: BTreeMap<String, BTreeMap<String, i64>>,
    pub(crate) scores: BTreeMap<String, i64>,
    pub(crate) ranks: BTreeMap<String, usize>,
    pub(crate) excluded_by: BTreeMap<String, BTreeSet<String>>,
    pub(crate) verdict: String,
    pub(crate) best: BTreeSet<String>,
}

/// Files as the engine takes them.
pub(crate) fn load(files: &[(String, String)]) -> RuleBase {
    let sources: Vec<_> = files.iter().map(|(name, text)| Source::new(name, text)).collect();
    RuleBase::load(&sources).unwrap_or_else(|problems| panic!("{}\n{files:#?}", worded(&problems)))
}

pub(crate) fn read(profile: &str, base: &RuleBase) -> Profile {
    Profile::read(&Source::new("profile.yaml", profile), base)
        .unwrap_or_else(|problems| panic!("{}\n{profile}", worded(&problems)))
}

pub(crate) fn worded(problems: &Problems) -> String {
    whereto::problem::text::render(problems, Look::default())
}

/// Assesses a profile.
pub(crate) fn assess(engine: &Engine<'_>, profile: &Profile) -> Assessment {
    engine.assess(&profile.answers, &profile.weights)
}

/// What the engine makes of texts.
pub(crate) fn outcome(files: &[(String, String)], profile: &str) -> Outcome {
    let base = load(files);
    let engine = Engine::new(&base).unwrap();
    outcome_of(&engine, profile)
}

pub(crate) fn outcome_of(engine: &Engine<'_>, profile: &str) -> Outcome {
    let base = engine.base();
    let assessment = assess(engine, &read(profile, base));
    let mut outcome = Outcome {
        fired: assessment.fired.iter().map(|rule| base.rule(*rule).id.clone()).collect(),
        verdict: assessment.verdict.name().to_owned(),
        best: match &assessment.verdict {
            Verdict::Recommended(option) => BTreeSet::from([base.option(*option).id.clone()]),
            Verdict::Tie(options) => {
                options.iter().map(|option| base.option(*option).id.clone()).collect()
            }
            Verdict::NoneFits | Verdict::Unanswered => BTreeSet::new(),
        },
        ..Outcome::default()
    };
    for standing in &assessment.standings {
        let id = base.option(standing.option).id.clone();
        let dimensions = base.dimensions.iter().zip(0u8..).map(|(dimension, index)| {
            (
                dimension.id.clone(),
                assessment.dimension_score(standing.option, whereto::rulebase::DimensionId(index)),
            )
        });
        outcome
            .by_dimension
            .insert(id.clone(), dimensions.filter(|(_, score)| *score != 0).collect());
        outcome.scores.insert(id.clone(), standing.score);
        if let Some(rank) = standing.rank {
            outcome.ranks.insert(id.clone(), rank);
        }
        let rules = standing.excluded_by.iter().map(|rule| base.rule(*rule).id.clone());
        outcome.excluded_by.insert(id.clone(), rules.collect());
        assert!((0.0..=100.0).contains(&standing.fit), "{id} has a fit of {}", standing.fit);
    }
    outcome
}
