//! Laws on the shipped rule base with its prices: an open question is no answer, a missing price no
//! good price, a little more costs a little more, and what is said of an open question holds what
//! comes of its answers.

use std::collections::{BTreeSet, HashSet};

use rust_decimal::Decimal;
use serde_yaml::Value as Yaml;
use whereto::{
    analysis::{Case, flips::flips},
    assessment::Engine,
    condition::Truth,
    cost::{
        Estimator,
        estimate::{Estimate, LineOf, Priced},
    },
    field::{Facts, FieldId, Kind, Value},
    profile::{self, Profile},
    rulebase::RuleBase,
};

use crate::{
    cost::SHIPPED,
    effort,
    generate::Draws,
    outcome::read,
    reference::{Askable, all, answer_some, askable, shipped_files, values},
};

/// The answers that people could give to a question: each choice, numbers along the range that is
/// usual, and the greatest, since what other answers make likely may lie beyond.
fn plausible(base: &RuleBase, field: FieldId) -> Vec<Value> {
    match &base.fields.get(field).kind {
        Kind::YesNo => vec![Value::YesNo(false), Value::YesNo(true)],
        Kind::Choice(choices) => (0..choices.len() as u8).map(Value::Choice).collect(),
        Kind::Several(choices) => (0..choices.len())
            .map(|choice| Value::Several(1 << choice))
            .chain([Value::Several(0)])
            .collect(),
        Kind::Number(scale) => {
            let (from, to) = scale.typical;
            let (from, to) = (scale.grid.number_of(from), scale.grid.number_of(to));
            let at = |part: u64| scale.grid.value(from + (to - from) * part / 6);
            let numbers = (0..=6).filter_map(at).chain([scale.most]);
            numbers.filter(|it| scale.holds(*it)).map(Value::Number).collect()
        }
    }
}

/// Random profiles with traffic, and the answers of each that estimates depend on.
fn profiles(count: u32, seed: u64) -> impl Iterator<Item = (Profile, Draws)> {
    let files: Vec<Yaml> = values(&shipped_files());
    let questions: Vec<Askable> =
        all(&files, "questions").iter().map(|question| askable(question, &files)).collect();
    (0..count).map(move |case| {
        let mut draws = Draws::seeded(seed + u64::from(case), 400);
        let mut text = answer_some(&questions, &mut draws).replace("{}", "");
        if !text.contains("traffic.requests_per_month") {
            let requests = draws.between(1, 99) * 10_usize.pow(draws.between(1, 8) as u32);
            text += &format!("traffic.requests_per_month: {requests}\n");
        }
        (read(&text, &SHIPPED), draws)
    })
}

/// The rules over estimates that fire.
fn fired(base: &RuleBase, facts: &Facts) -> BTreeSet<String> {
    let is_derived = |field: &FieldId| base.fields.get(*field).derived;
    let rules = base.rules.iter().filter(|rule| rule.when.fields().iter().any(&is_derived));
    let fires = rules.filter(|rule| rule.when.evaluate(facts) == Truth::True);
    fires.map(|rule| rule.id.clone()).collect()
}

/// Taking an answer back makes no rule fire that fires with none of the answers that could be given
/// in its place.
#[test]
fn an_open_question_is_no_answer() {
    let base = &*SHIPPED;
    for (profile, mut draws) in profiles(effort::cases(60), 1) {
        let estimator = Estimator::new(base, &profile.assumptions);
        let depends = |field: &FieldId| {
            let mut derived = base.fields.iter().filter(|(_, it)| it.derived);
            derived.any(|(id, _)| estimator.inputs(id).contains(field))
        };
        let answered: Vec<FieldId> =
            profile.answers.known().map(|(field, _)| field).filter(depends).collect();
        if answered.is_empty() {
            continue;
        }
        for _ in 0..2 {
            let field = *draws.pick(&answered);
            let mut answers = profile.answers.clone();
            answers.set(field, None);
            let mut open = fired(base, &estimator.facts(&answers));
            let own = profile.answers.get(field);
            for answer in plausible(base, field).into_iter().chain(own) {
                if open.is_empty() {
                    break;
                }
                answers.set(field, Some(answer));
                let with = fired(base, &estimator.facts(&answers));
                open.retain(|rule| !with.contains(rule));
            }
            let name = &base.fields.get(field).id;
            assert!(open.is_empty(), "without {name}: {open:?}\n{}", profile::text(base, &profile));
        }
    }
}

