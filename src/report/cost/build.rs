//! Puts the report on costs together, in figures and in words.

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value as Json;

use super::{
    AssumptionReport, BookReport, BreakEvenReport, CostReport, CrossingReport, CurvePoint,
    LineReport, OptionCost, PriceReport, RangeReport, SCHEMA, TrafficReport, spread,
};
use crate::{
    advice::{Advice, old_prices},
    analysis::break_even::{self, BreakEven, Crossing},
    cost::{
        Range,
        curve::Curve,
        estimate::{Estimate, Ground, Line, LineOf, Load, OptionEstimate, Priced},
    },
    document::Source,
    field::Value,
    report::{Keyed, list, number, source, unit, with_unit},
    rulebase::{
        Citation, Confidence, OptionId, RuleBase,
        prices::{Item, Machine, Origin, Per, Rate, Tier, unit::Each},
    },
};

/// Points of the chart to the factor of ten.
const STEPS_A_DECADE: u32 = 8;

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
    /// The most requests a month for which a break-even is looked for.
    pub most: u64,
}

/// Puts together what a project costs; nothing for a rule base without prices.
pub fn report(advice: &Advice<'_>, scope: &Scope) -> Option<CostReport> {
    let (base, profile) = (advice.base(), advice.profile());
    let header = base.prices.header.as_ref()?;
    let estimate = advice.estimate();
    let mut curve = advice.estimator().curve(&profile.answers)?;
    let builder = Builder { base, scope };
    let priced: Vec<OptionId> = base.option_ids().filter(|option| curve.has(*option)).collect();
    let pairs = priced.iter().enumerate().flat_map(|(index, first)| {
        priced.iter().skip(index + 1).map(move |second| [*first, *second])
    });
    let pairs: Vec<[OptionId; 2]> = pairs.collect();
    let break_even = pairs
        .into_iter()
        .map(|pair| builder.break_even(&break_even::break_even(&mut curve, pair, scope.most)));
    let break_even = break_even.collect();
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
        traffic: estimate.map(|estimate| builder.traffic(estimate)),
        options: match estimate {
            Some(estimate) => {
                estimate.options.iter().map(|option| builder.option(option)).collect()
            }
            None => base.option_ids().map(|option| builder.unpriced(option, None)).collect(),
        },
        assumptions: estimate
            .iter()
            .flat_map(|estimate| &estimate.grounds)
            .map(|it| builder.assumption(it))
            .collect(),
        break_even,
        curve: if scope.curve { points(&mut curve, base, &priced, scope, 10) } else { Vec::new() },
        chart: points(&mut curve, base, &priced, scope, STEPS_A_DECADE),
    })
}

/// Returns points evenly spread on a logarithmic axis, `steps` to the decade.
fn points(
    curve: &mut Curve<'_>,
    base: &RuleBase,
    options: &[OptionId],
    scope: &Scope,
    steps: u32,
) -> Vec<CurvePoint> {
    let mut points = Vec::new();
    for requests in spread::logarithmic(scope.from, scope.to, steps) {
        let costs = options.iter().map(|option| {
            let range = curve.range(*option, Decimal::from(requests));
            (base.option(*option).id.clone(), (&range).into())
        });
        points
            .push(CurvePoint { requests_per_month: requests, monthly_usd: Keyed(costs.collect()) });
    }
    points
}

struct Builder<'a> {
    base: &'a RuleBase,
    scope: &'a Scope,
}

