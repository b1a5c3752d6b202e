//! Systems of several parts: parts as profiles of their own, and one platform or a mix.

use std::fs;

use serde_json::Value as Json;
use tempfile::tempdir;
use whereto::{
    advice::SystemAdvice,
    analysis::{acceptability::Settings, system::Conclusion},
    assessment::{Engine, Verdict},
    field::{Field, Value},
    profile::{self, Profile},
    rulebase::RuleBase,
    source::Source,
};

use crate::{
    effort,
    process::{Run, golden, package, whereto},
};

/// A system in which every section of the report has something to say.
const SYSTEM: &str = "tests/golden/system.yaml";

fn small(arguments: &[&str]) -> Run {
    whereto(&[&["--rules", "tests/small"], arguments].concat())
}

fn base() -> RuleBase {
    RuleBase::load(&[Source::new(
        "rules.yaml",
        fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap(),
    )])
    .unwrap()
}

fn read(text: &str, base: &RuleBase) -> Profile {
    Profile::read(&Source::new("system.yaml", text), base)
        .unwrap_or_else(|problems| panic!("{problems:?}\n{text}"))
}

fn json(run: Run) -> Json {
    serde_json::from_str(&run.finish().stdout).unwrap()
}

#[test]
fn reports() {
    let digest = json(small(&["advise", SYSTEM, "--format", "json"]))["rule_base"]["digest"]
        .as_str()
        .unwrap()
        .to_owned();
    for (format, extension) in [("table", "txt"), ("markdown", "md"), ("json", "json")] {
        let report = small(&["advise", SYSTEM, "--format", format]).exits(3).quietly();
        let report = report.replace(&digest, "(digest)").replace(&digest[..12], "(digest)");
        golden(format!("golden/system.{extension}"), report);
    }
    let yaml = small(&["advise", SYSTEM, "--format", "yaml"]).exits(3).quietly();
    assert_eq!(
        serde_yaml::from_str::<Json>(&yaml).unwrap(),
        json(small(&["advise", SYSTEM, "--format", "json"]))
    );
    let full = small(&["advise", SYSTEM, "-v"]).exits(3).quietly();
    assert!(full.contains("\nFunctions for Claims: letters\n"), "{full}");
}

/// Everything that is said of a part is what would be said of a profile with its answers written
/// out.
#[test]
fn parts_are_profiles_written_out() {
    let folder = tempdir().unwrap();
    let system = folder.path().join("part.yaml");
    for (rules, base, file) in [
        (&["--rules", "tests/small"][..], base(), SYSTEM),
        (&[], RuleBase::shipped().unwrap(), "examples/shop-in-parts.yaml"),
    ] {
        let profile = read(&fs::read_to_string(package().join(file)).unwrap(), &base);
        let run = |arguments: &[&str]| {
            json(whereto(
                &[rules, &["advise", "--format", "json", "--samples", "500", "-q"], arguments]
                    .concat(),
            ))
        };
        let mut report = run(&[file]);
        let components = report["components"].as_array_mut().unwrap();
        assert_eq!(components.len(), profile.components.len());
        for ((name, part), component) in profile.parts().zip(components) {
            assert_eq!(component.as_object_mut().unwrap().remove("name"), Some(name.into()));
            fs::write(&system, profile::text(&base, &part)).unwrap();
            assert_eq!(&run(&[system.to_str().unwrap()]), component, "{name}");
            assert_eq!(&run(&[file, "--component", name]), component, "{name}");
        }
    }
}

#[test]
fn a_part_has_its_own_answers_over_those_of_all() {
    let base = base();
    let profile = read(&fs::read_to_string(package().join(SYSTEM)).unwrap(), &base);
    let field = |id: &str| base.fields.find(id).unwrap();
    let parts: Vec<(&str, Profile)> = profile.parts().collect();
    let answer = |part: usize, id: &str| parts[part].1.answers.get(field(id));
    let million = Value::Number(2_000_000.into());
    assert_eq!(answer(0, "traffic.pattern"), Some(Value::Choice(1)));
    assert_eq!(answer(0, "latency.cold_start_ok"), Some(Value::YesNo(false)));
    assert_eq!(answer(1, "traffic.pattern"), Some(Value::Choice(0)));
    assert_eq!(answer(1, "traffic.requests_per_month"), Some(million));
    assert_eq!(answer(2, "traffic.requests_per_month"), None);
    assert_eq!(answer(2, "compliance.regimes"), Some(Value::Several(2)));
    assert_eq!(parts[3].1.answered(), 0);
    assert_eq!(
        parts.iter().map(|(_, part)| part.weights.clone()).collect::<Vec<_>>(),
        [[4, 3, 1], [4, 0, 1], [4, 3, 1], [4, 3, 1]]
    );
    assert_eq!(parts[1].1.description.as_deref(), Some("Kept for ten years."));
    assert_eq!(parts[0].1.project.as_deref(), Some("Claims: portal"));
}

