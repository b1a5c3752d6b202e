//! What came of things under a profile.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    condition::Truth,
    report::{
        Keyed, VerdictWord,
        ids::{ARule, AnOption, by},
    },
};

/// What the answer to a question did, and what others would do.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AnswerOutcome {
    /// The answer; null where the question is open.
    pub answer: Json,
    /// What each option's score would lack without it.
    #[schemars(schema_with = "by::<AnOption, i64>")]
    pub contributed: Keyed<i64>,
    /// What would come of leaving the question open.
    pub without: Alternative,
    /// What would come of each other answer: of numbers, one for each stretch in which the same
    /// rules on them fire.
    pub others: Vec<Alternative>,
    /// The numbers at which the recommendation turns.
    pub turns: Vec<String>,
}

/// What would come of another answer.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Alternative {
    /// The answer; null for none.
    pub answer: Json,
    /// The verdict then.
    pub verdict: VerdictWord,
    /// What is recommended then.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// Each option's score then, less its score now.
    #[schemars(schema_with = "by::<AnOption, i64>")]
    pub difference: Keyed<i64>,
    /// The options that are ruled out then.
    #[schemars(with = "Vec<AnOption>")]
    pub excluded: Vec<String>,
    /// The answer in words.
    #[serde(skip)]
    pub words: String,
}

/// How an option came out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OptionOutcome {
    /// Its place; null when it is ruled out.
    pub rank: Option<usize>,
    /// Sums up all contributions.
    pub score: i64,
    /// Its score on a scale from 0 to 100.
    pub fit: f64,
    /// The option that it is compared with: the best other one.
    #[schemars(with = "Option<AnOption>")]
    pub rival: Option<String>,
    /// The rules that spoke for it: what they gave it, the most first.
    pub spoke_for: Vec<Spoke>,
    /// The rules that took from it or gave the rival more, the worst first.
    pub spoke_against: Vec<Spoke>,
    /// The rules that could have spoken for it and did not, the strongest first.
    pub could_have: Vec<Missed>,
}

/// What a rule that fired gave an option and its rival.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Spoke {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// Why it counts, a sentence that people read.
    pub because: String,
    /// What it gave the option: points times weight.
    pub contribution: i64,
    /// What it gave the rival.
    pub rival: i64,
}

/// A rule that did not fire.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Missed {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// Why it would have spoken.
    pub because: String,
    /// What it would have given the option: points times weight.
    pub contribution: i64,
    /// Whether it fires: it does not, or that is not known.
    pub fires: Truth,
    /// What would have to be so: the fewest tests that do not hold.
    pub lacks: Vec<Lack>,
}

/// A test that does not hold, or cannot be told to.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Lack {
    /// The field.
    pub field: String,
    /// What would have to be so.
    pub needed: String,
    /// What is known: an answer, the least and the most of an estimate, or null.
    pub answer: Json,
    /// The same in words.
    pub answer_words: String,
}

/// Whether a rule fired.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleOutcome {
    /// Whether its condition holds.
    pub fires: Truth,
    /// Its condition, part by part.
    pub condition: Node,
    /// What it added to each option's score; where it did not fire, what it would have added.
    #[schemars(schema_with = "by::<AnOption, i64>")]
    pub contributions: Keyed<i64>,
    /// The fewest tests that do not hold and that would make it fire.
    pub lacks: Vec<Lack>,
}

/// A condition, part by part.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Node {
    /// Whether it holds.
    pub truth: Truth,
    /// What must be so.
    pub words: String,
    /// `all` or `any` for a condition with parts; null for a test of one field.
    pub of: Option<&'static str>,
    /// Lists what it is made of.
    pub parts: Vec<Node>,
    /// The field that is tested; null for a condition with parts.
    pub field: Option<String>,
    /// What is known of the field.
    pub answer: Json,
    /// The same in words.
    pub answer_words: String,
}
