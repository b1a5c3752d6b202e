//! What an id of the rule base stands for, what ties to it, and, under a profile, what came of it
//! and why.
//!
//! The serialised form is the JSON output; [`table`] is for a terminal. Everything under a profile
//! is taken from the engine: the truth of conditions from [`crate::condition::Explained`], scores
//! from [`crate::assessment`].

mod about;
mod find;
mod outcome;
mod pack;
mod prices;
mod sources;
pub mod table;
mod under;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

pub use self::{
    outcome::{Alternative, AnswerOutcome, Lack, Missed, Node, OptionOutcome, RuleOutcome, Spoke},
    pack::{ChangeRef, Kinds, PackThing},
    prices::{
        AlternativeRef, AssumptionThing, CatalogThing, MachineRef, PartRef, PriceThing, StackRef,
        StackThing,
    },
    sources::{CitedBy, ClaimThing, DocumentThing, FactThing, Source},
};
use super::{
    Keyed,
    described::{ADimension, AnOption, by},
};
use crate::{
    analysis::Case,
    assessment::Assessment,
    field::{Facts, FieldId},
    problem::Problem,
    profile::Profile,
    rulebase::{
        ClaimId, DimensionId, FactId, OptionId, PackId, RuleBase, RuleId,
        prices::{CatalogId, ItemId, StackId},
    },
};

/// The schema that explanations follow.
pub const SCHEMA: &str = "whereto/explain/1";

/// The kinds of things that have ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A dimension.
    Dimension,
    /// A question, and so a field that conditions can look at.
    Question,
    /// A field that is worked out from answers and prices.
    Estimate,
    /// An option.
    Option,
    /// A product of an option.
    Product,
    /// A rule.
    Rule,
    /// A pair of answers that cannot both be meant.
    Contradiction,
    /// What a document says.
    Claim,
    /// A dated fact.
    Fact,
    /// A source document.
    Document,
    /// Something that is paid for.
    Price,
    /// What an option is made of.
    Stack,
    /// Machines to choose from.
    Catalog,
    /// One of these machines.
    Machine,
    /// What stands in for something that is never asked.
    Assumption,
    /// A pack.
    Pack,
}

impl Kind {
    /// All of them, with their names.
    pub const WORDS: [(&'static str, Self); 16] = [
        ("dimension", Self::Dimension),
        ("question", Self::Question),
        ("estimate", Self::Estimate),
        ("option", Self::Option),
        ("product", Self::Product),
        ("rule", Self::Rule),
        ("contradiction", Self::Contradiction),
        ("claim", Self::Claim),
        ("fact", Self::Fact),
        ("document", Self::Document),
        ("price", Self::Price),
        ("stack", Self::Stack),
        ("catalog", Self::Catalog),
        ("machine", Self::Machine),
        ("assumption", Self::Assumption),
        ("pack", Self::Pack),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }
}

/// A thing of the rule base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Id {
    Dimension(DimensionId),
    Question(FieldId),
    Estimate(FieldId),
    Option(OptionId),
    /// By its place among the products of its option.
    Product(OptionId, usize),
    Rule(RuleId),
    Contradiction(usize),
    Claim(ClaimId),
    Fact(FactId),
    Document(usize),
    Price(ItemId),
    Stack(StackId),
    /// By itself or by one of its machines.
    Catalog(CatalogId),
    Assumption(FieldId),
    Pack(PackId),
}

/// A profile and what came of it.
#[derive(Clone, Copy)]
pub struct Under<'a> {
    /// The profile.
    pub profile: &'a Profile,
    /// The engine with the profile's answers and weights.
    pub case: &'a Case<'a>,
    /// Everything that rules look at.
    pub facts: &'a Facts,
    /// What came of the rules.
    pub assessment: &'a Assessment,
}

