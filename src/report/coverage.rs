//! Which claims of the documents are cited by what: nothing that the documents say is left out silently.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::table::Layout;
use crate::rulebase::{Citation, ClaimId, RuleBase};

/// What cites each claim.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Coverage {
    /// The claims in the order of the documents.
    pub claims: Vec<ClaimCoverage>,
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
            cited_by: cited.into_iter().flatten().map(|by| format!("{} {}", by.kind, by.id)).collect(),
            waived: claim.waived.clone(),
        }
    });
    Coverage { claims: claims.collect() }
}

impl Coverage {
    /// The claims that nothing cites and that are not waived.
    pub fn uncovered(&self) -> impl Iterator<Item = &ClaimCoverage> {
        self.claims.iter().filter(|claim| claim.cited_by.is_empty() && claim.waived.is_none())
    }
}

/// The coverage for a terminal: every claim, with what cites it below.
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
    let waived = coverage.claims.iter().filter(|claim| claim.cited_by.is_empty() && claim.waived.is_some()).count();
    let uncovered = coverage.uncovered().count();
    let cited = coverage.claims.len() - waived - uncovered;
    let _ = writeln!(text, "\n{} claims: {cited} cited, {waived} waived, {uncovered} neither.", coverage.claims.len());
    text
}
