//! Whether decisions still stand: what is found, why, in which format, and with which status.

use std::{fs, path::Path, process::Command};

use proptest::prelude::*;
use serde_json::Value as Json;
use tempfile::{TempDir, tempdir};
use whereto::{
    advice::Advice,
    analysis::{acceptability::Settings, confidence::Confidence, sampling::Draw},
    assessment::Engine,
    condition::Truth,
    cost::Estimator,
    decision::{
        check::{Checker, Terms},
        compare::{Pair, changes},
        finding::Outcome,
        gates::Gates,
        read,
        record::{Record, RecordedPack},
        write::front_matter,
    },
    profile::Profile,
    rulebase::{OptionId, RuleBase},
    source::Source,
};

use crate::{
    adr::random_answers,
    cost::SHIPPED,
    effort,
    problem::sarif_schema,
    process::{Run, golden, package, whereto},
};

const DAY: &str = "2026-11-21";

/// A folder with the small rule base in it, and decisions.
struct Project(TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(tempdir().unwrap());
        fs::create_dir(project.0.path().join("rules")).unwrap();
        project.write(
            "rules/rules.yaml",
            &fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap(),
        );
        project
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.path().join(file)).unwrap()
    }

    /// Changes a text in a file, which must be there.
    fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "`{from}` is not in {file}:\n{text}");
        self.write(file, &text.replacen(from, to, 1));
    }

    fn whereto(&self, arguments: &[&str]) -> Run {
        whereto(&[&["--rules", "rules", "--as-of", DAY], arguments].concat()).within(self.0.path())
    }

    /// A record of a profile, in the folder `d`.
    fn record(&self, file: &str, profile: &str, more: &[&str]) {
        let finished = self.whereto(&[&["adr", "-"], more].concat()).stdin(profile).finish();
        assert!(matches!(finished.status, 0 | 3), "{}", finished.stderr);
        self.write(file, &finished.stdout);
    }

    fn json(&self, arguments: &[&str], status: i32) -> Json {
        let finished =
            self.whereto(&[&["check", "--format", "json"], arguments].concat()).exits(status);
        serde_json::from_str(&finished.stdout).unwrap()
    }

    /// The outcome of each decision, by file.
    fn outcomes(&self, arguments: &[&str], status: i32) -> Vec<(String, String)> {
        let json = self.json(arguments, status);
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        json["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (text(&it["file"]), text(&it["outcome"])))
            .collect()
    }

    fn outcome(&self, file: &str, arguments: &[&str], status: i32) -> Json {
        self.json(&[&[file], arguments].concat(), status)["results"][0].clone()
    }
}

const BURSTS: &str = "project: Bursts\ntraffic: {pattern: bursty, requests_per_month: 2000000}\n";
const CLAIMS: &str = "project: Claims portal\nweights: {traffic: 4}\ntraffic: {pattern: \
                      bursty}\nlatency: {cold_start_ok: false}\ncompliance: {regimes: [hipaa]}\n";
const STEADY: &str = "project: Steady\ntraffic: {pattern: steady, requests_per_month: 2000000}\n";
const TIE: &str = "project: Level\ncompliance: {regimes: []}\n";

/// Decisions of every kind, made before the rules changed.
fn decisions() -> Project {
    let project = Project::new();
    project.record("d/0001-stands.md", STEADY, &[]);
    project.record("d/0002-weaker.md", BURSTS, &[]);
    project.record("d/0003-changed.md", CLAIMS, &[]);
    project.record("d/0004-tie.md", TIE, &[]);
    project.record(
        "d/0005-against.md",
        STEADY,
        &["--chosen", "cloud-functions", "--because", "The team knows it."],
    );
    project.record(
        "d/0006-came-round.md",
        CLAIMS,
        &["--chosen", "own-server", "--because", "It is here."],
    );
    project.record("d/0007-retired.md", CLAIMS, &[]);
    project.edit("d/0007-retired.md", "status: proposed", "status: superseded by ADR-0003");
    project.write("d/expects.yaml", &format!("{STEADY}expect: own-server\n"));
    project.write(
        "d/expected-otherwise.yaml",
        &format!("# A comment\nexpect: cloud-functions\n{STEADY}"),
    );
    project.write("d/0000-use-rust.md", "# Use Rust\n\n## Status\n\nAccepted\n");
    project.write("d/front.md", "---\ntitle: [nothing of ours\n---\n");
    project.write("d/profile.yaml", STEADY);
    project.write("d/notes.txt", "expect: own-server\n");
    project.write("d/other.yaml", "what: [to, expect\n");
    project.write("d/.hidden/expects.yaml", "expect: nothing\n");
    let points = "points: {cloud-functions: 3, own-server: -2, ready-backend: 1}";
    project.edit("rules/rules.yaml", points, "points: {cloud-functions: 1, own-server: -1}");
    project.edit("rules/rules.yaml", "version: 1.0.0", "version: 1.1.0");
    project
}

#[test]
fn findings() {
    let project = decisions();
    for (format, extension) in [
        ("table", "txt"),
        ("json", "json"),
        ("markdown", "md"),
        ("github", "github"),
        ("junit", "xml"),
        ("sarif", "sarif"),
    ] {
        let finished = project.whereto(&["check", "d", "--format", format]).exits(1);
        let text = finished.quietly().replace(env!("CARGO_PKG_VERSION"), "(version)");
        golden(format!("golden/check.{extension}"), text);
    }
    let page = project.whereto(&["check", "d", "--format", "html"]).exits(1).quietly();
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</body>\n</html>\n"), "{page}");
    for item in [
        "<h1 class=\"headline\">Decisions</h1>",
        "<span class=\"against\">changed</span> (fails the check) <code>d/0003-changed.md:7</code>",
        "<li>A server is recommended today, 1 point ahead of Functions.</li>",
        "<p>9 decisions checked: 4 standing, 1 weaker, 2 changed, 1 cannot tell, 1 retired.",
    ] {
        assert!(page.contains(item), "{item}: {page}");
    }
    let expected = [
        ("d/0001-stands.md", "stands"),
        ("d/0002-weaker.md", "weaker"),
        ("d/0003-changed.md", "changed"),
        ("d/0004-tie.md", "cannot-tell"),
        ("d/0005-against.md", "stands"),
        ("d/0006-came-round.md", "stands"),
        ("d/0007-retired.md", "retired"),
        ("d/expected-otherwise.yaml", "changed"),
        ("d/expects.yaml", "stands"),
    ];
    assert_eq!(
        project.outcomes(&["d"], 1),
        expected.map(|(file, outcome)| (file.to_owned(), outcome.to_owned()))
    );
}

/// What changed and left a decision standing is told to those who ask for everything.
#[test]
fn everything_is_told_on_demand() {
    let project = decisions();
    let text = |more: &[&str]| {
        project.whereto(&[&["check", "d/0001-stands.md"], more].concat()).succeeds()
    };
    let change = "            - the rule base is small 1.1.0, not small 1.0.0\n";
    assert!(!text(&[]).contains(change));
    assert!(text(&["-v"]).contains(change));
}

#[test]
fn the_status_tells_whether_decisions_stand() {
    let project = decisions();
    project.write("bad.yaml", "expect: own-serve\n");
    for (arguments, status) in [
        (&["d/0001-stands.md"][..], 0),
        (&["d/0001-stands.md", "--strict"], 0),
        (&["d/0002-weaker.md"], 0),
        (&["d/0002-weaker.md", "--strict"], 1),
        // The confidence fell too.
        (&["d/0002-weaker.md", "--strict", "--weaker-by", "100"], 1),
        (&["d/0004-tie.md"], 0),
        (&["d/0004-tie.md", "--strict"], 1),
        (&["d/0007-retired.md", "--strict"], 0),
        (&["d/0003-changed.md"], 1),
        (&["d/expects.yaml"], 0),
        (&["d/expected-otherwise.yaml"], 1),
        (&["d/0003-changed.md", "bad.yaml", "d/expects.yaml"], 2),
        (&["bad.yaml", "d/expects.yaml"], 2),
        (&["d/expects.yaml", "nowhere.md"], 2),
        (&["d/profile.yaml"], 2),
        (&["d/0000-use-rust.md"], 2),
        (&["rules"], 0),
        (&["d/000[12]*.md", "d/exp*s.yaml"], 0),
        (&["d/*.pdf"], 2),
    ] {
        for format in ["table", "json", "markdown", "html", "sarif", "junit", "github"] {
            let finished =
                project.whereto(&[&["check", "--format", format], arguments].concat()).finish();
            assert_eq!(
                finished.status, status,
                "{arguments:?} as {format}\n{}\n{}",
                finished.stdout, finished.stderr
            );
        }
    }
}

