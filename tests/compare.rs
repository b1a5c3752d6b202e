//! Two profiles, two rule bases: what differs, and the smallest profile on which they disagree.

use std::{fs, path::Path};

use serde_json::Value as Json;
use tempfile::{TempDir, tempdir};
use whereto::{
    analysis::{
        disagreement::{MOST_PROFILES, Search, smallest},
        sampling::Draw,
    },
    assessment::Engine,
    field::Facts,
    rulebase::RuleBase,
    source::Source,
};

use crate::{
    effort,
    process::{Run, golden, package, whereto},
    small,
};

const PROFILE: &str = "tests/golden/profile.yaml";

fn small_base(arguments: &[&str]) -> Run {
    whereto(&[&["--rules", "tests/small"], arguments].concat())
}

fn json(run: Run) -> Json {
    serde_json::from_str(&run.exits(0).stdout).unwrap()
}

/// The small rule base with some of its text replaced, in a folder.
fn other_rules(changes: &[(&str, &str)]) -> TempDir {
    let folder = tempdir().unwrap();
    let mut text = fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    fs::write(folder.path().join("rules.yaml"), text).unwrap();
    folder
}

fn name(folder: &TempDir) -> &str {
    folder.path().to_str().unwrap()
}

/// A profile in a folder of its own.
fn profile(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

const OTHER: &str = "\
project: Claims portal, next year
traffic: {pattern: steady, requests_per_month: 2000000}
latency: {cold_start_ok: false}
compliance: {regimes: [gdpr]}
";

#[test]
fn two_profiles() {
    let folder = tempdir().unwrap();
    let other = profile(folder.path(), "other.yaml", OTHER);
    for (format, extension) in [("table", "txt"), ("markdown", "md"), ("json", "json")] {
        let text = small_base(&["compare", PROFILE, &other, "--format", format]).succeeds();
        let digest =
            json(small_base(&["compare", PROFILE, PROFILE, "--format", "json"]))["a"]["rule_base"]
                ["digest"]
                .to_string();
        let text = text.replace(digest.trim_matches('"'), "(digest)").replace(&other, "other.yaml");
        golden(format!("golden/compare.{extension}"), text);
    }
}

/// A pack may have a rule rule out an option of its own for a reason of its own.
#[test]
fn an_exclusion_is_told_with_the_reason_for_its_option() {
    let folder = tempdir().unwrap();
    let [none, health] = ["gdpr", "hipaa"].map(|regime| {
        let text = format!("traffic: {{pattern: steady}}\ncompliance: {{regimes: [{regime}]}}\n");
        profile(folder.path(), &format!("{regime}.yaml"), &text)
    });
    let run = |format| {
        let pack = ["--pack", "tests/packs/fourth"];
        small_base(&[&["compare", &none, &health, "--format", format][..], &pack].concat())
    };
    let comparison = json(run("json"));
    let exclusions = comparison["exclusions"].as_array().unwrap().iter();
    let reasons: Vec<_> = exclusions
        .map(|it| (it["option"].as_str().unwrap(), it["because"].as_str().unwrap()))
        .collect();
    let expected = [
        ("ready-backend", "The contract for health data does not cover it."),
        ("run-containers", "Nobody has signed a contract for health data in containers."),
    ];
    assert_eq!(reasons, expected);
    let page = run("markdown").succeeds();
    for (_, because) in expected {
        assert!(page.contains(because), "{page}");
    }
}

#[test]
fn nothing_differs_from_itself() {
    let examples =
        fs::read_dir(package().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let mut compared = 0;
    for path in examples.filter(|path| path.extension().is_some_and(|it| it == "yaml")) {
        if fs::read_to_string(&path).unwrap().contains("\ncomponents:") {
            continue;
        }
        let path = path.to_str().unwrap();
        let same = json(whereto(&["compare", path, path, "--format", "json", "--samples", "100"]));
        assert_eq!(
            (&same["differs"], &same["flips"]),
            (&Json::Bool(false), &Json::Bool(false)),
            "{path}"
        );
        for list in ["answers", "weights", "evidence", "exclusions"] {
            assert_eq!(same[list], serde_json::json!([]), "{list} of {path}");
        }
        compared += 1;
    }
    assert!(compared > 5);
}

/// Asserts that evidence accounts for scores.
fn adds_up(comparison: &Json) {
    let evidence = comparison["evidence"].as_array().unwrap();
    for option in comparison["options"].as_array().unwrap() {
        let own = evidence.iter().filter(|it| it["option"] == option["id"]);
        let sum: i64 = own.map(|it| it["difference"].as_i64().unwrap()).sum();
        let score = |side: &str| option["score"][side].as_i64().unwrap_or(0);
        assert_eq!(sum, score("b") - score("a"), "{option}");
    }
}

#[test]
fn evidence_adds_up_to_scores() {
    let examples: Vec<String> = fs::read_dir(package().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "yaml"))
        .filter(|path| !fs::read_to_string(path).unwrap().contains("\ncomponents:"))
        .map(|path| path.to_str().unwrap().to_owned())
        .collect();
    for pair in examples.windows(2) {
        let both = [pair[0].as_str(), pair[1].as_str()];
        adds_up(&json(whereto(
            &[&["compare", "--format", "json", "--samples", "1", "-q"], &both[..]].concat(),
        )));
    }
    let rules = other_rules(&[
        ("{cloud-functions: 3,", "{cloud-functions: 1,"),
        ("weight: 3}", "weight: 5}"),
    ]);
    let report =
        json(small_base(&["compare", "--rules-b", name(&rules), PROFILE, "--format", "json"]));
    let comparison = &report["profiles"][0];
    adds_up(comparison);
    assert_eq!(comparison["answers"], serde_json::json!([]));
    assert_eq!(comparison["weights"], serde_json::json!([{"id": "latency", "a": 3, "b": 5}]));
    assert_eq!(comparison["evidence"].as_array().unwrap().len(), 3);
}

/// What can be read as a profile is, whichever way it is written; other JSON is passed over.
#[test]
fn a_folder_may_hold_profiles_in_json() {
    let rules = other_rules(&[("cloud-functions: -2", "cloud-functions: +5")]);
    let folder = tempdir().unwrap();
    profile(folder.path(), "a.json", "{\"traffic\": {\"pattern\": \"bursty\"}}");
    profile(folder.path(), "package.json", "{\"name\": \"shop\", \"scripts\": {}}");
    profile(folder.path(), "package-lock.json", &format!("[{}0]", "0, ".repeat(1 << 20)));
    let run =
        small_base(&["compare", "--rules-b", name(&rules), name(&folder), "--format", "json"]);
    let finished = run.exits(0);
    assert_eq!(finished.stderr, "Left out 2 files without a profile.\n");
    let report: Json = serde_json::from_str(&finished.stdout).unwrap();
    assert_eq!(report["profiles"].as_array().unwrap().len(), 1, "{report:#}");
    // Decisions to compare projects with, as a list in JSON.
    let known = tempdir().unwrap();
    let decision = "[{\"id\": \"ours\", \"title\": \"Ours\", \"decision\": \"own-server\", \"facts\": \
                    {\"traffic.pattern\": \"bursty\"}, \"decided_because\": \"Of bursts.\", \"summary\": \"Bursts.\"}]";
    profile(known.path(), "known.json", decision);
    profile(known.path(), "package.json", "{\"name\": \"shop\"}");
    let known = ["--decisions", name(&known), "precedents", PROFILE, "--format", "json"];
    let report = json(small_base(&known));
    assert_eq!(report["decisions"], 1, "{report:#}");
}

#[test]
fn two_rule_bases() {
    let rules = other_rules(&[(
        "{cloud-functions: 3, own-server: -2,",
        "{cloud-functions: 1, own-server: 2,",
    )]);
    let folder = tempdir().unwrap();
    profile(folder.path(), "a.yaml", "project: Bursts\ntraffic: {pattern: bursty}\n");
    profile(
        folder.path(),
        "b.yaml",
        "project: Steady\ntraffic: {pattern: steady, requests_per_month: 3000000}\n",
    );
    profile(
        folder.path(),
        "c.yaml",
        "project: Parts\ncomponents: {one: {traffic.pattern: rare}, two: {compliance.regimes: \
         []}}\n",
    );
    profile(folder.path(), "other.yaml", "services: []\n");
    let run = |format: &str| {
        small_base(&["compare", "--rules-b", name(&rules), name(&folder), "--format", format])
    };
    let report = json(run("json"));
    let digests =
        [&report["a"]["digest"], &report["b"]["digest"]].map(|it| it.as_str().unwrap().to_owned());
    assert_ne!(digests[0], digests[1]);
    let flips: Vec<bool> = report["profiles"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["flips"].as_bool().unwrap())
        .collect();
    assert_eq!(flips, [true, false, true, false]);
    assert_eq!(
        report["smallest"]["answers"],
        serde_json::json!([{"field": "traffic.pattern", "answer": "bursty"}])
    );
    assert_eq!(report["smallest"]["exact"], true);
    for (format, extension) in [("table", "txt"), ("markdown", "md")] {
        let text = run(format)
            .exits(0)
            .stdout
            .replace(&digests[0][..12], "(a)")
            .replace(&digests[1][..12], "(b)");
        golden(format!("golden/compare-rules.{extension}"), text);
    }
}

/// What is asked of every command holds here as well: in which currency amounts are shown, and what
/// the house says of weights.
#[test]
fn amounts_are_shown_as_asked_and_the_weights_of_the_house_count() {
    let [one, other] = ["examples/webhook-receiver.yaml", "examples/b2b-saas.yaml"]
        .map(|path| package().join(path).display().to_string());
    let euros = ["--currency", "EUR", "--rate", "0.5"];
    let prices = package().join("docs/contract-prices.yaml").display().to_string();
    for more in [&[][..], &["--prices-b", &prices]] {
        let of = |shown: &[&str]| {
            whereto(&[&["compare", &one, &other][..], more, shown].concat()).exits(0).stdout
        };
        let (dollars, euros) = (of(&[]), of(&euros));
        assert!(dollars.contains('$') && !dollars.contains('€'), "{dollars}");
        assert!(euros.contains('€') && !euros.contains("→ $"), "{euros}");
    }
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join(".whereto")).unwrap();
    fs::write(folder.path().join(".whereto/config.yaml"), "weights: {cost: 0}\n").unwrap();
    let run = whereto(&["compare", &one, &other, "--format", "json"]).within(folder.path());
    let weighed = json(run);
    let plain = json(whereto(&["compare", &one, &other, "--format", "json"]));
    assert_ne!(weighed["options"], plain["options"]);
}

