//! How long the parts of a run take, each alone, on the shipped rule base.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use whereto::{
    analysis::{self, Case, acceptability, acceptability::Settings, flips, information, open_questions},
    assessment::Engine,
    cost::Estimator,
    profile::Profile,
    rulebase::RuleBase,
    source::Source,
};

/// A profile of the kind that people write, with some questions open.
const PROFILE: &str = include_str!("../examples/b2b-saas.yaml");

fn parts(criterion: &mut Criterion) {
    let Ok(base) = RuleBase::shipped() else { return };
    let Ok(engine) = Engine::new(&base) else { return };
    let source = Source::new("b2b-saas.yaml", PROFILE);
    let Ok(profile) = Profile::read(&source, &base) else { return };
    let estimator = Estimator::new(&base, &profile.assumptions);
    let facts = estimator.facts(&profile.answers);
    let case = Case { engine: &engine, answers: &profile.answers, weights: &profile.weights, derivation: &estimator };
    let assessment = case.assess();
    let settings = Settings::default();

    criterion.bench_function("load the rule base", |bench| bench.iter(RuleBase::shipped));
    criterion.bench_function("compile the rule base", |bench| bench.iter(|| Engine::new(black_box(&base))));
    criterion.bench_function("read a profile", |bench| bench.iter(|| Profile::read(black_box(&source), &base)));
    criterion.bench_function("estimate", |bench| bench.iter(|| estimator.facts(black_box(&profile.answers))));
    criterion.bench_function("assess", |bench| bench.iter(|| engine.assess(black_box(&facts), &profile.weights)));
    criterion.bench_function("open questions", |bench| {
        bench.iter(|| open_questions::open_questions(black_box(&case), &assessment));
    });
    criterion.bench_function("flips", |bench| bench.iter(|| flips::flips(black_box(&case), &assessment.verdict)));
    criterion.bench_function("10,000 weightings", |bench| {
        bench.iter(|| acceptability::acceptability(black_box(&case), &settings));
    });
    criterion.bench_function("1,000 completions", |bench| {
        bench.iter(|| information::completions(black_box(&case), &assessment, 1_000, 1));
    });
    criterion.bench_function("all analyses", |bench| {
        bench.iter(|| analysis::analyse(black_box(&case), &assessment, &settings));
    });
}

criterion_group!(benches, parts);
criterion_main!(benches);