impl Builder<'_> {
    fn id(&self, option: OptionId) -> String {
        self.base.option(option).id.clone()
    }

    fn name(&self, option: OptionId) -> &str {
        &self.base.option(option).name
    }

    fn traffic(&self, estimate: &Estimate) -> TrafficReport {
        TrafficReport {
            requests_per_month: json(estimate.requests.expected),
            peak_requests_per_second: range(&estimate.peak_requests),
            peak_concurrency: range(&estimate.peak_concurrency),
        }
    }

    fn unpriced(&self, option: OptionId, because: Option<String>) -> OptionCost {
        let (id, name) = (self.id(option), self.name(option).to_owned());
        OptionCost { id, name, unpriced: because, ..OptionCost::default() }
    }

    fn option(&self, estimate: &OptionEstimate) -> OptionCost {
        let priced = match &estimate.priced {
            Ok(priced) => priced,
            Err(because) => return self.unpriced(estimate.option, Some(because.clone())),
        };
        let Priced { stack, or, total, hosting, lines, notes } = priced;
        let stack = self.base.prices.stack(*stack);
        OptionCost {
            stack: Some(stack.id.clone()),
            stack_name: Some(stack.name.clone()),
            or_stacks: or.iter().map(|other| self.base.prices.stack(*other).name.clone()).collect(),
            monthly_usd: Some(total.into()),
            hosting_usd: Some(hosting.into()),
            lines: lines.iter().filter_map(|line| self.line(line)).collect(),
            notes: notes.clone(),
            ..self.unpriced(estimate.option, None)
        }
    }

    fn line(&self, line: &Line) -> Option<LineReport> {
        match &line.of {
            LineOf::Item(id) => Some(self.item_line(line, self.base.prices.item(*id))),
            LineOf::Machines { catalog, machine, copies, because, load } => {
                let catalog = self.base.prices.catalog(*catalog);
                let machine = catalog.machines.get(*machine)?;
                let sizing = sizing(machine, line.amount, *copies, because.words(), load);
                let sizing = format!("{sizing}. The cheapest of {}.", catalog.name);
                Some(self.machine_line(line, machine, sizing))
            }
        }
    }

    fn item_line(&self, line: &Line, item: &Item) -> LineReport {
        let price = match &item.rate {
            Rate::Tiers(_) => item.tiers_of(line.billable).iter().map(price).collect(),
            Rate::Given(_) => vec![price_of_one(given_rate(line))],
        };
        LineReport {
            item: item.id.clone(),
            name: item.name.clone(),
            unit: item.unit.clone(),
            free: json(item.free),
            price,
            words: words(item, line),
            ..self.plain_line(line, &item.origin_of(line.billable))
        }
    }

    fn machine_line(&self, line: &Line, machine: &Machine, sizing: String) -> LineReport {
        let a = if machine.per == Per::Hour { "an hour, 730 hours" } else { "a month" };
        LineReport {
            item: machine.id.clone(),
            name: machine.id.clone(),
            unit: format!("machines, price a {}", machine.per.name()),
            price: vec![price_of_one(machine.price)],
            sizing: Some(sizing),
            words: format!("{} x {} {a}", quantity(line.amount), dollars(machine.price)),
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
            cites: origin.cites.iter().map(|fact| self.base.fact(*fact).id.clone()).collect(),
            sources: origin.sources.iter().chain(&origin.urls).cloned().collect(),
            origins: self.origins(origin),
            ..LineReport::default()
        }
    }

    /// Returns what a price rests on: facts of the rule base, or sources of its own.
    fn origins(&self, origin: &Origin) -> Vec<Source> {
        if !origin.cites.is_empty() {
            let facts = origin.cites.iter().map(|fact| Citation::Fact(*fact));
            return facts.map(|fact| source(self.base, fact)).collect();
        }
        let urls = origin.urls.iter().map(Some).chain(std::iter::repeat(None));
        let own = origin.sources.iter().zip(urls).map(|(title, url)| Source {
            id: String::new(),
            says: String::new(),
            origin: title.clone(),
            url: url.cloned(),
        });
        own.collect()
    }

    /// Returns whether a price is undated or old.
    fn mark(&self, origin: &Origin) -> Option<&'static str> {
        let given = origin.cites.is_empty()
            && origin.urls.is_empty()
            && origin.confidence == Confidence::High;
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
        let open = !ground.given && ground.field.index() < self.base.questions.len();
        let (value, words) = match (ground.value, ground.expected) {
            (Value::Between(low, high), Some(expected)) => {
                let range = Range { low, expected, high };
                (
                    serde_json::json!({"low": json(low), "expected": json(expected), "high": json(high)}),
                    range_words(&range),
                )
            }
            (Value::Number(number), _) => (json(number), quantity(number)),
            (value, _) if open => (
                Json::String(field.show(value)),
                format!("{}, or any other answer", field.show(value)),
            ),
            (value, _) => (Json::String(field.show(value)), field.show(value)),
        };
        AssumptionReport {
            field: field.id.clone(),
            about: assumption.map(|it| it.about.clone()).unwrap_or_default(),
            unit: unit(field).to_owned(),
            value,
            given: ground.given,
            because: assumption.filter(|_| !ground.given).map(|it| it.because.clone()),
            words: with_unit(&words, field),
        }
    }

    fn break_even(&self, found: &BreakEven) -> BreakEvenReport {
        let crossing = |it: &Crossing| CrossingReport {
            requests_per_month: it.at,
            cheaper: self.id(it.cheaper),
            monthly_usd: it.costs,
        };
        BreakEvenReport {
            options: found.options.map(|option| self.id(option)),
            same_until: found.same_until,
            cheaper_first: found.cheaper_first.map(|option| self.id(option)),
            crossings: found.crossings.iter().map(crossing).collect(),
            last: found.last.as_ref().map(crossing),
            more: found.more,
            complete: found.complete,
            words: self.break_even_words(found),
        }
    }

    fn break_even_words(&self, found: &BreakEven) -> String {
        let [first, second] = found.options;
        let both = format!("{} and {}", self.name(first), self.name(second));
        let Some(cheaper) = found.cheaper_first else {
            return format!("{both} cost the same at every traffic.");
        };
        let mut text = match found.same_until {
            Some(until) if until > 0 => {
                format!("{both} cost the same up to {} requests a month; ", requests(until))
            }
            _ => String::new(),
        };
        let other = if cheaper == first { second } else { first };
        match (found.crossings.first(), found.last) {
            (None, _) | (_, None) => {
                let from = if text.is_empty() { "at every traffic" } else { "from there on" };
                text.push_str(&format!(
                    "{} is cheaper than {} {from}.",
                    self.name(cheaper),
                    self.name(other)
                ));
            }
            (Some(only), Some(last)) if only.at == last.at => {
                text.push_str(&format!(
                    "{} is cheaper below {} requests a month, {} from there on ({}).",
                    self.name(cheaper),
                    requests(only.at),
                    self.name(only.cheaper),
                    costs(only)
                ));
            }
            (Some(first), Some(last)) if found.crossings.len() == 2 && !found.more => {
                text.push_str(&format!(
                    "{} is cheaper below {} requests a month and from {} on, {} in between.",
                    self.name(cheaper),
                    requests(first.at),
                    requests(last.at),
                    self.name(first.cheaper)
                ));
            }
            (Some(first), Some(last)) => {
                let beyond = if last.cheaper == cheaper { "cheaper again" } else { "dearer" };
                text.push_str(&format!(
                    "{} is cheaper than {} below {} requests a month, and {beyond} from {} on; in \
                     that band it changes {}",
                    self.name(cheaper),
                    self.name(other),
                    requests(first.at),
                    requests(last.at),
                    self.between(found)
                ));
            }
        }
        if !found.complete {
            text.push_str(" The search for further crossings was given up.");
        }
        text
    }

    /// Returns the crossings of a band, up to a number of them.
    fn between(&self, found: &BreakEven) -> String {
        let listed: Vec<String> = found.crossings.iter().map(|it| requests(it.at)).collect();
        if found.more {
            let most = break_even::MOST_CROSSINGS;
            format!("more than {most} times, first at {}.", list(&listed))
        } else {
            format!("{} times, at {}.", listed.len(), list(&listed))
        }
    }
}

