//! Files that people write, changed at random: what the program reads, the schemas accept, and what
//! a schema can say, it says. Answers as people type them are in `answers`.

use std::{collections::BTreeSet, fs, sync::Arc};

use jsonschema::Validator;
use serde_json::{Value as Json, json};
use whereto::{
    config, corpus,
    problem::{Code, Problem, Problems},
    profile,
    rulebase::{Files, RuleBase},
    scenario, schema,
    source::Source,
};

use crate::{effort, generate::Draws, process::package};

/// Reads a file, and says what is wrong with it.
type Read<'b> = dyn Fn(&Json) -> Result<(), Problems> + 'b;

/// A kind of file.
struct Kind<'b> {
    validator: Validator,
    /// Files that are as they must be.
    sound: Vec<Json>,
    read: Box<Read<'b>>,
    /// What takes looking things up, or comparing them, and so is not for a schema to say of what
    /// was changed.
    beyond: fn(&Problem, &Json, &Json) -> bool,
}

fn file(path: &str) -> Json {
    let text = fs::read_to_string(package().join(path)).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A few of the things in files that are lists, of each kind at a time.
fn some_of(paths: &[&str], draws: &mut Draws) -> Vec<Json> {
    let things: Vec<Json> =
        paths.iter().flat_map(|path| file(path).as_array().unwrap().clone()).collect();
    (0..40)
        .map(|_| {
            let mut few = vec![draws.pick(&things).clone(), draws.pick(&things).clone()];
            few.dedup();
            Json::Array(few)
        })
        .collect()
}

/// What may stand in the place of anything.
fn anything(draws: &mut Draws) -> Json {
    let values = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(-1),
        json!(5),
        json!(2.5),
        json!(3.0),
        json!(11),
        json!(2026),
        json!(1e12),
        json!(""),
        json!(" "),
        json!("a-word"),
        json!("Two Words."),
        json!("0.20"),
        json!("-1"),
        json!("+1_000.5"),
        json!("5."),
        json!("2026-02-29"),
        json!("2026-05-31"),
        json!("2026-05"),
        json!("unknown"),
        json!("yes"),
        json!("true"),
        json!([]),
        json!({}),
        json!([null]),
        json!(["a-word"]),
        json!([["a-word"]]),
        json!({"a-word": 1}),
        json!({"no such": "key"}),
    ];
    draws.pick(&values).clone()
}

/// The places in a tree.
fn places(tree: &Json, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match tree {
        Json::Object(map) => map.iter().for_each(|(key, inner)| {
            let key = key.replace('~', "~0").replace('/', "~1");
            places(inner, &format!("{at}/{key}"), found);
        }),
        Json::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(at_, inner)| places(inner, &format!("{at}/{at_}"), found));
        }
        _ => {}
    }
}

/// Changes one thing in a tree; says what.
fn change(tree: &mut Json, draws: &mut Draws) -> String {
    let mut all = Vec::new();
    places(tree, "", &mut all);
    let at = draws.pick(&all).clone();
    let elsewhere = tree.pointer(draws.pick::<String>(&all)).unwrap().clone();
    let there = tree.pointer_mut(&at).unwrap();
    let before = there.clone();
    match (draws.below(9), &mut *there) {
        (0, Json::Object(map)) if !map.is_empty() => {
            let keys: Vec<String> = map.keys().cloned().collect();
            map.shift_remove(draws.pick::<String>(&keys));
        }
        (1, Json::Object(map)) => {
            let key = (*draws.pick(&["id", "name", "no_such_key", "when", "cites"])).to_owned();
            map.insert(key, anything(draws));
        }
        (2, Json::Object(map)) if !map.is_empty() => {
            let keys: Vec<String> = map.keys().cloned().collect();
            map.insert(draws.pick(&keys).clone(), json!(null));
        }
        (0..=2, Json::Array(list)) if !list.is_empty() => {
            let item = draws.below(list.len());
            match draws.below(3) {
                0 => drop(list.remove(item)),
                1 => list.push(list[item].clone()),
                _ => list.clear(),
            }
        }
        (0..=3, Json::String(text)) => {
            *text = match draws.below(6) {
                0 => format!(" {text} "),
                1 => text.to_uppercase(),
                2 => format!("{text}x"),
                3 => format!("{text}."),
                4 => text.chars().skip(1).collect(),
                _ => text.repeat(30),
            }
        }
        (0..=3, Json::Number(number)) => {
            let number = number.as_f64().unwrap();
            *there = draws
                .pick(&[
                    json!(-number),
                    json!(number + 0.5),
                    json!(number * 1000.0),
                    json!(number.to_string()),
                ])
                .clone();
        }
        (4, value) => *value = json!([value.clone()]),
        (5, value) => *value = elsewhere,
        (_, value) => *value = anything(draws),
    }
    let after = tree.pointer(&at).unwrap();
    let short = |value: &Json| value.to_string().chars().take(200).collect::<String>();
    format!("{at}: {} became {}", short(&before), short(after))
}

