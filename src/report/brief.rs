//! The short form of an assessment: what a script that goes through many profiles wants of each,
//! and, with reasons, what an assistant can say of one without reading a whole report.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::{
    AskNext, Evidence, Exclusion, Keyed, MonthlyCost, Report, VerdictWord,
    ids::{ARule, ASource, AnOption, by},
    system::{ComponentReport, ConclusionWord, SystemReport},
};
use crate::{
    advice::{Assessed, Part, SystemAdvice},
    analysis::confidence::Confidence,
    assessment::Standing,
    problem::{self, Problem},
    rulebase::{Rule, RuleBase, RuleId},
};

/// With its reasons, one assessment takes no more bytes of JSON than this.
pub const MOST_BYTES: usize = 2048;

/// So many questions are named that would tell most.
const ASK_NEXT: usize = 3;

/// So many sources of each reason are named.
const CITES: usize = 2;

/// So many changes are named that would turn it.
const TURNS: usize = 2;

/// One assessment in short; its keys mean what they do in a [`super::Report`].
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Brief<'a> {
    /// The project's name, if it has one.
    pub project: Option<&'a str>,
    /// What came of it.
    pub verdict: VerdictWord,
    /// The id of the one option that is recommended.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<&'a str>,
    /// The id of the option on which the project should stay; null where it should not.
    #[schemars(with = "Option<AnOption>")]
    pub stays_on: Option<&'a str>,
    /// How each option came out, in the order of the rule base.
    pub options: Vec<OptionBrief<'a>>,
    /// The rules that fired, in the order of the rule base; left out with reasons.
    #[schemars(with = "Option<Vec<ARule>>")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fired: Option<Fired<'a>>,
    /// What is odd about the input, in a sentence each.
    pub warnings: Vec<&'a str>,
    /// Why, how sure it is and what would change it; left out of streams, for which no analysis is
    /// made.
    #[serde(flatten)]
    pub reasons: Option<Reasons<'a>>,
}

/// Why something is recommended, how sure that is and what would change it.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Reasons<'a> {
    /// The verdict in a sentence.
    pub headline: &'a str,
    /// How far the recommendation can be relied on; `none` without one.
    pub confidence: Confidence,
    /// Whether nothing that is open can change the recommendation.
    pub settled: bool,
    /// What each option costs in a month, where that is known.
    #[schemars(schema_with = "by::<AnOption, MonthlyCost>")]
    pub monthly_cost_usd: Keyed<MonthlyCost>,
    /// The rules that exclude an option.
    pub excluded: Vec<BriefExclusion<'a>>,
    /// The rules that spoke most for or against options, the strongest first.
    pub because: Vec<Because<'a>>,
    /// The smallest changes of an answer that change the recommendation, in words.
    pub turns: Vec<String>,
    /// The unanswered questions that would tell most, the most telling first.
    pub ask_next: Vec<AskNext>,
    /// How many reasons, changes and questions were left out to keep this short.
    pub left_out: usize,
}

/// A rule that excludes options.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct BriefExclusion<'a> {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: &'a str,
    /// The options that it excludes.
    #[schemars(with = "Vec<AnOption>")]
    pub options: &'a [String],
    /// Why the rule excludes them, a sentence.
    pub because: &'a str,
    /// What would lift it.
    pub remedy: &'a str,
}

/// What one rule says.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Because<'a> {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: &'a str,
    /// What it adds to the score of each option that it speaks of: points times weight.
    #[schemars(schema_with = "by::<AnOption, i64>")]
    pub adds: Keyed<i64>,
    /// Why it counts, a sentence that people read.
    pub because: &'a str,
    /// The first sources that it cites; `whereto explain` tells all of them.
    #[schemars(with = "Vec<ASource>")]
    pub cites: &'a [String],
}

/// How one option came out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OptionBrief<'a> {
    /// The id of the option, such as `aws-lambda`.
    pub id: &'a str,
    /// The sum of all contributions.
    pub score: i64,
    /// The score on a scale from 0 to 100.
    pub fit: f64,
    /// Its place; options with equal scores share one; none when excluded.
    pub rank: Option<usize>,
    /// The rules that exclude it.
    #[schemars(with = "Vec<ARule>")]
    pub excluded_by: Vec<&'a str>,
}

/// The ids of all rules as they are written in JSON: there are dozens of them in every line of a
/// stream, and to look at each anew for what has to be escaped takes longer than to write it.
#[derive(Debug)]
pub struct RuleIds(Vec<Box<RawValue>>);

impl RuleIds {
    /// Writes the ids of a rule base.
    pub fn new(base: &RuleBase) -> Self {
        // A text can always be written.
        let raw = |rule: &Rule| to_raw_value(&rule.id).unwrap_or_default();
        Self(base.rules.iter().map(raw).collect())
    }
}

