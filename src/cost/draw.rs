//! Drawing what is not known: how a project's open questions and the book's assumptions could turn
//! out together, in the order that the book's [`Deck`] gives.
//!
//! [`Deck`]: crate::rulebase::prices::Deck

use rust_decimal::Decimal;

use crate::{
    condition::Truth,
    field::{Facts, Field, FieldId, Kind, Value},
    formula::number::Number,
    rulebase::prices::{Assumed, Deck, Guess, PriceBook},
};

/// How many times as likely other answers are as an uncommon one.
const UNCOMMON: u64 = 10;

/// What a project is taken to be: every choice, and a number for every numeric field.
#[derive(Clone, Debug)]
pub(crate) struct Completed<N> {
    pub(crate) facts: Facts,
    pub(crate) numbers: Vec<N>,
}

/// What is known of a project: its answers, and the assumptions that its profile gives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known<'k> {
    pub(crate) answers: &'k Facts,
    pub(crate) given: &'k Facts,
    /// How many of the fields are questions.
    pub(crate) questions: usize,
}

impl Known<'_> {
    /// Finds what is known of a field of the book.
    pub(crate) fn get(self, field: FieldId) -> Option<Value> {
        let facts = if field.index() < self.questions { self.answers } else { self.given };
        facts.get(field)
    }

    /// Finds the guess that is the right one, and what its numbers are multiplied by.
    pub(crate) fn guess<'g>(
        self,
        guesses: &'g [Guess],
        facts: &Facts,
    ) -> Option<(&'g Guess, Decimal)> {
        guesses.iter().find_map(|guess| {
            let times = match guess.for_each.map(|field| self.get(field)) {
                None => Decimal::ONE,
                Some(Some(Value::Number(times))) => times,
                Some(_) => return None,
            };
            (guess.when.evaluate(facts) == Truth::True).then_some((guess, times))
        })
    }
}

/// Completes a project with what is expected of everything that is open.
pub(crate) fn expected<N: Number>(book: &PriceBook, known: Known<'_>) -> Completed<N> {
    complete(book, known, |_, _| None, |_, guess| N::of(guess.expected))
}

/// Completes a project as one of the draws has it.
pub(crate) fn drawn(
    book: &PriceBook,
    known: Known<'_>,
    deck: &Deck,
    draw: usize,
) -> Completed<f64> {
    complete(
        book,
        known,
        |field, likely| {
            let own = field.index() >= known.questions;
            // What is certain unless somebody says otherwise is never drawn.
            let usual = likely >= 1.0 || deck.usual(field, draw) < likely;
            if own || usual {
                return None;
            }
            choice(book.fields.get(field), |part| deck.luck(field, part, draw))
        },
        |field, guess| {
            let (least, most) = match &book.fields.get(field).kind {
                Kind::Number(scale) => {
                    (f64::from_decimal(scale.least), f64::from_decimal(scale.most))
                }
                _ => (0.0, f64::MAX),
            };
            quantile(guess, deck.luck(field, 0, draw)).clamp(least, most)
        },
    )
}

fn complete<N: Number>(
    book: &PriceBook,
    known: Known<'_>,
    answer: impl Fn(FieldId, f64) -> Option<Value>,
    number: impl Fn(FieldId, &Guess) -> N,
) -> Completed<N> {
    let mut facts = Facts::unknown(book.fields.len());
    let mut numbers = vec![N::ZERO; book.fields.len()];
    for (field, _) in book.fields.iter() {
        match known.get(field) {
            Some(Value::Number(exact)) => {
                if let Some(slot) = numbers.get_mut(field.index()) {
                    *slot = N::from_decimal(exact);
                }
            }
            value => facts.set(field, value),
        }
    }
    for assumption in book.assumptions.iter().filter(|it| known.get(it.field).is_none()) {
        let Assumed::Answer(answers) = &assumption.assumed else { continue };
        let drawn = answer(assumption.field, f64::from_decimal(assumption.likely));
        let usual = || answers.iter().find(|(when, _)| when.evaluate(&facts) == Truth::True);
        let value = drawn.or_else(|| usual().map(|(_, value)| *value));
        facts.set(assumption.field, value);
    }
    // Which guess is right may depend on choices, so these come first.
    for assumption in book.assumptions.iter().filter(|it| known.get(it.field).is_none()) {
        let Assumed::Number(guesses) = &assumption.assumed else { continue };
        let guess = known.guess(guesses, &facts);
        if let (Some((guess, times)), Some(slot)) =
            (guess, numbers.get_mut(assumption.field.index()))
        {
            *slot = number(assumption.field, guess).times(N::from_decimal(times));
        }
    }
    Completed { facts, numbers }
}

/// The number below which a share of projects lies: straight between the three that a guess gives,
/// and on with the same slope beyond them.
pub(crate) fn quantile(guess: &Guess, share: f64) -> f64 {
    const TENTH: f64 = 0.1;
    const HALF: f64 = 0.5;
    let expected = f64::of(guess.expected);
    let (other, step) = if share < HALF {
        (f64::of(guess.low), (HALF - share) / (HALF - TENTH))
    } else {
        (f64::of(guess.high), (share - HALF) / (HALF - TENTH))
    };
    (expected + (other - expected) * step).max(0.0)
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

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::{Guess, quantile};
    use crate::condition::Condition;

    #[test]
    fn a_guess_is_met_at_its_quantiles() {
        let guess = |low: i64, expected: i64, high: i64| Guess {
            when: Condition::always(),
            for_each: None,
            low: Decimal::from(low).into(),
            expected: Decimal::from(expected).into(),
            high: Decimal::from(high).into(),
        };
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-9;
        let skewed = guess(4, 8, 80);
        assert!(close(quantile(&skewed, 0.1), 4.0));
        assert!(close(quantile(&skewed, 0.5), 8.0));
        assert!(close(quantile(&skewed, 0.9), 80.0));
        assert!(close(quantile(&skewed, 0.0), 3.0));
        assert!(close(quantile(&skewed, 1.0), 98.0));
        assert!(close(quantile(&guess(0, 1, 2), 0.0), 0.0));
    }
}
