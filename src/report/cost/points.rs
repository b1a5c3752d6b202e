//! What options cost at amounts of traffic.

use super::{CurvePoint, spread};
use crate::{
    cost::curve::Curve,
    report::{Keyed, MonthlyCost},
    rulebase::RuleBase,
};

/// Returns points evenly spread on a logarithmic axis, `steps` to the decade.
pub(super) fn points(
    base: &RuleBase,
    curve: &Curve<'_>,
    (from, to): (u64, u64),
    steps: u32,
) -> Vec<CurvePoint> {
    let point = |requests: u64| CurvePoint {
        requests_per_month: requests,
        monthly_usd: costs(base, curve, requests),
    };
    spread::logarithmic(from, to, steps).into_iter().map(point).collect()
}

/// Returns what each option costs with so many requests a month; options without a price are left
/// out.
pub(super) fn costs(base: &RuleBase, curve: &Curve<'_>, requests: u64) -> Keyed<MonthlyCost> {
    let costs = base.option_ids().zip(curve.at(requests)).filter_map(|(id, range)| {
        let cost = MonthlyCost::new(&range?, base.prices.currency);
        Some((base.option(id).id.clone(), cost))
    });
    Keyed(costs.collect())
}
