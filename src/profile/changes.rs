//! Changes to a profile from the command line: `--set field=value`.

use std::sync::Arc;

use super::{Component, Profile, Subject};
use super::{assumption_meant, assumptions, prefixed, renamed};
use crate::{
    answer::{self, Answer},
    field::{Field, Value},
    problem::{Code, Problem, Problems},
    rulebase::{RuleBase, prices::ASSUMPTIONS},
    source::{Place, Source},
    suggest,
};

/// What the paths of answers of parts start with.
const COMPONENTS: &str = "components.";

impl Profile {
    /// Changes one answer, as `--set field=value` does; `null` clears it. An assumption is named
    /// `assumptions.NAME`, and what a part says itself `components.NAME.field`.
    ///
    /// # Errors
    /// When there is no such field, it cannot be answered, or the value is not one of its answers.
    pub fn set(&mut self, base: &RuleBase, path: &str, value: &str) -> Result<(), Problems> {
        let Some(rest) = path.strip_prefix(COMPONENTS) else {
            let change = Change::read(base, path, path, value)?;
            match change.subject {
                Subject::Question(field) => {
                    self.answers.set(field, change.value());
                    self.places.insert(field, change.place);
                }
                Subject::Assumption(field) => self.assumptions.set(field, change.value()),
            }
            return Ok(());
        };
        // The longest name, since names may have dots in them.
        let within = |component: &&mut Component| prefixed(rest, &component.name).is_some();
        let found =
            self.components.iter_mut().filter(within).max_by_key(|component| component.name.len());
        let Some(component) = found else { return Err(self.no_path(path, rest).into()) };
        let field = prefixed(rest, &component.name).unwrap_or_default();
        let change = Change::read(base, path, field, value)?;
        match change.subject {
            Subject::Question(field) => {
                component.answers.insert(field, change.value());
                component.places.insert(field, change.place);
            }
            Subject::Assumption(field) => {
                component.assumptions.insert(field, change.value());
            }
        }
        Ok(())
    }

    /// Says why a path leads to no answer of a part.
    fn no_path(&self, path: &str, rest: &str) -> Problem {
        if !self.components.iter().any(|component| component.name == rest) {
            return self.no_part(rest.split('.').next().unwrap_or(rest));
        }
        let message = format!("`--set`: `{path}` is a part, not a question");
        Problem::error(Code::UNKNOWN_KEY, message)
            .help(format!("answer its questions one by one, as in `--set {path}.QUESTION=ANSWER`"))
    }
}

/// What one `--set` asks for.
struct Change {
    subject: Subject,
    /// None for null, which takes an answer away.
    answer: Option<Answer>,
    place: Place,
}

impl Change {
    /// Reads a change of `field`; `path` is how the argument names it.
    fn read(base: &RuleBase, path: &str, field: &str, value: &str) -> Result<Self, Problems> {
        let source = Source::new(format!("--set {path}"), value);
        let (subject, field) = find(base, field)?;
        if value.trim().is_empty() && matches!(subject, Subject::Question(_)) {
            let message = format!("`--set {path}`: there is no value");
            let problem = Problem::error(Code::EMPTY, message);
            let help = "`null` takes an answer away, `[]` means none of a list";
            return Err(problem.help(help).into());
        }
        let answer = answer::parse_yaml(&source, field)?;
        let place = Place { span: 0..source.text().len(), source: Arc::clone(&source) };
        Ok(Self { subject, answer, place })
    }

    fn value(&self) -> Option<Value> {
        self.answer.as_ref().map(|answer| answer.value)
    }
}

/// Finds the question or assumption that a change names.
fn find<'b>(base: &'b RuleBase, field: &str) -> Result<(Subject, &'b Field), Problem> {
    if let Some(subject) = Subject::find(base, field) {
        return Ok((subject, subject.field(base)));
    }
    let renamed = renamed(base, field);
    if let Some(id) = field.strip_prefix(ASSUMPTIONS) {
        if let Some(now) = renamed {
            let message = format!("there is no assumption `{id}`");
            let problem = Problem::error(Code::UNKNOWN_KEY, message).of_argument("--set");
            return Err(problem.help(now));
        }
        let problem = Problem::unknown("assumption", id, assumptions(base), None);
        return Err(Problem { code: Code::UNKNOWN_KEY, ..problem.of_argument("--set") });
    }
    let message = format!("`--set`: there is no question `{field}`");
    let problem = Problem::error(Code::UNKNOWN_KEY, message);
    if let Some(now) = renamed {
        return Err(problem.help(now));
    }
    let known = base.ids_of_questions();
    let inside: Vec<&str> = known.clone().filter(|id| prefixed(id, field).is_some()).collect();
    let near = assumption_meant(base, field).or_else(|| suggest::nearest(field, known));
    Err(match near {
        Some(near) => problem.suggest(Some(near)),
        None if inside.is_empty() => problem.help("`whereto init` lists all questions"),
        None => problem.help(format!("answer its questions one by one: {}", inside.join(", "))),
    })
}
