//! How answers are known: what a profile says of it is kept, and goes where the answer goes.

use std::fs;

use tempfile::tempdir;
use whereto::{
    profile::{How, Profile, Subject, compact, text},
    rulebase::RuleBase,
    source::Source,
};

use crate::process::whereto;

const PROFILE: &str = r#"
compute: {memory_mb: 512}
traffic.requests_per_month: 1200000
assumptions: {response_kb: 4}
evidence:
  compute.memory_mb: {how: read, from: ["infra/main.tf:42", "b.tf:1"], because: "memory = 512: \"all\""}
  traffic.requests_per_month: {how: measured, from: [access.log]}
  assumptions.response_kb: {how: measured}
  team.size: {how: said}
components:
  api: {}
  worker:
    compute.memory_mb: 1024
    evidence: {compute.memory_mb: {how: read, from: [worker.tf:3]}}
"#;

fn read(text: &str) -> (RuleBase, Profile) {
    let base = RuleBase::shipped().unwrap();
    let profile = Profile::read(&Source::new("profile.yaml", text), &base).unwrap();
    (base, profile)
}

#[test]
fn evidence_survives_reading_and_writing() {
    let (base, profile) = read(PROFILE);
    for written in [compact(&base, &profile).join("\n"), text(&base, &profile)] {
        let (_, again) = read(&written);
        for id in ["compute.memory_mb", "traffic.requests_per_month", "assumptions.response_kb"] {
            let subject = Subject::find(&base, id).unwrap();
            assert!(profile.evidence(subject).is_some(), "{id}");
            assert_eq!(profile.evidence(subject), again.evidence(subject), "{id}\n{written}");
        }
        // What there is none of is not written.
        assert!(written.contains("assumptions.response_kb: {how: measured}"), "{written}");
        // What is not answered needs no evidence.
        assert!(!written.contains("team.size: {how"), "{written}");
        let memory = Subject::find(&base, "compute.memory_mb").unwrap();
        let places =
            |name: &str| again.find_part(name).unwrap().evidence(memory).unwrap().from.clone();
        assert_eq!(places("api"), ["infra/main.tf:42", "b.tf:1"]);
        assert_eq!(places("worker"), ["worker.tf:3"]);
    }
}

#[test]
fn evidence_is_for_the_answer_beside_it() {
    let (base, mut profile) = read(PROFILE);
    let memory = Subject::find(&base, "compute.memory_mb").unwrap();
    assert_eq!(profile.evidence(memory).unwrap().how, How::Read);
    profile.set(&base, "compute.memory_mb", "2048").unwrap();
    assert_eq!(profile.evidence(memory), None);
    assert!(!compact(&base, &profile).join("\n").contains("infra/main.tf"));
}

#[test]
fn evidence_of_what_is_no_question_is_refused() {
    let folder = tempdir().unwrap();
    let refuses = |evidence: &str, message: &str| {
        let text = format!("team: {{size: 2}}\nevidence: {evidence}\n");
        fs::write(folder.path().join("p.yaml"), text).unwrap();
        let run = whereto(&["advise", "p.yaml"]).within(folder.path()).exits(2);
        assert!(run.stderr.contains(message), "{}", run.stderr);
    };
    refuses("{team.siez: {how: said}}", "did you mean `team.size`?");
    refuses("{team.size: {how: guessed}}", "expected one of said, read, measured");
    refuses("{team.size: {from: [a]}}", "`how` is missing");
    refuses("[team.size]", "`evidence`");
}
