//! How derived fields can move together. All of them follow from the same answers, so what one
//! answer makes of one field bears on what it makes of the others: a small budget is small for
//! every option. Taken one by one, fields could do what no project can. So the answers that are
//! open are divided into pieces, within each of which the fields lie closer together, until every
//! piece tells all that rules want to know, or there are enough of them.

use std::collections::{BTreeSet, VecDeque};

use rust_decimal::Decimal;

use crate::{
    analysis::Case,
    field::{Facts, FieldId, Kind, Scale, Value},
};

/// Not more pieces than this are looked at; what is left is taken as it is.
const MOST_PIECES: usize = 64;

/// What a derived field can be within a piece.
#[derive(Clone, Copy)]
pub(super) enum Possible {
    /// It is not known.
    Nothing,
    /// It lies within this.
    Within(Value),
    /// The same, or it is not known.
    Perhaps(Value),
    /// Nothing can be said.
    Anything,
}

/// The open answers that derived fields follow from, divided. `look` makes of what each of the
/// fields can be within a piece what is wanted, and says whether dividing it further could tell
/// more.
pub(super) fn pieces<T: Ord>(
    case: &Case<'_>,
    derived: &[FieldId],
    open: &[FieldId],
    look: impl Fn(&[Possible]) -> (T, bool),
) -> Vec<T> {
    let divider = Divider::new(case, derived, open);
    let mut looked_at = 0;
    let mut found = BTreeSet::new();
    let mut waiting = VecDeque::from([divider.whole()]);
    while let Some(piece) = waiting.pop_front() {
        looked_at += 1;
        let (seen, more) = look(&divider.possible(&piece));
        let enough = looked_at + waiting.len() >= MOST_PIECES;
        match divider.divide(&piece).filter(|_| more && !enough) {
            Some(parts) => waiting.extend(parts),
            None => drop(found.insert(seen)),
        }
    }
    found.into_iter().collect()
}

/// What is known of an answer within a piece.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Input {
    /// Nothing.
    Open,
    /// There is none.
    Unanswered,
    /// It is what the piece's answers say, a number perhaps as an interval.
    Answered,
}

#[derive(Clone)]
struct Piece {
    answers: Facts,
    inputs: Vec<Input>,
    /// The input to be divided next, if it can be.
    next: usize,
}

struct Divider<'c> {
    case: &'c Case<'c>,
    derived: &'c [FieldId],
    /// The open questions that they depend on, those on which the fewest do first: they tell most.
    inputs: Vec<FieldId>,
    /// For each derived field groups of inputs, by their places, of each of which one must be
    /// answered, or else it is not known.
    needs: Vec<Vec<Vec<usize>>>,
}

impl<'c> Divider<'c> {
    fn new(case: &'c Case<'c>, derived: &'c [FieldId], open: &[FieldId]) -> Self {
        let depend = |input: &FieldId| {
            derived.iter().filter(|it| case.derivation.inputs(**it).contains(input)).count()
        };
        let mut inputs: Vec<FieldId> =
            open.iter().copied().filter(|input| depend(input) > 0).collect();
        inputs.sort_by_key(depend);
        let place = |need: FieldId| inputs.iter().position(|input| *input == need);
        let group = |group: Vec<FieldId>| {
            let answered = |need: &FieldId| case.answers.get(*need).is_some();
            let open = !group.iter().any(answered);
            open.then(|| group.into_iter().filter_map(place).collect::<Vec<usize>>())
        };
        let needs = derived
            .iter()
            .map(|it| case.derivation.needs(*it).into_iter().filter_map(group).collect());
        Self { case, derived, needs: needs.collect(), inputs }
    }

    fn whole(&self) -> Piece {
        Piece {
            answers: self.case.answers.clone(),
            inputs: vec![Input::Open; self.inputs.len()],
            next: 0,
        }
    }

    fn possible(&self, piece: &Piece) -> Vec<Possible> {
        let open =
            self.inputs.iter().zip(&piece.inputs).filter(|(_, state)| **state == Input::Open);
        let open: Vec<FieldId> = open.map(|(input, _)| *input).collect();
        let hull = self.case.derivation.hull(&piece.answers, &open);
        let possible = self.derived.iter().zip(&self.needs).map(|(field, needs)| {
            let all = |group: &[usize], is: fn(Input) -> bool| {
                group.iter().all(|need| is(piece.inputs[*need]))
            };
            let missing = |group: &Vec<usize>| all(group, |state| state == Input::Unanswered);
            let unsure = |group: &Vec<usize>| all(group, |state| state != Input::Answered);
            match hull.facts.get(*field) {
                _ if needs.iter().any(missing) => Possible::Nothing,
                None if hull.uncertain.contains(field) => Possible::Anything,
                None => Possible::Nothing,
                Some(value) if needs.iter().any(unsure) || hull.uncertain.contains(field) => {
                    Possible::Perhaps(value)
                }
                Some(value) => Possible::Within(value),
            }
        });
        possible.collect()
    }

    /// The parts of a piece, taking one input after the other; none when none can be divided.
    fn divide(&self, piece: &Piece) -> Option<Vec<Piece>> {
        let count = self.inputs.len();
        (0..count)
            .map(|step| (piece.next + step) % count)
            .find_map(|input| self.divide_at(piece, input))
    }

    fn divide_at(&self, piece: &Piece, input: usize) -> Option<Vec<Piece>> {
        let field = self.inputs[input];
        let part = |state: Input, answer: Option<Value>| {
            let mut part = piece.clone();
            part.answers.set(field, answer);
            part.inputs[input] = state;
            part.next = input + 1;
            part
        };
        let answered = |answer: Value| part(Input::Answered, Some(answer));
        let it = self.case.engine.base().fields.get(field);
        let kind = &it.kind;
        if piece.inputs[input] == Input::Open {
            let answers: Vec<Value> = match kind {
                Kind::Number(scale) => halves(scale, scale.least, scale.most)
                    .map_or_else(|| vec![Value::Between(scale.least, scale.most)], Vec::from),
                Kind::Choice(_) | Kind::YesNo => it.alternatives(),
                Kind::Several(_) => return None,
            };
            return Some(
                std::iter::once(part(Input::Unanswered, None))
                    .chain(answers.into_iter().map(answered))
                    .collect(),
            );
        }
        match (kind, piece.answers.get(field)) {
            (Kind::Number(scale), Some(Value::Between(low, high))) => {
                Some(halves(scale, low, high)?.map(answered).to_vec())
            }
            _ => None,
        }
    }
}

/// Two intervals that meet in the middle of the grid values between; none where there is nothing
/// between.
fn halves(scale: &Scale, low: Decimal, high: Decimal) -> Option<[Value; 2]> {
    let (first, last) = (scale.grid.number_of(low), scale.grid.number_of(high));
    let middle =
        scale.grid.value(first + (last - first) / 2).filter(|it| *it > low && *it < high)?;
    Some([Value::Between(low, middle), Value::Between(middle, high)])
}
