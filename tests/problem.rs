//! Problems in every format that they are printed in: what a format promises holds for every
//! command, and no words from outside act in one.

use std::{fs, sync::Arc};

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use tempfile::tempdir;
use whereto::{
    problem::{
        Code, Problem, Severity,
        case::{Case, CaseResult, Run, Summary},
        json::ProblemsReport,
        paths::Paths,
        sink::SinkFormat,
        text::{Look, lines, render},
    },
    source::{Place, Source},
};

use crate::process::{Run as Process, golden, package, whereto};

fn validator(schema: &Json) -> jsonschema::Validator {
    jsonschema::validator_for(schema).unwrap()
}

/// The schema of what is printed for bad input.
fn problems_schema() -> jsonschema::Validator {
    let schema = whereto(&["--rules", "tests/small", "schema", "problems"]).succeeds();
    validator(&serde_json::from_str(&schema).unwrap())
}

/// SARIF's own schema.
pub(crate) fn sarif_schema() -> jsonschema::Validator {
    let text = fs::read_to_string(package().join("tests/schemas/sarif-schema-2.1.0.json")).unwrap();
    // One bracket too many, which JavaScript takes for itself and the regular expressions here do
    // not.
    let text = text.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}\\\\]?$");
    validator(&serde_json::from_str(&text).unwrap())
}

fn problems_of(schema: &jsonschema::Validator, document: &Json) -> Vec<String> {
    let errors = schema.iter_errors(document);
    errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Who asks for JSON gets one document, whatever comes of the input.
#[test]
fn bad_input_is_a_document_for_every_command_that_prints_json() {
    let schema = problems_schema();
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("rules.yaml"), "options: [\n").unwrap();
    fs::write(folder.path().join("replies.yaml"), "traffic.patern: bursty\n").unwrap();
    let folder = folder.path().to_str().unwrap();
    let replies = format!("{folder}/replies.yaml");
    let small = ["--rules", "tests/small"];
    let broken = ["--rules", folder];
    let bad = "traffic: {patern: bursty}\n";
    for (arguments, code) in [
        (&[&small[..], &["advise", "-"]].concat()[..], "unknown-key"),
        (&[&small[..], &["advise", "nowhere.yaml"]].concat(), "io"),
        (&[&small[..], &["advise", "-", "--priorities", "x"]].concat(), "unknown-id"),
        (&[&small[..], &["cost", "-"]].concat(), "unknown-key"),
        (&[&small[..], &["explain", "nothing"]].concat(), "unknown-id"),
        (&[&small[..], &["explain", "traffic", "--profile", "-"]].concat(), "unknown-key"),
        (&[&small[..], &["compare", "-", "tests/golden/profile.yaml"]].concat(), "unknown-key"),
        (&[&small[..], &["ask", "--answers", &replies]].concat(), "unknown-key"),
        (&[&small[..], &["check", "-", "--exceptions", "nowhere.yaml"]].concat(), "io"),
        (&[&small[..], &["rules", "list", "--option", "x"]].concat(), "unknown-id"),
        (&[&small[..], &["rules", "test", "-"]].concat(), "wrong-type"),
        (&[&broken[..], &["rules", "lint"]].concat(), "syntax"),
        (&[&broken[..], &["rules", "coverage"]].concat(), "syntax"),
        (&[&broken[..], &["check", "-"]].concat(), "syntax"),
    ] {
        let run = |more: &[&str]| whereto(&[arguments, more].concat()).stdin(bad).exits(2);
        let finished = run(&["--format", "json"]);
        let document: Json = serde_json::from_str(&finished.stdout)
            .unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", finished.stdout));
        assert_eq!(problems_of(&schema, &document), Vec::<String>::new(), "{document:#}");
        assert_eq!(document["schema"], "whereto/problems/1");
        assert_eq!(document["problems"][0]["code"], code, "{arguments:?} {document:#}");
        assert_eq!(finished.stderr, "", "{arguments:?}");
        // For people it is the same, on the other stream.
        let finished = run(&[]);
        assert_eq!(finished.stdout, "", "{arguments:?}");
        assert!(finished.stderr.starts_with(&format!("error[{code}]: ")), "{}", finished.stderr);
    }
}

