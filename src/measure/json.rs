//! Lines that are JSON: of each only the values that mean something are taken out.

use std::{borrow::Cow, fmt, sync::LazyLock};

use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{
    LogFormat, Map, Role,
    clock::Clock,
    digits::Unit,
    entry::Entry,
    known::{BESIDE, JSON, WRAPPED},
    map::Where,
    value::Raw,
};

/// Which values to take out of lines, and what they mean.
#[derive(Debug)]
pub(super) struct Keys {
    root: Node,
    /// How many places there are.
    places: usize,
    formats: Vec<Form>,
    /// What is passed over, by the places that are filled.
    beside: Vec<Vec<usize>>,
    /// Where lines of another format are wrapped, and where their time stands.
    wrapped: Vec<(usize, usize)>,
}

/// What keys mean in one format.
#[derive(Debug)]
struct Form {
    format: LogFormat,
    needs: Vec<usize>,
    fields: Vec<(Role, usize, Unit)>,
}

/// A key of an object, with those in it.
#[derive(Debug, Default)]
struct Node {
    children: Vec<(String, Node)>,
    place: Option<usize>,
}

/// What a line of JSON is.
pub(super) enum JsonLine<'l> {
    /// A request.
    Request(LogFormat, Entry),
    /// Something that is logged beside requests.
    Beside,
    /// A line of another format, and when it was logged.
    Wrapped(Cow<'l, str>, Option<i64>),
}

static KNOWN: LazyLock<Keys> = LazyLock::new(Keys::known);

impl Keys {
    /// The formats that are known.
    pub(super) fn of_known() -> &'static Self {
        &KNOWN
    }

    fn empty() -> Self {
        let (formats, beside, wrapped) = (Vec::new(), Vec::new(), Vec::new());
        Self { root: Node::default(), places: 0, formats, beside, wrapped }
    }

    fn known() -> Self {
        let mut keys = Self::empty();
        for known in JSON {
            let needs = known.needs.iter().map(|path| keys.place(path)).collect();
            let fields = known.fields.iter();
            let fields = fields.map(|(role, path, unit)| (*role, keys.place(path), *unit));
            let fields = fields.collect();
            keys.formats.push(Form { format: known.format, needs, fields });
        }
        for beside in BESIDE {
            let places = beside.iter().map(|path| keys.place(path)).collect();
            keys.beside.push(places);
        }
        for (line, time) in WRAPPED {
            let places = (keys.place(line), keys.place(time));
            keys.wrapped.push(places);
        }
        keys
    }

    /// The keys that a map names.
    pub(super) fn of_map(map: &Map) -> Self {
        let mut keys = Self::empty();
        let mut fields = Vec::new();
        for mapped in &map.fields {
            if let Where::Keys(path) = &mapped.place {
                fields.push((mapped.role, keys.place(path), mapped.unit));
            }
        }
        // A line that does not say what else is to be known is still a request, but one has to be
        // there, and the time of all.
        let needs = fields.iter().filter(|(role, ..)| *role == Role::Time);
        let needs = needs.map(|(_, place, _)| *place).collect();
        keys.formats.push(Form { format: LogFormat::Json, needs, fields });
        keys
    }

    /// Returns the place for the value under a path such as `.request.method`. A key may have the
    /// dots in it, too.
    fn place(&mut self, path: &str) -> usize {
        let path = path.trim_start_matches('.');
        let next = self.places;
        let nested = path.split('.').fold(&mut self.root, |node, key| node.child(key));
        let place = *nested.place.get_or_insert(next);
        self.root.child(path).place = Some(place);
        self.places = self.places.max(place + 1);
        place
    }

    /// Reads a line.
    pub(super) fn read<'l>(&self, line: &'l [u8], clock: &mut Clock) -> Option<JsonLine<'l>> {
        let mut values = Vec::with_capacity(self.places);
        values.resize_with(self.places, || None);
        let mut reader = serde_json::Deserializer::from_slice(line);
        Collect { node: &self.root, values: &mut values }.deserialize(&mut reader).ok()?;
        reader.end().ok()?;
        let has = |place: &usize| matches!(values.get(*place), Some(Some(it)) if !it.is_null());
        for form in self.formats.iter().filter(|form| form.needs.iter().all(has)) {
            if !form.fields.iter().any(|(_, place, _)| has(place)) {
                continue;
            }
            return Some(JsonLine::Request(form.format, form.entry(&values, clock)?));
        }
        if let Some((line, time)) = self.wrapped.iter().find(|(line, _)| has(line)) {
            let time = values.get(*time).and_then(Option::as_ref).map(Scalar::raw);
            let mut entry = Entry::default();
            time.and_then(|time| entry.set(Role::Time, Unit::Seconds, time, clock));
            let (line, time) = (values.get(*line).cloned().flatten(), entry.time);
            if let Some(Scalar::Text(line)) = line {
                return Some(JsonLine::Wrapped(line, time));
            }
        }
        let is_beside = |places: &Vec<usize>| places.iter().all(has);
        self.beside.iter().any(is_beside).then_some(JsonLine::Beside)
    }
}

