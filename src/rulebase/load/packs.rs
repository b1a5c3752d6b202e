//! Packs: which there are and in which order they apply, and what they change in the files before them.
//!
//! All of it happens on the trees, before anything is checked: what a pack overrides takes its place among what was
//! there, each piece with its own place in its own file, and then the whole is read like any other rule base. So a
//! pack can go wrong in no way that a rule base cannot, and both are reported in the same way.
//!
//! Packs apply in an order of their own (a pack after those that it requires, otherwise by name), and two packs of
//! which neither requires the other may not change the same thing: so the order in which they are given never matters.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{File, digest, kinds};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Place},
    reader::{Mapping, Reader},
    rulebase::pack::{Override, Pack, PackId},
    suggest,
    yaml::{Content, Entry, Node, Span},
};

/// What a pack has besides the sections of a rule base.
pub(super) const SECTIONS: [&str; 3] = ["pack", "overrides", "extends"];

/// Keys that are added to, option by option, where other keys are replaced.
const MERGED: &str = "points";

/// The most packs; ids of packs are kept small.
const MOST: usize = 100;

/// What a pack says of its own options in a rule of others, until that rule is read.
pub(super) struct Draft {
    pub(super) pack: PackId,
    pub(super) options: Vec<String>,
    pub(super) because: Option<String>,
    /// Places in it are known to the reader of the rule's file.
    pub(super) cites: Option<Node>,
}

/// Packs that have been joined to a base.
#[derive(Default)]
pub(super) struct Joined {
    pub(super) packs: Vec<Pack>,
    pub(super) overrides: Vec<Override>,
    pub(super) extensions: HashMap<String, Vec<Draft>>,
}

/// A pack as read: its files, and its header if that is sound.
struct Candidate {
    files: Vec<File>,
    header: Option<Header>,
}

struct Header {
    pack: Pack,
    place: Place,
    requires: Vec<(String, Place)>,
}

/// Puts packs behind the files of the base, and applies what they change.
pub(super) fn join(files: &mut Vec<File>, packs: Vec<Vec<File>>, problems: &mut Diagnostics) -> Joined {
    let mut joined = Joined::default();
    refuse_amendments(files);
    if packs.len() > MOST {
        problems
            .push(Diagnostic::error(Code::TooLarge, format!("{} packs are given; the most is {MOST}", packs.len())));
        return joined;
    }
    let candidates: Vec<Candidate> = packs.into_iter().map(candidate).collect();
    let (order, requires) = arrange(candidates, problems);
    for (candidate, requires) in order.into_iter().zip(requires) {
        let Candidate { files: own, header } = candidate;
        let id = PackId(joined.packs.len() as u8);
        if let Some(header) = header {
            joined.packs.push(Pack {
                requires: requires.into_iter().map(|index| PackId(index as u8)).collect(),
                ..header.pack
            });
        }
        files.extend(own.into_iter().map(|file| File { pack: Some(id), ..file }));
    }
    let mut amending = Amending { joined, touched: BTreeMap::new() };
    for index in 0..amending.joined.packs.len() {
        amending.pack(PackId(index as u8), files);
    }
    check_options(files);
    amending.joined
}

/// An option that a pack brings can only win by rules that speak of it.
fn check_options(files: &mut [File]) {
    let spoken_of: BTreeSet<String> = files.iter().flat_map(|file| kinds::options_of_rules(&file.root)).collect();
    for File { root, reader, .. } in files.iter_mut().filter(|file| file.pack.is_some()) {
        let own = kinds::items(root, "option").filter(|(_, _, option)| !spoken_of.contains(*option));
        for (option, span) in
            own.filter_map(|(section, index, option)| Some((option, kinds::id_span(root, section, index)?)))
        {
            let problem = Diagnostic::error(Code::Missing, format!("no rule speaks of the option `{option}`"))
                .at(reader.place(span), "this option")
                .help("give it points in rules of the pack, or in rules of others with `extends`");
            reader.report(problem);
        }
    }
}

/// Only packs change what others brought.
fn refuse_amendments(files: &mut [File]) {
    for File { root, reader, .. } in files {
        let Content::Mapping(entries) = &root.content else { continue };
        for entry in entries.iter().filter(|entry| SECTIONS.contains(&entry.key.as_str())) {
            let message = format!("`{}` belongs into a pack, not into a rule base", entry.key);
            let problem = Diagnostic::error(Code::UnknownKey, message)
                .at(reader.place(entry.key_span), "not in a rule base")
                .help("give a pack with --pack");
            reader.report(problem);
        }
    }
}

