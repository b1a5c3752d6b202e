//! What options cost as traffic grows month by month, and when that turns what is cheapest and what
//! is recommended.

use rust_decimal::{Decimal, prelude::ToPrimitive};
use schemars::JsonSchema;
use serde::Serialize;

use super::{points::costs, words::requests};
use crate::{
    advice::Advice,
    assessment::Verdict,
    cost::{curve::Curve, estimate::Estimate},
    field::Value,
    report::{Keyed, MonthlyCost, number::quantity, recommended},
};

/// How traffic grows.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    /// By which share each month, such as 0.08.
    pub rate: Decimal,
    /// For how many months.
    pub months: u32,
}

/// What growth makes of costs and of the advice.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct GrowthReport {
    /// By how many percent traffic grows each month.
    pub percent_a_month: f64,
    /// The months, from this one on.
    pub months: Vec<MonthReport>,
    /// The months in which another option becomes the cheapest.
    pub cheapest_changes: Vec<ChangeReport>,
    /// The months in which the recommendation becomes another one.
    pub recommendation_changes: Vec<ChangeReport>,
}

/// One month.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct MonthReport {
    /// How many months from now.
    pub month: u32,
    /// Requests in that month.
    pub requests_per_month: u64,
    /// What each option costs in it; options without a price are left out.
    pub monthly_usd: Keyed<MonthlyCost>,
    /// The option that is expected to cost least; null where several do.
    pub cheapest: Option<String>,
    /// The option that is recommended for so much traffic; null without a recommendation.
    pub recommendation: Option<String>,
}

/// A month in which something changes.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ChangeReport {
    /// How many months from now.
    pub month: u32,
    /// Requests in that month.
    pub requests_per_month: u64,
    /// Which option it is from then on.
    pub to: String,
}

/// Works out what growth makes of a project.
pub(super) fn report(
    advice: &Advice<'_>,
    estimate: &Estimate,
    curve: &Curve<'_>,
    growth: Growth,
) -> Option<GrowthReport> {
    let base = advice.base();
    let traffic = base.prices.shown.traffic?;
    let mut amount = estimate.requests.expected;
    let mut months: Vec<MonthReport> = Vec::new();
    for month in 0..=growth.months {
        let Some(now) = amount.round().to_u64() else { break };
        let costs = costs(base, curve, now);
        let verdict: Verdict =
            advice.case().outcome_with(traffic, Some(Value::Number(Decimal::from(now)))).verdict;
        months.push(MonthReport {
            month,
            requests_per_month: now,
            cheapest: cheapest(&costs.0),
            monthly_usd: costs,
            recommendation: recommended(base, &verdict),
        });
        match amount.checked_mul(Decimal::ONE + growth.rate) {
            Some(next) => amount = next,
            None => break,
        }
    }
    Some(GrowthReport {
        percent_a_month: (growth.rate * Decimal::ONE_HUNDRED).to_f64().unwrap_or_default(),
        cheapest_changes: changes(&months, |month| month.cheapest.as_ref()),
        recommendation_changes: changes(&months, |month| month.recommendation.as_ref()),
        months,
    })
}

fn cheapest(costs: &[(String, MonthlyCost)]) -> Option<String> {
    let least = costs.iter().map(|(_, cost)| cost.expected).min()?;
    let mut of_least = costs.iter().filter(|(_, cost)| cost.expected == least);
    let (first, second) = (of_least.next(), of_least.next());
    first.filter(|_| second.is_none()).map(|(id, _)| id.clone())
}

fn changes(
    months: &[MonthReport],
    of: impl Fn(&MonthReport) -> Option<&String>,
) -> Vec<ChangeReport> {
    let mut changes = Vec::new();
    let mut before: Option<&String> = None;
    for month in months {
        let Some(now) = of(month) else { continue };
        if before.is_some_and(|before| before != now) {
            changes.push(ChangeReport {
                month: month.month,
                requests_per_month: month.requests_per_month,
                to: now.clone(),
            });
        }
        before = Some(now);
    }
    changes
}

impl GrowthReport {
    /// Says what changes and when, with options by their names.
    pub(super) fn words(&self, name: impl Fn(&str) -> String) -> Vec<String> {
        let last = self.months.last().map_or(0, |month| month.requests_per_month);
        let count = self.months.len().saturating_sub(1);
        let mut words = vec![format!(
            "At {} % more each month there are {} requests in month {count}.",
            quantity(Decimal::try_from(self.percent_a_month).unwrap_or_default()),
            requests(last)
        )];
        let tell = |changes: &[ChangeReport], first: Option<&String>, what: &str| {
            let first = first.map_or_else(|| "nothing".to_owned(), |id| name(id));
            let then = changes.iter().map(|ChangeReport { month, requests_per_month, to }| {
                let (to, requests) = (name(to), requests(*requests_per_month));
                format!(", {to} from month {month} on ({requests} requests)")
            });
            let then: String = then.collect();
            let stays = if changes.is_empty() { ", all the way" } else { "" };
            format!("{what}: {first}{then}{stays}.")
        };
        let start = |of: fn(&MonthReport) -> Option<&String>| self.months.iter().find_map(of);
        let cheapest = start(|month| month.cheapest.as_ref());
        words.push(tell(&self.cheapest_changes, cheapest, "The cheapest"));
        let recommended = start(|month| month.recommendation.as_ref());
        words.push(tell(&self.recommendation_changes, recommended, "The recommendation"));
        words
    }
}
