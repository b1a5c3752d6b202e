//! Axes and cells: what rules can tell apart.
//!
//! Every field becomes one axis (a field with several answers: one for each of its choices), and
//! every axis is cut into cells, between which no condition of the rule base distinguishes: the
//! choices of a question, yes and no, or the stretches between the numbers that conditions name. An
//! assessment depends on cells alone, which is what makes it fast, and what makes the analyses
//! exact.

use rust_decimal::Decimal;

use crate::{
    condition::{Bound, Condition, Test},
    field::{FieldId, Fields, Kind, Scale, Value},
};

/// The number of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AxisId(pub u16);

impl AxisId {
    /// For use as an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// One axis.
#[derive(Clone, Debug)]
pub struct Axis {
    /// The field it belongs to.
    pub field: FieldId,
    /// How values map to cells.
    pub cut: Cut,
    /// How many cells it has.
    pub cells: usize,
}

/// How an axis is cut into cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A cell for each choice.
    Choices,
    /// No, then yes.
    YesNo,
    /// Whether the choice with this number is not among the answers, then whether it is.
    Member(u8),
    /// The stretches between these edges, in ascending order.
    Numbers(Vec<Edge>),
}

/// An edge between two stretches of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The number at the edge.
    pub at: Decimal,
    /// Whether the number itself lies below the edge (an edge of "over" and "at most") or above
    /// it.
    pub below: bool,
}

impl Edge {
    fn of(bound: Bound, at: Decimal) -> Self {
        Self { at, below: matches!(bound, Bound::Over | Bound::AtMost) }
    }

    /// Returns whether a number lies above the edge.
    pub fn is_under(self, number: Decimal) -> bool {
        if self.below { number > self.at } else { number >= self.at }
    }

    /// Returns the first value of a question's grid above the edge.
    pub(crate) fn first_past(self, scale: &Scale) -> Option<Decimal> {
        let is_taken = !self.below && scale.is_on_grid(self.at);
        let value = if is_taken { Some(self.at) } else { scale.grid.next(self.at) };
        value.filter(|value| scale.holds(*value))
    }

    /// Returns the last value of a question's grid below the edge.
    pub(crate) fn last_before(self, scale: &Scale) -> Option<Decimal> {
        let is_taken = self.below && scale.is_on_grid(self.at);
        let value = if is_taken { Some(self.at) } else { scale.grid.previous(self.at) };
        value.filter(|value| scale.holds(*value))
    }
}

/// All axes of a rule base, field by field.
#[derive(Clone, Debug)]
pub struct Axes {
    list: Vec<Axis>,
    /// The first axis of each field, and one past the last.
    first: Vec<usize>,
}

