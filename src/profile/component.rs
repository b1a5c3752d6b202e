//! The parts of a system: each a profile of its own over the answers that all of them share.

use std::collections::BTreeMap;

use super::{Evidence, Profile, Subject, evidence::Evidences, read::Reading};
use crate::{
    field::{Facts, FieldId, Value},
    problem::{Code, Problem, shorten},
    rulebase::OptionId,
    source::Place,
    yaml::{Entry, Node},
};

/// What one part says itself. Where a value is none, the part takes away what is shared.
#[derive(Clone, Debug)]
pub struct Component {
    /// What reports call it: its key.
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
    /// How its own answers and assumptions are known.
    pub(super) evidence: Evidences,
    /// Where its name stands.
    pub(super) place: Place,
    /// Where its own expectation stands.
    expected_at: Option<Place>,
    /// Whether nothing stands behind the key of its expectation.
    expects_blank: bool,
    /// Where its answers stand.
    pub(super) places: BTreeMap<FieldId, Place>,
}

impl Profile {
    /// Finds a part whose key `expect` has nothing behind it: a value that was deleted, where `null`
    /// says that nothing is expected.
    pub fn blank_expectation(&self) -> Option<&Place> {
        self.components.iter().find(|part| part.expects_blank)?.expected_at.as_ref()
    }

    /// Returns a part written out: what is shared, with what the part says itself in its place.
    pub fn part(&self, component: &Component) -> Self {
        // Without the other parts, of which there may be thousands.
        let mut part = Self {
            project: Some(match &self.project {
                Some(project) => format!("{project}: {}", component.name),
                None => component.name.clone(),
            }),
            description: component.description.clone(),
            notes: component.notes.clone(),
            archetype: self.archetype.clone(),
            skipped: self.skipped.clone(),
            answers: self.answers.clone(),
            assumptions: self.assumptions.clone(),
            weights: self.weights_of(component),
            expect: component.expect.unwrap_or(self.expect),
            components: Vec::new(),
            evidence: self.evidence.clone(),
            expected_at: Some(component.expected_at.as_ref().unwrap_or(&component.place).clone()),
            places: self.places.clone(),
            warnings: self.warnings.clone(),
        };
        for (field, value) in &component.answers {
            part.answers.set(*field, *value);
        }
        for (field, value) in &component.assumptions {
            part.assumptions.set(*field, *value);
        }
        part.evidence.extend(&component.evidence);
        part.places.extend(component.places.iter().map(|(field, place)| (*field, place.clone())));
        part
    }

    /// Returns what each dimension weighs in a part.
    pub(super) fn weights_of(&self, component: &Component) -> Vec<u8> {
        let mut weights = self.weights.clone();
        for (dimension, weight) in &component.weights {
            if let Some(slot) = weights.get_mut(*dimension) {
                *slot = *weight;
            }
        }
        weights
    }

    /// Returns the parts by name, each written out.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Self)> {
        self.components.iter().map(|component| (component.name.as_str(), self.part(component)))
    }

    /// Returns the part of a name, written out.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn find_part(&self, name: &str) -> Result<Self, Problem> {
        let found = self.components.iter().find(|component| component.name == name);
        found.map(|component| self.part(component)).ok_or_else(|| self.no_part(name))
    }

    pub(super) fn no_part(&self, name: &str) -> Problem {
        let names = self.components.iter().map(|component| component.name.as_str());
        let problem = Problem::unknown("component", name, names, None);
        if self.components.is_empty() {
            problem.help("the profile has no `components`")
        } else {
            problem
        }
    }
}

impl Component {
    /// Returns its own answer to a question, or what it assumes itself.
    pub(super) fn value(&self, subject: Subject) -> Option<Value> {
        match subject {
            Subject::Question(field) => self.answers.get(&field).copied().flatten(),
            Subject::Assumption(field) => self.assumptions.get(&field).copied().flatten(),
        }
    }

    /// Lists its own answers and assumptions of which it is said how they are known.
    pub fn known(&self) -> Vec<(Subject, Value, &Evidence)> {
        self.evidence.counting(|subject| self.value(subject))
    }

    /// Answers a question for this part alone, or makes an assumption, and says how that is known.
    pub fn found(&mut self, subject: Subject, value: Value, evidence: Evidence) {
        match subject {
            Subject::Question(field) => self.answers.insert(field, Some(value)),
            Subject::Assumption(field) => self.assumptions.insert(field, Some(value)),
        };
        self.evidence.insert(subject, value, evidence);
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
        let mut own = Reading::new(profile, self.base, self.reader);
        let mut expected: Option<&Node> = None;
        if !entry.value.is_null() {
            for inner in own.reader.entries(&entry.value, "a component")? {
                let label = match inner.key.as_ref() {
                    "project" => "its name is its key",
                    "archetype" | "skipped" => "the interview is about the whole",
                    "components" => "parts have no parts",
                    key => {
                        if key == "expect" {
                            expected = Some(&inner.value);
                        }
                        continue;
                    }
                };
                let message = format!("`{}` means nothing within a component", inner.key);
                own.reader.error(Code::UNKNOWN_KEY, inner.key_span, message, label);
            }
            let mapping = own.reader.unchecked(&entry.value);
            own.keys(mapping, true);
        }
        let Reading { cleared, cleared_assumptions, profile, .. } = own;
        let weights = profile.weights.iter().copied().enumerate();
        Some(Component {
            name: name.to_owned(),
            answers: own_values(cleared, &profile.answers),
            assumptions: own_values(cleared_assumptions, &profile.assumptions),
            weights: weights.filter(|(_, weight)| *weight != NOT_GIVEN).collect(),
            expect: expected.map(|_| profile.expect),
            place,
            expected_at: profile.expected_at,
            expects_blank: expected.is_some_and(Node::is_blank),
            places: profile.places,
            evidence: profile.evidence,
            description: profile.description,
            notes: profile.notes,
        })
    }
}

/// Puts what is taken away and what is given together. Of an answer that is given in one spelling
/// and null in another, the answer counts.
fn own_values(cleared: Vec<FieldId>, given: &Facts) -> BTreeMap<FieldId, Option<Value>> {
    let given = given.known().map(|(field, value)| (field, Some(value)));
    cleared.into_iter().map(|field| (field, None)).chain(given).collect()
}
