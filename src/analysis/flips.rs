//! Flip points: the smallest changes of answers that change the recommendation.
//!
//! Every other answer to every answered question is tried. For a number the threshold is solved
//! exactly, in both directions, and the value reported is the first one of the question's grid past
//! it; where estimates follow from the number, all values of the grid are looked at, those among
//! which nothing can turn together. What a change costs is measured from 0 to 1, so that changes of
//! different kinds compare ([`distance`]).

use rust_decimal::Decimal;

use super::{Case, Trial};
use crate::{
    assessment::{
        Verdict,
        axis::{Cut, Edge},
    },
    field::{Field, FieldId, Kind, Scale, Value},
    rulebase::Question,
};

/// Most pairs that are listed.
pub const MOST_PAIRS: usize = 5;

/// One change of one answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The question.
    pub field: FieldId,
    /// The answer given.
    pub from: Value,
    /// The other answer.
    pub to: Value,
}

/// A change that changes the recommendation.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// The change.
    pub change: Change,
    /// For a number: the exact threshold that it crosses.
    pub threshold: Option<Decimal>,
    /// For a number beyond which the recommendation turns again: the last grid value with this
    /// result.
    pub until: Option<Decimal>,
    /// What comes out then.
    pub verdict: Verdict,
    /// What the change costs, from 0 to 1; see [`distance`].
    pub distance: f64,
}

impl Flip {
    /// Returns the number that must be passed, where the first one past it is another.
    pub fn passed(&self) -> Option<Decimal> {
        self.threshold.filter(|threshold| Value::Number(*threshold) != self.change.to)
    }
}

/// Two changes that change the recommendation together, and neither alone.
#[derive(Clone, Debug, PartialEq)]
pub struct FlipPair {
    /// The changes.
    pub changes: [Change; 2],
    /// What comes out then.
    pub verdict: Verdict,
    /// What the changes cost together, from 0 to 2.
    pub distance: f64,
}

/// All single changes of one answer, the smallest first. Of each number's two directions the first
/// flip is listed. Answers that contradict others are no change that anybody could make, and where
/// a project runs today is none either.
pub fn flips(case: &Case<'_>, verdict: &Verdict) -> Vec<Flip> {
    let base = case.engine.base();
    let mut flips: Vec<Flip> = Vec::new();
    let mut trial = case.trial(case.answers.clone());
    for question in changeable(case) {
        let (id, field) = (question.field, base.fields.get(question.field));
        let Some(from) = case.answers.get(id) else { continue };
        match (&field.kind, from) {
            (Kind::Number(scale), Value::Number(number)) => {
                let mut line = Line::of(case, id, scale);
                for direction in [Direction::Up, Direction::Down] {
                    flips.extend(
                        line.search(verdict, number, direction)
                            .map(|found| found.flip(id, field, from)),
                    );
                }
            }
            (Kind::Several(choices), Value::Several(bits)) => {
                flips.extend(smallest(choices.len(), |changed| {
                    let to = Value::Several(bits ^ changed);
                    tried(&mut trial, field, Change { field: id, from, to }, verdict)
                }));
            }
            _ => flips.extend(others(field, from).into_iter().filter_map(|to| {
                tried(&mut trial, field, Change { field: id, from, to }, verdict)
            })),
        }
    }
    flips.retain(|flip| !contradict(case, &[flip.change]));
    flips.sort_by(|one, other| one.distance.total_cmp(&other.distance));
    flips
}

/// Lists the questions whose answers could be others.
fn changeable<'c>(case: &'c Case<'_>) -> impl Iterator<Item = &'c Question> {
    let today = case.engine.base().stay.as_ref().map(|stay| stay.question);
    case.questions().filter(move |question| Some(question.field) != today)
}

/// Returns whether changes bring about a contradiction that was not there.
fn contradict(case: &Case<'_>, changes: &[Change]) -> bool {
    let mut answers = case.answers.clone();
    for change in changes {
        answers.set(change.field, Some(change.to));
    }
    let all = &case.engine.base().contradictions;
    all.iter().any(|it| it.when.holds(&answers) && !it.when.holds(case.answers))
}

