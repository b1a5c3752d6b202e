//! How likely it is that what is recommended is what people choose, as published decisions show.
//!
//! ```yaml
//! likelihood:
//!   temperature: 8
//!   per_rule: 0.75
//!   bands:
//!     - {from: 0.33, to: 0.6, agreed: 30, of: 55}
//!     - {from: 0.6, to: 1, agreed: 180, of: 201}
//! ```

use schemars::JsonSchema;
use serde::Serialize;

/// How scores become shares, and how often what had the greatest share was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Likelihood {
    /// How many weighted points multiply the odds by e.
    pub temperature: Temperature,
    /// What came of recommendations, by the share of the option recommended; the lowest first, each
    /// where the last one ends.
    pub bands: Vec<Band>,
}

/// How many weighted points multiply the odds by e: the more rules speak, the more of them say the same
/// thing again, and the more points it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Temperature {
    /// What it is before any rule speaks.
    pub start: f64,
    /// What every rule that fires and gives points adds.
    pub per_rule: f64,
}

impl Temperature {
    /// Returns what it is where some rules speak.
    pub fn at(self, rules: usize) -> f64 {
        self.start + self.per_rule * rules as f64
    }
}

/// What came of recommendations whose shares lie within a stretch.
#[derive(Clone, Copy, Debug, PartialEq, JsonSchema, Serialize)]
pub struct Band {
    /// The least share, from 0 to 1.
    pub from: f64,
    /// The share under which all of them are; in the last band the greatest.
    pub to: f64,
    /// In how many published decisions the team chose what is recommended.
    pub agreed: u32,
    /// Of how many with such a share.
    pub of: u32,
}

impl Likelihood {
    /// Returns the band of a share; the nearest one where bands do not reach so far.
    pub fn band(&self, share: f64) -> Option<Band> {
        let within = self.bands.iter().find(|band| share < band.to);
        within.or(self.bands.last()).copied()
    }
}

impl Band {
    /// Returns in which share of the decisions the team chose what is recommended.
    pub fn agreement(self) -> f64 {
        f64::from(self.agreed) / f64::from(self.of.max(1))
    }
}
