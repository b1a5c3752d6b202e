//! Changes of answers that change a recommendation: as data, and in words.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{ChangeReport, FlipPairReport, FlipReport};
use crate::{
    analysis::flips::{Change, Flip, FlipPair},
    document::{Mark, Scale, Text, strong, text},
    field::{Field, Kind, Value},
    report::{json, label, number, outcome, recommended},
    rulebase::RuleBase,
};

/// Reports a change that changes the recommendation by itself.
pub(super) fn flip(base: &RuleBase, flip: &Flip) -> FlipReport {
    let ChangeReport { field, from, to } = change(base, &flip.change);
    let json = |number: Option<Decimal>| number.map_or(Json::Null, number::json);
    let it = base.fields.get(flip.change.field);
    let then = outcome(base, &flip.verdict);
    let words = match (flip.change.from, flip.change.to) {
        (Value::Number(from), Value::Number(to)) => {
            let range = match (to > from, flip.until) {
                (true, None) => format!("{} or more", it.with_unit(&number::people(to))),
                (false, None) => format!("{} or less", it.with_unit(&number::people(to))),
                (_, Some(until)) => {
                    let [low, high] = [to.min(until), to.max(until)].map(number::people);
                    format!("from {low} to {}", it.with_unit(&high))
                }
            };
            format!("{range} (now {})", number::people(from))
        }
        (from, to) => format!("{} (now {})", it.say(to), it.say(from)),
    };
    FlipReport {
        scale: scale(it, flip),
        words: text![label(&it.name, &it.id), ": ", words, " → ", strong(then)],
        field,
        from,
        to,
        threshold: json(flip.threshold),
        until: json(flip.until),
        recommendation: recommended(base, &flip.verdict),
        distance: flip.distance,
    }
}

/// Returns where the answer and the turn lie on the scale of a question: a number as its grid has
/// it, which is even in what it means; a choice among the others in their order.
fn scale(field: &Field, flip: &Flip) -> Scale {
    let Change { from, to, .. } = flip.change;
    let say = |value| match value {
        Value::Number(number) => number::people(number),
        value => field.say(value),
    };
    let (ends, stops, places, turned) = match (&field.kind, from, to) {
        (Kind::Number(scale), Value::Number(from), Value::Number(to)) => {
            let least = scale.typical.0.min(from).min(to);
            let most = scale.typical.1.max(from).max(to).max(flip.until.unwrap_or(to));
            let span = scale.steps(least, most).max(1) as f64;
            let place = |number: Decimal| scale.steps(least, number) as f64 / span;
            let end = if to > from { 1.0 } else { 0.0 };
            let until = flip.until.map_or(end, place);
            let ends = [least, most].map(|end| field.with_unit(&number::people(end)));
            (
                ends,
                Vec::new(),
                [place(from), place(to)],
                [place(to).min(until), place(to).max(until)],
            )
        }
        (Kind::Choice(choices), Value::Choice(from), Value::Choice(to)) => {
            let last = choices.len().max(2) - 1;
            let place = |choice: usize| choice as f64 / last as f64;
            let [from, to] = [from, to].map(|choice| place(choice.into()));
            let ends = [0, u8::try_from(last).unwrap_or(u8::MAX)];
            let ends = ends.map(|choice| say(Value::Choice(choice)));
            (ends, (0..=last).map(place).collect(), [from, to], [to, to])
        }
        // Two answers, and nothing between them.
        _ => ([from, to].map(say), vec![0.0, 1.0], [0.0, 1.0], [1.0, 1.0]),
    };
    let [here, turn] = places;
    let (here, turn) = (Mark { at: here, name: say(from) }, Mark { at: turn, name: say(to) });
    Scale { words: Text::default(), of: field.name.clone(), ends, stops, here, turn, turned }
}

/// Reports two changes that do so together.
pub(super) fn pair(base: &RuleBase, pair: &FlipPair) -> FlipPairReport {
    let words = |change: &Change| {
        let field = base.fields.get(change.field);
        let from = match change.from {
            Value::Number(number) => number::people(number),
            value => field.say(value),
        };
        text![label(&field.name, &field.id), format!(": {} (now {from})", field.say(change.to))]
    };
    let [first, second] = &pair.changes;
    let then = outcome(base, &pair.verdict);
    FlipPairReport {
        changes: pair.changes.iter().map(|one| change(base, one)).collect(),
        recommendation: recommended(base, &pair.verdict),
        distance: pair.distance,
        words: text![words(first), "; and ", words(second), " → ", strong(then)],
    }
}

fn change(base: &RuleBase, change: &Change) -> ChangeReport {
    let field = base.fields.get(change.field);
    ChangeReport {
        field: field.id.clone(),
        from: json(field, change.from),
        to: json(field, change.to),
    }
}
