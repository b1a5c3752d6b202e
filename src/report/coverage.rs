//! Which claims of the documents are cited by what: nothing that the documents say is left out
//! silently.

mod exercise;

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

pub use self::exercise::{Exercise, Unasked, exercise};
use super::table::Layout;
use crate::rulebase::{Citation, ClaimId, RuleBase};

/// What cites each claim.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Coverage {
    /// The claims in the order of the documents.
    pub claims: Vec<ClaimCoverage>,
    /// The rules, in their order.
    pub rules: Vec<RuleCoverage>,
    /// What scenarios leave out, where some were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenarios: Option<Exercise>,
}

/// What one rule rests on.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleCoverage {
    /// The rule.
    pub id: String,
    /// The claims of documents that it cites.
    pub claims: Vec<String>,
    /// The facts that it cites.
    pub facts: Vec<String>,
}

/// What cites one claim.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ClaimCoverage {
    /// The claim.
    pub id: String,
    /// What it says.
    pub says: String,
    /// `holds`, `dated` or `disputed`.
    #[schemars(extend("enum" = ["holds", "dated", "disputed"]))]
    pub status: &'static str,
    /// The kinds and ids of what cites it, such as "rule traffic/bursts".
    pub cited_by: Vec<String>,
    /// Why nothing need cite it.
    pub waived: Option<String>,
}

/// Looks up what cites each claim.
pub fn coverage(base: &RuleBase) -> Coverage {
    let citations = base.citations();
    let claims = base.claims.iter().zip(0u16..).map(|(claim, index)| {
        let cited = citations.get(&Citation::Claim(ClaimId(index)));
        ClaimCoverage {
            id: claim.id.clone(),
            says: claim.says.clone(),
            status: claim.status.name(),
            cited_by: cited
                .into_iter()
                .flatten()
                .map(|by| format!("{} {}", by.kind, by.id))
                .collect(),
            waived: claim.waived.clone(),
        }
    });
    let rules = base.rules.iter().map(|rule| {
        let mut cites: Vec<Citation> = Vec::new();
        for citation in rule.all_cites() {
            if !cites.contains(&citation) {
                cites.push(citation);
            }
        }
        let (claims, facts): (Vec<_>, Vec<_>) =
            cites.into_iter().partition(|citation| matches!(citation, Citation::Claim(_)));
        let ids = |cites: Vec<Citation>| {
            cites.into_iter().map(|it| base.citation_id(it).to_owned()).collect()
        };
        RuleCoverage { id: rule.id.clone(), claims: ids(claims), facts: ids(facts) }
    });
    Coverage { claims: claims.collect(), rules: rules.collect(), scenarios: None }
}

impl Coverage {
    /// The claims that nothing cites and that are not waived.
    pub fn uncovered(&self) -> impl Iterator<Item = &ClaimCoverage> {
        self.claims.iter().filter(|claim| claim.cited_by.is_empty() && claim.waived.is_none())
    }
}

/// The coverage for a terminal: every claim, with what cites it below, what each rule rests on, and
/// what scenarios leave out.
pub fn table(coverage: &Coverage, layout: Layout) -> String {
    let mut text = String::new();
    for claim in &coverage.claims {
        let _ = writeln!(text, "{} ({})", layout.heading(&claim.id), claim.status);
        text.push_str(&layout.wrap(&claim.says, 2));
        let cited = match (&claim.waived, claim.cited_by.as_slice()) {
            (Some(reason), []) => format!("waived: {reason}"),
            (None, []) => layout.bad("cited by nothing"),
            (_, cited) => format!("cited by {}", cited.join(", ")),
        };
        text.push_str(&layout.wrap_hanging(&cited, 2, 4));
    }
    let waived = coverage
        .claims
        .iter()
        .filter(|claim| claim.cited_by.is_empty() && claim.waived.is_some())
        .count();
    let uncovered = coverage.uncovered().count();
    let cited = coverage.claims.len() - waived - uncovered;
    let _ = writeln!(text, "\n{}", layout.heading("What each rule rests on"));
    for rule in &coverage.rules {
        let cited: Vec<&str> = rule.claims.iter().chain(&rule.facts).map(String::as_str).collect();
        text.push_str(&layout.wrap_hanging(&format!("{}: {}", rule.id, cited.join(", ")), 0, 4));
    }
    if let Some(exercise) = &coverage.scenarios {
        text.push_str(&exercise::table(exercise, layout));
    }
    let facts_alone = coverage.rules.iter().filter(|rule| rule.claims.is_empty()).count();
    let rules = coverage.rules.len();
    let _ = writeln!(
        text,
        "\n{rules} rules: {} rest on claims, {facts_alone} on facts alone.",
        rules - facts_alone
    );
    let _ = writeln!(
        text,
        "{} claims: {cited} cited, {waived} waived, {uncovered} neither.",
        coverage.claims.len()
    );
    text
}