/// Makes a change of what is no number, to see whether it changes the recommendation, and takes it
/// back.
fn tried(trial: &mut Trial<'_>, field: &Field, change: Change, verdict: &Verdict) -> Option<Flip> {
    trial.set(change.field, Some(change.to));
    let then = trial.outcome().verdict;
    trial.set(change.field, Some(change.from));
    (then != *verdict).then(|| Flip {
        change,
        threshold: None,
        until: None,
        verdict: then,
        distance: distance(field, change.from, change.to),
    })
}

/// The smallest pairs of changes, for when no single one is enough: at most [`MOST_PAIRS`], each of
/// two questions once.
pub fn pairs(case: &Case<'_>, verdict: &Verdict) -> Vec<FlipPair> {
    let base = case.engine.base();
    let changes: Vec<(Change, f64)> = changeable(case)
        .filter_map(|question| Some((question.field, case.answers.get(question.field)?)))
        .flat_map(|(id, from)| {
            let field = base.fields.get(id);
            let to = match (&field.kind, from) {
                (Kind::Number(scale), Value::Number(number)) => {
                    representatives(case, id, scale, number)
                }
                _ => others(field, from),
            };
            to.into_iter()
                .map(move |to| (Change { field: id, from, to }, distance(field, from, to)))
        })
        .collect();
    let mut found: Vec<FlipPair> = Vec::new();
    let mut trial = case.trial(case.answers.clone());
    for (index, (first, first_distance)) in changes.iter().enumerate() {
        trial.set(first.field, Some(first.to));
        for (second, second_distance) in &changes[index + 1..] {
            let distance = first_distance + second_distance;
            let worst = found.get(MOST_PAIRS - 1).map(|pair| pair.distance);
            if first.field == second.field || worst.is_some_and(|worst| distance >= worst) {
                continue;
            }
            trial.set(second.field, Some(second.to));
            let after = trial.outcome().verdict;
            trial.set(second.field, Some(second.from));
            if after == *verdict || contradict(case, &[*first, *second]) {
                continue;
            }
            let pair = FlipPair { changes: [*first, *second], verdict: after, distance };
            let same = |other: &FlipPair| {
                other.changes[0].field == pair.changes[0].field
                    && other.changes[1].field == pair.changes[1].field
            };
            match found.iter_mut().find(|other| same(other)) {
                Some(other) if other.distance > distance => *other = pair,
                Some(_) => {}
                None => found.push(pair),
            }
            found.sort_by(|one, other| one.distance.total_cmp(&other.distance));
            found.truncate(MOST_PAIRS);
        }
        trial.set(first.field, Some(first.from));
    }
    found
}

/// What a change costs, from 0 (none) to 1 (as much as can be).
///
/// - A number: the grid steps between the two, as a share of the steps that the question's typical
///   range spans, at most 1. On a logarithmic grid this is a share of the orders of magnitude.
/// - An ordered choice, such as none, some, dedicated: the steps between the two as a share of the
///   steps from the first to the last.
/// - Any other choice, and yes or no: a half, since nothing says which are near to each other.
/// - Several choices: a half for each one that is added or taken away, at most 1.
pub fn distance(field: &Field, from: Value, to: Value) -> f64 {
    const HALF: f64 = 0.5;
    match (&field.kind, from, to) {
        (Kind::Number(scale), Value::Number(from), Value::Number(to)) => {
            let steps = scale.steps(from, to).max(1);
            (steps as f64 / scale.span() as f64).min(1.0)
        }
        (Kind::Choice(choices), Value::Choice(from), Value::Choice(to)) if field.ordered => {
            f64::from(from.abs_diff(to)) / (choices.len().max(2) - 1) as f64
        }
        (_, Value::Several(from), Value::Several(to)) => {
            (HALF * f64::from((from ^ to).count_ones())).min(1.0)
        }
        _ => HALF,
    }
}

/// With more choices than this, no more than two are changed together.
const MOST_IN_ALL_WAYS: usize = 8;

