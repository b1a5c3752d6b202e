//! Puts the report on costs together.

use jiff::civil::Date;
use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{
    AlternativeReport, AssumptionReport, BookReport, CostReport, DriverReport, LimitReport,
    LineReport, OptionCost, PriceReport, RangeReport, RegionReport, SCHEMA, TrafficReport,
    break_even,
    growth::{self, Growth},
    points,
    words::{self, json, range_words},
};
use crate::{
    advice::{Advice, old_prices},
    cost::estimate::{Driver, Estimate, Ground, Line, LineOf, OptionEstimate, Priced, Range},
    document::{Chart, Source},
    field::{Choice, Value},
    report::{MonthlyCost, fact_ids, list, number::quantity, source},
    rulebase::{
        Citation, FactConfidence, FactId, OptionId, RuleBase,
        prices::{HOURS_A_MONTH, Item, Machine, Origin, Stack},
    },
};

/// Points of the chart to the factor of ten.
const STEPS_A_DECADE: u32 = 8;

/// Beyond so many requests a month nothing is drawn unless it is asked for.
const MOST_REQUESTS: u64 = 100_000_000_000;

/// What to put into a report.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// The day with which prices are compared.
    pub as_of: Date,
    /// From how many requests a month the chart goes.
    pub from: u64,
    /// To how many.
    pub to: u64,
    /// Whether the curve itself is wanted.
    pub curve: bool,
    /// Whether it is wanted how options compare over traffic: break-evens and the chart.
    pub comparison: bool,
    /// Whether it is wanted what moves the figures.
    pub drivers: bool,
    /// How traffic grows, where that is of interest.
    pub growth: Option<Growth>,
}

impl Scope {
    /// Tells what is told where nothing else is asked for.
    pub fn usual(base: &RuleBase, as_of: Date) -> Self {
        let (from, to) = (1_000, MOST_REQUESTS.min(base.prices.most_requests()));
        Self { as_of, from, to, curve: false, comparison: true, drivers: true, growth: None }
    }
}

/// Puts together what a project costs; nothing for a rule base without prices.
pub fn report(advice: &Advice<'_>, scope: &Scope) -> Option<CostReport> {
    let (base, profile) = (advice.base(), advice.profile());
    let header = base.prices.header.as_ref()?;
    let estimate = advice.estimate();
    let curve = advice.estimator().curve(&profile.answers)?;
    let builder = Builder { advice, base, scope };
    let drivers = scope.drivers.then(|| advice.estimator().drivers(&profile.answers)).flatten();
    // What cannot be taken is no cheaper from anywhere on.
    let left = advice.assessment().standings.iter().filter(|it| it.rank.is_some());
    let left: Vec<usize> = left.map(|it| it.option.index()).collect();
    let pairs = left
        .iter()
        .enumerate()
        .flat_map(|(at, first)| left[at + 1..].iter().map(move |second| [*first, *second]));
    // What is drawn is no matter of where options cost the same.
    let usual = Scope::usual(base, scope.as_of);
    let (from, to) = (scope.from.min(usual.from), scope.to.max(usual.to));
    let break_even = pairs
        .filter(|_| scope.comparison)
        .filter_map(|pair| curve.break_even(pair, from, to))
        .map(|found| break_even::report(base, &found));
    let steps = |steps| points::points(base, &curve, (scope.from, scope.to), steps);
    Some(CostReport {
        schema: SCHEMA,
        project: profile.project.clone(),
        price_book: BookReport {
            name: header.name.clone(),
            currency: header.currency.clone(),
            region: header.region.clone(),
            about: header.about.clone(),
            reviewed: header.reviewed.to_string(),
            as_of: scope.as_of.to_string(),
        },
        region: advice.estimator().region(&profile.answers).map(RegionReport::new),
        traffic: estimate.map(|estimate| TrafficReport {
            requests_per_month: json(estimate.requests.expected),
            given: estimate.requests_given,
            requests: RangeReport::new(&estimate.requests),
            peak_requests_per_second: RangeReport::new(&estimate.peak_requests),
            peak_concurrency: RangeReport::new(&estimate.peak_concurrency),
        }),
        budget_usd: advice.budget(),
        options: match estimate {
            Some(estimate) => builder.options(estimate),
            None => base.option_ids().map(|option| builder.unpriced(option, None)).collect(),
        },
        drivers: builder.each(drivers.as_ref(), Builder::driver),
        assumptions: builder.each(estimate.map(|it| &it.grounds), Builder::assumption),
        break_even: break_even.collect(),
        growth: scope
            .growth
            .zip(estimate)
            .and_then(|(growth, estimate)| growth::report(advice, estimate, &curve, growth)),
        curve: if scope.curve { steps(10) } else { Vec::new() },
        chart: if scope.comparison { steps(STEPS_A_DECADE) } else { Vec::new() },
        shown_in: base.prices.currency,
    })
}

