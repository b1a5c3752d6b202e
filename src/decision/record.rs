//! What a decision record keeps of an assessment: enough to say later what has changed, and why.
//!
//! A record names everything by id, so that it can be compared with another rule base than the one
//! it was made with.

use sha2::{Digest, Sha256};

use crate::{
    analysis::confidence::Confidence,
    assessment::Assessment,
    cost::estimate::Estimate,
    field::{Facts, Fields},
    profile::Profile,
    rulebase::{Effect, Rule, RuleBase},
};

/// The form of records that is written and read.
pub const FORM: &str = "whereto/decision/1";

/// An assessment as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The one option that was recommended; none for a tie, when nothing fits, or when nothing is
    /// answered.
    pub recommendation: Option<String>,
    /// `recommended`, `tie`, `none-fits` or `unanswered`.
    pub verdict: String,
    /// `firm`, `clear`, `fair` or `slight`; `none` without a recommendation. Not recorded where it
    /// was not worked out.
    pub confidence: Option<String>,
    /// The score of every option, in the order of the rule base.
    pub scores: Vec<(String, i64)>,
    /// What every dimension weighed.
    pub weights: Vec<(String, u8)>,
    /// The rules that fired, in the order of the rule base.
    pub rules: Vec<RecordedRule>,
    /// A digest of the answers and assumptions, which tells when they are edited.
    pub answers: String,
    /// The rule base.
    pub rule_base: Basis,
    /// The packs that the rule base was extended with, in the order in which they applied.
    pub packs: Vec<RecordedPack>,
    /// The price book; none for a rule base without prices.
    pub price_book: Option<Prices>,
    /// What each option that has a price was expected to cost in a month, in the currency of the
    /// price book.
    pub monthly_cost: Vec<(String, String)>,
}

/// A rule that fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRule {
    /// Its id.
    pub id: String,
    /// Its dimension.
    pub dimension: String,
    /// What it did.
    pub effect: RecordedEffect,
}

/// What a rule did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordedEffect {
    /// It gave points, before weights.
    Points(Vec<(String, i8)>),
    /// It ruled options out.
    Excludes(Vec<String>),
}

/// Which rule base was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// A digest over its files.
    pub digest: String,
    /// When its facts were last reviewed.
    pub reviewed: String,
}

/// A pack that a rule base was extended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedPack {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// A digest over its files.
    pub digest: String,
}

/// Which prices were applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prices {
    /// The name of the price book.
    pub name: String,
    /// When its prices were last reviewed.
    pub reviewed: String,
}

impl Record {
    /// The record of an assessment.
    pub fn of(
        base: &RuleBase,
        profile: &Profile,
        assessment: &Assessment,
        estimate: Option<&Estimate>,
        confidence: Option<Confidence>,
    ) -> Self {
        let id = |option| base.option(option).id.clone();
        let costs = estimate.into_iter().flat_map(|estimate| &estimate.options);
        let weights = base.dimensions.iter().zip(&assessment.weights);
        Self {
            recommendation: assessment.verdict.recommendation().map(id),
            verdict: assessment.verdict.name().to_owned(),
            confidence: confidence.map(|confidence| confidence.name().to_owned()),
            scores: assessment
                .standings
                .iter()
                .map(|standing| (id(standing.option), standing.score))
                .collect(),
            weights: weights.map(|(dimension, weight)| (dimension.id.clone(), *weight)).collect(),
            rules: assessment
                .fired
                .iter()
                .map(|rule| RecordedRule::of(base, base.rule(*rule)))
                .collect(),
            answers: answers(base, profile),
            rule_base: Basis {
                name: base.name.clone(),
                version: base.version.clone(),
                digest: base.digest.clone(),
                reviewed: base.reviewed.to_string(),
            },
            packs: base
                .packs
                .iter()
                .map(|pack| RecordedPack {
                    name: pack.name.clone(),
                    version: pack.version.clone(),
                    digest: pack.digest.clone(),
                })
                .collect(),
            price_book: base.prices.header.as_ref().map(|header| Prices {
                name: header.name.clone(),
                reviewed: header.reviewed.to_string(),
            }),
            monthly_cost: costs
                .filter_map(|it| {
                    Some((id(it.option), it.priced.as_ref().ok()?.total.expected.plain()))
                })
                .collect(),
        }
    }

