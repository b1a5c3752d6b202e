//! Reading dimensions, questions, and answers that contradict each other.

use super::{Loader, section, unknown, yaml_text};
use crate::{
    condition::{CONDITION_WORDS, Condition},
    field::Field,
    problem::Code,
    reader::{Mapping, Reader, is_id},
    rulebase::{
        Contradiction, Dimension, DimensionId, Question,
        question::{Draft, PROFILE_KEYS},
    },
    yaml::{self, Node, Span},
};

impl Loader {
    pub(super) fn dimensions(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let own =
            file.get("dimension").filter(|node| matches!(node.content, yaml::Content::Mapping(_)));
        let listed = file
            .get("dimensions")
            .and_then(|node| reader.sequence(node, "`dimensions`"))
            .unwrap_or_default();
        for node in own.into_iter().chain(listed) {
            self.dimension(node, reader);
        }
    }

    fn dimension(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let mapping =
            reader.mapping(node, "a dimension", &["id", "name", "about", "weight", "silence"])?;
        let id = reader
            .require(mapping, "id", "a dimension")
            .and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        let mut text = |key: &str| reader.required_text(mapping, key, "a dimension");
        let (name, about) = (text("name"), text("about"));
        let weight = reader
            .require(mapping, "weight", "a dimension")
            .and_then(|node| reader.whole(node, "`weight`", 0..=10));
        let (id, span) = id?;
        let free = self.claim_id("dimension", id, span, reader);
        let dimension = Dimension {
            id: id.to_owned(),
            name: name?,
            about: about?,
            weight: u8::try_from(weight?).ok()?,
        };
        free.then(|| self.dimensions.push(dimension))
    }

    pub(super) fn questions(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let nodes = section(file, "questions", reader);
        for node in nodes {
            // Looked up before the rest is read, so that what is wrong there does not hide it.
            let mapping = reader.unchecked(node);
            let dimension =
                mapping.get("dimension").and_then(|node| self.find_dimension(node, reader));
            let id = mapping
                .get("id")
                .and_then(|node| Some((node.text().filter(|id| is_id(id))?, node.span)));
            let free = id.is_some_and(|(id, span)| self.claim_id("question", id, span, reader));
            let Some(draft) = Draft::read(node, reader).filter(|_| free) else { continue };
            self.refuse_hidden(draft.id, draft.id_span, reader);
            // Added even when something is amiss, so that rules on it are not reported as well.
            let (kind, ordered, uncommon) = (draft.kind, draft.ordered, draft.uncommon);
            let field = Field { id: draft.id.to_owned(), kind, ordered, uncommon, derived: false };
            let Some(field) = self.fields.add(field) else { continue };
            self.questions.push(Question {
                field,
                dimension: dimension.unwrap_or(DimensionId(0)),
                prompt: draft.prompt,
                help: draft.help,
                why: draft.why,
                examples: draft.examples,
                neutral: draft.neutral,
                // See `Loader::cited_questions`.
                cites: Vec::new(),
            });
        }
    }

    /// Reports a question that could not be answered or named in a condition, because its id means
    /// something else.
    fn refuse_hidden(&self, id: &str, span: Span, reader: &mut Reader) {
        let within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
        };
        let ids = || self.fields.iter().map(|(_, field)| field.id.as_str());
        let message = if CONDITION_WORDS.contains(&id) {
            format!("the question `{id}` would be taken for a part of a condition")
        } else if let Some(key) = PROFILE_KEYS.into_iter().find(|key| id == *key || within(id, key))
        {
            format!("the question `{id}` would be taken for the key `{key}` of profiles")
        } else if let Some(other) = ids().find(|other| within(id, other) || within(other, id)) {
            format!(
                "the questions `{id}` and `{other}` cannot both be answered: one is a group of \
                 answers, the other an answer"
            )
        } else {
            return;
        };
        reader.error(Code::DUPLICATE_ID, span, message, "needs another id");
    }

    pub(super) fn find_dimension(&self, node: &Node, reader: &mut Reader) -> Option<DimensionId> {
        let id = reader.text(node, "`dimension`")?;
        let found = self.dimensions.iter().position(|dimension| dimension.id == id);
        if found.is_none() {
            let ids: Vec<&str> =
                self.dimensions.iter().map(|dimension| dimension.id.as_str()).collect();
            unknown("dimension", id, node.span, &ids, reader);
        }
        found.and_then(|index| u8::try_from(index).ok()).map(DimensionId)
    }

    /// What questions cite: sources are read after questions.
    pub(super) fn cited_questions(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        for node in section(file, "questions", reader) {
            let mapping = reader.unchecked(node);
            let field = mapping.get("id").and_then(yaml_text).and_then(|id| self.fields.find(id));
            let cites = self.cites(mapping.get("cites"), reader);
            if let Some(question) = field.and_then(|field| self.questions.get_mut(field.index())) {
                question.cites = cites;
            }
        }
    }

    pub(super) fn contradictions(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        for node in section(file, "contradictions", reader) {
            if let Some(contradiction) = self.contradiction(node, reader) {
                self.contradictions.push(contradiction);
            }
        }
    }

    fn contradiction(&mut self, node: &Node, reader: &mut Reader) -> Option<Contradiction> {
        let mapping =
            reader.mapping(node, "a contradiction", &["id", "when", "because", "silence"])?;
        let id = reader
            .require(mapping, "id", "a contradiction")
            .and_then(|node| Some((reader.id(node, "`id`")?, node.span)));
        let when = reader
            .require(mapping, "when", "a contradiction")
            .and_then(|node| Condition::read(node, &self.fields, reader));
        let because = reader
            .require(mapping, "because", "a contradiction")
            .and_then(|node| reader.text(node, "`because`"));
        let (id, span) = id?;
        self.claim_id("contradiction", id, span, reader).then_some(())?;
        Some(Contradiction { id: id.to_owned(), when: when?, because: because?.to_owned() })
    }
}
