//! How time grows with rules, options, questions and profiles.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    Result,
    ours::{self, Whereto, path},
    questionnaire::{self, Question},
    rules,
    seconds::Runs,
    side_by_side::thousands,
    write_file,
};

/// How large something is.
#[derive(Clone, Copy)]
struct Size {
    rules: usize,
    options: usize,
    /// How often each question is there.
    questions: usize,
    profiles: usize,
}

/// What the others are larger than.
const SMALL: Size = Size { rules: 100, options: 3, questions: 1, profiles: 10_000 };

/// Decisions to calibrate by.
const DECISIONS: usize = 300;

/// Measures with one size after the other grown, and prints a row for each.
pub(crate) fn print(
    whereto: &Whereto,
    questions: &[Question],
    root: &Path,
    runs: usize,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let decisions = folder.path().join("decisions.yaml");
    write_decisions(root, &decisions)?;
    let bench = Bench { whereto, folder: folder.path(), decisions: &decisions, runs };
    bench.shipped(root)?;
    println!();
    println!(
        "| rules | options | questions | profiles | start | all profiles | each | lint | compare | calibrate |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let sizes = [
        SMALL,
        Size { rules: 1_000, ..SMALL },
        Size { rules: 10_000, ..SMALL },
        Size { options: 6, ..SMALL },
        Size { options: 12, ..SMALL },
        Size { questions: 2, ..SMALL },
        Size { questions: 4, ..SMALL },
        Size { profiles: 100_000, ..SMALL },
    ];
    sizes.iter().try_for_each(|size| bench.row(*size, questions))
}

struct Bench<'a> {
    whereto: &'a Whereto,
    folder: &'a Path,
    decisions: &'a Path,
    runs: usize,
}

impl Bench<'_> {
    /// Measures what is to be done within two seconds with the shipped rule base.
    fn shipped(&self, root: &Path) -> Result<()> {
        let pack = root.join("examples/packs/company-policy");
        let lint = self.least(&["rules", "lint"])?;
        let compare = self.least(&["compare", "--pack-b", path(&pack)?])?;
        let calibrate =
            self.least(&["rules", "calibrate", "--decisions", path(self.decisions)?])?;
        println!("shipped: lint {lint:.2} s, compare {compare:.2} s, calibrate {calibrate:.2} s");
        Ok(())
    }

    fn row(&self, size: Size, questions: &[Question]) -> Result<()> {
        let mut draw = fastrand::Rng::with_seed(1);
        let questions = questionnaire::times(questions, size.questions);
        let options = ours::options(size.options);
        let mut rules = rules::rules(&questions, size.rules, size.options, &mut draw);
        let [one, other] = ["a", "b"].map(|name| self.folder.join(name));
        for folder in [&one, &other] {
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
            fs::create_dir(folder)?;
            ours::write(&questions, &rules, &options, folder)?;
            // The other differs in the points of one rule.
            for points in rules.last_mut().map_or(&mut [][..], |rule| &mut rule.points) {
                *points = -*points;
            }
        }
        let profiles = ["one", "all"].map(|name| self.folder.join(name));
        write_file(&questions, 1.0, 1, &profiles[0])?;
        write_file(&questions, 1.0, size.profiles, &profiles[1])?;
        let [one, other] = [path(&one)?, path(&other)?];
        let [start, all] = [&profiles[0], &profiles[1]].map(|profiles| {
            self.least(&["advise", "--ndjson", "--jobs=1", "--rules", one, path(profiles)?])
        });
        let (start, all) = (start?, all?);
        let each = (all - start) / (size.profiles - 1) as f64 * 1e6;
        let compare = self.least(&["compare", "--rules-a", one, "--rules-b", other])?;
        let decisions = path(self.decisions)?;
        let lint = self.where_it_ends(size, &["rules", "lint", "--rules", one])?;
        let calibrate = ["rules", "calibrate", "--rules", one, "--decisions", decisions];
        let calibrate = self.where_it_ends(size, &calibrate)?;
        println!(
            "| {} | {} | {} | {} | {start:.3} s | {all:.2} s | {each:.1} µs | {lint} | {compare:.2} s | {calibrate} |",
            thousands(size.rules),
            size.options,
            questions.len(),
            thousands(size.profiles),
        );
        Ok(())
    }

    /// Measures what takes minutes with as many rules as nobody has; nothing is said of those.
    fn where_it_ends(&self, size: Size, arguments: &[&str]) -> Result<String> {
        const MOST: usize = 1_000;
        if size.rules > MOST {
            return Ok("–".to_owned());
        }
        Ok(format!("{:.2} s", self.least(arguments)?))
    }

    /// Returns the least processor time of several runs.
    fn least(&self, arguments: &[&str]) -> Result<f64> {
        let mut runs = Runs::default();
        for _ in 0..self.runs {
            runs.push(self.whereto.run(arguments, &self.folder.join("output"))?);
        }
        Ok(runs.least())
    }
}

/// Writes the first published decisions into one file.
fn write_decisions(root: &Path, to: &Path) -> Result<()> {
    let mut decisions = Vec::new();
    for entry in fs::read_dir(root.join("rules/decisions"))? {
        let text = fs::read_to_string(entry?.path())?;
        decisions.append(&mut serde_yaml::from_str::<Vec<Value>>(&text)?);
    }
    decisions.sort_by_key(|decision| decision["id"].to_string());
    decisions.truncate(DECISIONS);
    // JSON is YAML too.
    Ok(fs::write(to, json!(decisions).to_string())?)
}
