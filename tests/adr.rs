//! Decision records: their form, where they are put, and what is read back from them.

use std::{fs, path::Path, process::Command};

use proptest::prelude::*;
use tempfile::{TempDir, tempdir};
use whereto::{
    analysis::sampling::Draw,
    decision::{front_matter, read, status},
    field::Kind,
    profile::{self, Profile},
    rulebase::RuleBase,
    source::Source,
};

use crate::{
    effort,
    process::{Run, golden, package, whereto},
};

const PROFILE: &str = "tests/golden/profile.yaml";
const NAME: &str = "where-the-backend-of-claims-portal-runs.md";

/// The program with the small rule base, on a day that does not change.
fn adr(arguments: &[&str]) -> Run {
    whereto(&[&["--rules", "tests/small", "--as-of", "2026-11-21", "adr"], arguments].concat())
}

fn small_base() -> RuleBase {
    let path = package().join("tests/small/rules.yaml");
    RuleBase::load(&[Source::new("rules.yaml", fs::read_to_string(path).unwrap())]).unwrap()
}

/// A comment in the rules changes the digest and nothing else.
fn without_digest(text: &str) -> String {
    text.replace(&small_base().digest, "(digest)")
}

/// The names of the files in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What speaks for another option is not told as a drawback.
#[test]
fn reasons_for_other_options_say_so() {
    let record = whereto(&["adr", "examples/mobile-mvp.yaml"]).succeeds();
    for line in [
        "* Bad, because an occasional slow response is acceptable, which favours AWS Lambda: \
         scaling to zero",
        "* Bad, because clients see shared data change live, which favours Firebase: Firebase's",
        "* Bad, because somebody has to patch",
        "* Good, because scaling to zero comes without its main drawback",
        "an unanswered one adds no points to any option.",
        "* **Serverless and Amplify, reading notes**: The document describes",
    ] {
        assert!(record.contains(line), "{line}\n{record}");
    }
    let server = "state: {in_memory: cache}\nteam: {operations: dedicated}\nlatency: {cold_start_ok: \
                  true}\n";
    for arguments in [&["advise", "-"][..], &["advise", "-", "--full"]] {
        let told = whereto(arguments).stdin(server).succeeds();
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        let against = "Against There are people to run servers, which favours Traditional server.";
        assert!(told.contains(against), "{told}");
    }
}

#[test]
fn records() {
    golden("golden/adr.md", without_digest(&adr(&[PROFILE]).succeeds()));
    let against = ["--chosen", "own-server", "--because", "We own the machines | and *like* them."];
    golden(
        "golden/adr-against.md",
        without_digest(&adr(&[&[PROFILE], &against[..]].concat()).succeeds()),
    );
    for (name, profile) in [("tie", "compliance: {regimes: []}"), ("unanswered", "{}")] {
        let finished = adr(&["-"]).stdin(profile).exits(3);
        golden(format!("golden/adr-{name}.md"), without_digest(&finished.quietly()));
    }
}

/// The headings of MADR's template, version 4.0.0 (template/adr-template.md of
/// github.com/adr/madr), in their order. What people wrote stays in its paragraphs, and none of it
/// is taken for Markdown.
#[test]
fn descriptions_keep_their_paragraphs() {
    let profile = "description: |\n  One\n  and one.\n   \n  # Two\nnotes: \"## Three\"\n";
    let text = whereto(&["--rules", "tests/small", "adr", "-"]).stdin(profile).exits(3).stdout;
    assert!(
        text.contains("Statement\n\nOne and one.\n\n\\# Two\n\n\\#\\# Three\n\nWhere should"),
        "{text}"
    );
}

/// Sentences of the rule base go on after "because" in small letters, unless they begin with a
/// name.
#[test]
fn sentences_go_on() {
    let rules = fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap();
    let folder = tempdir().unwrap();
    let because = |sentence: &str| {
        let rules = rules.replace("Capacity follows each burst.", sentence);
        fs::write(folder.path().join("rules.yaml"), rules).unwrap();
        let run = whereto(&["--rules", folder.path().to_str().unwrap(), "adr", "-"])
            .stdin("traffic: {pattern: rare}\n");
        let text = run.exits(0).stdout;
        let argument =
            text.lines().find(|line| line.contains("traffic/bursts`, guidance")).unwrap();
        argument.strip_prefix("* Good, because ").unwrap().to_owned()
    };
    assert!(because("Isolation is bought.").starts_with("isolation is bought."));
    assert!(
        because("Functions are quick.").starts_with("Functions are quick."),
        "an option is called so"
    );
    assert!(because("EU law has it.").starts_with("EU law has it."));
    assert!(because("Kafka is fed by Kafka.").starts_with("Kafka is fed"));
}

