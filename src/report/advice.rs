//! The report on one project: what is recommended, why, how sure that is and what would change it.
//!
//! Here is the data that scripts read; `build` and the files of its parts fill it, and `page` and
//! the files of its parts tell it to people.

mod answers;
mod build;
mod certainty;
mod changes;
mod charts;
mod flips;
mod model;
mod page;
mod reasons;
mod short;
mod verdict;
mod why;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

pub use self::changes::AskNext;
use self::changes::{
    ChangeReport, FlipPairReport, FlipReport, GivenUp, OpenQuestionReport, RelaxationReport,
    RemainingReport, WeightingsReport,
};
use super::{
    Keyed, MonthlyCost, RuleBaseReport, VerdictWord,
    ids::{ADimension, AQuestion, ARule, ASource, AnOption, by},
    label, list,
    precedents::PrecedentReport,
};
use crate::{
    analysis::confidence::Confidence,
    document::{Chart, Document, Source, Text, ident, text},
    rulebase::{Band, Grade, Status},
};

/// The schema that reports follow.
pub const SCHEMA: &str = "whereto/report/1";

/// One assessment, ready to be shown.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// What came of it.
    pub verdict: VerdictWord,
    /// The id of the one option that is recommended.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// Whether the project should stay where it runs today: that is what is recommended, or what is
    /// recommended leads it by less than a move is worth.
    pub stay: bool,
    /// The id of the option on which it should stay; null where it should not.
    #[schemars(with = "Option<AnOption>")]
    pub stays_on: Option<String>,
    /// The verdict in a sentence.
    pub headline: String,
    /// What has to be said first: that the option is merely what is left, that little speaks for it,
    /// or that it is not worth a move; null where the verdict needs no such words.
    pub caveat: Option<String>,
    /// How clear it is, in a sentence.
    pub clarity: String,
    /// Why, in a sentence made from the strongest reasons; null without a recommendation, and where
    /// nothing speaks for it.
    pub why: Option<String>,
    /// The strongest reason against it, in a sentence; null where there is none.
    pub against: Option<String>,
    /// Of a tie, and where the project should stay on an option that fits less well than another:
    /// what speaks for each of them, each with its short name.
    #[serde(skip)]
    pub cases: Vec<(String, String)>,
    /// Whether nothing that is open can change the recommendation.
    pub settled: bool,
    /// What is left to find out, and what it could still change.
    pub remaining: RemainingReport,
    /// How far the recommendation can be relied on; `none` without one.
    pub confidence: Confidence,
    /// How likely each option is to be the one that people choose, as published decisions bear it
    /// out; empty where the rule base knows of none, and where every option is ruled out.
    #[schemars(schema_with = "by::<AnOption, f64>")]
    pub likelihood: Keyed<f64>,
    /// What came of published decisions with a lead like this; null without a recommendation.
    pub band: Option<Band>,
    /// How each option came out, in the order of the rule base.
    pub options: Vec<OptionReport>,
    /// The price book behind the estimates; null for a rule base without prices.
    pub price_book: Option<PriceBookReport>,
    /// What spoke for or against an option: one entry for each rule that fired and each option
    /// that it speaks of.
    pub evidence: Vec<Evidence>,
    /// The rules that exclude an option.
    pub exclusions: Vec<Exclusion>,
    /// For each option, the share of all weightings of the dimensions under which it takes rank 1,
    /// 2, …
    #[schemars(schema_with = "by::<AnOption, Vec<f64>>")]
    pub acceptability: Keyed<Vec<f64>>,
    /// How acceptability was drawn, and what it says of weights.
    pub weightings: WeightingsReport,
    /// The single changes of an answer that change the recommendation, the smallest first.
    pub flips: Vec<FlipReport>,
    /// Where no single change does: pairs of changes that do together.
    pub flip_pairs: Vec<FlipPairReport>,
    /// The answered questions of which no other answer changes the recommendation.
    #[schemars(with = "Vec<AQuestion>")]
    pub unmoved_by: Vec<String>,
    /// The unanswered questions, and what they can still do.
    pub open_questions: Vec<OpenQuestionReport>,
    /// The unanswered questions that would tell most, the most telling first.
    pub ask_next: Vec<AskNext>,
    /// What would have to be given up for each option that is ruled out.
    pub relaxations: Vec<RelaxationReport>,
    /// The published decisions most like the project, the nearest first; where the three nearest
    /// chose the same, the nearest that chose otherwise comes after them.
    pub precedents: Vec<PrecedentReport>,
    /// The concrete products: for each option that is not excluded, the recommended one first.
    pub products: Vec<ProductReport>,
    /// Claims behind the evidence that no longer simply hold.
    pub outdated: Vec<Outdated>,
    /// The answers that it rests on, with the weights and assumptions that are not the usual ones, as
    /// a profile has them.
    #[schemars(with = "std::collections::BTreeMap<String, Json>")]
    pub profile: Json,
    /// The same answers in words.
    #[serde(skip)]
    pub answers: Vec<AnswerInWords>,
    /// What each dimension weighs.
    #[schemars(schema_with = "by::<ADimension, u8>")]
    pub weights: Keyed<u8>,
    /// How many questions are answered.
    pub answered: usize,
    /// How many questions there are.
    pub questions: usize,
    /// What is odd about the input, in a sentence each.
    pub warnings: Vec<String>,
    /// The version of the program.
    pub tool_version: &'static str,
    /// The day with which dates were compared; null where nobody gave one.
    pub date: Option<String>,
    /// The rule base that was applied.
    pub rule_base: RuleBaseReport,
    /// What can be cited, by its id.
    #[serde(skip)]
    pub sources: Vec<Source>,
    /// The dimensions, in order.
    #[serde(skip)]
    pub dimensions: Vec<WeighedDimension>,
    /// The names of all questions, by their ids.
    #[serde(skip)]
    pub names: Keyed<String>,
    /// What it takes to weigh the dimensions anew.
    #[serde(skip)]
    pub model: Json,
    /// What options cost over traffic; none where that was not asked for.
    #[serde(skip)]
    pub over_traffic: Option<Chart>,
}

