//! What all checks look at: the rule base with where its rules fire, and what they share.

use jiff::civil::Date;

use super::{
    checks::{Check, Method},
    finding::Finding,
    space::{Region, Space},
};
use crate::{
    analysis::{Case, Derivation},
    assessment::{Assessment, Engine},
    field::{Facts, FieldId},
    rulebase::{Rule, RuleBase},
    suggest,
};

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

pub(super) struct Lint<'l> {
    pub(super) engine: &'l Engine<'l>,
    pub(super) base: &'l RuleBase,
    pub(super) derivation: &'l dyn Derivation,
    pub(super) settings: &'l Settings,
    pub(super) space: Space<'l>,
    /// For each rule the profiles for which it fires; none where there are too many alternatives
    /// to say.
    pub(super) fires: Vec<Option<Vec<Region>>>,
    pub(super) weights: Vec<u8>,
}

impl<'l> Lint<'l> {
    pub(super) fn new(
        engine: &'l Engine<'l>,
        derivation: &'l dyn Derivation,
        settings: &'l Settings,
    ) -> Self {
        let base = engine.base();
        let space = Space::new(base);
        let fires = base.rules.iter().map(|rule| space.of(&rule.when).ok()).collect();
        Self { engine, base, derivation, settings, space, fires, weights: base.weights() }
    }
}

impl Lint<'_> {
    /// The rules with the profiles for which they fire.
    pub(super) fn rules(&self) -> impl DoubleEndedIterator<Item = (&Rule, &[Region])> + Clone {
        self.base
            .rules
            .iter()
            .zip(&self.fires)
            .filter_map(|(rule, fires)| Some((rule, fires.as_deref()?)))
    }

    /// Whether any of some rules looks at an estimate.
    pub(super) fn on_estimates(&self, rules: &[&Rule]) -> bool {
        let derived = |field: &FieldId| self.base.fields.get(*field).derived;
        rules.iter().any(|rule| rule.when.fields().iter().any(derived))
    }

    /// A finding about a rule's condition.
    pub(super) fn about_rule(&self, check: Check, rule: &Rule, message: String) -> Finding {
        let finding = Finding::new(check, "rule", &rule.id, message);
        finding.at(self.base.place_of_condition("rule", &rule.id))
    }

    pub(super) fn assess(&self, answers: &Facts) -> Assessment {
        self.case(answers).assess()
    }

    pub(super) fn case<'c>(&'c self, answers: &'c Facts) -> Case<'c> {
        Case { engine: self.engine, answers, weights: &self.weights, derivation: self.derivation }
    }

    /// Silences findings, and finds what is silenced for nothing.
    pub(super) fn silence(&self, findings: &mut Vec<Finding>) {
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