#[test]
fn a_problem_in_json_says_where_it_is_and_what_was_meant() {
    let profile = "traffic:\n  pattern: burtsy\n";
    let arguments = ["--rules", "tests/small", "advise", "-", "--format", "json"];
    let document = whereto(&arguments).stdin(profile).exits(2).stdout;
    let document: Json = serde_json::from_str(&document).unwrap();
    assert_eq!(
        document["problems"],
        json!([{
            "severity": "error",
            "code": "unknown-choice",
            "message": "`traffic.pattern` has no choice `burtsy`",
            "place": {
                "file": "<stdin>",
                "line": 2,
                "column": 12,
                "end_line": 2,
                "end_column": 18,
                "label": "expected one of steady, bursty, rare",
            },
            "related": [],
            "notes": [],
            "help": ["did you mean `bursty`?"],
            "suggestion": "bursty",
        }])
    );
}

/// There is one document in any case: the list of the reports that there are and at its end of what
/// is wrong with the other files, which standard error tells too, or else what is wrong with all of
/// them.
#[test]
fn bad_profiles_among_others_leave_a_list_of_reports() {
    let arguments = ["--rules", "tests/small", "advise", "--format", "json", "-"];
    let bad = "trafic: {pattern: bursty}\n";
    let run = whereto(&[&arguments[..], &["tests/golden/profile.yaml"]].concat());
    let finished = run.stdin(bad).exits(2);
    let list: Json = serde_json::from_str(&finished.stdout).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 2);
    assert_eq!(list[0]["recommendation"], "cloud-functions");
    assert_eq!(problems_of(&problems_schema(), &list[1]), Vec::<String>::new());
    assert_eq!(list[1]["problems"].as_array().unwrap().len(), 1);
    assert!(finished.stderr.starts_with("error[unknown-key]: "), "{}", finished.stderr);
    let finished = whereto(&[&arguments[..], &["nowhere.yaml"]].concat()).stdin(bad).exits(2);
    let document: Json = serde_json::from_str(&finished.stdout).unwrap();
    assert_eq!(problems_of(&problems_schema(), &document), Vec::<String>::new());
    assert_eq!(document["problems"].as_array().unwrap().len(), 2);
    assert_eq!(finished.stderr, "");
}

fn lint_of_a_broken_base(more: &[&str]) -> Process {
    let folder = tempdir().unwrap();
    let text = fs::read_to_string(package().join("tests/lint/rules.yaml")).unwrap();
    let text = text
        .replace(", neutral: it can be foreseen everywhere", "")
        .replace("{answer_ms: {over: 100}}", "{answer_ms: {over: 200}}")
        .replace("  - id: answer_ms\n", "  - id: answer_ms\n    silence: {gap: \"<so> & 'so'\"}\n");
    fs::create_dir(folder.path().join("rules")).unwrap();
    fs::write(folder.path().join("rules/rules.yaml"), text).unwrap();
    let arguments = ["--rules", "rules", "--as-of", "2026-11-21", "rules", "lint", "--format"];
    whereto(&[&arguments[..], more].concat()).within(&folder.keep())
}

fn scenarios(more: &[&str]) -> Process {
    let file = "tests/golden/scenarios.yaml";
    whereto(&[&["--rules", "tests/small", "rules", "test", file, "--format"], more].concat())
}

/// What lint and tests find stands in `tests/golden`, in each format that gates share.
#[test]
fn findings_of_lint_and_of_scenarios() {
    for (format, extension) in [("sarif", "sarif"), ("junit", "xml"), ("github", "github")] {
        for (name, run) in
            [("lint", lint_of_a_broken_base(&[format])), ("scenarios", scenarios(&[format]))]
        {
            let text = run.exits(1).quietly().replace(env!("CARGO_PKG_VERSION"), "(version)");
            golden(format!("golden/{name}.{extension}"), text);
        }
    }
}

#[test]
fn sarif_of_lint_and_of_scenarios_and_of_bad_input_follows_its_schema() {
    let schema = sarif_schema();
    let bad = || whereto(&["--rules", "tests/broken", "rules", "lint", "--format", "sarif"]);
    for run in [lint_of_a_broken_base(&["sarif"]), scenarios(&["sarif"]), bad()] {
        let log: Json = serde_json::from_str(&run.finish().stdout).unwrap();
        assert_eq!(problems_of(&schema, &log), Vec::<String>::new(), "{log:#}");
        assert!(!log["runs"][0]["results"].as_array().unwrap().is_empty());
    }
}

