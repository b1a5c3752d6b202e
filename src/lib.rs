//! `whereto` answers one question: where should a project's backend run?
//!
//! Data flows one way, and each stage is a plain value that the next one reads: the files of a rule
//! base become a [`rulebase::RuleBase`]; a YAML profile, or the answers of an interview, become a
//! [`profile::Profile`]; an [`assessment::Engine`] applies the one to the other. The library does
//! no I/O beyond what it is handed, knows no terminal and no clock, and gives the same bytes for
//! the same input everywhere.

#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod analysis;
pub mod answer;
pub mod assessment;
pub mod condition;
pub mod cost;
pub mod decision;
pub mod document;
pub mod field;
pub mod grid;
pub mod interview;
pub mod json;
pub mod problem;
pub mod profile;
pub mod quantity;
pub mod reader;
pub mod report;
pub mod rulebase;
pub mod scenario;
pub mod schema;
mod shape;
pub mod source;
pub mod suggest;
pub mod words;
pub mod yaml;
