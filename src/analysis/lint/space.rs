//! Conditions as sets of profiles, compared exactly.
//!
//! A profile is a point: on every axis of [`crate::assessment::axis`] it lies in a cell, or is not
//! known. A condition in disjunctive normal form is a union of [`Region`]s. Whether one set lies
//! within another is found by cutting away from each of its regions what the other covers, until
//! nothing is left or a point that is not covered remains.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::{
    assessment::{
        axis::{Axes, AxisId, Cut},
        terms::{TooManyTerms, terms_of},
    },
    condition::Condition,
    field::{Facts, FieldId, Kind, Value},
    rulebase::RuleBase,
};

/// Comparisons that would take more cuts than this are left undecided.
const MOST_CUTS: usize = 100_000;

/// A comparison that takes too many steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Undecided;

impl From<TooManyTerms> for Undecided {
    fn from(_: TooManyTerms) -> Self {
        Self
    }
}

/// What is allowed on some axes: first whether it may be unknown, then for each cell whether it may
/// lie there. Axes that are not named are free.
#[derive(Clone, Debug, Default)]
pub(super) struct Region(BTreeMap<AxisId, Vec<bool>>);

impl Region {
    /// Whether anything is said about an axis.
    pub(super) fn names(&self, axis: AxisId) -> bool {
        self.0.contains_key(&axis)
    }

    /// Whether a cell of an axis is allowed.
    pub(super) fn allows(&self, axis: AxisId, cell: usize) -> bool {
        self.0.get(&axis).is_none_or(|places| places[cell + 1])
    }

    fn without(&self, axis: AxisId) -> Self {
        let mut rest = self.clone();
        rest.0.remove(&axis);
        rest
    }
}

/// All profiles, cut where the conditions of a rule base distinguish them.
pub(super) struct Space<'b> {
    base: &'b RuleBase,
    axes: Axes,
    /// For each axis: not known, then for each cell whether any answer lies there.
    possible: Vec<Vec<bool>>,
}

impl<'b> Space<'b> {
    pub(super) fn new(base: &'b RuleBase) -> Self {
        let products =
            base.options.iter().flat_map(|option| &option.products).map(|product| &product.when);
        let contradictions = base.contradictions.iter().map(|contradiction| &contradiction.when);
        let conditions =
            base.rules.iter().map(|rule| &rule.when).chain(products).chain(contradictions);
        let axes = Axes::of(&base.fields, conditions);
        let possible = axes.iter().map(|(axis, it)| {
            let cells = axes.possible_cells(axis, &base.fields);
            std::iter::once(true).chain((0..it.cells).map(|cell| cells.contains(&cell))).collect()
        });
        Self { base, possible: possible.collect(), axes }
    }

    pub(super) fn axes(&self) -> &Axes {
        &self.axes
    }

    /// Whether some answer lies in a cell.
    pub(super) fn is_possible(&self, axis: AxisId, cell: usize) -> bool {
        self.possible[axis.index()].get(cell + 1).copied().unwrap_or(false)
    }

    /// The profiles for which a condition holds; regions in which no profile lies are left out.
    pub(super) fn of(&self, condition: &Condition) -> Result<Vec<Region>, Undecided> {
        let terms = terms_of(condition, &self.axes)?;
        let regions = terms.into_iter().map(|term| {
            let mut region = Region::default();
            for literal in &term.literals {
                // Whoever answers a question with several choices says something about each of
                // them.
                for sibling in self.axes.of_field(self.axes.get(literal.axis).field) {
                    let places = region
                        .0
                        .entry(sibling)
                        .or_insert_with(|| self.possible[sibling.index()].clone());
                    places[0] = false;
                }
                if let Some(places) = region.0.get_mut(&literal.axis) {
                    places
                        .iter_mut()
                        .skip(1)
                        .zip(&literal.cells)
                        .for_each(|(place, allowed)| *place &= allowed);
                }
            }
            region
        });
        Ok(regions.filter(|region| self.is_inhabited(region)).collect())
    }

    /// Whether any profile lies in a region.
    fn is_inhabited(&self, region: &Region) -> bool {
        let fields = region.0.keys().map(|axis| self.axes.get(*axis).field);
        fields.collect::<BTreeSet<_>>().into_iter().all(|field| self.leaves(region, field))
    }

    /// Whether a region leaves a field anything to be: unknown as a whole, or an answer.
    fn leaves(&self, region: &Region, field: FieldId) -> bool {
        let places = || self.axes.of_field(field).map(|axis| self.places(region, axis));
        places().all(|places| places[0])
            || places().all(|places| places.iter().skip(1).any(|cell| *cell))
    }

    fn places<'r>(&'r self, region: &'r Region, axis: AxisId) -> &'r [bool] {
        region.0.get(&axis).unwrap_or(&self.possible[axis.index()])
    }

    /// What two regions share; none where that is nothing.
    fn both(&self, one: &Region, other: &Region) -> Option<Region> {
        let mut both = one.clone();
        for (axis, places) in &other.0 {
            let own = both.0.entry(*axis).or_insert_with(|| self.possible[axis.index()].clone());
            own.iter_mut().zip(places).for_each(|(own, also)| *own &= also);
        }
        self.is_inhabited(&both).then_some(both)
    }

