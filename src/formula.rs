//! Formulas of the price book: how much there is of something, worked out from answers, assumptions
//! and other amounts.
//!
//! ```yaml
//! is: traffic.requests_per_month * ceil(compute.average_duration_ms) / 1000
//! ```
//!
//! Numbers, names, `+ - * /`, brackets, `min(…)`, `max(…)`, `ceil(…)`, `floor(…)`, and columns of
//! tables, such as `function_size.vcpu(compute.memory_mb)`. There are no negative numbers: what
//! would be less than zero is zero, and where numbers alone would be, that is a mistake, as is to
//! divide by zero. So every formula without a minus and a division rises, or stays,
//! with each of its names, and an interval for each name gives one that holds every result.

pub mod number;

use rust_decimal::Decimal;

use self::number::{Figure, Number};

/// A formula, ready to be worked out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Formula {
    /// As it is written.
    text: String,
    /// In reverse Polish notation.
    steps: Vec<Step>,
}

/// One step of a formula: something is put onto the pile, or the topmost of it are made one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    Constant(Figure),
    Name(Name),
    One(Function),
    Two(Operator),
}

/// What makes another number of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Function {
    Ceil,
    Floor,
    Column { table: usize, column: usize },
}

/// What makes one number of two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Operator {
    Plus,
    Minus,
    Times,
    Over,
    Least,
    Most,
}

/// What a name in a formula stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// The number of a question or assumption, by its number among the book's fields.
    Field(usize),
    /// An amount, by its number in the book.
    Amount(usize),
}

/// Rows of numbers, of which the first is taken whose limit a number does not exceed; beyond the
/// last one, the last one.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The id of the table, such as `function_size`.
    pub id: String,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// For each row, up to which number it holds, and what the columns say.
    pub rows: Vec<(Figure, Vec<Figure>)>,
}

impl Table {
    /// Finds what a column says for a number.
    pub(crate) fn look_up<N: Number>(&self, column: usize, number: N) -> N {
        let row = self.rows.iter().find(|(most, _)| number <= N::of(*most));
        let value = row.or(self.rows.last()).and_then(|(_, values)| values.get(column));
        value.map_or(N::ZERO, |value| N::of(*value))
    }

    /// Tells whether what a column says never falls from one row to the next.
    pub(crate) fn rises(&self, column: usize) -> bool {
        let value = |row: &(Figure, Vec<Figure>)| row.1.get(column).map(|value| **value);
        self.rows.windows(2).all(|rows| value(&rows[0]) <= value(&rows[1]))
    }
}

/// What is known of names while a formula is read.
pub trait Names {
    /// Finds what a name stands for.
    fn find(&self, name: &str) -> Option<Name>;

    /// Finds a table and one of its columns.
    fn column(&self, table: &str, column: &str) -> Option<(usize, usize)>;

    /// Lists the names that there are, for suggestions.
    fn known(&self) -> Vec<String>;
}

/// Why a text is no formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where in the text, in bytes.
    pub at: std::ops::Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The unknown name, if that is what it is.
    pub unknown: Option<String>,
}

/// The most characters of a formula; those of the shipped price book have at most 200.
const LONGEST: usize = 1000;

/// The most parentheses in each other, as of lists and mappings in YAML.
const DEEPEST: usize = 64;

impl Formula {
    /// Makes the formula that is one number.
    pub fn constant(number: Decimal) -> Self {
        let steps = vec![Step::Constant(number.into())];
        Self { text: number.to_string(), steps }
    }

    /// Reads a formula.
    ///
    /// # Errors
    /// When it is none, is too long or too deeply nested, or names what is not known; with the place
    /// in the text.
    pub fn parse(text: &str, names: &dyn Names) -> Result<Self, Mistake> {
        let mut parser = Parser { text, at: 0, steps: Vec::new(), constants: Vec::new(), names };
        parser.fits()?;
        parser.sum()?;
        parser.space();
        if parser.at < text.len() {
            return Err(parser.mistake(parser.at..text.len(), "expected an operator or the end"));
        }
        Ok(Self { text: text.trim().to_owned(), steps: parser.steps })
    }

