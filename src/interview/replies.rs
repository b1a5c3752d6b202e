//! Replies to an interview from a file, as they would be typed:
//!
//! ```yaml
//! traffic.requests_per_month: 5M
//! latency.cold_start_ok: yes
//! clients: [web, mobile]
//! ```

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    answer,
    field::{FieldId, Value},
    problem::{Code, Problem, Problems},
    reader::Reader,
    rulebase::{Question, RuleBase},
    source::Source,
    suggest,
    yaml::{self, Content, Entry},
};

/// Reads the replies of a file: a mapping of questions to what would be typed.
///
/// # Errors
/// Everything that names no question, or is no reply to the question that it names.
pub fn read(source: &Arc<Source>, base: &RuleBase) -> Result<BTreeMap<FieldId, Value>, Problems> {
    let root = yaml::parse(source)?;
    let Content::Mapping(entries) = &root.content else {
        let message = "expected a mapping of questions to replies";
        let place = root.span.place(source);
        return Err(Problem::error(Code::WRONG_TYPE, message).at(place, "not a mapping").into());
    };
    let (mut replies, mut problems) = (BTreeMap::new(), Problems::new());
    let mut reader = Reader::new(source);
    for entry in entries {
        let is_asked = |question: &&Question| base.fields.get(question.field).id == entry.key;
        let Some(question) = base.questions.iter().find(is_asked) else {
            problems.push(unknown(entry, source, base));
            continue;
        };
        let field = base.fields.get(question.field);
        let reply = answer::read(&entry.value, field, &mut reader);
        replies.extend(reply.map(|reply| (question.field, reply.value)));
    }
    problems.extend(reader.finish());
    problems.or(replies)
}

/// Says that there is no such question, and which may be meant.
fn unknown(entry: &Entry, source: &Arc<Source>, base: &RuleBase) -> Problem {
    let known =
        || base.questions.iter().map(|question| base.fields.get(question.field).id.as_str());
    let group = format!("{}.", entry.key);
    let message = format!("there is no question `{}`", entry.key);
    let problem = Problem::error(Code::UNKNOWN_KEY, message)
        .at(entry.key_span.place(source), "unknown question");
    match known().find(|id| id.starts_with(&group)) {
        Some(inside) => {
            problem.help(format!("replies name questions in full, such as `{inside}: …`"))
        }
        None => problem.suggest(suggest::nearest(&entry.key, known())),
    }
}
