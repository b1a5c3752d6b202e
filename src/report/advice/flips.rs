//! Changes of answers that change a recommendation: as data, and in words.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value as Json;

use super::{ChangeReport, FlipPairReport, FlipReport};
use crate::{
    analysis::flips::{Change, Flip, FlipPair},
    document::{Axis, Mark, strong, text},
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
            let shown = |number| it.with_unit(&number::people(rounded(number, to > from)));
            let range = match (to > from, flip.until, flip.passed()) {
                (true, None, Some(edge)) => format!("more than {}", shown(edge)),
                (false, None, Some(edge)) => format!("less than {}", shown(edge)),
                (true, None, None) => format!("{} or more", shown(to)),
                (false, None, None) => format!("{} or less", shown(to)),
                (_, Some(until), _) if until == to => shown(to),
                (_, Some(until), _) => {
                    let [low, high] = [to.min(until), to.max(until)].map(number::people);
                    format!("from {low} to {}", it.with_unit(&high))
                }
            };
            format!("{range} (now {})", number::people(from))
        }
        (from, to) => format!("{} (now {})", it.say(to), it.say(from)),
    };
    FlipReport {
        axis: axis(it, flip),
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

/// Rounds a number of more digits than anybody would change an answer by, to the side on which what is
/// said of it stays true.
fn rounded(number: Decimal, up: bool) -> Decimal {
    const DIGITS: usize = 4;
    let digits = number.normalize().mantissa().to_string();
    if digits.trim_end_matches('0').len() <= DIGITS {
        return number;
    }
    let to = if up { RoundingStrategy::ToPositiveInfinity } else { RoundingStrategy::ToZero };
    number.round_sf_with_strategy(3, to).unwrap_or(number)
}

/// Returns where the answer and the turn lie on the scale of a number, which is even in what it
/// means; none for other answers.
fn axis(field: &Field, flip: &Flip) -> Option<Axis> {
    let (Kind::Number(scale), Value::Number(from), Value::Number(to)) =
        (&field.kind, flip.change.from, flip.change.to)
    else {
        return None;
    };
    let least = scale.typical.0.min(from).min(to);
    let most = scale.typical.1.max(from).max(to).max(flip.until.unwrap_or(to));
    let span = scale.steps(least, most).max(1) as f64;
    let place = |number: Decimal| scale.steps(least, number) as f64 / span;
    let end = if to > from { 1.0 } else { 0.0 };
    let until = flip.until.map_or(end, place);
    let mark = |number: Decimal| Mark { at: place(number), name: number::people(number) };
    Some(Axis {
        of: field.name.clone(),
        ends: [least, most].map(|end| field.with_unit(&number::people(end))),
        here: mark(from),
        turn: mark(to),
        turned: [place(to).min(until), place(to).max(until)],
    })
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
