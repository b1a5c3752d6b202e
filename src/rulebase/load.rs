//! From files to a checked rule base: everything is read, everything that is wrong is reported.

mod kinds;
mod mix;
mod options;
mod packs;
mod prices;
mod questions;
mod register;
mod rules;
mod sources;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write,
    sync::Arc,
};

use jiff::civil::Date;
use sha2::{Digest, Sha256};

use super::{
    Citation, Claim, Contradiction, Dimension, Document, Fact, Files, HostingOption, PackId,
    PriceBook, Question, Rule, RuleBase, embedded,
    mix::Mix,
    pack::{Override, Pack},
    prices::{Fleet, Quantity},
    register::Register,
};
use crate::{
    field::{FieldId, Fields},
    problem::{Code, Problem, Problems},
    reader::{Mapping, Reader},
    source::{Place, Source},
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
    problems: Problems,
    /// Whether any could not be read.
    unread: bool,
}

impl Trees {
    fn read(&mut self, sources: &[Arc<Source>]) -> Vec<File> {
        sources.iter().filter_map(|source| self.keep(source, yaml::read(source))).collect()
    }

    fn keep(
        &mut self,
        source: &Arc<Source>,
        read: Result<(Node, Problems), Problems>,
    ) -> Option<File> {
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
pub(super) fn load(input: &Files) -> Result<RuleBase, Problems> {
    let mut trees = Trees::default();
    let mut files: Vec<File> = match &input.base {
        Some(base) => trees.read(base),
        None => embedded::files()
            .filter_map(|(source, recorded)| trees.keep(&source, yaml::replay(&source, recorded)))
            .collect(),
    };
    let base: Vec<Arc<Source>> =
        files.iter().map(|file| Arc::clone(file.reader.source())).collect();
    let packs =
        input.packs.iter().map(|pack| trees.read(pack)).filter(|files| !files.is_empty()).collect();
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
    let mut loader = Loader {
        packs: joined.packs,
        overrides: joined.overrides,
        drafts: joined.extensions,
        ..Loader::default()
    };
    // Each pass reads what the next one refers to.
    let passes: [fn(&mut Loader, Mapping<'_>, &mut Reader); 19] = [
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
        Loader::cited_questions,
        Loader::options,
        Loader::contradictions,
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
    let order: Vec<Arc<Source>> =
        files.iter().map(|file| Arc::clone(file.reader.source())).collect();
    let mut found: Problems = files.into_iter().flat_map(|file| file.reader.finish()).collect();
    // What was lent to another tree is reported where it stands.
    found.sort_by_key(|problem| {
        let place = problem.place();
        place.map(|place| {
            (order.iter().position(|source| Arc::ptr_eq(source, &place.source)), place.span.start)
        })
    });
    problems.extend(found);
    // What is unknown because of another problem is no problem of its own.
    problems.retain(|problem| {
        problem.code != Code::UNKNOWN_ID
            || !(unread || problem.marked().is_some_and(|id| refused.contains(id)))
    });
    let sources: Vec<&Source> = base.iter().chain(prices).map(Arc::as_ref).collect();
    loader.finish(&sources, problems)
}

/// Takes the price book out of the other files, and the facts that the new book has its own word
/// on.
fn replace_prices(book: &mut File, others: &mut [File]) {
    let sections = book.reader.unchecked(&book.root);
    if sections.get("prices").is_none() {
        let message = "there is no `prices` section in the file that is to replace the price book";
        book.reader.error(Code::MISSING, book.root.span.first(), message, "needs `prices`");
        return;
    }
    let facts = |root: &Node| match sections_of(root)
        .and_then(|entries| entries.iter().find(|it| it.key == "facts"))
    {
        Some(yaml::Entry {
            value: Node { content: yaml::Content::Sequence(nodes), .. }, ..
        }) => nodes.iter().filter_map(fact_id).map(str::to_owned).collect::<Vec<String>>(),
        _ => Vec::new(),
    };
    let own_facts = facts(&book.root);
    for file in others {
        let yaml::Content::Mapping(entries) = &mut file.root.content else { continue };
        // What packs add to the book, which has no header of its own, stays.
        entries.retain(|entry| {
            let header = sections_of(&entry.value)
                .is_some_and(|inside| inside.iter().any(|it| it.key == "book"));
            entry.key != "prices" || !header
        });
        for entry in entries.iter_mut().filter(|entry| entry.key == "facts") {
            if let yaml::Content::Sequence(nodes) = &mut entry.value.content {
                nodes.retain(|node| {
                    !fact_id(node).is_some_and(|id| own_facts.iter().any(|own| own == id))
                });
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
                yaml::Content::Mapping(entries) => {
                    match entries.iter().find(|entry| entry.key == "id") {
                        Some(id) => found.extend(id.value.text()),
                        None => entries.iter().for_each(|entry| ids(&entry.value, found)),
                    }
                }
                yaml::Content::Scalar(_) => {}
            }
        }
        let mut written = Vec::new();
        files.iter().for_each(|file| ids(&file.root, &mut written));
        // These are refused for what they say after their ids have been taken.
        let refusable = ["dimension", "question", "option", "price"];
        let mut used: HashSet<&str> = self
            .seen
            .keys()
            .filter(|(kind, _)| !refusable.contains(kind))
            .map(|(_, id)| id.as_str())
            .collect();
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
                let problem =
                    Problem::error(Code::DUPLICATE_ID, format!("there are two {kind}s `{id}`"))
                        .at(place, "the second one")
                        .related(first.clone(), "the first one");
                let help = "give it an id of its own, or say in `overrides` what is to be \
                            different, and why";
                let foreign = self
                    .pack
                    .is_some_and(|pack| self.origins.get(&(kind, id.to_owned())) != Some(&pack));
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
        let Some(mapping) = reader.mapping(node, "`rule_base`", &["name", "version", "reviewed"])
        else {
            return;
        };
        let name = reader
            .require(mapping, "name", "`rule_base`")
            .and_then(|node| reader.id(node, "`name`"));
        let version = reader
            .require(mapping, "version", "`rule_base`")
            .and_then(|node| reader.text(node, "`version`"));
        let reviewed = reviewed(mapping, "`rule_base`", reader);
        if self.header.is_some() {
            reader.error(
                Code::DUPLICATE_ID,
                node.span,
                "`rule_base` is given in two files",
                "the second one",
            );
        }
        if let (Some(name), Some(version), Some(reviewed)) = (name, version, reviewed) {
            self.header =
                Some(Header { name: name.to_owned(), version: version.to_owned(), reviewed });
        }
    }

    fn finish(self, sources: &[&Source], mut problems: Problems) -> Result<RuleBase, Problems> {
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
                problems.push(Problem::error(Code::MISSING, format!("the rule base lacks {what}")));
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
                    problems.push(Problem::error(Code::TOO_LARGE, message));
                }
            }
        }
        let Some(header) = self.header.filter(|_| problems.is_empty()) else {
            return Err(problems);
        };
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

fn unknown(kind: &str, id: &str, span: Span, known: &[&str], reader: &mut Reader) {
    reader.unknown(kind, id, known.iter().copied(), span);
}

/// Names and contents of all files, so that a moved line changes it and the order in which files
/// were listed does not.
fn digest(sources: &[&Source]) -> String {
    let mut texts: Vec<(&str, &str)> =
        sources.iter().map(|source| (base_name(source.name()), source.text())).collect();
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
