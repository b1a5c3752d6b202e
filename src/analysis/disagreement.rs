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
        axis::{AxisId, Cut},
    },
    cost::Estimator,
    field::{Facts, Field, FieldId, Kind, Value},
    rulebase::{Effect, Rule, RuleBase},
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

/// A question that both ask, with the answers worth trying.
struct Asked {
    a: FieldId,
    b: FieldId,
    answers: Vec<(Value, Value)>,
}

/// Searches for the smallest profile on which two rule bases disagree, trying at most so many.
pub fn smallest(a: &Engine<'_>, b: &Engine<'_>, most: u64) -> Search {
    let (a, b) = (&Party::new(a), &Party::new(b));
    let (base_a, base_b) = (a.engine.base(), b.engine.base());
    let mut exact = !looks_at_derived(base_a) && !looks_at_derived(base_b);
    let asked: Vec<Asked> = base_a
        .questions
        .iter()
        .filter_map(|question| {
            let id = &base_a.fields.get(question.field).id;
            let field_b =
                base_b.fields.find(id).filter(|field| !base_b.fields.get(*field).derived)?;
            asked(a.engine, question.field, b.engine, field_b, &mut exact)
        })
        .collect();
    let needed = needed(a, b, &asked);
    let mut search = Search { found: None, complete_to: 0, complete: false, exact, tried: 0 };
    if needed.as_ref().is_some_and(BTreeSet::is_empty) {
        return Search { complete_to: asked.len(), complete: true, ..search };
    }
    let mut trial = Trial {
        parties: (a, b),
        weights: (base_a.weights(), base_b.weights()),
        answers: (Facts::unknown(base_a.fields.len()), Facts::unknown(base_b.fields.len())),
        asked: &asked,
        needed: &needed,
        left: most,
        choices_left: most.saturating_mul(CHOICES_PER_PROFILE),
        found: None,
    };
    for count in 1..=asked.len() {
        let mut chosen = Vec::with_capacity(count);
        let outcome = trial.choose(count, 0, &mut chosen);
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

/// Whether verdicts recommend the same, whichever numbers options have.
fn agree(a: (&RuleBase, &Verdict), b: (&RuleBase, &Verdict)) -> bool {
    let recommended = |(base, verdict): (&RuleBase, &Verdict)| {
        verdict.recommendation().map(|option| base.option(option).id.clone())
    };
    a.1.name() == b.1.name() && recommended(a) == recommended(b)
}

/// What came of a step of the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    On,
    Found,
    OutOfBudget,
}

struct Trial<'a> {
    parties: (&'a Party<'a>, &'a Party<'a>),
    weights: (Vec<u8>, Vec<u8>),
    answers: (Facts, Facts),
    asked: &'a [Asked],
    /// Sets of questions of which one must be answered in full for the two to differ; none when
    /// any may do.
    needed: &'a Option<BTreeSet<BTreeSet<usize>>>,
    left: u64,
    /// How many more choices of questions may be looked at.
    choices_left: u64,
    found: Option<Disagreement>,
}

impl Trial<'_> {
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
        let asked = self.asked;
        let Some(question) = asked.get(*first) else { return Step::On };
        let mut step = Step::On;
        for (a, b) in &question.answers {
            self.answers.0.set(question.a, Some(*a));
            self.answers.1.set(question.b, Some(*b));
            step = self.answer(rest);
            if step != Step::On {
                break;
            }
        }
        self.answers.0.set(question.a, None);
        self.answers.1.set(question.b, None);
        step
    }

    fn attempt(&mut self) -> Step {
        if self.left == 0 {
            return Step::OutOfBudget;
        }
        self.left -= 1;
        let verdict = |party: &Party<'_>, answers: &Facts, weights: &[u8]| {
            party.engine.outcome(&party.estimator.facts(answers), weights).verdict
        };
        let verdict_a = verdict(self.parties.0, &self.answers.0, &self.weights.0);
        let verdict_b = verdict(self.parties.1, &self.answers.1, &self.weights.1);
        let (base_a, base_b) = (self.parties.0.engine.base(), self.parties.1.engine.base());
        if agree((base_a, &verdict_a), (base_b, &verdict_b)) {
            return Step::On;
        }
        let (a, b) = self.answers.clone();
        self.found = Some(Disagreement { a, b, verdict_a, verdict_b });
        Step::Found
    }
}

/// A question as both ask it; none where they do not ask the same.
fn asked(
    a: &Engine<'_>,
    field_a: FieldId,
    b: &Engine<'_>,
    field_b: FieldId,
    exact: &mut bool,
) -> Option<Asked> {
    let (one, other) = (a.base().fields.get(field_a), b.base().fields.get(field_b));
    let answers: Vec<(Value, Value)> = match (&one.kind, &other.kind) {
        (Kind::YesNo, Kind::YesNo) => {
            [false, true].map(|answer| (Value::YesNo(answer), Value::YesNo(answer))).into()
        }
        (Kind::Choice(_), Kind::Choice(_)) => {
            shared(one, other).map(|(a, b)| (Value::Choice(a), Value::Choice(b))).collect()
        }
        (Kind::Several(_), Kind::Several(_)) => several(a, field_a, b, field_b, exact),
        (Kind::Number(_), Kind::Number(_)) => numbers(a, field_a, b, field_b)
            .into_iter()
            .map(|it| (Value::Number(it), Value::Number(it)))
            .collect(),
        _ => return None,
    };
    (!answers.is_empty()).then_some(Asked { a: field_a, b: field_b, answers })
}

