//! Dimensions, questions, and answers that contradict each other.

use rust_decimal::Decimal;

use super::Resolver;
use crate::{
    condition::{CONDITION_WORDS, Condition},
    field::{Choice, Field, FieldId, Kind, Scale},
    grid::Grid,
    problem::Code,
    rulebase::{
        Contradiction, Dimension, DimensionId, PackId, Question,
        question::{AnswerKind, Neutral, PROFILE_KEYS},
        raw::{
            self, DimensionOrId,
            questions::{RawDimension, RawGrid, RawNeutral, RawQuestion},
        },
    },
    shape::{At, FromNode, Id},
    yaml::Span,
};

impl<'n> Resolver<'_, 'n> {
    pub(super) fn dimensions(&mut self) -> Vec<Dimension> {
        let mut dimensions = Vec::new();
        for (pack, file) in self.files {
            let own = match &file.dimension {
                Some(DimensionOrId::Whole(raw)) => Some(raw),
                Some(DimensionOrId::Id(_)) | None => None,
            };
            for raw in own.into_iter().chain(file.dimensions.iter().flatten()) {
                if let Some(dimension) = self.dimension(*pack, raw) {
                    let number = DimensionId(dimensions.len() as u8);
                    self.dimensions.insert(raw.id.map_or("", |id| id.text), number);
                    dimensions.push(dimension);
                }
            }
        }
        dimensions
    }

    fn dimension(&mut self, pack: Option<PackId>, raw: &RawDimension<'n>) -> Option<Dimension> {
        let id = raw.id?;
        let free = self.take("dimension", id, pack, raw, &raw.silence);
        let dimension = Dimension {
            id: id.text.to_owned(),
            name: raw.name?.to_owned(),
            about: raw.about?.to_owned(),
            weight: u8::try_from(raw.weight?.0).ok()?,
        };
        free.then_some(dimension)
    }

    pub(super) fn questions(&mut self) -> Vec<Question> {
        let mut questions = Vec::new();
        for (pack, raw) in raw::each(self.files, |file| file.questions.as_ref()) {
            questions.extend(self.question(pack, raw));
        }
        questions
    }

    fn question(&mut self, pack: Option<PackId>, raw: &RawQuestion<'n>) -> Option<Question> {
        let dimension =
            raw.dimension.and_then(|dimension| self.dimensions.find(dimension.id(), self.reader));
        let cites = self.cites(raw.cites.as_deref().unwrap_or_default());
        let kind = raw.kind.and_then(|kind| self.kind(kind.0, raw));
        let neutral = kind.as_ref().map(|kind| self.neutral(kind, raw)).unwrap_or_default();
        let uncommon = kind.as_ref().map(|kind| self.uncommon(kind, raw)).unwrap_or_default();
        let id = raw.id?;
        let free = self.take("question", id, pack, raw, &raw.silence);
        for choice in raw.choices.iter().flat_map(|choices| &choices.list) {
            if let Some(choice) = choice.id {
                let key = (id.text.to_owned(), choice.text.to_owned());
                self.names.places.choices.insert(key, self.reader.place(choice.span));
            }
        }
        let (prompt, help, why) = (raw.prompt?, raw.help?, raw.why?);
        let kind = kind.filter(|_| free)?;
        self.refuse_hidden(id);
        // Added even when its dimension is unknown, so that rules on it are not reported as well.
        let field = Field {
            id: id.text.to_owned(),
            name: raw.name.map_or(id.text, |name| name.0).to_owned(),
            kind,
            ordered: raw.ordered.unwrap_or_default(),
            uncommon,
            derived: false,
        };
        Some(Question {
            field: self.fields.add(field)?,
            dimension: dimension.unwrap_or(DimensionId(0)),
            prompt: prompt.to_owned(),
            help: help.to_owned(),
            why: why.to_owned(),
            examples: raw.examples.iter().flatten().map(|text| (*text).to_owned()).collect(),
            neutral,
            moot: None,
            measured: raw.measured.map(|measured| measured.0),
            cites,
            formerly: raw.formerly.iter().flatten().map(|id| id.text.to_owned()).collect(),
        })
    }

    /// Reads when questions have no meaning, once all of them are known.
    pub(super) fn moot(&mut self, questions: &mut [Question]) {
        for (_, raw) in raw::each(self.files, |file| file.questions.as_ref()) {
            let (Some(id), Some(moot)) = (raw.id, raw.moot) else { continue };
            let condition = Condition::read(moot.node, &self.fields, self.reader);
            let found = self.fields.find(id.text);
            let question = questions.iter_mut().find(|question| Some(question.field) == found);
            let (Some(condition), Some(question)) = (condition, question) else { continue };
            let is_answer =
                |field: &FieldId| *field != question.field && !self.fields.get(*field).derived;
            if condition.fields().iter().all(is_answer) {
                question.moot = Some(condition);
            } else {
                let message = format!("`{}` can be moot with answers to other questions", id.text);
                let label = "expected a condition on these";
                self.reader.error(Code::UNSUPPORTED, moot.node.span, message, label);
            }
        }
    }

    fn kind(&mut self, kind: AnswerKind, raw: &RawQuestion<'n>) -> Option<Kind> {
        match kind {
            AnswerKind::Number => self.scale(raw).map(Kind::Number),
            AnswerKind::YesNo => Some(Kind::YesNo),
            AnswerKind::Choice => self.choices(raw).map(Kind::Choice),
            AnswerKind::Several => self.choices(raw).map(Kind::Several),
        }
    }

    fn choices(&mut self, raw: &RawQuestion<'n>) -> Option<Vec<Choice>> {
        let choices = raw.choices.as_ref()?.list.iter().filter_map(|raw| {
            let (id, means) = (raw.id?, raw.means.unwrap_or_default().to_owned());
            let neutral = raw.neutral.map(str::to_owned);
            let name = raw.name.map_or(id.text, |name| name.0).to_owned();
            Some((Choice { id: id.text.to_owned(), name, means, neutral }, id.span))
        });
        self.distinct(choices.collect())
    }

    /// Reports choices that have the same id; none where there is no choice.
    pub(super) fn distinct(&mut self, list: Vec<(Choice, Span)>) -> Option<Vec<Choice>> {
        let mut choices: Vec<Choice> = Vec::new();
        for (choice, span) in list {
            if choices.iter().any(|other| other.id == choice.id) {
                let message = format!("there are two choices `{}`", choice.id);
                self.reader.error(Code::DUPLICATE_ID, span, message, "the second one");
            }
            choices.push(choice);
        }
        (!choices.is_empty()).then_some(choices)
    }

    /// Reads the numbers of which no rule need speak.
    fn neutral(&mut self, kind: &Kind, raw: &RawQuestion<'n>) -> Vec<Neutral> {
        let Some(neutral) = raw.neutral else { return Vec::new() };
        if !matches!(kind, Kind::Number(_)) {
            let expected = "nothing here, since each choice can be `neutral`";
            self.reader.wrong_type(neutral.node, "`neutral`", expected);
            return Vec::new();
        }
        let at = At { owner: "a question", key: "neutral" };
        let stretches = <Vec<RawNeutral<'_>>>::from_node(neutral.node, at, self.reader);
        let mut all = Vec::new();
        for raw in stretches.unwrap_or_default() {
            let (Some(from), Some(to), Some(because)) = (raw.from, raw.to, raw.because) else {
                continue;
            };
            if from >= to {
                let message = format!(
                    "a neutral stretch ends at {to}, which is not over {from}, where it starts"
                );
                let label = "expected `to` over `from`";
                self.reader.error(Code::OUT_OF_RANGE, raw.mapping.span(), message, label);
            }
            all.push(Neutral { from, to, because: because.to_owned() });
        }
        all
    }

    /// Reads the answers that few projects give, as bits.
    fn uncommon(&mut self, kind: &Kind, raw: &RawQuestion<'n>) -> u64 {
        let mut bits = 0;
        for node in raw.uncommon.iter().flatten().map(|answer| answer.node) {
            match kind {
                Kind::YesNo => {
                    let answer = self.reader.yes_no(node, "an answer in `uncommon`");
                    bits |= answer.map_or(0, |answer| 1 << u64::from(answer));
                }
                Kind::Choice(choices) | Kind::Several(choices) => {
                    let Some(id) = self.reader.exact_text(node, "`uncommon`") else { continue };
                    match choices.iter().position(|choice| choice.id == id) {
                        Some(index) => bits |= 1 << index,
                        None => {
                            let known = choices.iter().map(|choice| choice.id.as_str());
                            self.reader.unknown("choice", id, known, node.span);
                        }
                    }
                }
                Kind::Number(_) => {
                    let expected = "nothing here, since a numeric question has `typical`";
                    self.reader.wrong_type(node, "`uncommon`", expected);
                }
            }
        }
        bits
    }

    fn scale(&mut self, raw: &RawQuestion<'n>) -> Option<Scale> {
        let range = raw.range.as_ref();
        let grid = raw.grid.as_ref().and_then(|grid| self.grid(grid));
        let typical = raw.typical.as_ref().and_then(|typical| Some((typical.from?, typical.to?)));
        let (range, grid, typical) = (range?, grid?, typical?);
        let scale = Scale {
            unit: raw.unit.unwrap_or_default().to_owned(),
            whole: raw.whole.unwrap_or_default(),
            least: range.at_least.or(range.over)?,
            over_least: range.mapping.get("at_least").is_none(),
            most: range.at_most?.0,
            grid,
            typical,
        };
        let (from, to) = typical;
        if scale.least.is_sign_negative()
            || scale.most <= scale.least
            || !scale.holds(from)
            || !scale.holds(to)
            || from > to
        {
            let message = "`range` must start at zero or more and hold all of `typical`";
            self.reader.error(Code::OUT_OF_RANGE, range.mapping.span(), message, "this range");
            return None;
        }
        Some(scale)
    }

    fn grid(&mut self, raw: &RawGrid<'n>) -> Option<Grid> {
        let step = raw.step?.0;
        if raw.mapping.get("digits").is_none() {
            return Some(Grid::linear(step));
        }
        let digits = u32::try_from(raw.digits?.0).ok()?;
        if !is_power_of_ten(step) {
            let message = "`grid`: with `digits`, `step` must be a power of ten";
            let span = raw.mapping.span();
            self.reader.error(Code::WRONG_TYPE, span, message, "expected a power of ten");
            return None;
        }
        Some(Grid::logarithmic(digits, step))
    }

    /// Reports a question that could not be answered or named in a condition, because its id means
    /// something else.
    fn refuse_hidden(&mut self, id: Id<'_>) {
        let Id { text: id, span } = id;
        let within = |inner: &str, outer: &str| {
            inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'))
        };
        let mut ids = self.fields.iter().map(|(_, field)| field.id.as_str());
        let message = if CONDITION_WORDS.contains(&id) {
            format!("the question `{id}` would be taken for a part of a condition")
        } else if let Some(key) = PROFILE_KEYS.into_iter().find(|key| id == *key || within(id, key))
        {
            format!("the question `{id}` would be taken for the key `{key}` of profiles")
        } else if let Some(other) = ids.find(|other| within(id, other) || within(other, id)) {
            format!(
                "the questions `{id}` and `{other}` cannot both be answered: one is a group of \
                 answers, the other an answer"
            )
        } else {
            return;
        };
        self.reader.error(Code::DUPLICATE_ID, span, message, "needs another id");
    }

    pub(super) fn contradictions(&mut self) -> Vec<Contradiction> {
        let mut contradictions = Vec::new();
        for (pack, raw) in raw::each(self.files, |file| file.contradictions.as_ref()) {
            let when = self.condition(raw.mapping, raw.when);
            let Some(id) = raw.id else { continue };
            let free = self.take("contradiction", id, pack, raw, &raw.silence);
            if let (true, Some(when), Some(because)) = (free, when, raw.because) {
                let (id, because) = (id.text.to_owned(), because.to_owned());
                contradictions.push(Contradiction { id, when, because });
            }
        }
        contradictions
    }
}

fn is_power_of_ten(number: Decimal) -> bool {
    let mantissa = number.normalize().mantissa();
    mantissa > 0 && 10i128.pow(mantissa.ilog10()) == mantissa
}
