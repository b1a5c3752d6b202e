//! Sets of sums, added as wholes.

/// A set of sums within a range, as bits.
#[derive(Clone)]
pub(super) struct Sums {
    bits: Vec<u64>,
    /// The sum that bit 0 stands for.
    least: i64,
}

impl Sums {
    /// Only `start`, with room for sums up to `reach` away from it, and twice that since sets of
    /// sums are added.
    pub(super) fn new(start: i64, reach: i64) -> Self {
        let room = usize::try_from(2 * reach + 1).unwrap_or(usize::MAX / 2);
        let mut sums = Self { bits: vec![0; room.div_ceil(64) + 1], least: start - reach };
        sums.insert(start);
        sums
    }

    pub(super) fn insert(&mut self, sum: i64) {
        if let Ok(bit) = usize::try_from(sum - self.least)
            && let Some(word) = self.bits.get_mut(bit / 64)
        {
            *word |= 1 << (bit % 64);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        std::iter::successors(self.first_from(self.least), |sum| self.first_from(sum + 1))
    }

    /// The least sum that is not under a number.
    pub(super) fn first_from(&self, number: i64) -> Option<i64> {
        let bit = usize::try_from(number - self.least).unwrap_or(0);
        let rest = self.bits.get(bit / 64)? & (u64::MAX << (bit % 64));
        let words = [rest].into_iter().chain(self.bits.iter().skip(bit / 64 + 1).copied());
        let (word, bits) = (bit / 64..).zip(words).find(|(_, bits)| *bits != 0)?;
        Some(self.least + 64 * word as i64 + i64::from(bits.trailing_zeros()))
    }

    /// Every sum with every amount added, as far as there is room.
    pub(super) fn plus(&self, amounts: impl Iterator<Item = i64>) -> Self {
        let mut sums = Self { bits: vec![0; self.bits.len()], least: self.least };
        for amount in amounts {
            sums.add_shifted(&self.bits, amount);
        }
        sums
    }

    /// Adds these sums, each moved by an amount.
    fn add_shifted(&mut self, bits: &[u64], amount: i64) {
        let (words, by) = (amount.div_euclid(64), amount.rem_euclid(64) as u32);
        for (index, own) in (0..).zip(&mut self.bits) {
            let word = |index: i64| {
                usize::try_from(index).ok().and_then(|at| bits.get(at)).copied().unwrap_or(0)
            };
            *own |= word(index - words) << by
                | word(index - words - 1).checked_shr(64 - by).unwrap_or(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sums;
    use crate::analysis::sampling::Draw;

    #[test]
    fn sums_are_found_from_any_number_on() {
        let mut draw = Draw::new(2);
        for reach in [0, 1, 63, 64, 65, 200] {
            let mut sums = Sums::new(draw.below(9) as i64, reach);
            (0..5).for_each(|_| sums.insert(draw.below(400) as i64 - 200));
            let is_among = |sum: i64| {
                usize::try_from(sum - sums.least)
                    .ok()
                    .and_then(|bit| Some(sums.bits.get(bit / 64)? >> (bit % 64) & 1 == 1))
                    .unwrap_or(false)
            };
            for from in -1000..1000 {
                let expected = (from.max(-500)..500).find(|sum| is_among(*sum));
                assert_eq!(sums.first_from(from), expected, "from {from}");
            }
        }
    }

    #[test]
    fn sums_are_those_of_every_sum_with_every_amount() {
        let mut draw = Draw::new(1);
        let mut number = |reach: i64| draw.below(2 * reach as u64 + 1) as i64 - reach;
        for reach in [0, 1, 31, 32, 63, 64, 65, 200] {
            for _ in 0..50 {
                let mut sums = Sums::new(number(reach), 3 * reach);
                (0..5).for_each(|_| sums.insert(number(reach)));
                let amounts: Vec<i64> = (0..5).map(|_| number(2 * reach)).collect();
                let mut expected = Sums { bits: vec![0; sums.bits.len()], least: sums.least };
                for sum in sums.iter() {
                    amounts.iter().for_each(|amount| expected.insert(sum + amount));
                }
                assert_eq!(sums.plus(amounts.iter().copied()).bits, expected.bits, "{reach}");
            }
        }
    }
}
