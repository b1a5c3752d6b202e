//! Reading files of decisions: everything that is wrong with one is reported, with its place.

use std::{collections::HashMap, sync::Arc};

use super::decision::{Decision, Set, SourceKind};
use crate::{
    field::{Facts, FieldId, Value},
    problem::{Code, Problems},
    profile::{Profile, RawAnswers},
    reader::Reader,
    rulebase::{OptionId, Prepared, RuleBase},
    shape::{At, FromNode, Id, Ref, ToOption, ToQuestion, Unread, Whole, WordOf, shape},
    source::{Place, Source},
    words::Worded,
    yaml::{self, Node},
};

shape! {
    /// A decision that was made, with what was known before it.
    pub(crate) struct RawDecision: "a decision", "the decision" {
        required id: Id<'n> = "a few words",
        required title: &'n str = "what it was about",
        required decision: Ref<'n, ToOption> = "the option that was chosen",
        required decided_because: &'n str = "why, as the team tells it, in your own words",
        required summary: &'n str = "what was special about the project, in half a line",
        optional year: Whole<1990, 2100> = "the year in which it was published",
        optional moved_from: &'n str = "what it ran on before, where there was such a thing",
        optional source_kind: WordOf<SourceKind> = "what kind of text tells of it",
        optional source_title: &'n str = "the title of its source",
        optional source_url: &'n str = "the address of its source",
        optional group: Id<'n> =
            "shared by write-ups of one project; the decision's own id, if left out",
        optional set: WordOf<Set> =
            "whether points may be set with it in sight; `points`, if left out",
        required facts: Unread<'n, RawAnswers> =
            "what was known before the decision, as in a profile",
        optional inferred: Vec<Ref<'n, ToQuestion>> =
            "the questions whose answers the source does not state",
        optional notes: &'n str = "how the facts were read, and anything else",
    }
}

/// Reads the decisions of files.
///
/// # Errors
/// Everything that is wrong with them: text that is not YAML, unknown keys, questions, answers or
/// options that do not exist, two decisions of one id, an answer that is said to be inferred and is
/// not there.
pub fn read(sources: &[Arc<Source>], base: &RuleBase) -> Result<Vec<Decision>, Problems> {
    let (mut decisions, mut problems) = (Vec::new(), Problems::new());
    let mut seen = HashMap::new();
    for source in sources {
        match yaml::read(source) {
            Ok((root, duplicates)) => {
                problems.extend(duplicates);
                let mut reading = Reading { base, reader: Reader::new(source), seen: &mut seen };
                decisions.extend(reading.file(&root));
                problems.extend(reading.reader.finish());
            }
            Err(found) => problems.extend(found),
        }
    }
    problems.or(decisions)
}

/// Returns the decisions that are built in. Those that a pack leaves without a meaning, because it
/// changes what they speak of, are left out.
pub(super) fn shipped(base: &RuleBase) -> Vec<Decision> {
    let (sources, answers, decisions) = RuleBase::prepared_decisions();
    let mut reader = Reader::over(sources.clone());
    let answers = answers.each().iter().map(|answer| {
        Profile::from_parts(answer, None, None, base, &mut reader).answers.known().next()
    });
    let answers: Vec<Option<(FieldId, Value)>> = answers.collect();
    let decisions = decisions.into_iter();
    decisions.filter_map(|it| with_answers(it, &sources, &answers, base)).collect()
}

