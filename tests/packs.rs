//! Packs: what they add, what they change, and that the order in which they are given makes no
//! difference.

use std::fs;

use serde_json::Value as Json;
use whereto::{
    rulebase::{Files, RuleBase},
    source::Source,
};

use crate::process::{Run, golden, package, whereto};

const FOURTH: &str = "tests/packs/fourth";
const HOUSE: &str = "tests/packs/house.yaml";

/// The program with the small rule base and packs.
fn with(packs: &[&str], arguments: &[&str]) -> Run {
    let packs: Vec<&str> = packs.iter().flat_map(|pack| ["--pack", pack]).collect();
    whereto(&[&["--rules", "tests/small"], packs.as_slice(), arguments].concat())
}

/// The report on a profile.
fn report(packs: &[&str], profile: &str) -> Json {
    let finished =
        with(packs, &["--quiet", "advise", "-", "--format", "json"]).stdin(profile).finish();
    assert!([0, 3].contains(&finished.status), "{}", finished.stderr);
    serde_json::from_str(&finished.stdout).unwrap()
}

/// What a rule says of an option: points, reason and sources.
fn said(report: &Json, rule: &str, option: &str) -> Option<(i64, String, Vec<String>)> {
    let evidence = report["evidence"].as_array().unwrap();
    let it = evidence.iter().find(|it| it["rule"] == rule && it["option"] == option)?;
    let cites =
        it["cites"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
    Some((it["points"].as_i64().unwrap(), it["because"].as_str().unwrap().to_owned(), cites))
}

fn because(text: &str, points: i64, cites: &[&str]) -> Option<(i64, String, Vec<String>)> {
    Some((points, text.to_owned(), cites.iter().map(|id| (*id).to_owned()).collect()))
}

#[test]
fn a_pack_adds_to_everything() {
    let report = report(&[FOURTH], "traffic: {pattern: bursty, image: true}\n");
    let options: Vec<&str> = report["options"]
        .as_array()
        .unwrap()
        .iter()
        .map(|option| option["id"].as_str().unwrap())
        .collect();
    assert_eq!(options, ["cloud-functions", "own-server", "ready-backend", "run-containers"]);
    assert_eq!(report["questions"], 6);
    // Its own rule, and its own voice in a rule of the base, beside what that says of the others.
    let own = said(&report, "packaging/image", "run-containers");
    assert_eq!(own, because("An image that is there runs as it is.", 2, &["notes/anything"]));
    let voice = said(&report, "traffic/bursts", "run-containers");
    assert_eq!(voice, because("Containers follow a burst within seconds.", 2, &["image-start"]));
    let others = said(&report, "traffic/bursts", "own-server");
    assert_eq!(others, because("Capacity follows each burst.", -2, &["guide/bursts"]));
    let blank = with(&[FOURTH], &["init"]).succeeds();
    assert!(blank.contains("# Is there a container image?"), "{blank}");
    assert!(blank.contains("# packaging: 2"), "{blank}");
}

#[test]
fn the_reason_of_the_rule_stands_where_a_pack_gives_none() {
    let report = report(&[FOURTH], "traffic: {pattern: steady, requests_per_month: 2000000}\n");
    let expected =
        because("A server that is always busy is paid for with reason.", 1, &["guide/steady"]);
    assert_eq!(said(&report, "traffic/steady", "run-containers"), expected);
}

#[test]
fn a_pack_joins_an_exclusion_with_a_reason_of_its_own() {
    let report = report(&[FOURTH], "compliance: {regimes: [hipaa]}\ntraffic: {pattern: bursty}\n");
    let exclusions = report["exclusions"].as_array().unwrap();
    let told: Vec<(&str, &str)> = exclusions
        .iter()
        .map(|it| (it["options"][0].as_str().unwrap(), it["because"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("ready-backend", "The contract for health data does not cover it."),
            ("run-containers", "Nobody has signed a contract for health data in containers."),
        ]
    );
}

#[test]
fn every_reason_is_printed() {
    for arguments in [&["advise", "-", "--full"][..], &["advise", "-", "--format", "markdown"]] {
        let text = with(&[FOURTH], arguments)
            .stdin("traffic: {pattern: bursty, image: true}\n")
            .succeeds();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("Capacity follows each burst."), "{text}");
        assert!(text.contains("with the pack fourth 1.2.0 ("), "{text}");
        let words = ["Containers follow", "within seconds."];
        assert!(words.iter().all(|words| text.contains(words)), "{text}");
    }
}

#[test]
fn overrides_change_what_they_name_and_nothing_else() {
    let profile = "traffic: {pattern: rare, image: true}\nlatency: {cold_start_ok: false}\n";
    let before = report(&[FOURTH], profile);
    let after = report(&[FOURTH, HOUSE], profile);
    let points =
        |report: &Json, option| said(report, "traffic/bursts", option).map(|(points, ..)| points);
    let options = ["cloud-functions", "own-server", "ready-backend", "run-containers"];
    assert_eq!(
        options.map(|option| points(&before, option)),
        [Some(3), Some(-2), Some(1), Some(2)]
    );
    assert_eq!(options.map(|option| points(&after, option)), [Some(3), Some(2), None, Some(1)]);
    assert!(said(&before, "latency/no-cold-starts", "own-server").is_some());
    assert!(said(&after, "latency/no-cold-starts", "own-server").is_none());
    let image = said(&after, "packaging/image", "run-containers");
    assert_eq!(image, because("We have an image for everything.", 2, &["notes/anything"]));
    let weight = |report: &Json| report["evidence"].as_array().unwrap()[0]["weight"].as_i64();
    assert_eq!((weight(&before), weight(&after)), (Some(2), Some(9)));
    assert_eq!(after["exclusions"][0]["grade"], "policy");
    assert_eq!(after["exclusions"][0]["rule"], "house/no-bursts");
    assert!(with(&[FOURTH, HOUSE], &["init"]).succeeds().contains("What do the calls look like?"));
}

#[test]
fn what_is_overridden_keeps_its_place() {
    let order = |packs: &[&str]| -> Vec<String> {
        let base = RuleBase::read(&files(packs)).unwrap();
        let questions =
            base.questions.iter().map(|question| base.fields.get(question.field).id.clone());
        questions.chain(base.dimensions.iter().map(|dimension| dimension.id.clone())).collect()
    };
    assert_eq!(order(&[FOURTH, HOUSE]), order(&[FOURTH]));
}

#[test]
fn reports_name_the_rule_base_and_its_packs_with_digests() {
    let profile = "traffic: {pattern: bursty}\n";
    let (alone, with_packs) = (report(&[], profile), report(&[FOURTH, HOUSE], profile));
    assert_eq!(alone["rule_base"]["packs"], serde_json::json!([]));
    for key in ["name", "version", "digest", "reviewed"] {
        assert_eq!(
            alone["rule_base"][key], with_packs["rule_base"][key],
            "{key} is the base's own"
        );
    }
    let packs = with_packs["rule_base"]["packs"].as_array().unwrap();
    let told: Vec<(&str, &str)> = packs
        .iter()
        .map(|pack| (pack["name"].as_str().unwrap(), pack["version"].as_str().unwrap()))
        .collect();
    // In the order in which they apply: the second one builds on the first, though its name comes
    // before.
    assert_eq!(told, [("fourth", "1.2.0"), ("a-house", "0.3.0")]);
    assert!(packs.iter().all(|pack| pack["digest"].as_str().unwrap().len() == 64));
}

#[test]
fn a_comment_changes_the_digest_of_its_pack_alone() {
    let digests = |files: &Files| -> Vec<String> {
        let base = RuleBase::read(files).unwrap();
        std::iter::once(base.digest).chain(base.packs.into_iter().map(|pack| pack.digest)).collect()
    };
    let mut files = files(&[FOURTH, HOUSE]);
    let before = digests(&files);
    let house = &files.packs[1][0];
    files.packs[1][0] = Source::new(house.name(), format!("{}# Looked at again.\n", house.text()));
    let after = digests(&files);
    assert_eq!(before[..2], after[..2]);
    assert_ne!(before[2], after[2]);
}

#[test]
fn the_order_in_which_packs_are_given_makes_no_difference() {
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.yaml");
    let text = fs::read_to_string(package().join(FOURTH).join("pack.yaml")).unwrap();
    // The same once more under other names, on the same rules of the base.
    let text = text
        .replace("fourth", "other")
        .replace("run-containers", "run-others")
        .replace("traffic.image", "traffic.other");
    let text = text
        .replace("packaging", "othering")
        .replace("notes", "others")
        .replace("image-start", "other-start");
    fs::write(&other, text.replace("container-service", "other-service")).unwrap();
    let other = other.to_str().unwrap();
    let orders = [
        [FOURTH, HOUSE, other],
        [other, HOUSE, FOURTH],
        [HOUSE, FOURTH, other],
        [HOUSE, other, FOURTH],
    ];
    let profile = "traffic: {pattern: bursty, image: true, other: true}\n";
    let reports: Vec<String> = orders
        .iter()
        .map(|packs| {
            with(packs, &["advise", "-", "--format", "json"]).stdin(profile).finish().stdout
        })
        .collect();
    assert!(reports[0].contains("run-others") && reports[0].contains("run-containers"));
    assert!(reports.iter().all(|report| *report == reports[0]));
}

#[test]
fn a_folder_is_one_pack_however_it_is_divided() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(package().join(FOURTH).join("pack.yaml")).unwrap();
    let (head, tail) = text.split_at(text.find("\nrules:").unwrap());
    fs::write(folder.path().join("head.yaml"), head).unwrap();
    fs::create_dir(folder.path().join("more")).unwrap();
    fs::write(folder.path().join("more/tail.yml"), tail).unwrap();
    let profile = "traffic: {pattern: bursty, image: true}\n";
    let (mut one, mut divided) =
        (report(&[FOURTH], profile), report(&[folder.path().to_str().unwrap()], profile));
    one["rule_base"]["packs"] = Json::Null;
    divided["rule_base"]["packs"] = Json::Null;
    assert_eq!(one, divided);
}

