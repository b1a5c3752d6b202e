//! Where one pattern of traffic ends and the next begins.

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::Resolver;
use crate::{measure::Limits, problem::Code, rulebase::raw::patterns::RawPatterns};

impl<'n> Resolver<'_, 'n> {
    pub(super) fn patterns(&mut self, raw: &RawPatterns<'n>) -> Option<Limits> {
        for key in ["bursts", "by_the_clock"] {
            let Some(entry) = raw.mapping.entry(key) else { continue };
            let is_share = |share: Decimal| (Decimal::ZERO..=Decimal::ONE).contains(&share);
            if entry.value.number().is_some_and(|share| !is_share(share)) {
                let message = format!("`patterns`: `{key}` is a share from 0 to 1");
                self.reader.error(Code::OUT_OF_RANGE, entry.value.span, message, "expected 0 to 1");
            }
        }
        Some(Limits {
            days: usize::try_from(raw.days?.0).ok()?,
            rare: raw.rare?.0.to_f64()?,
            burst: raw.burst?.0.to_f64()?,
            bursts: raw.bursts?.to_f64()?,
            spread: raw.spread?.to_f64()?,
            by_the_clock: raw.by_the_clock?.to_f64()?,
        })
    }
}