fn candidate(mut files: Vec<File>) -> Candidate {
    let mut header: Option<Header> = None;
    let mut given: Option<Place> = None;
    for File { root, reader, .. } in &mut files {
        let Content::Mapping(entries) = &root.content else { continue };
        for entry in entries.iter().filter(|entry| entry.key == "rule_base") {
            let problem = Diagnostic::error(Code::UnknownKey, "a pack is no rule base of its own")
                .at(reader.place(entry.key_span), "not in a pack")
                .help("a rule base is given with --rules");
            reader.report(problem);
        }
        let Some(node) = reader.unchecked(root).get("pack") else { continue };
        let place = reader.place(node.span.first());
        if let Some(first) = &given {
            let problem = Diagnostic::error(Code::DuplicateId, "a pack has one header, and this one has two")
                .at(place, "the second one")
                .related(first.clone(), "the first one");
            reader.report(problem);
            continue;
        }
        given = Some(place);
        header = read_header(node, reader);
    }
    if given.is_none()
        && let Some(File { root, reader, .. }) = files.first_mut()
    {
        let problem = Diagnostic::error(Code::Missing, "the pack has no header: `pack` is missing")
            .at(reader.place(root.span.first()), "needs `pack`")
            .help("begin with `pack: {name: …, version: …, reviewed: …, about: …}`");
        reader.report(problem);
    }
    if let Some(header) = &mut header {
        let sources: Vec<_> = files.iter().map(|file| file.reader.source().as_ref()).collect();
        header.pack.digest = digest(&sources);
    }
    Candidate { files, header }
}

fn read_header(node: &Node, reader: &mut Reader) -> Option<Header> {
    let what = "`pack`";
    let mapping = reader.mapping(node, what, &["name", "version", "reviewed", "about", "requires"])?;
    let name = reader.require(mapping, "name", what).and_then(|node| Some((reader.id(node, "`name`")?, node.span)));
    let version = reader.require(mapping, "version", what).and_then(|node| reader.text(node, "`version`"));
    let reviewed = super::reviewed(mapping, what, reader);
    let about = reader.require(mapping, "about", what).and_then(|node| reader.text(node, "`about`"));
    let requires = mapping.get("requires").map(|node| reader.texts(node, "`requires`")).unwrap_or_default();
    let (name, span) = name?;
    let pack = Pack {
        name: name.to_owned(),
        version: version?.to_owned(),
        reviewed: reviewed?,
        about: about?.to_owned(),
        requires: Vec::new(),
        digest: String::new(),
    };
    let requires = requires.into_iter().map(|(name, span)| (name.to_owned(), reader.place(span))).collect();
    Some(Header { pack, place: reader.place(span), requires })
}

/// The packs in the order in which they apply, with what each requires, by index; those without a sound header last.
fn arrange(candidates: Vec<Candidate>, problems: &mut Diagnostics) -> (Vec<Candidate>, Vec<Vec<usize>>) {
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
                let problem = Diagnostic::error(Code::DuplicateId, message);
                problems.push(match header.place == first.place {
                    true => problem.at(header.place, "this one"),
                    false => problem.at(header.place, "the second one").related(first.place.clone(), "the first one"),
                });
            }
        }
    }
    check_requires(&named, problems);
    let (mut order, mut required): (Vec<Candidate>, Vec<Vec<usize>>) = (Vec::new(), Vec::new());
    let mut placed: BTreeMap<String, usize> = BTreeMap::new();
    while !named.is_empty() {
        let waits = |header: &Header| {
            header.requires.iter().any(|(name, _)| named.contains_key(name) && *name != header.pack.name)
        };
        let ready = named.iter().find(|(_, (header, _))| !waits(header)).map(|(name, _)| name.clone());
        // Where all wait for each other, which has been reported, any is as good as any other.
        let Some(name) = ready.or_else(|| named.keys().next().cloned()) else { break };
        let Some((header, files)) = named.remove(&name) else { break };
        required.push(header.requires.iter().filter_map(|(name, _)| placed.get(name).copied()).collect());
        placed.insert(name, order.len());
        order.push(Candidate { files, header: Some(header) });
    }
    required.extend(nameless.iter().map(|_| Vec::new()));
    order.extend(nameless);
    (order, required)
}