/// Draws what options cost over three decades of traffic to either side of a project's own; nothing
/// where nothing tells how much it has, or nothing has a price.
pub(crate) fn over_traffic(advice: &Advice<'_>) -> Option<Chart> {
    let header = advice.base().prices.header.as_ref()?;
    let requests = advice.estimate()?.requests.expected.round().to_u64()?.max(1);
    let decade = 10u64.checked_pow(requests.ilog10())?;
    let scope = Scope {
        from: (decade / 1_000).max(1),
        to: decade.checked_mul(10_000)?.min(MOST_REQUESTS),
        drivers: false,
        ..Scope::usual(advice.base(), header.reviewed)
    };
    let chart = report(advice, &scope)?.drawn();
    (!chart.series.is_empty()).then_some(chart)
}

impl RegionReport {
    fn new(choice: &Choice) -> Self {
        Self { id: choice.id.clone(), name: choice.means.clone() }
    }
}

impl RangeReport {
    fn new(range: &Range) -> Self {
        let [low, expected, high] = [range.low, range.expected, range.high].map(json);
        Self { low, expected, high, words: range_words(range) }
    }
}

struct Builder<'a> {
    advice: &'a Advice<'a>,
    base: &'a RuleBase,
    scope: &'a Scope,
}

impl Builder<'_> {
    fn each<T, R>(&self, from: Option<&Vec<T>>, tell: fn(&Self, &T) -> R) -> Vec<R> {
        from.into_iter().flatten().map(|it| tell(self, it)).collect()
    }

    fn options(&self, estimate: &Estimate) -> Vec<OptionCost> {
        let mut options: Vec<OptionCost> =
            estimate.options.iter().map(|option| self.option(option)).collect();
        let expected = |option: &OptionCost| Some(option.monthly_usd?.expected);
        let fits = options.iter().filter(|option| option.ruled_out.is_none());
        let least = fits.filter_map(expected).min();
        for option in &mut options {
            let is_least = least.is_some() && expected(option) == least;
            option.cheapest = is_least && option.ruled_out.is_none();
        }
        let recommended = self.advice.assessment().verdict.recommendation();
        if let Some(option) = recommended.and_then(|it| options.get_mut(it.index())) {
            option.recommended = true;
        }
        options
    }

    fn unpriced(&self, option: OptionId, because: Option<String>) -> OptionCost {
        let standing = self.advice.assessment().standings.iter().find(|it| it.option == option);
        let excluded_by = standing.map(|it| it.excluded_by.as_slice()).unwrap_or_default();
        let reasons = excluded_by.iter().map(|rule| self.base.rule(*rule).because.as_str());
        let option = self.base.option(option);
        OptionCost {
            id: option.id.clone(),
            name: option.name.clone(),
            short: option.short.clone(),
            unpriced: because,
            ruled_out: (!excluded_by.is_empty()).then(|| reasons.collect::<Vec<_>>().join(" ")),
            ..OptionCost::default()
        }
    }

    fn option(&self, estimate: &OptionEstimate) -> OptionCost {
        let priced = match &estimate.priced {
            Ok(priced) => priced,
            Err(because) => {
                let limits = self.limits(estimate);
                let unpriced = self.unpriced(estimate.option, Some(because.clone()));
                return OptionCost { limits, ..unpriced };
            }
        };
        let Priced { stack, others, total, hosting, lines, notes } = priced;
        let stack = self.base.prices.stack(*stack);
        let alternatives = others.iter().map(|other| {
            let Stack { id, name, .. } = self.base.prices.stack(other.stack);
            let (stack, name) = (id.clone(), name.clone());
            AlternativeReport { stack, name, monthly_usd: other.expected, suits: other.suits }
        });
        let alternatives: Vec<AlternativeReport> = alternatives.collect();
        let currency = self.base.prices.currency;
        let lines = lines.iter().filter(|line| !line.amount.is_zero());
        let mut lines: Vec<LineReport> = lines.filter_map(|line| self.line(line)).collect();
        for line in &mut lines {
            line.share = words::share(line.amount_usd, total.expected);
        }
        OptionCost {
            stack: Some(stack.id.clone()),
            stack_name: Some(stack.name.clone()),
            or_stacks: alternatives.iter().map(|other| other.name.clone()).collect(),
            alternatives,
            over_budget: self.advice.budget().map(|budget| hosting.expected > budget),
            monthly_usd: Some(MonthlyCost::new(total, currency)),
            hosting_usd: Some(MonthlyCost::new(hosting, currency)),
            lines,
            notes: notes.clone(),
            limits: self.limits(estimate),
            ..self.unpriced(estimate.option, None)
        }
    }

    fn limits(&self, estimate: &OptionEstimate) -> Vec<LimitReport> {
        let limits = estimate.limits.iter().filter_map(|limit| self.base.prices.limits.get(*limit));
        let report = limits.map(|limit| LimitReport {
            because: limit.because.clone(),
            cites: fact_ids(self.base, &limit.cites),
            origins: self.facts(&limit.cites),
        });
        report.collect()
    }

    fn line(&self, line: &Line) -> Option<LineReport> {
        match &line.of {
            LineOf::Item(id) => Some(self.item_line(line, self.base.prices.item(*id))),
            LineOf::Machines { catalog, machine, copies, because, load } => {
                let catalog = self.base.prices.catalog(*catalog);
                let machine = catalog.machines.get(*machine)?;
                let sizing = words::sizing(machine, line.amount, *copies, because.words(), load);
                let sizing = format!("{sizing}. The cheapest of {}.", catalog.name);
                Some(self.machine_line(line, machine, sizing))
            }
        }
    }

    fn item_line(&self, line: &Line, item: &Item) -> LineReport {
        let tiers = item.tiers_of(line.billable).iter();
        LineReport {
            item: item.id.clone(),
            name: item.name.clone(),
            unit: item.unit.clone(),
            free: json(*item.free),
            price: tiers.map(|it| PriceReport::new(*it.from, it.price, it.per)).collect(),
            words: words::line(item, line, self.base.prices.currency) + &words::times(line.factor),
            ..self.plain_line(line, &item.origin_of(line.billable))
        }
    }

    fn machine_line(&self, line: &Line, machine: &Machine, sizing: String) -> LineReport {
        let by_the_month = machine.hours == Decimal::from(HOURS_A_MONTH);
        let (per, a) = match machine.hours {
            _ if by_the_month => ("month", "a month".to_owned()),
            hours if hours == Decimal::ONE => ("hour", "an hour, 730 hours".to_owned()),
            hours => ("hours", format!("per {} hours, of 730", quantity(hours))),
        };
        let price = self.base.prices.currency.price(machine.price);
        LineReport {
            item: machine.id.clone(),
            name: machine.id.clone(),
            unit: format!("machines, price a {per}"),
            price: vec![PriceReport::new(Decimal::ZERO, machine.price, Decimal::ONE)],
            sizing: Some(sizing),
            words: format!("{} x {price} {a}{}", quantity(line.amount), words::times(line.factor)),
            ..self.plain_line(line, &machine.origin)
        }
    }

    fn plain_line(&self, line: &Line, origin: &Origin) -> LineReport {
        LineReport {
            part: line.part.clone(),
            quantity: json(line.amount),
            free: json(Decimal::ZERO),
            billable: json(line.billable),
            amount_usd: line.cost,
            as_of: origin.as_of.to_string(),
            mark: self.mark(origin),
            confidence: origin.confidence.name(),
            cites: fact_ids(self.base, &origin.cites),
            sources: origin.sources.iter().chain(&origin.urls).cloned().collect(),
            origins: self.origins(origin),
            ..LineReport::default()
        }
    }

    fn facts(&self, facts: &[FactId]) -> Vec<Source> {
        facts.iter().map(|fact| source(self.base, Citation::Fact(*fact))).collect()
    }

    /// Returns what a price rests on: facts of the rule base, or sources of its own.
    fn origins(&self, origin: &Origin) -> Vec<Source> {
        if !origin.cites.is_empty() {
            return self.facts(&origin.cites);
        }
        let urls = origin.urls.iter().map(Some).chain(std::iter::repeat(None));
        let own = origin.sources.iter().zip(urls);
        own.map(|(title, url)| Source::titled(title, url)).collect()
    }

    /// Returns whether a price is undated or old.
    fn mark(&self, origin: &Origin) -> Option<&'static str> {
        let given = origin.cites.is_empty()
            && origin.urls.is_empty()
            && origin.confidence == FactConfidence::High;
        match origin.as_of.latest() {
            // What a profile says itself is neither.
            None if given => None,
            None => Some("undated"),
            Some(date) => old_prices::is_old(date, self.scope.as_of).then_some("old"),
        }
    }

    fn assumption(&self, ground: &Ground) -> AssumptionReport {
        let book = &self.base.prices;
        let field = book.fields.get(ground.field);
        let assumption = book.assumption(ground.field);
        let (value, words) = match (ground.value, ground.range) {
            (Value::Number(expected), Some((low, high))) => {
                let range = Range { low: low.min(expected), expected, high: high.max(expected) };
                let value = serde_json::json!({
                    "low": json(range.low), "expected": json(expected), "high": json(range.high),
                });
                (value, range_words(&range))
            }
            (value, _) => words::value(field, value),
        };
        AssumptionReport {
            field: field.id.clone(),
            about: assumption.map(|it| it.about.clone()).unwrap_or_default(),
            unit: field.unit().to_owned(),
            value,
            given: ground.given,
            because: assumption.filter(|_| !ground.given).map(|it| it.because.clone()),
            words: field.with_unit(&words),
        }
    }

    fn driver(&self, driver: &Driver) -> DriverReport {
        let field = self.base.prices.fields.get(driver.field);
        let costs = self.base.option_ids().zip(&driver.costs).filter_map(|(option, ends)| {
            let (low, high) = (*ends)?;
            Some((self.base.option(option), [low, high]))
        });
        let costs: Vec<_> = costs.collect();
        let moves = list(costs.iter().map(|(option, ends)| {
            let name = &option.name;
            let [low, high] = ends.map(|end| self.base.prices.currency.short(end));
            if low == high {
                format!("{name} {low} either way")
            } else {
                format!("{name} {low} to {high}")
            }
        }));
        DriverReport {
            field: field.id.clone(),
            between: driver.ends.map(|end| words::value(field, end).0),
            words: format!("{}: {moves}.", words::ends(field, driver.ends)),
            monthly_usd: costs.iter().map(|(option, ends)| (option.id.clone(), *ends)).collect(),
        }
    }
}

impl PriceReport {
    fn new(from: Decimal, price: Decimal, per: Decimal) -> Self {
        Self { from: json(from), price: price.normalize().to_string(), per: json(per) }
    }
}
