//! What packs change in the files before them: `overrides`, and `extends` for what they say of
//! their own options in rules of others.

use std::collections::{BTreeSet, HashMap};

use super::{
    pieces::{Draft, File, Joined, kind},
    sections,
};
use crate::{
    problem::{Code, Problem},
    reader::Reader,
    rulebase::{
        Override, PackId,
        raw::packs::{Changeable, RawExtension, RawOverride, Section},
    },
    shape::{At, FromNode, Id, Unread},
    source::Place,
    suggest,
    yaml::{Content, Entry, Node, Span},
};

/// Keys that are added to, option by option, where other keys are replaced.
const MERGED: &str = "points";

/// Applies what packs change, in their order.
pub(super) fn apply(joined: Joined, files: &mut [File], reader: &mut Reader) -> Joined {
    let mut builds_on: Vec<BTreeSet<PackId>> = Vec::new();
    for pack in &joined.packs {
        let requires = pack.requires.iter();
        builds_on.push(
            requires
                .flat_map(|other| builds_on[other.index()].iter().chain([other]))
                .copied()
                .collect(),
        );
    }
    let packs = joined.packs.len();
    let mut changes = Changes { joined, builds_on, touched: HashMap::new(), reader };
    for index in 0..packs {
        changes.of_pack(PackId(index as u8), files);
    }
    changes.joined
}

/// How a pack has changed something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Overridden,
    Removed,
    Extended,
}

/// A change: by which pack, how, and where that is written.
type Touch = (PackId, How, Place);

struct Changes<'r> {
    joined: Joined,
    /// For each pack those that it builds on, at whatever remove.
    builds_on: Vec<BTreeSet<PackId>>,
    /// What has been changed so far, by whom, and where that is written.
    touched: HashMap<(&'static str, String), Vec<Touch>>,
    reader: &'r mut Reader,
}

/// Where something stands: the number of its file, and the way to it.
struct ThingPlace {
    file: usize,
    section: Section,
    index: usize,
}

