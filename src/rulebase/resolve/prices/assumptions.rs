//! What is assumed where a profile says nothing.

use super::Book;
use crate::{
    condition::{Condition, read_choice},
    field::{Choice, Field, FieldId, Kind, Scale, Value},
    formula::number::Figure,
    grid::Grid,
    problem::Code,
    reader::all,
    rulebase::{
        PackId,
        prices::{ASSUMPTIONS, Assumed, Assumption, Guess},
        raw::prices::{RawAnswer, RawAssumption, RawGuess},
    },
    shape::{At, FromNode},
    yaml::{Content, Node},
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

const WHAT: &str = "`default`";

const AT: At<'static> = At { owner: "an assumption", key: "default" };

impl<'n> Book<'_, '_, 'n> {
    /// Adds the field of an assumption that is no question, so that conditions anywhere can look at
    /// it.
    pub(super) fn own_field(&mut self, pack: Option<PackId>, raw: &RawAssumption<'n>) {
        let Some((id, kind)) = raw.id.and_then(|id| Some((id, self.kind(raw)?))) else { return };
        if self.take("assumption", id, pack) {
            self.book.fields.add(Field {
                id: [ASSUMPTIONS, id.text].concat(),
                name: id.text.to_owned(),
                kind,
                ordered: false,
                uncommon: 0,
                derived: false,
            });
        }
    }

    /// Reads what an assumption of the book's own can be: a number within a range, or one of a few
    /// choices.
    fn kind(&mut self, raw: &RawAssumption<'n>) -> Option<Kind> {
        if let Some(choices) = &raw.choices {
            let list = choices.list.iter().filter_map(|raw| {
                let id = raw.id?;
                let (name, means) = (id.text.to_owned(), raw.means?.to_owned());
                Some((Choice { id: name.clone(), name, means, neutral: None }, id.span))
            });
            let list = self.resolver.distinct(list.collect())?;
            return list.len().to_u8().map(|_| Kind::Choice(list));
        }
        let range = raw.range.as_ref()?;
        let (least, most) = (range.at_least.or(range.over)?, range.at_most?.0);
        if least.is_sign_negative() || most <= least {
            let message = "`range` must start at zero or more and go up";
            self.error(Code::OUT_OF_RANGE, range.mapping.span(), message, "this range");
            return None;
        }
        Some(Kind::Number(Scale {
            unit: raw.unit.unwrap_or_default().to_owned(),
            whole: false,
            least,
            over_least: range.mapping.get("at_least").is_none(),
            most,
            grid: Grid::logarithmic(2, Decimal::new(1, 2)),
            typical: (least, most),
        }))
    }

    /// Resolves what is assumed; after all fields and inputs are known.
    pub(super) fn assumption(&mut self, pack: Option<PackId>, raw: &RawAssumption<'n>) {
        if let Some(assumption) = self.assumption_of(pack, raw) {
            self.book.assumptions.push(assumption);
        }
    }

    fn assumption_of(
        &mut self,
        pack: Option<PackId>,
        raw: &RawAssumption<'n>,
    ) -> Option<Assumption> {
        let (field, question) = match (raw.question, raw.id) {
            (Some(question), None) => {
                let id = question.id();
                let Some(field) = self.book.fields.find(id.text) else {
                    let known = self.book.fields.iter().map(|(_, field)| field.id.as_str());
                    let known = known.filter(|id| !id.starts_with(ASSUMPTIONS));
                    self.resolver.reader.unknown("question", id.text, known, id.span);
                    return None;
                };
                let free = self.take("assumption", id, pack);
                let prompt =
                    self.questions.get(field.index()).map(|question| question.prompt.clone());
                (free.then_some(field)?, prompt)
            }
            // A second one of the same id, or one that cannot be read, has been reported with the
            // fields.
            (None, Some(id)) => {
                let field = self.book.find_assumption(id.text)?;
                let taken = self.book.assumptions.iter().any(|known| known.field == field);
                ((!taken).then_some(field)?, None)
            }
            _ => return None,
        };
        let assumed = match raw.default {
            Some(default) => self.assumed(default.node, field)?,
            None if raw.optional == Some(true) => Assumed::Number(Vec::new()),
            None => return None,
        };
        let likely = self.likely(raw, &assumed)?;
        let about = raw.about.map(str::to_owned).or(question)?;
        let measured = raw.measured.map(|measured| measured.0);
        let because = raw.because?.to_owned();
        Some(Assumption { field, about, assumed, likely, measured, because })
    }

    /// Reads how likely a choice is that nobody made.
    fn likely(&mut self, raw: &RawAssumption<'n>, assumed: &Assumed) -> Option<Decimal> {
        let Some(node) = raw.mapping.get("likely") else { return Some(Decimal::ONE) };
        let likely = raw.likely?.0;
        if matches!(assumed, Assumed::Number(_)) {
            let message = "`likely` is for what has choices";
            self.error(Code::OUT_OF_RANGE, node.span, message, "not here");
            return None;
        }
        Some(likely)
    }

    fn assumed(&mut self, node: &'n Node, field: FieldId) -> Option<Assumed> {
        let field = self.book.fields.get(field).clone();
        if let Kind::Number(scale) = &field.kind {
            let guesses = all(node.each().iter().map(|node| self.guess(node, scale, &field.id)))?;
            let last = guesses.last();
            let whole =
                |guess: &Guess| guess.when == Condition::always() && guess.for_each.is_none();
            if !last.is_some_and(whole) {
                let expected = "a last range without `when`, for all other cases";
                self.resolver.reader.wrong_type(node, WHAT, expected);
                return None;
            }
            return Some(Assumed::Number(guesses));
        }
        let several = matches!(
            &node.content,
            Content::Sequence(nodes) if matches!(nodes.first(), Some(Node { content: Content::Mapping(_), .. }))
        );
        if !several {
            return Some(Assumed::Answer(vec![(Condition::always(), self.answer(node, &field)?)]));
        }
        let answers = all(node.each().iter().map(|node| {
            let raw = RawAnswer::from_node(node, AT, self.resolver.reader)?;
            let when = self.condition(raw.mapping, raw.when);
            Some((when?, self.answer(raw.is?.node, &field)?))
        }))?;
        if answers.last().is_none_or(|(when, _)| *when != Condition::always()) {
            let expected = "a last answer without `when`, for all other cases";
            self.resolver.reader.wrong_type(node, WHAT, expected);
            return None;
        }
        Some(Assumed::Answer(answers))
    }

    fn answer(&mut self, node: &'n Node, field: &Field) -> Option<Value> {
        let reader = &mut *self.resolver.reader;
        match &field.kind {
            Kind::Choice(_) => read_choice(node, field, reader).map(Value::Choice),
            Kind::YesNo => reader.yes_no(node, WHAT).map(Value::YesNo),
            Kind::Several(_) => {
                let nodes = reader.sequence(node, WHAT)?;
                let choices = all(nodes.iter().map(|node| read_choice(node, field, reader)))?;
                Some(Value::Several(choices.iter().fold(0, |bits, choice| bits | 1 << choice)))
            }
            Kind::Number(_) => None,
        }
    }

    fn guess(&mut self, node: &'n Node, scale: &Scale, id: &str) -> Option<Guess> {
        let raw = RawGuess::from_node(node, AT, self.resolver.reader)?;
        let when = self.condition(raw.mapping, raw.when);
        let for_each = match &raw.for_each {
            Some(number) => Some(self.number_field(number, "`for_each`")?),
            None => None,
        };
        let (low, expected, high) = (raw.low?, raw.expected?, raw.high?);
        let in_order = low <= expected && expected <= high;
        let held = |number| for_each.is_some() || scale.holds(number);
        if !in_order || ![low, expected, high].into_iter().all(held) {
            let message = format!(
                "{AT}: `low`, `expected` and `high` of `{id}` must be in this order, and each {}",
                scale.describe()
            );
            self.error(Code::OUT_OF_RANGE, node.span, message, "this range");
            return None;
        }
        let [low, expected, high] = [low, expected, high].map(Figure::from);
        Some(Guess { when: when?, for_each, low, expected, high })
    }
}
