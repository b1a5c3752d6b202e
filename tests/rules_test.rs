//! `whereto rules test`: scenarios, read through the library and run by the program.

use std::fs;

use whereto::{
    advice::Advice,
    analysis::acceptability::Settings,
    assessment::Engine,
    report::scenarios::scenarios,
    rulebase::RuleBase,
    scenario::{self, Scenario},
    source::Source,
};

use crate::{
    outcome::worded,
    process::{Run, golden, package, whereto},
};

fn small(arguments: &[&str]) -> Run {
    whereto(&[&["--rules", "tests/small", "rules", "test"], arguments].concat())
}

const SCENARIOS: &str = "tests/golden/scenarios.yaml";

/// What `whereto rules test` runs without arguments, through the library.
#[test]
fn the_shipped_rule_base_meets_its_scenarios() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let mut all: Vec<Scenario> = Vec::new();
    for source in RuleBase::shipped_scenarios() {
        all.extend(
            scenario::read(&source, &base)
                .unwrap_or_else(|problems| panic!("{}", worded(&problems))),
        );
    }
    assert!(all.len() > 10, "only {} scenarios", all.len());
    let is_met = |scenario: &&Scenario| {
        let advice = Advice::new(&engine, scenario.profile.clone(), &Settings::default());
        scenario.met_by(&base, advice.assessment()).iter().all(|met| *met)
    };
    let unmet = all.iter().filter(|it| it.disagrees.is_none() && !is_met(it));
    assert_eq!(unmet.map(|scenario| scenario.id.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
    assert!(whereto(&["rules", "test"]).succeeds().contains(&format!("{} scenarios: ", all.len())));
}

/// A rule that no scenario makes fire, and an answer that none gives, could be wrong without
/// anybody noticing.
#[test]
fn the_shipped_scenarios_leave_nothing_out() {
    let json = whereto(&["rules", "coverage", "--scenarios", "--format", "json"]).succeeds();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let left_out = &json["scenarios"];
    assert_eq!(left_out["rules_never_fired"], serde_json::json!([]));
    assert_eq!(left_out["answers_never_given"], serde_json::json!([]));
}

/// The files that are built in are those of the folder.
#[test]
fn all_shipped_scenarios_are_built_in() {
    let mut files: Vec<String> = fs::read_dir(package().join("rules/scenarios"))
        .unwrap()
        .map(|entry| {
            format!("rules/scenarios/{}", entry.unwrap().file_name().into_string().unwrap())
        })
        .collect();
    files.sort();
    let mut built_in: Vec<String> =
        RuleBase::shipped_scenarios().iter().map(|source| source.name().to_owned()).collect();
    built_in.sort();
    assert_eq!(files, built_in);
}

#[test]
fn a_folder_of_rules_brings_its_scenarios() {
    let all = small(&[]).succeeds();
    assert!(all.ends_with("\n3 scenarios: 3 passed, 0 failed.\n"), "{all}");
    assert_eq!(small(&["tests/small/scenarios"]).succeeds(), all);
    assert_eq!(small(&["tests/small/scenarios/sound.yaml"]).succeeds(), all);
    let text = fs::read_to_string(package().join("tests/small/scenarios/sound.yaml")).unwrap();
    assert!(small(&["-"]).stdin(text).succeeds().starts_with("<stdin>\n"));
}

#[test]
fn scenarios_are_no_part_of_the_rule_base() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(package().join("tests/small/rules.yaml"), folder.path().join("rules.yaml")).unwrap();
    let advise = |rules: &str| {
        whereto(&["--rules", rules, "advise", "tests/golden/profile.yaml"]).succeeds()
    };
    assert_eq!(advise(folder.path().to_str().unwrap()), advise("tests/small"));
    let refusal = whereto(&["--rules", folder.path().to_str().unwrap(), "rules", "test"]).refused();
    assert!(refusal.contains("the rule base brings no scenarios"), "{refusal}");
}

#[test]
fn failures_are_explained() {
    for (format, file) in [("table", "txt"), ("json", "json")] {
        let finished = small(&[SCENARIOS, "--format", format]).exits(1);
        golden(format!("golden/scenarios.{file}"), finished.quietly());
    }
    golden("golden/scenarios-verbose.txt", small(&["-v", SCENARIOS]).exits(1).quietly());
}

/// Every kind of expectation can fail: each is met as it stands, and unmet when turned into its
/// opposite.
#[test]
fn every_expectation_can_fail() {
    let base = crate::outcome::load(&[(
        "rules.yaml".to_owned(),
        fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap(),
    )]);
    let engine = Engine::new(&base).unwrap();
    let pairs = [
        ("expect: cloud-functions", "expect: own-server"),
        ("decision: cloud-functions", "decision: tie"),
        ("never: own-server", "never: cloud-functions"),
        ("excluded: ready-backend", "excluded: own-server"),
        ("not_excluded: own-server", "not_excluded: ready-backend"),
        ("fires: traffic/bursts", "fires: traffic/steady"),
        ("does_not_fire: traffic/steady", "does_not_fire: traffic/bursts"),
        (
            "at_least: [{points: 3, for: cloud-functions, from: traffic}]",
            "at_least: [{points: 4, for: cloud-functions, from: traffic}]",
        ),
        (
            "at_most: [{points: 3, for: cloud-functions, from: traffic/bursts}]",
            "at_most: [{points: 2, for: cloud-functions, from: traffic/bursts}]",
        ),
    ];
    let run = |expectation: &str| {
        let text = format!(
            "- id: it\n  facts: {{traffic.pattern: bursty, compliance.regimes: [hipaa]}}\n  \
             {expectation}\n"
        );
        let all = scenario::read(&Source::new("it.yaml", text), &base)
            .unwrap_or_else(|it| panic!("{}", worded(&it)));
        let report = scenarios(&engine, &all);
        assert_eq!(
            (report.passed, report.failed),
            if report.passed == 1 { (1, 0) } else { (0, 1) }
        );
        report.passed == 1
    };
    for (met, unmet) in pairs {
        assert!(run(met), "{met}");
        assert!(!run(unmet), "{unmet}");
    }
}
