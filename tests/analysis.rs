//! The analyses, against going through everything.

use proptest::prelude::{any, proptest};
use rust_decimal::Decimal;
use whereto::{
    advice::Advice,
    analysis::{
        Case, NothingDerived,
        acceptability::{Settings, acceptability},
        flips::{flips, pairs},
        open_questions::{OpenQuestion, open_questions},
        sampling::Draw,
    },
    assessment::{Engine, Verdict},
    condition::Truth,
    cost::Estimator,
    field::{Facts, FieldId, Kind, Value},
    profile::Profile,
    rulebase::{Question, RuleBase},
    source::Source,
};

use crate::{cost::SHIPPED, effort, outcome::read, small};

fn weights(base: &RuleBase) -> Vec<u8> {
    base.dimensions.iter().map(|dimension| dimension.weight).collect()
}

fn case<'a>(engine: &'a Engine<'a>, answers: &'a Facts, weights: &'a [u8]) -> Case<'a> {
    Case { engine, answers, weights, derivation: &NothingDerived }
}

proptest! {
    #![proptest_config(effort::config(400))]

    /// Settled means that no completion has another verdict; a question can change it when, from a state in which the
    /// verdict still stands, some answer to it makes another.
    #[test]
    fn open_questions_are_what_going_through_all_completions_shows(seed in any::<u64>()) {
        let base = small::rule_base(seed);
        let engine = Engine::new(&base).unwrap();
        let answers = small::profile(&base, &mut Draw::new(seed ^ 1));
        let weights = weights(&base);
        let case = case(&engine, &answers, &weights);
        let assessment = case.assess();
        let openness = open_questions(&case, &assessment);
        if assessment.verdict == Verdict::Unanswered {
            // Any first answer leads somewhere, if only to a tie; only questions that rules look at count.
            assert!(!openness.settled);
            return Ok(());
        }
        let verdict = |facts: &Facts| engine.assess(facts, &weights).verdict;
        let completions = small::completions(&base, &answers);
        let changes = completions.iter().any(|completion| verdict(completion) != assessment.verdict);
        assert!(!(openness.settled && changes), "said to be settled, and is not");
        let two_options = assessment.standings.len() == 2;
        let recommended = matches!(assessment.verdict, Verdict::Recommended(_));
        if two_options && recommended {
            assert_eq!(openness.settled, !changes, "with one challenger it is exact");
        }
        for question in &openness.questions {
            let changing = completions.iter().filter(|it| it.get(question.field).is_none()).any(|context| {
                verdict(context) == assessment.verdict
                    && small::answers(&base, question.field).into_iter().any(|answer| {
                        let mut with = context.clone();
                        with.set(question.field, answer);
                        verdict(&with) != assessment.verdict
                    })
            });
            assert!(question.can_change || !changing, "{:?} can change it", question.field);
            let excluding = completions.iter().filter(|it| it.get(question.field).is_none()).any(|context| {
                let excluded = |facts: &Facts| engine.assess(facts, &weights).standings.iter().filter(|it| it.rank.is_none()).count();
                small::answers(&base, question.field).into_iter().any(|answer| {
                    let mut with = context.clone();
                    with.set(question.field, answer);
                    excluded(&with) > excluded(context)
                })
            });
            assert!(question.can_exclude || !excluding, "{:?} can exclude", question.field);
        }
    }

    /// Every flip does what it says, one grid step short of it does nothing, and where none is reported there is none.
    #[test]
    fn flips_are_what_trying_every_answer_shows(seed in any::<u64>()) {
        let base = small::rule_base(seed);
        let engine = Engine::new(&base).unwrap();
        let answers = small::profile(&base, &mut Draw::new(seed ^ 1));
        let weights = weights(&base);
        let case = case(&engine, &answers, &weights);
        let verdict = case.assess().verdict;
        let found = flips(&case, &verdict);
        for flip in &found {
            let after = case.assess_with(flip.change.field, Some(flip.change.to)).verdict;
            assert_ne!(after, verdict);
            assert_eq!(after, flip.verdict);
            if let (Kind::Number(scale), Value::Number(from), Value::Number(to)) =
                (&base.fields.get(flip.change.field).kind, flip.change.from, flip.change.to)
            {
                let short = if to > from { scale.grid.previous(to) } else { scale.grid.next(to) };
                let short = short.filter(|short| *short != from).map(Value::Number);
                if let Some(short) = short {
                    assert_eq!(case.assess_with(flip.change.field, Some(short)).verdict, verdict, "one step short of {flip:?}");
                }
                if let Some(until) = flip.until {
                    assert_eq!(case.assess_with(flip.change.field, Some(Value::Number(until))).verdict, after);
                    let beyond = if to > from { scale.grid.next(until) } else { scale.grid.previous(until) }.unwrap();
                    assert_ne!(case.assess_with(flip.change.field, Some(Value::Number(beyond))).verdict, after);
                }
            }
        }
        for question in &base.questions {
            let Some(given) = answers.get(question.field) else { continue };
            let flips = small::answers(&base, question.field).into_iter().flatten().any(|answer| {
                answer != given && case.assess_with(question.field, Some(answer)).verdict != verdict
            });
            let reported = found.iter().any(|flip| flip.change.field == question.field);
            assert_eq!(reported, flips, "{:?}: {found:?}", question.field);
        }
        let mut distances: Vec<f64> = found.iter().map(|flip| flip.distance).collect();
        distances.sort_by(f64::total_cmp);
        assert_eq!(distances, found.iter().map(|flip| flip.distance).collect::<Vec<_>>(), "smallest first");
        if found.is_empty() && verdict != Verdict::Unanswered {
            for pair in pairs(&case, &verdict) {
                let mut with = answers.clone();
                pair.changes.iter().for_each(|change| with.set(change.field, Some(change.to)));
                let after = case.assess_answers(&with).verdict;
                assert_ne!(after, verdict);
                assert_eq!(after, pair.verdict);
            }
        }
    }

    /// Shares add up, the same seed gives the same, and an option that is nowhere behind is first everywhere.
    #[test]
    fn acceptability_keeps_its_laws(seed in any::<u64>()) {
        let base = small::rule_base(seed);
        let engine = Engine::new(&base).unwrap();
        let answers = small::profile(&base, &mut Draw::new(seed ^ 1));
        let weights = weights(&base);
        let case = case(&engine, &answers, &weights);
        let settings = Settings { samples: 300, seed, ..Settings::default() };
        let drawn = acceptability(&case, &settings);
        assert_eq!(drawn, acceptability(&case, &settings));
        let fitting: Vec<_> = case.assess().standings.into_iter().filter(|standing| standing.rank.is_some()).collect();
        for rank in 0..fitting.len() {
            let sum: f64 = drawn.options.iter().map(|option| option.ranks[rank]).sum();
            assert!((sum - 1.0).abs() < 1e-9, "rank {rank} is shared out to {sum}");
        }
        for standing in &fitting {
            let ahead = |other: &whereto::assessment::Standing| {
                other.option == standing.option || standing.points.iter().zip(&other.points).all(|(own, other)| own > other)
            };
            if fitting.iter().all(ahead) {
                assert_eq!(drawn.first(standing.option), 1.0, "dominance gives exactly 100 %");
            }
        }
    }
}

