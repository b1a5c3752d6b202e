//! `whereto` answers one question: where should a project's backend run?
//!
//! A rule base is what is known about platforms and questions; a profile, what is known about one
//! project. An [`Engine`] is a rule base made ready, and [`Advice`] is all that follows from it for
//! a profile: the assessment, estimates of cost, how sure all of it is, and a [`Report`] to show.
//!
//! ```
//! use whereto::{Advice, Engine, Profile, RuleBase, Settings, Source};
//!
//! let base = RuleBase::shipped()?;
//! let engine = Engine::new(&base)?;
//! let text = "team: {stage: prototype, operations: none}\nclients: [mobile]\n";
//! let profile = Profile::read(&Source::new("quiz.yaml", text), &base)?;
//!
//! let advice = Advice::new(&engine, profile, &Settings::default());
//! let report = advice.report();
//! assert_eq!(report.recommendation.as_deref(), Some("firebase"));
//! println!("{}\n{}", report.headline, report.clarity);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The library does no I/O beyond what it is handed, knows no terminal and no clock, and gives the
//! same bytes for the same input everywhere. Input that cannot be used comes back as [`Problems`],
//! all of them at once, each with its place and what to do about it.
//!
//! What most callers need stands here at the root. The modules hold the rest: all that the program
//! `whereto`, which is no more than arguments, files and a terminal, is built of. They may change
//! from one version to the next in a way that the root, and the JSON of reports, do not.

#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod advice;
pub mod analysis;
pub mod answer;
pub mod assessment;
pub mod calibration;
pub mod condition;
pub mod config;
pub mod corpus;
pub mod cost;
pub mod decision;
pub mod document;
pub mod field;
pub mod formula;
pub(crate) mod grid;
pub mod interview;
pub mod measure;
pub mod money;
pub mod problem;
pub mod profile;
pub mod quantity;
pub(crate) mod reader;
pub mod report;
pub mod rulebase;
pub mod scan;
pub mod scenario;
pub mod schema;
mod shape;
pub mod source;
pub mod suggest;
pub mod words;
pub mod yaml;

pub use self::{
    advice::{Advice, Advised, SystemAdvice},
    analysis::{acceptability::Settings, confidence::Confidence},
    assessment::{Assessment, Engine, Verdict},
    problem::{Problem, Problems},
    profile::Profile,
    report::Report,
    rulebase::{Files, RuleBase},
    source::Source,
};
