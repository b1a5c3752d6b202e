//! From files to a checked rule base: everything is read, everything that is wrong is reported.
//!
//! Trees are read and packs joined to them ([`super::join`]), then the sections are read as they
//! are written ([`super::raw`]), and then everything is looked up and checked
//! ([`super::resolve`]).

use std::{collections::HashSet, sync::Arc};

use super::{
    Files, MOST_OPTIONS, RuleBase,
    digest::digest,
    embedded,
    join::{self, File},
    layer,
    raw::RawFile,
    resolve,
};
use crate::{
    problem::{Code, Problem, Problems},
    reader::Reader,
    shape::{At, FromNode},
    source::Source,
    yaml::{self, Content, Node},
};

impl RuleBase {
    /// Returns the rule base that is built in.
    ///
    /// # Errors
    /// Never for a build that passed its tests; a `Result` because it is read like any other.
    pub fn shipped() -> Result<Self, Problems> {
        Self::read(&Files::default())
    }

    /// Reads and checks a rule base without packs, from the files of a folder.
    ///
    /// # Errors
    /// As for [`RuleBase::read`].
    pub fn load(files: &[Arc<Source>]) -> Result<Self, Problems> {
        Self::read(&Files { base: Some(files.to_vec()), ..Files::default() })
    }

    /// Reads and checks a rule base with packs.
    ///
    /// # Errors
    /// Everything that is wrong with it: text that is not YAML, unknown keys, ids that do not exist
    /// or exist twice, points out of range, rules without a reason or a citation, rules that
    /// claim more than their evidence carries, packs that require each other, that change what
    /// does not exist, or that change the same thing.
    pub fn read(input: &Files) -> Result<Self, Problems> {
        let mut trees = Trees::default();
        let mut files: Vec<File> = match &input.base {
            Some(base) => trees.read(base),
            None => embedded::base().map(|(source, root)| trees.add(source, root)).collect(),
        };
        let sources: Vec<Arc<Source>> = files.iter().map(|file| Arc::clone(&file.source)).collect();
        let packs = input.packs.iter().map(|pack| trees.read(pack));
        let packs = packs.filter(|files| !files.is_empty()).collect();
        let mut book = trees.read(input.prices.as_slice());
        let Trees { sources: texts, mut problems, unread } = trees;
        let mut reader = Reader::over(texts);
        let joined = join::join(&mut files, packs, &mut reader, &mut problems);
        if problems.is_empty()
            && reader.is_clean()
            && let Some(book) = book.first_mut()
        {
            layer::lay(book, &mut files, &mut reader);
        }
        files.append(&mut book);
        let at = At { owner: "", key: "" };
        let raw: Vec<_> = files
            .iter()
            .filter_map(|file| Some((file.pack, RawFile::from_node(&file.root, at, &mut reader)?)))
            .collect();
        let mut base = resolve::resolve(&raw, joined, &mut reader);
        let order: Vec<usize> = files.iter().map(|file| file.number).collect();
        problems.extend(reader.finish_in_order(&order));
        // A rule that is written out for every option can be wrong for each in the same way.
        #[expect(clippy::mutable_key_type, reason = "sources are hashed by their names")]
        let mut seen = HashSet::new();
        problems.retain(|problem| seen.insert(problem.clone()));
        // What is unknown because of another problem is no problem of its own. Where there is no other,
        // it is named before it is there.
        let refused = if problems.is_empty() { HashSet::new() } else { refused(&files, &base) };
        let follows = |problem: &Problem| {
            problem.code == Code::UNKNOWN_ID
                && (unread || problem.marked().is_some_and(|id| refused.contains(id)))
        };
        if !problems.iter().all(follows) {
            problems.retain(|problem| !follows(problem));
        }
        if problems.is_empty() {
            check(&base, &mut problems);
        }
        base.digest = digest(sources.iter().chain(&input.prices).map(Arc::as_ref));
        base.built_in = input.base.is_none();
        problems.or(base)
    }
}

/// The files that can be read.
#[derive(Default)]
struct Trees {
    sources: Vec<Arc<Source>>,
    problems: Problems,
    /// Whether any could not be read.
    unread: bool,
}

impl Trees {
    fn read(&mut self, sources: &[Arc<Source>]) -> Vec<File> {
        let mut files = Vec::new();
        for source in sources {
            match yaml::read(source) {
                Ok((root, duplicates)) => {
                    self.problems.extend(duplicates);
                    files.push(self.add(Arc::clone(source), root));
                }
                Err(found) => {
                    self.problems.extend(found);
                    self.unread = true;
                }
            }
        }
        files
    }

    fn add(&mut self, source: Arc<Source>, root: Node) -> File {
        let number = self.sources.len();
        self.sources.push(Arc::clone(&source));
        let root = root.numbered(u16::try_from(number).unwrap_or_default());
        File { source, number, root, pack: None }
    }
}

/// Lists the ids of what is in the files but has too much wrong with it to be used.
fn refused(files: &[File], base: &RuleBase) -> HashSet<String> {
    fn ids<'n>(node: &'n Node, found: &mut Vec<&'n str>) {
        match &node.content {
            Content::Sequence(nodes) => nodes.iter().for_each(|node| ids(node, found)),
            // Price books have sections of their own.
            Content::Mapping(entries) => match node.get("id") {
                Some(id) => found.extend(id.text()),
                None => entries.iter().for_each(|entry| ids(&entry.value, found)),
            },
            Content::Scalar(_) => {}
        }
    }
    let mut written = Vec::new();
    files.iter().for_each(|file| ids(&file.root, &mut written));
    let used = base.ids();
    written.into_iter().filter(|id| !used.contains(id)).map(str::to_owned).collect()
}

/// Reports what a rule base lacks as a whole, and what it has too much of.
fn check(base: &RuleBase, problems: &mut Problems) {
    base.prices.check(problems);
    for (missing, what) in [
        (base.name.is_empty(), "`rule_base` (its name, version and review date)"),
        (base.dimensions.is_empty(), "any dimension"),
        (base.questions.is_empty(), "any question"),
        (base.options.len() < 2, "two options to choose from"),
        (base.rules.is_empty(), "any rule"),
    ] {
        if missing {
            let message = format!("the rule base lacks {what}");
            problems.push(Problem::error(Code::MISSING, message));
        }
    }
    for (count, most, what) in [
        (base.rules.len(), 10_000, "rules"),
        (base.claims.len().max(base.facts.len()), 60_000, "sources of one kind"),
        (base.options.len(), MOST_OPTIONS, "options"),
        (base.dimensions.len(), 32, "dimensions"),
        (base.questions.len(), 500, "questions"),
    ] {
        if count > most {
            let message = format!("the rule base has {count} {what}; the most is {most}");
            problems.push(Problem::error(Code::TOO_LARGE, message));
        }
    }
}
