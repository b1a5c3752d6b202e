//! Documents, what they claim, and dated facts.

use super::Resolver;
use crate::{
    problem::{Code, Problem},
    rulebase::{
        Citation, Claim, ClaimId, Document, Fact, FactId, Status,
        raw::{
            self,
            sources::{RawClaim, RawFact},
        },
    },
    shape::{Id, Ref, ToFact},
};

impl<'n> Resolver<'_, 'n> {
    /// Resolves facts and claims, and returns the documents.
    pub(super) fn evidence(&mut self) -> Vec<Document> {
        for (pack, raw) in raw::each(self.files, |file| file.facts.as_ref()) {
            let Some(id) = raw.id else { continue };
            if let Some(fact) = fact(id, raw)
                && self.take("source", id, pack, raw, &raw.silence)
            {
                self.sources.insert(id.text, Citation::Fact(FactId(self.facts.len() as u16)));
                self.facts.push(fact);
            }
        }
        let mut documents = Vec::new();
        for (pack, raw) in raw::each(self.files, |file| file.documents.as_ref()) {
            if let (Some(id), Some(title), Some(about)) = (raw.id, raw.title, raw.about)
                && self.names.take("document", id, pack, self.reader)
            {
                let id = id.text.to_owned();
                documents.push(Document { id, title: title.to_owned(), about: about.to_owned() });
            }
        }
        for (pack, raw) in raw::each(self.files, |file| file.claims.as_ref()) {
            let Some(id) = raw.id else { continue };
            let named = id.text.split('/').next().unwrap_or_default();
            let document = documents.iter().find(|it: &&Document| it.id == named);
            let known = documents.iter().map(|it| it.id.as_str());
            self.reader.found(document, "document", named, known, id.span);
            if let Some(claim) = self.claim(id, raw)
                && self.take("source", id, pack, raw, &raw.silence)
            {
                self.sources.insert(id.text, Citation::Claim(ClaimId(self.claims.len() as u16)));
                self.claims.push(claim);
            }
        }
        documents
    }

    fn claim(&mut self, id: Id<'n>, raw: &RawClaim<'n>) -> Option<Claim> {
        let mut facts = Vec::new();
        for cited in raw.facts.iter().flatten() {
            match self.sources.find(cited.id(), self.reader) {
                Some(Citation::Fact(fact)) => facts.push(fact),
                Some(Citation::Claim(_)) => {
                    let label = "expected the id of a fact";
                    let message = format!("`facts`: {label}, found the text `{}`", cited.text);
                    self.reader.error(Code::WRONG_TYPE, cited.span, message, label);
                }
                None => {}
            }
        }
        let status = raw.status?.0;
        match (status, raw.today) {
            (Status::Dated | Status::Disputed, None) => {
                let message = format!(
                    "the claim `{}` no longer simply holds, so `today` must say what does",
                    id.text
                );
                self.reader.error(Code::MISSING, id.span, message, "needs `today`");
            }
            (Status::Holds, Some(_)) => {
                let message =
                    format!("the claim `{}` holds, so `today` has nothing to add", id.text);
                let label = "`status` and `today` disagree";
                self.reader.error(Code::EVIDENCE, id.span, message, label);
            }
            _ => {}
        }
        Some(Claim {
            id: id.text.to_owned(),
            says: raw.says?.to_owned(),
            status,
            today: raw.today.map(str::to_owned),
            facts,
            waived: raw.waived.map(str::to_owned),
        })
    }

    /// Finds the facts that a price rests on.
    pub(super) fn cited_facts(&mut self, cites: &[Ref<'n, ToFact>]) -> Vec<FactId> {
        let mut facts = Vec::new();
        for cited in cites {
            match self.sources.find(cited.id(), self.reader) {
                Some(Citation::Fact(fact)) => facts.push(fact),
                Some(Citation::Claim(claim)) => {
                    let id = &self.claims[claim.index()].id;
                    let message = format!(
                        "`cites`: a price rests on facts, which have a date, and `{id}` is a claim"
                    );
                    let problem = Problem::error(Code::WRONG_TYPE, message)
                        .at(self.reader.place(cited.span), "expected the id of a fact")
                        .help(
                            "give a fact, or in place of `cites` the price's own `as_of` and \
                             `source`",
                        );
                    self.reader.report(problem);
                }
                None => {}
            }
        }
        facts
    }
}

fn fact(id: Id<'_>, raw: &RawFact<'_>) -> Option<Fact> {
    Some(Fact {
        id: id.text.to_owned(),
        says: raw.says?.to_owned(),
        value: raw.value?.to_owned(),
        unit: raw.unit?.to_owned(),
        as_of: raw.as_of?,
        as_of_note: raw.as_of_note.map(str::to_owned),
        source: raw.source?.to_owned(),
        url: raw.url.map(str::to_owned),
        confidence: raw.confidence?.0,
        lasting: raw.lasting.map(str::to_owned),
    })
}
