//! What a set of scenarios leaves out: rules that fire for none of them, and answers that none of
//! them gives.

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
    report::number,
    rulebase::{RuleBase, RuleId},
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
    /// What packs brought or changed; none without packs.
    #[serde(skip)]
    of_packs: Option<OfPacks>,
}

/// What packs brought or changed, and so what scenarios of packs are about.
#[derive(Clone, Debug)]
struct OfPacks {
    rules: BTreeSet<String>,
    /// The packs' own questions, and those that the rules they bring look at.
    questions: BTreeSet<String>,
}

impl OfPacks {
    fn of(base: &RuleBase) -> Self {
        let rules = || base.rules.iter().filter(|rule| base.is_of_packs(rule));
        let fields = base.questions.iter().map(|question| question.field);
        let own =
            fields.filter(|field| base.origin("question", &base.fields.get(*field).id).is_some());
        let brought = rules().filter(|rule| base.origin("rule", &rule.id).is_some());
        let questions = own.chain(brought.flat_map(|rule| rule.when.fields()));
        Self {
            rules: rules().map(|rule| rule.id.clone()).collect(),
            questions: questions.map(|field| base.fields.get(field).id.clone()).collect(),
        }
    }
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
    let rules_never_fired = rules
        .filter(|(_, index)| !fired.contains(&RuleId(*index)))
        .map(|(rule, _)| rule.id.clone());
    let answers_never_given = base.questions.iter().filter_map(|question| {
        let field = base.fields.get(question.field);
        let mut answers = Vec::new();
        for (index, axis) in axes.of_field(question.field).enumerate() {
            for cell in axes
                .possible_cells(axis, &base.fields)
                .into_iter()
                .filter(|cell| !given.contains(&(axis, *cell)))
            {
                match (&axes.get(axis).cut, &field.kind) {
                    (Cut::Numbers(edges), Kind::Number(scale)) => {
                        answers.push(stretch(edges, cell, &scale.unit))
                    }
                    // That a choice was never left out is no answer that was never given.
                    (Cut::Member(_), _) if cell == 0 => {}
                    (Cut::Member(_), _) => {
                        answers.extend(field.choices().get(index).map(|choice| choice.id.clone()))
                    }
                    _ => answers.extend(
                        axes.answer_in(axis, cell, &base.fields).map(|answer| field.show(answer)),
                    ),
                }
            }
        }
        let never_answered =
            scenarios.iter().all(|scenario| scenario.profile.answers.get(question.field).is_none());
        let unasked = Unasked { field: field.id.clone(), never_answered, answers };
        (never_answered || !unasked.answers.is_empty()).then_some(unasked)
    });
    Exercise {
        scenarios: scenarios.len(),
        rules_fired: fired.len(),
        rules_never_fired: rules_never_fired.collect(),
        answers_never_given: answers_never_given.collect(),
        of_packs: (!base.packs.is_empty()).then(|| OfPacks::of(base)),
    }
}

/// The numbers of a cell in words: "over 300 and at most 900 s".
fn stretch(edges: &[Edge], cell: usize, unit: &str) -> String {
    let number = |at: Decimal| quantity::people(at);
    let lower = cell.checked_sub(1).and_then(|edge| edges.get(edge)).map(|edge| {
        format!("{} {}", if edge.below { "over" } else { "at least" }, number(edge.at))
    });
    let upper = edges.get(cell).map(|edge| {
        format!("{} {}", if edge.below { "at most" } else { "under" }, number(edge.at))
    });
    let bounds: Vec<String> = lower.into_iter().chain(upper).collect();
    match bounds.as_slice() {
        [] => "any number".to_owned(),
        _ => format!("{} {unit}", bounds.join(" and ")).trim_end().to_owned(),
    }
}

/// For a terminal: with packs what is theirs, and all of it when everything is listed.
pub(super) fn table(exercise: &Exercise, layout: Layout) -> String {
    let mut text = String::new();
    let heading = match exercise.scenarios {
        1 => "What one scenario leaves out".to_owned(),
        several => format!("What {several} scenarios leave out"),
    };
    let _ = writeln!(text, "\n{}", layout.heading(&heading));
    let packs = exercise.of_packs.as_ref().filter(|_| !layout.full);
    let silent: Vec<&String> = exercise.rules_never_fired.iter().collect();
    let (silent, others): (Vec<_>, Vec<_>) =
        silent.into_iter().partition(|rule| packs.is_none_or(|packs| packs.rules.contains(*rule)));
    let (rules, whose) = match packs {
        Some(packs) => (packs.rules.len(), " that packs bring or change"),
        None => (exercise.rules_fired + exercise.rules_never_fired.len(), ""),
    };
    if silent.is_empty() {
        let _ = writeln!(text, "Every rule{whose} fires for some of them.");
    } else {
        let _ = writeln!(text, "{} of {rules} rules{whose} fire for none of them:", silent.len());
        silent.iter().for_each(|rule| text.push_str(&layout.wrap(rule, 2)));
    }
    let (unasked, unasked_others): (Vec<_>, Vec<_>) = exercise
        .answers_never_given
        .iter()
        .partition(|unasked| packs.is_none_or(|packs| packs.questions.contains(&unasked.field)));
    match (unasked.is_empty(), packs) {
        (true, None) => text.push_str("Every answer is given by some of them.\n"),
        (true, Some(_)) => {
            text.push_str("Every answer that these rules look at is given by some of them.\n")
        }
        (false, _) => text.push_str("Answers that none of them gives:\n"),
    }
    for unasked in unasked {
        let answers = if unasked.never_answered {
            "not answered at all".to_owned()
        } else {
            unasked.answers.join(", ")
        };
        text.push_str(&layout.wrap_hanging(&format!("{}: {answers}", unasked.field), 2, 4));
    }
    let besides = [(others.len(), "rule"), (unasked_others.len(), "question")];
    let besides: Vec<String> = besides
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| number::count(count as i64, noun))
        .collect();
    if !besides.is_empty() {
        let more = format!(
            "Left out besides, of what packs do not touch: {} (-v lists them).",
            besides.join(", ")
        );
        text.push_str(&layout.wrap(&more, 0));
    }
    text
}
