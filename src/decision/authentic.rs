//! Whether a record says of its rule base what that says, which can be told while it is still the
//! same one.

use super::{
    read::{Decision, RESTORE},
    record::{Basis, RecordedRule},
};
use crate::{
    problem::{Code, Problem, Problems},
    reader::Reader,
    rulebase::RuleBase,
    source::Place,
    yaml::{self, Node},
};

/// Makes sure that a record that was made with this very rule base tells its name and its rules as
/// they are.
///
/// # Errors
/// What it tells otherwise, for then it was edited.
pub(super) fn check(decision: &Decision, base: &RuleBase) -> Result<(), Problems> {
    let record = &decision.record;
    if !record.is_of(base) {
        return Ok(());
    }
    let mut problems = Problems::new();
    let mut edited = |path: [&str; 2], message: String, label: String| {
        let problem = Problem::error(Code::INCONSISTENT, message);
        let problem = match place(decision, path) {
            Some(place) => problem.at(place, label),
            None => problem.help(label),
        };
        problems.push(problem.help(RESTORE));
    };
    let Basis { name, version, .. } = &record.rule_base;
    for (key, told, is) in [("name", name, &base.name), ("version", version, &base.version)] {
        if told != is {
            let message =
                format!("the {key} of the rule base is `{told}`, but by its digest it is `{is}`");
            edited(["rule_base", key], message, format!("expected `{is}`"));
        }
    }
    for (id, told) in &record.rules {
        let rule = base.find_rule(id).map(|rule| RecordedRule::new(base, base.rule(rule)));
        let (message, label) = match rule {
            None => {
                ("is not in the rule base of this digest".to_owned(), "no such rule".to_owned())
            }
            Some(rule) if !told.says_the_same(&rule) => {
                let message = "says something else in the rule base of this digest".to_owned();
                (message, format!("expected `{}`", super::write::rule_line(id, &rule)))
            }
            Some(_) => continue,
        };
        edited(["rules", id], format!("the rule `{id}` {message}"), label);
    }
    problems.or(())
}

/// Finds where a key of a mapping of the record stands.
fn place(decision: &Decision, [mapping, key]: [&str; 2]) -> Option<Place> {
    let root: Node = yaml::parse(&decision.yaml).ok()?;
    let reader = Reader::new(&decision.yaml);
    let ours = reader.unchecked(&root).get(super::read::TOP)?;
    let entry = reader.unchecked(reader.unchecked(ours).get(mapping)?).entry(key)?;
    Some(reader.place(entry.key_span))
}
