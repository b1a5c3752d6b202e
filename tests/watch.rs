//! Decisions that watch themselves: answers that were read or measured are looked for again where the
//! record says that they were found, and what moved counts.

use std::{fmt::Write, fs, io::Write as _, path::Path};

use serde_json::Value as Json;
use tempfile::{TempDir, tempdir};

use crate::process::{Run, package, whereto};

/// What the small rule base is taught to read and to measure.
const TRACES: &str = "
traces:
  - id: service
    name: a service
    files: [service.toml, platform.toml]
    url: https://example.com/service
    finds:
      - {key: p99_ms, marks: service, takes: latency.p99_target_ms, proof: the latency that is promised}
  - id: policy
    name: a policy
    files: policy.toml
    url: https://example.com/policy
    finds:
      - {key: law = hipaa, says: {compliance.regimes: hipaa}, proof: the law that is named}
";

/// A repository with a service, its log, and a record of where it is to run.
struct Project(TempDir);

impl Project {
    fn new() -> Self {
        let project = Self(tempdir().unwrap());
        let rules = fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap();
        let measured = |rules: String, question: &str, measure: &str| {
            let id = format!("  - id: {question}\n");
            assert!(rules.contains(&id));
            rules.replace(&id, &format!("{id}    measured: {measure}\n"))
        };
        let rules = measured(rules, "traffic.requests_per_month", "requests-per-month");
        let rules = measured(rules, "traffic.pattern", "pattern").replace("1000000}", "10000}");
        project.write("rules/rules.yaml", &(rules + TRACES));
        project.write(".git/HEAD", "ref: refs/heads/main\n");
        project.promised(500);
        project.write("policy.toml", "law = 'hipaa'\n");
        project.log(5);
        project.whereto(&["scan", "--save", "profile.yaml"]).exits(0);
        let save = ["--into", "profile.yaml", "--save", "profile.yaml", "--force"];
        project.whereto(&[&["measure", "log"][..], &save].concat()).exits(0);
        project.whereto(&["adr", "profile.yaml", "--dir", "docs"]).exits(0);
        project
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Promises that 99 of 100 responses are back within so many milliseconds.
    fn promised(&self, milliseconds: u32) {
        self.write("service.toml", &format!("# What we promise.\np99_ms = {milliseconds}\n"));
    }

    /// A log of three days with so many requests an hour.
    fn log(&self, each_hour: u32) {
        let mut log = String::new();
        for request in 0..3 * 24 * each_hour {
            let minute = request * 60 / each_hour;
            let (day, hour, minute) = (minute / 1440 + 1, minute / 60 % 24, minute % 60);
            let _ = writeln!(
                log,
                "1.2.3.4 - - [0{day}/Oct/2026:{hour:02}:{minute:02}:00 +0000] \"GET / HTTP/1.1\" \
                 200 512"
            );
        }
        self.write("log", &log);
    }

    fn whereto(&self, arguments: &[&str]) -> Run {
        whereto(&[&["-q", "--rules", "rules"], arguments].concat()).within(self.path())
    }

    /// What a check of the record finds.
    fn finding(&self, arguments: &[&str], status: i32) -> Json {
        let arguments = [&["check", "docs", "--format", "json"], arguments].concat();
        let printed = self.whereto(&arguments).exits(status).stdout;
        serde_json::from_str::<Json>(&printed).unwrap()["results"][0].clone()
    }
}

/// What became of an answer.
fn again<'f>(finding: &'f Json, field: &str) -> &'f Json {
    let list = finding["again"].as_array().unwrap();
    list.iter().find(|it| it["field"] == field).unwrap_or_else(|| panic!("{field}: {finding}"))
}

