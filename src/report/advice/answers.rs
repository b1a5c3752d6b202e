//! What a report rests on: the answers, what the dimensions weigh, and which program and rule base
//! made it when.

use serde_json::{Map, Value as Json};

use super::{AnswerInWords, Report};
use crate::{
    document::{Document, Table, Text, ident, quiet, text},
    profile::{Evidence, Profile, Subject},
    report::{json, label, made::in_short, number},
    rulebase::{Question, RuleBase},
};

/// Returns the answers in the order of the rule base.
pub(super) fn answers(base: &RuleBase, profile: &Profile) -> Vec<AnswerInWords> {
    let answer = |question: &Question| {
        let field = base.fields.get(question.field);
        let value = profile.answers.get(question.field)?;
        let evidence = profile.evidence(Subject::Question(question.field));
        Some(AnswerInWords {
            field: field.id.clone(),
            name: field.name.clone(),
            answer: field.say(value),
            known_from: evidence.map(ToString::to_string).unwrap_or_default(),
        })
    };
    base.questions.iter().filter_map(answer).collect()
}

/// Returns the answers, weights and assumptions, and how they are known, as a profile has them.
pub(super) fn profile(base: &RuleBase, profile: &Profile) -> Json {
    let mut whole = Map::new();
    for question in &base.questions {
        let field = base.fields.get(question.field);
        let Some(value) = profile.answers.get(question.field) else { continue };
        match field.id.split_once('.') {
            None => {
                whole.insert(field.id.clone(), json(field, value));
            }
            Some((group, key)) => put(&mut whole, group, key, json(field, value)),
        }
    }
    for (dimension, weight) in base.dimensions.iter().zip(&profile.weights) {
        if dimension.weight != *weight {
            put(&mut whole, "weights", &dimension.id, (*weight).into());
        }
    }
    for (field, value) in profile.assumptions.known() {
        let field = base.prices.fields.get(field);
        if let Some((group, key)) = field.id.split_once('.') {
            put(&mut whole, group, key, json(field, value));
        }
    }
    let questions = base.questions.iter().map(|question| Subject::Question(question.field));
    let assumed = profile.assumptions.known().map(|(field, _)| Subject::Assumption(field));
    for subject in questions.chain(assumed) {
        if let Some(evidence) = profile.evidence(subject) {
            let Evidence { how, from, with, because } = evidence;
            let known =
                serde_json::json!({"how": how, "from": from, "with": with, "because": because});
            put(&mut whole, "evidence", &subject.field(base).id, known);
        }
    }
    Json::Object(whole)
}

/// Puts a value into a group, which is made where there is none.
fn put(whole: &mut Map<String, Json>, group: &str, key: &str, value: Json) {
    let group = whole.entry(group).or_insert_with(|| Json::Object(Map::new()));
    if let Some(group) = group.as_object_mut() {
        group.insert(key.to_owned(), value);
    }
}

impl Report {
    /// Lists the answers, and what the dimensions weigh.
    pub(super) fn rests_on(&self, document: &mut Document) {
        let is_verbose = document.detail.is_verbose();
        let has_origins = self.answers.iter().any(|answer| !answer.known_from.is_empty());
        let mut table = Table::new().texts(["Question", "Answer"]);
        if has_origins {
            table = table.texts(["Known from"]);
        }
        for AnswerInWords { field, name, answer, known_from } in &self.answers {
            let id = (is_verbose && name != field).then(|| text![" ", ident(field)]);
            let origin = has_origins.then(|| quiet(known_from));
            table
                .row([text![label(name, field), id], Text::from(answer)].into_iter().chain(origin));
        }
        let (answered, all) = (self.answered, self.questions);
        document.section(format!("Answers ({answered} of {all} questions)"), table);
        if self.answered > 0 {
            let weights = self.dimensions.iter().map(|it| format!("{} {}", it.name, it.weight));
            let weights = weights.collect::<Vec<_>>().join(", ");
            document.say(format!("Weights: {weights}."));
        }
    }

    /// Returns the weights that are not those of the rule base, as "cost 5 (usually 3)".
    pub(super) fn changed_weights(&self) -> String {
        let changed = self.dimensions.iter().filter(|it| it.weight != it.usual);
        let words = changed.map(|it| format!("{} {} (usually {})", it.name, it.weight, it.usual));
        words.collect::<Vec<_>>().join(", ")
    }

    /// Returns which program and which rule base made the report when, in sentences.
    pub(super) fn made_by(&self) -> String {
        let date = self.date.as_ref().map(|date| format!("{date}, ")).unwrap_or_default();
        let base = &self.rule_base;
        let (version, reviewed) = (self.tool_version, &base.reviewed);
        format!(
            "{date}whereto {version}, rule base {}, facts reviewed on {reviewed}.{}",
            base.words(),
            self.prices()
        )
    }

    /// Returns the same in a few words.
    pub(super) fn made_in_short(&self) -> String {
        let (answered, all) = (number::people(self.answered.into()), self.questions);
        let rules = self.rule_base.in_short();
        let made = in_short(self.date.as_deref(), self.tool_version, &rules);
        format!("{answered} of {all} questions answered · {made}")
    }
}
