//! The parts of a system: each a profile of its own over the answers that all of them share.

use std::collections::BTreeMap;

use super::{Change, Profile, Reading, prefixed};
use crate::{
    field::{FieldId, Value},
    problem::{Code, Problem, Problems, shorten},
    rulebase::{OptionId, RuleBase},
    source::Place,
    yaml::{Entry, Node},
};

/// What one part says itself. Where a value is none, the part takes away what is shared.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub description: Option<String>,
    /// Anything else, for people.
    pub notes: Option<String>,
    /// Its own answers.
    pub answers: BTreeMap<FieldId, Option<Value>>,
    /// Its own assumptions, by the numbers of the price book's fields.
    pub assumptions: BTreeMap<FieldId, Option<Value>>,
    /// Its own weights, by the numbers of the dimensions.
    pub weights: BTreeMap<usize, u8>,
    /// The recommendation that a check holds it to.
    pub expect: Option<Option<OptionId>>,
    /// Where its name stands.
    place: Place,
    /// Where its own expectation stands.
    expected_at: Option<Place>,
    /// Where its answers stand.
    places: BTreeMap<FieldId, Place>,
}

/// What the paths of answers of parts start with.
const COMPONENTS: &str = "components.";

impl Profile {
    /// A part written out: what is shared, with what the part says itself in its place.
    pub fn part(&self, component: &Component) -> Self {
        let mut part = self.clone();
        part.components = Vec::new();
        part.project = Some(match &self.project {
            Some(project) => format!("{project}: {}", component.name),
            None => component.name.clone(),
        });
        part.description.clone_from(&component.description);
        part.notes.clone_from(&component.notes);
        for (field, value) in &component.answers {
            part.answers.set(*field, *value);
        }
        for (field, value) in &component.assumptions {
            part.assumptions.set(*field, *value);
        }
        for (dimension, weight) in &component.weights {
            if let Some(slot) = part.weights.get_mut(*dimension) {
                *slot = *weight;
            }
        }
        if let Some(expect) = component.expect {
            part.expect = expect;
        }
        part.expected_at = Some(component.expected_at.as_ref().unwrap_or(&component.place).clone());
        part.places.extend(component.places.iter().map(|(field, place)| (*field, place.clone())));
        part
    }

    /// The parts by name, each written out.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Self)> {
        self.components.iter().map(|component| (component.name.as_str(), self.part(component)))
    }

    /// The part of a name, written out.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn find_part(&self, name: &str) -> Result<Self, Problem> {
        let found = self.components.iter().find(|component| component.name == name);
        found.map(|component| self.part(component)).ok_or_else(|| self.no_part(name))
    }

    fn no_part(&self, name: &str) -> Problem {
        let names: Vec<&str> =
            self.components.iter().map(|component| component.name.as_str()).collect();
        let problem = Problem::unknown("component", name, names.iter().copied(), None);
        if names.is_empty() { problem.help("the profile has no `components`") } else { problem }
    }

    /// Changes what a part says itself, where a path such as `components.api.traffic.pattern` names
    /// one.
    pub(super) fn set_in_part(
        &mut self,
        base: &RuleBase,
        path: &str,
        value: &str,
    ) -> Option<Result<(), Problems>> {
        let rest = path.strip_prefix(COMPONENTS)?;
        let within = |component: &&mut Component| prefixed(rest, &component.name).is_some();
        // The longest name, since names may have dots in them.
        let found =
            self.components.iter_mut().filter(within).max_by_key(|component| component.name.len());
        let Some(component) = found else {
            let is_part = self.components.iter().any(|component| component.name == rest);
            let name = rest.split('.').next().unwrap_or(rest);
            let problem = match is_part {
                true => Problem::error(
                    Code::UNKNOWN_KEY,
                    format!("`--set`: `{path}` is a part, not a question"),
                )
                .help(format!(
                    "answer its questions one by one, as in `--set {path}.QUESTION=ANSWER`"
                )),
                false => self.no_part(name),
            };
            return Some(Err(problem.into()));
        };
        let field = prefixed(rest, &component.name).unwrap_or_default();
        Some(Change::read(base, path, field, value).map(|change| match change {
            Change::Answer(field, value, place) => {
                component.answers.insert(field, value);
                component.places.insert(field, place);
            }
            Change::Assumption(field, value) => {
                component.assumptions.insert(field, value);
            }
        }))
    }

    /// Parts in which nothing can count.
    pub(super) fn weightless_parts(&self) -> Problems {
        let weightless = self
            .components
            .iter()
            .filter(|it| self.part(it).weights.iter().all(|weight| *weight == 0));
        weightless
            .map(|component| {
                let message =
                    format!("all weights of `{}` are zero, so nothing can count", component.name);
                Problem::error(Code::OUT_OF_RANGE, message)
                    .at(component.place.clone(), "at least one dimension must weigh something")
            })
            .collect()
    }
}

/// Stands for a weight that a part does not give.
const NOT_GIVEN: u8 = u8::MAX;

impl Reading<'_, '_> {
    pub(super) fn components(&mut self, node: &Node) {
        let Some(entries) = self.reader.entries(node, "`components`") else { return };
        for entry in entries {
            if let Some(component) = self.component(entry) {
                self.profile.components.push(component);
            }
        }
    }

    fn component(&mut self, entry: &Entry) -> Option<Component> {
        let place = self.reader.place(entry.key_span);
        let name = entry.key.trim();
        if name.is_empty() || name.contains(char::is_control) {
            let message = format!("`{}` cannot be the name of a component", shorten(&entry.key));
            let problem =
                Problem::error(Code::WRONG_TYPE, message).at(place, "expected a name in one line");
            self.reader.report(problem);
            return None;
        }
        let mut profile = Profile::blank(self.base);
        profile.weights.fill(NOT_GIVEN);
        let mut own = Reading {
            base: self.base,
            reader: &mut *self.reader,
            profile,
            cleared: Vec::new(),
            cleared_assumptions: Vec::new(),
        };
        let mut expect = None;
        let entries = if entry.value.is_null() {
            &[]
        } else {
            own.reader.entries(&entry.value, "a component")?
        };
        for entry in entries {
            match entry.key.as_ref() {
                key @ ("project" | "components") => {
                    let message = format!("`{key}` means nothing within a component");
                    let label = if key == "project" {
                        "its name is its key"
                    } else {
                        "parts have no parts"
                    };
                    own.reader.error(Code::UNKNOWN_KEY, entry.key_span, message, label);
                }
                key => {
                    own.top(entry);
                    if key == "expect" {
                        expect = Some(own.profile.expect);
                    }
                }
            }
        }
        let (cleared, cleared_assumptions, profile) =
            (own.cleared, own.cleared_assumptions, own.profile);
        let answers = profile.answers.known().map(|(field, value)| (field, Some(value)));
        let assumptions = profile.assumptions.known().map(|(field, value)| (field, Some(value)));
        let weights =
            profile.weights.iter().copied().enumerate().filter(|(_, weight)| *weight != NOT_GIVEN);
        Some(Component {
            name: name.to_owned(),
            // Of an answer that is given in one spelling and null in another, the answer counts.
            answers: cleared.into_iter().map(|field| (field, None)).chain(answers).collect(),
            assumptions: cleared_assumptions
                .into_iter()
                .map(|field| (field, None))
                .chain(assumptions)
                .collect(),
            weights: weights.collect(),
            expect,
            place,
            expected_at: profile.expected_at,
            places: profile.places,
            description: profile.description,
            notes: profile.notes,
        })
    }
}
