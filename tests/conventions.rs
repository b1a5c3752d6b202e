//! Conventions of other programs that the program keeps to: of shells, YAML, JSON, build servers and
//! terminals.

use std::{
    fs,
    process::{Command, Stdio},
};

use serde_json::Value as Json;
use tempfile::{TempDir, tempdir};

use crate::process::{Run, package, whereto, whereto_today};

const PROFILE: &str = "project: x\nexpect: traditional-server\nteam: {size: 2, stage: mvp}\n";

/// A folder with a decision that no longer stands.
fn folder() -> TempDir {
    let folder = tempdir().unwrap();
    fs::create_dir_all(folder.path().join("svc/docs")).unwrap();
    fs::write(folder.path().join("svc/docs/p.yaml"), PROFILE).unwrap();
    folder
}

/// The program with the small rule base.
fn small(arguments: &[&str]) -> Run {
    whereto(&[&["--rules", "tests/small"], arguments].concat())
}

fn named<'t>(text: &'t str, before: &str, end: char) -> Vec<&'t str> {
    let found = text.match_indices(before).map(|(at, _)| &text[at + before.len()..]);
    found.map(|rest| rest.split(end).next().unwrap()).collect()
}

/// RFC 8259 writes characters in two halves, and has tabs as white space; YAML 1.2 has tabs there,
/// too.
#[test]
fn json_and_tabs_are_read() {
    let reads = |text: &str| {
        let json = whereto(&["advise", "-", "--format", "json", "--samples", "10"]).stdin(text);
        serde_json::from_str::<Json>(&json.exits(0).stdout).unwrap()["project"].clone()
    };
    assert_eq!(reads(r#"{"project": "Shop \ud83d\ude00", "team": {"size": 2}}"#), "Shop 😀");
    assert_eq!(reads("{\n\t\"project\":\t\"x\",\n\t\"team\":\t{\"size\":\t2}\n}\n"), "x");
    assert_eq!(reads("project:\tx\nteam:\n  size:\t2\n"), "x");
    let lone =
        whereto(&["advise", "-"]).stdin(r#"{"project": "Shop \ud83d", "team": {"size": 2}}"#);
    assert!(lone.refused().starts_with("error[syntax]"));
    // What stands in a text stays as it is.
    let text = "project: x\nnotes: |\n  a:\tb\nteam:\n  size:\t2\n";
    let yaml = whereto(&["adr", "-"]).stdin(text).exits(0).stdout;
    assert!(yaml.contains(r"a:\tb"), "{yaml}");
}

/// What PyYAML, Ruby and Go's yaml.v2 take for something else than text is quoted.
#[test]
fn yaml_is_read_alike_by_readers_of_yaml_1_1() {
    for name in [
        "no",
        "YES",
        "On",
        "off",
        "y",
        "1_000",
        "685_230.15",
        "1:30",
        "12:30:45",
        "0x1f",
        "0o17",
        "2026-01-01",
        "2026-01-01T10:00:00Z",
        "2026-1-1 10:00:00",
        "<<",
        "=",
        "~",
        "1e3",
        ".inf",
    ] {
        let profile = format!("project: \"{name}\"\ntraffic: {{pattern: bursty}}\n");
        let yaml = small(&["advise", "-", "--format", "yaml", "--samples", "10"]).stdin(profile);
        let yaml = yaml.exits(0).stdout;
        let line = yaml.lines().find(|line| line.starts_with("project:")).unwrap();
        assert!(
            [format!("project: '{name}'"), format!("project: \"{name}\"")].contains(&line.into()),
            "{line}"
        );
        let read: Json = serde_yaml::from_str(&yaml).unwrap();
        assert_eq!(read["project"], name);
    }
    let parts =
        "components:\n  \"no\": {traffic.pattern: bursty}\n  \"1:30\": {traffic.pattern: rare}\n";
    let yaml = small(&["advise", "-", "--format", "yaml", "--samples", "10"]).stdin(parts);
    let yaml = yaml.finish().stdout;
    assert!(yaml.contains("name: 'no'\n") && yaml.contains("name: '1:30'\n"), "{yaml}");
    for name in ["a plain name", "1.2.3", "12ab34", "no, thanks", "a-b", "1 h"] {
        let profile = format!("project: \"{name}\"\ntraffic: {{pattern: bursty}}\n");
        let yaml = small(&["advise", "-", "--format", "yaml", "--samples", "10"]).stdin(profile);
        assert!(yaml.exits(0).stdout.contains(&format!("\nproject: {name}\n")), "{name}");
    }
}

/// JSON and YAML say the same, for every report and whatever stands in it.
#[test]
fn yaml_says_what_json_says() {
    let profile = "project: \"a: b\\n\\n  c\\u2028 #\"\nnotes: |\n  one\n\n   two\nteam: {size: 2}\n\
                   compute: {average_duration_ms: 100}\n";
    for command in [&["advise", "-", "--samples", "10"][..], &["cost", "-"], &["precedents", "-"]] {
        let print = |format: &str| {
            whereto(&[command, &["--format", format]].concat()).stdin(profile).exits(0).stdout
        };
        let yaml: Json = serde_yaml::from_str(&print("yaml")).unwrap();
        assert_eq!(yaml, serde_json::from_str::<Json>(&print("json")).unwrap());
    }
}

/// GitHub shows annotations, and keeps alerts, of files that are named from the top on.
#[test]
fn build_servers_get_the_names_of_files_from_the_top_on() {
    let folder = folder();
    let top = fs::canonicalize(folder.path()).unwrap();
    let full = top.join("svc").display().to_string();
    let svc = top.join("svc");
    for (within, argument) in [
        (&top, "."),
        (&top, "./svc"),
        (&top, "svc"),
        (&top, "svc//docs"),
        (&top, "svc/../svc"),
        (&top, &full),
        (&svc, "docs"),
        (&svc, "../svc"),
    ] {
        let check = |format: &str| {
            let run = whereto(&["check", argument, "--format", format]).within(within);
            run.env("GITHUB_WORKSPACE", top.to_str().unwrap()).exits(1).stdout
        };
        assert_eq!(named(&check("github"), "file=", ','), ["svc/docs/p.yaml"], "{argument}");
        assert_eq!(named(&check("junit"), "file=\"", '"'), ["svc/docs/p.yaml"], "{argument}");
        let sarif: Json = serde_json::from_str(&check("sarif")).unwrap();
        let result = &sarif["runs"][0]["results"][0];
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(place, "svc/docs/p.yaml", "{argument}");
        assert_eq!(result["partialFingerprints"]["decision/v1"], "changed:svc/docs/p.yaml");
    }
    let check = |argument: &str| {
        whereto(&["check", argument, "--format", "github"]).within(&svc).exits(1).stdout
    };
    assert_eq!(named(&check("./docs"), "file=", ','), ["docs/p.yaml"]);
    assert_eq!(named(&check(&full), "file=", ','), ["docs/p.yaml"]);
    // A file elsewhere is named by a whole address.
    let elsewhere = whereto(&["check", &full, "--format", "sarif"]).exits(1).stdout;
    let address = format!("\"uri\":\"file://{full}/docs/p.yaml\"");
    assert!(elsewhere.replace(": ", ":").contains(&address), "{elsewhere}");
}

/// What is above a link is above what it leads to: a file is named, and excused, where it really is.
#[cfg(unix)]
#[test]
fn files_behind_links_are_named_and_excused_where_they_are() {
    use std::os::unix::fs::symlink;
    let (folder, elsewhere) = (folder(), tempfile::tempdir().unwrap());
    let top = fs::canonicalize(folder.path()).unwrap();
    let link = elsewhere.path().join("link");
    symlink(&top, &link).unwrap();
    symlink("svc/docs", top.join("s")).unwrap();
    let behind = link.join("svc").display().to_string();
    let exceptions = top.join("exceptions.yaml").display().to_string();
    let check = |arguments: &[&str]| {
        let run = whereto(&[&["check"], arguments].concat()).within(&top);
        run.env("GITHUB_WORKSPACE", top.to_str().unwrap())
    };
    for argument in [&behind, "s/../docs/p.yaml"] {
        let stdout = check(&[argument, "--format", "github"]).exits(1).stdout;
        assert_eq!(named(&stdout, "file=", ','), ["svc/docs/p.yaml"], "{argument}");
        for (excused, status) in [("svc/docs/p.yaml", 0), ("docs/p.yaml", 1)] {
            let exception = format!("{{file: {excused}, because: Later., until: 2099-12-31}}");
            fs::write(&exceptions, format!("exceptions: [{exception}]\n")).unwrap();
            check(&[argument, "--exceptions", &exceptions]).exits(status);
        }
    }
}

/// A gate whose reader went away has not passed: 141 is what shells say of one ended by SIGPIPE.
#[cfg(unix)]
#[test]
fn a_closed_pipe_hides_no_verdict() {
    let folder = folder();
    for arguments in [&["check", "svc"][..], &["advise", "svc/docs/p.yaml"], &["--help"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whereto"));
        command.args(arguments).current_dir(folder.path()).stderr(Stdio::null());
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(command.stdout(writer).status().unwrap().code(), Some(141), "{arguments:?}");
    }
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whereto"));
        let output = command.arg("--help").stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: cannot write"));
    }
    // What is written all the same is named.
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whereto"));
        command.args(["adr", "svc/docs/p.yaml", "--dir", "records"]).current_dir(folder.path());
        let output = command.stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let written = fs::read_dir(folder.path().join("records")).unwrap().next().unwrap().unwrap();
        assert!(told.contains(written.file_name().to_str().unwrap()), "{told}");
    }
}

/// A record whose front matter is not where it is looked for is not silently left out.
#[test]
fn no_record_is_skipped_silently() {
    let profile = "project: x\nteam: {size: 2, stage: mvp, operations: none}\nclients: [mobile]\n";
    let record = whereto(&["adr", "-"]).stdin(profile).finish().stdout;
    let folder = tempdir().unwrap();
    let check = |name: &str, bytes: Vec<u8>, status: i32| {
        let _ = fs::remove_dir_all(folder.path().join("a"));
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a").join(name), bytes).unwrap();
        let file = format!("a/{name}");
        for arguments in [&["check", "a"][..], &["check", "--skip-others", &file]] {
            let finished = whereto(arguments).within(folder.path()).finish();
            assert_eq!(finished.status, status, "{name}: {}{}", finished.stdout, finished.stderr);
        }
    };
    let before = |text: &str| (text.to_owned() + &record).into_bytes();
    check("spdx.md", before("<!-- SPDX-License-Identifier: MIT -->\n"), 2);
    check("title.md", before("# A title\n\n"), 2);
    check("blank.md", before("\n"), 2);
    check("conflict.md", before("<<<<<<< HEAD\n"), 2);
    check("other-first.md", before("---\ntitle: x\n---\n"), 2);
    check("headless.md", record.split_once('\n').unwrap().1.as_bytes().to_vec(), 2);
    let indented: String = record.lines().map(|line| format!("  {line}\n")).collect();
    check("indented.md", indented.into_bytes(), 2);
    let utf16 = |order: fn(u16) -> [u8; 2]| record.encode_utf16().flat_map(order).collect();
    check("little.md", [vec![0xff, 0xfe], utf16(u16::to_le_bytes)].concat(), 2);
    check("big.md", [vec![0xfe, 0xff], utf16(u16::to_be_bytes)].concat(), 2);
    for name in ["0.markdown", "0.MD", "0.mdx", "0.Markdown"] {
        check(name, before(""), 0);
        check(name, before("# A title\n\n"), 2);
    }
    // An example in a block of code is none.
    check("guide.md", format!("# Records\n\n```yaml\n{record}```\n").into_bytes(), 0);
    check("other.md", b"# Use Rust\n".to_vec(), 0);
}

#[test]
fn a_strict_check_of_nothing_does_not_pass() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("r.md"), "# Use Rust\n").unwrap();
    let check =
        |arguments: &[&str]| whereto(&[&["check"], arguments].concat()).within(folder.path());
    let message = "there is no decision in what was named";
    assert!(
        check(&["--strict", "."])
            .exits(2)
            .stderr
            .starts_with(&format!("error[missing]: {message}"))
    );
    assert!(check(&["."]).exits(0).stderr.starts_with(&format!("warning[missing]: {message}")));
    let hook = check(&["--strict", "--skip-others", "r.md"]).succeeds();
    assert!(hook.starts_with("0 decisions checked. 1 file held no decision.\n"), "{hook}");
}

