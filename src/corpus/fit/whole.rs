//! Whole points for what was fitted: rounded, and then changed by one point at a time for as long as
//! that lowers the loss.
//!
//! What a change does to the loss is worked out from the decisions for which the rule fires and the
//! questions that it answers, so that a round takes as long for each rule however many there are.

use super::{MOST, Odds, Penalties, Problem, SHARE_OF_EXCLUDED, Sample, shares, spread};

/// So many times all points are gone through.
const ROUNDS: usize = 3;

impl Problem {
    /// Proposes whole points for the samples that `of` picks.
    pub fn propose(&self, penalties: Penalties, of: &dyn Fn(&Sample) -> bool) -> Vec<Vec<i8>> {
        let fitted = self.fit(penalties, of);
        let rounded = |rule: usize| -> Vec<i8> {
            let points = self.of_rule(&fitted, rule).iter();
            let points = points.map(|it| it * self.temperature / self.rules[rule].weight);
            points.map(|points| points.round().clamp(-MOST, MOST) as i8).collect()
        };
        let mut points: Vec<Vec<i8>> = (0..self.rules.len()).map(rounded).collect();
        let mut search = Search::new(self, &points, penalties, of);
        for _ in 0..ROUNDS {
            let mut changed = false;
            for (rule, points) in points.iter_mut().enumerate() {
                for (option, points) in points.iter_mut().enumerate() {
                    for change in [-1, 1] {
                        if search.moves(rule, option, *points + change) {
                            *points += change;
                            changed = true;
                        }
                    }
                }
            }
            if !changed {
                break;
            }
        }
        points
    }

    /// Foretells every sample by points that were proposed from those of the other groups that `of`
    /// picks: grouped cross-validation. Gives the shares for each sample.
    pub fn cross_validate(
        &self,
        penalties: Penalties,
        folds: usize,
        of: &dyn Fn(&Sample) -> bool,
    ) -> Vec<Vec<f64>> {
        let mut foretold = vec![Vec::new(); self.samples.len()];
        for fold in 0..folds {
            let others = |sample: &Sample| sample.group % folds != fold && of(sample);
            let points = self.propose(penalties, &others);
            for (sample, foretold) in self.samples.iter().zip(&mut foretold) {
                if sample.group % folds == fold {
                    *foretold = self.shares_of(&points, sample);
                }
            }
        }
        foretold
    }
}

/// The points as they are, and all that follows from them.
struct Search<'p> {
    problem: &'p Problem,
    penalties: Penalties,
    prior: Odds,
    odds: Odds,
    /// The decisions, with what the points come to for each option.
    scored: Vec<(&'p Sample, Vec<f64>)>,
    /// For each rule the decisions for which it fires.
    fires: Vec<Vec<usize>>,
    /// For each group that must not favour an option how much that counts, and by how much it does.
    means: Vec<(f64, Vec<f64>)>,
    /// For each rule the groups that it is in, and its share there.
    groups: Vec<Vec<(usize, f64)>>,
}

impl<'p> Search<'p> {
    fn new(
        problem: &'p Problem,
        points: &[Vec<i8>],
        penalties: Penalties,
        of: &dyn Fn(&Sample) -> bool,
    ) -> Self {
        let odds = problem.odds(points);
        let samples = problem.samples.iter().filter(|sample| of(sample));
        let scored: Vec<_> =
            samples.map(|sample| (sample, problem.scores(&odds, sample))).collect();
        let mut fires = vec![Vec::new(); problem.rules.len()];
        for (number, (sample, _)) in scored.iter().enumerate() {
            sample.fired.iter().for_each(|rule| fires[*rule].push(number));
        }
        let mut groups = vec![Vec::new(); problem.rules.len()];
        let mut means = Vec::new();
        for (number, (rules, strength)) in problem.balanced().enumerate() {
            let mut mean = vec![0.0; problem.options];
            for (rule, share) in rules {
                groups[rule].push((number, share));
                let odds = problem.of_rule(&odds, rule);
                mean.iter_mut().zip(odds).for_each(|(mean, odds)| *mean += share * odds);
            }
            means.push((strength * penalties.balance, mean));
        }
        Self { problem, penalties, prior: problem.prior(), odds, scored, fires, means, groups }
    }

    /// Gives a rule other points for an option where that lowers the loss, and tells whether it did.
    fn moves(&mut self, rule: usize, option: usize, points: i8) -> bool {
        const LEAST: f64 = 1e-9;
        let problem = self.problem;
        let at = problem.at(rule, option);
        let (least, most) = problem.limits(rule, option);
        let odds = problem.in_odds(&problem.rules[rule], points);
        if !(least - LEAST..=most + LEAST).contains(&odds) {
            return false;
        }
        let change = odds - self.odds[at];
        let square = |odds: f64| (odds - self.prior[at]) * (odds - self.prior[at]);
        let mut loss = self.penalties.prior * (square(odds) - square(self.odds[at]));
        for number in &self.fires[rule] {
            let (sample, scores) = &mut self.scored[*number];
            loss -= loss_of(sample, scores);
            scores[option] += change;
            loss += loss_of(sample, scores);
        }
        for (group, share) in &self.groups[rule] {
            let (strength, means) = &mut self.means[*group];
            loss -= *strength * spread(means);
            means[option] += share * change;
            loss += *strength * spread(means);
        }
        if loss < -LEAST {
            self.odds[at] = odds;
            return true;
        }
        for number in &self.fires[rule] {
            self.scored[*number].1[option] -= change;
        }
        for (group, share) in &self.groups[rule] {
            self.means[*group].1[option] -= share * change;
        }
        false
    }
}

/// What a decision adds to the loss.
fn loss_of(sample: &Sample, scores: &[f64]) -> f64 {
    let shares = shares(scores, &sample.excluded, 1.0);
    let chosen = shares.get(sample.chosen).copied().unwrap_or(SHARE_OF_EXCLUDED);
    -sample.weight * libm::log(chosen)
}
