//! The least that a program with this command-line parser does: what `whereto` is timed against.

use clap::Parser;

/// Greets a file.
#[derive(Parser)]
struct Args {
    /// The file to greet.
    file: String,
}

fn main() {
    println!("Hello, {}", Args::parse().file);
}
