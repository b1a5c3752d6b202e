//! Explanations: what each kind of thing is, and, under a profile, that what is explained is what
//! the engine did.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value as Json;
use whereto::{
    advice::Advice,
    analysis::acceptability::Settings,
    assessment::{Assessment, Engine},
    condition::{Condition, Explained, Part, Truth},
    document::{
        Detail, ToDocument,
        terminal::{self, Screen},
    },
    field::Facts,
    profile::Profile,
    report::explain::{Explanation, Thing, explain},
    rulebase::{RuleBase, ThingKind},
    source::Source,
    words::Worded,
};

use crate::{
    effort,
    generate::{Answers, Base, draws},
    outcome::load,
    process::{Run, golden, whereto},
};

const PROFILE: &str = "tests/golden/explained.yaml";

/// One thing of each kind of the small rule base.
pub(crate) const IDS: [&str; 11] = [
    "traffic",
    "traffic.pattern",
    "traffic.requests_per_month",
    "estimate.cloud-functions.monthly_usd",
    "cloud-functions",
    "keep-warm",
    "traffic/steady",
    "rare-yet-many",
    "guide/slow",
    "cold-start",
    "guide",
];

fn small(arguments: &[&str]) -> Run {
    whereto(&[&["--rules", "tests/small", "explain"], arguments].concat())
}

#[test]
fn every_kind_of_thing() {
    let all = IDS.map(|id| small(&[id]).succeeds()).join("\n\n");
    golden("golden/explain.txt", all);
}

#[test]
fn every_kind_of_thing_under_a_profile() {
    let ids = IDS.into_iter().chain([
        "ready-backend",
        "latency/no-cold-starts",
        "compliance/health-data",
    ]);
    let all: Vec<String> = ids.map(|id| small(&[id, "--profile", PROFILE]).succeeds()).collect();
    golden("golden/explain-profile.txt", all.join("\n\n"));
}

#[test]
fn json() {
    let all: Vec<String> = ["ready-backend", "latency.p99_target_ms", "traffic/steady"]
        .map(|id| small(&[id, "--profile", PROFILE, "--format", "json"]).succeeds())
        .into();
    golden("golden/explain.json", all.join("\n"));
}

#[test]
fn what_cites_a_fact_is_named_by_its_own_kind() {
    let base = RuleBase::shipped().unwrap();
    let citing: BTreeSet<(ThingKind, String)> = base
        .citations()
        .into_values()
        .flatten()
        .filter_map(|by| Some((ThingKind::named(by.kind)?, by.id)))
        .filter(|(kind, _)| *kind > ThingKind::Document)
        .collect();
    for kind in [ThingKind::Price, ThingKind::Factor, ThingKind::Catalog, ThingKind::Machine] {
        assert!(citing.iter().any(|(of, _)| *of == kind), "no {kind}");
    }
    for (kind, id) in citing {
        assert!(explain(&base, &id, Some(kind), None).is_ok(), "there is no {kind} `{id}`");
    }
}

/// The ids of everything in a rule base.
pub(crate) fn ids(base: &RuleBase) -> Vec<&str> {
    (base.dimensions.iter().map(|it| &it.id))
        .chain(base.fields.iter().map(|(_, it)| &it.id))
        .chain(base.options.iter().map(|it| &it.id))
        .chain(base.options.iter().flat_map(|it| &it.products).map(|it| &it.id))
        .chain(base.rules.iter().map(|it| &it.id))
        .chain(base.contradictions.iter().map(|it| &it.id))
        .chain(base.claims.iter().map(|it| &it.id))
        .chain(base.facts.iter().map(|it| &it.id))
        .chain(base.documents.iter().map(|it| &it.id))
        .chain(base.prices.items.iter().map(|it| &it.id))
        .chain(base.prices.stacks.iter().map(|it| &it.id))
        .chain(base.prices.catalogs.iter().map(|it| &it.id))
        .chain(base.prices.catalogs.iter().flat_map(|it| &it.machines).map(|it| &it.id))
        .chain(base.prices.fields.iter().map(|(_, it)| &it.id))
        .map(String::as_str)
        .collect()
}

