//! How often the test of patterns errs: series of each kind, made up at random, and what it says.

use whereto::measure::{Limits, Pattern, Shape};

/// Series of each kind and length.
const SERIES: usize = 300;

const SHAPES: [Shape; 5] =
    [Shape::Rare, Shape::Steady, Shape::Diurnal, Shape::Bursty, Shape::Unpredictable];

/// Random numbers, the same each time.
struct Random(u64);

impl Random {
    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }

    /// Evenly by order of magnitude.
    fn magnitude(&mut self, low: f64, high: f64) -> f64 {
        self.between(low.ln(), high.ln()).exp()
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        radius * (self.share() * std::f64::consts::TAU).cos()
    }

    /// How many independent events there are where so many are expected.
    fn poisson(&mut self, mean: f64) -> u32 {
        if mean > 50.0 {
            return (mean + mean.sqrt() * self.normal()).round().max(0.0) as u32;
        }
        let (mut count, mut left) = (0, 1.0 - self.share());
        let least = (-mean).exp();
        while left > least {
            count += 1;
            left *= 1.0 - self.share();
        }
        count
    }
}

/// The rate of every minute, with a mean of 1, of a series of a kind.
fn rates(shape: Shape, days: usize, random: &mut Random) -> Vec<f64> {
    let minutes = days * 1_440;
    let hour = |minute: usize| (minute / 60) as f64 + (minute % 60) as f64 / 60.0;
    let swing = |minute: usize, height: f64, peak: f64| {
        1.0 + height * ((hour(minute) - peak) / 24.0 * std::f64::consts::TAU).cos()
    };
    let peak = random.between(0.0, 24.0);
    let mut rates: Vec<f64> = match shape {
        Shape::Rare => {
            let other = [Shape::Steady, Shape::Diurnal, Shape::Bursty, Shape::Unpredictable];
            return self::rates(other[(random.share() * 4.0) as usize], days, random);
        }
        // Up to a fifth of the mean up and down within a day.
        Shape::Steady => {
            let height = random.between(0.0, 0.3);
            (0..minutes).map(|minute| swing(minute, height, peak)).collect()
        }
        // Twice and more as much by day as by night, on weekends anything from a tenth to the same; or
        // office hours.
        Shape::Diurnal => {
            let (height, weekend) = (random.between(0.6, 0.98), random.between(0.5, 1.2));
            let is_office = random.share() < 0.3;
            let rate = |minute: usize| {
                let day = if minute / 1_440 % 7 >= 5 { weekend } else { 1.0 };
                let within = (hour(minute) - peak).rem_euclid(24.0);
                let office = if within < 10.0 { 1.0 } else { 0.1 };
                day * if is_office { office } else { swing(minute, height, peak) }
            };
            (0..minutes).map(rate).collect()
        }
        // Little, and now and then much more for minutes or hours: a third to nearly all of the
        // requests.
        Shape::Bursty => {
            let bursts = (random.magnitude(0.3, 6.0) * days as f64).ceil() as usize;
            let share = random.between(0.35, 0.95);
            let mut extra = vec![0.0; minutes];
            for _ in 0..bursts {
                let length = random.magnitude(5.0, 180.0) as usize;
                let start = random.between(0.0, (minutes - length) as f64) as usize;
                let height = random.magnitude(0.5, 2.0) / length as f64;
                extra[start..start + length].iter_mut().for_each(|minute| *minute += height);
            }
            let sum: f64 = extra.iter().sum();
            let height = random.between(0.0, 0.9);
            let base = |minute: usize| (1.0 - share) * swing(minute, height, peak) / minutes as f64;
            (0..minutes).map(|minute| base(minute) + share * extra[minute] / sum).collect()
        }
        // The level wanders: a new one every few hours to two days.
        Shape::Unpredictable => {
            let spread = random.between(0.5, 0.8);
            let (mut level, mut left) = (1.0, 0);
            (0..minutes)
                .map(|_| {
                    if left == 0 {
                        level = (spread * random.normal()).exp();
                        left = random.magnitude(180.0, 2_880.0) as usize;
                    }
                    left -= 1;
                    level
                })
                .collect()
        }
    };
    // No hour is quite like the same hour of another day.
    let noise = random.between(0.0, 0.2);
    let hours: Vec<f64> = (0..=minutes / 60).map(|_| (noise * random.normal()).exp()).collect();
    rates.iter_mut().enumerate().for_each(|(minute, rate)| *rate *= hours[minute / 60]);
    let mean = rates.iter().sum::<f64>() / minutes as f64;
    rates.iter_mut().for_each(|rate| *rate /= mean);
    rates
}

/// Prints the tables.
pub(crate) fn print() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for days in [3, 7, 28] {
        println!("\n{days} days, {SERIES} series of each kind:\n");
        let names: Vec<&str> = SHAPES.iter().map(|shape| shape.name()).collect();
        println!("| made as | told: {} | wrong |", names.join(" | "));
        println!("|---|{}---|", "---|".repeat(SHAPES.len()));
        for shape in SHAPES {
            let mut told = [0; SHAPES.len()];
            for _ in 0..SERIES {
                let per_hour = match shape {
                    Shape::Rare => random.magnitude(0.2, 9.0),
                    _ => random.magnitude(12.0, 100_000.0),
                };
                let rates = rates(shape, days, &mut random);
                let minutes: Vec<u32> =
                    rates.iter().map(|rate| random.poisson(rate * per_hour / 60.0)).collect();
                let pattern = Pattern::of_counts(&minutes, days, &Limits::default());
                let place = pattern
                    .and_then(|pattern| SHAPES.iter().position(|shape| *shape == pattern.shape));
                place.into_iter().for_each(|place| told[place] += 1);
            }
            let right = SHAPES.iter().position(|known| *known == shape).map_or(0, |it| told[it]);
            let wrong = (SERIES - right) as f64 / SERIES as f64 * 100.0;
            let told: Vec<String> = told.iter().map(ToString::to_string).collect();
            println!("| {shape} | {} | {wrong:.1} % |", told.join(" | "));
        }
    }
}
