//! Looks for traces in the files of a repository, one file at a time and in any order.

use std::{collections::BTreeSet, sync::Arc};

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use memchr::{memchr_iter, memmem::Finder};

use super::{
    code,
    fact::{Fact, Facts},
    format,
};
use crate::{
    rulebase::{
        RuleBase,
        trace::{Find, KeyPattern, Mark, Traces, What},
    },
    source::Source,
};

/// Something that was looked for, where it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The number of the trace.
    pub(super) trace: usize,
    /// The number of what was found among its finds.
    pub(super) find: usize,
    /// The file, from the folder that is scanned, with `/` between folders.
    pub(super) path: Arc<str>,
    /// The line, from 1; 0 for what has no lines.
    pub(super) line: usize,
    /// The value that was found.
    pub(super) value: Option<String>,
    /// What states it, where that is a variable, which another file of the folder may set.
    pub(super) variable: Option<Fact>,
}

/// A value that a file sets a variable to, for all files of its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub(super) path: Arc<str>,
    pub(super) line: usize,
    pub(super) variable: String,
    pub(super) value: String,
}

/// What is looked for, ready to look.
pub struct Scanner<'b> {
    base: &'b RuleBase,
    files: GlobSet,
    /// What is not looked into whatever traces want.
    left_out: GlobSet,
    /// By the number of a pattern in `files` the number of its trace.
    of_pattern: Vec<usize>,
    /// The traces that look into every manifest.
    of_manifests: Vec<usize>,
    /// By trace and find what must stand in a file in which it can be found.
    words: Vec<Vec<Vec<Finder<'static>>>>,
}

/// The file that stands for what the history of a repository tells.
const HISTORY: &str = ".git";

impl<'b> Scanner<'b> {
    /// Makes ready to look for the traces of a rule base.
    pub fn new(base: &'b RuleBase) -> Self {
        let (mut files, mut of_pattern, mut of_manifests) =
            (GlobSetBuilder::new(), Vec::new(), Vec::new());
        for (number, trace) in base.traces.list.iter().enumerate() {
            // Patterns that are none were refused with the rule base.
            for pattern in trace.files.iter().filter_map(|pattern| anywhere(pattern)) {
                files.add(pattern);
                of_pattern.push(number);
            }
            if trace.files.is_empty() {
                of_manifests.push(number);
            }
        }
        let words = |find: &Find| match &find.what {
            What::File => Vec::new(),
            What::Keys(patterns) => {
                let words: Option<Vec<&str>> = patterns.iter().map(KeyPattern::word).collect();
                words.unwrap_or_default().into_iter().map(finder).collect()
            }
            What::Texts(texts) => texts.iter().map(|text| finder(text)).collect(),
        };
        let list = base.traces.list.iter();
        let words = list.map(|trace| trace.finds.iter().map(words).collect()).collect();
        let mut left_out = GlobSetBuilder::new();
        for pattern in base.traces.left_out.iter().flat_map(|it| &it.files) {
            if let Some(pattern) = anywhere(pattern) {
                left_out.add(pattern);
            }
        }
        let [files, left_out] = [files, left_out].map(|set| set.build().unwrap_or_default());
        Self { base, files, left_out, of_pattern, of_manifests, words }
    }