impl Axes {
    /// Cuts every field at the numbers that the conditions name.
    pub fn of<'c>(fields: &Fields, conditions: impl Iterator<Item = &'c Condition>) -> Self {
        let mut edges: Vec<Vec<Edge>> = vec![Vec::new(); fields.len()];
        for condition in conditions {
            collect_edges(condition, &mut edges);
        }
        let mut axes = Self { list: Vec::new(), first: Vec::new() };
        for ((id, field), mut edges) in fields.iter().zip(edges) {
            axes.first.push(axes.list.len());
            match &field.kind {
                Kind::Choice(choices) => {
                    axes.list.push(Axis { field: id, cut: Cut::Choices, cells: choices.len() })
                }
                Kind::YesNo => axes.list.push(Axis { field: id, cut: Cut::YesNo, cells: 2 }),
                Kind::Several(choices) => {
                    let members = (0u8..).take(choices.len());
                    axes.list.extend(members.map(|choice| Axis {
                        field: id,
                        cut: Cut::Member(choice),
                        cells: 2,
                    }));
                }
                Kind::Number(_) => {
                    edges.sort_unstable();
                    edges.dedup();
                    axes.list.push(Axis {
                        field: id,
                        cells: edges.len() + 1,
                        cut: Cut::Numbers(edges),
                    });
                }
            }
        }
        axes.first.push(axes.list.len());
        axes
    }

    /// Every axis with its number.
    pub fn iter(&self) -> impl Iterator<Item = (AxisId, &Axis)> {
        self.list.iter().enumerate().map(|(index, axis)| (AxisId(index as u16), axis))
    }

    /// An axis by its number.
    pub fn get(&self, axis: AxisId) -> &Axis {
        &self.list[axis.index()]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The axes of a field: one, or one for each choice of a field with several answers.
    pub fn of_field(&self, field: FieldId) -> impl ExactSizeIterator<Item = AxisId> + use<> {
        (self.first[field.index()]..self.first[field.index() + 1]).map(|index| AxisId(index as u16))
    }

    /// The cells that a condition's test of one field allows, each of them on its axis: the test
    /// holds when any of the alternatives does.
    pub(super) fn literals(&self, field: FieldId, test: Test, holds: bool) -> Literals {
        let axes = self.of_field(field);
        let one = |axis: AxisId, allowed: &dyn Fn(usize) -> bool| Literal {
            axis,
            cells: (0..self.get(axis).cells).map(|cell| allowed(cell) == holds).collect(),
        };
        match test {
            Test::OneOf(bits) => {
                Literals::Any(axes.map(|axis| one(axis, &|cell| bits >> cell & 1 == 1)).collect())
            }
            Test::YesNo(wanted) => {
                Literals::Any(axes.map(|axis| one(axis, &|cell| (cell == 1) == wanted)).collect())
            }
            Test::Number(bound, at) => Literals::Any(
                axes.map(|axis| one(axis, &|cell| self.cell_holds(axis, cell, bound, at)))
                    .collect(),
            ),
            Test::Contains(bits) => {
                let members = axes.enumerate().filter(|(choice, _)| bits >> choice & 1 == 1);
                let literals = members.map(|(_, axis)| one(axis, &|cell| cell == 1)).collect();
                if holds { Literals::Any(literals) } else { Literals::All(literals) }
            }
            Test::Empty => {
                let literals = axes.map(|axis| one(axis, &|cell| cell == 0)).collect();
                if holds { Literals::All(literals) } else { Literals::Any(literals) }
            }
        }
    }

    fn cell_holds(&self, axis: AxisId, cell: usize, bound: Bound, at: Decimal) -> bool {
        let Cut::Numbers(edges) = &self.get(axis).cut else { return false };
        let edge = Edge::of(bound, at);
        let position = edges.partition_point(|other| *other < edge);
        match bound {
            Bound::Over | Bound::AtLeast => cell > position,
            Bound::Under | Bound::AtMost => cell <= position,
        }
    }

    /// The cells of an axis in which some answer lies.
    pub fn possible_cells(&self, axis: AxisId, fields: &Fields) -> Vec<usize> {
        (0..self.get(axis).cells)
            .filter(|cell| self.answer_in(axis, *cell, fields).is_some())
            .collect()
    }

    /// An answer that lies in a cell; none where there is none, such as between two neighbouring
    /// whole numbers. Of a field with several answers, this choice alone, or none.
    pub fn answer_in(&self, axis: AxisId, cell: usize, fields: &Fields) -> Option<Value> {
        let it = self.get(axis);
        match &it.cut {
            Cut::Choices => u8::try_from(cell).ok().map(Value::Choice),
            Cut::YesNo => Some(Value::YesNo(cell == 1)),
            Cut::Member(choice) => Some(Value::Several(if cell == 1 { 1 << choice } else { 0 })),
            Cut::Numbers(edges) => {
                let Kind::Number(scale) = &fields.get(it.field).kind else { return None };
                let inside = |number: &Decimal| {
                    scale.holds(*number)
                        && self.cells_of(axis, Value::Number(*number)) == (cell, cell)
                };
                // If any answer lies in the cell, one of these does: its ends, the whole numbers
                // next to them, or what lies between.
                let lower = cell
                    .checked_sub(1)
                    .and_then(|edge| edges.get(edge))
                    .map_or(scale.least, |edge| edge.at);
                let upper = edges.get(cell).map_or(scale.most, |edge| edge.at);
                let next = if scale.whole {
                    lower.floor() + Decimal::ONE
                } else {
                    (lower + upper) / Decimal::TWO
                };
                [lower, next, upper].into_iter().find(inside).map(Value::Number)
            }
        }
    }

    /// The cells in which a known value lies on an axis of its field: first and last.
    pub fn cells_of(&self, axis: AxisId, value: Value) -> (usize, usize) {
        let axis = self.get(axis);
        match (&axis.cut, value) {
            (Cut::Choices, Value::Choice(choice)) => (usize::from(choice), usize::from(choice)),
            (Cut::YesNo, Value::YesNo(answer)) => (usize::from(answer), usize::from(answer)),
            (Cut::Member(choice), Value::Several(bits)) => {
                let cell = usize::from(bits >> choice & 1 == 1);
                (cell, cell)
            }
            (Cut::Numbers(edges), Value::Number(number)) => {
                let cell = edges.partition_point(|edge| edge.is_under(number));
                (cell, cell)
            }
            (Cut::Numbers(edges), Value::Between(low, high)) => (
                edges.partition_point(|edge| edge.is_under(low)),
                edges.partition_point(|edge| edge.is_under(high)),
            ),
            // Values are only ever read for fields of their kind.
            _ => (0, axis.cells.saturating_sub(1)),
        }
    }
}

/// A stretch of one axis: which of its cells are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The axis.
    pub axis: AxisId,
    /// For each of its cells, whether it is allowed.
    pub cells: Vec<bool>,
}

/// Literals of which any or all must hold.
pub(super) enum Literals {
    Any(Vec<Literal>),
    All(Vec<Literal>),
}

fn collect_edges(condition: &Condition, edges: &mut [Vec<Edge>]) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| collect_edges(part, edges))
        }
        Condition::Not(inner) => collect_edges(inner, edges),
        Condition::Test(field, Test::Number(bound, at)) => {
            edges[field.index()].push(Edge::of(*bound, *at))
        }
        Condition::Test(..) => {}
    }
}
