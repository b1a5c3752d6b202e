//! A profile in a line of JSON, read straight into answers by a table of the questions.
//!
//! ```json
//! {"project": "shop", "traffic": {"pattern": "bursty", "requests_per_month": 5000000}}
//! ```
//!
//! Most lines of a stream hold nothing but plain answers. Any other (a key that is no question, an
//! answer that has to be understood, something given twice, weights, parts) is left to
//! [`Profile::read_json`], which keeps places and says what is wrong: both come to the same.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::Profile;
use crate::{
    field::{Field, FieldId, Kind, Value},
    problem::text::{name, printable},
    rulebase::RuleBase,
    yaml,
};

/// Reads lines by the questions of a rule base.
#[derive(Debug)]
pub struct LineReader<'b> {
    base: &'b RuleBase,
    keys: Keys<'b>,
    /// How many keys there are at all depths.
    count: usize,
}

/// What may stand in an object: each key with a number of its own among the keys at all depths.
#[derive(Debug, Default)]
struct Keys<'b>(Vec<(&'b str, usize, Key<'b>)>);

/// What a key leads to.
#[derive(Debug)]
enum Key<'b> {
    Question(FieldId),
    Group(Keys<'b>),
    Project,
    Description,
    Notes,
}

impl<'b> LineReader<'b> {
    /// Makes the table of the questions.
    pub fn new(base: &'b RuleBase) -> Self {
        let mut reader = Self { base, keys: Keys::default(), count: 0 };
        for (name, key) in
            [("project", Key::Project), ("description", Key::Description), ("notes", Key::Notes)]
        {
            reader.keys.0.push((name, reader.count, key));
            reader.count += 1;
        }
        let mut whole = Vec::new();
        for question in &base.questions {
            let (number, id) = (reader.count, base.fields.get(question.field).id.as_str());
            reader.count += 1;
            reader.keys.insert(id, (number, question.field), &mut reader.count);
            whole.push((id, number, Key::Question(question.field)));
        }
        // An id without a dot is there already.
        whole.retain(|(id, ..)| id.contains('.'));
        reader.keys.0.extend(whole);
        reader
    }

    /// Reads a line; nothing where it holds more than plain answers.
    pub fn read(&self, line: &str) -> Option<Profile> {
        let mut profile = Profile::blank(self.base);
        let mut seen = vec![false; self.count];
        let mut json = serde_json::Deserializer::from_str(line);
        let Self { base, keys, .. } = self;
        Group { base, keys, profile: &mut profile, seen: &mut seen }.deserialize(&mut json).ok()?;
        json.end().ok()?;
        Some(profile)
    }
}

impl<'b> Keys<'b> {
    /// Puts a question where its id leads, group by group.
    fn insert(&mut self, id: &'b str, question: (usize, FieldId), count: &mut usize) {
        let Some((group, rest)) = id.split_once('.') else {
            self.0.push((id, question.0, Key::Question(question.1)));
            return;
        };
        let position = self.0.iter().position(|(name, ..)| *name == group).unwrap_or_else(|| {
            *count += 1;
            self.0.push((group, *count - 1, Key::Group(Keys::default())));
            self.0.len() - 1
        });
        if let Some((.., Key::Group(inside))) = self.0.get_mut(position) {
            inside.insert(rest, question, count);
        }
    }

    /// Finds a key, and where the search for the next should start: most profiles answer in the
    /// order of the questions.
    fn find(&self, key: &str, from: usize) -> Option<(usize, usize, &Key<'b>)> {
        let (before, behind) = self.0.split_at_checked(from)?;
        let found = (from..).zip(behind).chain((0..).zip(before));
        let (at, (_, number, key)) = found.into_iter().find(|(_, (name, ..))| *name == key)?;
        Some((at + 1, *number, key))
    }
}

/// An object that is being read.
struct Group<'r, 'b> {
    base: &'b RuleBase,
    keys: &'r Keys<'b>,
    profile: &'r mut Profile,
    /// Which keys there were.
    seen: &'r mut [bool],
}

impl<'de> DeserializeSeed<'de> for Group<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Group<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("plain answers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { base, keys, profile, seen } = self;
        let not_plain = || A::Error::custom("not plain");
        let mut next = 0;
        while let Some(key) = map.next_key::<&str>()? {
            let (after, number, key) = keys.find(key, next).ok_or_else(not_plain)?;
            next = after;
            if std::mem::replace(&mut seen[number], true) {
                return Err(not_plain());
            }
            let mut words = |shown: fn(&str) -> Cow<'_, str>| {
                let text: &str = map.next_value()?;
                let is_plain = !text.is_empty() && text.trim() == text;
                is_plain.then(|| Some(shown(text).into_owned())).ok_or_else(not_plain)
            };
            match key {
                Key::Group(keys) => {
                    let profile = &mut *profile;
                    map.next_value_seed(Group { base, keys, profile, seen: &mut *seen })?;
                }
                Key::Question(field) => {
                    let value = map.next_value_seed(Answer(base.fields.get(*field)))?;
                    profile.answers.set(*field, value);
                }
                Key::Project => profile.project = words(name)?,
                Key::Description => profile.description = words(printable)?,
                Key::Notes => profile.notes = words(printable)?,
            }
        }
        Ok(())
    }
}

/// The answer to a question, written plainly; nothing for null.
struct Answer<'b>(&'b Field);

