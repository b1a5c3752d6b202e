//! Conditions as sets: exact comparisons over the cells of the axes that they look at.

use std::collections::BTreeSet;

use crate::{
    assessment::{
        axis::{Axes, AxisId},
        terms::Term,
    },
    field::Fields,
};

/// Comparisons that would go through more points than this are left undecided.
const MOST_POINTS: usize = 200_000;

/// A point: for each of some axes the cell that a profile lies in.
pub type Point = Vec<(AxisId, usize)>;

/// The first point at which exactly one of two conditions holds, each given by its terms; `Ok(None)` when they hold
/// at the same points. Cells in which no answer lies are left out.
///
/// # Errors
/// When there are too many points to go through.
pub fn difference(one: &[&Term], other: &[&Term], axes: &Axes, fields: &Fields) -> Result<Option<Point>, TooManyPoints> {
    find(one.iter().chain(other), axes, fields, |point| holds(one, point) != holds(other, point))
}

/// The first point at which a condition holds; `Ok(None)` when no answers satisfy it.
///
/// # Errors
/// When there are too many points to go through.
pub fn witness(terms: &[&Term], axes: &Axes, fields: &Fields) -> Result<Option<Point>, TooManyPoints> {
    // Terms are conjunctions, so each can be looked at by itself, axis by axis.
    for term in terms {
        let cells = term.literals.iter().map(|literal| {
            let possible = axes.possible_cells(literal.axis, fields);
            possible.into_iter().find(|cell| literal.cells[*cell]).map(|cell| (literal.axis, cell))
        });
        if let Some(point) = cells.collect::<Option<Point>>() {
            return Ok(Some(point));
        }
    }
    Ok(None)
}

/// There are too many points to go through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyPoints;

fn find<'t>(
    terms: impl Iterator<Item = &'t &'t Term>,
    axes: &Axes,
    fields: &Fields,
    wanted: impl Fn(&Point) -> bool,
) -> Result<Option<Point>, TooManyPoints> {
    let looked_at: BTreeSet<AxisId> = terms.flat_map(|term| &term.literals).map(|literal| literal.axis).collect();
    let cells: Vec<(AxisId, Vec<usize>)> =
        looked_at.into_iter().map(|axis| (axis, axes.possible_cells(axis, fields))).collect();
    let points = cells
        .iter()
        .try_fold(1usize, |points, (_, cells)| points.checked_mul(cells.len()).filter(|points| *points <= MOST_POINTS))
        .ok_or(TooManyPoints)?;
    for mut number in 0..points {
        let point: Point = cells
            .iter()
            .map(|(axis, cells)| {
                let cell = cells[number % cells.len()];
                number /= cells.len();
                (*axis, cell)
            })
            .collect();
        if wanted(&point) {
            return Ok(Some(point));
        }
    }
    Ok(None)
}

fn holds(terms: &[&Term], point: &Point) -> bool {
    terms.iter().any(|term| {
        term.literals.iter().all(|literal| {
            point.iter().find(|(axis, _)| *axis == literal.axis).is_some_and(|(_, cell)| literal.cells[*cell])
        })
    })
}
