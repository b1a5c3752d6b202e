//! Calibration: what points the rules of a rule base would have if published decisions set their
//! size, and how well points foretell decisions.
//!
//! Each decision is assessed twice, with all that is known of it and with the stated facts alone, so
//! that points hold where little is answered as well. The fit itself is in [`crate::corpus::fit`].

pub mod patch;

use std::{collections::BTreeMap, ops::RangeInclusive};

use crate::{
    analysis::sampling::{Draw, Urn},
    assessment::{Assessment, Engine},
    corpus::{
        Decision, Set,
        fit::{self, Fitted, Penalties, Problem, Quality, Sample},
    },
    cost::Estimator,
    field::Facts,
    rulebase::{Band, Effect, Likelihood, RuleBase, RuleId, Temperature},
};

/// How many weighted points multiply the odds by e while points are fitted.
pub const TEMPERATURE: f64 = 12.0;

/// What a decision counts with all that is known of it, and with the stated facts alone.
const WEIGHTS: [f64; 2] = [0.6, 0.4];

/// The forms in which a decision is assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// With all that is known.
    AsGiven,
    /// With the facts alone that the source states.
    StatedOnly,
}

impl Form {
    /// Both forms, in the order of the samples of a decision.
    pub const ALL: [Self; 2] = [Self::AsGiven, Self::StatedOnly];

    /// Returns what people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AsGiven => "as given",
            Self::StatedOnly => "stated only",
        }
    }
}

/// Decisions as the rules of a rule base see them.
#[derive(Clone, Debug)]
pub struct Calibration<'c> {
    /// The decisions, in their order.
    pub decisions: Vec<&'c Decision>,
    /// The rules that give points, in the order of [`Problem::rules`].
    pub rules: Vec<RuleId>,
    /// What is to be fitted: two samples for each decision, one for each [`Form`].
    pub problem: Problem,
    /// How strongly points are held.
    pub penalties: Penalties,
    /// Into how many parts decisions are divided for cross-validation, never within a group.
    pub folds: usize,
}

impl<'c> Calibration<'c> {
    /// Assesses decisions. The seed decides which groups are held back together.
    pub fn new(engine: &Engine<'_>, decisions: Vec<&'c Decision>, seed: u64) -> Self {
        let base = engine.base();
        let gives = |rule: &RuleId| matches!(base.rule(*rule).effect, Effect::Points(_));
        let rules: Vec<RuleId> = (0..base.rules.len() as u16).map(RuleId).filter(gives).collect();
        let fitted = rules.iter().map(|rule| fitted(base, *rule)).collect();
        let groups = groups(&decisions, seed);
        let weights = base.weights();
        let estimator = Estimator::assuming_nothing(base);
        let mut samples = Vec::new();
        for (decision, group) in decisions.iter().zip(groups) {
            for (form, weight) in Form::ALL.into_iter().zip(WEIGHTS) {
                let answers = decision.answers(form == Form::StatedOnly);
                let seen = engine.assess(&estimator.facts(&answers), &weights);
                let chosen = decision.decision.index();
                samples.push(Sample {
                    fired: fired(&seen, &rules),
                    excluded: seen.standings.iter().map(|it| it.rank.is_none()).collect(),
                    chosen,
                    weight,
                    apart: decision.set == Set::Apart,
                    group,
                });
            }
        }
        let questions = base.questions.iter().map(|question| {
            let mut shares = vec![0.0; rules.len()];
            for (answer, share) in Urn::likely(base.fields.get(question.field)).answers() {
                let mut answers = Facts::unknown(base.fields.len());
                answers.set(question.field, Some(answer));
                for rule in fired(&engine.assess(&answers, &weights), &rules) {
                    shares.get_mut(rule).into_iter().for_each(|of_rule| *of_rule += share);
                }
            }
            shares.into_iter().enumerate().filter(|(_, share)| *share > 0.0).collect()
        });
        let problem = Problem {
            options: base.options.len(),
            rules: fitted,
            questions: questions.collect(),
            samples,
            temperature: TEMPERATURE,
        };
        Self { decisions, rules, problem, penalties: Penalties::default(), folds: 10 }
    }

    /// Returns the samples of one form, with their decisions.
    pub fn of_form(&self, form: Form) -> impl Iterator<Item = (&'c Decision, &Sample)> {
        let decisions = self.decisions.iter().copied();
        let samples = self.problem.samples.iter();
        decisions.zip(samples.skip(usize::from(form == Form::StatedOnly)).step_by(2))
    }

