//! Archetypes, and the subjects that come first.

use super::Resolver;
use crate::rulebase::{DimensionId, archetype::Archetype, raw};

impl Resolver<'_, '_> {
    pub(super) fn archetypes(&mut self) -> Vec<Archetype> {
        let mut archetypes = Vec::new();
        for (pack, raw) in raw::each(self.files, |file| file.archetypes.as_ref()) {
            let Some(id) = raw.id else { continue };
            let suggests = self.answers(raw.suggests);
            let free = self.take("archetype", id, pack, raw, &raw.silence);
            if let Some(name) = raw.name.filter(|_| free) {
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
        named.into_iter().filter_map(|it| self.dimensions.find(it.id(), self.reader)).collect()
    }
}
