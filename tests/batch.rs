//! Many profiles at once: streams of lines, folders, patterns, and the portfolio.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use serde_json::{Value as Json, json};
use tempfile::{TempDir, tempdir};

use crate::{
    effort,
    process::{Run, golden, whereto},
};

/// The program with the small rule base.
fn small(arguments: &[&str]) -> Run {
    whereto(&[&["--rules", "tests/small"], arguments].concat())
}

/// Everything that a line may be, good and bad.
const LINES: &str = r#"{"project": "Bursts", "traffic": {"pattern": "bursty"}}
{"project": "Steady", "traffic": {"pattern": "steady", "requests_per_month": 5000000}, "weights": {"traffic": 5}}
{"traffic.pattern": "rare", "traffic.requests_per_month": 2e6}
{"compliance": {"regimes": []}}
{}
{"compliance": {"regimes": ["hipaa", "gdpr"]}, "latency": {"cold_start_ok": false, "p99_target_ms": 12.5}, "expect": null}
{"traffic": {"pattern": "burtsy"}, "latency": {"p99_target_ms": -1}}
traffic: {pattern: bursty}
{"traffic": {"pattern": "bursty"}} {}

{"traffic": {"pattern": "bursty"}, "traffic": {"pattern": "rare"}}
["traffic"]
{"project": "Zo\u00eb \ud83d\ude80", "description": "é", "traffic": {"pattern": "rår"}}
{"traffic": {"pattern": "bursty"}}
"#;

#[test]
fn a_line_for_each_line() {
    let finished = small(&["advise", "--ndjson", "-"]).stdin(LINES).exits(2);
    golden("golden/batch.ndjson", finished.stdout);
    assert_eq!(
        finished.stderr,
        "7 of 14 lines could not be assessed; the output says why, under `error`\n"
    );
    let quiet = small(&["advise", "--ndjson", "-", "--quiet"]).stdin(LINES).exits(2);
    assert_eq!(quiet.stderr, "");
}

#[test]
fn a_stream_says_what_single_runs_say() {
    let full = lines(&small(&["advise", "--ndjson", "--full", "-"]).stdin(LINES).exits(2).stdout);
    let brief = lines(&small(&["advise", "--ndjson", "-"]).stdin(LINES).exits(2).stdout);
    let mut compared = 0;
    for (line, (mut full, brief)) in LINES.lines().zip(full.into_iter().zip(brief)) {
        let single = small(&["advise", "-", "--format", "json", "-q"]).stdin(line).finish();
        if full.get("error").is_some() {
            assert_eq!(full, brief);
            continue;
        }
        let single: Json = serde_json::from_str(&single.stdout).unwrap();
        assert_eq!(full.as_object_mut().unwrap().remove("line"), Some(brief["line"].clone()));
        assert_eq!(full, single);
        for key in ["project", "verdict", "recommendation", "warnings"] {
            assert_eq!(brief[key], single[key], "{key} of {line}");
        }
        for (brief, single) in array(&brief["options"]).iter().zip(array(&single["options"])) {
            for key in ["id", "score", "fit", "rank", "excluded_by"] {
                assert_eq!(brief[key], single[key], "{key} of {line}");
            }
        }
        let mut fired: Vec<&Json> = array(&single["evidence"])
            .iter()
            .chain(array(&single["exclusions"]))
            .map(|it| &it["rule"])
            .collect();
        fired.dedup();
        assert_eq!(array(&brief["fired"]).iter().collect::<Vec<_>>(), fired);
        compared += 1;
    }
    assert_eq!(compared, 7);
}

#[test]
fn the_order_is_that_of_the_lines_whoever_works_on_them() {
    let patterns = ["bursty", "steady", "rare", "none of these"];
    let line = |number: usize| {
        // Lines of very different lengths, so that some chunks hold many and some a part of one.
        let notes =
            "x".repeat(if number.is_multiple_of(97) { 90_000 } else { 1 + number % 7 * 30 });
        let pattern = patterns[number % 4];
        json!({"project": number.to_string(), "traffic": {"pattern": pattern}, "notes": notes})
            .to_string()
            + "\n"
    };
    let text: String = (1..=2_000).map(line).collect();
    let one =
        small(&["advise", "--ndjson", "-", "--jobs", "1"]).stdin(text.as_str()).exits(2).stdout;
    for (number, line) in (1usize..).zip(lines(&one)) {
        assert_eq!(line["line"], number);
        match number % 4 {
            3 => assert_eq!(line["error"], "`traffic.pattern` has no choice `none of these`"),
            _ => assert_eq!(line["project"], number.to_string()),
        }
    }
    assert_eq!(one.lines().count(), 2_000);
    for jobs in ["2", "7"] {
        assert_eq!(
            small(&["advise", "--ndjson", "-", "--jobs", jobs])
                .stdin(text.as_str())
                .exits(2)
                .stdout,
            one
        );
    }
}

