//! The short form of an assessment: what a script that goes through many profiles wants of each.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    VerdictWord,
    ids::{ARule, AnOption},
    option_ids, recommended, rule_ids,
    system::ConclusionWord,
};
use crate::{
    advice::{Advice, Part, SystemAdvice},
    assessment::Standing,
    problem::{self, Problem},
};

/// One assessment without its analyses; its keys mean what they do in a [`super::Report`].
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Brief {
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// What came of it.
    pub verdict: VerdictWord,
    /// The id of the one option that is recommended.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// How each option came out, in the order of the rule base.
    pub options: Vec<OptionBrief>,
    /// The rules that fired, in the order of the rule base.
    #[schemars(with = "Vec<ARule>")]
    pub fired: Vec<String>,
    /// What is odd about the input, in a sentence each.
    pub warnings: Vec<String>,
}

/// How one option came out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OptionBrief {
    /// Names it in the rule base.
    pub id: String,
    /// The sum of all contributions.
    pub score: i64,
    /// The score on a scale from 0 to 100.
    pub fit: f64,
    /// Its place; options with equal scores share one; none when excluded.
    pub rank: Option<usize>,
    /// The rules that exclude it.
    #[schemars(with = "Vec<ARule>")]
    pub excluded_by: Vec<String>,
}

impl Brief {
    /// Creates the short form of what came of a profile.
    pub fn new(advice: &Advice<'_>) -> Self {
        let (base, assessment) = (advice.base(), advice.assessment());
        let option = |standing: &Standing| OptionBrief {
            id: base.option(standing.option).id.clone(),
            score: standing.score,
            fit: standing.fit,
            rank: standing.rank,
            excluded_by: rule_ids(base, &standing.excluded_by),
        };
        Self {
            project: advice.profile().project.clone(),
            verdict: (&assessment.verdict).into(),
            recommendation: recommended(base, &assessment.verdict),
            options: assessment.standings.iter().map(option).collect(),
            fired: rule_ids(base, &assessment.fired),
            warnings: advice.warnings().iter().map(|warning| warning.message.clone()).collect(),
        }
    }
}

/// A system of several parts; its keys mean what they do in a [`super::system::SystemReport`].
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct SystemBrief {
    /// The system's name, if it has one.
    pub project: Option<String>,
    /// The parts, in the order of the profile.
    pub components: Vec<ComponentBrief>,
    /// The parts together.
    pub system: TogetherBrief,
}

/// One part.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ComponentBrief {
    /// Names it for people.
    pub name: String,
    /// What came of it.
    #[serde(flatten)]
    pub brief: Brief,
}

/// The parts together.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct TogetherBrief {
    /// What follows for all of them.
    pub conclusion: ConclusionWord,
    /// The best platform for all; several when they are level, none when each is ruled out for
    /// some part.
    #[schemars(with = "Vec<AnOption>")]
    pub best_single: Vec<String>,
}

impl SystemBrief {
    /// Creates the short form of what came of a system and its parts.
    pub fn new(advice: &SystemAdvice<'_>) -> Self {
        let (base, system) = (advice.base(), advice.together());
        let component = |part: &Part<'_>| ComponentBrief {
            name: part.name.clone(),
            brief: Brief::new(&part.advice),
        };
        Self {
            project: advice.profile().project.clone(),
            components: advice.parts().iter().map(component).collect(),
            system: TogetherBrief {
                conclusion: system.conclusion.into(),
                best_single: option_ids(base, &system.best),
            },
        }
    }
}

/// What one line of a stream comes to.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Line<T> {
    /// The file, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
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