/// Explains everything that has an id; of one kind only, if one is given.
///
/// # Errors
/// When nothing has that id, with the nearest ids of every kind.
pub fn explain(
    base: &RuleBase,
    id: &str,
    kind: Option<Kind>,
    under: Option<&Under<'_>>,
) -> Result<Explanation, Problem> {
    let found = find::find(base, id, kind)?;
    let builder = about::Builder { base, under: under.copied(), cited: base.citations() };
    let verdict = under.map(|under| VerdictUnder {
        project: under.profile.project.clone(),
        verdict: under.assessment.verdict.name(),
        recommendation: under
            .assessment
            .verdict
            .recommendation()
            .map(|option| base.option(option).id.clone()),
        excluded: excluded(base, under.assessment),
    });
    Ok(Explanation {
        schema: SCHEMA,
        id: id.to_owned(),
        profile: verdict,
        things: found.into_iter().map(|id| builder.thing(id)).collect(),
        names: base
            .options
            .iter()
            .map(|option| (option.id.clone(), option.short.clone()))
            .collect(),
    })
}

/// The ids of the options that are ruled out.
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
    /// The short names of the options by their ids, for renderers.
    #[serde(skip)]
    pub names: Vec<(String, String)>,
}

/// The verdict on a profile.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct VerdictUnder {
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// `recommended`, `tie`, `none-fits` or `unanswered`.
    #[schemars(extend("enum" = ["recommended", "tie", "none-fits", "unanswered"]))]
    pub verdict: &'static str,
    /// The id of the one option that is recommended.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// The options that are ruled out.
    #[schemars(with = "Vec<AnOption>")]
    pub excluded: Vec<String>,
}

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
    /// A claim.
    Claim(ClaimThing),
    /// A fact.
    Fact(FactThing),
    /// A document.
    Document(DocumentThing),
    /// Something that is paid for.
    Price(PriceThing),
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
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub about: String,
    /// What it weighs: by the profile, or by default.
    pub weight: u8,
    /// Its questions.
    pub questions: Vec<QuestionRef>,
    /// Its rules.
    pub rules: Vec<RuleRef>,
    /// What it adds to each option's score; null without a profile.
    pub scores: Option<Keyed<i64>>,
}

/// A question, in short.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct QuestionRef {
    /// Its id.
    pub id: String,
    /// As it is put.
    pub prompt: String,
    /// The profile's answer; null where it is open or there is no profile.
    pub answer: Json,
}

/// A rule, in short.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleRef {
    /// Its id.
    pub id: String,
    /// When it fires, in words.
    pub when: String,
    /// The points that it gives.
    #[schemars(schema_with = "by::<AnOption, i8>")]
    pub points: Keyed<i8>,
    /// The options that it rules out.
    #[schemars(with = "Vec<AnOption>")]
    pub excludes: Vec<String>,
    /// Why.
    pub because: String,
    /// What its dimension weighs: by the profile, or by default.
    pub weight: u8,
    /// `holds`, `does-not-hold` or `not-known`; null without a profile.
    #[schemars(extend("enum" = ["holds", "does-not-hold", "not-known", null]))]
    pub fires: Option<&'static str>,
}

/// A question.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct QuestionThing {
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// Its dimension.
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
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its option.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// `start`, `stand-in` or `companion`.
    #[schemars(extend("enum" = ["start", "stand-in", "companion"]))]
    pub role: &'static str,
    /// When it is the right one, in words.
    pub when: String,
}

/// A field that is worked out from answers and prices.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct EstimateThing {
    /// Its id.
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
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// Its name.
    pub name: String,
    /// What kind of hosting it is.
    pub hosting: String,
    /// What it is.
    pub about: String,
    /// Its products.
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
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// Its name.
    pub name: String,
    /// Its option.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// `start`, `stand-in` or `companion`.
    #[schemars(extend("enum" = ["start", "stand-in", "companion"]))]
    pub role: &'static str,
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
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// Its dimension.
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
    /// Why.
    pub because: String,
    /// What kind of evidence it is.
    #[schemars(extend("enum" = ["limit", "guidance", "measured", "judgement", "policy"]))]
    pub grade: &'static str,
    /// What it cites.
    pub cites: Vec<Source>,
    /// What packs changed in it, or have it say of their own options.
    pub amended: Vec<Amendment>,
    /// The fields that it looks at.
    pub looks_at: Vec<QuestionRef>,
    /// Whether it fired and why; null without a profile.
    pub outcome: Option<RuleOutcome>,
}

/// What a pack changed in a rule.
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

/// Answers that cannot both be meant.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ContradictionThing {
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// When it is there, in words.
    pub when: String,
    /// What is the matter.
    pub because: String,
    /// Whether its condition holds, part by part; null without a profile.
    pub condition: Option<Node>,
}
