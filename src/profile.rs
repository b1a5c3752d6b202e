//! The profile: what people answered about their project, read from YAML and checked against the
//! questions.
//!
//! ```yaml
//! project: shop
//! traffic: {requests_per_month: 5M, pattern: bursty}
//! compliance.regimes: [gdpr]
//! weights: {cost: 5}
//! expect: aws-lambda
//! ```

mod blank;
mod changes;
mod component;
mod evidence;
mod line;
mod read;
mod recognize;
mod subject;
mod weights;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use self::evidence::Evidences;
pub(crate) use self::evidence::{RawEvidence, file_of};
pub(crate) use self::read::{RawAnswers, RawAssumptions, RawProfile, RawWeights};
pub(crate) use self::recognize::first_words;
pub use self::{
    blank::{text, text_with_assumptions},
    component::Component,
    evidence::{Evidence, How},
    line::LineReader,
    recognize::{expects, is_profile},
    subject::Subject,
    weights::weight,
    write::{compact, key, short},
};
use crate::{
    field::{Facts, FieldId, Value},
    problem::{Code, Problem, Problems},
    rulebase::{OptionId, RuleBase, prices::ASSUMPTIONS, question::PROFILE_KEYS},
    source::Place,
};

/// The most that a dimension may weigh.
pub const MOST_WEIGHT: u8 = 10;

/// Answers about one project, with what goes with them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Profile {
    /// The project's name.
    pub project: Option<String>,
    /// What it is, for people.
    pub description: Option<String>,
    /// Anything else, for people.
    pub notes: Option<String>,
    /// The id of what is being built; it orders the interview and counts for nothing else.
    pub archetype: Option<String>,
    /// The questions that were asked and left open.
    pub skipped: BTreeSet<FieldId>,
    /// The answers; derived fields are unknown here.
    pub answers: Facts,
    /// What the profile says itself of what the price book would assume, by the numbers of the
    /// book's fields.
    pub assumptions: Facts,
    /// What each dimension weighs: the profile's own figure, or the rule base's.
    pub weights: Vec<u8>,
    /// The recommendation that a check holds this profile to.
    pub expect: Option<OptionId>,
    /// The parts of a system, each with answers of its own over these; none for a project that is
    /// one thing.
    pub components: Vec<Component>,
    /// How answers and assumptions are known.
    evidence: Evidences,
    /// Where the expectation stands.
    expected_at: Option<Place>,
    /// Where each answer stands.
    places: BTreeMap<FieldId, Place>,
    /// What is odd about how it is written.
    pub(crate) warnings: Problems,
}

impl Profile {
    /// Makes a profile with nothing answered.
    pub fn blank(base: &RuleBase) -> Self {
        Self {
            project: None,
            description: None,
            notes: None,
            archetype: None,
            skipped: BTreeSet::new(),
            answers: Facts::unknown(base.fields.len()),
            // Hardly any profile assumes anything.
            assumptions: Facts::default(),
            weights: base.weights(),
            expect: None,
            components: Vec::new(),
            evidence: Evidences::default(),
            expected_at: None,
            places: BTreeMap::new(),
            warnings: Problems::new(),
        }
    }

    /// Returns where an answer stands; none when it was not read from a text.
    pub fn place(&self, field: FieldId) -> Option<&Place> {
        self.places.get(&field)
    }

    /// Returns where it says what it expects: the key, also where nothing stands behind it, or for a
    /// part of a system that shares an expectation, its name.
    pub fn expected_at(&self) -> Option<&Place> {
        self.expected_at.as_ref()
    }

    /// Returns how the answer to a question, or an assumption, is known; none when nothing says so,
    /// or when what does is about another answer than that given now.
    pub fn evidence(&self, subject: Subject) -> Option<&Evidence> {
        let (of, evidence) = self.evidence.get(subject)?;
        (self.value(subject)? == *of).then_some(evidence)
    }

    /// Lists the answers and assumptions of which it is said how they are known.
    pub fn known(&self) -> Vec<(Subject, Value, &Evidence)> {
        self.evidence.counting(|subject| self.value(subject))
    }

    /// Answers a question, or makes an assumption, and says how that is known.
    pub fn found(&mut self, subject: Subject, value: Value, evidence: Evidence) {
        match subject {
            Subject::Question(field) => self.answers.set(field, Some(value)),
            Subject::Assumption(field) => self.assumptions.set(field, Some(value)),
        }
        self.evidence.insert(subject, value, evidence);
    }

    /// Returns the answer to a question, or what is assumed.
    pub(crate) fn value(&self, subject: Subject) -> Option<Value> {
        match subject {
            Subject::Question(field) => self.answers.get(field),
            Subject::Assumption(field) => self.assumptions.get(field),
        }
    }

    /// Counts the questions that are answered.
    pub fn answered(&self) -> usize {
        self.answers.known().count()
    }

    /// Warns of answers that cannot all be meant, given what follows from them.
    pub fn contradictions(&self, base: &RuleBase, facts: &Facts) -> Problems {
        let holding = base.contradictions.iter().filter(|it| it.when.holds(facts));
        holding
            .map(|contradiction| {
                let fields = contradiction.when.fields();
                let answers: Vec<String> = fields
                    .iter()
                    .filter_map(|field| {
                        let value = facts.get(*field)?;
                        let field = base.fields.get(*field);
                        Some(format!("`{}: {}`", field.id, field.show(value)))
                    })
                    .collect();
                let message = format!("{}: {}", answers.join(" and "), contradiction.because);
                let warning = Problem::warning(Code::CONTRADICTION, message);
                let mut places = fields.iter().filter_map(|field| self.place(*field));
                match (places.next(), places.next()) {
                    (Some(first), Some(second)) if first.source == second.source => {
                        warning.at(first.clone(), "this").related(second.clone(), "and this")
                    }
                    (Some(first), _) => warning.at(first.clone(), "this"),
                    _ => warning,
                }
            })
            .collect()
    }
}

/// Returns whether a profile may have a key at its top level.
pub fn is_key(base: &RuleBase, key: &str) -> bool {
    let of_question =
        |id: &str| id == key || id.strip_prefix(key).is_some_and(|rest| rest.starts_with('.'));
    PROFILE_KEYS.contains(&key) || base.ids_of_questions().any(of_question)
}

/// Finds the assumption that is meant where its name stands in another place, as among the
/// questions on cost.
fn assumption_meant<'b>(base: &'b RuleBase, path: &str) -> Option<&'b str> {
    let id = base.prices.find_assumption(path.rsplit('.').next().unwrap_or(path))?;
    Some(&base.prices.fields.get(id).id)
}

/// Finds the question that had another id before, and says what it is called now.
fn renamed(base: &RuleBase, id: &str) -> Option<String> {
    let mut questions = base.questions.iter();
    let question = questions.find(|it| it.formerly.iter().any(|earlier| earlier == id))?;
    Some(format!("it is the question `{}` now", base.fields.get(question.field).id))
}

/// Lists the ids of all assumptions.
fn assumptions(base: &RuleBase) -> impl Iterator<Item = &str> + Clone {
    base.prices.fields.iter().filter_map(|(_, field)| field.id.strip_prefix(ASSUMPTIONS))
}

/// Returns what follows a name and a dot.
fn prefixed<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.strip_prefix(name)?.strip_prefix('.')
}
