//! A second evaluator, written to be obviously right and to share nothing with the engine: it works
//! on YAML values, looks every id up by its text, keeps numbers as floats and follows the
//! definitions word by word. The engine must agree with it on random rule bases and on the one that
//! ships.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_yaml::{Mapping, Value};
use whereto::{assessment::Engine, rulebase::RuleBase};

use crate::{
    effort,
    generate::{Answers, Base, Draws, draws, flow_list},
    outcome::{Outcome, load, outcome_of},
    process::package,
};

/// Texts as YAML values.
pub(crate) fn values(files: &[(String, String)]) -> Vec<Value> {
    files.iter().map(|(_, text)| serde_yaml::from_str(text).unwrap()).collect()
}

/// Text of a value, or of nothing.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(crate) fn list(value: &Value) -> Vec<Value> {
    value.as_sequence().cloned().unwrap_or_default()
}

pub(crate) fn mapping(value: &Value) -> Mapping {
    value.as_mapping().cloned().unwrap_or_default()
}

/// Everything that the files have under a key.
pub(crate) fn all(files: &[Value], key: &str) -> Vec<Value> {
    files.iter().flat_map(|file| list(&file[key])).collect()
}

/// The answers of a profile by field, whether they are nested or written with dots.
fn answers(
    profile: &Value,
    prefix: &str,
    fields: &BTreeSet<String>,
    found: &mut BTreeMap<String, Value>,
) {
    for (key, value) in mapping(profile) {
        let id = format!("{prefix}{}", text(&key));
        if fields.contains(&id) {
            if !value.is_null() {
                found.insert(id, value);
            }
        } else if value.is_mapping() {
            answers(&value, &format!("{id}."), fields, found);
        }
    }
}

/// Yes, no, or not known.
pub(crate) fn holds(condition: &Value, answers: &BTreeMap<String, Value>) -> Option<bool> {
    and(mapping(condition).iter().map(|(key, value)| match text(key).as_str() {
        "all" => and(list(value).iter().map(|inner| holds(inner, answers))),
        "any" => or(list(value).iter().map(|inner| holds(inner, answers))),
        "not" => holds(value, answers).map(|truth| !truth),
        field => answers.get(field).and_then(|answer| is(answer, value)),
    }))
}

fn and(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let truths: Vec<Option<bool>> = truths.collect();
    if truths.contains(&Some(false)) {
        Some(false)
    } else if truths.contains(&None) {
        None
    } else {
        Some(true)
    }
}

fn or(truths: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    and(truths.map(|truth| truth.map(|truth| !truth))).map(|truth| !truth)
}

/// Whether an answer is as a test says. An estimate is anything from its `low` to its `high`: not
/// known where the two differ.
fn is(answer: &Value, test: &Value) -> Option<bool> {
    if let Some(ends) = answer.as_mapping() {
        let ends = ["low", "high"].map(|end| is_one(&ends[end], test));
        return (ends[0] == ends[1]).then_some(ends[0]);
    }
    Some(is_one(answer, test))
}

fn is_one(answer: &Value, test: &Value) -> bool {
    let Some(tests) = test.as_mapping() else { return answer == test };
    let number = |value: &Value| value.as_f64().expect("a number");
    tests.iter().all(|(key, wanted)| match text(key).as_str() {
        "is" => answer == wanted,
        "one_of" => list(wanted).contains(answer),
        "contains" => list(answer).contains(wanted),
        "contains_any" => list(wanted).iter().any(|one| list(answer).contains(one)),
        "over" => number(answer) > number(wanted),
        "at_least" => number(answer) >= number(wanted),
        "under" => number(answer) < number(wanted),
        "at_most" => number(answer) <= number(wanted),
        other => panic!("what is {other}?"),
    })
}

/// What comes of a profile, from the texts alone.
pub(crate) fn reference(files: &[Value], profile: &str) -> Outcome {
    let profile: Value = serde_yaml::from_str(profile).unwrap();
    let fields = all(files, "questions").iter().map(|question| text(&question["id"])).collect();
    let mut answered = BTreeMap::new();
    answers(&profile, "", &fields, &mut answered);
    follow(files, &profile["weights"], &answered)
}

