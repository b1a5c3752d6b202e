//! The typed condition of a rule: how it is written, what it means, and when it holds.
//!
//! In a rule file a condition is a mapping. Each key is a field with what it must be, or one of
//! `all`, `any` and `not`; several keys must all hold:
//!
//! ```yaml
//! when:
//!   traffic.pattern: {one_of: [bursty, unpredictable]}
//!   any:
//!     - compute.max_duration_s: {over: 300, at_most: 900}
//!     - not: {compliance.regimes: {contains: hipaa}}
//! ```
//!
//! What is not answered makes a condition neither true nor false (Kleene's strong three-valued
//! logic), and a rule fires only when its condition is true: so an unanswered question adds
//! nothing.
//!
//! Products are chosen by what is known: there a test of what nobody has answered does not hold, so
//! that `not` over it does ([`Condition::holds_by_what_is_known`]). A rule takes a side on what is
//! not known; a product is only the usual way to do what was chosen, until an answer speaks against
//! it.

mod explain;
mod words;

use std::ops::Not;

use rust_decimal::Decimal;

pub use self::explain::{Explained, Leaf, Part};

use crate::{
    field::{Facts, Field, FieldId, Fields, Kind, Value},
    problem::Code,
    reader::{Reader, all},
    words::{Worded, worded},
    yaml::{Content, Node},
};

/// What a condition's key may be besides a field.
pub(crate) const CONDITION_WORDS: [&str; 3] = ["all", "any", "not"];

/// A condition over fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// All of them hold; true when there are none.
    All(Vec<Condition>),
    /// At least one of them holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// A field is as the test says.
    Test(FieldId, Test),
}

/// What one field must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// One of the choices whose bits are set.
    OneOf(u64),
    /// Yes, or no.
    YesNo(bool),
    /// At least one of the choices whose bits are set is among the answers.
    Contains(u64),
    /// No choice is among the answers.
    Empty,
    /// A number beyond a bound.
    Number(Bound, Decimal),
}

