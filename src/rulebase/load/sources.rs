//! Reading what rules rest on, and finding it again where it is cited.

use super::{Loader, section, unknown};
use crate::{
    problem::Code,
    reader::{Mapping, Reader},
    rulebase::{Citation, Claim, ClaimId, Document, Fact, FactId},
    yaml::Node,
};

impl Loader {
    pub(super) fn facts(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        for node in section(file, "facts", reader) {
            let Some((fact, span)) = Fact::read(node, reader) else { continue };
            if self.claim_id("source", &fact.id, span, reader) {
                let citation = Citation::Fact(FactId(self.facts.len() as u16));
                self.citations.insert(fact.id.clone(), citation);
                self.facts.push(fact);
            }
        }
    }

    pub(super) fn claims(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        for node in section(file, "documents", reader) {
            let Some((document, span)) = Document::read(node, reader) else { continue };
            if self.claim_id("document", &document.id, span, reader) {
                self.documents.push(document);
            }
        }
        for node in section(file, "claims", reader) {
            let find_fact =
                |node: &Node, reader: &mut Reader| match self.find_citation(node, reader) {
                    Some(Citation::Fact(fact)) => Some(fact),
                    Some(Citation::Claim(_)) => {
                        reader.wrong_type(node, "`facts`", "the id of a fact");
                        None
                    }
                    None => None,
                };
            let Some((claim, span)) = Claim::read(node, reader, find_fact) else { continue };
            if self.claim_id("source", &claim.id, span, reader) {
                let citation = Citation::Claim(ClaimId(self.claims.len() as u16));
                self.citations.insert(claim.id.clone(), citation);
                self.claims.push(claim);
            }
        }
    }

    pub(super) fn find_citation(&self, node: &Node, reader: &mut Reader) -> Option<Citation> {
        let id = reader.text(node, "`cites`")?;
        let found = self.citations.get(id).copied();
        if found.is_none() {
            let ids: Vec<&str> = self.citations.keys().map(String::as_str).collect();
            unknown("source", id, node.span, &ids, reader);
        }
        found
    }

    pub(super) fn cites(&self, node: Option<&Node>, reader: &mut Reader) -> Vec<Citation> {
        let nodes = node.and_then(|node| reader.sequence(node, "`cites`")).unwrap_or_default();
        let mut cites = Vec::new();
        for node in nodes {
            let Some(citation) = self.find_citation(node, reader) else { continue };
            if cites.contains(&citation) {
                reader.error(
                    Code::DUPLICATE_ID,
                    node.span,
                    "this source is cited twice in one place",
                    "the second time",
                );
            } else {
                cites.push(citation);
            }
        }
        cites
    }
}