/// What comes of answers, and of estimates among them.
pub(crate) fn follow(
    files: &[Value],
    own_weights: &Value,
    answered: &BTreeMap<String, Value>,
) -> Outcome {
    let mut weights: BTreeMap<String, i64> = BTreeMap::new();
    let own = files.iter().map(|file| file["dimension"].clone()).filter(Value::is_mapping);
    for dimension in own.chain(all(files, "dimensions")) {
        let id = text(&dimension["id"]);
        let weight = own_weights[id.as_str()].as_i64().or(dimension["weight"].as_i64());
        weights.insert(id, weight.unwrap());
    }

    let mut outcome = Outcome::default();
    for option in all(files, "options") {
        let id = text(&option["id"]);
        outcome.scores.insert(id.clone(), 0);
        outcome.by_dimension.insert(id.clone(), BTreeMap::new());
        outcome.excluded_by.insert(id, BTreeSet::new());
    }
    for file in files {
        for rule in list(&file["rules"]) {
            if holds(&rule["when"], answered) != Some(true) {
                continue;
            }
            let id = text(&rule["id"]);
            outcome.fired.insert(id.clone());
            let dimension = match (&rule["dimension"], &file["dimension"]) {
                (Value::String(id), _) | (_, Value::String(id)) => id.clone(),
                (_, dimension) => text(&dimension["id"]),
            };
            for (option, points) in mapping(&rule["points"]) {
                let points = points.as_i64().unwrap() * weights[&dimension];
                *outcome.scores.get_mut(&text(&option)).unwrap() += points;
                *outcome
                    .by_dimension
                    .get_mut(&text(&option))
                    .unwrap()
                    .entry(dimension.clone())
                    .or_default() += points;
            }
            let excluded = match &rule["excludes"] {
                Value::String(option) => vec![option.clone()],
                options => list(options).iter().map(text).collect(),
            };
            for option in excluded {
                outcome.excluded_by.get_mut(&option).unwrap().insert(id.clone());
            }
        }
    }
    for dimensions in outcome.by_dimension.values_mut() {
        dimensions.retain(|_, score| *score != 0);
    }

    let in_the_running: Vec<(&String, i64)> = outcome
        .scores
        .iter()
        .filter(|(id, _)| outcome.excluded_by[*id].is_empty())
        .map(|(id, score)| (id, *score))
        .collect();
    for (id, score) in &in_the_running {
        let better = in_the_running.iter().filter(|(_, other)| other > score).count();
        outcome.ranks.insert((*id).clone(), better + 1);
        if better == 0 {
            outcome.best.insert((*id).clone());
        }
    }
    outcome.verdict = match outcome.best.len() {
        _ if answered.is_empty() => "unanswered",
        0 => "none-fits",
        1 => "recommended",
        _ => "tie",
    }
    .to_owned();
    if answered.is_empty() {
        outcome.best.clear();
    }
    outcome
}

proptest! {
    #![proptest_config(effort::config(800))]

    #[test]
    fn agrees_on_random_rule_bases(mut draws in draws(600)) {
        let base = Base::draw(&mut draws);
        let files = base.files();
        let values = values(&files);
        let rules = load(&files);
        let engine = Engine::new(&rules).unwrap();
        for _ in 0..10 {
            let profile = Answers::draw(&base, &mut draws).yaml();
            prop_assert_eq!(outcome_of(&engine, &profile), reference(&values, &profile), "{}\n{:#?}", profile, files);
        }
    }
}

/// The files of `rules/` but for the scenarios, which are no part of the rule base.
pub(crate) fn shipped_files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut folders = vec![package().join("rules")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("scenarios") || path.ends_with("decisions") {
                continue;
            } else if path.is_dir() {
                folders.push(path);
            } else {
                files.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

/// The numbers that conditions compare a field with.
pub(crate) fn bounds(value: &Value, field: &str, found: &mut Vec<f64>) {
    match value {
        Value::Mapping(entries) => {
            for (key, inner) in entries {
                if text(key) == field && inner.is_mapping() {
                    found.extend(mapping(inner).values().filter_map(Value::as_f64));
                }
                bounds(inner, field, found);
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| bounds(item, field, found)),
        _ => {}
    }
}

/// A question with the answers that tell rules apart.
pub(crate) struct Askable {
    pub(crate) id: String,
    several: bool,
    pub(crate) answers: Vec<String>,
}

pub(crate) fn askable(question: &Value, files: &[Value]) -> Askable {
    let id = text(&question["id"]);
    let answers = match text(&question["kind"]).as_str() {
        "yes-no" => vec!["true".to_owned(), "false".to_owned()],
        "number" => {
            let range = &question["range"];
            let (least, most) = (
                range["at_least"].as_f64().or(range["over"].as_f64()).unwrap(),
                range["at_most"].as_f64().unwrap(),
            );
            let mut numbers = vec![
                least,
                question["typical"]["from"].as_f64().unwrap(),
                question["typical"]["to"].as_f64().unwrap(),
                most,
            ];
            files.iter().for_each(|file| bounds(file, &id, &mut numbers));
            let around = numbers.iter().flat_map(|number| [number - 1.0, *number, number + 1.0]);
            let inside = around.filter(|number| {
                (least..=most).contains(number) && (range["over"].is_null() || *number > least)
            });
            let whole = question["whole"].as_bool().unwrap_or(false);
            inside
                .filter(|number| !whole || number.fract() == 0.0)
                .map(|number| number.to_string())
                .collect()
        }
        _ => list(&question["choices"]).iter().map(|choice| text(&choice["id"])).collect(),
    };
    Askable { several: text(&question["kind"]) == "several", id, answers }
}

/// A profile that answers some of the questions.
pub(crate) fn answer_some(questions: &[Askable], draws: &mut Draws) -> String {
    let mut profile = String::new();
    let skip = draws.between(1, 6);
    for question in questions {
        if draws.below(skip + 1) == 0 {
            continue;
        }
        let answer = match question.several {
            true => flow_list(&draws.some(&question.answers, 0)),
            false => draws.pick(&question.answers).clone(),
        };
        profile += &format!("{}: {answer}\n", question.id);
    }
    if profile.is_empty() { "{}".to_owned() } else { profile }
}

#[test]
fn agrees_on_the_shipped_rule_base() {
    let files = shipped_files();
    let values = values(&files);
    let questions: Vec<Askable> =
        all(&values, "questions").iter().map(|question| askable(question, &values)).collect();
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let config = effort::config(1_000);
    let mut runner = prop::test_runner::TestRunner::new(config);
    runner
        .run(&draws(300), |mut draws| {
            let profile = answer_some(&questions, &mut draws);
            prop_assert_eq!(
                outcome_of(&engine, &profile),
                reference(&values, &profile),
                "{}",
                profile
            );
            Ok(())
        })
        .unwrap();
}
