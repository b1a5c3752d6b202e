//! How likely recommendations are followed, as it is written.

use rust_decimal::Decimal;

use crate::shape::{NonEmpty, OverZero, Whole, shape};

/// More bands than this tell nothing, since too few decisions lie in each.
const MOST_BANDS: usize = 5;

shape! {
    /// How likely it is that what is recommended is what people choose.
    pub(crate) struct RawLikelihood: "`likelihood`" {
        required temperature: OverZero =
            "how many weighted points multiply the odds by e, before any rule speaks",
        optional per_rule: OverZero =
            "what every rule that gives points adds to it; nothing if left out",
        required bands: NonEmpty<'n, RawBand<'n>, MOST_BANDS> =
            "what came of recommendations, by the share of the option that is recommended",
    }

    /// What came of recommendations whose shares lie within a stretch.
    pub(crate) struct RawBand: "a band" {
        required from: Decimal = "the least share, from 0 to 1",
        required to: Decimal = "the share under which all of them are",
        required agreed: Whole<0, 1_000_000> =
            "in how many decisions the team chose what is recommended",
        required of: Whole<1, 1_000_000> = "of how many with such a share",
    }
}
