//! What is told of each kind of thing: the data that scripts read.

mod outcome;
mod prices;
mod refs;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

pub use self::{outcome::*, prices::*, refs::*};
use crate::{
    report::{
        Keyed,
        ids::{ADimension, AnOption, by},
        track_record::TrackRecordReport,
    },
    rulebase::{FactConfidence, Grade, Role, Status},
};

/// Something that has an id.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Thing {
    /// A dimension.
    Dimension(DimensionThing),
    /// A question.
    Question(QuestionThing),
    /// A field that is worked out from answers and prices.
    Estimate(EstimateThing),
    /// An option.
    Option(OptionThing),
    /// A product.
    Product(ProductThing),
    /// A rule.
    Rule(RuleThing),
    /// A contradiction.
    Contradiction(ContradictionThing),
    /// A kind of project that people know theirs by.
    Archetype(ArchetypeThing),
    /// A word of reports.
    Term(TermThing),
    /// A claim.
    Claim(ClaimThing),
    /// A fact.
    Fact(FactThing),
    /// A document.
    Document(DocumentThing),
    /// Something that is paid for.
    Price(PriceThing),
    /// Something that the price book works out.
    Amount(AmountThing),
    /// What prices are multiplied by.
    Factor(FactorThing),
    /// What an option is made of.
    Stack(StackThing),
    /// Machines to choose from.
    Catalog(CatalogThing),
    /// What stands in for something that is never asked.
    Assumption(AssumptionThing),
    /// A pack.
    Pack(PackThing),
}

/// A dimension.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct DimensionThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// The name of the dimension, such as Latency.
    pub name: String,
    /// What it is about.
    pub about: String,
    /// What it weighs: by the profile, or by default.
    pub weight: u8,
    /// Lists the questions that belong to it.
    pub questions: Vec<QuestionRef>,
    /// Lists the rules that belong to it.
    pub rules: Vec<RuleRef>,
    /// What it adds to each option's score; null without a profile.
    pub scores: Option<Keyed<i64>>,
}

/// A question.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct QuestionThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// Names the dimension that it belongs to.
    #[schemars(with = "ADimension")]
    pub dimension: String,
    /// As it is put.
    pub prompt: String,
    /// One line of help.
    pub help: String,
    /// Why it is asked.
    pub why: String,
    /// What can be answered, in words.
    pub answers: String,
    /// The choices, where there are any.
    pub choices: Vec<ChoiceRef>,
    /// Stretches of numbers of which no rule need speak, with the reason, in words.
    pub neutral: Vec<String>,
    /// The rules that look at the answer.
    pub rules: Vec<RuleRef>,
    /// The products that are chosen by it.
    pub products: Vec<ProductRef>,
    /// The contradictions that it can be part of.
    pub contradictions: Vec<String>,
    /// The estimates that depend on it.
    pub estimates: Vec<String>,
    /// What estimates take it to be where it is not answered.
    pub assumed: Option<String>,
    /// What says that it matters.
    pub cites: Vec<Source>,
    /// What the answer did; null without a profile.
    pub outcome: Option<AnswerOutcome>,
}

/// A field that is worked out from answers and prices.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct EstimateThing {
    /// The id of the field, such as `estimate.firebase.times_dearer`.
    pub id: String,
    /// Its unit; empty for a ratio.
    pub unit: String,
    /// The questions that it depends on.
    pub inputs: Vec<QuestionRef>,
    /// The rules that look at it.
    pub rules: Vec<RuleRef>,
    /// What it comes to: a number, or the least and the most; null where it cannot be told or
    /// there is no profile.
    pub value: Json,
    /// The same in words; null without a profile.
    pub value_words: Option<String>,
}

/// An option.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OptionThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// The name of the option, such as AWS Lambda.
    pub name: String,
    /// What kind of hosting it is.
    pub hosting: String,
    /// What it is.
    pub about: String,
    /// Lists what can be bought or used of it.
    pub products: Vec<ProductRef>,
    /// What an estimate takes it to be made of; the first that applies.
    pub stacks: Vec<StackRef>,
    /// What says so.
    pub cites: Vec<Source>,
    /// The rules that speak for it, the strongest first.
    pub speak_for: Vec<RuleRef>,
    /// The rules that speak against it, the strongest first.
    pub speak_against: Vec<RuleRef>,
    /// The rules that rule it out.
    pub exclude: Vec<ExclusionRef>,
    /// How it came out; null without a profile.
    pub outcome: Option<OptionOutcome>,
}

/// A rule that rules an option out, in short.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ExclusionRef {
    /// The rule.
    pub rule: RuleRef,
    /// What would lift it.
    pub remedy: String,
    /// Under a profile: the answers that keep it from firing, or that would make it fire.
    pub lacks: Vec<Lack>,
}