#[test]
fn standard_input_is_read() {
    let project = Project::new();
    project.record("adr.md", BURSTS, &[]);
    let record = project.read("adr.md");
    assert!(project.whereto(&["check", "-"]).stdin(record).succeeds().contains("<stdin>:7"));
    let profile = format!("{STEADY}expect: own-server\n");
    assert!(project.whereto(&["check", "-"]).stdin(profile).succeeds().contains("<stdin>:3"));
}

/// Each part of a system is a decision of its own, with answers and an expectation of its own over
/// the shared ones.
#[test]
fn parts_of_a_system_are_checked_one_by_one() {
    let project = Project::new();
    let system = "project: Claims\nlatency: {cold_start_ok: false}\nexpect: \
                  own-server\ncomponents:\n  letters:\n    traffic: {pattern: bursty}\n  \
                  archive:\n    expect: cloud-functions\n    traffic: {pattern: steady, \
                  requests_per_month: 2000000}\n  idea:\n    expect: null\n";
    project.write("d/system.yaml", system);
    let results =
        |file: &str, status| project.json(&[file], status)["results"].as_array().unwrap().clone();
    let of = |result: &Json| {
        [&result["component"], &result["line"], &result["outcome"]].map(Json::to_string).join(" ")
    };
    let expected = ["\"letters\" 5 \"changed\"", "\"archive\" 8 \"changed\""];
    assert_eq!(results("d", 1).iter().map(of).collect::<Vec<_>>(), expected);
    // An expectation within a part is enough to be found in a folder.
    project.edit("d/system.yaml", "expect: own-server\n", "");
    assert_eq!(results("d", 1).iter().map(of).collect::<Vec<_>>(), ["\"archive\" 7 \"changed\""]);
    project.edit("d/system.yaml", "    expect: cloud-functions\n", "");
    assert_eq!(results("d", 0), Vec::<Json>::new());
    assert!(
        project.whereto(&["check", "d/system.yaml"]).exits(2).stderr.contains("expects nothing")
    );

    // At the top it would be a gate that nobody sees.
    project.edit("d/system.yaml", "project: Claims\n", "project: Claims\nexpect:\n");
    let refused = project.whereto(&["check", "d"]).exits(2).stderr;
    assert!(refused.contains("expects nothing"), "{refused}");

    // So would a part's, where the value was deleted and nothing is taken back.
    project.write("d/system.yaml", &system.replace("    expect: null\n", "    expect:\n"));
    let refused = project.whereto(&["check", "d"]).exits(2).stderr;
    assert!(refused.contains("expects nothing"), "{refused}");

    project.write("d/system.yaml", system);
    let printed = |format: &str| {
        project
            .whereto(&["check", "d", "--format", format, "--exceptions", "e.yaml"])
            .finish()
            .stdout
    };
    project.write(
        "e.yaml",
        "exceptions: [{file: d/system.yaml, component: archive, because: Later., until: \
         2027-01-01}]",
    );
    let summary = project.json(&["d", "--exceptions", "e.yaml"], 1)["summary"].clone();
    assert_eq!((&summary["excepted"], &summary["failing"]), (&Json::from(1), &Json::from(1)));
    assert!(printed("table").contains("changed     d/system.yaml:8 (archive)\n"));
    assert!(printed("github").contains("title=Decision on letters%3A changed::"));
    assert!(printed("junit").contains("<testcase name=\"d/system.yaml (letters)\""));
    let log: Json = serde_json::from_str(&printed("sarif")).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_ne!(results[0]["partialFingerprints"], results[1]["partialFingerprints"]);
    assert_eq!(results[1]["suppressions"][0]["justification"], "Later.");
}

