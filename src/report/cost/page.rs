//! The cost report as a document.

use rust_decimal::Decimal;

use super::{
    AlternativeReport, BookReport, CostReport, GrowthReport, LineReport, OptionCost, RegionReport,
    TrafficReport,
};
use crate::{
    document::{Detail, Document, Table, Text, ToDocument, ident, quiet, strong, text},
    money::Currency,
    report::{MonthlyCost, number},
    rulebase::prices::own_id,
};

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
    pub(super) fn words(&self) -> String {
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
        document.list(self.options.iter().filter(|it| it.ruled_out.is_none()).flat_map(|option| {
            let limits = option.limits.iter();
            limits.map(|limit| text![strong(&option.name), " has limits: ", &limit.because])
        }));
        document.list(self.options.iter().filter(|it| it.ruled_out.is_none()).filter_map(
            |option| {
                let because = option.unpriced.as_ref()?;
                Some(text![strong(&option.name), " has no estimate: ", because, "."])
            },
        ));
        let told = self.told(document.detail);
        // Without a price of what is recommended, what moves the others is beside the point.
        let drivers = self.drivers.iter().take(if told.is_empty() { 0 } else { DRIVERS });
        document.items("What moves the figures most", drivers.map(|driver| &driver.words));
        told.iter().for_each(|option| option.tell(document, self.shown_in));
        let is_left = |option: &&OptionCost| !told.iter().any(|told| told.id == option.id);
        let left = self.options.iter().filter(is_left);
        let heading = if told.is_empty() { "The options" } else { "The others" };
        document.items(heading, left.map(|option| option.in_short(self.shown_in)));
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
    /// recommended, or else the cheapest; none where what is recommended has no price.
    fn told(&self, detail: Detail) -> Vec<&OptionCost> {
        let is_priced = |option: &&OptionCost| option.monthly_usd.is_some();
        let mut priced = self.options.iter().filter(is_priced);
        let first = |which: fn(&&OptionCost) -> bool| priced.clone().find(which);
        let is_unpriced = |it: &OptionCost| it.recommended && it.monthly_usd.is_none();
        if !detail.is_full() && self.options.iter().any(is_unpriced) {
            return Vec::new();
        }
        let one = first(|option| option.recommended).or_else(|| first(|option| option.cheapest));
        match one.or_else(|| priced.next()).filter(|_| !detail.is_full()) {
            Some(one) => vec![one],
            None => self.options.iter().collect(),
        }
    }

    fn totals(&self) -> Table {
        let mut table = Table::new().texts([""]).numbers(["low", "expected", "high"]).texts([""]);
        let left = self.options.iter().filter(|option| option.ruled_out.is_none()).count();
        for option in &self.options {
            let ends = option.monthly_usd.map(|total| [total.low, total.expected, total.high]);
            let cells = ends.map(|ends| ends.map(|amount| self.shown_in.show(amount)));
            let cells = cells.unwrap_or_else(|| ["-"; 3].map(str::to_owned));
            let marks = [
                option.cheapest.then_some(if left > 1 {
                    "the cheapest"
                } else {
                    "all that is left"
                }),
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
            let field = own_id(&it.field);
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
        let largest = crate::report::list(largest);
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
            .map(|it| format!(" Where it suits your team, {} comes to {}.", it.name, cost(it)));
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
