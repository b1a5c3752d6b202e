//! What a set of scenarios leaves out: rules that fire for none of them, and answers that none of them gives.

use std::{collections::BTreeSet, fmt::Write};

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::Layout;
use crate::{
    assessment::{
        Engine,
        axis::{AxisId, Cut, Edge},
    },
    field::Kind,
    quantity,
    rulebase::RuleId,
    scenario::{self, Scenario},
};

/// What scenarios exercise and what they leave out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Exercise {
    /// How many scenarios there are.
    pub scenarios: usize,
    /// How many rules fire for any of them.
    pub rules_fired: usize,
    /// The rules that fire for none of them.
    pub rules_never_fired: Vec<String>,
    /// The answers that none of them gives.
    pub answers_never_given: Vec<Unasked>,
}

/// Answers to one question that no scenario gives.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Unasked {
    /// The question.
    pub field: String,
    /// Whether no scenario answers it at all.
    pub never_answered: bool,
    /// The answers; of a number the stretches between which rules distinguish.
    pub answers: Vec<String>,
}

/// Applies the rules to all scenarios and looks at what none of them exercises.
pub fn exercise(engine: &Engine<'_>, scenarios: &[Scenario]) -> Exercise {
    let base = engine.base();
    let axes = &engine.kernel().axes;
    let mut fired: BTreeSet<RuleId> = BTreeSet::new();
    let mut given: BTreeSet<(AxisId, usize)> = BTreeSet::new();
    for scenario in scenarios {
        let result = scenario::run(engine, scenario);
        fired.extend(&result.assessment.fired);
        for (field, value) in scenario.profile.answers.known() {
            for axis in axes.of_field(field) {
                let (first, last) = axes.cells_of(axis, value);
                given.extend((first..=last).map(|cell| (axis, cell)));
            }
        }
    }
    let rules = base.rules.iter().zip(0u16..);
    let rules_never_fired =
        rules.filter(|(_, index)| !fired.contains(&RuleId(*index))).map(|(rule, _)| rule.id.clone());
    let answers_never_given = base.questions.iter().filter_map(|question| {
        let field = base.fields.get(question.field);
        let mut answers = Vec::new();
        for (index, axis) in axes.of_field(question.field).enumerate() {
            for cell in
                axes.possible_cells(axis, &base.fields).into_iter().filter(|cell| !given.contains(&(axis, *cell)))
            {
                match (&axes.get(axis).cut, &field.kind) {
                    (Cut::Numbers(edges), Kind::Number(scale)) => answers.push(stretch(edges, cell, &scale.unit)),
                    // That a choice was never left out is no answer that was never given.
                    (Cut::Member(_), _) if cell == 0 => {}
                    (Cut::Member(_), _) => answers.extend(field.choices().get(index).map(|choice| choice.id.clone())),
                    _ => answers.extend(axes.answer_in(axis, cell, &base.fields).map(|answer| field.show(answer))),
                }
            }
        }
        let never_answered = scenarios.iter().all(|scenario| scenario.profile.answers.get(question.field).is_none());
        let unasked = Unasked { field: field.id.clone(), never_answered, answers };
        (never_answered || !unasked.answers.is_empty()).then_some(unasked)
    });
    Exercise {
        scenarios: scenarios.len(),
        rules_fired: fired.len(),
        rules_never_fired: rules_never_fired.collect(),
        answers_never_given: answers_never_given.collect(),
    }
}

/// The numbers of a cell in words: "over 300 and at most 900 s".
fn stretch(edges: &[Edge], cell: usize, unit: &str) -> String {
    let number = |at: Decimal| quantity::people(at);
    let lower = cell
        .checked_sub(1)
        .and_then(|edge| edges.get(edge))
        .map(|edge| format!("{} {}", if edge.below { "over" } else { "at least" }, number(edge.at)));
    let upper =
        edges.get(cell).map(|edge| format!("{} {}", if edge.below { "at most" } else { "under" }, number(edge.at)));
    let bounds: Vec<String> = lower.into_iter().chain(upper).collect();
    match bounds.as_slice() {
        [] => "any number".to_owned(),
        _ => format!("{} {unit}", bounds.join(" and ")).trim_end().to_owned(),
    }
}

/// For a terminal.
pub(super) fn table(exercise: &Exercise, layout: Layout) -> String {
    let mut text = String::new();
    let heading = format!("What {} scenarios leave out", exercise.scenarios);
    let _ = writeln!(text, "\n{}", layout.heading(&heading));
    if exercise.rules_never_fired.is_empty() {
        text.push_str("Every rule fires for some of them.\n");
    } else {
        let rules = exercise.rules_fired + exercise.rules_never_fired.len();
        let _ = writeln!(text, "{} of {rules} rules fire for none of them:", exercise.rules_never_fired.len());
        exercise.rules_never_fired.iter().for_each(|rule| text.push_str(&layout.wrap(rule, 2)));
    }
    if exercise.answers_never_given.is_empty() {
        text.push_str("Every answer is given by some of them.\n");
    } else {
        text.push_str("Answers that none of them gives:\n");
    }
    for unasked in &exercise.answers_never_given {
        let answers =
            if unasked.never_answered { "not answered at all".to_owned() } else { unasked.answers.join(", ") };
        text.push_str(&layout.wrap_hanging(&format!("{}: {answers}", unasked.field), 2, 4));
    }
    text
}
