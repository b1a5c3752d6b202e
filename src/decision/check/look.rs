//! Answers looked for again where a record says that they were found, so that a decision watches
//! itself. What moved counts as it is now.

use serde_json::Value as Json;

use super::Checker;
use crate::{
    answer,
    decision::again::{Again, FoundAgain},
    field::{Field, Value},
    profile::{Evidence, Profile, Subject},
    report::{json, plain},
};

impl Checker<'_> {
    /// Looks again for the answers of a profile that stands in a file, and of its components. What
    /// moved takes the place of what is on record. Returns what was found of the whole, and of each
    /// component.
    pub(super) fn look_again(
        &self,
        file: &str,
        profile: &mut Profile,
    ) -> (Vec<Again>, Vec<Vec<Again>>) {
        let whole = self.again(file, profile.known());
        let parts: Vec<_> =
            profile.components.iter().map(|part| self.again(file, part.known())).collect();
        for (subject, value, evidence) in self.moved(&whole) {
            profile.found(subject, value, evidence);
        }
        for (part, again) in profile.components.iter_mut().zip(&parts) {
            for (subject, value, evidence) in self.moved(again) {
                part.found(subject, value, evidence);
            }
        }
        (whole, parts)
    }

    /// Looks for what is known once more.
    fn again(&self, file: &str, known: Vec<(Subject, Value, &Evidence)>) -> Vec<Again> {
        let Some(look) = self.look else { return Vec::new() };
        let known: Vec<_> = known.into_iter().filter(|(.., it)| it.is_in_files()).collect();
        let evidence: Vec<&Evidence> = known.iter().map(|(.., evidence)| *evidence).collect();
        let sights = look.look(file, &evidence);
        let again = |((subject, value, evidence), sight): ((Subject, Value, &Evidence), _)| {
            let field = subject.field(self.base());
            Again::new(field, json(field, value), evidence, sight)
        };
        known.into_iter().zip(sights).map(again).collect()
    }

    /// Lists the answers that moved, with where they stand now.
    fn moved(&self, again: &[Again]) -> Vec<(Subject, Value, Evidence)> {
        let moved = again.iter().filter(|it| it.found == FoundAgain::Moved);
        let moved = moved.filter_map(|it| {
            let subject = Subject::find(self.base(), &it.field)?;
            let value = value(it.now.as_ref()?, subject.field(self.base()))?;
            let because = Some(it.because.clone());
            Some((subject, value, Evidence::new(it.how, it.from.clone(), because)))
        });
        moved.collect()
    }
}

/// Returns an answer as it stands in a report; none where the question does not take it.
fn value(json: &Json, field: &Field) -> Option<Value> {
    let text = match json {
        Json::Array(choices) if choices.is_empty() => "none".to_owned(),
        Json::Array(choices) => choices.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => plain(other),
    };
    answer::parse(&text, field).ok().map(|answer| answer.value)
}