impl Changes<'_> {
    fn of_pack(&mut self, pack: PackId, files: &mut [File]) {
        // What is changed is cut out of the pack's own tree, so that both trees can be at hand.
        let mut cut_out = Vec::new();
        for file in files.iter_mut().filter(|file| file.pack == Some(pack)) {
            for key in ["overrides", "extends"] {
                cut_out.extend(cut(&mut file.root, key).map(|section| (key, section)));
            }
        }
        for (key, section) in &cut_out {
            let at = At { owner: "a rule file", key };
            for node in self.reader.sequence(section, at).unwrap_or_default() {
                if *key == "overrides" {
                    self.overriding(pack, node, files);
                } else {
                    self.extending(pack, node, files);
                }
            }
        }
    }

    /// Returns whether one pack builds on another, at whatever remove.
    fn builds_on(&self, pack: PackId, other: PackId) -> bool {
        self.builds_on.get(pack.index()).is_some_and(|packs| packs.contains(&other))
    }

    /// Reports when packs that do not know of each other change the same thing.
    fn collides(&mut self, id: PackId, kind: &'static str, what: Id<'_>, how: How) -> bool {
        let key = (kind, what.text.to_owned());
        let earlier = self.touched.get(&key).into_iter().flatten();
        let harmless = |before: How| {
            how == How::Extended && before != How::Removed
                || how == How::Overridden && before == How::Extended
        };
        let other = earlier.clone().find(|(pack, before, _)| {
            !harmless(*before) && !self.builds_on(id, *pack) && *pack != id
        });
        let twice = earlier.clone().find(|(pack, before, _)| {
            *pack == id && *before != How::Extended && how != How::Extended
        });
        let place = self.reader.place(what.span);
        let touch = (id, how, place.clone());
        let problem = if let Some((pack, _, before)) = other {
            let (name, own) = (self.name(*pack), self.name(id));
            let message =
                format!("the packs `{name}` and `{own}` both change the {kind} `{}`", what.text);
            let help = format!(
                "one of them must know of the other: let it say `requires: [{name}]`, or drop one \
                 change"
            );
            let problem = Problem::error(Code::COLLISION, message).at(place, "changed here");
            Some(problem.related(before.clone(), "and here").help(help))
        } else if let Some((_, _, before)) = twice {
            let message = format!("the {kind} `{}` is overridden twice in one pack", what.text);
            let problem = Problem::error(Code::DUPLICATE_ID, message).at(place, "the second time");
            Some(problem.related(before.clone(), "the first time"))
        } else {
            None
        };
        self.touched.entry(key).or_default().push(touch);
        let collides = problem.is_some();
        problem.into_iter().for_each(|problem| self.reader.report(problem));
        collides
    }

    fn name(&self, pack: PackId) -> &str {
        self.joined.packs.get(pack.index()).map_or("", |pack| pack.name.as_str())
    }

    /// Finds what a pack wants to change among what was there before it.
    fn find(
        &mut self,
        id: PackId,
        kind: &'static Changeable,
        name: Id<'_>,
        files: &[File],
    ) -> Option<ThingPlace> {
        let mut owner = None;
        let mut known = Vec::new();
        for (number, file) in files.iter().enumerate() {
            let open = file.pack.is_none_or(|pack| self.builds_on(id, pack));
            for (section, index, other, _) in sections::items(&file.root, kind) {
                match (open, other == name.text) {
                    (true, true) => return Some(ThingPlace { file: number, section, index }),
                    (true, false) => known.push(other),
                    (false, true) => owner = file.pack,
                    (false, false) => {}
                }
            }
        }
        let mut changed = self.joined.overrides.iter();
        let removed = changed
            .find(|change| change.kind == kind.kind && change.id == name.text && change.removes());
        let message = format!("there is no {} `{}` to change", kind.kind, name.text);
        let problem = Problem::error(Code::UNKNOWN_ID, message)
            .at(self.reader.place(name.span), format!("unknown {}", kind.kind));
        let problem = match (removed, owner) {
            (Some(by), _) => {
                problem.help(format!("the pack `{}` takes it out", self.name(by.pack)))
            }
            (None, Some(owner)) if owner == id => {
                problem.help("it is this pack's own, and can be changed where it stands")
            }
            (None, Some(owner)) => problem.help(format!(
                "the pack `{0}` has one; to change it, say `requires: [{0}]` in the header of \
                 this pack",
                self.name(owner)
            )),
            (None, None) => problem.suggest(suggest::nearest(name.text, known)),
        };
        self.reader.report(problem);
        None
    }

    fn overriding(&mut self, pack: PackId, node: &Node, files: &mut [File]) -> Option<()> {
        let at = At { owner: "", key: "overrides" };
        let raw = RawOverride::from_node(node, at, self.reader)?;
        let (kind, name) = (raw.kind, raw.name);
        let how = if raw.remove { How::Removed } else { How::Overridden };
        let collides = self.collides(pack, kind.kind, name, how);
        let found = if collides { None } else { self.find(pack, kind, name, files) };
        let changes = self.changes(&raw)?;
        let ThingPlace { file, section, index } = found?;
        self.joined.overrides.push(Override {
            pack,
            kind: kind.kind,
            id: name.text.to_owned(),
            keys: changes.iter().map(|entry| entry.key.to_string()).collect(),
            // Where it is missing, what is to be said instead is read all the same.
            reason: raw.reason.unwrap_or_default().to_owned(),
        });
        let root = &mut files[file].root;
        if raw.remove {
            sections::remove(root, section, index);
        } else if let Some(item) = sections::item_mut(root, section, index) {
            merge(item, changes.to_vec(), name.span);
        }
        Some(())
    }

    /// Returns what an override says instead; nothing where it takes something out.
    fn changes<'n>(&mut self, raw: &RawOverride<'n>) -> Option<&'n [Entry]> {
        let (kind, name) = (raw.kind.kind, raw.name.text);
        let first = raw.mapping.span().first();
        match (raw.with, raw.remove) {
            (Some(with), false) => {
                let entries = self.reader.entries(with, "`with`")?;
                if entries.is_empty() {
                    self.reader.wrong_type(with, "`with`", "what to say instead");
                }
                for entry in entries.iter().filter(|entry| entry.key == "id") {
                    let message = format!("an override cannot rename the {kind} `{name}`");
                    self.reader.error(Code::UNKNOWN_KEY, entry.key_span, message, "its id stays");
                }
                Some(entries)
            }
            (None, true) if raw.kind.removable() => Some(&[]),
            (None, true) => {
                let message = format!("a {kind} cannot be taken out, since others may need it");
                let label = "only rules and contradictions can";
                self.reader.error(Code::UNKNOWN_KEY, first, message, label);
                None
            }
            (Some(with), true) => {
                let message =
                    "an override either removes something or says something else `with` it";
                let span = with.span.first();
                self.reader.error(Code::UNKNOWN_KEY, span, message, "one of the two");
                None
            }
            (None, false) => {
                let message =
                    format!("the override of the {kind} `{name}` says nothing: `with` is missing");
                let label = "needs `with`, or `remove: true`";
                self.reader.error(Code::MISSING, first, message, label);
                None
            }
        }
    }

    fn extending(&mut self, pack: PackId, node: &Node, files: &mut [File]) -> Option<()> {
        let own = files.iter().filter(|file| file.pack == Some(pack));
        let own: Vec<String> = own
            .flat_map(|file| sections::items(&file.root, kind("option")))
            .map(|(_, _, option, _)| option.to_owned())
            .collect();
        let at = At { owner: "", key: "extends" };
        let raw = RawExtension::from_node(node, at, self.reader)?;
        let rule = raw.rule?;
        let rule = Id { text: rule.text, span: rule.span };
        let (key, entries) = self.gains(&raw, &own)?;
        let collides = self.collides(pack, "rule", rule, How::Extended);
        let found = self.find(pack, kind("rule"), rule, files).filter(|_| !collides)?;
        let item = sections::item_mut(&mut files[found.file].root, found.section, found.index)?;
        let options = entries.iter().map(|entry| entry.key.to_string()).collect();
        if let Err(refusal) = add(item, key, entries) {
            let name = rule.text;
            let message = match refusal {
                Refusal::OtherEffect if key == MERGED => {
                    format!("the rule `{name}` excludes, so it has no points to add to")
                }
                Refusal::OtherEffect => {
                    format!("the rule `{name}` gives points, so there is no exclusion to join")
                }
                Refusal::Known(option) => {
                    format!("the rule `{name}` says something of `{option}` already")
                }
            };
            self.reader.error(Code::UNKNOWN_KEY, rule.span, message, "this rule");
            return None;
        }
        let draft = Draft {
            pack,
            options,
            because: raw.because.map(str::to_owned),
            cites: raw.cites.map(|cites| cites.node.clone()),
        };
        self.joined.extensions.entry(rule.text.to_owned()).or_default().push(draft);
        Some(())
    }

    /// Returns what an extension says of which of the pack's own options: `points` with its
    /// entries, or `excludes` with its names.
    fn gains(
        &mut self,
        raw: &RawExtension<'_>,
        own: &[String],
    ) -> Option<(&'static str, Vec<Entry>)> {
        let (key, entries) = match (raw.points, raw.excludes) {
            (Some(points), None) => {
                (MERGED, self.reader.entries(points.node, "`points`")?.to_vec())
            }
            (None, Some(Unread { node, .. })) => {
                let name = |node: &Node| {
                    Some(Entry {
                        key: self.reader.text(node, "`excludes`")?.to_owned().into(),
                        key_span: node.span,
                        value: node.clone(),
                    })
                };
                ("excludes", node.each().iter().filter_map(name).collect())
            }
            // That has been reported.
            _ => return None,
        };
        if entries.is_empty() {
            let span = raw.mapping.span().first();
            let message = "an extension names no option";
            self.reader.error(Code::MISSING, span, message, "needs an option");
        }
        let foreign = |entry: &&Entry| !own.iter().any(|own| *own == entry.key);
        for entry in entries.iter().filter(foreign) {
            let message = format!("the option `{}` is not this pack's own", entry.key);
            let problem = Problem::error(Code::UNKNOWN_ID, message)
                .at(self.reader.place(entry.key_span), "not of this pack");
            let near = suggest::nearest(&entry.key, own.iter().map(String::as_str));
            self.reader.report(match near {
                Some(near) => problem.suggest(Some(near)),
                None => problem.help(
                    "what a rule says of other options can be changed in `overrides`, with a \
                     reason",
                ),
            });
        }
        (!entries.iter().any(|entry| foreign(&entry))).then_some((key, entries))
    }
}

