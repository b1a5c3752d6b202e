//! How well the advice agrees with published decisions, beside what is simpler: the most frequent
//! choice, a table of weights written down in ten minutes, naive Bayes, and a regularised regression
//! on the answers. All of them see the same answers and the same parts of the corpus.

use std::{fmt::Write, fs, sync::LazyLock, thread};

use whereto::{
    advice::Advice,
    analysis::{
        acceptability::Settings,
        confidence::{Confidence, Holds},
        information, remaining,
    },
    assessment::Engine,
    calibration::{Calibration, Form, best, patch},
    corpus::{
        Decision, Set,
        fit::{self, Quality, Sample},
    },
    field::{Facts, FieldId, Kind, Value},
    profile::Profile,
    source::Source,
};

use crate::{
    corpus::{BASE, filled_in},
    process::{golden, package},
};

static ENGINE: LazyLock<Engine<'static>> = LazyLock::new(|| Engine::new(&BASE).unwrap());

static CALIBRATION: LazyLock<Calibration<'static>> =
    LazyLock::new(|| Calibration::new(&ENGINE, ENGINE.corpus().decisions.iter().collect(), 1));

/// How many decisions state each answer.
static STATED: LazyLock<Vec<f64>> = LazyLock::new(|| remaining::stated(&ENGINE));

/// The shares of the options, one list for each sample.
type Foretold = Vec<Vec<f64>>;

/// Which samples may be learned from.
type Known<'k> = &'k dyn Fn(&Sample) -> bool;

fn samples() -> &'static [Sample] {
    &CALIBRATION.problem.samples
}

/// The answers that a sample knows.
fn answers(number: usize) -> Facts {
    CALIBRATION.decisions[number / 2].answers(number % 2 == 1)
}

// --- what is simpler

/// As often as each option was chosen.
fn majority(known: Known<'_>) -> Foretold {
    let mut counts = [1.0; 3];
    samples().iter().filter(|it| known(it)).for_each(|it| counts[it.chosen] += it.weight);
    let sum: f64 = counts.iter().sum();
    vec![counts.map(|count| count / sum).to_vec(); samples().len()]
}

/// A test on one answer.
enum When {
    Is(&'static [&'static str]),
    Contains(&'static str),
    Yes(bool),
    AtLeast(f64),
    AtMost(f64),
    Over(f64),
    Under(f64),
}
use When::{AtLeast, AtMost, Contains, Is, Over, Under, Yes};

/// Forty weights, written down in ten minutes: points for Lambda, Firebase and a server.
const NAIVE: &[(&str, When, [i8; 3])] = &[
    ("traffic.pattern", Is(&["bursty", "unpredictable"]), [3, 2, -2]),
    ("traffic.pattern", Is(&["rare"]), [3, 1, -3]),
    ("traffic.pattern", Is(&["steady"]), [-2, -1, 2]),
    ("traffic.requests_per_month", Over(5e8), [-1, -2, 3]),
    ("traffic.requests_per_month", Under(5e6), [1, 1, -1]),
    ("traffic.peak_to_average", AtLeast(5.0), [2, 1, -1]),
    ("latency.p99_target_ms", AtMost(100.0), [-3, -2, 3]),
    ("latency.cold_start_ok", Yes(false), [-3, -1, 2]),
    ("latency.cold_start_ok", Yes(true), [2, 1, 0]),
    ("compute.style", Is(&["realtime"]), [-2, 0, 3]),
    ("compute.style", Is(&["event-driven"]), [3, 0, -1]),
    ("compute.style", Is(&["batch"]), [0, -2, 1]),
    ("compute.style", Is(&["streaming"]), [-1, -1, 2]),
    ("compute.max_duration_s", Over(300.0), [-2, -2, 3]),
    ("state.in_memory", Is(&["authoritative"]), [-4, -3, 4]),
    ("state.in_memory", Is(&["session", "cache"]), [-2, -1, 2]),
    ("state.connections", Is(&["websocket"]), [-3, 0, 3]),
    ("state.connections", Is(&["raw-socket"]), [-5, -5, 4]),
    ("state.connections", Is(&["client-sync"]), [-1, 4, 0]),
    ("data.model", Is(&["relational"]), [-1, -3, 2]),
    ("data.model", Is(&["document"]), [0, 2, 0]),
    ("data.model", Is(&["key-value"]), [2, 0, 0]),
    ("data.queries", Is(&["complex"]), [-1, -2, 2]),
    ("data.size_gb", Over(500.0), [0, -2, 1]),
    ("compliance.data_residency", Is(&["country"]), [-1, -1, 2]),
    ("compliance.infrastructure_control", Is(&["full"]), [-3, -3, 4]),
    ("team.size", AtMost(5.0), [1, 2, -1]),
    ("team.size", Over(15.0), [1, -2, 1]),
    ("team.operations", Is(&["none"]), [2, 3, -2]),
    ("team.operations", Is(&["dedicated"]), [0, -2, 2]),
    ("team.stage", Is(&["prototype", "mvp"]), [1, 2, -1]),
    ("team.stage", Is(&["mature"]), [0, -2, 1]),
    ("cost.preference", Is(&["pay-per-use"]), [2, 1, -2]),
    ("cost.preference", Is(&["predictable"]), [-2, -1, 3]),
    ("cost.lock_in", Is(&["avoid"]), [-2, -3, 3]),
    ("clients", Contains("mobile"), [0, 2, 0]),
    ("clients", Contains("backend"), [2, -2, 0]),
];