    /// Returns it as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Works it out.
    pub fn evaluate<N: Number>(&self, fields: &[N], amounts: &[N], tables: &[Table]) -> N {
        const DEEPEST: usize = 16;
        let mut pile = [N::ZERO; DEEPEST];
        let mut height: usize = 0;
        for step in &self.steps {
            let at =
                |below: usize| pile.get(height.wrapping_sub(below)).copied().unwrap_or(N::ZERO);
            let (above, value) = match *step {
                Step::Constant(figure) => (height, N::of(figure)),
                Step::Name(Name::Field(field)) => {
                    (height, fields.get(field).copied().unwrap_or(N::ZERO))
                }
                Step::Name(Name::Amount(amount)) => {
                    (height, amounts.get(amount).copied().unwrap_or(N::ZERO))
                }
                Step::One(function) => (height.saturating_sub(1), function.of(at(1), tables)),
                Step::Two(operator) => (height.saturating_sub(2), operator.of(at(2), at(1))),
            };
            if let Some(slot) = pile.get_mut(above) {
                *slot = value;
            }
            height = above + 1;
        }
        pile[0]
    }

    /// Tells whether it certainly never falls as anything that it names rises: whether it divides by
    /// numbers alone and takes away numbers alone.
    pub fn rises(&self) -> bool {
        // For each number on the pile whether it is a constant.
        let mut pile: Vec<bool> = Vec::new();
        for step in &self.steps {
            match step {
                Step::Constant(..) => pile.push(true),
                Step::Name(_) => pile.push(false),
                Step::One(_) => {}
                Step::Two(operator) => {
                    let (other, one) = (pile.pop(), pile.pop());
                    if matches!(operator, Operator::Over | Operator::Minus) && other == Some(false)
                    {
                        return false;
                    }
                    pile.push(one == Some(true) && other == Some(true));
                }
            }
        }
        true
    }

    /// Lists its steps, in reverse Polish notation.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Lists what it names.
    pub fn names(&self) -> impl Iterator<Item = Name> + '_ {
        self.steps.iter().filter_map(|step| match step {
            Step::Name(name) => Some(*name),
            _ => None,
        })
    }
}

impl Function {
    /// Works it out.
    pub(crate) fn of<N: Number>(self, number: N, tables: &[Table]) -> N {
        match self {
            Self::Ceil => number.ceil(),
            Self::Floor => number.floor(),
            Self::Column { table, column } => {
                tables.get(table).map_or(N::ZERO, |table| table.look_up(column, number))
            }
        }
    }
}

impl Operator {
    /// Works it out.
    pub(crate) fn of<N: Number>(self, one: N, other: N) -> N {
        match self {
            Self::Plus => one.plus(other),
            Self::Minus => one.minus(other),
            Self::Times => one.times(other),
            Self::Over => one.over(other),
            Self::Least => one.least(other),
            Self::Most => one.most(other),
        }
    }
}

impl Operator {
    /// Works out what numbers alone come to; nothing where one of them is not known.
    ///
    /// # Errors
    /// Why they come to no amount.
    fn exactly(
        self,
        one: Option<Decimal>,
        other: Option<Decimal>,
    ) -> Result<Option<Decimal>, &'static str> {
        if self == Self::Over && other == Some(Decimal::ZERO) {
            return Err("this divides by zero");
        }
        let (Some(one), Some(other)) = (one, other) else { return Ok(None) };
        let result = match self {
            Self::Minus if other > one => return Err("this is less than zero"),
            Self::Plus => one.checked_add(other),
            Self::Times => one.checked_mul(other),
            Self::Over => one.checked_div(other),
            Self::Minus | Self::Least | Self::Most => Some(self.of(one, other)),
        };
        result.map(Some).ok_or("this is too large a number")
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    steps: Vec<Step>,
    /// What each number on the pile is, where it is made of numbers alone.
    constants: Vec<Option<Decimal>>,
    names: &'t dyn Names,
}

impl<'t> Parser<'t> {
    /// Refuses what would take more room than formulas need.
    fn fits(&self) -> Result<(), Mistake> {
        if self.text.len() > LONGEST {
            let message = format!("a formula has at most {LONGEST} characters");
            return Err(self.mistake(LONGEST..self.text.len(), message));
        }
        let mut depth = 0_usize;
        for (at, character) in self.text.char_indices() {
            match character {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                let message = format!("a formula has at most {DEEPEST} parentheses in each other");
                return Err(self.mistake(at..at + 1, message));
            }
        }
        Ok(())
    }

    /// Takes a step that ends here and whose text began at a byte.
    fn step(&mut self, step: Step, start: usize) -> Result<(), Mistake> {
        let constant = match step {
            Step::Constant(figure) => Some(*figure),
            Step::Name(_) => None,
            Step::One(function) => self.constants.pop().flatten().and_then(|own| match function {
                Function::Column { .. } => None,
                simple => Some(simple.of(own, &[])),
            }),
            Step::Two(operator) => {
                let (other, one) = (self.constants.pop().flatten(), self.constants.pop().flatten());
                let result = operator.exactly(one, other);
                result.map_err(|message| self.mistake(start..self.at, message))?
            }
        };
        self.constants.push(constant);
        self.steps.push(step);
        Ok(())
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Takes a sign if it comes next.
    fn sign(&mut self, sign: char) -> bool {
        self.space();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len_utf8();
        }
        found
    }

