//! Reading a profile: from YAML or JSON, or as a part of something else.

use std::sync::Arc;

use super::{Evidence, Profile, RawEvidence, Subject};
use super::{assumption_meant, assumptions, renamed};
use crate::{
    answer,
    field::{Field, FieldId, Value},
    problem::{
        Code, Problem, Problems, shorten,
        text::{name, printable},
    },
    reader::{Mapping, Reader},
    rulebase::{RuleBase, prices::ASSUMPTIONS, question::PROFILE_KEYS},
    shape::{
        At, Form, FromNode, Keyed, Ref, ToArchetype, ToOption, ToQuestion, Unread, WordOf, forms,
        shape,
    },
    source::Source,
    yaml::{self, Content, Entry, Node},
};

shape! {
    /// What a profile says besides its answers, whose keys are those of the questions.
    pub(crate) struct RawProfile: "a profile" {
        optional project: &'n str = "the project's name",
        optional description: &'n str = "what the project is, for people",
        optional notes: &'n str = "anything else, for people",
        optional archetype: Ref<'n, ToArchetype> =
            "what is being built, of `archetypes` of the rule base",
        optional skipped: Vec<Ref<'n, ToQuestion>> =
            "the questions that were asked and not answered; the interview leaves them out",
        optional weights: Unread<'n, RawWeights> =
            "how much each dimension counts, 0 to 10; not all of them 0",
        optional expect: Unread<'n, Ref<'n, ToOption>> =
            "the recommendation that `whereto check` holds this profile to",
        optional assumptions: Unread<'n, RawAssumptions> =
            "what the cost estimate would otherwise assume",
        optional evidence: Unread<'n, RawEvidences> =
            "how answers are known, by their ids and those of assumptions",
        optional components: Unread<'n, RawComponents> =
            "the parts of a system, by name, each with answers of its own over those that all share",
    }
}

forms! {
    /// Answers, by the ids of the questions.
    RawAnswers Form::Keyed(Keyed::Answers),
    /// Weights, by the ids of the dimensions.
    RawWeights Form::Keyed(Keyed::Weights),
    /// Assumptions, by their ids.
    RawAssumptions Form::Keyed(Keyed::Assumptions),
    /// Evidence, by the ids of questions and assumptions.
    RawEvidences Form::Keyed(Keyed::Evidence),
    /// Components, by their names.
    RawComponents Form::Keyed(Keyed::Components),
}

impl Profile {
    /// Reads a profile.
    ///
    /// # Errors
    /// Everything in it that is not as the questions want it.
    pub fn read(source: &Arc<Source>, base: &RuleBase) -> Result<Self, Problems> {
        let (root, duplicates) = yaml::read(source)
            .map_err(|problems| problems.into_iter().map(point_to_init).collect::<Problems>())?;
        Self::from_root(&root, duplicates, source, base)
    }

    /// Reads a profile in JSON.
    ///
    /// # Errors
    /// As for [`Profile::read`].
    pub fn read_json(source: &Arc<Source>, base: &RuleBase) -> Result<Self, Problems> {
        let (root, duplicates) = yaml::json::read(source)?;
        Self::from_root(&root, duplicates, source, base)
    }

    /// Reads a profile that is part of a larger document.
    ///
    /// # Errors
    /// As for [`Profile::read`].
    pub fn read_node(node: &Node, source: &Arc<Source>, base: &RuleBase) -> Result<Self, Problems> {
        Self::from_root(node, Problems::new(), source, base)
    }

    /// Reads a profile whose answers, weights and assumptions are parts of something else; the
    /// reader keeps what is wrong with them.
    pub(crate) fn from_parts(
        answers: &Node,
        weights: Option<&Node>,
        assumptions: Option<&Node>,
        base: &RuleBase,
        reader: &mut Reader,
    ) -> Self {
        let mut reading = Reading::new(Self::blank(base), base, reader);
        for entry in reading.reader.entries(answers, "`facts`").unwrap_or_default() {
            reading.answer(entry, "");
        }
        weights.into_iter().for_each(|node| reading.weights(node));
        assumptions.into_iter().for_each(|node| reading.assumptions(node));
        reading.profile
    }

    fn from_root(
        root: &Node,
        mut problems: Problems,
        source: &Arc<Source>,
        base: &RuleBase,
    ) -> Result<Self, Problems> {
        let mut reader = Reader::new(source);
        let mut reading = Reading::new(Self::blank(base), base, &mut reader);
        if reading.reader.entries(root, "a profile").is_some() {
            let mapping = reading.reader.unchecked(root);
            reading.keys(mapping, false);
        }
        let profile = reading.profile;
        problems.extend(reader.finish());
        if problems.is_empty() {
            problems.extend(profile.weightless_parts());
        }
        if problems.any_error() { Err(problems) } else { Ok(profile) }
    }
}

