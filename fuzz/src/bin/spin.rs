//! Runs one target on random bytes for some time: `spin TARGET SECONDS [SEED]`. What fails is told
//! with its seed, by which the very input comes again: `spin TARGET 0 SEED`.

use std::{
    sync::atomic::Ordering::Relaxed,
    time::{Duration, Instant},
};

use whereto_fuzz::{READ, TARGETS};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, seconds, ..] = arguments.as_slice() else {
        eprintln!("usage: spin TARGET SECONDS [SEED]");
        std::process::exit(2);
    };
    let (_, run) = TARGETS.iter().find(|(name, _)| name == target).expect("a target");
    let time = Duration::from_secs(seconds.parse().expect("seconds"));
    let mut seed: u64 = arguments.get(2).map_or(1, |seed| seed.parse().expect("a seed"));
    let (start, mut runs, mut failed, mut slowest) = (Instant::now(), 0, 0, Duration::ZERO);
    loop {
        let (bytes, began) = (bytes(seed), Instant::now());
        if std::panic::catch_unwind(|| run(&bytes)).is_err() {
            println!("{target}: seed {seed} fails");
            failed += 1;
        }
        if began.elapsed() > slowest {
            slowest = began.elapsed();
            if slowest > Duration::from_secs(10) {
                println!("{target}: seed {seed} takes {slowest:?}");
            }
        }
        (runs, seed) = (runs + 1, seed + 1);
        if start.elapsed() >= time {
            break;
        }
    }
    let (read, took) = (READ.load(Relaxed), start.elapsed());
    println!("{target}: {runs} runs in {took:.0?}, {read} read to the end, {failed} failed, slowest {slowest:.1?}");
    std::process::exit(i32::from(failed > 0));
}

/// Random bytes (splitmix64).
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let word = |_| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    };
    (0..256).map(word).flat_map(u64::to_le_bytes).collect()
}
