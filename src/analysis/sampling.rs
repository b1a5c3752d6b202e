//! Drawing at random, the same everywhere for the same seed: weightings of the dimensions and
//! answers to questions.
//!
//! The generator is PCG-64 MCG, whose output is specified and does not depend on the machine.
//! Weights and answers are whole numbers, so that no rounding differs anywhere.

use rand_pcg::{
    Pcg64Mcg,
    rand_core::{Rng, SeedableRng},
};

use crate::field::{Field, Kind, UNCOMMON, Value};

/// The parts that the whole of a weighting is divided into: about 10⁹, which leaves room for points
/// in 64 bits.
pub const WHOLE: u64 = 1 << 30;

/// What answers to a question are drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Urn<'f> {
    field: &'f Field,
    /// What is drawn less often.
    uncommon: u64,
    /// For a number the first and the last of the grid's numbers.
    numbers: (u64, u64),
}

impl<'f> Urn<'f> {
    /// Answers as people are likely to give them: those of [`Draw::answer`], but what the question
    /// calls uncommon is drawn a tenth as often as what it does not.
    pub fn likely(field: &'f Field) -> Self {
        let numbers = match &field.kind {
            Kind::Number(scale) => {
                (scale.grid.number_of(scale.typical.0), scale.grid.number_of(scale.typical.1))
            }
            Kind::Choice(_) | Kind::YesNo | Kind::Several(_) => (0, 0),
        };
        Self { field, uncommon: field.uncommon, numbers }
    }

    /// Lists the answers with the share of projects that are taken to give each: those of a number
    /// at up to 2,000 places along its grid, and where there are too many ways of taking several
    /// choices, as many of them as are drawn.
    pub fn answers(&self) -> Vec<(Value, f64)> {
        const STEPS: u64 = 2_000;
        const MOST_CHOICES: usize = 12;
        let weight = |index: usize| if self.uncommon >> index & 1 == 1 { 1 } else { UNCOMMON };
        let one_of = |count: usize| {
            let all: u64 = (0..count).map(weight).sum();
            (0..count).map(move |index| (index, weight(index) as f64 / all as f64))
        };
        match &self.field.kind {
            Kind::YesNo => {
                one_of(2).map(|(index, share)| (Value::YesNo(index == 1), share)).collect()
            }
            Kind::Choice(choices) => one_of(choices.len())
                .map(|(index, share)| (Value::Choice(index as u8), share))
                .collect(),
            Kind::Several(choices) if choices.len() <= MOST_CHOICES => {
                let taken = |index: usize| if weight(index) == 1 { 1.0 / 11.0 } else { 0.5 };
                let share = |bits: u64| {
                    let each = (0..choices.len()).map(|index| match bits >> index & 1 {
                        1 => taken(index),
                        _ => 1.0 - taken(index),
                    });
                    each.product()
                };
                (0..1 << choices.len()).map(|bits| (Value::Several(bits), share(bits))).collect()
            }
            Kind::Several(_) | Kind::Number(_) => {
                let steps = match self.field.kind {
                    Kind::Number(_) => STEPS.min(self.numbers.1 - self.numbers.0 + 1),
                    _ => STEPS,
                };
                let mut draw = Draw::new(1);
                let answers = (0..steps).filter_map(|step| match &self.field.kind {
                    Kind::Number(scale) => {
                        let count = u128::from(self.numbers.1 - self.numbers.0 + 1);
                        let at = (u128::from(step) * count / u128::from(steps)) as u64;
                        let number = scale.grid.value(self.numbers.0 + at)?;
                        Some(Value::Number(number.clamp(scale.typical.0, scale.typical.1)))
                    }
                    _ => draw.answer_of(self),
                });
                answers.map(|answer| (answer, 1.0 / steps as f64)).collect()
            }
        }
    }
}

/// A source of random numbers.
#[derive(Clone, Debug)]
pub struct Draw(Pcg64Mcg);

