//! Scenarios: projects with what must come of them, by which a rule base is tested.
//!
//! A scenario file is a list. Each entry has answers, and what is expected of the rule base given
//! these:
//!
//! ```yaml
//! - id: nightly-report
//!   why: A report that runs once a night has nothing to gain from a server that waits all day.
//!   facts:
//!     traffic.pattern: rare
//!     compute: {style: event-driven, max_duration_s: 60}
//!   expect: aws-lambda
//!   fires: [traffic/rare]
//!   at_least:
//!     - {points: 2, for: aws-lambda, from: traffic/rare}
//! ```

mod read;

pub(crate) use self::read::RawScenario;
pub use self::read::read;

use crate::{
    assessment::{Assessment, Verdict},
    profile::Profile,
    rulebase::{Citation, DimensionId, Effect, OptionId, RuleBase, RuleId},
    source::Place,
    words::worded,
};

/// A project with what must come of it.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// What reports of tests call it.
    pub id: String,
    /// Where it stands.
    pub place: Place,
    /// Why this must come of it.
    pub why: Option<String>,
    /// What says so.
    pub from: Vec<Citation>,
    /// The answers, the weights and the assumptions.
    pub profile: Profile,
    /// What must come of it; never empty.
    pub expectations: Vec<Expectation>,
    /// Why the rule base is known not to meet this, and may.
    pub disagrees: Option<String>,
}

/// One thing that must come of a scenario.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// What must come out.
    pub what: Expected,
    /// Where that is written.
    pub place: Place,
}

/// What must come of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// This option is recommended, alone.
    Recommended(OptionId),
    /// The verdict is this one, whichever options it is about.
    Verdict(Outcome),
    /// This option is not the recommended one, nor among those that are level at the top.
    Never(OptionId),
    /// This option is ruled out.
    Excluded(OptionId),
    /// This option is not ruled out.
    NotExcluded(OptionId),
    /// This rule fires.
    Fires(RuleId),
    /// This rule does not fire.
    Silent(RuleId),
    /// An option gets at least, or at most, so many points before weights.
    Points {
        /// Whether it is a lower limit.
        at_least: bool,
        /// The limit.
        points: i64,
        /// The option that must get the points, or must not.
        option: OptionId,
        /// Where they come from.
        from: Giver,
    },
}

worded! {
    /// A verdict without the options that it is about.
    pub enum Outcome {
        /// Several options share the best score.
        Tie = "tie",
        /// Every option is ruled out.
        NoneFits = "none-fits",
    }
}

impl Outcome {
    fn matches(self, verdict: &Verdict) -> bool {
        matches!(
            (self, verdict),
            (Self::Tie, Verdict::Tie(_)) | (Self::NoneFits, Verdict::NoneFits)
        )
    }
}

/// What gives points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Giver {
    /// One rule.
    Rule(RuleId),
    /// All rules of a dimension.
    Dimension(DimensionId),
}

impl Scenario {
    /// Tells for each expectation whether an assessment of the answers meets it, in the order of
    /// the scenario.
    pub fn met_by(&self, base: &RuleBase, assessment: &Assessment) -> Vec<bool> {
        self.expectations.iter().map(|it| it.what.is_met(base, assessment)).collect()
    }
}

impl Expected {
    fn is_met(self, base: &RuleBase, assessment: &Assessment) -> bool {
        let excluded = |option| !assessment.standing(option).excluded_by.is_empty();
        match self {
            Self::Recommended(option) => assessment.verdict == Verdict::Recommended(option),
            Self::Verdict(outcome) => outcome.matches(&assessment.verdict),
            Self::Never(option) => match &assessment.verdict {
                Verdict::Recommended(best) => *best != option,
                Verdict::Tie(best) => !best.contains(&option),
                Verdict::NoneFits | Verdict::Unanswered => true,
            },
            Self::Excluded(option) => excluded(option),
            Self::NotExcluded(option) => !excluded(option),
            Self::Fires(rule) => assessment.fired.contains(&rule),
            Self::Silent(rule) => !assessment.fired.contains(&rule),
            Self::Points { at_least: true, points, option, from } => {
                from.points(base, assessment, option) >= points
            }
            Self::Points { at_least: false, points, option, from } => {
                from.points(base, assessment, option) <= points
            }
        }
    }
}

impl Giver {
    /// Returns what it gives an option, before weights.
    pub fn points(self, base: &RuleBase, assessment: &Assessment, option: OptionId) -> i64 {
        let given = assessment.fired.iter().filter(|fired| match self {
            Self::Rule(rule) => **fired == rule,
            Self::Dimension(dimension) => base.rule(**fired).dimension == dimension,
        });
        given.map(|rule| i64::from(base.rule(*rule).points(option))).sum()
    }
}

/// Returns what each rule that fired added to the lead of one option over another, the greatest
/// amount first.
pub fn lead(
    base: &RuleBase,
    assessment: &Assessment,
    ahead: OptionId,
    behind: OptionId,
) -> Vec<(RuleId, i64)> {
    let mut lead: Vec<(RuleId, i64)> = assessment
        .fired
        .iter()
        .filter(|rule| matches!(base.rule(**rule).effect, Effect::Points(_)))
        .map(|rule| {
            let contribution = |option| assessment.contribution(base, *rule, option);
            (*rule, contribution(ahead) - contribution(behind))
        })
        .filter(|(_, difference)| *difference != 0)
        .collect();
    lead.sort_by_key(|(rule, difference)| (std::cmp::Reverse(difference.abs()), *rule));
    lead
}
