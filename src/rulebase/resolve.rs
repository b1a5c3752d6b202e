//! From what files say to a rule base: ids are looked up, and what only several things together
//! tell is checked.
//!
//! What is wrong with one thing hides nothing that is wrong with others: a thing that lacks a part
//! is left out, and what refers to it is not reported, since it is known to be written somewhere
//! (see [`super::load`]).

mod answers;
mod archetypes;
mod evidence;
mod glossary;
mod likelihood;
mod names;
mod options;
mod patterns;
mod prices;
mod questions;
mod rules;
mod traces;

use std::{collections::HashSet, sync::OnceLock};

use jiff::civil::Date;

use self::names::{Index, Names};
use super::{
    Citation, Claim, DimensionId, Fact, OptionId, PackId, RuleBase, ThingKind,
    join::Joined,
    raw::{RawFile, RawFiles, silences::Silences},
};
use crate::{
    condition::Condition,
    field::Fields,
    problem::Code,
    reader::{Mapping, Reader},
    shape::{FieldCondition, Id, Ref, Shaped, ToSource, Unread},
};

impl RuleBase {
    /// Lists the ids of everything that can be referred to.
    pub(super) fn ids(&self) -> HashSet<&str> {
        use ThingKind::{Amount, Factor, Machine, Pack};
        let mut things = self.things();
        things.retain(|(_, thing)| !matches!(thing.kind, Amount | Factor | Machine | Pack));
        let traces = self.traces.list.iter().map(|trace| trace.id.as_str());
        things.into_iter().map(|(id, _)| id).chain(traces).collect()
    }
}

/// Resolves everything that files say, as far as it is sound; where no file says what the rule base
/// is, it has no name.
pub(super) fn resolve(files: &RawFiles<'_>, joined: Joined, reader: &mut Reader) -> RuleBase {
    let Joined { packs, overrides, extensions } = joined;
    let mut resolver = Resolver {
        files,
        reader,
        names: Names::default(),
        dimensions: Index::new("dimension"),
        options: Index::new("option"),
        products: Index::new("product"),
        sources: Index::new("source"),
        traces: Index::new("trace"),
        fields: Fields::default(),
        facts: Vec::new(),
        claims: Vec::new(),
    };
    let (name, version, reviewed) = resolver.header().unwrap_or_default();
    let dimensions = resolver.dimensions();
    let documents = resolver.evidence();
    let mut questions = resolver.questions();
    let mut options = resolver.options();
    let mut prices = resolver.prices(&questions);
    resolver.products(&mut options);
    resolver.moot(&mut questions);
    let contradictions = resolver.contradictions();
    let rules = resolver.rules(extensions, &overrides);
    let archetypes = resolver.archetypes();
    let first = resolver.first();
    let glossary = resolver.glossary();
    let traces = resolver.traces();
    prices.note(&rules, resolver.fields.len());
    let mix = resolver.only("mix", |file| file.mix.as_ref(), |own, raw| own.mix(raw, &rules));
    let stay = resolver.only("stay", |file| file.stay.as_ref(), Resolver::stay);
    let likelihood =
        resolver.only("likelihood", |file| file.likelihood.as_ref(), Resolver::likelihood);
    let patterns = resolver.only("patterns", |file| file.patterns.as_ref(), Resolver::patterns);
    let Resolver { names, fields, facts, claims, .. } = resolver;
    RuleBase {
        name,
        version,
        reviewed,
        digest: String::new(),
        dimensions,
        questions,
        fields,
        contradictions,
        archetypes,
        first,
        glossary,
        options,
        documents,
        claims,
        facts,
        rules,
        prices,
        program: OnceLock::new(),
        mix,
        stay,
        likelihood,
        patterns: patterns.unwrap_or_default(),
        traces,
        packs,
        overrides,
        built_in: false,
        places: names.places,
    }
}

/// What has been found so far and others refer to.
struct Resolver<'f, 'n> {
    files: &'f RawFiles<'n>,
    reader: &'f mut Reader,
    names: Names,
    dimensions: Index<'n, DimensionId>,
    options: Index<'n, OptionId>,
    products: Index<'n, ()>,
    sources: Index<'n, Citation>,
    traces: Index<'n, usize>,
    fields: Fields,
    facts: Vec<Fact>,
    claims: Vec<Claim>,
}

impl<'f, 'n> Resolver<'f, 'n> {
    fn header(&mut self) -> Option<(String, String, Date)> {
        let of_base = self.files.iter().filter(|(pack, _)| pack.is_none());
        let mut header = None;
        for raw in of_base.filter_map(|(_, file)| file.rule_base.as_ref()) {
            if header.is_some() {
                let message = "`rule_base` is given in two files";
                let span = raw.mapping.span();
                self.reader.error(Code::DUPLICATE_ID, span, message, "the second one");
            }
            if let (Some(name), Some(version), Some(reviewed)) =
                (raw.name, raw.version, raw.reviewed)
            {
                self.names.note("rule base", name, raw, raw.silence.as_ref(), self.reader);
                let place = self.reader.place(name.span);
                self.names.places.ids.insert(("rule base", name.text.to_owned()), place);
                header = Some((name.text.to_owned(), version.to_owned(), reviewed));
            }
        }
        header
    }

    /// Resolves a section that stands in one file only; reports further ones.
    fn only<T: Shaped<'n> + 'f, R>(
        &mut self,
        key: &str,
        section: impl Fn(&'f RawFile<'n>) -> Option<&'f T>,
        resolve: impl Fn(&mut Self, &'f T) -> Option<R>,
    ) -> Option<R> {
        let mut resolved = None;
        for raw in self.files.iter().filter_map(|(_, file)| section(file)) {
            if resolved.is_some() {
                let span = raw.mapping().span().first();
                let message = format!("`{key}` is given in two files");
                self.reader.error(Code::DUPLICATE_ID, span, message, "the second one");
            }
            resolved = resolve(self, raw).or(resolved);
        }
        resolved
    }

    /// Takes the id of a thing, and notes where its condition stands and which findings of a linter
    /// it silences; tells whether the id was free.
    fn take(
        &mut self,
        kind: &'static str,
        id: Id<'n>,
        pack: Option<PackId>,
        raw: &impl Shaped<'n>,
        silences: &Option<Silences<'n>>,
    ) -> bool {
        self.names.note(kind, id, raw, silences.as_ref(), self.reader);
        self.names.take(kind, id, pack, self.reader)
    }

    /// Reads a condition on answers and estimates; one that is left out always holds.
    fn condition(
        &mut self,
        mapping: Mapping<'n>,
        when: Option<Unread<'n, FieldCondition>>,
    ) -> Option<Condition> {
        match when {
            Some(when) => Condition::read(when.node, &self.fields, self.reader),
            None if mapping.get("when").is_none() => Some(Condition::always()),
            None => None,
        }
    }

    /// Finds what is cited.
    fn cites(&mut self, cites: &[Ref<'_, ToSource>]) -> Vec<Citation> {
        let mut found = Vec::new();
        for cited in cites {
            let Some(citation) = self.sources.find(cited.id(), self.reader) else { continue };
            if found.contains(&citation) {
                let message = "this source is cited twice in one place";
                self.reader.error(Code::DUPLICATE_ID, cited.span, message, "the second time");
            } else {
                found.push(citation);
            }
        }
        found
    }
}
