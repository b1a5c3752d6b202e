//! The schemas, held against an independent validator: they accept all that ships and all that is
//! printed, they refuse what the program refuses as far as a schema can say it, and every part of
//! them is needed for that.

use std::{collections::BTreeSet, fs, path::PathBuf};

use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};
use whereto::{
    analysis::lint::Check, field::Kind, problem::Code, profile::Profile, rulebase::RuleBase,
    schema, source::Source,
};

use crate::{
    effort,
    generate::{Answers, Base, Draws, draws},
    outcome::load,
    process::{package, whereto},
};

fn validator(schema: &Json) -> Validator {
    jsonschema::draft202012::meta::validate(schema)
        .unwrap_or_else(|error| panic!("no schema: {error}"));
    jsonschema::draft202012::new(schema).unwrap()
}

/// The schema of what is printed, by its word.
pub(crate) fn schema_of(word: &str, base: &RuleBase) -> Json {
    schema::all().find(|(known, ..)| *known == word).unwrap().2(base)
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
    let errors: Vec<String> = validator
        .iter_errors(instance)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}\n{}", errors.join("\n"));
}

fn small() -> RuleBase {
    RuleBase::load(&[Source::new("rules.yaml", read(&package().join("tests/small/rules.yaml")))])
        .unwrap()
}

#[test]
fn all_profiles_that_ship_are_valid() {
    let base = RuleBase::shipped().unwrap();
    let validator = validator(&schema::profile(&base));
    let examples = yaml_files("examples");
    let profiles: Vec<&PathBuf> =
        examples.iter().filter(|path| path.parent().unwrap().ends_with("examples")).collect();
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
    let (rules, scenarios) =
        (validator(&schema::rules(&base)), validator(&schema::scenarios(&base)));
    let decisions = validator(&schema::decisions(&base));
    let mut counts = [0; 3];
    for path in yaml_files("rules") {
        let within = |folder: &str| path.components().any(|part| part.as_os_str() == folder);
        let (validator, count) = if within("scenarios") {
            (&scenarios, &mut counts[1])
        } else if within("decisions") {
            (&decisions, &mut counts[2])
        } else {
            (&rules, &mut counts[0])
        };
        *count += 1;
        valid(validator, &data(&read(&path)).unwrap(), &path.display().to_string());
    }
    assert!(counts[0] >= 12 && counts[1] >= 1 && counts[2] >= 1, "{counts:?}");
    // Ids that the shipped rule base does not have are welcome: a pack may bring them.
    valid(
        &rules,
        &data(&read(&package().join("tests/small/rules.yaml"))).unwrap(),
        "the small rule base",
    );
    let small = small();
    for path in yaml_files("tests/packs")
        .iter()
        .filter(|path| !path.to_str().unwrap().contains("scenarios"))
    {
        valid(&rules, &data(&read(path)).unwrap(), path.to_str().unwrap());
    }
    let validator = validator(&schema::scenarios(&small));
    valid(
        &validator,
        &data(&read(&package().join("tests/small/scenarios/sound.yaml"))).unwrap(),
        "its scenarios",
    );
}

/// With packs, what they bring is known, and everything that belongs to them is valid.
#[test]
fn all_that_belongs_to_packs_is_valid() {
    let packs = ["examples/packs/managed-containers", "examples/packs/company-policy"];
    let schema = |of: &str| {
        let packs: Vec<&str> = packs.iter().flat_map(|pack| ["--pack", pack]).collect();
        validator(&printed(&[packs.as_slice(), &["schema", of]].concat(), ""))
    };
    let (rules, scenarios, profile) = (schema("rules"), schema("scenarios"), schema("profile"));
    let without = validator(&schema::rules(&RuleBase::shipped().unwrap()));
    let mut counts = [0; 3];
    for path in ["examples/packs", "docs/packs"].into_iter().flat_map(yaml_files) {
        let (data, name) = (data(&read(&path)).unwrap(), path.display().to_string());
        if path.parent().unwrap().ends_with("packs") {
            counts[0] += 1;
            valid(&profile, &data, &name);
        } else if path.parent().unwrap().ends_with("scenarios") {
            counts[1] += 1;
            valid(&scenarios, &data, &name);
        } else {
            counts[2] += 1;
            valid(&rules, &data, &name);
            // Before the pack is loaded, while it is written, its ids are unknown and of the right
            // form.
            valid(&without, &data, &name);
        }
    }
    assert!(counts[0] >= 2 && counts[1] >= 2 && counts[2] >= 4, "{counts:?}");
}

