//! Which packs there are, and the order in which they apply.

use std::collections::{BTreeMap, BTreeSet};

use super::pieces::File;
use crate::{
    problem::{Code, Problem, Problems},
    reader::Reader,
    rulebase::{digest::digest, pack::Pack, raw::packs::RawPack},
    shape::{At, FromNode},
    source::Place,
    suggest,
    yaml::Node,
};

/// A pack as read: its files, and its header if that is sound.
pub(super) struct Candidate {
    pub(super) files: Vec<File>,
    pub(super) header: Option<Header>,
}

pub(super) struct Header {
    pub(super) pack: Pack,
    place: Place,
    requires: Vec<(String, Place)>,
}

impl Candidate {
    /// Reads the header of a pack.
    pub(super) fn new(files: Vec<File>, reader: &mut Reader) -> Self {
        let mut header: Option<Header> = None;
        let mut given: Option<Place> = None;
        for File { root, .. } in &files {
            for entry in root.entries().iter().filter(|entry| entry.key == "rule_base") {
                let problem =
                    Problem::error(Code::UNKNOWN_KEY, "a pack is no rule base of its own")
                        .at(reader.place(entry.key_span), "not in a pack")
                        .help("a rule base is given with --rules");
                reader.report(problem);
            }
            let Some(node) = root.get("pack").filter(|node| !node.is_null()) else { continue };
            let place = reader.place(node.span.first());
            match &given {
                None => header = Header::read(node, reader),
                Some(first) => {
                    let message = "a pack has one header, and this one has two";
                    let problem = Problem::error(Code::DUPLICATE_ID, message)
                        .at(place, "the second one")
                        .related(first.clone(), "the first one")
                        .help("if these are two packs, give each with a `--pack` of its own");
                    reader.report(problem);
                    continue;
                }
            }
            given = Some(place);
        }
        if let (None, Some(File { root, .. })) = (given, files.first()) {
            let problem =
                Problem::error(Code::MISSING, "the pack has no header: `pack` is missing")
                    .at(reader.place(root.span.first()), "needs `pack`")
                    .help("begin with `pack: {name: …, version: …, reviewed: …, about: …}`");
            reader.report(problem);
        }
        if let Some(header) = &mut header {
            header.pack.digest = digest(files.iter().map(|file| file.source.as_ref()));
        }
        Self { files, header }
    }
}

impl Header {
    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let raw = RawPack::from_node(node, At { owner: "", key: "pack" }, reader)?;
        let name = raw.name?;
        let pack = Pack {
            name: name.text.to_owned(),
            version: raw.version?.to_owned(),
            reviewed: raw.reviewed?,
            about: raw.about?.to_owned(),
            requires: Vec::new(),
            digest: String::new(),
        };
        let requires = raw.requires.iter().flatten();
        let requires =
            requires.map(|required| (required.text.to_owned(), reader.place(required.span)));
        Some(Self { pack, place: reader.place(name.span), requires: requires.collect() })
    }
}

/// Puts packs in the order in which they apply, with what each requires, by index; those without a
/// sound header come last.
pub(super) fn arrange(
    candidates: Vec<Candidate>,
    problems: &mut Problems,
) -> (Vec<Candidate>, Vec<Vec<usize>>) {
    let mut named: BTreeMap<String, (Header, Vec<File>)> = BTreeMap::new();
    let mut nameless = Vec::new();
    for Candidate { files, header } in candidates {
        let Some(header) = header else {
            nameless.push(Candidate { files, header: None });
            continue;
        };
        match named.get(&header.pack.name) {
            None => drop(named.insert(header.pack.name.clone(), (header, files))),
            // What it brings is left out: it could only collide with what the first one brings.
            Some((first, _)) => {
                let message = format!("the pack `{}` is given twice", header.pack.name);
                let problem = Problem::error(Code::DUPLICATE_ID, message);
                problems.push(if header.place == first.place {
                    problem.at(header.place, "this one")
                } else {
                    problem
                        .at(header.place, "the second one")
                        .related(first.place.clone(), "the first one")
                });
            }
        }
    }
    check_requires(&named, problems);
    let (mut order, mut required): (Vec<Candidate>, Vec<Vec<usize>>) = (Vec::new(), Vec::new());
    let mut placed: BTreeMap<String, usize> = BTreeMap::new();
    while !named.is_empty() {
        let waits = |header: &Header| {
            header
                .requires
                .iter()
                .any(|(name, _)| named.contains_key(name) && *name != header.pack.name)
        };
        let ready =
            named.iter().find(|(_, (header, _))| !waits(header)).map(|(name, _)| name.clone());
        // Where all wait for each other, which has been reported, any is as good as any other.
        let Some(name) = ready.or_else(|| named.keys().next().cloned()) else { break };
        let Some((header, files)) = named.remove(&name) else { break };
        required.push(
            header.requires.iter().filter_map(|(name, _)| placed.get(name).copied()).collect(),
        );
        placed.insert(name, order.len());
        order.push(Candidate { files, header: Some(header) });
    }
    required.extend(nameless.iter().map(|_| Vec::new()));
    order.extend(nameless);
    (order, required)
}

/// Reports packs that are required and not there, and those that wait for each other.
fn check_requires(named: &BTreeMap<String, (Header, Vec<File>)>, problems: &mut Problems) {
    let mut in_cycles: BTreeSet<&str> = BTreeSet::new();
    for (name, (header, _)) in named {
        for (required, place) in &header.requires {
            if !named.contains_key(required) {
                let message =
                    format!("the pack `{name}` requires the pack `{required}`, which is not given");
                let problem =
                    Problem::error(Code::UNKNOWN_ID, message).at(place.clone(), "not given");
                problems.push(match suggest::nearest(required, named.keys().map(String::as_str)) {
                    Some(near) if near != name => problem.suggest(Some(near)),
                    _ => problem.help("give it as well, with another --pack"),
                });
            } else if !in_cycles.contains(name.as_str())
                && let Some(way) = way(named, required, name)
            {
                let steps: Vec<String> = std::iter::once(name.as_str())
                    .chain(way.iter().copied())
                    .map(|step| format!("`{step}`"))
                    .collect();
                let message =
                    format!("packs require each other in a circle: {}", steps.join(" → "));
                problems.push(
                    Problem::error(Code::CYCLE, message).at(place.clone(), "take one of these out"),
                );
                in_cycles.extend(way);
            }
        }
    }
}

/// Finds a way from one pack to another by what packs require, both ends included.
fn way<'n>(
    named: &'n BTreeMap<String, (Header, Vec<File>)>,
    from: &'n str,
    to: &str,
) -> Option<Vec<&'n str>> {
    let mut ways: Vec<Vec<&str>> = vec![vec![from]];
    let mut seen = BTreeSet::from([from]);
    while let Some(so_far) = ways.pop() {
        let last = *so_far.last()?;
        if last == to {
            return Some(so_far);
        }
        for (next, _) in
            named.get(last).map(|(header, _)| header.requires.as_slice()).unwrap_or_default()
        {
            if seen.insert(next) {
                ways.push(so_far.iter().copied().chain([next.as_str()]).collect());
            }
        }
    }
    None
}
