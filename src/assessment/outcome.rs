//! The outcome alone: verdict and exclusions without the evidence for them, and without estimates
//! where these could not change it. The analyses try thousands of answers and need no more.

use super::{Engine, Verdict, effects::OptionSet, kernel::Position, verdict::verdict};
use crate::{field::Facts, rulebase::OptionId};

/// What comes of applying the rules, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What follows.
    pub verdict: Verdict,
    /// The options that are excluded.
    pub excluded: OptionSet,
}

/// Scores and exclusions of the options.
struct Tally {
    scores: Vec<i64>,
    excluded: OptionSet,
}

impl Engine<'_> {
    /// The outcome for what is known: the same as that of [`Engine::assess`].
    pub fn outcome(&self, facts: &Facts, weights: &[u8]) -> Outcome {
        let tally = self.tally(&self.kernel.holding_for(facts), weights);
        Outcome { verdict: tally.verdict(facts), excluded: tally.excluded }
    }

    /// The outcome for answers, and where they lie. Derived fields are worked out only where it
    /// depends on them.
    pub fn outcome_of(
        &self,
        answers: &Facts,
        at: &Position,
        weights: &[u8],
        derive: impl FnOnce() -> Facts,
    ) -> Outcome {
        let (certain, possible) = self.kernel.holding_whatever_is_derived(at);
        self.outcome_between(answers, &certain, &possible, weights).unwrap_or_else(|| {
            let tally = self.tally(&self.kernel.holding_of(possible, &derive()), weights);
            Outcome { verdict: tally.verdict(answers), excluded: tally.excluded }
        })
    }

    /// The outcome that is the same for all facts whose low ends lie within the first ones, and
    /// whose high ends lie within the second; none where it may differ.
    pub fn outcome_throughout(&self, ends: &[Facts; 2], weights: &[u8]) -> Option<Outcome> {
        let [lows, highs] = ends.each_ref().map(|facts| self.kernel.position(facts));
        let certain = self.kernel.holding(&lows.to(&highs));
        let possible = self.kernel.possible([&lows, &highs]);
        self.outcome_between(&ends[0], &certain, &possible, weights)
    }

    /// The outcome for answers of which some terms certainly hold and some others could; none where
    /// it depends on these.
    ///
    /// It does not when even all rules that could come to fire, as far as they speak against the
    /// option that is ahead without them, leave it ahead.
    fn outcome_between(
        &self,
        answers: &Facts,
        certain: &[u64],
        possible: &[u64],
        weights: &[u8],
    ) -> Option<Outcome> {
        let tally = self.tally(certain, weights);
        let verdict = tally.verdict(answers);
        if possible != certain {
            let winner = verdict.recommendation();
            let lead =
                |score: &i64| winner.map_or(0, |winner| tally.scores[winner.index()] - score);
            let mut leads: Vec<i64> = tally.scores.iter().map(lead).collect();
            let mut depends = false;
            self.kernel.each_uncertain(certain, possible, |rule| {
                let effect = self.effects.of_rule(rule);
                depends |= winner.is_none() || effect.excludes != OptionSet::default();
                let own = winner.map_or(0, |winner| effect.points[winner.index()]);
                let weight = i64::from(weights[usize::from(effect.dimension)]);
                for (lead, points) in leads.iter_mut().zip(&effect.points) {
                    *lead += ((i64::from(own) - i64::from(*points)) * weight).min(0);
                }
            });
            let stays = |(option, lead): (OptionId, &i64)| {
                Some(option) == winner || tally.excluded.contains(option) || *lead > 0
            };
            if depends || winner.is_some() && !self.base.option_ids().zip(&leads).all(stays) {
                return None;
            }
        }
        Some(Outcome { verdict, excluded: tally.excluded })
    }

    fn tally(&self, holding: &[u64], weights: &[u8]) -> Tally {
        let mut tally =
            Tally { scores: vec![0; self.base.options.len()], excluded: OptionSet::default() };
        self.kernel.each_fired(holding, |rule| {
            let effect = self.effects.of_rule(rule);
            let weight = i64::from(weights[usize::from(effect.dimension)]);
            for (score, points) in tally.scores.iter_mut().zip(&effect.points) {
                *score += i64::from(*points) * weight;
            }
            tally.excluded.extend(effect.excludes);
        });
        tally
    }
}

impl Tally {
    fn verdict(&self, facts: &Facts) -> Verdict {
        if facts.known().next().is_none() {
            return Verdict::Unanswered;
        }
        let fitting = || {
            (0..)
                .map(OptionId)
                .zip(&self.scores)
                .filter(|(option, _)| !self.excluded.contains(*option))
        };
        let best = fitting().map(|(_, score)| *score).max();
        verdict(fitting().filter(|(_, score)| Some(**score) == best).map(|(option, _)| option))
    }
}