/// What follows from answers depends on nothing but what is said to be looked at: the analyses
/// remember it by that.
#[test]
fn estimates_depend_on_nothing_but_their_inputs() {
    let base = &*SHIPPED;
    for (profile, mut draws) in profiles(effort::cases(60), 6) {
        let estimator = Estimator::new(base, &profile.assumptions);
        let derived = || base.fields.iter().filter(|(_, it)| it.derived).map(|(id, _)| id);
        let before = estimator.facts(&profile.answers);
        for question in &base.questions {
            let mut answers = profile.answers.clone();
            answers.set(question.field, Some(*draws.pick(&plausible(base, question.field))));
            let after = estimator.facts(&answers);
            for field in derived().filter(|it| before.get(*it) != after.get(*it)) {
                let [of, on] = [field, question.field].map(|id| &base.fields.get(id).id);
                assert!(estimator.inputs(field).contains(&question.field), "{of} depends on {on}");
            }
        }
    }
}

fn expected(priced: &Priced) -> Decimal {
    priced.total.expected.0
}

fn each(estimate: &Estimate) -> impl Iterator<Item = Option<&Priced>> {
    estimate.options.iter().map(|option| option.priced.as_ref().ok())
}

/// What an option costs that has no price is not known to any rule.
#[test]
fn a_missing_price_is_no_price() {
    let base = &*SHIPPED;
    let gpu = base.fields.find("compute.gpu").unwrap();
    for (mut profile, _) in profiles(effort::cases(40), 2) {
        profile.answers.set(gpu, Some(Value::YesNo(true)));
        let estimator = Estimator::new(base, &profile.assumptions);
        let facts = estimator.facts(&profile.answers);
        let estimate = estimator.estimate(&profile.answers).unwrap();
        for (option, priced) in base.options.iter().zip(each(&estimate)) {
            let prefix = format!("estimate.{}.", option.id);
            let of_option = base.fields.iter().filter(|(_, it)| it.id.starts_with(&prefix));
            let known: Vec<_> = of_option.filter(|(id, _)| facts.get(*id).is_some()).collect();
            assert!(priced.is_some() || known.is_empty(), "{}: {known:?}", option.id);
        }
    }
}

/// What rules exclude is no measure of what the others cost, and has no cost for rules itself.
#[test]
fn what_is_ruled_out_is_compared_with_nothing() {
    let base = &*SHIPPED;
    let field = |id: &str| base.fields.find(id).unwrap();
    let memory = field("compute.memory_mb");
    let compared = ["aws-lambda", "firebase", "traditional-server"]
        .map(|option| field(&format!("estimate.{option}.median_times_dearer")));
    for (mut profile, _) in profiles(effort::cases(40), 5) {
        let estimator = Estimator::new(base, &profile.assumptions);
        for field in [field("compute.gpu"), field("compute.needs"), field("state.in_memory")] {
            profile.answers.set(field, None);
        }
        for field in [field("state.connections"), field("compute.max_duration_s")] {
            profile.answers.set(field, None);
        }
        for field in ["compliance.data_residency", "compliance.infrastructure_control"] {
            profile.answers.set(base.fields.find(field).unwrap(), None);
        }
        let mut known = |mb: u32| {
            profile.answers.set(memory, Some(Value::Number(mb.into())));
            let facts = estimator.facts(&profile.answers);
            compared.map(|field| facts.get(field).is_some())
        };
        assert_eq!(known(10_240), [true; 3]);
        assert_eq!(known(10_241), [false, true, true]);
        assert_eq!(known(32_769), [false; 3]);
    }
}

