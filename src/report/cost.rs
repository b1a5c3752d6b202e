//! The cost report: every line of every estimate, what it rests on, and where options cost the
//! same; worded and rounded once. Its serialised form is the JSON output.

mod build;
pub mod chart;
pub mod csv;
pub mod markdown;
pub mod table;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

pub(super) use self::build::dollars;
use self::build::words_of;
pub use self::build::{Scope, quantity, report, staleness};
use crate::cost::money::Money;

/// The schema that cost reports follow.
pub const SCHEMA: &str = "whereto/cost/1";

/// What a project costs with each option.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CostReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// The price book.
    pub price_book: BookReport,
    /// How much traffic there is; null when the profile does not say.
    pub traffic: Option<TrafficReport>,
    /// The options, in the order of the rule base.
    pub options: Vec<OptionCost>,
    /// What the figures rest on beside prices.
    pub assumptions: Vec<AssumptionReport>,
    /// For every two options, where they cost the same.
    pub break_even: Vec<BreakEvenReport>,
    /// What options cost over traffic, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub curve: Vec<CurvePoint>,
    /// The points that the chart is drawn through.
    #[serde(skip)]
    pub chart: Vec<CurvePoint>,
}

/// The price book behind a report.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct BookReport {
    /// Its name.
    pub name: String,
    /// The currency.
    pub currency: String,
    /// Where its prices hold.
    pub region: String,
    /// What is in the prices and what is not.
    pub about: String,
    /// When it was last gone through.
    pub reviewed: String,
    /// The day that prices were compared with.
    pub as_of: String,
}

/// How much traffic there is.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct TrafficReport {
    /// Requests a month.
    pub requests_per_month: Json,
    /// Requests a second in the busiest minute.
    pub peak_requests_per_second: RangeReport,
    /// Requests in progress at once in the busiest minute.
    pub peak_concurrency: RangeReport,
}

/// A number that rests on assumptions.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RangeReport {
    /// The least.
    pub low: Json,
    /// What to expect.
    pub expected: Json,
    /// The most.
    pub high: Json,
    /// In words.
    #[serde(skip)]
    pub words: String,
}

/// What one option costs in a month.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OptionCost {
    /// The option.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is taken to be made of.
    pub stack: Option<String>,
    /// In words.
    pub stack_name: Option<String>,
    /// The stacks that it may be made of as well, while questions are open.
    pub or_stacks: Vec<String>,
    /// What it costs; null without traffic or without prices.
    pub monthly_usd: Option<MoneyReport>,
    /// The same without people's time.
    pub hosting_usd: Option<MoneyReport>,
    /// Why there is no figure.
    pub unpriced: Option<String>,
    /// Line by line, as expected.
    pub lines: Vec<LineReport>,
    /// What else there is to know.
    pub notes: Vec<String>,
}

/// An amount of money that rests on assumptions.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
pub struct MoneyReport {
    /// The least.
    pub low: Money,
    /// What to expect.
    pub expected: Money,
    /// The most.
    pub high: Money,
}

/// One line of an estimate.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LineReport {
    /// The part of the stack.
    pub part: String,
    /// The item or machine.
    pub item: String,
    /// Its name.
    pub name: String,
    /// How much of it there is.
    pub quantity: Json,
    /// In which unit.
    pub unit: String,
    /// How much is free each month.
    pub free: Json,
    /// How much is paid for.
    pub billable: Json,
    /// The prices that hold for it, tier by tier.
    pub price: Vec<PriceReport>,
    /// What it comes to.
    pub amount_usd: Money,
    /// How a number of machines came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sizing: Option<String>,
    /// The oldest date among the sources of its price.
    pub as_of: String,
    /// `undated`, or `old` when that is more than a year before the day asked about; null
    /// otherwise.
    pub mark: Option<&'static str>,
    /// The lowest confidence among the sources.
    pub confidence: &'static str,
    /// The facts that the price rests on.
    pub cites: Vec<String>,
    /// Titles and addresses of the sources.
    pub sources: Vec<String>,
    /// For renderers: quantity, what is free, what is paid for and at which price, in words.
    #[serde(skip)]
    pub words: String,
}

/// A price.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PriceReport {
    /// The amount beyond the free allowance from which on it holds.
    pub from: Json,
    /// The price, as the source gives it.
    pub price: String,
    /// For how many units.
    pub per: Json,
}

/// Something that figures rest on beside prices.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AssumptionReport {
    /// The question, or the assumption of the price book.
    pub field: String,
    /// What it is.
    pub about: String,
    /// The unit.
    pub unit: String,
    /// What it is taken to be: a number, a choice, or the least, the expected and the most.
    pub value: Json,
    /// Whether the profile says so.
    pub given: bool,
    /// Why, where the profile does not say so.
    pub because: Option<String>,
    /// The value in words.
    #[serde(skip)]
    pub words: String,
}

/// Where two options cost the same.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct BreakEvenReport {
    /// The two options.
    pub options: [String; 2],
    /// Both cost the same up to and with so many requests a month; null when they differ from the
    /// first on.
    pub same_until: Option<u64>,
    /// Which is cheaper from there to the first crossing.
    pub cheaper_first: Option<String>,
    /// The crossings.
    pub crossings: Vec<CrossingReport>,
    /// The last crossing.
    pub last: Option<CrossingReport>,
    /// Whether there are more crossings than are listed.
    pub more: bool,
    /// Whether all crossings were found.
    pub complete: bool,
    /// All that in words.
    pub words: String,
}

/// A crossing.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CrossingReport {
    /// At how many requests a month.
    pub requests_per_month: u64,
    /// Which option is cheaper from here on.
    pub cheaper: String,
    /// What the two cost there, in the order of the options.
    pub monthly_usd: [Money; 2],
}

/// What all options cost at one amount of traffic.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CurvePoint {
    /// Requests a month.
    pub requests_per_month: u64,
    /// What each option costs; options without a price are left out.
    pub monthly_usd: super::Keyed<MoneyReport>,
}