/// Takes a section out of a file.
fn cut(root: &mut Node, key: &str) -> Option<Node> {
    let Content::Mapping(entries) = &mut root.content else { return None };
    let at = entries.iter().position(|entry| entry.key == key && !entry.value.is_null())?;
    Some(entries.remove(at).value)
}

/// Lets an item say what an override has it say. What is wrong with the item as a whole, or with
/// how the keys that it keeps go with the new ones, is wrong with the override.
fn merge(item: &mut Node, changes: Vec<Entry>, name: Span) {
    item.span = name;
    let Content::Mapping(entries) = &mut item.content else { return };
    for entry in entries.iter_mut() {
        entry.key_span = name;
        if matches!(entry.key.as_ref(), "id" | "question") {
            entry.value.span = name;
        }
    }
    put(entries, changes);
}

fn put(entries: &mut Vec<Entry>, changes: Vec<Entry>) {
    for change in changes {
        let there = entries.iter().position(|entry| entry.key == change.key);
        match there {
            Some(at) if change.value.is_null() => drop(entries.remove(at)),
            Some(at) => match (&mut entries[at].value.content, change.value.content) {
                (Content::Mapping(old), Content::Mapping(new)) if change.key == MERGED => {
                    put(old, new);
                    let merged = &mut entries[at];
                    (merged.key_span, merged.value.span) = (change.key_span, change.value.span);
                }
                (_, content) => {
                    entries[at] = Entry { value: Node { content, ..change.value }, ..change }
                }
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
fn add(rule: &mut Node, key: &str, entries: Vec<Entry>) -> Result<(), Refusal> {
    let Content::Mapping(parts) = &mut rule.content else { return Err(Refusal::OtherEffect) };
    let part = parts.iter_mut().find(|part| part.key == key).ok_or(Refusal::OtherEffect)?;
    if let Content::Scalar(_) = part.value.content {
        part.value.content = Content::Sequence(vec![part.value.clone()]);
    }
    for entry in entries {
        let known = match &part.value.content {
            Content::Mapping(points) => points.iter().any(|known| known.key == entry.key),
            Content::Sequence(names) => {
                names.iter().any(|known| known.text() == Some(entry.key.as_ref()))
            }
            Content::Scalar(_) => false,
        };
        match &mut part.value.content {
            _ if known => return Err(Refusal::Known(entry.key.to_string())),
            Content::Mapping(points) => points.push(entry),
            Content::Sequence(names) => names.push(entry.value),
            Content::Scalar(_) => return Err(Refusal::OtherEffect),
        }
    }
    Ok(())
}
