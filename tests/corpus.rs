//! Published decisions: what the corpus holds, that every mistake in a file is told with its place,
//! and how well two people agree who code the same decision.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    sync::{Arc, LazyLock},
};

use serde_yaml::Value as Yaml;
use whereto::{
    corpus::{self, Corpus, Decision, Set},
    field::{Facts, Field, Kind, Value},
    profile::Profile,
    rulebase::RuleBase,
    schema,
    source::Source,
};

use crate::{
    outcome::worded,
    process::{golden, package, whereto},
};

pub(crate) static BASE: LazyLock<RuleBase> = LazyLock::new(|| RuleBase::shipped().unwrap());

static CORPUS: LazyLock<Corpus> = LazyLock::new(|| Corpus::new(&BASE, Vec::new()));

#[test]
fn the_corpus_is_large_and_even() {
    let decisions = &CORPUS.decisions;
    assert!(decisions.len() >= 250, "{}", decisions.len());
    let share = |of: &dyn Fn(&&Decision) -> bool| {
        decisions.iter().filter(of).count() as f64 / decisions.len() as f64
    };
    for option in BASE.option_ids() {
        let share = share(&|it| it.decision == option);
        assert!((0.3..=0.37).contains(&share), "{}: {share}", BASE.option(option).id);
    }
    let kinds: BTreeSet<_> = decisions.iter().map(|it| it.source_kind).collect();
    for kind in kinds {
        assert!(kind.is_some(), "every decision says what kind of text tells of it");
        let share = share(&|it| it.source_kind == kind);
        assert!(share <= 0.4, "{kind:?}: {share}");
    }
    let moved = decisions.iter().filter(|it| it.moved_from.is_some()).count();
    assert!(moved >= 60, "{moved} moved off something");
    for decision in decisions {
        let url = decision.source_url.as_deref().unwrap_or_default();
        assert!(url.starts_with("https://") || url.starts_with("http://"), "{}", decision.id);
        assert!(decision.source_title.is_some(), "{}", decision.id);
        assert!(decision.summary.chars().count() <= 120, "{}", decision.id);
        assert!(decision.facts.known().next().is_some(), "{}", decision.id);
    }
}

#[test]
fn write_ups_of_one_project_are_on_one_side_of_the_split() {
    let mut sets: BTreeMap<&str, BTreeSet<Set>> = BTreeMap::new();
    for decision in &CORPUS.decisions {
        sets.entry(&decision.group).or_default().insert(decision.set);
    }
    let torn: Vec<_> = sets.iter().filter(|(_, sets)| sets.len() > 1).collect();
    assert!(torn.is_empty(), "{torn:?}");
    let apart = CORPUS.decisions.iter().filter(|it| it.set == Set::Apart).count();
    assert!(apart >= 60, "{apart} are kept apart");
}

#[test]
fn stated_answers_are_all_but_those_that_are_inferred() {
    let decision = CORPUS.decisions.iter().find(|it| it.id == "airbnb-binaryalert").unwrap();
    let ids = |facts: Facts| -> Vec<&str> {
        facts.known().map(|(field, _)| BASE.fields.get(field).id.as_str()).collect()
    };
    assert_eq!(ids(decision.answers(true)), ["current.platform"]);
    assert_eq!(decision.answers(false), decision.facts);
    for decision in &CORPUS.decisions {
        let known = |stated| decision.answers(stated).known().count();
        assert_eq!(known(true) + decision.inferred.len(), known(false), "{}", decision.id);
    }
}

const DECISION: &str = "\
- id: field-sales
  title: App for travelling sales staff
  decision: firebase
  decided_because: Staff must write offline.
  summary: poor reception, so staff write offline
  year: 2025
  facts: {clients: [mobile, web], team.size: 2}
  inferred: [clients]
";

#[test]
fn a_decision_is_read_with_all_that_it_says() {
    let source = Source::new("ours.yaml", DECISION);
    let decisions = corpus::read(&[source], &BASE).unwrap();
    let [decision] = decisions.as_slice() else { panic!("{decisions:?}") };
    assert_eq!((decision.id.as_str(), decision.group.as_str()), ("field-sales", "field-sales"));
    assert_eq!((decision.year, decision.set), (Some(2025), Set::Points));
    assert_eq!(BASE.option(decision.decision).id, "firebase");
    assert_eq!(decision.answers(true).known().count(), 1);
}

