//! The files of `rules/`, built into the program. A test compares this list with the folder.

use std::sync::Arc;

use crate::source::Source;

macro_rules! files {
    ($($path:literal,)+) => {
        &[$(($path, include_str!(concat!("../../rules/", $path))),)+]
    };
}

/// Path under `rules/` and text of every file of the rule base.
const FILES: &[(&str, &str)] = files! {
    "rule-base.yaml",
    "questions.yaml",
    "options.yaml",
    "sources.yaml",
    "prices.yaml",
    "price-sources.yaml",
    "dimensions/traffic.yaml",
    "dimensions/latency.yaml",
    "dimensions/compliance.yaml",
    "dimensions/state.yaml",
    "dimensions/team.yaml",
    "dimensions/compute.yaml",
    "dimensions/data.yaml",
    "dimensions/cost.yaml",
};

/// The scenarios that it is tested with, which are no part of it.
const SCENARIOS: &[(&str, &str)] = files! {
    "scenarios/documents.yaml",
};

/// The files as sources, named by their path in the repository.
pub(super) fn sources() -> Vec<Arc<Source>> {
    named(FILES)
}

/// The files of scenarios.
pub(super) fn scenarios() -> Vec<Arc<Source>> {
    named(SCENARIOS)
}

fn named(files: &[(&str, &str)]) -> Vec<Arc<Source>> {
    files.iter().map(|(path, text)| Source::new(format!("rules/{path}"), *text)).collect()
}
