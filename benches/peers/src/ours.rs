//! Ours: the program, with rules in files of its own, as anybody runs it.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::{Map, Value, json};

use crate::{
    Result,
    questionnaire::{Question, Test},
    rules::{Condition, Rule},
    seconds,
};

/// The options, by their ids.
pub(crate) fn options(count: usize) -> Vec<String> {
    let known = ["aws-lambda", "firebase", "traditional-server"].map(str::to_owned);
    known.into_iter().chain((4..).map(|number| format!("option-{number}"))).take(count).collect()
}

/// The program.
pub(crate) struct Whereto(PathBuf);

impl Whereto {
    /// Takes the program that is given, or builds the one that this is part of.
    pub(crate) fn find(given: Option<PathBuf>, root: &Path) -> Result<Self> {
        if let Some(given) = given {
            return Ok(Self(given));
        }
        let mut cargo = Command::new(env!("CARGO"));
        let built = cargo.args(["build", "--release", "--bin", "whereto"]).current_dir(root);
        if !built.status()?.success() {
            return Err("whereto could not be built".into());
        }
        Ok(Self(root.join("target/release/whereto")))
    }

    /// Runs it with its output in a file, and returns what processor time it took.
    ///
    /// # Errors
    /// When it refuses its input; that its answer is no, or none, is no error.
    pub(crate) fn run(&self, arguments: &[&str], to: &Path) -> Result<f64> {
        let mut program = Command::new(&self.0);
        program.args(arguments).stdin(Stdio::null()).stdout(File::create(to)?);
        let (output, taken) = seconds::of_children(|| program.stderr(Stdio::piped()).output())?;
        let output = output?;
        if !matches!(output.status.code(), Some(0 | 1 | 3)) {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("whereto {}: {said}", arguments.join(" ")).into());
        }
        Ok(taken)
    }

    /// Assesses a file of profiles on one thread, by rules in a folder or those that are built in.
    pub(crate) fn advise(&self, rules: Option<&Path>, profiles: &Path, to: &Path) -> Result<f64> {
        let mut arguments = vec!["advise", "--ndjson", "--jobs=1", path(profiles)?];
        if let Some(rules) = rules {
            arguments.extend(["--rules", path(rules)?]);
        }
        self.run(&arguments, to)
    }
}

/// Returns a path as an argument.
pub(crate) fn path(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| format!("{} is not UTF-8", path.display()).into())
}

/// Writes a rule base of these rules into a folder.
pub(crate) fn write(
    questions: &[Question],
    rules: &[Rule],
    options: &[String],
    folder: &Path,
) -> Result<()> {
    let mut dimensions: Vec<&str> = questions.iter().map(Question::dimension).collect();
    dimensions.sort_unstable();
    dimensions.dedup();
    let dimension = |id: &&str| json!({"id": id, "name": id, "about": "of that kind", "weight": 1});
    let option = |id: &String| json!({"id": id, "name": id, "kind": "server", "about": "a platform", "products": []});
    let base = json!({
        "rule_base": {"name": "peers", "version": "1.0.0", "reviewed": "2026-11-28"},
        "dimensions": dimensions.iter().map(dimension).collect::<Value>(),
        "questions": questions.iter().map(Question::rule_file).collect::<Value>(),
        "options": options.iter().map(option).collect::<Value>(),
        "facts": [{
            "id": "drawn", "says": "It was drawn.", "value": "yes", "unit": "drawn",
            "as_of": "2026-11", "source": "the generator", "confidence": "high",
        }],
    });
    // JSON is YAML too, and no file may be larger than a mebibyte.
    fs::write(folder.join("base.yaml"), base.to_string())?;
    for (number, rules) in rules.chunks(1_000).enumerate() {
        let rules = rules.iter().map(|rule| written(rule, options)).collect::<Value>();
        fs::write(
            folder.join(format!("rules-{number}.yaml")),
            json!({"rules": rules}).to_string(),
        )?;
    }
    Ok(())
}

fn written(rule: &Rule, options: &[String]) -> Value {
    let points = options.iter().zip(&rule.points).filter(|(_, points)| **points != 0);
    json!({
        "id": rule.id, "dimension": rule.dimension, "when": condition(&rule.when),
        "points": points.map(|(id, points)| (id.clone(), json!(points))).collect::<Map<_, _>>(),
        "because": "It was drawn so.", "cites": ["drawn"], "grade": "judgement",
    })
}

fn condition(when: &Condition) -> Value {
    let all = |conditions: &[Condition]| conditions.iter().map(condition).collect::<Value>();
    match when {
        Condition::All(conditions) => json!({"all": all(conditions)}),
        Condition::Any(conditions) => json!({"any": all(conditions)}),
        Condition::Not(when) => json!({"not": condition(when)}),
        Condition::Test(field, Test::OneOf(choices)) => json!({field: {"one_of": choices}}),
        Condition::Test(field, Test::Contains(choice)) => json!({field: {"contains": choice}}),
        Condition::Test(field, Test::YesNo(yes)) => json!({field: yes}),
        Condition::Test(field, Test::Number(bound, number)) => {
            json!({field: {bound.word(): number}})
        }
    }
}
