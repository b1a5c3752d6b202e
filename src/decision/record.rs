//! What a decision record keeps of an assessment: enough to say later what has changed, and why.
//!
//! A record names everything by id, so that it can be compared with another rule base than the one
//! it was made with. It is written and read as it stands here:
//!
//! ```yaml
//! recommendation: cloud-functions
//! verdict: recommended
//! confidence: moderate
//! scores: {cloud-functions: 6, own-server: -5}
//! weights: {traffic: 4, latency: 3}
//! rules:
//!   traffic/bursts: {dimension: traffic, points: {cloud-functions: 3, own-server: -2}}
//! answers: "b7d193da89dfaf314c95ab3def7c20ec"
//! rule_base: {name: "small", version: "1.0.0", digest: "…", reviewed: 2026-11-21}
//! ```

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use sha2::{Digest, Sha256};

use crate::{
    advice::Advice,
    analysis::confidence::Confidence,
    field::{Facts, Fields},
    profile::Profile,
    report::{VerdictWord, effect, recommended},
    rulebase::{Rule, RuleBase, hex},
};

/// The form of records that is written and read.
pub const FORM: &str = "whereto/decision/1";

/// An assessment as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Record {
    /// The one option that was recommended; none for a tie, when nothing fits, or when nothing is
    /// answered.
    pub recommendation: Option<String>,
    /// The option that people chose, if they did.
    pub chosen: Option<String>,
    /// Why they chose it.
    pub because: Option<String>,
    /// What came of the rules.
    pub verdict: VerdictWord,
    /// How far the recommendation could be relied on. Not recorded where it was not worked out.
    #[serde(deserialize_with = "confidence")]
    pub confidence: Option<Confidence>,
    /// The score of every option, in the order of the rule base.
    #[serde(with = "mapping")]
    pub scores: Vec<(String, i64)>,
    /// What every dimension weighed.
    #[serde(with = "mapping")]
    pub weights: Vec<(String, u8)>,
    /// The rules that fired, by id, in the order of the rule base.
    #[serde(with = "mapping")]
    pub rules: Vec<(String, RecordedRule)>,
    /// A digest of the answers and assumptions, which tells when they are edited.
    pub answers: String,
    /// The rule base.
    pub rule_base: Basis,
    /// The packs that the rule base was extended with, by name, in the order in which they
    /// applied.
    #[serde(default, with = "mapping", skip_serializing_if = "Vec::is_empty")]
    pub packs: Vec<(String, RecordedPack)>,
    /// The price book; none for a rule base without prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_book: Option<Prices>,
    /// What each option that has a price was expected to cost in a month, in the currency of the
    /// price book.
    #[serde(default, with = "mapping", skip_serializing_if = "Vec::is_empty")]
    pub monthly_cost_usd: Vec<(String, String)>,
}

/// A rule that fired: it either gave points or ruled options out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct RecordedRule {
    /// The id of its dimension.
    pub dimension: String,
    /// What it gave options, before weights.
    #[serde(default, with = "mapping", skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<(String, i8)>,
    /// The options that it ruled out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<String>,
}

/// Which rule base was applied.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Basis {
    /// What it is called.
    pub name: String,
    /// Which version of it.
    pub version: String,
    /// A digest over its files.
    pub digest: String,
    /// The day on which its facts were last reviewed.
    pub reviewed: String,
}

/// A pack that a rule base was extended with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct RecordedPack {
    /// Which version of it.
    pub version: String,
    /// A digest over its files.
    pub digest: String,
}

/// Which prices were applied.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Prices {
    /// The name of the price book.
    pub name: String,
    /// The day on which its prices were last reviewed.
    pub reviewed: String,
}

impl Record {
    /// Makes the record of an advice, with the confidence in it where that is wanted: it takes long
    /// to work out.
    pub fn new(advice: &Advice<'_>, confidence: Option<Confidence>) -> Self {
        let (base, assessment) = (advice.base(), advice.assessment());
        let id = |option| base.option(option).id.clone();
        let costs = advice.estimate().into_iter().flat_map(|estimate| &estimate.options);
        let weights = base.dimensions.iter().zip(&assessment.weights);
        Self {
            recommendation: recommended(base, &assessment.verdict),
            chosen: None,
            because: None,
            verdict: (&assessment.verdict).into(),
            confidence,
            scores: assessment
                .standings
                .iter()
                .map(|standing| (id(standing.option), standing.score))
                .collect(),
            weights: weights.map(|(dimension, weight)| (dimension.id.clone(), *weight)).collect(),
            rules: assessment
                .fired
                .iter()
                .map(|rule| base.rule(*rule))
                .map(|rule| (rule.id.clone(), RecordedRule::new(base, rule)))
                .collect(),
            answers: answers(base, advice.profile()),
            rule_base: Basis {
                name: base.name.clone(),
                version: base.version.clone(),
                digest: base.digest.clone(),
                reviewed: base.reviewed.to_string(),
            },
            packs: base
                .packs
                .iter()
                .map(|pack| {
                    let (version, digest) = (pack.version.clone(), pack.digest.clone());
                    (pack.name.clone(), RecordedPack { version, digest })
                })
                .collect(),
            price_book: base.prices.header.as_ref().map(|header| Prices {
                name: header.name.clone(),
                reviewed: header.reviewed.to_string(),
            }),
            monthly_cost_usd: costs
                .filter_map(|it| {
                    Some((id(it.option), it.priced.as_ref().ok()?.total.expected.plain()))
                })
                .collect(),
        }
    }

