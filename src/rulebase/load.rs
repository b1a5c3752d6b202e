//! From files to a checked rule base: everything is read, everything that is wrong is reported.

mod kinds;
mod mix;
mod packs;
mod prices;
mod register;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write,
    sync::Arc,
};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{
    Citation, Claim, ClaimId, Confidence, Contradiction, Dimension, DimensionId, Document, Effect, Extension, Fact,
    FactId, Files, Grade, HostingOption, OptionId, PackId, PriceBook, Product, Question, Role, Rule, RuleBase, Status,
    embedded,
    evidence::read_word,
    mix::Mix,
    pack::{Override, Pack},
    prices::{Fleet, Quantity},
    question::{Draft, PROFILE_KEYS},
    register::Register,
    rule::{MOST_POINTS, MOST_POINTS_OF_LOW_CONFIDENCE},
};
use crate::{
    condition::{CONDITION_WORDS, Condition},
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    field::{Field, FieldId, Fields},
    reader::{Mapping, Reader, is_id},
    source::Source,
    yaml::{self, Node, Span},
};

const SECTIONS: [&str; 12] = [
    "rule_base",
    "dimension",
    "dimensions",
    "questions",
    "contradictions",
    "options",
    "documents",
    "claims",
    "facts",
    "prices",
    "rules",
    "mix",
];

/// One file: its tree, and the reader that knows its places.
struct File {
    root: Node,
    reader: Reader,
    /// The pack that it belongs to; none for the files of the base.
    pack: Option<PackId>,
}

/// Reads files, keeping those that can be read.
#[derive(Default)]
struct Trees {
    problems: Diagnostics,
    /// Whether any could not be read.
    unread: bool,
}

impl Trees {
    fn read(&mut self, sources: &[Arc<Source>]) -> Vec<File> {
        sources.iter().filter_map(|source| self.keep(source, yaml::read(source))).collect()
    }

    fn keep(&mut self, source: &Arc<Source>, read: Result<(Node, Diagnostics), Diagnostics>) -> Option<File> {
        match read {
            Ok((root, duplicates)) => {
                self.problems.extend(duplicates);
                Some(File { root, reader: Reader::new(source), pack: None })
            }
            Err(found) => {
                self.problems.extend(found);
                self.unread = true;
                None
            }
        }
    }
}

