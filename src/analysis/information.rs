//! Value of information: how much the answer to each open question would tell about the
//! recommendation.
//!
//! The measure is Goodman and Kruskal's tau between answer and winner ([`crate::corpus::telling`]):
//! the share of the uncertainty about which option is recommended that knowing the answer is
//! expected to remove, when all open questions are answered at random, uncommon answers less often
//! than others. One set of random completions serves all questions; what a sample of that size
//! shows between things that have nothing to do with each other is taken off.

use super::{
    Case,
    sampling::{Draw, Urn},
};
use crate::{
    assessment::{Assessment, Verdict, axis::AxisId},
    corpus::telling::{Table, tau},
    field::{FieldId, Kind, Scale, Value},
    grid::Grid,
};

/// What an open question would tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Telling {
    /// The question.
    pub field: FieldId,
    /// The share of the uncertainty about the winner that the answer is expected to remove, from 0
    /// to 1; 0 where it cannot be told from none.
    pub share: f64,
}

/// What random completions of a profile show.
#[derive(Clone, Debug, PartialEq)]
pub struct Completions {
    /// What each open question would tell, the most telling first; equal ones in the order of the
    /// rule base.
    pub telling: Vec<Telling>,
    /// The share of them in which the verdict stays; 1 where none was drawn.
    pub keeps: f64,
}

/// A thousand in a thousand.
pub const CERTAIN: u64 = 1_000;

/// Answers these open questions at random, time and again, each in so many of a thousand completions.
pub fn completions(
    case: &Case<'_>,
    assessment: &Assessment,
    open: &[FieldId],
    answered: impl Fn(FieldId) -> u64,
    samples: u64,
    seed: u64,
) -> Completions {
    let base = case.engine.base();
    let mut draw = Draw::new(seed);
    let urns: Vec<Urn<'_>> =
        open.iter().map(|field| Urn::likely(base.fields.get(*field))).collect();
    let chances: Vec<u64> = open.iter().map(|field| answered(*field)).collect();
    let answers = |_| {
        let answer = |(urn, chance): (&Urn<'_>, &u64)| {
            let is_answered = *chance >= CERTAIN || draw.below(CERTAIN) < *chance;
            draw.answer_of(urn).filter(|_| is_answered)
        };
        urns.iter().zip(&chances).map(answer).collect()
    };
    let drawn: Vec<Vec<Option<Value>>> = (0..samples).map(answers).collect();
    let classes: Vec<Classes> = open.iter().map(|field| Classes::of(case, *field)).collect();
    let shown = |case: &Case<'_>, drawn: &[Vec<Option<Value>>]| {
        Shown::by(case, &assessment.verdict, open, &classes, drawn)
    };
    // Counts add up to the same however they are shared between processors.
    let both = case.engine.both().and_then(|both| Some((both, case.derivation.twin()?)));
    let shown = match both {
        None => shown(case, &drawn),
        Some((both, twin)) => {
            let (one, other) = drawn.split_at(drawn.len() / 2);
            let Case { engine, answers, weights, .. } = *case;
            let (mut of_one, mut of_other) = (Shown::nothing(open), Shown::nothing(open));
            {
                let (shown, of_other) = (&shown, &mut of_other);
                let mut others = move || {
                    let case = Case { engine, answers, weights, derivation: &*twin };
                    *of_other = shown(&case, other);
                };
                both(&mut others, &mut || of_one = shown(case, one));
            }
            of_one.and(&of_other)
        }
    };
    let Shown { keeps, tables } = shown;
    let mut telling: Vec<Telling> = open
        .iter()
        .zip(&tables)
        .map(|(field, table)| Telling { field: *field, share: tau(table) })
        .collect();
    telling.sort_by(|one, other| other.share.total_cmp(&one.share));
    let keeps = if samples == 0 { 1.0 } else { keeps as f64 / samples as f64 };
    Completions { telling, keeps }
}

/// What some completions show: in how many the verdict stays, and for each open question how often
/// each class of answers came with each winner.
struct Shown {
    keeps: u64,
    tables: Vec<Table>,
}

impl Shown {
    fn nothing(open: &[FieldId]) -> Self {
        Self { keeps: 0, tables: vec![Table::new(); open.len()] }
    }

