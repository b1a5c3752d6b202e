//! What is told of each kind of thing: the data that scripts read.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    condition::Truth,
    report::{
        Keyed, VerdictWord,
        ids::{ADimension, ARule, AnOption, by},
        track_record::TrackRecordReport,
    },
    rulebase::{FactConfidence, Grade, Role, Status},
};

/// What is the same for most things.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Named {
    /// The thing's id.
    pub id: String,
    /// The pack that brought it; null for the rule base's own.
    pub pack: Option<String>,
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

/// Something that is paid for.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PriceThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// The name of the price, such as API Gateway, HTTP API.
    pub name: String,
    /// How much of it there is, in words.
    pub amount: String,
    /// What it costs, in words.
    pub price: String,
    /// What of it is free, in words.
    pub free: Option<String>,
    /// Whether it is people's time, which no hosting budget covers.
    pub people: bool,
    /// What else there is to know.
    pub note: Option<String>,
    /// The oldest date among its sources.
    pub as_of: String,
    /// The sources' titles.
    pub sources: Vec<String>,
    /// Their addresses.
    pub urls: Vec<String>,
    /// The lowest confidence among them.
    #[schemars(extend("enum" = ["low", "medium", "high"]))]
    pub confidence: &'static str,
    /// The facts that it rests on; empty where it has a source of its own.
    pub cites: Vec<Source>,
    /// What it is a part of.
    pub stacks: Vec<StackRef>,
}

/// Something that the price book works out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AmountThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// What it is.
    pub about: String,
    /// What it is counted in.
    pub unit: String,
    /// How it is worked out; the first case whose condition holds counts.
    pub cases: Vec<CaseRef>,
    /// The ids of the prices that name it.
    pub prices: Vec<String>,
}

/// What prices are multiplied by.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FactorThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// Why prices differ there, a sentence.
    pub because: String,
    /// By how much; the first case whose condition holds counts, and where none does it is one.
    pub cases: Vec<CaseRef>,
    /// The ids of the prices and catalogues that it changes.
    pub prices: Vec<String>,
    /// The facts that it rests on.
    pub cites: Vec<Source>,
}

/// One of several cases of which the first counts whose condition holds.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CaseRef {
    /// When it applies, in words.
    pub when: String,
    /// The formula, or the factor.
    pub is: String,
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

/// What an option is made of.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct StackThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// The name of the stack, such as one EC2 instance with the database on it.
    pub name: String,
    /// Names the option that it belongs to.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// When it can do what is asked, in words.
    pub when: String,
    /// When a team like this would run it, in words; of those the cheapest is taken.
    pub suits: String,
    /// The id of the product that it is, if it is one.
    pub product: Option<String>,
    /// Lists what it is made of.
    pub parts: Vec<PartRef>,
    /// What else there is to know.
    pub note: Option<String>,
}

/// One part of a stack.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PartRef {
    /// What it is for.
    pub name: String,
    /// What it can be; the first whose condition holds is taken.
    pub first_of: Vec<AlternativeRef>,
}

/// What a part can be.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AlternativeRef {
    /// When it is the one to take, in words.
    pub when: String,
    /// The ids of the prices that are paid.
    pub items: Vec<String>,
    /// The id of the catalogue from which machines are taken.
    pub catalog: Option<String>,
}

/// Machines to choose from.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CatalogThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// The name of the catalogue, such as Fargate tasks.
    pub name: String,
    /// Lists what can be taken from it.
    pub machines: Vec<MachineRef>,
    /// What is said of them beside their prices.
    pub cites: Vec<Source>,
    /// What takes machines from it.
    pub stacks: Vec<StackRef>,
}

/// A machine.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct MachineRef {
    /// The name of the machine, such as `t4g.small`.
    pub id: String,
    /// What it has and costs, in words.
    pub words: String,
    /// The ids of the facts that say so.
    pub cites: Vec<String>,
    /// The oldest date among its sources.
    pub as_of: String,
}

/// What stands in for something that is never asked.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AssumptionThing {
    /// What it is called, and where it comes from.
    #[serde(flatten)]
    pub named: Named,
    /// What it is, in a few words.
    pub about: String,
    /// What can be given in its place, in words.
    pub answers: String,
    /// What it is taken to be; null where what depends on it is left out.
    pub assumed: Option<String>,
    /// Why that.
    pub because: String,
    /// The ids of the prices that depend on it.
    pub prices: Vec<String>,
    /// What is made otherwise by it.
    pub stacks: Vec<StackRef>,
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
