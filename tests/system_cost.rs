//! What the parts of a system cost together: each free allowance once, tiers over all parts, and one
//! sum wherever it is told.

use std::collections::BTreeMap;

use proptest::prelude::{any, proptest};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use whereto::{
    analysis::sampling::Draw,
    cost::{
        self, Estimator, Pooled,
        estimate::{Line, LineOf, MoneyRange},
    },
    field::{Facts, Value},
    money::Money,
    rulebase::{
        OptionId, RuleBase,
        prices::{Item, Tier},
    },
};

use crate::{
    cost::{SHIPPED, profile, random_answers},
    effort,
    process::whereto,
};

const SHOP: &str = "examples/shop-in-parts.yaml";

/// Three parts that have a price on every option.
const PRICED: &str = "components.recommendations.compute.gpu=false";

/// What parts cost together, all on one option, for each option.
fn pooled(parts: &[Facts]) -> Vec<Option<Pooled>> {
    let base = &*SHIPPED;
    let estimators: Vec<Estimator<'_>> =
        parts.iter().map(|_| Estimator::assuming_nothing(base)).collect();
    let parts: Vec<_> = estimators.iter().zip(parts).collect();
    let ways: Vec<Vec<OptionId>> =
        base.option_ids().map(|option| vec![option; parts.len()]).collect();
    cost::together(&parts, &ways)
}

/// What each option costs by itself.
fn alone(part: &Facts) -> Vec<Option<MoneyRange>> {
    let estimate = Estimator::assuming_nothing(&SHIPPED).estimate(part).unwrap();
    estimate.options.into_iter().map(|it| Some(it.priced.ok()?.total)).collect()
}

proptest! {
    #![proptest_config(effort::config(100))]

    /// What is shared makes nothing cheaper but by volume, and nobody pays for less than the largest
    /// part.
    #[test]
    fn sums_keep_their_bounds(seed in any::<u64>()) {
        let mut draw = Draw::new(seed);
        let count = 1 + draw.below(4) as usize;
        let parts: Vec<Facts> = (0..count).map(|_| random_answers(&SHIPPED, &mut draw)).collect();
        let apart: Vec<_> = parts.iter().map(alone).collect();
        for (option, sum) in pooled(&parts).into_iter().enumerate() {
            let each: Option<Vec<MoneyRange>> = apart.iter().map(|part| part[option]).collect();
            let (Some(each), Some(sum)) = (&each, sum) else {
                assert_eq!((each.is_none(), sum.is_none()), (true, true));
                continue;
            };
            let expected = sum.total.expected.0;
            let all: Decimal = each.iter().map(|part| part.expected.0).sum();
            let grain = Decimal::new(1, 9) + all * Decimal::new(1, 18);
            let near = |one: Decimal, other: Decimal| (one - other).abs() <= grain;
            assert!(near(sum.apart.0, all), "{sum:?}");
            assert!(near(expected, all + sum.allowances.0 - sum.tiers.0), "{sum:?}");
            assert!(sum.allowances >= Money::ZERO && sum.tiers.0 >= -grain, "{sum:?}");
            assert!(expected + sum.tiers.0 + grain >= all, "{sum:?}");
            let largest = each.iter().map(|part| part.expected.0).max().unwrap();
            assert!(expected + grain >= largest, "{sum:?} {each:?}");
            assert!(sum.total.low <= sum.total.expected && sum.total.expected <= sum.total.high);
            if let [only] = each.as_slice() {
                assert_eq!((sum.total, sum.allowances, sum.tiers), (*only, Money::ZERO, Money::ZERO));
            }
        }
    }
}

/// The list price of an amount beyond what is free, tier by tier.
fn list_price(item: &Item, amount: Decimal) -> Decimal {
    let ends = item.tiers.iter().skip(1).map(|tier| *tier.from).chain([Decimal::MAX]);
    let of_tier = |(tier, end): (&Tier, Decimal)| {
        (amount.min(end) - *tier.from).max(Decimal::ZERO) * *tier.unit_price
    };
    item.tiers.iter().zip(ends).map(of_tier).sum()
}

/// All that is taken of an item at one price: how much of it, and what that costs each part.
struct Pool<'b> {
    item: &'b Item,
    factor: Decimal,
    amounts: Vec<Decimal>,
}