/// Where nothing is named, the usual folders of records are checked, and a profile that expects
/// something.
#[test]
fn a_check_without_arguments_finds_the_decisions() {
    let folder = tempdir().unwrap();
    let run = |arguments: &[&str]| whereto(arguments).within(folder.path());
    let nothing = run(&["check"]).exits(2).stderr;
    assert!(nothing.starts_with("error[missing]: there is nothing to check here"), "{nothing}");
    assert!(nothing.contains("whereto adr --dir docs/decisions"), "{nothing}");
    let profile = "project: Shop\nclients: [mobile]\nteam: {stage: mvp, size: 2}\n";
    fs::write(folder.path().join("whereto.yaml"), profile).unwrap();
    let warned = run(&["check"]).exits(0).stderr;
    assert!(warned.starts_with("warning[missing]: there is nothing to check here"), "{warned}");
    run(&["check", "--strict"]).exits(2);
    for dir in ["docs/decisions", "docs/adr", "doc/adr"] {
        fs::create_dir_all(folder.path().join(dir)).unwrap();
        fs::write(folder.path().join(dir).join("0000-rust.md"), "# Use Rust\n").unwrap();
        run(&["adr", "--dir", dir]).exits(0);
        let checked = run(&["check", "--strict"]).succeeds();
        assert!(checked.contains(&format!("{dir}/0001-where-")), "{checked}");
    }
    let expects = |option: &str| format!("{profile}expect: {option}\n");
    fs::write(folder.path().join("whereto.yaml"), expects("aws-lambda")).unwrap();
    let fails = run(&["check"]).exits(1).stdout;
    assert!(fails.contains("whereto.yaml") && fails.contains("4 decisions checked"), "{fails}");
    // From a folder below it is the same.
    let below = whereto(&["check"]).within(&folder.path().join("docs")).exits(1).stdout;
    assert!(below.contains("4 decisions checked"), "{below}");
}

