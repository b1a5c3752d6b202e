//! What is assumed where a profile says nothing, which field plays which part, and conditions of
//! the book.

use super::{ASSUMPTION_KEYS, Loader, PREFIX, list, own_id, positive, prices, text};
use crate::{
    condition::{Condition, read_choice},
    field::{Choice, Field, FieldId, Kind, Scale, Value},
    grid::Grid,
    problem::{Code, Problem},
    reader::{Mapping, Reader},
    rulebase::{
        load::{unknown, yaml_text},
        prices::{Assumed, Assumption, Guess, Input},
    },
    yaml::{Content, Node},
};
use rust_decimal::{Decimal, prelude::ToPrimitive};

impl Loader {
    /// Adds the field of an assumption that is no question, so that conditions anywhere can look at
    /// it.
    pub(super) fn own_assumption(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let mapping = reader.mapping(node, "an assumption", &ASSUMPTION_KEYS)?;
        let entry = mapping.entry("id")?;
        let id = reader.id(&entry.value, "`id`")?;
        let kind = read_kind(mapping, reader)?;
        if self.claim_id("assumption", id, entry.value.span, reader) {
            self.book.fields.add(Field {
                id: format!("{PREFIX}{id}"),
                kind,
                ordered: false,
                uncommon: 0,
                derived: false,
            });
        }
        Some(())
    }

    /// What is assumed where a profile says nothing; after all fields and inputs are known.
    pub(in crate::rulebase::load) fn assumptions(
        &mut self,
        file: Mapping<'_>,
        reader: &mut Reader,
    ) {
        let Some(prices) = prices(file, reader) else { return };
        for node in list(prices, "assumptions", reader) {
            self.assumption(node, reader);
        }
    }

    pub(super) fn assumption(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let what = "an assumption";
        let mapping = reader.unchecked(node);
        let field = match (mapping.entry("question"), mapping.entry("id")) {
            (Some(question), None) => {
                let id = reader.text(&question.value, "`question`")?;
                let Some(field) = self.fields.find(id) else {
                    let known: Vec<&str> =
                        self.fields.iter().map(|(_, field)| field.id.as_str()).collect();
                    unknown("question", id, question.value.span, &known, reader);
                    return None;
                };
                for key in ["unit", "range", "choices", "optional", "about"] {
                    if let Some(entry) = mapping.entry(key) {
                        let message = format!("{what}: `{key}` is the question's own business");
                        reader.error(Code::UNKNOWN_KEY, entry.key_span, message, "only with `id`");
                    }
                }
                self.claim_id("assumption", id, question.value.span, reader).then_some(field)
            }
            // A second one of the same id, or one that cannot be read, has been reported with the
            // fields.
            (None, Some(own)) => {
                let id = yaml_text(&own.value)?;
                let field = self.book.fields.find(&format!("{PREFIX}{id}"))?;
                let taken =
                    self.book.assumptions.iter().any(|assumption| assumption.field == field);
                (!taken).then_some(field)
            }
            _ => {
                let message = format!(
                    "{what} has either a `question` that it stands in for or an `id` of its own"
                );
                reader.error(
                    Code::MISSING,
                    mapping.span().first(),
                    message,
                    "needs one of the two",
                );
                None
            }
        }?;
        let about = match mapping.get("about") {
            Some(node) => reader.text(node, "`about`").map(str::to_owned),
            None if mapping.entry("question").is_some() => {
                self.questions.get(field.index()).map(|question| question.prompt.clone())
            }
            None => text(mapping, "about", what, reader),
        };
        let because = text(mapping, "because", what, reader);
        let optional = mapping
            .get("optional")
            .and_then(|node| reader.yes_no(node, "`optional`"))
            .unwrap_or_default();
        let assumed = match (mapping.entry("default"), optional) {
            (None, true) => Assumed::Nothing,
            (Some(default), true) => {
                let message = format!("{what} with a default is never left out");
                reader.error(
                    Code::UNKNOWN_KEY,
                    default.key_span,
                    message,
                    "`optional` means no default",
                );
                return None;
            }
            (default, false) => {
                let node = default
                    .map(|entry| &entry.value)
                    .or_else(|| reader.require(mapping, "default", what))?;
                self.assumed(node, field, reader)?
            }
        };
        self.book.assumptions.push(Assumption { field, about: about?, assumed, because: because? });
        Some(())
    }

