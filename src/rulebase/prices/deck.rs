//! The order in which what is open is drawn.
//!
//! A Latin hypercube: for every field the range of its distribution is cut into as many strata of
//! equal weight as there are draws, and each draw takes another one, in an order that is shuffled by
//! the field's own name. So every field is covered evenly by few draws, the same draw means the same
//! luck whatever else is known (common random numbers), and the same bytes come out everywhere.
//! (McKay, Beckman and Conover 1979, "A comparison of three methods for selecting values of input
//! variables".)

use rand_pcg::{
    Pcg64Mcg,
    rand_core::{Rng, SeedableRng},
};

use crate::{
    field::{Field, FieldId, Fields, Kind, UNCOMMON, Value},
    formula::number::Number,
};

/// How many draws there are in a range for people.
pub const DRAWS: usize = 64;

/// How many draws there are in what rules look at, of which analyses ask thousands of times: with
/// so few, nine of ten are fifteen of sixteen.
pub const QUICK_DRAWS: usize = 16;

/// The order in which each field's strata are drawn; made once for a book.
#[derive(Clone, Debug, Default)]
pub struct Deck {
    /// For each field, and for each choice of a field with several answers: the stratum of every
    /// draw.
    strata: Vec<Vec<Vec<u8>>>,
    /// For each field another order: whether a draw takes what is usual.
    usual: Vec<Vec<u8>>,
    draws: usize,
}

impl Deck {
    /// Shuffles so many draws for every field, 256 at the most.
    pub fn new(fields: &Fields, draws: usize) -> Self {
        let shuffled = |field: &str, choice: &str| shuffled(field, choice, draws);
        let strata = fields.iter().map(|(_, field)| match &field.kind {
            Kind::Several(choices) => {
                choices.iter().map(|choice| shuffled(&field.id, &choice.id)).collect()
            }
            _ => vec![shuffled(&field.id, "")],
        });
        let usual = fields.iter().map(|(_, field)| shuffled(&field.id, "usual?"));
        Self { strata: strata.collect(), usual: usual.collect(), draws }
    }

    /// Returns how many draws there are.
    pub(crate) fn draws(&self) -> usize {
        self.draws
    }

    /// Finds where in its distribution a draw puts a field, from 0 to 1.
    pub(crate) fn luck(&self, field: FieldId, part: usize, draw: usize) -> f64 {
        (f64::from(self.stratum(field, part, draw)) + 0.5) / self.draws as f64
    }

    /// Finds where a draw stands for whether a field is as usual, from 0 to 1.
    pub(crate) fn usual(&self, field: FieldId, draw: usize) -> f64 {
        let stratum = self.usual.get(field.index()).and_then(|strata| strata.get(draw));
        (f64::from(stratum.copied().unwrap_or(0)) + 0.5) / self.draws as f64
    }

    /// Draws the answer to a question with choices; none for a number.
    pub(crate) fn choice(&self, id: FieldId, field: &Field, draw: usize) -> Option<Value> {
        choice(field, |part| self.luck(id, part, draw))
    }

    /// Draws a number.
    pub(crate) fn number(&self, id: FieldId, field: &Field, guess: [f64; 3], draw: usize) -> f64 {
        number_at(field, guess, self.luck(id, 0, draw))
    }

    /// Finds the stratum of a draw.
    pub(crate) fn stratum(&self, field: FieldId, part: usize, draw: usize) -> u8 {
        let strata = self.strata.get(field.index()).and_then(|parts| parts.get(part));
        strata.and_then(|strata| strata.get(draw)).copied().unwrap_or(0)
    }
}

/// The number of a field below which a share of projects lies, as far as it can be one.
pub(crate) fn number_at(field: &Field, guess: [f64; 3], share: f64) -> f64 {
    let (least, most) = match &field.kind {
        Kind::Number(scale) => (f64::from_decimal(scale.least), f64::from_decimal(scale.most)),
        _ => (0.0, f64::MAX),
    };
    quantile(guess, share).clamp(least, most)
}

