//! `whereto rules calibrate`: points that decisions propose.

use std::fs;

use serde_json::Value as Json;
use tempfile::tempdir;

use crate::process::{package, whereto};

const RULES: &str = "tests/lint/two-questions.yaml";

/// Ten decisions for the server that answer yes to the first question, where the rules speak for
/// functions.
fn decisions() -> String {
    let one = |number: usize| {
        format!(
            "- {{id: case-{number}, title: A case, decision: server, decided_because: It was so., \
             summary: a case, facts: {{one: true, two: {}}}, inferred: [two]}}\n",
            number.is_multiple_of(2)
        )
    };
    (0..40).map(one).collect()
}

#[test]
fn points_follow_the_decisions_that_are_named_and_a_diff_applies() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("rules")).unwrap();
    fs::copy(package().join(RULES), path("rules/rules.yaml")).unwrap();
    fs::write(path("decisions.yaml"), decisions()).unwrap();
    let calibrate = |more: &[&str]| {
        let arguments = ["--rules", "rules", "rules", "calibrate", "--decisions", "decisions.yaml"];
        whereto(&[&arguments, more].concat()).within(folder.path())
    };
    let printed = calibrate(&["--format", "json", "-o", "points.diff"]).succeeds();
    assert_eq!(calibrate(&["--format", "json"]).succeeds(), printed, "the same bytes each time");
    let json: Json = serde_json::from_str(&printed).unwrap();
    assert_eq!(json["decisions"], 40);
    let rule = |id: &str| {
        json["rules"].as_array().unwrap().iter().find(|it| it["rule"] == id).unwrap().clone()
    };
    let one = rule("load/one");
    assert_eq!((&one["fired"], &one["decided"]["server"]), (&40.into(), &40.into()));
    assert!(one["proposed"]["functions"].as_i64() < one["now"]["functions"].as_i64(), "{one}");
    // Whatever was decided, what a reason speaks for it never comes to speak against.
    assert!(one["proposed"]["functions"].as_i64() >= Some(0), "{one}");
    assert_eq!(rule("load/not-one")["fired"], 0);
    let measure = &json["measures"][0];
    assert_eq!(measure["decisions"], "cross-validated");
    assert!(measure["proposed"]["log_loss"].as_f64() < measure["now"]["log_loss"].as_f64());

    let diff = fs::read_to_string(path("points.diff")).unwrap();
    assert_eq!(json["diff"].as_str(), Some(diff.as_str()));
    // Named from the root on, a folder is one within what the diff is applied to.
    let absolute = path("rules").display().to_string();
    let arguments = ["--rules", &absolute, "rules", "calibrate", "--decisions", "decisions.yaml"];
    whereto(&[&arguments[..], &["-o", "absolute.diff"]].concat()).within(folder.path()).succeeds();
    let head = format!("--- a{absolute}/rules.yaml\n+++ b{absolute}/rules.yaml\n");
    assert!(cfg!(windows) || fs::read_to_string(path("absolute.diff")).unwrap().starts_with(&head));
    let arguments =
        ["--rules", "./rules/../rules", "rules", "calibrate", "--decisions", "decisions.yaml"];
    whereto(&[&arguments[..], &["-o", "dots.diff"]].concat()).within(folder.path()).succeeds();
    let dots = fs::read_to_string(path("dots.diff")).unwrap();
    assert!(dots.starts_with("--- a/rules/rules.yaml\n"), "{dots}");
    let before = fs::read_to_string(path("rules/rules.yaml")).unwrap();
    fs::write(path("rules/rules.yaml"), applied(&diff, &before)).unwrap();
    let again = calibrate(&["--format", "json"]).succeeds();
    let again: Json = serde_json::from_str(&again).unwrap();
    for (before, after) in
        json["rules"].as_array().unwrap().iter().zip(again["rules"].as_array().unwrap())
    {
        let left_out = json["left_out"].get(before["rule"].as_str().unwrap()).is_some();
        let now = if left_out { &before["now"] } else { &before["proposed"] };
        assert_eq!(now, &after["now"]);
    }
    assert!(calibrate(&["-o", "points.diff"]).exits(2).stderr.contains("--force"));
}

/// Applies a unified diff of one file.
fn applied(diff: &str, before: &str) -> String {
    let old: Vec<&str> = before.lines().collect();
    let (mut at, mut new) = (0, Vec::new());
    for line in diff.lines().skip(2) {
        if let Some(range) = line.strip_prefix("@@ -") {
            let start: usize = range.split(',').next().unwrap().parse().unwrap();
            new.extend(&old[at..start - 1]);
            at = start - 1;
        } else if let Some(added) = line.strip_prefix('+') {
            new.push(added);
        } else {
            assert_eq!(&line[1..], old[at]);
            if line.starts_with(' ') {
                new.push(old[at]);
            }
            at += 1;
        }
    }
    new.extend(&old[at..]);
    new.join("\n") + "\n"
}

#[test]
fn decisions_of_the_rule_base_may_be_named_once_more() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("rules/decisions")).unwrap();
    fs::copy(package().join(RULES), path("rules/rules.yaml")).unwrap();
    fs::write(path("rules/decisions/own.yaml"), decisions()).unwrap();
    let once = ["--rules", "rules", "rules", "calibrate", "--format", "json"];
    let twice = [&once[..], &["--decisions", "rules/../rules/decisions"]].concat();
    let [once, twice] = [&once[..], &twice].map(|it| whereto(it).within(folder.path()).succeeds());
    assert_eq!(once, twice);
}

#[test]
fn without_decisions_there_is_nothing_to_follow() {
    let said =
        whereto(&["--rules", RULES, "rules", "calibrate"]).within(&package()).exits(2).stderr;
    assert!(said.contains("there are no decisions"), "{said}");
}