#[test]
fn files_of_other_programs_are_no_profiles() {
    let folder = tempdir().unwrap();
    for (name, text) in [
        ("api.yaml", "name: login works\nrequest: {url: /login}\nexpect: status 200\n"),
        ("fixture.yaml", "expect: [a, b]\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
        let hook = whereto(&["check", "--skip-others", name]).within(folder.path()).succeeds();
        assert!(hook.starts_with("0 decisions checked. 1 file held no decision.\n"), "{hook}");
    }
    whereto(&["check", "."]).within(folder.path()).exits(0);
    whereto(&["check", "examples"]).exits(0);
    for slip in [
        "expect: aws-lamda\nproject: x\nteam: {size: 2}\n",
        "expect: [firebase]\nproject: x\nteam: {size: 2}\n",
        "expect: firebase\nproject: x\nteam: {size: 2\n",
        "expect: firebase\nproject: x\nteam: {sise: 2}\n",
        // The pack that has this option was forgotten.
        "expect: managed-containers\nproject: x\nteam: {size: 2}\n",
    ] {
        fs::write(folder.path().join("slip.yaml"), slip).unwrap();
        whereto(&["check", "."]).within(folder.path()).exits(2);
    }
}

#[test]
fn colours_of_help_are_those_that_were_asked_for() {
    for arguments in [&["--help"][..], &["advise", "--help"], &["--nope"]] {
        for (color, has_any) in [("--color=never", false), ("--color=always", true)] {
            let finished = whereto(&[&[color], arguments].concat()).finish();
            let text = finished.stdout + &finished.stderr;
            assert_eq!(text.contains('\u{1b}'), has_any, "{color} {arguments:?}\n{text}");
        }
    }
}

#[test]
fn records_have_names_in_every_script() {
    let folder = tempdir().unwrap();
    for (project, name) in [
        ("日本語", "0001-where-the-backend-of-ri-ben-yu-runs.md"),
        ("Café déjà vu", "0002-where-the-backend-of-cafe-deja-vu-runs.md"),
        ("Größe", "0003-where-the-backend-of-grosse-runs.md"),
        ("Оплата", "0004-where-the-backend-of-oplata-runs.md"),
    ] {
        let profile = format!("project: {project}\nteam: {{size: 2}}\n");
        let run = whereto(&["adr", "-", "--dir", "d"]).within(folder.path()).stdin(profile);
        assert_eq!(run.exits(0).stdout.trim().replace('\\', "/"), format!("d/{name}"));
    }
}

#[test]
fn rows_come_as_they_are_known() {
    use std::io::{BufRead, BufReader};
    let folder = tempdir().unwrap();
    for number in 0..5_000 {
        let text = format!("project: p{number}\ntraffic: {{pattern: bursty}}\n");
        fs::write(folder.path().join(format!("{number:04}.yaml")), text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_whereto"));
    command.args(["advise", ".", "--format", "csv", "--samples", "10"]).current_dir(folder.path());
    command.arg("--rules").arg(package().join("tests/small"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().starts_with("source,project,"));
    assert!(lines.next().unwrap().unwrap().starts_with("./0000.yaml,p0,"));
    assert!(child.try_wait().unwrap().is_none(), "all was done before the first row was told");
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(141));
}

#[cfg(unix)]
#[test]
fn dates_are_those_of_the_calendar_on_the_wall() {
    let date = |zone: &str| {
        let record =
            whereto_today(&["adr", "-"]).env("TZ", zone).stdin("team: {size: 2}\n").finish();
        let line =
            record.stdout.lines().find(|line| line.starts_with("date: ")).unwrap().to_owned();
        line.trim_start_matches("date: ").parse::<jiff::civil::Date>().unwrap()
    };
    // Between these two it is never the same day.
    let (west, east) = (date("<-12>12"), date("<+14>-14"));
    assert!(west < east, "{west} {east}");
}

/// Every refusal is a document where one in JSON was asked for, that of arguments as well.
#[test]
fn bad_usage_is_told_in_json() {
    for arguments in [
        &["advise", "--samples", "x", "--format", "json", "-"][..],
        &["advise", "--format=json", "--nope", "-"],
        &["explain", "--format", "json"],
    ] {
        let finished = whereto(arguments).exits(2);
        let json: Json = serde_json::from_str(&finished.stdout).unwrap();
        assert_eq!(json["problems"][0]["code"], "usage", "{json}");
        assert!(!json["problems"][0]["message"].as_str().unwrap().contains('\u{1b}'));
        assert!(finished.stderr.starts_with("error: "));
    }
    assert_eq!(whereto(&["advise", "--samples", "x", "-"]).exits(2).stdout, "");
}

#[test]
fn arguments_that_would_mean_nothing_are_refused() {
    let example = package().join("examples/trading-gateway.yaml");
    let example = example.to_str().unwrap();
    assert!(whereto(&["cost", example, "--months", "12"]).refused().contains("--growth"));
    whereto(&["cost", example, "--months", "12", "--growth", "8%"]).exits(0);
    let growth = ["cost", example, "--growth", "8%", "--format", "csv"];
    assert!(whereto(&growth).refused().contains("`--growth` is not shown in CSV"));
    assert!(whereto(&["advise", example, "--accept-hints"]).refused().contains("`--scan`"));
    let doubled = whereto(&["cost", example, "--currency", "USD", "--rate", "2"]).refused();
    assert!(doubled.contains("prices are in USD already"), "{doubled}");
    whereto(&["cost", example, "--currency", "USD", "--rate", "1"]).exits(0);
    assert!(whereto(&["precedents", example, "--limit", "0"]).refused().contains("--limit"));
    whereto(&["precedents", example, "--limit", "1"]).exits(0);
}