impl Kind<'_> {
    /// What the program and the schema disagree about.
    fn disagreements(&self, draws: &mut Draws, count: u32) -> Vec<String> {
        let (mut wrong, mut taken, mut refused) = (BTreeSet::new(), 0, 0);
        for sound in &self.sound {
            assert!(self.validator.is_valid(sound), "{sound}");
            (self.read)(sound).unwrap_or_else(|problems| panic!("{problems}\n{sound}"));
        }
        for _ in 0..count {
            let sound = draws.pick(&self.sound);
            let mut changed = sound.clone();
            let mut what = change(&mut changed, draws);
            if draws.once_in(4) {
                what += ", ";
                what += &change(&mut changed, draws);
            }
            let problems = (self.read)(&changed).err();
            let is_sayable = |problem: &Problem| {
                problem.place().is_some() && !(self.beyond)(problem, sound, &changed)
            };
            let sayable: Vec<String> = problems
                .iter()
                .flat_map(|problems| problems.iter())
                .filter(|problem| is_sayable(problem))
                .map(|problem| format!("{}: {}", problem.code.name, problem.message))
                .collect();
            match self.validator.validate(&changed) {
                Ok(()) if !sayable.is_empty() => {
                    wrong.insert(format!(
                        "only the program refuses it: {what}\n  {}",
                        sayable.join("\n  ")
                    ));
                }
                Err(error) if problems.is_none() => {
                    wrong.insert(format!(
                        "only the schema refuses it: {what}\n  {}: {}",
                        error.instance_path(),
                        error.to_string().chars().take(300).collect::<String>()
                    ));
                }
                Ok(()) => taken += 1,
                Err(_) => refused += 1,
            }
        }
        assert!(taken > count / 50 && refused > count / 4, "{taken} taken, {refused} refused");
        wrong.into_iter().collect()
    }
}

