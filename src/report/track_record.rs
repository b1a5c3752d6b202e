//! The track record of a rule, as it is told.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Keyed,
    ids::{AnOption, by},
    number,
};
use crate::{analysis::track_record::TrackRecord, rulebase::RuleBase};

/// What was decided where a rule fires.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct TrackRecordReport {
    /// In how many published decisions it fires.
    pub fired: usize,
    /// How many published decisions there are.
    pub of: usize,
    /// How often each option was chosen where it fires.
    #[schemars(schema_with = "by::<AnOption, usize>")]
    pub chosen: Keyed<usize>,
    /// The same in words that go on after the rule's name.
    #[serde(skip)]
    pub words: String,
}

impl TrackRecordReport {
    /// Words a track record; none where there are no decisions.
    pub(super) fn new(base: &RuleBase, record: &TrackRecord) -> Option<Self> {
        let TrackRecord { fired, of, chosen } = record;
        let named = chosen.iter().map(|(option, count)| (base.option(*option), *count));
        let words = named.clone().filter(|(_, count)| *count > 0);
        let words = words.map(|(option, count)| format!("{} {count}", option.name));
        let words = words.collect::<Vec<_>>().join(", ");
        let decisions = number::count(*of as i64, "published decision");
        let words = match fired {
            0 => format!("fired in none of {decisions}"),
            fired => format!("fired in {fired} of {decisions}: {words}"),
        };
        let chosen = named.map(|(option, count)| (option.id.clone(), count)).collect();
        (*of > 0).then_some(Self { fired: *fired, of: *of, chosen, words })
    }
}
