//! The rules: what an answer speaks for or against, why, and who says so.

use crate::{
    condition::Condition,
    rulebase::{Citation, DimensionId, OptionId, pack::Extension},
    words::worded,
};

/// One of the concerns that answers are grouped and weighed by.
#[derive(Clone, Debug)]
pub struct Dimension {
    /// Its id, such as `latency`.
    pub id: String,
    /// What reports call it.
    pub name: String,
    /// What it is about, in one line.
    pub about: String,
    /// How much its points count unless the profile says otherwise, 0 to 10.
    pub weight: u8,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// What reports and packs call it, such as `traffic/bursts`.
    pub id: String,
    /// The dimension whose weight its points carry.
    pub dimension: DimensionId,
    /// When it fires.
    pub when: Condition,
    /// What it does then.
    pub effect: Effect,
    /// What is so about a project for which it fires, in a few words within a sentence, such as
    /// "nothing is stored".
    pub in_short: Option<String>,
    /// Why, in one sentence that a reviewer can read aloud.
    pub because: String,
    /// What says so.
    pub cites: Vec<Citation>,
    /// What kind of evidence that is.
    pub grade: Grade,
    /// What packs made it say of their own options.
    pub extensions: Vec<Extension>,
}

/// What a rule does when it fires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Speaks for options (over zero) and against others (under zero), -5 to 5 points each.
    Points(Vec<(OptionId, i8)>),
    /// Rules options out.
    Excludes {
        /// The options.
        options: Vec<OptionId>,
        /// What would lift it.
        remedy: String,
    },
}

worded! {
    /// What kind of evidence a rule rests on.
    pub enum Grade {
        /// A vendor's published limit; only this and a policy may exclude.
        Limit = "limit",
        /// Advice of a vendor or a document.
        Guidance = "guidance",
        /// A published measurement.
        Measured = "measured",
        /// Our own reasoning from what is cited.
        Judgement = "judgement",
        /// The rule of an organisation for its own projects; in packs only.
        Policy = "policy",
    }
}

/// The most points that a rule may give or take.
pub const MOST_POINTS: i8 = 5;

/// The most points that a rule may give or take when it rests on a fact of low confidence.
pub const MOST_POINTS_OF_LOW_CONFIDENCE: i8 = 1;

impl Rule {
    /// Returns the points it gives an option when it fires.
    pub fn points(&self, option: OptionId) -> i8 {
        match &self.effect {
            Effect::Points(points) => {
                points.iter().find(|(to, _)| *to == option).map_or(0, |(_, points)| *points)
            }
            Effect::Excludes { .. } => 0,
        }
    }

    /// Returns the options for whose sake it takes points from an option, or gives it none: those
    /// to which it gives most, where this is at least what it takes. Empty where its reason is a
    /// drawback of the option itself.
    pub fn favoured_over(&self, option: OptionId) -> Vec<OptionId> {
        let has_own_reason = self.extension(option).is_some_and(|it| it.because.is_some());
        let Effect::Points(points) = &self.effect else { return Vec::new() };
        let most = points.iter().map(|(_, points)| *points).max().unwrap_or(0);
        if has_own_reason || most <= self.points(option) || most < -self.points(option) {
            return Vec::new();
        }
        points.iter().filter(|(_, points)| *points == most).map(|(option, _)| *option).collect()
    }

    /// Returns what a pack has it say of an option of its own; none for options that it spoke of
    /// from the start.
    pub fn extension(&self, option: OptionId) -> Option<&Extension> {
        self.extensions.iter().find(|extension| extension.options.contains(&option))
    }

    /// Returns why it says what it says of an option.
    pub fn because_of(&self, option: OptionId) -> &str {
        self.extension(option)
            .and_then(|extension| extension.because.as_deref())
            .unwrap_or(&self.because)
    }

    /// Returns what it cites for what it says of an option.
    pub fn cites_of(&self, option: OptionId) -> &[Citation] {
        match self.extension(option) {
            Some(extension) if !extension.cites.is_empty() => &extension.cites,
            _ => &self.cites,
        }
    }

    /// Returns everything that it cites, for whichever option.
    pub fn all_cites(&self) -> impl Iterator<Item = Citation> + '_ {
        self.cites
            .iter()
            .chain(self.extensions.iter().flat_map(|extension| &extension.cites))
            .copied()
    }

    /// Returns whether it rules an option out when it fires.
    pub fn excludes(&self, option: OptionId) -> bool {
        matches!(&self.effect, Effect::Excludes { options, .. } if options.contains(&option))
    }
}