/// People begin a reason as they would say it.
#[test]
fn because_is_said_once() {
    let run = whereto(&[
        "adr",
        "examples/b2b-saas.yaml",
        "--chosen",
        "aws-lambda",
        "--because",
        "Because we know it.",
    ]);
    let text = run.exits(0).stdout;
    assert!(text.contains("Chosen option: \"AWS Lambda\", because we know it."), "{text}");
}

/// What is good about other options is no consequence of the choice, and nothing is said twice.
#[test]
fn consequences_are_those_of_the_choice() {
    let text = whereto(&["adr", "examples/b2b-saas.yaml"]).succeeds();
    let consequences = text.split("### Consequences\n").nth(1).unwrap();
    let consequences = consequences.split("\n### ").next().unwrap();
    assert!(consequences.contains("It is expected to cost"), "{consequences}");
    assert!(!consequences.contains("favours"), "{consequences}");
    for word in ["minutes", "growth", "grace"] {
        assert!(!text.contains(&format!("**{word}**: {word}")), "{word}\n{text}");
    }
    // What long lists argue with, nobody has read.
    let (_, outdated) = text.split_once("Where the source documents are out of date").unwrap();
    assert!(outdated.starts_with("</summary>"), "{outdated}");
}

#[test]
fn the_headings_are_those_of_madr() {
    let text = adr(&[PROFILE]).succeeds();
    let headings: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    let expected = [
        "# Where the backend of Claims portal runs",
        "## Context and Problem Statement",
        "## Decision Drivers",
        "## Considered Options",
        "## Decision Outcome",
        "### Consequences",
        "### Confirmation",
        "## Pros and Cons of the Options",
        "### Functions",
        "### A server",
        "### A ready backend",
        "## More Information",
        "## Status",
    ];
    assert_eq!(headings, expected);
    assert!(
        text.starts_with("---\nstatus: proposed\ndate: 2026-11-21\ndecision-makers:\n"),
        "{text}"
    );
    assert!(text.contains("\nChosen option: \"Functions\", because "), "{text}");
    let arguments =
        text.lines().filter(|line| line.starts_with("* ") && line.contains(", because "));
    assert!(arguments.clone().count() > 4);
    for argument in arguments {
        assert!(
            ["* Good, because ", "* Neutral, because ", "* Bad, because "]
                .iter()
                .any(|it| argument.starts_with(it))
        );
    }
}

/// What log4brains reads: `MarkdownBody.getHeaderMetadata` and `Adr.status` in
/// packages/core/src/adr/domain of github.com/thomvaill/log4brains take the title from the first
/// `h1`, and status and date from the items `key: value` of the first list before the first `h2`.
/// It knows no front matter: to its Markdown reader that is text like any other, so nothing there
/// may look like a heading or a list.
#[test]
fn log4brains_finds_title_status_and_date() {
    let profile = "project: \"1. A # of - *things*\"\ndescription: |\n  # Not a title\n\n  - \
                   Status: not this one\ntraffic: {pattern: bursty}\n";
    let text = adr(&["-"]).stdin(profile).succeeds();
    let source = Source::new("adr.md", text.as_str());
    let front_matter = front_matter::find(&source).unwrap().unwrap();
    let yaml: Vec<&str> = front_matter.yaml.text().lines().collect();
    for line in &yaml[1..] {
        let line = line.trim_start();
        assert!(!line.starts_with(['#', '-', '*', '+', '>', '=', '<', '|', '`', '~']), "{line}");
        assert!(
            line.split_once(['.', ')']).is_none_or(|(number, _)| number.parse::<u32>().is_err()),
            "{line}"
        );
    }
    // A line of hyphens right below text makes a heading of that text.
    assert_eq!(yaml.last(), Some(&""));
    let body: Vec<&str> =
        text[front_matter.body..].lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(body[0], "# Where the backend of 1. A \\# of - \\*things\\* runs");
    assert_eq!(body[1..3], ["- Status: proposed", "- Date: 2026-11-21"]);
    assert_eq!(text.lines().filter(|line| line.starts_with("# ")).count(), 1);
}

