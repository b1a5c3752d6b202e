//! The schemas, held against an independent validator: they accept all that ships and all that is printed, they refuse
//! what the program refuses as far as a schema can say it, and every part of them is needed for that.

use std::{fs, path::PathBuf};

use jsonschema::Validator;
use serde_json::{Value as Json, json};
use whereto::{
    profile::Profile,
    rulebase::RuleBase,
    schema::{self, printed},
    source::Source,
};

use crate::process::{package, whereto};

fn validator(schema: &Json) -> Validator {
    jsonschema::draft202012::meta::validate(schema).unwrap_or_else(|error| panic!("no schema: {error}"));
    jsonschema::draft202012::new(schema).unwrap()
}

/// A YAML text as data; none for what is no data, such as two documents or a key given twice.
fn data(text: &str) -> Option<Json> {
    serde_yaml::from_str(text.trim_start_matches('\u{feff}')).ok()
}

fn read(path: &PathBuf) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
}

fn yaml_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![package().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                Some(extension) if extension == "yaml" => files.push(path),
                _ => {}
            }
        }
    }
    files.sort();
    files
}

#[track_caller]
fn valid(validator: &Validator, instance: &Json, what: &str) {
    let errors: Vec<String> =
        validator.iter_errors(instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what}\n{}", errors.join("\n"));
}

fn small() -> RuleBase {
    RuleBase::load(&[Source::new("rules.yaml", read(&package().join("tests/small/rules.yaml")))]).unwrap()
}

#[test]
fn all_profiles_that_ship_are_valid() {
    let base = RuleBase::shipped().unwrap();
    let validator = validator(&schema::profile(&base));
    let examples = yaml_files("examples");
    let profiles: Vec<&PathBuf> = examples.iter().filter(|path| path.parent().unwrap().ends_with("examples")).collect();
    assert!(profiles.len() >= 9);
    for path in profiles {
        valid(&validator, &data(&read(path)).unwrap(), &path.display().to_string());
    }
    let blank = whereto::profile::text(&base, &Profile::blank(&base));
    valid(&validator, &data(&blank).unwrap(), "the blank profile");
}

#[test]
fn all_rule_files_and_scenarios_that_ship_are_valid() {
    let base = RuleBase::shipped().unwrap();
    let (rules, scenarios) = (validator(&schema::rules(&base)), validator(&schema::scenarios(&base)));
    let mut counts = (0, 0);
    for path in yaml_files("rules") {
        let (validator, count) = match path.components().any(|part| part.as_os_str() == "scenarios") {
            true => (&scenarios, &mut counts.1),
            false => (&rules, &mut counts.0),
        };
        *count += 1;
        valid(validator, &data(&read(&path)).unwrap(), &path.display().to_string());
    }
    assert!(counts.0 >= 12 && counts.1 >= 1, "{counts:?}");
    // Ids that the shipped rule base does not have are welcome: a pack may bring them.
    valid(&rules, &data(&read(&package().join("tests/small/rules.yaml"))).unwrap(), "the small rule base");
    let small = small();
    for path in yaml_files("tests/packs").iter().filter(|path| !path.to_str().unwrap().contains("scenarios")) {
        valid(&rules, &data(&read(path)).unwrap(), path.to_str().unwrap());
    }
    let validator = validator(&schema::scenarios(&small));
    valid(&validator, &data(&read(&package().join("tests/small/scenarios/sound.yaml"))).unwrap(), "its scenarios");
}

/// The schema with nothing allowed beside what it names, so that a key without a description is found.
fn closed(mut schema: Json) -> Json {
    // What a `$ref` with a tag beside it refers to is closed where it is referred to.
    fn referred(schema: &Json, names: &mut Vec<String>) {
        if let (Some(Json::String(name)), Some(_)) = (schema.get("$ref"), schema.get("properties")) {
            names.push(name.rsplit('/').next().unwrap().to_owned());
        }
        match schema {
            Json::Object(map) => map.values().for_each(|inner| referred(inner, names)),
            Json::Array(list) => list.iter().for_each(|inner| referred(inner, names)),
            _ => {}
        }
    }
    fn close(schema: &mut Json) {
        match schema {
            Json::Object(map) => {
                let tagged = map.contains_key("$ref");
                if let Some(Json::Object(_)) = map.get("properties") {
                    let key = if tagged { "unevaluatedProperties" } else { "additionalProperties" };
                    map.entry(key).or_insert(false.into());
                }
                map.values_mut().for_each(close);
            }
            Json::Array(list) => list.iter_mut().for_each(close),
            _ => {}
        }
    }
    let mut names = Vec::new();
    referred(&schema, &mut names);
    close(&mut schema);
    for name in names {
        schema["$defs"][&name].as_object_mut().unwrap().remove("additionalProperties");
    }
    schema
}