/// What a system says itself, in a form to compare.
fn said(base: &RuleBase, profile: &Profile) -> Vec<String> {
    let mut said = profile::compact(base, profile);
    for component in &profile.components {
        said.push(format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            component.name,
            component.description,
            component.notes,
            component.answers,
            component.assumptions,
            component.weights,
            component.expect
        ));
    }
    said
}

#[test]
fn systems_are_written_out_as_they_are_read() {
    let (small, shipped) = (base(), RuleBase::shipped().unwrap());
    for (base, text) in [
        (&small, fs::read_to_string(package().join(SYSTEM)).unwrap().as_str()),
        (
            &shipped,
            fs::read_to_string(package().join("examples/shop-in-parts.yaml")).unwrap().as_str(),
        ),
        (&small, "components: {}\n"),
        (&small, "components:\n"),
        (
            &small,
            "components: {alone: , 'with: colon': {}, '5': {notes: \"a\\nb\"}, 'true': {}, 'ü \
             \"x\"': {}}\n",
        ),
        (
            &small,
            "expect: own-server\ncomponents: {a: {expect: null}, b: {expect: cloud-functions}, c: \
             {}}\n",
        ),
        (
            &shipped,
            "assumptions: {hour_usd: 90}\ncomponents: {a: {assumptions: {hour_usd: null, \
             dev_hours: 3}}}\n",
        ),
    ] {
        let text = text.replace("hour_usd", "firebase_hours").replace("dev_hours", "fleet_hours");
        let profile = read(&text, base);
        let written = profile::text(base, &profile);
        assert_eq!(said(base, &read(&written, base)), said(base, &profile), "{written}");
        let compact = profile::compact(base, &profile).join("\n") + "\n";
        if !profile.components.is_empty() {
            assert_eq!(said(base, &read(&compact, base)), said(base, &profile), "{compact}");
        }
    }
}

#[test]
fn arguments_change_what_is_shared_and_what_is_not() {
    let report = |arguments: &[&str]| {
        json(small(&[&["advise", SYSTEM, "--format", "json"], arguments].concat()))
    };
    let edited = |from: &str, to: &str| {
        let text = fs::read_to_string(package().join(SYSTEM)).unwrap();
        assert!(text.contains(from));
        json(small(&["advise", "-", "--format", "json"]).stdin(text.replace(from, to)))
    };
    assert_eq!(
        report(&["--set", "components.portal.latency.cold_start_ok=true"]),
        edited("cold_start_ok: false", "cold_start_ok: true")
    );
    assert_eq!(
        report(&["--set", "components.archive.traffic.pattern=null"]),
        edited("steady", "null")
    );
    // What a part says itself stays.
    assert_eq!(
        report(&["--set", "traffic.pattern=rare"]),
        edited("pattern: bursty", "pattern: rare")
    );
    assert_eq!(
        report(&["--weight", "latency=0"]),
        edited("{traffic: 4}", "{traffic: 4, latency: 0}")
    );
    let refusal = |change: &str| small(&["advise", SYSTEM, "--set", change]).refused();
    assert!(refusal("components.portl.traffic.pattern=rare").contains("did you mean `portal`?"));
    assert!(
        refusal("components.portal.trafic.pattern=rare")
            .contains("did you mean `traffic.pattern`?")
    );
    assert!(
        refusal("components.portal.traffic.pattern=rar")
            .contains("--> --set components.portal.traffic.pattern:1:1")
    );
    assert!(
        refusal("components.portal=rare").contains("`components.portal` is a part, not a question")
    );
    assert!(
        small(&["advise", "-", "--component", "a"])
            .stdin("{}\n")
            .refused()
            .contains("there is no component `a`")
    );
}

