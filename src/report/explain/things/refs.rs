//! What is told of things in short, where others name them.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    condition::Truth,
    report::{
        Keyed,
        ids::{AnOption, by},
    },
    rulebase::Role,
};

/// What is the same for most things.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Named {
    /// The thing's id.
    pub id: String,
    /// The pack that brought it; null for the rule base's own.
    pub pack: Option<String>,
    /// What packs changed in it, or have a rule say of their own options.
    pub amended: Vec<Amendment>,
}

/// What a pack changed in a thing.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Amendment {
    /// The pack.
    pub pack: String,
    /// The keys that it overrides; empty where it adds its own options.
    pub overrides: Vec<String>,
    /// The options that it adds.
    #[schemars(with = "Vec<AnOption>")]
    pub adds: Vec<String>,
    /// Why; null where the rule's own reason holds for what is added.
    pub because: Option<String>,
}

/// A question, in short.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct QuestionRef {
    /// The id of the question, such as `traffic.pattern`.
    pub id: String,
    /// As it is put.
    pub prompt: String,
    /// The profile's answer; null where it is open or there is no profile.
    pub answer: Json,
}

/// A rule, in short.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleRef {
    /// The id of the rule, such as `traffic/always-busy`.
    pub id: String,
    /// When it fires, in words.
    pub when: String,
    /// The points that it gives.
    #[schemars(schema_with = "by::<AnOption, i8>")]
    pub points: Keyed<i8>,
    /// The options that it rules out.
    #[schemars(with = "Vec<AnOption>")]
    pub excludes: Vec<String>,
    /// Why it counts, a sentence that people read.
    pub because: String,
    /// What its dimension weighs: by the profile, or by default.
    pub weight: u8,
    /// Whether it fires; null without a profile.
    pub fires: Option<Truth>,
}

/// One of the answers that a question offers.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ChoiceRef {
    /// What people write.
    pub id: String,
    /// What it means.
    pub means: String,
    /// Why no rule need look at it.
    pub neutral: Option<String>,
}

/// A product, in short.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ProductRef {
    /// The id of the product, such as `lambda-http-api`.
    pub id: String,
    /// The name of the product, such as API Gateway, HTTP API.
    pub name: String,
    /// Names the option that it belongs to.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// What it is for.
    pub role: Role,
    /// When it is the right one, in words.
    pub when: String,
}

/// What an option is made of, in short.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct StackRef {
    /// The id of the stack, such as `ec2-single`.
    pub id: String,
    /// The name of the stack, such as one EC2 instance with the database on it.
    pub name: String,
    /// Names the option that it belongs to.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// When it can do what is asked, in words.
    pub when: String,
}

/// One of several cases of which the first counts whose condition holds.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CaseRef {
    /// When it applies, in words.
    pub when: String,
    /// The formula, or the factor.
    pub is: String,
}

/// Something that is cited.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Source {
    /// The id of the source, such as `lam-timeout-max`.
    pub id: String,
    /// What it says.
    pub says: String,
    /// For a claim `holds`, `dated` or `disputed`; for a fact its date.
    pub standing: String,
}

/// Something that cites.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CitedBy {
    /// Says what kind of thing it is.
    pub kind: &'static str,
    /// The id of the thing that cites, such as `traffic/always-busy`.
    pub id: String,
    /// For a rule under a profile: whether it fires.
    pub fires: Option<Truth>,
    /// In words, for a rule: why.
    pub because: Option<String>,
}
