//! How likely recommendations are followed.

use rust_decimal::prelude::ToPrimitive;

use super::Resolver;
use crate::{
    problem::Code,
    rulebase::{
        likelihood::{Band, Likelihood, Temperature},
        raw::likelihood::{RawBand, RawLikelihood},
    },
};

impl<'n> Resolver<'_, 'n> {
    pub(super) fn likelihood(&mut self, raw: &RawLikelihood<'n>) -> Option<Likelihood> {
        let place = self.reader.place(raw.mapping.span());
        self.names.places.ids.insert(("section", "likelihood".to_owned()), place);
        let mut bands: Vec<Band> = Vec::new();
        for raw in &raw.bands.as_ref()?.list {
            bands.extend(self.band(raw, bands.last()));
        }
        let temperature = Temperature {
            start: raw.temperature?.0.to_f64()?,
            per_rule: raw.per_rule.and_then(|it| it.0.to_f64()).unwrap_or(0.0),
        };
        Some(Likelihood { temperature, bands })
    }

    fn band(&mut self, raw: &RawBand<'n>, before: Option<&Band>) -> Option<Band> {
        let band = Band {
            from: raw.from?.to_f64()?,
            to: raw.to?.to_f64()?,
            agreed: u32::try_from(raw.agreed?.0).ok()?,
            of: u32::try_from(raw.of?.0).ok()?,
        };
        let message = if band.from < 0.0 || band.to > 1.0 || band.from >= band.to {
            "a band goes from a share to a greater one, both from 0 to 1"
        } else if band.agreed > band.of {
            "a band: `agreed` is more than `of`"
        } else if before.is_some_and(|before| (before.to - band.from).abs() > 1e-12) {
            "a band must start where the one before it ends"
        } else {
            return Some(band);
        };
        self.reader.error(Code::OUT_OF_RANGE, raw.mapping.span(), message, "this band");
        None
    }
}
