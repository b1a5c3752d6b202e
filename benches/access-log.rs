//! Prints a combined log with request times, the same each time:
//!
//! ```text
//! cargo run --release --example access-log -- 1500000 > access.log
//! ```
//!
//! A month of a site with a daily swing, or with a second number so many days; about 190 bytes a line.

use std::io::{self, BufWriter, Write};

/// Where lines without a number end.
const LINES: u64 = 1_500_000;

/// The first of October 2026, in seconds.
const START: i64 = 1_790_812_800;

/// So many days they cover if nothing else is said.
const DAYS: f64 = 31.0;

const AGENTS: [&str; 4] = [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example/about)",
    "okhttp/5.1.0",
];

/// The next random number from 0 to 1 (xorshift64*).
fn random(state: &mut u64) -> f64 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
}

fn main() -> io::Result<()> {
    let number = |place: usize| std::env::args().nth(place)?.parse::<f64>().ok();
    let lines = number(1).map_or(LINES, |lines| lines as u64);
    let span = number(2).unwrap_or(DAYS) * 86_400.0;
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let (mut state, mut time) = (0x9e37_79b9_7f4a_7c15, 0.0);
    for _ in 0..lines {
        let hour = time / 3_600.0 % 24.0;
        let swing = 1.0 + 0.8 * ((hour - 8.0) / 24.0 * std::f64::consts::TAU).sin();
        time += -(1.0 - random(&mut state)).ln() * span / lines as f64 / swing;
        let moment = jiff::Timestamp::from_second(START + time as i64).unwrap_or_default();
        let moment = moment.to_zoned(jiff::tz::TimeZone::UTC);
        let method = ["GET", "GET", "GET", "POST"][(random(&mut state) * 4.0) as usize];
        let status = if random(&mut state) < 0.01 { 500 } else { 200 };
        let seconds = 0.02 / (1.0 - random(&mut state)).powf(0.7);
        writeln!(
            out,
            "203.0.113.{} - - [{} +0000] \"{method} /catalogue/{}/items?page={} HTTP/1.1\" {status} {} \
             \"https://shop.example/\" \"{}\" {seconds:.3}",
            (random(&mut state) * 254.0) as u8,
            moment.strftime("%d/%b/%Y:%H:%M:%S"),
            (random(&mut state) * 1_000.0) as u16,
            (random(&mut state) * 20.0) as u8,
            200 + (random(&mut state) * 30_000.0) as u32,
            AGENTS[(random(&mut state) * 4.0) as usize],
        )?;
    }
    out.flush()
}
