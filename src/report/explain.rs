//! What an id of the rule base stands for, what ties to it, and, under a profile, what came of it
//! and why.
//!
//! Everything under a profile is taken from the engine: the truth of conditions from
//! [`crate::condition::Explained`], scores from [`crate::assessment`].

mod find;
mod gather;
mod page;
mod things;

use schemars::JsonSchema;
use serde::Serialize;

pub use self::things::*;
use super::{VerdictWord, ids::AnOption, recommended, track_record::TrackRecordReport};
pub use crate::rulebase::ThingKind as Kind;
use crate::{
    advice::Advice,
    analysis::track_record::track_records,
    assessment::{Assessment, Engine},
    problem::Problem,
    rulebase::RuleBase,
};

/// The schema that explanations follow.
pub const SCHEMA: &str = "whereto/explain/1";

/// Lists every id that can be explained, with the kind of thing that it is of.
pub fn ids(base: &RuleBase) -> Vec<(&str, Kind)> {
    base.things().into_iter().map(|(id, found)| (id, found.kind)).collect()
}

/// Explains everything that has an id; of one kind only, if one is given.
///
/// # Errors
/// When nothing has that id, with the nearest ids of every kind.
pub fn explain(
    base: &RuleBase,
    id: &str,
    kind: Option<Kind>,
    under: Option<&Advice<'_>>,
) -> Result<Explanation, Problem> {
    let (found, others) = find::find(base, id, kind)?;
    let builder = gather::Builder { base, under, cited: base.citations() };
    let verdict = under.map(|under| VerdictUnder {
        project: under.profile().project.clone(),
        verdict: (&under.assessment().verdict).into(),
        recommendation: recommended(base, &under.assessment().verdict),
        excluded: excluded(base, under.assessment()),
    });
    Ok(Explanation {
        schema: SCHEMA,
        id: id.to_owned(),
        profile: verdict,
        others,
        things: found.into_iter().map(|found| builder.thing(found)).collect(),
        names: base
            .options
            .iter()
            .map(|option| (option.id.clone(), option.short.clone()))
            .collect(),
    })
}

impl Explanation {
    /// Adds to each rule its track record over the decisions that go with the rule base.
    #[must_use]
    pub fn with_track_records(mut self, engine: &Engine<'_>) -> Self {
        let base = engine.base();
        let rules = self.things.iter_mut().filter_map(|thing| match thing {
            Thing::Rule(rule) => Some(rule),
            _ => None,
        });
        let mut rules = rules.peekable();
        if rules.peek().is_some() {
            let records = track_records(engine);
            for rule in rules {
                let record = base.find_rule(&rule.named.id).and_then(|id| records.get(id.index()));
                rule.track_record = record.and_then(|it| TrackRecordReport::new(base, it));
            }
        }
        self
    }
}

/// Returns the ids of the options that are ruled out.
fn excluded(base: &RuleBase, assessment: &Assessment) -> Vec<String> {
    let excluded = assessment.standings.iter().filter(|standing| !standing.excluded_by.is_empty());
    excluded.map(|standing| base.option(standing.option).id.clone()).collect()
}

/// What an id stands for.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Explanation {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The id that was asked about.
    pub id: String,
    /// The verdict on the profile that it is explained under; null without one.
    pub profile: Option<VerdictUnder>,
    /// What has that id: nearly always one thing.
    pub things: Vec<Thing>,
    /// The kinds of other things with that id, which were not asked about.
    pub others: Vec<Kind>,
    /// The short names of the options by their ids.
    #[serde(skip)]
    pub names: Vec<(String, String)>,
}

/// The verdict on a profile.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct VerdictUnder {
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// What came of it.
    pub verdict: VerdictWord,
    /// The id of the one option that is recommended.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// The options that are ruled out.
    #[schemars(with = "Vec<AnOption>")]
    pub excluded: Vec<String>,
}