/// A decision record stands for the answers that it was made from, wherever a profile is read.
#[test]
fn records_are_compared_by_their_answers() {
    let rules = other_rules(&[(
        "{cloud-functions: 3, own-server: -2,",
        "{cloud-functions: 1, own-server: 2,",
    )]);
    let folder = tempdir().unwrap();
    let path = profile(folder.path(), "a.yaml", "project: Bursts\ntraffic: {pattern: bursty}\n");
    let record = |more: &[&str]| {
        let arguments = [&["adr", &path, "--dir", name(&folder)], more].concat();
        small_base(&arguments).succeeds().trim_end().to_owned()
    };
    let (old, new) =
        (record(&[]), record(&["--supersedes", "1", "--set", "traffic.requests_per_month=5000"]));
    profile(folder.path(), "readme.md", "# Decisions\n\nproject: none\n");
    let against = |of: &[&str]| {
        let base = ["compare", "--rules-b", name(&rules), "--format", "json"];
        let report = json(small_base(&[&base, of].concat()));
        let profiles = report["profiles"].as_array().unwrap();
        profiles
            .iter()
            .map(|it| (it["a"]["name"].as_str().unwrap().to_owned(), it["flips"] == true))
            .collect::<Vec<_>>()
    };
    // In a folder, what is superseded is left out.
    assert_eq!(against(&[name(&folder)]), [(new.clone(), true), (path.clone(), true)]);
    assert_eq!(against(&[&old]), [(old.clone(), true)]);
    let two = json(small_base(&["compare", &old, &new, "--format", "json"]));
    assert_eq!(two["answers"][0]["id"], "traffic.requests_per_month");
    let report = |path: &str| json(small_base(&["advise", path, "--format", "json"]));
    assert_eq!(report(&old), report(&path));
}

