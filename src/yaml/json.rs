//! JSON text to the tree that YAML is read into, so that a profile is checked in the same way in
//! whichever of the two it comes.
//!
//! The grammar is `serde_json`'s. It hands over values as slices of the text, and a slice tells
//! where it stands.

use std::{borrow::Cow, fmt, marker::PhantomData, sync::Arc};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{Content, Entry, MAX_DEPTH, MAX_NODES, Node, Scalar, Span, read::without_duplicates};
use crate::{
    problem::{Code, Problem, Problems},
    source::{Place, Source},
};

/// Tells whether a text is an object, a list or a string in JSON.
pub(crate) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[', '"'])
        && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Reads the one value of a JSON text, with the keys that are given twice as problems beside it:
/// the first value of each counts, so that the rest can be checked as well.
///
/// # Errors
/// When the text is not JSON, nests deeper than [`MAX_DEPTH`], or has more than [`MAX_NODES`]
/// values.
pub(crate) fn read(source: &Arc<Source>) -> Result<(Node, Problems), Problems> {
    if source.text().trim().is_empty() {
        return Err(Problem::error(Code::EMPTY, format!("`{}` is empty", source.name())).into());
    }
    let mut builder =
        Builder { source, cursor: Cursor::default(), nodes: 0, problems: Problems::new() };
    let root = serde_json::from_str::<&RawValue>(source.text())
        .map_err(|error| builder.not_json(&error, 0))
        .and_then(|raw| builder.value(raw.get(), 1));
    match root {
        Ok(root) => Ok((root, builder.problems)),
        Err(problem) => {
            builder.problems.push(problem);
            Err(builder.problems)
        }
    }
}

/// Turns byte offsets into counts of characters, as long as they only go up.
#[derive(Default)]
struct Cursor {
    byte: usize,
    character: usize,
}

impl Cursor {
    fn at(&mut self, text: &str, byte: usize) -> usize {
        // Offsets within a slice that was not taken from the text as it stands would be
        // meaningless.
        self.character += text.get(self.byte..byte).map_or(0, |passed| passed.chars().count());
        self.byte = self.byte.max(byte);
        self.character
    }
}

struct Builder<'s> {
    source: &'s Arc<Source>,
    cursor: Cursor,
    nodes: usize,
    problems: Problems,
}

impl<'s> Builder<'s> {
    /// Where a slice of the text starts in it.
    fn offset(&self, slice: &str) -> usize {
        slice.as_ptr().addr().saturating_sub(self.source.text().as_ptr().addr())
    }

    fn value(&mut self, raw: &'s str, depth: usize) -> Result<Node, Problem> {
        let text = self.source.text();
        let from = self.offset(raw);
        let start = self.cursor.at(text, from);
        self.nodes += 1;
        if self.nodes > MAX_NODES || depth > MAX_DEPTH {
            let place = Place { source: Arc::clone(self.source), span: from..from + 1 };
            let problem = if depth > MAX_DEPTH {
                let message = format!("this is nested more than {MAX_DEPTH} levels deep");
                Problem::error(Code::TOO_DEEP, message)
            } else {
                let message = format!("there are more than {MAX_NODES} values");
                Problem::error(Code::TOO_LARGE, message)
            };
            return Err(problem.at(place, "too much from here on"));
        }
        let content = match raw.as_bytes().first() {
            Some(b'{') => Content::Mapping(self.mapping(raw, depth)?),
            Some(b'[') => {
                let values: Vec<&'s RawValue> = self.parse(raw)?;
                let values = values.into_iter().map(|value| self.value(value.get(), depth + 1));
                Content::Sequence(values.collect::<Result<_, _>>()?)
            }
            Some(b'"') => Content::Scalar(Scalar { text: self.parse(raw)?, plain: false }),
            // Numbers, true, false and null are written alike in YAML.
            _ => Content::Scalar(Scalar { text: raw.to_owned().into(), plain: true }),
        };
        let end = self.cursor.at(text, from + raw.len());
        Ok(Node { content, span: Span::new(start, end) })
    }