/// A product.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ProductThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// The name of the product, such as API Gateway, HTTP API.
    pub name: String,
    /// Names the option that it belongs to.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// What it is for.
    pub role: Role,
    /// When it is the right one, in words.
    pub when: String,
    /// Why it is the right one then.
    pub because: String,
    /// What says so.
    pub cites: Vec<Source>,
    /// Whether its condition holds, part by part; null without a profile.
    pub condition: Option<Node>,
    /// Whether the report would name it; null without a profile.
    pub advised: Option<bool>,
}

/// A rule.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// Names the dimension that it belongs to.
    #[schemars(with = "ADimension")]
    pub dimension: String,
    /// What that weighs: by the profile, or by default.
    pub weight: u8,
    /// When it fires, in words.
    pub when: String,
    /// The points that it gives.
    #[schemars(schema_with = "by::<AnOption, i8>")]
    pub points: Keyed<i8>,
    /// The options that it rules out.
    #[schemars(with = "Vec<AnOption>")]
    pub excludes: Vec<String>,
    /// What would lift that.
    pub remedy: Option<String>,
    /// Why it counts, a sentence that people read.
    pub because: String,
    /// What kind of evidence it is.
    pub grade: Grade,
    /// What it cites.
    pub cites: Vec<Source>,
    /// What was decided where it fires; null where no decisions are known or looked at.
    pub track_record: Option<TrackRecordReport>,
    /// The fields that it looks at.
    pub looks_at: Vec<QuestionRef>,
    /// Whether it fired and why; null without a profile.
    pub outcome: Option<RuleOutcome>,
}

/// Answers that cannot both be meant.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ContradictionThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// When it is there, in words.
    pub when: String,
    /// What is the matter.
    pub because: String,
    /// Whether its condition holds, part by part; null without a profile.
    pub condition: Option<Node>,
}

/// A kind of project that people know theirs by.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ArchetypeThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// The name of the kind of project, such as a mobile app.
    pub name: String,
    /// The answers that are usual for it, each to its question.
    pub suggests: Vec<QuestionRef>,
}

/// A word of reports.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct TermThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// What it means.
    pub means: String,
    /// The words that go with it.
    pub see: Vec<String>,
}

/// What a document says.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ClaimThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// What it says.
    pub says: String,
    /// The document's title.
    pub document: Option<String>,
    /// Whether it still holds.
    pub status: Status,
    /// What is so today.
    pub today: Option<String>,
    /// The facts that say so.
    pub facts: Vec<Source>,
    /// Why nothing need cite it.
    pub waived: Option<String>,
    /// What cites it.
    pub cited_by: Vec<CitedBy>,
}

/// A dated fact.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FactThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// What is so.
    pub says: String,
    /// The figure.
    pub value: String,
    /// Names the unit, such as `ms`.
    pub unit: String,
    /// When it was so.
    pub as_of: String,
    /// What else is known about the date.
    pub as_of_note: Option<String>,
    /// The source's title.
    pub source: String,
    /// The source's address.
    pub url: Option<String>,
    /// How far it can be relied on.
    pub confidence: FactConfidence,
    /// The claims that it says today's state of.
    pub updates: Vec<Source>,
    /// What cites it.
    pub cited_by: Vec<CitedBy>,
}

/// A source document.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct DocumentThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// The title of the document, as it stands on its first page.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// What it claims.
    pub claims: Vec<Source>,
}

/// A pack that the rule base is extended with.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PackThing {
    /// The name of the pack, such as `company-policy`.
    pub id: String,
    /// Tells its state from others of the same name.
    pub version: String,
    /// What it is for.
    pub about: String,
    /// The day on which its facts were last reviewed.
    pub reviewed: String,
    /// A SHA-256 over its files, in hexadecimal.
    pub digest: String,
    /// The packs that it builds on.
    pub requires: Vec<String>,
    /// What it brings, by kind.
    pub brings: Vec<Kinds>,
    /// The rules of others in which it says something of its own options.
    pub extends: Vec<String>,
    /// What it changes.
    pub overrides: Vec<ChangeRef>,
}

/// Things of one kind.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Kinds {
    /// The kind.
    pub kind: &'static str,
    /// Their ids.
    pub ids: Vec<String>,
}

/// What a pack changes in one thing.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ChangeRef {
    /// The kind of thing.
    pub kind: &'static str,
    /// The id of the thing that is changed, such as `traffic/always-busy`.
    pub id: String,
    /// Which of its keys; empty where it is taken out.
    pub keys: Vec<String>,
    /// Why the pack changes it, a sentence.
    pub reason: String,
}