/// Where one platform is enough for all, expecting it of a part is no mistake, even if another fits
/// that part better.
#[test]
fn one_platform_for_all_stands_where_it_is_enough() {
    let project = Project::new();
    let system = |option: &str| {
        format!(
            "expect: {option}\ntraffic: {{pattern: bursty}}\ncomponents:\n  a: {{latency: \
             {{p99_target_ms: 20}}}}\n  b:\n"
        )
    };
    project.write("system.yaml", &system("cloud-functions"));
    let report = project.whereto(&["advise", "system.yaml", "--format", "json"]).exits(0).stdout;
    let report: Json = serde_json::from_str(&report).unwrap();
    assert_eq!(report["system"]["conclusion"], "one-platform");
    let best = report["system"]["best_single"][0].as_str().unwrap();
    let outcomes = |option: &str, status| {
        project.write("system.yaml", &system(option));
        let results = project.json(&["system.yaml"], status)["results"].clone();
        results
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["outcome"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(outcomes(best, 0), ["stands", "stands"]);
    let text =
        project.whereto(&["check", "system.yaml"]).exits(0).stdout.replace("\n            ", " ");
    assert!(text.contains("is enough for all parts of the system: this one loses"), "{text}");
    for other in ["cloud-functions", "own-server", "ready-backend"]
        .into_iter()
        .filter(|other| *other != best)
    {
        assert!(outcomes(other, 1).contains(&"changed".to_owned()), "{other}");
    }
    // Where a part may lose less, a mix is worth it, and what was enough no longer is.
    project.edit("rules/rules.yaml", "{fit: 30}", "{fit: 1}");
    assert_eq!(outcomes(best, 1), ["changed", "stands"]);
}

/// A fall is a fall from the points that are asked for on.
#[test]
fn weaker_is_by_how_much() {
    let project = Project::new();
    project.record("adr.md", STEADY, &[]);
    // A lead of 6 over nothing falls to 4; what it leads by 2 points still comes first under every
    // weighting.
    project.edit(
        "rules/rules.yaml",
        "points: {cloud-functions: -2, own-server: 3}",
        "points: {cloud-functions: -2, own-server: 2}",
    );
    for (by, outcome) in [("1", "weaker"), ("2", "weaker"), ("3", "stands")] {
        let found = project.outcome("adr.md", &["--weaker-by", by], 0);
        assert_eq!((&found["lead_then"], &found["lead_now"]), (&Json::from(6), &Json::from(4)));
        let same = found["confidence_then"] == found["confidence_now"];
        assert_eq!(found["outcome"], if same { outcome } else { "weaker" }, "{found:#}");
    }
    assert!(
        project.whereto(&["check", "adr.md", "--weaker-by", "0"]).refused().contains("--weaker-by")
    );
}

/// Records that earlier versions wrote are read with the words of that time.
#[test]
fn earlier_words_for_confidence_are_read() {
    let project = Project::new();
    project.record("adr.md", STEADY, &[]);
    let now = project.outcome("adr.md", &[], 0)["confidence_then"].clone();
    let written = format!("confidence: {}", now.as_str().unwrap());
    for (earlier, means) in
        [("firm", "very high"), ("clear", "high"), ("fair", "moderate"), ("slight", "low")]
    {
        project.edit("adr.md", &written, &format!("confidence: {earlier}"));
        assert_eq!(project.outcome("adr.md", &[], 0)["confidence_then"], means);
        project.edit("adr.md", &format!("confidence: {earlier}"), &written);
    }
}

#[test]
fn a_decision_against_the_recommendation_stands_while_that_is_the_same() {
    let project = Project::new();
    project.record(
        "adr.md",
        STEADY,
        &["--chosen", "cloud-functions", "--because", "The team knows it."],
    );
    let found = project.outcome("adr.md", &["--strict"], 0);
    assert_eq!(found["outcome"], "stands");
    assert!(
        found["words"].as_str().unwrap().ends_with("and leads Functions by 10 points, as it did."),
        "{found:#}"
    );
    // More speaks against it.
    project.edit(
        "rules/rules.yaml",
        "points: {cloud-functions: -2, own-server: 3}",
        "points: {cloud-functions: -2, own-server: 5}",
    );
    let found = project.outcome("adr.md", &[], 0);
    assert_eq!(found["outcome"], "weaker");
    assert!(
        found["words"].as_str().unwrap().contains("it leads by 14 points, not 10"),
        "{found:#}"
    );
    // It is ruled out.
    let rules = project.read("rules/rules.yaml")
        + "  - id: traffic/too-much\n    dimension: traffic\n    when: \
           {traffic.requests_per_month: {over: 1000}}\n    excludes: cloud-functions\n\x20   \
           because: There are too many.\n    remedy: Send fewer.\n    cites: \
           [hipaa-not-covered]\n    grade: limit\n";
    project.write("rules/rules.yaml", &rules);
    let found = project.outcome("adr.md", &[], 1);
    assert_eq!(found["outcome"], "changed");
    assert_eq!(found["words"], "Functions is ruled out today by `traffic/too-much`.");
    assert_eq!(found["changes"][0]["words"], "`traffic/too-much` now rules Functions out");
}

/// People may choose what is ruled out, for which scores say nothing.
#[test]
fn what_is_ruled_out_and_chosen_all_the_same_stands() {
    let project = Project::new();
    project.record(
        "adr.md",
        CLAIMS,
        &["--chosen", "ready-backend", "--because", "There is a contract."],
    );
    let found = |outcome: &str, words: &str| {
        let found = project.outcome("adr.md", &[], 0);
        let start = "A ready backend was chosen against the recommendation of Functions, which is \
                     the same today, ";
        assert_eq!(
            (&found["outcome"], &found["words"]),
            (&outcome.into(), &format!("{start}{words}").into())
        );
    };
    found("stands", "and A ready backend is ruled out by `compliance/health-data`, as it was.");
    let rules = project.read("rules/rules.yaml");
    let rule = &rules[rules.find("  - id: compliance/health-data").unwrap()..];
    project.write(
        "rules/rules.yaml",
        &format!("{rules}{}", rule.replace("health-data", "more-health-data")),
    );
    found("weaker", "but A ready backend is now ruled out by `compliance/more-health-data`, too.");
    project.write("rules/rules.yaml", &rules.replace(rule, ""));
    let points = "points: {cloud-functions: 3, own-server: -2, ready-backend: 1}";
    project.edit("rules/rules.yaml", points, "points: {cloud-functions: 4, own-server: -2}");
    found(
        "stands",
        "but leads by 10 points over A ready backend, which was ruled out and no longer is.",
    );
}

#[test]
fn what_changed_is_named() {
    let project = Project::new();
    project.record("adr.md", CLAIMS, &[]);
    let original = project.read("rules/rules.yaml");
    let words = |status| {
        let changes = project.outcome("adr.md", &[], status)["changes"].clone();
        changes
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["words"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(words(0), Vec::<String>::new());
    project.edit(
        "rules/rules.yaml",
        "name: Latency, about: how quick responses must be, weight: 3",
        "name: Latency, about: x, weight: 8",
    );
    assert_eq!(
        words(1),
        [
            "the dimension `latency` weighs 8, not 3: 15 points towards A server",
            "the rule base small 1.0.0 was edited since"
        ]
    );
    project.write("rules/rules.yaml", &original);
    project.edit("rules/rules.yaml", "one_of: [bursty, rare]", "one_of: [rare]");
    assert_eq!(words(1)[0], "`traffic/bursts` no longer applies: 20 points towards A server");
    project.write("rules/rules.yaml", &original);
    project.edit("rules/rules.yaml", "id: traffic/bursts", "id: traffic/peaks");
    assert_eq!(
        words(0)[..2],
        [
            "`traffic/peaks` applies now and did not then: 20 points towards Functions",
            "`traffic/bursts` is no longer in the rule base: 20 points towards A server"
        ]
    );
    project.write("rules/rules.yaml", &original);
    // Other answers under the same rules.
    project.edit("adr.md", "traffic: {pattern: bursty}", "traffic: {pattern: steady}");
    assert_eq!(words(1)[0], "the answers in the record were edited since it was written");
}

/// The packs of a rule base that apply now and did not, that no longer do, and that are not what
/// they were.
#[test]
fn what_changed_of_packs_is_named() {
    let base = load(&fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap());
    let profile = Profile::read(&Source::new("p", BURSTS), &base).unwrap();
    let record = |packs: &[(&str, &str, &str)]| {
        let pack = |(name, version, digest): &(&str, &str, &str)| {
            let pack = RecordedPack { version: (*version).into(), digest: (*digest).into() };
            ((*name).to_owned(), pack)
        };
        Record { packs: packs.iter().map(pack).collect(), ..recorded(&base, &profile) }
    };
    let before = record(&[("a", "1", "x"), ("b", "1", "x"), ("c", "1", "x"), ("gone", "2", "x")]);
    let after = record(&[("a", "1", "x"), ("b", "1", "y"), ("c", "3", "y"), ("new", "4", "x")]);
    let pair = Pair { decided: "cloud-functions", rival: "own-server" };
    let found = changes(&before, &after, &base, pair);
    let found: Vec<_> =
        found.iter().map(|it| (it.kind.name(), &*it.subject, it.moved, &*it.words)).collect();
    assert_eq!(
        found,
        [
            ("rule-base", "b", 0, "the pack b 1 was edited since"),
            ("rule-base", "c", 0, "the pack c is of version 3, not 1"),
            ("rule-base", "new", 0, "the pack new 4 applies now and did not then"),
            ("rule-base", "gone", 0, "the pack gone 2 does not apply now and did then"),
        ]
    );
}

/// What a record tells of the very rule base that it was made with is as it is there: a rule that
/// gives other points is edited even where sums were made to fit, and so is one that rules out
/// something else.
#[test]
fn rules_of_a_record_are_those_of_its_rule_base() {
    for (from, to) in [
        // Both options get one more, so the sums change, too.
        ("{cloud-functions: 3, own-server: -2", "{cloud-functions: 4, own-server: -2"),
        ("excludes: [ready-backend]", "excludes: [own-server]"),
    ] {
        let (status, text) = broken(|text| {
            let text = text.replace(from, to);
            // What the record's own rules and weights come to.
            let scores = text.replace("cloud-functions: 6,", "cloud-functions: 10,");
            if from.starts_with('{') { scores } else { text }
        });
        assert_eq!(status, 2, "{text}");
        assert!(text.contains("says something else in the rule base of this digest"), "{text}");
    }
}

/// What speaks against an expectation are the rules that fired for the rival rather than for it, the
/// strongest first, after those that rule it out.
#[test]
fn reasons_against_an_expectation_are_the_rules_that_fired() {
    let mut draw = Draw::new(3);
    let terms = Terms { weaker_by: 5, gates: Gates::default() };
    let (mut reasons, mut exclusions, mut many) = (0, 0, 0);
    for _ in 0..effort::cases(40) {
        let base = &*SHIPPED;
        let engine = Engine::new(base).unwrap();
        let checker = Checker { engine: &engine, terms: &terms, look: None };
        let expected = draw.below(base.options.len() as u64) as usize;
        let answers = random_answers(base, &mut draw);
        let text = format!("expect: {}\n{answers}", base.options[expected].id);
        let profile = Profile::read(&Source::new("p", text), base).unwrap();
        let weights = profile.weights.clone();
        let facts = Estimator::new(base, &profile.assumptions).facts(&profile.answers);
        let [finding] = &checker.profile("p", profile)[..] else { panic!("one expectation") };
        let rival = match finding.recommended_now.as_deref() {
            Some(now) if finding.outcome == Outcome::Changed => base.find_option(now),
            _ => None,
        };
        let Some(rival) = rival else { continue };
        let expected = OptionId(expected as u8);
        let mut by_hand: Vec<(i64, &str, &str, i64)> = Vec::new();
        for rule in base.rules.iter().filter(|rule| rule.when.evaluate(&facts) == Truth::True) {
            let points = i64::from(rule.points(expected)) - i64::from(rule.points(rival));
            let moved = points * i64::from(weights[usize::from(rule.dimension.0)]);
            if rule.excludes(expected) {
                by_hand.push((i64::MIN, "exclusion", &rule.id, 0));
            } else if moved < 0 {
                by_hand.push((moved, "rule", &rule.id, moved));
            }
        }
        by_hand.sort_by_key(|reason| reason.0);
        many += usize::from(by_hand.len() > 5);
        by_hand.truncate(5);
        let told: Vec<_> =
            finding.changes.iter().map(|it| (it.kind.name(), &*it.subject, it.moved)).collect();
        let by_hand: Vec<_> =
            by_hand.into_iter().map(|(_, kind, id, moved)| (kind, id, moved)).collect();
        assert_eq!(told, by_hand);
        reasons += told.iter().filter(|(kind, ..)| *kind == "rule").count();
        exclusions += told.iter().filter(|(kind, ..)| *kind == "exclusion").count();
    }
    assert!(reasons > 0 && exclusions > 0 && many > 0, "{reasons}, {exclusions}, {many}");
}

/// Where more than two are level, an expectation is held against the first of the others.
#[test]
fn a_tie_is_held_against_the_first_of_the_others() {
    let text = fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap();
    let rule = |points: &str| {
        format!(
            "  - {{id: traffic/{points}, dimension: traffic, when: {{traffic.pattern: steady}}, \
             points: {{{points}: 1}}, because: b, cites: [cold-start], grade: judgement}}\n"
        )
    };
    let each = ["cloud-functions", "own-server", "ready-backend"].map(rule).concat();
    let base = load(&text.replacen("rules:\n", &format!("rules:\n{each}"), 1));
    let engine = Engine::new(&base).unwrap();
    let terms = Terms { weaker_by: 5, gates: Gates::default() };
    let checker = Checker { engine: &engine, terms: &terms, look: None };
    for (expected, rival) in [
        ("cloud-functions", "own-server"),
        ("own-server", "cloud-functions"),
        ("ready-backend", "cloud-functions"),
    ] {
        let profile = format!("traffic: {{pattern: steady}}\nexpect: {expected}\n");
        let profile = Profile::read(&Source::new("p", profile), &base).unwrap();
        let [finding] = &checker.profile("p", profile)[..] else { panic!("one expectation") };
        assert_eq!(finding.outcome, Outcome::CannotTell);
        let subjects: Vec<&str> = finding.changes.iter().map(|change| &*change.subject).collect();
        assert_eq!(subjects, [format!("traffic/{rival}")]);
    }
}

/// A record of a small project, with the line that each text stands in.
fn broken(edit: impl Fn(&str) -> String) -> (i32, String) {
    let project = Project::new();
    project.record("adr.md", CLAIMS, &[]);
    let text = project.read("adr.md");
    let edited = edit(&text);
    assert_ne!(edited, text);
    project.write("adr.md", &edited);
    let finished = project.whereto(&["check", "adr.md"]).finish();
    (finished.status, finished.stderr + &finished.stdout)
}

#[test]
fn records_that_contradict_themselves_are_refused_with_the_line() {
    for (from, to, line, message) in [
        (
            "cloud-functions: 6,",
            "cloud-functions: 7,",
            12,
            "the score of `cloud-functions` is 7, but the rules and weights recorded here add up \
             to 6",
        ),
        (
            "cloud-functions: 3,",
            "cloud-functions: 5,",
            12,
            "the score of `cloud-functions` is 6, but the rules and weights recorded here add up \
             to 14",
        ),
        (
            "weights: {traffic: 4,",
            "weights: {traffic: 3,",
            12,
            "the score of `cloud-functions` is 6, but the rules and weights recorded here add up \
             to 3",
        ),
        (
            "recommendation: cloud-functions",
            "recommendation: own-server",
            7,
            "the recommendation is `own-server`, but by the scores and rules recorded here it is \
             `cloud-functions`",
        ),
        (
            "recommendation: cloud-functions",
            "recommendation: cloud-function",
            7,
            "`recommendation`: `cloud-function` was no option",
        ),
        (
            "excludes: [ready-backend]",
            "excludes: [cloud-functions]",
            7,
            "the recommendation is `cloud-functions`, but by the scores and rules recorded here \
             it is `ready-backend`",
        ),
        (
            "excludes: [ready-backend]",
            "excludes: [nothing]",
            17,
            "the rule `compliance/health-data` speaks of `nothing`, which has no score",
        ),
        (
            "verdict: recommended",
            "verdict: tie",
            10,
            "the verdict is `tie`, but by the scores and rules recorded here it is `recommended`",
        ),
        (
            "chosen:",
            "chosen: own-server",
            8,
            "`own-server` was chosen, which is not what was recommended, and `because` does not \
             say why",
        ),
        (
            "dimension: latency",
            "dimension: cost",
            16,
            "the rule `latency/no-cold-starts` is of the dimension `cost`, which has no weight",
        ),
        ("  scores:", "  score:", 12, "`score` means nothing here"),
        ("  verdict: recommended\n", "", 6, "`verdict` is missing"),
        (
            "points: {cloud-functions: 3,",
            "points: {cloud-functions: three,",
            15,
            "expected a whole number from -5 to 5, found the text `three`",
        ),
        ("pattern: bursty", "pattern: burtsy", 23, "`burtsy`"),
        (
            "latency/no-cold-starts:",
            "latency/cold-starts:",
            16,
            "the rule `latency/cold-starts` is not in the rule base of this digest",
        ),
        ("version: \"1.0.0\"", "version: \"2.0.0\"", 19, "but by its digest it is `1.0.0`"),
        (
            "reviewed: 2026-11-21",
            "reviewed: soon",
            19,
            "`reviewed`: expected a day such as 2027-03-31",
        ),
        ("form: whereto", "form: [whereto", 6, "this is not YAML"),
        ("\n---\n\n#", "\n\n#", 1, "the front matter of `adr.md` has no end"),
    ] {
        let (status, text) = broken(|record| record.replacen(from, to, 1));
        assert_eq!(status, 2, "{to}: {text}");
        assert!(text.contains(message), "{to}: {text}");
        if !message.contains("YAML") {
            assert!(text.contains(&format!("adr.md:{line}:")), "{to}, line {line}: {text}");
        }
    }
}

/// What is edited in a record without contradicting it is no error, and other answers are told,
/// also where the same is recommended for them.
#[test]
fn other_answers_are_told() {
    let project = Project::new();
    project.record("adr.md", CLAIMS, &[]);
    project.edit(
        "adr.md",
        "{cloud-functions: -2, own-server: 1}",
        "{own-server: 1, cloud-functions: -2, ready-backend: 0}",
    );
    let words =
        |status| project.outcome("adr.md", &[], status)["words"].as_str().unwrap().to_owned();
    assert!(words(0).ends_with("ahead of A server."));
    project.edit("adr.md", "    weights: {traffic: 4}", "    weights: {traffic: 5}");
    assert!(
        words(0).ends_with(
            "ahead of A server. The weights in the record are not those that count today."
        )
    );
    project.edit("adr.md", "pattern: bursty", "pattern: rare");
    assert!(words(0).ends_with(
        "ahead of A server. The answers in the record were edited since it was written."
    ));
}

#[test]
fn records_of_other_versions_cannot_be_read() {
    let (status, text) =
        broken(|record| record.replace("whereto/decision/1", "whereto/decision/2"));
    assert_eq!(status, 2, "{text}");
    assert!(text.contains("of the form `whereto/decision/2`"), "{text}");
    let (status, text) = broken(|record| {
        record
            .replace("whereto/decision/1", "whereto/decision/2")
            .replace("status: proposed", "status: deprecated")
    });
    assert!(status == 0 && text.starts_with("retired     adr.md:6\n"), "{text}");
    // A question that is no longer asked, and an option that is no longer there.
    for (from, to, words) in [
        (
            "id: compliance.regimes",
            "id: compliance.rules",
            "there is no question `compliance.regimes`",
        ),
        ("cloud-functions", "functions", "has no option `cloud-functions`"),
    ] {
        let project = Project::new();
        project.record("adr.md", CLAIMS, &[]);
        let rules = project.read("rules/rules.yaml").replace(from, to).replace(
            "compliance.regimes",
            if from.contains("regimes") { "compliance.rules" } else { "compliance.regimes" },
        );
        project.write("rules/rules.yaml", &rules);
        let found = project.outcome("adr.md", &[], 0);
        assert_eq!(found["outcome"], "cannot-tell");
        assert!(
            project
                .whereto(&["check", "adr.md", "--strict"])
                .exits(1)
                .stdout
                .replace("\n            ", " ")
                .contains(words),
            "{found:#}"
        );
    }
}

/// A record that was made with a pack is not judged by the rules that are left without it.
#[test]
fn a_record_is_not_judged_without_its_pack() {
    let project = Project::new();
    let path = |name: &str| package().join(name).to_str().unwrap().to_owned();
    let pack = path("examples/packs/managed-containers");
    let record = whereto(&["--pack", &pack, "adr", &path("examples/b2b-saas.yaml")]).succeeds();
    project.write("adr.md", &record);
    let check = |more: &[&str], status: i32| {
        let run = whereto(&[&["check", "adr.md"], more].concat()).within(project.0.path());
        run.exits(status).stdout.replace("\n            ", " ")
    };
    let without = check(&[], 0);
    assert!(without.starts_with("cannot tell"), "{without}");
    assert!(without.contains("the pack managed-containers 1.0.0, which is missing"), "{without}");
    check(&["--strict"], 1);
    assert!(check(&["--pack", &pack, "--strict"], 0).starts_with("stands"));
}

/// A record that was made with a pack says so where its answers cannot be read without it.
#[test]
fn packs_that_are_missing_are_named() {
    let project = Project::new();
    let path = |name: &str| package().join(name).to_str().unwrap().to_owned();
    let pack = path("examples/packs/company-policy");
    let profile = path("docs/packs/staff-portal.yaml");
    let record = whereto(&["adr", &profile, "--pack", &pack]).finish().stdout;
    project.write("adr.md", &record);
    let check = |more: &[&str]| {
        let text = whereto(&[&["check", "adr.md"], more].concat())
            .within(project.0.path())
            .exits(0)
            .stdout;
        text.replace("\n            ", " ")
    };
    assert!(check(&[]).contains("made with the pack company-policy 20"), "{}", check(&[]));
    assert!(check(&["--pack", &pack]).starts_with("stands"), "{}", check(&["--pack", &pack]));
}

#[test]
fn files_that_cannot_be_read_are_errors_of_their_own() {
    let project = decisions();
    project.write("d/0008-broken.md", "---\nwhereto: {form: \n---\n");
    let finished = project.whereto(&["check", "d", "gone.md"]).exits(2);
    assert!(
        finished.stdout.contains("unreadable  d/0008-broken.md\n")
            && finished.stdout.contains("unreadable  gone.md\n"),
        "{}",
        finished.stdout
    );
    assert!(
        finished.stdout.contains("stands      d/expects.yaml:4\n")
            || finished.stdout.contains("stands      d/expects.yaml:3\n"),
        "{}",
        finished.stdout
    );
    assert!(finished.stderr.contains("there is no file `gone.md`"), "{}", finished.stderr);
}

/// Among the other files of a folder may be any, and those that look like decisions have to be
/// readable.
#[test]
fn other_files_of_a_folder_are_left_alone() {
    let project = decisions();
    let write = |file: &str, bytes: &[u8]| fs::write(project.0.path().join(file), bytes).unwrap();
    write("d/latin.md", b"# Entscheidungen f\xfcr alle\n");
    write("d/data.yaml", b"name: f\xfcr\n");
    write("d/long.md", &b"# Long\n".repeat(200_000));
    assert_eq!(project.json(&["d"], 1)["summary"]["bad"], 0);
    let record = project.read("d/0001-stands.md");
    write("d/latin.md", &[record.as_bytes(), b"\xfc"].concat());
    write("d/data.yaml", b"project: f\xfcr\nexpect: own-server\n");
    write("d/long.md", &[record.as_bytes(), &b"# Long\n".repeat(200_000)].concat());
    assert_eq!(project.json(&["d"], 2)["summary"]["bad"], 3);
}

/// A file that is there when its folder is listed and fails when it is read, as one that vanishes
/// in between.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_fails_while_it_is_read_does_not_stop_the_rest() {
    let project = decisions();
    std::os::unix::fs::symlink("/proc/self/mem", project.0.path().join("d/0002-a.md")).unwrap();
    std::os::unix::fs::symlink("nowhere", project.0.path().join("d/0002-b.md")).unwrap();
    std::os::unix::fs::symlink("..", project.0.path().join("d/circle")).unwrap();
    let finished = project.whereto(&["check", "d/0002-a.md", "d"]).exits(2);
    assert!(
        finished.stderr.starts_with("error[io]: cannot read `d/0002-a.md`"),
        "{}",
        finished.stderr
    );
    assert!(finished.stdout.contains("9 decisions checked"), "{}", finished.stdout);
}

#[test]
fn gates() {
    let project = Project::new();
    project.record("adr.md", CLAIMS, &[]);
    let gate = |arguments: &[&str], status: i32| {
        project.outcome("adr.md", arguments, status)["breaches"].clone()
    };
    assert_eq!(gate(&["--min-acceptability", "0.5"], 0), Json::Array(Vec::new()));
    assert_eq!(
        gate(&["--min-acceptability", "0.9"], 1)[0]["words"],
        "it comes first under 62 % of all weightings, and 90 % are asked for"
    );
    assert_eq!(gate(&["--sources-newer-than", "24mo"], 0), Json::Array(Vec::new()));
    // To the day, and to the share: what is as new, or as often first, as is asked for passes.
    assert_eq!(gate(&["--sources-newer-than", "174d"], 0), Json::Array(Vec::new()));
    assert!(gate(&["--sources-newer-than", "173d"], 1)[0].is_object());
    for (share, status) in [("0.615", 0), ("0.63", 1)] {
        gate(&["--min-acceptability", share], status);
    }
    assert_eq!(
        gate(&["--sources-newer-than", "3mo"], 1)[0]["words"],
        "2 facts behind it are not from 2026-08-21 or later: cold-start (2026-05), \
         hipaa-not-covered (2026-05-31)"
    );
    assert_eq!(
        gate(&["--max-monthly-cost", "10"], 1)[0]["words"],
        "what it costs cannot be estimated"
    );
    project.record("open.md", BURSTS, &[]);
    let open = project.outcome("open.md", &["--no-open-questions"], 1)["breaches"][0].clone();
    assert_eq!(open["gate"], "no-open-questions");
    assert!(open["words"].as_str().unwrap().contains("latency.cold_start_ok"), "{open}");
    for argument in [
        "--min-acceptability=70",
        "--sources-newer-than=new",
        "--sources-newer-than=24m",
        "--sources-newer-than=-3mo",
        "--max-monthly-cost=x",
    ] {
        let stderr = project.whereto(&["check", "adr.md", argument]).refused();
        assert!(stderr.contains(argument.split('=').next().unwrap()), "{stderr}");
    }
}

/// With the shipped price book.
#[test]
fn the_cost_of_what_is_decided_can_be_held_down() {
    let profile = fs::read_to_string(package().join("examples/webhook-receiver.yaml")).unwrap();
    let report: Json = serde_json::from_str(
        &whereto(&["advise", "-", "--format", "json", "-q"])
            .stdin(profile.as_str())
            .finish()
            .stdout,
    )
    .unwrap();
    let recommended = report["recommendation"].as_str().unwrap();
    let option = report["options"]
        .as_array()
        .unwrap()
        .iter()
        .find(|option| option["id"] == recommended)
        .unwrap();
    let cost: rust_decimal::Decimal =
        option["monthly_cost_usd"]["expected"].as_str().unwrap().parse().unwrap();
    let profile = format!("{profile}\nexpect: {recommended}\n");
    let check = |most: rust_decimal::Decimal, status: i32| {
        whereto(&["check", "-", "--max-monthly-cost", &most.to_string()])
            .stdin(profile.as_str())
            .exits(status)
    };
    assert!(cost > rust_decimal::Decimal::ZERO);
    check(cost, 0);
    assert!(
        check(cost / rust_decimal::Decimal::TWO, 1)
            .stdout
            .contains("--max-monthly-cost: it is expected to cost")
    );
}

#[test]
fn exceptions_excuse_for_a_while_and_are_told() {
    let project = decisions();
    let exceptions = |until: &str| {
        project.write(
            "d/.whereto-exceptions.yaml",
            &format!(
                "exceptions:\n  - {{file: ./0003-changed.md, because: \"We move in spring.\", \
                 until: {until}}}\n  - {{file: ../d/expected-otherwise.yaml, because: \"A \
                 test.\", until: {until}}}\n"
            ),
        );
    };
    let check = |status: i32| {
        project
            .whereto(&["check", "d", "--exceptions", "d/.whereto-exceptions.yaml"])
            .exits(status)
            .quietly()
    };
    for until in ["2026-11-21", "2027-03-31"] {
        exceptions(until);
        let text = check(0);
        assert!(text.contains(&format!("- exception until {until}: We move in spring.")), "{text}");
        assert!(
            text.replace('\n', " ").contains("2 changed, 1 cannot tell, 1 retired, 2 excepted."),
            "{text}"
        );
    }
    exceptions("2026-11-20");
    let text = check(1);
    assert!(text.contains("- exception, over since 2026-11-20: We move in spring."), "{text}");
    assert!(
        text.replace('\n', " ").contains("2 with an exception that is over. 2 fail the check."),
        "{text}"
    );
}

#[test]
fn exceptions_need_a_reason_and_an_end() {
    let project = decisions();
    for (text, message) in [
        ("exceptions: [{file: a.md, until: 2027-01-01}]", "`because` is missing"),
        ("exceptions: [{file: a.md, because: x}]", "`until` is missing"),
        (
            "exceptions: [{file: a.md, because: x, until: soon}]",
            "expected a day such as 2026-05-31, found the text `soon`",
        ),
        ("exceptions: [{file: a.md, because: x, untl: 2027-01-01}]", "did you mean `until`?"),
        (
            "exceptions: [{file: a.md, because: x, until: 2027-01-01}, {file: ./a.md, because: x, \
             until: 2027-01-01}]",
            "there are two exceptions for `./a.md`",
        ),
        ("- a.md", "expected a mapping"),
        ("", "is empty"),
    ] {
        project.write("e.yaml", text);
        let stderr = project.whereto(&["check", "d", "--exceptions", "e.yaml"]).refused();
        assert!(stderr.contains(message), "{text}: {stderr}");
    }
    project.write("e.yaml", "exceptions:\n# - {file: a.md, because: x, until: 2027-01-01}\n");
    project.whereto(&["check", "d/expects.yaml", "--exceptions", "e.yaml"]).succeeds();
    project.write("e.yaml", "exceptions: [{file: d, because: x, until: 2027-01-01}]");
    let finished = project.whereto(&["check", "d/expects.yaml", "--exceptions", "e.yaml"]).exits(0);
    assert!(
        finished.stderr.starts_with("warning[unknown-id]: there is no file `d`"),
        "{}",
        finished.stderr
    );
    project.write("e.yaml", "exceptions: [{file: a.md, because: x, until: 2027-01-01}]");
    let finished = project.whereto(&["check", "d/expects.yaml", "--exceptions", "e.yaml"]).exits(0);
    assert!(
        finished.stderr.starts_with("warning[unknown-id]: there is no file `a.md`"),
        "{}",
        finished.stderr
    );
}

/// <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
#[test]
fn sarif_follows_its_schema() {
    let schema = sarif_schema();
    let project = decisions();
    project.write(
        "d/a b%ö#?:.yaml",
        "expect: cloud-functions\ntraffic: {pattern: steady, requests_per_month: 2000000}\n",
    );
    project.write("d/bad.yaml", "expect: cloud-functionz\n");
    project.write(
        "e.yaml",
        "exceptions: [{file: d/0003-changed.md, because: \"It's <fine> & \\\"well\\\".\", until: \
         2027-01-01}]",
    );
    for arguments in [
        &["d"][..],
        &["d", "--strict", "--exceptions", "e.yaml", "--min-acceptability", "1"],
        &["rules"],
    ] {
        let finished =
            project.whereto(&[&["check", "--format", "sarif"], arguments].concat()).finish();
        let log: Json = serde_json::from_str(&finished.stdout).unwrap();
        let problems: Vec<String> = schema
            .iter_errors(&log)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(problems, Vec::<String>::new(), "{log:#}");
        assert_eq!(
            log["runs"][0]["results"].as_array().unwrap().is_empty(),
            arguments == ["rules"]
        );
    }
    let broken = serde_json::json!({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]});
    assert!(!schema.is_valid(&broken), "the schema must be able to refuse something");
    let log: Json = serde_json::from_str(
        &project.whereto(&["check", "--format", "sarif", "d"]).finish().stdout,
    )
    .unwrap();
    let uris: Vec<&str> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap()
        })
        .collect();
    assert!(uris.contains(&"d/a%20b%25%C3%B6%23%3F%3A.yaml"), "{uris:?}");
    let bad = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["ruleId"] == "unreadable")
        .unwrap();
    assert_eq!(
        bad["locations"][0]["physicalLocation"]["region"],
        serde_json::json!({"startLine": 1, "startColumn": 9})
    );
}

