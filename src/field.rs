//! What a fact about a project can be: the fields that conditions speak of, their kinds and their
//! values.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::{
    grid::Grid,
    quantity::{people, thousands, unit_after},
};

/// How many times as likely other answers are as an uncommon one.
pub(crate) const UNCOMMON: u64 = 10;

/// The number of a field in its [`Fields`]: questions first, derived fields after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldId(pub u16);

impl FieldId {
    /// For use as an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A field: something that can be known about a project.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its id, such as `traffic.pattern`.
    pub id: String,
    /// What reports call it, such as "Traffic pattern"; its id, where nothing else is given.
    pub name: String,
    /// What values it takes.
    pub kind: Kind,
    /// Whether the order of its choices means something: a step is a smaller change than two.
    pub ordered: bool,
    /// The answers that few projects give: the bits of choices, or the first bit for "no" and the
    /// second for "yes". Where unanswered questions are drawn as they are likely to be
    /// answered, these are drawn less often.
    pub uncommon: u64,
    /// Whether it is worked out from answers and prices (see [`crate::cost`]) and cannot be
    /// answered.
    pub derived: bool,
}

/// What values a field takes.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A number.
    Number(Scale),
    /// One of several choices.
    Choice(Vec<Choice>),
    /// Yes or no.
    YesNo,
    /// Any of several choices, none included.
    Several(Vec<Choice>),
}

/// One of the answers that a field offers.
#[derive(Clone, Debug)]
pub struct Choice {
    /// What people write.
    pub id: String,
    /// What reports call it; its id, where nothing else is given.
    pub name: String,
    /// What it means, in one line.
    pub means: String,
    /// Why no rule need look at it, if none need.
    pub neutral: Option<String>,
}

/// The numbers that a numeric field takes.
#[derive(Clone, Debug)]
pub struct Scale {
    /// The unit, such as `ms`; empty for a ratio.
    pub unit: String,
    /// Whether fractions make no sense.
    pub whole: bool,
    /// The least number.
    pub least: Decimal,
    /// Whether `least` itself is left out.
    pub over_least: bool,
    /// The greatest number.
    pub most: Decimal,
    /// The values worth naming.
    pub grid: Grid,
    /// Where the numbers of most projects lie; unanswered questions are drawn from here, each grid
    /// value as likely as the next.
    pub typical: (Decimal, Decimal),
}

impl Scale {
    /// Returns how many steps of the grid lie between two numbers.
    pub fn steps(&self, one: Decimal, other: Decimal) -> u64 {
        self.grid.number_of(one).abs_diff(self.grid.number_of(other))
    }

    /// Returns how many steps of the grid the typical range spans, at least one.
    pub fn span(&self) -> u64 {
        self.steps(self.typical.0, self.typical.1).max(1)
    }

    /// Returns whether a number is one of the grid's.
    pub(crate) fn is_on_grid(&self, number: Decimal) -> bool {
        self.grid.value(self.grid.number_of(number)) == Some(number)
    }

    /// Returns whether a number is within the range and, where fractions make no sense, whole.
    pub fn holds(&self, number: Decimal) -> bool {
        let least = if self.over_least { number > self.least } else { number >= self.least };
        least && number <= self.most && (!self.whole || number.is_integer())
    }

    /// Returns the range in words, such as "a whole number from 1 to 100,000".
    pub fn describe(&self) -> String {
        let number = if self.whole { "a whole number" } else { "a number" };
        let [least, most] = [self.least, self.most].map(|end| thousands(end.normalize()));
        if self.over_least {
            format!("{number} greater than {least}, at most {most}")
        } else {
            format!("{number} from {least} to {most}")
        }
    }
}

/// What is known of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A number.
    Number(Decimal),
    /// Somewhere from the first to the second number, both included: an estimate that rests on
    /// defaults.
    Between(Decimal, Decimal),
    /// The choice with this number.
    Choice(u8),
    /// Yes (`true`) or no.
    YesNo(bool),
    /// The choices whose bits are set.
    Several(u64),
}

/// What is known of every field, by the fields' numbers; `None` where nothing is, as of all fields
/// beyond the last.
#[derive(Clone, Debug, Default)]
pub struct Facts(Vec<Option<Value>>);

impl PartialEq for Facts {
    fn eq(&self, other: &Self) -> bool {
        self.known().eq(other.known())
    }
}

impl Eq for Facts {}

impl Facts {
    /// Nothing known of `count` fields.
    pub fn unknown(count: usize) -> Self {
        Self(vec![None; count])
    }

    /// Returns what is known of a field.
    pub fn get(&self, field: FieldId) -> Option<Value> {
        self.0.get(field.index()).copied().flatten()
    }