/// Everything that the shipped rule base has can be explained, and the lines are no wider than they
/// should be.
#[test]
fn everything_that_ships() {
    let base = RuleBase::shipped().unwrap();
    let screen = Screen::PLAIN;
    for id in ids(&base) {
        let explanation = explain(&base, id, None, None).unwrap();
        assert!(!explanation.things.is_empty());
        let text = terminal::render(&explanation.document(Detail::Full), screen);
        let breakable = |line: &str| line.trim_start().contains(' ');
        for line in text.lines().skip(1).filter(|line| breakable(line)) {
            let longest_word = line.split(' ').map(str::len).max().unwrap_or(0);
            assert!(line.chars().count() <= 80 || longest_word > 60, "{id}: {line}");
        }
    }
}

/// Costs differ within a stretch between two numbers that rules name: what is told holds for the
/// number that is named, the nearest to the answer.
#[test]
fn what_other_numbers_would_do_is_told_of_numbers_that_are_named() {
    let run = ["explain", "data.size_gb", "--profile", "examples/internal-tool.yaml"];
    let report = whereto(&[&run[..], &["--format", "json"]].concat()).succeeds();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let others = report["things"][0]["outcome"]["others"].as_array().unwrap();
    assert!(!others.is_empty());
    for other in others {
        let set = format!("data.size_gb={}", other["answer"]);
        let advice = ["advise", "examples/internal-tool.yaml", "--format", "json", "--set", &set];
        let advice: serde_json::Value = serde_json::from_str(&whereto(&advice).succeeds()).unwrap();
        assert_eq!(other["recommendation"], advice["recommendation"], "{other}");
    }
    let words = whereto(&run).succeeds();
    assert!(words.contains("over 100 GB, as at 110 GB: Lambda"), "{words}");
}

/// Whoever knows no id asks with the words that they know.
#[test]
fn words_are_looked_for_in_names_and_texts() {
    for words in [&["cold", "start"][..], &["Postgres"], &["heroku"]] {
        let stderr = whereto(&[&["explain"], words].concat()).refused();
        let found = stderr.matches(" speaks of it: ").count();
        assert!((2..=8).contains(&found), "{words:?}\n{stderr}");
        let start = words.join(" ").to_lowercase();
        let first = stderr.lines().nth(1).unwrap().to_lowercase();
        let plain = first.replace(['-', '_'], " ");
        assert!(plain.contains(&start.replace('-', " ")), "{words:?}\n{stderr}");
    }
    let stderr = whereto(&["explain", "heroku"]).refused();
    assert!(stderr.contains("the product `"), "{stderr}");
    assert!(!whereto(&["explain", "qqqq"]).refused().contains("speaks of it"));
    assert!(whereto(&["explain", "traditional", "server"]).succeeds().contains("is an option"));
}

#[test]
fn what_has_no_id_gets_the_nearest_of_every_kind() {
    assert_eq!(
        small(&["trafic"]).refused(),
        "error[unknown-id]: nothing is called `trafic`\n = help: did you mean the dimension \
         `traffic`?\n\n"
    );
    let stderr = small(&["steady"]).refused();
    assert!(stderr.contains("the rule `traffic/steady` speaks of it: "), "{stderr}");
    assert!(stderr.contains("the claim `guide/steady` speaks of it: "), "{stderr}");
    let stderr = small(&["traffic/steady", "--kind", "claim"]).refused();
    assert!(stderr.contains("there is no claim `traffic/steady`"), "{stderr}");
    assert!(stderr.contains("there is a rule of that id"), "{stderr}");
    assert!(
        small(&["bursty"]).refused().contains("it is an answer to the question `traffic.pattern`")
    );
    let stderr = small(&["quite-another-thing"]).refused();
    assert!(stderr.contains("whereto init"), "{stderr}");
}

/// Ids are unique within a kind only.
#[test]
fn several_things_with_one_id_are_all_explained() {
    let small =
        std::fs::read_to_string(crate::process::package().join("tests/small/rules.yaml")).unwrap();
    let text = small
        .replace("{id: guide, title", "{id: own-server, title")
        .replace("guide/", "own-server/");
    let base = RuleBase::load(&[Source::new("rules.yaml", text)]).unwrap();
    let kinds = |kind| -> Vec<&str> {
        let explanation = explain(&base, "own-server", kind, None).unwrap();
        explanation
            .things
            .iter()
            .map(|thing| match thing {
                Thing::Option(_) => "option",
                Thing::Document(_) => "document",
                _ => "another",
            })
            .collect()
    };
    assert_eq!(kinds(None), ["option", "document"]);
    assert_eq!(kinds(Some(whereto::report::explain::Kind::Document)), ["document"]);
}