    /// Returns the points of today.
    pub fn points(&self) -> Vec<Vec<i8>> {
        self.problem.rules.iter().map(|rule| rule.points.clone()).collect()
    }

    /// Proposes points, from the decisions that are not kept apart.
    pub fn propose(&self) -> Vec<Vec<i8>> {
        self.problem.propose(self.penalties, &|sample| !sample.apart)
    }

    /// Foretells every sample by points that were proposed from other groups; from decisions that
    /// are kept apart as well, since nothing comes of these points but figures.
    pub fn cross_validate(&self) -> Vec<Vec<f64>> {
        self.problem.cross_validate(self.penalties, self.folds, &|_| true)
    }

    /// Foretells every sample by some points.
    pub fn foretell(&self, points: &[Vec<i8>]) -> Vec<Vec<f64>> {
        let samples = self.problem.samples.iter();
        samples.map(|sample| self.problem.shares_of(points, sample)).collect()
    }

    /// Fits how scores become shares, and counts what came of decisions, by the share of the option
    /// with the best score.
    ///
    /// The score of a decision that points may be set on is that of points proposed without its
    /// group, from today's. A band that agrees less often than the one under it is joined with it.
    /// A decision counts once in a band: both forms of it, if they lie there, have to agree. Ties
    /// have no lead and are left out.
    pub fn likelihood(&self) -> Likelihood {
        let temperature = self.temperature(&|_| true);
        let scores = self.scores_held_back();
        let mut cells: Vec<Cell> = EDGES.iter().map(|(from, to)| Cell::new(*from, *to)).collect();
        for (number, (sample, scores)) in self.problem.samples.iter().zip(&scores).enumerate() {
            let shares = sample.shares(scores, temperature);
            if let Some((share, option)) = best(&shares)
                && let Some(cell) = cells.iter_mut().find(|cell| share < cell.to)
            {
                cell.add(number / Form::ALL.len(), option == sample.chosen);
            }
        }
        Likelihood { temperature, bands: joined(cells).iter().map(Cell::band).collect() }
    }

    /// Works out the scores of every sample: by points proposed without its group, or by those of
    /// today where it is kept apart.
    fn scores_held_back(&self) -> Vec<Vec<f64>> {
        let folds = (0..self.folds).map(|fold| {
            let others = |sample: &Sample| !sample.apart && sample.group % self.folds != fold;
            self.problem.propose(self.penalties, &others)
        });
        let (folds, today): (Vec<_>, _) = (folds.collect(), self.points());
        let scores = self.problem.samples.iter().map(|sample| {
            let points = folds.get(sample.group % self.folds).filter(|_| !sample.apart);
            self.problem.scores_of(points.unwrap_or(&today), sample)
        });
        scores.collect()
    }

    /// Finds how many weighted points, in whole numbers and quarters of one for each rule, have to
    /// multiply the odds by e to foretell best those decisions kept apart that `of` picks: today's
    /// points are too sure of what they were set on. With few of these it is the number that points
    /// are fitted with.
    pub fn temperature(&self, of: &dyn Fn(&Sample) -> bool) -> Temperature {
        const STARTS: RangeInclusive<u8> = 4..=30;
        const QUARTERS: RangeInclusive<u8> = 0..=6;
        const ENOUGH: usize = 60;
        let few = Temperature { start: TEMPERATURE, per_rule: 0.0 };
        let points = self.points();
        let apart = self.problem.samples.iter().filter(|sample| sample.apart && of(sample));
        let apart: Vec<(&Sample, Vec<f64>)> =
            apart.map(|sample| (sample, self.problem.scores_of(&points, sample))).collect();
        if apart.len() < ENOUGH {
            return few;
        }
        let loss = |temperature: Temperature| -> f64 {
            let each = apart.iter().map(|(sample, scores)| {
                let shares = sample.shares(scores, temperature);
                let chosen = shares.get(sample.chosen).copied().unwrap_or(fit::SHARE_OF_EXCLUDED);
                -sample.weight * libm::log(chosen)
            });
            each.sum()
        };
        let tried = QUARTERS.flat_map(|quarters| {
            let per_rule = f64::from(quarters) / 4.0;
            STARTS.map(move |start| Temperature { start: f64::from(start), per_rule })
        });
        let best = tried.map(|it| (loss(it), it)).min_by(|one, other| one.0.total_cmp(&other.0));
        best.map_or(few, |(_, temperature)| temperature)
    }