/// What a terminal takes for a command, and names that go over lines, reach no terminal from a file
/// or its name.
#[cfg(unix)]
#[test]
fn names_are_no_commands() {
    let project = Project::new();
    let profile = "project: \"\\e[31mred\\a\"\nexpect: own-server\ntraffic: {pattern: steady, \
                   requests_per_month: 2000000}\n";
    project.write("d/\u{1b}[31m\na.yaml", profile);
    project.write("d/\u{1b}[31mb.yaml", &profile.replace("own-server", "own-serve"));
    let checked = project.whereto(&["check", "d"]).exits(2);
    assert!(checked.stdout.contains("stands      d/␛[31m␊a.yaml:2\n"), "{}", checked.stdout);
    assert!(checked.stderr.contains("--> d/␛[31mb.yaml:2:9"), "{}", checked.stderr);
    let advised = project.whereto(&["advise", "d/\u{1b}[31m\na.yaml", "d/\u{1b}.yaml"]).exits(2);
    assert!(
        advised.stdout.starts_with("A server for ␛[31mred␇ · confidence: "),
        "{}",
        advised.stdout
    );
    for text in [checked.stdout, checked.stderr, advised.stdout, advised.stderr] {
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}

#[test]
fn annotations_keep_to_their_lines() {
    let project = Project::new();
    project.write(
        "a,b:c%\n.yaml",
        "\nexpect: cloud-functions\ntraffic: {pattern: steady, requests_per_month: 2000000}\n",
    );
    let finished = project.whereto(&["check", ".", "--format", "github"]).exits(1);
    let lines: Vec<&str> = finished.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", finished.stdout);
    assert!(
        lines[0].starts_with(
            "::error file=a%2Cb%3Ac%25%0A.yaml,line=2,col=1,title=Decision%3A changed::A server \
             is recommended today"
        ),
        "{}",
        lines[0]
    );
}

#[test]
fn a_folder_of_thousands_is_checked_file_by_file() {
    let project = Project::new();
    project.record("one.md", BURSTS, &[]);
    let record = project.read("one.md");
    let thirds = effort::cases(1_000);
    for number in 0..3 * thirds {
        match number % 3 {
            0 => project.write(&format!("many/{}/{number}.md", number % 7), &record),
            1 => project.write(
                &format!("many/{}/{number}.yaml", number % 7),
                "expect: own-server\ntraffic: {pattern: steady, requests_per_month: 2000000}\n",
            ),
            _ => project.write(&format!("many/{}/{number}.md", number % 7), "# Notes\n"),
        }
    }
    let json = project.json(&["many"], 0);
    assert_eq!(json["results"].as_array().unwrap().len(), 2 * thirds as usize);
    assert_eq!(
        (&json["summary"]["stands"], &json["summary"]["skipped"]),
        (&Json::from(2 * thirds), &Json::from(thirds))
    );
}

/// As whereto, adr-tools and log4brains tell that a record is out of force.
#[test]
fn retired_records_are_left_alone_wherever_they_say_so() {
    let project = decisions();
    let record = project.read("d/0003-changed.md");
    project.write("0009-x.md", "# X\n");
    for (from, to) in [
        ("status: proposed", "status: Superseded by ADR-0009"),
        ("- Status: proposed", "- Status: superseded by [0009-x](0009-x.md)"),
        ("Proposed\n", "Proposed\n\nSuperceded by [9. X](0009-x.md)\n"),
        ("Proposed\n", "Deprecated\n"),
        ("status: proposed", "status: rejected"),
    ] {
        assert!(record.contains(from));
        project.write("r.md", &record.replacen(from, to, 1));
        assert_eq!(project.outcome("r.md", &["--strict"], 0)["outcome"], "retired", "{to}");
    }
    let accepted = record.replacen("status: proposed", "status: accepted", 1);
    project.write("r.md", &accepted);
    assert_eq!(project.outcome("r.md", &[], 1)["outcome"], "changed");
    // Who supersedes an accepted record by hand changes what the tool at hand shows.
    let superseded = "- Status: superseded by [0009-x](0009-x.md)";
    project.write("r.md", &accepted.replacen("- Status: proposed", superseded, 1));
    assert_eq!(project.outcome("r.md", &["--strict"], 0)["outcome"], "retired");
}

/// Rules that an answer has turned which was measured anew are no edit of the record.
#[test]
fn an_answer_that_moved_is_no_edit_of_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| whereto(arguments).within(folder.path());
    let log = |milliseconds: u32| {
        let lines = (0..3).map(|hour| {
            format!("{{\"ts\":\"2026-10-01T1{hour}:00:00Z\",\"ms\":{milliseconds}}}\n")
        });
        std::fs::write(folder.path().join("a.log"), lines.collect::<String>()).unwrap();
    };
    std::fs::write(folder.path().join("p.yaml"), "team: {operations: dedicated}\n").unwrap();
    log(2_000);
    let map = "time=.ts,duration=.ms:ms";
    run(&["measure", "a.log", "--map", map, "--into", "p.yaml", "--save", "m.yaml"]).exits(0);
    run(&["adr", "m.yaml", "--dir", "d"]).exits(0);
    log(1_200_000);
    let stands = run(&["check", "d"]).succeeds();
    let words = stands.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("are not those that apply to what is found today."), "{stands}");
}