/// What parts pay for together beyond what each pays by itself, from the lines of their bills: since
/// allowances are given once, and less since tiers count all.
fn shared(base: &RuleBase, lines: &[&Line]) -> [Decimal; 2] {
    let mut pools: Vec<Pool<'_>> = Vec::new();
    for line in lines {
        let LineOf::Item(item) = line.of else { continue };
        let item = &base.prices.items[item];
        let is_same = |pool: &&mut Pool<'_>| pool.item.id == item.id && pool.factor == line.factor;
        match pools.iter_mut().find(is_same) {
            Some(pool) => pool.amounts.push(line.amount),
            None => pools.push(Pool { item, factor: line.factor, amounts: vec![line.amount] }),
        }
    }
    // What is dearest is free first.
    pools.sort_by_key(|pool| -*pool.item.tiers[0].unit_price * pool.factor);
    let mut left: BTreeMap<&str, Decimal> = BTreeMap::new();
    let (mut once, mut together) = (Decimal::ZERO, Decimal::ZERO);
    for Pool { item, factor, amounts } in pools {
        let left = left.entry(&item.allowance).or_insert(*item.free);
        let used: Decimal = amounts.iter().sum();
        let billable = (used - *left).max(Decimal::ZERO);
        *left = (*left - used).max(Decimal::ZERO);
        let beyond = amounts.iter().map(|amount| (amount - *item.free).max(Decimal::ZERO));
        let apart: Decimal = beyond.clone().map(|amount| list_price(item, amount)).sum();
        let as_one = list_price(item, beyond.sum());
        once += (list_price(item, billable) - as_one) * factor;
        together += (apart - as_one) * factor;
    }
    [once, together]
}

/// The shipped rule base with the prices of each item's tiers in the opposite order.
fn rising() -> RuleBase {
    let mut base = SHIPPED.clone();
    for item in &mut base.prices.items {
        let prices: Vec<_> = item.tiers.iter().map(|tier| tier.unit_price).rev().collect();
        let mut before = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
        for (tier, price) in item.tiers.iter_mut().zip(prices) {
            let (from, base, last) = before;
            let base = base + (*tier.from - from) * last;
            (tier.base, tier.unit_price) = (base.into(), price);
            before = (*tier.from, base, *price);
        }
    }
    base
}

/// Parts on any options and in any regions cost together what their bills add up to, with each
/// allowance taken off once and each tier counted for all.
#[test]
fn what_parts_share_is_what_their_bills_show() {
    let mut met = [0; 3];
    for (base, is_rising) in [(&*SHIPPED, false), (&rising(), true)] {
        let mut draw = Draw::new(5);
        let requests = base.fields.find("traffic.requests_per_month").unwrap();
        let options = base.options.len() as u64;
        for _ in 0..effort::cases(80) {
            let count = 2 + draw.below(2) as usize;
            let [common, elsewhere] = [0, 0].map(|_| draw.below(options) as u8);
            let part = |draw: &mut Draw| {
                let region = ["us", "us", "eu"][draw.below(3) as usize];
                let text = format!("assumptions: {{region: {region}}}");
                let mut answers = random_answers(base, draw);
                let calls =
                    Decimal::from((1 + draw.below(9)) * 10u64.pow(6 + draw.below(4) as u32));
                answers.set(requests, Some(Value::Number(calls)));
                let option = OptionId(if draw.below(3) > 0 { common } else { elsewhere });
                (Estimator::new(base, &profile(base, &text).assumptions), answers, option)
            };
            let parts: Vec<_> = (0..count).map(|_| part(&mut draw)).collect();
            let bills: Option<Vec<_>> = parts
                .iter()
                .map(|(estimator, answers, option)| {
                    let estimate = estimator.estimate(answers).unwrap();
                    estimate.options.into_iter().nth(option.0.into())?.priced.ok()
                })
                .collect();
            let of_parts: Vec<_> = parts.iter().map(|(one, answers, _)| (one, answers)).collect();
            let way: Vec<OptionId> = parts.iter().map(|(.., option)| *option).collect();
            let sum = cost::together(&of_parts, &[way])[0];
            let (Some(bills), Some(sum)) = (&bills, sum) else {
                assert_eq!((bills.is_none(), sum.is_none()), (true, true));
                continue;
            };
            let lines: Vec<&Line> = bills.iter().flat_map(|bill| &bill.lines).collect();
            let [once, together] = shared(base, &lines);
            let all: Decimal = lines.iter().map(|line| line.cost.0).sum();
            let near = |one: Decimal, other: Decimal| {
                let grain = Decimal::new(1, 6) + all * Decimal::new(1, 15);
                assert!((one - other).abs() <= grain, "{one}, or {other}: {sum:?}");
            };
            near(sum.apart.0, all);
            near(sum.allowances.0, once);
            near(sum.tiers.0, together);
            near(sum.total.expected.0, all + once - together);
            let is_met = [!once.is_zero(), together > Decimal::ZERO, together < Decimal::ZERO];
            met.iter_mut().zip(is_met).for_each(|(count, is_met)| *count += i32::from(is_met));
            let least = -Decimal::new(1, 6) - all * Decimal::new(1, 15);
            assert!(is_rising || together >= least, "{together} of {all}");
        }
    }
    assert!(met.iter().all(|count| *count > 0), "{met:?}");
}

