//! Precedents: which decisions are like a project, and how that is told; and the track records of
//! rules.

use std::sync::LazyLock;

use serde_json::Value as Json;
use whereto::{
    analysis::track_record::track_records,
    assessment::Engine,
    corpus::precedents::apart,
    field::{Kind, Value},
};

use crate::{
    corpus::{BASE, filled_in},
    process::whereto,
    schema::schema_of,
};

static ENGINE: LazyLock<Engine<'static>> = LazyLock::new(|| Engine::new(&BASE).unwrap());

const MOBILE: &str = "examples/mobile-mvp.yaml";

fn json(arguments: &[&str]) -> Json {
    serde_json::from_str(&whereto(arguments).succeeds()).unwrap()
}

/// A project learns nothing from itself, and nobody from a decision that no longer holds.
#[test]
fn records_of_the_project_itself_and_those_out_of_force_are_no_precedents() {
    let folder = tempfile::tempdir().unwrap();
    let example =
        std::fs::read_to_string(crate::process::package().join("examples/b2b-saas.yaml")).unwrap();
    std::fs::write(folder.path().join("a.yaml"), &example).unwrap();
    let other = example.replacen("Invoicing for craftsmen", "Another one", 1);
    std::fs::write(folder.path().join("b.yaml"), other).unwrap();
    let run = |arguments: &[&str]| whereto(arguments).within(folder.path());
    run(&["adr", "a.yaml", "--dir", "d"]).exits(0);
    run(&[
        "adr",
        "a.yaml",
        "--set",
        "cost.preference=pay-per-use",
        "--dir",
        "d",
        "--supersedes",
        "1",
    ])
    .exits(0);
    let found = |profile: &str| {
        let json = run(&["precedents", profile, "--decisions", "d", "--format", "json"]).succeeds();
        let json: Json = serde_json::from_str(&json).unwrap();
        let all = json["precedents"].as_array().unwrap().clone();
        all.iter().filter(|it| it["title"] == "Invoicing for craftsmen").count()
    };
    assert_eq!([found("a.yaml"), found("b.yaml")], [0, 1]);
}

#[test]
fn answers_lie_as_far_apart_as_their_kind_says() {
    let field = |id: &str| BASE.fields.get(BASE.fields.find(id).unwrap());
    let choice = |id: &str, of: &str| Value::Choice(field(of).choice(id).unwrap());
    let operations = |id| choice(id, "team.operations");
    let ordered = |one, other| apart(field("team.operations"), operations(one), operations(other));
    assert_eq!(ordered("none", "some"), 0.5);
    assert_eq!(ordered("none", "dedicated"), 1.0);
    let model = |id| choice(id, "data.model");
    assert_eq!(apart(field("data.model"), model("document"), model("relational")), 1.0);
    let sets = |one, other| apart(field("features"), Value::Several(one), Value::Several(other));
    assert_eq!(sets(0b011, 0b110), 2.0 / 3.0);
    assert_eq!(sets(0, 0), 0.0);
    let traffic = |one: u64, other: u64| {
        let (one, other) = (Value::Number(one.into()), Value::Number(other.into()));
        apart(field("traffic.requests_per_month"), one, other)
    };
    assert_eq!(traffic(1_000_000, 1_000_000), 0.0);
    // Ten times as much is as far at any size.
    assert!((traffic(100_000, 1_000_000) - traffic(1_000_000, 10_000_000)).abs() < 1e-9);
    assert!(traffic(1_000_000, 2_000_000) < traffic(1_000_000, 10_000_000));
    // Whatever the kind, there and back are the same.
    for (_, field) in BASE.fields.iter().filter(|(_, field)| !field.derived) {
        let samples: Vec<Value> = match &field.kind {
            Kind::Number(scale) => {
                [scale.typical.0, scale.typical.1, scale.most].map(Value::Number).into()
            }
            Kind::Choice(choices) => (0..choices.len() as u8).map(Value::Choice).collect(),
            Kind::YesNo => [false, true].map(Value::YesNo).into(),
            Kind::Several(_) => [0, 1, 2, 3].map(Value::Several).into(),
        };
        for one in &samples {
            for other in &samples {
                let distance = apart(field, *one, *other);
                assert!((0.0..=1.0).contains(&distance), "{}", field.id);
                assert_eq!(distance, apart(field, *other, *one), "{}", field.id);
                assert_eq!(distance == 0.0, one == other, "{}: {one:?} {other:?}", field.id);
            }
        }
    }
}

