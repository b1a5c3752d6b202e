//! Lint: what is probably not meant in a rule base, with a witness wherever there can be one.
//!
//! Scoring rules overlap, and leave numbers between them of which nothing needs to be said; neither
//! is a fault. Every check says of itself whether it is exact or a heuristic ([`Check::method`])
//! and how it goes about it ([`Check::how`]). Comparisons that would take very many steps are left
//! undecided, and then nothing is reported.
//!
//! What the loader refuses needs no check: unknown ids, exclusions without a remedy, rules without
//! a source.

mod answers;
mod balance;
mod checks;
mod conditions;
mod dimensions;
mod finding;
mod linter;
mod random;
mod search;
mod sources;
mod space;
mod thresholds;

pub use self::{
    balance::Balance,
    checks::{Check, Method},
    finding::Finding,
    linter::Settings,
    random::{Bias, Share},
};
use self::{linter::Lint, random::Drawn};
use crate::{assessment::Engine, cost::Estimator};

/// What comes of going through a rule base.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
    /// How often each option wins over random profiles.
    pub bias: Bias,
    /// What the plausible answers of each question give each option on average.
    pub balance: Balance,
}

/// Goes through a rule base.
pub fn lint(engine: &Engine<'_>, settings: &Settings) -> Findings {
    // A rule base is looked at as it is for those who assume nothing of their own.
    let estimator = Estimator::assuming_nothing(engine.base());
    let lint = Lint::new(engine, &estimator, settings);
    let drawn = Drawn::draw(&lint);
    let mut findings = Vec::new();
    lint.conditions(&mut findings);
    lint.products(&mut findings);
    lint.answers(&mut findings);
    lint.archetypes(&mut findings);
    lint.thresholds(&mut findings);
    lint.dimensions(&mut findings);
    lint.sources(&mut findings);
    lint.options(&drawn, &mut findings);
    lint.estimates(&drawn, &mut findings);
    lint.hedge(&mut findings);
    let balance = lint.balance(&mut findings);
    lint.silence(&mut findings);
    for finding in &mut findings {
        finding.place =
            finding.place.take().or_else(|| lint.base.place(finding.kind, &finding.id).cloned());
    }
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.check.severity()), finding.check));
    Findings { findings, bias: drawn.bias, balance }
}
