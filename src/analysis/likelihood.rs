//! How likely each option is to be the one that people choose, as published decisions bear it out:
//! shares proportional to exp(score / temperature), where the temperature rises with every rule that
//! speaks, and what came of decisions with such a share.
//!
//! Temperature and bands stand in the rule base ([`crate::rulebase::Likelihood`]); how they come
//! about is told in [`crate::calibration`].

use crate::{
    assessment::Assessment,
    corpus::fit,
    rulebase::{Band, Effect, RuleBase, RuleId},
};

/// How likely each option is.
#[derive(Clone, Debug, PartialEq)]
pub struct Likely {
    /// The share of each option, in the order of the rule base; they add up to 1.
    pub shares: Vec<f64>,
    /// How many weighted points multiply the odds by e here.
    pub temperature: f64,
    /// What came of published decisions in which the recommended option had such a share; none
    /// without a recommendation.
    pub band: Option<Band>,
}

/// Works out how likely each option is; nothing where the rule base does not say how scores become
/// shares, or where every option is ruled out.
pub fn likelihood(base: &RuleBase, assessment: &Assessment) -> Option<Likely> {
    let known = base.likelihood.as_ref()?;
    let excluded: Vec<bool> = assessment.standings.iter().map(|it| it.rank.is_none()).collect();
    if excluded.iter().all(|excluded| *excluded) {
        return None;
    }
    let scores: Vec<f64> = assessment.standings.iter().map(|it| it.score as f64).collect();
    let speaks = |rule: &&RuleId| matches!(base.rule(**rule).effect, Effect::Points(_));
    let temperature = known.temperature.at(assessment.fired.iter().filter(speaks).count());
    let shares = fit::shares(&scores, &excluded, temperature);
    let recommended = assessment.verdict.recommendation();
    let share = recommended.and_then(|option| shares.get(option.index()));
    Some(Likely { band: share.and_then(|share| known.band(*share)), shares, temperature })
}