    /// Whether it was made with this very rule base, packs included.
    pub fn is_of(&self, base: &RuleBase) -> bool {
        let packs = base.packs.iter().map(|pack| pack.digest.as_str());
        self.rule_base.digest == base.digest
            && self.packs.iter().map(|pack| pack.digest.as_str()).eq(packs)
    }

    /// The score of an option; none for an option that was not there.
    pub fn score(&self, option: &str) -> Option<i64> {
        self.scores.iter().find(|(id, _)| id == option).map(|(_, score)| *score)
    }

    /// What a dimension weighed.
    pub fn weight(&self, dimension: &str) -> Option<u8> {
        self.weights.iter().find(|(id, _)| id == dimension).map(|(_, weight)| *weight)
    }

    /// The rule with an id, if it fired.
    pub fn rule(&self, id: &str) -> Option<&RecordedRule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The rules that rule an option out.
    pub fn excluded_by<'r>(&'r self, option: &'r str) -> impl Iterator<Item = &'r RecordedRule> {
        self.rules.iter().filter(move |rule| rule.excludes(option))
    }

    /// The options that are not ruled out, with their scores, the best first; equal ones in the
    /// order of the rule base.
    pub fn ranking(&self) -> Vec<(&str, i64)> {
        let mut left: Vec<(&str, i64)> = self
            .scores
            .iter()
            .filter(|(option, _)| self.excluded_by(option).next().is_none())
            .map(|(option, score)| (option.as_str(), *score))
            .collect();
        left.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
        left
    }

    /// By how many points an option is ahead of the best other one that is not ruled out; none when
    /// there is no other.
    pub fn lead(&self, option: &str) -> Option<i64> {
        let (_, next) = self.ranking().into_iter().find(|(other, _)| *other != option)?;
        Some(self.score(option)? - next)
    }
}

impl RecordedRule {
    /// What is recorded of a rule.
    pub(super) fn of(base: &RuleBase, rule: &Rule) -> Self {
        let id = |option: &_| base.option(*option).id.clone();
        let effect = match &rule.effect {
            Effect::Points(points) => RecordedEffect::Points(
                points.iter().map(|(option, points)| (id(option), *points)).collect(),
            ),
            Effect::Excludes { options, .. } => {
                RecordedEffect::Excludes(options.iter().map(id).collect())
            }
        };
        Self { id: rule.id.clone(), dimension: base.dimension(rule.dimension).id.clone(), effect }
    }

    /// Whether another rule of its dimension does the same, in whatever order it is written.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        let options = |rule: &Self| match &rule.effect {
            RecordedEffect::Points(points) => {
                points.iter().map(|(option, _)| option.clone()).collect::<Vec<_>>()
            }
            RecordedEffect::Excludes(options) => options.clone(),
        };
        self.dimension == other.dimension
            && options(self).iter().chain(&options(other)).all(|option| {
                self.points(option) == other.points(option)
                    && self.excludes(option) == other.excludes(option)
            })
    }

    /// The points that it gives an option, before weights.
    pub fn points(&self, option: &str) -> i64 {
        match &self.effect {
            RecordedEffect::Points(points) => points
                .iter()
                .find(|(id, _)| id == option)
                .map_or(0, |(_, points)| i64::from(*points)),
            RecordedEffect::Excludes(_) => 0,
        }
    }

    /// Whether it rules an option out.
    pub fn excludes(&self, option: &str) -> bool {
        matches!(&self.effect, RecordedEffect::Excludes(options) if options.iter().any(|id| id == option))
    }
}

/// What people decided, where it is not what was recommended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The option.
    pub option: String,
    /// Why.
    pub because: String,
}

/// The first half of a SHA-256, in hexadecimal, over the answers and assumptions by id, whatever
/// their order.
fn answers(base: &RuleBase, profile: &Profile) -> String {
    let text = |fields: &Fields, facts: &Facts| -> Vec<String> {
        facts
            .known()
            .map(|(field, value)| {
                format!("{}={}\n", fields.get(field).id, fields.get(field).show(value))
            })
            .collect()
    };
    let mut lines = text(&base.fields, &profile.answers);
    lines.extend(text(&base.prices.fields, &profile.assumptions));
    lines.sort_unstable();
    let digest = Sha256::digest(lines.concat());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
