//! Whether a text that was found among others is a profile, as far as its top level shows.

use std::{borrow::Cow, sync::Arc};

use crate::{
    rulebase::RuleBase,
    source::Source,
    suggest::nearest,
    yaml::{self, Entry, Node},
};

/// Tells whether a text is meant to be a profile: at least half of its keys are those of profiles.
/// Of a text that is not YAML, the words that lines start with are looked at, so that a profile
/// with a slip in it is still taken for one.
pub fn is_profile(source: &Arc<Source>, base: &RuleBase) -> bool {
    let (known, keys) = match yaml::read(source) {
        Ok((root, _)) => known_keys(&root, base),
        Err(_) => known_words(source, base),
    };
    known > 0 && 2 * known >= keys
}

/// Counts the keys at the top that are those of profiles, and all.
fn known_keys(root: &Node, base: &RuleBase) -> (usize, usize) {
    let known = root.entries().iter().filter(|entry| super::is_key(base, &entry.key)).count();
    (known, root.entries().len())
}

/// Lists the words that lines of a text start with as keys do, whether or not it can be read.
pub(crate) fn first_words(source: &Source) -> impl Iterator<Item = &str> + Clone {
    let keys = source.text().lines().filter_map(|line| Some(line.split_once(':')?.0));
    keys.filter(|key| !key.is_empty() && !key.starts_with([' ', '#', '-', '\t']))
}

/// Counts those among the words that lines start with, and all.
fn known_words(source: &Source, base: &RuleBase) -> (usize, usize) {
    let keys = first_words(source);
    let known = keys.clone().filter(|key| super::is_key(base, key)).count();
    (known, keys.count())
}

/// Tells whether a text that may be something else is a profile that expects something: an option,
/// or what is nearly the id of one, at its top level or in a part of a system; beside an answer to a
/// question whatever stands there, since nobody else has those. Files of other programs, such as
/// tests of an API, have keys `expect` as well; with a slip in that key, there must be answers
/// beside it. In a text that cannot be read, an option behind the word is enough.
pub fn expects(source: &Arc<Source>, base: &RuleBase) -> bool {
    // In UTF-16 that does not say so, every other character is a zero.
    let text = match source.text() {
        text if text.contains('\0') => Cow::Owned(text.replace('\0', "")),
        text => Cow::Borrowed(text),
    };
    // Most files of a folder are something else, and this tells it at once.
    let has = |word: &str| text.contains(word);
    if !["xpect", "XPECT", "\\u00"].into_iter().any(has) && !base.ids_of_options().any(has) {
        return false;
    }
    let Ok((root, _)) = yaml::read(source) else {
        let is_key = |line: &str| line.starts_with("expect:");
        let (known, keys) = known_words(source, base);
        return expected_words(&text).any(|word| is_option(word, base))
            || text.lines().any(is_key) && known > 1 && 2 * known >= keys;
    };
    let parts = root.get("components").map(Node::entries).unwrap_or_default();
    let (known, keys) = known_keys(&root, base);
    let is_telling = |key: &str| super::is_key(base, key) && !COMMON.contains(&key);
    let is_ours = root.entries().iter().any(|entry| is_telling(&entry.key));
    let said = parts.iter().map(|part| &part.value).chain([&root]).flat_map(Node::entries);
    let answering: Vec<&Entry> = said.clone().filter(|entry| answers(entry, base)).collect();
    let is_profile = !answering.is_empty();
    // Indented too far, it stands among answers.
    let inside = answering.iter().flat_map(|entry| entry.value.entries());
    let is_near = |key: &str| {
        key.to_lowercase().starts_with("expect")
            || !super::is_key(base, key) && nearest(key, ["expect"]).is_some()
    };
    let mut expected = said.chain(inside).filter(|entry| is_near(&entry.key));
    let are_ours = 2 * known >= keys;
    expected.any(|entry| match (entry.key.as_ref(), entry.value.text()) {
        // Beside answers, and other keys that are none of ours.
        ("expect", Some(id)) if !are_ours => is_profile && is_option(id, base),
        _ if !are_ours => false,
        ("expect", Some(id)) => is_profile || is_option(id, base),
        ("expect", None) => is_profile || known > 1 && entry.value.entries().is_empty(),
        (_, id) => is_ours && id.is_some_and(|id| is_option(id, base)),
    })
}

/// Tells whether an entry answers a question: one in its section, by its whole id, or one that has no
/// section with what is a choice of it.
fn answers(entry: &Entry, base: &RuleBase) -> bool {
    let find = |id: &str| base.fields.find(id).map(|id| base.fields.get(id));
    let Some(field) = find(&entry.key) else {
        let mut keys = entry.value.entries().iter().map(|answer| &answer.key);
        return keys.any(|key| find(&format!("{}.{key}", entry.key)).is_some());
    };
    let mut said = entry.value.each().iter().chain([&entry.value]).filter_map(Node::text);
    entry.key.contains('.') || said.any(|choice| field.choice(choice).is_some())
}

/// Returns the words that stand behind `expect:`, however it is written.
fn expected_words(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |character: char| character.is_alphanumeric() || "-_".contains(character);
    let quotes = ['"', '\''];
    text.match_indices("xpect").filter_map(move |(at, key)| {
        let before = text.get(..at)?.strip_suffix(['e', 'E'])?;
        let rest = text.get(at + key.len()..)?.trim_start_matches(char::is_alphabetic);
        let value = rest.trim_start_matches(quotes).trim_start().strip_prefix(':')?;
        let value = value.trim_start().trim_start_matches(quotes);
        let word = value.split(|character| !is_word(character)).next().unwrap_or_default();
        (!before.ends_with(is_word) && !word.is_empty()).then_some(word)
    })
}

/// The keys of profiles that files of other programs have as well.
const COMMON: [&str; 4] = ["project", "description", "notes", "expect"];

/// Tells whether a text is the id of an option, or nearly.
fn is_option(id: &str, base: &RuleBase) -> bool {
    base.find_option(id).is_some() || nearest(id, base.ids_of_options()).is_some()
}
