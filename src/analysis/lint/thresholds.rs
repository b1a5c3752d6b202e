//! Rules that meet at a number and do not fit together there.

use super::{checks::Check, finding::Finding, linter::Lint, space::Region};
use crate::{
    assessment::axis::{AxisId, Cut},
    rulebase::Rule,
};

/// Where a rule fires around one number, whatever is answered beside it.
struct Around<'r> {
    rule: &'r Rule,
    below: Vec<Region>,
    at: Vec<Region>,
    above: Vec<Region>,
}

impl Lint<'_> {
    pub(super) fn thresholds(&self, findings: &mut Vec<Finding>) {
        for (axis, it) in self.space.axes().iter() {
            if !matches!(it.cut, Cut::Numbers(_)) || self.base.fields.get(it.field).derived {
                continue;
            }
            for cell in (1..it.cells).filter(|cell| self.space.is_single(axis, *cell)) {
                let below = (0..cell).rev().find(|cell| self.space.is_possible(axis, *cell));
                let above = (cell + 1..it.cells).find(|cell| self.space.is_possible(axis, *cell));
                if let (Some(below), Some(above)) = (below, above) {
                    self.meet(axis, [below, cell, above], findings);
                }
            }
        }
    }

    fn meet(&self, axis: AxisId, [below, at, above]: [usize; 3], findings: &mut Vec<Finding>) {
        let around: Vec<Around<'_>> = self
            .rules()
            .filter(|(_, fires)| fires.iter().any(|region| region.names(axis)))
            .map(|(rule, fires)| Around {
                rule,
                below: self.space.given(fires, axis, below),
                at: self.space.given(fires, axis, at),
                above: self.space.given(fires, axis, above),
            })
            .collect();
        // What fires at the number and not on both sides of it fills what would be a hole.
        let filling: Vec<Region> = self
            .rules()
            .flat_map(|(_, fires)| fires)
            .filter(|region| {
                region.names(axis)
                    && region.allows(axis, at)
                    && !(region.allows(axis, below) && region.allows(axis, above))
            })
            .cloned()
            .collect();
        let filling = self.space.given(&filling, axis, at);
        for lower in &around {
            for upper in around.iter().filter(|upper| upper.rule.id != lower.rule.id) {
                let overlap = self.space.find(
                    &[&lower.below, &lower.at, &upper.at, &upper.above],
                    &[&upper.below, &lower.above],
                );
                let hole = self.space.find(
                    &[&lower.below, &upper.above],
                    &[&upper.below, &lower.above, &lower.at, &upper.at, &filling],
                );
                for (found, what) in [(overlap, "both fire"), (hole, "both do not fire")] {
                    let Ok(Some(region)) = found else { continue };
                    self.report(lower.rule, upper.rule, what, (axis, at), &region, findings);
                }
            }
        }
    }

    fn report(
        &self,
        lower: &Rule,
        upper: &Rule,
        what: &str,
        (axis, cell): (AxisId, usize),
        beside: &Region,
        findings: &mut Vec<Finding>,
    ) {
        let field = self.space.axes().get(axis).field;
        let Some(value) = self.space.axes().answer_in(axis, cell, &self.base.fields) else {
            return;
        };
        let witness = self.space.profile(beside).map(|mut facts| {
            facts.set(field, Some(value));
            facts
        });
        let it = self.base.fields.get(field);
        let message = format!(
            "`{}` and `{}` meet at {} {} and {what} there",
            lower.id,
            upper.id,
            it.id,
            it.show(value)
        );
        findings.push(self.about_rule(Check::EdgeMismatch, upper, message).shown_by(witness));
    }
}