/// How often the decisions most like one of them were decided in the same way:
///
///     cargo test --test whereto precedents -- --nocapture
#[test]
fn decisions_that_are_alike_were_decided_alike() {
    let corpus = ENGINE.corpus();
    let (mut nearest, mut majority) = (0, 0);
    for decision in &corpus.decisions {
        let all = corpus.precedents(&BASE, None, &decision.facts);
        let mut others = all.iter().filter(|it| it.decision.group != decision.group);
        let three: Vec<_> = others.by_ref().take(3).map(|it| it.decision.decision).collect();
        nearest += usize::from(three.first() == Some(&decision.decision));
        majority +=
            usize::from(three.iter().filter(|chosen| **chosen == decision.decision).count() >= 2);
    }
    let of = corpus.decisions.len();
    println!("the nearest: {nearest} of {of}; two of the nearest three: {majority} of {of}");
    filled_in("nearest", &format!("{nearest} of {of}"));
    assert!(nearest * 100 >= of * 60, "the nearest: {nearest} of {of}");
}

#[test]
fn a_decision_is_its_own_nearest_precedent_and_one_with_few_answers_is_nobodys() {
    let corpus = ENGINE.corpus();
    for decision in corpus.decisions.iter().filter(|it| it.facts.known().count() >= 3) {
        let all = corpus.precedents(&BASE, None, &decision.facts);
        let own = all.iter().find(|it| it.decision.group == decision.group).unwrap();
        assert_eq!(own.distance, 0.0, "{}", decision.id);
        assert!(all.iter().all(|it| (0.0..=1.0).contains(&it.distance)), "{}", decision.id);
        assert!(all.is_sorted_by(|one, next| one.distance <= next.distance));
        for precedent in &all {
            let shared = decision
                .facts
                .known()
                .filter(|(field, _)| precedent.decision.facts.get(*field).is_some());
            assert!(shared.count() >= 3, "{}, {}", decision.id, precedent.decision.id);
        }
    }
}

#[test]
fn what_is_not_known_counts_as_half_apart() {
    let corpus = ENGINE.corpus();
    let decision = corpus.decisions.iter().max_by_key(|it| it.facts.known().count()).unwrap();
    let mut fewer = decision.clone();
    let known: Vec<_> = decision.facts.known().map(|(field, _)| field).collect();
    for field in known.iter().skip(3) {
        fewer.facts.set(*field, None);
    }
    fewer.group = "fewer".to_owned();
    let engine = Engine::new(&BASE).unwrap().with_decisions(vec![fewer]);
    let all = engine.corpus().precedents(&BASE, None, &decision.facts);
    let fewer = all.iter().find(|it| it.decision.group == "fewer").unwrap();
    // Three equal answers say less than a whole case that is the same in nearly all.
    assert!(fewer.distance > 0.25, "{}", fewer.distance);
}

#[test]
fn precedents_are_told_in_every_format() {
    let data = json(&["precedents", MOBILE, "--format", "json", "--limit", "4"]);
    let precedents = data["precedents"].as_array().unwrap();
    assert_eq!((data["schema"].as_str(), precedents.len()), (Some("whereto/precedents/1"), 4));
    for format in ["table", "markdown", "html", "yaml"] {
        let text =
            whereto(&["precedents", MOBILE, "--format", format, "--limit", "4", "-v"]).succeeds();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for precedent in precedents {
            for key in ["title", "url"] {
                let value = precedent[key].as_str().unwrap();
                // An address may be broken where a line of a terminal ends.
                let there = words.contains(value)
                    || words.replace(' ', "").contains(&value.replace(' ', ""));
                assert!(there, "{format} lacks {value}:\n{text}");
            }
        }
    }
    let validator = jsonschema::draft202012::new(&schema_of("precedents", &BASE));
    assert!(validator.unwrap().is_valid(&data));
    let none = whereto(&["precedents", "-"]).stdin("team: {size: 1}\n").succeeds();
    assert!(none.contains("None of them has enough answers in common"), "{none}");
}