/// Finds the smallest sets of choices that do something when they are added or taken away together:
/// those of which no part does. Sets are bits, and those of fewer choices are tried first.
fn smallest<T>(choices: usize, mut tried: impl FnMut(u64) -> Option<T>) -> Vec<T> {
    let single = |choice: usize| 1_u64 << choice;
    let mut sets: Vec<u64> = if choices <= MOST_IN_ALL_WAYS {
        (1..single(choices)).collect()
    } else {
        let pairs = |one| (0..=one).map(move |other| single(one) | single(other));
        (0..choices).flat_map(pairs).collect()
    };
    sets.sort_by_key(|set| set.count_ones());
    let mut found: Vec<(u64, T)> = Vec::new();
    for set in sets {
        if !found.iter().any(|(part, _)| part & !set == 0) {
            found.extend(tried(set).map(|did| (set, did)));
        }
    }
    found.into_iter().map(|(_, did)| did).collect()
}

/// Every other answer to a question that is not a number; of several choices, those that differ in
/// one, and none.
fn others(field: &Field, from: Value) -> Vec<Value> {
    match (&field.kind, from) {
        (Kind::YesNo | Kind::Choice(_), _) => {
            field.alternatives().into_iter().filter(|answer| *answer != from).collect()
        }
        (Kind::Several(choices), Value::Several(bits)) => {
            let mut others: Vec<Value> =
                (0..choices.len()).map(|choice| Value::Several(bits ^ 1 << choice)).collect();
            if bits != 0 && bits.count_ones() > 1 {
                others.push(Value::Several(0));
            }
            others
        }
        _ => Vec::new(),
    }
}

/// For pairs: the nearest number of each cell of a numeric question, other than the cell of the
/// answer.
fn representatives(case: &Case<'_>, id: FieldId, scale: &Scale, from: Decimal) -> Vec<Value> {
    let nearest = |edge: Edge| {
        if edge.is_under(from) { edge.last_before(scale) } else { edge.first_past(scale) }
    };
    let mut values: Vec<Decimal> = edges(case, id).into_iter().filter_map(nearest).collect();
    values.sort_unstable();
    values.dedup();
    values.into_iter().map(Value::Number).collect()
}

/// The numbers at which conditions on a field turn, in ascending order.
fn edges(case: &Case<'_>, id: FieldId) -> Vec<Edge> {
    let axes = &case.engine.kernel().axes;
    axes.of_field(id)
        .flat_map(|axis| match &axes.get(axis).cut {
            Cut::Numbers(edges) => edges.clone(),
            Cut::Choices | Cut::YesNo | Cut::Member(_) => Vec::new(),
        })
        .collect()
}

/// What is recommended along the numbers that a question could be answered with.
struct Line<'c> {
    trial: Trial<'c>,
    id: FieldId,
    scale: &'c Scale,
    /// Whether estimates depend on the number, so that the verdict may turn between the edges too.
    derived: bool,
    edges: Vec<Edge>,
}

/// A flip found along a number.
struct TurningPoint {
    to: Decimal,
    threshold: Decimal,
    until: Option<Decimal>,
    verdict: Verdict,
}