/// The number below which a share of projects lies: between the three that a guess gives (low,
/// expected, high), and on beyond them, by equal factors for equal shares, as what has no upper end
/// scatters; where one of them is nothing, by equal differences.
pub(crate) fn quantile([low, expected, high]: [f64; 3], share: f64) -> f64 {
    const TENTH: f64 = 0.1;
    const HALF: f64 = 0.5;
    let (other, step) = if share < HALF {
        (low, (HALF - share) / (HALF - TENTH))
    } else {
        (high, (share - HALF) / (HALF - TENTH))
    };
    if other > 0.0 && expected > 0.0 {
        expected * libm::pow(other / expected, step)
    } else {
        (expected + (other - expected) * step).max(0.0)
    }
}

/// The answer that a draw gives to a question with choices.
fn choice(field: &Field, luck: impl Fn(usize) -> f64) -> Option<Value> {
    let is_uncommon = |index: usize| field.uncommon >> index & 1 == 1;
    match &field.kind {
        Kind::Several(choices) => {
            let mut bits = 0;
            for index in 0..choices.len() {
                let share = if is_uncommon(index) { 1.0 / (UNCOMMON + 1) as f64 } else { 0.5 };
                bits |= u64::from(luck(index) < share) << index;
            }
            Some(Value::Several(bits))
        }
        Kind::Choice(choices) => {
            let index = one_of(choices.len(), is_uncommon, luck(0));
            u8::try_from(index).ok().map(Value::Choice)
        }
        Kind::YesNo => Some(Value::YesNo(one_of(2, is_uncommon, luck(0)) == 1)),
        Kind::Number(_) => None,
    }
}

fn one_of(count: usize, is_uncommon: impl Fn(usize) -> bool, luck: f64) -> usize {
    let weight = |index: usize| if is_uncommon(index) { 1 } else { UNCOMMON };
    let whole: u64 = (0..count).map(weight).sum();
    let mut below = luck * whole as f64;
    for index in 0..count {
        below -= weight(index) as f64;
        if below < 0.0 {
            return index;
        }
    }
    count.saturating_sub(1)
}

/// The strata in an order that depends on a name alone.
fn shuffled(field: &str, choice: &str, draws: usize) -> Vec<u8> {
    // FNV-1a, so that a name gives the same seed everywhere.
    let seed = field
        .bytes()
        .chain([b'/'])
        .chain(choice.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let mut random = Pcg64Mcg::seed_from_u64(seed);
    let mut strata: Vec<u8> = (0..draws).map(|index| index as u8).collect();
    for last in (1..draws).rev() {
        let bound = last as u64 + 1;
        let other = ((u128::from(random.next_u64()) * u128::from(bound)) >> 64) as usize;
        strata.swap(last, other);
    }
    strata
}

#[cfg(test)]
mod tests {
    use super::{DRAWS, quantile, shuffled};

    #[test]
    fn every_stratum_is_drawn_once() {
        let mut strata = shuffled("traffic.pattern", "", DRAWS);
        assert_ne!(strata, shuffled("traffic.peak_to_average", "", DRAWS));
        strata.sort_unstable();
        assert!(strata.iter().enumerate().all(|(index, stratum)| usize::from(*stratum) == index));
        assert_eq!(strata.len(), DRAWS);
    }

    #[test]
    fn a_guess_is_met_at_its_quantiles() {
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-9;
        let skewed = [4.0, 8.0, 80.0];
        assert!(close(quantile(skewed, 0.1), 4.0));
        assert!(close(quantile(skewed, 0.5), 8.0));
        assert!(close(quantile(skewed, 0.9), 80.0));
        // Half as far again in a quarter of the distance: the fourth root.
        assert!(close(quantile(skewed, 0.0), 8.0 / 2.0 / 2.0_f64.powf(0.25)));
        assert!(close(quantile(skewed, 1.0), 80.0 * 10.0_f64.powf(0.25)));
        assert!(close(quantile(skewed, 0.7), 8.0 * 10.0_f64.sqrt()));
        assert!(close(quantile([0.0, 1.0, 2.0], 0.0), 0.0));
        assert!(close(quantile([0.0, 1.0, 2.0], 0.3), 0.5));
        assert!(close(quantile([0.0, 0.0, 4.0], 0.7), 2.0));
    }
}
