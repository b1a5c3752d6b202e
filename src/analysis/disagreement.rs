//! The smallest profile on which two rule bases disagree: the fewest answers with which they
//! recommend differently.
//!
//! Profiles are gone through by the number of their answers. Between the numbers that conditions of
//! either rule base name nothing can change, so that one number for each stretch is enough; of
//! several choices those count that a rule looks at. Only questions that both rule bases ask in the
//! same way are answered, each with answers that both offer. Where rules look at what is worked out
//! from answers, such as costs, numbers within a stretch are not all alike, and the search says
//! that it was not exact.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::{
    assessment::{
        Engine, Verdict,
        axis::{Axes, AxisId, Cut},
    },
    cost::Estimator,
    field::{Facts, Field, FieldId, Kind, Scale, Value},
    rulebase::{Effect, OptionId, Rule, RuleBase},
};

/// The most profiles that are tried unless told otherwise.
pub const MOST_PROFILES: u64 = 2_000_000;

/// The most of the choices of one question that are tried in all combinations.
const MOST_TOGETHER: usize = 6;

/// How many choices of questions may be looked at for each profile that may be tried: most cannot
/// matter.
const CHOICES_PER_PROFILE: u64 = 10;

/// A rule base with its default weights, applied to projects that assume nothing of their own.
struct Party<'a> {
    engine: &'a Engine<'a>,
    estimator: Estimator<'a>,
}

impl<'a> Party<'a> {
    fn new(engine: &'a Engine<'a>) -> Self {
        Self { engine, estimator: Estimator::assuming_nothing(engine.base()) }
    }
}

/// What the search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// The first of the smallest profiles on which they disagree, as the answers of the one and of
    /// the other.
    pub found: Option<Disagreement>,
    /// Up to how many answers every profile was tried: within this, what was not found is not
    /// there.
    pub complete_to: usize,
    /// Whether every profile there is was covered.
    pub complete: bool,
    /// Whether the profiles that were tried stand for all that have so many answers.
    pub exact: bool,
    /// How many profiles were tried.
    pub tried: u64,
}

/// A profile on which two rule bases disagree.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The answers by the fields of the one.
    pub a: Facts,
    /// The answers by the fields of the other.
    pub b: Facts,
    /// What the one makes of it.
    pub verdict_a: Verdict,
    /// What the other makes of it.
    pub verdict_b: Verdict,
}

/// A question that both ask, by its field in each, with the answers worth trying.
struct Asked {
    fields: [FieldId; 2],
    answers: Vec<[Value; 2]>,
}

/// Searches for the smallest profile on which two rule bases disagree, trying at most so many.
pub fn smallest(a: &Engine<'_>, b: &Engine<'_>, most: u64) -> Search {
    let (engines, bases) = ([a, b], [a.base(), b.base()]);
    let parties = engines.map(Party::new);
    let mut exact = !bases.iter().any(|base| looks_at_derived(base));
    let both = bases[0].questions.iter().filter_map(|question| {
        let id = &bases[0].fields.get(question.field).id;
        let is_asked = |field: &FieldId| !bases[1].fields.get(*field).derived;
        let other = bases[1].fields.find(id).filter(is_asked)?;
        asked(engines, [question.field, other], &mut exact)
    });
    let asked: Vec<Asked> = both.collect();
    let needed = needed(&parties, &asked);
    let mut search = Search { found: None, complete_to: 0, complete: false, exact, tried: 0 };
    if needed.as_ref().is_some_and(BTreeSet::is_empty) {
        return Search { complete_to: asked.len(), complete: true, ..search };
    }
    let mut trial = Trial {
        parties: &parties,
        weights: bases.map(RuleBase::weights),
        answers: bases.map(|base| Facts::unknown(base.fields.len())),
        asked: &asked,
        needed: &needed,
        left: most,
        choices_left: most.saturating_mul(CHOICES_PER_PROFILE),
        found: None,
    };
    for count in 1..=asked.len() {
        let outcome = trial.choose(count, 0, &mut Vec::with_capacity(count));
        search.tried = most - trial.left;
        match outcome {
            Step::Found => {
                search.found = trial.found.take();
                return search;
            }
            Step::OutOfBudget => return search,
            Step::On => search.complete_to = count,
        }
    }
    search.complete = true;
    search
}

fn looks_at_derived(base: &RuleBase) -> bool {
    base.rules
        .iter()
        .any(|rule| rule.when.fields().iter().any(|field| base.fields.get(*field).derived))
}

/// What came of a step of the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    On,
    Found,
    OutOfBudget,
}

struct Trial<'a> {
    parties: &'a [Party<'a>; 2],
    weights: [Vec<u8>; 2],
    answers: [Facts; 2],
    asked: &'a [Asked],
    /// Sets of questions of which one must be answered in full for the two to differ; none when
    /// any may do.
    needed: &'a Option<BTreeSet<BTreeSet<usize>>>,
    left: u64,
    /// How many more choices of questions may be looked at.
    choices_left: u64,
    found: Option<Disagreement>,
}