/// Reports packs that are required and not there, and those that wait for each other.
fn check_requires(named: &BTreeMap<String, (Header, Vec<File>)>, problems: &mut Diagnostics) {
    let mut in_cycles: BTreeSet<&str> = BTreeSet::new();
    for (name, (header, _)) in named {
        for (required, place) in &header.requires {
            if !named.contains_key(required) {
                let message = format!("the pack `{name}` requires the pack `{required}`, which is not given");
                let problem = Diagnostic::error(Code::UnknownId, message).at(place.clone(), "not given");
                problems.push(match suggest::nearest(required, named.keys().map(String::as_str)) {
                    Some(near) if near != name => problem.suggest(Some(near)),
                    _ => problem.help("give it as well, with another --pack"),
                });
            } else if !in_cycles.contains(name.as_str())
                && let Some(way) = way(named, required, name)
            {
                let steps: Vec<String> =
                    std::iter::once(name.as_str()).chain(way.iter().copied()).map(|step| format!("`{step}`")).collect();
                let message = format!("packs require each other in a circle: {}", steps.join(" → "));
                problems.push(Diagnostic::error(Code::Cycle, message).at(place.clone(), "take one of these out"));
                in_cycles.extend(way);
            }
        }
    }
}

/// A way from one pack to another by what packs require, both ends included.
fn way<'n>(named: &'n BTreeMap<String, (Header, Vec<File>)>, from: &'n str, to: &str) -> Option<Vec<&'n str>> {
    let mut ways: Vec<Vec<&str>> = vec![vec![from]];
    let mut seen = BTreeSet::from([from]);
    while let Some(so_far) = ways.pop() {
        let last = *so_far.last()?;
        if last == to {
            return Some(so_far);
        }
        for (next, _) in named.get(last).map(|(header, _)| header.requires.as_slice()).unwrap_or_default() {
            if seen.insert(next) {
                ways.push(so_far.iter().copied().chain([next.as_str()]).collect());
            }
        }
    }
    None
}

/// How a pack has changed something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Overridden,
    Removed,
    Extended,
}

struct Amending {
    joined: Joined,
    /// What has been changed so far, by whom, and where that is written.
    touched: BTreeMap<(&'static str, String), Vec<(PackId, How, Place)>>,
}

/// Where something stands: the number of its file, and the way to it.
struct Found {
    file: usize,
    section: kinds::Section,
    index: usize,
}

impl Amending {
    fn pack(&mut self, id: PackId, files: &mut [File]) {
        // What is changed is cut out of the pack's own tree, so that both trees can be at hand.
        for index in (0..files.len()).filter(|index| files[*index].pack == Some(id)).collect::<Vec<_>>() {
            for key in ["overrides", "extends"] {
                let Some(section) = cut(&mut files[index].root, key) else { continue };
                let Some(nodes) = files[index].reader.sequence(&section, &format!("`{key}`")).map(<[Node]>::to_vec)
                else {
                    continue;
                };
                for node in &nodes {
                    match key {
                        "overrides" => self.overriding(id, index, node, files),
                        _ => self.extending(id, index, node, files),
                    };
                }
            }
        }
    }

    /// Whether one pack builds on another, at whatever remove.
    fn builds_on(&self, pack: PackId, other: PackId) -> bool {
        let requires = &self.joined.packs[pack.index()].requires;
        requires.contains(&other) || requires.iter().any(|required| self.builds_on(*required, other))
    }