/// Tells those whose file is empty how to get one that is not.
fn point_to_init(problem: Problem) -> Problem {
    match problem.code {
        Code::EMPTY => problem.help("`whereto init` writes a profile to fill in"),
        _ => problem,
    }
}

/// A profile, or a part of one, while it is read.
pub(super) struct Reading<'b, 'r> {
    pub(super) base: &'b RuleBase,
    pub(super) reader: &'r mut Reader,
    pub(super) profile: Profile,
    /// The questions whose answer is null.
    pub(super) cleared: Vec<FieldId>,
    /// The assumptions that are null.
    pub(super) cleared_assumptions: Vec<FieldId>,
}

impl<'b, 'r> Reading<'b, 'r> {
    pub(super) fn new(profile: Profile, base: &'b RuleBase, reader: &'r mut Reader) -> Self {
        let (cleared, cleared_assumptions) = (Vec::new(), Vec::new());
        Self { base, reader, profile, cleared, cleared_assumptions }
    }
}

impl Reading<'_, '_> {
    /// Reads the keys of a profile, or of one of its components.
    pub(super) fn keys(&mut self, mapping: Mapping<'_>, is_component: bool) {
        let raw = RawProfile::from_mapping(mapping, "a profile", self.reader);
        let words = |text: &str| printable(text).into_owned();
        self.profile.project = raw.project.map(|text| name(text).into_owned());
        self.profile.description = raw.description.map(words);
        self.profile.notes = raw.notes.map(words);
        self.profile.archetype = raw.archetype.and_then(|id| self.archetype(&id));
        raw.skipped.iter().flatten().for_each(|question| self.skipped(question));
        raw.weights.iter().for_each(|weights| self.weights(weights.node));
        let expected = mapping.entry("expect");
        self.profile.expected_at = expected.map(|entry| self.reader.place(entry.key_span));
        raw.expect.iter().for_each(|expect| self.expect(expect.node));
        raw.assumptions.iter().for_each(|assumptions| self.assumptions(assumptions.node));
        if let Some(components) = raw.components.filter(|_| !is_component) {
            self.components(components.node);
        }
        let names = RawProfile::SHAPE.names;
        for entry in mapping.entries().iter().filter(|entry| !names.contains(&entry.key.as_ref())) {
            self.answer(entry, "");
        }
        raw.evidence.iter().for_each(|evidence| self.evidence(evidence.node));
    }

    fn archetype(&mut self, id: &Ref<'_, ToArchetype>) -> Option<String> {
        let found = self.base.find(id, self.reader)?;
        Some(self.base.archetypes[found].id.clone())
    }

    fn skipped(&mut self, question: &Ref<'_, ToQuestion>) {
        let found = self.base.find(question, self.reader);
        self.profile.skipped.extend(found.map(|found| self.base.questions[found].field));
    }

    /// Reads evidence, once the answers are known.
    fn evidence(&mut self, node: &Node) {
        let Some(entries) = self.reader.entries(node, "`evidence`") else { return };
        for entry in entries {
            let Some(subject) = Subject::find(self.base, &entry.key) else {
                let message = format!("there is no question `{}`", shorten(&entry.key));
                let (code, known) = (Code::UNKNOWN_KEY, self.base.ids_of_questions());
                self.reader.refuse(code, message, &entry.key, known, entry.key_span);
                continue;
            };
            let at = At { owner: "`evidence`", key: &entry.key };
            let Some(raw) = RawEvidence::from_node(&entry.value, at, self.reader) else { continue };
            let Some(WordOf(how)) = raw.how else { continue };
            let Some(of) = self.profile.value(subject) else {
                let message =
                    format!("`{}` is not answered, so how it is known says nothing", entry.key);
                let place = self.reader.place(entry.key_span);
                let problem = Problem::warning(Code::UNSUPPORTED, message);
                self.profile.warnings.push(problem.at(place, "evidence for no answer"));
                continue;
            };
            let words = |text: &str| printable(text).into_owned();
            let list = |texts: Option<Vec<&str>>| texts.into_iter().flatten().map(words).collect();
            let (from, with) = (list(raw.from), list(raw.with));
            let evidence = Evidence { how, from, with, because: raw.because.map(words) };
            self.profile.evidence.insert(subject, of, evidence);
        }
    }

    fn expect(&mut self, node: &Node) {
        let ids = self.base.ids_of_options();
        let Some(id) = node.exact_text() else {
            let expected = format!("one of {}", ids.collect::<Vec<_>>().join(", "));
            return self.reader.wrong_type(node, "`expect`", &expected);
        };
        let found = self.base.find_option(id);
        self.profile.expect = self.reader.found(found, "option", id, ids, node.span);
    }