/// The schema with nothing allowed beside what it names, so that a key without a description is
/// found.
fn closed(mut schema: Json) -> Json {
    // What a `$ref` with a tag beside it refers to is closed where it is referred to.
    fn referred(schema: &Json, names: &mut Vec<String>) {
        if let (Some(Json::String(name)), Some(_)) = (schema.get("$ref"), schema.get("properties"))
        {
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
    serde_json::from_str(&finished.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", finished.stderr))
}

const TIE: &str = "compliance: {regimes: []}\n";
const NONE_FITS: &str = "compliance: {data_residency: on-premises}\ncompute: {gpu: true}\n";

#[test]
fn all_that_is_printed_is_valid() {
    let base = RuleBase::shipped().unwrap();
    let report = validator(&closed(schema_of("report", &base)));
    let cost = validator(&closed(schema_of("cost", &base)));
    let explanation = validator(&closed(schema_of("explanation", &base)));
    let examples: Vec<PathBuf> = yaml_files("examples")
        .into_iter()
        .filter(|it| it.parent().unwrap().ends_with("examples"))
        .collect();
    let mut verdicts = Vec::new();
    for path in &examples {
        let path = path.to_str().unwrap();
        let it = printed(&["advise", path, "--format", "json", "--samples", "100"], "");
        valid(&report, &it, path);
        if it.get("components").is_none() {
            verdicts.push(it["verdict"].as_str().unwrap().to_owned());
        }
        valid(&cost, &printed(&["cost", path, "--format", "json", "--from", "1000"], ""), path);
    }
    assert!(verdicts.len() < examples.len(), "a system of several parts");
    for text in ["{}", TIE, NONE_FITS, "traffic: {requests_per_month: 1e6}"] {
        let it = printed(&["advise", "-", "--format", "json", "--samples", "100"], text);
        verdicts.push(it["verdict"].as_str().unwrap().to_owned());
        valid(&report, &it, text);
    }
    assert!(verdicts.iter().any(|verdict| verdict == "recommended"));
    assert!(verdicts.iter().any(|verdict| verdict == "unanswered"));
    // Several profiles make a list.
    let several = printed(
        &["advise", examples[0].to_str().unwrap(), "-", "--format", "json", "--samples", "100"],
        "{}",
    );
    assert!(several.is_array());
    valid(&report, &several, "several");
    valid(
        &validator(&closed(schema_of("coverage", &base))),
        &printed(&["rules", "coverage", "--format", "json"], ""),
        "coverage",
    );
    valid(
        &validator(&closed(schema_of("test", &base))),
        &printed(&["rules", "test", "--format", "json"], ""),
        "test",
    );
    let profile = examples[0].to_str().unwrap();
    for id in crate::explain::ids(&base) {
        let it = whereto::report::explain::explain(&base, id, None, None).unwrap();
        valid(&explanation, &serde_json::to_value(it).unwrap(), id);
    }
    for id in ["aws-lambda", "traffic.pattern", "compute.max_duration_s", "cost", "team/few-people"]
    {
        valid(
            &explanation,
            &printed(&["explain", id, "--profile", profile, "--format", "json"], ""),
            id,
        );
    }
}

/// The verdicts that the shipped rule base is not sure to give, and every kind of thing.
#[test]
fn all_that_the_small_rule_base_prints_is_valid() {
    let base = small();
    let report = validator(&closed(schema_of("report", &base)));
    let explanation = validator(&closed(schema_of("explanation", &base)));
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
    let lint = printed(
        &["--rules", "tests/small", "rules", "lint", "--format", "json", "--as-of", "2026-11-21"],
        "",
    );
    valid(&validator(&closed(schema_of("lint", &base))), &lint, "lint");
    let packs = ["--pack", "tests/packs/fourth", "--pack", "tests/packs/house.yaml"];
    let small = [&["--rules", "tests/small"][..], &packs].concat();
    let list = printed(&[&small[..], &["rules", "list", "--format", "json"]].concat(), "");
    let schema = printed(&[&small[..], &["schema", "list"]].concat(), "");
    valid(&validator(&closed(schema)), &list, "list");
    let schema =
        validator(&closed(printed(&[&small[..], &["schema", "explanation"]].concat(), "")));
    for id in ["fourth", "a-house", "run-containers", "traffic/bursts"] {
        valid(
            &schema,
            &printed(&[&small[..], &["explain", id, "--format", "json"]].concat(), ""),
            id,
        );
    }
    // With everything ruled out.
    let text = read(&package().join("tests/small/rules.yaml")).replace(
        "excludes: ready-backend",
        "excludes: [ready-backend, own-server, cloud-functions]",
    );
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rules.yaml"), text).unwrap();
    let rules = folder.path().to_str().unwrap();
    let it = printed(
        &["--rules", rules, "advise", "-", "--format", "json"],
        "compliance: {regimes: [hipaa]}",
    );
    assert_eq!(it["verdict"], "none-fits");
    valid(&report, &it, "none-fits");
}

/// What is printed of many profiles, of two, and of decisions, for the small rule base.
#[test]
fn all_that_is_printed_for_reviews_is_valid() {
    const SYSTEM: &str = r#"{"traffic.pattern": "rare", "components": {"a": {}, "b": {"latency.cold_start_ok": false}}}"#;
    let base = small();
    let small = |arguments: &[&str], stdin: &str| {
        whereto(&[&["--rules", "tests/small"], arguments].concat()).stdin(stdin).finish()
    };
    let schema = |of: &str| {
        validator(&closed(serde_json::from_str(&small(&["schema", of], "").stdout).unwrap()))
    };
    let json = |arguments: &[&str], stdin: &str| -> Json {
        let finished = small(arguments, stdin);
        serde_json::from_str(&finished.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", finished.stderr))
    };
    let lines = format!("{{\"traffic.pattern\": \"bursty\"}}\n{SYSTEM}\n{{\"traffic\": 3}}\nno\n");
    let line = schema("line");
    for more in [&[][..], &["--full"]] {
        let printed = small(&[&["advise", "--ndjson", "-"], more].concat(), &lines).stdout;
        assert_eq!(printed.lines().count(), 4);
        for printed in printed.lines() {
            valid(&line, &serde_json::from_str(printed).unwrap(), printed);
        }
    }
    let (report, portfolio) = (validator(&closed(schema_of("report", &base))), schema("portfolio"));
    let profile = "tests/golden/profile.yaml";
    let system = json(&["advise", "-", "--format", "json"], SYSTEM);
    assert!(system["components"].is_array());
    valid(&report, &system, "a system");
    valid(&report, &json(&["advise", profile, "-", "--format", "json"], SYSTEM), "both");
    valid(
        &portfolio,
        &json(&["advise", profile, "-", "--portfolio", "--format", "json"], SYSTEM),
        "rows",
    );
    let compare = schema("compare");
    valid(
        &compare,
        &json(&["compare", profile, "-", "--format", "json"], "traffic: {pattern: rare}"),
        "two profiles",
    );
    let folder = tempfile::tempdir().unwrap();
    let text = read(&package().join("tests/small/rules.yaml"))
        .replace("cloud-functions: -2", "cloud-functions: +5");
    fs::write(folder.path().join("rules.yaml"), text).unwrap();
    let other = folder.path().to_str().unwrap();
    let systems = ["tests/golden/system.yaml", "tests/golden/system-other.yaml"];
    valid(
        &compare,
        &json(&["compare", systems[0], systems[1], "--format", "json"], ""),
        "two systems",
    );
    let bases = json(
        &["compare", "--rules-a", "tests/small", "--rules-b", other, profile, "--format", "json"],
        "",
    );
    assert!(bases["smallest"]["answers"].is_array(), "{bases:#}");
    valid(&compare, &bases, "two rule bases");
    let check = schema("check");
    let expected = folder.path().join("expected.yaml");
    fs::write(&expected, "traffic: {pattern: bursty}\nexpect: own-server\n").unwrap();
    let wrong = folder.path().join("wrong.yaml");
    fs::write(&wrong, "expect: nowhere\n").unwrap();
    let arguments =
        ["check", expected.to_str().unwrap(), wrong.to_str().unwrap(), "--format", "json"];
    let checked = json(&[&arguments[..], &["--min-acceptability", "0.99"]].concat(), "");
    assert_eq!(checked["results"].as_array().unwrap().len(), 2);
    valid(&check, &checked, "checks");
}

/// The report schema names its parts: without any key that is required, a report is no report.
#[test]
fn a_report_without_one_of_its_keys_is_refused() {
    let validator = validator(&schema_of("report", &small()));
    let report = printed(
        &["--rules", "tests/small", "advise", "tests/golden/profile.yaml", "--format", "json"],
        "",
    );
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

/// Profiles that are refused for what is lost once YAML has become JSON: numbers that JSON cannot
/// hold or that this YAML does not have, and bytes that are no text.
const LOST_IN_JSON: [&str; 7] = [
    "hexadecimal",
    "not-utf8",
    "number-infinity",
    "number-nan",
    "number-of-too-many-digits",
    "number-too-large",
    "number-too-small",
];

/// Profiles that are refused for what only all weights together tell.
const BEYOND_SCHEMAS: [&str; 1] = ["components-without-weight"];

/// Profiles that are refused and are no data for a schema to look at.
const NO_DATA: [&str; 12] = [
    "alias-bomb",
    "alias-inside-itself",
    "alias-of-nothing",
    "control-characters",
    "indented-by-a-tab-after-a-text",
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
    accepted.retain(|name| !BEYOND_SCHEMAS.contains(&name.as_str()));
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
    let named =
        text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
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
    fs::remove_file(&schema).unwrap();
    assert_eq!(init("profile.yaml", &[]), 2);
    assert!(!schema.exists(), "nothing is written beside a profile that is not overwritten");
    // A schema that cannot be written leaves no profile that names it.
    fs::create_dir(&schema).unwrap();
    assert_eq!(init("fourth.yaml", &[]), 2);
    assert!(!folder.path().join("fourth.yaml").exists());
}

/// What may be said of how an answer is known, good and bad.
fn evidence() -> impl Iterator<Item = Json> {
    let words = ["said", "read", "measured", "guessed"].map(|how| json!({"how": how}));
    let texts = [json!("a.tf:1"), json!(12), json!(true), json!(" "), json!({}), json!(null)];
    let texts = texts.into_iter().flat_map(|text| {
        let how = "read";
        [
            json!({"how": how, "because": text}),
            json!({"how": how, "from": [text]}),
            json!({"how": how, "with": [text]}),
        ]
    });
    let others = [json!(null), json!([]), json!({}), json!("read"), json!({"how": 7})];
    let others = others.into_iter().chain([
        json!({"how": "said", "from": "a"}),
        json!({"how": "said", "with": "a"}),
        json!({"how": "said", "from": []}),
        json!({"how": "said", "from": null}),
        json!({"how": "said", "with": null}),
        json!({"how": "said", "no_such_key": 1}),
    ]);
    words.into_iter().chain(texts).chain(others)
}

/// Profiles for every field of a rule base, good and bad, as data.
fn cases(base: &RuleBase) -> Vec<Json> {
    let mut cases =
        vec![json!({}), json!(null), json!([]), json!("text"), json!({"no_such_key": 1})];
    for of_the_interview in [json!(null), json!("an-id"), json!("No Id"), json!(7), json!({})] {
        cases.push(json!({"archetype": of_the_interview}));
        cases.push(json!({"skipped": of_the_interview}));
        cases.push(json!({"skipped": [of_the_interview]}));
    }
    cases.push(json!({"skipped": []}));
    for evidence in [json!(null), json!([]), json!({}), json!(7), json!({"no-question": {}})] {
        cases.push(json!({"evidence": evidence}));
        cases.push(json!({"components": {"api": {"evidence": evidence}}}));
    }
    cases.push(json!({"evidence": {"no-question": {"how": "said"}}}));
    for question in &base.questions {
        let field = base.fields.get(question.field);
        let mut values = vec![
            json!(null),
            json!({}),
            json!("no-such-choice"),
            json!(true),
            json!(false),
            json!(7.5),
        ];
        values.extend([
            json!([]),
            json!([true]),
            json!(["no-such-choice"]),
            json!(-1),
            json!(1e16),
        ]);
        if let Kind::Number(scale) = &field.kind {
            let (least, most) = (scale.least.to_string(), scale.most.to_string());
            let number = |text: &str| serde_json::from_str::<Json>(text).unwrap();
            values.extend([
                number(&least),
                number(&most),
                number(&format!("{most}0")),
                number(&format!("{most}.5")),
            ]);
            values.push(number(&scale.typical.0.to_string()));
            values.push(json!(scale.typical.0.to_string()));
            values.extend([json!(format!(" {}k ", scale.typical.0)), json!("5 bananas")]);
        }
        if matches!(field.kind, Kind::YesNo) {
            values.extend([json!("Yes"), json!(" off ")]);
        }
        for (at, choice) in field.choices().iter().enumerate() {
            values.extend([json!(choice.id), json!([choice.id]), json!([choice.id, choice.id])]);
            let typed = choice.id.to_uppercase().replace('-', " ");
            values.extend([json!([typed]), json!(format!(" {typed}, maybe")), json!(typed)]);
            values.extend(field.choices().get(at + 1).map(|next| json!([choice.id, next.id])));
        }
        cases.push(json!({"skipped": [field.id]}));
        cases.extend(evidence().map(|evidence| json!({"evidence": {&field.id: evidence}})));
        let ways = [nested(&field.id, 1), nested(&field.id, 9)];
        for way in &ways {
            cases.extend(values.iter().map(|value| way(value.clone())));
        }
        // Twice: with nulls, and with two answers.
        let good = values
            .iter()
            .find(|value| !value.is_null() && accepts(base, &ways[0]((*value).clone())))
            .unwrap();
        for (one, other) in
            [(good, good), (good, &Json::Null), (&Json::Null, good), (good, &json!({}))]
        {
            let mut both = ways[0](one.clone());
            merge(&mut both, ways[1](other.clone()));
            cases.push(both);
        }
        if let Some((group, _)) = field.id.split_once('.') {
            for other in [json!(null), json!({})] {
                let mut both = ways[0](good.clone());
                merge(&mut both, json!({group: other}));
                cases.push(both);
            }
        }
        if let Some((group, _)) = field.id.split_once('.') {
            cases.extend([
                json!({group: null}),
                json!({group: []}),
                json!({group: {}}),
                json!({group: {"no_such_key": 1}}),
            ]);
        }
    }
    for key in ["project", "description", "notes"] {
        let values = [
            json!("words"),
            json!(12),
            json!(true),
            json!(null),
            json!(" "),
            json!(""),
            json!([]),
            json!({}),
        ];
        cases.extend(values.map(|value| json!({key: value})));
    }
    let options = base.options.iter().map(|option| json!(option.id));
    cases.extend(
        options
            .chain([json!(null), json!("nowhere"), json!([]), json!(3)])
            .map(|it| json!({"expect": it})),
    );
    for dimension in &base.dimensions {
        let values = [
            json!(0),
            json!(10),
            json!(5.0),
            json!(11),
            json!(-1),
            json!(0.5),
            json!("2"),
            json!(null),
            json!([]),
        ];
        cases.extend(values.map(|value| json!({"weights": {&dimension.id: value}})));
    }
    let all = |weight: u64| {
        base.dimensions.iter().map(|it| (it.id.clone(), json!(weight))).collect::<Map<_, _>>()
    };
    cases.extend([all(0), all(1), all(10)].map(|weights| json!({"weights": weights})));
    for dimension in &base.dimensions {
        let mut weights = all(0);
        weights.insert(dimension.id.clone(), json!(null));
        cases.push(json!({"weights": weights}));
        weights.insert(dimension.id.clone(), json!(1));
        cases.push(json!({"weights": weights}));
    }
    for dimension in &base.dimensions {
        let mut weights = all(0);
        weights.shift_remove(&dimension.id);
        cases.push(json!({"weights": weights}));
    }
    cases.extend([json!({"weights": {}}), json!({"assumptions": {}})]);
    cases.extend([
        json!({"weights": null}),
        json!({"weights": 3}),
        json!({"weights": {"no_such_key": 1}}),
    ]);
    cases.extend([
        json!({"assumptions": null}),
        json!({"assumptions": []}),
        json!({"assumptions": {"no_such_key": 1}}),
    ]);
    // The same once more as what a component says, and next to one; that all weights of a component
    // are zero is not for a schema to say.
    let weighing =
        |case: &&Json| case.get("weights").is_none_or(|_| accepts(base, case) || !zeros(case));
    let within = |case: &Json| json!({"components": {"a part": case}});
    let parts: Vec<Json> = cases.iter().filter(weighing).map(within).collect();
    cases.extend(parts);
    let components = [
        json!(null),
        json!([]),
        json!(3),
        json!({}),
        json!({"": {}}),
        json!({" ": {}}),
        json!({"a\nb": {}}),
    ];
    cases.extend(components.map(|components| json!({"components": components})));
    cases.push(json!({"components": {"a": {}, "b": null}}));
    cases
}

/// Whether all weights that are given are zero.
fn zeros(case: &Json) -> bool {
    case["weights"]
        .as_object()
        .is_some_and(|weights| weights.values().all(|it| it.is_null() || *it == json!(0)))
}

/// An id written in nested keys of so many parts at the most, the first ones joined.
fn nested(id: &str, parts: usize) -> impl Fn(Json) -> Json {
    let keys: Vec<String> = match parts {
        1 => vec![id.to_owned()],
        _ => id.split('.').map(str::to_owned).collect(),
    };
    move |value| keys.iter().rev().fold(value, |inner, key| json!({key: inner}))
}

fn merge(one: &mut Json, other: Json) {
    if let (Json::Object(one), Json::Object(other)) = (one, other) {
        one.extend(other);
    }
}

/// Whether the program accepts a profile, given as JSON, which is YAML too.
fn accepts(base: &RuleBase, profile: &Json) -> bool {
    Profile::read(&Source::new("profile.yaml", profile.to_string()), base).is_ok()
}

/// What a schema and the program disagree about.
fn disagreement<'c>(schema: &Json, cases: &'c [(Json, bool)]) -> Option<&'c Json> {
    let validator = jsonschema::draft202012::new(schema).ok()?;
    cases
        .iter()
        .find(|(case, accepted)| validator.is_valid(case) != *accepted)
        .map(|(case, _)| case)
}

fn judged(base: &RuleBase) -> Vec<(Json, bool)> {
    cases(base).into_iter().map(|case| (case.clone(), accepts(base, &case))).collect()
}

#[test]
fn the_schema_of_profiles_and_the_program_agree() {
    for base in [small(), RuleBase::shipped().unwrap()] {
        let cases = judged(&base);
        let accepted = cases.iter().filter(|(_, accepted)| *accepted).count();
        assert!(accepted > 50 && cases.len() - accepted > 100, "{accepted} of {}", cases.len());
        assert_eq!(disagreement(&schema::profile(&base), &cases), None);
    }
}

/// Every way to spoil one thing in a schema that bears on what it accepts: a keyword taken away, an
/// alternative fewer.
fn spoiled(schema: &Json) -> Vec<(String, Json)> {
    const SHOWN: [&str; 9] = [
        "$schema",
        "title",
        "description",
        "markdownDescription",
        "enumDescriptions",
        "patternErrorMessage",
        "default",
        "format",
        "examples",
    ];
    fn at<'s>(schema: &'s mut Json, path: &[String]) -> &'s mut Json {
        path.iter().fold(schema, |inner, key| match inner {
            Json::Array(list) => &mut list[key.parse::<usize>().unwrap()],
            inner => &mut inner[key.as_str()],
        })
    }
    fn walk(schema: &Json, path: &mut Vec<String>, names: bool, found: &mut Vec<Vec<String>>) {
        let entries: Vec<(String, &Json)> = match schema {
            Json::Object(map) => map.iter().map(|(key, inner)| (key.clone(), inner)).collect(),
            Json::Array(list) => {
                list.iter().enumerate().map(|(index, inner)| (index.to_string(), inner)).collect()
            }
            _ => return,
        };
        // Choices written plainly, beside all ways to write them: for editors to complete.
        let has_pattern = |schema: &Json| schema.get("pattern").is_some();
        let is_typed = schema.as_array().is_some_and(|either| either.iter().any(has_pattern));
        for (key, inner) in entries {
            let is_shown = !names && SHOWN.contains(&key.as_str());
            if is_shown || is_typed && inner.get("enum").is_some() {
                continue;
            }
            path.push(key.clone());
            found.push(path.clone());
            // What stands behind these are names, not keywords.
            let of_names =
                !names && matches!(key.as_str(), "properties" | "patternProperties" | "$defs");
            walk(inner, path, of_names, found);
            path.pop();
        }
    }
    let mut paths = Vec::new();
    walk(schema, &mut Vec::new(), false, &mut paths);
    paths
        .into_iter()
        .map(|path| {
            let mut spoiled = schema.clone();
            let (last, outer) = path.split_last().unwrap();
            match at(&mut spoiled, outer) {
                Json::Array(list) => drop(list.remove(last.parse().unwrap())),
                inner => drop(inner.as_object_mut().unwrap().shift_remove(last)),
            }
            (path.join("/"), spoiled)
        })
        .collect()
}

/// Nothing in the schema can be taken away without a case that tells.
#[test]
fn every_part_of_the_schema_of_profiles_is_needed() {
    let base = small();
    let cases = judged(&base);
    let schema = schema::profile(&base);
    let mut spoiled = spoiled(&schema);
    assert!(spoiled.len() > 150, "{}", spoiled.len());
    // What others refer to is needed.
    spoiled.retain(|(_, spoiled)| jsonschema::draft202012::new(spoiled).is_ok());
    spoiled.retain(|(_, spoiled)| disagreement(spoiled, &cases).is_none());
    let needless: Vec<&str> = spoiled.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(needless, NEEDLESS);
}

/// What can be taken out of the schema of profiles without a difference: what is no mapping fails
/// to be answered only once as well, and the small rule base has nothing to assume.
const NEEDLESS: [&str; 3] = ["type", "properties/assumptions/properties", "$defs/component/type"];

/// Changes something in a profile: a value, or a key.
fn change(profile: &mut Json, draws: &mut Draws) {
    let values = [
        json!(null),
        json!(true),
        json!("choice-0"),
        json!("choice-9"),
        json!(["choice-0"]),
        json!(["choice-1", "choice-1"]),
        json!([]),
        json!({}),
        json!(0),
        json!(-1),
        json!(2.5),
        json!(1e9),
    ];
    let Json::Object(map) = profile else { return };
    let keys: Vec<String> = map.keys().cloned().collect();
    let Some(key) = (!keys.is_empty()).then(|| draws.pick(&keys).clone()) else { return };
    match draws.below(5) {
        0 if map[&key].is_object() => change(&mut map[&key], draws),
        0 | 1 => map[&key] = draws.pick(&values).clone(),
        2 => {
            let value = map.shift_remove(&key).unwrap();
            map.insert(format!("{key}x"), value);
        }
        // The same again, in other keys.
        3 => {
            if let Some(inner) = map[&key].as_object().cloned() {
                map.extend(inner.into_iter().map(|(name, value)| (format!("{key}.{name}"), value)));
            }
        }
        _ => drop(map.insert(
            "weights".to_owned(),
            json!({"dimension-0": 0, "dimension-1": draws.below(3)}),
        )),
    }
}

proptest! {
    #![proptest_config(effort::config(150))]

    #[test]
    fn schemas_and_the_program_agree_on_random_profiles(mut draws in draws(400)) {
        let model = Base::draw(&mut draws);
        let base = load(&model.files());
        let validator = validator(&schema::profile(&base));
        let mut profile = data(&Answers::draw(&model, &mut draws).yaml()).unwrap();
        prop_assert!(accepts(&base, &profile) && validator.is_valid(&profile), "{}", profile);
        for _ in 0..4 {
            change(&mut profile, &mut draws);
            prop_assert_eq!(accepts(&base, &profile), validator.is_valid(&profile), "{}", profile);
        }
    }
}

/// Every key that is documented is in a schema, and the other way round.
#[test]
fn schemas_have_the_keys_that_are_documented() {
    fn keys(schema: &Json, found: &mut BTreeSet<String>) {
        if let Some(Json::Object(properties)) = schema.get("properties") {
            found.extend(properties.keys().cloned());
        }
        match schema {
            Json::Object(map) => map.values().for_each(|inner| keys(inner, found)),
            Json::Array(list) => list.iter().for_each(|inner| keys(inner, found)),
            _ => {}
        }
    }
    let page = read(&package().join("docs/format.md"));
    let rows = page.lines().filter_map(|line| {
        let key = line.strip_prefix("| `").or_else(|| line.strip_prefix("| **`"))?;
        Some(key.split('`').next().unwrap().to_owned())
    });
    let documented: BTreeSet<String> = rows.collect();
    let base = RuleBase::shipped().unwrap();
    let mut known = BTreeSet::new();
    for schema in [
        schema::rules(&base),
        schema::scenarios(&base),
        schema::decisions(&base),
        schema::profile(&base),
        schema::config(&base),
    ] {
        keys(&schema, &mut known);
    }
    let missing: Vec<_> = documented.difference(&known).collect();
    assert!(missing.is_empty(), "in docs/format.md and in no schema: {missing:?}");
    // Besides what is documented, schemas have ids of the rule base, and tests of conditions.
    let words = ["all", "any", "not", "is", "one_of", "contains", "contains_any", "under"];
    let of_base = |key: &&String| {
        let dotted = |id: &str| id == key.as_str() || id.starts_with(&format!("{key}."));
        let inside = |id: &str| id.split('.').any(|part| part == key.as_str());
        let fields = base.fields.iter().chain(base.prices.fields.iter());
        words.contains(&key.as_str())
            || fields.into_iter().any(|(_, field)| dotted(&field.id) || inside(&field.id))
            || base.options.iter().any(|option| option.id == **key)
            || base.dimensions.iter().any(|dimension| dimension.id == **key)
            || Check::ALL.iter().any(|check| check.name() == key.as_str())
    };
    let undocumented: Vec<_> = known.difference(&documented).filter(|key| !of_base(key)).collect();
    assert!(undocumented.is_empty(), "in a schema and not in docs/format.md: {undocumented:?}");
}

/// Rule files that the program refuses for what a schema can say are refused by the schema; and
/// what the schema refuses, the program refuses.
#[test]
fn what_a_schema_can_say_of_rule_files_it_says() {
    let validator = validator(&schema::rules(&small()));
    let mut sound = data(&read(&package().join("tests/small/rules.yaml"))).unwrap();
    sound["rules"].as_array_mut().unwrap().push(json!({
        "id": "traffic/{option}-even",
        "for_each": "option",
        "dimension": "traffic",
        "when": {"not": {"traffic.pattern": {"one_of": ["bursty", "rare"]}}},
        "points": {"{option}": 1},
        "because": "The load of {name} can be foreseen.",
        "cites": ["guide/steady"],
        "grade": "judgement",
    }));
    let mut counts = (0, 0);
    let mut wrong = Vec::new();
    let mut check = |changed: Json, what: String| {
        let refused = RuleBase::load(&[Source::new("rules.yaml", changed.to_string())]).err();
        let codes: Vec<Code> = refused.iter().flatten().map(|problem| problem.code).collect();
        let valid = validator.is_valid(&changed);
        if !valid && refused.is_none() {
            wrong.push(format!("refused by the schema alone: {what}"));
        }
        // What is missing altogether, such as any rule, has no place in the file.
        let sayable = refused.iter().flatten().any(|problem| {
            matches!(problem.code, Code::UNKNOWN_KEY | Code::MISSING | Code::WRONG_TYPE)
                && problem.place().is_some()
        });
        if valid && sayable {
            wrong.push(format!("not refused by the schema: {what} {codes:?}"));
        }
        if valid { counts.0 += 1 } else { counts.1 += 1 }
    };
    check(sound.clone(), "nothing".to_owned());
    for (section, things) in sound.as_object().unwrap() {
        let Json::Array(things) = things else { continue };
        for at in 0..things.len() {
            for key in things[at].as_object().unwrap().keys() {
                let mut without = sound.clone();
                without[section][at].as_object_mut().unwrap().shift_remove(key);
                check(without, format!("{section} {at} without {key}"));
                let mut renamed = sound.clone();
                let map = renamed[section][at].as_object_mut().unwrap();
                let value = map.shift_remove(key).unwrap();
                map.insert(format!("{key}x"), value);
                check(renamed, format!("{section} {at} with {key}x"));
                for wrong in [json!([[]]), json!({"no": {"such": "thing"}}), json!("")] {
                    let mut changed = sound.clone();
                    changed[section][at][key] = wrong.clone();
                    check(changed, format!("{section} {at} with {key}: {wrong}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(counts.0 > 10 && counts.1 > 500, "{counts:?}");
}
