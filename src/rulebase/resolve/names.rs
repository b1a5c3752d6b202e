//! Which ids are taken, and what they stand for.

use std::collections::HashMap;

use crate::{
    problem::Problem,
    reader::Reader,
    rulebase::{
        PackId,
        places::{Places, Silence},
        raw::silences::Silences,
    },
    shape::{Id, Shaped},
};

/// The ids that are taken, by the kind of thing that they name.
#[derive(Default)]
pub(super) struct Names {
    pub(super) places: Places,
}

impl Names {
    /// Takes an id for a thing of a kind, which a pack brings or the base; reports one that is
    /// taken already. The findings of a linter that are silenced there are noted as well, and
    /// where its condition stands.
    pub(super) fn take(
        &mut self,
        kind: &'static str,
        id: Id<'_>,
        pack: Option<PackId>,
        reader: &mut Reader,
    ) -> bool {
        let key = (kind, id.text.to_owned());
        let place = reader.place(id.span);
        if let Some(first) = self.places.ids.get(&key) {
            let problem = Problem::second(kind, id.text, place, first.clone());
            let help =
                "give it an id of its own, or say in `overrides` what is to be different, and why";
            let foreign = pack.is_some_and(|pack| self.places.origins.get(&key) != Some(&pack));
            reader.report(if foreign { problem.help(help) } else { problem });
            return false;
        }
        if let Some(pack) = pack {
            self.places.origins.insert(key.clone(), pack);
        }
        self.places.ids.insert(key, place);
        true
    }

    /// Notes where the condition of a thing stands, and which findings of a linter it silences.
    pub(super) fn note<'n>(
        &mut self,
        kind: &'static str,
        id: Id<'_>,
        raw: &impl Shaped<'n>,
        silences: Option<&Silences<'_>>,
        reader: &Reader,
    ) {
        if let Some(when) = raw.mapping().get("when") {
            let place = reader.place(when.span);
            self.places.conditions.insert((kind, id.text.to_owned()), place);
        }
        let silences = silences.into_iter().flat_map(|silences| &silences.0);
        self.places.silences.extend(silences.map(|(check, reason)| Silence {
            kind,
            id: id.text.to_owned(),
            check: check.text.to_owned(),
            reason: (*reason).to_owned(),
            place: reader.place(check.span),
        }));
    }
}

/// The numbers of things of one kind, by their ids.
pub(super) struct Index<'n, N> {
    /// What messages call one of them.
    kind: &'static str,
    ids: Vec<&'n str>,
    numbers: HashMap<&'n str, N>,
}

impl<'n, N: Copy> Index<'n, N> {
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind, ids: Vec::new(), numbers: HashMap::new() }
    }

    pub(super) fn insert(&mut self, id: &'n str, number: N) {
        self.ids.push(id);
        self.numbers.insert(id, number);
    }

    /// Lists all ids in the order of their numbers.
    pub(super) fn ids(&self) -> impl Iterator<Item = &'n str> + Clone + '_ {
        self.ids.iter().copied()
    }

    pub(super) fn get(&self, id: &str) -> Option<N> {
        self.numbers.get(id).copied()
    }

    /// Finds what an id stands for; reports one that stands for nothing.
    pub(super) fn find(&self, id: Id<'_>, reader: &mut Reader) -> Option<N> {
        let found = self.get(id.text);
        if found.is_none() {
            let mut known: Vec<&str> = self.ids.clone();
            // There are too many to be listed in an order of their own.
            if self.kind == "source" {
                known.sort_unstable();
            }
            reader.unknown(self.kind, id.text, known, id.span);
        }
        found
    }
}