/// What packs do to a rule is told with it, and a product or an option of a pack is explained like
/// any other.
#[test]
fn packs() {
    let packs = ["--pack", "tests/packs/fourth", "--pack", "tests/packs/house.yaml"];
    let explained = |id: &str| {
        small(&[&[id, "--set", "traffic.pattern=bursty"][..], &packs].concat()).succeeds()
    };
    golden(
        "golden/explain-packs.txt",
        [explained("traffic/bursts"), explained("run-containers")].join("\n\n"),
    );
}

/// What facts are cited by can be asked for as well: prices, what estimates are made of, and what
/// they assume.
#[test]
fn the_price_book_of_a_pack() {
    const PACK: &str = "examples/packs/managed-containers";
    let explained = |id: &str| whereto(&["--pack", PACK, "explain", id]).succeeds();
    let price = explained("run-requests");
    assert!(
        price.contains(
            "\nFrom        the pack managed-containers\nPrice       $0.40 per 1,000,000 requests\n"
        ),
        "{price}"
    );
    assert!(price.contains("\nIt is a part of\n  cloud-run (Containers): "), "{price}");
    assert!(price.contains("\nWhat says so\n  run-price-request (2025)\n"), "{price}");
    let stack = explained("cloud-run");
    assert!(stack.contains("\n  containers: run-requests, run-cpu, run-memory\n"), "{stack}");
    assert!(stack.contains("\n    else firestore-reads, "), "{stack}");
    let catalog = explained("cloud-run-instances");
    assert!(catalog.contains(" 1 vCPU with 1 GiB: 1 vCPU, 1 GiB, $0.072 an hour "), "{catalog}");
    assert_eq!(explained("1 vCPU with 1 GiB"), catalog);
    let assumption = explained("container_hours");
    assert!(assumption.contains("\nAssumed     1 to 8 hours / month\n"), "{assumption}");
    assert!(
        assumption.contains("\nPrices that depend on it\n  container-people\n"),
        "{assumption}"
    );
    assert_eq!(explained("assumptions.container_hours"), assumption);
    let option = explained("managed-containers");
    assert!(
        option.contains("\nWhat its estimate is made of\n  cloud-run-by-instance (Containers): "),
        "{option}"
    );
}

#[test]
fn a_pack_tells_what_it_brings_and_what_it_changes() {
    let packs = ["--pack", "tests/packs/fourth", "--pack", "tests/packs/house.yaml"];
    let explained = |id: &str| small(&[&[id][..], &packs].concat()).succeeds();
    for id in ["container-service", "notes"] {
        assert!(explained(id).contains("\nFrom        the pack fourth\n"), "{id}");
    }
    golden("golden/explain-pack.txt", [explained("fourth"), explained("a-house")].join("\n\n"));
}

#[test]
fn answers_can_be_given_without_a_file() {
    let json = small(&["traffic/bursts", "--set", "traffic.pattern=bursty", "--format", "json"])
        .succeeds();
    let json: Json = serde_json::from_str(&json).unwrap();
    assert_eq!(json["things"][0]["kind"], "rule");
    assert_eq!(json["things"][0]["outcome"]["fires"], "holds");
    assert_eq!(json["things"][0]["outcome"]["contributions"]["cloud-functions"], 6);
    assert_eq!(json["profile"]["recommendation"], "cloud-functions");
}

/// The truth of a part of an explanation, worked out from its tests alone.
fn truth(explained: &Explained, facts: &Facts) -> Truth {
    let truths =
        |parts: &[Explained]| parts.iter().map(|part| truth(part, facts)).collect::<Vec<_>>();
    match &explained.part {
        Part::All(parts) => match truths(parts) {
            truths if truths.contains(&Truth::False) => Truth::False,
            truths if truths.contains(&Truth::Unknown) => Truth::Unknown,
            _ => Truth::True,
        },
        Part::Any(parts) => match truths(parts) {
            truths if truths.contains(&Truth::True) => Truth::True,
            truths if truths.contains(&Truth::Unknown) => Truth::Unknown,
            _ => Truth::False,
        },
        Part::Leaf(leaf) => {
            let test = Condition::Test(leaf.field, leaf.test);
            let test = if leaf.wanted { test } else { Condition::Not(Box::new(test)) };
            test.evaluate(facts)
        }
    }
}