impl<'a> Trial<'a> {
    /// Goes through every choice of `count` questions from the `from`th on.
    fn choose(&mut self, count: usize, from: usize, chosen: &mut Vec<usize>) -> Step {
        if chosen.len() == count {
            if self.choices_left == 0 {
                return Step::OutOfBudget;
            }
            self.choices_left -= 1;
            let useful = self.needed.as_ref().is_none_or(|sets| {
                sets.iter().any(|set| set.iter().all(|question| chosen.contains(question)))
            });
            return if useful { self.answer(chosen) } else { Step::On };
        }
        for question in from..self.asked.len() {
            chosen.push(question);
            let step = self.choose(count, question + 1, chosen);
            chosen.pop();
            if step != Step::On {
                return step;
            }
        }
        Step::On
    }

    /// Goes through all answers to these questions.
    fn answer(&mut self, questions: &[usize]) -> Step {
        let Some((first, rest)) = questions.split_first() else { return self.attempt() };
        let Asked { fields, answers } = &self.asked[*first];
        let mut step = Step::On;
        for answers in answers {
            self.set(*fields, answers.map(Some));
            step = self.answer(rest);
            if step != Step::On {
                break;
            }
        }
        self.set(*fields, [None; 2]);
        step
    }

    fn set(&mut self, fields: [FieldId; 2], values: [Option<Value>; 2]) {
        for ((answers, field), value) in self.answers.iter_mut().zip(fields).zip(values) {
            answers.set(field, value);
        }
    }

    fn attempt(&mut self) -> Step {
        if self.left == 0 {
            return Step::OutOfBudget;
        }
        self.left -= 1;
        let [verdict_a, verdict_b] = [0, 1].map(|at| {
            let Party { engine, estimator } = &self.parties[at];
            engine.outcome(&estimator.facts(&self.answers[at]), &self.weights[at]).verdict
        });
        // Options are the same by their ids, whichever numbers they have.
        let recommended = |party: &Party<'a>, verdict: &Verdict| {
            verdict.recommendation().map(|option| &party.engine.base().option(option).id)
        };
        if verdict_a.name() == verdict_b.name()
            && recommended(&self.parties[0], &verdict_a)
                == recommended(&self.parties[1], &verdict_b)
        {
            return Step::On;
        }
        let [a, b] = self.answers.clone();
        self.found = Some(Disagreement { a, b, verdict_a, verdict_b });
        Step::Found
    }
}

