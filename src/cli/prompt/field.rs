//! Questions of a rule base: how they are answered, what may be wrong with an answer, and why they are
//! asked.

use rust_decimal::Decimal;
use whereto::{
    answer,
    field::{Choice, Field, FieldId, Kind, Scale, Value},
    interview::Interview,
    problem::{Advice, Problem, Problems},
    quantity,
    words::capitalised,
};

use super::page::{Body, DASH, DONT_KNOW, Entry, Item, List, Page};

/// So many times beyond what is usual, or what was said before, a number is asked back.
const IMPLAUSIBLE: u32 = 100;

/// How a question is answered.
pub(super) fn body<'f>(
    field: &'f Field,
    before: Option<Value>,
    suggested: Option<Value>,
) -> Body<'f> {
    let marked = |items: Vec<Item>, usual: &dyn Fn(usize) -> bool| -> Vec<Item> {
        let items = items.into_iter().enumerate();
        items.map(|(index, item)| Item { is_usual: usual(index), ..item }).collect()
    };
    let labels =
        |choices: &[Choice]| choices.iter().map(|choice| Item::new(label(choice))).collect();
    match &field.kind {
        Kind::YesNo => {
            let number = |value| match value {
                Some(Value::YesNo(answer)) => Some(usize::from(!answer)),
                _ => None,
            };
            let items = vec![Item::new("Yes"), Item::new("No")];
            let items = marked(items, &|index| number(suggested) == Some(index));
            Body::List(List::answers(items, number(before)))
        }
        Kind::Choice(choices) => {
            let number = |value| match value {
                Some(Value::Choice(choice)) => Some(usize::from(choice)),
                _ => None,
            };
            let items = marked(labels(choices), &|index| number(suggested) == Some(index));
            Body::List(List::answers(items, number(before)))
        }
        Kind::Several(choices) => {
            let bits = |value| if let Some(Value::Several(bits)) = value { bits } else { 0 };
            let mut items = marked(labels(choices), &|index| bits(suggested) >> index & 1 == 1);
            for (index, item) in items.iter_mut().enumerate() {
                item.is_marked = bits(before) >> index & 1 == 1;
            }
            Body::List(List::several(items, before.is_some()))
        }
        Kind::Number(_) => {
            let show = |value: Value| field.show(value);
            let understand = |text: &str| {
                if text == DASH {
                    return Some(left_open());
                }
                let answer = answer::parse(text, field).ok()?;
                answer.echo.is_some().then(|| field.say(answer.value))
            };
            Body::Entry(Entry::new(before.map(show), suggested.map(show), understand))
        }
    }
}

/// What a dash alone stands for.
pub(super) fn left_open() -> String {
    DONT_KNOW.to_owned()
}

/// A choice as an answer: its meaning, after its name where that says more.
fn label(choice: &Choice) -> String {
    let (name, means) = (&choice.name, choice.means.as_str());
    let is_said = ["yes", "no"].iter().any(|word| {
        let rest = means.strip_prefix(word);
        rest.is_some_and(|rest| rest.starts_with([',', ' ']) || rest.is_empty())
    });
    let is_named = is_said
        || means.to_lowercase().contains(&name.to_lowercase())
        || matches!(&*choice.id, "none" | "other");
    let label = if is_named { means.to_owned() } else { format!("{name}: {means}") };
    capitalised(&label)
}

pub(super) fn typed(page: &Page<'_>, field: &Field) -> Result<Value, Problems> {
    match &page.body {
        Body::Entry(entry) => answer::parse(&entry.text, field).map(|answer| answer.value),
        Body::List(_) => Err(Problems::new()),
    }
}

/// What is wrong with what was typed, and how it could be written.
pub(super) fn wrong(problem: &Problem) -> String {
    let advice = problem.advice.first().map(Advice::words);
    let label = problem.marks.first().map(|mark| mark.label.clone());
    advice.or(label).unwrap_or_else(|| problem.message.clone())
}

/// Asks back where a number is far from what is usual, or from what it was before.
pub(super) fn doubt(
    field: &Field,
    scale: &Scale,
    number: Decimal,
    before: Option<Value>,
) -> Option<String> {
    let many = Decimal::from(IMPLAUSIBLE);
    let (least, most) = scale.typical;
    let far = |from: Decimal| number > from.saturating_mul(many) || number < from / many;
    let earlier = match before {
        Some(Value::Number(before)) if before > Decimal::ZERO && number > Decimal::ZERO => {
            far(before).then(|| format!("it was {}", quantity::people(before)))
        }
        _ => None,
    };
    let unusual = || {
        (number > most.saturating_mul(many) || number > Decimal::ZERO && number < least / many)
            .then(|| {
                format!(
                    "most projects have {} to {}",
                    quantity::people(least),
                    quantity::people(most)
                )
            })
    };
    let why = earlier.or_else(unusual)?;
    let number = field.say(Value::Number(number));
    Some(format!("{number}, though {why}? Press Enter again to confirm, or type another number."))
}

/// Why a question is asked, and the first rules that look at it.
pub(super) fn why(interview: &Interview<'_>, id: FieldId) -> Vec<String> {
    const MOST: usize = 2;
    let question = interview.base().question(id);
    let mut lines: Vec<String> = question.iter().map(|question| question.why.clone()).collect();
    let rules = interview.rules_on(id);
    lines.extend(rules.iter().take(MOST).map(|rule| format!("- {}", rule.because)));
    if rules.len() > MOST {
        let id = &interview.base().fields.get(id).id;
        let rest = rules.len() - MOST;
        lines.push(format!("- and {rest} more: whereto explain {id}"));
    }
    lines
}
