//! From what files say to a rule base: ids are looked up, and what only several things together
//! tell is checked.
//!
//! What is wrong with one thing hides nothing that is wrong with others: a thing that lacks a part
//! is left out, and what refers to it is not reported, since it is known to be written somewhere
//! (see [`super::load`]).

mod archetypes;
mod evidence;
mod likelihood;
mod names;
mod options;
mod prices;
mod questions;
mod rules;

use std::collections::HashSet;

use jiff::civil::Date;

use self::names::{Index, Names};
use super::{
    Citation, Claim, Contradiction, Dimension, DimensionId, Document, Fact, HostingOption,
    OptionId, PriceBook, Question, Rule,
    archetype::Archetype,
    join::Joined,
    likelihood::Likelihood,
    mix::Mix,
    pack::{Override, Pack},
    places::Places,
    raw::RawFiles,
    stay::Stay,
};
use crate::{
    condition::Condition,
    field::Fields,
    problem::Code,
    reader::{Mapping, Reader},
    shape::{FieldCondition, Ref, ToSource, Unread},
};

/// What there is in a rule base, as far as it is sound.
pub(super) struct Resolved {
    pub(super) header: Option<Header>,
    pub(super) dimensions: Vec<Dimension>,
    pub(super) questions: Vec<Question>,
    pub(super) fields: Fields,
    pub(super) contradictions: Vec<Contradiction>,
    pub(super) archetypes: Vec<Archetype>,
    pub(super) first: Vec<DimensionId>,
    pub(super) options: Vec<HostingOption>,
    pub(super) documents: Vec<Document>,
    pub(super) claims: Vec<Claim>,
    pub(super) facts: Vec<Fact>,
    pub(super) rules: Vec<Rule>,
    pub(super) prices: PriceBook,
    pub(super) mix: Option<Mix>,
    pub(super) stay: Option<Stay>,
    pub(super) likelihood: Option<Likelihood>,
    pub(super) packs: Vec<Pack>,
    pub(super) overrides: Vec<Override>,
    pub(super) places: Places,
}

impl Resolved {
    /// Lists the ids of everything that can be referred to.
    pub(super) fn ids(&self) -> HashSet<&str> {
        let mut ids = HashSet::new();
        ids.extend(self.dimensions.iter().map(|dimension| dimension.id.as_str()));
        ids.extend(self.fields.iter().map(|(_, field)| field.id.as_str()));
        ids.extend(self.options.iter().map(|option| option.id.as_str()));
        ids.extend(self.options.iter().flat_map(|it| &it.products).map(|it| it.id.as_str()));
        ids.extend(self.contradictions.iter().map(|it| it.id.as_str()));
        ids.extend(self.archetypes.iter().map(|archetype| archetype.id.as_str()));
        ids.extend(self.documents.iter().map(|document| document.id.as_str()));
        ids.extend(self.claims.iter().map(|claim| claim.id.as_str()));
        ids.extend(self.facts.iter().map(|fact| fact.id.as_str()));
        ids.extend(self.rules.iter().map(|rule| rule.id.as_str()));
        ids.extend(self.prices.items.iter().map(|item| item.id.as_str()));
        ids.extend(self.prices.catalogs.iter().map(|catalog| catalog.id.as_str()));
        ids.extend(self.prices.stacks.iter().map(|stack| stack.id.as_str()));
        ids.extend(
            self.prices
                .fields
                .iter()
                .map(|(_, field)| field.id.strip_prefix("assumptions.").unwrap_or(&field.id)),
        );
        ids
    }
}

pub(super) struct Header {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) reviewed: Date,
}

/// Resolves everything that files say.
pub(super) fn resolve(files: &RawFiles<'_>, joined: Joined, reader: &mut Reader) -> Resolved {
    let Joined { packs, overrides, extensions } = joined;
    let mut resolver = Resolver {
        files,
        reader,
        names: Names::default(),
        dimensions: Index::new("dimension"),
        options: Index::new("option"),
        products: Index::new("product"),
        sources: Index::new("source"),
        fields: Fields::default(),
        facts: Vec::new(),
        claims: Vec::new(),
    };
    let header = resolver.header();
    let dimensions = resolver.dimensions();
    let documents = resolver.evidence();
    let questions = resolver.questions();
    let mut options = resolver.options();
    let prices = resolver.prices(&questions);
    resolver.products(&mut options);
    let contradictions = resolver.contradictions();
    let rules = resolver.rules(extensions, &overrides);
    let archetypes = resolver.archetypes();
    let first = resolver.first();
    let mix = resolver.mix(&rules);
    let stay = resolver.stay();
    let likelihood = resolver.likelihood();
    let Resolver { names, fields, facts, claims, .. } = resolver;
    Resolved {
        header,
        dimensions,
        questions,
        fields,
        contradictions,
        archetypes,
        first,
        options,
        documents,
        claims,
        facts,
        rules,
        prices,
        mix,
        stay,
        likelihood,
        packs,
        overrides,
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
    fields: Fields,
    facts: Vec<Fact>,
    claims: Vec<Claim>,
}

impl<'n> Resolver<'_, 'n> {
    fn header(&mut self) -> Option<Header> {
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
                self.names
                    .places
                    .ids
                    .insert(("rule base", name.text.to_owned()), self.reader.place(name.span));
                let (name, version) = (name.text.to_owned(), version.to_owned());
                header = Some(Header { name, version, reviewed });
            }
        }
        header
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
            let Some(citation) = self.sources.find(cited, self.reader) else { continue };
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
