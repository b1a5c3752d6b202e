//! How much is tried at random: a quarter of all cases, or with `WHERETO_TESTS=all` every one of
//! them, as before a change lands.

use proptest::prelude::ProptestConfig;

/// Returns how many of so many cases are tried.
pub(crate) fn cases(all: u32) -> u32 {
    let is_all = std::env::var_os("WHERETO_TESTS").is_some_and(|which| which == "all");
    if is_all { all } else { all.div_ceil(4) }
}

/// Returns how properties are tried on random input.
pub(crate) fn config(all: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases(all)) }
}
