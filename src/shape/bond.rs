//! How keys of one mapping depend on each other.

use crate::{
    problem::{Code, Problem},
    reader::{Mapping, Reader},
    yaml::Node,
};

/// How keys of one mapping depend on each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bond {
    pub(crate) when: When,
    pub(crate) then: Then,
    /// What to say where it is not kept, with `{owner}` and `{key}` to be filled in; none for what
    /// is usually said.
    pub(crate) message: Option<&'static str>,
    /// What to write under the place.
    pub(crate) label: Option<&'static str>,
    /// What to do where none of several keys is there.
    pub(crate) help: Option<&'static str>,
}

/// When a bond matters.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    Always,
    /// Where this key is there.
    There(&'static str),
    /// Where none of these keys is there.
    Missing(&'static [&'static str]),
    /// Where this key says one of these words.
    Says(&'static str, &'static [&'static str]),
}

/// What must then be so.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Then {
    /// All of these keys are there.
    Needs(&'static [&'static str]),
    /// None of these keys is there.
    Bars(&'static [&'static str]),
    /// Exactly one of these keys is there.
    OneOf(&'static [&'static str]),
    /// At least one of these keys is there.
    SomeOf(&'static [&'static str]),
}

impl Bond {
    /// Makes a bond that is worded as usual where it is not kept.
    pub(crate) const fn new(when: When, then: Then) -> Self {
        Self { when, then, message: None, label: None, help: None }
    }

    /// Says something else where it is not kept; `{owner}` and `{key}` are filled in.
    pub(crate) const fn message(self, message: &'static str) -> Self {
        Self { message: Some(message), ..self }
    }

    /// Writes something else under the place; where exactly one key must be there, only under the
    /// second one.
    pub(crate) const fn label(self, label: &'static str) -> Self {
        Self { label: Some(label), ..self }
    }

    /// Says what to do where none of several keys is there.
    pub(crate) const fn help(self, help: &'static str) -> Self {
        Self { help: Some(help), ..self }
    }

    /// Reports where it is not kept.
    pub(super) fn check(&self, mapping: Mapping<'_>, owner: &str, reader: &mut Reader) {
        // Null says nothing here either.
        let entry = |key: &str| mapping.entry(key).filter(|entry| !entry.value.is_null());
        let there = |key: &str| entry(key).is_some();
        let matters = match self.when {
            When::Always => true,
            When::There(key) => there(key),
            When::Missing(keys) => !keys.iter().any(|key| there(key)),
            When::Says(key, words) => {
                mapping.get(key).and_then(Node::text).is_some_and(|word| words.contains(&word))
            }
        };
        if !matters {
            return;
        }
        let first = mapping.span().first();
        match self.then {
            Then::Needs(keys) => {
                for key in keys.iter().filter(|key| mapping.get(key).is_none()) {
                    let message = self.worded(owner, key, "{owner}: `{key}` is missing");
                    let label = format!("needs `{key}`");
                    reader.error(Code::MISSING, first, message, self.label.unwrap_or(&label));
                }
            }
            Then::Bars(keys) => {
                for entry in keys.iter().filter_map(|key| entry(key)) {
                    let message = self.worded(owner, &entry.key, "{owner}: not with `{key}`");
                    let label = self.label.unwrap_or("means nothing here");
                    reader.error(Code::UNKNOWN_KEY, entry.key_span, message, label);
                }
            }
            Then::OneOf(keys) => {
                let mut given = keys.iter().filter_map(|key| entry(key));
                let several = count(keys.len());
                match (given.next(), given.next()) {
                    (None, _) => {
                        let usual = format!("{{owner}} must have {}", choice(keys));
                        let message = self.worded(owner, "", &usual);
                        let label = format!("needs one of the {several}");
                        reader.error(Code::MISSING, first, message, label);
                    }
                    (Some(one), Some(other)) => {
                        let message = format!("{owner} has both `{}` and `{}`", one.key, other.key);
                        let usual = format!("one of the {several} is enough");
                        let label = self.label.unwrap_or(&usual);
                        reader.error(Code::UNKNOWN_KEY, other.key_span, message, label);
                    }
                    (Some(_), None) => {}
                }
            }
            Then::SomeOf(keys) => {
                if !keys.iter().any(|key| there(key)) {
                    let usual = format!("{{owner}} must have {}", choice(keys));
                    let message = self.worded(owner, "", &usual);
                    let span = mapping.get("id").map_or(mapping.span(), |id| id.span);
                    let problem = Problem::error(Code::MISSING, message)
                        .at(reader.place(span), self.label.unwrap_or("needs one of them"));
                    reader.report(self.help.into_iter().fold(problem, Problem::help));
                }
            }
        }
    }

    fn worded(&self, owner: &str, key: &str, usual: &str) -> String {
        self.message.unwrap_or(usual).replace("{owner}", owner).replace("{key}", key)
    }
}

/// "either `a` or `b`", "one of `a`, `b` and `c`".
fn choice(keys: &[&str]) -> String {
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    match quoted.split_last() {
        Some((last, [one])) => format!("either {one} or {last}"),
        Some((last, others)) => format!("one of {} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn count(number: usize) -> &'static str {
    match number {
        2 => "two",
        3 => "three",
        _ => "keys",
    }
}
