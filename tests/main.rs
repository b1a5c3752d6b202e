//! All integration tests, in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at what is not as it should be"
)]

mod broken;
mod cases;
mod cli;
mod generate;
mod outcome;
mod process;
mod properties;
mod reference;
