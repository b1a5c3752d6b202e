//! Fitting points to decisions: a sign-constrained, regularised multinomial logit over which rules
//! fire, with the points of today as the prior, rounded to whole points by a search that keeps the
//! loss.
//!
//! The share with which an option is chosen is taken to be proportional to exp(score / T): the score
//! is the sum of weight times points, as in every assessment, so the fitted model is the rule base
//! itself with other points. What is minimised is the log-loss of the decisions, plus a Gaussian
//! penalty for leaving the prior, plus a penalty for questions whose plausible answers favour an
//! option on average. Points stay on their side of zero, since their sign is the reason's.
//!
//! Known from: weight of evidence and scorecards in credit scoring; Ustun and Rudin 2019, "Learning
//! optimized risk scores" (RiskSLIM); Liu et al. 2022, "FasterRisk". Theirs choose features as well;
//! here every rule is kept for its reason.
//!
//! Exponentials and logarithms are those of the `libm` crate, which are the same everywhere.

mod whole;

use crate::rulebase::Temperature;

/// One decision as the rules see it.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The rules that fire, by their numbers among [`Problem::rules`].
    pub fired: Vec<usize>,
    /// Whether each option is ruled out.
    pub excluded: Vec<bool>,
    /// The option that was chosen.
    pub chosen: usize,
    /// How much it counts.
    pub weight: f64,
    /// Whether points must not be set with it in sight.
    pub apart: bool,
    /// Which decisions must not be torn apart: write-ups of one project are one group.
    pub group: usize,
}

impl Sample {
    /// Works out the shares that scores give the options, as many rules as fired speaking.
    pub fn shares(&self, scores: &[f64], temperature: Temperature) -> Vec<f64> {
        shares(scores, &self.excluded, temperature.at(self.fired.len()))
    }
}

/// A rule whose points are fitted.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// What its dimension weighs.
    pub weight: f64,
    /// Its points for each option today.
    pub points: Vec<i8>,
}

/// What is to be fitted.
#[derive(Clone, Debug)]
pub struct Problem {
    /// How many options there are.
    pub options: usize,
    /// The rules.
    pub rules: Vec<Fitted>,
    /// The decisions.
    pub samples: Vec<Sample>,
    /// For each question the rules that look at it alone, with the share of its plausible answers
    /// for which they fire.
    pub questions: Vec<Vec<(usize, f64)>>,
    /// How many weighted points multiply the odds by e.
    pub temperature: f64,
}

/// How strongly points are held.
#[derive(Clone, Copy, Debug)]
pub struct Penalties {
    /// For leaving the prior, by the square of the change in log-odds.
    pub prior: f64,
    /// For a question that favours an option on average, by the square of the difference in
    /// log-odds.
    pub balance: f64,
}

impl Default for Penalties {
    fn default() -> Self {
        Self { prior: 0.6, balance: 3.0 }
    }
}

/// The share that an option which is ruled out gets. The rules rule 39 options out in 21 of
/// the built-in decisions, and three of those were taken.
pub const SHARE_OF_EXCLUDED: f64 = 0.05;

/// The most points that a rule gives or takes.
const MOST: f64 = 5.0;

/// How well shares foretell decisions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    /// How many decisions there are.
    pub of: usize,
    /// For how many the option with the greatest share was chosen; ties count as wrong.
    pub right: usize,
    /// The mean of the negative logarithm of the chosen option's share.
    pub log_loss: f64,
    /// The mean of the squared differences between shares and what was chosen (Brier 1950).
    pub brier: f64,
    /// The mean difference between the greatest share and how often it was right, over ten bins of
    /// equal width, weighted by how many are in them (expected calibration error).
    pub calibration_error: f64,
}

/// Works out the share of each option from weighted points: proportional to exp(score / T) among
/// those that are not ruled out.
pub fn shares(scores: &[f64], excluded: &[bool], temperature: f64) -> Vec<f64> {
    let open = || scores.iter().zip(excluded).filter(|(_, excluded)| !**excluded);
    let best = open().map(|(score, _)| *score).fold(f64::NEG_INFINITY, f64::max);
    let relative = |score: f64| libm::exp((score - best) / temperature);
    let sum: f64 = open().map(|(score, _)| relative(*score)).sum();
    let barred = excluded.iter().filter(|excluded| **excluded).count();
    if barred == scores.len() {
        return vec![1.0 / scores.len().max(1) as f64; scores.len()];
    }
    let left = 1.0 - SHARE_OF_EXCLUDED * barred as f64;
    let share = |(score, excluded): (&f64, &bool)| {
        if *excluded { SHARE_OF_EXCLUDED } else { left * relative(*score) / sum }
    };
    scores.iter().zip(excluded).map(share).collect()
}