    /// A region of profiles for which all of some conditions hold and none of others does; none
    /// where there is no such profile.
    pub(super) fn find(
        &self,
        all_of: &[&[Region]],
        none_of: &[&[Region]],
    ) -> Result<Option<Region>, Undecided> {
        let mut cuts = 0;
        self.find_within(&Region::default(), all_of, &none_of.concat(), &mut cuts)
    }

    fn find_within(
        &self,
        within: &Region,
        all_of: &[&[Region]],
        none_of: &[Region],
        cuts: &mut usize,
    ) -> Result<Option<Region>, Undecided> {
        let Some((first, rest)) = all_of.split_first() else {
            return self.outside(within.clone(), none_of, cuts);
        };
        for region in *first {
            if let Some(both) = self.both(within, region)
                && let Some(found) = self.find_within(&both, rest, none_of, cuts)?
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// A part of a region that is outside all of some others.
    fn outside(
        &self,
        region: Region,
        others: &[Region],
        cuts: &mut usize,
    ) -> Result<Option<Region>, Undecided> {
        let mut inside = region;
        for (index, other) in others.iter().enumerate() {
            *cuts += 1;
            if *cuts > MOST_CUTS {
                return Err(Undecided);
            }
            if self.both(&inside, other).is_none() {
                continue;
            }
            // What sticks out on any axis is outside; what does not is cut down to the shared part,
            // axis by axis.
            for (axis, allowed) in &other.0 {
                let own = self.places(&inside, *axis).to_vec();
                let out = own.iter().zip(allowed).map(|(own, allowed)| *own && !allowed).collect();
                let mut piece = inside.clone();
                piece.0.insert(*axis, out);
                if self.is_inhabited(&piece)
                    && let Some(found) = self.outside(piece, &others[index + 1..], cuts)?
                {
                    return Ok(Some(found));
                }
                let shared =
                    own.iter().zip(allowed).map(|(own, allowed)| *own && *allowed).collect();
                inside.0.insert(*axis, shared);
            }
            return Ok(None);
        }
        Ok(Some(inside))
    }

    /// Whether every profile for which one condition holds is one for which any of others does.
    pub(super) fn implies(&self, one: &[Region], others: &[&[Region]]) -> Result<bool, Undecided> {
        Ok(self.find(&[one], others)?.is_none())
    }

    /// Whether two conditions hold for the same profiles, as far as that can be told.
    pub(super) fn same(&self, one: &[Region], other: &[Region]) -> bool {
        self.implies(one, &[other]) == Ok(true) && self.implies(other, &[one]) == Ok(true)
    }

    /// Where a condition holds, given that one field lies in a cell of its only axis.
    pub(super) fn given(&self, regions: &[Region], axis: AxisId, cell: usize) -> Vec<Region> {
        regions
            .iter()
            .filter(|region| region.allows(axis, cell))
            .map(|region| region.without(axis))
            .collect()
    }

    /// Answers that lie in a region, as few as will do; none where the region speaks of what cannot
    /// be answered.
    pub(super) fn profile(&self, region: &Region) -> Option<Facts> {
        let mut facts = Facts::unknown(self.base.fields.len());
        let mut fields: Vec<FieldId> =
            region.0.keys().map(|axis| self.axes.get(*axis).field).collect();
        fields.dedup();
        for field in fields {
            if self.axes.of_field(field).all(|axis| self.places(region, axis)[0]) {
                continue;
            }
            if self.base.fields.get(field).derived {
                return None;
            }
            for axis in self.axes.of_field(field) {
                let cell = self.places(region, axis).iter().skip(1).position(|cell| *cell)?;
                let answer = self.axes.answer_in(axis, cell, &self.base.fields)?;
                let value = match (facts.get(field), answer) {
                    (Some(Value::Several(bits)), Value::Several(more)) => {
                        Value::Several(bits | more)
                    }
                    (_, answer) => answer,
                };
                facts.set(field, Some(value));
            }
        }
        Some(facts)
    }

    /// What a region says of questions, without what it says of estimates.
    pub(super) fn asked(&self, region: &Region) -> Region {
        let mut asked = region.clone();
        asked.0.retain(|axis, _| !self.base.fields.get(self.axes.get(*axis).field).derived);
        asked
    }

    /// Whether only one number lies in a cell of an axis.
    pub(super) fn is_single(&self, axis: AxisId, cell: usize) -> bool {
        let it = self.axes.get(axis);
        let (Cut::Numbers(edges), Kind::Number(scale)) =
            (&it.cut, &self.base.fields.get(it.field).kind)
        else {
            return false;
        };
        let (Some(lower), Some(upper)) =
            (cell.checked_sub(1).and_then(|edge| edges.get(edge)), edges.get(cell))
        else {
            return false;
        };
        if !scale.whole {
            return lower.at == upper.at;
        }
        // The first and the last whole number between the edges.
        let one = Decimal::ONE;
        let first = if lower.below { lower.at.floor() + one } else { lower.at.ceil() };
        let last = if upper.below { upper.at.floor() } else { upper.at.ceil() - one };
        first == last
    }
}