/// Who could choose what is ruled out here was not in the same position.
#[test]
fn a_report_shows_nobody_who_chose_what_is_ruled_out() {
    let profile = "compute: {style: batch, max_duration_s: 7200, needs: [other-processes]}\n\
                   clients: [backend]\nteam: {size: 5, skills: [aws]}\n";
    let report = whereto(&["advise", "-", "--format", "json"]).stdin(profile).succeeds();
    let report: Json = serde_json::from_str(&report).unwrap();
    let ruled_out = |option: &str| {
        let options = report["options"].as_array().unwrap();
        let standing = options.iter().find(|it| it["id"] == option).unwrap();
        !standing["excluded_by"].as_array().unwrap().is_empty()
    };
    assert!(ruled_out("aws-lambda"));
    let shown = report["precedents"].as_array().unwrap();
    assert!(!shown.is_empty());
    assert!(shown.iter().all(|it| !ruled_out(it["decision"].as_str().unwrap())), "{shown:?}");
}

#[test]
fn a_report_shows_the_nearest_and_who_chose_otherwise() {
    for profile in [MOBILE, "examples/webhook-receiver.yaml", "examples/trading-gateway.yaml"] {
        let report = json(&["advise", profile, "--format", "json"]);
        let list = json(&["precedents", profile, "--format", "json", "--limit", "400"]);
        let shown = report["precedents"].as_array().unwrap();
        let all = list["precedents"].as_array().unwrap();
        let is_possible = |it: &&Json| {
            let options = report["options"].as_array().unwrap();
            let of = options.iter().find(|option| option["id"] == it["decision"]).unwrap();
            of["excluded_by"].as_array().unwrap().is_empty()
        };
        let all: Vec<&Json> = all.iter().filter(is_possible).collect();
        assert!(shown.iter().zip(&all).take(3).all(|(one, other)| one == *other), "{profile}");
        let chosen: Vec<&Json> = shown.iter().map(|it| &it["decision"]).collect();
        let could_differ = all.iter().any(|it| it["decision"] != *chosen[0]);
        assert_eq!(could_differ, chosen.iter().any(|it| **it != *chosen[0]), "{profile}");
        let text = whereto(&["advise", profile]).finish().stdout;
        assert!(text.contains("Teams like yours"), "{profile}");
    }
    let blank = json(&["advise", "examples/just-an-idea.yaml", "--format", "json"]);
    assert!(blank["precedents"].is_array());
}

#[test]
fn a_track_record_counts_what_was_decided_where_a_rule_fires() {
    let records = track_records(&ENGINE);
    assert_eq!(records.len(), BASE.rules.len());
    for (rule, record) in BASE.rules.iter().zip(&records) {
        assert_eq!(record.of, ENGINE.corpus().decisions.len());
        let chosen: usize = record.chosen.iter().map(|(_, count)| count).sum();
        assert_eq!(chosen, record.fired, "{}", rule.id);
    }
    let (rule, record) =
        BASE.rules.iter().zip(&records).max_by_key(|(_, record)| record.fired).unwrap();
    let data = json(&["explain", &rule.id, "--format", "json"]);
    let told = &data["things"][0]["track_record"];
    assert_eq!(told["fired"], record.fired, "{told}");
    let words = format!("fired in {} of {} published decisions: ", record.fired, record.of);
    let text = whereto(&["explain", &rule.id]).succeeds();
    assert!(text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&words), "{text}");
    assert!(whereto(&["rules", "docs"]).succeeds().contains(&words));
    // A rule base without decisions has none to tell of.
    let small = whereto(&["--rules", "tests/small", "rules", "docs"]).succeeds();
    assert!(!small.contains("Track record"));
}