/// The rules that fired, of which only the ids are written.
#[derive(Clone, Debug)]
pub struct Fired<'a> {
    ids: &'a RuleIds,
    rules: &'a [RuleId],
}

impl Serialize for Fired<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rules.iter().filter_map(|rule| self.ids.0.get(rule.index())))
    }
}

impl<'a> Brief<'a> {
    /// Creates the short form of what came of a profile.
    pub fn new(base: &'a RuleBase, ids: &'a RuleIds, assessed: &'a Assessed) -> Self {
        let Assessed { profile, assessment, warnings, .. } = assessed;
        let rules = |rules: &[RuleId]| rules.iter().map(|rule| &*base.rule(*rule).id).collect();
        let option = |standing: &Standing| OptionBrief {
            id: &base.option(standing.option).id,
            score: standing.score,
            fit: standing.fit,
            rank: standing.rank,
            excluded_by: rules(&standing.excluded_by),
        };
        let recommended = assessment.verdict.recommendation();
        Self {
            project: profile.project.as_deref(),
            verdict: (&assessment.verdict).into(),
            recommendation: recommended.map(|option| &*base.option(option).id),
            stays_on: assessed.stays_on(base).map(|option| &*base.option(option).id),
            options: assessment.standings.iter().map(option).collect(),
            fired: Some(Fired { ids, rules: &assessment.fired }),
            warnings: warnings.iter().map(|warning| &*warning.message).collect(),
            reasons: None,
        }
    }
}

impl<'a> From<&'a Report> for Brief<'a> {
    /// Shortens a report, and keeps the reasons as far as [`MOST_BYTES`] allow.
    fn from(report: &'a Report) -> Self {
        let words = |words: &'a [String]| words.iter().map(String::as_str).collect();
        let options = report.options.iter().map(|option| OptionBrief {
            id: &option.id,
            score: option.score,
            fit: round(option.fit, 10.0),
            rank: option.rank,
            excluded_by: words(&option.excluded_by),
        });
        let mut brief = Self {
            project: report.project.as_deref(),
            verdict: report.verdict,
            recommendation: report.recommendation.as_deref(),
            stays_on: report.stays_on.as_deref(),
            options: options.collect(),
            fired: None,
            warnings: words(&report.warnings),
            reasons: Some(Reasons::from(report)),
        };
        while brief.is_too_long() && brief.reasons.as_mut().is_some_and(Reasons::shorten) {}
        brief
    }
}

impl Brief<'_> {
    fn is_too_long(&self) -> bool {
        // These types can always be written.
        serde_json::to_vec(self).is_ok_and(|text| text.len() > MOST_BYTES)
    }
}

impl<'a> From<&'a Report> for Reasons<'a> {
    fn from(report: &'a Report) -> Self {
        let mut because: Vec<Because<'a>> = Vec::new();
        for evidence in report.evidence.iter().filter(|evidence| evidence.contribution() != 0) {
            let adds = (evidence.option.clone(), evidence.contribution());
            match because.iter_mut().find(|known| known.rule == evidence.rule) {
                Some(known) => known.adds.0.push(adds),
                None => because.push(Because::new(evidence, adds)),
            }
        }
        because.sort_by_key(|rule| std::cmp::Reverse(rule.strength()));
        let ask_next = report.ask_next.iter().take(ASK_NEXT).cloned();
        let costs = report.options.iter();
        let costs = costs.filter_map(|it| Some((it.id.clone(), it.monthly_cost_usd?)));
        Self {
            headline: &report.headline,
            confidence: report.confidence,
            settled: report.settled,
            monthly_cost_usd: costs.collect(),
            excluded: report.exclusions.iter().map(BriefExclusion::from).collect(),
            because,
            turns: report.flips.iter().take(TURNS).map(|flip| flip.words.words()).collect(),
            ask_next: ask_next
                .map(|next| AskNext { tells: round(next.tells, 1e3), ..next })
                .collect(),
            left_out: 0,
        }
    }
}

impl Reasons<'_> {
    /// Takes out what matters least; tells whether there was anything.
    fn shorten(&mut self) -> bool {
        // Some reasons are worth more than the last question, and this more than no question at all.
        let taken = match (self.because.len(), self.ask_next.len(), self.turns.len()) {
            (4.., ..) => self.because.pop().is_some(),
            (_, 2.., _) => self.ask_next.pop().is_some(),
            (_, _, 2..) => self.turns.pop().is_some(),
            (1.., ..) => self.because.pop().is_some(),
            (_, 1.., _) => self.ask_next.pop().is_some(),
            (_, _, 1..) => self.turns.pop().is_some(),
            _ => self.excluded.pop().is_some(),
        };
        self.left_out += usize::from(taken);
        taken
    }
}