/// A rule base with two dimensions in which two options stand at the given points.
fn two_by_two(points: [[i64; 2]; 2]) -> RuleBase {
    let mut text = String::from(
        "rule_base: {name: two, version: '1', reviewed: 2026-01-01}
dimensions: [{id: d0x, name: D, about: d, weight: 1}, {id: d1x, name: D, about: d, weight: 1}]
options: [{id: o0x, name: O, kind: k, about: a, products: []}, {id: o1x, name: O, kind: k, about: \
         a, products: []}]
facts: [{id: fact, says: s, value: v, unit: u, as_of: 2026, source: s, confidence: high}]
questions: [{id: qx, dimension: d0x, prompt: p, help: h, why: w, kind: yes-no}]
rules:\n",
    );
    for (option, points) in points.iter().enumerate() {
        for (dimension, points) in points.iter().enumerate().filter(|(_, points)| **points != 0) {
            text.push_str(&format!(
                "  - {{id: r{option}-{dimension}, dimension: d{dimension}x, when: {{qx: true}}, \
                 points: {{o{option}x: {points}}}, because: b, cites: [fact], grade: guidance}}\n"
            ));
        }
    }
    RuleBase::load(&[Source::new("two.yaml", text)]).unwrap()
}

fn first(base: &RuleBase, settings: &Settings) -> Vec<f64> {
    let engine = Engine::new(base).unwrap();
    let mut answers = Facts::unknown(base.fields.len());
    answers.set(base.questions[0].field, Some(Value::YesNo(true)));
    let weights = weights(base);
    let case = case(&engine, &answers, &weights);
    acceptability(&case, settings).options.iter().map(|option| option.ranks[0]).collect()
}