/// What the table rules out.
const NAIVE_EXCLUDES: &[(&str, When, [bool; 3])] = &[
    ("compute.max_duration_s", Over(900.0), [true, false, false]),
    ("compute.gpu", Yes(true), [true, true, false]),
    ("compute.memory_mb", Over(10_240.0), [true, false, false]),
    ("compliance.data_residency", Is(&["on-premises"]), [true, true, false]),
];

fn number(value: Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

fn holds(answers: &Facts, field: &str, when: &When) -> bool {
    let id = BASE.fields.find(field).unwrap();
    let field = BASE.fields.get(id);
    let Some(value) = answers.get(id) else { return false };
    match when {
        Is(words) => words.contains(&field.show(value).as_str()),
        Contains(word) => {
            let index = field.choices().iter().position(|choice| choice.id == *word).unwrap();
            matches!(value, Value::Several(bits) if bits >> index & 1 == 1)
        }
        Yes(answer) => value == Value::YesNo(*answer),
        AtLeast(least) => number(value).unwrap() >= *least,
        AtMost(most) => number(value).unwrap() <= *most,
        Over(most) => number(value).unwrap() > *most,
        Under(least) => number(value).unwrap() < *least,
    }
}

/// The table, with the temperature that foretells best what may be learned from.
fn naive_table(known: Known<'_>) -> Foretold {
    let seen: Vec<(Vec<f64>, Vec<bool>)> = (0..samples().len())
        .map(|number| {
            let answers = answers(number);
            let (mut scores, mut excluded) = (vec![0.0; 3], vec![false; 3]);
            for (field, when, points) in NAIVE {
                if holds(&answers, field, when) {
                    scores.iter_mut().zip(points).for_each(|(sum, it)| *sum += f64::from(*it));
                }
            }
            for (field, when, options) in NAIVE_EXCLUDES {
                if holds(&answers, field, when) {
                    excluded.iter_mut().zip(options).for_each(|(out, it)| *out |= it);
                }
            }
            (scores, excluded)
        })
        .collect();
    let foretold = |temperature: f64| -> Foretold {
        seen.iter().map(|(scores, excluded)| fit::shares(scores, excluded, temperature)).collect()
    };
    let tried = (2..=20).map(|half| foretold(f64::from(half) / 2.0));
    tried.min_by(|one, other| loss(one, known).total_cmp(&loss(other, known))).unwrap()
}

fn loss(foretold: &Foretold, known: Known<'_>) -> f64 {
    let samples = samples().iter().zip(foretold).filter(|(sample, _)| known(sample));
    samples.map(|(sample, shares)| -sample.weight * shares[sample.chosen].max(1e-6).ln()).sum()
}

/// What a sample answers, as the numbers of features: each choice, each of several choices taken or
/// not, and numbers by quarters of what the corpus answers.
fn features() -> (Vec<Vec<usize>>, usize) {
    let mut names: Vec<(FieldId, u64)> = Vec::new();
    let mut all = Vec::new();
    let quarters = |field: FieldId| {
        let values = CALIBRATION.decisions.iter().filter_map(|it| number(it.facts.get(field)?));
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        [1, 2, 3].map(|part| values.get(values.len() * part / 4).copied().unwrap_or(0.0))
    };
    let cuts: Vec<(FieldId, [f64; 3])> = BASE
        .questions
        .iter()
        .filter(|question| matches!(BASE.fields.get(question.field).kind, Kind::Number(_)))
        .map(|question| (question.field, quarters(question.field)))
        .collect();
    for sample in 0..samples().len() {
        let mut own = Vec::new();
        for (field, value) in answers(sample).known() {
            let count = BASE.fields.get(field).choices().len() as u64;
            let cells: Vec<u64> = match value {
                Value::Choice(choice) => vec![u64::from(choice)],
                Value::YesNo(answer) => vec![u64::from(answer)],
                Value::Several(bits) => {
                    (0..count).map(|choice| 2 * choice + (bits >> choice & 1)).collect()
                }
                Value::Number(_) | Value::Between(..) => {
                    let (_, cuts) = cuts.iter().find(|(known, _)| *known == field).unwrap();
                    let number = number(value).unwrap();
                    vec![cuts.iter().filter(|cut| number >= **cut).count() as u64]
                }
            };
            for cell in cells {
                let name = (field, cell);
                let known = names.iter().position(|known| *known == name);
                own.push(known.unwrap_or(names.len()));
                if known.is_none() {
                    names.push(name);
                }
            }
        }
        all.push(own);
    }
    (all, names.len())
}

static FEATURES: LazyLock<(Vec<Vec<usize>>, usize)> = LazyLock::new(features);

/// Naive Bayes: what is answered, each answer by itself, with one more of each for the rare ones.
fn naive_bayes(known: Known<'_>) -> Foretold {
    let (features, count) = &*FEATURES;
    let mut chosen = [1.0; 3];
    let mut having = vec![[1.0; 3]; *count];
    for (sample, features) in samples().iter().zip(features).filter(|(sample, _)| known(sample)) {
        chosen[sample.chosen] += sample.weight;
        features.iter().for_each(|feature| having[*feature][sample.chosen] += sample.weight);
    }
    let foretell = |features: &Vec<usize>| {
        let log = |option: usize| {
            let each = features.iter().map(|it| (having[*it][option] / chosen[option]).ln());
            f64::ln(chosen[option]) + each.sum::<f64>()
        };
        fit::shares(&[log(0), log(1), log(2)], &[false; 3], 1.0)
    };
    features.iter().map(foretell).collect()
}

/// A multinomial regression on the answers, its weights held to zero by the sum of their squares.
fn regression(penalty: f64, known: Known<'_>) -> Foretold {
    const ROUNDS: usize = 150;
    let (features, count) = &*FEATURES;
    let mut weights = vec![[0.0; 3]; count + 1];
    let mut ahead = weights.clone();
    let foretell = |weights: &[[f64; 3]], features: &[usize]| {
        let mut scores = weights[*count];
        for feature in features {
            scores.iter_mut().zip(weights[*feature]).for_each(|(sum, weight)| *sum += weight);
        }
        fit::shares(&scores, &[false; 3], 1.0)
    };
    for round in 0..ROUNDS {
        let mut slopes: Vec<[f64; 3]> =
            ahead.iter().map(|weights| weights.map(|weight| 2.0 * penalty * weight)).collect();
        let learned = samples().iter().zip(features).filter(|(sample, _)| known(sample));
        for (sample, features) in learned {
            let shares = foretell(&ahead, features);
            for option in 0..3 {
                let error = shares[option] - f64::from(u8::from(option == sample.chosen));
                let error = sample.weight * error;
                features.iter().chain([count]).for_each(|it| slopes[*it][option] += error);
            }
        }
        // Nesterov's momentum, with a step that is short enough for so many answers at once.
        let before = weights.clone();
        for (weights, (ahead, slopes)) in weights.iter_mut().zip(ahead.iter().zip(&slopes)) {
            for option in 0..3 {
                weights[option] = ahead[option] - 0.003 * slopes[option];
            }
        }
        let momentum = round as f64 / (round as f64 + 3.0);
        for (ahead, (weights, before)) in ahead.iter_mut().zip(weights.iter().zip(&before)) {
            for option in 0..3 {
                ahead[option] = weights[option] + momentum * (weights[option] - before[option]);
            }
        }
    }
    features.iter().map(|features| foretell(&weights, features)).collect()
}

// --- what is compared

/// Foretells every sample from those of the other groups.
fn cross_validated(learn: &(dyn Fn(Known<'_>) -> Foretold + Sync)) -> Foretold {
    let folds = CALIBRATION.folds;
    let mut foretold = vec![Vec::new(); samples().len()];
    for fold in 0..folds {
        let all = learn(&|sample| sample.group % folds != fold);
        for (sample, (slot, shares)) in samples().iter().zip(foretold.iter_mut().zip(all)) {
            if sample.group % folds == fold {
                *slot = shares;
            }
        }
    }
    foretold
}

/// What some points foretell, at the temperature that the cases apart among those known ask for.
fn ours(points: &[Vec<i8>], known: Known<'_>) -> Foretold {
    let temperature = CALIBRATION.temperature(known);
    let shares = |sample: &Sample| {
        let scores = CALIBRATION.problem.scores_of(points, sample);
        sample.shares(&scores, temperature)
    };
    samples().iter().map(shares).collect()
}

fn calibrated(known: Known<'_>) -> Foretold {
    ours(&CALIBRATION.problem.propose(CALIBRATION.penalties, known), known)
}

const OURS: &str = "the rules, calibrated without the case";
const SHIPPED: &str = "the rules as shipped";

/// Everything that is compared, by its name: what the corpus is foretold by cross-validation, and
/// what the cases apart are by all others.
fn compared() -> Vec<(&'static str, Foretold, Foretold)> {
    type Learner = (&'static str, fn(Known<'_>) -> Foretold);
    let learners: [Learner; 6] = [
        ("majority", majority),
        ("naive table", naive_table),
        ("naive Bayes", naive_bayes),
        ("regression", |known| regression(1.0, known)),
        (OURS, calibrated),
        (SHIPPED, |known| ours(&CALIBRATION.points(), known)),
    ];
    thread::scope(|scope| {
        let running = learners.map(|(name, learn)| {
            let run = move || (name, cross_validated(&learn), learn(&|sample| !sample.apart));
            scope.spawn(run)
        });
        running.map(|run| run.join().unwrap()).into()
    })
}

fn measured(foretold: &Foretold, form: Form, apart: bool) -> Quality {
    CALIBRATION.quality(foretold, form, &|decision| !apart || decision.set == Set::Apart)
}

const ORDER: [(&str, bool); 2] = [("the corpus, cross-validated", false), ("cases apart", true)];

/// What the rules do not beat: by the decisions, the form, and what is simpler. The first list is
/// about log-loss, the second about how many are right.
type Unbeaten = &'static [(&'static str, Form, &'static str)];
const SURER: Unbeaten = &[
    ("the corpus, cross-validated", Form::StatedOnly, "regression"),
    ("cases apart", Form::StatedOnly, "regression"),
];
const MORE_OFTEN_RIGHT: Unbeaten = &[
    ("the corpus, cross-validated", Form::StatedOnly, "naive Bayes"),
    ("the corpus, cross-validated", Form::StatedOnly, "regression"),
    ("cases apart", Form::StatedOnly, "naive Bayes"),
    ("cases apart", Form::StatedOnly, "regression"),
];

/// `SNAPSHOTS=overwrite cargo test` writes the table in `docs/corpus.md` anew.
#[test]
fn advice_agrees_with_decisions_more_than_what_is_simpler() {
    let compared = compared();
    let mut text = String::new();
    for (decisions, apart) in ORDER {
        for form in Form::ALL {
            let of = measured(&compared[0].1, form, apart).of;
            let _ = writeln!(text, "\n{of} decisions, {decisions}, {}:\n", form.name());
            text += "| | right | log-loss | Brier | calibration error |\n|---|--:|--:|--:|--:|\n";
            for (name, validated, learned) in &compared {
                let foretold = if apart { learned } else { validated };
                let Quality { right, log_loss, brier, calibration_error, .. } =
                    measured(foretold, form, apart);
                let _ = writeln!(
                    text,
                    "| {name} | {right} | {log_loss:.3} | {brier:.3} | {calibration_error:.3} |"
                );
            }
        }
    }
    println!("{text}");
    filled_in("agreement", &text);
    for (decisions, apart) in ORDER {
        for form in Form::ALL {
            let of = |wanted: &str| {
                let (_, validated, learned) =
                    compared.iter().find(|(name, ..)| *name == wanted).unwrap();
                measured(if apart { learned } else { validated }, form, apart)
            };
            let own = of(if apart { SHIPPED } else { OURS });
            for simpler in ["majority", "naive table", "naive Bayes", "regression"] {
                let other = of(simpler);
                let what = format!("{decisions}, {}: {simpler}", form.name());
                let unbeaten = (decisions, form, simpler);
                assert!(
                    own.log_loss < other.log_loss || SURER.contains(&unbeaten),
                    "{what}: {own:?} {other:?}"
                );
                assert!(
                    own.right >= other.right || MORE_OFTEN_RIGHT.contains(&unbeaten),
                    "{what}: {own:?} {other:?}"
                );
            }
        }
    }
}

/// `SNAPSHOTS=overwrite cargo test` writes `rules/likelihood.yaml` anew.
#[test]
fn the_likelihood_of_the_rule_base_is_what_its_decisions_say() {
    let path = package().join("rules/likelihood.yaml");
    let before = fs::read_to_string(path).unwrap();
    let (head, _) = before.split_once("likelihood:\n").unwrap();
    let found = CALIBRATION.likelihood();
    golden("../rules/likelihood.yaml", format!("{head}likelihood:\n{}", patch::words(&found)));
    let bands = &BASE.likelihood.as_ref().unwrap().bands;
    assert!(bands.len() <= 5);
    assert!(bands.windows(2).all(|pair| pair[0].agreement() <= pair[1].agreement()));
}

/// The words of every decision for which something is recommended, with whether it agrees.
fn levels() -> Vec<(&'static Decision, Form, Confidence, bool)> {
    let decisions = &CALIBRATION.decisions;
    let of = |decision: &'static Decision| {
        Form::ALL.map(|form| {
            let text = Source::new("decision", "{}");
            let mut profile = Profile::read(&text, &BASE).unwrap();
            profile.answers = decision.answers(form == Form::StatedOnly);
            // Fewer draws than for people, who wait for one.
            let settings = Settings { samples: 500, ..Settings::default() };
            let advice = Advice::new(&ENGINE, profile, &settings);
            let assessment = advice.assessment();
            let option = assessment.verdict.recommendation()?;
            let case = advice.case();
            // As `Remaining` draws them, without what takes long to tell.
            let (answers, skipped) = (&advice.profile().answers, &advice.profile().skipped);
            let chances = remaining::chances(&BASE, answers, skipped, &STATED);
            let chance = |field: FieldId| (1_000.0 * chances[field.index()]) as u64;
            let drawn = information::completions(&case, assessment, &case.open(), chance, 200, 1);
            let holds = Holds { share: drawn.keeps, beside_skipped: true };
            let (likely, first) = (advice.likelihood(), advice.acceptability());
            let level = Confidence::new(assessment, likely.as_ref(), first, holds);
            Some((decision, form, level, option == decision.decision))
        })
    };
    let half = decisions.len() / 2;
    thread::scope(|scope| {
        let parts = [&decisions[..half], &decisions[half..]];
        let running = parts.map(|part| {
            scope.spawn(move || part.iter().flat_map(|it| of(it)).flatten().collect::<Vec<_>>())
        });
        running.into_iter().flat_map(|run| run.join().unwrap()).collect()
    })
}

/// `SNAPSHOTS=overwrite cargo test` writes the table in `docs/robustness.md` anew.
#[test]
fn a_higher_confidence_never_agrees_less_often() {
    let levels = levels();
    let count = |level: Confidence, form: Option<Form>, set: Option<Set>| {
        let chosen = levels.iter().filter(|(decision, of, is, _)| {
            *is == level
                && form.is_none_or(|form| form == *of)
                && set.is_none_or(|set| set == decision.set)
        });
        let agrees: Vec<bool> = chosen.map(|(.., agrees)| *agrees).collect();
        (agrees.iter().filter(|agrees| **agrees).count(), agrees.len())
    };
    let head = "| confidence | as given | stated only | apart, as given | apart, stated only |\n";
    let mut table = format!("{head}|---|--:|--:|--:|--:|\n");
    for level in Confidence::LEVELS {
        let _ = write!(table, "| {} |", level.name());
        for set in [None, Some(Set::Apart)] {
            for form in Form::ALL {
                let (agreed, of) = count(level, Some(form), set);
                let _ = write!(table, " {agreed} of {of} |");
            }
        }
        table.push('\n');
    }
    println!("{table}");
    let docs = fs::read_to_string(package().join("docs/robustness.md")).unwrap();
    let (before, rest) = docs.split_once(head).expect("a table of how often each level agrees");
    let after = rest.find("\n\n").map_or("", |at| &rest[at + 1..]);
    golden("../docs/robustness.md", format!("{before}{table}{after}"));
    for form in [None, Some(Form::AsGiven), Some(Form::StatedOnly)] {
        let shares: Vec<(Confidence, f64, f64)> = Confidence::LEVELS
            .into_iter()
            .map(|level| (level, count(level, form, None)))
            .filter(|(_, (_, of))| *of > 0)
            .map(|(level, (agreed, of))| {
                // Few are that sure: one case more or less says nothing.
                (level, agreed as f64 / of as f64, 1.0 / of as f64)
            })
            .collect();
        assert!(shares.len() > 2, "{shares:?}");
        let rises = shares.windows(2).all(|pair| pair[0].1 + pair[0].2 >= pair[1].1);
        assert!(rises, "{form:?}: {shares:?}");
    }
}

#[test]
fn a_tie_has_no_best() {
    assert_eq!(best(&[0.4, 0.2, 0.4]), None);
    assert_eq!(best(&[0.4, 0.5, 0.1]), Some((0.5, 1)));
}