#[track_caller]
fn agree(kind: &Kind<'_>, seed: u64, all: u32) {
    let count = effort::cases(all);
    let wrong = kind.disagreements(&mut Draws::seeded(seed, 40 * count as usize), count);
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is looked up, and what a number in a text comes to.
fn is_looked_up(problem: &Problem) -> bool {
    let is_text = problem.message.contains("found the text");
    matches!(problem.code, Code::UNKNOWN_ID | Code::DUPLICATE_ID)
        || problem.code == Code::OUT_OF_RANGE && is_text
        || problem.code == Code::DUPLICATE_KEY
        || problem.message.ends_with("is said to be inferred, but is not answered")
}

/// The same of rule files, and what only several numbers, entries or files together tell.
fn is_compared(problem: &Problem, sound: &Json, changed: &Json) -> bool {
    const TOGETHER: [&str; 12] = [
        "each tier must end later than the one before it",
        "every tier but the last one ends somewhere",
        "a machine has no memory left beside what the system keeps",
        "`range` must start at zero or more and ",
        "`step` must be a power of ten",
        "the last entry, and no other, must have no `when`",
        "must be in this order",
        "says something of",
        "the pack has no header",
        // Of a formula, a schema says only that there is one.
        "` is no number",
        "there is no function or column",
        "a formula has at most",
    ];
    is_looked_up(problem)
        || matches!(problem.code, Code::EVIDENCE | Code::INCONSISTENT | Code::COLLISION)
        || problem.message.ends_with("must have either `points` or `excludes`")
            && sound["overrides"] != changed["overrides"]
        || problem.code == Code::UNKNOWN_CHOICE
            && (sound["questions"] != changed["questions"]
                || sound["prices"]["assumptions"] != changed["prices"]["assumptions"])
        || TOGETHER.iter().any(|words| problem.message.contains(words))
}

fn small() -> RuleBase {
    let text = fs::read_to_string(package().join("tests/small/rules.yaml")).unwrap();
    RuleBase::load(&[Source::new("rules.yaml", text)]).unwrap()
}

fn validator(schema: &Json) -> Validator {
    jsonschema::draft202012::new(schema).unwrap()
}

#[test]
fn scenarios_are_read_as_their_schema_says() {
    let base = RuleBase::shipped().unwrap();
    let files = ["practice", "projects", "documents", "field-reports"];
    let files = files.map(|name| format!("rules/scenarios/{name}.yaml"));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let read = |file: &Json| {
        scenario::read(&Source::new("scenarios.yaml", file.to_string()), &base).map(drop)
    };
    let kind = Kind {
        validator: validator(&schema::scenarios(&base)),
        sound: some_of(&files, &mut Draws::seeded(1, 1000)),
        read: Box::new(read),
        beyond: |problem, _, _| is_looked_up(problem),
    };
    agree(&kind, 1, 2_000);
}

#[test]
fn decisions_are_read_as_their_schema_says() {
    let base = RuleBase::shipped().unwrap();
    let files = ["aws-lambda", "firebase", "traditional-server"];
    let files = files.map(|name| format!("rules/decisions/{name}.yaml"));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let read = |file: &Json| {
        corpus::read(&[Source::new("decisions.yaml", file.to_string())], &base).map(drop)
    };
    let kind = Kind {
        validator: validator(&schema::decisions(&base)),
        sound: some_of(&files, &mut Draws::seeded(2, 1000)),
        read: Box::new(read),
        beyond: |problem, _, _| is_looked_up(problem),
    };
    agree(&kind, 2, 2_000);
}

#[test]
fn settings_are_read_as_their_schema_says() {
    let base = RuleBase::shipped().unwrap();
    let read = |file: &Json| {
        let settings = config::read(&Source::new("config.yaml", file.to_string()))?;
        let weights =
            settings.iter().filter_map(|it| Some((it, it.name.strip_prefix("weights.")?)));
        for (setting, dimension) in weights {
            profile::weight(&base, dimension, &setting.values[0], "weights.")?;
        }
        Ok(())
    };
    let sound = [
        json!({"profile": "a.yaml", "packs": ["a", "b"], "weights": {"cost": 5}, "currency": "EUR"}),
        json!({"gates": {"strict": true, "weaker_by": 3, "min_acceptability": 0.6}, "packs": "a"}),
        json!({"gates": {"sources_newer_than": "24mo", "max_monthly_cost": "1.5k"}, "rate": 0.9}),
        json!({"rules": "rules", "prices": "prices.yaml", "decisions": "docs", "gates": null}),
    ];
    let kind = Kind {
        validator: validator(&schema::config(&base)),
        sound: sound.into(),
        read: Box::new(read),
        beyond: |problem, _, _| is_looked_up(problem),
    };
    agree(&kind, 3, 2_000);
}

#[test]
fn rule_files_are_read_as_their_schema_says() {
    let base = small();
    let read =
        |file: &Json| RuleBase::load(&[Source::new("rules.yaml", file.to_string())]).map(drop);
    let kind = Kind {
        validator: validator(&schema::rules(&base)),
        sound: vec![file("tests/small/rules.yaml")],
        read: Box::new(read),
        beyond: is_compared,
    };
    agree(&kind, 4, 2_000);
}

/// Packs over the small rule base.
#[test]
fn packs_are_read_as_their_schema_says() {
    let source = |path: &str| Source::new(path, fs::read_to_string(package().join(path)).unwrap());
    let with = |packs: Vec<Vec<Arc<Source>>>| {
        RuleBase::read(&Files {
            base: Some(vec![source("tests/small/rules.yaml")]),
            packs,
            prices: None,
        })
    };
    let fourth = || vec![source("tests/packs/fourth/pack.yaml")];
    let base = with(vec![fourth(), vec![source("tests/packs/house.yaml")]]).unwrap();
    let read = |file: &Json| {
        with(vec![fourth(), vec![Source::new("pack.yaml", file.to_string())]]).map(drop)
    };
    let kind = Kind {
        validator: validator(&schema::rules(&base)),
        sound: vec![file("tests/packs/house.yaml")],
        read: Box::new(read),
        beyond: is_compared,
    };
    agree(&kind, 5, 2_000);
}

/// All that ships, each file in turn.
#[test]
fn the_files_of_the_rule_base_are_read_as_their_schema_says() {
    let names = ["prices", "questions", "options", "traces", "sources"];
    let others: Vec<_> = shipped_but(&[]);
    let base = RuleBase::load(&others).unwrap();
    let validator = || validator(&schema::rules(&base));
    for (seed, name) in names.iter().enumerate() {
        let path = format!("rules/{name}.yaml");
        let others = shipped_but(&[&path]);
        let read = |file: &Json| {
            let own = Source::new(path.clone(), file.to_string());
            RuleBase::load(&[others.as_slice(), &[own]].concat()).map(drop)
        };
        let kind = Kind {
            validator: validator(),
            sound: vec![file(&path)],
            read: Box::new(read),
            beyond: is_compared,
        };
        agree(&kind, seed as u64, 120);
    }
}

fn shipped_but(left_out: &[&str]) -> Vec<Arc<Source>> {
    let mut files: Vec<_> = fs::read_dir(package().join("rules"))
        .unwrap()
        .chain(fs::read_dir(package().join("rules/dimensions")).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "yaml"))
        .collect();
    files.sort();
    files.retain(|path| !left_out.iter().any(|name| path.ends_with(name)));
    let source = |path: &std::path::PathBuf| {
        Source::new(path.display().to_string(), fs::read_to_string(path).unwrap())
    };
    files.iter().map(source).collect()
}
