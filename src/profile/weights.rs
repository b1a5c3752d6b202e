//! What the dimensions weigh: read from a profile, and set by `--weight`.

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{MOST_WEIGHT, Profile, read::Reading};
use crate::{
    problem::{Code, Problem, Problems, shorten},
    rulebase::{DimensionId, RuleBase},
    yaml::{self, Node},
};

/// Reads what a dimension is to weigh; `intro` stands before its id where that is told.
///
/// # Errors
/// When there is no such dimension or the weight is not a whole number from 0 to 10.
pub fn weight(
    base: &RuleBase,
    dimension: &str,
    weight: &str,
    intro: &str,
) -> Result<(DimensionId, u8), Problem> {
    let id = base.find_dimension(dimension).ok_or_else(|| {
        let known = base.dimensions.iter().map(|dimension| dimension.id.as_str());
        Problem::unknown("dimension", dimension, known, None)
            .of_argument(intro.trim_end_matches([' ', '.']))
    })?;
    let number = yaml::number(weight).filter(Decimal::is_integer);
    let found = number.and_then(|number| number.to_u8()).filter(|weight| *weight <= MOST_WEIGHT);
    let found = found.ok_or_else(|| {
        let message = format!(
            "`{intro}{dimension}`: expected a whole number from 0 to {MOST_WEIGHT}, found `{weight}`"
        );
        Problem::error(Code::OUT_OF_RANGE, message)
    });
    Ok((id, found?))
}

impl Profile {
    /// Changes the weight of a dimension, as `--weight dimension=N` does.
    ///
    /// # Errors
    /// When there is no such dimension or the weight is not a whole number from 0 to 10.
    pub fn set_weight(
        &mut self,
        base: &RuleBase,
        dimension: &str,
        weight: &str,
    ) -> Result<(), Problems> {
        let (id, weight) = self::weight(base, dimension, weight, "--weight ")?;
        self.weights[id.index()] = weight;
        Ok(())
    }

    /// Reports parts in which nothing can count.
    pub(super) fn weightless_parts(&self) -> Problems {
        let weightless = self
            .components
            .iter()
            .filter(|component| self.weights_of(component).iter().all(|weight| *weight == 0));
        weightless
            .map(|component| {
                let message =
                    format!("all weights of `{}` are zero, so nothing can count", component.name);
                Problem::error(Code::OUT_OF_RANGE, message)
                    .at(component.place.clone(), "at least one dimension must weigh something")
            })
            .collect()
    }
}

impl Reading<'_, '_> {
    pub(super) fn weights(&mut self, node: &Node) {
        let Some(entries) = self.reader.entries(node, "`weights`") else { return };
        for entry in entries {
            let Some(dimension) = self.base.find_dimension(&entry.key) else {
                let known = self.base.dimensions.iter().map(|dimension| dimension.id.as_str());
                let message = format!("there is no dimension `{}`", shorten(&entry.key));
                let (code, span) = (Code::UNKNOWN_KEY, entry.key_span);
                self.reader.refuse(code, message, &entry.key, known, span);
                continue;
            };
            if entry.value.is_null() {
                continue;
            }
            let what = format!("the weight of `{}`", entry.key);
            let weight = self.reader.whole(&entry.value, what, 0..=i64::from(MOST_WEIGHT));
            if let Some(weight) = weight {
                self.profile.weights[dimension.index()] =
                    u8::try_from(weight).unwrap_or(MOST_WEIGHT);
            }
        }
        if self.reader.is_clean() && self.profile.weights.iter().all(|weight| *weight == 0) {
            let message = "all weights are zero, so nothing can count";
            let label = "at least one dimension must weigh something";
            self.reader.error(Code::OUT_OF_RANGE, node.span, message, label);
        }
    }
}