    /// Sets or clears what is known of a field.
    pub fn set(&mut self, field: FieldId, value: Option<Value>) {
        if field.index() >= self.0.len() {
            self.0.resize(field.index() + 1, None);
        }
        self.0[field.index()] = value;
    }

    /// Returns the fields of which something is known.
    pub fn known(&self) -> impl Iterator<Item = (FieldId, Value)> + '_ {
        (0..).map(FieldId).zip(&self.0).filter_map(|(field, value)| Some((field, (*value)?)))
    }
}

/// All fields of a rule base.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    list: Vec<Field>,
    by_id: HashMap<String, FieldId>,
}

impl Fields {
    /// Adds a field, unless there is one of that id already.
    pub fn add(&mut self, field: Field) -> Option<FieldId> {
        let id = FieldId(u16::try_from(self.list.len()).ok()?);
        if self.by_id.contains_key(&field.id) {
            return None;
        }
        self.by_id.insert(field.id.clone(), id);
        self.list.push(field);
        Some(id)
    }

    /// Returns the field with a number.
    pub fn get(&self, field: FieldId) -> &Field {
        &self.list[field.index()]
    }

    /// Returns the number of the field with an id.
    pub fn find(&self, id: &str) -> Option<FieldId> {
        self.by_id.get(id).copied()
    }

    /// Returns every field with its number.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FieldId, &Field)> + Clone {
        self.list.iter().enumerate().map(|(index, field)| (FieldId(index as u16), field))
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl Field {
    /// Returns the choices, where there are any.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            Kind::Choice(choices) | Kind::Several(choices) => choices,
            Kind::Number(_) | Kind::YesNo => &[],
        }
    }

    /// Lists the answers of which only one can be given: yes and no, or each choice; none of other
    /// kinds.
    pub fn alternatives(&self) -> Vec<Value> {
        match &self.kind {
            Kind::YesNo => [false, true].map(Value::YesNo).to_vec(),
            Kind::Choice(choices) => (0u8..).take(choices.len()).map(Value::Choice).collect(),
            Kind::Number(_) | Kind::Several(_) => Vec::new(),
        }
    }

    /// Returns the unit; empty for what has none.
    pub fn unit(&self) -> &str {
        match &self.kind {
            Kind::Number(scale) => &scale.unit,
            Kind::Choice(_) | Kind::YesNo | Kind::Several(_) => "",
        }
    }

    /// Returns words with the unit behind them.
    pub fn with_unit(&self, words: &str) -> String {
        format!("{words} {}", unit_after(words, self.unit())).trim_end().to_owned()
    }

    /// Returns the number of a choice.
    pub fn choice(&self, id: &str) -> Option<u8> {
        self.choices()
            .iter()
            .position(|choice| choice.id == id)
            .and_then(|index| u8::try_from(index).ok())
    }

    /// Returns the ids of the choices whose bits are set, with something between them.
    pub fn names(&self, bits: u64, between: &str) -> String {
        let ids: Vec<&str> =
            chosen(self.choices(), bits).map(|choice| choice.id.as_str()).collect();
        ids.join(between)
    }

    /// Returns a value as people say it: `bursty`, `HIPAA, GDPR`, `yes`, `1.5 million people`.
    pub fn say(&self, value: Value) -> String {
        let choice = |index: u8| self.choices().get(usize::from(index));
        match value {
            Value::Number(number) => self.with_unit(&people(number)),
            Value::Between(low, high) => {
                self.with_unit(&format!("{} to {}", people(low), people(high)))
            }
            Value::Choice(index) => choice(index).map(|it| it.name.clone()).unwrap_or_default(),
            Value::YesNo(answer) => if answer { "yes" } else { "no" }.to_owned(),
            Value::Several(0) => "none of these".to_owned(),
            Value::Several(bits) => {
                let names = chosen(self.choices(), bits).map(|choice| choice.name.as_str());
                names.collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Returns a value as people write it: `bursty`, `[hipaa, gdpr]`, `true`, `1500000`.
    pub fn show(&self, value: Value) -> String {
        match value {
            Value::Number(number) => number.normalize().to_string(),
            Value::Between(low, high) => format!("{} to {}", low.normalize(), high.normalize()),
            Value::Choice(index) => self
                .choices()
                .get(usize::from(index))
                .map(|choice| choice.id.clone())
                .unwrap_or_default(),
            Value::YesNo(value) => value.to_string(),
            Value::Several(bits) => format!("[{}]", self.names(bits, ", ")),
        }
    }
}

/// Returns the choices whose bits are set.
pub fn chosen(choices: &[Choice], bits: u64) -> impl Iterator<Item = &Choice> {
    choices
        .iter()
        .enumerate()
        .filter(move |(index, _)| bits >> index & 1 == 1)
        .map(|(_, choice)| choice)
}
