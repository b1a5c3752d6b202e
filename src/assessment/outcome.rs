//! The outcome alone: verdict and exclusions without the evidence for them, and without estimates where these could
//! not change it. The analyses try thousands of answers and need no more.

use super::{Engine, Verdict, verdict_of};
use crate::{
    field::Facts,
    rulebase::{Effect, OptionId, RuleId},
};

/// What comes of applying the rules, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What follows.
    pub verdict: Verdict,
    /// For each option whether it is excluded, in the order of the rule base.
    pub excluded: Vec<bool>,
}

/// Scores and exclusions of the options.
struct Tally {
    scores: Vec<i64>,
    excluded: Vec<bool>,
}

impl Engine<'_> {
    /// The outcome for what is known: the same as that of [`Engine::assess`].
    pub fn outcome(&self, facts: &Facts, weights: &[u8]) -> Outcome {
        let tally = self.tally(&self.kernel.holding(facts), weights);
        Outcome { verdict: tally.verdict(facts), excluded: tally.excluded }
    }

    /// The outcome for answers whose derived fields have not been worked out; none where it depends on them.
    ///
    /// It does not when even all rules that could come to fire with some derived fields, as far as they speak against
    /// the option that is ahead without them, leave it ahead.
    pub fn outcome_whatever_is_derived(&self, answers: &Facts, weights: &[u8]) -> Option<Outcome> {
        let (certain, possible) = self.kernel.holding_whatever_is_derived(answers);
        let mut undecided: Vec<RuleId> = Vec::new();
        if possible != certain {
            self.kernel.each_fired(&possible, |rule| undecided.push(rule));
            self.kernel.each_fired(&certain, |rule| undecided.retain(|other| *other != rule));
        }
        let tally = self.tally(&certain, weights);
        let verdict = tally.verdict(answers);
        if !undecided.is_empty() {
            let Verdict::Recommended(winner) = verdict else { return None };
            let mut leads: Vec<i64> = tally.scores.iter().map(|score| tally.scores[winner.index()] - score).collect();
            for rule in undecided.into_iter().map(|rule| self.base.rule(rule)) {
                let weight = i64::from(weights[rule.dimension.index()]);
                let Effect::Points(_) = &rule.effect else { return None };
                for (option, lead) in self.base.option_ids().zip(&mut leads) {
                    let gain = i64::from(rule.points(winner)) - i64::from(rule.points(option));
                    *lead += (gain * weight).min(0);
                }
            }
            let stays =
                |(option, lead): (OptionId, &i64)| option == winner || tally.excluded[option.index()] || *lead > 0;
            if !self.base.option_ids().zip(&leads).all(stays) {
                return None;
            }
        }
        Some(Outcome { verdict, excluded: tally.excluded })
    }

    fn tally(&self, holding: &[u64], weights: &[u8]) -> Tally {
        let options = self.base.options.len();
        let mut tally = Tally { scores: vec![0; options], excluded: vec![false; options] };
        self.kernel.each_fired(holding, |id| {
            let rule = self.base.rule(id);
            match &rule.effect {
                Effect::Points(points) => {
                    let weight = i64::from(weights[rule.dimension.index()]);
                    for (option, points) in points {
                        tally.scores[option.index()] += i64::from(*points) * weight;
                    }
                }
                Effect::Excludes { options, .. } => {
                    options.iter().for_each(|option| tally.excluded[option.index()] = true);
                }
            }
        });
        tally
    }
}

impl Tally {
    fn verdict(&self, facts: &Facts) -> Verdict {
        if facts.known().next().is_none() {
            return Verdict::Unanswered;
        }
        let fitting = || self.scores.iter().zip(&self.excluded).zip(0..).filter(|((_, excluded), _)| !**excluded);
        let best = fitting().map(|((score, _), _)| *score).max();
        verdict_of(
            fitting().filter(|((score, _), _)| Some(**score) == best).map(|(_, option)| OptionId(option)).collect(),
        )
    }
}
