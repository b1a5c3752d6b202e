//! The short form for assistants: small, whole, and the same as in a report.

use std::fs;

use serde_json::Value as Json;
use tempfile::tempdir;

use crate::process::{package, whereto};

/// Returns the line and what it says.
fn brief(profile: &str) -> (String, Json) {
    let text = whereto(&["advise", "--format", "brief", profile]).finish().stdout;
    let json = serde_json::from_str(&text).unwrap();
    (text, json)
}

fn array(json: &Json) -> &[Json] {
    json.as_array().unwrap()
}

fn examples() -> Vec<String> {
    let files = fs::read_dir(package().join("examples")).unwrap().map(|it| it.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    let mut files: Vec<String> = files.map(|path| path.display().to_string()).collect();
    files.sort();
    assert!(files.len() > 8);
    files
}

#[test]
fn a_recommendation_with_its_reasons_takes_two_kilobytes() {
    let schema: Json = serde_json::from_str(&whereto(&["schema", "brief"]).succeeds()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for example in examples() {
        let (text, brief) = brief(&example);
        assert_eq!(text.lines().count(), 1);
        let found: Vec<String> =
            schema.iter_errors(&brief).map(|error| error.to_string()).collect();
        assert_eq!(found, Vec::<String>::new(), "{example}");
        let parts = brief["components"].as_array().cloned().unwrap_or_else(|| vec![brief]);
        for mut part in parts {
            // The name of a part comes on top.
            part.as_object_mut().unwrap().remove("name");
            let length = part.to_string().len();
            assert!(length <= 2048, "{example}: {length} bytes");
            let reasons = array(&part["because"]).len() + array(&part["excluded"]).len();
            assert!(reasons >= 3, "{example}: {part}");
            let is_cited = |reason: &Json| reason["cites"][0].is_string();
            let because = array(&part["because"]);
            assert!(because.is_empty() || because.iter().any(is_cited), "{example}: {part}");
        }
    }
}

#[test]
fn it_says_what_the_report_says() {
    for example in examples().iter().filter(|it| !it.ends_with("shop-in-parts.yaml")) {
        let (_, brief) = brief(example);
        let report = whereto(&["advise", "--format", "json", example]).finish().stdout;
        let report: Json = serde_json::from_str(&report).unwrap();
        for key in ["project", "verdict", "recommendation", "headline", "confidence", "settled"] {
            assert_eq!(brief[key], report[key], "{key} of {example}");
        }
        for (short, long) in array(&brief["options"]).iter().zip(array(&report["options"])) {
            for key in ["id", "score", "rank", "excluded_by"] {
                assert_eq!(short[key], long[key], "{key} of {example}");
            }
            let id = long["id"].as_str().unwrap();
            if !long["monthly_cost_usd"].is_null() {
                assert_eq!(brief["monthly_cost_usd"][id], long["monthly_cost_usd"]);
            }
        }
        for reason in array(&brief["because"]) {
            for (option, adds) in reason["adds"].as_object().unwrap() {
                let is_it = |it: &&Json| it["rule"] == reason["rule"] && it["option"] == **option;
                let own = array(&report["evidence"]).iter().find(is_it);
                let own = own.unwrap_or_else(|| panic!("no evidence for {reason}"));
                let product = own["points"].as_i64().unwrap() * own["weight"].as_i64().unwrap();
                assert_eq!(adds.as_i64().unwrap(), product);
            }
        }
        assert!(brief.get("fired").is_none());
    }
}

/// Streams have the same form, without what an analysis would have to be made for.
#[test]
fn streams_have_the_same_form() {
    let run = whereto(&["advise", "--ndjson", "-"]).stdin("{\"team.size\": 4}\n").finish();
    let line: Json = serde_json::from_str(&run.stdout).unwrap();
    assert!(line["fired"].is_array() && line.get("because").is_none());
    let (_, brief) = brief("examples/b2b-saas.yaml");
    let keys = line.as_object().unwrap().keys();
    for key in keys.filter(|key| !["line", "fired"].contains(&key.as_str())) {
        assert!(brief.get(key).is_some(), "{key}");
    }
}

/// Each schema is one by the meta-schema of its draft, and has a name of its own with the version of
/// what it describes.
#[test]
fn schemas_have_names_and_versions() {
    let help = whereto(&["schema", "--help"]).succeeds();
    let words = help.lines().filter_map(|line| line.trim().strip_prefix("- ")?.split(':').next());
    let mut count = 0;
    for word in words.filter(|word| !["auto", "always", "never"].contains(word)) {
        let text = whereto(&["schema", word]).succeeds();
        let schema: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(schema["$id"], format!("urn:whereto:schema:{word}:1"));
        let comment = schema["$comment"].as_str().unwrap();
        assert!(comment.starts_with("Version 1, for the rule base "), "{comment}");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{word}");
        jsonschema::draft202012::meta::validate(&schema).unwrap();
        jsonschema::draft202012::new(&schema).unwrap();
        // What is printed names the same version.
        for after in text.split("\"const\": \"whereto/").skip(1) {
            assert!(after.split('"').next().unwrap().ends_with("/1"), "{word}");
        }
        count += 1;
    }
    assert!(count > 15, "{count}");
}

/// A file that says by its name that it is a profile is never passed over in a folder.
#[test]
fn files_that_are_named_as_profiles_are_read() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("other.yaml"), "sise: 4\nname: x\n").unwrap();
    fs::write(folder.path().join("good.yaml"), "team.size: 4\n").unwrap();
    let rows = |status| whereto(&["advise", "."]).within(folder.path()).exits(status);
    assert!(rows(3).stderr.contains("1 file without a profile"));
    fs::write(folder.path().join("slip.whereto.yaml"), "sise: 4\nname: x\n").unwrap();
    assert!(rows(2).stderr.contains("slip.whereto.yaml"));
}
