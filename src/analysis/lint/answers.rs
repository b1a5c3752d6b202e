//! Answers and questions that rules do not look at.

use super::{checks::Check, conditions::is_even, finding::Finding, linter::Lint, space::Region};
use crate::{
    assessment::axis::{AxisId, Cut},
    field::{Facts, FieldId, Kind, Value},
    rulebase::archetype::Archetype,
};

impl Lint<'_> {
    /// Returns the fields that rules look at: those that are asked, and those of which estimates are
    /// made that rules look at.
    fn heeded(&self) -> (Vec<FieldId>, Vec<FieldId>) {
        let effective = || self.rules().filter(|(rule, _)| !is_even(rule, self.base.options.len()));
        let heeded = |field: FieldId| effective().any(|(_, fires)| self.depends(fires, field));
        let fields = self.base.fields.iter().map(|(id, field)| (id, field.derived));
        let (derived, asked): (Vec<_>, Vec<_>) =
            fields.filter(|(field, _)| heeded(*field)).partition(|(_, derived)| *derived);
        let inputs = derived.iter().flat_map(|(field, _)| self.derivation.inputs(*field));
        (asked.into_iter().map(|(field, _)| field).collect(), inputs.copied().collect())
    }

    pub(super) fn answers(&self, findings: &mut Vec<Finding>) {
        let (asked, estimated) = self.heeded();
        for question in &self.base.questions {
            if estimated.contains(&question.field) {
                continue;
            }
            if asked.contains(&question.field) {
                self.choices(question.field, findings);
                self.gaps(question.field, findings);
            } else {
                let id = &self.base.fields.get(question.field).id;
                let message = format!("no answer to `{id}` can change a recommendation");
                findings.push(Finding::new(Check::IdleQuestion, "question", id, message));
            }
        }
    }

    /// Looks at what archetypes suggest.
    pub(super) fn archetypes(&self, findings: &mut Vec<Finding>) {
        let mut find = |archetype: &Archetype, message: String| {
            let id = &archetype.id;
            findings.push(Finding::new(Check::OddArchetype, "archetype", id, message));
        };
        // What people build that is none of the others suggests nothing, and comes last.
        let named = self.base.archetypes.split_last().map_or(&[][..], |(_, named)| named);
        let suggests = |it: &&Archetype| it.suggests.known().next().is_some();
        for archetype in named.iter().filter(|it| !suggests(it)) {
            find(archetype, format!("`{}` suggests no answer", archetype.id));
        }
        let (asked, estimated) = self.heeded();
        for archetype in &self.base.archetypes {
            let contradictions = self.base.contradictions.iter();
            for it in contradictions.filter(|it| it.when.holds(&archetype.suggests)) {
                let because = &it.because;
                let message =
                    format!("what `{}` suggests contradicts itself: {because}", archetype.id);
                find(archetype, message);
            }
            let suggested = archetype.suggests.known().map(|(field, _)| field);
            for field in
                suggested.filter(|field| !asked.contains(field) && !estimated.contains(field))
            {
                let (archetype_id, id) = (&archetype.id, &self.base.fields.get(field).id);
                let message = format!(
                    "`{archetype_id}` suggests an answer to `{id}`, which can change no \
                     recommendation"
                );
                find(archetype, message);
            }
        }
    }

    /// Whether answers to a question make a difference to when a condition holds.
    fn depends(&self, holds: &[Region], field: FieldId) -> bool {
        let axes: Vec<AxisId> = self.space.axes().of_field(field).collect();
        let silent = silent(holds, &axes);
        self.space.implies(holds, &[&silent]) != Ok(true)
    }

    /// Whether an answer in a cell makes a difference to any rule: from no answer, or, for one of
    /// several choices, from not choosing it.
    fn speaks(&self, axis: AxisId, cell: usize) -> bool {
        self.rules().any(|(_, fires)| {
            let given = self.space.given(fires, axis, cell);
            let without = match self.space.axes().get(axis).cut {
                Cut::Member(_) => self.space.given(fires, axis, 0),
                Cut::Choices | Cut::YesNo | Cut::Numbers(_) => silent(fires, &[axis]),
            };
            !self.space.same(&given, &without)
        })
    }

    fn choices(&self, field: FieldId, findings: &mut Vec<Finding>) {
        let it = self.base.fields.get(field);
        let axes: Vec<AxisId> = self.space.axes().of_field(field).collect();
        for (index, choice) in
            it.choices().iter().enumerate().filter(|(_, choice)| choice.neutral.is_none())
        {
            let (axis, cell, value) = match it.kind {
                Kind::Several(_) => (axes.get(index), 1, Value::Several(1 << index)),
                _ => (axes.first(), index, Value::Choice(index as u8)),
            };
            if axis.is_none_or(|axis| self.speaks(*axis, cell)) {
                continue;
            }
            let message = format!(
                "no rule looks at `{}: {}`; what speaks for nothing is declared `neutral`, with \
                 the reason",
                it.id, choice.id
            );
            let mut witness = Facts::unknown(self.base.fields.len());
            witness.set(field, Some(value));
            let finding = Finding::new(Check::UnseenAnswer, "question", &it.id, message);
            findings.push(
                finding.at(self.base.place_of_choice(&it.id, &choice.id)).shown_by(Some(witness)),
            );
        }
    }

    fn gaps(&self, field: FieldId, findings: &mut Vec<Finding>) {
        let Some(axis) = self.space.axes().of_field(field).next() else { return };
        let Cut::Numbers(edges) = &self.space.axes().get(axis).cut else { return };
        let cells: Vec<usize> = (0..self.space.axes().get(axis).cells)
            .filter(|cell| self.space.is_possible(axis, *cell))
            .collect();
        // Neighbouring cells of which nothing speaks are one stretch.
        for stretch in
            cells.chunk_by(|one, other| self.speaks(axis, *one) == self.speaks(axis, *other))
        {
            let ([first, ..], [.., last]) = (stretch, stretch) else { continue };
            let at_an_end = cells.first() == Some(first) || cells.last() == Some(last);
            // A single number left out is found as two rules that meet there.
            if at_an_end
                || self.speaks(axis, *first)
                || (first == last && self.space.is_single(axis, *first))
            {
                continue;
            }
            let id = &self.base.fields.get(field).id;
            let (from, to) = (edges[first - 1].at.normalize(), edges[*last].at.normalize());
            let neutral = self.base.question(field).map_or(&[][..], |question| &question.neutral);
            if neutral.iter().any(|stretch| stretch.from <= from && to <= stretch.to) {
                continue;
            }
            let message = format!(
                "no rule speaks of `{id}` between {from} and {to}; where nothing needs to be \
                 said, that is declared `neutral`"
            );
            let mut witness = Facts::unknown(self.base.fields.len());
            witness.set(field, self.space.axes().answer_in(axis, *first, &self.base.fields));
            findings
                .push(Finding::new(Check::Gap, "question", id, message).shown_by(Some(witness)));
        }
    }
}

/// Where a condition holds if nothing is said on some axes.
fn silent(holds: &[Region], axes: &[AxisId]) -> Vec<Region> {
    holds.iter().filter(|region| !axes.iter().any(|axis| region.names(*axis))).cloned().collect()
}
