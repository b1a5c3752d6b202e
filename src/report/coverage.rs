//! Which claims of the documents are cited by what: nothing that the documents say is left out
//! silently.

mod exercise;

use schemars::JsonSchema;
use serde::Serialize;

pub use self::exercise::{Exercise, Unasked, exercise};
use super::{cited, codes};
use crate::{
    document::{Detail, Document, Item, ToDocument, ident, quiet, text, tone},
    rulebase::{Citation, ClaimId, RuleBase, Status},
};

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
    /// Whether it still holds.
    pub status: Status,
    /// The kinds and ids of what cites it, such as "rule traffic/bursts".
    pub cited_by: Vec<String>,
    /// Why nothing need cite it.
    pub waived: Option<String>,
}

/// Looks up what cites each claim.
pub fn coverage(base: &RuleBase) -> Coverage {
    let citations = base.citations();
    let claims = base.claims.iter().zip(0u16..).map(|(claim, index)| {
        let by = citations.get(&Citation::Claim(ClaimId(index))).into_iter().flatten();
        ClaimCoverage {
            id: claim.id.clone(),
            says: claim.says.clone(),
            status: claim.status,
            cited_by: by.map(|by| format!("{} {}", by.kind, by.id)).collect(),
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
        let [claims, facts] = [claims, facts].map(|cites| cited(base, &cites));
        RuleCoverage { id: rule.id.clone(), claims, facts }
    });
    Coverage { claims: claims.collect(), rules: rules.collect(), scenarios: None }
}

impl Coverage {
    /// Returns the claims that nothing cites and that are not waived.
    pub fn uncovered(&self) -> impl Iterator<Item = &ClaimCoverage> {
        self.claims.iter().filter(|claim| claim.cited_by.is_empty() && claim.waived.is_none())
    }
}

impl ToDocument for Coverage {
    fn document(&self, detail: Detail) -> Document {
        let mut document = Document::titled(detail, "Claims, and what cites them");
        document.list(self.claims.iter().map(|claim| {
            let cited = match (&claim.waived, claim.cited_by.as_slice()) {
                (Some(reason), []) => text![quiet("waived: "), reason],
                (None, []) => tone(-1, "cited by nothing"),
                (_, cited) => text![quiet("cited by "), cited.join(", ")],
            };
            let title = text![ident(&claim.id), format!(" ({})", claim.status)];
            Item::with(title, [claim.says.as_str().into(), cited])
        }));
        let rule = |RuleCoverage { id, claims, facts }: &RuleCoverage| {
            text![ident(id), ": ", codes(claims.iter().chain(facts))]
        };
        document.items("What each rule rests on", self.rules.iter().map(rule));
        if let Some(exercise) = &self.scenarios {
            exercise.tell(&mut document);
        }
        let (rules, claims) = (self.rules.len(), self.claims.len());
        let on_claims = self.rules.iter().filter(|rule| !rule.claims.is_empty()).count();
        document.foot(format!(
            "{rules} rules: {on_claims} rest on claims, {} on facts alone.",
            rules - on_claims
        ));
        let cited = self.claims.iter().filter(|claim| !claim.cited_by.is_empty()).count();
        let neither = self.uncovered().count();
        let waived = claims - cited - neither;
        document
            .foot(format!("{claims} claims: {cited} cited, {waived} waived, {neither} neither."));
        document
    }
}
