//! How much is tried at random: a quarter of all cases, or with `WHERETO_TESTS=all` every one of
//! them, as before a change lands; with `WHERETO_TESTS=nightly` thirteen times as many.

use proptest::prelude::ProptestConfig;

/// Returns how many of so many cases are tried.
pub(crate) fn cases(all: u32) -> u32 {
    if is("nightly") {
        13 * all
    } else if is_all() {
        all
    } else {
        all.div_ceil(4)
    }
}

fn is(wanted: &str) -> bool {
    std::env::var_os("WHERETO_TESTS").is_some_and(|which| which == wanted)
}

/// Tells whether all is to be tried.
pub(crate) fn is_all() -> bool {
    is("all")
}

/// Tells whether a program that a test needs is there. A test that has to do without says so, and
/// fails where all is to be tried.
pub(crate) fn is_there(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(&folders).any(|folder| folder.join(program).is_file());
    assert!(is_there || !is_all(), "there is no `{program}` here, which `.ci/run` needs");
    if !is_there {
        eprintln!("skipped: there is no `{program}` here");
    }
    is_there
}

/// Returns how properties are tried on random input.
pub(crate) fn config(all: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases(all)) }
}
