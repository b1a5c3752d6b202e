//! A search for answers: better and better ones, one question after the other.

use super::linter::Lint;
use crate::{
    field::{Facts, FieldId, Kind, Value},
    rulebase::OptionId,
};

/// What nothing else can make up for.
const DECIDED: i64 = 1_000_000_000;

impl Lint<'_> {
    /// Changes one answer at a time for as long as that makes the value of all answers greater.
    pub(super) fn climb(
        &self,
        start: Facts,
        fields: &[FieldId],
        value: &dyn Fn(&Facts) -> i64,
    ) -> (i64, Facts) {
        let mut best = (value(&start), start);
        loop {
            let before = best.0;
            for field in fields {
                for answer in self.candidates(*field, best.1.get(*field)) {
                    let mut answers = best.1.clone();
                    answers.set(*field, answer);
                    let value = value(&answers);
                    if value > best.0 {
                        best = (value, answers);
                    }
                }
            }
            if best.0 == before {
                return best;
            }
        }
    }

    /// Answers worth trying: one for each cell, and for numbers some over the typical range, since
    /// estimates follow from them; of several choices those that differ by one.
    fn candidates(&self, field: FieldId, now: Option<Value>) -> Vec<Option<Value>> {
        let it = self.base.fields.get(field);
        let mut candidates = vec![None];
        match &it.kind {
            Kind::YesNo | Kind::Choice(_) => {
                candidates.extend(it.alternatives().into_iter().map(Some));
            }
            Kind::Several(choices) => {
                let bits = if let Some(Value::Several(bits)) = now { bits } else { 0 };
                candidates.push(Some(Value::Several(bits)));
                candidates.extend(
                    (0..choices.len()).map(|choice| Some(Value::Several(bits ^ 1 << choice))),
                );
            }
            Kind::Number(scale) => {
                for axis in self.space.axes().of_field(field) {
                    let cells = 0..self.space.axes().get(axis).cells;
                    candidates.extend(cells.filter_map(|cell| {
                        Some(Some(self.space.axes().answer_in(axis, cell, &self.base.fields)?))
                    }));
                }
                let (from, to) =
                    (scale.grid.number_of(scale.typical.0), scale.grid.number_of(scale.typical.1));
                let steps = (0..=4).filter_map(|step| {
                    scale.grid.value(from + (to.saturating_sub(from)) * step / 4)
                });
                candidates.extend(
                    steps
                        .filter(|number| scale.holds(*number))
                        .map(|number| Some(Value::Number(number))),
                );
            }
        }
        candidates
    }

    /// By how much an option leads all others that fit.
    pub(super) fn lead(&self, option: OptionId, answers: &Facts) -> i64 {
        let assessment = self.assess(answers);
        let own = assessment.standing(option);
        if own.rank.is_none() {
            return -DECIDED;
        }
        let others =
            assessment.standings.iter().filter(|it| it.option != option && it.rank.is_some());
        others.map(|other| own.score - other.score).min().unwrap_or(DECIDED)
    }
}
