//! What the files of a rule base say: every section as it is written, each thing with its place.
//!
//! Nothing is looked up here: what an id stands for is found in [`super::resolve`].

pub(crate) mod archetypes;
pub(crate) mod glossary;
pub(crate) mod likelihood;
pub(crate) mod options;
pub(crate) mod packs;
pub(crate) mod patterns;
pub(crate) mod prices;
pub(crate) mod questions;
pub(crate) mod rules;
pub(crate) mod silences;
pub(crate) mod sources;
pub(crate) mod traces;

use jiff::civil::Date;

use self::{
    archetypes::RawArchetype,
    glossary::RawTerm,
    likelihood::RawLikelihood,
    options::RawOption,
    packs::{RawExtension, RawOverride, RawPack},
    patterns::RawPatterns,
    prices::RawPrices,
    questions::{RawContradiction, RawDimension, RawQuestion},
    rules::{RawMix, RawRule, RawStay},
    silences::Silences,
    sources::{RawClaim, RawDocument, RawFact},
    traces::{RawLeftOut, RawTally, RawTrace},
};
use super::PackId;
use crate::{
    reader::Reader,
    shape::{At, Form, FromNode, Id, Ref, ToDimension, shape},
    yaml::{Content, Node},
};

shape! {
    /// A file of a rule base or of a pack.
    pub(crate) struct RawFile: "a rule file" {
        optional rule_base: RawHeader<'n> = "what this rule base is; in one file only",
        optional dimension: DimensionOrId<'n> =
            "the dimension of all rules of this file: its id, or the whole of it",
        optional dimensions: Vec<RawDimension<'n>> = "several dimensions",
        optional questions: Vec<RawQuestion<'n>> = "what is asked, in this order",
        optional contradictions: Vec<RawContradiction<'n>> = "answers that cannot both be meant",
        optional archetypes: Vec<RawArchetype<'n>> =
            "kinds of projects, of which the interview suggests answers",
        optional first: Vec<Ref<'n, ToDimension>> =
            "the dimensions of each of which the interview asks one question first",
        optional glossary: Vec<RawTerm<'n>> = "the words of reports, explained",
        optional options: Vec<RawOption<'n>> = "where a backend can run",
        optional documents: Vec<RawDocument<'n>> = "documents whose claims are accounted for",
        optional claims: Vec<RawClaim<'n>> = "what the documents say",
        optional facts: Vec<RawFact<'n>> = "dated facts with their sources",
        optional prices: RawPrices<'n> = "the price book, or what is added to it",
        optional rules: Vec<RawRule<'n>> = "what answers speak for and against",
        optional mix: RawMix<'n> =
            "when a system of several parts is worth several platforms; in one file only",
        optional stay: RawStay<'n> =
            "when a project should stay where it runs today; in one file only",
        optional likelihood: RawLikelihood<'n> =
            "how likely it is that what is recommended is what people choose; in one file only",
        optional patterns: RawPatterns<'n> =
            "where one pattern of traffic ends and the next begins; in one file only",
        optional traces: Vec<RawTrace<'n>> =
            "what the files of a repository give away, for `whereto scan`",
        optional tallies: Vec<RawTally<'n>> =
            "what follows from how many deployable parts and the like a repository has",
        optional left_out: Vec<RawLeftOut<'n>> =
            "folders and files of a repository that `whereto scan` does not look into",
    } besides {
        pack: RawPack<'n> = "what this pack is; in one of its files",
        overrides: Vec<RawOverride<'n>> =
            "what a pack changes in what others brought, with its reasons",
        extends: Vec<RawExtension<'n>> =
            "what a pack says of its own options in rules of others",
    }

    /// What a rule base says of itself.
    pub(crate) struct RawHeader: "`rule_base`" {
        required name: Id<'n> = "its name",
        required version: &'n str = "its version",
        required reviewed: Date = "the day on which its facts were last reviewed",
        optional silence: Silences<'n> = "findings of `rules lint` that are meant to stay",
    }
}

/// The dimension of a file: all of it, or the id of one that stands elsewhere.
#[derive(Debug)]
pub(crate) enum DimensionOrId<'n> {
    Id(Ref<'n, ToDimension>),
    Whole(RawDimension<'n>),
}

impl<'n> FromNode<'n> for DimensionOrId<'n> {
    const FORM: Form = Form::Either(&[<Ref<'n, ToDimension>>::FORM, <RawDimension<'n>>::FORM]);

    fn from_node(node: &'n Node, at: At<'_>, reader: &mut Reader) -> Option<Self> {
        match node.content {
            Content::Mapping(_) => RawDimension::from_node(node, at, reader).map(Self::Whole),
            _ => Ref::from_node(node, at, reader).map(Self::Id),
        }
    }
}

/// The files of a rule base, each with the pack that it belongs to.
pub(super) type RawFiles<'n> = [(Option<PackId>, RawFile<'n>)];

/// Lists the things of a section of all files, each with the pack that brings it.
pub(super) fn each<'f, 'n, T: 'f>(
    files: &'f RawFiles<'n>,
    section: impl Fn(&'f RawFile<'n>) -> Option<&'f Vec<T>>,
) -> impl Iterator<Item = (Option<PackId>, &'f T)> {
    files.iter().flat_map(move |(pack, file)| {
        section(file).into_iter().flatten().map(move |thing| (*pack, thing))
    })
}