/// The choices that both have, by their numbers.
fn shared<'f>(one: &'f Field, other: &'f Field) -> impl Iterator<Item = (u8, u8)> + 'f {
    (0u8..)
        .zip(one.choices())
        .filter_map(|(index, choice)| Some((index, other.choice(&choice.id)?)))
}

/// Sets of the choices that a rule of either looks at.
fn several(
    a: &Engine<'_>,
    field_a: FieldId,
    b: &Engine<'_>,
    field_b: FieldId,
    exact: &mut bool,
) -> Vec<(Value, Value)> {
    let is_used = |engine: &Engine<'_>, field: FieldId, choice: u8| {
        let kernel = engine.kernel();
        kernel
            .axes
            .of_field(field)
            .nth(usize::from(choice))
            .is_some_and(|axis| kernel.is_used(axis))
    };
    let (one, other) = (a.base().fields.get(field_a), b.base().fields.get(field_b));
    let (used, unused): (Vec<_>, Vec<_>) = shared(one, other)
        .partition(|(first, second)| is_used(a, field_a, *first) || is_used(b, field_b, *second));
    let mut sets: Vec<Vec<(u8, u8)>> = if used.len() <= MOST_TOGETHER {
        let all = 0..1u32 << used.len();
        let members = |bits: u32| {
            used.iter()
                .enumerate()
                .filter(|(index, _)| bits >> index & 1 == 1)
                .map(|(_, choice)| *choice)
                .collect()
        };
        all.map(members).collect()
    } else {
        *exact = false;
        std::iter::once(Vec::new()).chain(used.iter().map(|choice| vec![*choice])).collect()
    };
    // "Something, but nothing that a rule looks at" is not the same as "nothing".
    sets.extend(unused.first().map(|choice| vec![*choice]));
    let bits = |set: &[(u8, u8)]| {
        set.iter().fold((0u64, 0u64), |(a, b), (first, second)| (a | 1 << first, b | 1 << second))
    };
    sets.iter().map(|set| bits(set)).map(|(a, b)| (Value::Several(a), Value::Several(b))).collect()
}

/// A number for each stretch between those that conditions of either name, as far as both take it.
fn numbers(a: &Engine<'_>, field_a: FieldId, b: &Engine<'_>, field_b: FieldId) -> Vec<Decimal> {
    let scale = |engine: &Engine<'_>, field: FieldId| match &engine.base().fields.get(field).kind {
        Kind::Number(scale) => Some(scale.clone()),
        Kind::Choice(_) | Kind::YesNo | Kind::Several(_) => None,
    };
    let (Some(one), Some(other)) = (scale(a, field_a), scale(b, field_b)) else {
        return Vec::new();
    };
    let axis = |engine: &Engine<'_>, field: FieldId| engine.kernel().axes.of_field(field).next();
    let (Some(axis_a), Some(axis_b)) = (axis(a, field_a), axis(b, field_b)) else {
        return Vec::new();
    };
    let edges = |engine: &Engine<'_>, axis: AxisId| match &engine.kernel().axes.get(axis).cut {
        Cut::Numbers(edges) => edges.iter().map(|edge| edge.at).collect::<Vec<_>>(),
        Cut::Choices | Cut::YesNo | Cut::Member(_) => Vec::new(),
    };
    let least = one.least.max(other.least);
    let most = one.most.min(other.most);
    let mut named: Vec<Decimal> =
        edges(a, axis_a).into_iter().chain(edges(b, axis_b)).chain([least, most]).collect();
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
        let cell =
            |engine: &Engine<'_>, axis| engine.kernel().axes.cells_of(axis, Value::Number(*number));
        stretches.insert((cell(a, axis_a), cell(b, axis_b)))
    });
    candidates
}

/// What a rule does, in words that do not depend on the numbers of things.
fn doing(base: &RuleBase, rule: &Rule) -> String {
    let condition = rule.when.describe(&base.fields);
    let id = |option: &crate::rulebase::OptionId| base.option(*option).id.clone();
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
fn needed(a: &Party<'_>, b: &Party<'_>, asked: &[Asked]) -> Option<BTreeSet<BTreeSet<usize>>> {
    let (base_a, base_b) = (a.engine.base(), b.engine.base());
    let options = |base: &RuleBase| {
        base.options.iter().map(|option| option.id.clone()).collect::<BTreeSet<_>>()
    };
    if options(base_a) != options(base_b) || looks_at_derived(base_a) || looks_at_derived(base_b) {
        return None;
    }
    let all = |base: &RuleBase| base.rules.iter().map(|rule| doing(base, rule)).collect::<Vec<_>>();
    let (rules_a, rules_b) = (all(base_a), all(base_b));
    let count =
        |rules: &[String], rule: &String| rules.iter().filter(|other| *other == rule).count();
    let mut sets = BTreeSet::new();
    for (party, own, others, is_a) in
        [(a, &rules_a, &rules_b, true), (b, &rules_b, &rules_a, false)]
    {
        for (rule, term) in &party.engine.kernel().terms {
            let doing = own.get(rule.index())?;
            if count(own, doing) == count(others, doing) {
                continue;
            }
            let fields = term
                .literals
                .iter()
                .map(|literal| party.engine.kernel().axes.get(literal.axis).field);
            let questions: Option<BTreeSet<usize>> = fields
                .map(|field| {
                    asked.iter().position(|it| if is_a { it.a == field } else { it.b == field })
                })
                .collect();
            // A term on a question that only one of them asks cannot fire here.
            sets.extend(questions);
        }
    }
    Some(sets)
}
