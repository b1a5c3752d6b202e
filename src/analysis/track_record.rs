//! The track record of each rule: in how many of the decisions that were made it fires, and what
//! was decided there.

use crate::{assessment::Engine, cost::Estimator, rulebase::OptionId};

/// What was decided where a rule fires.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrackRecord {
    /// In how many decisions it fires.
    pub fired: usize,
    /// How many decisions there are.
    pub of: usize,
    /// How often each option was chosen where it fires, in the order of the rule base.
    pub chosen: Vec<(OptionId, usize)>,
}

/// Returns the track record of every rule, in the order of the rule base. Answers count as the
/// decisions give them, and what is not answered is not known.
pub fn track_records(engine: &Engine<'_>) -> Vec<TrackRecord> {
    let base = engine.base();
    let decisions = &engine.corpus().decisions;
    let none = base.option_ids().map(|option| (option, 0)).collect();
    let blank = TrackRecord { fired: 0, of: decisions.len(), chosen: none };
    let mut records = vec![blank; base.rules.len()];
    let estimator = Estimator::assuming_nothing(base);
    let weights = base.weights();
    for decision in decisions {
        let assessment = engine.assess(&estimator.facts(&decision.facts), &weights);
        for rule in &assessment.fired {
            let Some(record) = records.get_mut(rule.index()) else { continue };
            record.fired += 1;
            let chosen = record.chosen.iter_mut().find(|it| it.0 == decision.decision);
            chosen.into_iter().for_each(|(_, count)| *count += 1);
        }
    }
    records
}