    /// Returns the rule base whose traces are looked for.
    pub fn base(&self) -> &'b RuleBase {
        self.base
    }

    fn traces(&self) -> &'b Traces {
        &self.base.traces
    }

    /// Returns why a folder of a name is not looked into; none where it is.
    pub fn leaves_out(&self, folder: &str) -> Option<&'b str> {
        let mut left_out = self.traces().left_out.iter();
        left_out.find(|it| it.folders.contains(folder)).map(|it| it.because.as_str())
    }

    /// Tells whether a file may hold a trace, by its path from the folder that is scanned. Files
    /// of environment variables, which hold secrets, are never read.
    pub fn wants(&self, path: &str) -> bool {
        !format::name(path).starts_with(".env")
            && (self.files.is_match(path)
                || format::is_manifest(path)
                || format::is_of_variables(path))
            && !self.left_out.is_match(path)
    }

    /// Looks for traces in a file.
    ///
    /// # Errors
    /// Why the file cannot be read, where something that is looked for may be in it.
    pub fn look(&self, path: &str, text: &str) -> Result<Vec<Sighting>, String> {
        let likely = self.likely(path, text);
        if likely.is_empty() {
            return Ok(Vec::new());
        }
        let is_parsed = likely.iter().any(|(.., find)| {
            matches!(find.what, What::Keys(_)) || !(find.with.is_empty() && find.without.is_empty())
        });
        // Nothing is read into facts where only texts are looked for.
        let source = Source::new(path, text);
        let documents = match is_parsed {
            true => format::read(path, &source)?,
            false => vec![Facts::default()],
        };
        let path: Arc<str> = path.into();
        let mut sightings = Vec::new();
        let mut seen = BTreeSet::new();
        for facts in &documents {
            for (trace, number, find) in &likely {
                let has = |pattern: &KeyPattern| facts.list.iter().any(|it| matches(pattern, it));
                if !find.with.iter().all(has) || find.without.iter().any(has) {
                    continue;
                }
                for (at, value, variable) in found(find, facts, text) {
                    // A document of several is no further file.
                    if seen.insert((*trace, *number, at)) {
                        sightings.push(Sighting {
                            trace: *trace,
                            find: *number,
                            path: Arc::clone(&path),
                            line: line_of(at, text),
                            value,
                            variable,
                        });
                    }
                }
            }
        }
        Ok(sightings)
    }

    /// Lists what a file sets variables of its folder to; nothing where it is no such file.
    ///
    /// # Errors
    /// Why the file cannot be read.
    pub fn settings(&self, path: &str, text: &str) -> Result<Vec<Setting>, String> {
        if !format::is_of_variables(path) {
            return Ok(Vec::new());
        }
        let documents = format::read(path, &Source::new(path, text))?;
        let setting = |fact: Fact| {
            let [variable] = <[String; 1]>::try_from(fact.keys).ok()?;
            let line = line_of(fact.at, text);
            Some(Setting { path: path.into(), line, variable, value: fact.value? })
        };
        Ok(documents.into_iter().flat_map(|it| it.list).filter_map(setting).collect())
    }

    /// Looks for traces in what a repository's history tells: how many people wrote it lately.
    pub fn look_at_history(&self, authors: usize) -> Vec<Sighting> {
        let mut facts = Facts::default();
        facts.add("authors", Some(&authors.to_string()), 0);
        let mut sightings = Vec::new();
        for trace in self.files.matches(HISTORY).into_iter().map(|pattern| self.of_pattern[pattern])
        {
            for (number, find) in self.traces().list[trace].finds.iter().enumerate() {
                let found = found(find, &facts, "").into_iter();
                sightings.extend(found.map(|(_, value, variable)| Sighting {
                    trace,
                    find: number,
                    path: HISTORY.into(),
                    line: 0,
                    value,
                    variable,
                }));
            }
        }
        sightings
    }

    /// Lists what may be found in a file, since a word stands in it that must.
    fn likely(&self, path: &str, text: &str) -> Vec<(usize, usize, &'b Find)> {
        let mut traces: BTreeSet<usize> =
            self.files.matches(path).into_iter().map(|pattern| self.of_pattern[pattern]).collect();
        if format::is_manifest(path) {
            traces.extend(&self.of_manifests);
        }
        let finds = traces.into_iter().flat_map(|trace| {
            let finds = self.traces().list[trace].finds.iter().enumerate();
            finds.map(move |(number, find)| (trace, number, find))
        });
        let is_likely = |(trace, number, _): &(usize, usize, &Find)| {
            let words = &self.words[*trace][*number];
            words.is_empty() || words.iter().any(|word| word.find(text.as_bytes()).is_some())
        };
        finds.filter(is_likely).collect()
    }

    /// Returns what a sighting is of.
    pub(super) fn find(&self, sighting: &Sighting) -> &'b Find {
        &self.traces().list[sighting.trace].finds[sighting.find]
    }

    /// Returns what a sighting marks.
    pub(super) fn mark(&self, sighting: &Sighting) -> Option<Mark> {
        self.find(sighting).mark
    }
}

/// Reads a pattern of files; one of a name alone is of files anywhere.
fn anywhere(pattern: &str) -> Option<Glob> {
    let whole = if pattern.contains('/') { pattern.to_owned() } else { format!("**/{pattern}") };
    // Without it `{docker-,}compose.yml` would not be `compose.yml`.
    GlobBuilder::new(&whole).empty_alternates(true).build().ok()
}

fn finder(word: &str) -> Finder<'static> {
    Finder::new(word).into_owned()
}

pub(super) fn matches(pattern: &KeyPattern, fact: &Fact) -> bool {
    pattern.matches(&fact.keys, fact.value.as_deref())
}

/// Returns the line of a byte, from 1.
fn line_of(at: usize, text: &str) -> usize {
    1 + text.as_bytes().get(..at).map_or(0, |before| memchr_iter(b'\n', before).count())
}

/// Where something is found, in bytes, with its value, and with what states it if that is a variable.
type Found = (usize, Option<String>, Option<Fact>);

/// Lists where something is found.
fn found(find: &Find, facts: &Facts, text: &str) -> Vec<Found> {
    match &find.what {
        What::File => vec![(0, None, None)],
        What::Keys(patterns) => {
            let is_one = |fact: &&Fact| patterns.iter().any(|pattern| matches(pattern, fact));
            let facts = facts.list.iter().filter(is_one);
            let of_variable = |fact: &Fact| fact.variable.is_some().then(|| fact.clone());
            facts.map(|fact| (fact.at, fact.value.clone(), of_variable(fact))).collect()
        }
        What::Texts(texts) => {
            let at = texts.iter().filter_map(|wanted| code::find(wanted, text)).min();
            at.into_iter().map(|at| (at, None, None)).collect()
        }
    }
}