impl<'de> DeserializeSeed<'de> for Answer<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Option<Value>, D::Error> {
        let not_plain = || D::Error::custom("not plain");
        let choice = |id: &str| self.0.choice(id).ok_or_else(not_plain);
        match &self.0.kind {
            Kind::Number(scale) => match <&RawValue>::deserialize(json)?.get() {
                "null" => Ok(None),
                text => {
                    let number = yaml::number(text).filter(|number| scale.holds(*number));
                    number.map(|number| Some(Value::Number(number))).ok_or_else(not_plain)
                }
            },
            Kind::YesNo => Ok(Option::deserialize(json)?.map(Value::YesNo)),
            Kind::Choice(_) => {
                Option::deserialize(json)?.map(|id| choice(id).map(Value::Choice)).transpose()
            }
            Kind::Several(_) => {
                let Some(ids): Option<Vec<&str>> = Option::deserialize(json)? else {
                    return Ok(None);
                };
                let mut bits = 0;
                for id in ids {
                    let bit = 1 << choice(id)?;
                    if bits & bit != 0 {
                        return Err(not_plain());
                    }
                    bits |= bit;
                }
                Ok(Some(Value::Several(bits)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::{
        prelude::{Just, Strategy, any, prop_oneof},
        prop_assert, prop_assert_eq, proptest,
        sample::{Index, select},
    };
    use serde_json::{Map, Value as Json, json};

    use super::LineReader;
    use crate::{field::Kind, profile::Profile, rulebase::RuleBase, source::Source};

    /// What some line says to a question: mostly an answer, at times nearly one.
    fn answer(kind: &Kind, at: Index) -> Json {
        match kind {
            Kind::Number(scale) => {
                let (least, most) = (scale.least.normalize(), scale.most.normalize());
                let ends = [least, most].map(|end| serde_json::from_str(&end.to_string()).unwrap());
                let odd = [json!(1.50), json!(1e3), json!(-1), json!("5M"), json!(true), json!(2)];
                at.get(&[&ends[..], &odd[..]].concat()).clone()
            }
            Kind::YesNo => at.get(&[json!(true), json!(false), json!(null), json!("yes")]).clone(),
            Kind::Choice(choices) => {
                let ids = choices.iter().map(|choice| json!(choice.id));
                let odd = [json!(choices[0].id.to_uppercase()), json!("?"), json!(null), json!([])];
                at.get(&ids.chain(odd).collect::<Vec<Json>>()).clone()
            }
            Kind::Several(choices) => {
                let [one, last] = [&choices[0].id, &choices[choices.len() - 1].id];
                let lists = [json!([]), json!([one]), json!([last, one]), json!([one, one])];
                at.get(&[&lists[..], &[json!(one), json!(null)]].concat()).clone()
            }
        }
    }

    /// Answers, each in its group or with its whole id.
    fn lines(base: &RuleBase) -> impl Strategy<Value = String> + use<> {
        let fields = base.questions.iter().map(|question| base.fields.get(question.field).clone());
        let fields: Vec<_> = fields.collect();
        let one = (select(fields), any::<Index>(), any::<bool>());
        let others = prop_oneof![
            16 => Just(""),
            1 => Just(r#""weights": {"cost": 2}, "#),
            1 => Just(r#""project": "a\u0041", "project": "b", "#),
            1 => Just("\"notes\": \"é \u{202e}\", "),
            1 => Just(r#""traffic": 5, "#),
            1 => Just(r#""project": " a", "description": "b ", "#),
            1 => Just(r#""project": "", "#),
            1 => Just(r#""notes": "  ", "#),
        ];
        (proptest::collection::vec(one, 0..12), others).prop_map(|(said, others)| {
            let mut line = Map::new();
            for (field, at, whole) in said {
                let answer = answer(&field.kind, at);
                match field.id.split_once('.').filter(|_| !whole) {
                    Some((group, rest)) => {
                        line.entry(group).or_insert_with(|| json!({}))[rest] = answer;
                    }
                    None => {
                        line.insert(field.id, answer);
                    }
                }
            }
            let line = Json::Object(line).to_string();
            line.replacen('{', &["{", others].concat(), 1).replace(", }", "}")
        })
    }

    #[test]
    fn comes_to_what_the_reader_that_knows_places_does() {
        let base = RuleBase::shipped().unwrap();
        let reader = LineReader::new(&base);
        let plain = Cell::new(0);
        proptest!(|(line in lines(&base))| {
            let Some(read) = reader.read(&line) else { return Ok(()) };
            plain.set(plain.get() + 1);
            let known = Profile::read_json(&Source::new("a line", line.as_str()), &base);
            prop_assert!(known.is_ok(), "{line}");
            let known = known.unwrap();
            prop_assert_eq!(&read.answers, &known.answers);
            prop_assert_eq!(read.project, known.project);
            prop_assert_eq!(read.notes, known.notes);
            prop_assert_eq!(read.weights, known.weights);
        });
        assert!(plain.get() > 20, "{}", plain.get());
    }

    #[test]
    fn leaves_to_the_other_reader_what_is_not_plain() {
        let base = RuleBase::shipped().unwrap();
        let reader = LineReader::new(&base);
        for line in [
            "",
            "[]",
            "{} {}",
            r#"{"traffic": {"pattern": "rare"}, "traffic.pattern": "rare"}"#,
            r#"{"traffic": {"pattern": null, "pattern": "rare"}}"#,
            r#"{"traffic": {}, "traffic": {}}"#,
            r#"{"weights": {"cost": 1}}"#,
            r#"{"components": {}}"#,
            r#"{"nothing": 1}"#,
        ] {
            assert!(reader.read(line).is_none(), "{line}");
        }
        assert!(reader.read(r#"{"traffic.pattern": "rare", "team": {}}"#).is_some());
    }
}