worded! {
    /// On which side of a number.
    pub enum Bound {
        /// Greater than it.
        Over = "over",
        /// It or greater.
        AtLeast = "at_least",
        /// Less than it.
        Under = "under",
        /// It or less.
        AtMost = "at_most",
    }

    /// Whether a condition holds.
    pub enum Truth {
        /// It does.
        True = "holds",
        /// It does not.
        False = "does-not-hold",
        /// It depends on what is not known.
        Unknown = "not-known",
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

impl Condition {
    /// Returns the condition that always holds.
    pub fn always() -> Self {
        Self::All(Vec::new())
    }

    /// Returns whether it holds, given what is known.
    pub fn evaluate(&self, facts: &Facts) -> Truth {
        match self {
            Self::All(parts) => fold(parts.iter().map(|part| part.evaluate(facts)), Truth::False),
            Self::Any(parts) => fold(parts.iter().map(|part| part.evaluate(facts)), Truth::True),
            Self::Not(inner) => !inner.evaluate(facts),
            Self::Test(field, test) => {
                facts.get(*field).map_or(Truth::Unknown, |value| test.evaluate(value))
            }
        }
    }

    /// Returns whether it holds whatever is not known: whether [`Condition::evaluate`] gives
    /// [`Truth::True`], without a look at more parts than are needed to tell.
    pub fn holds(&self, facts: &Facts) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(facts)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(facts)),
            Self::Not(inner) => inner.evaluate(facts) == Truth::False,
            Self::Test(..) => self.evaluate(facts) == Truth::True,
        }
    }

    /// Returns whether it holds if everything that is not known is taken not to be so: a test of what
    /// is not answered does not hold, and its negation does.
    pub fn holds_by_what_is_known(&self, facts: &Facts) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds_by_what_is_known(facts)),
            Self::Any(parts) => parts.iter().any(|part| part.holds_by_what_is_known(facts)),
            Self::Not(inner) => !inner.holds_by_what_is_known(facts),
            Self::Test(..) => self.evaluate(facts) == Truth::True,
        }
    }

    /// Returns the fields it speaks of, in the order of their first mention.
    pub fn fields(&self) -> Vec<FieldId> {
        let mut fields = Vec::new();
        self.collect_fields(&mut fields);
        fields
    }

    fn collect_fields(&self, fields: &mut Vec<FieldId>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                parts.iter().for_each(|part| part.collect_fields(fields))
            }
            Self::Not(inner) => inner.collect_fields(fields),
            Self::Test(field, _) if fields.contains(field) => {}
            Self::Test(field, _) => fields.push(*field),
        }
    }

    /// Reads a condition, reporting every field and choice that does not exist.
    pub fn read(node: &Node, fields: &Fields, reader: &mut Reader) -> Option<Self> {
        let entries = reader.entries(node, "a condition")?;
        if entries.is_empty() {
            reader.wrong_type(node, "a condition", "at least one field");
            return None;
        }
        let mut parts = Vec::new();
        let mut complete = true;
        for entry in entries {
            let part = match entry.key.as_ref() {
                "all" => Self::read_list(&entry.value, "`all`", fields, reader).map(Self::All),
                "any" => Self::read_list(&entry.value, "`any`", fields, reader).map(Self::Any),
                "not" => {
                    Self::read(&entry.value, fields, reader).map(|inner| Self::Not(Box::new(inner)))
                }
                id => match fields.find(id) {
                    Some(field) => read_tests(&entry.value, field, fields.get(field), reader),
                    None => {
                        let known = fields.iter().map(|(_, field)| field.id.as_str());
                        let known = known.chain(CONDITION_WORDS);
                        reader.unknown("field", id, known, entry.key_span);
                        None
                    }
                },
            };
            match part {
                Some(Self::All(inner)) => parts.extend(inner),
                Some(part) => parts.push(part),
                None => complete = false,
            }
        }
        complete.then(|| Self::all(parts))
    }

    /// Returns the condition that all of these hold.
    fn all(mut parts: Vec<Self>) -> Self {
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => Self::All(parts.into_iter().chain(last).collect()),
        }
    }

    fn read_list(
        node: &Node,
        what: &str,
        fields: &Fields,
        reader: &mut Reader,
    ) -> Option<Vec<Self>> {
        let nodes = reader.sequence(node, what)?;
        if nodes.is_empty() {
            reader.wrong_type(node, what, "at least one condition");
            return None;
        }
        all(nodes.iter().map(|node| Self::read(node, fields, reader)))
    }
}

/// `decisive` if any part is, unknown if any part is, else its opposite.
fn fold(parts: impl Iterator<Item = Truth>, decisive: Truth) -> Truth {
    let mut result = !decisive;
    for part in parts {
        if part == decisive {
            return decisive;
        }
        if part == Truth::Unknown {
            result = Truth::Unknown;
        }
    }
    result
}

impl Test {
    /// Returns whether a known value is as the test says. An interval is only where all of it is.
    pub fn evaluate(self, value: Value) -> Truth {
        match (self, value) {
            (Self::OneOf(bits), Value::Choice(choice)) => Truth::from(bits >> choice & 1 == 1),
            (Self::YesNo(wanted), Value::YesNo(answer)) => Truth::from(wanted == answer),
            (Self::Contains(bits), Value::Several(answer)) => Truth::from(bits & answer != 0),
            (Self::Empty, Value::Several(answer)) => Truth::from(answer == 0),
            (Self::Number(bound, limit), Value::Number(number)) => {
                Truth::from(bound.holds(number, limit))
            }
            (Self::Number(bound, limit), Value::Between(low, high)) => {
                match (bound.holds(low, limit), bound.holds(high, limit)) {
                    (true, true) => Truth::True,
                    (false, false) => Truth::False,
                    _ => Truth::Unknown,
                }
            }
            // A test is only ever made for a field of its kind; see `read_tests`.
            _ => Truth::Unknown,
        }
    }
}

impl Bound {
    /// Returns whether a number is on this side of a limit.
    pub fn holds(self, number: Decimal, limit: Decimal) -> bool {
        match self {
            Self::Over => number > limit,
            Self::AtLeast => number >= limit,
            Self::Under => number < limit,
            Self::AtMost => number <= limit,
        }
    }
}