fn printed(arguments: &[&str], stdin: &str) -> Json {
    let finished = whereto(arguments).stdin(stdin).finish();
    serde_json::from_str(&finished.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", finished.stderr))
}

const TIE: &str = "compliance: {regimes: []}\n";
const NONE_FITS: &str = "compliance: {data_residency: on-premises}\ncompute: {gpu: true}\n";

#[test]
fn all_that_is_printed_is_valid() {
    let base = RuleBase::shipped().unwrap();
    let report = validator(&closed(printed::report(&base)));
    let cost = validator(&closed(printed::cost(&base)));
    let explanation = validator(&closed(printed::explanation(&base)));
    let examples: Vec<PathBuf> =
        yaml_files("examples").into_iter().filter(|it| it.parent().unwrap().ends_with("examples")).collect();
    let mut verdicts = Vec::new();
    for path in &examples {
        let path = path.to_str().unwrap();
        let it = printed(&["advise", path, "--format", "json", "--samples", "100"], "");
        verdicts.push(it["verdict"].as_str().unwrap().to_owned());
        valid(&report, &it, path);
        valid(&cost, &printed(&["cost", path, "--format", "json", "--from", "1000"], ""), path);
    }
    for text in ["{}", TIE, NONE_FITS, "traffic: {requests_per_month: 1e6}"] {
        let it = printed(&["advise", "-", "--format", "json", "--samples", "100"], text);
        verdicts.push(it["verdict"].as_str().unwrap().to_owned());
        valid(&report, &it, text);
    }
    assert!(verdicts.iter().any(|verdict| verdict == "recommended"));
    assert!(verdicts.iter().any(|verdict| verdict == "unanswered"));
    // Several profiles make a list.
    let several =
        printed(&["advise", examples[0].to_str().unwrap(), "-", "--format", "json", "--samples", "100"], "{}");
    assert!(several.is_array());
    valid(&report, &several, "several");
    valid(
        &validator(&closed(printed::coverage(&base))),
        &printed(&["rules", "coverage", "--format", "json"], ""),
        "coverage",
    );
    valid(&validator(&closed(printed::results(&base))), &printed(&["rules", "test", "--format", "json"], ""), "test");
    let profile = examples[0].to_str().unwrap();
    for id in crate::explain::ids(&base) {
        let it = whereto::report::explain::explain(&base, id, None, None).unwrap();
        valid(&explanation, &serde_json::to_value(it).unwrap(), id);
    }
    for id in ["aws-lambda", "traffic.pattern", "compute.max_duration_s", "cost", "team/few-people"] {
        valid(&explanation, &printed(&["explain", id, "--profile", profile, "--format", "json"], ""), id);
    }
}

/// The verdicts that the shipped rule base is not sure to give, and every kind of thing.
#[test]
fn all_that_the_small_rule_base_prints_is_valid() {
    let base = small();
    let report = validator(&closed(printed::report(&base)));
    let explanation = validator(&closed(printed::explanation(&base)));
    for (text, verdict) in [
        ("traffic: {pattern: bursty}", "recommended"),
        ("compliance: {regimes: []}", "tie"),
        ("{}", "unanswered"),
        ("traffic: {pattern: rare, requests_per_month: 2000000}", "recommended"),
    ] {
        let it = printed(&["--rules", "tests/small", "advise", "-", "--format", "json"], text);
        assert_eq!(it["verdict"], verdict);
        valid(&report, &it, text);
    }
    for id in crate::explain::IDS {
        let arguments = ["--rules", "tests/small", "explain", id, "--format", "json"];
        valid(&explanation, &printed(&arguments, ""), id);
        let under = [&arguments[..], &["--profile", "-"]].concat();
        valid(&explanation, &printed(&under, "traffic: {pattern: bursty}"), id);
    }
    // With everything ruled out.
    let text = read(&package().join("tests/small/rules.yaml"))
        .replace("excludes: ready-backend", "excludes: [ready-backend, own-server, cloud-functions]");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rules.yaml"), text).unwrap();
    let rules = folder.path().to_str().unwrap();
    let it = printed(&["--rules", rules, "advise", "-", "--format", "json"], "compliance: {regimes: [hipaa]}");
    assert_eq!(it["verdict"], "none-fits");
    valid(&report, &it, "none-fits");
}

/// The report schema names its parts: without any key that is required, a report is no report.
#[test]
fn a_report_without_one_of_its_keys_is_refused() {
    let validator = validator(&printed::report(&small()));
    let report = printed(&["--rules", "tests/small", "advise", "tests/golden/profile.yaml", "--format", "json"], "");
    valid(&validator, &report, "the report");
    for key in report.as_object().unwrap().keys() {
        let mut without = report.clone();
        without.as_object_mut().unwrap().shift_remove(key);
        assert!(!validator.is_valid(&without), "without {key}");
    }
    for (key, wrong) in [
        ("verdict", json!("maybe")),
        ("recommendation", json!("elsewhere")),
        ("schema", json!("whereto/report/0")),
        ("settled", json!("yes")),
        ("evidence", json!([{"rule": "traffic/bursts"}])),
        ("flips", json!({})),
    ] {
        let mut changed = report.clone();
        changed[key] = wrong;
        assert!(!validator.is_valid(&changed), "{key}");
    }
}

/// Profiles that are refused for what is lost once YAML has become JSON: numbers that JSON cannot hold or that this
/// YAML does not have, and bytes that are no text.
const LOST_IN_JSON: [&str; 6] =
    ["hexadecimal", "not-utf8", "number-infinity", "number-nan", "number-of-too-many-digits", "number-too-small"];

/// Profiles that are refused and are no data for a schema to look at.
const NO_DATA: [&str; 11] = [
    "alias-bomb",
    "alias-inside-itself",
    "alias-of-nothing",
    "control-characters",
    "indented-by-tabs",
    "key-is-a-list",
    "not-indented-alike",
    "several-documents",
    "tag",
    "unclosed-mapping",
    "unclosed-quote",
];

#[test]
fn bad_profiles_are_refused_by_the_schema_too() {
    let validator = validator(&schema::profile(&small()));
    let (mut refused, mut accepted, mut none) = (0, Vec::new(), Vec::new());
    for path in yaml_files("tests/broken/profiles") {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        match data(&read(&path)) {
            None => none.push(name),
            Some(data) if validator.is_valid(&data) => accepted.push(name),
            Some(_) => refused += 1,
        }
    }
    assert_eq!(none, NO_DATA);
    assert_eq!(accepted, LOST_IN_JSON);
    assert!(refused >= 20, "{refused}");
}

#[test]
fn a_profile_is_written_with_its_schema() {
    let folder = tempfile::tempdir().unwrap();
    let init = |name: &str, more: &[&str]| {
        whereto(&[&["init", name, "--schema"], more].concat()).within(folder.path()).finish().status
    };
    assert_eq!(init("profile.yaml", &[]), 0);
    let text = read(&folder.path().join("profile.yaml"));
    let named = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
    let schema = folder.path().join(named);
    let validator = validator(&serde_json::from_str(&read(&schema)).unwrap());
    valid(&validator, &data(&text).unwrap(), "the profile");
    // Another profile shares it, but a file of another text is not overwritten.
    assert_eq!(init("another.yaml", &[]), 0);
    fs::write(&schema, "{}").unwrap();
    assert_eq!(init("third.yaml", &[]), 2);
    assert_eq!(read(&schema), "{}");
    assert!(!folder.path().join("third.yaml").exists(), "nothing is written when not all can be");
    assert_eq!(init("third.yaml", &["--force"]), 0);
    assert_ne!(read(&schema), "{}");
    assert_eq!(whereto(&["init", "--schema"]).within(folder.path()).finish().status, 2);
}