    /// Returns the same decisions under other points.
    #[must_use]
    pub fn with_points(mut self, points: &[Vec<i8>]) -> Self {
        for (rule, points) in self.problem.rules.iter_mut().zip(points) {
            rule.points.clone_from(points);
        }
        self
    }

    /// Writes points, one list for each rule, and how scores become shares then, as a diff of files.
    pub fn patch(
        &self,
        base: &RuleBase,
        points: &[Vec<i8>],
        likelihood: &Likelihood,
    ) -> patch::Patch {
        let points: Vec<(RuleId, Vec<i8>)> =
            self.rules.iter().copied().zip(points.iter().cloned()).collect();
        patch::patch(base, &points, likelihood)
    }

    /// Measures how well shares, one list for each sample, foretell one form of the decisions that
    /// `of` picks.
    pub fn quality(
        &self,
        shares: &[Vec<f64>],
        form: Form,
        of: &dyn Fn(&Decision) -> bool,
    ) -> Quality {
        let shares = shares.iter().skip(usize::from(form == Form::StatedOnly)).step_by(2);
        let foretold = self.of_form(form).zip(shares).filter(|((decision, _), _)| of(decision));
        fit::quality(foretold.map(|((_, sample), shares)| (shares.clone(), sample.chosen)))
    }
}

/// Returns the greatest share and whose it is; nothing for a tie.
pub fn best(shares: &[f64]) -> Option<(f64, usize)> {
    let most = shares.iter().copied().fold(0.0, f64::max);
    let mut best = shares.iter().enumerate().filter(|(_, share)| **share >= most - 1e-12);
    let (option, _) = best.next()?;
    best.next().is_none().then_some((most, option))
}

/// The stretches of shares in which decisions are counted.
const EDGES: [(f64, f64); 5] = [(0.0, 0.5), (0.5, 0.65), (0.65, 0.8), (0.8, 0.9), (0.9, 1.0)];

/// A stretch of shares, with the decisions in it and whether they agree.
struct Cell {
    from: f64,
    to: f64,
    decisions: BTreeMap<usize, bool>,
}

impl Cell {
    fn new(from: f64, to: f64) -> Self {
        Self { from, to, decisions: BTreeMap::new() }
    }

    fn add(&mut self, decision: usize, agrees: bool) {
        let known = self.decisions.entry(decision).or_insert(true);
        *known &= agrees;
    }

    fn band(&self) -> Band {
        let agreed = self.decisions.values().filter(|agrees| **agrees).count() as u32;
        Band { from: self.from, to: self.to, agreed, of: self.decisions.len() as u32 }
    }
}

/// Joins stretches in which nothing lies, or that agree less often than the one under them, with
/// that one: the pool of adjacent violators.
fn joined(cells: Vec<Cell>) -> Vec<Cell> {
    let mut joined: Vec<Cell> = Vec::new();
    for mut cell in cells {
        let is_less = |under: &Cell, cell: &Cell| {
            let (under, cell) = (under.band(), cell.band());
            under.of == 0 || cell.of == 0 || cell.agreement() < under.agreement()
        };
        while let Some(under) = joined.pop_if(|under| is_less(under, &cell)) {
            cell.from = under.from;
            for (decision, agrees) in under.decisions {
                cell.add(decision, agrees);
            }
        }
        joined.push(cell);
    }
    joined
}

/// Numbers the groups of decisions, in an order that the seed draws.
fn groups(decisions: &[&Decision], seed: u64) -> Vec<usize> {
    let mut names: Vec<&str> = decisions.iter().map(|decision| decision.group.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let mut draw = Draw::new(seed);
    for last in (1..names.len()).rev() {
        names.swap(last, draw.below(last as u64 + 1) as usize);
    }
    let number = |decision: &&Decision| names.iter().position(|name| **name == decision.group);
    decisions.iter().map(|decision| number(decision).unwrap_or_default()).collect()
}

fn fitted(base: &RuleBase, rule: RuleId) -> Fitted {
    let rule = base.rule(rule);
    Fitted {
        weight: f64::from(base.dimension(rule.dimension).weight),
        points: base.option_ids().map(|option| rule.points(option)).collect(),
    }
}

fn fired(assessment: &Assessment, rules: &[RuleId]) -> Vec<usize> {
    assessment.fired.iter().filter_map(|rule| rules.binary_search(rule).ok()).collect()
}