/// An answer as people read it.
#[derive(Clone, Debug)]
pub struct AnswerInWords {
    /// The question's id.
    pub field: String,
    /// What the question is called.
    pub name: String,
    /// The answer in words.
    pub answer: String,
    /// Where it is known from; empty where nobody says.
    pub known_from: String,
}

/// A dimension and what it weighs.
#[derive(Clone, Debug)]
pub struct WeighedDimension {
    /// The id of the dimension, such as `latency`.
    pub id: String,
    /// The name of the dimension, such as Latency.
    pub name: String,
    /// What it weighs here.
    pub weight: u8,
    /// What it weighs unless the profile says otherwise.
    pub usual: u8,
}

/// How one option came out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct OptionReport {
    /// The id of the option, such as `aws-lambda`.
    pub id: String,
    /// The name of the option, such as AWS Lambda.
    pub name: String,
    /// A short form of the name, for narrow columns.
    #[serde(skip)]
    pub short: String,
    /// The sum of all contributions.
    pub score: i64,
    /// The score on a scale from 0 to 100.
    pub fit: f64,
    /// Its place; options with equal scores share one; none when excluded.
    pub rank: Option<usize>,
    /// The rules that exclude it.
    #[schemars(with = "Vec<ARule>")]
    pub excluded_by: Vec<String>,
    /// What each dimension contributed: points times weight.
    #[schemars(schema_with = "by::<ADimension, i64>")]
    pub dimensions: Keyed<i64>,
    /// What it costs in a month; null when the profile does not say how much traffic there is, or
    /// there is no price.
    pub monthly_cost_usd: Option<MonthlyCost>,
}

/// The price book behind estimates.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PriceBookReport {
    /// The name of the price book, such as list prices of two regions.
    pub name: String,
    /// The currency.
    pub currency: String,
    /// When its prices were last reviewed.
    pub reviewed: String,
}

/// What one rule says of one option.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct Evidence {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// Names the dimension that it belongs to.
    #[schemars(with = "ADimension")]
    pub dimension: String,
    /// The id of the option that gets the points.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// The points, before weights.
    pub points: i8,
    /// What the dimension weighs.
    pub weight: u8,
    /// What is so about the project, in a few words; null where the rule does not say.
    pub in_short: Option<String>,
    /// Why it counts, a sentence that people read.
    pub because: String,
    /// The names of the options that the reason is about, where it speaks against this one for
    /// their sake.
    #[serde(skip)]
    pub favours: Option<String>,
    /// What kind of evidence it is.
    pub grade: Grade,
    /// What is cited.
    #[schemars(with = "Vec<ASource>")]
    pub cites: Vec<String>,
}

impl Evidence {
    /// Returns what it adds to the option's score.
    pub fn contribution(&self) -> i64 {
        i64::from(self.points) * i64::from(self.weight)
    }
}

/// A rule that excludes options.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Exclusion {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// The options that it excludes.
    #[schemars(with = "Vec<AnOption>")]
    pub options: Vec<String>,
    /// What is so about the project, in a few words; null where the rule does not say.
    pub in_short: Option<String>,
    /// Why the rule excludes them, a sentence.
    pub because: String,
    /// What would lift it.
    pub remedy: String,
    /// What kind of evidence it is.
    pub grade: Grade,
    /// What is cited.
    #[schemars(with = "Vec<ASource>")]
    pub cites: Vec<String>,
}

