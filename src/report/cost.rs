//! The cost report: every line of every estimate, what it rests on, and where options cost the
//! same.

mod break_even;
mod build;
mod chart;
mod growth;
mod points;
mod spread;
mod system;
mod words;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

pub(crate) use self::build::over_traffic;
pub use self::{
    build::{MOST_REQUESTS, Scope, report},
    growth::{ChangeReport, Growth, GrowthReport, MonthReport},
    system::{
        ComponentCost, CostTogether, SYSTEM_SCHEMA, SingleCost, SystemCostReport, system_report,
    },
    words::tiers,
};
use super::{MonthlyCost, number};
use crate::{
    document::{Detail, Document, Source, Table, Text, ToDocument, ident, quiet, strong, text},
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
    /// What one project in ten is under, and over.
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

/// From which share of a total on a line is marked.
const LARGE: f64 = 0.2;

/// How many of what is open are told to move the figures.
const DRIVERS: usize = 3;

impl ToDocument for CostReport {
    fn document(&self, detail: Detail) -> Document {
        let project = self.project.as_ref().map(|project| format!(" of {project}"));
        let subject = format!("Cost{}", project.unwrap_or_default());
        let mut document = Document::new(detail);
        match &self.traffic {
            Some(traffic) => self.estimates(traffic, &subject, &mut document),
            None => {
                document.heading(1, format!("{subject}: no estimate"));
                document.say(self.region.as_ref().map(RegionReport::words));
                document.say("Nothing that is answered tells how large the project is.");
            }
        }
        document.items("Break-even", self.break_even.iter().map(|pair| &pair.words));
        if let Some(growth) = &self.growth {
            let name = |id: &str| {
                let option = self.options.iter().find(|option| option.id == id);
                option.map_or_else(|| id.to_owned(), |option| option.name.clone())
            };
            document.section("As traffic grows", growth.words(name));
            document.push(self.growing(growth));
        }
        let chart = self.drawn();
        document.section(chart.title.clone(), chart);
        let BookReport { name, currency, region, about, reviewed, .. } = &self.price_book;
        document.foot(format!("Prices: {name}, reviewed on {reviewed}, {region}. {about}"));
        let (shown, rate) = (self.shown_in.code(), self.shown_in.price(Decimal::ONE));
        if shown != currency {
            document.foot(format!("Shown in {shown}: 1 {currency} is taken to be {rate}."));
        }
        document
    }
}

impl RegionReport {
    /// Says whose prices these are.
    fn words(&self) -> String {
        format!("Prices of {}.", self.name)
    }
}

impl TrafficReport {
    fn title(&self, subject: &str) -> String {
        if self.given {
            let requests = number::people_json(&self.requests_per_month);
            return format!("{subject} at {requests} requests a month");
        }
        format!("{subject} at about {} requests a month, which is assumed", self.requests.words)
    }
}

impl CostReport {
    /// Tells what each option costs for so much traffic, line by line, and what that rests on.
    fn estimates(&self, traffic: &TrafficReport, subject: &str, document: &mut Document) {
        document.heading(1, traffic.title(subject));
        document.say(self.region.as_ref().map(RegionReport::words));
        document.say(format!(
            "Peak: {} requests a second, {} of them in progress at once.",
            traffic.peak_requests_per_second.words, traffic.peak_concurrency.words
        ));
        document.section("Totals a month", self.totals());
        document.list(self.options.iter().filter_map(|option| {
            let because = option.ruled_out.as_ref()?;
            Some(text![strong(&option.name), " is ruled out: ", because])
        }));
        let drivers = self.drivers.iter().take(DRIVERS);
        document.items("What moves the figures most", drivers.map(|driver| &driver.words));
        let told = self.told(document.detail);
        told.iter().for_each(|option| option.tell(document, self.shown_in));
        let is_left = |option: &&OptionCost| !told.iter().any(|told| told.id == option.id);
        let left = self.options.iter().filter(is_left);
        document.items("The others", left.map(|option| option.in_short(self.shown_in)));
        document.foot(self.legend(&told));
        if document.detail.is_full() {
            self.grounds(document);
        } else {
            document.foot(text![
                "Every bill, and what the figures rest on: ",
                ident("--full"),
                ", or ",
                ident("-o costs.html")
            ]);
        }
    }

    /// Returns the options whose bills are told: where not everything is, the one that is
    /// recommended, or else the cheapest.
    fn told(&self, detail: Detail) -> Vec<&OptionCost> {
        let is_priced = |option: &&OptionCost| option.monthly_usd.is_some();
        let mut priced = self.options.iter().filter(is_priced);
        let first = |which: fn(&&OptionCost) -> bool| priced.clone().find(which);
        let one = first(|option| option.recommended).or_else(|| first(|option| option.cheapest));
        match one.or_else(|| priced.next()).filter(|_| !detail.is_full()) {
            Some(one) => vec![one],
            None => self.options.iter().collect(),
        }
    }

    fn totals(&self) -> Table {
        let mut table = Table::new().texts([""]).numbers(["low", "expected", "high"]).texts([""]);
        for option in &self.options {
            let ends = option.monthly_usd.map(|total| [total.low, total.expected, total.high]);
            let cells = ends.map(|ends| ends.map(|amount| self.shown_in.show(amount)));
            let cells = cells.unwrap_or_else(|| ["-"; 3].map(str::to_owned));
            let marks = [
                option.cheapest.then_some("the cheapest"),
                option.ruled_out.is_some().then_some("ruled out"),
                (option.over_budget == Some(true)).then_some("over budget"),
                (!option.limits.is_empty()).then_some("has limits"),
            ];
            let marks: Vec<&str> = marks.into_iter().flatten().collect();
            table.row([option.name.clone()].into_iter().chain(cells).chain([marks.join(", ")]));
        }
        if let Some(budget) = self.budget_usd {
            let budget = self.shown_in.show(budget);
            table.sum(["Budget".to_owned(), String::new(), budget, String::new(), String::new()]);
        }
        table
    }

    /// Returns every sixth month of growth, and those in which something changes.
    fn growing(&self, growth: &GrowthReport) -> Table {
        let names = self.options.iter().map(|option| option.name.as_str());
        let mut table = Table::new().numbers(["Month", "Requests"]).numbers(names);
        let changes = growth.cheapest_changes.iter().chain(&growth.recommendation_changes);
        let changes: Vec<u32> = changes.map(|change| change.month).collect();
        let last = growth.months.len().saturating_sub(1);
        for (index, month) in growth.months.iter().enumerate() {
            if month.month % 6 != 0 && index != last && !changes.contains(&month.month) {
                continue;
            }
            let costs = self.options.iter().map(|option| {
                let cost = month.monthly_usd.get(&option.id);
                cost.map_or_else(|| "-".to_owned(), MonthlyCost::short)
            });
            let requests = number::thousands(month.requests_per_month.into());
            table.row([month.month.to_string(), requests].into_iter().chain(costs));
        }
        table
    }

    /// Says what the marks beside dates in bills mean.
    fn legend(&self, told: &[&OptionCost]) -> String {
        let any = |which: fn(&LineReport) -> bool| {
            told.iter().flat_map(|option| &option.lines).any(which)
        };
        let marked = any(|line| line.mark.is_some()).then(|| {
            let day = &self.price_book.as_of;
            format!(" (!) the price is undated, or older than a year on {day}.")
        });
        let large = any(|line| line.share > LARGE).then_some(" ◆ more than a fifth of the total.");
        let unverified =
            any(|line| line.confidence == "low").then_some(" (?) the price could not be verified.");
        format!(
            "Eight in ten projects with these answers fall between low and high. Amounts are \
             rounded for show; totals are the sums before rounding.{}{}{}",
            large.unwrap_or_default(),
            marked.unwrap_or_default(),
            unverified.unwrap_or_default()
        )
    }

    /// Says what the figures rest on beside prices.
    fn grounds(&self, document: &mut Document) {
        let (given, assumed): (Vec<_>, Vec<_>) =
            self.assumptions.iter().partition(|assumption| assumption.given);
        let given = given.iter().map(|it| {
            let field = it.field.trim_start_matches("assumptions.");
            text![ident(field), " ", &it.words]
        });
        let given = Text::join(given, "; ");
        if !self.assumptions.is_empty() {
            document.heading(2, "What the figures rest on");
        }
        if !given.is_empty() {
            document.say(text!["From the profile: ", given, "."]);
        }
        if assumed.is_empty() {
            return;
        }
        // What is one thing or another is as usual, and only numbers have a range.
        let (numbers, usual): (Vec<_>, Vec<_>) =
            assumed.into_iter().partition(|it| it.value.is_object());
        let usual = usual.iter().map(|it| text![ident(&it.field), " ", &it.words]);
        let usual = Text::join(usual, "; ");
        if !usual.is_empty() {
            document.say(text!["Not answered, and taken to be as usual: ", usual, "."]);
        }
        if !numbers.is_empty() {
            document.say("Assumed (expected value, and the 10th to 90th percentile):");
        }
        document.list(numbers.iter().map(|it| {
            let because = it.because.as_ref().map(|because| format!(" {because}"));
            text![ident(&it.field), ": ", &it.words, ".", because]
        }));
    }
}

/// So many of the largest lines of a bill stand for the rest.
const LARGEST: usize = 2;

impl OptionCost {
    /// Tells what it is made of and comes to, with the largest lines of the bill.
    fn in_short(&self, shown_in: Currency) -> Text {
        let name = strong(&self.name);
        if let Some(because) = &self.unpriced {
            return text![name, format!(": no estimate, {because}.")];
        }
        let mut lines: Vec<&LineReport> =
            self.lines.iter().filter(|line| !line.amount_usd.0.is_zero()).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.amount_usd));
        let largest = lines.iter().take(LARGEST);
        let largest = largest.map(|it| format!("{} {}", it.name, shown_in.short(it.amount_usd)));
        let largest = super::list(largest);
        let cost = self.monthly_usd.map(|it| shown_in.short(it.expected)).unwrap_or_default();
        let stack = self.stack_name.as_deref().unwrap_or_default();
        let rest =
            if largest.is_empty() { String::new() } else { format!("; most of it {largest}") };
        text![name, format!(": {cost} for {stack}{rest}.")]
    }

    /// Tells the bill line by line.
    fn tell(&self, document: &mut Document, shown_in: Currency) {
        document.heading(2, &self.name);
        if let Some(because) = &self.unpriced {
            return document.say(format!("No estimate: {because}."));
        }
        if let Some(stack) = &self.stack_name {
            document.say(format!("Made of: {stack}.{}", self.lever(shown_in)));
        }
        for limit in &self.limits {
            let notes = document.cite_all(limit.origins.iter().cloned());
            document.say(text!["Not in the price: ", &limit.because, notes]);
        }
        let mut table = Table::new().texts(["What"]).numbers(["Amount"]).texts(["Price as of"]);
        for line in &self.lines {
            let notes = document.cite_all(line.origins.iter().cloned());
            let mark = if line.share > LARGE { " ◆" } else { "" };
            table.lines([
                vec![text![&line.name, notes, mark], quiet(&line.words)],
                vec![shown_in.show(line.amount_usd).into()],
                vec![line.date().into()],
            ]);
        }
        if let Some(total) = &self.monthly_usd {
            table.sum(["Total".to_owned(), shown_in.show(total.expected), String::new()]);
        }
        document.push(table);
        let sizing = self.lines.iter().filter_map(|line| line.sizing.as_ref());
        let sizing = sizing.map(|sizing| text![quiet("Sizing: "), sizing]);
        let notes = self.notes.iter().map(|note| text![quiet("Note: "), note]);
        document.list(sizing.chain(notes));
    }

    /// Says what else it could be made of: what a team like this would run next, and what would be
    /// cheaper and asks more of the team.
    fn lever(&self, shown_in: Currency) -> String {
        let others = |suits: bool| self.alternatives.iter().filter(move |it| it.suits == suits);
        let cost = |other: &AlternativeReport| shown_in.short(other.monthly_usd);
        let next = others(true).next();
        let next = next.map(|it| format!(" The next cheapest is {} at {}.", it.name, cost(it)));
        let expected = self.monthly_usd.map(|it| it.expected.0).unwrap_or_default();
        // A tenth off is not worth running another thing.
        let worth = |other: &&AlternativeReport| {
            other.monthly_usd.0 * Decimal::TEN < expected * Decimal::from(9)
        };
        let cheaper = others(false).find(worth);
        let cheaper = cheaper
            .map(|it| format!(" If your team can run it, {} comes to {}.", it.name, cost(it)));
        next.into_iter().chain(cheaper).collect()
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