/// A slip in a status would leave a record in force, or out of it, unseen; a house may have words of
/// its own.
#[test]
fn a_status_that_is_nearly_one_is_refused() {
    let project = decisions();
    let record = project.read("d/0003-changed.md");
    for (from, to, meant) in [
        ("status: proposed", "status: rejcted", "rejected"),
        ("- Status: proposed", "- Status: Acepted", "accepted"),
        ("Proposed\n", "Supersede by ADR-0009\n", "superseded"),
    ] {
        project.write("r.md", &record.replacen(from, to, 1));
        let refused = project.whereto(&["check", "r.md"]).exits(2).stderr;
        assert!(refused.contains(&format!("did you mean `{meant}`?")), "{to}\n{refused}");
    }
    for to in ["draft", "On hold", "approved", "expected"] {
        project.write("r.md", &record.replacen("status: proposed", &format!("status: {to}"), 1));
        assert_eq!(project.outcome("r.md", &[], 1)["outcome"], "changed", "{to}");
    }
}

/// What cannot be shown does not pass, whatever it is that keeps it from being shown.
#[test]
fn gates_are_not_passed_by_what_nobody_can_tell() {
    let project = decisions();
    let age = ["--sources-newer-than", "100y"];
    let gates = ["--max-monthly-cost", "1", "--no-open-questions", "--min-acceptability", "0.9"];
    project.record("r.md", "project: Blank\n", &[]);
    project.write("s.md", &project.read("d/0001-stands.md"));
    project.edit("s.md", "status: proposed", "status: superseded by ADR-0099");
    for file in ["r.md", "s.md", "d/0004-tie.md"] {
        assert_eq!(project.outcome(file, &[], 0)["outcome"], "cannot-tell", "{file}");
        let finding = project.outcome(file, &gates, 1);
        assert_eq!(finding["breaches"].as_array().unwrap().len(), 3, "{file}");
        // Nothing applied to which a gate could have something against.
        project.outcome(file, &age, 1);
    }
}