impl Form {
    fn entry(&self, values: &[Option<Scalar<'_>>], clock: &mut Clock) -> Option<Entry> {
        let mut entry = Entry::default();
        let mut before = None;
        for (role, place, unit) in &self.fields {
            // Of several with the same meaning the first that is there counts.
            let Some(Some(value)) = values.get(*place) else { continue };
            if before != Some(*role) {
                entry.set(*role, *unit, value.raw(), clock)?;
                before = Some(*role).filter(|_| !value.is_null());
            }
        }
        Some(entry)
    }
}

impl Node {
    fn child(&mut self, key: &str) -> &mut Self {
        let found = self.children.iter().position(|(known, _)| known == key);
        let place = found.unwrap_or(self.children.len());
        if found.is_none() {
            self.children.push((key.to_owned(), Self::default()));
        }
        &mut self.children[place].1
    }
}

/// A value that is no object and no list.
#[derive(Clone, Debug)]
enum Scalar<'l> {
    Text(Cow<'l, str>),
    Whole(u64),
    Number(f64),
    Null,
}

impl Scalar<'_> {
    fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    fn raw(&self) -> Raw<'_> {
        match self {
            Self::Null => Raw::Text(b"null"),
            Self::Text(text) => Raw::Text(text.as_bytes()),
            Self::Whole(number) => Raw::Whole(*number),
            Self::Number(number) => Raw::Number(*number),
        }
    }
}

/// Goes through an object and keeps what is looked for in it.
struct Collect<'k, 'v, 'l> {
    node: &'k Node,
    values: &'v mut [Option<Scalar<'l>>],
}

impl<'l> Collect<'_, '_, 'l> {
    fn keep(self, value: Scalar<'l>) {
        if let Some(place) = self.node.place.and_then(|place| self.values.get_mut(place)) {
            *place = Some(value);
        }
    }
}

impl<'l> DeserializeSeed<'l> for Collect<'_, '_, 'l> {
    type Value = ();

    fn deserialize<D: Deserializer<'l>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'l> Visitor<'l> for Collect<'_, '_, 'l> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut entries: A) -> Result<(), A::Error> {
        while let Some(child) = entries.next_key_seed(Key(self.node))? {
            match child {
                Some(node) => entries.next_value_seed(Collect { node, values: self.values })?,
                None => entries.next_value::<IgnoredAny>().map(|_| ())?,
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'l>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'l str) -> Result<(), E> {
        self.keep(Scalar::Text(text.into()));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.keep(Scalar::Text(text.to_owned().into()));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.keep(Scalar::Whole(number));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.keep(Scalar::Number(number as f64));
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.keep(Scalar::Number(number));
        Ok(())
    }

    fn visit_bool<E>(self, is_true: bool) -> Result<(), E> {
        self.keep(Scalar::Text(if is_true { "true" } else { "false" }.into()));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.keep(Scalar::Null);
        Ok(())
    }
}

/// Finds a key among those that are looked for.
struct Key<'k>(&'k Node);

impl<'k, 'l> DeserializeSeed<'l> for Key<'k> {
    type Value = Option<&'k Node>;

    fn deserialize<D: Deserializer<'l>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'k> Visitor<'_> for Key<'k> {
    type Value = Option<&'k Node>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let found = self.0.children.iter().find(|(known, _)| known == key);
        Ok(found.map(|(_, node)| node))
    }
}
