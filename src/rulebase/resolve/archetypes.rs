//! Archetypes, and the subjects that come first.

use super::Resolver;
use crate::rulebase::{DimensionId, archetype::Archetype, raw};

impl Resolver<'_, '_> {
    pub(super) fn archetypes(&mut self) -> Vec<Archetype> {
        let mut archetypes = Vec::new();
        for (pack, raw) in raw::each(self.files, |file| file.archetypes.as_ref()) {
            let Some(id) = raw.id else { continue };
            self.names.note("archetype", id, raw, raw.silence.as_ref(), self.reader);
            let suggests = self.answers(raw.suggests);
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
}