/// Reads and checks a rule base.
pub(super) fn load(input: &Files) -> Result<RuleBase, Diagnostics> {
    let mut trees = Trees::default();
    let mut files: Vec<File> = match &input.base {
        Some(base) => trees.read(base),
        None => embedded::files()
            .filter_map(|(source, recorded)| trees.keep(&source, yaml::replay(&source, recorded)))
            .collect(),
    };
    let base: Vec<Arc<Source>> = files.iter().map(|file| Arc::clone(file.reader.source())).collect();
    let packs = input.packs.iter().map(|pack| trees.read(pack)).filter(|files| !files.is_empty()).collect();
    let prices = input.prices.as_slice();
    let mut book = trees.read(prices);
    let Trees { mut problems, unread } = trees;
    let joined = packs::join(&mut files, packs, &mut problems);
    if problems.is_empty()
        && let Some(book) = book.first_mut()
    {
        replace_prices(book, &mut files);
    }
    files.append(&mut book);
    let mut loader =
        Loader { packs: joined.packs, overrides: joined.overrides, drafts: joined.extensions, ..Loader::default() };
    // Each pass reads what the next one refers to.
    let passes: [fn(&mut Loader, Mapping<'_>, &mut Reader); 17] = [
        Loader::header,
        Loader::dimensions,
        Loader::questions,
        Loader::option_names,
        Loader::facts,
        Loader::claims,
        Loader::price_book,
        Loader::price_inputs,
        Loader::assumptions,
        Loader::price_items,
        Loader::catalogs,
        Loader::stacks,
        Loader::estimates,
        Loader::options,
        Loader::rules,
        Loader::mix,
        Loader::register,
    ];
    for File { root, reader, .. } in &mut files {
        // A section that belongs somewhere else has been reported as such.
        reader.mapping(root, "a rule file", &[SECTIONS.as_slice(), &packs::SECTIONS].concat());
    }
    for pass in passes {
        for File { root, reader, pack: of } in &mut files {
            if let yaml::Content::Mapping(_) = root.content {
                loader.pack = *of;
                let mapping = reader.unchecked(root);
                pass(&mut loader, mapping, reader);
            }
        }
    }
    let refused = loader.refused(&files);
    let order: Vec<Arc<Source>> = files.iter().map(|file| Arc::clone(file.reader.source())).collect();
    let mut found: Diagnostics = files.into_iter().flat_map(|file| file.reader.finish()).collect();
    // What was lent to another tree is reported where it stands.
    found.sort_by_key(|problem| {
        let place = problem.place.as_ref();
        place.map(|place| (order.iter().position(|source| Arc::ptr_eq(source, &place.source)), place.span.start))
    });
    problems.extend(found);
    // What is unknown because of another problem is no problem of its own.
    problems.retain(|problem| {
        problem.code != Code::UnknownId || !(unread || problem.marked().is_some_and(|id| refused.contains(id)))
    });
    let sources: Vec<&Source> = base.iter().chain(prices).map(Arc::as_ref).collect();
    loader.finish(&sources, problems)
}

/// Takes the price book out of the other files, and the facts that the new book has its own word on.
fn replace_prices(book: &mut File, others: &mut [File]) {
    let sections = book.reader.unchecked(&book.root);
    if sections.get("prices").is_none() {
        let message = "there is no `prices` section in the file that is to replace the price book";
        book.reader.error(Code::Missing, book.root.span.first(), message, "needs `prices`");
        return;
    }
    let facts = |root: &Node| match sections_of(root).and_then(|entries| entries.iter().find(|it| it.key == "facts")) {
        Some(yaml::Entry { value: Node { content: yaml::Content::Sequence(nodes), .. }, .. }) => {
            nodes.iter().filter_map(fact_id).map(str::to_owned).collect::<Vec<String>>()
        }
        _ => Vec::new(),
    };
    let own_facts = facts(&book.root);
    for file in others {
        let yaml::Content::Mapping(entries) = &mut file.root.content else { continue };
        // What packs add to the book, which has no header of its own, stays.
        entries.retain(|entry| {
            let header = sections_of(&entry.value).is_some_and(|inside| inside.iter().any(|it| it.key == "book"));
            entry.key != "prices" || !header
        });
        for entry in entries.iter_mut().filter(|entry| entry.key == "facts") {
            if let yaml::Content::Sequence(nodes) = &mut entry.value.content {
                nodes.retain(|node| !fact_id(node).is_some_and(|id| own_facts.iter().any(|own| own == id)));
            }
        }
    }
}

fn sections_of(node: &Node) -> Option<&[yaml::Entry]> {
    match &node.content {
        yaml::Content::Mapping(entries) => Some(entries),
        yaml::Content::Scalar(_) | yaml::Content::Sequence(_) => None,
    }
}

fn fact_id(node: &Node) -> Option<&str> {
    let entry = sections_of(node)?.iter().find(|entry| entry.key == "id")?;
    yaml_text(&entry.value)
}

#[derive(Default)]
struct Loader {
    header: Option<Header>,
    dimensions: Vec<Dimension>,
    questions: Vec<Question>,
    fields: Fields,
    contradictions: Vec<Contradiction>,
    options: Vec<HostingOption>,
    documents: Vec<Document>,
    claims: Vec<Claim>,
    facts: Vec<Fact>,
    rules: Vec<Rule>,
    /// Where each id was first given, by what kind of thing it names.
    seen: HashMap<(&'static str, String), Place>,
    /// Where else to point, and what is silenced.
    register: Register,
    citations: BTreeMap<String, Citation>,
    book: PriceBook,
    /// The amounts that several options may pay for.
    shared_amounts: Vec<(Quantity, Vec<FieldId>)>,
    /// The fleets that are not alike.
    fleets: Vec<Fleet>,
    mix: Option<Mix>,
    packs: Vec<Pack>,
    overrides: Vec<Override>,
    /// What packs say of their own options in rules that are not read yet.
    drafts: HashMap<String, Vec<packs::Draft>>,
    /// The pack whose file is being read.
    pack: Option<PackId>,
    /// What packs brought, by kind and id.
    origins: HashMap<(&'static str, String), PackId>,
}

struct Header {
    name: String,
    version: String,
    reviewed: Date,
}

impl Loader {
    /// The ids of what is in the files but has too much wrong with it to be used.
    fn refused(&self, files: &[File]) -> HashSet<String> {
        fn ids<'n>(node: &'n Node, found: &mut Vec<&'n str>) {
            match &node.content {
                yaml::Content::Sequence(nodes) => nodes.iter().for_each(|node| ids(node, found)),
                // Price books have sections of their own.
                yaml::Content::Mapping(entries) => match entries.iter().find(|entry| entry.key == "id") {
                    Some(id) => found.extend(id.value.text()),
                    None => entries.iter().for_each(|entry| ids(&entry.value, found)),
                },
                yaml::Content::Scalar(_) => {}
            }
        }
        let mut written = Vec::new();
        files.iter().for_each(|file| ids(&file.root, &mut written));
        // These are refused for what they say after their ids have been taken.
        let refusable = ["dimension", "question", "option", "price"];
        let mut used: HashSet<&str> =
            self.seen.keys().filter(|(kind, _)| !refusable.contains(kind)).map(|(_, id)| id.as_str()).collect();
        used.extend(self.dimensions.iter().map(|dimension| dimension.id.as_str()));
        used.extend(self.fields.iter().map(|(_, field)| field.id.as_str()));
        used.extend(self.options.iter().map(|option| option.id.as_str()));
        used.extend(self.book.items.iter().map(|item| item.id.as_str()));
        written.into_iter().filter(|id| !used.contains(id)).map(str::to_owned).collect()
    }

    /// Reports an id that is taken.
    fn claim_id(&mut self, kind: &'static str, id: &str, span: Span, reader: &mut Reader) -> bool {
        let place = reader.place(span);
        match self.seen.get(&(kind, id.to_owned())) {
            Some(first) => {
                let problem = Diagnostic::error(Code::DuplicateId, format!("there are two {kind}s `{id}`"))
                    .at(place, "the second one")
                    .related(first.clone(), "the first one");
                let help = "give it an id of its own, or say in `overrides` what is to be different, and why";
                let foreign = self.pack.is_some_and(|pack| self.origins.get(&(kind, id.to_owned())) != Some(&pack));
                reader.report(if foreign { problem.help(help) } else { problem });
                false
            }
            None => {
                self.seen.insert((kind, id.to_owned()), place);
                if let Some(pack) = self.pack {
                    self.origins.insert((kind, id.to_owned()), pack);
                }
                true
            }
        }
    }

    fn header(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let Some(node) = file.get("rule_base").filter(|_| self.pack.is_none()) else { return };
        let Some(mapping) = reader.mapping(node, "`rule_base`", &["name", "version", "reviewed"]) else { return };
        let name = reader.require(mapping, "name", "`rule_base`").and_then(|node| reader.id(node, "`name`"));
        let version = reader.require(mapping, "version", "`rule_base`").and_then(|node| reader.text(node, "`version`"));
        let reviewed = reviewed(mapping, "`rule_base`", reader);
        if self.header.is_some() {
            reader.error(Code::DuplicateId, node.span, "`rule_base` is given in two files", "the second one");
        }
        if let (Some(name), Some(version), Some(reviewed)) = (name, version, reviewed) {
            self.header = Some(Header { name: name.to_owned(), version: version.to_owned(), reviewed });
        }
    }

    fn dimensions(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let own = file.get("dimension").filter(|node| matches!(node.content, yaml::Content::Mapping(_)));
        let listed = file.get("dimensions").and_then(|node| reader.sequence(node, "`dimensions`")).unwrap_or_default();
        for node in own.into_iter().chain(listed) {
            self.dimension(node, reader);
        }
    }

    fn dimension(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let mapping = reader.mapping(node, "a dimension", &["id", "name", "about", "weight", "silence"])?;
        let id =
            reader.require(mapping, "id", "a dimension").and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        let mut text = |key: &str| reader.required_text(mapping, key, "a dimension");
        let (name, about) = (text("name"), text("about"));
        let weight =
            reader.require(mapping, "weight", "a dimension").and_then(|node| reader.whole(node, "`weight`", 0..=10));
        let (id, span) = id?;
        let free = self.claim_id("dimension", id, span, reader);
        let dimension =
            Dimension { id: id.to_owned(), name: name?, about: about?, weight: u8::try_from(weight?).ok()? };
        free.then(|| self.dimensions.push(dimension))
    }

    fn questions(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let nodes = section(file, "questions", reader);
        for node in nodes {
            // Looked up before the rest is read, so that what is wrong there does not hide it.
            let mapping = reader.unchecked(node);
            let dimension = mapping.get("dimension").and_then(|node| self.find_dimension(node, reader));
            let id = mapping.get("id").and_then(|node| Some((node.text().filter(|id| is_id(id))?, node.span)));
            let free = id.is_some_and(|(id, span)| self.claim_id("question", id, span, reader));
            let Some(draft) = Draft::read(node, reader).filter(|_| free) else { continue };
            self.refuse_hidden(draft.id, draft.id_span, reader);
            // Added even when something is amiss, so that rules on it are not reported as well.
            let (kind, ordered, uncommon) = (draft.kind, draft.ordered, draft.uncommon);
            let field = Field { id: draft.id.to_owned(), kind, ordered, uncommon, derived: false };
            let Some(field) = self.fields.add(field) else { continue };
            self.questions.push(Question {
                field,
                dimension: dimension.unwrap_or(DimensionId(0)),
                prompt: draft.prompt,
                help: draft.help,
                why: draft.why,
                examples: draft.examples,
                neutral: draft.neutral,
                // Sources are read after questions; see `Loader::rules`.
                cites: Vec::new(),
            });
        }
    }

    /// Reports a question that could not be answered or named in a condition, because its id means something else.
    fn refuse_hidden(&self, id: &str, span: Span, reader: &mut Reader) {
        let within = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'));
        let ids = || self.fields.iter().map(|(_, field)| field.id.as_str());
        let message = if CONDITION_WORDS.contains(&id) {
            format!("the question `{id}` would be taken for a part of a condition")
        } else if let Some(key) = PROFILE_KEYS.into_iter().find(|key| id == *key || within(id, key)) {
            format!("the question `{id}` would be taken for the key `{key}` of profiles")
        } else if let Some(other) = ids().find(|other| within(id, other) || within(other, id)) {
            format!(
                "the questions `{id}` and `{other}` cannot both be answered: one is a group of answers, the other an answer"
            )
        } else {
            return;
        };
        reader.error(Code::DuplicateId, span, message, "needs another id");
    }

    fn find_dimension(&self, node: &Node, reader: &mut Reader) -> Option<DimensionId> {
        let id = reader.text(node, "`dimension`")?;
        let found = self.dimensions.iter().position(|dimension| dimension.id == id);
        if found.is_none() {
            let ids: Vec<&str> = self.dimensions.iter().map(|dimension| dimension.id.as_str()).collect();
            unknown("dimension", id, node.span, &ids, reader);
        }
        found.and_then(|index| u8::try_from(index).ok()).map(DimensionId)
    }

    /// Options are named before they are read, since their products' conditions come with citations.
    fn option_names(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        const KEYS: [&str; 8] = ["id", "name", "short", "kind", "about", "cites", "products", "silence"];
        for node in section(file, "options", reader) {
            let Some(mapping) = reader.mapping(node, "an option", &KEYS) else { continue };
            let id =
                reader.require(mapping, "id", "an option").and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
            let mut text = |key: &str| reader.required_text(mapping, key, "an option");
            let (name, kind, about) = (text("name"), text("kind"), text("about"));
            let short = reader.optional_text(mapping, "short");
            let Some((id, span)) = id else { continue };
            let free = self.claim_id("option", id, span, reader);
            let (Some(name), Some(kind), Some(about), true) = (name, kind, about, free) else { continue };
            let (cites, products) = (Vec::new(), Vec::new());
            let short = short.unwrap_or_else(|| name.clone());
            self.options.push(HostingOption { id: id.to_owned(), name, short, kind, about, cites, products });
        }
    }

    fn facts(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        for node in section(file, "facts", reader) {
            let Some((fact, span)) = Fact::read(node, reader) else { continue };
            if self.claim_id("source", &fact.id, span, reader) {
                let citation = Citation::Fact(FactId(self.facts.len() as u16));
                self.citations.insert(fact.id.clone(), citation);
                self.facts.push(fact);
            }
        }
    }

    fn claims(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        for node in section(file, "documents", reader) {
            let Some((document, span)) = Document::read(node, reader) else { continue };
            if self.claim_id("document", &document.id, span, reader) {
                self.documents.push(document);
            }
        }
        for node in section(file, "claims", reader) {
            let find_fact = |node: &Node, reader: &mut Reader| match self.find_citation(node, reader) {
                Some(Citation::Fact(fact)) => Some(fact),
                Some(Citation::Claim(_)) => {
                    reader.wrong_type(node, "`facts`", "the id of a fact");
                    None
                }
                None => None,
            };
            let Some((claim, span)) = Claim::read(node, reader, find_fact) else { continue };
            if self.claim_id("source", &claim.id, span, reader) {
                let citation = Citation::Claim(ClaimId(self.claims.len() as u16));
                self.citations.insert(claim.id.clone(), citation);
                self.claims.push(claim);
            }
        }
    }

    fn find_citation(&self, node: &Node, reader: &mut Reader) -> Option<Citation> {
        let id = reader.text(node, "`cites`")?;
        let found = self.citations.get(id).copied();
        if found.is_none() {
            let ids: Vec<&str> = self.citations.keys().map(String::as_str).collect();
            unknown("source", id, node.span, &ids, reader);
        }
        found
    }

    fn cites(&self, node: Option<&Node>, reader: &mut Reader) -> Vec<Citation> {
        let nodes = node.and_then(|node| reader.sequence(node, "`cites`")).unwrap_or_default();
        let mut cites = Vec::new();
        for node in nodes {
            let Some(citation) = self.find_citation(node, reader) else { continue };
            if cites.contains(&citation) {
                reader.error(
                    Code::DuplicateId,
                    node.span,
                    "this source is cited twice in one place",
                    "the second time",
                );
            } else {
                cites.push(citation);
            }
        }
        cites
    }

    fn options(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        for node in section(file, "options", reader) {
            let mapping = reader.unchecked(node);
            let Some(id) = mapping.get("id").and_then(yaml_text) else { continue };
            let Some(index) = self.options.iter().position(|option| option.id == id) else { continue };
            let cites = self.cites(mapping.get("cites"), reader);
            let nodes = reader
                .require(mapping, "products", "an option")
                .and_then(|node| reader.sequence(node, "`products`"))
                .unwrap_or_default();
            let products = nodes.iter().filter_map(|node| self.product(node, reader)).collect();
            let option = &mut self.options[index];
            (option.cites, option.products) = (cites, products);
        }
    }

    fn product(&mut self, node: &Node, reader: &mut Reader) -> Option<Product> {
        let mapping =
            reader.mapping(node, "a product", &["id", "name", "role", "when", "because", "cites", "silence"])?;
        let id =
            reader.require(mapping, "id", "a product").and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        let mut text = |key: &str| reader.required_text(mapping, key, "a product");
        let (name, because) = (text("name"), text("because"));
        let role = reader
            .require(mapping, "role", "a product")
            .and_then(|node| read_word(node, "`role`", &Role::WORDS, reader));
        let when = match mapping.get("when") {
            Some(node) => Condition::read(node, &self.fields, reader),
            None => Some(Condition::All(Vec::new())),
        };
        let cites = self.cites(mapping.get("cites"), reader);
        let (id, span) = id?;
        self.claim_id("product", id, span, reader).then_some(())?;
        Some(Product { id: id.to_owned(), name: name?, role: role?, when: when?, because: because?, cites })
    }

    fn rules(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        for node in section(file, "questions", reader) {
            let mapping = reader.unchecked(node);
            let field = mapping.get("id").and_then(yaml_text).and_then(|id| self.fields.find(id));
            let cites = self.cites(mapping.get("cites"), reader);
            if let Some(question) = field.and_then(|field| self.questions.get_mut(field.index())) {
                question.cites = cites;
            }
        }
        for node in section(file, "contradictions", reader) {
            if let Some(contradiction) = self.contradiction(node, reader) {
                self.contradictions.push(contradiction);
            }
        }
        let own = file.get("dimension").and_then(|node| match &node.content {
            yaml::Content::Mapping(_) => {
                let id = reader.unchecked(node).get("id").and_then(yaml_text)?;
                self.dimensions.iter().position(|dimension| dimension.id == id).map(|index| DimensionId(index as u8))
            }
            _ => self.find_dimension(node, reader),
        });
        for node in section(file, "rules", reader) {
            if let Some(rule) = self.rule(node, own, reader) {
                self.rules.push(rule);
            }
        }
    }

    fn contradiction(&mut self, node: &Node, reader: &mut Reader) -> Option<Contradiction> {
        let mapping = reader.mapping(node, "a contradiction", &["id", "when", "because", "silence"])?;
        let id = reader
            .require(mapping, "id", "a contradiction")
            .and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        let when = reader
            .require(mapping, "when", "a contradiction")
            .and_then(|node| Condition::read(node, &self.fields, reader));
        let because =
            reader.require(mapping, "because", "a contradiction").and_then(|node| reader.text(node, "`because`"));
        let (id, span) = id?;
        self.claim_id("contradiction", id, span, reader).then_some(())?;
        Some(Contradiction { id: id.to_owned(), when: when?, because: because?.to_owned() })
    }

    fn rule(&mut self, node: &Node, own: Option<DimensionId>, reader: &mut Reader) -> Option<Rule> {
        const KEYS: [&str; 10] =
            ["id", "dimension", "when", "points", "excludes", "because", "cites", "grade", "remedy", "silence"];
        let mapping = reader.mapping(node, "a rule", &KEYS)?;
        let id = reader.require(mapping, "id", "a rule").and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        let what = id.map_or_else(|| "a rule".to_owned(), |(id, _)| format!("the rule `{id}`"));
        let dimension = match mapping.get("dimension") {
            Some(node) => self.find_dimension(node, reader),
            None => own,
        };
        if dimension.is_none() && mapping.get("dimension").is_none() {
            reader.error(Code::Missing, first_of(node), format!("{what}: `dimension` is missing"), "needs `dimension`");
        }
        let when = reader.require(mapping, "when", &what).and_then(|node| Condition::read(node, &self.fields, reader));
        let because = reader.require(mapping, "because", &what).and_then(|node| reader.text(node, "`because`"));
        let grade =
            reader.require(mapping, "grade", &what).and_then(|node| read_word(node, "`grade`", &Grade::WORDS, reader));
        let cites_node = reader.require(mapping, "cites", &what);
        let cites = self.cites(cites_node, reader);
        if let Some(node) = cites_node
            && matches!(&node.content, yaml::Content::Sequence(nodes) if nodes.is_empty())
        {
            reader.error(Code::Missing, node.span, format!("{what} cites nothing"), "needs at least one source");
        }
        let effect = self.effect(mapping, &what, reader);
        let (id, span) = id?;
        self.claim_id("rule", id, span, reader).then_some(())?;
        let extensions = self.extensions(id, reader);
        let rule = Rule {
            id: id.to_owned(),
            dimension: dimension?,
            when: when?,
            effect: effect?,
            because: because?.to_owned(),
            cites,
            grade: grade?,
            extensions,
        };
        self.check_evidence(&rule, span, reader);
        Some(rule)
    }

    /// What packs say of their own options in a rule.
    fn extensions(&mut self, rule: &str, reader: &mut Reader) -> Vec<Extension> {
        let drafts = self.drafts.remove(rule).unwrap_or_default();
        let extension = |draft: packs::Draft| Extension {
            pack: draft.pack,
            options: draft.options.iter().filter_map(|id| self.option_id(id)).collect(),
            because: draft.because,
            cites: self.cites(draft.cites.as_ref(), reader),
        };
        drafts.into_iter().map(extension).collect()
    }

    fn option_id(&self, id: &str) -> Option<OptionId> {
        let found = self.options.iter().position(|option| option.id == id);
        found.and_then(|index| u8::try_from(index).ok()).map(OptionId)
    }

    fn effect(&self, rule: Mapping<'_>, what: &str, reader: &mut Reader) -> Option<Effect> {
        match (rule.entry("points"), rule.entry("excludes")) {
            (Some(points), None) => {
                if let Some(remedy) = rule.entry("remedy") {
                    let message = format!("{what} excludes nothing, so there is nothing to lift");
                    reader.error(Code::UnknownKey, remedy.key_span, message, "only for `excludes`");
                }
                let entries = reader.entries(&points.value, "`points`")?;
                if entries.is_empty() {
                    reader.wrong_type(&points.value, "`points`", "points for at least one option");
                }
                let mut list = Vec::new();
                for entry in entries {
                    let option = self.find_option(&entry.key, entry.key_span, reader);
                    let most = i64::from(MOST_POINTS);
                    let points = reader.whole(&entry.value, "`points`", -most..=most);
                    if points == Some(0) {
                        reader.wrong_type(&entry.value, "`points`", "points other than 0, or no line at all");
                    }
                    if let (Some(option), Some(points)) = (option, points) {
                        list.push((option, i8::try_from(points).unwrap_or_default()));
                    }
                }
                (!list.is_empty()).then_some(Effect::Points(list))
            }
            (None, Some(excludes)) => {
                let nodes = match &excludes.value.content {
                    yaml::Content::Sequence(nodes) => nodes.as_slice(),
                    _ => std::slice::from_ref(&excludes.value),
                };
                if nodes.is_empty() {
                    reader.wrong_type(&excludes.value, "`excludes`", "at least one option");
                }
                let options: Vec<OptionId> = nodes
                    .iter()
                    .filter_map(|node| {
                        let id = reader.text(node, "`excludes`")?;
                        self.find_option(id, node.span, reader)
                    })
                    .collect();
                let remedy = reader.require(rule, "remedy", what).and_then(|node| reader.text(node, "`remedy`"))?;
                (!options.is_empty()).then_some(Effect::Excludes { options, remedy: remedy.to_owned() })
            }
            (Some(_), Some(excludes)) => {
                let message = format!("{what} has both `points` and `excludes`");
                reader.error(Code::UnknownKey, excludes.key_span, message, "a rule does one of the two");
                None
            }
            (None, None) => {
                let message = format!("{what} must have either `points` or `excludes`");
                reader.error(Code::Missing, rule.span().first(), message, "needs one of the two");
                None
            }
        }
    }

    fn find_option(&self, id: &str, span: Span, reader: &mut Reader) -> Option<OptionId> {
        let found = self.option_id(id);
        if found.is_none() {
            let ids: Vec<&str> = self.options.iter().map(|option| option.id.as_str()).collect();
            unknown("option", id, span, &ids, reader);
        }
        found
    }

    /// A rule may not claim more than what it cites can carry.
    fn check_evidence(&self, rule: &Rule, span: Span, reader: &mut Reader) {
        let facts: Vec<&Fact> = rule
            .all_cites()
            .filter_map(|citation| match citation {
                Citation::Fact(fact) => self.facts.get(usize::from(fact.0)),
                Citation::Claim(_) => None,
            })
            .collect();
        let low = facts.iter().find(|fact| fact.confidence == Confidence::Low);
        let id = &rule.id;
        let mut wrong = |message: String| reader.error(Code::Evidence, span, message, "this rule");
        match &rule.effect {
            Effect::Excludes { .. } => {
                if !matches!(rule.grade, Grade::Limit | Grade::Policy) {
                    wrong(format!(
                        "the rule `{id}` excludes, which only the grade `limit` may, not `{}`",
                        rule.grade.name()
                    ));
                }
                if let Some(fact) = low {
                    wrong(format!("the rule `{id}` excludes on `{}`, a fact of low confidence", fact.id));
                }
            }
            Effect::Points(points) => {
                let most = points.iter().map(|(_, points)| points.abs()).max().unwrap_or(0);
                if let Some(fact) = low.filter(|_| most > MOST_POINTS_OF_LOW_CONFIDENCE) {
                    wrong(format!(
                        "the rule `{id}` gives {most} points on `{}`, a fact of low confidence, which carries at most \
                         {MOST_POINTS_OF_LOW_CONFIDENCE}",
                        fact.id
                    ));
                }
            }
        }
        if rule.grade == Grade::Policy {
            let own = |citation: &Citation| match citation {
                Citation::Claim(claim) => {
                    let claim = &self.claims[usize::from(claim.0)];
                    self.origins.contains_key(&("source", claim.id.clone()))
                }
                Citation::Fact(_) => false,
            };
            if self.pack.is_none() && !self.overrides.iter().any(|it| it.kind == "rule" && it.id == *id) {
                wrong(format!(
                    "the rule `{id}` is graded `policy`, which is for the packs of those whose policy it is"
                ));
            } else if !rule.all_cites().any(|citation| own(&citation)) {
                wrong(format!("the rule `{id}` is graded `policy` and cites no claim of a policy that a pack brings"));
            }
        }
        if rule.grade == Grade::Limit && facts.is_empty() {
            wrong(format!("the rule `{id}` is graded `limit` and cites no fact that publishes one"));
        }
        for citation in rule.all_cites() {
            let Citation::Claim(claim) = citation else { continue };
            let claim = &self.claims[usize::from(claim.0)];
            let newer = claim.facts.iter().any(|fact| rule.all_cites().any(|it| it == Citation::Fact(*fact)));
            if claim.status == Status::Dated && !claim.facts.is_empty() && !newer {
                wrong(format!(
                    "the rule `{id}` cites `{}`, which is out of date, without any of the facts that say what is so today",
                    claim.id
                ));
            }
        }
    }

    fn finish(self, sources: &[&Source], mut problems: Diagnostics) -> Result<RuleBase, Diagnostics> {
        if problems.is_empty() {
            self.check_prices(&mut problems);
            let missing = [
                (self.header.is_none(), "`rule_base` (its name, version and review date)"),
                (self.dimensions.is_empty(), "any dimension"),
                (self.questions.is_empty(), "any question"),
                (self.options.len() < 2, "two options to choose from"),
                (self.rules.is_empty(), "any rule"),
            ];
            for (_, what) in missing.iter().filter(|(missing, _)| *missing) {
                problems.push(Diagnostic::error(Code::Missing, format!("the rule base lacks {what}")));
            }
            for (count, most, what) in [
                (self.rules.len(), 10_000, "rules"),
                (self.claims.len().max(self.facts.len()), 60_000, "sources of one kind"),
                (self.options.len(), 16, "options"),
                (self.dimensions.len(), 32, "dimensions"),
                (self.questions.len(), 500, "questions"),
            ] {
                if count > most {
                    let message = format!("the rule base has {count} {what}; the most is {most}");
                    problems.push(Diagnostic::error(Code::TooLarge, message));
                }
            }
        }
        let Some(header) = self.header.filter(|_| problems.is_empty()) else { return Err(problems) };
        let mut register = self.register;
        register.places.extend(self.seen);
        Ok(RuleBase {
            name: header.name,
            version: header.version,
            reviewed: header.reviewed,
            digest: digest(sources),
            dimensions: self.dimensions,
            questions: self.questions,
            fields: self.fields,
            contradictions: self.contradictions,
            options: self.options,
            documents: self.documents,
            claims: self.claims,
            facts: self.facts,
            rules: self.rules,
            prices: self.book,
            mix: self.mix,
            register,
            packs: self.packs,
            overrides: self.overrides,
            origins: self.origins,
        })
    }
}

/// The day on which something was last gone through.
fn reviewed(mapping: Mapping<'_>, what: &str, reader: &mut Reader) -> Option<Date> {
    let node = reader.require(mapping, "reviewed", what)?;
    let date = reader.text(node, "`reviewed`")?.parse().ok();
    if date.is_none() {
        reader.wrong_type(node, "`reviewed`", "a day such as 2026-05-31");
    }
    date
}

/// The nodes of a section that is a list.
fn section<'n>(file: Mapping<'n>, key: &str, reader: &mut Reader) -> &'n [Node] {
    match file.get(key).map(|node| &node.content) {
        Some(yaml::Content::Sequence(nodes)) => nodes,
        Some(_) => {
            if let Some(node) = file.get(key) {
                reader.wrong_type_once(node, &format!("`{key}`"), "a list");
            }
            &[]
        }
        None => &[],
    }
}