/// What a priced stack is made of: machines of which kind, and items.
fn made_of(priced: &Priced) -> (usize, BTreeSet<String>) {
    let of = |line: &LineOf| match line {
        LineOf::Item(item) => format!("{item:?}"),
        LineOf::Machines { catalog, machine, .. } => format!("{catalog:?} {machine}"),
    };
    (priced.stack, priced.lines.iter().map(|line| of(&line.of)).collect())
}

/// A step of a question's grid, a few per cent of a number, moves no estimate by more than a tenth
/// and one more machine of each kind, as long as it is made of the same.
#[test]
fn there_is_no_cliff_between_two_steps() {
    let base = &*SHIPPED;
    for (profile, mut draws) in profiles(effort::cases(80), 3) {
        let estimator = Estimator::new(base, &profile.assumptions);
        let numbers: Vec<FieldId> = profile
            .answers
            .known()
            .map(|(field, _)| field)
            .filter(|field| matches!(base.fields.get(*field).kind, Kind::Number(_)))
            .collect();
        let field = *draws.pick(&numbers);
        let Kind::Number(scale) = &base.fields.get(field).kind else { continue };
        let Some(Value::Number(at)) = profile.answers.get(field) else { continue };
        // The smallest step: as in "200,000" to "200,001".
        let next = if scale.whole { at + Decimal::ONE } else { at + at / Decimal::from(10_000) };
        if at < Decimal::from(1_000) || !scale.holds(next) {
            continue;
        }
        let mut answers = profile.answers.clone();
        let before = estimator.estimate(&answers).unwrap();
        answers.set(field, Some(Value::Number(next)));
        let after = estimator.estimate(&answers).unwrap();
        for (before, after) in each(&before).zip(each(&after)) {
            let (Some(before), Some(after)) = (before, after) else {
                assert_eq!(before.is_some(), after.is_some());
                continue;
            };
            let dearest_step: Decimal = after
                .lines
                .iter()
                .filter(|line| matches!(line.of, LineOf::Machines { .. }))
                .map(|line| line.cost.0 / line.amount.max(Decimal::ONE) * Decimal::TWO)
                .sum();
            let name = &base.fields.get(field).id;
            // Functions come in sizes of which each is twice the one before.
            let times = if name == "compute.memory_mb" { 22 } else { 12 };
            let most = expected(before) * Decimal::new(times, 1) + dearest_step + Decimal::TEN;
            assert!(
                made_of(before) != made_of(after) || expected(after) <= most,
                "{name} from {at}: {} to {}\n{}",
                before.total.expected.0,
                after.total.expected.0,
                profile::text_with_assumptions(base, &profile)
            );
        }
    }
}

/// The range that is told while a question is open holds what its usual answer gives, and so does
/// the range with that answer.
#[test]
fn ranges_hold_what_answers_give() {
    let base = &*SHIPPED;
    for (profile, mut draws) in profiles(effort::cases(60), 4) {
        let estimator = Estimator::new(base, &profile.assumptions);
        let open: Vec<FieldId> = base
            .questions
            .iter()
            .map(|question| question.field)
            .filter(|field| profile.answers.get(*field).is_none())
            .filter(|field| !matches!(base.fields.get(*field).kind, Kind::Several(_)))
            .collect();
        if open.is_empty() {
            continue;
        }
        let field = *draws.pick(&open);
        let before = estimator.estimate(&profile.answers).unwrap();
        let Some(usual) = before.grounds.iter().find(|ground| ground.field == field) else {
            continue;
        };
        let mut answers = profile.answers.clone();
        answers.set(field, Some(usual.value));
        let after = estimator.estimate(&answers).unwrap();
        for (before, after) in each(&before).zip(each(&after)) {
            let (Some(before), Some(after)) = (before, after) else { continue };
            let name = &base.fields.get(field).id;
            for total in [&before.total, &after.total] {
                assert!(
                    total.low.0 <= expected(after) && expected(after) <= total.high.0,
                    "{name}: {} in {} to {}\n{}",
                    expected(after),
                    total.low.0,
                    total.high.0,
                    profile::text_with_assumptions(base, &profile)
                );
            }
            let text = profile::text_with_assumptions(base, &profile);
            assert_eq!(expected(before), expected(after), "{name}\n{text}");
        }
    }
}