/// Points for each rule and option, rule by rule, in log-odds: weight times points over the
/// temperature.
type Odds = Vec<f64>;

impl Problem {
    fn prior(&self) -> Odds {
        self.odds(&self.rules.iter().map(|rule| rule.points.clone()).collect::<Vec<_>>())
    }

    fn odds(&self, points: &[Vec<i8>]) -> Odds {
        let rules = self.rules.iter().zip(points);
        rules.flat_map(|(rule, points)| points.iter().map(|it| self.in_odds(rule, *it))).collect()
    }

    fn in_odds(&self, rule: &Fitted, points: i8) -> f64 {
        f64::from(points) * rule.weight / self.temperature
    }

    /// Returns the place of a rule's points for an option.
    fn at(&self, rule: usize, option: usize) -> usize {
        rule * self.options + option
    }

    /// Returns the log-odds of a rule, by option.
    fn of_rule<'o>(&self, odds: &'o [f64], rule: usize) -> &'o [f64] {
        &odds[self.at(rule, 0)..self.at(rule + 1, 0)]
    }

    /// The least and the most that a rule's points for an option may come to, in log-odds.
    fn limits(&self, rule: usize, option: usize) -> (f64, f64) {
        let rule = &self.rules[rule];
        let point = rule.weight / self.temperature;
        match rule.points[option] {
            1.. => (0.0, MOST * point),
            // A rule that says nothing of an option has no reason to begin with it.
            0 => (0.0, 0.0),
            _ => (-MOST * point, 0.0),
        }
    }

    fn scores(&self, odds: &[f64], sample: &Sample) -> Vec<f64> {
        let mut scores = vec![0.0; self.options];
        for rule in &sample.fired {
            let odds = self.of_rule(odds, *rule);
            scores.iter_mut().zip(odds).for_each(|(score, odds)| *score += odds);
        }
        scores
    }

    /// The shares that points give the options of a decision.
    pub fn shares_of(&self, points: &[Vec<i8>], sample: &Sample) -> Vec<f64> {
        shares(&self.scores_of(points, sample), &sample.excluded, self.temperature)
    }

    /// Returns the scores that points give the options of a decision, in weighted points.
    pub fn scores_of(&self, points: &[Vec<i8>], sample: &Sample) -> Vec<f64> {
        let mut scores = vec![0.0; self.options];
        for rule in &sample.fired {
            let weight = self.rules[*rule].weight;
            let points = scores.iter_mut().zip(&points[*rule]);
            points.for_each(|(sum, it)| *sum += weight * f64::from(*it));
        }
        scores
    }

    /// Fits log-odds to the samples that `of` picks: by accelerated projected gradients (Beck and
    /// Teboulle 2009, FISTA with restarts), which need no more than the gradient and the limits.
    fn fit(&self, penalties: Penalties, of: &dyn Fn(&Sample) -> bool) -> Odds {
        const ROUNDS: usize = 250;
        let prior = self.prior();
        let mut here = prior.clone();
        let mut ahead = prior.clone();
        let mut speed = 1.0_f64;
        let mut step = 0.05;
        let mut loss_here = self.loss(&here, &prior, penalties, of, None);
        for _ in 0..ROUNDS {
            let mut gradient = vec![0.0; prior.len()];
            let loss_ahead = self.loss(&ahead, &prior, penalties, of, Some(&mut gradient));
            let next = loop {
                let next = self.stepped(&ahead, &gradient, step);
                let moved = difference(&next, &ahead);
                let expected = loss_ahead
                    + self.dot(&gradient, &moved)
                    + self.dot(&moved, &moved) / (2.0 * step);
                let loss = self.loss(&next, &prior, penalties, of, None);
                if loss <= expected + 1e-12 || step < 1e-9 {
                    break (next, loss);
                }
                step /= 2.0;
            };
            let (next, loss) = next;
            let moved = difference(&next, &here);
            if loss > loss_here {
                // Overshot: start anew from the best so far.
                speed = 1.0;
                ahead = here.clone();
                continue;
            }
            let faster = f64::midpoint(1.0, (1.0 + 4.0 * speed * speed).sqrt());
            let momentum = (speed - 1.0) / faster;
            ahead = next.clone();
            ahead.iter_mut().zip(&moved).for_each(|(at, moved)| *at += momentum * moved);
            speed = faster;
            here = next;
            if loss_here - loss < 1e-7 * loss_here.abs() {
                break;
            }
            loss_here = loss;
        }
        here
    }

    fn stepped(&self, from: &[f64], gradient: &[f64], step: f64) -> Odds {
        let next = from.iter().zip(gradient).enumerate().map(|(at, (odds, slope))| {
            let (least, most) = self.limits(at / self.options, at % self.options);
            (odds - step * slope).clamp(least, most)
        });
        next.collect()
    }

    /// Adds up the products, rule by rule.
    fn dot(&self, one: &[f64], other: &[f64]) -> f64 {
        let rules = one.chunks(self.options).zip(other.chunks(self.options));
        rules.map(|(one, other)| one.iter().zip(other).map(|(a, b)| a * b).sum::<f64>()).sum()
    }

    fn loss(
        &self,
        odds: &[f64],
        prior: &[f64],
        penalties: Penalties,
        of: &dyn Fn(&Sample) -> bool,
        mut gradient: Option<&mut Odds>,
    ) -> f64 {
        let mut loss = 0.0;
        for sample in self.samples.iter().filter(|sample| of(sample)) {
            let shares = shares(&self.scores(odds, sample), &sample.excluded, 1.0);
            let chosen = shares.get(sample.chosen).copied().unwrap_or(SHARE_OF_EXCLUDED);
            loss -= sample.weight * libm::log(chosen);
            let defied = sample.excluded.get(sample.chosen).copied().unwrap_or(false);
            let Some(gradient) = gradient.as_deref_mut().filter(|_| !defied) else { continue };
            let barred = sample.excluded.iter().filter(|excluded| **excluded).count() as f64;
            let left = 1.0 - SHARE_OF_EXCLUDED * barred;
            for rule in &sample.fired {
                for option in (0..self.options).filter(|option| !sample.excluded[*option]) {
                    let is_chosen = f64::from(u8::from(option == sample.chosen));
                    let error = shares[option] / left - is_chosen;
                    gradient[self.at(*rule, option)] += sample.weight * error;
                }
            }
        }
        for (at, (odds, prior)) in odds.iter().zip(prior).enumerate() {
            loss += penalties.prior * (odds - prior) * (odds - prior);
            if let Some(gradient) = gradient.as_deref_mut() {
                gradient[at] += 2.0 * penalties.prior * (odds - prior);
            }
        }
        loss + self.imbalance(odds, penalties, gradient)
    }

    /// Lists the rules that must not favour an option on average, and how much that counts: those of
    /// each question, and those of all of them together.
    fn balanced(&self) -> impl Iterator<Item = (Vec<(usize, f64)>, f64)> + '_ {
        const TOGETHER: f64 = 0.2;
        let every = self.questions.iter().flatten().copied().collect();
        let groups = self.questions.iter().map(|question| (question.clone(), 1.0));
        groups.chain([(every, TOGETHER)])
    }

    /// The penalty for questions that favour an option on average, and for all of them together.
    fn imbalance(
        &self,
        odds: &[f64],
        penalties: Penalties,
        mut gradient: Option<&mut Odds>,
    ) -> f64 {
        let mut loss = 0.0;
        let mut whole = vec![0.0; self.options];
        for (rules, strength) in self.balanced() {
            let strength = strength * penalties.balance;
            whole.iter_mut().for_each(|mean| *mean = 0.0);
            for (rule, share) in &rules {
                let odds = self.of_rule(odds, *rule);
                whole.iter_mut().zip(odds).for_each(|(mean, odds)| *mean += share * odds);
            }
            loss += strength * spread(&whole);
            let Some(gradient) = gradient.as_deref_mut() else { continue };
            let (count, sum) = (self.options as f64, whole.iter().sum::<f64>());
            for (rule, share) in &rules {
                for (option, mean) in whole.iter().enumerate() {
                    let slope = strength * share * 2.0 * (count * mean - sum);
                    gradient[self.at(*rule, option)] += slope;
                }
            }
        }
        loss
    }
}