/// A record that another one took the place of which was rejected leaves no decision in force, and
/// so does one that names none that there could be.
#[test]
fn what_takes_the_place_of_a_record_has_to_hold() {
    let project = decisions();
    project.write("d/0010-next.md", &project.read("d/0001-stands.md"));
    let record = project.read("d/0003-changed.md");
    for (by, before, after) in [
        ("ADR-0010", "retired", "cannot-tell"),
        ("\"0010\"", "retired", "cannot-tell"),
        ("\"0098\"", "cannot-tell", "cannot-tell"),
        ("99999999999999999999", "cannot-tell", "cannot-tell"),
        ("decision 10", "retired", "cannot-tell"),
        ("decision record no. 10 (2026)", "retired", "cannot-tell"),
        ("ADR-10, 2026-01-01", "retired", "cannot-tell"),
        // Of several, none may be missing.
        ("ADR-0098 and ADR-0010", "cannot-tell", "cannot-tell"),
        ("ADR-0010 and ADR-0098", "cannot-tell", "cannot-tell"),
        ("[x](0098-x.md), [y](0010-next.md)", "cannot-tell", "cannot-tell"),
        ("decision 97", "cannot-tell", "cannot-tell"),
        ("docs/adr/0098-x.md", "cannot-tell", "cannot-tell"),
    ] {
        let status = format!("- Status: superseded by {by}");
        project.write("d/0009-old.md", &record.replacen("- Status: proposed", &status, 1));
        let outcome = || project.outcome("d/0009-old.md", &[], 0)["outcome"].clone();
        assert_eq!(outcome(), before, "{by}");
        project.edit("d/0010-next.md", "status: proposed", "status: rejected");
        assert_eq!(outcome(), after, "{by}");
        project.edit("d/0010-next.md", "status: rejected", "status: proposed");
    }
}