    fn mistake(&self, at: std::ops::Range<usize>, message: impl Into<String>) -> Mistake {
        Mistake { at, message: message.into(), unknown: None }
    }

    fn sum(&mut self) -> Result<(), Mistake> {
        self.space();
        let start = self.at;
        self.product()?;
        loop {
            let step = if self.sign('+') {
                Step::Two(Operator::Plus)
            } else if self.sign('-') {
                Step::Two(Operator::Minus)
            } else {
                return Ok(());
            };
            self.product()?;
            self.step(step, start)?;
        }
    }

    fn product(&mut self) -> Result<(), Mistake> {
        self.space();
        let start = self.at;
        self.part()?;
        loop {
            let step = if self.sign('*') {
                Step::Two(Operator::Times)
            } else if self.sign('/') {
                Step::Two(Operator::Over)
            } else {
                return Ok(());
            };
            self.part()?;
            self.step(step, start)?;
        }
    }

    fn part(&mut self) -> Result<(), Mistake> {
        if self.sign('(') {
            self.sum()?;
            return self.expect(')');
        }
        self.space();
        let start = self.at;
        let is_part =
            |character: char| character.is_ascii_alphanumeric() || "._".contains(character);
        let rest = self.rest();
        let length = rest.find(|character| !is_part(character)).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        self.at += length;
        let place = start..self.at;
        if word.is_empty() {
            return Err(self.mistake(start..start + 1, "expected a number, a name or `(`"));
        }
        if word.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
            let number = word.parse().or_else(|_| Decimal::from_scientific(word));
            let number =
                number.map_err(|_| self.mistake(place, format!("`{word}` is no number")))?;
            return self.step(Step::Constant(number.into()), start);
        }
        if self.sign('(') {
            return self.call(word, place);
        }
        let Some(name) = self.names.find(word) else {
            let mut mistake = self.mistake(place, format!("there is no amount `{word}`"));
            mistake.unknown = Some(word.to_owned());
            return Err(mistake);
        };
        self.step(Step::Name(name), start)
    }

    fn call(&mut self, word: &str, place: std::ops::Range<usize>) -> Result<(), Mistake> {
        let (step, several) = match word {
            "min" => (Step::Two(Operator::Least), true),
            "max" => (Step::Two(Operator::Most), true),
            "ceil" => (Step::One(Function::Ceil), false),
            "floor" => (Step::One(Function::Floor), false),
            _ => {
                let column = word
                    .rsplit_once('.')
                    .and_then(|(table, column)| self.names.column(table, column));
                let Some((table, column)) = column else {
                    let message = format!("there is no function or column `{word}`");
                    return Err(self.mistake(place, message));
                };
                (Step::One(Function::Column { table, column }), false)
            }
        };
        self.sum()?;
        let mut parts = 1;
        while several && self.sign(',') {
            self.sum()?;
            self.step(step, place.start)?;
            parts += 1;
        }
        if several && parts == 1 {
            return Err(self.mistake(place, format!("`{word}` compares two or more")));
        }
        if !several {
            self.step(step, place.start)?;
        }
        self.expect(')')
    }

    fn expect(&mut self, sign: char) -> Result<(), Mistake> {
        if self.sign(sign) {
            return Ok(());
        }
        let end = (self.at + 1).min(self.text.len());
        Err(self.mistake(self.at..end, format!("expected `{sign}`")))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::float_cmp, reason = "these must be exact")]

    use super::number::{Figure, Interval};
    use super::{Decimal, Formula, Mistake, Name, Names, Table};

    struct Two;

    impl Names for Two {
        fn find(&self, name: &str) -> Option<Name> {
            match name {
                "a.b" => Some(Name::Field(0)),
                "c" => Some(Name::Amount(0)),
                _ => None,
            }
        }

        fn column(&self, table: &str, column: &str) -> Option<(usize, usize)> {
            (table == "size" && column == "vcpu").then_some((0, 0))
        }

        fn known(&self) -> Vec<String> {
            vec!["a.b".to_owned(), "c".to_owned()]
        }
    }

    fn tables() -> Vec<Table> {
        let figure = |number: u32| Figure::from(Decimal::from(number));
        let row = |most: u32, vcpu: u32| (figure(most), vec![figure(vcpu)]);
        vec![Table {
            id: "size".to_owned(),
            columns: vec!["vcpu".to_owned()],
            rows: vec![row(256, 1), row(4096, 2)],
        }]
    }

    fn result(text: &str) -> f64 {
        Formula::parse(text, &Two).unwrap().evaluate(&[7.0], &[2.0], &tables())
    }

    #[test]
    fn products_bind_closer_than_sums() {
        for (text, expected) in [
            ("1 + 2 * 3", 7.0),
            ("(1 + 2) * 3", 9.0),
            ("8 / 2 / 2", 2.0),
            ("10 - 3 - 2", 5.0),
            ("c - 10", 0.0),
            ("a.b * c", 14.0),
            ("ceil(a.b / 4) + floor(a.b / 4)", 3.0),
            ("max(a.b, c, 9)", 9.0),
            ("min(a.b, c)", 2.0),
            ("1e3 / .5", 2000.0),
            ("size.vcpu(100) + size.vcpu(257) + size.vcpu(9e9)", 5.0),
        ] {
            assert_eq!(result(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_alone_come_to_an_amount() {
        for (text, at, message) in [
            ("1/0", 0..3, "this divides by zero"),
            ("c + a.b / (3 - 3) * 2", 4..17, "this divides by zero"),
            ("a.b * (2 - 3)", 7..12, "this is less than zero"),
            ("max(c, 1 / floor(0.5))", 7..21, "this divides by zero"),
            ("1e28 * 10 + c", 0..9, "this is too large a number"),
        ] {
            let mistake = Formula::parse(text, &Two).unwrap_err();
            assert_eq!((mistake.at, mistake.message.as_str()), (at, message), "{text}");
        }
    }

    #[test]
    fn what_divides_by_a_name_may_fall() {
        for (text, rises) in [
            ("a.b * c + 1", true),
            ("a.b / (2 * 3) - 1", true),
            ("1 / a.b", false),
            ("c - a.b", false),
            ("max(a.b - 1, c / 2)", true),
            ("(1 + 1 / c) * a.b", false),
        ] {
            assert_eq!(Formula::parse(text, &Two).unwrap().rises(), rises, "{text}");
        }
    }

    #[test]
    fn decimals_are_exact() {
        let formula = Formula::parse("a.b * 0.1 + c * 0.2", &Two).unwrap();
        let exact = formula.evaluate(&[Decimal::ONE], &[Decimal::ONE], &tables());
        assert_eq!(exact, Decimal::new(3, 1));
    }

    #[test]
    fn an_interval_holds_every_result() {
        let formula = Formula::parse("max(a.b - c, 1) * c / (a.b + 1)", &Two).unwrap();
        let (field, amount) = (Interval { low: 1.0, high: 9.0 }, Interval { low: 0.0, high: 4.0 });
        let whole = formula.evaluate(&[field], &[amount], &tables());
        for step in 0..=80 {
            for other in 0..=40 {
                let at = [1.0 + f64::from(step) / 10.0];
                let one = formula.evaluate(&at, &[f64::from(other) / 10.0], &tables());
                assert!(whole.low <= one && one <= whole.high, "{one} is not in {whole:?}");
            }
        }
    }

    #[test]
    fn mistakes_have_a_place() {
        for (text, at, says) in [
            ("1 +", 3..4, "expected a number, a name or `(`"),
            ("a.b * d", 6..7, "there is no amount `d`"),
            ("(1 + 2", 6..6, "expected `)`"),
            ("1 2", 2..3, "expected an operator or the end"),
            ("min(1)", 0..3, "`min` compares two or more"),
            ("root(1)", 0..4, "there is no function or column `root`"),
            ("1.2.3", 0..5, "`1.2.3` is no number"),
        ] {
            let Mistake { at: found, message, .. } = Formula::parse(text, &Two).unwrap_err();
            assert_eq!((found, message.as_str()), (at, says), "{text}");
        }
    }

    #[test]
    fn what_is_too_long_or_too_deep_is_refused() {
        for (text, says) in [
            (["1"; 600].join("+"), "a formula has at most 1000 characters"),
            ("(".repeat(65), "a formula has at most 64 parentheses in each other"),
            ("ceil(".repeat(65), "a formula has at most 64 parentheses in each other"),
        ] {
            assert_eq!(Formula::parse(&text, &Two).unwrap_err().message, says);
        }
        assert!(Formula::parse(&["1"; 500].join("+"), &Two).is_ok());
    }
}
