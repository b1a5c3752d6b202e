//! A price book laid over that of the rule base: what it says takes the place of what was there,
//! thing by thing and key by key, and everything else stays.
//!
//! ```yaml
//! prices:
//!   items:
//!     - {id: lambda-requests, price: "0.15", source: our contract, as_of: 2026-11-01, confidence: high}
//! ```

use std::collections::{HashMap, HashSet};

use super::join::{File, sections::id_of};
use crate::{
    problem::{Code, Problem},
    reader::Reader,
    suggest::nearest,
    yaml::{Content, Entry, Node},
};

/// Keys of which one takes the place of the others: another kind of price, and another kind of
/// origin.
const INSTEAD: [(&[&str], &[&str]); 2] =
    [(&["price"], &["tiers"]), (&["cites"], &["as_of", "source", "url", "confidence"])];

/// What has no ids and can only be added to.
const ADDED: [&str; 2] = ["unpriced", "limits"];

/// Lays the prices of a file over those of the others, and its facts over facts of the same ids.
pub(super) fn lay(book: &mut File, others: &mut [File], reader: &mut Reader) {
    if book.root.get("prices").is_none_or(Node::is_null) {
        let message = "there is no `prices` section in the file with prices";
        reader.error(Code::MISSING, book.root.span.first(), message, "needs `prices`");
        return;
    }
    let ids: HashSet<String> =
        book.root.get("facts").map(Node::each).unwrap_or_default().iter().filter_map(id).collect();
    for file in others.iter_mut() {
        if let Some(Content::Sequence(facts)) = section(&mut file.root, "facts") {
            facts.retain(|fact| id(fact).is_none_or(|id| !ids.contains(&id)));
        }
    }
    let Some(Content::Mapping(over)) = section(&mut book.root, "prices") else { return };
    over.iter().for_each(|entry| once(entry, reader));
    // A rule base without prices takes the book as it is.
    let mut bases: Vec<&mut Vec<Entry>> = others.iter_mut().filter_map(prices).collect();
    if bases.is_empty() {
        return;
    }
    let ids_of_items = |entries: &[Entry]| -> Vec<String> {
        let items = entries.iter().filter(|entry| entry.key == "items");
        items.flat_map(|items| items.value.each()).filter_map(id).collect()
    };
    let known: Vec<String> = bases.iter().flat_map(|base| ids_of_items(base)).collect();
    let own = ids_of_items(over);
    for items in over.iter_mut().filter(|entry| entry.key == "items") {
        if let Content::Sequence(items) = &mut items.value.content {
            items.retain(|item| is_known(item, &known, reader));
        }
    }
    let is_all = known.iter().all(|id| own.contains(id));
    let theirs = bases.iter().find_map(|base| currency(base)?.text());
    if let Some(node) = currency(over).filter(|it| it.text() != theirs && !is_all) {
        let message = format!("the other prices are in {}", theirs.unwrap_or("another currency"));
        reader.error(Code::INCONSISTENT, node.span, message, "not in this one");
    }
    for entry in std::mem::take(over) {
        let place = bases.iter().position(|base| base.iter().any(|it| it.key == entry.key));
        let Some(base) = bases.get_mut(place.unwrap_or(0)) else { return };
        put(base, entry);
    }
    if let Content::Mapping(entries) = &mut book.root.content {
        entries.retain(|entry| entry.key != "prices");
    }
}

/// Reports an item that is not there and is no new one, which has a name.
fn is_known(item: &Node, ids: &[String], reader: &mut Reader) -> bool {
    let Some((own, id)) = item.get("id").and_then(|own| Some((own, own.text()?))) else {
        return true;
    };
    let is_known = item.get("name").is_some() || ids.iter().any(|known| known == id);
    if !is_known {
        let place = reader.place(own.span);
        let message = format!("there is no item `{id}` whose price could be another one");
        let problem = Problem::error(Code::UNKNOWN_ID, message).at(place, "no such item");
        reader.report(match nearest(id, ids.iter().map(String::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("a new item needs a `name`, an `amount` and a `unit`, too"),
        });
    }
    is_known
}

/// Reports things of the same id in a list: the last would silently take the place of the others.
fn once(list: &Entry, reader: &mut Reader) {
    let Content::Sequence(things) = &list.value.content else { return };
    let kind = list.key.trim_end_matches('s');
    let mut seen = HashMap::new();
    for own in things.iter().filter_map(id_of) {
        let Some(id) = own.text() else { continue };
        let place = reader.place(own.span);
        reader.is_only(&mut seen, kind, id, &place);
    }
}

/// Returns the currency of a price book.
fn currency(prices: &[Entry]) -> Option<&Node> {
    prices.iter().find(|entry| entry.key == "book")?.value.get("currency")
}

fn id(node: &Node) -> Option<String> {
    id_of(node).and_then(Node::text).map(str::to_owned)
}

fn section<'n>(root: &'n mut Node, key: &str) -> Option<&'n mut Content> {
    let Content::Mapping(entries) = &mut root.content else { return None };
    let entry = entries.iter_mut().find(|entry| entry.key == key)?;
    Some(&mut entry.value.content)
}

fn prices(file: &mut File) -> Option<&mut Vec<Entry>> {
    match section(&mut file.root, "prices") {
        Some(Content::Mapping(entries)) => Some(entries),
        _ => None,
    }
}

/// Puts a key into a mapping: lists of things with ids and mappings are merged, all else is
/// replaced.
fn put(base: &mut Vec<Entry>, over: Entry) {
    let Some(known) = base.iter_mut().find(|entry| entry.key == over.key) else {
        base.push(over);
        return;
    };
    let over_key = over.key;
    match (&mut known.value.content, over.value.content) {
        (Content::Sequence(base), Content::Sequence(over)) if over.iter().all(has_id) => {
            over.into_iter().for_each(|node| put_thing(base, node));
        }
        (Content::Sequence(base), Content::Sequence(over)) if ADDED.contains(&&*over_key) => {
            base.extend(over);
        }
        (Content::Mapping(base), Content::Mapping(over)) if over_key == "book" => {
            over.into_iter().for_each(|entry| put(base, entry));
        }
        (_, content) => {
            known.key_span = over.key_span;
            known.value = Node { content, span: over.value.span };
        }
    }
}

fn has_id(node: &Node) -> bool {
    id(node).is_some()
}

/// Puts a thing into a list: over the one of the same id, or behind all others.
fn put_thing(base: &mut Vec<Node>, over: Node) {
    let known = base.iter_mut().find(|node| id(node) == id(&over));
    let Some(Node { content: Content::Mapping(known), span }) = known else {
        base.push(over);
        return;
    };
    *span = over.span;
    let Content::Mapping(entries) = over.content else { return };
    for (one, other) in INSTEAD.iter().flat_map(|(one, other)| [(one, other), (other, one)]) {
        if entries.iter().any(|entry| one.contains(&entry.key.as_ref())) {
            known.retain(|entry| !other.contains(&entry.key.as_ref()));
        }
    }
    entries.into_iter().for_each(|entry| put(known, entry));
}
