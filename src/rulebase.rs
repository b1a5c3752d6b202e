//! The rule base: everything that is known about platforms and questions, read from `rules/` and
//! checked.
//!
//! A rule base is made from any number of YAML files. Every file is a mapping of the same few
//! sections (`rule_base`, `dimension`, `dimensions`, `questions`, `contradictions`, `archetypes`,
//! `first`, `glossary`, `options`, `documents`, `claims`, `facts`, `prices`, `rules`, `mix`,
//! `likelihood`, `patterns`, `traces`, `tallies`, `left_out`), and which file holds what is for people
//! to arrange.

pub mod archetype;
mod dates;
mod digest;
mod embedded;
pub mod evidence;
pub mod glossary;
mod ids;
mod join;
mod known;
mod layer;
pub mod likelihood;
mod load;
pub mod mix;
pub mod option;
pub mod pack;
pub mod places;
mod prepared;
pub mod prices;
pub mod question;
pub(crate) mod raw;
mod resolve;
pub mod rule;
pub mod stay;
mod thing;
pub mod trace;

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use jiff::civil::Date;

pub(crate) use self::digest::hex;
pub(crate) use self::prepared::Prepared;
pub(crate) use self::thing::ThingAt;
pub use self::{
    archetype::Archetype,
    evidence::{AsOf, Claim, Document, Fact, FactConfidence, Status},
    glossary::Term,
    ids::{Citation, ClaimId, DimensionId, FactId, OptionId, PackId, RuleId},
    likelihood::{Band, Likelihood, Temperature},
    option::{HostingOption, Product, Role},
    pack::{Extension, Override, Pack},
    places::Silence,
    prices::PriceBook,
    question::{Contradiction, Neutral, Question},
    rule::{Dimension, Effect, Grade, Rule},
    thing::ThingKind,
    trace::Traces,
};
use self::{places::Places, prices::program::Program};
use crate::{
    field::{FieldId, Fields},
    measure::Limits,
    source::{Place, Source},
    yaml::Node,
};

/// A rule base has no more options than this.
pub const MOST_OPTIONS: usize = 16;

/// A rule base that has been checked: every id it mentions exists.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RuleBase {
    /// What it is called, such as `whereto`.
    pub name: String,
    /// The version that its makers gave it.
    pub version: String,
    /// The day on which its facts were last reviewed.
    pub reviewed: Date,
    /// A SHA-256 over all its files, in hexadecimal.
    pub digest: String,
    /// The dimensions, in the order in which they are shown.
    pub dimensions: Vec<Dimension>,
    /// The questions, in the order in which they are asked.
    pub questions: Vec<Question>,
    /// All fields: the questions' first, in the same order, then derived ones.
    pub fields: Fields,
    /// Answers that contradict each other.
    pub contradictions: Vec<Contradiction>,
    /// What people build, for the interview.
    pub archetypes: Vec<Archetype>,
    /// The dimensions that the interview starts with.
    pub first: Vec<DimensionId>,
    /// The words of reports.
    pub glossary: Vec<Term>,
    /// The options.
    pub options: Vec<HostingOption>,
    /// The source documents.
    pub documents: Vec<Document>,
    /// What they claim.
    pub claims: Vec<Claim>,
    /// Dated facts.
    pub facts: Vec<Fact>,
    /// The rules, in the order of the files.
    pub rules: Vec<Rule>,
    /// What things cost.
    pub prices: PriceBook,
    /// What only rules look at of it, as a program; made when it is first asked for.
    program: OnceLock<Program>,
    /// When several platforms are worth it; none where the rule base does not say.
    pub mix: Option<mix::Mix>,
    /// When a project should stay where it runs today; none where the rule base does not say.
    pub stay: Option<stay::Stay>,
    /// What published decisions say of how likely a recommendation is followed; none where the rule
    /// base does not say.
    pub likelihood: Option<Likelihood>,
    /// Where one pattern of traffic ends and the next begins.
    pub patterns: Limits,
    /// What the files of a repository give away.
    pub traces: Traces,
    /// The packs that it was extended with, in the order in which they apply.
    pub packs: Vec<Pack>,
    /// What packs changed, in the order in which they apply.
    pub overrides: Vec<Override>,
    /// Whether it is the one that is built in, perhaps with packs.
    built_in: bool,
    /// Where things stand, what packs brought, and which findings of a linter are silenced.
    places: Places,
}

/// The texts that a rule base is made from.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The files of the base; none for the one that is built in.
    pub base: Option<Vec<Arc<Source>>>,
    /// The files of each pack. The order of packs makes no difference.
    pub packs: Vec<Vec<Arc<Source>>>,
    /// A price book that takes the place of the base's: a file with a `prices` section, and with
    /// facts of its own if it likes. What packs add to the book stays.
    pub prices: Option<Arc<Source>>,
}

