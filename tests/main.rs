//! All integration tests, in one binary.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests stop at what is not as it should be"
)]
#![expect(clippy::float_cmp, reason = "shares that must be exact are compared exactly")]

mod accuracy;
mod adr;
mod analysis;
mod answers;
mod architecture;
mod batch;
mod bills;
mod break_even;
mod brief;
mod broken;
mod browser;
mod calibrate;
mod check;
mod ci;
mod circles;
mod cli;
mod compare;
mod components;
mod config;
mod conventions;
mod corpus;
mod cost;
mod derived;
mod documents;
mod edges;
mod effort;
mod evidence;
mod explain;
mod field_reports;
mod files;
mod gates;
mod generate;
#[cfg(unix)]
mod install;
mod interview;
mod laws;
mod lint;
mod lint_exact;
mod manual;
#[cfg(feature = "mcp")]
mod mcp;
mod measure;
mod outcome;
mod packs;
mod pages;
mod precedents;
mod printing;
mod problem;
mod process;
mod products;
mod properties;
#[cfg(unix)]
mod pty;
mod readme;
mod reference;
mod reference_docs;
mod rules;
mod rules_test;
mod scan;
mod scanner;
mod scenarios;
mod schema;
mod second_opinion;
#[cfg(unix)]
mod shells;
mod short_report;
mod small;
mod stacks;
mod system_cost;
mod watch;
mod written;
