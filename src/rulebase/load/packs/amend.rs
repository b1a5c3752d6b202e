//! What packs change in the files before them.

use std::collections::{BTreeSet, HashMap};

use super::{Draft, Joined};
use crate::{
    problem::{Code, Problem},
    reader::{Mapping, Reader},
    rulebase::{
        load::{File, kinds},
        pack::{Override, PackId},
    },
    source::Place,
    suggest,
    yaml::{Content, Entry, Node, Span},
};

/// Keys that are added to, option by option, where other keys are replaced.
const MERGED: &str = "points";

/// Applies what packs change, in their order.
pub(super) fn amend(joined: Joined, files: &mut [File]) -> Joined {
    let mut builds_on: Vec<BTreeSet<PackId>> = Vec::new();
    for pack in &joined.packs {
        let requires = pack.requires.iter();
        builds_on.push(
            requires.flat_map(|it| builds_on[it.index()].iter().chain([it])).copied().collect(),
        );
    }
    let mut amending = Amending { joined, builds_on, touched: HashMap::new() };
    for index in 0..amending.joined.packs.len() {
        amending.pack(PackId(index as u8), files);
    }
    amending.joined
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

struct Amending {
    joined: Joined,
    /// For each pack those that it builds on, at whatever remove.
    builds_on: Vec<BTreeSet<PackId>>,
    /// What has been changed so far, by whom, and where that is written.
    touched: HashMap<(&'static str, String), Vec<Touch>>,
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
        for index in
            (0..files.len()).filter(|index| files[*index].pack == Some(id)).collect::<Vec<_>>()
        {
            for key in ["overrides", "extends"] {
                let Some(section) = cut(&mut files[index].root, key) else { continue };
                let Some(nodes) = files[index]
                    .reader
                    .sequence(&section, &format!("`{key}`"))
                    .map(<[Node]>::to_vec)
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
        self.builds_on.get(pack.index()).is_some_and(|packs| packs.contains(&other))
    }

    /// Reports when packs that do not know of each other change the same thing.
    fn collides(
        &mut self,
        id: PackId,
        what: (&'static str, &str),
        how: How,
        span: Span,
        reader: &mut Reader,
    ) -> bool {
        let key = (what.0, what.1.to_owned());
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
        let name = |pack: PackId| self.joined.packs[pack.index()].name.as_str();
        let problem = match (other, twice) {
            (Some((pack, _, place)), _) => {
                let message = format!(
                    "the packs `{}` and `{}` both change the {} `{}`",
                    name(*pack),
                    name(id),
                    what.0,
                    what.1
                );
                let help = format!(
                    "one of them must know of the other: let it say `requires: [{}]`, or drop one \
                     change",
                    name(*pack)
                );
                Some(
                    Problem::error(Code::COLLISION, message)
                        .at(reader.place(span), "changed here")
                        .related(place.clone(), "and here")
                        .help(help),
                )
            }
            (None, Some((_, _, place))) => {
                let message =
                    format!("the {} `{}` is overridden twice in one pack", what.0, what.1);
                Some(
                    Problem::error(Code::DUPLICATE_ID, message)
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
        let removed = self
            .joined
            .overrides
            .iter()
            .find(|it| it.kind == kind && it.id == name && it.removes());
        let reader = &mut files[index].reader;
        let problem =
            Problem::error(Code::UNKNOWN_ID, format!("there is no {kind} `{name}` to change"))
                .at(reader.place(span), format!("unknown {kind}"));
        let pack = |pack: PackId| {
            self.joined.packs.get(pack.index()).map_or("", |pack| pack.name.as_str())
        };
        let problem = match (removed, owner) {
            (Some(by), _) => problem.help(format!("the pack `{}` takes it out", pack(by.pack))),
            (None, Some(owner)) if owner == id => {
                problem.help("it is this pack's own, and can be changed where it stands")
            }
            (None, Some(owner)) => problem.help(format!(
                "the pack `{0}` has one; to change it, say `requires: [{0}]` in the header of \
                 this pack",
                pack(owner)
            )),
            (None, None) => {
                problem.suggest(suggest::nearest(name, known.iter().map(String::as_str)))
            }
        };
        reader.report(problem);
        None
    }

    fn overriding(
        &mut self,
        id: PackId,
        index: usize,
        node: &Node,
        files: &mut [File],
    ) -> Option<()> {
        let reader = &mut files[index].reader;
        let keys: Vec<&str> = kinds::KINDS
            .iter()
            .map(|(kind, _)| *kind)
            .chain(["reason", "with", "remove"])
            .collect();
        let mapping = reader.mapping(node, "an override", &keys)?;
        let named: Vec<(&'static str, &Node)> =
            kinds::KINDS.iter().filter_map(|(kind, _)| Some((*kind, mapping.get(kind)?))).collect();
        let reason = reader
            .require(mapping, "reason", "an override")
            .and_then(|node| reader.text(node, "`reason`"));
        let remove = mapping
            .get("remove")
            .and_then(|node| reader.yes_no(node, "`remove`"))
            .unwrap_or_default();
        let with = mapping.get("with");
        let [(kind, name)] = named.as_slice() else {
            let message = "an override names one thing, such as `rule: some/rule`";
            reader.error(Code::MISSING, node.span.first(), message, "needs one name");
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
                    reader.error(Code::UNKNOWN_KEY, entry.key_span, message, "its id stays");
                }
                entries
            }
            (None, true) if matches!(kind, "rule" | "contradiction") => &[],
            (None, true) => {
                let message = format!("a {kind} cannot be taken out, since others may need it");
                reader.error(
                    Code::UNKNOWN_KEY,
                    node.span.first(),
                    message,
                    "only rules and contradictions can",
                );
                return None;
            }
            (Some(with), true) => {
                let message =
                    "an override either removes something or says something else `with` it";
                reader.error(Code::UNKNOWN_KEY, with.span.first(), message, "one of the two");
                return None;
            }
            (None, false) => {
                let message =
                    format!("the override of the {kind} `{name}` says nothing: `with` is missing");
                reader.error(
                    Code::MISSING,
                    node.span.first(),
                    message,
                    "needs `with`, or `remove: true`",
                );
                return None;
            }
        };
        let found = found?;
        let made = Override {
            pack: id,
            kind,
            id: name.to_owned(),
            keys: changes.iter().map(|entry| entry.key.to_string()).collect(),
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

    fn extending(
        &mut self,
        id: PackId,
        index: usize,
        node: &Node,
        files: &mut [File],
    ) -> Option<()> {
        let own: Vec<String> = files
            .iter()
            .filter(|file| file.pack == Some(id))
            .flat_map(|file| kinds::items(&file.root, "option"))
            .map(|(_, _, option)| option.to_owned())
            .collect();
        let reader = &mut files[index].reader;
        let what = "an extension";
        let mapping =
            reader.mapping(node, what, &["rule", "points", "excludes", "because", "cites"])?;
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
                Refusal::OtherEffect => {
                    format!("the rule `{name}` gives points, so there is no exclusion to join")
                }
                Refusal::Known(option) => {
                    format!("the rule `{name}` says something of `{option}` already")
                }
            };
            files[index].reader.error(Code::UNKNOWN_KEY, span, message, "this rule");
            return None;
        }
        let draft = Draft {
            pack: id,
            options: entries.iter().map(|entry| entry.key.to_string()).collect(),
            because: because.map(str::to_owned),
            cites: mapping.get("cites").map(|node| node.lent(number)),
        };
        self.joined.extensions.entry(name.to_owned()).or_default().push(draft);
        Some(())
    }
}

/// What an extension says of which of the pack's own options: `points` with its entries, or
/// `excludes` with its names.
fn gains<'n>(
    mapping: Mapping<'n>,
    own: &[String],
    reader: &mut Reader,
) -> Option<(&'static str, Vec<Entry>)> {
    let (key, entries): (_, Vec<Entry>) = match (mapping.get("points"), mapping.get("excludes")) {
        (Some(points), None) => ("points", reader.entries(points, "`points`")?.to_vec()),
        (None, Some(excludes)) => {
            let nodes = match &excludes.content {
                Content::Sequence(nodes) => nodes.as_slice(),
                Content::Scalar(_) | Content::Mapping(_) => std::slice::from_ref(excludes),
            };
            let name = |node: &Node, reader: &mut Reader| {
                reader.text(node, "`excludes`").map(str::to_owned)
            };
            let entry = |node: &Node, reader: &mut Reader| {
                Some(Entry {
                    key: name(node, reader)?.into(),
                    key_span: node.span,
                    value: node.clone(),
                })
            };
            ("excludes", nodes.iter().filter_map(|node| entry(node, reader)).collect())
        }
        _ => {
            let message = "an extension says in `points` or `excludes` what a rule does to the \
                           pack's own options";
            reader.error(Code::MISSING, mapping.span().first(), message, "needs one of the two");
            return None;
        }
    };
    if entries.is_empty() {
        reader.error(
            Code::MISSING,
            mapping.span().first(),
            "an extension names no option",
            "needs an option",
        );
    }
    for entry in entries.iter().filter(|entry| !own.iter().any(|own| *own == entry.key)) {
        let problem = Problem::error(
            Code::UNKNOWN_ID,
            format!("the option `{}` is not this pack's own", entry.key),
        )
        .at(reader.place(entry.key_span), "not of this pack");
        let near = suggest::nearest(&entry.key, own.iter().map(String::as_str));
        reader.report(match near {
            Some(near) => problem.suggest(Some(near)),
            None => problem.help(
                "what a rule says of other options can be changed in `overrides`, with a reason",
            ),
        });
    }
    entries.iter().all(|entry| own.iter().any(|own| *own == entry.key)).then_some((key, entries))
}

/// Takes a section out of a file.
fn cut(root: &mut Node, key: &str) -> Option<Node> {
    let Content::Mapping(entries) = &mut root.content else { return None };
    let at = entries.iter().position(|entry| entry.key == key && !entry.value.is_null())?;
    Some(entries.remove(at).value)
}

/// Lets an item say what an override has it say. What is wrong with the item as a whole is wrong
/// with the override.
fn merge(item: &mut Node, changes: Vec<Entry>, name: Span) {
    item.span = name;
    let Content::Mapping(entries) = &mut item.content else { return };
    for entry in entries.iter_mut().filter(|entry| matches!(entry.key.as_ref(), "id" | "question"))
    {
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
                (Content::Mapping(old), Content::Mapping(new)) if change.key == MERGED => {
                    put(old, new)
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
fn add(rule: &mut Node, key: &str, entries: &[Entry], source: u16) -> Result<(), Refusal> {
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
        let lent = entry.lent(source);
        match &mut part.value.content {
            _ if known => return Err(Refusal::Known(entry.key.to_string())),
            Content::Mapping(points) => points.push(lent),
            Content::Sequence(names) => names.push(lent.value),
            Content::Scalar(_) => return Err(Refusal::OtherEffect),
        }
    }
    Ok(())
}
