//! The cost report: every line of every estimate, what it rests on, and where options cost the
//! same.

mod break_even;
mod build;
mod chart;
mod growth;
mod page;
mod points;
mod spread;
mod system;
mod words;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

pub(crate) use self::build::over_traffic;
pub use self::{
    build::{Scope, report},
    growth::{ChangeReport, Growth, GrowthReport, MonthReport},
    system::{
        ComponentCost, CostTogether, SYSTEM_SCHEMA, SingleCost, SystemCostReport, system_report,
    },
    words::tiers,
};
use super::MonthlyCost;
use crate::{
    document::Source,
    money::{Currency, Money},
};

/// The schema that cost reports follow.
pub const SCHEMA: &str = "whereto/cost/1";

/// What a project costs with each option.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct CostReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// The price book.
    pub price_book: BookReport,
    /// Where everything is taken to run, and so whose prices these are; null where the price book
    /// knows one region only.
    pub region: Option<RegionReport>,
    /// How much traffic there is; null when nothing tells how large the project is.
    pub traffic: Option<TrafficReport>,
    /// What may be spent in a month, if the profile says so.
    pub budget_usd: Option<Money>,
    /// The options, in the order of the rule base.
    pub options: Vec<OptionCost>,
    /// What is open and moves the figures most, the strongest first.
    pub drivers: Vec<DriverReport>,
    /// What the figures rest on beside prices.
    pub assumptions: Vec<AssumptionReport>,
    /// For every two options, where they cost the same.
    pub break_even: Vec<BreakEvenReport>,
    /// What growth makes of it, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub growth: Option<GrowthReport>,
    /// What options cost over traffic, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub curve: Vec<CurvePoint>,
    /// The points that the chart is drawn through.
    #[serde(skip)]
    pub chart: Vec<CurvePoint>,
    /// What people are shown amounts in.
    #[serde(skip)]
    pub shown_in: Currency,
}

/// The price book behind a report.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct BookReport {
    /// The name of the price book, such as list prices of two regions.
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

/// Where everything is taken to run.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema, Serialize)]
pub struct RegionReport {
    /// What a profile gives as `assumptions.region`.
    pub id: String,
    /// The name of the region, such as Frankfurt.
    pub name: String,
}

/// How much traffic there is.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct TrafficReport {
    /// Requests a month; what to expect, where the profile does not say.
    pub requests_per_month: Json,
    /// Whether the profile says so.
    pub given: bool,
    /// Requests a month, as far as they are known.
    pub requests: RangeReport,
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
#[derive(Clone, Debug, Default, JsonSchema, Serialize)]
pub struct OptionCost {
    /// The id of the option, such as `aws-lambda`.
    pub id: String,
    /// The name of the option, such as AWS Lambda.
    pub name: String,
    /// A short form of the name, for narrow places.
    #[serde(skip)]
    pub short: String,
    /// What it is taken to be made of.
    pub stack: Option<String>,
    /// In words.
    pub stack_name: Option<String>,
    /// The other stacks that could do it, the cheapest first.
    pub or_stacks: Vec<String>,
    /// The same, with what to expect of each.
    pub alternatives: Vec<AlternativeReport>,
    /// Whether no other option that fits is expected to cost less.
    pub cheapest: bool,
    /// Whether it is what the rules recommend.
    #[serde(skip)]
    pub recommended: bool,
    /// Why the rules exclude it, whatever it costs; null where they do not.
    pub ruled_out: Option<String>,
    /// What it cannot do of what is asked, and so is not in the price.
    pub limits: Vec<LimitReport>,
    /// Whether it is expected to cost more than may be spent; null without a budget or a price.
    pub over_budget: Option<bool>,
    /// What it costs; null without traffic or without prices.
    pub monthly_usd: Option<MonthlyCost>,
    /// The same without people's time.
    pub hosting_usd: Option<MonthlyCost>,
    /// Why there is no figure.
    pub unpriced: Option<String>,
    /// Line by line, as expected.
    pub lines: Vec<LineReport>,
    /// What else there is to know.
    pub notes: Vec<String>,
}

/// A stack that is not taken.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AlternativeReport {
    /// The stack.
    pub stack: String,
    /// The name of the stack, such as one VPS with the database on it.
    pub name: String,
    /// What to expect of it in a month.
    pub monthly_usd: Money,
    /// Whether it is what a team like this would run.
    pub suits: bool,
}

/// Something that an option cannot do.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LimitReport {
    /// What it is.
    pub because: String,
    /// The facts that it rests on.
    pub cites: Vec<String>,
    /// The same as it is cited.
    #[serde(skip)]
    pub origins: Vec<Source>,
}

/// One line of an estimate.
#[derive(Clone, Debug, Default, JsonSchema, Serialize)]
pub struct LineReport {
    /// The part of the stack.
    pub part: String,
    /// The item or machine.
    pub item: String,
    /// The name of the line, such as API Gateway, HTTP API.
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
    /// Its share of the total, from 0 to 1.
    pub share: f64,
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
    /// The same as it is cited.
    #[serde(skip)]
    pub origins: Vec<Source>,
    /// Quantity, what is free, what is paid for and at which price, in words.
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

/// Something that is open, and how far it moves the figures.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct DriverReport {
    /// The question, or the assumption of the price book.
    pub field: String,
    /// Of a number, what one project in ten is under, and over; of a choice, the answers with which
    /// the option that it moves most costs least, and most.
    pub between: [Json; 2],
    /// What each option costs at either end, everything else as expected.
    pub monthly_usd: super::Keyed<[Money; 2]>,
    /// All that in words.
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
    /// Where the first crossing lies in eight of ten draws of what is open; null where fewer than
    /// one in ten have one.
    pub band: Option<[u64; 2]>,
    /// The share of draws in which there is a crossing, from 0 to 1.
    pub share: f64,
    /// What moves the first crossing most, the strongest first.
    pub movers: Vec<MoverReport>,
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

/// Something that is open, and how far it moves a crossing.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct MoverReport {
    /// The question, or the assumption of the price book.
    pub field: String,
    /// What one project in ten is under, and over.
    pub between: [Json; 2],
    /// Where the first crossing is at either end; null for none.
    pub crossing: [Option<u64>; 2],
}

/// What all options cost at one amount of traffic.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CurvePoint {
    /// Requests a month.
    pub requests_per_month: u64,
    /// What each option costs; options without a price are left out.
    pub monthly_usd: super::Keyed<MonthlyCost>,
}
