//! The glossary.

use super::Resolver;
use crate::rulebase::{glossary::Term, raw};

impl Resolver<'_, '_> {
    pub(super) fn glossary(&mut self) -> Vec<Term> {
        let mut terms = Vec::new();
        let words = raw::each(self.files, |file| file.glossary.as_ref());
        let words: Vec<&str> = words.filter_map(|(_, raw)| Some(raw.id?.text)).collect();
        for (pack, raw) in raw::each(self.files, |file| file.glossary.as_ref()) {
            let Some(id) = raw.id else { continue };
            for named in raw.see.iter().flatten() {
                let found = words.iter().find(|word| **word == named.text);
                self.reader.found(found, "term", named.text, words.iter().copied(), named.span);
            }
            if let (true, Some(means)) = (self.names.take("term", id, pack, self.reader), raw.means)
            {
                let see = raw.see.iter().flatten().map(|named| named.text.to_owned()).collect();
                terms.push(Term { id: id.text.to_owned(), means: means.to_owned(), see });
            }
        }
        terms
    }
}
