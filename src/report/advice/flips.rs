//! Changes of answers that change a recommendation: as data, and in words.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::{ChangeReport, FlipPairReport, FlipReport};
use crate::{
    analysis::flips::{Change, Flip, FlipPair},
    document::{ident, text},
    field::Value,
    report::{json, number, outcome, recommended},
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
        (from, to) => format!("{} (now {})", it.show(to), it.show(from)),
    };
    FlipReport {
        words: text![ident(&field), ": ", words, " → ", then],
        field,
        from,
        to,
        threshold: json(flip.threshold),
        until: json(flip.until),
        recommendation: recommended(base, &flip.verdict),
        distance: flip.distance,
    }
}

/// Reports two changes that do so together.
pub(super) fn pair(base: &RuleBase, pair: &FlipPair) -> FlipPairReport {
    let words = |change: &Change| {
        let field = base.fields.get(change.field);
        let show = |value: Value| match value {
            Value::Number(number) => number::people(number),
            value => field.show(value),
        };
        let change = format!(": {} (now {})", show(change.to), show(change.from));
        text![ident(&field.id), change]
    };
    let [first, second] = &pair.changes;
    let then = outcome(base, &pair.verdict);
    FlipPairReport {
        changes: pair.changes.iter().map(|one| change(base, one)).collect(),
        recommendation: recommended(base, &pair.verdict),
        distance: pair.distance,
        words: text![words(first), "; and ", words(second), " → ", then],
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