/// Measures how well shares foretell what was chosen.
pub fn quality(foretold: impl Iterator<Item = (Vec<f64>, usize)>) -> Quality {
    const BINS: usize = 10;
    let mut quality = Quality::default();
    let mut bins = [(0usize, 0.0, 0usize); BINS];
    for (shares, chosen) in foretold {
        let share = shares.get(chosen).copied().unwrap_or(0.0);
        let most = shares.iter().copied().fold(0.0, f64::max);
        let is_right =
            share >= most - 1e-12 && shares.iter().filter(|it| **it >= most - 1e-12).count() == 1;
        quality.of += 1;
        quality.right += usize::from(is_right);
        quality.log_loss -= libm::log(share.max(1e-6));
        quality.brier += shares
            .iter()
            .enumerate()
            .map(|(option, share)| share - f64::from(u8::from(option == chosen)))
            .map(|error| error * error)
            .sum::<f64>();
        let bin = ((most * BINS as f64) as usize).min(BINS - 1);
        if let Some((count, sum, right)) = bins.get_mut(bin) {
            *count += 1;
            *sum += most;
            *right += usize::from(is_right);
        }
    }
    let of = quality.of.max(1) as f64;
    quality.log_loss /= of;
    quality.brier /= of;
    quality.calibration_error =
        bins.iter().map(|(_, sum, right)| (sum - *right as f64).abs()).sum::<f64>() / of;
    quality
}

