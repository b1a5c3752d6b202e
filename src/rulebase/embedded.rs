//! The files of `rules/`, built into the program. A test compares this list with the folder.

use std::sync::Arc;

use crate::{source::Source, yaml::Recorded};

/// Path under `rules/` (with its ending apart), text, and what the YAML parser made of it.
struct BuiltIn {
    path: &'static str,
    text: &'static str,
    recorded: Recorded,
}

macro_rules! built_in {
    ($($path:literal,)+) => {
        &[$(BuiltIn {
            path: concat!("rules/", $path, ".yaml"),
            text: include_str!(concat!("../../rules/", $path, ".yaml")),
            recorded: Recorded {
                pieces: include_bytes!(concat!(env!("OUT_DIR"), "/rules/", $path, ".pieces")),
                texts: include_str!(concat!(env!("OUT_DIR"), "/rules/", $path, ".texts")),
            },
        },)+]
    };
}

/// Every file of the rule base.
const FILES: &[BuiltIn] = built_in! {
    "rule-base",
    "questions",
    "options",
    "sources",
    "prices",
    "price-sources",
    "dimensions/traffic",
    "dimensions/latency",
    "dimensions/compliance",
    "dimensions/state",
    "dimensions/team",
    "dimensions/compute",
    "dimensions/data",
    "dimensions/cost",
};

/// The scenarios that it is tested with, which are no part of it: path in the repository and text.
const SCENARIOS: &[(&str, &str)] = &[
    ("rules/scenarios/documents.yaml", include_str!("../../rules/scenarios/documents.yaml")),
    ("rules/scenarios/practice.yaml", include_str!("../../rules/scenarios/practice.yaml")),
];

/// The files as sources, named by their path in the repository, and what the YAML parser made of
/// them.
pub(super) fn files() -> impl Iterator<Item = (Arc<Source>, Recorded)> {
    FILES.iter().map(|file| (Source::built_in(file.path, file.text), file.recorded))
}

/// The files of scenarios.
pub(super) fn scenarios() -> Vec<Arc<Source>> {
    SCENARIOS.iter().map(|(path, text)| Source::built_in(path, text)).collect()
}

#[cfg(test)]
mod tests {
    use crate::yaml;

    #[test]
    fn what_is_recorded_is_what_the_parser_makes_of_the_files() {
        for (source, recorded) in super::files() {
            assert_eq!(yaml::replay(&source, recorded), yaml::read(&source), "{}", source.name());
        }
    }
}
