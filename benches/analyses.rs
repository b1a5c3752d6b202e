//! How long the parts of a run take, each alone, on the shipped rule base: `cargo bench --bench
//! analyses`.

use std::{fs, hint::black_box, path::Path, sync::Arc};

use criterion::{Criterion, Throughput};
use whereto::{
    analysis::{
        self, Case, acceptability, acceptability::Settings, flips, information, open_questions,
    },
    assessment::Engine,
    cost::Estimator,
    problem::Problems,
    profile::Profile,
    report::brief::Brief,
    rulebase::RuleBase,
    source::Source,
};

/// Where the crate is.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Where the rule base is.
const RULES: [&str; 2] = ["rules", "rules/dimensions"];

fn main() -> Result<(), String> {
    let mut criterion = Criterion::default().configure_from_args();
    let base = RuleBase::shipped().map_err(|problems| messages(&problems))?;
    let engine = Engine::new(&base).map_err(|problem| problem.message)?;
    loading(&mut criterion, &base)?;
    // A profile of the kind that people write, with some questions open; and one with nearly all
    // open.
    parts(&mut criterion, &engine, "b2b-saas")?;
    parts(&mut criterion, &engine, "just-an-idea")?;
    batch(&mut criterion, &engine)?;
    criterion.final_summary();
    Ok(())
}

/// What is done once for a run.
fn loading(criterion: &mut Criterion, base: &RuleBase) -> Result<(), String> {
    let mut files = Vec::new();
    for path in
        RULES.iter().map(|folder| yaml_files(folder)).collect::<Result<Vec<_>, _>>()?.concat()
    {
        files.push(read(&path)?);
    }
    let mut group = criterion.benchmark_group("rule base");
    group.bench_function("load what is built in", |bench| bench.iter(RuleBase::shipped));
    group.bench_function("load the same from YAML", |bench| {
        bench.iter(|| RuleBase::load(black_box(&files)))
    });
    group.bench_function("compile", |bench| bench.iter(|| Engine::new(black_box(base))));
    group.finish();
    Ok(())
}

/// What is done for a profile.
fn parts(criterion: &mut Criterion, engine: &Engine<'_>, name: &str) -> Result<(), String> {
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

    let mut group = criterion.benchmark_group(name);
    group.bench_function("read the profile", |bench| {
        bench.iter(|| Profile::read(black_box(&source), base))
    });
    group.bench_function("estimate", |bench| {
        bench.iter(|| estimator.facts(black_box(&profile.answers)))
    });
    group.bench_function("assess", |bench| {
        bench.iter(|| engine.assess(black_box(&facts), &profile.weights))
    });
    group.bench_function("open questions", |bench| {
        bench.iter(|| open_questions::open_questions(black_box(&case), &assessment));
    });
    group.bench_function("flips", |bench| {
        bench.iter(|| flips::flips(black_box(&case), &assessment.verdict))
    });
    group.bench_function("10,000 weightings", |bench| {
        bench.iter(|| acceptability::acceptability(black_box(&case), &settings));
    });
    group.bench_function("1,000 completions", |bench| {
        bench.iter(|| {
            information::completions(black_box(&case), &assessment, &case.open(), 1_000, 1)
        });
    });
    group.bench_function("all analyses", |bench| {
        bench.iter(|| analysis::analyse(black_box(&case), &assessment, &settings));
    });
    group.finish();
    Ok(())
}

/// What `--ndjson` does for a line on one processor, beside what reading the line as JSON takes
/// alone.
fn batch(criterion: &mut Criterion, engine: &Engine<'_>) -> Result<(), String> {
    let mut lines = Vec::new();
    for path in yaml_files("examples")? {
        let value: serde_json::Value =
            serde_yaml::from_str(read(&path)?.text()).map_err(|error| error.to_string())?;
        lines.push(value.to_string());
    }
    let mut group = criterion.benchmark_group("ndjson");
    group.throughput(Throughput::Elements(lines.len() as u64));
    group.bench_function("parse as JSON", |bench| {
        let parse = |line: &String| serde_json::from_str::<serde_json::Value>(line).is_ok();
        bench.iter(|| black_box(&lines).iter().filter(|line| parse(line)).count());
    });
    group.bench_function("assess and write", |bench| {
        bench.iter(|| black_box(&lines).iter().filter_map(|line| assessed(engine, line)).count());
    });
    group.finish();
    Ok(())
}

fn assessed(engine: &Engine<'_>, line: &str) -> Option<String> {
    let base = engine.base();
    let profile = Profile::read_json(&Source::new("line", line), base).ok()?;
    let facts = Estimator::new(base, &profile.assumptions).facts(&profile.answers);
    let assessment = engine.assess(&facts, &profile.weights);
    serde_json::to_string(&Brief::new(
        base,
        &profile,
        &assessment,
        &profile.contradictions(base, &facts),
    ))
    .ok()
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