fn every_part<'e>(explained: &'e Explained, each: &mut dyn FnMut(&'e Explained)) {
    each(explained);
    if let Part::All(parts) | Part::Any(parts) = &explained.part {
        parts.iter().for_each(|part| every_part(part, each));
    }
}

/// What the profile comes to, and what is explained of an id under it.
fn under(
    base: &RuleBase,
    profile: &Profile,
    check: impl Fn(&Assessment, &dyn Fn(&str) -> Explanation),
) {
    let engine = Engine::new(base).unwrap();
    let advice = Advice::new(&engine, profile.clone(), &Settings::default());
    check(advice.assessment(), &|id| explain(base, id, None, Some(&advice)).unwrap());
}

proptest! {
    #![proptest_config(effort::config(200))]

    #[test]
    fn an_explanation_is_as_true_as_the_condition(mut draws in draws(400)) {
        let model = Base::draw(&mut draws);
        let base = load(&model.files());
        let text = Answers::draw(&model, &mut draws).yaml();
        let profile = Profile::read(&Source::new("profile.yaml", text), &base).unwrap();
        for rule in &base.rules {
            let explained = rule.when.explain(&profile.answers);
            prop_assert_eq!(explained.truth, rule.when.evaluate(&profile.answers));
            let mut parts = Vec::new();
            every_part(&explained, &mut |part| parts.push(part));
            for part in parts {
                prop_assert_eq!(part.truth, truth(part, &profile.answers));
            }
            // What it lacks is not so, and nothing is lacking exactly when it holds.
            let lacks = explained.lacks();
            prop_assert_eq!(lacks.is_empty(), explained.truth == Truth::True);
            for (leaf, truth) in lacks {
                let it = leaf.test.evaluate(profile.answers.get(leaf.field).unwrap_or(whereto::field::Value::Several(0)));
                let it = if profile.answers.get(leaf.field).is_none() { Truth::Unknown } else if leaf.wanted { it } else { !it };
                prop_assert_eq!(it, truth);
                prop_assert_ne!(it, Truth::True);
            }
        }
    }

    #[test]
    fn what_is_explained_of_options_adds_up_to_their_scores(mut draws in draws(400)) {
        let model = Base::draw(&mut draws);
        let base = load(&model.files());
        let text = Answers::draw(&model, &mut draws).yaml();
        let profile = Profile::read(&Source::new("profile.yaml", text), &base).unwrap();
        under(&base, &profile, |assessment, explain| {
            for option in base.option_ids() {
                let explanation = explain(&base.option(option).id);
                let Thing::Option(it) = &explanation.things[0] else { panic!("not an option") };
                let outcome = it.outcome.as_ref().unwrap();
                let mut spoke: Vec<(&str, i64)> = outcome.spoke_for.iter().chain(&outcome.spoke_against)
                    .map(|spoke| (spoke.rule.as_str(), spoke.contribution)).collect();
                spoke.sort_unstable();
                spoke.dedup();
                assert_eq!(spoke.iter().map(|(_, amount)| amount).sum::<i64>(), outcome.score);
                assert_eq!(outcome.score, assessment.standing(option).score);
                let held: Vec<&str> = it.exclude.iter().filter(|it| it.rule.fires == Some(Truth::True))
                    .map(|it| it.rule.id.as_str()).collect();
                let excluded: Vec<&str> =
                    assessment.standing(option).excluded_by.iter().map(|rule| base.rule(*rule).id.as_str()).collect();
                assert_eq!(held, excluded);
                // Every rule for it either spoke or could have.
                let positive = base.rules.iter().filter(|rule| rule.points(option) > 0).count();
                let weighs = |rule: &str| {
                    let rule = base.rules.iter().find(|it| it.id == rule).unwrap();
                    profile.weights[rule.dimension.index()] > 0
                };
                let silent = base.rules.iter()
                    .filter(|rule| rule.points(option) > 0 && !weighs(&rule.id) && rule.when.evaluate(&profile.answers) == Truth::True)
                    .count();
                assert_eq!(outcome.spoke_for.len() + outcome.could_have.len() + silent, positive);
            }
        });
    }

    #[test]
    fn what_other_answers_would_do_is_what_they_do(mut draws in draws(400)) {
        let model = Base::draw(&mut draws);
        let base = load(&model.files());
        let text = Answers::draw(&model, &mut draws).yaml();
        let profile = Profile::read(&Source::new("profile.yaml", text), &base).unwrap();
        under(&base, &profile, |assessment, explain| {
            for question in &base.questions {
                let id = base.fields.get(question.field).id.as_str();
                let explanation = explain(id);
                let Thing::Question(it) = &explanation.things[0] else { panic!("not a question") };
                let outcome = it.outcome.as_ref().unwrap();
                for other in outcome.others.iter().chain([&outcome.without]) {
                    let mut changed = profile.clone();
                    changed.set(&base, id, &other.answer.to_string()).unwrap();
                    under(&base, &changed, |then, _| {
                        assert_eq!(then.verdict.name(), other.verdict.name());
                        for option in base.option_ids() {
                            let difference = then.standing(option).score - assessment.standing(option).score;
                            assert_eq!(other.difference.get(&base.option(option).id), Some(&difference));
                        }
                    });
                }
            }
        });
    }
}

