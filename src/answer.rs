//! Answers as people give them: in profiles, with `--set`, in files of replies and at prompts, all
//! understood by the same rules.
//!
//! | asked for | understood |
//! |-----------|------------|
//! | a number  | `1500`, `1.5e3`, `1,500`, `1 500`, `1.5k`, `2 million`, `10 rps`, `300ms`, `512 MB` |
//! | yes or no | `true`, `false`, `yes`, `no`, `on`, `off`, in any case |
//! | a choice  | its id, in any case, words joined as one likes |
//! | several   | a list, one choice, several with commas between them, `none` |
//!
//! Only what can be read in several ways is refused, with the ways to write it.

mod regex;

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::{
    condition::read_choice,
    field::{Field, Kind, Scale, Value},
    problem::{Code, Problem, Problems},
    quantity::{self, Unread},
    reader::Reader,
    source::Source,
    yaml::{self, Content, Meaning, Node, Scalar},
};

pub(crate) use self::regex::{pattern, pattern_of_one};

/// What means none of several choices, in any case.
const NONE: &str = "none";

/// What stands between several choices in a text.
const BETWEEN: char = ',';

/// An answer as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer.
    pub value: Value,
    /// How it is written plainly, where it was written otherwise: `5000000` for `5M`.
    pub echo: Option<String>,
}

/// Reads an answer that was typed.
///
/// # Errors
/// When it is none of the answers to the question, or can be read in several ways.
pub fn parse(typed: &str, field: &Field) -> Result<Answer, Problems> {
    let source = Source::new(field.id.clone(), typed);
    let node = Node {
        content: Content::Scalar(Scalar { text: typed.trim().to_owned().into(), plain: true }),
        span: yaml::Span::new(0, typed.chars().count()),
    };
    finish(&source, |reader| read(&node, field, reader))
}

/// Reads an answer that is a text of its own in YAML; none for null.
///
/// # Errors
/// As for [`parse`], and when the text is not YAML.
pub fn parse_yaml(source: &Arc<Source>, field: &Field) -> Result<Option<Answer>, Problems> {
    let node = yaml::parse(source)?;
    if node.is_null() {
        return Ok(None);
    }
    finish(source, |reader| read(&node, field, reader)).map(Some)
}

fn finish<T>(
    source: &Arc<Source>,
    read: impl FnOnce(&mut Reader) -> Option<T>,
) -> Result<T, Problems> {
    let mut reader = Reader::new(source);
    read(&mut reader).filter(|_| reader.is_clean()).ok_or_else(|| reader.finish())
}

/// Reads an answer; reports what is none of the answers to the question, and what can be read in
/// several ways.
pub fn read(node: &Node, field: &Field, reader: &mut Reader) -> Option<Answer> {
    let value = match &field.kind {
        Kind::Number(scale) => number(node, field, scale, reader).map(Value::Number),
        Kind::YesNo => yes_no(node, field, reader).map(Value::YesNo),
        Kind::Choice(_) => choice(node, field, reader).map(Value::Choice),
        Kind::Several(_) => several(node, field, reader).map(Value::Several),
    }?;
    let plain = field.show(value);
    let written = match &node.content {
        Content::Scalar(scalar) => scalar.text.trim(),
        // What a list holds is written plainly, or reported.
        Content::Sequence(_) | Content::Mapping(_) => return Some(Answer { value, echo: None }),
    };
    let is_plain = written == plain || node.number().is_some_and(|it| Value::Number(it) == value);
    Some(Answer { value, echo: (!is_plain).then_some(plain) })
}

fn number(node: &Node, field: &Field, scale: &Scale, reader: &mut Reader) -> Option<Decimal> {
    let meaning = node.meaning();
    if let Some(Meaning::Number(number)) = meaning
        && scale.holds(number)
    {
        return Some(number);
    }
    let what = format!("`{}`", field.id);
    let expected = scale.describe();
    let text = match meaning {
        Some(Meaning::Number(_) | Meaning::Unholdable) => {
            reader.out_of_range(node, what, &expected);
            return None;
        }
        Some(Meaning::Text(text)) if !text.trim().is_empty() => text,
        Some(Meaning::Text(_) | Meaning::Null | Meaning::YesNo(_)) | None => {
            reader.wrong_type(node, what, &expected);
            return None;
        }
    };
    let message = format!("{what}: expected {expected}, found {}", node.describe());
    let label = format!("expected {expected}");
    let problem = match quantity::parse(text, &scale.unit) {
        Ok(number) => {
            // "1k a day" is no whole number of requests a month, and is meant all the same.
            let is_converted = text.contains(|sign: char| sign.is_alphabetic() || sign == '/');
            let number = if scale.whole && is_converted { nearly_whole(number) } else { number };
            if scale.holds(number) {
                return Some(number);
            }
            let is = format!("{message}, which is {} {}", number.normalize(), scale.unit);
            let message = is.trim_end().to_owned();
            Problem::error(Code::OUT_OF_RANGE, message).at(reader.place(node.span), label)
        }
        Err(wrong) => {
            let code = match wrong {
                Unread::Form(_) => Code::WRONG_TYPE,
                Unread::Size(_) => Code::OUT_OF_RANGE,
            };
            Problem::error(code, message).at(reader.place(node.span), label).help(wrong.words())
        }
    };
    reader.report(problem);
    None
}