/// A question as both ask it; none where they do not ask the same.
fn asked(engines: [&Engine<'_>; 2], fields: [FieldId; 2], exact: &mut bool) -> Option<Asked> {
    let [one, other] = [0, 1].map(|at| engines[at].base().fields.get(fields[at]));
    let answers: Vec<[Value; 2]> = match (&one.kind, &other.kind) {
        (Kind::YesNo, Kind::YesNo) => [false, true].map(|answer| [Value::YesNo(answer); 2]).into(),
        (Kind::Choice(_), Kind::Choice(_)) => {
            shared(one, other).map(|choices| choices.map(Value::Choice)).collect()
        }
        (Kind::Several(_), Kind::Several(_)) => {
            let shared: Vec<[u8; 2]> = shared(one, other).collect();
            several(engines, fields, &shared, exact)
        }
        (Kind::Number(one), Kind::Number(other)) => {
            let numbers = numbers(engines, fields, [one, other]).into_iter();
            numbers.map(|number| [Value::Number(number); 2]).collect()
        }
        _ => return None,
    };
    (!answers.is_empty()).then_some(Asked { fields, answers })
}

/// The choices that both have, by their numbers.
fn shared<'f>(one: &'f Field, other: &'f Field) -> impl Iterator<Item = [u8; 2]> + 'f {
    let choices = (0u8..).zip(one.choices());
    choices.filter_map(|(index, choice)| Some([index, other.choice(&choice.id)?]))
}

/// Sets of the `shared` choices that a rule of either looks at.
fn several(
    engines: [&Engine<'_>; 2],
    fields: [FieldId; 2],
    shared: &[[u8; 2]],
    exact: &mut bool,
) -> Vec<[Value; 2]> {
    let is_used = |choices: &[u8; 2]| {
        (0..2).any(|at| {
            let kernel = engines[at].kernel();
            let axis = kernel.axes.of_field(fields[at]).nth(usize::from(choices[at]));
            axis.is_some_and(|axis| kernel.is_used(axis))
        })
    };
    let (used, unused): (Vec<[u8; 2]>, Vec<_>) = shared.iter().partition(|it| is_used(it));
    let mut sets: Vec<Vec<[u8; 2]>> = if used.len() <= MOST_TOGETHER {
        let members = |bits: u32| {
            let members = used.iter().enumerate().filter(|(index, _)| bits >> index & 1 == 1);
            members.map(|(_, choice)| *choice).collect()
        };
        (0..1u32 << used.len()).map(members).collect()
    } else {
        *exact = false;
        std::iter::once(Vec::new()).chain(used.iter().map(|choice| vec![*choice])).collect()
    };
    // "Something, but nothing that a rule looks at" is not the same as "nothing".
    sets.extend(unused.first().map(|choice| vec![*choice]));
    let bits = |set: &Vec<[u8; 2]>, at: usize| set.iter().fold(0, |bits, it| bits | 1 << it[at]);
    sets.iter().map(|set| [0, 1].map(|at| Value::Several(bits(set, at)))).collect()
}

/// A number for each stretch between those that conditions of either name, as far as both take it.
fn numbers(
    engines: [&Engine<'_>; 2],
    fields: [FieldId; 2],
    [one, other]: [&Scale; 2],
) -> Vec<Decimal> {
    let axes = [0, 1].map(|at| {
        let axes = &engines[at].kernel().axes;
        axes.of_field(fields[at]).next().map(|axis| (axes, axis))
    });
    let [Some(a), Some(b)] = axes else { return Vec::new() };
    let edges = |(axes, axis): (&Axes, AxisId)| match &axes.get(axis).cut {
        Cut::Numbers(edges) => edges.iter().map(|edge| edge.at).collect::<Vec<_>>(),
        Cut::Choices | Cut::YesNo | Cut::Member(_) => Vec::new(),
    };
    let ends = [one.least.max(other.least), one.most.min(other.most)];
    let mut named: Vec<Decimal> = edges(a).into_iter().chain(edges(b)).chain(ends).collect();
    named.sort_unstable();
    named.dedup();
    let between = named.windows(2).filter_map(|pair| match pair {
        [low, high] if one.whole || other.whole => {
            Some(low.floor() + Decimal::ONE).filter(|next| next < high)
        }
        [low, high] => Some((low + high) / Decimal::TWO),
        _ => None,
    });
    let mut candidates: Vec<Decimal> = between.chain(named.iter().copied()).collect();
    candidates.retain(|number| one.holds(*number) && other.holds(*number));
    candidates.sort_unstable();
    // One for each stretch of both.
    let mut stretches = BTreeSet::new();
    candidates.retain(|number| {
        stretches.insert([a, b].map(|(axes, axis)| axes.cells_of(axis, Value::Number(*number))))
    });
    candidates
}

/// What a rule does, in words that do not depend on the numbers of things.
fn doing(base: &RuleBase, rule: &Rule) -> String {
    let condition = rule.when.describe(&base.fields);
    let id = |option: &OptionId| base.option(*option).id.clone();
    match &rule.effect {
        Effect::Points(points) => {
            let weight = base.dimension(rule.dimension).weight;
            let points: BTreeMap<String, i64> = points
                .iter()
                .map(|(option, points)| (id(option), i64::from(*points) * i64::from(weight)))
                .collect();
            format!("{condition}: {points:?}")
        }
        Effect::Excludes { options, .. } => {
            let options: BTreeSet<String> = options.iter().map(id).collect();
            format!("{condition}: not {options:?}")
        }
    }
}

/// The sets of questions one of which must be answered for a rule to fire that only one of the two
/// has. None when that cannot be said: the options differ, or such a rule looks at what is worked
/// out or prices may differ.
fn needed(parties: &[Party<'_>; 2], asked: &[Asked]) -> Option<BTreeSet<BTreeSet<usize>>> {
    let bases = parties.each_ref().map(|party| party.engine.base());
    let [one, other] =
        bases.map(|base| base.options.iter().map(|option| &option.id).collect::<BTreeSet<_>>());
    if one != other || bases.iter().any(|base| looks_at_derived(base)) {
        return None;
    }
    let rules =
        bases.map(|base| base.rules.iter().map(|rule| doing(base, rule)).collect::<Vec<String>>());
    let count =
        |rules: &[String], rule: &String| rules.iter().filter(|other| *other == rule).count();
    let mut sets = BTreeSet::new();
    for (at, Party { engine, .. }) in parties.iter().enumerate() {
        for (rule, term) in &engine.kernel().terms {
            let doing = rules[at].get(rule.index())?;
            if count(&rules[at], doing) == count(&rules[1 - at], doing) {
                continue;
            }
            let fields =
                term.literals.iter().map(|literal| engine.kernel().axes.get(literal.axis).field);
            let questions: Option<BTreeSet<usize>> =
                fields.map(|field| asked.iter().position(|it| it.fields[at] == field)).collect();
            // A term on a question that only one of them asks cannot fire here.
            sets.extend(questions);
        }
    }
    Some(sets)
}