#[test]
fn what_is_still_so_is_the_same() {
    let project = Project::new();
    let finding = project.finding(&["--strict"], 0);
    assert_eq!(finding["outcome"], "stands");
    let list = finding["again"].as_array().unwrap();
    let told: Vec<[&str; 3]> = list
        .iter()
        .map(|it| ["field", "how", "found"].map(|key| it[key].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ["traffic.requests_per_month", "measured", "same"],
            ["traffic.pattern", "measured", "same"],
            ["latency.p99_target_ms", "read", "same"],
            ["compliance.regimes", "read", "same"],
        ]
    );
    // The same is found from elsewhere.
    let (rules, docs) = (project.path().join("rules"), project.path().join("docs"));
    let elsewhere = whereto(&["--rules", rules.to_str().unwrap(), "check", docs.to_str().unwrap()]);
    let elsewhere = elsewhere.succeeds();
    assert!(elsewhere.contains("\n1 decision checked: 1 standing.\n"), "{elsewhere}");
}

#[test]
fn an_answer_that_moved_is_told_and_may_leave_the_decision_standing() {
    let project = Project::new();
    project.promised(400);
    let finding = project.finding(&["--strict"], 0);
    assert_eq!(finding["outcome"], "stands");
    let latency = again(&finding, "latency.p99_target_ms");
    assert_eq!(
        (&latency["found"], &latency["then"], &latency["now"], &latency["from"][0]),
        (&"moved".into(), &500.into(), &400.into(), &"service.toml:2".into())
    );
    let told = "latency.p99_target_ms` is 400 now, not 500: the latency that is promised \
                (service.toml:2)";
    for (format, beginning) in [
        ("table", "stands docs/0001"),
        ("markdown", "* stands `docs/0001"),
        ("github", "::warning file=docs/0001"),
        ("sarif", "\"ruleId\":\"moved\""),
        ("junit", "<system-out>"),
    ] {
        let printed = project.whereto(&["check", "docs", "--format", format]).exits(0).stdout;
        let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(printed.contains(beginning), "{format}: {printed}");
        assert!(printed.replace("%3A", ":").contains(told), "{format}: {printed}");
    }
    // What is on record counts where that is asked for.
    assert_eq!(project.finding(&["--as-recorded"], 0)["again"], Json::Array(Vec::new()));
}

#[test]
fn an_answer_that_turns_the_decision_fails_the_check() {
    let project = Project::new();
    project.promised(50);
    assert_eq!(project.finding(&[], 0)["outcome"], "weaker");
    assert_eq!(project.finding(&["--strict"], 1)["fails"], true);
    project.promised(500);
    project.log(60);
    let finding = project.finding(&[], 1);
    assert_eq!(finding["outcome"], "changed");
    let pattern = again(&finding, "traffic.pattern");
    assert_eq!((&pattern["then"], &pattern["now"]), (&"rare".into(), &"steady".into()));
    let text = project.whereto(&["check", "docs"]).exits(1).stdout;
    assert!(text.contains("A server is recommended today"), "{text}");
    assert!(text.contains("- `traffic.pattern` is steady now, not rare: hours differ"), "{text}");
    assert!(text.contains("- `traffic/steady` applies now and did not then"), "{text}");
    assert!(!text.contains("were edited"), "{text}");
    let sarif = project.whereto(&["check", "docs", "--format", "sarif"]).exits(1).stdout;
    assert!(sarif.contains("\"ruleId\":\"changed\""), "{sarif}");
}

#[test]
fn what_is_found_in_another_file_counts_and_what_is_nowhere_does_not() {
    let project = Project::new();
    fs::rename(project.path().join("service.toml"), project.path().join("platform.toml")).unwrap();
    let finding = project.finding(&["--strict"], 0);
    let latency = again(&finding, "latency.p99_target_ms");
    assert_eq!(
        (&latency["found"], &latency["from"][0]),
        (&"same".into(), &"platform.toml:2".into())
    );
    fs::remove_file(project.path().join("platform.toml")).unwrap();
    let finding = project.finding(&["--strict"], 1);
    assert_eq!(again(&finding, "latency.p99_target_ms")["found"], "gone");
    // There is no back end any more, so nothing is read from what is there.
    assert_eq!(again(&finding, "compliance.regimes")["found"], "lost");
    assert_eq!(project.finding(&[], 0)["outcome"], "stands");
    fs::remove_file(project.path().join("policy.toml")).unwrap();
    let finding = project.finding(&["--strict"], 0);
    assert_eq!(again(&finding, "compliance.regimes")["found"], "gone");
}

