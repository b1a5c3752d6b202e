//! What all draws have of choices, and in which of them conditions hold.

use super::Sheet;
use crate::{
    condition::{Condition, Test},
    field::{FieldId, Value},
    rulebase::prices::{
        Assumed,
        program::{ALL, Drawn, Lanes, bits},
    },
};

impl Sheet<'_> {
    /// Completes the choices of all draws.
    pub(super) fn complete_choices(&mut self) {
        self.kept.choices.clear();
        self.kept.choices.resize(self.program.first.last().copied().unwrap_or(0), 0);
        for (field, _) in self.book.fields.iter() {
            if let Some(value) = self.kept.known[field.index()] {
                self.answer_in(field, value, ALL);
            }
        }
        for (assumption, drawn) in self.book.assumptions.iter().zip(&self.program.drawn) {
            let field = assumption.field;
            let (Assumed::Answer(answers), Drawn::Answers { unusual, choices }) =
                (&assumption.assumed, drawn)
            else {
                continue;
            };
            if self.kept.known[field.index()].is_some() {
                continue;
            }
            let mut usual = !unusual;
            for (when, value) in answers {
                let lanes = self.lanes_where(when) & usual;
                usual &= !lanes;
                self.answer_in(field, *value, lanes);
            }
            let first = self.program.first[field.index()];
            self.kept.choices[first] |= unusual;
            for (slot, lanes) in self.kept.choices[first + 1..].iter_mut().zip(choices) {
                *slot |= lanes & unusual;
            }
        }
    }

    /// Gives a field an answer in some draws.
    fn answer_in(&mut self, field: FieldId, value: Value, lanes: Lanes) {
        let (first, mut bits) = (self.program.first[field.index()], bits(value));
        self.kept.choices[first] |= lanes;
        while bits != 0 {
            self.kept.choices[first + 1 + bits.trailing_zeros() as usize] |= lanes;
            bits &= bits - 1;
        }
    }

    /// Finds the draws in which a condition holds.
    pub(super) fn lanes_where(&self, condition: &Condition) -> Lanes {
        self.lanes(condition, true)
    }

    /// Finds the draws in which a condition holds, or those in which it does not; what follows from
    /// nothing that is answered is neither.
    fn lanes(&self, condition: &Condition, holds: bool) -> Lanes {
        match (condition, holds) {
            (Condition::All(parts), true) | (Condition::Any(parts), false) => {
                let mut lanes = ALL;
                for part in parts {
                    if lanes == 0 {
                        break;
                    }
                    lanes &= self.lanes(part, holds);
                }
                lanes
            }
            (Condition::Any(parts), true) | (Condition::All(parts), false) => {
                let mut lanes = 0;
                for part in parts {
                    if lanes == ALL {
                        break;
                    }
                    lanes |= self.lanes(part, holds);
                }
                lanes
            }
            (Condition::Not(inner), _) => self.lanes(inner, !holds),
            (Condition::Test(field, test), _) => {
                let first = self.program.first[field.index()];
                let (answered, choices) =
                    (self.kept.choices[first], &self.kept.choices[first + 1..]);
                let any = |mut bits: u64| {
                    let mut lanes = 0;
                    while bits != 0 {
                        lanes |= choices.get(bits.trailing_zeros() as usize).unwrap_or(&0);
                        bits &= bits - 1;
                    }
                    lanes
                };
                let yes = match test {
                    Test::OneOf(bits) | Test::Contains(bits) => any(*bits),
                    Test::YesNo(answer) => any(1 << u8::from(*answer)),
                    Test::Empty => {
                        let end = self.program.first[field.index() + 1];
                        let taken = self.kept.choices[first + 1..end].iter();
                        answered & !taken.fold(0, |all, lanes| all | lanes)
                    }
                    // The book's conditions look at choices only.
                    Test::Number(..) => return 0,
                };
                if holds { yes } else { answered & !yes }
            }
        }
    }

    /// Finds the draws in which a condition of the program holds.
    pub(super) fn lanes_of_condition(&mut self, condition: usize) -> Lanes {
        if let Some(lanes) = self.kept.holds[condition] {
            return lanes;
        }
        let lanes = self.lanes_where(&self.program.conditions[condition]);
        self.kept.holds[condition] = Some(lanes);
        lanes
    }
}
