//! What a set of scenarios leaves out: rules that fire for none of them, and answers that none of
//! them gives.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    advice::Advice,
    analysis::acceptability::Settings,
    assessment::{
        Engine,
        axis::{AxisId, Cut},
    },
    document::{Document, ident, text},
    report::{number, stretch},
    rulebase::{RuleBase, RuleId},
    scenario::Scenario,
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
    fn new(base: &RuleBase) -> Self {
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
        let advice = Advice::new(engine, scenario.profile.clone(), &Settings::default());
        fired.extend(&advice.assessment().fired);
        for (field, value) in scenario.profile.answers.known() {
            for axis in axes.of_field(field) {
                let (first, last) = axes.cells_of(axis, value);
                given.extend((first..=last).map(|cell| (axis, cell)));
            }
        }
    }
    let rules = base.rules.iter().zip(0u16..);
    let rules_never_fired = rules
        // Of rules that are written as one, some may be idle.
        .filter(|(_, index)| !base.written_with(RuleId(*index)).any(|rule| fired.contains(&rule)))
        .map(|(rule, _)| rule.id.clone());
    let answers_never_given = base.questions.iter().filter_map(|question| {
        let field = base.fields.get(question.field);
        let mut answers = Vec::new();
        for (index, axis) in axes.of_field(question.field).enumerate() {
            let possible = axes.possible_cells(axis, &base.fields).into_iter();
            let never = possible.filter(|cell| !given.contains(&(axis, *cell)));
            answers.extend(never.filter_map(|cell| match (&axes.get(axis).cut, cell) {
                (Cut::Numbers(edges), _) => Some(stretch(edges, cell, field)),
                // That a choice was never left out is no answer that was never given.
                (Cut::Member(_), 0) => None,
                (Cut::Member(_), _) => field.choices().get(index).map(|choice| choice.id.clone()),
                _ => axes.answer_in(axis, cell, &base.fields).map(|answer| field.show(answer)),
            }));
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
        of_packs: (!base.packs.is_empty()).then(|| OfPacks::new(base)),
    }
}

impl Exercise {
    /// Tells with packs what is theirs, and all of it when everything is told.
    pub(super) fn tell(&self, document: &mut Document) {
        let heading = match self.scenarios {
            1 => "What one scenario leaves out".to_owned(),
            several => format!("What {several} scenarios leave out"),
        };
        document.heading(2, heading);
        let packs = self.of_packs.as_ref().filter(|_| !document.detail.is_full());
        let (silent, others): (Vec<_>, Vec<_>) = self
            .rules_never_fired
            .iter()
            .partition(|rule| packs.is_none_or(|packs| packs.rules.contains(*rule)));
        let (rules, whose) = match packs {
            Some(packs) => (packs.rules.len(), " that packs bring or change"),
            None => (self.rules_fired + self.rules_never_fired.len(), ""),
        };
        document.say(if silent.is_empty() {
            format!("Every rule{whose} fires for some of them.")
        } else {
            format!("{} of {rules} rules{whose} fire for none of them:", silent.len())
        });
        document.list(silent.into_iter().map(ident));
        let (unasked, unasked_others): (Vec<_>, Vec<_>) = self
            .answers_never_given
            .iter()
            .partition(|it| packs.is_none_or(|packs| packs.questions.contains(&it.field)));
        document.say(match (unasked.is_empty(), packs) {
            (true, None) => "Every answer is given by some of them.",
            (true, Some(_)) => "Every answer that these rules look at is given by some of them.",
            (false, _) => "Answers that none of them gives:",
        });
        document.list(unasked.into_iter().map(|it| {
            let never = it.never_answered.then(|| "not answered at all".to_owned());
            text![ident(&it.field), ": ", never.unwrap_or_else(|| it.answers.join(", "))]
        }));
        let besides = [(others.len(), "rule"), (unasked_others.len(), "question")];
        let besides = besides.into_iter().filter(|(count, _)| *count > 0);
        let besides: Vec<String> =
            besides.map(|(count, noun)| number::count(count as i64, noun)).collect();
        if !besides.is_empty() {
            document.say(format!(
                "Left out besides, of what packs do not touch: {} (-v lists them).",
                besides.join(", ")
            ));
        }
    }
}
