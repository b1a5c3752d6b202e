//! The questions: what is asked about a project, how, and why.

use rust_decimal::Decimal;

use crate::{
    condition::Condition,
    field::FieldId,
    measure::Measure,
    rulebase::{Citation, DimensionId},
    words::worded,
};

/// The keys of a profile that are no questions.
pub(crate) const PROFILE_KEYS: [&str; 10] = [
    "project",
    "description",
    "notes",
    "archetype",
    "skipped",
    "weights",
    "expect",
    "assumptions",
    "evidence",
    "components",
];

/// A question, and with it an answerable field of the same id.
#[derive(Clone, Debug)]
pub struct Question {
    /// The field it fills.
    pub field: FieldId,
    /// The dimension it belongs to.
    pub dimension: DimensionId,
    /// The question as it is put.
    pub prompt: String,
    /// One line of help.
    pub help: String,
    /// Why it is asked.
    pub why: String,
    /// Answers that people give, for numbers.
    pub examples: Vec<String>,
    /// Numbers of which no rule need speak.
    pub neutral: Vec<Neutral>,
    /// With which other answers it has no meaning, and is open no more.
    pub moot: Option<Condition>,
    /// What `whereto measure` answers it with.
    pub measured: Option<Measure>,
    /// What says that it matters.
    pub cites: Vec<Citation>,
    /// The ids that it had before, or that assumptions had in its place.
    pub formerly: Vec<String>,
}

/// A stretch of numbers of which no rule need speak.
#[derive(Clone, Debug)]
pub struct Neutral {
    /// Where it starts.
    pub from: Decimal,
    /// Where it ends.
    pub to: Decimal,
    /// Why none need speak of it.
    pub because: String,
}

/// Two answers that cannot both be meant.
#[derive(Clone, Debug)]
pub struct Contradiction {
    /// What reports of lint call it.
    pub id: String,
    /// When it is there.
    pub when: Condition,
    /// What is the matter, in a sentence that names both answers.
    pub because: String,
}

worded! {
    /// What kind of answer a question takes.
    pub enum AnswerKind {
        /// A number within a range.
        Number = "number",
        /// One of the choices.
        Choice = "choice",
        /// True or false.
        YesNo = "yes-no",
        /// Any of the choices.
        Several = "several",
    }
}