impl TurningPoint {
    fn flip(self, id: FieldId, field: &Field, from: Value) -> Flip {
        let to = Value::Number(self.to);
        Flip {
            change: Change { field: id, from, to },
            threshold: Some(self.threshold),
            until: self.until,
            verdict: self.verdict,
            distance: distance(field, from, to),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

impl<'c> Line<'c> {
    fn of(case: &'c Case<'c>, id: FieldId, scale: &'c Scale) -> Self {
        let derived = case.moves_estimates(id);
        let trial = case.trial(case.answers.clone());
        Self { trial, id, scale, derived, edges: edges(case, id) }
    }

    fn verdict(&mut self, number: Decimal) -> Verdict {
        self.trial.set(self.id, Some(Value::Number(number)));
        self.trial.outcome().verdict
    }

    /// The first grid value from `from` on (not itself) with another verdict, and how far that
    /// verdict goes.
    fn search(
        &mut self,
        verdict: &Verdict,
        from: Decimal,
        direction: Direction,
    ) -> Option<TurningPoint> {
        let (to, after) = self.first_other(verdict, from, direction)?;
        // The answer need not be on the grid.
        let before = self.step(to, direction.back())?;
        let before = if direction == Direction::Up { before.max(from) } else { before.min(from) };
        let threshold = self.threshold(verdict, before, to);
        let until = self
            .first_other(&after, to, direction)
            .and_then(|(turn, _)| self.step(turn, direction.back()));
        Some(TurningPoint { to, threshold, until, verdict: after })
    }

    fn step(&self, from: Decimal, direction: Direction) -> Option<Decimal> {
        match direction {
            Direction::Up => self.scale.grid.next(from),
            Direction::Down => self.scale.grid.previous(from),
        }
    }

    /// The first grid value on from a number with another verdict. With estimates it can turn
    /// anywhere, so all of them are looked at; without, it turns at the edges only.
    fn first_other(
        &mut self,
        verdict: &Verdict,
        from: Decimal,
        direction: Direction,
    ) -> Option<(Decimal, Verdict)> {
        let Scale { grid, least, most, .. } = self.scale;
        if !self.derived {
            let past = self.past_edges(from, direction).into_iter();
            let mut within = past.take_while(|number| (*least..=*most).contains(number));
            return within.find_map(|number| self.other(verdict, number));
        }
        let first = grid.number_of(self.step(from, direction)?);
        let last = match direction {
            Direction::Up => grid.number_of(*most),
            Direction::Down => {
                let number = grid.number_of(*least);
                number + u64::from(grid.value(number)? < *least)
            }
        };
        let is_any = if direction == Direction::Up { first <= last } else { first >= last };
        if is_any { self.first_among(verdict, first, last) } else { None }
    }

    /// The first with another verdict of the grid values with these numbers, from the first to the
    /// last, which may be the least. Values among which the verdict is sure to stay are left out
    /// together; of others each half is looked at. What the ends cost is remembered, so that this
    /// takes no more estimates than to try one value after the other, and mostly far fewer.
    fn first_among(
        &mut self,
        verdict: &Verdict,
        first: u64,
        last: u64,
    ) -> Option<(Decimal, Verdict)> {
        let ends = [self.scale.grid.value(first)?, self.scale.grid.value(last)?];
        if first == last {
            return self.other(verdict, ends[0]);
        }
        if self.trial.stays(verdict, self.id, ends) {
            return None;
        }
        let half = first.abs_diff(last) / 2;
        let (middle, next) = if first < last {
            (first + half, first + half + 1)
        } else {
            (first - half, first - half - 1)
        };
        let found = self.first_among(verdict, first, middle);
        found.or_else(|| self.first_among(verdict, next, last))
    }

    /// A number with its verdict, where the question takes it and the verdict is another one.
    fn other(&mut self, verdict: &Verdict, number: Decimal) -> Option<(Decimal, Verdict)> {
        let other = self.scale.holds(number).then(|| self.verdict(number))?;
        (other != *verdict).then_some((number, other))
    }

    /// Lists the first grid value past each edge in one direction, the nearest first.
    fn past_edges(&self, from: Decimal, direction: Direction) -> Vec<Decimal> {
        let past = self.edges.iter().filter_map(|edge| match direction {
            Direction::Up => edge.first_past(self.scale).filter(|value| *value > from),
            Direction::Down => edge.last_before(self.scale).filter(|value| *value < from),
        });
        let mut past: Vec<Decimal> = past.collect();
        past.sort_unstable();
        if direction == Direction::Down {
            past.reverse();
        }
        past
    }

    /// Where between two neighbouring grid values the verdict turns: the number that a condition
    /// names, or for estimates the first number with the new verdict, to a thousandth of the
    /// grid's step or, where fractions make no sense, to one.
    fn threshold(&mut self, verdict: &Verdict, before: Decimal, to: Decimal) -> Decimal {
        let finest = if self.scale.whole {
            Decimal::ONE
        } else {
            (to - before).abs() / Decimal::ONE_THOUSAND
        };
        let (mut same, mut other) = (before, to);
        while (other - same).abs() > finest {
            let middle = (same + other) / Decimal::TWO;
            let middle = if self.scale.whole { middle.floor() } else { middle };
            if self.verdict(middle) == *verdict { same = middle } else { other = middle }
        }
        let between = |edge: &&Edge| edge.is_under(same) != edge.is_under(other);
        self.edges.iter().find(between).map_or(other, |edge| edge.at)
    }
}

impl Direction {
    fn back(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }
}