/// Adds up the squares of all differences between two options.
fn spread(means: &[f64]) -> f64 {
    let sum: f64 = means.iter().sum();
    means.len() as f64 * means.iter().map(|it| it * it).sum::<f64>() - sum * sum
}

fn difference(one: &[f64], other: &[f64]) -> Odds {
    one.iter().zip(other).map(|(one, other)| one - other).collect()
}

#[cfg(test)]
mod tests {
    use super::{Fitted, Penalties, Problem, Quality, Sample, quality, shares};

    fn sample(fired: &[usize], chosen: usize, group: usize) -> Sample {
        Sample {
            fired: fired.to_vec(),
            excluded: vec![false, false],
            chosen,
            weight: 1.0,
            apart: false,
            group,
        }
    }

    fn problem(samples: Vec<Sample>) -> Problem {
        Problem {
            options: 2,
            rules: vec![
                Fitted { weight: 2.0, points: vec![1, 0] },
                Fitted { weight: 2.0, points: vec![0, 3] },
            ],
            samples,
            questions: Vec::new(),
            temperature: 10.0,
        }
    }

    #[test]
    fn points_follow_decisions_and_keep_their_sign() {
        let samples =
            (0..60).map(|group| sample(&[usize::from(group % 2 == 0)], 0, group)).collect();
        let problem = problem(samples);
        let points = problem.propose(Penalties { prior: 0.1, balance: 0.0 }, &|_| true);
        assert!(points[0][0] > 1, "{points:?}");
        // Whatever was decided, a reason for an option never comes to speak against it.
        assert_eq!(points[1][1], 0, "{points:?}");
    }

    #[test]
    fn a_strong_prior_holds() {
        let samples = (0..10).map(|group| sample(&[1], 0, group)).collect();
        let points = problem(samples).propose(Penalties { prior: 1e6, balance: 0.0 }, &|_| true);
        assert_eq!(points, [[1, 0], [0, 3]]);
    }

    #[test]
    fn balance_evens_the_answers_of_a_question_out() {
        let mut problem = problem(Vec::new());
        problem.questions = vec![vec![(0, 0.5), (1, 0.5)]];
        let penalties = Penalties { prior: 0.01, balance: 100.0 };
        let points = problem.propose(penalties, &|_| true);
        let mean = |option: usize| i32::from(points[0][option]) + i32::from(points[1][option]);
        assert!((mean(0) - mean(1)).abs() <= 1, "{points:?}");
    }

    #[test]
    fn what_is_ruled_out_gets_a_small_share() {
        let found = shares(&[3.0, 1.0, 9.0], &[false, false, true], 1.0);
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((found[2] - super::SHARE_OF_EXCLUDED).abs() < 1e-12 && found[0] > found[1]);
        assert_eq!(shares(&[1.0, 2.0], &[true, true], 1.0), [0.5, 0.5]);
    }

    #[test]
    fn quality_is_what_it_is_defined_to_be() {
        let Quality { of, right, log_loss, brier, calibration_error } =
            quality([(vec![0.75, 0.25], 0), (vec![0.5, 0.5], 1)].into_iter());
        assert_eq!((of, right), (2, 1));
        assert!((log_loss - (-(0.75_f64.ln()) - 0.5_f64.ln()) / 2.0).abs() < 1e-12);
        assert!((brier - (0.125 + 0.5) / 2.0).abs() < 1e-12);
        assert!((calibration_error - (0.25 + 0.5) / 2.0).abs() < 1e-12);
    }

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        let mut problem = problem(vec![sample(&[0, 1], 0, 0), sample(&[1], 1, 1)]);
        problem.questions = vec![vec![(0, 0.3), (1, 0.6)]];
        let penalties = Penalties { prior: 2.0, balance: 3.0 };
        let prior = problem.prior();
        let mut at = prior.clone();
        at[problem.at(0, 0)] += 0.07;
        at[problem.at(1, 1)] -= 0.11;
        let mut gradient = vec![0.0; prior.len()];
        problem.loss(&at, &prior, penalties, &|_| true, Some(&mut gradient));
        for (rule, option) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            let loss = |by: f64| {
                let mut there = at.clone();
                there[problem.at(rule, option)] += by;
                problem.loss(&there, &prior, penalties, &|_| true, None)
            };
            let slope = (loss(1e-6) - loss(-1e-6)) / 2e-6;
            assert!((slope - gradient[problem.at(rule, option)]).abs() < 1e-5, "{rule} {option}");
        }
    }
}