/// The rule, worked out anew from what is printed of the parts.
#[test]
fn one_platform_or_a_mix() {
    let parts = [
        "{traffic.pattern: bursty}",
        "{traffic.pattern: steady}",
        "{traffic.pattern: steady, weights: {traffic: 1}, latency.p99_target_ms: 20}",
        "{traffic.pattern: bursty, latency.p99_target_ms: 20}",
        "{compliance.regimes: [hipaa], traffic.pattern: rare}",
        "{compliance.regimes: [gdpr]}",
        "{traffic.requests_per_month: null}",
    ];
    let mut seen = Vec::new();
    for (shared, most) in [("latency.cold_start_ok: false", 5.0), ("compliance.regimes: []", 30.0)]
    {
        for (first, one) in parts.iter().enumerate() {
            for other in &parts[first..] {
                let text = format!(
                    "traffic.requests_per_month: 2e6\n{shared}\ncomponents: {{a: {one}, b: \
                     {other}}}\n"
                );
                let report = json(
                    small(&["advise", "-", "--format", "json", "--samples", "1"])
                        .stdin(text.as_str()),
                );
                let system = &report["system"];
                assert_eq!(system["rule"]["most_loss"], most);
                let (best, conclusion) = expected(&report, most);
                assert_eq!(system["best_single"], Json::from(best), "{text}");
                assert_eq!(system["conclusion"], conclusion, "{text}");
                seen.push(conclusion);
            }
        }
    }
    for conclusion in ["one-platform", "mix"] {
        assert!(seen.contains(&conclusion), "{conclusion}");
    }
}

/// The best platforms for all parts, and what follows.
fn expected(report: &Json, most: f64) -> (Vec<String>, &'static str) {
    let parts: Vec<&Json> = report["components"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|part| part["verdict"] != "unanswered")
        .collect();
    let options = |part: &Json| part["options"].as_array().unwrap().clone();
    let mut best: Vec<String> = Vec::new();
    let mut least = (f64::INFINITY, f64::INFINITY);
    for option in 0..options(parts[0]).len() {
        let mut losses = (0.0f64, 0.0);
        for part in &parts {
            let all = options(part);
            let top = all
                .iter()
                .filter(|it| !it["rank"].is_null())
                .map(|it| it["fit"].as_f64().unwrap())
                .fold(0.0, f64::max);
            let loss = if all[option]["rank"].is_null() {
                f64::INFINITY
            } else {
                top - all[option]["fit"].as_f64().unwrap()
            };
            losses = (losses.0.max(loss), losses.1 + loss);
        }
        if losses.0.is_finite() && losses <= least {
            if losses < least {
                best.clear();
            }
            least = losses;
            best.push(options(parts[0])[option]["id"].as_str().unwrap().to_owned());
        }
    }
    let conclusion = if !best.is_empty() && least.0 <= most { "one-platform" } else { "mix" };
    (best, conclusion)
}

#[test]
fn a_platform_that_is_ruled_out_for_a_part_is_none_for_all() {
    let text = "components: {a: {compliance.regimes: [hipaa], traffic.pattern: bursty}, b: \
                {traffic.pattern: bursty}}\n";
    let report = json(small(&["advise", "-", "--format", "json"]).stdin(text));
    assert_eq!(report["system"]["singles"][2]["excluded_for"], serde_json::json!(["a"]));
    assert_eq!(report["system"]["singles"][2]["losses"][0], Json::Null);
    assert!(!report["system"]["best_single"].as_array().unwrap().contains(&"ready-backend".into()));
}

#[test]
fn streams_and_portfolios_know_parts() {
    let folder = tempdir().unwrap();
    let text = fs::read_to_string(package().join(SYSTEM)).unwrap();
    fs::write(folder.path().join("system.yaml"), &text).unwrap();
    let csv =
        small(&["advise", folder.path().to_str().unwrap(), "--format", "csv"]).exits(3).quietly();
    let projects: Vec<&str> =
        csv.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    assert_eq!(projects, ["Claims: portal", "Claims: archive", "Claims: letters", "Claims: idea"]);
    // In the order of the text.
    let line =
        serde_json::to_string(&serde_yaml::from_str::<serde_yaml::Value>(&text).unwrap()).unwrap();
    let report = json(small(&["advise", "-", "--format", "json"]).stdin(text));
    let mut full = json(small(&["advise", "--ndjson", "--full", "-"]).stdin(line.as_str()));
    full.as_object_mut().unwrap().remove("line");
    assert_eq!(full, report);
    let brief = json(small(&["advise", "--ndjson", "-"]).stdin(line));
    assert_eq!(brief["system"]["conclusion"], report["system"]["conclusion"]);
    for (brief, full) in
        brief["components"].as_array().unwrap().iter().zip(report["components"].as_array().unwrap())
    {
        for key in ["name", "verdict", "recommendation"] {
            assert_eq!(brief[key], full[key]);
        }
        assert_eq!(brief["options"][0]["score"], full["options"][0]["score"]);
    }
}