#[test]
fn two_dimensions_give_the_closed_form() {
    // With weights w and 1 - w the first option leads when 3w > 2(1 - w), that is when w > 2/5.
    let base = two_by_two([[3, 0], [0, 2]]);
    let shares = first(&base, &Settings { samples: 100_000, ..Settings::default() });
    let error = 4.0 * (0.6f64 * 0.4 / 100_000.0).sqrt();
    assert!((shares[0] - 0.6).abs() < error, "{shares:?}");
    // If the second dimension weighs more, w is under a half, and the first option leads from 2/5
    // to 1/2 of it.
    let ranking = vec![base.find_dimension("d1x").unwrap(), base.find_dimension("d0x").unwrap()];
    let shares = first(&base, &Settings { samples: 100_000, ranking, ..Settings::default() });
    assert!((shares[0] - 0.2).abs() < error, "{shares:?}");
}

#[test]
fn symmetric_options_share_alike() {
    let shares =
        first(&two_by_two([[3, 1], [1, 3]]), &Settings { samples: 100_000, ..Settings::default() });
    assert!((shares[0] - 0.5).abs() < 0.007, "{shares:?}");
    let shares = first(&two_by_two([[2, 2], [2, 2]]), &Settings::default());
    assert_eq!(shares, [0.5, 0.5], "options that are level share every place");
}

#[test]
fn dominance_gives_exactly_all() {
    assert_eq!(first(&two_by_two([[3, 1], [2, 1]]), &Settings::default())[0], 1.0);
    assert_eq!(first(&two_by_two([[2, 2], [1, 1]]), &Settings::default()), [1.0, 0.0]);
}

#[test]
fn settled_holds_for_a_hundred_thousand_random_completions_of_the_shipped_rule_base() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let mut draw = Draw::new(1);
    let mut completions = 0;
    let mut settled = 0;
    let mut estimated = 0;
    while completions < effort::cases(100_000) {
        let mut profile = Profile::blank(&base);
        for question in &base.questions {
            if draw.below(5) > 0 {
                profile.answers.set(question.field, draw.answer(base.fields.get(question.field)));
            }
        }
        let estimator = Estimator::new(&base, &profile.assumptions);
        let case =
            Case { derivation: &estimator, ..case(&engine, &profile.answers, &profile.weights) };
        let assessment = case.assess();
        if !open_questions(&case, &assessment).settled {
            continue;
        }
        let estimates = |answers: &Facts| {
            let facts = estimator.facts(answers);
            base.fields.iter().any(|(id, field)| field.derived && facts.get(id).is_some())
        };
        settled += 1;
        for _ in 0..500 {
            let mut answers = profile.answers.clone();
            for field in case.open() {
                if draw.below(4) > 0 {
                    answers.set(field, draw.answer(base.fields.get(field)));
                }
            }
            completions += 1;
            estimated += u32::from(completions % 100 == 0 && estimates(&answers));
            assert_eq!(case.outcome(&answers).verdict, assessment.verdict);
        }
    }
    assert!(settled >= completions / 500);
    assert!(estimated >= completions / 200, "too few completions had estimates: {estimated}");
}

#[test]
fn nothing_answered_says_what_would_tell_most() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let profile = Profile::blank(&base);
    let advice = Advice::new(&engine, profile, &Settings::default());
    assert_eq!(advice.assessment().verdict, Verdict::Unanswered);
    assert!(!advice.openness().settled);
    let remaining = advice.remaining();
    assert_eq!(remaining.completions.telling.len(), base.questions.len());
    let next = remaining.most_worth_asking();
    let tell = |some: &[FieldId]| {
        some.iter().map(|field| remaining.tells(*field)).sum::<f64>() / some.len() as f64
    };
    assert!(tell(&next[..5]) > tell(&next[5..10]) && tell(&next[5..10]) > tell(&next[10..]));
}

/// A profile of the shipped rule base with nearly everything answered, so that estimates are narrow
/// and rules on them fire, and with traffic and a budget that make them matter.
fn answered(base: &RuleBase, draw: &mut Draw) -> Profile {
    let mut profile = Profile::blank(base);
    for question in &base.questions {
        if draw.below(10) > 0 {
            profile.answers.set(question.field, draw.answer(base.fields.get(question.field)));
        }
    }
    let mut number = |field: &str, least: u32, orders: u64| {
        let (order, part) = (draw.below(orders) as u32, 1 + draw.below(9));
        let field = base.fields.find(field).unwrap();
        profile.answers.set(field, Some(Value::Number((part * 10u64.pow(least + order)).into())));
    };
    number("traffic.requests_per_month", 4, 7);
    number("compute.average_duration_ms", 1, 3);
    number("cost.monthly_budget_usd", 1, 4);
    profile
}