/// Two parts of 800,000 calls have a million of them free, and not two: 600,000 are paid for at 20
/// cents a million, and the rest of the allowances is enough for both.
#[test]
fn two_parts_share_the_free_calls_of_lambda() {
    let text = "traffic: {requests_per_month: 800000}\ncompute: {style: request-response, \
                architecture: single-function, average_duration_ms: 50, memory_mb: 128}\n\
                data: {model: none}\n";
    let part = profile(&SHIPPED, text).answers;
    let lambda = usize::from(SHIPPED.find_option("aws-lambda").unwrap().0);
    let sum = pooled(&[part.clone(), part])[lambda].unwrap();
    assert_eq!(sum.allowances, Money("0.12".parse().unwrap()));
    assert_eq!(sum.tiers, Money::ZERO);
}

/// The logs of functions and of servers are ingested by one service, which gives 5 GB.
#[test]
fn items_may_share_an_allowance() {
    let text = "traffic: {requests_per_month: 8000000}\nstate: {connections: none}\n\
                compute: {style: request-response, average_duration_ms: 50, memory_mb: 128}\n\
                data: {model: none}\nassumptions: {server: ec2}\n";
    let base = &*SHIPPED;
    let part = profile(base, text);
    let estimator = Estimator::new(base, &part.assumptions);
    let option = |id: &str| base.find_option(id).unwrap();
    let way = vec![option("aws-lambda"), option("traditional-server")];
    let parts = [(&estimator, &part.answers), (&estimator, &part.answers)];
    let sum = cost::together(&parts, &[way])[0].unwrap();
    // 4 GB of logs each, so three of the eight are paid for; 80 GB are sent each, 60 of them paid
    // for. Calls are free for functions alone.
    let logs = Decimal::new(150, 2);
    assert_eq!(sum.allowances, Money(logs + Decimal::new(540, 2)));
}

/// Together, two parts that each send 8 TB reach the second tier.
#[test]
fn two_parts_reach_further_tiers_together() {
    let text = "traffic: {requests_per_month: 800000000}\ncompute: {style: request-response, \
                average_duration_ms: 50, memory_mb: 128}\ndata: {model: none}\n";
    let part = profile(&SHIPPED, text).answers;
    let lambda = usize::from(SHIPPED.find_option("aws-lambda").unwrap().0);
    let sum = pooled(&[part.clone(), part])[lambda].unwrap();
    assert!(sum.tiers > Money::ZERO && sum.allowances > Money::ZERO, "{sum:?}");
    assert!(sum.total.expected < sum.apart, "{sum:?}");
}

fn money(value: &Json) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

fn json(arguments: &[&str]) -> Json {
    let run = whereto(&[arguments, &["--format", "json", "-q"]].concat());
    serde_json::from_str(&run.finish().stdout).unwrap()
}