#[test]
fn costs_of_parts_add_up() {
    let report = json(whereto(&[
        "advise",
        "examples/shop-in-parts.yaml",
        "--format",
        "json",
        "--samples",
        "1",
        "-q",
        "--set",
        "components.recommendations.traffic.requests_per_month=1000",
    ]));
    let money = |value: &Json| value.as_str().unwrap().parse::<f64>().unwrap();
    let parts = report["components"].as_array().unwrap();
    for (index, single) in report["system"]["singles"].as_array().unwrap().iter().enumerate() {
        let costs: Vec<&Json> =
            parts.iter().map(|part| &part["options"][index]["monthly_cost_usd"]).collect();
        if costs.iter().any(|cost| cost.is_null()) {
            assert!(single["monthly_cost_usd"].is_null());
            continue;
        }
        for end in ["low", "expected", "high"] {
            let sum: f64 = costs.iter().map(|cost| money(&cost[end])).sum();
            assert!((money(&single["monthly_cost_usd"][end]) - sum).abs() < 0.02, "{single} {sum}");
        }
    }
}

/// Each part gets a record of its own, which knows of the others. Where one platform is enough for
/// all, that is what is chosen, also for the part that another would fit better.
#[test]
fn parts_are_recorded_one_by_one() {
    let folder = tempdir().unwrap();
    let at = |arguments: &[&str]| small(&[arguments, &["--as-of", "2026-11-21"]].concat());
    let directory = folder.path().join("d").to_str().unwrap().to_owned();
    let record = |profile: &str| {
        let finished = at(&["adr", "-", "--dir", &directory]).stdin(profile).finish();
        let files: Vec<String> = finished.stdout.lines().map(str::to_owned).collect();
        (
            finished.status,
            files.iter().map(|file| fs::read_to_string(file).unwrap()).collect::<Vec<_>>(),
            files,
        )
    };
    let one = "project: Claims\ntraffic: {pattern: bursty}\ncomponents:\n  a: {latency: \
               {p99_target_ms: 20}}\n  b:\n";
    let (status, texts, files) = record(one);
    assert_eq!(status, 0);
    assert!(files[0].ends_with("0001-where-the-backend-of-claims-a-runs.md"), "{files:?}");
    assert!(files[1].ends_with("0002-where-the-backend-of-claims-b-runs.md"), "{files:?}");
    assert!(
        texts[0].contains("  recommendation: ready-backend\n  chosen: cloud-functions\n"),
        "{}",
        texts[0]
    );
    assert!(
        texts[0]
            .contains("because one platform is enough for all parts of Claims, and this one loses"),
        "{}",
        texts[0]
    );
    assert!(texts[0].contains("\nIt is a part of Claims, beside b (Functions).\n"), "{}", texts[0]);
    assert!(texts[0].contains(
        "\nAll parts together: One platform for Claims: Functions is enough for all parts."
    ));
    assert!(texts[1].contains("  recommendation: cloud-functions\n  chosen:\n"), "{}", texts[1]);
    // A run that was ended before all were written is completed by the next, and one that was not
    // leaves nothing to do.
    fs::remove_file(&files[1]).unwrap();
    for _ in 0..2 {
        assert_eq!(record(one), (0, texts.clone(), files.clone()));
    }
    assert!(
        at(&["check", &directory, "--strict"])
            .succeeds()
            .contains("2 decisions checked: 2 standing.")
    );
    // In a mix everyone has what is best for it.
    let (status, texts, files) = record(&fs::read_to_string(package().join(SYSTEM)).unwrap());
    assert_eq!((status, files.len()), (3, 4));
    assert!(texts.iter().all(|text| text.contains("\n  chosen:\n")));
    for more in [
        &[][..],
        &["--dir", &directory, "--supersedes", "1"],
        &["--chosen", "own-server", "--because", "x"],
    ] {
        let stderr = small(&[&["adr", SYSTEM], more].concat()).refused();
        assert!(
            stderr.contains("or write a record for each of them, with --dir alone"),
            "{stderr}"
        );
    }
}

