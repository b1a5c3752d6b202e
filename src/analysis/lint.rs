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
mod checks;
mod conditions;
mod dimensions;
mod random;
mod search;
mod sources;
mod space;
mod thresholds;

use jiff::civil::Date;

pub use self::{
    checks::{Check, Method},
    random::{Bias, Share},
};
use self::{
    random::Drawn,
    space::{Region, Space},
};
use super::{Case, Derivation};
use crate::{
    assessment::{Assessment, Engine},
    field::{Facts, FieldId},
    problem::Severity,
    rulebase::{Rule, RuleBase},
    source::Place,
    suggest,
};

/// Something found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What was looked for.
    pub check: Check,
    /// Whether it is certain, or what draws and searches show.
    pub method: Method,
    /// What kind of thing it is about: a rule, a question, an option, a dimension, a product, a
    /// contradiction, a source.
    pub kind: &'static str,
    /// The id of that thing, at which the finding can be silenced.
    pub id: String,
    /// What was found, in a sentence.
    pub message: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// Answers that show it.
    pub witness: Option<Facts>,
    /// Why it is silenced, if it is.
    pub silenced: Option<String>,
}

impl Finding {
    fn new(check: Check, kind: &'static str, id: &str, message: String) -> Self {
        let id = id.to_owned();
        Self {
            check,
            method: check.method(),
            kind,
            id,
            message,
            place: None,
            witness: None,
            silenced: None,
        }
    }

    fn at(mut self, place: Option<&Place>) -> Self {
        self.place = place.cloned();
        self
    }

    fn shown_by(mut self, witness: Option<Facts>) -> Self {
        self.witness = witness;
        self
    }

    /// Whether it stands in the way: it is an error or a warning, and nobody has silenced it.
    pub fn counts(&self) -> bool {
        self.silenced.is_none() && self.check.severity() > Severity::Info
    }
}

/// What lint goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The day it is.
    pub as_of: Date,
    /// From how many months on a fact is old.
    pub old_after_months: u16,
    /// How many random profiles to draw.
    pub samples: u64,
    /// The seed of the draws.
    pub seed: u64,
}

/// What comes of going through a rule base.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// What was found, the worst first.
    pub findings: Vec<Finding>,
    /// How often each option wins over random profiles.
    pub bias: Bias,
}

/// Goes through a rule base.
pub fn lint(engine: &Engine<'_>, derivation: &dyn Derivation, settings: &Settings) -> Findings {
    let space = Space::new(engine.base());
    let fires = engine.base().rules.iter().map(|rule| space.of(&rule.when).ok()).collect();
    let weights = engine.base().dimensions.iter().map(|dimension| dimension.weight).collect();
    let lint = Lint { engine, base: engine.base(), derivation, settings, space, fires, weights };
    let drawn = Drawn::draw(&lint);
    let mut findings = Vec::new();
    lint.conditions(&mut findings);
    lint.products(&mut findings);
    lint.answers(&mut findings);
    lint.thresholds(&mut findings);
    lint.dimensions(&mut findings);
    lint.sources(&mut findings);
    lint.options(&drawn, &mut findings);
    lint.estimates(&drawn, &mut findings);
    lint.hedge(&mut findings);
    lint.silence(&mut findings);
    for finding in &mut findings {
        finding.place =
            finding.place.take().or_else(|| lint.base.place(finding.kind, &finding.id).cloned());
    }
    findings.sort_by_key(|finding| (std::cmp::Reverse(finding.check.severity()), finding.check));
    Findings { findings, bias: drawn.bias(&lint) }
}

struct Lint<'l> {
    engine: &'l Engine<'l>,
    base: &'l RuleBase,
    derivation: &'l dyn Derivation,
    settings: &'l Settings,
    space: Space<'l>,
    /// For each rule the profiles for which it fires; none where there are too many alternatives
    /// to say.
    fires: Vec<Option<Vec<Region>>>,
    weights: Vec<u8>,
}

impl Lint<'_> {
    /// The rules with the profiles for which they fire.
    fn rules(&self) -> impl DoubleEndedIterator<Item = (&Rule, &[Region])> + Clone {
        self.base
            .rules
            .iter()
            .zip(&self.fires)
            .filter_map(|(rule, fires)| Some((rule, fires.as_deref()?)))
    }

    /// Whether any of some rules looks at an estimate.
    fn on_estimates(&self, rules: &[&Rule]) -> bool {
        let derived = |field: &FieldId| self.base.fields.get(*field).derived;
        rules.iter().any(|rule| rule.when.fields().iter().any(derived))
    }

    /// A finding about a rule's condition.
    fn about_rule(&self, check: Check, rule: &Rule, message: String) -> Finding {
        let finding = Finding::new(check, "rule", &rule.id, message);
        finding.at(self.base.place_of_condition("rule", &rule.id))
    }

    fn assess(&self, answers: &Facts) -> Assessment {
        let case = Case {
            engine: self.engine,
            answers,
            weights: &self.weights,
            derivation: self.derivation,
        };
        case.assess()
    }

    /// Silences findings, and finds what is silenced for nothing.
    fn silence(&self, findings: &mut Vec<Finding>) {
        for silence in self.base.silences() {
            let check = Check::ALL.iter().find(|check| check.name() == silence.check);
            let of_it = |finding: &&mut Finding| {
                Some(&finding.check) == check
                    && (finding.kind, &finding.id) == (silence.kind, &silence.id)
            };
            let mut silenced = false;
            for finding in findings.iter_mut().filter(of_it) {
                finding.silenced = Some(silence.reason.clone());
                silenced = true;
            }
            let message = match check {
                None => {
                    let known = Check::ALL.iter().map(|check| check.name());
                    let nearest = suggest::nearest(&silence.check, known)
                        .map(|name| format!(", did you mean `{name}`?"));
                    format!("there is no check `{}`{}", silence.check, nearest.unwrap_or_default())
                }
                // What is found another day, or with other draws, may be there.
                Some(check)
                    if silenced
                        || *check == Check::OldFact
                        || check.method() == Method::Heuristic =>
                {
                    continue;
                }
                Some(check) => {
                    format!("`{}` finds nothing here that could be silenced", check.name())
                }
            };
            let finding = Finding::new(Check::IdleSilence, silence.kind, &silence.id, message);
            findings.push(finding.at(Some(&silence.place)));
        }
    }
}