#[test]
fn a_scan_of_a_folder_is_of_that_folder_again() {
    let project = Project::new();
    project.write("part/service.toml", "p99_ms = 450\n");
    project.write("part/policy.toml", "law = 'hipaa'\n");
    project.whereto(&["scan", "part", "--save", "part.yaml"]).exits(0);
    let profile = fs::read_to_string(project.path().join("part.yaml")).unwrap();
    assert!(profile.contains("from: [\"part/service.toml:1\"], with: [\"part\"],"), "{profile}");
    let save = ["--into", "part.yaml", "--save", "part.yaml", "--force"];
    project.whereto(&[&["measure", "log"][..], &save].concat()).exits(0);
    fs::remove_dir_all(project.path().join("docs")).unwrap();
    project.whereto(&["adr", "part.yaml", "--dir", "docs"]).exits(0);
    // The whole repository says 500.
    let found = || again(&project.finding(&["--strict"], 0), "latency.p99_target_ms").clone();
    assert_eq!(found()["found"], "same");
    project.write("part/service.toml", "p99_ms = 400\n");
    let moved = found();
    assert_eq!(
        (&moved["found"], &moved["now"], &moved["from"][0]),
        (&"moved".into(), &400.into(), &"part/service.toml:1".into())
    );
}

#[test]
fn a_file_that_is_gone_is_told_and_fails_nothing() {
    let project = Project::new();
    fs::remove_file(project.path().join("log")).unwrap();
    let finding = project.finding(&["--strict"], 0);
    assert_eq!(again(&finding, "traffic.requests_per_month")["found"], "gone");
    let text = project.whereto(&["check", "docs"]).succeeds();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains(
            "- `traffic.requests_per_month` and `traffic.pattern` are taken from the record: log is \
             not there"
        ),
        "{text}"
    );
    let annotated = project.whereto(&["check", "docs", "--format", "github"]).succeeds();
    assert_eq!(annotated, "1 decision checked: 1 standing.\n");
}

/// Whoever writes a record may not have a check read what is none of the repository's.
#[cfg(unix)]
#[test]
fn logs_from_outside_are_not_looked_at() {
    let project = Project::new();
    let outside = tempdir().unwrap();
    let log = outside.path().join("log");
    fs::rename(project.path().join("log"), &log).unwrap();
    std::os::unix::fs::symlink(&log, project.path().join("log")).unwrap();
    let finding = project.finding(&[], 0);
    assert_eq!(again(&finding, "traffic.pattern")["found"], "unreadable");
    project.finding(&["--strict"], 1);
    let record = project.path().join("docs");
    let record = fs::read_dir(record).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(project.path().join("log")).unwrap();
    let named = fs::read_to_string(&record).unwrap();
    let named = named.replace("[log]", &format!("[{}]", log.display()));
    fs::write(&record, &named).unwrap();
    let finding = project.finding(&["--skip-others"], 0);
    assert_eq!(again(&finding, "traffic.pattern")["found"], "gone");
}

