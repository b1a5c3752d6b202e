//! Archetypes, and the subjects that come first.

use super::Resolver;
use crate::{
    answer,
    field::{Facts, FieldId},
    rulebase::{
        DimensionId,
        archetype::Archetype,
        raw::{self, archetypes::RawArchetype},
    },
    yaml::{Content, Entry},
};

impl<'n> Resolver<'_, 'n> {
    pub(super) fn archetypes(&mut self) -> Vec<Archetype> {
        let mut archetypes = Vec::new();
        for (pack, raw) in raw::each(self.files, |file| file.archetypes.as_ref()) {
            let Some(id) = raw.id else { continue };
            self.names.note("archetype", id, raw, raw.silence.as_ref(), self.reader);
            let suggests = self.suggests(raw);
            if let (true, Some(name)) =
                (self.names.take("archetype", id, pack, self.reader), raw.name)
            {
                let (id, name) = (id.text.to_owned(), name.to_owned());
                archetypes.push(Archetype { id, name, suggests });
            }
        }
        archetypes
    }

    /// Finds the dimensions that the interview starts with.
    pub(super) fn first(&mut self) -> Vec<DimensionId> {
        let files = self.files.iter();
        let named: Vec<_> = files.flat_map(|(_, file)| file.first.iter().flatten()).collect();
        named.into_iter().filter_map(|it| self.dimensions.find(it, self.reader)).collect()
    }

    fn suggests(&mut self, raw: &RawArchetype<'n>) -> Facts {
        let mut facts = Facts::unknown(self.fields.len());
        let Some(suggests) = raw.suggests else { return facts };
        for entry in self.reader.entries(suggests.node, "`suggests`").unwrap_or_default() {
            self.suggested(entry, "", &mut facts);
        }
        facts
    }

    fn suggested(&mut self, entry: &'n Entry, prefix: &str, facts: &mut Facts) {
        let id = [prefix, &entry.key].concat();
        if let Some(field) = self.asked(&id) {
            let value = answer::read(&entry.value, self.fields.get(field), self.reader);
            facts.set(field, value.map(|answer| answer.value));
            return;
        }
        let group = [&id, "."].concat();
        let is_group = self.fields.iter().any(|(_, field)| field.id.starts_with(&group));
        match &entry.value.content {
            Content::Mapping(entries) if is_group => {
                entries.iter().for_each(|entry| self.suggested(entry, &group, facts));
            }
            _ => {
                let known = self.fields.iter().filter(|(_, field)| !field.derived);
                let known: Vec<String> = known.map(|(_, field)| field.id.clone()).collect();
                let known = known.iter().map(String::as_str);
                self.reader.unknown("question", &id, known, entry.key_span);
            }
        }
    }

    fn asked(&self, id: &str) -> Option<FieldId> {
        self.fields.find(id).filter(|field| !self.fields.get(*field).derived)
    }
}
