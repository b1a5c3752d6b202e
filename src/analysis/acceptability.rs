//! Rank acceptability (SMAA-2): how often each option takes each rank, over all ways to weigh the
//! dimensions.
//!
//! Lahdelma & Salminen, "SMAA-2: Stochastic multicriteria acceptability analysis for group decision
//! making", Operations Research 49(3), 2001. Weightings are drawn uniformly from all that add up to
//! one; options that are level share their ranks equally; an excluded option takes no rank.

use super::{
    Case,
    sampling::{Draw, WHOLE},
};
use crate::{
    assessment::Assessment,
    field::FieldId,
    rulebase::{DimensionId, Effect, OptionId},
};

/// Fewest and most weightings that can be drawn.
pub const SAMPLES: std::ops::RangeInclusive<u64> = 1..=10_000_000;

/// How the analyses are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many weightings; within [`SAMPLES`].
    pub samples: u64,
    /// The seed.
    pub seed: u64,
    /// Dimensions in descending order of weight, where weightings must keep one; those not named
    /// are free.
    pub ranking: Vec<DimensionId>,
    /// Whether to draw answers to the unanswered questions as well.
    pub draw_answers: bool,
    /// Whether changes of answers are looked for that change the recommendation. What shows none of
    /// them, such as a row for each of many profiles, need not wait for them.
    pub changes: bool,
    /// Whether costs over traffic are worked out, which only whole reports show.
    pub curve: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            samples: 10_000,
            seed: 1,
            ranking: Vec::new(),
            draw_answers: false,
            changes: true,
            curve: true,
        }
    }
}

/// How often each option takes each rank.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptability {
    /// How it was drawn.
    pub settings: Settings,
    /// By option, in the order of the rule base.
    pub options: Vec<OptionAcceptability>,
    /// The greatest standard error that any of the shares can have, from the number of samples
    /// alone.
    pub standard_error: f64,
}

/// How often one option takes each rank.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionAcceptability {
    /// The option that takes the ranks.
    pub option: OptionId,
    /// The share of weightings in which it takes rank 1, 2, …
    pub ranks: Vec<f64>,
    /// The average of the weightings in which it is first: what somebody who prefers it typically
    /// cares about. None where it never is.
    pub central_weights: Option<Vec<f64>>,
}

/// Counts of one option, in whole numbers: shares of a rank are counted in units that any number of
/// level options divides.
#[derive(Clone)]
struct Count {
    ranks: Vec<u64>,
    first: u64,
    weights: Vec<u128>,
}

/// Draws weightings and counts ranks.
pub fn acceptability(case: &Case<'_>, settings: &Settings) -> Acceptability {
    let base = case.engine.base();
    let (options, dimensions) = (base.options.len(), base.dimensions.len());
    // Divisible by every number of options that may be level.
    let unit: u64 = (1..=options as u64).fold(1, |unit, count| unit / gcd(unit, count) * count);
    let mut counts =
        vec![Count { ranks: vec![0; options], first: 0, weights: vec![0; dimensions] }; options];
    let mut draw = Draw::new(settings.seed);
    let mut points = Points::of(&case.assess());
    let open = if settings.draw_answers { case.open() } else { Vec::new() };
    let (mut weights, mut scores) = (vec![0; dimensions], Vec::with_capacity(options));
    for _ in 0..settings.samples {
        if settings.draw_answers {
            points = draw_points(case, &open, &mut draw);
        }
        draw.weights(&mut weights);
        keep_ranking(&mut weights, &settings.ranking);
        count(&points, &weights, unit, &mut scores, &mut counts);
    }
    let total = settings.samples as f64 * unit as f64;
    let option = |(option, count): (OptionId, Count)| OptionAcceptability {
        option,
        ranks: count.ranks.iter().map(|ranks| *ranks as f64 / total).collect(),
        central_weights: (count.first > 0).then(|| {
            let whole = count.first as f64 * WHOLE as f64;
            count.weights.iter().map(|weights| *weights as f64 / whole).collect()
        }),
    };
    Acceptability {
        options: base.option_ids().zip(counts).map(option).collect(),
        standard_error: 0.5 / (settings.samples as f64).sqrt(),
        settings: settings.clone(),
    }
}

/// The points of the options that are not excluded, by dimension.
struct Points {
    options: Vec<(OptionId, Vec<i64>)>,
}

impl Points {
    fn of(assessment: &Assessment) -> Self {
        let fitting = assessment.standings.iter().filter(|standing| standing.rank.is_some());
        Self {
            options: fitting.map(|standing| (standing.option, standing.points.clone())).collect(),
        }
    }
}

/// The points under answers drawn for everything open.
fn draw_points(case: &Case<'_>, open: &[FieldId], draw: &mut Draw) -> Points {
    let base = case.engine.base();
    let mut answers = case.answers.clone();
    for field in open {
        answers.set(*field, draw.answer(base.fields.get(*field)));
    }
    let mut points: Vec<Option<Vec<i64>>> =
        vec![Some(vec![0; base.dimensions.len()]); base.options.len()];
    let kernel = case.engine.kernel();
    kernel.each_fired(&kernel.holding_for(&case.derivation.facts(&answers)), |id| {
        let rule = base.rule(id);
        match &rule.effect {
            Effect::Points(gives) => {
                for (option, more) in gives {
                    if let Some(points) = &mut points[option.index()] {
                        points[rule.dimension.index()] += i64::from(*more);
                    }
                }
            }
            Effect::Excludes { options, .. } => {
                options.iter().for_each(|option| points[option.index()] = None)
            }
        }
    });
    let options =
        base.option_ids().zip(points).filter_map(|(option, points)| Some((option, points?)));
    Points { options: options.collect() }
}

/// Hands the weights of the ranked dimensions out in descending order. Weightings drawn uniformly
/// stay uniform over those that keep the order, since every order of the same weights is as likely
/// as any other.
fn keep_ranking(weights: &mut [u64], ranking: &[DimensionId]) {
    let mut ranked: Vec<u64> = ranking.iter().map(|dimension| weights[dimension.index()]).collect();
    ranked.sort_unstable_by(|one, other| other.cmp(one));
    for (dimension, weight) in ranking.iter().zip(ranked) {
        weights[dimension.index()] = weight;
    }
}

/// Counts the ranks under one weighting; `scores` is room to work in.
fn count(points: &Points, weights: &[u64], unit: u64, scores: &mut Vec<i64>, counts: &mut [Count]) {
    let score = |points: &[i64]| -> i64 {
        points.iter().zip(weights).map(|(points, weight)| points * *weight as i64).sum()
    };
    scores.clear();
    scores.extend(points.options.iter().map(|(_, points)| score(points)));
    for ((option, _), own) in points.options.iter().zip(&*scores) {
        let better = scores.iter().filter(|score| *score > own).count();
        let level = scores.iter().filter(|score| *score == own).count();
        // Level options are few: division is for them alone.
        let share = if level == 1 { unit } else { unit / level as u64 };
        let count = &mut counts[option.index()];
        for rank in &mut count.ranks[better..better + level] {
            *rank += share;
        }
        if better == 0 {
            // Weights of a shared first place count in proportion.
            count.first += share;
            for (sum, weight) in count.weights.iter_mut().zip(weights) {
                *sum += u128::from(weight * share);
            }
        }
    }
}

fn gcd(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { gcd(other, one % other) }
}

impl Acceptability {
    /// The share of weightings in which an option is first.
    pub fn first(&self, option: OptionId) -> f64 {
        self.options.get(option.index()).and_then(|it| it.ranks.first()).copied().unwrap_or(0.0)
    }
}