/// The same sums stand in the advice and in the report on costs, whatever it is printed as.
#[test]
fn one_sum_is_told_everywhere() {
    let costs = json(&["cost", SHOP, "--set", PRICED]);
    let advice = json(&["advise", SHOP, "--set", PRICED, "--samples", "1"]);
    let singles = costs["system"]["singles"].as_array().unwrap();
    for (index, single) in singles.iter().enumerate() {
        let cost = &single["in_one_account"];
        assert_eq!(*cost, advice["system"]["singles"][index]["in_one_account"]);
        let parts = costs["components"].as_array().unwrap();
        let parts =
            parts.iter().map(|part| money(&part["options"][index]["monthly_usd"]["expected"]));
        assert!((money(&cost["apart_usd"]) - parts.sum::<Decimal>()).abs() < Decimal::new(2, 2));
        assert!(money(&cost["allowances_usd"]) > Decimal::ZERO || index == 2, "{cost}");
    }
    let recommended = &costs["system"]["recommended"];
    assert_eq!(*recommended, advice["system"]["in_one_account"]);
    let expected = recommended["monthly_usd"]["expected"].as_str().unwrap();
    let told = |format: &str| {
        whereto(&["cost", SHOP, "--set", PRICED, "--format", format, "-q"]).succeeds()
    };
    assert!(told("csv").contains(&format!("\r\nrecommended,all parts,expected,,,,,{expected},")));
    let note = costs["system"]["notes"][0].as_str().unwrap();
    assert!(note.starts_with("All parts share an account, so each free allowance is given once"));
    for format in ["markdown", "html"] {
        let text = told(format);
        assert!(text.contains("As recommended (◆): $"), "{text}");
        assert!(text.contains(note), "{text}");
    }
    let table = told("table").replace("\n    ", " ");
    assert!(table.contains(note) && table.contains("One platform for all"), "{table}");
    let advice = whereto(&["advise", SHOP, "--set", PRICED, "-q", "--full"]).succeeds();
    assert!(advice.contains("each free allowance is given once"), "{advice}");
}

/// Who still writes what a question was called before is told what it is called now, wherever it is
/// written.
#[test]
fn earlier_ids_are_told_from_slips() {
    let now = "it is the question `data.reads_per_request` now";
    for text in ["assumptions: {reads_per_request: 3}\n", "assumptions.reads_per_request: 3\n"] {
        let refusal = whereto(&["cost", "-"]).stdin(text).refused();
        assert!(refusal.contains(now) && !refusal.contains("did you mean"), "{refusal}");
    }
    let set = ["cost", "docs/break-even.yaml", "--set", "assumptions.reads_per_request=3"];
    let refusal = whereto(&set).refused();
    assert!(refusal.contains(now) && !refusal.contains("did you mean"), "{refusal}");
}

#[test]
fn a_system_has_no_one_curve() {
    let refusal = whereto(&["cost", SHOP, "--format", "csv", "--from", "1000"]).refused();
    assert!(refusal.contains("name one of them with --component: storefront"), "{refusal}");
}

/// Whose prices these are stands at the head of the report, in every format.
#[test]
fn the_region_is_named() {
    for (region, words) in [
        ("us", "us-east-1 and us-central1"),
        ("eu", "eu-central-1 and europe-west3 (Frankfurt)"),
        ("india", "ap-south-1 and asia-south1 (Mumbai)"),
    ] {
        let set = format!("assumptions.region={region}");
        let arguments = ["cost", "docs/break-even.yaml", "--set", &set];
        let report = json(&arguments);
        assert_eq!(report["region"], serde_json::json!({"id": region, "name": words}));
        for format in ["table", "markdown", "html"] {
            let text = whereto(&[&arguments[..], &["--format", format, "-q"]].concat()).succeeds();
            let head = text.split("Totals a month").next().unwrap();
            assert!(head.contains(&format!("Prices of {words}.")), "{format}: {head}");
        }
        let csv = whereto(&[&arguments[..], &["--format", "csv", "-q"]].concat()).succeeds();
        assert!(csv.lines().skip(1).all(|line| line.contains(words)), "{csv}");
    }
    let both =
        whereto(&["cost", SHOP, "--set", "components.order-events.assumptions.region=us", "-q"])
            .succeeds();
    assert!(both.contains("for order-events.") && both.contains("Frankfurt"), "{both}");
}