/// A record that took the place of another one has to be one, and to be the only one.
#[test]
fn what_takes_the_place_of_a_record_has_to_be_readable_and_one() {
    let project = decisions();
    let record = project.read("d/0003-changed.md");
    let outcome = |by: &str| {
        let status = format!("- Status: {by}");
        project.write("d/0009-old.md", &record.replacen("- Status: proposed", &status, 1));
        let status = i32::from(by.starts_with("rejected"));
        project.outcome("d/0009-old.md", &[], status)["outcome"].clone()
    };
    let next = project.read("d/0001-stands.md");
    for (text, expected) in [
        (next.clone(), "retired"),
        (format!("<!-- a comment -->\n{next}"), "cannot-tell"),
        (next.replacen("form: ", "from: ", 1), "cannot-tell"),
        ("# Next\n\n## Status\n\nAccepted\n".to_owned(), "retired"),
        ("# Next\n\n## Status\n\nRejected\n".to_owned(), "cannot-tell"),
        ("# Next\n\n### status\n\n- Rejected\n".to_owned(), "cannot-tell"),
        ("# Next\n\n- **Status**: rejected\n".to_owned(), "cannot-tell"),
        ("---\nstatus: rejected\n---\n\n# Next\n".to_owned(), "cannot-tell"),
    ] {
        project.write("d/0010-next.md", &text);
        assert_eq!(outcome("superseded by ADR-10"), expected, "{text}");
        assert_eq!(outcome("Superseded with ADR-10"), expected, "{text}");
    }
    project.write("d/0010-next.md", &next);
    project.write("d/0010-again.md", &next);
    assert_eq!(outcome("superseded by ADR-10"), "cannot-tell");
    assert_eq!(outcome("superseded by [it](0010-next.md)"), "retired");
    // A choice, and a question, are no status.
    for choice in ["rejected | accepted | deprecated", "rejected?"] {
        assert_ne!(outcome(choice), "retired", "{choice}");
    }
}

