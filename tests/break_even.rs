//! Break-even points: that costs cross where it is said, and nowhere else that was looked at.

use proptest::prelude::{any, proptest};
use rust_decimal::Decimal;
use whereto::{analysis::sampling::Draw, cost::Estimator, field::Facts};

use crate::{
    cost::{SHIPPED, profile, random_answers},
    effort,
};

const FROM: u64 = 1_000;
const TO: u64 = 100_000_000_000;
const PAIRS: [[usize; 2]; 3] = [[0, 1], [0, 2], [1, 2]];

proptest! {
    #![proptest_config(effort::config(40))]

    /// Who is said to be cheaper from a crossing on is, and was not before; and where none is told,
    /// the same one is cheaper.
    #[test]
    fn totals_cross_where_they_are_said_to(seed in any::<u64>()) {
        let base = &*SHIPPED;
        let mut draw = Draw::new(seed);
        let answers = random_answers(base, &mut draw);
        let given = Facts::unknown(base.prices.fields.len());
        let estimator = Estimator::new(base, &given);
        let curve = estimator.curve(&answers).unwrap();
        for options in PAIRS {
            let Some(found) = curve.break_even(options, FROM, TO) else { continue };
            let cent = Decimal::new(11, 3);
            let ahead = |at: u64, option: usize| {
                let costs = curve.exact_at(at);
                let other = if option == options[0] { options[1] } else { options[0] };
                costs[option].unwrap() + cent < costs[other].unwrap()
            };
            for crossing in &found.crossings {
                let (at, cheaper) = (crossing.at, crossing.cheaper);
                let costs = curve.exact_at(at);
                assert_eq!(options.map(|option| costs[option].unwrap()), crossing.costs.map(|money| money.0));
                let other = if cheaper == options[0] { options[1] } else { options[0] };
                assert!(!ahead(at, other), "the other is ahead: {crossing:?}");
            }
            assert!(found.crossings.windows(2).all(|pair| pair[0].at < pair[1].at));
            assert!(found.crossings.windows(2).all(|pair| pair[0].cheaper != pair[1].cheaper));
            // What moves the first crossing moves it by more than a twentieth, the most first.
            let moves: Vec<f64> = found.movers.iter().map(|mover| {
                let [one, other] = mover.crossings.map(|at| at.unwrap_or(TO) as f64);
                one.max(other) / one.min(other)
            }).collect();
            assert!(moves.iter().all(|times| *times > 1.05), "{found:?}");
            assert!(moves.is_sorted_by(|one, next| one >= next), "{found:?}");
            if let Some((low, high)) = found.band {
                assert!(FROM <= low && low <= high && high <= TO && found.share > 0.0);
                let first = found.crossings.first().map(|crossing| crossing.at);
                assert!(first.is_none_or(|first| low <= first && first <= high), "{found:?}");
            }
        }
    }
}

/// Two lines worked by hand: a droplet for 4.80 dollars against functions that cost the more the
/// more there is.
#[test]
fn a_straight_line_meets_a_level_one_where_arithmetic_says() {
    let base = &*SHIPPED;
    // A single function with an address of its own, no data, nothing sent and nothing logged: 0.20
    // for a million calls beyond the first, and 100 ms of 128 MB, 12,500 GiB-seconds for a
    // million calls, of which 400,000 are free.
    let text = "{traffic: {requests_per_month: 1, peak_to_average: 1}, compute: {architecture: \
                single-function, style: request-response, average_duration_ms: 100, memory_mb: \
                128}, data: {model: none}, state: {connections: none, concurrent_connections: 0}, \
                team: {stage: mvp}, availability: {downtime: days}, assumptions: {response_kb: 0, \
                log_kb: 0, cpu_share: 0.01, server: vps}}";
    let profile = profile(base, text);
    let estimator = Estimator::new(base, &profile.assumptions);
    let curve = estimator.curve(&profile.answers).unwrap();
    let found = curve.break_even([0, 2], 1_000, 30_000_000).unwrap();
    // The smallest droplet costs 4 dollars and 0.80 for backups: (n - 1,000,000) x 0.0000002 = 4.80
    // at n = 25,000,000, where its processor is busy for under a hundredth. Told with two digits,
    // the next number at which it is cheaper is 26,000,000.
    assert_eq!(found.cheaper_first, Some(0));
    let at: Vec<u64> = found.crossings.iter().map(|crossing| crossing.at).collect();
    assert_eq!(at, [26_000_000]);
    assert_eq!(found.crossings[0].costs.map(|money| money.plain()), ["5.00", "4.80"]);
    assert_eq!(found.crossings[0].cheaper, 2);
}