    pub(super) fn assumed(
        &self,
        node: &Node,
        field: FieldId,
        reader: &mut Reader,
    ) -> Option<Assumed> {
        let it = self.book.fields.get(field);
        match &it.kind {
            Kind::Number(scale) => {
                let nodes = match &node.content {
                    Content::Sequence(nodes) => nodes.as_slice(),
                    Content::Scalar(_) | Content::Mapping(_) => std::slice::from_ref(node),
                };
                let guesses: Vec<Option<Guess>> =
                    nodes.iter().map(|node| self.guess(node, scale, &it.id, reader)).collect();
                let guesses: Vec<Guess> = guesses.into_iter().collect::<Option<_>>()?;
                let certain =
                    guesses.last().is_some_and(|guess| guess.when == Condition::All(Vec::new()));
                if !certain {
                    reader.wrong_type(
                        node,
                        "`default`",
                        "a last range without `when`, for all other cases",
                    );
                    return None;
                }
                Some(Assumed::Number(guesses))
            }
            Kind::Choice(_) => {
                read_choice(node, it, reader).map(|choice| Assumed::Answer(Value::Choice(choice)))
            }
            Kind::YesNo => {
                reader.yes_no(node, "`default`").map(|answer| Assumed::Answer(Value::YesNo(answer)))
            }
            Kind::Several(_) => {
                let nodes = reader.sequence(node, "`default`")?;
                let bits: Vec<Option<u8>> =
                    nodes.iter().map(|node| read_choice(node, it, reader)).collect();
                let bits =
                    bits.into_iter().try_fold(0, |bits, choice| Some(bits | 1 << choice?))?;
                Some(Assumed::Answer(Value::Several(bits)))
            }
        }
    }

    pub(super) fn guess(
        &self,
        node: &Node,
        scale: &Scale,
        id: &str,
        reader: &mut Reader,
    ) -> Option<Guess> {
        let what = "`default`";
        let mapping = reader.mapping(node, what, &["when", "low", "expected", "high"])?;
        let when = self.fixed_condition(mapping.get("when"), reader);
        let mut number = |key: &str| {
            reader
                .require(mapping, key, what)
                .and_then(|node| reader.number(node, &format!("`{key}`")))
        };
        let (low, expected, high) = (number("low"), number("expected"), number("high"));
        let (low, expected, high) = (low?, expected?, high?);
        let in_order = low <= expected && expected <= high;
        if !in_order || !scale.holds(low) || !scale.holds(expected) || !scale.holds(high) {
            let message = format!(
                "{what}: `low`, `expected` and `high` of `{id}` must be in this order, and each {}",
                scale.describe()
            );
            reader.error(Code::OUT_OF_RANGE, node.span, message, "this range");
            return None;
        }
        Some(Guess { when: when?, low, expected, high })
    }

    /// Which field plays which part; after all assumptions are known.
    pub(in crate::rulebase::load) fn price_inputs(
        &mut self,
        file: Mapping<'_>,
        reader: &mut Reader,
    ) {
        let Some(node) = prices(file, reader).and_then(|prices| prices.get("inputs")) else {
            return;
        };
        let words = Input::WORDS.map(|(word, _)| word);
        let Some(mapping) = reader.mapping(node, "`inputs`", &words) else { return };
        for (word, input) in Input::WORDS {
            let Some(entry) = mapping.entry(word) else { continue };
            if let Some(field) = self.number_field(&entry.value, &format!("`{word}`"), reader) {
                if self.book.inputs.get(input).is_some() {
                    let message = format!("the input `{word}` is given twice");
                    reader.error(Code::DUPLICATE_KEY, entry.key_span, message, "the second time");
                }
                self.book.inputs.set(input, field);
            }
        }
    }