#[test]
fn rule_bases_that_differ_in_words_alone_never_disagree() {
    let rules = other_rules(&[("because: Capacity follows each burst.", "because: It follows.")]);
    let report = json(small_base(&["compare", "--rules-b", name(&rules), "--format", "json"]));
    assert_eq!(report["smallest"]["answers"], Json::Null);
    assert_eq!(
        (&report["smallest"]["complete"], &report["smallest"]["exact"]),
        (&Json::Bool(true), &Json::Bool(true))
    );
}

/// Systems are compared part by part, by the names of the parts, and as a whole.
#[test]
fn two_systems() {
    let (system, other) = ("tests/golden/system.yaml", "tests/golden/system-other.yaml");
    let run =
        |other: &str, more: &[&str]| small_base(&[&["compare", system, other], more].concat());
    for (more, extension) in [(&["-v"][..], "txt"), (&["--format", "markdown"], "md")] {
        golden(format!("golden/compare-systems.{extension}"), run(other, more).succeeds());
    }
    let report = json(run(other, &["--format", "json"]));
    assert_eq!(
        (&report["only_a"], &report["only_b"]),
        (&serde_json::json!(["idea"]), &serde_json::json!(["plan"]))
    );
    let parts = report["components"].as_array().unwrap();
    assert_eq!(
        parts.iter().map(|it| it["name"].as_str().unwrap()).collect::<Vec<_>>(),
        ["portal", "archive", "letters"]
    );
    for part in parts {
        adds_up(&part["comparison"]);
        // What is said of a part is what is said of it alone.
        let name = part["name"].as_str().unwrap();
        let mut alone = json(run(other, &["--component", name, "--format", "json"]));
        for side in ["a", "b"] {
            alone[side]["name"] = part["comparison"][side]["name"].clone();
        }
        // What it was made by is said once, of the whole.
        for key in ["date", "tool_version", "rule_bases"] {
            assert_eq!(alone.as_object_mut().unwrap().remove(key).as_ref(), report.get(key));
        }
        assert_eq!(alone, part["comparison"]);
    }
    assert_eq!(report["flips"], true);
    let same = json(run(system, &["--format", "json"]));
    assert_eq!(
        (&same["flips"], &same["headline"]),
        (&Json::Bool(false), &"Nothing differs".into())
    );
    assert!(
        run(PROFILE, &[]).refused().contains("name one of them with --component: portal, archive")
    );
}

