//! The assessment: rules applied to what is known, scores, exclusions, ranking and verdict.
//!
//! A weighted additive value model (the weighted sum of multi-criteria decision analysis): an
//! option's score is the sum, over the rules that fire, of the dimension's weight times the rule's
//! points. All numbers are whole, so the contributions add up exactly.

pub mod axis;
pub mod effects;
pub mod fit;
pub mod kernel;
pub mod outcome;
pub mod terms;
mod verdict;

use std::sync::OnceLock;

pub use self::verdict::Verdict;
use self::{effects::Effects, fit::Scale, kernel::Kernel, verdict::verdict};
use crate::{
    corpus::{Corpus, Decision},
    field::Facts,
    problem::{Code, Problem},
    rulebase::{DimensionId, OptionId, RuleBase, RuleId},
};

/// Does two pieces of work, the first of them perhaps on a thread of its own. The library starts no
/// threads.
pub type Both = fn(&mut (dyn FnMut() + Send), &mut dyn FnMut());

/// A rule base made ready to assess any number of profiles.
#[derive(Clone, Debug)]
pub struct Engine<'b> {
    base: &'b RuleBase,
    kernel: Kernel,
    scale: Scale,
    effects: Effects,
    /// Decisions that somebody brought.
    own: Vec<Decision>,
    corpus: OnceLock<Corpus>,
    both: Option<Both>,
}

/// What comes of applying the rules.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Assessment {
    /// The rules that fired, in the order of the rule base.
    pub fired: Vec<RuleId>,
    /// What each dimension weighed.
    pub weights: Vec<u8>,
    /// How each option came out, in the order of the rule base.
    pub standings: Vec<Standing>,
    /// What follows.
    pub verdict: Verdict,
    /// The most that any option could have scored on the answered questions; see [`fit`].
    pub most: i64,
}

/// How one option came out.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Standing {
    /// The option that came out so.
    pub option: OptionId,
    /// The points by dimension, before weights.
    pub points: Vec<i64>,
    /// The sum of weight times points over all dimensions.
    pub score: i64,
    /// The score on a scale from 0 to 100; see [`fit`].
    pub fit: f64,
    /// Its place, 1 for the best; options with equal scores share one; none when it is excluded.
    pub rank: Option<usize>,
    /// The rules that exclude it.
    pub excluded_by: Vec<RuleId>,
}

/// Hardly ever do more rules fire.
const USUAL: usize = 64;

impl<'b> Engine<'b> {
    /// Compiles a rule base.
    ///
    /// # Errors
    /// When a rule's condition has more alternatives than [`terms::MOST_TERMS`].
    pub fn new(base: &'b RuleBase) -> Result<Self, Problem> {
        let kernel = Kernel::compile(base).map_err(|(rule, _)| {
            let message = format!(
                "the condition of the rule `{}` has more than {} alternatives",
                base.rule(rule).id,
                terms::MOST_TERMS
            );
            Problem::error(Code::TOO_LARGE, message).help("split it into several rules")
        })?;
        let scale = Scale::of(base, &kernel);
        let effects = Effects::of(base);
        let corpus = OnceLock::new();
        Ok(Self { base, kernel, scale, effects, own: Vec::new(), corpus, both: None })
    }

    /// Adds decisions that somebody brings to those that are built in.
    #[must_use]
    pub fn with_decisions(self, own: Vec<Decision>) -> Self {
        Self { own, corpus: OnceLock::new(), ..self }
    }

    /// Has analyses of one project share their work by `both`; nothing that comes of it depends on
    /// that.
    pub fn share_by(&mut self, both: Both) {
        self.both = Some(both);
    }

    /// Returns by what analyses of one project share their work, where they do.
    pub(crate) fn both(&self) -> Option<Both> {
        self.both
    }

    /// Returns the decisions that go with the rule base; they are read when they are first asked
    /// for.
    pub fn corpus(&self) -> &Corpus {
        self.corpus.get_or_init(|| Corpus::new(self.base, self.own.clone()))
    }

    /// The rule base.
    pub fn base(&self) -> &'b RuleBase {
        self.base
    }

    /// Returns the scale of fits.
    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    /// The indexed form of the rules.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Applies the rules to what is known, with a weight for each dimension.
    pub fn assess(&self, facts: &Facts, weights: &[u8]) -> Assessment {
        let mut fired = Vec::with_capacity(USUAL);
        self.kernel.each_fired(&self.kernel.holding_for(facts), |rule| fired.push(rule));
        let most = self.scale.most(facts, weights);
        let mut standings = self.standings(&fired, weights, most);
        rank(&mut standings);
        let anything_known = facts.known().next().is_some();
        let best = standings.iter().filter(|it| it.rank == Some(1)).map(|it| it.option);
        let verdict = if anything_known { verdict(best) } else { Verdict::Unanswered };
        Assessment { fired, weights: weights.to_vec(), standings, verdict, most }
    }

    /// Adds up what rules do, option by option; ranks are not known yet.
    fn standings(&self, fired: &[RuleId], weights: &[u8], most: i64) -> Vec<Standing> {
        let standing = |option: OptionId| {
            let mut points = vec![0; weights.len()];
            for effect in fired.iter().map(|rule| self.effects.of_rule(*rule)) {
                points[usize::from(effect.dimension)] += i64::from(effect.points[option.index()]);
            }
            let score =
                points.iter().zip(weights).map(|(points, it)| points * i64::from(*it)).sum();
            let excludes = |rule: &RuleId| self.effects.of_rule(*rule).excludes.contains(option);
            Standing {
                option,
                points,
                score,
                fit: fit::fit(score, most),
                rank: None,
                excluded_by: fired.iter().copied().filter(excludes).collect(),
            }
        };
        self.base.option_ids().map(standing).collect()
    }
}

/// Gives every option that is not excluded its place, the same one to those with equal scores.
fn rank(standings: &mut [Standing]) {
    let scores: Vec<i64> =
        standings.iter().filter(|it| it.excluded_by.is_empty()).map(|it| it.score).collect();
    for standing in standings.iter_mut().filter(|it| it.excluded_by.is_empty()) {
        standing.rank = Some(1 + scores.iter().filter(|score| **score > standing.score).count());
    }
}

impl Assessment {
    /// How one option came out.
    pub fn standing(&self, option: OptionId) -> &Standing {
        &self.standings[option.index()]
    }

    /// What a rule added to or took from an option's score.
    pub fn contribution(&self, base: &RuleBase, rule: RuleId, option: OptionId) -> i64 {
        let rule = base.rule(rule);
        i64::from(rule.points(option)) * i64::from(self.weights[rule.dimension.index()])
    }

    /// What a dimension added to or took from an option's score.
    pub fn dimension_score(&self, option: OptionId, dimension: DimensionId) -> i64 {
        self.standing(option).points[dimension.index()] * i64::from(self.weights[dimension.index()])
    }

    /// The options from best to worst, ties in the order of the rule base, excluded ones last.
    pub fn ranking(&self) -> Vec<OptionId> {
        let mut options: Vec<OptionId> =
            self.standings.iter().map(|standing| standing.option).collect();
        options.sort_by_key(|option| self.standing(*option).rank.unwrap_or(usize::MAX));
        options
    }
}