/// What follows from a number lies within what is said of all numbers around it, each end within
/// what is said of that end; so nothing that an analysis passes over could have mattered.
#[test]
fn what_follows_from_a_number_lies_between_what_follows_from_its_neighbours() {
    let base = &*SHIPPED;
    let mut looked_at = 0;
    for (profile, mut draws) in profiles(effort::cases(60), 5) {
        let estimator = Estimator::new(base, &profile.assumptions);
        let numbers: Vec<FieldId> = profile
            .answers
            .known()
            .filter(|(_, value)| matches!(value, Value::Number(_)))
            .map(|(field, _)| field)
            .collect();
        for field in numbers {
            let Kind::Number(scale) = &base.fields.get(field).kind else { continue };
            let first = scale.grid.number_of(scale.typical.0);
            let mut places: Vec<u64> =
                (0..3).map(|_| first + draws.between(0, scale.span() as usize) as u64).collect();
            places.sort_unstable();
            let with: Vec<Facts> = places
                .into_iter()
                .map(|place| {
                    let mut answers = profile.answers.clone();
                    answers.set(field, scale.grid.value(place).map(Value::Number));
                    answers
                })
                .collect();
            let [low, middle, high] = with.as_slice() else { continue };
            let Some(between) = estimator.ends_between(field, low, high) else { continue };
            let at = estimator.facts(middle);
            for (derived, _) in base.fields.iter().filter(|(_, it)| it.derived) {
                let ends = |value| match value {
                    Value::Number(number) => (number, number),
                    Value::Between(low, high) => (low, high),
                    other => panic!("{other:?} is no number"),
                };
                let own = at.get(derived).map(ends);
                let all = between.each_ref().map(|end| end.get(derived).map(ends));
                let is_within = match (own, all) {
                    (Some((low, high)), [Some(lows), Some(highs)]) => {
                        let is_low = lows.0 <= low && low <= lows.1;
                        is_low && highs.0 <= high && high <= highs.1
                    }
                    (own, all) => all == [own; 2],
                };
                let (derived, number) = (&base.fields.get(derived).id, &base.fields.get(field).id);
                assert!(is_within, "{number}, {derived}: {own:?} is not within {all:?}");
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 500, "{looked_at}");
}

/// Where a number turns the recommendation is where the first of all values of its grid does.
#[test]
fn no_number_that_turns_the_recommendation_is_passed_over() {
    let base = &*SHIPPED;
    let engine = Engine::new(base).unwrap();
    for (profile, _) in profiles(effort::cases(3), 6) {
        let estimator = Estimator::new(base, &profile.assumptions);
        let weights = &profile.weights;
        let case =
            Case { engine: &engine, answers: &profile.answers, weights, derivation: &estimator };
        let verdict = case.assess().verdict;
        let found = flips(&case, &verdict);
        for (field, value) in profile.answers.known() {
            let (Kind::Number(scale), Value::Number(from)) = (&base.fields.get(field).kind, value)
            else {
                continue;
            };
            let turns = |number: &Decimal| {
                case.assess_with(field, Some(Value::Number(*number))).verdict != verdict
            };
            let is_in = |number: &Decimal| *number >= scale.least && *number <= scale.most;
            let up = std::iter::successors(scale.grid.next(from), |at| scale.grid.next(*at));
            let down =
                std::iter::successors(scale.grid.previous(from), |at| scale.grid.previous(*at));
            let up = up.take_while(is_in).filter(|at| scale.holds(*at)).find(turns);
            let down = down.take_while(is_in).filter(|at| scale.holds(*at)).find(turns);
            let own = found.iter().filter(|flip| flip.change.field == field);
            let own: HashSet<Value> = own.map(|flip| flip.change.to).collect();
            let all: HashSet<Value> = up.into_iter().chain(down).map(Value::Number).collect();
            let text = profile::text_with_assumptions(base, &profile);
            assert_eq!(own, all, "{}\n{text}", base.fields.get(field).id);
        }
    }
}
