//! Everything that has a schema, by the word that people ask for it with.

use super::{
    decisions::decisions, described::Described, printed, profile::profile, rules::rules,
    scenarios::scenarios,
};

/// Everything that people write.
const WRITTEN: [Described; 4] = [
    ("profile", "Profiles: the answers about one project", profile),
    ("rules", "Files of a rule base or of a pack", rules),
    ("scenarios", "Files of scenarios, which `rules test` runs", scenarios),
    ("decisions", "Files of decisions, with which projects are compared", decisions),
];

/// Lists everything that has a schema.
pub fn all() -> impl Iterator<Item = Described> {
    WRITTEN.into_iter().chain(printed::ALL)
}