fn price(tier: &Tier) -> PriceReport {
    let price = tier.price.normalize().to_string();
    PriceReport { from: json(tier.from), price, per: json(tier.per) }
}

fn price_of_one(price: Decimal) -> PriceReport {
    let price = price.normalize().to_string();
    PriceReport { from: json(Decimal::ZERO), price, per: json(Decimal::ONE) }
}

/// Returns how a number of machines came about.
fn sizing(
    machine: &Machine,
    machines: Decimal,
    copies: Decimal,
    because: &str,
    load: &Load,
) -> String {
    let burst = if machine.baseline == Decimal::ONE {
        String::new()
    } else {
        format!(" ({} % of it all month)", quantity(machine.baseline * Decimal::ONE_HUNDRED))
    };
    let copies = if copies == Decimal::ONE {
        String::new()
    } else {
        format!(", everything {} times over", quantity(copies))
    };
    let memory = load.memory_mb.max(load.task_mb);
    format!(
        "{} x {}, each {} vCPU{burst} and {} GiB{copies}; the load takes {} vCPU at the peak, {} \
         on average, and {} MB; {because}",
        quantity(machines),
        machine.id,
        quantity(machine.vcpu),
        quantity(machine.memory_gib),
        quantity(load.vcpu),
        quantity(load.busy),
        quantity(memory)
    )
}

