//! Conditions in plain words, the same wherever one is shown.

use super::{Bound, Condition, Test};
use crate::{
    field::{Field, Fields},
    quantity,
};

impl Condition {
    /// Returns the condition in words, such as "traffic.pattern is bursty and
    /// compute.max_duration_s is over 300 and at most 900 s".
    pub fn describe(&self, fields: &Fields) -> String {
        self.describe_within(fields, false)
    }

    fn describe_within(&self, fields: &Fields, nested: bool) -> String {
        match self {
            Self::All(parts) if parts.is_empty() => "always".to_owned(),
            Self::All(parts) => join(&together(parts, fields), " and ", nested),
            Self::Any(parts) => {
                let parts: Vec<String> = parts
                    .iter()
                    .map(|part| part.describe_within(fields, parts.len() > 1))
                    .collect();
                join(&parts, ", or ", nested)
            }
            Self::Not(inner) => match inner.as_ref() {
                Self::Test(field, test) => test.describe(fields.get(*field), false),
                Self::Not(inner) => inner.describe_within(fields, nested),
                inner => format!("not ({})", inner.describe_within(fields, false)),
            },
            Self::Test(field, test) => test.describe(fields.get(*field), true),
        }
    }
}

/// Returns each part in words, the bounds of one number in one part.
fn together(parts: &[Condition], fields: &Fields) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = parts;
    while let [first, after @ ..] = rest {
        rest = after;
        if let (
            Condition::Test(field, one @ Test::Number(..)),
            [Condition::Test(same, Test::Number(bound, limit)), after @ ..],
        ) = (first, after)
            && field == same
        {
            let it = fields.get(*field);
            words.push(format!(
                "{} and {}",
                one.bare(it, true),
                it.with_unit(&bound.against(*limit, true))
            ));
            rest = after;
            continue;
        }
        words.push(first.describe_within(fields, parts.len() > 1));
    }
    words
}

fn join(parts: &[String], word: &str, nested: bool) -> String {
    let text = parts.join(word);
    if nested && parts.len() > 1 { format!("({text})") } else { text }
}

impl Test {
    /// Returns the test in words, or what must be so for it not to hold.
    pub fn describe(self, field: &Field, holds: bool) -> String {
        match self {
            Self::Number(..) => field.with_unit(&self.bare(field, holds)),
            _ => self.bare(field, holds),
        }
    }

    fn bare(self, field: &Field, holds: bool) -> String {
        let id = &field.id;
        match (self, holds) {
            (Self::OneOf(bits), true) => format!("{id} is {}", field.names(bits, " or ")),
            (Self::OneOf(bits), false) => format!("{id} is not {}", field.names(bits, " or ")),
            (Self::YesNo(value), holds) => format!("{id} is {}", value == holds),
            (Self::Contains(bits), true) => format!("{id} contains {}", field.names(bits, " or ")),
            (Self::Contains(bits), false) if bits.is_power_of_two() => {
                format!("{id} does not contain {}", field.names(bits, " or "))
            }
            (Self::Contains(bits), false) => {
                format!("{id} contains none of {}", field.names(bits, " or "))
            }
            (Self::Empty, true) => format!("{id} is empty"),
            (Self::Empty, false) => format!("{id} is not empty"),
            (Self::Number(bound, limit), holds) => {
                format!("{id} is {}", bound.against(limit, holds))
            }
        }
    }
}

impl Bound {
    /// In words: "over", "at least", "under", "at most".
    pub fn words(self) -> String {
        self.name().replace('_', " ")
    }

    /// Returns the numbers on this side of a limit, or on the other.
    fn against(self, limit: rust_decimal::Decimal, holds: bool) -> String {
        let side = if holds { self } else { self.opposite() };
        format!("{} {}", side.words(), quantity::people(limit))
    }

    /// Returns the bound that holds where this one does not.
    fn opposite(self) -> Self {
        match self {
            Self::Over => Self::AtMost,
            Self::AtLeast => Self::Under,
            Self::Under => Self::AtLeast,
            Self::AtMost => Self::Over,
        }
    }
}