/// Packs tell rule bases apart, and those that nothing tells apart are not searched.
#[test]
fn rule_bases_are_told_apart() {
    let text =
        |more: &[&str]| small_base(&[&["compare", "--tries", "1"], more].concat()).succeeds();
    let copy = other_rules(&[]);
    let same = text(&["--rules-b", name(&copy)]);
    assert!(same.starts_with("One rule base: small 1.0.0 ("), "{same}");
    assert!(
        same.contains("\nThey are the same, so there is no profile on which they disagree.\n"),
        "{same}"
    );
    let pack = [
        "--pack-b",
        "examples/packs/managed-containers",
        "--rules-a",
        "rules",
        "--rules-b",
        "rules",
    ];
    let packed = text(&pack).replace('\n', " ");
    assert!(packed.contains(") against whereto 1."), "{packed}");
    assert!(packed.contains(" with the pack managed-containers 1."), "{packed}");
}

#[test]
fn what_cannot_be_compared_is_refused() {
    assert!(small_base(&["compare", PROFILE]).refused().contains("two profiles are needed, not 1"));
    assert!(
        small_base(&["compare", PROFILE, "tests/golden/profil.yaml"])
            .refused()
            .contains("did you mean")
    );
    let rules = other_rules(&[("{cloud-functions: 3,", "{cloud-functions: 1,")]);
    let bad = small_base(&["compare", "--rules-b", name(&rules), PROFILE, "nowhere.yaml"]).exits(2);
    assert!(bad.stderr.contains("there is no file `nowhere.yaml`"), "{}", bad.stderr);
}

