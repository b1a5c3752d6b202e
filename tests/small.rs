//! Small random rule bases as YAML text, small enough to go through every answer.

use std::fmt::Write;

use whereto::{
    analysis::sampling::Draw,
    field::{Facts, FieldId, Kind, Value},
    rulebase::RuleBase,
    source::Source,
};

/// A random rule base with three or four questions.
pub(crate) fn rule_base(seed: u64) -> RuleBase {
    let mut draw = Draw::new(seed);
    let text = text(&mut draw);
    let files = [Source::new("small.yaml", text.clone())];
    RuleBase::load(&files).unwrap_or_else(|problems| panic!("{}\n{text}", problems[0].message))
}

/// The text of a random rule base.
pub(crate) fn text(draw: &mut Draw) -> String {
    let mut text =
        String::from("rule_base: {name: small, version: '1', reviewed: 2026-01-01}\ndimensions:\n");
    let dimensions = 1 + draw.below(2);
    for dimension in 0..dimensions {
        let weight = 1 + draw.below(3);
        let _ = writeln!(text, "  - {{id: d{dimension}x, name: D, about: d, weight: {weight}}}");
    }
    text.push_str("options:\n");
    let options = 2 + draw.below(2);
    for option in 0..options {
        let _ = writeln!(
            text,
            "  - {{id: o{option}x, name: O{option}, kind: k, about: a, products: []}}"
        );
    }
    text.push_str(
        "facts:\n  - {id: fact, says: s, value: v, unit: u, as_of: 2026, source: s, confidence: \
         high}\nquestions:\n",
    );
    let kinds: Vec<u64> = (0..3 + draw.below(2)).map(|_| draw.below(4)).collect();
    for (field, kind) in kinds.iter().enumerate() {
        let head = format!("  - {{id: q{field}x, dimension: d0x, prompt: p, help: h, why: w, ");
        text.push_str(&head);
        text.push_str(match kind {
            0 => "kind: yes-no}\n",
            1 => {
                "kind: choice, ordered: true, choices: [{id: a, means: a}, {id: b, means: b}, {id: \
                 c, means: c}]}\n"
            }
            2 => "kind: several, choices: [{id: a, means: a}, {id: b, means: b}]}\n",
            _ => {
                "kind: number, whole: true, range: {at_least: 0, at_most: 9}, grid: {step: 1}, \
                 typical: {from: 0, to: 9}}\n"
            }
        });
    }
    text.push_str("rules:\n");
    for rule in 0..3 + draw.below(5) {
        let when = condition(draw, &kinds, 2);
        let dimension = draw.below(dimensions);
        let effect = match draw.below(5) {
            0 => format!("excludes: o{}x, remedy: r", draw.below(options)),
            _ => {
                let points: Vec<String> = (0..options)
                    .map(|option| (option, draw.below(7) as i64 - 3))
                    .filter(|(_, points)| *points != 0)
                    .map(|(option, points)| format!("o{option}x: {points}"))
                    .collect();
                format!(
                    "points: {{{}}}",
                    if points.is_empty() { "o0x: 1".to_owned() } else { points.join(", ") }
                )
            }
        };
        let _ = writeln!(
            text,
            "  - {{id: r{rule}x, dimension: d{dimension}x, when: {when}, {effect}, because: b, \
             cites: [fact], grade: limit}}"
        );
    }
    text
}

fn condition(draw: &mut Draw, kinds: &[u64], depth: u64) -> String {
    if depth > 0 && draw.below(2) == 0 {
        let mut inner = || condition(draw, kinds, depth - 1);
        let (one, other) = (inner(), inner());
        return match draw.below(3) {
            0 => format!("{{all: [{one}, {other}]}}"),
            1 => format!("{{any: [{one}, {other}]}}"),
            _ => format!("{{not: {one}}}"),
        };
    }
    let field = draw.below(kinds.len() as u64);
    let pick = ["a", "b", "c"][draw.below(3) as usize];
    let test = match kinds[field as usize] {
        0 => if draw.below(2) == 0 { "true" } else { "false" }.to_owned(),
        1 => match draw.below(2) {
            0 => pick.to_owned(),
            _ => "{one_of: [a, c]}".to_owned(),
        },
        2 => match draw.below(4) {
            0 => "{contains: a}".to_owned(),
            1 => "{contains: b}".to_owned(),
            2 => "{contains_any: [a, b]}".to_owned(),
            _ => "{is: []}".to_owned(),
        },
        _ => {
            let bound = ["over", "at_least", "under", "at_most"][draw.below(4) as usize];
            format!("{{{bound}: {}}}", draw.below(10))
        }
    };
    format!("{{q{field}x: {test}}}")
}

/// Everything that can be said to a question: nothing, and each answer.
pub(crate) fn answers(base: &RuleBase, field: FieldId) -> Vec<Option<Value>> {
    let all: Vec<Value> = match &base.fields.get(field).kind {
        Kind::YesNo => vec![Value::YesNo(false), Value::YesNo(true)],
        Kind::Choice(choices) => (0..choices.len() as u8).map(Value::Choice).collect(),
        Kind::Several(choices) => (0..1 << choices.len()).map(Value::Several).collect(),
        Kind::Number(_) => (0..10).map(|number| Value::Number(number.into())).collect(),
    };
    std::iter::once(None).chain(all.into_iter().map(Some)).collect()
}

/// Every way to go on from some answers, nothing more said included.
pub(crate) fn completions(base: &RuleBase, answers_so_far: &Facts) -> Vec<Facts> {
    let mut all = vec![answers_so_far.clone()];
    for question in &base.questions {
        if answers_so_far.get(question.field).is_some() {
            continue;
        }
        all = all
            .into_iter()
            .flat_map(|facts| {
                answers(base, question.field).into_iter().map(move |answer| {
                    let mut facts = facts.clone();
                    facts.set(question.field, answer);
                    facts
                })
            })
            .collect();
    }
    all
}

/// Some random answers.
pub(crate) fn profile(base: &RuleBase, draw: &mut Draw) -> Facts {
    let mut facts = Facts::unknown(base.fields.len());
    for question in &base.questions {
        let answers = answers(base, question.field);
        if draw.below(3) > 0 {
            facts.set(question.field, answers[draw.below(answers.len() as u64) as usize]);
        }
    }
    facts
}