#[test]
fn every_mistake_is_told_with_its_place_and_what_was_meant() {
    let refused = |from: &str, to: &str| {
        assert!(DECISION.contains(from), "{from}");
        let source = Source::new("ours.yaml", DECISION.replacen(from, to, 1));
        worded(&corpus::read(&[source], &BASE).unwrap_err())
    };
    for (from, to, place, words) in [
        ("firebase", "firebasse", "ours.yaml:3:13", "did you mean `firebase`?"),
        ("year:", "yaer:", "ours.yaml:6:3", "did you mean `year`?"),
        ("2025", "25", "ours.yaml:6:9", "a whole number from 1990 to 2100"),
        ("mobile", "mobil", "ours.yaml:7:21", "did you mean `mobile`?"),
        ("team.size", "team.sise", "ours.yaml:7:35", "did you mean `team.size`?"),
        ("[clients]", "[client]", "ours.yaml:8:14", "did you mean `clients`?"),
        ("[clients]", "[data.model]", "ours.yaml:8:14", "is said to be inferred"),
        ("year: 2025", "set: some", "ours.yaml:6:8", "one of points, apart"),
        ("  title: App for travelling sales staff\n", "", "ours.yaml:1:3", "`title` is missing"),
    ] {
        let refusal = refused(from, to);
        assert!(refusal.contains(place) && refusal.contains(words), "{to}:\n{refusal}");
    }
    let twice = [Source::new("a.yaml", DECISION), Source::new("b.yaml", DECISION)];
    let refusal = worded(&corpus::read(&twice, &BASE).unwrap_err());
    assert!(refusal.contains("there are two decisions `field-sales`"), "{refusal}");
    assert!(refusal.contains("b.yaml:1:7"), "{refusal}");
    let refusal = worded(&corpus::read(&[Source::new("c.yaml", "a: b")], &BASE).unwrap_err());
    assert!(refusal.contains("expected a list of decisions"), "{refusal}");
}

