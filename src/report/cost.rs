//! The cost report: every line of every estimate, what it rests on, and where options cost the
//! same.

mod build;
pub mod csv;
mod spread;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

pub(super) use self::build::dollars;
pub use self::build::{Scope, quantity, report};
use super::{MonthlyCost, number};
use crate::{
    cost::money::Money,
    document::{
        Chart, Detail, Document, Item, Point, Series, Source, Table, Text, ToDocument, ident,
        quiet, text,
    },
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
    /// Names it for people.
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
#[derive(Clone, Debug, Default, JsonSchema, Serialize)]
pub struct OptionCost {
    /// The option.
    pub id: String,
    /// Names it for people.
    pub name: String,
    /// What it is taken to be made of.
    pub stack: Option<String>,
    /// In words.
    pub stack_name: Option<String>,
    /// The stacks that it may be made of as well, while questions are open.
    pub or_stacks: Vec<String>,
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

/// One line of an estimate.
#[derive(Clone, Debug, Default, JsonSchema, Serialize)]
pub struct LineReport {
    /// The part of the stack.
    pub part: String,
    /// The item or machine.
    pub item: String,
    /// Names it for people.
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
    pub monthly_usd: super::Keyed<MonthlyCost>,
}

impl ToDocument for CostReport {
    fn document(&self, detail: Detail) -> Document {
        let project = self.project.as_ref().map(|project| format!(" of {project}"));
        let subject = format!("Cost{}", project.unwrap_or_default());
        let mut document = match &self.traffic {
            Some(traffic) => {
                let requests = number::people_json(&traffic.requests_per_month);
                let title = format!("{subject} at {requests} requests a month");
                let mut document = Document::titled(detail, title);
                document.say(format!(
                    "Peak: {} requests a second, {} of them in progress at once.",
                    traffic.peak_requests_per_second.words, traffic.peak_concurrency.words
                ));
                document.section("Totals a month", self.totals());
                self.options.iter().for_each(|option| option.tell(&mut document));
                document.foot(self.legend());
                self.grounds(&mut document);
                document
            }
            None => {
                let title = format!("{subject}: no estimate");
                let mut document = Document::titled(detail, title);
                document.say("`traffic.requests_per_month` is not answered.");
                document
            }
        };
        let break_even: Vec<&String> = self.break_even.iter().map(|pair| &pair.words).collect();
        document.section("Break-even", break_even);
        let chart = self.drawn();
        document.section(chart.title.clone(), chart);
        let book = &self.price_book;
        document.foot(format!(
            "Prices: {}, reviewed on {}, {}. {}",
            book.name, book.reviewed, book.region, book.about
        ));
        document
    }
}

impl CostReport {
    fn totals(&self) -> Table {
        let mut table = Table::new().texts([""]).numbers(["low", "expected", "high"]);
        for option in &self.options {
            let cells = match &option.monthly_usd {
                Some(total) => [total.low, total.expected, total.high].map(|it| it.to_string()),
                None => ["-", "-", "-"].map(str::to_owned),
            };
            table.row([option.name.clone()].into_iter().chain(cells));
        }
        table
    }

    /// Says what the marks beside dates mean.
    fn legend(&self) -> String {
        let any = |which: fn(&LineReport) -> bool| {
            self.options.iter().flat_map(|option| &option.lines).any(which)
        };
        let marked = any(|line| line.mark.is_some()).then(|| {
            let day = &self.price_book.as_of;
            format!(" (!) the price is undated, or older than a year on {day}.")
        });
        let unverified =
            any(|line| line.confidence == "low").then_some(" (?) the price could not be verified.");
        format!(
            "Amounts are rounded for show; totals are the sums before rounding.{}{}",
            marked.unwrap_or_default(),
            unverified.unwrap_or_default()
        )
    }

    /// Says what the figures rest on beside prices.
    fn grounds(&self, document: &mut Document) {
        let (given, assumed): (Vec<_>, Vec<_>) =
            self.assumptions.iter().partition(|assumption| assumption.given);
        if !self.assumptions.is_empty() {
            document.heading(2, "What the figures rest on");
        }
        if !given.is_empty() {
            let given = given.iter().map(|it| {
                let field = it.field.trim_start_matches("assumptions.");
                text![ident(field), " ", &it.words]
            });
            document.say(text!["From the profile: ", Text::join(given, "; "), "."]);
        }
        if assumed.is_empty() {
            return;
        }
        document.say(
            "Assumed, since the profile does not say (expected, and from the least to the most):",
        );
        let full = document.detail.is_full();
        document.list(assumed.iter().map(|it| {
            let because = it.because.as_ref().filter(|_| full).map(|because| format!(" {because}"));
            text![ident(&it.field), ": ", &it.words, ".", because]
        }));
        if !full {
            document.say(quiet("`-v` says why."));
        }
    }

    /// Returns the expected costs over traffic.
    fn drawn(&self) -> Chart {
        let series = self.options.iter().map(|option| Series {
            name: option.name.clone(),
            points: self.chart.iter().filter_map(|point| point.of(&option.id)).collect(),
        });
        let series: Vec<Series> = series.filter(|series| !series.points.is_empty()).collect();
        let cheapest = |end: fn(&Series) -> Option<&Point>| {
            let ends = series.iter().filter_map(|it| Some((end(it)?, &it.name)));
            let (point, name) = ends.min_by_key(|(point, _)| point.expected)?;
            Some(format!("{name} at {} requests a month", super::number::thousands(point.at)))
        };
        let ends = cheapest(|it| it.points.first()).zip(cheapest(|it| it.points.last()));
        let about = ends.map(|(first, last)| format!("The cheapest is {first}, and {last}."));
        let requests = self.traffic.as_ref().map(|traffic| traffic.requests_per_month.to_string());
        Chart {
            title: "Expected cost over traffic".to_owned(),
            about: about.unwrap_or_default(),
            along: "requests a month",
            show: |amount| Money(amount).short(),
            here: requests.and_then(|it| Some((it.parse().ok()?, "this project"))),
            series,
        }
    }
}

impl CurvePoint {
    fn of(&self, option: &str) -> Option<Point> {
        let MonthlyCost { low, expected, high } = self.monthly_usd.get(option)?;
        let at = self.requests_per_month.into();
        Some(Point { at, low: low.0, expected: expected.0, high: high.0 })
    }
}

impl OptionCost {
    /// Tells the bill line by line.
    fn tell(&self, document: &mut Document) {
        document.heading(2, &self.name);
        if let Some(because) = &self.unpriced {
            return document.say(format!("No estimate: {because}."));
        }
        if let Some(stack) = &self.stack_name {
            let or = self.or_stacks.iter();
            let or = or.map(|other| format!("; or, depending on what is open, {other}"));
            document.say(format!("Made of: {stack}{}.", or.collect::<String>()));
        }
        let mut table = Table::new().texts(["What"]).numbers(["Amount"]).texts(["Price as of"]);
        for line in &self.lines {
            let origins = line.origins.iter().cloned();
            let notes = origins.fold(Text::default(), |notes, it| text![notes, document.cite(it)]);
            table.lines([
                vec![text![&line.name, notes], quiet(&line.words)],
                vec![line.amount_usd.to_string().into()],
                vec![line.date().into()],
            ]);
        }
        if let Some(total) = &self.monthly_usd {
            table.sum(["Total".to_owned(), total.expected.to_string(), String::new()]);
        }
        document.push(table);
        let sizing = self.lines.iter().filter_map(|line| line.sizing.as_ref());
        let sizing = sizing.map(|sizing| Item::from(text![quiet("Sizing: "), sizing]));
        let notes = self.notes.iter().filter(|_| document.detail.is_full());
        let notes = notes.map(|note| Item::from(text![quiet("Note: "), note]));
        let all: Vec<Item> = sizing.chain(notes).collect();
        document.list(all);
    }
}

impl LineReport {
    /// Returns the date of the price, with a mark where it is not to be relied on.
    fn date(&self) -> String {
        let own = self.mark.is_none() && self.as_of == "undated";
        let date = if own { "profile" } else { &self.as_of };
        let mark = if self.mark.is_some() { " (!)" } else { "" };
        let doubt = if self.confidence == "low" { " (?)" } else { "" };
        format!("{date}{mark}{doubt}")
    }
}
