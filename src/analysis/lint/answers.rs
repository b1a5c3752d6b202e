//! Answers and questions that rules do not look at.

use super::{Check, Finding, Lint, conditions::is_even};
use crate::{
    assessment::axis::{AxisId, Cut},
    condition::{Condition, Test},
    field::{Facts, FieldId, Kind, Value},
    rulebase::Rule,
};

impl Lint<'_> {
    pub(super) fn answers(&self, findings: &mut Vec<Finding>) {
        let effective: Vec<&Rule> = self
            .rules()
            .filter(|(rule, fires)| !fires.is_empty() && !is_even(rule, self.base.options.len()))
            .map(|(rule, _)| rule)
            .collect();
        let mut named: Vec<FieldId> = effective.iter().flat_map(|rule| rule.when.fields()).collect();
        named.sort_unstable();
        named.dedup();
        let derived = named.iter().filter(|field| self.base.fields.get(**field).derived);
        let estimated: Vec<FieldId> = derived.flat_map(|field| self.derivation.inputs(*field)).copied().collect();
        for question in &self.base.questions {
            let feeds = estimated.contains(&question.field);
            if !feeds && !named.contains(&question.field) {
                let id = &self.base.fields.get(question.field).id;
                let message = format!("no answer to `{id}` can change a recommendation");
                findings.push(Finding::new(Check::IdleQuestion, "question", id, message));
            } else if !feeds {
                self.choices(question.field, findings);
                self.gaps(question.field, findings);
            }
        }
    }

    fn choices(&self, field: FieldId, findings: &mut Vec<Finding>) {
        let it = self.base.fields.get(field);
        let axes: Vec<AxisId> = self.space.axes().of_field(field).collect();
        for (index, choice) in it.choices().iter().enumerate().filter(|(_, choice)| choice.neutral.is_none()) {
            let seen = match (&it.kind, axes.as_slice()) {
                (Kind::Choice(_), [axis]) => self
                    .rules()
                    .flat_map(|(_, fires)| fires)
                    .any(|region| region.names(*axis) && region.allows(*axis, index)),
                _ => self
                    .rules()
                    .filter(|(_, fires)| !fires.is_empty())
                    .any(|(rule, _)| asks_for(&rule.when, field, index)),
            };
            if seen {
                continue;
            }
            let message = format!(
                "no rule looks at `{}: {}`; what speaks for nothing is declared `neutral`, with the reason",
                it.id, choice.id
            );
            let value = match it.kind {
                Kind::Several(_) => Value::Several(1 << index),
                _ => Value::Choice(index as u8),
            };
            let mut witness = Facts::unknown(self.base.fields.len());
            witness.set(field, Some(value));
            let finding = Finding::new(Check::UnseenAnswer, "question", &it.id, message);
            findings.push(finding.at(self.base.place_of_choice(&it.id, &choice.id)).shown_by(Some(witness)));
        }
    }

    fn gaps(&self, field: FieldId, findings: &mut Vec<Finding>) {
        let Some(axis) = self.space.axes().of_field(field).next() else { return };
        let it = self.space.axes().get(axis);
        let Cut::Numbers(edges) = &it.cut else { return };
        let speaks = |cell: usize| {
            let mut regions = self.rules().flat_map(|(_, fires)| fires);
            regions.any(|region| region.names(axis) && region.allows(axis, cell))
        };
        let speaks: Vec<bool> = (0..it.cells).map(speaks).collect();
        for cell in 1..it.cells.saturating_sub(1) {
            let between = speaks[..cell].contains(&true) && speaks[cell + 1..].contains(&true);
            if speaks[cell] || !between || !self.space.is_possible(axis, cell) || self.space.is_single(axis, cell) {
                continue;
            }
            let Some(value) = self.space.axes().answer_in(axis, cell, &self.base.fields) else { continue };
            let id = &self.base.fields.get(field).id;
            let (from, to) = (edges[cell - 1].at.normalize(), edges[cell].at.normalize());
            let message = format!("no rule speaks of `{id}` between {from} and {to}");
            let mut witness = Facts::unknown(self.base.fields.len());
            witness.set(field, Some(value));
            findings.push(Finding::new(Check::Gap, "question", id, message).shown_by(Some(witness)));
        }
    }
}

/// Whether a condition asks for one choice of a field with several.
fn asks_for(condition: &Condition, field: FieldId, choice: usize) -> bool {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().any(|part| asks_for(part, field, choice)),
        Condition::Not(inner) => asks_for(inner, field, choice),
        Condition::Test(of, Test::Contains(bits)) => *of == field && bits >> choice & 1 == 1,
        Condition::Test(..) => false,
    }
}