#[test]
fn files_of_decisions_are_as_their_schema_says() {
    let validator = jsonschema::draft202012::new(&schema::decisions(&BASE)).unwrap();
    let mut texts: Vec<String> = fs::read_dir(package().join("rules/decisions"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    texts.push(DECISION.to_owned());
    for text in texts {
        let json: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        let wrong: Vec<String> = validator
            .iter_errors(&json)
            .map(|it| format!("{}: {it}", it.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
    let spoiled = DECISION.replace("firebase", "firebasse");
    let json: serde_json::Value = serde_yaml::from_str(&spoiled).unwrap();
    assert!(!validator.is_valid(&json));
}

/// The answers of one person to one case, by question.
type Coding = Facts;

/// The decisions that were coded twice: the first and the second coding.
fn coded_twice() -> Vec<(Coding, Coding)> {
    let path = package().join("tests/cases/second-codings.yaml");
    let codings: Vec<Yaml> = serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let pairs = codings.iter().map(|coding| {
        let of = coding["of"].as_str().unwrap();
        let first = CORPUS.decisions.iter().find(|it| it.id == of);
        let first = first.unwrap_or_else(|| panic!("there is no decision `{of}`"));
        let facts: Arc<Source> = Source::new(of, serde_yaml::to_string(&coding["facts"]).unwrap());
        let second = Profile::read(&facts, &BASE).unwrap_or_else(|it| panic!("{}", worded(&it)));
        (first.facts.clone(), second.answers)
    });
    pairs.collect()
}

/// Cohen's kappa: the agreement of two people beyond what chance would give, by how often each of
/// them gives each answer. None where both always give the same one.
fn kappa(pairs: &[(String, String)]) -> Option<f64> {
    let whole = pairs.len() as f64;
    let share = |of: &dyn Fn(&(String, String)) -> bool| {
        pairs.iter().filter(|pair| of(pair)).count() as f64 / whole
    };
    let answers: BTreeSet<&String> = pairs.iter().flat_map(|(one, other)| [one, other]).collect();
    let chance: f64 = answers
        .iter()
        .map(|answer| share(&|pair| pair.0 == **answer) * share(&|pair| pair.1 == **answer))
        .sum();
    let agree = share(&|(one, other)| one == other);
    (chance < 1.0).then(|| (agree - chance) / (1.0 - chance))
}

/// An answer as it is compared: numbers by their order of magnitude, each of several choices for
/// itself.
fn compared(field: &Field, value: Value) -> Vec<String> {
    match (&field.kind, value) {
        (Kind::Several(choices), Value::Several(bits)) => {
            (0..choices.len()).map(|choice| (bits >> choice & 1 == 1).to_string()).collect()
        }
        (Kind::Number(_), Value::Number(number)) => {
            let number: f64 = number.to_string().parse().unwrap();
            vec![if number > 0.0 { number.log10().floor().to_string() } else { "zero".to_owned() }]
        }
        _ => vec![field.show(value)],
    }
}

/// Fewer answers of both people than this say little.
const ENOUGH: usize = 10;

#[test]
fn kappa_is_what_it_is_defined_to_be() {
    let pairs = |text: &str| -> Vec<(String, String)> {
        text.split(' ').map(|pair| (pair[..1].to_owned(), pair[1..].to_owned())).collect()
    };
    // 20 both yes, 5 and 10 apart, 15 both no: 0.7 against 0.5 by chance.
    let example = [["yy"; 20].as_slice(), &["yn"; 5], &["ny"; 10], &["nn"; 15]].concat();
    let found = kappa(&pairs(&example.join(" "))).unwrap();
    assert!((found - 0.4).abs() < 1e-12, "{found}");
    assert_eq!(kappa(&pairs("yy yy")), None);
}

/// `SNAPSHOTS=overwrite cargo test` writes the table in the docs anew after codings have changed.
#[test]
fn two_people_agree_on_what_was_known() {
    let coded = coded_twice();
    assert!(coded.len() >= 60, "{} are coded twice", coded.len());
    let mut table = format!(
        "\n{} of the decisions were coded a second time by somebody who saw neither the first \
         coding nor the rules. Of each\nquestion: how many of them both answered, how often with \
         the same answer, and Cohen's kappa, which takes off what\nchance would give (numbers by \
         order of magnitude, each of several choices for itself); and how often both answered\nor \
         both left it out. Kappa is given from {ENOUGH} answers on.\n\n| question | both answered \
         | the same | kappa | both or none |\n|---|--:|--:|--:|--:|\n",
        coded.len()
    );
    let (mut low, mut all) = (Vec::new(), Vec::new());
    for question in &BASE.questions {
        let field = BASE.fields.get(question.field);
        let both: Vec<(Value, Value)> = coded
            .iter()
            .filter_map(|(one, other)| Some((one.get(question.field)?, other.get(question.field)?)))
            .collect();
        let answers = |coding: &Coding| coding.get(question.field).is_some();
        let alike = coded.iter().filter(|(one, other)| answers(one) == answers(other)).count();
        let pairs: Vec<(String, String)> = both
            .iter()
            .flat_map(|(one, other)| compared(field, *one).into_iter().zip(compared(field, *other)))
            .collect();
        let same = both
            .iter()
            .filter(|(one, other)| compared(field, *one) == compared(field, *other))
            .count();
        let found = kappa(&pairs).filter(|_| both.len() >= ENOUGH);
        if let Some(found) = found {
            all.push(found);
            if found < 0.4 {
                low.push((field.id.as_str(), found));
            }
        }
        let shown = found.map_or_else(|| "-".to_owned(), |it| format!("{it:.2}"));
        let percent = |part: usize, whole: usize| match whole {
            0 => "-".to_owned(),
            _ => format!("{:.0} %", 100.0 * part as f64 / whole as f64),
        };
        let _ = writeln!(
            table,
            "| `{}` | {} | {} | {shown} | {} |",
            field.id,
            both.len(),
            percent(same, both.len()),
            percent(alike, coded.len())
        );
    }
    all.sort_by(f64::total_cmp);
    let median = all[all.len() / 2];
    let _ = writeln!(table, "\nThe median kappa is {median:.2}.");
    println!("{table}");
    filled_in("kappa", &table);
    assert!(median >= 0.6, "the median kappa is {median:.2}");
    assert!(low.len() <= 3, "{low:?}");
}

/// Compares a part of the docs, between two comments, with what is worked out.
pub(crate) fn filled_in(part: &str, text: &str) {
    const PAGE: &str = "docs/corpus.md";
    let page = fs::read_to_string(package().join(PAGE)).unwrap();
    let (open, close) = (format!("<!-- {part} -->"), format!("<!-- /{part} -->"));
    let (before, rest) = page.split_once(&open).unwrap();
    let after = rest.split_once(&close).map_or(rest, |(_, after)| after);
    golden(format!("../{PAGE}"), format!("{before}{open}{text}{close}{after}"));
}

#[test]
fn decisions_come_with_packs_rule_bases_folders_and_records() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let precedents = |arguments: &[&str]| -> serde_json::Value {
        let all =
            [&["precedents", "profile.yaml", "--format", "json", "--limit", "400"], arguments];
        let printed = whereto(&all.concat()).within(folder.path()).succeeds();
        serde_json::from_str(&printed).unwrap()
    };
    let holds = |json: &serde_json::Value, id: &str| {
        json["precedents"].as_array().unwrap().iter().any(|it| it["id"] == id)
    };
    let profile = "\
project: Rounds
clients: [mobile, web]
team: {size: 2, operations: none, stage: mvp}
features: [offline]
";
    fs::write(path("profile.yaml"), profile).unwrap();
    let decision = DECISION.replace("team.size: 2", "team: {size: 2, stage: mvp}");
    let plain = precedents(&[]);
    let shipped = plain["decisions"].as_u64().unwrap();
    assert_eq!(shipped as usize, CORPUS.decisions.len());

    // A folder of decisions, of records and of what is neither.
    fs::create_dir(path("decisions")).unwrap();
    fs::write(path("decisions/ours.yaml"), &decision).unwrap();
    fs::write(path("decisions/profile.yaml"), profile).unwrap();
    fs::write(path("decisions/README.md"), "# Decisions\n").unwrap();
    whereto(&["adr", "profile.yaml", "--dir", "decisions/records"]).within(folder.path()).finish();
    let record = fs::read_dir(path("decisions/records")).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&record).unwrap();
    let date = text.lines().find(|line| line.starts_with("date: ")).unwrap();
    fs::write(&record, text.replacen(date, "date: 2024-03-05", 1)).unwrap();
    let json = precedents(&["--decisions", "decisions"]);
    assert_eq!(json["decisions"].as_u64().unwrap(), shipped + 2, "{json}");
    assert!(holds(&json, "field-sales"));
    // The record is the nearest for all but the project itself.
    let nearest = json["precedents"][0]["id"].as_str().unwrap();
    assert!(!nearest.starts_with("0001-"), "{nearest}");
    fs::write(path("profile.yaml"), profile.replace("Rounds", "Other rounds")).unwrap();
    let json = precedents(&["--decisions", "decisions"]);
    let nearest = json["precedents"][0]["id"].as_str().unwrap();
    assert!(nearest.starts_with("0001-"), "{nearest}");
    assert_eq!(json["precedents"][0]["distance"], 0.0);
    assert_eq!(json["precedents"][0]["year"], 2024);

    // A pack brings decisions in a folder, which are no rules.
    fs::create_dir_all(path("pack/decisions")).unwrap();
    fs::write(
        path("pack/pack.yaml"),
        "pack: {name: ours, version: '1', reviewed: 2026-01-01, about: ours}\n",
    )
    .unwrap();
    fs::write(path("pack/decisions/ours.yaml"), &decision).unwrap();
    let json = precedents(&["--pack", "pack"]);
    assert_eq!(json["decisions"].as_u64().unwrap(), shipped + 1);

    // Another rule base has its own alone.
    let small = package().join("tests/small");
    let small = small.to_str().unwrap();
    let refused =
        whereto(&["precedents", "profile.yaml", "--rules", small, "--decisions", "decisions"])
            .within(folder.path())
            .finish();
    assert_eq!(refused.status, 2, "{}", refused.stderr);

    // What is wrong keeps everything from being compared.
    fs::write(path("decisions/ours.yaml"), decision.replace("firebase", "firebasse")).unwrap();
    let refused = whereto(&["advise", "profile.yaml", "--decisions", "decisions"])
        .within(folder.path())
        .refused();
    assert!(refused.contains("decisions/ours.yaml:3:13"), "{refused}");
}
