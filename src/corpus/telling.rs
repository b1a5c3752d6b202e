//! What the answers to a question tell about a decision, as decisions that were made show it.
//!
//! The measure is Goodman and Kruskal's tau (Goodman & Kruskal, "Measures of association for cross
//! classifications", JASA 49, 1954): the share of the uncertainty about the outcome that knowing
//! the answer removes. Uncertainty is the chance that two draws differ (Gini impurity), so that
//! only whole numbers and divisions are needed and the order is the same on every machine.

use std::collections::BTreeMap;

use super::decision::Decision;
use crate::field::{Field, FieldId, Kind, Value};

/// How often each class of answers came with each outcome.
pub type Table = BTreeMap<(u64, usize), u64>;

/// Returns the share of the uncertainty about the outcome that knowing the answer removes, less
/// what a table of this size shows between things that have nothing to do with each other.
pub fn tau(table: &Table) -> f64 {
    let total: u64 = table.values().sum();
    let mut by_answer: BTreeMap<u64, u64> = BTreeMap::new();
    let mut by_outcome: BTreeMap<usize, u64> = BTreeMap::new();
    for ((answer, outcome), count) in table {
        *by_answer.entry(*answer).or_default() += count;
        *by_outcome.entry(*outcome).or_default() += count;
    }
    // The chance that two draws agree on the outcome: any two, and two with the same answer.
    let square = |count: u64| (count * count) as f64;
    let agree = by_outcome.values().map(|count| square(*count)).sum::<f64>() / square(total);
    let agree_given_answer = table
        .iter()
        .map(|((answer, _), count)| square(*count) / by_answer[answer] as f64)
        .sum::<f64>()
        / total as f64;
    if total < 2 || agree >= 1.0 {
        return 0.0;
    }
    let tau = (agree_given_answer - agree) / (1.0 - agree);
    // The expectation for answers that tell nothing is (answers - 1) / (total - 1).
    let by_chance = by_answer.len().saturating_sub(1) as f64 / (total - 1) as f64;
    ((tau - by_chance) / (1.0 - by_chance).max(f64::EPSILON)).max(0.0)
}

/// What every question weighs at least: that two projects answer alike always says something.
const LEAST: f64 = 0.02;

/// With so many answers a question weighs half of what they show.
const HALFWAY: f64 = 20.0;

/// In so many parts the typical range of a number is divided.
const PARTS: u64 = 4;

/// Returns the weight of a question in comparisons of projects: [`tau`] between its answers and
/// what was decided, drawn towards nothing where few decisions answer it, and a least weight on top. Of
/// several choices the most telling one counts.
pub fn weight(id: FieldId, field: &Field, decisions: &[Decision]) -> f64 {
    let answers: Vec<(Value, usize)> = decisions
        .iter()
        .filter_map(|decision| Some((decision.facts.get(id)?, decision.decision.index())))
        .collect();
    let told = |class: &dyn Fn(Value) -> u64| {
        let mut table = Table::new();
        for (answer, decision) in &answers {
            *table.entry((class(*answer), *decision)).or_default() += 1;
        }
        tau(&table)
    };
    let shown = match &field.kind {
        Kind::Several(choices) => (0..choices.len())
            .map(|choice| told(&|answer| bits(answer) >> choice & 1))
            .fold(0.0, f64::max),
        Kind::Number(scale) => {
            let grid = scale.grid;
            let (from, to) = (grid.number_of(scale.typical.0), grid.number_of(scale.typical.1));
            told(&|answer| match answer {
                Value::Number(number) => {
                    (grid.number_of(number).clamp(from, to) - from).saturating_mul(PARTS)
                        / (to - from + 1)
                }
                _ => 0,
            })
        }
        Kind::Choice(_) | Kind::YesNo => told(&bits),
    };
    let count = answers.len() as f64;
    LEAST + shown * count / (count + HALFWAY)
}

/// Returns an answer that is no number as one.
pub(super) fn bits(answer: Value) -> u64 {
    match answer {
        Value::Choice(choice) => u64::from(choice),
        Value::YesNo(answer) => u64::from(answer),
        Value::Several(bits) => bits,
        Value::Number(_) | Value::Between(..) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Table, tau};

    #[test]
    fn an_answer_that_settles_it_tells_everything_and_chance_nothing() {
        let is = |cells: &[((u64, usize), u64)], expected: f64| {
            let found = tau(&cells.iter().copied().collect::<Table>());
            assert!((found - expected).abs() < 1e-12, "{cells:?}: {found}");
        };
        is(&[((0, 0), 20), ((1, 1), 20)], 1.0);
        is(&[((0, 0), 9), ((0, 1), 9), ((1, 0), 9), ((1, 1), 9)], 0.0);
        is(&[((0, 0), 9)], 0.0);
    }
}
