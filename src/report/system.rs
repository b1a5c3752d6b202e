//! The report on a system of several parts: each part's own report, and whether one platform is
//! enough for all.

mod build;
mod page;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    AccountCost, MonthlyCost, Report, RuleBaseReport,
    ids::{ARule, AnOption},
};
use crate::{analysis::system::Conclusion, document::Source, words::worded};

/// How the rule begins by which one platform, or several, are advised.
const A_MIX: &str = "A mix is worth it when";

/// The schema that reports on systems follow.
pub const SCHEMA: &str = "whereto/system/1";

/// A system, ready to be shown.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct SystemReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The system's name, if it has one.
    pub project: Option<String>,
    /// What follows, in a sentence.
    pub headline: String,
    /// The parts, in the order of the profile.
    pub components: Vec<ComponentReport>,
    /// The parts together.
    pub system: Together,
    /// The version of the program.
    pub tool_version: &'static str,
    /// The day with which dates were compared; null where nobody gave one.
    pub date: Option<String>,
    /// The rule base that was applied.
    pub rule_base: RuleBaseReport,
}

/// One part.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ComponentReport {
    /// The name of the part, such as `storefront`.
    pub name: String,
    /// Its report, as if it had been written out as a profile of its own.
    #[serde(flatten)]
    pub report: Report,
}

worded! {
    /// What follows for a system, as a word.
    pub enum ConclusionWord {
        /// One platform is enough for all parts.
        OnePlatform = "one-platform",
        /// Several platforms are worth it.
        Mix = "mix",
        /// The rule base does not say what a mix is worth.
        Open = "open",
        /// Nothing can be said of any part.
        Undecided = "undecided",
    }
}

impl From<Conclusion> for ConclusionWord {
    fn from(conclusion: Conclusion) -> Self {
        match conclusion {
            Conclusion::Alike | Conclusion::One => Self::OnePlatform,
            Conclusion::Mix => Self::Mix,
            Conclusion::Open => Self::Open,
            Conclusion::Undecided => Self::Undecided,
        }
    }
}

/// The parts together.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct Together {
    /// What follows for all of them.
    pub conclusion: ConclusionWord,
    /// The ids of the platforms that are advised: one for all, or what each part gets in a mix.
    #[schemars(with = "Vec<AnOption>")]
    pub platforms: Vec<String>,
    /// The best platform for all; several when they are level, none when each is ruled out for
    /// some part.
    #[schemars(with = "Vec<AnOption>")]
    pub best_single: Vec<String>,
    /// What one platform for all would cost, for each option.
    pub singles: Vec<SingleReport>,
    /// The rule by which a mix is worth it.
    pub rule: Option<MixRule>,
    /// What the recommendations of all parts cost in a month, each part priced by itself; null
    /// unless every part has one with a price.
    pub monthly_cost_usd: Option<MonthlyCost>,
    /// What they cost in one account, with every free allowance given once.
    pub in_one_account: Option<AccountCost>,
    /// What it rests on, in sentences.
    pub because: Vec<String>,
}

/// One platform for all parts.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SingleReport {
    /// The id of the option that all parts would run on.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// The name of the option, such as AWS Lambda.
    #[serde(skip)]
    pub name: String,
    /// What each part loses in fit, in the order of the parts; null where it is ruled out, or
    /// nothing can be compared.
    pub losses: Vec<Option<f64>>,
    /// The greatest of these.
    pub greatest_loss: f64,
    /// The part that loses most.
    pub pays: Option<String>,
    /// The parts for which it is ruled out while another is not.
    pub excluded_for: Vec<String>,
    /// The rules on what a part cannot do without that speak against it, by part.
    pub strains: Vec<StrainReport>,
    /// What it costs in a month for all parts, each priced by itself; null unless each has a price.
    pub monthly_cost_usd: Option<MonthlyCost>,
    /// What it costs for all parts in one account, with every free allowance given once.
    pub in_one_account: Option<AccountCost>,
}

/// Why a platform is none for all parts, though it is ruled out for none.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct StrainReport {
    /// The part.
    pub part: String,
    /// The rule on what it cannot do without.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// What is so about the part, in a few words.
    #[serde(skip)]
    pub words: String,
}

/// The rule by which a mix is worth its extra operations.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct MixRule {
    /// What a part may lose, in points of fit.
    pub most_loss: u8,
    /// When that applies; null for what always does.
    pub when: Option<String>,
    /// Why it is worth that, a sentence.
    pub because: String,
    /// What is cited.
    pub cites: Vec<String>,
    /// The same as what can be read up.
    #[serde(skip)]
    pub origins: Vec<Source>,
}

impl SystemReport {
    /// Returns the report, and those on its parts, with the day with which dates were compared.
    #[must_use]
    pub fn dated(mut self, date: Date) -> Self {
        self.date = Some(date.to_string());
        for part in &mut self.components {
            part.report.date.clone_from(&self.date);
        }
        self
    }
}