    /// A numeric question or assumption; assumptions without their prefix.
    pub(super) fn number_field(
        &self,
        node: &Node,
        what: &str,
        reader: &mut Reader,
    ) -> Option<FieldId> {
        let id = reader.text(node, what)?;
        let own = format!("{PREFIX}{id}");
        let found = self.book.fields.find(&own).or_else(|| self.book.fields.find(id));
        let Some(field) = found else {
            let fields = self.book.fields.iter().map(|(_, field)| field.id.as_str());
            let known: Vec<&str> = fields.map(|id| id.strip_prefix(PREFIX).unwrap_or(id)).collect();
            unknown("question or assumption", id, node.span, &known, reader);
            return None;
        };
        if !matches!(self.book.fields.get(field).kind, Kind::Number(_)) {
            reader.wrong_type(node, what, "a question or assumption that is a number");
            return None;
        }
        Some(field)
    }

    /// A condition on questions and assumptions. It may not look at how much traffic there is: what
    /// an option is made of would change with it, and its cost could fall as traffic rises.
    pub(super) fn fixed_condition(
        &self,
        node: Option<&Node>,
        reader: &mut Reader,
    ) -> Option<Condition> {
        let Some(node) = node else { return Some(Condition::All(Vec::new())) };
        let condition = Condition::read(node, &self.book.fields, reader)?;
        let requests = self.book.inputs.get(Input::Requests);
        if condition.fields().iter().any(|field| Some(*field) == requests) {
            let message = "what an option is made of may not depend on how much traffic there is";
            let problem = Problem::error(Code::UNSUPPORTED, message)
                .at(reader.place(node.span), "this condition")
                .help("let the number of machines follow the traffic, with `machines`");
            reader.report(problem);
            return None;
        }
        Some(condition)
    }
}

/// What an assumption of the book's own can be: a number within a range, or one of a few choices.
fn read_kind(mapping: Mapping<'_>, reader: &mut Reader) -> Option<Kind> {
    match (mapping.get("range"), mapping.get("choices")) {
        (Some(range), None) => {
            let unit = mapping
                .get("unit")
                .and_then(|node| reader.text(node, "`unit`"))
                .unwrap_or_default()
                .to_owned();
            let range = reader.mapping(range, "`range`", &["at_least", "over", "at_most"])?;
            let least = range.entry("at_least").or(range.entry("over"));
            let Some(least) = least else {
                reader.error(
                    Code::MISSING,
                    range.span(),
                    "`range`: `at_least` or `over` is missing",
                    "needs a lower end",
                );
                return None;
            };
            let over_least = least.key == "over";
            let least = reader.number(&least.value, &format!("`{}`", least.key))?;
            let most = positive(range, "at_most", "`range`", reader)?;
            if least.is_sign_negative() || most <= least {
                reader.error(
                    Code::OUT_OF_RANGE,
                    range.span(),
                    "`range` must start at zero or more and go up",
                    "this range",
                );
                return None;
            }
            let grid = Grid::logarithmic(2, Decimal::new(1, 2));
            Some(Kind::Number(Scale {
                unit,
                whole: false,
                least,
                over_least,
                most,
                grid,
                typical: (least, most),
            }))
        }
        (None, Some(choices)) => {
            let mut list: Vec<Choice> = Vec::new();
            for node in reader.sequence(choices, "`choices`")? {
                let mapping = reader.mapping(node, "a choice", &["id", "means"])?;
                let (id, span) = own_id(mapping, "a choice", reader)?;
                let means = text(mapping, "means", "a choice", reader)?;
                if list.iter().any(|choice| choice.id == id) {
                    reader.error(
                        Code::DUPLICATE_ID,
                        span,
                        format!("there are two choices `{id}`"),
                        "the second one",
                    );
                }
                list.push(Choice { id: id.to_owned(), means, neutral: None });
            }
            (!list.is_empty() && list.len().to_u8().is_some()).then_some(Kind::Choice(list))
        }
        _ => {
            let message = "an assumption of its own must have either `range` or `choices`";
            reader.error(Code::MISSING, mapping.span().first(), message, "needs one of the two");
            None
        }
    }
}
