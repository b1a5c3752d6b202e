//! Gates that never say yes without having looked, and writes that end in between.

use std::{fs, path::Path, process::Command};

use serde_json::Value as Json;
use tempfile::{TempDir, tempdir};
use whereto::Source;

use crate::process::{Run, package, whereto};

const PROFILE: &str = "project: Shop\ntraffic: {pattern: bursty}\n";

fn small(folder: &Path, arguments: &[&str]) -> Run {
    let rules = package().join("tests/small");
    let rules = rules.to_str().unwrap().to_owned();
    let arguments: Vec<&str> =
        ["--rules", rules.as_str()].iter().chain(arguments).copied().collect();
    whereto(&arguments).within(folder)
}

/// A folder with a profile, and a record of it.
fn recorded() -> (TempDir, String) {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("p.yaml"), PROFILE).unwrap();
    let record = small(folder.path(), &["adr", "p.yaml"]).succeeds();
    (folder, record)
}

/// The files in a folder that a check finds it cannot read.
fn unreadable(folder: &Path) -> Vec<String> {
    let run = small(folder, &["check", ".", "--format", "json"]).finish();
    let report: Json = serde_json::from_str(&run.stdout).unwrap();
    let results = report["results"].as_array().unwrap().iter();
    let bad = results.filter(|it| it["outcome"] == "bad");
    bad.map(|it| it["file"].as_str().unwrap().to_owned()).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let names =
        fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_record_is_met_whatever_its_ending_and_whatever_stands_around_it() {
    let (folder, record) = recorded();
    let decisions = folder.path().join("d");
    fs::create_dir(&decisions).unwrap();
    let quoted: String = record.lines().map(|line| format!("> {line}\n")).collect();
    let bare = format!("\n{record}");
    let fenced = format!("```\n{record}");
    for (file, text, status) in [
        ("a.txt", record.as_str(), 0),
        ("a", record.as_str(), 0),
        ("a.mdown", record.as_str(), 0),
        ("a.adoc", record.as_str(), 0),
        ("a.txt", bare.as_str(), 2),
        ("a.rst", bare.as_str(), 2),
        // Only Markdown has blocks of code, which hold examples.
        ("a.txt", fenced.as_str(), 2),
        ("a.yaml", fenced.as_str(), 2),
        ("a.mdown", fenced.as_str(), 0),
        ("a", bare.as_str(), 2),
        ("a.md", quoted.as_str(), 2),
        ("a.md", record.replace('\n', "\r").as_str(), 2),
        ("a.md", bare.replace("form: ", "'form' :   ").as_str(), 2),
        ("a.md", bare.replace("form: ", "form: &a ").as_str(), 2),
        ("a.json", "{\"whereto\": {\"form\": \"whereto\\/decision\\/1\"}}", 2),
        ("a.md", bare.replace("form: ", "form: >-\n    ").as_str(), 2),
        ("a.md", bare.replace("form: ", "? form\n  : ").as_str(), 2),
        ("a.md", bare.replace("\n  form: ", " {form: ").as_str(), 2),
        ("a.md", record.replace("whereto:", "\"whereto\":").replace("\n---\n", "\n").as_str(), 2),
        (
            "a.md",
            "A record says of its form: whereto/decision/1, or `form: whereto/decision/1`.\n",
            0,
        ),
        ("a.md", format!("```yaml\n{record}```\n").as_str(), 0),
        ("a.md", format!("{record}{record}").as_str(), 2),
    ] {
        fs::write(decisions.join(file), text).unwrap();
        for arguments in [&["check", "d"][..], &["check", "--skip-others", &format!("d/{file}")]] {
            small(folder.path(), arguments).exits(status);
        }
        fs::remove_file(decisions.join(file)).unwrap();
    }
    // Copies, what a merge leaves, and a form that is not quite one.
    let conflict = format!("<<<<<<< HEAD\n{record}");
    for ending in ["html", "markdn", "md.orig", "rej", "toml", "conf", "j2", "md~", "md.bak"] {
        let file = decisions.join(format!("a.{ending}"));
        for (text, status) in [(&conflict, 2), (&record, 0)] {
            fs::write(&file, text).unwrap();
            small(folder.path(), &["check", "d"]).exits(status);
        }
        fs::remove_file(file).unwrap();
    }
    for form in ["whereto/decision/99", "Whereto/Decision/1", "whereto/decisions/1", "decision"] {
        let other = record.replace("form: whereto/decision/1", &format!("form: {form}"));
        for (file, text) in [("a.md", other.as_str()), ("a.log", &format!("\n{other}"))] {
            let status = if form == "decision" && file == "a.log" { 0 } else { 2 };
            fs::write(decisions.join(file), text).unwrap();
            small(folder.path(), &["check", "d"]).exits(status);
            fs::remove_file(decisions.join(file)).unwrap();
        }
    }
    // What an editor keeps beside an open file is none.
    fs::write(decisions.join(".a.md.swp"), &conflict).unwrap();
    small(folder.path(), &["check", "d"]).exits(0);
    fs::write(decisions.join("p.json"), r#"{"expect": "own-serve", "traffic": {}}"#).unwrap();
    small(folder.path(), &["check", "d"]).exits(2);
}

#[test]
fn what_expects_something_is_met_wherever_in_a_large_file() {
    let folder = tempdir().unwrap();
    let large = "#".repeat(Source::MAX_BYTES);
    for (text, status) in [
        (format!("{large}\n{PROFILE}").into_bytes(), 0),
        (format!("{large}\n{PROFILE}expect: functions\n").into_bytes(), 2),
        (
            format!("{large}\n{{\"node_modules/expect\": {{\"expect\": \"^29.0.0\"}}}}")
                .into_bytes(),
            0,
        ),
        // In another encoding.
        ([PROFILE.as_bytes(), b"'expect' : functions # \xe9\n"].concat(), 2),
        ([PROFILE.as_bytes(), b"notes: \xe9\n"].concat(), 0),
        (b"x: \xe9\nwhereto:\n  form: &a whereto/decision/1\n".to_vec(), 2),
    ] {
        fs::write(folder.path().join("p.yaml"), text).unwrap();
        small(folder.path(), &["check", "."]).exits(status);
    }
}

#[test]
fn what_git_has_under_its_control_is_checked_though_it_is_told_to_ignore_it() {
    let (folder, record) = recorded();
    let git = |arguments: &[&str]| {
        Command::new("git").args(arguments).current_dir(folder.path()).output().is_ok()
    };
    if !git(&["init", "--quiet"]) {
        return;
    }
    let bare = format!("\n{record}");
    for (name, text) in
        [(".gitignore", "made/\n*.tmp.md\n"), ("a.tmp.md", &bare), ("a.md", &record)]
    {
        fs::write(folder.path().join(name), text).unwrap();
    }
    fs::create_dir(folder.path().join("made")).unwrap();
    fs::write(folder.path().join("made/a.md"), &bare).unwrap();
    fs::write(folder.path().join("made/b.md"), &bare).unwrap();
    let unreadable = || unreadable(folder.path());
    assert_eq!(unreadable(), [""; 0]);
    git(&["add", "--force", "a.tmp.md", "made/b.md"]);
    assert_eq!(unreadable(), ["./a.tmp.md", "./made/b.md"]);
    // What cannot be known is looked at.
    git(&["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "a"]);
    fs::remove_file(folder.path().join(".git/index")).unwrap();
    assert_eq!(unreadable(), ["./a.tmp.md", "./made/a.md", "./made/b.md"]);
    fs::write(folder.path().join(".git/index"), "garbage").unwrap();
    assert_eq!(unreadable(), ["./a.tmp.md", "./made/a.md", "./made/b.md"]);
    fs::remove_dir_all(folder.path().join(".git")).unwrap();
    if git(&["init", "--quiet", "--object-format=sha256"]) {
        git(&["add", "--force", "a.tmp.md", "made/b.md"]);
        assert_eq!(unreadable(), ["./a.tmp.md", "./made/a.md", "./made/b.md"]);
    }
}

/// What one repository is told to ignore says nothing of another one in it, and outside of any
/// nothing is ignored.
#[test]
fn each_repository_ignores_and_has_files_of_its_own() {
    let (folder, record) = recorded();
    let git = |within: &str, arguments: &[&str]| {
        let folder = folder.path().join(within);
        Command::new("git").args(arguments).current_dir(folder).output().is_ok()
    };
    let bare = format!("\n{record}");
    for (name, text) in [
        (".gitignore", "vendor/\nzz/\n"),
        ("vendor/svc/a.md", &bare),
        ("vendor/svc/.gitignore", "b.md\n"),
        ("vendor/svc/b.md", &bare),
        ("zz/a.md", &bare),
        ("a.md", &record),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let unreadable = || unreadable(folder.path());
    assert_eq!(unreadable(), ["./vendor/svc/a.md", "./vendor/svc/b.md", "./zz/a.md"]);
    if !git("", &["init", "--quiet"]) {
        return;
    }
    assert_eq!(unreadable(), [""; 0]);
    // A repository in it, as a submodule is one: the outer one has it under its control.
    git("vendor/svc", &["init", "--quiet"]);
    git("vendor/svc", &["add", "--force", "a.md"]);
    let commit = ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "-m", "a"];
    git("vendor/svc", &commit);
    git("", &["add", "--force", "vendor/svc", "zz/a.md"]);
    assert_eq!(unreadable(), ["./vendor/svc/a.md", "./zz/a.md"]);
}

/// Nobody can skip what is not there, and a pipe is read.
#[test]
fn what_is_named_is_looked_at_though_others_may_be_skipped() {
    let (folder, record) = recorded();
    let at = |name: &str| folder.path().join(name);
    for path in ["docs/decision.s", "gone.md", "gone"] {
        small(folder.path(), &["check", "--strict", "--skip-others", path]).exits(2);
    }
    let bad = record.replace("recommendation: ", "recommendation: x");
    small(folder.path(), &["check", "--skip-others", "-"]).stdin(bad.clone()).exits(2);
    fs::write(at("shop.profile"), format!("{PROFILE}expect: own-server\n")).unwrap();
    for arguments in [&["shop.profile"][..], &["*.profile"], &["--skip-others", "shop.profile"]] {
        small(folder.path(), &[&["check"][..], arguments].concat()).exits(1);
    }
    fs::remove_file(at("shop.profile")).unwrap();
    // With a slip in the word, it is a profile all the same.
    fs::create_dir(at("d")).unwrap();
    for slip in ["exepct", "except", "expects"] {
        fs::write(at("d/p.yaml"), format!("{PROFILE}{slip}: own-server\n")).unwrap();
        small(folder.path(), &["check", "d"]).exits(2);
    }
    fs::remove_file(at("d/p.yaml")).unwrap();
    // What is above a link is above what it leads to.
    #[cfg(unix)]
    {
        fs::create_dir_all(at("a")).unwrap();
        fs::create_dir_all(at("else/dir")).unwrap();
        fs::write(at("a/r.md"), &record).unwrap();
        fs::write(at("else/r.md"), &bad).unwrap();
        std::os::unix::fs::symlink("../else/dir", at("a/link")).unwrap();
        small(folder.path(), &["check", "a/r.md", "a/link/../r.md"]).exits(2);
    }
}

/// A format for machines says in any case what kept decisions from being checked.
#[test]
fn what_keeps_a_gate_from_looking_is_told_in_every_format() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    for format in ["sarif", "junit", "github", "json"] {
        for (arguments, words) in [
            (&["check", "--strict", "empty"][..], "there is no decision in what was named"),
            (&["check", "--max-monthly-cost", "x", "empty"], "invalid value"),
        ] {
            let run = small(folder.path(), &[arguments, &["--format", format]].concat()).exits(2);
            assert!(run.stdout.contains(words), "{format}: {}", run.stdout);
        }
        fs::write(folder.path().join("whereto.yaml"), "gates: {strct: true}\n").unwrap();
        let run = small(folder.path(), &["check", "empty", "--format", format]).exits(2);
        assert!(run.stdout.contains("strct"), "{format}: {}", run.stdout);
        fs::remove_file(folder.path().join("whereto.yaml")).unwrap();
    }
}

#[test]
fn a_status_in_a_comment_or_in_code_retires_nothing() {
    let (folder, record) = recorded();
    let status = "\n- Status: proposed";
    assert!(record.contains(status));
    for (before, outcome) in [
        ("", "stands"),
        ("\n- Status: rejected", "retired"),
        ("\n<!--\n- Status: rejected\n-->", "stands"),
        ("\n```\n- Status: rejected\n```", "stands"),
        ("\n<!-- one line -->\n- Status: rejected", "retired"),
        ("\n````markdown\n```\n- Status: rejected\n```\n````", "stands"),
        ("\n~~~\n```\n- Status: rejected\n~~~", "stands"),
        ("\n```\ncode ```\n- Status: rejected\n```", "stands"),
        ("\n```inline```\n- Status: rejected", "retired"),
        ("\n## Status\n\nAccepted by all.\nDeprecated calls are in ADR-4.", "stands"),
        ("\n## Status\n\nAccepted\n\nSuperseded by our next system", "retired"),
        // What a template leaves room for has not happened.
        ("\n## Status\n\nAccepted\n\nSuperseded by: none", "stands"),
        ("\n## Status\n\nAccepted\n\nSuperseded by -", "stands"),
        ("\n## Status\n\nAccepted\n\nDeprecated: no", "stands"),
        ("\n- Status: Superseded by: N/A", "stands"),
        ("\n- Status: Superseded.", "retired"),
    ] {
        let text = record.replace(status, &format!("{before}{status}"));
        fs::write(folder.path().join("a.md"), text).unwrap();
        let run = small(folder.path(), &["check", "a.md", "--format", "json"]).finish();
        let report: Json = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(report["results"][0]["outcome"], outcome, "{before}");
    }
}

#[cfg(unix)]
#[test]
fn a_place_of_a_record_that_leads_nowhere_is_no_record() {
    let (folder, record) = recorded();
    let link = |name: &str| {
        std::os::unix::fs::symlink("gone", folder.path().join("d").join(name)).unwrap();
    };
    fs::create_dir(folder.path().join("d")).unwrap();
    fs::write(folder.path().join("d/a.md"), record).unwrap();
    // As editors lock a file that is being written.
    link(".#a.md");
    small(folder.path(), &["check", "d"]).exits(0);
    link("b.md");
    let stderr = small(folder.path(), &["check", "d"]).exits(2).stderr;
    assert!(stderr.starts_with("error[io]: there is no file `d/b.md`"), "{stderr}");
}

#[test]
fn what_other_programs_expect_is_none_of_ours() {
    let (folder, record) = recorded();
    fs::create_dir(folder.path().join("d")).unwrap();
    fs::write(folder.path().join("d/a.md"), record).unwrap();
    for (text, status) in [
        ("expect: [functions]\ntraffic: {pattern: bursty}\n", 2),
        ("name: login\nexpect: managed-containers\nurl: x\n", 0),
        ("name: login\nexpect: {status: 200}\nproject: core\n", 0),
        ("{{- if .Values.on }}\nexpect: x\n{{- end }}\n", 0),
        ("project: core\ndescription: x\nexpect: 200\n", 0),
        ("Expect: nothing\ntraffic: {pattern: bursty}\n", 0),
        ("Expect: functions\ntraffic: {pattern: bursty}\n", 2),
        ("expected: functions\ntraffic: {pattern: bursty}\n", 2),
        // With a slip, whatever it is written in.
        ("{\"project\": \"x\", \"expect\": \"functions\", \"team\": {\"size\": 2}", 2),
        ("{project: x, expect: functions, team: {size: 2}", 2),
        ("\"expect\": functions\nteam: {size: 2", 2),
        ("expect : functions\nteam: {size: 2", 2),
        ("components:\n  a:\n    expect: functions\n    team: {size: 2", 2),
        ("e\0x\0p\0e\0c\0t\0:\0 \0f\0u\0n\0c\0t\0i\0o\0n\0s\0\n\0", 2),
        ("{\"name\": \"login\", \"expect\": {\"status\": 200}", 0),
        ("steps: {unexpected: functions", 0),
        // Beside answers, which nobody else has, whatever is expected.
        ("traffic: {pattern: bursty}\nexpect: google-cloud-run\n", 2),
        ("traffic: {pattern: bursty}\nexpect: {option: cloud-functions}\n", 2),
        ("components:\n  a: {traffic: {pattern: bursty}, expect: kubernetes}\n", 2),
        ("traffic.pattern: bursty\nexpect: kubernetes\n", 2),
        ("a: 1\nb: 2\nc: 3\nexpect: functions\ntraffic: {pattern: bursty}\n", 2),
        ("a: 1\nb: 2\nc: 3\nexpect: shipped\ntraffic: {pattern: bursty}\n", 0),
        ("traffic:\n  pattern: bursty\n  expect: functions\n", 2),
        ("EXPECT: functions\ntraffic: {pattern: bursty}\n", 2),
        ("traffic.pattern: bursty\nexpect: {is: functions}\n", 2),
        ("components:\n  a: {traffic.pattern: bursty, expect: kubernetes}\n", 2),
        ("{\"\\u0065xp\\u0065ct\": \"kubernetes\", \"traffic\": {\"pattern\": \"bursty\"}}", 2),
        ("{\"description\": \"adds\", \"traffic\": {\"x\": 1}, \"expect\": true}", 0),
        ("openapi: 3.0.0\ncomponents:\n  schemas: {}\nexpect: x\n", 0),
        ("latency: {p99: 100}\nexpect: {status: 200}\n", 0),
    ] {
        fs::write(folder.path().join("d/p.yaml"), text).unwrap();
        let run = small(folder.path(), &["check", "--strict", "d"]).finish();
        assert_eq!(run.status, status, "{text}{}", run.stderr);
    }
}

#[test]
fn places_are_told_from_the_top_of_the_repository_wherever_one_is() {
    let (folder, record) = recorded();
    fs::create_dir_all(folder.path().join("top/.git")).unwrap();
    fs::create_dir(folder.path().join("top/d")).unwrap();
    fs::write(folder.path().join("top/d/a.md"), record).unwrap();
    let run = small(folder.path(), &["check", "top/d", "--format", "sarif", "--no-open-questions"]);
    let sarif: Json = serde_json::from_str(&run.finish().stdout).unwrap();
    assert!(sarif.to_string().contains("\"uri\":\"d/a.md\""), "{sarif}");
}

#[test]
fn a_limit_of_costs_is_read_as_amounts_are() {
    let (folder, record) = recorded();
    fs::write(folder.path().join("a.md"), record).unwrap();
    let check = |limit: &str| {
        small(folder.path(), &["check", "a.md", &format!("--max-monthly-cost={limit}")])
    };
    // These rules know no prices, so that no limit holds.
    for limit in ["1,000", "1.5k", "$20"] {
        check(limit).exits(1);
    }
    for limit in ["nan", "-1", "1e308", "lots"] {
        assert!(check(limit).exits(2).stderr.contains("expected an amount of US dollars"));
    }
}

#[test]
fn exceptions_for_what_is_not_checked_are_told() {
    let (folder, record) = recorded();
    for file in ["a.md", "b.md"] {
        fs::write(folder.path().join(file), &record).unwrap();
    }
    let exception = |file: &str| format!("  - {{file: {file}, because: x, until: 2099-01-01}}\n");
    let text = format!("exceptions:\n{}{}", exception("a.md"), exception("b.md"));
    fs::write(folder.path().join("e.yaml"), text).unwrap();
    let stderr = small(folder.path(), &["check", "a.md", "--exceptions", "e.yaml"]).exits(0).stderr;
    assert!(stderr.starts_with("warning[unsupported]: `b.md` was not checked"), "{stderr}");
    assert_eq!(stderr.matches("warning").count(), 1, "{stderr}");
}

#[test]
fn files_are_counted_from_the_top_of_the_repository() {
    let (folder, _) = recorded();
    let inside = folder.path().join("svc/docs");
    fs::create_dir_all(&inside).unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for file in ["p.yaml", "-p.yaml"] {
        fs::write(inside.join(file), "expect: own-serve\ntraffic: {}\n").unwrap();
    }
    for (within, name, file) in [
        (".", "svc/docs/p.yaml", "p.yaml"),
        ("svc", "docs", "-p.yaml"),
        ("svc/docs", "../docs/./p.yaml", "p.yaml"),
        ("svc/docs", "-p.yaml", "-p.yaml"),
    ] {
        let within = folder.path().join(within);
        let run = small(&within, &["check", "--format", "github", "--", name]);
        let stdout = run.env("GITHUB_WORKSPACE", "").exits(2).stdout;
        let start = format!("::error file=svc/docs/{file},");
        assert!(stdout.starts_with(&start), "{name}: {stdout}");
    }
}

#[test]
fn what_was_to_be_superseded_and_was_not_is_completed() {
    let (folder, _) = recorded();
    let adr =
        |more: &[&str]| small(folder.path(), &[&["adr", "p.yaml", "--dir", "d"], more].concat());
    adr(&[]).succeeds();
    let decisions = folder.path().join("d");
    let [old] = names(&decisions).try_into().unwrap();
    let before = fs::read_to_string(decisions.join(&old)).unwrap();
    adr(&["--supersedes", "1"]).succeeds();
    let marked = fs::read_to_string(decisions.join(&old)).unwrap();
    let [_, new] = names(&decisions).try_into().unwrap();
    // As a run leaves it that ends after the first of its two files.
    fs::remove_file(decisions.join(&new)).unwrap();
    fs::write(decisions.join(".whereto-x1.tmp"), "half").unwrap();
    let status = |file: &str| -> Json {
        let run = small(folder.path(), &["check", "d", "--format", "json"]).finish();
        let report: Json = serde_json::from_str(&run.stdout).unwrap();
        let results = report["results"].as_array().unwrap().iter();
        let mut of_file = results.filter(|it| it["file"] == format!("d/{file}"));
        of_file.next().map_or(Json::Null, |it| it["outcome"].clone())
    };
    assert_eq!(status(&old), "cannot-tell");
    // Another decision does not take the number that the record promises.
    fs::write(folder.path().join("q.yaml"), PROFILE.replace("Shop", "Other")).unwrap();
    small(folder.path(), &["adr", "q.yaml", "--dir", "d"]).succeeds();
    let other = "0003-where-the-backend-of-other-runs.md";
    assert_eq!(names(&decisions), [old.as_str(), other]);
    fs::remove_file(decisions.join(other)).unwrap();
    adr(&["--supersedes", "1"]).succeeds();
    assert_eq!(names(&decisions), [old.clone(), new.clone()]);
    assert_eq!(fs::read_to_string(decisions.join(&old)).unwrap(), marked);
    assert_eq!([status(&old), status(&new)], ["retired", "stands"]);
    assert!(before != marked && adr(&["--supersedes", "1"]).exits(2).stderr.contains("already"));
}

#[test]
fn what_took_the_place_of_a_record_must_be_there() {
    let (folder, record) = recorded();
    let decisions = folder.path().join("d");
    fs::create_dir(&decisions).unwrap();
    fs::write(decisions.join("0002-b.md"), &record).unwrap();
    fs::create_dir(decisions.join("0004-pictures")).unwrap();
    fs::write(decisions.join("0005-plan.png"), "").unwrap();
    fs::write(decisions.join("0008-empty.md"), "TODO\n").unwrap();
    let lost = "# 9. Next\n\n## Status\n\nSuperseded by ADR-0010\n";
    fs::write(decisions.join("0009-lost.md"), lost).unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::create_dir(folder.path().join("e")).unwrap();
    fs::write(folder.path().join("e/next.md"), &record).unwrap();
    let elsewhere = tempdir().unwrap();
    fs::write(elsewhere.path().join("next.md"), &record).unwrap();
    let name = elsewhere.path().file_name().unwrap().to_str().unwrap();
    let [outside, absolute] = [format!("../../{name}"), elsewhere.path().display().to_string()]
        .map(|folder| format!("\"superseded by [x]({folder}/next.md)\""));
    for (status, outcome) in [
        (outside.as_str(), "cannot-tell"),
        (absolute.as_str(), "cannot-tell"),
        ("superseded by ../e/next.md", "retired"),
        ("superseded by ./0002-b.md", "retired"),
        ("superseded by ../e/nothing.md", "cannot-tell"),
        // From the top of the repository, as on a page that shows it.
        ("\"superseded by [x](/e/next.md)\"", "retired"),
        ("\"superseded by [x](/e/nothing.md)\"", "cannot-tell"),
        ("superseded by nothing.md", "cannot-tell"),
        ("superseded by nothing.markdown", "cannot-tell"),
        ("superseded by 2026-11-30-nothing.md", "cannot-tell"),
        ("superseded by `nothing.md`.", "cannot-tell"),
        ("\"superseded by [x]( nothing.md)\"", "cannot-tell"),
        ("\"superseded by [x]( 0002-b.md)\"", "retired"),
        ("\"superseded by [[nowhere]]\"", "cannot-tell"),
        ("\"superseded by [[../e/next|The next one]]\"", "retired"),
        ("\"superseded by [The next one][gone]\"", "cannot-tell"),
        ("\"superseded by [The next one][there]\"", "retired"),
        ("\"superseded by [there].\"", "retired"),
        ("superseded by ADR-0008", "cannot-tell"),
        ("superseded by ADR-0009", "cannot-tell"),
        ("superseded by ADR-0002", "retired"),
        ("Rejected.", "retired"),
        ("deprecatedly", "stands"),
        ("superseded by ADR-0999", "cannot-tell"),
        ("superseded by decisions 2 and 999", "cannot-tell"),
        ("superseded by decisions 999 and 2", "cannot-tell"),
        ("Superceded by 7", "cannot-tell"),
        ("superseded by adr 2", "retired"),
        ("\"superseded by [0002-b](0002-b.md#status)\"", "retired"),
        ("\"superseded by [the next one](../e/0009-c.md)\"", "cannot-tell"),
        ("\"superseded by [theirs](https://example.com/0009-c.md)\"", "retired"),
        ("superseded by a decision of 2026", "retired"),
        ("superseded", "retired"),
        ("rejected", "retired"),
        ("Superseded By ADR-0003", "cannot-tell"),
        ("\"superseded by: ADR-0003\"", "cannot-tell"),
        ("\"superseded by [ADR-0003]\"", "cannot-tell"),
        ("\"superseded by [[0003-x]]\"", "cannot-tell"),
        ("\"superseded by **ADR-0003**\"", "cannot-tell"),
        ("\"superseded by [x](0003%2Dx.md)\"", "cannot-tell"),
        ("\"superseded by [x](0002%2Db.md)\"", "retired"),
        ("\"superseded by [x](0005-plan.png)\"", "cannot-tell"),
        ("\"superseded by [x](<0002-b.md>)\"", "retired"),
        ("\"Superseded By: **ADR-0002**\"", "retired"),
        // What begins with its number and is no record.
        ("superseded by ADR-0004", "cannot-tell"),
        ("superseded by ADR-0005", "cannot-tell"),
        ("superseded by ADR-0006", "cannot-tell"),
    ] {
        let text = record.replace("status: proposed", &format!("status: {status}"));
        let named = if status.contains("here]") || status.contains("[gone]") {
            "\n[there]: <0002-b.md> \"The next one\"\n[gone]: nothing.md\n"
        } else {
            ""
        };
        fs::write(decisions.join("0001-a.md"), text + named).unwrap();
        let run = small(folder.path(), &["check", "d", "--format", "json"]).exits(0);
        let report: Json = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(report["results"][0]["outcome"], outcome, "{status}");
        let strict = i32::from(outcome == "cannot-tell");
        small(folder.path(), &["check", "d", "--strict"]).exits(strict);
    }
}

#[test]
fn records_that_supersede_each_other_in_a_circle_are_no_decision() {
    let (folder, record) = recorded();
    let decisions = folder.path().join("d");
    fs::create_dir(&decisions).unwrap();
    let write = |file: &str, by: &str| {
        let status = format!("status: superseded by {by}");
        fs::write(decisions.join(file), record.replace("status: proposed", &status)).unwrap();
    };
    let outcomes = || {
        let run = small(folder.path(), &["check", "d", "--format", "json"]).exits(0);
        let report: Json = serde_json::from_str(&run.stdout).unwrap();
        let results = report["results"].as_array().unwrap().clone();
        results.iter().map(|it| it["outcome"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    write("0001-a.md", "ADR-0001");
    assert_eq!(outcomes(), ["cannot-tell"]);
    write("0002-b.md", "[0001-a](./0001-a.md)");
    write("0001-a.md", "ADR-0002");
    write("0003-c.md", "ADR-0001");
    assert_eq!(outcomes(), ["cannot-tell"; 3]);
    small(folder.path(), &["check", "d", "--strict"]).exits(1);
    fs::write(decisions.join("0002-b.md"), &record).unwrap();
    assert_eq!(outcomes(), ["retired", "stands", "retired"]);
}

#[test]
fn a_file_that_is_named_in_several_ways_is_checked_once() {
    let (folder, record) = recorded();
    fs::create_dir(folder.path().join("d")).unwrap();
    for file in ["a.md", "b.md"] {
        fs::write(folder.path().join("d").join(file), &record).unwrap();
    }
    let run = small(folder.path(), &["check", "d", "d/a.md", "./d/../d/b.md", "d/*.md", "d"]);
    assert!(run.succeeds().contains("\n2 decisions checked: 2 standing.\n"));
}

#[test]
fn folders_of_years_are_no_numbers() {
    let (folder, _) = recorded();
    fs::create_dir_all(folder.path().join("d/2026")).unwrap();
    fs::write(folder.path().join("d/0004-a.md"), "# A decision\n").unwrap();
    let name = small(folder.path(), &["adr", "p.yaml", "--dir", "d"]).succeeds();
    assert!(name.contains("0005-"), "{name}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_locked_is_waited_for_and_that_is_said() {
    use std::{
        io::{BufRead, BufReader},
        process::{Command, Stdio},
    };
    let (folder, _) = recorded();
    let decisions = folder.path().join("d");
    fs::create_dir(&decisions).unwrap();
    let lock = fs::File::open(&decisions).unwrap();
    lock.lock().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_whereto"))
        .args(["--rules", package().join("tests/small").to_str().unwrap()])
        .args(["adr", "p.yaml", "--dir", "d"])
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "Waiting for another run that writes to `d`.\n");
    drop(lock);
    assert!(child.wait().unwrap().success());
    assert_eq!(names(&decisions).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_does_not_suggest_itself() {
    let (folder, _) = recorded();
    std::os::unix::fs::symlink("/nowhere/at/all", folder.path().join("link.yaml")).unwrap();
    let stderr = small(folder.path(), &["advise", "link.yaml"]).refused();
    let expected =
        "error[io]: there is no file `link.yaml`\n = help: it is a link that leads nowhere\n\n";
    assert_eq!(stderr, expected);
}

/// Build servers take these for commands: GitHub at the start of a line whatever blanks stand before
/// it, and an older form and that of Azure anywhere in one.
fn commands(text: &str) -> Vec<&str> {
    let acts = |line: &&str| {
        line.trim_start().starts_with("::") || line.contains("##[") || line.contains("##vso[")
    };
    text.split(['\n', '\r']).filter(acts).collect()
}

#[test]
fn words_from_profiles_are_no_commands_in_any_format() {
    let folder = tempdir().unwrap();
    let profile = "project: \"=a ##[error]b\\n::error::c\\n\\u00a0::error::d ##vso[e]f\"\n\
                   description: \"g\\n ::error::h\"\nnotes: \"::error::i\\n##[error]j\"\n\
                   expect: own-server\ntraffic: {pattern: bursty}\n";
    fs::write(folder.path().join("p.yaml"), profile).unwrap();
    fs::write(folder.path().join("=q.yaml"), profile).unwrap();
    let wrong = "team: {size: \"##vso[task.complete result=Succeeded;]\"} # ##[error]x\n";
    fs::write(folder.path().join("wrong.yaml"), wrong).unwrap();
    let refused = small(folder.path(), &["advise", "wrong.yaml"]).refused();
    assert!(refused.contains("♯#vso[task") && commands(&refused).is_empty(), "{refused}");
    for marks in ["###", "a##", "é#####"] {
        fs::write(folder.path().join("wrong.yaml"), wrong.replace("##", marks)).unwrap();
        let refused = small(folder.path(), &["advise", "wrong.yaml"]).refused();
        assert!(commands(&refused).is_empty(), "{refused}");
    }
    for format in ["table", "markdown", "html", "json", "yaml"] {
        for arguments in [&["advise", "p.yaml", "--full"][..], &["advise", "p.yaml", "=q.yaml"]] {
            let text = small(folder.path(), &[arguments, &["--format", format]].concat()).finish();
            let found = [commands(&text.stdout), commands(&text.stderr)].concat();
            // For programs, words that begin no line are what they are.
            let is_data = |line: &&&str| {
                ["json", "yaml"].contains(&format) && !line.trim_start().starts_with("::")
            };
            let found: Vec<_> = found.iter().filter(|line| !is_data(line)).collect();
            assert!(found.is_empty(), "{arguments:?} as {format}: {found:?}");
        }
    }
    let text = small(folder.path(), &["advise", "p.yaml", "=q.yaml", "--format", "csv"]).finish();
    assert!(commands(&text.stdout).is_empty(), "{}", text.stdout);
    for line in text.stdout.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert!(
            ["p.yaml", "'=q.yaml"].contains(&cells[0]) && cells[1].starts_with("'=a "),
            "{line}"
        );
    }
    for arguments in
        [&["adr", "p.yaml"][..], &["check", "p.yaml"], &["check", "--format", "markdown", "p.yaml"]]
    {
        let text = small(folder.path(), arguments).finish().stdout;
        let found: Vec<_> = commands(&text);
        assert!(
            found.iter().all(|line| line.trim_start().starts_with(['p', 'n', 'd'])),
            "{found:?}"
        );
    }
}

#[test]
fn words_of_packs_are_no_commands_either() {
    let folder = tempdir().unwrap();
    let pack = "pack: {name: p, version: 1.0.0, reviewed: 2026-11-21, about: x}\noverrides:\n  \
                - {option: cloud-functions, reason: r, with: {name: \"=F\\u202E<b>\\n::error::x\"}}\n  \
                - {question: traffic.pattern, reason: r, with: {prompt: \"Q\\u202E\\n::error::?\"}}\n";
    fs::write(folder.path().join("pack.yaml"), pack).unwrap();
    fs::write(folder.path().join("p.yaml"), format!("{PROFILE}expect: own-server\n")).unwrap();
    let mut runs = vec![vec!["ask", "--answers", "p.yaml"], vec!["explain", "cloud-functions"]];
    for format in ["table", "markdown", "html", "sarif", "junit", "github"] {
        runs.push(vec!["check", "p.yaml", "--format", format]);
    }
    for arguments in runs {
        let run = small(folder.path(), &[&["--pack", "pack.yaml"], &arguments[..]].concat());
        let run = run.finish();
        let text = format!("{}{}", run.stdout, run.stderr);
        let own = if arguments.contains(&"github") { commands(&run.stdout).len() } else { 0 };
        assert!(run.status < 2 && text.contains("=F"), "{arguments:?}: {text}");
        assert!(own < 2 && commands(&text).len() == own, "{arguments:?}: {text}");
        assert!(!text.contains('\u{202e}'), "{arguments:?}: {text}");
    }
}

#[cfg(unix)]
#[test]
fn a_backslash_in_the_name_of_a_file_is_no_folder() {
    let (folder, _) = recorded();
    fs::write(folder.path().join("a\\b.yaml"), format!("{PROFILE}expect: own-server\n")).unwrap();
    let run = small(folder.path(), &["check", ".", "--format", "sarif"]).exits(1);
    assert!(run.stdout.contains("\"uri\":\"a%5Cb.yaml\""), "{}", run.stdout);
}

#[test]
fn a_line_of_hyphens_at_the_end_begins_no_second_document() {
    let advise = |text: &str| small(&package(), &["advise", "-"]).stdin(text);
    for text in [
        "traffic: {pattern: bursty}\n---\n",
        "{\"traffic\": {\"pattern\": \"bursty\"}}\n---\n",
        "---\ntraffic: {pattern: bursty}\n---\n# end\n...\n",
    ] {
        advise(text).exits(0);
    }
    let stderr = advise("traffic: {pattern: bursty}\n---\nproject: x\n").exits(2).stderr;
    assert!(stderr.starts_with("error[several-documents]"), "{stderr}");
}

#[test]
fn what_a_merge_leaves_is_called_that() {
    for text in [
        "<<<<<<< HEAD\nproject: a\n=======\nproject: b\n>>>>>>> b\ntraffic: {pattern: bursty}\n",
        "project: a\n>>>>>>> b\n",
        "{\n<<<<<<< HEAD\n\"project\": \"a\"\n||||||| base\n}\n",
    ] {
        let stderr = small(&package(), &["advise", "-"]).stdin(text).exits(2).stderr;
        assert!(
            stderr
                .starts_with("error[syntax]: this is the mark of a conflict between two versions"),
            "{stderr}"
        );
    }
}

#[test]
fn words_of_packs_end_no_comment() {
    let folder = tempdir().unwrap();
    let pack = "pack: {name: p, version: \"1\\u202E\", reviewed: 2026-11-21, about: x}\noverrides:\n  \
                - {question: traffic.pattern, reason: r, with: {prompt: \"Q\\u2028cost: {}\", \
                help: \"h\\r\\nproject: hacked\\u0085expect: x\"}}\n";
    fs::write(folder.path().join("pack.yaml"), pack).unwrap();
    fs::write(folder.path().join("p.yaml"), PROFILE).unwrap();
    let blank = small(folder.path(), &["--pack", "pack.yaml", "init"]).succeeds();
    let record = small(folder.path(), &["--pack", "pack.yaml", "adr", "p.yaml"]).succeeds();
    for text in [&blank, &record] {
        let ends = |it: char| matches!(it, '\r' | '\u{85}' | '\u{2028}'..='\u{202e}');
        assert!(!text.contains(ends), "{text}");
    }
    // What is read as a new line of a comment stays one.
    let own = blank.lines().filter(|line| line.contains("hacked") || line.contains("cost: {}"));
    assert!(own.clone().count() == 2 && own.clone().all(|line| line.trim().starts_with('#')));
}

#[test]
fn evidence_for_no_answer_is_told() {
    let folder = tempdir().unwrap();
    let text = format!("{PROFILE}evidence: {{latency.cold_start_ok: {{how: said}}}}\n");
    fs::write(folder.path().join("p.yaml"), text).unwrap();
    let stderr = small(folder.path(), &["advise", "p.yaml"]).exits(0).stderr;
    let expected = "warning[unsupported]: `latency.cold_start_ok` is not answered";
    assert!(stderr.starts_with(expected), "{stderr}");
}

/// Settings hold gates, and a slip in them must not take these away unseen.
#[test]
fn gates_in_settings_are_kept_or_their_loss_is_told() {
    let (folder, record) = recorded();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("d")).unwrap();
    fs::write(at("d/a.md"), record).unwrap();
    fs::remove_file(at("p.yaml")).unwrap();
    let gate = "gates: {no_open_questions: true}\n";
    let texts: [(&str, Vec<u8>, i32); 21] = [
        ("whereto.yaml", gate.into(), 1),
        ("whereto.yaml", gate.trim_end_matches("}\n").into(), 2),
        ("whereto.yaml", gate.replace("gates", "gate").into(), 2),
        ("whereto.yaml", gate.replace("gates", "Gates").into(), 2),
        ("whereto.yaml", gate.replace("gates", "gats").into(), 2),
        ("whereto.yaml", "no_open_questions: true\n".into(), 2),
        ("whereto.yaml", "weights: {traffic: 3}\n".into(), 0),
        ("whereto.yaml", PROFILE.into(), 0),
        ("whereto.yaml", format!("{gate}---\n{gate}").into(), 2),
        ("whereto.yaml", [gate.as_bytes(), b"# \xe9\n"].concat(), 2),
        ("whereto.yml", gate.into(), 2),
        ("whereto.yml", "project: x\n".into(), 0),
        ("whereto.yaml", format!("settings:\n  {gate}").into(), 2),
        ("whereto.yaml", format!("- {gate}").into(), 2),
        ("whereto.yaml", "project: x\ncomponents: {gates: {}}\n".into(), 0),
        ("Whereto.yaml", gate.into(), 2),
        ("whereto.yaml", "gates: {no_open_questions: }\n".into(), 2),
        ("whereto.yaml", "gates:\n  max_monthly_cost:\nweights: {traffic: }\n".into(), 2),
        (".whereto.yaml", gate.into(), 2),
        ("whereto.json", "{\"gates\": {\"strict\": true}}".into(), 2),
        ("whereto.toml", "[gates]\nstrict = true\n".into(), 2),
    ];
    for (name, text, status) in texts {
        fs::write(at(name), &text).unwrap();
        let run = small(folder.path(), &["check", "d"]).finish();
        assert_eq!(run.status, status, "{name}: {}{}", String::from_utf8_lossy(&text), run.stderr);
        fs::remove_file(at(name)).unwrap();
    }
    for (others, status) in [
        (&["a.whereto.yaml", "b.whereto.yaml"][..], 2),
        (&["a.whereto.yaml", "whereto.yaml"], 2),
        (&["a.whereto.yaml"], 1),
        (&[".whereto/settings.yaml"], 2),
        (&[".whereto/config"], 2),
        (&["whereto.config.yaml"], 2),
    ] {
        fs::create_dir_all(at(".whereto")).unwrap();
        for (nth, name) in others.iter().enumerate() {
            fs::write(at(name), if nth == 0 { gate } else { PROFILE }).unwrap();
        }
        let run = small(folder.path(), &["check", "d"]).finish();
        assert_eq!(run.status, status, "{others:?}: {}", run.stderr);
        others.iter().for_each(|name| fs::remove_file(at(name)).unwrap());
        fs::remove_dir(at(".whereto")).unwrap();
    }
    for (variable, status) in [
        ("WHERETO_NO_OPEN_QUESTIONS", 1),
        ("WHERETO_MIN_ACCEPT", 2),
        ("WHERETO_SOURCES", 2),
        ("WHERETO_CHECK_STRICT", 2),
        ("WHERETO_CONFIG_FILE", 2),
        ("WHERETO_WEIGHT", 2),
        ("whereto_strict", 2),
        ("WHERETO_NO_OPEN_QUESTION", 2),
        ("WHERETO_GATES_NO_OPEN_QUESTIONS", 2),
        ("WHERETO_GATES", 2),
        ("WHERETO_WEIGHTS_COST", 2),
        ("WHERETO_SOMETHING_ELSE", 0),
    ] {
        let run = small(folder.path(), &["check", "d"]).env(variable, "true").finish();
        assert_eq!(run.status, status, "{variable}: {}", run.stderr);
    }
}

#[test]
fn the_folder_of_decisions_that_is_named_is_the_one_that_is_checked() {
    let (folder, record) = recorded();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("docs/decisions")).unwrap();
    fs::create_dir(at("other")).unwrap();
    fs::write(at("docs/decisions/a.md"), record).unwrap();
    fs::write(at("other/p.yaml"), format!("{PROFILE}expect: own-server\n")).unwrap();
    small(folder.path(), &["check"]).exits(0);
    small(folder.path(), &["check", "--decisions", "other"]).exits(1);
    small(folder.path(), &["check", "docs/decisions", "--decisions", "other"]).exits(0);
    fs::write(at("whereto.yaml"), "decisions: docs/decisions\n").unwrap();
    small(folder.path(), &["check"]).exits(0);
    small(folder.path(), &["check", "--decisions", "other"]).exits(1);
    // A profile that expects something is checked beside them.
    fs::write(at("whereto.yaml"), "decisions: docs/decisions\nprofile: other/p.yaml\n").unwrap();
    small(folder.path(), &["check"]).exits(1);
    fs::write(at("whereto.yaml"), "decisions: docs/decisions\n").unwrap();
    for command in [&["check"][..], &["advise", "p.yaml"], &["rules", "lint"]] {
        let stderr = small(folder.path(), &[command, &["--decisions", "gone"]].concat()).refused();
        assert!(stderr.contains("there is no such file or folder"), "{stderr}");
    }
}

#[test]
fn a_record_of_a_whole_system_is_none() {
    let (folder, record) = recorded();
    let pattern = "    traffic:";
    let parts = "    components: {a: {traffic: {pattern: steady}}}\n";
    let text = record.replacen(pattern, &format!("{parts}{pattern}"), 1);
    assert_ne!(text, record);
    fs::write(folder.path().join("a.md"), text).unwrap();
    let stderr = small(folder.path(), &["check", "a.md"]).exits(2).stderr;
    assert!(stderr.contains("the profile of a decision record has `components`"), "{stderr}");
}

/// What is no file is never replaced by one.
#[cfg(unix)]
#[test]
fn a_pipe_stays_a_pipe() {
    use std::os::unix::fs::FileTypeExt;

    let (folder, _) = recorded();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for arguments in [
        &["advise", "p.yaml", "-o", "pipe", "--format", "html", "--force"][..],
        &["init", "pipe", "--force"],
    ] {
        let stderr = small(folder.path(), arguments).exits(2).stderr;
        assert!(stderr.contains("`pipe` is no file that could be replaced"), "{stderr}");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    }
}

/// Nobody waits for what somebody may write into a pipe.
#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_settings_is_not_read() {
    let (folder, _) = recorded();
    fs::create_dir(folder.path().join(".whereto")).unwrap();
    for (name, status) in [("whereto.yaml", 0), ("whereto.yml", 0), (".whereto/config.yaml", 2)] {
        let pipe = folder.path().join(name);
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        small(folder.path(), &["advise", "p.yaml"]).exits(status);
        fs::remove_file(&pipe).unwrap();
    }
}

/// What is asked for in vain is refused.
#[test]
fn arguments_that_would_do_nothing_are_refused() {
    let (folder, _) = recorded();
    fs::write(folder.path().join("log"), "").unwrap();
    let pack = "pack: {name: p, version: 1.0.0, reviewed: 2026-11-21, about: x}\n\
                documents: [{id: d, title: D, about: D.}]\n";
    fs::write(folder.path().join("pack.yaml"), pack).unwrap();
    small(folder.path(), &["compare", "--pack-b", "pack.yaml"]).exits(0);
    for arguments in [
        &["advise", "p.yaml", "--portfolio", "--format", "brief"][..],
        &["measure", "log", "--partial", "c.json", "--format", "html"],
        &["measure", "log", "--partial", "c.json", "-o", "report.html"],
        &["compare", "--pack-b", "pack.yaml", "--set", "traffic.pattern=steady"],
        &["compare", "--pack-b", "pack.yaml", "--component", "a"],
        &["explain", "traffic.pattern", "--component", "a"],
    ] {
        small(folder.path(), arguments).refused();
    }
}

#[test]
fn a_terminal_obeys_nothing_in_json() {
    let (folder, _) = recorded();
    let profile = "{\"traffic\": {\"\\u009b31mX\\u202e\": 1}}\n";
    fs::write(folder.path().join("e.yaml"), profile).unwrap();
    for arguments in [
        &["advise", "e.yaml", "--format", "json"][..],
        &["check", "e.yaml", "--format", "json"],
        &["cost", "e.yaml", "--format", "json"],
        &["advise", "--ndjson", "e.yaml"],
    ] {
        let stdout = small(folder.path(), arguments).exits(2).stdout;
        assert!(!stdout.contains(['\u{9b}', '\u{202e}']), "{stdout}");
        assert!(stdout.contains("\\u009b31mX\\u202e"), "{stdout}");
    }
}

#[test]
fn lines_of_json_are_found_in_folders() {
    let (folder, _) = recorded();
    fs::create_dir(folder.path().join("d")).unwrap();
    for name in ["a.json", "b.ndjson", "c.jsonl"] {
        fs::write(folder.path().join("d").join(name), "{\"traffic\": {\"pattern\": \"rare\"}}\n")
            .unwrap();
    }
    fs::write(folder.path().join("d/d.yaml"), PROFILE).unwrap();
    let lines = small(folder.path(), &["advise", "--ndjson", "d"]).succeeds();
    assert_eq!(lines.lines().count(), 3);
}

#[test]
fn scenarios_in_a_folder_may_be_json_and_must_expect_something() {
    let (folder, _) = recorded();
    fs::create_dir(folder.path().join("d")).unwrap();
    let scenario = |expect: &str| {
        format!(r#"[{{"id": "a", "facts": {{"traffic": {{"pattern": "bursty"}}}}, {expect}}}]"#)
    };
    for (expect, status) in
        [(r#""expect": "own-server""#, 1), (r#""at_least": []"#, 2), (r#""at_most": []"#, 2)]
    {
        fs::write(folder.path().join("d/a.json"), scenario(expect)).unwrap();
        fs::write(folder.path().join("d/package.json"), "{\"name\": \"x\"}").unwrap();
        small(folder.path(), &["rules", "test", "d"]).exits(status);
    }
}