#[test]
fn what_takes_one_project_asks_for_a_part() {
    let stderr = whereto(&["adr", "examples/shop-in-parts.yaml"]).refused();
    let parts = "name one of them with --component: storefront, order-events, recommendations";
    assert!(stderr.contains(parts), "{stderr}");
    for command in ["cost", "adr"] {
        whereto(&[command, "examples/shop-in-parts.yaml", "--component", "order-events", "-q"])
            .succeeds();
    }
}

/// No platform is recommended for all parts that is ruled out for one of them, or that takes from one
/// what it says it cannot do without.
#[test]
fn one_platform_is_never_against_what_a_part_says() {
    let base = RuleBase::shipped().unwrap();
    let engine = Engine::new(&base).unwrap();
    let decisions = &engine.corpus().decisions;
    let part = |index: usize| {
        let facts = &decisions[index % decisions.len()].facts;
        let answer = |(field, value)| {
            let field: &Field = base.fields.get(field);
            format!("{}: {}", field.id, field.show(value))
        };
        facts.known().map(answer).collect::<Vec<_>>().join(", ")
    };
    let settings = Settings { samples: 1, changes: false, ..Settings::default() };
    let mut one = 0;
    for index in 0..effort::cases(120) as usize {
        let parts = [part(3 * index), part(7 * index + 31), part(11 * index + 5)];
        let [a, b, c] = &parts;
        let text = format!("components:\n  a: {{{a}}}\n  b: {{{b}}}\n  c: {{{c}}}\n");
        let advice = SystemAdvice::new(&engine, read(&text, &base), &settings);
        let together = advice.together();
        if !matches!(together.conclusion, Conclusion::Alike | Conclusion::One) {
            continue;
        }
        one += 1;
        for option in &together.best {
            let single = together.singles.iter().find(|it| it.option == *option).unwrap();
            assert!(single.excluded_for.is_empty(), "{text}");
            assert!(single.strains.is_empty(), "{text}");
            for part in advice.parts() {
                let assessment = part.advice.assessment();
                let is_possible = assessment.standing(*option).rank.is_some();
                assert!(is_possible || assessment.verdict == Verdict::NoneFits, "{text}");
            }
        }
    }
    assert!(one > 5, "{one}");
}

/// What is said on the command line counts before what a part says itself, too.
#[test]
fn changes_to_a_part_that_is_named_are_made_to_it() {
    let advise = |more: &[&str]| {
        let run = ["--rules", "tests/small", "advise", "-", "--format", "json"];
        let profile = "traffic: {pattern: steady}\ncomponents:\n  api: {traffic: {pattern: bursty}, weights: {traffic: 9}}\n  jobs: {}\n";
        let json = whereto(&[&run[..], more].concat()).stdin(profile).succeeds();
        serde_json::from_str::<serde_json::Value>(&json).unwrap()
    };
    let of = |report: &serde_json::Value| {
        (report["profile"]["traffic"]["pattern"].clone(), report["weights"]["traffic"].clone())
    };
    let api = ["--component", "api"];
    assert_eq!(of(&advise(&api)), ("bursty".into(), 9.into()));
    let changed =
        advise(&[&api[..], &["--set", "traffic.pattern=rare", "--weight", "traffic=1"]].concat());
    assert_eq!(of(&changed), ("rare".into(), 1.into()));
    let by_path = advise(&[&api[..], &["--set", "components.api.traffic.pattern=rare"]].concat());
    assert_eq!(of(&by_path), ("rare".into(), 9.into()));
}

/// Records of one run agree on what each part chooses.
#[test]
fn records_of_parts_name_what_the_others_choose() {
    let folder = tempdir().unwrap();
    let dir = folder.path().join("d");
    whereto(&["adr", "examples/shop-in-parts.yaml", "--dir", dir.to_str().unwrap()]).exits(0);
    let texts =
        fs::read_dir(&dir).unwrap().map(|it| fs::read_to_string(it.unwrap().path()).unwrap());
    let texts: Vec<String> = texts.collect();
    assert_eq!(texts.len(), 3);
    for text in &texts {
        assert!(text.contains("Chosen option: \"Traditional server\""), "{text}");
        let beside = text.lines().find(|line| line.contains("It is a part of")).unwrap();
        assert_eq!(beside.matches("(Traditional server)").count(), 2, "{beside}");
    }
}
