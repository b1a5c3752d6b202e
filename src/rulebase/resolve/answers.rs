//! Answers that a rule base suggests or finds, by the ids of questions.

use super::Resolver;
use crate::{
    answer,
    field::{Facts, FieldId},
    rulebase::raw::archetypes::RawSuggested,
    shape::Unread,
    yaml::{Content, Entry, Span},
};

impl<'n> Resolver<'_, 'n> {
    /// Reads answers by the ids of questions, nested or joined by dots. As in profiles, null is none.
    pub(super) fn answers(&mut self, answers: Option<Unread<'n, RawSuggested>>) -> Facts {
        // Of hundreds of lists of answers, each names few questions.
        let mut facts = Facts::default();
        let Some(answers) = answers else { return facts };
        for entry in self.reader.entries(answers.node, "answers").unwrap_or_default() {
            self.answer(entry, "", &mut facts);
        }
        facts
    }

    fn answer(&mut self, entry: &'n Entry, prefix: &str, facts: &mut Facts) {
        let id = [prefix, &entry.key].concat();
        let is_null = entry.value.is_null();
        if let Some(field) = self.asked(&id) {
            if !is_null {
                let value = answer::read(&entry.value, self.fields.get(field), self.reader);
                facts.set(field, value.map(|answer| answer.value));
            }
            return;
        }
        let group = [&id, "."].concat();
        let is_group = self.fields.iter().any(|(_, field)| field.id.starts_with(&group));
        match &entry.value.content {
            _ if is_group && is_null => {}
            Content::Mapping(entries) if is_group => {
                entries.iter().for_each(|entry| self.answer(entry, &group, facts));
            }
            _ => {
                self.question_named(&id, entry.key_span);
            }
        }
    }

    fn asked(&self, id: &str) -> Option<FieldId> {
        self.fields.find(id).filter(|field| !self.fields.get(*field).derived)
    }

    /// Finds a question by its id; reports one that is not there.
    pub(super) fn question_named(&mut self, id: &str, span: Span) -> Option<FieldId> {
        let found = self.asked(id);
        let known = self.fields.iter().filter(|(_, field)| !field.derived);
        let known: Vec<String> = match found {
            Some(_) => Vec::new(),
            None => known.map(|(_, field)| field.id.clone()).collect(),
        };
        self.reader.found(found, "question", id, known.iter().map(String::as_str), span)
    }
}