/// Options are found by their names, short ones as well, in any case, whatever else is called so.
#[test]
fn names_stand_for_what_people_mean_by_them() {
    let explained = |id: &str| whereto(&["explain", id]).succeeds();
    for (option, names) in [
        ("aws-lambda", &["aws-lambda", "lambda", "Lambda", "AWS LAMBDA", "aws lambda"][..]),
        ("firebase", &["Firebase", "FIREBASE"]),
        ("traditional-server", &["server", "Server", "traditional server"]),
    ] {
        for name in names {
            let text = explained(name);
            assert!(text.starts_with(&format!("{option} is an option: ")), "{name}\n{text}");
        }
    }
    assert!(explained("Latency").starts_with("latency is a dimension"));
    assert!(explained("data residency").starts_with("compliance.data_residency is a question"));
    assert!(explained("JSON API").starts_with("json-api is an archetype\nJSON API\n"));
    assert!(explained("webhooks").contains("Answers that are usual for it"));
}

/// Every word that a report uses in a sense of its own is explained.
#[test]
fn the_words_of_reports_are_explained() {
    for word in [
        "confidence",
        "fit",
        "score",
        "guidance",
        "limit",
        "measured",
        "judgement",
        "policy",
        "weight",
        "flip",
        "likelihood",
        "settled",
        "skipped",
        "precedent",
        "points",
        "tie",
    ] {
        let text = whereto(&["explain", word]).succeeds();
        assert!(text.starts_with(&format!("{word} is a term\n")), "{text}");
    }
    let base = RuleBase::shipped().unwrap();
    for term in &base.glossary {
        let words = term.means.split_whitespace().count();
        assert!((5..=60).contains(&words), "{}: {words} words", term.id);
    }
}

/// Who reads a price learns who changed it.
#[test]
fn what_a_pack_changed_is_told_of_everything() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("pack.yaml");
    let text = "pack: {name: mine, version: 1.0.0, reviewed: 2026-11-21, about: Ours.}\n\
                overrides:\n  - {price: lambda-requests, reason: Our contract., with: {price: '0.16'}}\n";
    std::fs::write(&pack, text).unwrap();
    let told =
        whereto(&["--pack", pack.to_str().unwrap(), "explain", "lambda-requests"]).succeeds();
    assert!(told.contains("overrides price: Our contract."), "{told}");
}

/// Whoever says that an assumption is meant is shown no option or product that is called the same.
#[test]
fn assumptions_are_meant_where_that_is_said() {
    for id in ["server", "vps", "gateway"] {
        let explained = whereto(&["explain", &format!("assumptions.{id}")]).succeeds();
        assert!(explained.starts_with(&format!("{id} is an assumption\n")), "{explained}");
    }
}
