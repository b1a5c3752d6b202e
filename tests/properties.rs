//! The laws of scoring, on random rule bases and, where chance would hardly make such rules, on the
//! shipped one.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::Value as Json;
use whereto::{
    advice::Advice,
    analysis::acceptability::Settings,
    assessment::{Assessment, Engine},
    condition::Truth,
    field::{Facts, Kind, Value},
    problem::text::{name, printable},
    profile::{self, Profile},
    rulebase::RuleBase,
};

use crate::{
    effort,
    generate::{Answers, Base, Draws, Effect, draws},
    outcome::{assess, load, outcome, outcome_of, read},
};

/// How many rule bases each law is tried on.
const DRAWS: usize = 600;

/// How many profiles are tried on each rule base.
const PROFILES: usize = 5;

proptest! {
    #![proptest_config(effort::config(150))]

    #[test]
    fn no_order_matters(mut draws in draws(DRAWS)) {
        let base = Base::draw(&mut draws);
        let mut shuffled = base.clone();
        draws.shuffle(&mut shuffled.rules);
        draws.shuffle(&mut shuffled.options);
        draws.shuffle(&mut shuffled.questions);
        draws.shuffle(&mut shuffled.dimensions);
        let mut files = shuffled.files();
        draws.shuffle(&mut files);
        for _ in 0..PROFILES {
            let mut answers = Answers::draw(&base, &mut draws);
            let before = answers.yaml();
            draws.shuffle(&mut answers.answers);
            draws.shuffle(&mut answers.weights);
            let after = answers.yaml();
            prop_assert_eq!(outcome(&base.files(), &before), outcome(&files, &after), "{}\n{:#?}", before, base.files());
        }
    }

    #[test]
    fn more_points_never_lower_a_rank(mut draws in draws(DRAWS)) {
        let base = Base::draw(&mut draws);
        let option = draws.pick(&base.options).clone();
        let mut better = base.clone();
        let rule = draws.below(better.rules.len());
        let Effect::Points(points) = &mut better.rules[rule].effect else { return Ok(()) };
        let had = points.iter().find(|(to, _)| *to == option).map_or(0, |(_, points)| *points);
        points.retain(|(to, _)| *to != option);
        let has = (had + draws.between(1, 10) as i8).min(5);
        if has != 0 {
            points.push((option.clone(), has));
        }
        if points.is_empty() {
            // Rules without points are not allowed; one without effect would be the same as none.
            better.rules.remove(rule);
        }
        if better.rules.is_empty() {
            return Ok(());
        }
        for _ in 0..PROFILES {
            let profile = Answers::draw(&base, &mut draws).yaml();
            let (before, after) = (outcome(&base.files(), &profile), outcome(&better.files(), &profile));
            prop_assert!(after.scores[&option] >= before.scores[&option]);
            prop_assert!(after.ranks.get(&option) <= before.ranks.get(&option), "{}\n{:#?}", profile, base.files());
            prop_assert_eq!(&after.excluded_by, &before.excluded_by);
            for other in base.options.iter().filter(|other| **other != option) {
                prop_assert_eq!(after.scores[other], before.scores[other]);
            }
        }
    }

    #[test]
    fn taking_an_answer_away_is_never_having_given_it(mut draws in draws(DRAWS)) {
        let base = Base::draw(&mut draws);
        let rules = load(&base.files());
        let engine = Engine::new(&rules).unwrap();
        for _ in 0..PROFILES {
            let with = Answers::draw(&base, &mut draws);
            if with.answers.is_empty() {
                continue;
            }
            let which = draws.below(with.answers.len());
            let (mut without, mut null) = (with.clone(), with.clone());
            let (field, _) = without.answers.remove(which);
            null.answers[which].1 = "null".to_owned();
            let without = outcome_of(&engine, &without.yaml());
            prop_assert_eq!(&outcome_of(&engine, &null.yaml()), &without);
            let mut cleared = read(&with.yaml(), &rules);
            cleared.set(&rules, &field, "null").unwrap();
            let fired: BTreeSet<String> = fired(&assess(&engine, &cleared), &rules);
            prop_assert_eq!(fired, without.fired);
        }
    }

    #[test]
    fn an_unanswered_question_adds_nothing(mut draws in draws(DRAWS)) {
        let base = Base::draw(&mut draws);
        let rules = load(&base.files());
        let engine = Engine::new(&rules).unwrap();
        for _ in 0..PROFILES {
            let mut answers = Answers::draw(&base, &mut draws);
            let question = draws.pick(&base.questions).clone();
            answers.answers.retain(|(field, _)| *field != question.id);
            let open = outcome_of(&engine, &answers.yaml());
            // A rule over nothing but open questions stays silent.
            let silent = |fields: Vec<&str>| {
                let answered = |field| answers.answers.iter().any(|(id, value)| id == field && !is_null(value));
                !fields.into_iter().any(answered)
            };
            for rule in base.rules.iter().filter(|rule| silent(rule.when.fields())) {
                prop_assert!(!open.fired.contains(&rule.id), "{}\n{:#?}", answers.yaml(), base.files());
            }
            // What fires without an answer fires with any.
            let answer = question.kind.answer(&mut draws);
            answers.answers.push((question.id.clone(), answer));
            let closed = outcome_of(&engine, &answers.yaml());
            prop_assert!(open.fired.is_subset(&closed.fired), "{}\n{:#?}", answers.yaml(), base.files());
        }
    }

    #[test]
    fn what_is_excluded_never_wins_and_ties_are_never_broken(mut draws in draws(DRAWS)) {
        let base = Base::draw(&mut draws);
        let rules = load(&base.files());
        let engine = Engine::new(&rules).unwrap();
        for _ in 0..PROFILES {
            let outcome = outcome_of(&engine, &Answers::draw(&base, &mut draws).yaml());
            let free = |option: &&String| outcome.excluded_by[*option].is_empty();
            let top = base.options.iter().filter(free).map(|option| outcome.scores[option]).max();
            let level: BTreeSet<String> =
                base.options.iter().filter(free).filter(|option| Some(outcome.scores[*option]) == top).cloned().collect();
            for option in &base.options {
                prop_assert_eq!(outcome.ranks.contains_key(option), free(&option));
                prop_assert_eq!(outcome.ranks.get(option) == Some(&1), level.contains(option));
            }
            match outcome.verdict.as_str() {
                "unanswered" => prop_assert!(outcome.best.is_empty() && outcome.fired.is_empty()),
                "none-fits" => prop_assert!(level.is_empty()),
                "recommended" => prop_assert!(level.len() == 1 && outcome.best == level),
                "tie" => prop_assert!(level.len() > 1 && outcome.best == level),
                other => prop_assert!(false, "{}", other),
            }
        }
    }

    #[test]
    fn printed_contributions_add_up(mut draws in draws(DRAWS)) {
        let base = Base::draw(&mut draws);
        let rules = load(&base.files());
        let engine = Engine::new(&rules).unwrap();
        for _ in 0..PROFILES {
            check_sums(&engine, &read(&Answers::draw(&base, &mut draws).yaml(), &rules))?;
        }
    }

    #[test]
    fn weights_count_in_proportion(mut draws in draws(DRAWS), factor in 2..=25u8) {
        let base = Base::draw(&mut draws);
        let rules = load(&base.files());
        let engine = Engine::new(&rules).unwrap();
        for _ in 0..PROFILES {
            let profile = read(&Answers::draw(&base, &mut draws).yaml(), &rules);
            let scaled: Vec<u8> = profile.weights.iter().map(|weight| weight * factor).collect();
            let (one, many) = (assess(&engine, &profile), engine.assess(&profile.answers, &scaled));
            prop_assert_eq!(&one.verdict, &many.verdict);
            for (one, many) in one.standings.iter().zip(&many.standings) {
                prop_assert_eq!(one.score * i64::from(factor), many.score);
                prop_assert_eq!(one.rank, many.rank);
                prop_assert!((one.fit - many.fit).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn fits_stay_on_their_scale_and_order_as_scores_do(mut draws in draws(DRAWS)) {
        let base = Base::draw(&mut draws);
        let rules = load(&base.files());
        let engine = Engine::new(&rules).unwrap();
        for _ in 0..PROFILES {
            let profile = Answers::draw(&base, &mut draws).yaml();
            let standings = assess(&engine, &read(&profile, &rules)).standings;
            for one in &standings {
                prop_assert!((0.0..=100.0).contains(&one.fit), "{}\n{}\n{:#?}", one.fit, profile, base.files());
                for other in &standings {
                    prop_assert_eq!(one.score.cmp(&other.score), one.fit.total_cmp(&other.fit));
                }
            }
        }
    }

    #[test]
    fn the_indexed_rules_mean_what_the_conditions_say(mut draws in draws(DRAWS)) {
        let base = Base::draw(&mut draws);
        let rules = load(&base.files());
        let engine = Engine::new(&rules).unwrap();
        for _ in 0..PROFILES {
            let mut facts = read(&Answers::draw(&base, &mut draws).yaml(), &rules).answers;
            blur(&mut facts, &rules, &mut draws);
            check_kernel(&engine, &facts)?;
        }
    }

    #[test]
    fn a_profile_written_out_reads_as_it_was(mut draws in draws(DRAWS), words in "\\PC{0,12}") {
        let base = Base::draw(&mut draws);
        let rules = load(&base.files());
        prop_assert_eq!(read(&profile::text(&rules, &Profile::blank(&rules)), &rules).answered(), 0);
        let mut before = read(&Answers::draw(&base, &mut draws).yaml(), &rules);
        // Blanks around a text, and a text of blanks alone, are not kept.
        before.project = Some(words.trim().to_owned()).filter(|words| !words.is_empty());
        before.notes = before.project.as_ref().map(|words| format!("{words}\n\n# {words}: {words}"));
        before.expect = {
            let option = draws.pick(&base.options);
            rules.find_option(option)
        };
        let text = profile::text(&rules, &before);
        let after = read(&text, &rules);
        prop_assert_eq!(&after.answers, &before.answers, "{}", text);
        prop_assert_eq!(&after.weights, &before.weights, "{}", text);
        prop_assert_eq!(
            (&after.project, &after.notes, after.expect),
            (&before.project, &before.notes, before.expect),
            "{}",
            text
        );
    }
}

fn is_null(value: &str) -> bool {
    matches!(value, "" | "~" | "null")
}

fn fired(assessment: &Assessment, base: &RuleBase) -> BTreeSet<String> {
    assessment.fired.iter().map(|rule| base.rule(*rule).id.clone()).collect()
}

/// Makes intervals of some of the numbers, as estimates are.
fn blur(facts: &mut Facts, base: &RuleBase, draws: &mut Draws) {
    let known: Vec<_> = facts.known().collect();
    for (field, value) in known {
        if let (Kind::Number(scale), Value::Number(number)) = (&base.fields.get(field).kind, value)
            && draws.once_in(2)
        {
            let most =
                number + (scale.most - number) / rust_decimal::Decimal::from(draws.between(1, 8));
            facts.set(field, Some(Value::Between(number, most)));
        }
    }
}

/// The compiled rules fire exactly where the conditions hold.
fn check_kernel(engine: &Engine<'_>, facts: &Facts) -> Result<(), TestCaseError> {
    let base = engine.base();
    let mut fired = Vec::new();
    let kernel = engine.kernel();
    kernel.each_fired(&kernel.holding(&kernel.position(facts)), |rule| {
        fired.push(base.rule(rule).id.as_str())
    });
    let holds = base.rules.iter().filter(|rule| rule.when.evaluate(facts) == Truth::True);
    let holding: Vec<&str> = holds.map(|rule| rule.id.as_str()).collect();
    prop_assert_eq!(fired, holding, "{:?}", facts);
    Ok(())
}

/// In the JSON report, the evidence adds up to the scores, by option and by dimension.
fn check_sums(engine: &Engine<'_>, profile: &Profile) -> Result<(), TestCaseError> {
    let settings = Settings { samples: 10, ..Settings::default() };
    let report = Advice::new(engine, profile.clone(), &settings).report();
    let report = serde_json::to_value(&report).unwrap();
    let mut sums: BTreeMap<(String, String), i64> = BTreeMap::new();
    for evidence in report["evidence"].as_array().unwrap() {
        let key = |name: &str| evidence[name].as_str().unwrap().to_owned();
        let contribution =
            evidence["points"].as_i64().unwrap() * evidence["weight"].as_i64().unwrap();
        *sums.entry((key("option"), key("dimension"))).or_default() += contribution;
    }
    for option in report["options"].as_array().unwrap() {
        let id = option["id"].as_str().unwrap();
        let mut score = 0;
        for (dimension, points) in option["dimensions"].as_object().unwrap() {
            let sum = sums.remove(&(id.to_owned(), dimension.clone())).unwrap_or(0);
            prop_assert_eq!(points, &Json::from(sum), "{} in {}", id, dimension);
            score += sum;
        }
        prop_assert_eq!(&option["score"], &Json::from(score), "{}", id);
    }
    prop_assert!(sums.is_empty(), "evidence for what is not in the report: {:?}", sums);
    Ok(())
}

/// A rule that can fire on either of two answers counts on the scale whichever is given.
#[test]
fn fit_counts_alternatives() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let assessment = assess(&engine, &read("traffic.peak_to_average: 10", &base));
    assert!(assessment.fired.iter().any(|rule| base.rule(*rule).id == "traffic/bursts"));
    assert!(assessment.standings[0].fit > 50.0, "{:?}", assessment.standings[0]);
}

#[test]
fn words_that_yaml_takes_for_something_else_stay_words() {
    let base = RuleBase::shipped().unwrap();
    let words = [
        "null",
        "Null",
        "NULL",
        "~",
        "true",
        "no",
        "off",
        "y",
        "05",
        "0x1f",
        "0o17",
        "1_000",
        "12:30",
        "1e3",
        ".inf",
        ".NaN",
        "2026-11-21",
        "=",
        "<<",
        "- a",
        "a: b",
        "a # b",
        "# a",
        "'",
        "\"",
        "\\",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a`",
        "{a",
        "[a",
        "a,b",
        "|",
        ">",
        "?",
        "? a",
        ":",
        "a:",
        "---",
        "...",
        "a\tb",
        "a\u{1}b",
        "a\u{7f}b",
        "a\u{85}b",
        "a\u{2028}b",
        "\u{feff}a",
        "a\n\nb",
        "a\r\nb",
        "a\n  b\n c",
        "日本語 🚀",
    ];
    for word in words {
        let mut before = Profile::blank(&base);
        before.project = Some(word.to_owned());
        before.notes = Some(format!("{word}\n{word}"));
        let text = profile::text(&base, &before);
        let after = read(&text, &base);
        // But for what a terminal would take for a command, of which pictures are read.
        let seen = |words: Option<String>| words.map(|words| printable(&words).into_owned());
        // A name has no lines either.
        let project = before.project.map(|words| name(&words).into_owned());
        assert_eq!((after.project, after.notes), (project, seen(before.notes)), "{text}");
    }
}