#[test]
fn a_log_that_cannot_be_read_is_uncertain() {
    let project = Project::new();
    let mut half = Vec::new();
    let whole = fs::read(project.path().join("log")).unwrap();
    flate2::write::GzEncoder::new(&mut half, flate2::Compression::fast())
        .write_all(&whole)
        .unwrap();
    half.truncate(half.len() / 2);
    for (bytes, why) in [
        (&half[..], "only a part can be read: "),
        (b"no log at all\n", "no request was found in 1 line"),
        (b"", "there is no line in what was named"),
    ] {
        fs::write(project.path().join("log"), bytes).unwrap();
        let finding = project.finding(&[], 0);
        let requests = again(&finding, "traffic.requests_per_month");
        assert_eq!(requests["found"], "unreadable");
        let because = requests["because"].as_str().unwrap();
        assert!(because.contains(why), "{because}");
        assert_eq!(project.finding(&["--strict"], 1)["fails"], true);
        let annotated = project.whereto(&["check", "docs", "--format", "github"]).exits(0).stdout;
        assert!(annotated.starts_with("::warning"), "{annotated}");
    }
}

/// How logs were read is part of the evidence: with another share of requests, or other columns,
/// they would say something else.
#[test]
fn logs_are_measured_again_as_they_were() {
    let project = Project::new();
    let log = (0..3 * 1440).fold(String::new(), |mut log, minute| {
        let (day, hour, minute) = (minute / 1440 + 1, minute / 60 % 24, minute % 60);
        let _ = writeln!(log, "2026-10-0{day}T{hour:02}:{minute:02}:00Z,200");
        log
    });
    project.write("columns", &log);
    let how = ["--map", "time=1,status=2", "--sampled", "1/100", "--save", "sampled.yaml"];
    project.whereto(&[&["measure", "columns"][..], &how].concat()).exits(0);
    let text = fs::read_to_string(project.path().join("sampled.yaml")).unwrap();
    let with = "with: [\"--sampled=0.01\",\"--map=time=1,status=2\"]";
    assert!(text.contains(with), "{text}");
    fs::remove_dir_all(project.path().join("docs")).unwrap();
    project.whereto(&["adr", "sampled.yaml", "--dir", "docs"]).exits(0);
    let finding = project.finding(&["--strict"], 0);
    let requests = again(&finding, "traffic.requests_per_month");
    assert_eq!((&requests["found"], &requests["from"][0]), (&"same".into(), &"columns".into()));
    // Nothing but these arguments is taken from a record.
    let record = fs::read_dir(project.path().join("docs")).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&record).unwrap().replace("--sampled=0.01", "--save=stolen");
    fs::write(&record, text).unwrap();
    let finding = project.finding(&[], 0);
    assert_eq!(again(&finding, "traffic.requests_per_month")["found"], "unreadable");
    assert!(!project.path().join("stolen").exists());
}

#[test]
fn profiles_that_expect_something_and_parts_of_systems_are_watched_as_well() {
    let project = Project::new();
    let profile = fs::read_to_string(project.path().join("profile.yaml")).unwrap();
    fs::remove_dir_all(project.path().join("docs")).unwrap();
    project.write(
        "docs/shop.yaml",
        &format!("{profile}\nweights: {{latency: 5}}\nexpect: cloud-functions\n"),
    );
    project.promised(50);
    let finding = project.finding(&[], 1);
    assert_eq!((&finding["kind"], &finding["outcome"]), (&"profile".into(), &"changed".into()));
    assert_eq!(again(&finding, "latency.p99_target_ms")["now"], 50);
    let parts = "traffic.pattern: bursty\nexpect: cloud-functions\ncomponents:\n  api:\n    \
                 latency.p99_target_ms: 500\n    evidence: {latency.p99_target_ms: {how: read, \
                 from: [\"service.toml:2\"]}}\n  web: {}\n";
    project.write("docs/shop.yaml", parts);
    let printed = project.whereto(&["check", "docs", "--format", "json"]).finish().stdout;
    let report: Json = serde_json::from_str(&printed).unwrap();
    let api = &report["results"][0];
    assert_eq!(api["component"], "api");
    assert_eq!(again(api, "latency.p99_target_ms")["now"], 50);
    assert_eq!(report["results"][1]["again"], Json::Array(Vec::new()));
}