/// Who reads the log of a gate that could not run sees why, in the format that was asked for.
#[test]
fn bad_input_reaches_every_gate_in_its_format() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("rules.yaml"), "options: [\n").unwrap();
    let path = folder.path().to_str().unwrap();
    for gate in [&["rules", "lint"][..], &["rules", "test"], &["check", "x.yaml"]] {
        let run = |format: &str| {
            let arguments = [&["--rules", path], gate, &["--format", format]].concat();
            let finished = whereto(&arguments).exits(2);
            assert!(finished.stderr.starts_with("error[syntax]: "), "{}", finished.stderr);
            finished.stdout
        };
        let log: Json = serde_json::from_str(&run("sarif")).unwrap();
        assert_eq!(log["runs"][0]["results"][0]["ruleId"], "syntax");
        assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
        let xml = run("junit");
        assert!(xml.contains("errors=\"1\"") && xml.contains("type=\"syntax\""), "{xml}");
        assert!(run("github").starts_with(&format!("::error file={path}/rules.yaml,line=")));
    }
}

/// Every kind of problem has a name of its own, by which it is found.
#[test]
fn codes_are_unique_words() {
    let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Code::ALL.len());
    for name in names {
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || b"-8".contains(&byte)));
    }
}

/// Texts made of what acts in one format or another.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(
        &[
            "::error::",
            "::set-output name=x::",
            "\n::stop-commands::x",
            "\r::error::",
            "%0A",
            "%",
            "\n",
            "\r",
            "\t",
            "\u{0}",
            "\u{7}",
            "\u{1b}[31m",
            "\u{9b}31m",
            "\u{85}",
            "\u{202e}",
            "\u{2066}",
            "\u{fffe}",
            "&amp;",
            "<b>",
            "]]>",
            "\"",
            "'",
            "\\u0022",
            ",",
            ":",
            "a",
            "word ",
            "é",
            "日本",
            " ",
        ][..],
    );
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

fn hostile_problem() -> impl Strategy<Value = Problem> {
    let texts = (hostile(), hostile(), hostile(), hostile(), hostile());
    (texts, hostile(), 0..3usize, any::<[prop::sample::Index; 2]>()).prop_map(
        |((name, text, message, label, other), advice, severity, at)| {
            let severity = [Severity::Info, Severity::Warning, Severity::Error][severity];
            let source = Source::new(name, text);
            let place = |at: &prop::sample::Index| {
                let length = source.text().len();
                let start = if length == 0 { 0 } else { at.index(length) };
                let start = (0..=start).rev().find(|at| source.text().is_char_boundary(*at));
                Place { source: Arc::clone(&source), span: start.unwrap_or(0)..length }
            };
            Problem::new(severity, Code::SYNTAX, message)
                .at(place(&at[0]), label)
                .related(place(&at[1]), other)
                .note(advice.clone())
                .help(advice.clone())
                .suggest(Some(&advice))
        },
    )
}

fn hostile_case() -> impl Strategy<Value = Case> {
    let result =
        (hostile(), hostile(), 0..4usize).prop_map(|(because, until, which)| match which {
            0 => CaseResult::Passed,
            1 => CaseResult::Failed,
            2 => CaseResult::Unreadable,
            _ => CaseResult::Excused { because, until: Some(until) },
        });
    let problems = prop::collection::vec(hostile_problem(), 0..3);
    (hostile(), hostile(), hostile(), hostile(), problems, result).prop_map(
        |(title, name, group, file, problems, result)| Case {
            title,
            part: Some(name.clone()),
            name,
            group: Some(group),
            place: Some((file, 7)),
            problems,
            result,
        },
    )
}

fn printed(format: SinkFormat, cases: &[Case], words: &str) -> String {
    let summary = Summary { words: words.to_owned(), tally: json!({}), complete: true };
    format.print(Run::BAD_INPUT, Paths::default(), cases, &summary)
}

fn is_printable(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The texts and tags of an XML document that is well-formed: enough of XML to read what is written
/// here.
fn read_xml(document: &str) -> Result<Vec<String>, String> {
    let (mut open, mut rest, mut names) = (Vec::new(), document, Vec::new());
    let text_is_sound = |text: &str| {
        text.split('&').skip(1).all(|entity| {
            ["amp;", "lt;", "gt;", "quot;", "#10;", "#9;"].iter().any(|it| entity.starts_with(it))
        }) && !text.contains('<')
            && text.chars().all(|it| is_printable(it) || "\n\t\u{85}".contains(it))
            && !text.contains(['\u{fffe}', '\u{ffff}'])
    };
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').ok_or("a tag does not end")? + start;
        let (before, tag) = (&rest[..start], &rest[start + 1..end]);
        if !text_is_sound(before) || !text_is_sound(tag) {
            return Err(format!("{before:?} {tag:?}"));
        }
        rest = &rest[end + 1..];
        let name = tag.trim_matches('/').split(' ').next().unwrap_or_default();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return Err(format!("`{name}` ends"));
            }
        } else if !tag.starts_with('?') {
            if tag.matches('"').count() % 2 != 0 {
                return Err(format!("quotes in {tag:?}"));
            }
            names.push(name.to_owned());
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
    }
    if open.is_empty() && rest.trim().is_empty() { Ok(names) } else { Err(rest.to_owned()) }
}

