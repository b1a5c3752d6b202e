//! Everything that has a schema, by the word that people ask for it with.

use super::{described::Described, printed, profile::profile, rules::rules, scenarios::scenarios};

/// Everything that people write.
const WRITTEN: [Described; 3] = [
    ("profile", "Profiles: the answers about one project", profile),
    ("rules", "Files of a rule base or of a pack", rules),
    ("scenarios", "Files of scenarios, which `rules test` runs", scenarios),
];

/// Lists everything that has a schema.
pub fn all() -> impl Iterator<Item = Described> {
    WRITTEN.into_iter().chain(printed::ALL)
}