impl Draw {
    /// The source with a seed.
    pub fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }

    /// A whole number under `bound`, each as likely as the next (Lemire's method, without the
    /// bias).
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound < 2 {
            return 0;
        }
        loop {
            let product = u128::from(self.0.next_u64()) * u128::from(bound);
            // The division is for the few products near the threshold, which is under the bound.
            if product as u64 >= bound || product as u64 >= bound.wrapping_neg() % bound {
                return (product >> 64) as u64;
            }
        }
    }

    /// Weights that add up to [`WHOLE`], uniformly distributed over all that do: the gaps between
    /// sorted uniform numbers (Tervonen & Lahdelma 2007, "Implementing stochastic multicriteria
    /// acceptability analysis").
    pub fn weights(&mut self, weights: &mut [u64]) {
        let Some((last, cuts)) = weights.split_last_mut() else { return };
        for cut in cuts.iter_mut() {
            *cut = self.below(WHOLE + 1);
        }
        cuts.sort_unstable();
        *last = WHOLE;
        let mut below = 0;
        for weight in weights {
            let cut = *weight;
            *weight = cut - below;
            below = cut;
        }
    }

    /// An answer to a question: each choice as likely as the next, each of several choices taken or
    /// not with equal chance, and numbers evenly along the grid of the question's typical
    /// range.
    pub fn answer(&mut self, field: &Field) -> Option<Value> {
        self.answer_of(&Urn { uncommon: 0, ..Urn::likely(field) })
    }

    /// An answer from an urn.
    pub fn answer_of(&mut self, urn: &Urn<'_>) -> Option<Value> {
        let uncommon = urn.uncommon;
        match &urn.field.kind {
            Kind::YesNo => Some(Value::YesNo(self.one_of(2, uncommon) == 1)),
            Kind::Choice(choices) => {
                u8::try_from(self.one_of(choices.len(), uncommon)).ok().map(Value::Choice)
            }
            Kind::Several(choices) => {
                let mut bits = 0;
                for index in 0..choices.len() {
                    let chances = if uncommon >> index & 1 == 1 { UNCOMMON + 1 } else { 2 };
                    bits |= u64::from(self.below(chances) == 0) << index;
                }
                Some(Value::Several(bits))
            }
            Kind::Number(scale) => {
                let (from, to) = urn.numbers;
                let number = scale.grid.value(from + self.below(to - from + 1))?;
                // The grid need not meet the ends of the range.
                Some(Value::Number(number.clamp(scale.typical.0, scale.typical.1)))
            }
        }
    }

    /// The number of one of so many choices.
    fn one_of(&mut self, count: usize, uncommon: u64) -> usize {
        let weight = |index: usize| if uncommon >> index & 1 == 1 { 1 } else { UNCOMMON };
        let mut drawn = self.below((0..count).map(weight).sum());
        for index in 0..count {
            match drawn.checked_sub(weight(index)) {
                Some(rest) => drawn = rest,
                None => return index,
            }
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::{Draw, Urn, WHOLE};
    use crate::field::{Choice, Field, Kind};

    #[test]
    fn weights_add_up() {
        let mut draw = Draw::new(1);
        for count in 1..10 {
            let mut weights = vec![0; count];
            for _ in 0..100 {
                draw.weights(&mut weights);
                assert_eq!(weights.iter().sum::<u64>(), WHOLE);
            }
        }
    }

    #[test]
    fn plausible_answers_have_the_shares_with_which_they_are_drawn() {
        let choice = |id: &str| {
            let (id, name, means) = (id.to_owned(), id.to_owned(), String::new());
            Choice { id, name, means, neutral: None }
        };
        let choices = || vec![choice("a"), choice("b"), choice("c")];
        for kind in [Kind::YesNo, Kind::Choice(choices()), Kind::Several(choices())] {
            let field = Field {
                id: "field".to_owned(),
                name: "field".to_owned(),
                kind,
                ordered: false,
                uncommon: 0b10,
                derived: false,
            };
            let urn = Urn::likely(&field);
            let answers = urn.answers();
            assert!((answers.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-12);
            let mut draw = Draw::new(1);
            let drawn: Vec<_> = (0..20_000).filter_map(|_| draw.answer_of(&urn)).collect();
            for (answer, share) in answers {
                let count = drawn.iter().filter(|it| **it == answer).count();
                assert!((count as f64 / 20_000.0 - share).abs() < 0.015, "{answer:?} {share}");
            }
        }
    }

    #[test]
    fn the_same_seed_draws_the_same_numbers_everywhere() {
        let mut draw = Draw::new(42);
        let drawn: Vec<u64> = (0..4).map(|_| draw.below(1_000_000)).collect();
        assert_eq!(drawn, [573_591, 133_306, 355_935, 225_406]);
    }
}