    fn assumptions(&mut self, node: &Node) {
        let Some(entries) = self.reader.entries(node, "`assumptions`") else { return };
        for entry in entries {
            let Some(field) = self.base.prices.find_assumption(&entry.key) else {
                let message = format!("there is no assumption `{}`", shorten(&entry.key));
                if let Some(now) = renamed(self.base, &[ASSUMPTIONS, &entry.key].concat()) {
                    let problem = Problem::error(Code::UNKNOWN_KEY, message);
                    let place = self.reader.place(entry.key_span);
                    self.reader.report(problem.at(place, "renamed").help(now));
                    continue;
                }
                let (code, known) = (Code::UNKNOWN_KEY, assumptions(self.base));
                self.reader.refuse(code, message, &entry.key, known, entry.key_span);
                continue;
            };
            if entry.value.is_null() {
                self.cleared_assumptions.push(field);
                continue;
            }
            let value = self.value(&entry.value, self.base.prices.fields.get(field));
            self.profile.assumptions.set(field, value);
        }
    }

    fn value(&mut self, node: &Node, field: &Field) -> Option<Value> {
        Some(answer::read(node, field, self.reader)?.value)
    }

    /// Reads an answer or a group of them, such as `traffic`, whose fields all start with
    /// `traffic.`.
    fn answer(&mut self, entry: &Entry, prefix: &str) {
        let id = [prefix, &entry.key].concat();
        let field =
            self.base.fields.find(&id).filter(|field| !self.base.fields.get(*field).derived);
        if let Some(field) = field {
            self.field(field, entry);
            return;
        }
        let group = [&id, "."].concat();
        let inside: Vec<&str> =
            self.base.ids_of_questions().filter_map(|known| known.strip_prefix(&group)).collect();
        if inside.is_empty() {
            self.unknown(entry, prefix, &id);
        } else if !entry.value.is_null() {
            match &entry.value.content {
                Content::Mapping(entries) => {
                    entries.iter().for_each(|entry| self.answer(entry, &group))
                }
                _ => {
                    let expected = format!("a mapping of {}", inside.join(", "));
                    self.reader.wrong_type(&entry.value, format_args!("`{id}`"), &expected);
                }
            }
        }
    }

    fn unknown(&mut self, entry: &Entry, prefix: &str, id: &str) {
        let message = format!("there is no question `{}`", shorten(id));
        if let Some(now) = renamed(self.base, id) {
            let problem = Problem::error(Code::UNKNOWN_KEY, message);
            let place = self.reader.place(entry.key_span);
            return self.reader.report(problem.at(place, "renamed").help(now));
        }
        let own = id.strip_prefix(ASSUMPTIONS);
        if let Some(own) = own.filter(|own| self.base.prices.find_assumption(own).is_some()) {
            let place = self.reader.place(entry.key_span);
            let problem = Problem::error(Code::UNKNOWN_KEY, message).at(place, "not a key here");
            return self.reader.report(problem.help(format!("write `assumptions: {{{own}: …}}`")));
        }
        let siblings: Vec<&str> = match prefix {
            "" => PROFILE_KEYS
                .into_iter()
                .chain(self.base.ids_of_questions().map(|id| id.split('.').next().unwrap_or(id)))
                .collect(),
            _ => self
                .base
                .ids_of_questions()
                .filter_map(|known| known.strip_prefix(prefix))
                .collect(),
        };
        let at = entry.key_span;
        let near = assumption_meant(self.base, id)
            .or_else(|| self.reader.nearest(at, &entry.key, siblings.iter().copied()))
            .or_else(|| self.reader.nearest(at, id, self.base.ids_of_questions()))
            .or_else(|| self.reader.nearest(at, &entry.key, self.base.ids_of_questions()));
        let mut problem = Problem::error(Code::UNKNOWN_KEY, message)
            .at(self.reader.place(at), "unknown key")
            .suggest(near);
        if near.is_none() {
            let mut known = siblings;
            known.dedup();
            problem = problem.help(format!("known here: {}", known.join(", ")));
            if prefix.is_empty() && matches!(entry.value.content, Content::Mapping(_)) {
                problem = problem.help("questions of a pack are known with `--pack FILE|DIR`");
            }
        }
        self.reader.report(problem);
    }

    fn field(&mut self, field: FieldId, entry: &Entry) {
        if entry.value.is_null() {
            self.cleared.push(field);
            return;
        }
        if let Some(first) = self.profile.places.get(&field) {
            let message = format!("`{}` is answered twice", self.base.fields.get(field).id);
            let problem = Problem::error(Code::DUPLICATE_KEY, message)
                .at(self.reader.place(entry.key_span), "the second time")
                .related(first.clone(), "the first time");
            self.reader.report(problem);
            return;
        }
        if let Some(value) = self.value(&entry.value, self.base.fields.get(field)) {
            self.profile.answers.set(field, Some(value));
        }
        self.profile.places.insert(field, self.reader.place(entry.value.span));
    }
}

#[cfg(test)]
mod tests {
    use super::{PROFILE_KEYS, RawProfile};

    #[test]
    fn no_question_can_take_a_key_of_profiles() {
        assert_eq!(RawProfile::SHAPE.names, PROFILE_KEYS);
    }
}