/// What adr-tools reads (github.com/npryce/adr-tools): `src/adr-list` takes the files named
/// `[0-9]+-[^/]*\.md`, `src/adr-new` numbers them with four digits from the highest number on and
/// makes the rest of the name from the title, in small letters and digits with hyphens between;
/// `src/_adr_status` prints what is in the section `Status`, and `src/_adr_links` takes links from
/// lines `… [text](NUMBER…)` in it.
#[test]
fn adr_tools_finds_name_status_and_links() {
    let folder = tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    assert_eq!(adr(&[PROFILE, "--dir", path]).succeeds(), format!("{path}/0001-{NAME}\n"));
    assert_eq!(
        adr(&[PROFILE, "--dir", path, "--supersedes", "1"]).succeeds(),
        format!("{path}/0002-{NAME}\n")
    );
    assert_eq!(names(folder.path()), [format!("0001-{NAME}"), format!("0002-{NAME}")]);
    let section = |name: &str| {
        let text = fs::read_to_string(folder.path().join(name)).unwrap();
        let lines = text.lines().skip_while(|line| !line.starts_with("## Status")).skip(1);
        lines
            .take_while(|line| !line.starts_with('#'))
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let link =
        |number: &str| format!("[{number}-{}]({number}-{NAME})", NAME.strip_suffix(".md").unwrap());
    assert_eq!(section(&format!("0001-{NAME}")), [format!("Superseded by {}", link("0002"))]);
    assert_eq!(
        section(&format!("0002-{NAME}")),
        ["Proposed".to_owned(), format!("Supersedes {}", link("0001"))]
    );
}

#[test]
fn numbers_go_on_from_the_highest() {
    let folder = tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    for name in [
        "0003-use-rust.md",
        "0041-gone.txt",
        "readme.md",
        "0012-images",
        "adr-99.md",
        "20270331-a-day.md",
    ] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    assert_eq!(
        adr(&["-", "--dir", path]).stdin("traffic: {pattern: bursty}").succeeds(),
        format!("{path}/0042-where-the-backend-runs.md\n")
    );
    let name = |project: &str| {
        let profile = format!("project: {project}\ntraffic: {{pattern: bursty}}\n");
        let written = adr(&["-", "--dir", path]).stdin(profile).succeeds();
        Path::new(written.trim_end()).file_name().unwrap().to_str().unwrap().to_owned()
    };
    assert_eq!(name("Ä/ö ../../etc & Co."), "0043-where-the-backend-of-a-o-etc-co-runs.md");
    assert_eq!(name("'日本'"), "0044-where-the-backend-of-ri-ben-runs.md");
    assert_eq!(name(r#""x\ny\tz""#), "0045-where-the-backend-of-x-y-z-runs.md");
    assert!(name(&"long ".repeat(60)).len() < 100);
}

#[test]
fn folders_are_made_and_nothing_is_overwritten() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("docs/decisions");
    let run = || adr(&[PROFILE, "--dir", path.to_str().unwrap()]);
    run().succeeds();
    fs::write(path.join(format!("0001-{NAME}")), "mine").unwrap();
    run().succeeds();
    assert_eq!(fs::read_to_string(path.join(format!("0001-{NAME}"))).unwrap(), "mine");
}

#[test]
fn a_second_record_that_says_the_same_is_warned_about() {
    let folder = tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let run = |arguments: &[&str]| {
        adr(&[&["-", "--dir", path], arguments].concat())
            .stdin("traffic: {pattern: bursty}")
            .finish()
    };
    assert_eq!(run(&[]).stderr, "");
    let again = run(&[]);
    assert_eq!(again.stdout, format!("{path}/0002-where-the-backend-runs.md\n"));
    let told = "`0001-where-the-backend-runs.md` in this folder says the same as `0002-";
    assert!(again.stderr.contains(told), "{}", again.stderr);
    assert_eq!(run(&["--supersedes", "2"]).stderr, "", "one that replaces another says so itself");
}

#[test]
fn runs_at_the_same_time_take_different_numbers() {
    let folder = tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let start = |project: String| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whereto"));
        let profile = folder.path().join(format!("{project}.yaml"));
        fs::write(&profile, format!("project: {project}\ntraffic: {{pattern: bursty}}\n")).unwrap();
        command
            .current_dir(package())
            .args(["--rules", "tests/small", "adr", "--dir", path])
            .arg(profile);
        command.spawn().unwrap()
    };
    let running: Vec<_> = (0..8).map(|number| start(format!("p{number}"))).collect();
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    let mut numbers: Vec<String> = names(folder.path())
        .iter()
        .filter(|name| name.ends_with(".md"))
        .map(|name| name[..4].to_owned())
        .collect();
    numbers.dedup();
    assert_eq!(numbers, (1..=8).map(|number| format!("{number:04}")).collect::<Vec<_>>());
}

/// Records as other tools and people write them.
const OTHERS: [(&str, &str, &str); 7] = [
    (
        "as adr-tools",
        "# 1. Use Rust\n\nDate: 2020-01-01\n\n## Status\n\nAccepted\n\n## Context\n\nStatus: \
         none\n",
        "# 1. Use Rust\n\nDate: 2020-01-01\n\n## Status\n\nSuperseded by \
         [0002-new](0002-new.md)\n\n## Context\n\nStatus: none\n",
    ),
    (
        "with links already",
        "# A\n\n## Status\n\nSupersedes [0000-b](0000-b.md)\n",
        "# A\n\n## Status\n\nSuperseded by [0002-new](0002-new.md)\n\nSupersedes \
         [0000-b](0000-b.md)\n",
    ),
    (
        "empty",
        "# A\n\n## Status\n\n## Context\n",
        "# A\n\n## Status\n\nSuperseded by [0002-new](0002-new.md)\n\n## Context\n",
    ),
    (
        "as MADR 2",
        "# A\r\n\r\n* Status: accepted\r\n* Date: x\r\n\r\n## B  \r\n",
        "# A\r\n\r\n* Status: superseded by [0002-new](0002-new.md)\r\n* Date: x\r\n\r\n## B  \r\n",
    ),
    (
        "as MADR 4",
        "---\n# Status of it\nstatus: \"accepted\" # by all\ndate: 2020-01-01\n---\n\n# \
         A\n\n---\nstatus: not this\n",
        "---\n# Status of it\nstatus: superseded by ADR-0002 # by all\ndate: 2020-01-01\n---\n\n# \
         A\n\n---\nstatus: not this\n",
    ),
    (
        "in single quotes",
        "---\nstatus: 'it''s \"accepted\"' # it's\n---\n",
        "---\nstatus: superseded by ADR-0002 # it's\n---\n",
    ),
    (
        "without a value",
        "---\nstatus:\ndate: 2020-01-01\n---\n# A",
        "---\nstatus: superseded by ADR-0002\ndate: 2020-01-01\n---\n# A",
    ),
];

#[test]
fn only_the_status_of_what_is_superseded_changes() {
    for (name, before, after) in OTHERS {
        let changed =
            status::supersede(&Source::new("0001-old.md", before), "0002-new.md").unwrap();
        assert_eq!(changed, after, "{name}");
    }
}

#[test]
fn what_cannot_be_superseded_is_refused_and_nothing_is_written() {
    let folder = tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let refusal = |number: &str| adr(&[PROFILE, "--dir", path, "--supersedes", number]).refused();
    assert_eq!(refusal("1"), format!("error[unknown-id]: there is no record 1 in `{path}`\n\n"));
    fs::write(folder.path().join("0001-a.md"), "# A\n").unwrap();
    assert!(
        refusal("1").starts_with(&format!("error[missing]: `{path}/0001-a.md` tells no status"))
    );
    fs::write(folder.path().join("001-b.md"), "# B\n").unwrap();
    assert!(refusal("1").contains("has 2 records 1\n = help: they are 0001-a.md and 001-b.md"));
    assert_eq!(names(folder.path()), ["0001-a.md", "001-b.md"]);
    // A record has one that took its place.
    let text = "# C\n\n## Status\n\nSuperseded by [4](0004-d.md)\n";
    fs::write(folder.path().join("0003-c.md"), text).unwrap();
    assert!(refusal("3").contains("0003-c.md` is superseded already"));
    fs::write(folder.path().join("0003-c.md"), "---\nstatus: superseded by ADR-0004\n---\n# C\n")
        .unwrap();
    assert!(refusal("3").contains("0003-c.md` is superseded already"));
    assert_eq!(names(folder.path()), ["0001-a.md", "0003-c.md", "001-b.md"]);
    let missing = folder.path().join("nowhere");
    let stderr = adr(&[PROFILE, "--dir", missing.to_str().unwrap(), "--supersedes", "1"]).refused();
    assert!(stderr.contains("cannot read the folder"), "{stderr}");
    assert!(!missing.exists());
}

#[test]
fn choices_must_be_options_and_have_reasons() {
    let stderr = adr(&[PROFILE, "--chosen", "own-serve", "--because", "x"]).refused();
    assert!(
        stderr.contains("there is no option `own-serve`")
            && stderr.contains("did you mean `own-server`?"),
        "{stderr}"
    );
    assert!(
        adr(&[PROFILE, "--chosen", "own-server", "--because", " "])
            .refused()
            .contains("there is no reason")
    );
    assert!(adr(&[PROFILE, "--chosen", "own-server"]).refused().contains("--because"));
    // To choose what is recommended is not to choose otherwise.
    let same = adr(&[PROFILE, "--chosen", "cloud-functions", "--because", "it is best"]).exits(0);
    assert_eq!(same.stdout, adr(&[PROFILE]).succeeds());
    assert!(same.stderr.contains("`--because` is not recorded"), "{}", same.stderr);
}

fn files_in(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn what_people_chose_is_read_back() {
    let text = adr(&[PROFILE, "--chosen", "own-server", "--because", "a: \"b\" # c\nd"]).succeeds();
    let decision = read::read(&Source::new("adr.md", text)).unwrap().unwrap();
    let chosen = decision.chosen.as_ref().unwrap();
    assert_eq!(
        (chosen.option.as_str(), chosen.because.as_str()),
        ("own-server", "a: \"b\" # c\nd")
    );
    assert_eq!(decision.decided(), Some("own-server"));
    assert_eq!(decision.record.recommendation.as_deref(), Some("cloud-functions"));
}

/// Random answers to some of the questions, and some weights, as lines of a profile.
pub(crate) fn random_answers(base: &RuleBase, draw: &mut Draw) -> String {
    let mut text = String::new();
    for question in &base.questions {
        let field = base.fields.get(question.field);
        let answer = match &field.kind {
            _ if draw.below(3) == 0 => continue,
            Kind::YesNo => (draw.below(2) == 0).to_string(),
            Kind::Choice(choices) => choices[draw.below(choices.len() as u64) as usize].id.clone(),
            Kind::Several(choices) => {
                let some: Vec<&str> = choices
                    .iter()
                    .filter(|_| draw.below(2) == 0)
                    .map(|it| it.id.as_str())
                    .collect();
                format!("[{}]", some.join(", "))
            }
            Kind::Number(scale) if scale.whole => (scale.typical.0.trunc()
                + rust_decimal::Decimal::from(draw.below(1_000_000)))
            .min(scale.most.trunc())
            .to_string(),
            Kind::Number(scale) => (scale.typical.0
                + (scale.typical.1 - scale.typical.0)
                    / rust_decimal::Decimal::from(1 + draw.below(9)))
            .to_string(),
        };
        text.push_str(&format!("{}: {answer}\n", field.id));
    }
    let mut weights = Vec::new();
    for dimension in &base.dimensions {
        if draw.below(3) == 0 {
            weights.push(format!("{}: {}", dimension.id, 1 + draw.below(10)));
        }
    }
    text + &format!("weights: {{{}}}\n", weights.join(", "))
}

/// The profile that a record of a profile has in it, and that profile.
fn there_and_back(base: &RuleBase, rules: &str, profile: &str) -> Result<(), TestCaseError> {
    let before = Profile::read(&Source::new("profile.yaml", profile), base).unwrap();
    let finished = whereto(&["--rules", rules, "adr", "-"]).stdin(profile).finish();
    prop_assert!(finished.status == 0 || finished.status == 3, "{}", finished.stderr);
    let source = Source::new("adr.md", finished.stdout);
    let decision = read::read(&source)
        .map_err(|problems| TestCaseError::fail(problems[0].message.clone()))?
        .unwrap();
    let after = Profile::read_node(&decision.profile, &decision.yaml, base)
        .map_err(|problems| TestCaseError::fail(problems[0].message.clone()))?;
    prop_assert_eq!(after.answers, before.answers);
    prop_assert_eq!(after.weights, before.weights);
    prop_assert_eq!(after.expect, before.expect);
    for (one, other) in [
        (&after.project, &before.project),
        (&after.description, &before.description),
        (&after.notes, &before.notes),
    ] {
        prop_assert_eq!(one, other);
    }
    Ok(())
}

proptest! {
    #![proptest_config(effort::config(24))]
    #[test]
    fn the_profile_in_a_record_is_the_one_it_was_made_from(seed in any::<u64>(), words in "\\PC{0,30}[\n\t\u{85}\u{2028}#:\"'\\\\{}-]{0,4}") {
        let base = small_base();
        let answers = random_answers(&base, &mut Draw::new(seed));
        let words = serde_json::Value::from(words);
        let profile = format!("project: {words}\ndescription: {words}\nnotes: {words}\n{answers}");
        prop_assume!(Profile::read(&Source::new("p", profile.as_str()), &base).is_ok());
        there_and_back(&base, "tests/small", &profile)?;
    }
}

#[test]
fn the_examples_are_read_back() {
    let base = RuleBase::shipped().unwrap();
    for entry in fs::read_dir(package().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(path).unwrap();
            let profile = Profile::read(&Source::new("p", text.as_str()), &base).unwrap();
            // A record is of one decision: of a system, that is one for each part.
            let parts: Vec<String> =
                profile.parts().map(|(_, part)| profile::text(&base, &part)).collect();
            for text in if parts.is_empty() { vec![text] } else { parts } {
                there_and_back(&base, "rules", &text).unwrap();
            }
        }
    }
}

#[test]
fn full_disks_leave_nothing_half_written() {
    let folder = tempdir().unwrap();
    let decisions = folder.path().join("decisions");
    fs::create_dir(&decisions).unwrap();
    let profile = files_in(&folder, "profile.yaml", "traffic: {pattern: bursty}\n");
    let shell = |limit: &str| {
        let program = env!("CARGO_BIN_EXE_whereto");
        let script = format!(
            "{limit}; exec '{program}' --rules tests/small adr '{profile}' --dir '{}'",
            decisions.display()
        );
        Command::new("sh").args(["-c", &script]).current_dir(package()).output().unwrap()
    };
    // A file may grow to one block of 512 bytes, which a record does not fit in: the write fails as
    // on a full disk.
    let output = shell("trap '' XFSZ; ulimit -f 1");
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.starts_with("error[io]: cannot write `"), "{stderr}");
    assert_eq!(names(&decisions), Vec::<String>::new());
    assert_eq!(shell("true").status.code(), Some(0));
    assert_eq!(names(&decisions), ["0001-where-the-backend-runs.md"]);
}

