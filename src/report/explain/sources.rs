//! What rules rest on: claims, facts and documents, and what cites them.

use schemars::JsonSchema;
use serde::Serialize;

use super::{about::Builder, table::Page};
use crate::rulebase::{Citation, ClaimId, FactId};

/// Something that is cited.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Source {
    /// Its id.
    pub id: String,
    /// What it says.
    pub says: String,
    /// For a claim `holds`, `dated` or `disputed`; for a fact its date.
    pub standing: String,
}

/// Something that cites.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CitedBy {
    /// Its kind.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// For a rule under a profile `holds`, `does-not-hold` or `not-known`.
    #[schemars(extend("enum" = ["holds", "does-not-hold", "not-known", null]))]
    pub fires: Option<&'static str>,
    /// In words, for a rule: why.
    pub because: Option<String>,
}

/// What a document says.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ClaimThing {
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// What it says.
    pub says: String,
    /// The document's title.
    pub document: Option<String>,
    /// `holds`, `dated` or `disputed`.
    #[schemars(extend("enum" = ["holds", "dated", "disputed"]))]
    pub status: &'static str,
    /// What is so today.
    pub today: Option<String>,
    /// The facts that say so.
    pub facts: Vec<Source>,
    /// Why nothing need cite it.
    pub waived: Option<String>,
    /// What cites it.
    pub cited_by: Vec<CitedBy>,
}

/// A dated fact.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FactThing {
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// What is so.
    pub says: String,
    /// The figure.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// When it was so.
    pub as_of: String,
    /// What else is known about the date.
    pub as_of_note: Option<String>,
    /// The source's title.
    pub source: String,
    /// The source's address.
    pub url: Option<String>,
    /// How far it can be relied on.
    #[schemars(extend("enum" = ["low", "medium", "high"]))]
    pub confidence: &'static str,
    /// The claims that it says today's state of.
    pub updates: Vec<Source>,
    /// What cites it.
    pub cited_by: Vec<CitedBy>,
}

/// A source document.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct DocumentThing {
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// What it claims.
    pub claims: Vec<Source>,
}

impl Builder<'_> {
    pub(super) fn claim(&self, id: ClaimId) -> ClaimThing {
        let it = self.base.claim(id);
        let document = it.id.split('/').next().unwrap_or_default();
        ClaimThing {
            id: it.id.clone(),
            pack: self.pack("source", &it.id),
            says: it.says.clone(),
            document: self
                .base
                .documents
                .iter()
                .find(|known| known.id == document)
                .map(|it| it.title.clone()),
            status: it.status.name(),
            today: it.today.clone(),
            facts: it.facts.iter().map(|fact| self.source(Citation::Fact(*fact))).collect(),
            waived: it.waived.clone(),
            cited_by: self.cited_by(Citation::Claim(id)),
        }
    }

    pub(super) fn fact(&self, id: FactId) -> FactThing {
        let it = self.base.fact(id);
        let updates =
            self.base.claims.iter().zip(0..).filter(|(claim, _)| claim.facts.contains(&id));
        FactThing {
            id: it.id.clone(),
            pack: self.pack("source", &it.id),
            says: it.says.clone(),
            value: it.value.clone(),
            unit: it.unit.clone(),
            as_of: it.as_of.to_string(),
            as_of_note: it.as_of_note.clone(),
            source: it.source.clone(),
            url: it.url.clone(),
            confidence: it.confidence.name(),
            updates: updates
                .map(|(_, claim)| self.source(Citation::Claim(ClaimId(claim))))
                .collect(),
            cited_by: self.cited_by(Citation::Fact(id)),
        }
    }

    pub(super) fn document(&self, at: usize) -> DocumentThing {
        let it = &self.base.documents[at];
        let claims = self.base.claims.iter().zip(0..);
        let own = claims.filter(|(claim, _)| claim.id.split('/').next() == Some(it.id.as_str()));
        DocumentThing {
            id: it.id.clone(),
            pack: self.pack("document", &it.id),
            title: it.title.clone(),
            about: it.about.clone(),
            claims: own.map(|(_, claim)| self.source(Citation::Claim(ClaimId(claim)))).collect(),
        }
    }

    pub(super) fn sources(&self, cites: &[Citation]) -> Vec<Source> {
        cites.iter().map(|citation| self.source(*citation)).collect()
    }

    pub(super) fn source(&self, citation: Citation) -> Source {
        let id = self.base.citation_id(citation).to_owned();
        match citation {
            Citation::Claim(claim) => {
                let claim = self.base.claim(claim);
                Source { id, says: claim.says.clone(), standing: claim.status.name().to_owned() }
            }
            Citation::Fact(fact) => {
                let fact = self.base.fact(fact);
                Source { id, says: fact.says.clone(), standing: fact.as_of.to_string() }
            }
        }
    }

    pub(super) fn cited_by(&self, citation: Citation) -> Vec<CitedBy> {
        let cited = self.cited.get(&citation).into_iter().flatten();
        cited
            .map(|by| {
                let rule = self.numbered().find(|(_, rule)| by.kind == "rule" && rule.id == by.id);
                CitedBy {
                    kind: by.kind,
                    id: by.id.clone(),
                    fires: rule.and_then(|(id, _)| self.fires(id)),
                    because: rule.map(|(_, rule)| rule.because.clone()),
                }
            })
            .collect()
    }
}