/// Rounds a number where little is lost by it: `1k a day` is no whole number of requests a month,
/// but two and a half people are not two.
fn nearly_whole(number: Decimal) -> Decimal {
    let rounded = number.round();
    let lost = (number - rounded).abs();
    if lost * Decimal::from(20) <= number.abs() { rounded } else { number }
}

fn yes_no(node: &Node, field: &Field, reader: &mut Reader) -> Option<bool> {
    let found = yaml::yes_or_no(node.text().unwrap_or_default());
    if found.is_none() {
        reader.wrong_type(node, format_args!("`{}`", field.id), "`true` or `false`");
    }
    found
}

/// Reads one choice of a field, suggesting the nearest where there is none of that name.
fn choice(node: &Node, field: &Field, reader: &mut Reader) -> Option<u8> {
    let found = node.text().and_then(|text| find(text, field));
    found.or_else(|| read_choice(node, field, reader))
}

/// Finds a choice by its id, in any case and with its words joined in any way.
fn find(text: &str, field: &Field) -> Option<u8> {
    field.choice(text).or_else(|| {
        let wanted = plain(text);
        let mut alike = field.choices().iter().filter(|choice| plain(&choice.id) == wanted);
        alike.next().filter(|_| alike.next().is_none()).and_then(|only| field.choice(&only.id))
    })
}

/// Returns the id of a choice with its words joined as they are usually.
fn plain(text: &str) -> String {
    text.to_ascii_lowercase().replace(JOINTS, "-")
}

/// What may stand between the words of an id besides a hyphen.
const JOINTS: [char; 2] = [' ', '_'];

fn several(node: &Node, field: &Field, reader: &mut Reader) -> Option<u64> {
    let what = format!("`{}`", field.id);
    if let Content::Mapping(_) = node.content {
        let message = format!("{what}: expected a list, found {}", node.describe());
        let problem = Problem::error(Code::WRONG_TYPE, message)
            .at(reader.place(node.span), "expected a list")
            .help("write it as `[one, another]`, or `[]` for none");
        reader.report(problem);
        return None;
    }
    let is_list = matches!(node.content, Content::Sequence(_));
    let text = node.text().unwrap_or_default();
    if !is_list && find(text, field).is_none() {
        if text.eq_ignore_ascii_case(NONE) {
            return Some(0);
        }
        // `gdpr, hipaa`
        if text.contains(BETWEEN) {
            let parts: Vec<Node> = text
                .split(BETWEEN)
                .map(|part| Node {
                    content: Content::Scalar(Scalar {
                        text: part.trim().to_owned().into(),
                        plain: true,
                    }),
                    span: node.span,
                })
                .collect();
            return chosen(&parts, field, reader);
        }
    }
    chosen(node.each(), field, reader)
}

