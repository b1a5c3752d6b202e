//! What options cost as traffic grows month by month, and when that turns what is cheapest and what
//! is recommended.

use rust_decimal::{Decimal, prelude::ToPrimitive};
use schemars::JsonSchema;
use serde::Serialize;

use super::{points::costs, words::requests};
use crate::{
    advice::Advice,
    cost::{curve::Curve, estimate::Estimate},
    field::Value,
    report::{Keyed, MonthlyCost, list, number::quantity, recommended},
    rulebase::OptionId,
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
    /// The months, from this one on; none in which traffic is more than a profile can give.
    pub months: Vec<MonthReport>,
    /// Whether there are fewer of them than were asked for.
    pub cut_short: bool,
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
    /// The options that are ruled out with so much traffic.
    pub ruled_out: Vec<String>,
    /// The option that is expected to cost least of those that are not ruled out; null where several
    /// do.
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
    let most = base.prices.most_requests();
    let mut amount = Some(estimate.requests.expected);
    let mut months: Vec<MonthReport> = Vec::new();
    for month in 0..=growth.months {
        let Some(now) = amount.and_then(|amount| amount.round().to_u64()) else { break };
        if month > 0 && now > most {
            break;
        }
        let outcome = advice.case().outcome_with(traffic, Some(Value::Number(Decimal::from(now))));
        let is_out = |option: &OptionId| outcome.excluded.contains(*option);
        let ids = base.option_ids().filter(is_out).map(|option| base.option(option).id.clone());
        let mut report = MonthReport {
            month,
            requests_per_month: now,
            monthly_usd: costs(base, curve, now),
            ruled_out: ids.collect(),
            cheapest: None,
            recommendation: recommended(base, &outcome.verdict),
        };
        if let [cheapest] = report.all_cheapest()[..] {
            report.cheapest = Some(cheapest.to_owned());
        }
        months.push(report);
        amount = amount.and_then(|amount| amount.checked_mul(Decimal::ONE + growth.rate));
    }
    Some(GrowthReport {
        percent_a_month: (growth.rate * Decimal::ONE_HUNDRED).to_f64().unwrap_or_default(),
        cheapest_changes: changes(&months, |month| month.cheapest.as_ref()),
        recommendation_changes: changes(&months, |month| month.recommendation.as_ref()),
        cut_short: months.len() <= growth.months as usize,
        months,
    })
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

impl MonthReport {
    /// Lists the options that are expected to cost least of those that are not ruled out.
    fn all_cheapest(&self) -> Vec<&str> {
        let costs = self.monthly_usd.0.iter().filter(|(id, _)| !self.ruled_out.contains(id));
        let least = costs.clone().map(|(_, cost)| cost.expected).min();
        let cheapest = costs.filter(|(_, cost)| Some(cost.expected) == least);
        cheapest.map(|(id, _)| id.as_str()).collect()
    }

    /// Lists the one option that is recommended, if any.
    fn recommended(&self) -> Vec<&str> {
        self.recommendation.as_deref().into_iter().collect()
    }
}

impl GrowthReport {
    /// Says what changes and when, with options by their names.
    pub(super) fn words(&self, name: impl Fn(&str) -> String) -> Vec<String> {
        let last = self.months.last().map_or(0, |month| month.requests_per_month);
        let count = self.months.len().saturating_sub(1);
        let percent = Decimal::try_from(self.percent_a_month).unwrap_or_default();
        let more = if percent.is_sign_negative() { "less" } else { "more" };
        let mut words = vec![format!(
            "At {} % {more} each month there are {} requests in month {count}.",
            quantity(percent.abs()),
            requests(last)
        )];
        if self.cut_short {
            words.push(format!("After month {count} there are more than a profile can give."));
        }
        words.push(self.stretches("The cheapest", MonthReport::all_cheapest, &name));
        words.push(self.stretches("The recommendation", MonthReport::recommended, &name));
        words
    }

    /// Says which options it is from which month on.
    fn stretches(
        &self,
        what: &str,
        of: fn(&MonthReport) -> Vec<&str>,
        name: impl Fn(&str) -> String,
    ) -> String {
        let mut stretches: Vec<(Vec<&str>, &MonthReport)> =
            self.months.iter().map(|month| (of(month), month)).collect();
        stretches.dedup_by(|(now, _), (before, _)| now == before);
        let told = stretches.iter().enumerate().map(|(index, (options, month))| {
            let names: Vec<String> = options.iter().map(|id| name(id)).collect();
            let names = if names.is_empty() { "none".to_owned() } else { list(&names) };
            if index == 0 {
                return names;
            }
            let requests = requests(month.requests_per_month);
            format!("{names} from month {} on ({requests} requests)", month.month)
        });
        let stays = if stretches.len() == 1 { ", all the way" } else { "" };
        format!("{what}: {}{stays}.", told.collect::<Vec<_>>().join(", "))
    }
}