fn costs(crossing: &Crossing) -> String {
    let [one, other] = crossing.costs;
    if one.plain() == other.plain() {
        format!("{one} each")
    } else {
        format!("{one} against {other}")
    }
}

/// Returns how a line came about: `5,000,000 requests, 1,000,000 free: 4,000,000 x $0.20 per
/// 1,000,000`.
fn words(item: &Item, line: &Line) -> String {
    let amount = format!("{} {}", quantity(line.amount), plural(&item.unit, line.amount));
    let free = match &item.free_each {
        Some((amount, Each::Day)) => format!("{} a day free", quantity(*amount)),
        _ => format!("{} free", quantity(item.free)),
    };
    if line.billable.is_zero() {
        return match (line.amount.is_zero(), item.free.is_zero()) {
            (true, _) => amount,
            (false, true) => format!("{amount}, included"),
            (false, false) => format!("{amount}, {free}"),
        };
    }
    let Rate::Tiers(_) = &item.rate else {
        return format!("{amount} x {}", dollars(given_rate(line)));
    };
    let tiers = item.tiers_of(line.billable);
    let price = |tier: &Tier| {
        let per = if tier.per == Decimal::ONE {
            String::new()
        } else {
            format!(" per {}", quantity(tier.per))
        };
        format!("{}{per}", dollars(tier.price))
    };
    let parts: Vec<String> = tiers
        .iter()
        .enumerate()
        .map(|(index, tier)| {
            let end = tiers.get(index + 1).map_or(line.billable, |next| next.from);
            format!("{} x {}", quantity(end - tier.from), price(tier))
        })
        .collect();
    match (line.billable == line.amount, tiers) {
        (true, [only]) => format!("{amount} x {}", price(only)),
        (true, _) => format!("{amount}: {}", parts.join(" + ")),
        // What machines include is taken off like what is free.
        (false, _) if item.free.is_zero() => {
            format!("{amount}, of which not included: {}", parts.join(" + "))
        }
        (false, _) => format!("{amount}, {free}: {}", parts.join(" + ")),
    }
}

/// Returns the rate that a profile gives: the cost of one.
fn given_rate(line: &Line) -> Decimal {
    if line.billable.is_zero() { Decimal::ZERO } else { (line.cost.0 / line.billable).round_dp(6) }
}

/// Returns a price with as many decimals as it has, and no fewer than two.
pub(in crate::report) fn dollars(price: Decimal) -> String {
    let mut price = price.normalize();
    if price.scale() < 2 {
        price.rescale(2);
    }
    format!("${}", number::thousands(price))
}

/// Returns a unit that may stand for one.
fn plural(unit: &str, amount: Decimal) -> &str {
    if amount == Decimal::ONE { unit.strip_suffix('s').unwrap_or(unit) } else { unit }
}

fn range(range: &Range) -> RangeReport {
    RangeReport {
        low: json(range.low),
        expected: json(range.expected),
        high: json(range.high),
        words: range_words(range),
    }
}

fn range_words(range: &Range) -> String {
    let [low, expected, high] = [range.low, range.expected, range.high].map(quantity);
    if low == high { low } else { format!("{expected} ({low} to {high})") }
}

/// Requests, in groups of three digits.
fn requests(number: u64) -> String {
    number::thousands(Decimal::from(number))
}

/// Returns a quantity as people read it: in groups of three digits; small ones with the digits that
/// matter.
pub fn quantity(number: Decimal) -> String {
    let decimals = match number.abs() {
        it if it >= Decimal::ONE_HUNDRED => 0,
        it if it >= Decimal::ONE => 2,
        it if it >= Decimal::new(1, 2) => 4,
        _ => 8,
    };
    let rounded =
        number.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize();
    number::thousands(rounded)
}

/// Returns a decimal as a JSON number, with six decimals at the most.
fn json(number: Decimal) -> Json {
    number::json(number.round_dp(6).normalize())
}