#[test]
fn the_search_says_where_its_bound_was() {
    let rules = other_rules(&[(
        "when: {traffic.pattern: steady, traffic.requests_per_month: {at_least: 1000000}}",
        "when: {traffic.pattern: steady, traffic.requests_per_month: {at_least: 2000000}}",
    )]);
    let search = |tries: &str| {
        json(small_base(&[
            "compare",
            "--rules-b",
            name(&rules),
            "--tries",
            tries,
            "--format",
            "json",
        ]))
    };
    let found = &search("1000")["smallest"];
    assert_eq!(found["answers"].as_array().unwrap().len(), 2);
    assert_eq!(found["outcome"]["b"], "tie");
    let stopped = &search("1")["smallest"];
    assert_eq!((&stopped["complete"], &stopped["answers"]), (&Json::Bool(false), &Json::Null));
}

/// What two rule bases make of every profile, the answers counted.
fn brute_force(a: &RuleBase, b: &RuleBase, engines: (&Engine<'_>, &Engine<'_>)) -> Option<usize> {
    let weights = |base: &RuleBase| base.dimensions.iter().map(|it| it.weight).collect::<Vec<_>>();
    let recommended = |base: &RuleBase, engine: &Engine<'_>, facts: &Facts| {
        let verdict = engine.assess(facts, &weights(base)).verdict;
        (verdict.name(), verdict.recommendation().map(|option| base.option(option).id.clone()))
    };
    small::completions(a, &Facts::unknown(a.fields.len()))
        .iter()
        .filter(|facts| recommended(a, engines.0, facts) != recommended(b, engines.1, facts))
        .map(|facts| facts.known().count())
        .min()
}

/// Every way to change a rule base a little: points turned round, a rule dropped, another
/// threshold.
fn changed(text: &str, draw: &mut Draw) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let rules: Vec<usize> =
        (0..lines.len()).filter(|line| lines[*line].starts_with("  - {id: r")).collect();
    let at = rules[draw.below(rules.len() as u64) as usize];
    let line = match draw.below(3) {
        0 if rules.len() > 1 => None,
        1 => Some(lines[at].replace(": 1", ": 2").replace(": -", ": ")),
        _ => Some(
            lines[at]
                .replace("true", "false")
                .replace("over: ", "at_most: ")
                .replace(": 3", ": -1"),
        ),
    };
    let mut changed = String::new();
    for (index, old) in lines.iter().enumerate() {
        let new = if index == at { line.as_deref() } else { Some(*old) };
        new.into_iter().for_each(|new| changed.push_str(&format!("{new}\n")));
    }
    changed
}

#[test]
fn no_profile_with_fewer_answers_disagrees() {
    let (mut found, mut agreed) = (0, 0);
    for seed in 0..effort::cases(150).into() {
        let mut draw = Draw::new(seed);
        let text = small::text(&mut draw);
        let load = |text: &str| RuleBase::load(&[Source::new("small.yaml", text)]);
        let (Ok(a), Ok(b)) = (load(&text), load(&changed(&text, &mut draw))) else { continue };
        let (engine_a, engine_b) = (Engine::new(&a).unwrap(), Engine::new(&b).unwrap());
        let Search { found: disagreement, complete, exact, complete_to, .. } =
            smallest(&engine_a, &engine_b, MOST_PROFILES);
        assert!(exact);
        let expected = brute_force(&a, &b, (&engine_a, &engine_b));
        match disagreement {
            Some(it) => {
                assert_eq!(Some(it.a.known().count()), expected, "seed {seed}\n{text}");
                assert_eq!(complete_to + 1, it.a.known().count());
                let weights = |base: &RuleBase| {
                    base.dimensions.iter().map(|it| it.weight).collect::<Vec<_>>()
                };
                assert_eq!(engine_a.assess(&it.a, &weights(&a)).verdict, it.verdict_a);
                assert_eq!(engine_b.assess(&it.b, &weights(&b)).verdict, it.verdict_b);
                found += 1;
            }
            None => {
                assert_eq!((expected, complete), (None, true), "seed {seed}\n{text}");
                agreed += 1;
            }
        }
    }
    assert!(found > 7 && agreed > 2, "{found} {agreed}");
}