impl RuleBase {
    /// Returns what only rules look at of the price book, as a program.
    pub(crate) fn program(&self) -> &Program {
        self.program.get_or_init(|| Program::new(&self.prices))
    }

    /// Returns the files of scenarios that the built-in rule base is tested with;
    /// [`crate::scenario::read`] reads them.
    pub fn shipped_scenarios() -> Vec<Arc<Source>> {
        embedded::scenarios().map(|(source, _)| source).collect()
    }

    /// Returns the published decisions that are built in, as they are prepared to be compared with
    /// projects: their files, the answers that they give, and the decisions. They are read when
    /// this is called, and cost nothing before.
    pub(crate) fn prepared_decisions() -> (Vec<Arc<Source>>, Node, Vec<Prepared>) {
        embedded::prepared()
    }

    /// Returns whether it is the one that is built in, with whatever packs; else what is built in
    /// beside it, such as published decisions, need not speak of the same questions.
    pub fn is_built_in(&self) -> bool {
        self.built_in
    }

    /// Returns the archetype of an id.
    pub fn archetype(&self, id: &str) -> Option<&Archetype> {
        self.archetypes.iter().find(|archetype| archetype.id == id)
    }

    /// Returns what each dimension weighs where nobody says otherwise.
    pub fn weights(&self) -> Vec<u8> {
        self.dimensions.iter().map(|dimension| dimension.weight).collect()
    }

    /// Returns where something stands, by its kind (`rule`, `question`, `option`, `dimension`,
    /// `product`, `contradiction`, `source`) and id; none for what has no id of its own.
    pub fn place(&self, kind: &'static str, id: &str) -> Option<&Place> {
        self.places.ids.get(&(kind, id.to_owned()))
    }

    /// Lists the rules that are written as one, `for_each` option, with a rule; itself among them.
    pub fn written_with(&self, rule: RuleId) -> impl Iterator<Item = RuleId> {
        let place = |rule: &Rule| self.place("rule", &rule.id);
        let own = place(self.rule(rule));
        self.numbered_rules()
            .filter(move |(id, other)| *id == rule || own.is_some() && place(other) == own)
            .map(|(id, _)| id)
    }

    /// Returns where the condition of a rule, a product or a contradiction stands.
    pub fn place_of_condition(&self, kind: &'static str, id: &str) -> Option<&Place> {
        self.places.conditions.get(&(kind, id.to_owned()))
    }

    /// Returns where a choice of a question stands.
    pub fn place_of_choice(&self, question: &str, choice: &str) -> Option<&Place> {
        self.places.choices.get(&(question.to_owned(), choice.to_owned()))
    }

    /// Findings of a linter that are silenced where they were found.
    pub fn silences(&self) -> &[Silence] {
        &self.places.silences
    }

    /// Returns an option by its number.
    pub fn option(&self, id: OptionId) -> &HostingOption {
        &self.options[id.index()]
    }

    /// Returns the name of the option with an id; the id where there is none such.
    pub(crate) fn option_name<'n>(&'n self, id: &'n str) -> &'n str {
        self.find_option(id).map_or(id, |option| &self.option(option).name)
    }

