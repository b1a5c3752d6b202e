//! What is assumed where a profile says nothing, and which field plays which part.

use super::{Book, PREFIX};
use crate::{
    condition::{Condition, read_choice},
    field::{Choice, Field, FieldId, Kind, Scale, Value},
    grid::Grid,
    problem::Code,
    rulebase::{
        pack::PackId,
        prices::{Assumed, Assumption, Guess},
        raw::prices::{RawAssumption, RawGuess, RawInputs},
    },
    shape::{At, FromNode, Id},
    yaml::Node,
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

impl<'n> Book<'_, '_, 'n> {
    /// Adds the field of an assumption that is no question, so that conditions anywhere can look at
    /// it.
    pub(super) fn own_field(&mut self, pack: Option<PackId>, raw: &RawAssumption<'n>) {
        let Some((id, kind)) = raw.id.and_then(|id| Some((id, self.kind(raw)?))) else { return };
        let resolver = &mut *self.resolver;
        if resolver.names.take("assumption", id, pack, resolver.reader) {
            self.book.fields.add(Field {
                id: format!("{PREFIX}{}", id.text),
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
                let means = raw.means?.to_owned();
                Some((Choice { id: id.text.to_owned(), means, neutral: None }, id.span))
            });
            let list = self.resolver.distinct(list.collect())?;
            return list.len().to_u8().map(|_| Kind::Choice(list));
        }
        let range = raw.range.as_ref()?;
        let (least, most) = (range.at_least.or(range.over)?, range.at_most?);
        if least.is_sign_negative() || most <= least {
            let message = "`range` must start at zero or more and go up";
            self.error(Code::OUT_OF_RANGE, range.mapping.span(), message, "this range");
            return None;
        }
        Some(Kind::Number(Scale {
            unit: raw.unit.unwrap_or_default().to_owned(),
            whole: false,
            least,
            over_least: range.mapping.entry("at_least").is_none(),
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
        const WHAT: &str = "an assumption";
        let resolver = &mut *self.resolver;
        let (field, question) = match (raw.question, raw.id) {
            (Some(question), None) => {
                let id = Id { text: question.text, span: question.span };
                let Some(field) = self.book.fields.find(id.text) else {
                    let known = self.book.fields.iter().map(|(_, field)| field.id.as_str());
                    let known = known.filter(|id| !id.starts_with(PREFIX));
                    resolver.reader.unknown("question", id.text, known, id.span);
                    return None;
                };
                let free = resolver.names.take("assumption", id, pack, resolver.reader);
                let prompt =
                    self.questions.get(field.index()).map(|question| question.prompt.clone());
                (free.then_some(field)?, prompt)
            }
            // A second one of the same id, or one that cannot be read, has been reported with the
            // fields.
            (None, Some(id)) => {
                let field = self.book.fields.find(&format!("{PREFIX}{}", id.text))?;
                let taken = self.book.assumptions.iter().any(|known| known.field == field);
                ((!taken).then_some(field)?, None)
            }
            _ => return None,
        };
        let about = raw.about.map(str::to_owned).or(question);
        let optional = raw.optional.unwrap_or_default();
        let assumed = match (raw.default, raw.mapping.entry("default")) {
            (None, None) if optional => Assumed::Nothing,
            (_, Some(default)) if optional => {
                let message = format!("{WHAT} with a default is never left out");
                let label = "`optional` means no default";
                self.error(Code::UNKNOWN_KEY, default.key_span, message, label);
                return None;
            }
            (Some(default), _) => self.assumed(default.node, field)?,
            (None, _) => {
                let message = format!("{WHAT}: `default` is missing");
                let first = raw.mapping.span().first();
                // Where it stands in for a question, this has been reported.
                if raw.question.is_none() {
                    self.error(Code::MISSING, first, message, "needs `default`");
                }
                return None;
            }
        };
        Some(Assumption { field, about: about?, assumed, because: raw.because?.to_owned() })
    }

    fn assumed(&mut self, node: &'n Node, field: FieldId) -> Option<Assumed> {
        const WHAT: &str = "`default`";
        let field = self.book.fields.get(field).clone();
        let reader = &mut *self.resolver.reader;
        match &field.kind {
            Kind::Number(scale) => {
                let guesses: Vec<Option<Guess>> =
                    node.each().iter().map(|node| self.guess(node, scale, &field.id)).collect();
                let guesses: Vec<Guess> = guesses.into_iter().collect::<Option<_>>()?;
                if guesses.last().is_none_or(|guess| guess.when != Condition::always()) {
                    let expected = "a last range without `when`, for all other cases";
                    self.resolver.reader.wrong_type(node, WHAT, expected);
                    return None;
                }
                return Some(Assumed::Number(guesses));
            }
            Kind::Choice(_) => read_choice(node, &field, reader).map(Value::Choice),
            Kind::YesNo => reader.yes_no(node, WHAT).map(Value::YesNo),
            Kind::Several(_) => {
                let nodes = reader.sequence(node, WHAT)?;
                let bits: Vec<Option<u8>> =
                    nodes.iter().map(|node| read_choice(node, &field, reader)).collect();
                let bits = bits.into_iter().try_fold(0, |bits, choice| Some(bits | 1 << choice?));
                bits.map(Value::Several)
            }
        }
        .map(Assumed::Answer)
    }

    fn guess(&mut self, node: &'n Node, scale: &Scale, id: &str) -> Option<Guess> {
        let at = At { owner: "an assumption", key: "default" };
        let raw = RawGuess::from_node(node, at, self.resolver.reader)?;
        let when = self.condition(raw.mapping, raw.when);
        let (low, expected, high) = (raw.low?, raw.expected?, raw.high?);
        let in_order = low <= expected && expected <= high;
        if !in_order || !scale.holds(low) || !scale.holds(expected) || !scale.holds(high) {
            let message = format!(
                "{at}: `low`, `expected` and `high` of `{id}` must be in this order, and each {}",
                scale.describe()
            );
            self.error(Code::OUT_OF_RANGE, node.span, message, "this range");
            return None;
        }
        Some(Guess { when: when?, low, expected, high })
    }

    /// Resolves which field plays which part.
    pub(super) fn inputs(&mut self, raw: &RawInputs<'n>) {
        for (input, span, reference) in &raw.0 {
            let Some(field) = self.number_field(reference, &format!("`{input}`")) else { continue };
            if self.book.inputs.get(*input).is_some() {
                let message = format!("the input `{input}` is given twice");
                self.error(Code::DUPLICATE_KEY, *span, message, "the second time");
            }
            self.book.inputs.set(*input, field);
        }
    }
}