/// Which concrete products to take within an option.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ProductReport {
    /// The id of the option that they belong to.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// What to start with.
    pub start: Option<Product>,
    /// What to use beside it.
    pub companions: Vec<Product>,
    /// What could be taken instead.
    pub stand_ins: Vec<Product>,
}

/// A concrete product.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Product {
    /// The id of the product, such as `lambda-http-api`.
    pub id: String,
    /// The name of the product, such as API Gateway, HTTP API.
    pub name: String,
    /// Why to take it, a sentence.
    pub because: String,
    /// What is cited.
    #[schemars(with = "Vec<ASource>")]
    pub cites: Vec<String>,
}

/// A claim that no longer simply holds, behind a rule that fired.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Outdated {
    /// The claim.
    #[schemars(with = "ASource")]
    pub claim: String,
    /// The title of the document that makes it.
    #[serde(skip)]
    pub document: String,
    /// In what way it no longer holds.
    pub status: Status,
    /// What the document says.
    pub says: String,
    /// What is so today.
    pub today: String,
    /// The facts that say so.
    #[schemars(with = "Vec<ASource>")]
    pub facts: Vec<String>,
    /// The rules that cite it.
    #[schemars(with = "Vec<ARule>")]
    pub rules: Vec<String>,
}

impl Report {
    /// Returns the share of all weightings under which an option comes first.
    pub(crate) fn first(&self, option: &OptionReport) -> f64 {
        self.acceptability.get(&option.id).and_then(|ranks| ranks.first()).copied().unwrap_or(0.0)
    }

    /// Returns whether any option has an estimate.
    pub fn is_priced(&self) -> bool {
        self.options.iter().any(|option| option.monthly_cost_usd.is_some())
    }

    /// Returns the option that is recommended.
    pub(crate) fn recommended(&self) -> Option<&OptionReport> {
        self.find(self.recommendation.as_deref()?)
    }

    /// Returns the id of where the project should go: the option to stay on, or else the recommended
    /// one.
    pub(crate) fn advised(&self) -> Option<&String> {
        self.stays_on.as_ref().or(self.recommendation.as_ref())
    }

    /// Returns what is recommended where the project should stay on something else, since the lead is
    /// not worth a move.
    pub(crate) fn not_worth_a_move(&self) -> Option<&OptionReport> {
        self.stays_elsewhere()?;
        self.recommended()
    }

    /// Returns the option on which the project should stay, where that is not what is recommended.
    pub fn stays_elsewhere(&self) -> Option<&OptionReport> {
        let stays = self.find(self.stays_on.as_deref()?)?;
        (self.recommendation.as_ref() != Some(&stays.id)).then_some(stays)
    }

    /// Returns the option with an id.
    pub(crate) fn find(&self, id: &str) -> Option<&OptionReport> {
        self.options.iter().find(|option| option.id == id)
    }

    /// Returns the report with the day with which dates were compared.
    #[must_use]
    pub fn dated(mut self, date: Date) -> Self {
        self.date = Some(date.to_string());
        self
    }

    /// Returns what questions are called, with their ids where these are told.
    fn questions_named<'a>(
        &self,
        fields: impl IntoIterator<Item = &'a String>,
        document: &Document,
    ) -> Text {
        let is_verbose = document.detail.is_verbose();
        let named = fields.into_iter().map(|field| {
            let name = self.names.get(field).unwrap_or(field);
            let id = (is_verbose && name != field).then(|| text![" (", ident(field), ")"]);
            text![label(name, field), id]
        });
        Text::join(named, ", ")
    }

    fn options_named<'a>(&'a self, ids: impl IntoIterator<Item = &'a String>) -> String {
        list(ids.into_iter().map(|id| self.find(id).map_or(id, |option| &option.name)))
    }

    /// Cites sources in a document.
    pub(crate) fn cite(&self, document: &mut Document, ids: &[String]) -> Text {
        let sources = ids.iter().filter_map(|id| self.sources.iter().find(|it| it.id == *id));
        document.cite_all(sources.cloned())
    }

    /// Returns which prices the estimates rest on, in a sentence; nothing where there are none.
    pub(crate) fn prices(&self) -> String {
        let book = self.price_book.as_ref().filter(|_| self.is_priced());
        let words = book.map(|book| {
            format!(" Costs are estimates by {}, prices reviewed on {}.", book.name, book.reviewed)
        });
        words.unwrap_or_default()
    }
}
