//! Quantities, prices and sizes in words.

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::Value as Json;

use crate::{
    cost::estimate::{Line, Range},
    field::{Field, Value},
    money::{Currency, Money},
    quantity::unit_after,
    report::number::{self, quantity},
    rulebase::prices::{Capacity, Item, Machine, Tier},
};

/// Returns how a number of machines came about.
pub(super) fn sizing(
    machine: &Machine,
    machines: Decimal,
    copies: u32,
    because: &str,
    load: &Capacity<Decimal>,
) -> String {
    let [vcpu, sustained] = [*machine.offers.vcpu, *machine.offers.sustained];
    let burst = if sustained == vcpu || vcpu.is_zero() {
        String::new()
    } else {
        let share = sustained / vcpu * Decimal::ONE_HUNDRED;
        format!(" ({} % of it all month)", quantity(share))
    };
    let gpus = match machine.offers.gpus {
        all if *all == Decimal::MAX => String::new(),
        gpus => format!(", {} GPU", quantity(*gpus)),
    };
    let copies =
        if copies == 1 { String::new() } else { format!(", everything {copies} times over") };
    let amounts = [
        (load.vcpu, "vCPU with headroom"),
        (load.sustained, "vCPU on average"),
        (load.memory_mb.max(load.task_mb), "MB"),
        (load.disk_gb, "GB of disk"),
        (load.connections, "connections"),
        (load.gpus, "GPUs"),
    ];
    let amounts = amounts.iter().filter(|(amount, _)| !amount.is_zero());
    // A load is an estimate, of which further digits would say nothing.
    let rounded = |amount: Decimal| amount.round_sf(3).filter(|_| amount < Decimal::ONE_HUNDRED);
    let amounts = amounts
        .map(|(amount, unit)| format!("{} {unit}", quantity(rounded(*amount).unwrap_or(*amount))));
    format!(
        "{} x {}, each {} vCPU{burst}{gpus} and {} GiB{copies}; the load takes {}; {because}",
        quantity(machines),
        machine.id,
        quantity(vcpu),
        quantity(machine.memory_gib),
        crate::report::list(amounts)
    )
}

/// Returns how a line came about: `5,000,000 requests, 1,000,000 free: 4,000,000 x $0.20 per
/// 1,000,000`.
pub(super) fn line(item: &Item, line: &Line, currency: Currency) -> String {
    let amount = quantity(line.amount);
    let amount = format!("{amount} {}", unit_after(&amount, &item.unit));
    let free = if item.free_daily {
        format!("{} a day free", quantity(*item.free * Decimal::from(12) / Decimal::from(365)))
    } else {
        format!("{} free", quantity(*item.free))
    };
    if line.billable.is_zero() {
        return match (line.amount.is_zero(), item.free.is_zero()) {
            (true, _) => amount,
            (false, true) => format!("{amount}, included"),
            (false, false) => format!("{amount}, {free}"),
        };
    }
    let tiers = item.tiers_of(line.billable);
    let price = |tier: &Tier| {
        let per = per(tier).map(|per| format!(" per {per}")).unwrap_or_default();
        format!("{}{per}", currency.price(tier.price))
    };
    let ends = tiers.iter().skip(1).map(|next| *next.from).chain([line.billable]);
    let parts = tiers.iter().zip(ends);
    let parts =
        parts.map(|(tier, end)| format!("{} x {}", quantity(end - *tier.from), price(tier)));
    let parts = parts.collect::<Vec<_>>().join(" + ");
    match (line.billable == line.amount, tiers) {
        (true, [only]) => format!("{amount} x {}", price(only)),
        (true, _) => format!("{amount}: {parts}"),
        // What machines include is taken off like what is free.
        (false, _) if item.free.is_zero() => format!("{amount}, of which not included: {parts}"),
        (false, _) => format!("{amount}, {free}: {parts}"),
    }
}

/// Returns for how many units a price is, unless it is for one.
fn per(tier: &Tier) -> Option<String> {
    (tier.per != Decimal::ONE).then(|| quantity(tier.per))
}

/// Returns what an item costs, tier by tier: `$0.20 per 1,000,000 requests, $0.15 per 1,000,000
/// requests beyond 5,000,000`.
pub fn tiers(item: &Item, currency: Currency) -> String {
    let tiers = item.tiers.iter().enumerate().map(|(index, tier)| {
        let per = per(tier).map(|per| per + " ").unwrap_or_default();
        let beyond = (index > 0).then(|| format!(" beyond {}", quantity(*tier.from)));
        let price = currency.price(tier.price);
        format!("{price} per {per}{}{}", item.unit, beyond.unwrap_or_default())
    });
    tiers.collect::<Vec<_>>().join(", ")
}

/// Returns what a list price is multiplied by.
pub(super) fn times(factor: Decimal) -> String {
    if factor == Decimal::ONE { String::new() } else { format!(", x {}", quantity(factor)) }
}

pub(super) fn range_words(range: &Range) -> String {
    // What is not known is known to three digits at the most.
    let told = |number: Decimal| quantity(number.round_sf(3).unwrap_or(number));
    let [low, expected, high] = [range.low, range.expected, range.high].map(told);
    if low == high { quantity(range.expected) } else { format!("{expected} ({low} to {high})") }
}

/// Returns requests, in groups of three digits.
pub(super) fn requests(number: u64) -> String {
    number::thousands(Decimal::from(number))
}

/// Returns a decimal as a JSON number, with six decimals at the most.
pub(super) fn json(number: Decimal) -> Json {
    number::json(number.round_dp(6).normalize())
}

/// Returns what a field is taken to be, for programs and for people.
pub(super) fn value(field: &Field, value: Value) -> (Json, String) {
    match value {
        Value::Number(number) => (json(number), quantity(number)),
        Value::Several(0) => (field.show(value).into(), field.say(value)),
        Value::Several(_) => {
            let shown = field.show(value);
            (shown.as_str().into(), shown.trim_matches(['[', ']']).to_owned())
        }
        _ => (field.show(value).into(), field.show(value)),
    }
}

/// Returns "`data.size_gb` from 1 to 60 GB".
pub(super) fn ends(field: &Field, ends: [Value; 2]) -> String {
    let [low, high] = ends.map(|end| value(field, end).1);
    field.with_unit(&format!("`{}` from {low} to {high}", field.id))
}

/// Returns a share of a total, to three decimals; nothing of nothing.
pub(super) fn share(part: Money, total: Money) -> f64 {
    let share = part.0.checked_div(total.0).unwrap_or_default();
    share.round_dp(3).to_f64().unwrap_or_default()
}