fn estimated(base: &RuleBase, field: FieldId) -> bool {
    let derived = base.fields.iter().filter(|(_, field)| field.derived).map(|(id, _)| id);
    let looked_at =
        |derived: &FieldId| base.rules.iter().any(|rule| rule.when.fields().contains(derived));
    derived.filter(looked_at).any(|derived| base.prices.inputs_of(derived).contains(&field))
}

proptest! {
    #![proptest_config(effort::config(40))]

    /// The short way to a verdict, which leaves estimates out where they cannot matter, leads to the same one.
    #[test]
    fn verdicts_without_estimates_are_those_with_them(seed in any::<u64>()) {
        let base = &*SHIPPED;
        let engine = Engine::new(base).unwrap();
        let mut draw = Draw::new(seed);
        for _ in 0..25 {
            let profile = answered(base, &mut draw);
            let estimator = Estimator::new(base, &profile.assumptions);
            let case = Case { derivation: &estimator, ..case(&engine, &profile.answers, &profile.weights) };
            let (outcome, assessment) = (case.outcome(&profile.answers), case.assess());
            assert_eq!(outcome.verdict, assessment.verdict);
            for standing in &assessment.standings {
                assert_eq!(outcome.excluded.contains(standing.option), standing.rank.is_none());
            }
        }
    }

    /// With estimates too every flip does what it says, one grid step short of it does nothing, and it holds until
    /// where it is said to; where none is reported for a number on which estimates depend, none was found by trying.
    #[test]
    fn flips_of_what_estimates_depend_on_hold(seed in any::<u64>()) {
        let base = &*SHIPPED;
        let engine = Engine::new(base).unwrap();
        let mut draw = Draw::new(seed);
        let profile = answered(base, &mut draw);
        let estimator = Estimator::new(base, &profile.assumptions);
        let case = Case { derivation: &estimator, ..case(&engine, &profile.answers, &profile.weights) };
        let verdict = case.assess().verdict;
        let found = flips(&case, &verdict);
        let at = |field: FieldId, number: Decimal| case.outcome_with(field, Some(Value::Number(number))).verdict;
        for flip in found.iter().filter(|flip| estimated(base, flip.change.field)) {
            let field = flip.change.field;
            let (Kind::Number(scale), Value::Number(from), Value::Number(to)) =
                (&base.fields.get(field).kind, flip.change.from, flip.change.to)
            else {
                assert_ne!(case.outcome_with(field, Some(flip.change.to)).verdict, verdict);
                continue;
            };
            let after = at(field, to);
            assert_ne!(after, verdict, "{flip:?}");
            assert_eq!(after, flip.verdict);
            let up = to > from;
            let back = |number: Decimal| if up { scale.grid.previous(number) } else { scale.grid.next(number) };
            let on = |number: Decimal| if up { scale.grid.next(number) } else { scale.grid.previous(number) };
            if let Some(short) = back(to).filter(|short| *short != from) {
                assert_eq!(at(field, short), verdict, "one step short of {flip:?}");
            }
            let threshold = flip.threshold.unwrap();
            let within = if up { from <= threshold && threshold <= to } else { to <= threshold && threshold <= from };
            assert!(within, "{flip:?}");
            let last = flip.until.unwrap_or(if up { scale.most } else { to });
            if let Some(until) = flip.until {
                assert_eq!(at(field, until), after);
                assert_ne!(at(field, on(until).unwrap()), after, "{flip:?}");
            }
            let (low, high) = (scale.grid.number_of(to.min(last)), scale.grid.number_of(to.max(last)));
            // In between it holds throughout.
            for _ in 0..20 {
                let number = scale.grid.value(low + draw.below(high - low + 1)).unwrap();
                assert_eq!(at(field, number), after, "at {number} of {flip:?}");
            }
        }
        let is_moot = |it: &&Question| it.moot.as_ref().is_some_and(|moot| moot.evaluate(case.answers) == Truth::True);
        let asked = base.questions.iter().filter(|question| !is_moot(question));
        for question in asked.filter(|question| estimated(base, question.field)) {
            let (Kind::Number(scale), Some(Value::Number(from))) =
                (&base.fields.get(question.field).kind, case.answers.get(question.field))
            else {
                continue;
            };
            // The nearest flip in each direction is reported, so nothing turns before it but what would
            // contradict another answer.
            let contradicts = |number: Decimal| {
                let mut answers = case.answers.clone();
                answers.set(question.field, Some(Value::Number(number)));
                base.contradictions.iter().any(|it| it.when.holds(&answers) && !it.when.holds(case.answers))
            };
            let nearest = |up: bool| {
                let tos = found.iter().filter(|flip| flip.change.field == question.field).filter_map(|flip| match flip.change.to {
                    Value::Number(to) if (to > from) == up => Some(to),
                    _ => None,
                });
                tos.reduce(|one, other| if up { one.min(other) } else { one.max(other) })
            };
            let first = scale.grid.number_of(nearest(false).unwrap_or(scale.least)) + 1;
            let last = scale.grid.number_of(nearest(true).unwrap_or(scale.most)).saturating_sub(1);
            for _ in 0..40 {
                let Some(number) = scale.grid.value(first + draw.below(last.saturating_sub(first) + 1)) else { continue };
                if scale.holds(number) && first <= last && !contradicts(number) {
                    assert_eq!(at(question.field, number), verdict, "{number} is no flip of {:?}", question.field);
                }
            }
        }
    }
}

