//! Drawing what is not known: how a project's open questions and the book's assumptions could turn
//! out together, in the order that the book's [`Deck`] gives.
//!
//! [`Deck`]: crate::rulebase::prices::Deck

use rust_decimal::Decimal;

use crate::{
    field::{Facts, FieldId, Value},
    formula::number::Number,
    rulebase::prices::{Assumed, Assumption, Deck, Guess, PriceBook},
};

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
            guess.when.holds(facts).then_some((guess, times))
        })
    }
}

/// Completes a project with what is expected of everything that is open.
pub(crate) fn expected<N: Number>(book: &PriceBook, known: Known<'_>) -> Completed<N> {
    complete(book, known, |_| None, |_, guess| N::of(guess.expected))
}

/// Completes a project as one of the draws has it, in which `is_drawn` tells whether a choice may be
/// another than the usual one.
pub(crate) fn drawn(
    book: &PriceBook,
    known: Known<'_>,
    deck: &Deck,
    draw: usize,
    is_drawn: impl Fn(&PriceBook, &Assumption, &Deck, usize) -> bool,
) -> Completed<f64> {
    complete(
        book,
        known,
        |assumption| {
            let field = assumption.field;
            is_drawn(book, assumption, deck, draw)
                .then(|| deck.choice(field, book.fields.get(field), draw))
                .flatten()
        },
        |field, guess| deck.number(field, book.fields.get(field), guess.points(), draw),
    )
}

fn complete<N: Number>(
    book: &PriceBook,
    known: Known<'_>,
    answer: impl Fn(&Assumption) -> Option<Value>,
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
        let drawn = answer(assumption);
        let usual = || answers.iter().find(|(when, _)| when.holds(&facts));
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
