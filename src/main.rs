//! The command line over the library: parses arguments, dispatches, and turns the outcome into an
//! exit status.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run().into()
}
