//! How long the parts of a run take, each alone, on the shipped rule base: `cargo bench --bench
//! analyses`.

use std::{
    fs,
    hint::black_box,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use rust_decimal::Decimal;
use whereto::{
    advice::{Advice, Assessor},
    analysis::{
        Case, acceptability,
        acceptability::Settings,
        flips, information, open_questions,
        sampling::{Draw, Urn},
    },
    assessment::Engine,
    cost::Estimator,
    field::{Facts, Value},
    problem::Problems,
    profile::{LineReader, Profile},
    report::brief::{Brief, RuleIds},
    rulebase::RuleBase,
    source::Source,
};

/// Where the crate is.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Where the rule base is.
const RULES: [&str; 2] = ["rules", "rules/dimensions"];

fn main() -> Result<(), String> {
    // Cargo says `--bench`; anything else is what the names of parts must hold.
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let bench = Bench { only: only.unwrap_or_default() };
    let base = RuleBase::shipped().map_err(|problems| messages(&problems))?;
    let engine = Engine::new(&base).map_err(|problem| problem.message)?;
    loading(&bench, &base)?;
    // A profile of the kind that people write, with some questions open; and one with nearly all
    // open.
    parts(&bench, &engine, "b2b-saas")?;
    parts(&bench, &engine, "just-an-idea")?;
    batch(&bench, &engine)?;
    Ok(())
}

/// Measures one thing after the other, and prints what each takes.
struct Bench {
    only: String,
}

impl Bench {
    /// How long one sample takes at least, and how many there are.
    const SAMPLE: Duration = Duration::from_millis(10);
    const SAMPLES: usize = 100;

    /// Prints the median of the samples, and the least and the greatest of all but a tenth of them.
    fn time<T>(&self, of: &str, part: &str, mut work: impl FnMut() -> T) {
        let name = format!("{of}: {part}");
        if !name.contains(&self.only) {
            return;
        }
        let mut rounds = 1;
        while sample(rounds, &mut work) < Self::SAMPLE {
            rounds *= 2;
        }
        let each = |_| sample(rounds, &mut work).as_secs_f64() / f64::from(rounds);
        let mut times: Vec<f64> = (0..Self::SAMPLES).map(each).collect();
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| {
            1e6 * times.get(percent * Self::SAMPLES / 100).copied().unwrap_or_default()
        };
        println!("{name:60} {:12.3} µs ({:.3} to {:.3})", at(50), at(5), at(95));
    }
}

fn sample<T>(rounds: u32, work: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..rounds {
        black_box(work());
    }
    start.elapsed()
}

/// What is done once for a run.
fn loading(bench: &Bench, base: &RuleBase) -> Result<(), String> {
    let mut files = Vec::new();
    for path in
        RULES.iter().map(|folder| yaml_files(folder)).collect::<Result<Vec<_>, _>>()?.concat()
    {
        files.push(read(&path)?);
    }
    bench.time("rule base", "load what is built in", RuleBase::shipped);
    bench.time("rule base", "load the same from YAML", || RuleBase::load(black_box(&files)));
    bench.time("rule base", "compile", || Engine::new(black_box(base)));
    Ok(())
}

/// What is done for a profile.
fn parts(bench: &Bench, engine: &Engine<'_>, name: &str) -> Result<(), String> {
    let base = engine.base();
    let source = read(&format!("examples/{name}.yaml"))?;
    let profile = Profile::read(&source, base).map_err(|problems| messages(&problems))?;
    let estimator = Estimator::new(base, &profile.assumptions);
    let facts = estimator.facts(&profile.answers);
    let case = Case {
        engine,
        answers: &profile.answers,
        weights: &profile.weights,
        derivation: &estimator,
    };
    let assessment = case.assess();
    let settings = Settings::default();

    bench.time(name, "read the profile", || Profile::read(black_box(&source), base));
    bench.time(name, "estimate", || {
        Estimator::new(base, &profile.assumptions).facts(black_box(&profile.answers))
    });
    // What analyses ask for: other answers to the same project, one changed or all that are open.
    let others = [
        (
            "1,000 estimates along requests",
            along(base, &profile.answers, "traffic.requests_per_month"),
        ),
        ("1,000 estimates along data", along(base, &profile.answers, "data.size_gb")),
        ("1,000 estimates of completions", completed(&case)),
    ];
    for (part, others) in &others {
        bench.time(name, part, || {
            others.iter().map(|answers| estimator.facts(answers).known().count()).sum::<usize>()
        });
    }
    bench.time(name, "assess", || engine.assess(black_box(&facts), &profile.weights));
    bench.time(name, "open questions", || {
        open_questions::open_questions(black_box(&case), &assessment)
    });
    bench.time(name, "flips", || flips::flips(black_box(&case), &assessment.verdict));
    bench.time(name, "10,000 weightings", || {
        acceptability::acceptability(black_box(&case), &settings)
    });
    bench.time(name, "1,000 completions", || {
        let always = |_| information::CERTAIN;
        information::completions(black_box(&case), &assessment, &case.open(), always, 1_000, 1);
    });
    bench.time(name, "all analyses", || {
        let advice = Advice::new(engine, black_box(&profile).clone(), &settings);
        (advice.confidence(), advice.flip_pairs().len(), advice.relaxations().len())
    });
    Ok(())
}

/// The same answers with a thousand others to one question.
fn along(base: &RuleBase, answers: &Facts, question: &str) -> Vec<Facts> {
    let Some(field) = base.fields.find(question) else { return Vec::new() };
    let number = |number: u32| {
        let mut answers = answers.clone();
        answers.set(field, Some(Value::Number(Decimal::from(number * number))));
        answers
    };
    (1..=1_000).map(number).collect()
}

/// The same answers with all open questions answered, a thousand times.
fn completed(case: &Case<'_>) -> Vec<Facts> {
    let fields = &case.engine.base().fields;
    let mut draw = Draw::new(1);
    let mut complete = |_| {
        let mut answers = case.answers.clone();
        for field in case.open() {
            answers.set(field, draw.answer_of(&Urn::likely(fields.get(field))));
        }
        answers
    };
    (0..1_000).map(&mut complete).collect()
}

/// What `--ndjson` does for a line of plain answers on one processor, beside what reading the line
/// as JSON takes alone.
fn batch(bench: &Bench, engine: &Engine<'_>) -> Result<(), String> {
    let mut lines = Vec::new();
    for path in yaml_files("examples")? {
        let value: serde_json::Value =
            serde_yaml::from_str(read(&path)?.text()).map_err(|error| error.to_string())?;
        lines.push(value.to_string());
    }
    let (reader, assessor) = (LineReader::new(engine.base()), Assessor::new(engine));
    lines.retain(|line| reader.read(line).is_some());
    let ids = RuleIds::new(engine.base());
    let assessed = |line: &String| {
        let assessed = assessor.assess(reader.read(line)?);
        serde_json::to_string(&Brief::new(engine.base(), &ids, &assessed)).ok()
    };
    let parse = |line: &String| serde_json::from_str::<serde_json::Value>(line).is_ok();
    bench.time("ndjson", "parse as JSON", || {
        black_box(&lines).iter().filter(|line| parse(line)).count()
    });
    bench.time("ndjson", "assess and write", || {
        black_box(&lines).iter().filter_map(assessed).count()
    });
    Ok(())
}

fn yaml_files(folder: &str) -> Result<Vec<String>, String> {
    let entries =
        fs::read_dir(Path::new(ROOT).join(folder)).map_err(|error| format!("{folder}: {error}"))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut paths: Vec<String> = names
        .filter(|name| name.ends_with(".yaml"))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    paths.sort();
    Ok(paths)
}

fn read(path: &str) -> Result<Arc<Source>, String> {
    let text = fs::read_to_string(Path::new(ROOT).join(path))
        .map_err(|error| format!("{path}: {error}"))?;
    Ok(Source::new(path, text))
}

fn messages(problems: &Problems) -> String {
    problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join("\n")
}