#[test]
fn lines_that_are_no_lines_concern_nobody_else() {
    let good = br#"{"traffic": {"pattern": "bursty"}}"#;
    let long = [br#"{"notes": ""#.as_slice(), &vec![b'x'; 3 << 20], br#""}"#].concat();
    let within = [br#"{"notes": ""#.as_slice(), &vec![b'x'; (1 << 20) - 30], br#""}"#].concat();
    let bad: [&[u8]; 4] = [&long, b"{\"notes\": \"\xff\"}", &[b'['; 5_000], b"\"\\ud800\""];
    let mut text = Vec::new();
    for line in bad.into_iter().chain([within.as_slice()]) {
        text.extend([good, line].join(&b"\r\n"[..]));
        text.push(b'\n');
    }
    // The last line need not end.
    text.extend(good);
    let output = lines(&small(&["advise", "--ndjson", "-"]).stdin(text).exits(2).stdout);
    let errors: Vec<&str> =
        output.iter().map(|line| line["error"].as_str().unwrap_or("")).collect();
    assert_eq!(errors[1], "the line is longer than 1048576 bytes, the most that is read");
    assert_eq!(errors[3], "`line 4` is not UTF-8 text");
    assert!(errors[5].starts_with("this is not JSON: "), "{}", errors[5]);
    assert!(errors[7].starts_with("this is not JSON: "), "{}", errors[7]);
    assert_eq!((errors[9], output[9]["verdict"].as_str()), ("", Some("unanswered")));
    for line in output.iter().step_by(2) {
        assert_eq!(line["recommendation"], "cloud-functions");
    }
    assert_eq!(output.len(), 11);
}

#[test]
fn several_files_are_told_apart() {
    let folder = profiles();
    fs::write(folder.path().join("one.ndjson"), "{\"traffic\": {\"pattern\": \"bursty\"}}\n")
        .unwrap();
    let finished =
        whereto(&["--rules", "rules", "advise", "--ndjson", "one.ndjson", "gone.ndjson", "-"])
            .within(folder.path());
    let finished = finished.stdin("{}\n").exits(2);
    let lines = lines(&finished.stdout);
    let places: Vec<(&str, u64)> = lines
        .iter()
        .map(|line| (line["file"].as_str().unwrap(), line["line"].as_u64().unwrap()))
        .collect();
    assert_eq!(places, [("one.ndjson", 1), ("-", 1)]);
    assert!(finished.stderr.contains("there is no file `gone.ndjson`"), "{}", finished.stderr);
}

#[test]
fn the_status_of_a_stream() {
    for (text, status) in [
        ("{\"traffic\": {\"pattern\": \"bursty\"}}\n", 0),
        ("{\"traffic\": {\"pattern\": \"bursty\"}}\n{}\n", 3),
        ("{}\nnope\n", 2),
        ("", 0),
    ] {
        small(&["advise", "--ndjson", "-"]).stdin(text).exits(status);
    }
}

#[test]
fn changes_concern_every_line() {
    let text = "{\"traffic\": {\"pattern\": \"rare\"}}\n{\"traffic\": {\"pattern\": \"steady\"}}\n";
    let changed = small(&[
        "advise",
        "--ndjson",
        "-",
        "--set",
        "traffic.pattern=bursty",
        "--weight",
        "traffic=7",
    ]);
    let lines = lines(&changed.stdin(text).succeeds());
    assert_eq!(lines[0]["options"], lines[1]["options"]);
    assert_eq!(lines[0]["options"][0]["score"], 21);
    let refused =
        small(&["advise", "--ndjson", "-", "--set", "traffic.pattern=burtsy"]).stdin(text).exits(2);
    assert_eq!(refused.stdout.lines().count(), 2);
}

#[test]
fn nobody_reading_on_ends_a_stream_that_nobody_writes_to() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_whereto"))
        .args(["--rules", "tests/small", "advise", "--ndjson", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut answer = String::new();
    // An answer comes as soon as there is a line, without waiting for more.
    stdin.write_all(b"{\"traffic\": {\"pattern\": \"bursty\"}}\n").unwrap();
    stdout.read_line(&mut answer).unwrap();
    assert!(answer.starts_with("{\"line\":1,"), "{answer}");
    drop(stdout);
    stdin.write_all(b"{}\n").unwrap();
    // The input stays open.
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(141), &b""[..]));
    drop(stdin);
}

/// A folder of profiles and other things.
fn profiles() -> TempDir {
    let folder = tempdir().unwrap();
    for name in ["rules", "system/b", "system/.hidden", "empty", "others"] {
        fs::create_dir_all(folder.path().join(name)).unwrap();
    }
    fs::copy("tests/small/rules.yaml", folder.path().join("rules/rules.yaml")).unwrap();
    for (name, text) in [
        ("system/shop.yaml", "project: The shop\ntraffic: {pattern: bursty}\n"),
        ("system/archive.yml", "traffic: {pattern: steady, requests_per_month: 9000000}\n"),
        ("system/b/portal.yaml", "project: A | portal\ncompliance: {regimes: []}\n"),
        ("system/b/other.yaml", "services: {web: {image: nginx}}\ndata: x\nversion: 3\n"),
        ("system/.hidden/shop.yaml", "traffic: {pattern: burtsy}\n"),
        ("system/readme.md", "traffic: burtsy\n"),
        ("others/a[1].yaml", "traffic: {pattern: bursty}\n"),
        ("others/a1.yaml", "traffic: {pattern: steady, requests_per_month: 9000000}\n"),
        ("others/template.yaml", "{{ helm }}\n\"x\n"),
        ("others/broken.yaml", "project: Half\ntraffic: {pattern: bursty\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn at(folder: &TempDir, arguments: &[&str]) -> Run {
    whereto(&[&["--rules", "rules", "advise"], arguments].concat()).within(folder.path())
}

#[test]
fn a_folder_is_a_portfolio() {
    let folder = profiles();
    for (format, file) in
        [("table", "txt"), ("markdown", "md"), ("csv", "csv"), ("json", "json"), ("yaml", "yaml")]
    {
        let finished = at(&folder, &["system", "--portfolio", "--format", format]).exits(3);
        assert_eq!(finished.stderr, "Left out 1 file without a profile.\n");
        golden(format!("golden/portfolio.{file}"), finished.stdout);
    }
    let table = at(&folder, &["system"]).exits(3).stdout;
    assert_eq!(table, at(&folder, &["system", "--portfolio"]).exits(3).stdout);
}

/// Whoever points at the examples gets advice on each of them.
#[test]
fn the_examples_are_a_portfolio() {
    let finished = whereto(&["advise", "examples", "--samples", "10"]).exits(0);
    assert!(finished.stdout.contains("12 profiles: "), "{}", finished.stdout);
    assert!(!finished.stderr.contains("error"), "{}", finished.stderr);
}

#[test]
fn folders_patterns_and_files_say_the_same() {
    let folder = profiles();
    let report = |arguments: &[&str], status| -> Json {
        let run = at(&folder, &[&["--format", "json"], arguments].concat());
        serde_json::from_str(&run.exits(status).stdout).unwrap()
    };
    let files = report(&["system/archive.yml", "system/b/portal.yaml", "system/shop.yaml"], 3);
    assert_eq!(array(&files).len(), 3);
    // By name, whether file or folder.
    assert_eq!(report(&["system"], 3), files);
    assert_eq!(report(&["system/*.y*ml", "-q"], 0), json!([files[0], files[2]]));
    assert_eq!(report(&["system/shop.*"], 0), json!([files[2]]));
    // What cannot be read is told at the end.
    let some = report(&["system/**/*.yaml", "-q"], 2);
    assert_eq!(array(&some)[..2], [files[1].clone(), files[2].clone()]);
    assert_eq!(some[2]["schema"], "whereto/problems/1");
}

#[test]
fn what_is_named_as_it_is_is_no_pattern() {
    let folder = profiles();
    let one = at(&folder, &["others/a[1].yaml", "--format", "json"]).succeeds();
    assert_eq!(serde_json::from_str::<Json>(&one).unwrap()["recommendation"], "cloud-functions");
    let list = at(&folder, &["others/a[12].yaml", "--format", "json"]).succeeds();
    assert_eq!(serde_json::from_str::<Json>(&list).unwrap()[0]["recommendation"], "own-server");
}

#[test]
fn a_profile_that_is_broken_is_one_all_the_same() {
    let folder = profiles();
    let finished = at(&folder, &["others"]).exits(2);
    assert!(finished.stderr.contains("--> others/broken.yaml:"), "{}", finished.stderr);
    assert!(!finished.stderr.contains("template"), "{}", finished.stderr);
    assert!(
        finished.stdout.contains("2 profiles: 1 A server, 1 Functions."),
        "{}",
        finished.stdout
    );
}

#[test]
fn nothing_found_is_refused() {
    let folder = profiles();
    let refusal = |argument: &str| at(&folder, &[argument]).refused();
    assert_eq!(
        refusal("empty"),
        "error[io]: there is no .yaml or .yml or .json file in `empty`\n\n"
    );
    assert_eq!(refusal("nothing/*.yaml"), "error[io]: no file matches `nothing/*.yaml`\n\n");
    assert_eq!(
        refusal("system/***"),
        "error[io]: `system/***` is no pattern: wildcards are either regular `*` or recursive \
         `**` (character 10)\n\n"
    );
    assert!(refusal("rules").starts_with("error[missing]: no profile among 1 file\n"));
    assert!(refusal("system/shopp.yaml").contains("did you mean `system/shop.yaml`?"));
}

/// Each file comes once, whether a pattern matches it or a folder that it is in.
#[test]
fn patterns_match_names_between_slashes() {
    let folder = tempdir().unwrap();
    let profile = "project: x\nteam: {size: 2}\n";
    for name in ["p.yaml", "s/p.yaml", "s/t/p.yaml"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, profile).unwrap();
    }
    for (pattern, expected) in [
        ("*", &["p.yaml", "s/p.yaml", "s/t/p.yaml"][..]),
        ("*.yaml", &["p.yaml"]),
        ("./*.yaml", &["./p.yaml"]),
        ("*/*.yaml", &["s/p.yaml"]),
        ("s//*.yaml", &["s/p.yaml"]),
        ("s/*/*.yaml", &["s/t/p.yaml"]),
        ("s/../*.yaml", &["s/../p.yaml"]),
        ("**/*.yaml", &["p.yaml", "s/p.yaml", "s/t/p.yaml"]),
        ("s/**/p.yaml", &["s/p.yaml", "s/t/p.yaml"]),
        ("[r-t]/?.yaml", &["s/p.yaml"]),
    ] {
        let arguments = ["advise", pattern, "--format", "csv"];
        let printed = whereto(&arguments).within(folder.path()).succeeds();
        let files: Vec<&str> =
            printed.lines().skip(1).map(|it| it.split_once(',').unwrap().0).collect();
        assert_eq!(files, expected, "{pattern}");
    }
}

#[cfg(unix)]
#[test]
fn a_pattern_does_not_go_around_in_circles() {
    let folder = profiles();
    let within = folder.path().join("round");
    fs::create_dir(&within).unwrap();
    fs::copy(folder.path().join("system/shop.yaml"), within.join("shop.yaml")).unwrap();
    for name in ["a", "b"] {
        std::os::unix::fs::symlink(".", within.join(name)).unwrap();
    }
    let finished = at(&folder, &["round/**/*.yaml", "--format", "csv"]).succeeds();
    assert_eq!(finished.matches("round/shop.yaml").count(), finished.lines().count() - 1);
}

#[cfg(unix)]
#[test]
fn links_to_folders_are_not_followed() {
    let folder = profiles();
    std::os::unix::fs::symlink("..", folder.path().join("system/b/up")).unwrap();
    std::os::unix::fs::symlink("gone.yaml", folder.path().join("system/dangling.yaml")).unwrap();
    // Neither are sockets and pipes read, which might be waited for without end.
    let _socket =
        std::os::unix::net::UnixListener::bind(folder.path().join("system/socket.yaml")).unwrap();
    let finished = at(&folder, &["system"]).exits(2);
    assert!(finished.stdout.contains("3 profiles: "), "{}", finished.stdout);
    assert!(!finished.stderr.contains("socket.yaml"), "{}", finished.stderr);
    assert!(
        finished.stderr.contains("there is no file `system/dangling.yaml`"),
        "{}",
        finished.stderr
    );
}

#[test]
fn a_thousand_files_keep_their_order() {
    let folder = profiles();
    let count = effort::cases(1_000);
    for number in 0..count {
        let text = format!("project: {number}\ntraffic: {{pattern: rare}}\n");
        fs::write(folder.path().join(format!("empty/{number:04}.yaml")), text).unwrap();
    }
    let csv = at(&folder, &["empty", "--format", "csv", "--samples", "1"]).succeeds();
    for (number, row) in csv.lines().skip(1).enumerate() {
        assert!(
            row.starts_with(&format!(
                "empty/{number:04}.yaml,{number},recommended,cloud-functions,"
            )),
            "{row}"
        );
    }
    assert_eq!(csv.lines().count(), 1 + count as usize);
}

fn lines(text: &str) -> Vec<Json> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn array(value: &Json) -> &Vec<Json> {
    value.as_array().unwrap()
}

#[test]
fn rows_in_json_end_with_what_could_not_be_read() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), "traffic: {pattern: bursty}\n").unwrap();
    fs::write(folder.path().join("b.yaml"), "traffic: {pattern: none}\n").unwrap();
    let path = folder.path().to_str().unwrap();
    let rows = |status: i32| -> Vec<Json> {
        let run = small(&["advise", path, "--portfolio", "--format", "json"]).exits(status);
        serde_json::from_str(&run.stdout).unwrap()
    };
    let all = rows(2);
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["recommendation"], "cloud-functions");
    assert_eq!(all[1]["schema"], "whereto/problems/1");
    assert_eq!(all[1]["problems"][0]["place"]["line"], 1);
    fs::write(folder.path().join("b.yaml"), "traffic: {pattern: rare}\n").unwrap();
    assert_eq!(rows(0).len(), 2);
}