impl Page<'_> {
    pub(super) fn sources(&mut self, heading: &str, sources: &[Source]) {
        if sources.is_empty() {
            return;
        }
        self.section(heading);
        for source in sources {
            self.wrap(&format!("{} ({})", source.id, source.standing), 1, 3);
            self.wrap(&source.says, 3, 3);
        }
    }

    pub(super) fn cited_by(&mut self, cited: &[CitedBy]) {
        self.section("Cited by");
        if cited.is_empty() {
            self.wrap("nothing", 1, 1);
        }
        for by in cited {
            let mark = by.fires.map(|fires| format!("{} ", self.mark(fires))).unwrap_or_default();
            self.wrap(&format!("{mark}{} {}", by.kind, by.id), 1, 3);
            if let Some(because) = &by.because {
                self.wrap(because, 5, 5);
            }
        }
        if cited.iter().any(|by| by.fires.is_some()) {
            self.legend();
        }
    }

    pub(super) fn claim(&mut self, it: &ClaimThing) {
        self.title(
            "is a claim",
            &it.id,
            &it.document.as_ref().map(|title| format!(" of \"{title}\"")).unwrap_or_default(),
        );
        self.origin(it.pack.as_ref());
        self.line("Says", &it.says);
        self.line("Status", it.status);
        if let Some(today) = &it.today {
            self.line("Today", today);
        }
        if let Some(waived) = &it.waived {
            self.line("Waived", waived);
        }
        self.sources("What is so today", &it.facts);
        self.cited_by(&it.cited_by);
    }

    pub(super) fn fact(&mut self, it: &FactThing) {
        self.title("is a fact", &it.id, "");
        self.wrap(&it.says, 0, 0);
        self.origin(it.pack.as_ref());
        self.line("Figure", &format!("{} {}", it.value, it.unit));
        let note = it.as_of_note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        self.line("As of", &format!("{}{note}", it.as_of));
        self.line("Source", &it.source);
        if let Some(url) = &it.url {
            self.line("Address", url);
        }
        self.line("Confidence", it.confidence);
        self.sources("It brings up to date", &it.updates);
        self.cited_by(&it.cited_by);
    }

    pub(super) fn document(&mut self, it: &DocumentThing) {
        self.title("is a document", &it.id, &format!(": {}", it.title));
        self.wrap(&it.about, 0, 0);
        self.origin(it.pack.as_ref());
        self.sources("It claims", &it.claims);
    }
}
