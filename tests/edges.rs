//! Small cases at the edges of the analyses, each of which shows a slip that random ones seldom do.

use proptest::prelude::{any, proptest};
use whereto::{
    analysis::{
        Case, NothingDerived,
        acceptability::{Settings, acceptability},
        flips::{Change, MOST_PAIRS, distance, flips, pairs},
        open_questions::open_questions,
        relax::relaxations,
        sampling::Draw,
    },
    assessment::{Engine, Verdict},
    field::{Facts, Field, FieldId, Kind, Value},
    rulebase::RuleBase,
    source::Source,
};

use crate::{cost::SHIPPED, effort, outcome::read, small};

/// A rule base with two options in one dimension.
pub(crate) fn base(questions: &[(&str, &str)], rules: &[(&str, &str)]) -> RuleBase {
    let mut text = String::from(
        "rule_base: {name: edges, version: '1', reviewed: 2026-01-01}\n\
         dimensions:\n  - {id: d0x, name: D, about: d, weight: 1}\n\
         options:\n  - {id: o0x, name: O0, kind: k, about: a, products: []}\n  \
         - {id: o1x, name: O1, kind: k, about: a, products: []}\n\
         facts:\n  - {id: fact, says: s, value: v, unit: u, as_of: 2026, source: s, confidence: \
         high}\nquestions:\n",
    );
    for (id, kind) in questions {
        text += &format!("  - {{id: {id}, dimension: d0x, prompt: p, help: h, why: w, {kind}}}\n");
    }
    text += "rules:\n";
    for (number, (when, effect)) in rules.iter().enumerate() {
        text += &format!(
            "  - {{id: r{number}x, dimension: d0x, when: {when}, {effect}, because: b, cites: \
             [fact], grade: limit}}\n"
        );
    }
    RuleBase::load(&[Source::new("edges.yaml", text.clone())])
        .unwrap_or_else(|problems| panic!("{}\n{text}", problems[0].message))
}

const YES_NO: &str = "kind: yes-no";
const WHOLE: &str = "kind: number, whole: true, range: {at_least: 0, at_most: 9}, grid: {step: 1}, \
                     typical: {from: 0, to: 9}";

