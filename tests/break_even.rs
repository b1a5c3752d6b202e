//! Break-even points: that costs cross where it is said, and nowhere else that was looked at.

use proptest::prelude::{any, proptest};
use rust_decimal::Decimal;
use whereto::{
    analysis::{
        break_even::{MOST_CROSSINGS, break_even},
        sampling::Draw,
    },
    cost::Estimator,
    field::Facts,
    rulebase::{OptionId, RuleBase},
};

use crate::{
    cost::{SHIPPED, profile, random_answers},
    effort,
};

const MOST: u64 = 1_000_000_000_000;

fn pairs(base: &RuleBase) -> Vec<[OptionId; 2]> {
    let options: Vec<OptionId> = base.option_ids().collect();
    let all = options.iter().enumerate();
    all.flat_map(|(index, one)| options[index + 1..].iter().map(move |other| [*one, *other]))
        .collect()
}

proptest! {
    #![proptest_config(effort::config(60))]

    /// At each crossing the totals agree within a cent, or cross between two neighbouring numbers of requests; and who
    /// is said to be cheaper between two crossings is.
    #[test]
    fn totals_cross_where_they_are_said_to(seed in any::<u64>()) {
        let base = &*SHIPPED;
        let mut draw = Draw::new(seed);
        let answers = random_answers(base, &mut draw);
        let given = Facts::unknown(base.prices.fields.len());
        let mut curve = Estimator::new(base, &given).curve(&answers).unwrap();
        for options in pairs(base) {
            if options.iter().any(|option| !curve.has(*option)) {
                continue;
            }
            let found = break_even(&mut curve, options, MOST);
            let mut costs = |at: u64| options.map(|option| curve.expected(option, Decimal::from(at)));
            let cheaper = |[one, other]: [Decimal; 2]| match one.cmp(&other) {
                std::cmp::Ordering::Less => Some(options[0]),
                std::cmp::Ordering::Equal => None,
                std::cmp::Ordering::Greater => Some(options[1]),
            };
            for crossing in found.crossings.iter().chain(&found.last) {
                let (before, at) = (costs(crossing.at - 1), costs(crossing.at));
                assert_eq!(at, crossing.costs.map(|money| money.0));
                let agree = (at[0] - at[1]).abs() <= Decimal::new(1, 2);
                assert!(agree || cheaper(before) != cheaper(at), "{crossing:?}: {before:?}, {at:?}");
                assert_ne!(cheaper(before), Some(crossing.cheaper), "it was cheaper before: {crossing:?}");
            }
            let ascending = found.crossings.windows(2).all(|pair| pair[0].at < pair[1].at);
            assert!(ascending && found.crossings.len() <= MOST_CROSSINGS);
            if found.more || !found.complete {
                continue;
            }
            // Every stretch between two crossings has one cheaper option, with the other nowhere ahead.
            let mut from = found.same_until.map_or(0, |until| until + 1);
            let mut expected = found.cheaper_first;
            let ends = found.crossings.iter().map(|it| (it.at, Some(it.cheaper))).chain([(MOST + 1, None)]);
            for (until, next) in ends {
                for _ in 0..20 {
                    if until > from {
                        let at = from + draw.below(until - from);
                        let ahead = cheaper(costs(at));
                        assert!(ahead.is_none() || ahead == expected, "at {at} {ahead:?} is ahead: {found:?}");
                    }
                }
                (from, expected) = (until, next);
            }
        }
    }
}

/// Two lines worked by hand: a droplet for 12 dollars against functions that cost the more the more
/// there is.
#[test]
fn a_straight_line_meets_a_level_one_where_arithmetic_says() {
    let base = &*SHIPPED;
    // A single function with an address of its own, no data, nothing sent and nothing logged: 0.20
    // for a million calls beyond the first, and 100 ms of 128 MB, 12,500 GiB-seconds for a
    // million calls, of which 400,000 are free.
    let text = "{traffic: {requests_per_month: 1, peak_to_average: 1}, compute: {architecture: \
                single-function, style: request-response, average_duration_ms: 100, memory_mb: \
                128}, data: {model: none}, state: {connections: none}, team: {stage: mvp}, \
                assumptions: {response_kb: 0, log_kb: 0, cpu_share: 0.01, server: droplets}}";
    let profile = profile(base, text);
    let mut curve = Estimator::new(base, &profile.assumptions).curve(&profile.answers).unwrap();
    let option = |id: &str| base.find_option(id).unwrap();
    let found =
        break_even(&mut curve, [option("aws-lambda"), option("traditional-server")], 30_000_000);
    // The smallest droplet costs 4 dollars: (n - 1,000,000) x 0.0000002 = 4 at n = 21,000,000,
    // where the droplet's 1 processor is busy for under a hundredth.
    assert_eq!(found.cheaper_first, Some(option("aws-lambda")));
    let at: Vec<u64> = found.crossings.iter().map(|crossing| crossing.at).collect();
    assert_eq!(at, [21_000_000]);
    assert_eq!(found.crossings[0].costs.map(|money| money.plain()), ["4.00", "4.00"]);
    assert_eq!(found.crossings[0].cheaper, option("traditional-server"));
}
