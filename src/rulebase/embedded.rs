//! The files of `rules/`, built into the program. A test compares this list with the folder.

use std::sync::Arc;

use crate::source::Source;

macro_rules! files {
    ($($path:literal,)+) => {
        /// Path under `rules/` and text of every file.
        const FILES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../../rules/", $path))),)+];
    };
}

files! {
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
}

/// The files as sources, named by their path in the repository.
pub(super) fn sources() -> Vec<Arc<Source>> {
    FILES.iter().map(|(path, text)| Source::new(format!("rules/{path}"), *text)).collect()
}