/// What a change of traffic does to the recommendation by way of the bill is found, with the number
/// at which it turns.
#[test]
fn traffic_turns_a_recommendation_at_the_number_at_which_a_cost_rule_does() {
    let base = &*SHIPPED;
    let engine = Engine::new(base).unwrap();
    let requests = base.fields.find("traffic.requests_per_month").unwrap();
    let mut draw = Draw::new(7);
    let (tries, mut exact) = (effort::cases(600), 0);
    for _ in 0..tries {
        let profile = answered(base, &mut draw);
        let estimator = Estimator::new(base, &profile.assumptions);
        let case =
            Case { derivation: &estimator, ..case(&engine, &profile.answers, &profile.weights) };
        let verdict = case.assess().verdict;
        for flip in flips(&case, &verdict).into_iter().filter(|flip| flip.change.field == requests)
        {
            let (Value::Number(from), Value::Number(to), Some(threshold)) =
                (flip.change.from, flip.change.to, flip.threshold)
            else {
                panic!("{flip:?}")
            };
            let at =
                |number: Decimal| case.outcome_with(requests, Some(Value::Number(number))).verdict;
            let one = if to > from { -Decimal::ONE } else { Decimal::ONE };
            assert_eq!(at(threshold), at(to), "{flip:?}");
            assert_eq!(at(threshold + one), verdict, "one request short of {flip:?}");
            exact += 1;
        }
    }
    // Most random projects are decided by far more than their bill.
    assert!(exact > 0, "no flips of traffic in {tries} projects");
}

/// What is derived once and remembered tells the same as what is derived each time.
#[test]
fn estimates_that_are_remembered_are_those_that_are_made() {
    let base = &*SHIPPED;
    let engine = Engine::new(base).unwrap();
    let mut draw = Draw::new(11);
    let (mut moved, settings) = (0, Settings { samples: 1, ..Settings::default() });
    for _ in 0..effort::cases(40) {
        let mut profile = answered(base, &mut draw);
        for question in base.questions.iter().filter(|_| draw.below(4) == 0) {
            profile.answers.set(question.field, None);
        }
        let estimator = Estimator::new(base, &profile.assumptions);
        let case =
            Case { derivation: &estimator, ..case(&engine, &profile.answers, &profile.weights) };
        let advice = Advice::new(&engine, profile.clone(), &settings);
        let assessment = case.assess();
        assert_eq!(advice.assessment().verdict, assessment.verdict);
        let openness = open_questions(&case, &assessment);
        assert_eq!(*advice.openness(), openness);
        let is_moved = |question: &OpenQuestion| {
            question.can_change && base.prices.inputs.contains(&question.field)
        };
        moved += openness.questions.iter().filter(|question| is_moved(question)).count();
    }
    assert!(moved > 0, "no question mattered that estimates follow from");
}

/// What is left is counted as the questions say one by one.
#[test]
fn what_is_left_counts_the_questions_that_matter() {
    let base = &*SHIPPED;
    let engine = Engine::new(base).unwrap();
    let settings = Settings { samples: 1, ..Settings::default() };
    for text in ["traffic.pattern: bursty", "team.operations: none"] {
        let advice = Advice::new(&engine, read(text, base), &settings);
        let changing = || advice.openness().questions.iter().filter(|it| it.can_change);
        let excluding = changing().filter(|it| it.can_exclude).count();
        assert_eq!(advice.remaining().can_change(), changing().count());
        assert_eq!(advice.remaining().can_exclude(), excluding);
        assert!(excluding > 0 && excluding < changing().count(), "{text}: {excluding}");
    }
}