    fn mapping(&mut self, raw: &'s str, depth: usize) -> Result<Vec<Entry>, Problem> {
        let members: Members<'s> = self.parse(raw)?;
        let mut entries: Vec<Entry> = Vec::with_capacity(members.0.len());
        for (Key(key), value) in members.0 {
            // A key with escapes in it was copied; what is next to it is its value.
            let (from, length) = match key {
                Cow::Borrowed(slice) => (self.offset(slice), slice.len()),
                Cow::Owned(_) => (self.offset(value.get()), 0),
            };
            let start = self.cursor.at(self.source.text(), from);
            let end = self.cursor.at(self.source.text(), from + length);
            let key_span = Span::new(start, end);
            let value = self.value(value.get(), depth + 1)?;
            entries.push(Entry { key: key.into_owned().into(), key_span, value });
        }
        let (entries, _) = without_duplicates(entries, self.source, &mut self.problems);
        Ok(entries)
    }

    fn parse<T: Deserialize<'s>>(&self, raw: &'s str) -> Result<T, Problem> {
        serde_json::from_str(raw).map_err(|error| self.not_json(&error, self.offset(raw)))
    }

    /// A problem with the slice that starts at byte `from`.
    fn not_json(&self, error: &serde_json::Error, from: usize) -> Problem {
        let text = self.source.text();
        let slice = text.get(from..).unwrap_or_default();
        let lines = slice.split_inclusive('\n').take(error.line().saturating_sub(1));
        let mut at = from + lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let end = text
            .get(at..)
            .and_then(|rest| rest.chars().next())
            .map_or(at, |next| at + next.len_utf8());
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or_default();
        let place = Place { source: Arc::clone(self.source), span: at..end };
        Problem::error(Code::SYNTAX, format!("this is not JSON: {what}"))
            .at(place, "here")
            .help("expected one value in JSON, such as {\"traffic\": {\"pattern\": \"bursty\"}}")
    }
}

/// A key; borrowed where it is a slice of the text, which it is unless it has escapes in it.
#[derive(Deserialize)]
struct Key<'t>(#[serde(borrow)] Cow<'t, str>);

/// The members of an object in the order of the text, none dropped.
#[derive(Deserialize)]
struct Members<'t>(#[serde(borrow, deserialize_with = "in_order")] Vec<(Key<'t>, &'t RawValue)>);

/// Reads a mapping as the list of its entries, in their order.
pub(crate) fn in_order<'de, K: Deserialize<'de>, V: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(K, V)>, D::Error> {
    struct Entries<K, V>(PhantomData<(K, V)>);

    impl<'de, K: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
        type Value = Vec<(K, V)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a mapping")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            std::iter::from_fn(|| map.next_entry().transpose()).collect()
        }
    }

    deserializer.deserialize_map(Entries(PhantomData))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value as Json;

    use super::read;
    use crate::{
        source::Source,
        yaml::{Content, Node},
    };

    fn any_json() -> impl Strategy<Value = Json> {
        let text = || "[ -~é\u{1F680}\\n\"\\\\]{0,6}";
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            (-1e9..1e9f64).prop_map(Json::from),
            text().prop_map(Json::from),
        ];
        leaf.prop_recursive(4, 40, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
                prop::collection::btree_map(text(), inner, 0..5).prop_map(Json::from_iter),
            ]
        })
    }

    /// Compares a tree with the value it was read from, places included.
    fn assert_same(node: &Node, value: &Json, source: &std::sync::Arc<Source>) {
        let place = node.span.place(source);
        let marked: Json = serde_json::from_str(&source.text()[place.span]).unwrap();
        assert_eq!(&marked, value);
        match (&node.content, value) {
            (Content::Mapping(entries), Json::Object(map)) => {
                assert_eq!(entries.len(), map.len());
                for entry in entries {
                    assert_same(&entry.value, &map[entry.key.as_ref()], source);
                }
            }
            (Content::Sequence(nodes), Json::Array(values)) => {
                assert_eq!(nodes.len(), values.len());
                nodes.iter().zip(values).for_each(|(node, value)| assert_same(node, value, source));
            }
            (Content::Scalar(scalar), Json::String(text)) => {
                assert_eq!((scalar.text.as_ref(), scalar.plain), (text.as_str(), false))
            }
            (Content::Scalar(scalar), value) => {
                assert_eq!((scalar.text.as_ref(), scalar.plain), (value.to_string().as_str(), true))
            }
            (content, value) => panic!("{content:?} is not {value}"),
        }
    }

    proptest! {
        #[test]
        fn json_is_read_as_it_stands(value in any_json(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            let source = Source::new("a line", text.unwrap());
            let (root, duplicates) = read(&source).unwrap();
            assert!(duplicates.is_empty());
            assert_same(&root, &value, &source);
        }
    }
}