    /// Returns a rule by its number.
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id.index()]
    }

    /// Lists the rules, each with its number.
    pub fn numbered_rules(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        (0..).map(RuleId).zip(&self.rules)
    }

    /// Returns a dimension by its number.
    pub fn dimension(&self, id: DimensionId) -> &Dimension {
        &self.dimensions[id.index()]
    }

    /// Returns the question that fills a field; none for a derived field.
    pub fn question(&self, field: FieldId) -> Option<&Question> {
        self.questions.get(field.index())
    }

    /// Returns the numbers of all options.
    pub fn option_ids(&self) -> impl ExactSizeIterator<Item = OptionId> + Clone + use<> {
        (0..self.options.len()).map(|index| OptionId(index as u8))
    }

    /// Lists the ids of all options, in their order.
    pub fn ids_of_options(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.options.iter().map(|option| option.id.as_str())
    }

    /// Lists the ids of all questions, in their order.
    pub fn ids_of_questions(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.questions.iter().map(|question| self.fields.get(question.field).id.as_str())
    }

    /// Returns the product with an id, of whichever option it is.
    pub fn find_product(&self, id: &str) -> Option<&Product> {
        self.options.iter().flat_map(|option| &option.products).find(|product| product.id == id)
    }

    /// Returns the number of the option with an id.
    pub fn find_option(&self, id: &str) -> Option<OptionId> {
        self.option_ids().find(|option| self.option(*option).id == id)
    }

    /// Returns the number of the dimension with an id.
    pub fn find_dimension(&self, id: &str) -> Option<DimensionId> {
        (0..).map(DimensionId).zip(&self.dimensions).find(|(_, it)| it.id == id).map(|(id, _)| id)
    }

    /// Returns the number of the rule with an id.
    pub fn find_rule(&self, id: &str) -> Option<RuleId> {
        self.numbered_rules().find(|(_, rule)| rule.id == id).map(|(id, _)| id)
    }

    /// Returns the pack that brought something, by its kind (`rule`, `question`, `option`,
    /// `dimension`, `product`, `contradiction`, `document`, `source`) and id; none for what the
    /// base brought.
    pub fn origin(&self, kind: &'static str, id: &str) -> Option<&Pack> {
        let pack = self.places.origins.get(&(kind, id.to_owned()))?;
        self.packs.get(pack.index())
    }

    /// Returns whether a pack brought a rule, or changed it, or said something of its own options
    /// in it.
    pub fn is_of_packs(&self, rule: &Rule) -> bool {
        self.origin("rule", &rule.id).is_some()
            || !rule.extensions.is_empty()
            || self.overrides_of("rule", &rule.id).next().is_some()
    }

    /// Returns what a pack brought, by kind (as for [`RuleBase::origin`], and `price`, `stack`,
    /// `catalogue`, `assumption`) and id, in alphabetical order.
    pub fn brought_by(&self, pack: PackId) -> Vec<(&'static str, &str)> {
        let own = self.places.origins.iter().filter(|(_, of)| **of == pack);
        let mut own: Vec<(&'static str, &str)> =
            own.map(|((kind, id), _)| (*kind, id.as_str())).collect();
        own.sort_unstable();
        own
    }

    /// Returns what packs changed in something, in the order in which they apply.
    pub fn overrides_of<'b>(
        &'b self,
        kind: &'b str,
        id: &'b str,
    ) -> impl Iterator<Item = &'b Override> {
        self.overrides.iter().filter(move |it| it.kind == kind && it.id == id)
    }

    /// Returns the id of what is cited.
    pub fn citation_id(&self, citation: Citation) -> &str {
        match citation {
            Citation::Claim(claim) => &self.claim(claim).id,
            Citation::Fact(fact) => &self.fact(fact).id,
        }
    }

    /// Returns a claim by its number.
    pub fn claim(&self, id: ClaimId) -> &Claim {
        &self.claims[id.index()]
    }

    /// Returns a fact by its number.
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.index()]
    }

    /// Returns everything that cites each claim and fact, as "rule `id`", "question `id`", "option
    /// `id`", "product `id`".
    pub fn citations(&self) -> HashMap<Citation, Vec<Cited>> {
        let mut cited: HashMap<Citation, Vec<Cited>> = HashMap::new();
        let mut add = |citations: &[Citation], kind: &'static str, id: &str| {
            for citation in citations {
                cited.entry(*citation).or_default().push(Cited { kind, id: id.to_owned() });
            }
        };
        for rule in &self.rules {
            add(&rule.all_cites().collect::<Vec<_>>(), "rule", &rule.id);
        }
        for question in &self.questions {
            add(&question.cites, "question", &self.fields.get(question.field).id);
        }
        for option in &self.options {
            add(&option.cites, "option", &option.id);
            for product in &option.products {
                add(&product.cites, "product", &product.id);
            }
        }
        for trace in &self.traces.list {
            add(&trace.cites, "trace", &trace.id);
        }
        self.mix.iter().for_each(|mix| add(&mix.cites, "section", "mix"));
        self.stay.iter().for_each(|stay| add(&stay.cites, "section", "stay"));
        let mut add_facts = |facts: &[FactId], kind: &'static str, id: &str| {
            add(&facts.iter().copied().map(Citation::Fact).collect::<Vec<_>>(), kind, id);
        };
        let PriceBook { header, factors, items, catalogs, limits, .. } = &self.prices;
        header.iter().for_each(|header| add_facts(&header.cites, "prices", &header.name));
        factors.iter().for_each(|factor| add_facts(&factor.cites, "factor", &factor.id));
        items.iter().for_each(|item| add_facts(&item.all_origins().cites, "price", &item.id));
        catalogs.iter().for_each(|catalog| add_facts(&catalog.cites, "catalog", &catalog.id));
        for machine in catalogs.iter().flat_map(|catalog| &catalog.machines) {
            add_facts(&machine.origin.cites, "machine", &machine.id);
        }
        for limit in limits {
            add_facts(&limit.cites, "limit", &self.option(limit.option).id);
        }
        cited
    }
}

/// Something that cites a claim or a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// What kind of thing it is.
    pub kind: &'static str,
    /// The id of that thing.
    pub id: String,
}