    /// Returns whether it was made with this very rule base, packs included.
    pub fn is_of(&self, base: &RuleBase) -> bool {
        let packs = base.packs.iter().map(|pack| &pack.digest);
        self.rule_base.digest == base.digest
            && self.packs.iter().map(|(_, pack)| &pack.digest).eq(packs)
    }

    /// Returns the score of an option; none for an option that was not there.
    pub fn score(&self, option: &str) -> Option<i64> {
        find(&self.scores, option).copied()
    }

    /// Returns what a dimension weighed.
    pub fn weight(&self, dimension: &str) -> Option<i64> {
        find(&self.weights, dimension).copied().map(i64::from)
    }

    /// Returns the rule with an id, if it fired.
    pub fn rule(&self, id: &str) -> Option<&RecordedRule> {
        find(&self.rules, id)
    }

    /// Lists the ids of the rules that rule an option out.
    pub fn excluded_by<'r>(&'r self, option: &'r str) -> impl Iterator<Item = &'r str> {
        let rules = self.rules.iter().filter(move |(_, rule)| rule.rules_out(option));
        rules.map(|(id, _)| id.as_str())
    }

    /// Lists the options that are not ruled out, with their scores, the best first; equal ones in
    /// the order of the rule base.
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

    /// Returns by how many points an option is ahead of the best other one that is not ruled out;
    /// none when there is no other.
    pub fn lead(&self, option: &str) -> Option<i64> {
        let (_, next) = self.ranking().into_iter().find(|(other, _)| *other != option)?;
        Some(self.score(option)? - next)
    }
}

pub(super) fn find<'e, T>(entries: &'e [(String, T)], key: &str) -> Option<&'e T> {
    entries.iter().find(|(known, _)| known == key).map(|(_, value)| value)
}

impl RecordedRule {
    /// Makes what is recorded of a rule.
    pub(super) fn new(base: &RuleBase, rule: &Rule) -> Self {
        let (points, excludes) = effect(base, rule);
        let dimension = base.dimension(rule.dimension).id.clone();
        Self { dimension, points: points.0, excludes }
    }

    /// Lists the options that it speaks of.
    pub(super) fn options(&self) -> impl Iterator<Item = &str> {
        self.points.iter().map(|(option, _)| option).chain(&self.excludes).map(String::as_str)
    }

    /// Returns whether another rule of its dimension does the same, in whatever order it is
    /// written.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.dimension == other.dimension
            && self.options().chain(other.options()).all(|option| {
                self.points_for(option) == other.points_for(option)
                    && self.rules_out(option) == other.rules_out(option)
            })
    }

    /// Returns the points that it gives an option, before weights.
    pub fn points_for(&self, option: &str) -> i64 {
        find(&self.points, option).copied().map_or(0, i64::from)
    }

    /// Returns whether it rules an option out.
    pub fn rules_out(&self, option: &str) -> bool {
        self.excludes.iter().any(|id| id == option)
    }
}

/// What people decided, where it is not what was recommended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The id of the option that they chose.
    pub option: String,
    /// Why they chose it.
    pub because: String,
}

/// The first half of a SHA-256, in hexadecimal, over the answers and assumptions by id, whatever
/// their order.
pub(super) fn answers(base: &RuleBase, profile: &Profile) -> String {
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
    hex(digest.get(..16).unwrap_or_default())
}

/// Reads the word for confidence, of today or of an earlier version.
fn confidence<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Confidence>, D::Error> {
    let word = Option::<String>::deserialize(deserializer)?;
    let level = |word: String| {
        Confidence::recorded(&word)
            .ok_or_else(|| D::Error::custom(format!("there is no confidence `{word}`")))
    };
    word.map(level).transpose()
}

/// Mappings whose entries keep their order.
mod mapping {
    use serde::{Serialize, Serializer};

    pub(super) use crate::yaml::json::in_order as deserialize;

    pub(super) fn serialize<T: Serialize, S: Serializer>(
        entries: &[(String, T)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(entries.iter().map(|(key, value)| (key, value)))
    }
}