#[test]
fn lists_show_what_comes_from_where() {
    for (format, file) in [("table", "txt"), ("json", "json")] {
        let list = with(&[FOURTH, HOUSE], &["rules", "list", "--format", format]).succeeds();
        golden(format!("golden/rules-list.{file}"), list);
    }
    golden(
        "golden/rules-list-verbose.txt",
        with(&[FOURTH, HOUSE], &["-v", "rules", "list"]).succeeds(),
    );
    let list = |arguments: &[&str]| -> Vec<String> {
        let text = with(&[FOURTH], &[&["rules", "list", "--format", "json"], arguments].concat())
            .succeeds();
        let list: Json = serde_json::from_str(&text).unwrap();
        list["rules"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rule| rule["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(list(&["--dimension", "traffic"]), ["traffic/bursts", "traffic/steady"]);
    assert_eq!(list(&["--option", "ready-backend"]), ["traffic/bursts", "compliance/health-data"]);
    assert_eq!(
        list(&["--option", "run-containers", "--dimension", "packaging"]),
        ["packaging/image"]
    );
    let refusal =
        with(&[FOURTH], &["rules", "list", "--option", "own-servr", "--dimension", "packing"])
            .refused();
    assert!(refusal.contains("did you mean `own-server`?"), "{refusal}");
    assert!(refusal.contains("did you mean `packaging`?"), "{refusal}");
}

#[test]
fn packs_bring_scenarios() {
    let text = with(&[FOURTH], &["rules", "test"]).succeeds();
    assert_eq!(
        text,
        "tests/packs/fourth/scenarios/fourth.yaml\n  passed  image-and-bursts\n\n1 scenario: 1 \
         passed, 0 failed.\n"
    );
    // Those of the base can be named.
    let text = with(
        &[FOURTH],
        &["rules", "test", "tests/small/scenarios", "tests/packs/fourth/scenarios"],
    )
    .succeeds();
    assert!(text.ends_with("4 scenarios: 4 passed, 0 failed.\n"), "{text}");
    let refusal = with(&[FOURTH, HOUSE][1..], &["rules", "test"]).refused();
    assert!(refusal.contains("requires the pack `fourth`, which is not given"), "{refusal}");
}

#[test]
fn a_pack_that_is_given_twice_is_refused() {
    let refusal = with(&[FOURTH, FOURTH], &["init"]).refused();
    assert!(
        refusal.starts_with("error[duplicate-id]: the pack `fourth` is given twice\n"),
        "{refusal}"
    );
    assert_eq!(refusal.matches("error[").count(), 1, "{refusal}");
}

#[test]
fn files_that_are_not_there_are_named_all_at_once() {
    let refusal = whereto(&[
        "--rules",
        "nowhere",
        "--pack",
        "tests/packs/hose.yaml",
        "--prices",
        "none.yaml",
        "init",
    ]);
    let refusal = refusal.refused();
    for expected in ["`nowhere`", "did you mean `tests/packs/house.yaml`?", "`none.yaml`"] {
        assert!(refusal.contains(expected), "{refusal}");
    }
}

/// The packs of `examples/packs`.
const EXAMPLES: [&str; 2] = ["examples/packs/company-policy", "examples/packs/managed-containers"];

/// The program with the shipped rule base and packs.
fn shipped_with(packs: &[&str], arguments: &[&str]) -> Run {
    let packs: Vec<&str> = packs.iter().flat_map(|pack| ["--pack", pack]).collect();
    whereto(&[packs.as_slice(), arguments].concat())
}

#[test]
fn example_packs_meet_their_scenarios_alone_and_together() {
    let passed = |packs: &[&str]| {
        let text = shipped_with(packs, &["rules", "test"]).succeeds();
        text.matches("\n  passed  ").count()
    };
    let alone: Vec<usize> = EXAMPLES.iter().map(|pack| passed(&[pack])).collect();
    assert!(alone.iter().all(|passed| *passed > 4), "{alone:?}");
    assert_eq!(passed(&EXAMPLES), alone.iter().sum::<usize>());
}

/// Whoever copies an example copies its tests as well: they exercise every rule that it brings or
/// changes.
#[test]
fn example_packs_exercise_their_rules() {
    for pack in EXAMPLES {
        let table = shipped_with(&[pack], &["rules", "coverage", "--scenarios"]).succeeds();
        assert!(
            table.contains("\nEvery rule that packs bring or change fires for some of them.\n"),
            "{table}"
        );
    }
}

#[test]
fn example_packs_lint_without_errors_and_warnings() {
    for packs in [&EXAMPLES[..1], &EXAMPLES[1..], &EXAMPLES[..]] {
        shipped_with(packs, &["rules", "lint", "--as-of", "2026-11-21"]).exits(0);
    }
}

#[test]
fn the_example_of_containers_is_recommended_with_reasons_and_a_price_of_its_own() {
    let arguments = ["advise", "docs/packs/order-service.yaml", "--format", "json"];
    let report: Json =
        serde_json::from_str(&shipped_with(&EXAMPLES[1..], &arguments).exits(0).stdout).unwrap();
    assert_eq!(report["recommendation"], "managed-containers");
    let evidence = report["evidence"].as_array().unwrap();
    let of = |option: &str| evidence.iter().filter(|it| it["option"] == option).collect::<Vec<_>>();
    let own = of("managed-containers");
    assert!(own.len() > 10, "{} reasons", own.len());
    // Most of what is said of containers is said in the pack's own words.
    let others: Vec<&Json> =
        of("traditional-server").into_iter().map(|it| &it["because"]).collect();
    assert!(own.iter().filter(|it| !others.contains(&&it["because"])).count() * 2 > own.len());
    let options = report["options"].as_array().unwrap();
    let option = options.iter().find(|option| option["id"] == "managed-containers").unwrap();
    assert!(option["monthly_cost_usd"]["expected"].is_string(), "{option}");
    // Without the pack the profile names a question and an option that are not there.
    let refusal = whereto(&["advise", "docs/packs/order-service.yaml"]).refused();
    assert!(refusal.contains("there is no question `compute.container_image`"), "{refusal}");
    assert!(refusal.contains("there is no option `managed-containers`"), "{refusal}");
}

#[test]
fn the_example_of_a_policy_rules_out_what_would_have_been_recommended() {
    let report = |set: &[&str]| -> Json {
        let arguments =
            [&["advise", "docs/packs/staff-portal.yaml", "--format", "json"], set].concat();
        serde_json::from_str(&shipped_with(&EXAMPLES[..1], &arguments).exits(0).stdout).unwrap()
    };
    let with_plain_sign_in = report(&[]);
    let exclusions = with_plain_sign_in["exclusions"].as_array().unwrap();
    let told: Vec<(&str, &str)> = exclusions
        .iter()
        .map(|it| (it["rule"].as_str().unwrap(), it["grade"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [("company/accounts-outside-the-eu", "policy"), ("company/no-single-sign-on", "policy")]
    );
    assert_ne!(with_plain_sign_in["recommendation"], "firebase");
    assert_eq!(
        report(&["--set", "company.sign_in_service=company-identity"])["recommendation"],
        "firebase"
    );
}

#[test]
fn explanations_tell_what_packs_did_to_a_rule() {
    let explain = |id: &str| -> String {
        let text = with(&[FOURTH, HOUSE], &["explain", id]).succeeds();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let bursts = explain("traffic/bursts");
    assert!(
        bursts.contains("Pack a-house overrides points: Our servers have room for bursts."),
        "{bursts}"
    );
    assert!(
        bursts.contains("Pack fourth adds Containers: Containers follow a burst within seconds."),
        "{bursts}"
    );
    assert!(bursts.contains("image-start"), "{bursts}");
    assert!(explain("packaging/image").contains("From the pack fourth"));
}

/// The blocks of YAML in `docs/packs.md`.
fn documented() -> Vec<String> {
    let text = fs::read_to_string(package().join("docs/packs.md")).unwrap();
    text.split("```yaml\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap().to_owned())
        .collect()
}

#[test]
fn what_the_documentation_shows_works() {
    let blocks = documented();
    let block =
        |start: &str| blocks.iter().find(|block| block.trim_start().starts_with(start)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let header = block("pack:").replace("[other-pack]", "[managed-containers]");
    // The policy of the example pack changes one of the same rules.
    let overrides = block("overrides:");
    let text = format!("{header}{overrides}");
    fs::write(folder.path().join("ours.yaml"), text).unwrap();
    let ours = folder.path().join("ours.yaml");
    let list = shipped_with(
        &[ours.to_str().unwrap(), EXAMPLES[1]],
        &["rules", "list", "--format", "json"],
    )
    .succeeds();
    let list: Json = serde_json::from_str(&list).unwrap();
    let ours =
        list["overrides"].as_array().unwrap().iter().filter(|it| it["pack"] == "our-rules").count();
    assert_eq!(ours, overrides.matches("reason: ").count());
    let scenarios = folder.path().join("scenarios.yaml");
    fs::write(&scenarios, block("# our-rules/scenarios")).unwrap();
    let finished =
        shipped_with(&EXAMPLES[..1], &["rules", "test", scenarios.to_str().unwrap()]).finish();
    // It shows every key and says that it disagrees; what counts is that all of it is understood.
    assert_eq!(finished.status, 0, "{}", finished.stderr);
    assert!(finished.stdout.contains("staff-app-with-plain-sign-in"), "{}", finished.stdout);
}

/// Whoever copies the whole pack of the documentation has one that lints clean and meets its
/// scenarios.
#[test]
fn the_pack_that_the_documentation_shows_from_end_to_end_works() {
    let blocks = documented();
    let [pack, scenarios, ..] = blocks.as_slice() else { panic!("there are no blocks") };
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    fs::write(folder.path().join("pack.yaml"), pack).unwrap();
    fs::write(folder.path().join("scenarios/cluster.yaml"), scenarios).unwrap();
    let ours = folder.path().to_str().unwrap();
    let lint = shipped_with(&[ours], &["rules", "lint"]).succeeds();
    assert!(lint.contains("\n0 errors, 0 warnings, 0 for information; "), "{lint}");
    assert!(shipped_with(&[ours], &["rules", "test"]).succeeds().contains(": 2 passed, 0 failed."));
    let report =
        shipped_with(&[ours], &["advise", "examples/b2b-saas.yaml", "--format", "json"]).succeeds();
    let report: Json = serde_json::from_str(&report).unwrap();
    let own =
        report["options"].as_array().unwrap().iter().find(|it| it["id"] == "own-cluster").unwrap();
    assert_eq!(own["monthly_cost_usd"]["expected"], "120.00");
}

/// What is known of platforms stands in data: the examples need nothing in the code that names
/// them.
#[test]
fn the_code_knows_nothing_of_the_example_packs() {
    let mut folders = vec![package().join("src")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                for word in [
                    "managed-containers",
                    "company-policy",
                    "company.",
                    "container_image",
                    "fargate",
                ] {
                    assert!(
                        !text.contains(&format!("\"{word}")),
                        "{} names {word}",
                        path.display()
                    );
                }
            }
        }
    }
}

/// The small rule base with packs, as the library takes them.
fn files(packs: &[&str]) -> Files {
    let source = |path: &str| Source::new(path, fs::read_to_string(package().join(path)).unwrap());
    let pack = |pack: &str| {
        vec![source(&if pack.ends_with(".yaml") {
            pack.to_owned()
        } else {
            format!("{pack}/pack.yaml")
        })]
    };
    Files {
        base: Some(vec![source("tests/small/rules.yaml")]),
        packs: packs.iter().map(|path| pack(path)).collect(),
        prices: None,
    }
}

/// What a pack's scenarios are about is the pack; the rest is counted, and listed on request.
#[test]
fn coverage_by_the_scenarios_of_packs_is_about_the_packs() {
    let coverage = ["rules", "coverage", "--scenarios"];
    golden("golden/coverage-packs.txt", with(&[FOURTH], &coverage).succeeds());
    let full = with(&[FOURTH], &[coverage.as_slice(), &["-v"]].concat()).succeeds();
    assert!(full.contains("latency.p99_target_ms: not answered at all"), "{full}");
    let json: Json = serde_json::from_str(
        &with(&[FOURTH], &["rules", "coverage", "--format", "json"]).succeeds(),
    )
    .unwrap();
    let rules = json["rules"].as_array().unwrap();
    let bursts = rules.iter().find(|rule| rule["id"] == "traffic/bursts").unwrap();
    assert_eq!(
        bursts["facts"],
        serde_json::json!(["image-start"]),
        "what a pack adds to a rule rests on something too"
    );
}

#[test]
fn the_next_step_goes_by_the_same_packs() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile.yaml");
    let profile = profile.to_str().unwrap();
    let finished = with(&[FOURTH], &["init", profile]).exits(0);
    let next = format!("then run: whereto advise --rules tests/small --pack {FOURTH} {profile}\n");
    assert!(finished.stderr.ends_with(&next), "{}", finished.stderr);
}

#[test]
fn a_question_of_a_pack_that_is_not_given_is_told_from_a_misspelling() {
    let refused = with(&[], &["advise", "-"]).stdin("sovereignty: {exit_days: 30}\n").refused();
    assert!(refused.contains("questions of a pack are known with `--pack FILE|DIR`"), "{refused}");
    let misspelt = with(&[], &["advise", "-"]).stdin("trafic: {pattern: rare}\n").refused();
    assert!(
        misspelt.contains("did you mean `traffic`?") && !misspelt.contains("--pack"),
        "{misspelt}"
    );
}

#[test]
fn what_is_wrong_with_a_dimension_is_not_told_of_its_rules() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack.yaml");
    let pack = "pack: {name: p, version: 1.0.0, reviewed: 2026-11-21, about: x}\noverrides:\n  \
                - {dimension: team, reason: r, with: {weight: 1000}}\n";
    std::fs::write(&path, pack).unwrap();
    let refusal = whereto(&["--pack", path.to_str().unwrap(), "init"]).refused();
    assert_eq!(refusal.matches("error[").count(), 1, "{refusal}");
    assert!(refusal.contains("1000"), "{refusal}");
}

#[test]
fn what_an_override_breaks_is_told_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack.yaml");
    for with in [
        "points: {aws-lambda: null, firebase: null, traditional-server: null}",
        "excludes: firebase",
        "points: null",
    ] {
        let pack = format!(
            "pack: {{name: p, version: 1.0.0, reviewed: 2026-11-21, about: x}}\noverrides:\n  - \
             {{rule: latency/no-slow-starts, reason: r, with: {{{with}}}}}\n"
        );
        fs::write(&path, pack).unwrap();
        let pack = path.to_str().unwrap();
        let refused = whereto(&["--pack", pack, "rules", "list"]).refused();
        assert!(refused.contains("pack.yaml:3:"), "{with}\n{refused}");
        assert!(!refused.contains("rules/"), "{with}\n{refused}");
    }
}

#[test]
fn a_claim_is_of_a_document_that_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack.yaml");
    let pack = |document: &str| {
        format!(
            "pack: {{name: p, version: 1.0.0, reviewed: 2026-11-21, about: x}}\n{document}claims:\n  \
             - {{id: handbok/a, says: We rent no servers., status: holds}}\n"
        )
    };
    let document = "documents: [{id: handbook, title: Our handbook, about: What we agreed on.}]\n";
    for (document, wanted) in [("", "there is no document `handbok`"), (document, "`handbook`?")] {
        fs::write(&path, pack(document)).unwrap();
        let refused = whereto(&["--pack", path.to_str().unwrap(), "rules", "list"]).refused();
        assert!(refused.contains(wanted), "{refused}");
    }
}