/// A folder that takes no files, whoever asks.
#[cfg(target_os = "linux")]
#[test]
fn closed_folders_are_named() {
    let stderr = adr(&[PROFILE, "--dir", "/proc/self"]).refused();
    assert!(stderr.starts_with("error[io]: cannot write `/proc/self/0001-"), "{stderr}");
    let stderr = adr(&[PROFILE, "--dir", "Cargo.toml"]).refused();
    assert!(stderr.starts_with("error[io]: cannot make the folder `Cargo.toml`"), "{stderr}");
}

/// Where a project should stay though something else leads, its record chooses that it stays, the
/// check agrees, and so does whoever takes it for a precedent.
#[test]
fn records_of_what_stays_choose_that() {
    let folder = tempdir().unwrap();
    let rules = folder.path().join("rules");
    fs::create_dir(&rules).unwrap();
    fs::copy(package().join("tests/small/rules.yaml"), rules.join("rules.yaml")).unwrap();
    let stay = |lead: u8| {
        let text = format!(
            "questions:\n  - id: current.platform\n    dimension: traffic\n    prompt: Where does it \
             run?\n    help: Today.\n    why: A move takes weeks.\n    kind: choice\n    choices:\n      \
             - {{id: none, means: nowhere}}\n      - {{id: own-server, means: on a server}}\nstay:\n  \
             question: current.platform\n  lead: {lead}\n  because: A move takes weeks.\n  cites: \
             [guide/steady]\n"
        );
        fs::write(rules.join("stay.yaml"), text).unwrap();
    };
    let rules = rules.to_str().unwrap();
    let profile = folder.path().join("project.yaml");
    let answers = "traffic: {pattern: bursty}\ncurrent: {platform: own-server}\n";
    fs::write(&profile, format!("expect: own-server\n{answers}")).unwrap();
    let (profile, records) = (profile.to_str().unwrap(), folder.path().join("adr"));
    let records = records.to_str().unwrap();
    let run = |arguments: &[&str]| whereto(&[&["--rules", rules], arguments].concat());

    stay(50);
    let report: serde_json::Value =
        serde_json::from_str(&run(&["advise", profile, "--format", "json"]).succeeds()).unwrap();
    assert_eq!(report["recommendation"], "cloud-functions");
    assert_eq!((&report["stay"], &report["stays_on"]), (&true.into(), &"own-server".into()));
    run(&["adr", profile, "--dir", records]).succeeds();
    let record = Path::new(records).join(&names(Path::new(records))[0]);
    let text = fs::read_to_string(&record).unwrap();
    for line in [
        "recommendation: cloud-functions\n",
        "chosen: own-server\n",
        "Chosen option: \"A server\", because it runs there today, and nothing leads it by what a \
         move is worth\n",
        "Functions fits better than A server, but not by enough to justify a move. A move takes \
         weeks.",
        "Functions is 10 points ahead of",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(run(&["check", records]).succeeds().contains("stands"));
    assert!(run(&["check", profile]).succeeds().contains("not by enough to justify a move"));
    // Who moves nevertheless says so.
    let moves = run(&["adr", profile, "--chosen", "cloud-functions", "--because", "We move."]);
    let moves = moves.succeeds();
    for line in [
        "chosen: cloud-functions\n",
        "because: \"We move.\"\n",
        "This is against the advice to stay on A server: Functions fits better than A server",
    ] {
        assert!(moves.contains(line), "{line}\n{moves}");
    }
    let brief = run(&["advise", profile, "--format", "brief"]).succeeds();
    assert!(brief.contains("\"stays_on\":\"own-server\""), "{brief}");
    let row = run(&["advise", profile, "--format", "csv"]).succeeds();
    assert!(row.trim_end().ends_with(",own-server"), "{row}");
    let stream = run(&["advise", "--ndjson", "-"]);
    let line = "{\"traffic\": {\"pattern\": \"bursty\"}, \"current.platform\": \"own-server\"}\n";
    assert!(stream.stdin(line).succeeds().contains("\"stays_on\":\"own-server\""));

    // What was recommended once and is led by no more than a move is worth is weaker, not changed.
    let busy = ["--set", "traffic.pattern=steady", "--set", "traffic.requests_per_month=5000000"];
    let steady = run(&[&["adr", profile], &busy[..]].concat()).succeeds();
    assert!(steady.contains("recommendation: own-server\n"), "{steady}");
    fs::write(&record, steady.replace("pattern: steady", "pattern: bursty")).unwrap();
    assert!(run(&["check", records]).succeeds().contains("weaker"));

    // Parts that should all stay have one platform, which is the one on which they run.
    let system = folder.path().join("system.yaml");
    let parts =
        "components: {a: {traffic: {pattern: bursty}}, b: {latency: {cold_start_ok: true}}}";
    fs::write(&system, format!("current: {{platform: own-server}}\n{parts}\n")).unwrap();
    let system = system.to_str().unwrap();
    // One of them is a tie.
    let told = run(&["advise", system, "--full"]).exits(3).quietly();
    assert!(told.contains("A server is enough for all parts"), "{told}");
    assert!(told.contains("for none of them is a move worth it"), "{told}");
    // What is recommended is the same as what is stayed on.
    let other = folder.path().join("other.yaml");
    fs::write(&other, "traffic: {pattern: steady, requests_per_month: 5000000}\n").unwrap();
    let compared = run(&["compare", profile, other.to_str().unwrap()]).succeeds();
    assert!(compared.starts_with("Recommendation stays: A server"), "{compared}");

    fs::write(&record, &text).unwrap();
    stay(0);
    assert!(run(&["check", records]).exits(1).quietly().contains("enough for a move"));
    assert!(run(&["check", profile]).exits(1).quietly().contains("changed"));
}