    fn by(
        case: &Case<'_>,
        verdict: &Verdict,
        open: &[FieldId],
        classes: &[Classes],
        drawn: &[Vec<Option<Value>>],
    ) -> Self {
        let mut shown = Self::nothing(open);
        let mut trial = case.trial(case.answers.clone());
        for answers in drawn {
            open.iter().zip(answers).for_each(|(field, answer)| trial.set(*field, *answer));
            let completed = trial.outcome();
            shown.keeps += u64::from(completed.verdict == *verdict);
            let winner = outcome(&completed.verdict, case.engine.base().options.len());
            for ((answer, classes), table) in answers.iter().zip(classes).zip(&mut shown.tables) {
                let Some(value) = *answer else { continue };
                *table.entry((classes.number(case, value), winner)).or_default() += 1;
            }
        }
        shown
    }

    fn and(mut self, other: &Self) -> Self {
        self.keeps += other.keeps;
        for (table, other) in self.tables.iter_mut().zip(&other.tables) {
            other.iter().for_each(|(cell, count)| *table.entry(*cell).or_default() += count);
        }
        self
    }
}

/// The winner's number; ties and "none fits" are outcomes of their own.
fn outcome(verdict: &Verdict, options: usize) -> usize {
    match verdict {
        Verdict::Recommended(option) => option.index(),
        Verdict::Tie(_) | Verdict::Unanswered => options,
        Verdict::NoneFits => options + 1,
    }
}

/// Which answers to a question count as the same: those that rules cannot tell apart; the rest
/// would be noise.
enum Classes {
    /// Those in the same cells.
    Cells(Vec<AxisId>),
    /// Estimates depend on the number, so rules could tell any two apart: those in the same part of
    /// the typical range, which goes from the first to the second number of the grid.
    Parts(Grid, u64, u64),
    /// Estimates depend on the choice: only itself.
    Each,
}

/// In so many parts the typical range of a number is divided.
const PARTS: u64 = 8;

impl Classes {
    fn of(case: &Case<'_>, field: FieldId) -> Self {
        let fields = &case.engine.base().fields;
        let kernel = case.engine.kernel();
        let is_used = |field: FieldId| kernel.axes.of_field(field).any(|axis| kernel.is_used(axis));
        let estimated = fields.iter().any(|(id, it)| {
            it.derived && is_used(id) && case.derivation.inputs(id).contains(&field)
        });
        match &fields.get(field).kind {
            Kind::Number(Scale { grid, typical: (from, to), .. }) if estimated => {
                Self::Parts(*grid, grid.number_of(*from), grid.number_of(*to))
            }
            Kind::Choice(_) | Kind::YesNo if estimated => Self::Each,
            _ => Self::Cells(
                kernel.axes.of_field(field).filter(|axis| kernel.is_used(*axis)).collect(),
            ),
        }
    }

    /// The number of an answer's class.
    fn number(&self, case: &Case<'_>, value: Value) -> u64 {
        let axes = &case.engine.kernel().axes;
        match (self, value) {
            (Self::Cells(own), _) => own.iter().fold(0, |number: u64, axis| {
                let (cell, _) = axes.cells_of(*axis, value);
                number.wrapping_mul(axes.get(*axis).cells as u64).wrapping_add(cell as u64)
            }),
            (Self::Parts(grid, from, to), Value::Number(number)) => {
                let steps = (to - from).max(1);
                (grid.number_of(number).clamp(*from, *to) - from).saturating_mul(PARTS)
                    / (steps + 1)
            }
            (_, Value::Choice(choice)) => u64::from(choice),
            (_, Value::YesNo(answer)) => u64::from(answer),
            (_, Value::Several(bits)) => bits,
            (_, Value::Number(_) | Value::Between(..)) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Classes, PARTS};
    use crate::{
        analysis::{Case, NothingDerived},
        assessment::Engine,
        field::{Facts, Value},
        grid::Grid,
        rulebase::RuleBase,
    };

    #[test]
    fn a_number_is_in_the_part_of_the_range_in_which_it_lies() {
        let base = RuleBase::shipped().unwrap();
        let engine = Engine::new(&base).unwrap();
        let answers = Facts::default();
        let case =
            Case { engine: &engine, answers: &answers, weights: &[], derivation: &NothingDerived };
        let number = |grid: &Grid, step: u64| Value::Number(grid.value(step).unwrap());
        let grid = Grid::linear(1.into());
        let classes = Classes::Parts(grid, 100, 100 + 10 * PARTS - 1);
        for step in 0..10 * PARTS {
            assert_eq!(classes.number(&case, number(&grid, 100 + step)), step / 10);
        }
        // What is beyond the range is in its first or last part.
        assert_eq!(classes.number(&case, number(&grid, 3)), 0);
        assert_eq!(classes.number(&case, number(&grid, 10_000)), PARTS - 1);
    }
}