    /// Reports when packs that do not know of each other change the same thing.
    fn collides(&mut self, id: PackId, what: (&'static str, &str), how: How, span: Span, reader: &mut Reader) -> bool {
        let key = (what.0, what.1.to_owned());
        let earlier = self.touched.get(&key).into_iter().flatten();
        let harmless = |before: How| {
            how == How::Extended && before != How::Removed || how == How::Overridden && before == How::Extended
        };
        let other =
            earlier.clone().find(|(pack, before, _)| !harmless(*before) && !self.builds_on(id, *pack) && *pack != id);
        let twice =
            earlier.clone().find(|(pack, before, _)| *pack == id && *before != How::Extended && how != How::Extended);
        let name = |pack: PackId| self.joined.packs[pack.index()].name.as_str();
        let problem = match (other, twice) {
            (Some((pack, _, place)), _) => {
                let message =
                    format!("the packs `{}` and `{}` both change the {} `{}`", name(*pack), name(id), what.0, what.1);
                let help = format!(
                    "one of them must know of the other: let it say `requires: [{}]`, or drop one change",
                    name(*pack)
                );
                Some(
                    Diagnostic::error(Code::Collision, message)
                        .at(reader.place(span), "changed here")
                        .related(place.clone(), "and here")
                        .help(help),
                )
            }
            (None, Some((_, _, place))) => {
                let message = format!("the {} `{}` is overridden twice in one pack", what.0, what.1);
                Some(
                    Diagnostic::error(Code::DuplicateId, message)
                        .at(reader.place(span), "the second time")
                        .related(place.clone(), "the first time"),
                )
            }
            (None, None) => None,
        };
        let collides = problem.is_some();
        problem.into_iter().for_each(|problem| reader.report(problem));
        self.touched.entry(key).or_default().push((id, how, reader.place(span)));
        collides
    }

    /// Finds what a pack wants to change among what was there before it.
    fn find(
        &self,
        id: PackId,
        kind: &'static str,
        name: &str,
        span: Span,
        index: usize,
        files: &mut [File],
    ) -> Option<Found> {
        let mut owner = None;
        let mut known = Vec::new();
        for (number, file) in files.iter().enumerate() {
            let open = file.pack.is_none_or(|pack| self.builds_on(id, pack));
            for (section, index, other) in kinds::items(&file.root, kind) {
                match (open, other == name) {
                    (true, true) => return Some(Found { file: number, section, index }),
                    (true, false) => known.push(other.to_owned()),
                    (false, true) => owner = file.pack,
                    (false, false) => {}
                }
            }
        }
        let removed = self.joined.overrides.iter().find(|it| it.kind == kind && it.id == name && it.removes());
        let reader = &mut files[index].reader;
        let problem = Diagnostic::error(Code::UnknownId, format!("there is no {kind} `{name}` to change"))
            .at(reader.place(span), format!("unknown {kind}"));
        let pack = |pack: PackId| self.joined.packs.get(pack.index()).map_or("", |pack| pack.name.as_str());
        let problem = match (removed, owner) {
            (Some(by), _) => problem.help(format!("the pack `{}` takes it out", pack(by.pack))),
            (None, Some(owner)) if owner == id => {
                problem.help("it is this pack's own, and can be changed where it stands")
            }
            (None, Some(owner)) => problem.help(format!(
                "the pack `{0}` has one; to change it, say `requires: [{0}]` in the header of this pack",
                pack(owner)
            )),
            (None, None) => problem.suggest(suggest::nearest(name, known.iter().map(String::as_str))),
        };
        reader.report(problem);
        None
    }

    fn overriding(&mut self, id: PackId, index: usize, node: &Node, files: &mut [File]) -> Option<()> {
        let reader = &mut files[index].reader;
        let keys: Vec<&str> = kinds::KINDS.iter().map(|(kind, _)| *kind).chain(["reason", "with", "remove"]).collect();
        let mapping = reader.mapping(node, "an override", &keys)?;
        let named: Vec<(&'static str, &Node)> =
            kinds::KINDS.iter().filter_map(|(kind, _)| Some((*kind, mapping.get(kind)?))).collect();
        let reason = reader.require(mapping, "reason", "an override").and_then(|node| reader.text(node, "`reason`"));
        let remove = mapping.get("remove").and_then(|node| reader.yes_no(node, "`remove`")).unwrap_or_default();
        let with = mapping.get("with");
        let [(kind, name)] = named.as_slice() else {
            let message = "an override names one thing, such as `rule: some/rule`";
            reader.error(Code::Missing, node.span.first(), message, "needs one name");
            return None;
        };
        let (kind, span) = (*kind, name.span);
        let name = reader.text(name, &format!("`{kind}`"))?;
        let how = if remove { How::Removed } else { How::Overridden };
        let collides = self.collides(id, (kind, name), how, span, reader);
        let found = if collides { None } else { self.find(id, kind, name, span, index, files) };
        let reader = &mut files[index].reader;
        let changes = match (with, remove) {
            (Some(with), false) => {
                let entries = reader.entries(with, "`with`")?;
                if entries.is_empty() {
                    reader.wrong_type(with, "`with`", "what to say instead");
                }
                for entry in entries.iter().filter(|entry| entry.key == "id") {
                    let message = format!("an override cannot rename the {kind} `{name}`");
                    reader.error(Code::UnknownKey, entry.key_span, message, "its id stays");
                }
                entries
            }
            (None, true) if matches!(kind, "rule" | "contradiction") => &[],
            (None, true) => {
                let message = format!("a {kind} cannot be taken out, since others may need it");
                reader.error(Code::UnknownKey, node.span.first(), message, "only rules and contradictions can");
                return None;
            }
            (Some(with), true) => {
                let message = "an override either removes something or says something else `with` it";
                reader.error(Code::UnknownKey, with.span.first(), message, "one of the two");
                return None;
            }
            (None, false) => {
                let message = format!("the override of the {kind} `{name}` says nothing: `with` is missing");
                reader.error(Code::Missing, node.span.first(), message, "needs `with`, or `remove: true`");
                return None;
            }
        };
        let found = found?;
        let made = Override {
            pack: id,
            kind,
            id: name.to_owned(),
            keys: changes.iter().map(|entry| entry.key.clone()).collect(),
            // Where it is missing, what is to be said instead is read all the same.
            reason: reason.unwrap_or_default().to_owned(),
        };
        self.joined.overrides.push(made);
        let source = files[index].reader.source().clone();
        let target = &mut files[found.file];
        let number = target.reader.lend(&source);
        if remove {
            kinds::remove(&mut target.root, found.section, found.index);
        } else if let Some(item) = kinds::item_mut(&mut target.root, found.section, found.index) {
            let changes = changes.iter().map(|change| change.lent(number)).collect();
            merge(item, changes, span.lent(number));
        }
        Some(())
    }

    fn extending(&mut self, id: PackId, index: usize, node: &Node, files: &mut [File]) -> Option<()> {
        let own: Vec<String> = files
            .iter()
            .filter(|file| file.pack == Some(id))
            .flat_map(|file| kinds::items(&file.root, "option"))
            .map(|(_, _, option)| option.to_owned())
            .collect();
        let reader = &mut files[index].reader;
        let what = "an extension";
        let mapping = reader.mapping(node, what, &["rule", "points", "excludes", "because", "cites"])?;
        let rule = reader.require(mapping, "rule", what)?;
        let (name, span) = (reader.text(rule, "`rule`")?, rule.span);
        let because = mapping.get("because").and_then(|node| reader.text(node, "`because`"));
        let (key, entries) = gains(mapping, &own, reader)?;
        let collides = self.collides(id, ("rule", name), How::Extended, span, reader);
        let found = self.find(id, "rule", name, span, index, files).filter(|_| !collides)?;
        let source = files[index].reader.source().clone();
        let target = &mut files[found.file];
        let number = target.reader.lend(&source);
        let item = kinds::item_mut(&mut target.root, found.section, found.index)?;
        if let Err(refusal) = add(item, key, &entries, number) {
            let message = match refusal {
                Refusal::OtherEffect if key == "points" => {
                    format!("the rule `{name}` excludes, so it has no points to add to")
                }
                Refusal::OtherEffect => format!("the rule `{name}` gives points, so there is no exclusion to join"),
                Refusal::Known(option) => format!("the rule `{name}` says something of `{option}` already"),
            };
            files[index].reader.error(Code::UnknownKey, span, message, "this rule");
            return None;
        }
        let draft = Draft {
            pack: id,
            options: entries.iter().map(|entry| entry.key.clone()).collect(),
            because: because.map(str::to_owned),
            cites: mapping.get("cites").map(|node| node.lent(number)),
        };
        self.joined.extensions.entry(name.to_owned()).or_default().push(draft);
        Some(())
    }
}

/// What an extension says of which of the pack's own options: `points` with its entries, or `excludes` with its names.
fn gains<'n>(mapping: Mapping<'n>, own: &[String], reader: &mut Reader) -> Option<(&'static str, Vec<Entry>)> {
    let (key, entries): (_, Vec<Entry>) = match (mapping.get("points"), mapping.get("excludes")) {
        (Some(points), None) => ("points", reader.entries(points, "`points`")?.to_vec()),
        (None, Some(excludes)) => {
            let nodes = match &excludes.content {
                Content::Sequence(nodes) => nodes.as_slice(),
                Content::Scalar(_) | Content::Mapping(_) => std::slice::from_ref(excludes),
            };
            let name = |node: &Node, reader: &mut Reader| reader.text(node, "`excludes`").map(str::to_owned);
            let entry = |node: &Node, reader: &mut Reader| {
                Some(Entry { key: name(node, reader)?, key_span: node.span, value: node.clone() })
            };
            ("excludes", nodes.iter().filter_map(|node| entry(node, reader)).collect())
        }
        _ => {
            let message = "an extension says in `points` or `excludes` what a rule does to the pack's own options";
            reader.error(Code::Missing, mapping.span().first(), message, "needs one of the two");
            return None;
        }
    };
    if entries.is_empty() {
        reader.error(Code::Missing, mapping.span().first(), "an extension names no option", "needs an option");
    }
    for entry in entries.iter().filter(|entry| !own.contains(&entry.key)) {
        let problem = Diagnostic::error(Code::UnknownId, format!("the option `{}` is not this pack's own", entry.key))
            .at(reader.place(entry.key_span), "not of this pack");
        let near = suggest::nearest(&entry.key, own.iter().map(String::as_str));
        reader.report(match near {
            Some(near) => problem.suggest(Some(near)),
            None => problem.help("what a rule says of other options can be changed in `overrides`, with a reason"),
        });
    }
    entries.iter().all(|entry| own.contains(&entry.key)).then_some((key, entries))
}

/// Takes a section out of a file.
fn cut(root: &mut Node, key: &str) -> Option<Node> {
    let Content::Mapping(entries) = &mut root.content else { return None };
    let at = entries.iter().position(|entry| entry.key == key && !entry.value.is_null())?;
    Some(entries.remove(at).value)
}

/// Lets an item say what an override has it say. What is wrong with the item as a whole is wrong with the override.
fn merge(item: &mut Node, changes: Vec<Entry>, name: Span) {
    item.span = name;
    let Content::Mapping(entries) = &mut item.content else { return };
    for entry in entries.iter_mut().filter(|entry| matches!(entry.key.as_str(), "id" | "question")) {
        entry.value.span = name;
    }
    put(entries, changes);
}

fn put(entries: &mut Vec<Entry>, changes: Vec<Entry>) {
    for change in changes {
        let there = entries.iter().position(|entry| entry.key == change.key);
        match there {
            Some(at) if change.value.is_null() => drop(entries.remove(at)),
            Some(at) => match (&mut entries[at].value.content, change.value.content) {
                (Content::Mapping(old), Content::Mapping(new)) if change.key == MERGED => put(old, new),
                (_, content) => entries[at] = Entry { value: Node { content, ..change.value }, ..change },
            },
            None if change.value.is_null() => {}
            None => entries.push(change),
        }
    }
}

/// Why options cannot be added to what a rule does.
enum Refusal {
    /// It excludes and does not give points, or the other way round.
    OtherEffect,
    /// It speaks of this option already.
    Known(String),
}

/// Adds options to what a rule does.
fn add(rule: &mut Node, key: &str, entries: &[Entry], source: u16) -> Result<(), Refusal> {
    let Content::Mapping(parts) = &mut rule.content else { return Err(Refusal::OtherEffect) };
    let part = parts.iter_mut().find(|part| part.key == key).ok_or(Refusal::OtherEffect)?;
    if let Content::Scalar(_) = part.value.content {
        part.value.content = Content::Sequence(vec![part.value.clone()]);
    }
    for entry in entries {
        let known = match &part.value.content {
            Content::Mapping(points) => points.iter().any(|known| known.key == entry.key),
            Content::Sequence(names) => names.iter().any(|known| known.text() == Some(entry.key.as_str())),
            Content::Scalar(_) => false,
        };
        let lent = entry.lent(source);
        match &mut part.value.content {
            _ if known => return Err(Refusal::Known(entry.key.clone())),
            Content::Mapping(points) => points.push(lent),
            Content::Sequence(names) => names.push(lent.value),
            Content::Scalar(_) => return Err(Refusal::OtherEffect),
        }
    }
    Ok(())
}