/// Calls `look` with the case of a profile.
fn with<T>(base: &RuleBase, profile: &str, look: impl FnOnce(&Case<'_>) -> T) -> T {
    let engine = Engine::new(base).unwrap();
    let profile = read(profile, base);
    let (answers, weights) = (&profile.answers, profile.weights.as_slice());
    look(&Case { engine: &engine, answers, weights, derivation: &NothingDerived })
}

fn is_settled(base: &RuleBase, profile: &str) -> bool {
    with(base, profile, |case| open_questions(case, &case.assess()).settled)
}

#[test]
fn answers_that_are_drawn_rule_options_out() {
    let rules = [("{q0x: true}", "points: {o0x: 5}"), ("{q1x: true}", "excludes: o0x, remedy: r")];
    let base = base(&[("q0x", YES_NO), ("q1x", YES_NO)], &rules);
    let settings = Settings { samples: 2_000, draw_answers: true, ..Settings::default() };
    let first = with(&base, "q0x: true", |case| acceptability(case, &settings).options[0].ranks[0]);
    assert!((0.4..0.6).contains(&first), "{first}");
}

#[test]
fn central_weights_are_an_average_where_first_places_are_shared() {
    let rules = [("{q0x: true}", "points: {o0x: 2, o1x: 2}")];
    let base = base(&[("q0x", YES_NO)], &rules);
    let settings = Settings { samples: 50, ..Settings::default() };
    with(&base, "q0x: true", |case| {
        for option in acceptability(case, &settings).options {
            assert_eq!(option.ranks, [0.5, 0.5]);
            assert_eq!(option.central_weights, Some(vec![1.0]));
        }
    });
}

/// Of a question with very many choices, each is looked at.
#[test]
fn the_last_of_many_choices_can_change_a_recommendation() {
    let choices: Vec<String> =
        (0..20).map(|number| format!("{{id: c{number}, means: m}}")).collect();
    let several = format!("kind: several, choices: [{}]", choices.join(", "));
    let each: Vec<String> =
        (0..20).map(|number| format!("{{q1x: {{contains: c{number}}}}}")).collect();
    let mut rules = vec![("{q0x: true}", "points: {o0x: 1}")];
    rules.extend(each[..19].iter().map(|when| (when.as_str(), "points: {o0x: 1}")));
    rules.push((each[19].as_str(), "points: {o1x: 5}"));
    let base = base(&[("q0x", YES_NO), ("q1x", &several)], &rules);
    assert!(!is_settled(&base, "q0x: true"));
    assert!(is_settled(&base, "{q0x: true, q1x: [c1]}"));
}

/// Between two and five lie three and four, and between two and three no whole number does.
#[test]
fn whole_numbers_between_others_are_found() {
    for (from, to, settled) in
        [(2, 5, false), (2, 4, false), (2, 3, true), (0, 9, false), (8, 9, true)]
    {
        let when = format!("{{q1x: {{over: {from}, under: {to}}}}}");
        let rules = [("{q0x: true}", "points: {o0x: 1}"), (when.as_str(), "points: {o1x: 5}")];
        let base = base(&[("q0x", YES_NO), ("q1x", WHOLE)], &rules);
        assert_eq!(is_settled(&base, "q0x: true"), settled, "over {from}, under {to}");
    }
}

/// Two tests of one question that no answer passes both.
#[test]
fn what_no_answer_can_fulfil_changes_nothing() {
    let when = "{all: [{q1x: {over: 5}}, {q1x: {under: 3}}]}";
    let rules = [("{q0x: true}", "points: {o0x: 1}"), (when, "points: {o1x: 5}")];
    let base = base(&[("q0x", YES_NO), ("q1x", WHOLE)], &rules);
    assert!(is_settled(&base, "q0x: true"));
}

/// What needs two of several choices comes only with what each of them brings.
#[test]
fn two_of_several_choices_bring_what_each_of_them_does() {
    let several = "kind: several, choices: [{id: a, means: m}, {id: b, means: m}]";
    let rules = [
        ("{q0x: true}", "points: {o0x: 1}"),
        ("{q1x: {contains: a}}", "points: {o0x: 5}"),
        ("{q1x: {contains: b}}", "points: {o0x: 5}"),
        (
            "{all: [{q1x: {contains: a}}, {q1x: {contains: b}}, {q0x: true}]}",
            "points: {o1x: 5, o0x: -4}",
        ),
    ];
    let base = base(&[("q0x", YES_NO), ("q1x", several)], &rules);
    assert!(is_settled(&base, "q0x: true"));
}

/// Of answers that exclude each other, the one that gives most is what fits are measured by.
#[test]
fn fits_are_measured_by_one_answer() {
    let choice = "kind: choice, choices: [{id: a, means: m}, {id: b, means: m}]";
    let rules = [("{q0x: a}", "points: {o0x: 3}"), ("{q0x: b}", "points: {o0x: 2}")];
    let base = base(&[("q0x", choice)], &rules);
    with(&base, "q0x: b", |case| {
        let assessment = case.assess();
        assert_eq!(assessment.most, 3);
        assert!((assessment.standings[0].fit - (50.0 + 50.0 * 2.0 / 3.0)).abs() < 1e-9);
    });
}

#[test]
fn the_fewest_answers_are_given_up() {
    let when = "{all: [{any: [{q0x: true}, {q1x: true}]}, {q2x: true}]}";
    let base = base(
        &[("q0x", YES_NO), ("q1x", YES_NO), ("q2x", YES_NO)],
        &[(when, "excludes: o0x, remedy: r")],
    );
    with(&base, "{q0x: true, q1x: true, q2x: true}", |case| {
        let found = relaxations(case, &case.assess());
        let fields: Vec<&str> =
            found[0].give_up.iter().map(|(field, _)| base.fields.get(*field).id.as_str()).collect();
        assert_eq!(fields, ["q2x"]);
    });
}

#[test]
fn ordered_choices_are_as_far_apart_as_their_places() {
    let (_, operations) =
        SHIPPED.fields.iter().find(|(_, field)| field.id == "team.operations").unwrap();
    let between = |from, to| distance(operations, Value::Choice(from), Value::Choice(to));
    assert_eq!([between(0, 1), between(0, 2), between(2, 1)], [0.5, 1.0, 0.5]);
}

/// Of more pairs than are listed, one that is only a little nearer takes the place of the farthest.
#[test]
fn a_pair_that_is_a_little_nearer_is_listed() {
    let choices: Vec<String> =
        (0..12).map(|number| format!("{{id: c{number}, means: m}}")).collect();
    let scale = format!("kind: choice, ordered: true, choices: [{}]", choices.join(", "));
    let questions = [
        ("q0x", YES_NO),
        ("q1x", YES_NO),
        ("q2x", YES_NO),
        ("q3x", YES_NO),
        ("q4x", scale.as_str()),
    ];
    let base = base(
        &questions,
        &[
            ("{q0x: false}", "points: {o1x: 2}"),
            ("{q1x: false}", "points: {o1x: 2}"),
            ("{q2x: false}", "points: {o1x: 2}"),
            ("{q3x: false}", "points: {o1x: 2}"),
            ("{q4x: c5}", "points: {o1x: 2}"),
            ("{any: [{q0x: true}, {q0x: false}]}", "points: {o0x: 3}"),
        ],
    );
    with(&base, "{q0x: true, q1x: true, q2x: true, q3x: true, q4x: c0}", |case| {
        let pairs = pairs(case, &case.assess().verdict);
        let distances: Vec<f64> = pairs.iter().map(|pair| pair.distance).collect();
        let near = 0.5 + 5.0 / 11.0;
        assert_eq!(distances, [near, near, near, near, 1.0]);
    });
}

/// Every other answer to a question of which pairs are made, as the documentation has it.
fn others(field: &Field, from: Value) -> Vec<Value> {
    match (&field.kind, from) {
        (Kind::YesNo, _) => [false, true].map(Value::YesNo).into(),
        (Kind::Choice(choices), _) => (0..choices.len() as u8).map(Value::Choice).collect(),
        (Kind::Several(choices), Value::Several(bits)) => (0..choices.len())
            .map(|choice| Value::Several(bits ^ 1 << choice))
            .chain([Value::Several(0)])
            .collect(),
        (Kind::Number(_), _) => (0..10).map(|number| Value::Number(number.into())).collect(),
        _ => panic!("{field:?}"),
    }
}

/// Every other answer to a question.
fn all_others(field: &Field, from: Value) -> Vec<Value> {
    match &field.kind {
        Kind::Several(choices) => (0..1 << choices.len()).map(Value::Several).collect(),
        _ => others(field, from),
    }
}

/// The choices that a change adds or takes away.
fn toggled(change: &Change) -> Option<u64> {
    match (change.from, change.to) {
        (Value::Several(from), Value::Several(to)) => Some(from ^ to),
        _ => None,
    }
}

/// All changes of answers, with what each costs.
fn changes(
    base: &RuleBase,
    answers: &Facts,
    others: fn(&Field, Value) -> Vec<Value>,
) -> Vec<(Change, f64)> {
    let mut found: Vec<(Change, f64)> = Vec::new();
    for (id, from) in answers.known() {
        let field = base.fields.get(id);
        for to in others(field, from).into_iter().filter(|to| *to != from) {
            let change = Change { field: id, from, to };
            if !found.iter().any(|(other, _)| *other == change) {
                found.push((change, distance(field, from, to)));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(effort::config(400))]

    /// Flips and pairs are those that trying all answers shows, the nearest first; of a number the nearest in each
    /// direction.
    #[test]
    fn flips_and_pairs_are_the_nearest(seed in any::<u64>()) {
        let base = small::rule_base(seed);
        let engine = Engine::new(&base).unwrap();
        let answers = small::profile(&base, &mut Draw::new(seed ^ 1));
        let weights: Vec<u8> = base.dimensions.iter().map(|dimension| dimension.weight).collect();
        let case = Case { engine: &engine, answers: &answers, weights: &weights, derivation: &NothingDerived };
        let verdict = case.assess().verdict;
        if verdict == Verdict::Unanswered {
            return Ok(());
        }
        let after = |changes: &[Change]| {
            let mut with = answers.clone();
            changes.iter().for_each(|change| with.set(change.field, Some(change.to)));
            engine.assess(&with, &weights).verdict
        };
        let all = changes(&base, &answers, all_others);
        let mut single: Vec<Change> =
            all.iter().map(|(change, _)| *change).filter(|it| after(&[*it]) != verdict).collect();
        let number = |value: Value| if let Value::Number(number) = value { Some(number) } else { None };
        let single_before = single.clone();
        single.retain(|change| match (number(change.from), number(change.to)) {
            (Some(from), Some(to)) => !single_before.iter().any(|other| {
                let nearer = number(other.to).filter(|_| other.field == change.field);
                nearer.is_some_and(|nearer| (from < nearer && nearer < to) || (to < nearer && nearer < from))
            }),
            // Of several choices none of which a part does.
            _ => !single_before.iter().any(|other| {
                let parts = toggled(change).zip(toggled(other).filter(|_| other.field == change.field));
                parts.is_some_and(|(whole, part)| whole != part && part & !whole == 0)
            }),
        });
        let mut found: Vec<Change> = flips(&case, &verdict).into_iter().map(|it| it.change).collect();
        let key = |change: &Change| (change.field, format!("{:?}", change.to));
        single.sort_by_key(key);
        found.sort_by_key(key);
        assert_eq!(found, single);
        // Pairs are for when no single change is enough.
        if !single.is_empty() {
            return Ok(());
        }
        let changes = changes(&base, &answers, others);
        // Of each two questions the nearest pair.
        let mut nearest: Vec<([FieldId; 2], f64)> = Vec::new();
        for (index, (one, near)) in changes.iter().enumerate() {
            for (other, far) in changes[index + 1..].iter().filter(|(other, _)| other.field != one.field) {
                if after(&[*one, *other]) == verdict {
                    continue;
                }
                let (fields, sum) = ([one.field, other.field], near + far);
                match nearest.iter_mut().find(|(known, _)| *known == fields) {
                    Some((_, least)) => *least = least.min(sum),
                    None => nearest.push((fields, sum)),
                }
            }
        }
        let mut distances: Vec<f64> = nearest.into_iter().map(|(_, distance)| distance).collect();
        distances.sort_by(f64::total_cmp);
        distances.truncate(MOST_PAIRS);
        let pairs: Vec<f64> = pairs(&case, &verdict).into_iter().map(|pair| pair.distance).collect();
        assert_eq!(pairs, distances);
    }
}