fn with_answers(
    prepared: Prepared,
    sources: &[Arc<Source>],
    answers: &[Option<(FieldId, Value)>],
    base: &RuleBase,
) -> Option<Decision> {
    let mut facts = Facts::unknown(base.questions.len());
    let own = prepared.facts.iter().filter_map(|answer| *answers.get(*answer)?);
    own.for_each(|(field, value)| facts.set(field, Some(value)));
    let questions = prepared.inferred.iter().filter_map(|id| base.fields.find(id));
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Some(Decision {
        id: prepared.id.to_owned(),
        place: Place { source: Arc::clone(sources.get(prepared.file)?), span: prepared.place },
        title: prepared.title.to_owned(),
        decision: base.find_option(prepared.decision)?,
        because: prepared.decided_because.to_owned(),
        summary: prepared.summary.to_owned(),
        year: prepared.year,
        moved_from: owned(prepared.moved_from),
        source_kind: prepared.source_kind.and_then(SourceKind::named),
        source_title: owned(prepared.source_title),
        source_url: owned(prepared.source_url),
        group: prepared.group.unwrap_or(prepared.id).to_owned(),
        set: prepared.set.and_then(Set::named).unwrap_or(Set::Points),
        facts,
        inferred: questions.filter(|field| !base.fields.get(*field).derived).collect(),
        notes: owned(prepared.notes),
    })
}

struct Reading<'r> {
    base: &'r RuleBase,
    reader: Reader,
    /// Where the decision of each id stands.
    seen: &'r mut HashMap<String, Place>,
}

impl Reading<'_> {
    fn file(&mut self, root: &Node) -> Vec<Decision> {
        let nodes = self.reader.list_of(root, "decisions");
        nodes.iter().filter_map(|node| self.decision(node)).collect()
    }

    fn decision(&mut self, node: &Node) -> Option<Decision> {
        let at = At { owner: "a file of decisions", key: "" };
        let raw = RawDecision::from_node(node, at, &mut self.reader)?;
        let decision = raw.decision.and_then(|option| self.base.find(&option, &mut self.reader));
        let profile = raw
            .facts
            .map(|facts| Profile::from_parts(facts.node, None, None, self.base, &mut self.reader));
        let inferred = raw.inferred.iter().flatten();
        let inferred = inferred.filter_map(|field| self.inferred(field, profile.as_ref()?));
        let inferred = inferred.collect();
        let id = raw.id?;
        let place = self.reader.place(id.span);
        self.reader.is_only(self.seen, "decision", id.text, &place).then_some(())?;
        Some(Decision {
            id: id.text.to_owned(),
            place,
            title: raw.title?.to_owned(),
            decision: OptionId(decision? as u8),
            because: raw.decided_because?.to_owned(),
            summary: raw.summary?.to_owned(),
            year: raw.year.and_then(|year| i16::try_from(year.0).ok()),
            moved_from: raw.moved_from.map(str::to_owned),
            source_kind: raw.source_kind.map(|kind| kind.0),
            source_title: raw.source_title.map(str::to_owned),
            source_url: raw.source_url.map(str::to_owned),
            group: raw.group.unwrap_or(id).text.to_owned(),
            set: raw.set.map_or(Set::Points, |set| set.0),
            facts: profile?.answers,
            inferred,
            notes: raw.notes.map(str::to_owned),
        })
    }

    /// Finds the question of an inferred answer, which must be there.
    fn inferred(&mut self, name: &Ref<'_, ToQuestion>, profile: &Profile) -> Option<FieldId> {
        let number = self.base.find(name, &mut self.reader)?;
        let field = self.base.questions.get(number)?.field;
        // An answer that could not be read has been reported.
        if profile.place(field).is_none() {
            let message = format!("`{}` is said to be inferred, but is not answered", name.text);
            let label = "no answer in `facts`";
            self.reader.error(Code::MISSING, name.span, message, label);
        }
        Some(field)
    }
}

#[cfg(test)]
mod tests {
    use super::shipped;
    use crate::{rulebase::RuleBase, yaml};

    #[test]
    fn all_decisions_that_are_built_in_are_read() {
        let base = RuleBase::shipped().unwrap();
        let (sources, ..) = RuleBase::prepared_decisions();
        let roots = sources.iter().map(|source| yaml::parse(source).unwrap());
        let written: usize = roots.map(|root| root.each().len()).sum();
        let read = super::read(&sources, &base).unwrap();
        assert_eq!([shipped(&base).len(), read.len()], [written; 2]);
        for (prepared, read) in shipped(&base).iter().zip(&read) {
            assert!(prepared == read, "{}", read.id);
        }
    }
}