#[test]
fn a_record_with_two_versions_of_a_text_is_not_checked() {
    let project = decisions();
    let (open, between, close) = ("<".repeat(7), "=".repeat(7), ">".repeat(7));
    let both = format!("\n{open} HEAD\nOne.\n{between}\nAnother.\n{close} other\n");
    project.write("r.md", &(project.read("d/0001-stands.md") + &both));
    let stderr = project.whereto(&["check", "r.md"]).exits(2).stderr;
    assert!(stderr.contains("the mark of a conflict"), "{stderr}");
}

/// Of a record that says both, nobody can tell whether anything has to stand.
#[test]
fn a_record_that_is_in_force_here_and_not_there_is_refused() {
    let project = decisions();
    let record = project.read("d/0003-changed.md");
    for (one, other) in [
        (("status: proposed", "status: accepted"), ("- Status: proposed", "- Status: rejected")),
        (("status: proposed", "status: deprecated"), ("- Status: proposed", "- Status: Accepted")),
        (("status: proposed", "status: accepted"), ("Proposed\n", "Deprecated\n")),
        (("- Status: proposed", "- Status: rejected"), ("Proposed\n", "Accepted\n")),
    ] {
        let text = record.replacen(one.0, one.1, 1).replacen(other.0, other.1, 1);
        project.write("r.md", &text);
        let run = project.whereto(&["check", "r.md"]);
        let stderr = run.exits(2).stderr;
        assert!(stderr.contains("is said to be accepted in one place and"), "{stderr}");
    }
}

fn load(rules: &str) -> RuleBase {
    RuleBase::load(&[Source::new("rules.yaml", rules)])
        .unwrap_or_else(|problems| panic!("{}\n{rules}", problems[0].message))
}

/// The small rule base with other points and weights.
fn varied(draw: &mut Draw) -> RuleBase {
    let text = fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap();
    let mut varied = String::new();
    for line in text.lines() {
        let mut line = line.to_owned();
        if let Some(at) = line.find("points: {") {
            let points = || draw.below(11) as i64 - 5;
            let drawn: Vec<i64> = std::iter::repeat_with(points).take(3).collect();
            line = format!(
                "{}points: {{cloud-functions: {}, own-server: {}, ready-backend: {}}}",
                &line[..at],
                drawn[0],
                drawn[1],
                drawn[2]
            );
        } else if let Some(at) = line.find("weight: ").filter(|_| draw.below(2) == 0) {
            line = format!("{}weight: {}}}", &line[..at], 1 + draw.below(10));
        }
        varied.push_str(&line);
        varied.push('\n');
    }
    // Points of zero are no points.
    load(&varied.replace(": 0,", ": 1,").replace(": 0}", ": 1}"))
}

fn recorded(base: &RuleBase, profile: &Profile) -> Record {
    let engine = Engine::new(base).unwrap();
    let advice = Advice::new(&engine, profile.clone(), &Settings::default());
    Record::new(&advice, None)
}

proptest! {
    #![proptest_config(effort::config(64))]
    #[test]
    fn what_changes_moved_adds_up(seed in any::<u64>()) {
        let mut draw = Draw::new(seed);
        let (before, after) = (varied(&mut draw), varied(&mut draw));
        let answers = random_answers(&before, &mut draw);
        let read = |base: &RuleBase| Profile::read(&Source::new("p", answers.as_str()), base).unwrap();
        let (then, now) = (recorded(&before, &read(&before)), recorded(&after, &read(&after)));
        let pair = Pair { decided: "cloud-functions", rival: "own-server" };
        let ahead = |record: &Record| record.score(pair.decided).unwrap() - record.score(pair.rival).unwrap();
        let moved: i64 = changes(&then, &now, &after, pair).iter().map(|change| change.moved).sum();
        prop_assert_eq!(moved, ahead(&now) - ahead(&then));
        prop_assert_eq!(changes(&then, &then, &before, pair), Vec::new());
    }
}

proptest! {
    #![proptest_config(effort::config(64))]
    #[test]
    fn a_record_is_read_as_it_was_written(seed in any::<u64>(), because in "\\PC{1,20}[\n\t#:\"'\\\\{}-]{0,4}x") {
        let mut draw = Draw::new(seed);
        let base = varied(&mut draw);
        let answers = random_answers(&base, &mut draw);
        let profile = Profile::read(&Source::new("p", answers.as_str()), &base).unwrap();
        let option = base.options[draw.below(base.options.len() as u64) as usize].id.clone();
        let record = Record {
            confidence: Some(Confidence::Moderate),
            chosen: Some(option),
            because: Some(because.trim().to_owned()),
            ..recorded(&base, &profile)
        };
        let text = front_matter(&record, &base, &profile, jiff::civil::date(2026, 11, 21));
        let read = read::read(&Source::new("adr.md", text.as_str())).map_err(|it| TestCaseError::fail(format!("{it}\n{text}")))?;
        prop_assert_eq!(read.unwrap().record, record);
    }
}

proptest! {
    #![proptest_config(effort::config(24))]
    #[test]
    fn a_fresh_record_stands(seed in any::<u64>(), strict in any::<bool>()) {
        let base = load(&fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap());
        let profile = random_answers(&base, &mut Draw::new(seed));
        let rules = ["--rules", "tests/small"];
        let written = whereto(&[&rules[..], &["adr", "-"]].concat()).stdin(profile).finish();
        let strictly: &[&str] = if strict { &["--strict"] } else { &[] };
        let checked = whereto(&[&rules[..], &["check", "-"], strictly].concat()).stdin(written.stdout).finish();
        match written.status {
            0 => prop_assert!(checked.status == 0 && checked.stdout.starts_with("stands"), "{}{}", checked.stdout, checked.stderr),
            _ => prop_assert!(checked.status == i32::from(strict) && checked.stdout.starts_with("cannot tell"), "{}{}", checked.stdout, checked.stderr),
        }
    }
}

#[test]
fn fresh_records_of_the_examples_stand() {
    let folder = tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let mut recommended = 0;
    for entry in fs::read_dir(package().join("examples")).unwrap() {
        let example = entry.unwrap().path();
        if example.extension().is_some_and(|extension| extension == "yaml") {
            let written =
                whereto(&["adr", example.to_str().unwrap(), "--dir", path, "-q"]).finish();
            // One for each part of a system.
            recommended += if written.status == 0 { written.stdout.lines().count() } else { 0 };
        }
    }
    let json: Json =
        serde_json::from_str(&whereto(&["check", path, "--format", "json"]).succeeds()).unwrap();
    assert_eq!(json["summary"]["stands"], recommended);
    assert_eq!(json["summary"]["failing"], 0);
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let project = decisions();
    let program = env!("CARGO_BIN_EXE_whereto");
    let script = format!("'{program}' --rules rules check d rules d d d d | head -n 1");
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(Path::new(project.0.path()))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
