//! What a record must look like, and reading it with everything that does not.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};

use crate::{
    analysis::confidence::{Confidence, EARLIER},
    profile::MOST_WEIGHT,
    reader::Reader,
    report::VerdictWord,
    rulebase::rule::MOST_POINTS,
    words::Worded,
    yaml::Node,
};

/// What a value must look like.
pub(super) enum Form {
    Text,
    Day,
    Amount,
    Whole(i64, i64),
    Word(fn() -> Vec<&'static str>),
    /// A list of texts.
    Texts,
    /// A mapping of ids to values that look alike.
    ById(&'static Form),
    /// A mapping of known keys, each with whether it must be there.
    Keys(&'static [(&'static str, bool, Form)]),
    /// What is read elsewhere.
    Other,
}

/// Lists the words for confidence: those of today, and those of earlier versions.
fn confidence_words() -> Vec<&'static str> {
    Confidence::names().chain(EARLIER.map(|(word, _)| word)).collect()
}

/// What stands under `whereto` in the front matter.
pub(super) const RECORD: Form = Form::Keys(&[
    ("form", true, Form::Other),
    ("recommendation", false, Form::Text),
    ("chosen", false, Form::Text),
    ("because", false, Form::Text),
    ("verdict", true, Form::Word(|| VerdictWord::names().collect())),
    ("confidence", true, Form::Word(confidence_words)),
    // Two of them can be told apart without running over.
    ("scores", true, Form::ById(&Form::Whole(i64::MIN / 2, i64::MAX / 2))),
    ("weights", true, Form::ById(&Form::Whole(0, MOST_WEIGHT as i64))),
    (
        "rules",
        true,
        Form::ById(&Form::Keys(&[
            ("dimension", true, Form::Text),
            ("points", false, Form::ById(&Form::Whole(-(MOST_POINTS as i64), MOST_POINTS as i64))),
            ("excludes", false, Form::Texts),
        ])),
    ),
    ("answers", true, Form::Text),
    (
        "rule_base",
        true,
        Form::Keys(&[
            ("name", true, Form::Text),
            ("version", true, Form::Text),
            ("digest", true, Form::Text),
            ("reviewed", true, Form::Day),
        ]),
    ),
    (
        "packs",
        false,
        Form::ById(&Form::Keys(&[("version", true, Form::Text), ("digest", true, Form::Text)])),
    ),
    ("price_book", false, Form::Keys(&[("name", true, Form::Text), ("reviewed", true, Form::Day)])),
    ("monthly_cost_usd", false, Form::ById(&Form::Amount)),
    ("profile", true, Form::Other),
]);

impl Form {
    /// Reads a node as a value that serde knows, with everything that is not as it must be
    /// reported; `what` says what the node is.
    pub(super) fn read(&self, node: &Node, what: &str, reader: &mut Reader) -> Json {
        match self {
            Self::Text => reader.text(node, what).into(),
            Self::Day => parsed::<Date>(node, what, "a day such as 2027-03-31", reader),
            Self::Amount => parsed::<Decimal>(node, what, "an amount such as \"12.50\"", reader),
            Self::Whole(least, most) => reader.whole(node, what, *least..=*most).into(),
            Self::Word(words) => {
                let words = words();
                let word = node.text().filter(|text| words.contains(text));
                if word.is_none() {
                    reader.wrong_type(node, what, &format!("one of {}", words.join(", ")));
                }
                word.into()
            }
            Self::Texts => {
                reader.texts(node, what).into_iter().map(|(text, _)| text.to_owned()).collect()
            }
            Self::ById(form) => {
                let entries = reader.entries(node, what).unwrap_or_default();
                let read = entries.iter().map(|entry| {
                    let value = form.read(&entry.value, &format!("`{}`", entry.key), reader);
                    (entry.key.to_string(), value)
                });
                Json::Object(read.collect())
            }
            Self::Keys(keys) => {
                let known: Vec<&str> = keys.iter().map(|(key, ..)| *key).collect();
                let Some(map) = reader.mapping(node, what, &known) else { return Json::Null };
                let mut read = Map::new();
                for (key, is_required, form) in *keys {
                    let there = map.get(key);
                    if there.is_none() && *is_required {
                        reader.require(map, key, what);
                    }
                    let value = there.map(|node| form.read(node, &format!("`{key}`"), reader));
                    read.extend(value.map(|value| ((*key).to_owned(), value)));
                }
                Json::Object(read)
            }
            Self::Other => Json::Null,
        }
    }
}

fn parsed<T: std::str::FromStr>(
    node: &Node,
    what: &str,
    expected: &str,
    reader: &mut Reader,
) -> Json {
    let text = node.text().filter(|text| text.parse::<T>().is_ok());
    if text.is_none() {
        reader.wrong_type(node, what, expected);
    }
    text.into()
}