/// Reads choices, none of which may be given twice.
fn chosen(nodes: &[Node], field: &Field, reader: &mut Reader) -> Option<u64> {
    let mut bits = 0;
    for node in nodes {
        let Some(choice) = choice(node, field, reader) else { continue };
        if bits >> choice & 1 == 1 {
            let listed = node.text().unwrap_or_default();
            let message = format!("`{}`: `{listed}` is listed twice", field.id);
            reader.error(Code::DUPLICATE_KEY, node.span, message, "the second time");
        }
        bits |= 1 << choice;
    }
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::{Answer, parse, parse_yaml};
    use crate::{
        field::{Choice, Field, Kind, Scale},
        grid::Grid,
        problem::{Advice, Problems},
        source::Source,
    };

    fn field(kind: Kind) -> Field {
        let (id, name) = ("a.question".to_owned(), "A question".to_owned());
        Field { id, name, kind, ordered: false, uncommon: 0, derived: false }
    }

    fn number(unit: &str, whole: bool) -> Field {
        let (least, most) = (0.into(), 1_000_000_000_000u64.into());
        let grid = Grid::logarithmic(2, 1.into());
        let (over_least, typical) = (false, (least, most));
        let unit = unit.to_owned();
        field(Kind::Number(Scale { unit, whole, least, over_least, most, grid, typical }))
    }

    fn choices(ids: &[&str]) -> Vec<Choice> {
        let choice = |id: &&str| Choice {
            id: (*id).to_owned(),
            name: (*id).to_owned(),
            means: String::new(),
            neutral: None,
        };
        ids.iter().map(choice).collect()
    }

    /// Checks how an answer is understood at a prompt and in YAML alike.
    #[track_caller]
    fn understood(typed: &str, field: &Field, plain: &str) {
        let shown = |answer: Answer| {
            let shown = field.show(answer.value);
            assert!(answer.echo.is_none_or(|echo| echo == shown), "{typed}");
            shown
        };
        assert_eq!(parse(typed, field).map(shown).as_deref(), Ok(plain), "{typed}");
        let yaml = parse_yaml(&Source::new("a file", typed), field).map(Option::unwrap);
        assert_eq!(yaml.map(shown).as_deref(), Ok(plain), "{typed}");
    }

    #[track_caller]
    fn refused(typed: &str, field: &Field) -> Problems {
        assert!(parse_yaml(&Source::new("a file", typed), field).is_err(), "{typed}");
        parse(typed, field).unwrap_err()
    }

    #[test]
    fn numbers_are_understood_as_people_type_them() {
        for (typed, unit, plain) in [
            ("5M", "requests / month", "5000000"),
            ("250k", "requests / month", "250000"),
            ("1e6", "requests / month", "1000000"),
            ("10 rps", "requests / month", "26280000"),
            ("2 million", "requests / month", "2000000"),
            ("1 000 000", "requests / month", "1000000"),
            ("1,500", "requests / month", "1500"),
            ("300ms", "ms", "300"),
            ("2m", "ms", "120000"),
            ("1.5s", "ms", "1500"),
            ("15 min", "s", "900"),
            ("512 MB", "MB", "512"),
            ("0", "USD / month", "0"),
            ("3/s", "requests / month", "7884000"),
            ("1.000.000", "requests / month", "1000000"),
            ("1'000'000", "requests / month", "1000000"),
            ("1\u{202f}000\u{a0}000", "requests / month", "1000000"),
            ("1e6 requests", "requests / month", "1000000"),
        ] {
            understood(typed, &number(unit, false), plain);
        }
        // No whole number of requests, and meant all the same.
        understood("1k a day", &number("requests / month", true), "30417");
        refused("2.5", &number("people", true));
        refused("2.5 people", &number("people", true));
        refused("10,000.5", &number("requests / month", true));
    }

    #[test]
    fn an_answer_that_is_not_written_plainly_is_echoed() {
        let field = number("requests / month", true);
        assert_eq!(parse("5M", &field).unwrap().echo.as_deref(), Some("5000000"));
        for plain in ["5000000", "5e6", "5000000.0"] {
            assert_eq!(parse(plain, &field).unwrap().echo, None, "{plain}");
        }
        let several = field_of_several();
        assert_eq!(parse("GDPR", &several).unwrap().echo.as_deref(), Some("[gdpr]"));
    }

    #[test]
    fn what_is_ambiguous_is_refused_with_the_ways_to_write_it() {
        let field = number("ms", false);
        for (typed, help) in [
            ("1,5", "`1,5` can be read in several ways; write `1.5` or `15`"),
            ("1.50.000", "`1.50.000` can be read in several ways; write `150000`"),
            ("1 5", "`1 5` can be read in several ways; write `15`"),
        ] {
            assert_eq!(refused(typed, &field)[0].advice, [Advice::Help(help.to_owned())]);
        }
        let refusal = refused("5 apples", &field);
        assert!(refusal[0].advice[0].words().starts_with("Unknown unit `apples`"));
        assert!(refused("2e13", &field)[0].message.contains("found the number `2e13`"));
        assert!(
            refused("2000000000 min", &field)[0].message.ends_with("which is 120000000000000 ms")
        );
    }

    fn field_of_several() -> Field {
        field(Kind::Several(choices(&["gdpr", "pci-dss", "on-premises"])))
    }

    #[test]
    fn choices_are_understood_in_any_case() {
        let choice = field(Kind::Choice(choices(&["steady", "on-premises"])));
        for typed in ["on-premises", "On-Premises", "ON PREMISES", "on_premises"] {
            understood(typed, &choice, "on-premises");
        }
        refused("[steady]", &choice);
        refused("stead", &choice);
    }

    #[test]
    fn several_choices_are_understood_with_or_without_a_list() {
        let several = field_of_several();
        for (typed, plain) in [
            ("gdpr", "[gdpr]"),
            ("PCI DSS", "[pci-dss]"),
            ("gdpr, pci-dss", "[gdpr, pci-dss]"),
            ("none", "[]"),
        ] {
            understood(typed, &several, plain);
        }
        let list = parse_yaml(&Source::new("a file", "[gdpr, On-premises]"), &several);
        assert_eq!(several.show(list.unwrap().unwrap().value), "[gdpr, on-premises]");
        refused("gdpr, gdpr", &several);
        refused("gdpr, banana", &several);
    }

    #[test]
    fn yes_and_no_are_understood_in_any_case() {
        let question = field(Kind::YesNo);
        for (typed, plain) in [("Yes", "true"), ("TRUE", "true"), ("off", "false"), ("n", "false")]
        {
            understood(typed, &question, plain);
        }
        refused("perhaps", &question);
        refused("1", &question);
    }
}