fn yaml_text(node: &Node) -> Option<&str> {
    match &node.content {
        yaml::Content::Scalar(scalar) => Some(scalar.text.trim()),
        _ => None,
    }
}

fn first_of(node: &Node) -> Span {
    node.span.first()
}

/// So many names can be listed when none of them is near.
const FEW: usize = 16;

fn unknown(kind: &str, id: &str, span: Span, known: &[&str], reader: &mut Reader) {
    let problem = Diagnostic::error(Code::UnknownId, format!("there is no {kind} `{id}`"))
        .at(reader.place(span), format!("unknown {kind}"));
    let problem = match reader.nearest(id, known.iter().copied()) {
        None if (1..=FEW).contains(&known.len()) => problem.help(format!("known are {}", known.join(", "))),
        nearest => problem.suggest(nearest),
    };
    reader.report(problem);
}

/// Names and contents of all files, so that a moved line changes it and the order in which files were listed does not.
fn digest(sources: &[&Source]) -> String {
    let mut texts: Vec<(&str, &str)> = sources.iter().map(|source| (base_name(source.name()), source.text())).collect();
    texts.sort_unstable();
    let mut hasher = Sha256::new();
    for (name, text) in texts {
        for part in [name, text] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The name without its folders: the same rules give the same digest wherever they lie.
fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}