impl<'a> From<&'a Exclusion> for BriefExclusion<'a> {
    fn from(exclusion: &'a Exclusion) -> Self {
        let Exclusion { rule, options, because, remedy, .. } = exclusion;
        Self { rule, options, because, remedy }
    }
}

impl<'a> Because<'a> {
    fn new(evidence: &'a Evidence, adds: (String, i64)) -> Self {
        Self {
            rule: &evidence.rule,
            adds: Keyed(vec![adds]),
            because: &evidence.because,
            cites: evidence.cites.get(..CITES).unwrap_or(&evidence.cites),
        }
    }

    /// Returns the most that it adds to an option or takes from one.
    fn strength(&self) -> i64 {
        self.adds.0.iter().map(|(_, adds)| adds.abs()).max().unwrap_or(0)
    }
}

/// Rounds a number to so many parts of one.
fn round(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts
}

/// A system of several parts; its keys mean what they do in a [`super::system::SystemReport`].
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SystemBrief<'a> {
    /// The system's name, if it has one.
    pub project: Option<&'a str>,
    /// The parts, in the order of the profile.
    pub components: Vec<ComponentBrief<'a>>,
    /// The parts together.
    pub system: TogetherBrief<'a>,
}

/// One part.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ComponentBrief<'a> {
    /// The name of the part, such as `storefront`.
    pub name: &'a str,
    /// What came of it.
    #[serde(flatten)]
    pub brief: Brief<'a>,
}

/// The parts together.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct TogetherBrief<'a> {
    /// What follows for all of them.
    pub conclusion: ConclusionWord,
    /// The best platform for all; several when they are level, none when each is ruled out for
    /// some part.
    #[schemars(with = "Vec<AnOption>")]
    pub best_single: Vec<&'a str>,
}

impl<'a> SystemBrief<'a> {
    /// Creates the short form of what came of a system and its parts.
    pub fn new(advice: &'a SystemAdvice<'_>, ids: &'a RuleIds) -> Self {
        let (base, system) = (advice.base(), advice.together());
        let component = |part: &'a Part<'_>| ComponentBrief {
            name: &part.name,
            brief: Brief::new(base, ids, part.advice.assessed()),
        };
        Self {
            project: advice.profile().project.as_deref(),
            components: advice.parts().iter().map(component).collect(),
            system: TogetherBrief {
                conclusion: system.conclusion.into(),
                best_single: system.best.iter().map(|best| &*base.option(*best).id).collect(),
            },
        }
    }
}

impl<'a> From<&'a SystemReport> for SystemBrief<'a> {
    fn from(report: &'a SystemReport) -> Self {
        let component = |part: &'a ComponentReport| ComponentBrief {
            name: &part.name,
            brief: Brief::from(&part.report),
        };
        Self {
            project: report.project.as_deref(),
            components: report.components.iter().map(component).collect(),
            system: TogetherBrief {
                conclusion: report.system.conclusion,
                best_single: report.system.best_single.iter().map(String::as_str).collect(),
            },
        }
    }
}

/// What one line of a stream comes to.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Line<'a, T> {
    /// The file, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
    /// The number of the line, from 1.
    pub line: u64,
    /// What it comes to: a [`Brief`], a [`SystemBrief`], a whole report, or a [`Failure`].
    #[serde(flatten)]
    pub result: T,
}

/// Why there is no assessment of a line.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Failure {
    /// The first thing that is wrong, and how many more there are.
    pub error: String,
    /// All of them.
    pub problems: Vec<LineProblem>,
}

/// One thing that is wrong with a line.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct LineProblem {
    /// What kind of problem it is.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Where, counted in characters from 1.
    pub column: Option<usize>,
    /// What to do about it.
    pub help: Vec<String>,
}

impl From<&Problem> for LineProblem {
    fn from(problem: &Problem) -> Self {
        Self {
            code: problem.code.name,
            message: problem.message.clone(),
            column: problem.place().map(|place| place.line_and_column().1),
            help: problem.advice.iter().map(problem::Advice::words).collect(),
        }
    }
}

impl Failure {
    /// Creates everything that is wrong with a line.
    pub fn new(problems: &[Problem]) -> Self {
        let first = problems.first().map_or("", |problem| problem.message.as_str());
        let error = match problems.len() {
            0 | 1 => first.to_owned(),
            several => format!("{first} (and {} more)", several - 1),
        };
        Self { error, problems: problems.iter().map(LineProblem::from).collect() }
    }
}