/// Reads what one field must be: a bare value, or a mapping of tests that must all hold.
fn read_tests(node: &Node, id: FieldId, field: &Field, reader: &mut Reader) -> Option<Condition> {
    let known: &[&str] = match &field.kind {
        Kind::Choice(_) => &["is", "one_of"],
        Kind::YesNo => &["is"],
        Kind::Several(_) => &["is", "contains", "contains_any"],
        Kind::Number(_) => &["over", "at_least", "under", "at_most"],
    };
    let what = format!("`{}`", field.id);
    if let Content::Mapping(entries) = &node.content {
        reader.mapping(node, &what, known)?;
        if entries.is_empty() {
            reader.wrong_type(node, &what, &format!("at least one of {}", known.join(", ")));
            return None;
        }
        // What is no test has been reported.
        let tests = all(entries.iter().map(|entry| {
            let is_known = known.contains(&entry.key.as_ref());
            let test = is_known.then(|| read_test(&entry.key, &entry.value, field, reader))?;
            Some(Condition::Test(id, test?))
        }));
        return tests.map(Condition::all);
    }
    if matches!(field.kind, Kind::Number(_)) {
        reader.wrong_type(node, &what, "a bound such as `{over: 900}`");
        return None;
    }
    read_test("is", node, field, reader).map(|test| Condition::Test(id, test))
}

fn read_test(test: &str, node: &Node, field: &Field, reader: &mut Reader) -> Option<Test> {
    let what = format!("`{}`", field.id);
    match (&field.kind, test) {
        (Kind::YesNo, _) => reader.yes_no(node, &what).map(Test::YesNo),
        (Kind::Choice(_), "one_of") => read_choices(node, field, reader).map(Test::OneOf),
        (Kind::Choice(_), _) => Some(Test::OneOf(1 << read_choice(node, field, reader)?)),
        (Kind::Several(_), "contains") => {
            Some(Test::Contains(1 << read_choice(node, field, reader)?))
        }
        (Kind::Several(_), "contains_any") => read_choices(node, field, reader).map(Test::Contains),
        (Kind::Several(_), _) => match &node.content {
            Content::Sequence(nodes) if nodes.is_empty() => Some(Test::Empty),
            _ => {
                reader.wrong_type(node, &what, "`is: []` (none), or `contains`");
                None
            }
        },
        (Kind::Number(_), bound) => {
            let limit = reader.number(node, &what)?;
            Some(Test::Number(Bound::named(bound)?, limit))
        }
    }
}

fn read_choices(node: &Node, field: &Field, reader: &mut Reader) -> Option<u64> {
    let what = format!("`{}`", field.id);
    let nodes = reader.sequence(node, &what)?;
    if nodes.is_empty() {
        // It would never hold, and its negation would hold without an answer.
        reader.wrong_type(node, &what, "at least one choice");
        return None;
    }
    let choices = all(nodes.iter().map(|node| read_choice(node, field, reader)))?;
    Some(choices.into_iter().fold(0, |bits, choice| bits | 1 << choice))
}

/// Reads one choice of a field, suggesting the nearest where there is none of that name, or the one
/// that reports call so.
pub fn read_choice(node: &Node, field: &Field, reader: &mut Reader) -> Option<u8> {
    let text = node.exact_text();
    let choice = text.and_then(|text| field.choice(text));
    if choice.is_none() {
        let what = format!("`{}`", field.id);
        let ids = field.choices().iter().map(|choice| choice.id.as_str());
        let called = |text: &str| {
            field.choices().iter().find(|choice| choice.name.eq_ignore_ascii_case(text))
        };
        match text.and_then(|text| Some((text, called(text)?))) {
            Some((text, meant)) => {
                let message = format!("{what} has no choice `{text}`");
                reader.refuse(Code::UNKNOWN_CHOICE, message, &meant.id, ids, node.span);
            }
            None => reader.no_such_word(node, &what, "has no choice", ids.collect()),
        }
    }
    choice
}
