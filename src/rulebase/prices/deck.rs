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

use crate::field::{FieldId, Fields, Kind};

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

    /// Finds the stratum of a draw.
    pub(crate) fn stratum(&self, field: FieldId, part: usize, draw: usize) -> u8 {
        let strata = self.strata.get(field.index()).and_then(|parts| parts.get(part));
        strata.and_then(|strata| strata.get(draw)).copied().unwrap_or(0)
    }
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
    use super::{DRAWS, shuffled};

    #[test]
    fn every_stratum_is_drawn_once() {
        let mut strata = shuffled("traffic.pattern", "", DRAWS);
        assert_ne!(strata, shuffled("traffic.peak_to_average", "", DRAWS));
        strata.sort_unstable();
        assert!(strata.iter().enumerate().all(|(index, stratum)| usize::from(*stratum) == index));
        assert_eq!(strata.len(), DRAWS);
    }
}
