//! The short form of an assessment: what a script that goes through many profiles wants of each.

use serde::Serialize;

use crate::{assessment::Assessment, diagnostic::Diagnostic, profile::Profile, rulebase::RuleBase};

/// One assessment without its analyses; its keys mean what they do in a [`super::Report`].
#[derive(Clone, Debug, Serialize)]
pub struct Brief {
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// `recommended`, `tie`, `none-fits` or `unanswered`.
    pub verdict: &'static str,
    /// The id of the one option that is recommended.
    pub recommendation: Option<String>,
    /// How each option came out, in the order of the rule base.
    pub options: Vec<OptionBrief>,
    /// The rules that fired, in the order of the rule base.
    pub fired: Vec<String>,
    /// What is odd about the input, in a sentence each.
    pub warnings: Vec<String>,
}

/// How one option came out.
#[derive(Clone, Debug, Serialize)]
pub struct OptionBrief {
    /// Its id.
    pub id: String,
    /// The sum of all contributions.
    pub score: i64,
    /// The score on a scale from 0 to 100.
    pub fit: f64,
    /// Its place; options with equal scores share one; none when excluded.
    pub rank: Option<usize>,
    /// The rules that exclude it.
    pub excluded_by: Vec<String>,
}

impl Brief {
    /// The short form of what came of a profile.
    pub fn new(base: &RuleBase, profile: &Profile, assessment: &Assessment, warnings: &[Diagnostic]) -> Self {
        let rules = |rules: &[crate::rulebase::RuleId]| rules.iter().map(|rule| base.rule(*rule).id.clone()).collect();
        Self {
            project: profile.project.clone(),
            verdict: assessment.verdict.name(),
            recommendation: assessment.verdict.recommendation().map(|option| base.option(option).id.clone()),
            options: assessment
                .standings
                .iter()
                .map(|standing| OptionBrief {
                    id: base.option(standing.option).id.clone(),
                    score: standing.score,
                    fit: standing.fit,
                    rank: standing.rank,
                    excluded_by: rules(&standing.excluded_by),
                })
                .collect(),
            fired: rules(&assessment.fired),
            warnings: warnings.iter().map(|warning| warning.message.clone()).collect(),
        }
    }
}