/// What GitHub's runner makes of the message or a property of a command.
fn unescaped(text: &str) -> String {
    let text = text.replace("%3A", ":").replace("%2C", ",");
    text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_words_act_in_text(problem in hostile_problem()) {
        let text = render(&[problem], Look::default());
        prop_assert!(text.chars().all(|it| it == '\n' || is_printable(it)), "{text:?}");
        for line in text.lines() {
            prop_assert!(!line.trim_start().starts_with("::"), "{text:?}");
        }
    }

    #[test]
    fn no_words_act_in_xml(cases in prop::collection::vec(hostile_case(), 0..4), words in hostile()) {
        let document = printed(SinkFormat::Junit, &cases, &words);
        for line in document.lines() {
            prop_assert!(!line.trim_start().starts_with("::"), "{document:?}");
        }
        let names = read_xml(&document).map_err(|error| TestCaseError::fail(format!("{error}\n{document}")))?;
        prop_assert_eq!(names.iter().filter(|name| *name == "testcase").count(), cases.len());
        let known = ["testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"];
        prop_assert!(names.iter().all(|name| known.contains(&name.as_str())), "{names:?}");
    }

    #[test]
    fn no_words_act_in_commands(cases in prop::collection::vec(hostile_case(), 0..4), words in hostile()) {
        let text = printed(SinkFormat::Github, &cases, &words);
        let text = text.strip_suffix('\n').unwrap();
        let (commands, last) = text.rsplit_once('\n').unwrap_or(("", text));
        prop_assert!(!last.trim_start().starts_with("::"), "{text:?}");
        let mut problems = cases.iter().flat_map(|case| case.problems.iter().map(move |problem| (case, problem)));
        for command in commands.lines() {
            let (case, problem) = problems.next().unwrap();
            let properties = command.strip_prefix("::").and_then(|command| command.split_once("::"));
            let (properties, message) = properties.unwrap();
            let (level, properties) = properties.split_once(' ').unwrap();
            prop_assert!(["error", "warning", "notice"].contains(&level));
            let properties: Vec<(&str, &str)> = properties.split(',').map(|it| it.split_once('=').unwrap()).collect();
            let names: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
            prop_assert_eq!(names, ["file", "line", "col", "title"]);
            prop_assert_eq!(unescaped(properties[0].1), lines(problem.place().unwrap().source.name()));
            prop_assert_eq!(unescaped(properties[3].1), lines(&case.title));
            prop_assert!(unescaped(message).starts_with(&*lines(&problem.message)));
        }
        prop_assert!(text.chars().all(|it| it == '\n' || is_printable(it)), "{text:?}");
        prop_assert!(problems.next().is_none());
    }

    #[test]
    fn no_words_act_in_json(cases in prop::collection::vec(hostile_case(), 0..4), words in hostile()) {
        let log: Json = serde_json::from_str(&printed(SinkFormat::Sarif, &cases, &words)).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let problems: Vec<&Problem> = cases.iter().flat_map(|case| &case.problems).collect();
        prop_assert_eq!(results.len(), problems.len());
        for (result, problem) in results.iter().zip(problems) {
            let message = result["message"]["text"].as_str().unwrap();
            prop_assert!(message.contains(&*lines(&problem.message)));
            prop_assert!(message.chars().all(|it| it == '\n' || is_printable(it)), "{message:?}");
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
            prop_assert!(uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"\\^`{|}".contains(&byte)), "{uri}");
            let report = serde_json::to_string(&ProblemsReport::new(std::slice::from_ref(problem))).unwrap();
            let report: Json = serde_json::from_str(&report).unwrap();
            prop_assert_eq!(report["problems"][0]["message"].as_str(), Some(problem.message.as_str()));
        }
    }
}
