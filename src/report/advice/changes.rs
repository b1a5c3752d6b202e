//! What could change the recommendation: what is open, other answers and other weights.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::{
    advice::Advice,
    document::{Axis, Text, ident, text},
    report::{
        Keyed,
        ids::{ADimension, AQuestion, AnOption, by},
        list,
    },
};

/// What is left to find out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RemainingReport {
    /// How many open questions that were not skipped can change the recommendation.
    pub can_change: usize,
    /// How many of these can rule an option out.
    pub can_exclude: usize,
    /// How many questions were skipped and could change it.
    pub skipped: usize,
    /// The share of the plausible ways to answer what is open and was not skipped in which the
    /// recommendation stays.
    pub keeps: f64,
    /// The same in words.
    pub words: String,
}

impl RemainingReport {
    pub(super) fn new(advice: &Advice<'_>) -> Self {
        let remaining = advice.remaining();
        let words = match advice.not_worth_a_move() {
            Some(best) => remaining
                .words_with(&format!("{} still fits best", advice.base().option(best).name)),
            None => remaining.words(),
        };
        Self {
            can_change: remaining.can_change(),
            can_exclude: remaining.can_exclude(),
            skipped: remaining.skipped,
            keeps: remaining.keeps(),
            words,
        }
    }
}

/// What an unanswered question can still do.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OpenQuestionReport {
    /// The question.
    #[schemars(with = "AQuestion")]
    pub field: String,
    /// Whether some answer, alone or with others, changes the recommendation or makes it a tie.
    pub can_change: bool,
    /// Whether some answer, alone or with others, excludes an option.
    pub can_exclude: bool,
}

/// A question worth asking.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AskNext {
    /// The question.
    #[schemars(with = "AQuestion")]
    pub field: String,
    /// As it is put.
    pub prompt: String,
    /// The share of the uncertainty about the recommendation that its answer is expected to
    /// remove.
    pub tells: f64,
}

impl AskNext {
    /// Returns "Does it need a GPU? (compute.gpu)".
    pub(crate) fn text(&self) -> Text {
        text![&self.prompt, " (", ident(&self.field), ")"]
    }
}

/// A change of an answer that changes the recommendation.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FlipReport {
    /// The question.
    #[schemars(with = "AQuestion")]
    pub field: String,
    /// The answer given.
    pub from: Json,
    /// The nearest answer that changes it.
    pub to: Json,
    /// For numbers: the threshold that is crossed, exact where a rule names it, and to a thousandth
    /// of a step of the question's grid where costs decide.
    pub threshold: Json,
    /// For numbers beyond which it turns again: the last value with this result.
    pub until: Json,
    /// What is recommended then; null for a tie or when nothing fits.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// What the change costs, from 0 to 1.
    pub distance: f64,
    /// The change in words.
    #[serde(skip)]
    pub words: Text,
    /// The change on the scale of a number.
    #[serde(skip)]
    pub axis: Option<Axis>,
}

/// Two changes that change the recommendation together.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct FlipPairReport {
    /// The changes.
    pub changes: Vec<ChangeReport>,
    /// What is recommended then; null for a tie or when nothing fits.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// What the changes cost together, from 0 to 2.
    pub distance: f64,
    /// The changes in words.
    #[serde(skip)]
    pub words: Text,
}

/// One of two changes.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ChangeReport {
    /// The question.
    #[schemars(with = "AQuestion")]
    pub field: String,
    /// The answer given.
    pub from: Json,
    /// The other answer.
    pub to: Json,
}

/// What would have to be given up to let an option back in.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RelaxationReport {
    /// The id of the option that is ruled out.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// The fewest answers to take back.
    pub give_up: Vec<GivenUp>,
    /// What else would lift the exclusions, rule by rule.
    pub remedies: Vec<String>,
}

/// An answer to take back.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct GivenUp {
    /// The question.
    #[schemars(with = "AQuestion")]
    pub field: String,
    /// The answer.
    pub answer: Json,
    /// Question and answer in words.
    #[serde(skip)]
    pub words: String,
}

impl RelaxationReport {
    /// Returns what to give up, in words: "data residency (now on-premises)".
    pub(super) fn words(&self) -> String {
        list(self.give_up.iter().map(|it| it.words.as_str()))
    }
}

/// How weightings of the dimensions were drawn.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct WeightingsReport {
    /// How many.
    pub samples: u64,
    /// The seed.
    pub seed: u64,
    /// The dimensions whose order of weight was kept, the heaviest first.
    #[schemars(with = "Vec<ADimension>")]
    pub ranking: Vec<String>,
    /// Whether answers to the unanswered questions were drawn too.
    pub answers_drawn: bool,
    /// The greatest standard error that any share can have.
    pub standard_error: f64,
    /// For each option the average weighting under which it is first; null where it never is.
    #[schemars(schema_with = "by::<AnOption, Option<Keyed<f64>>>")]
    pub central_weights: Keyed<Option<Keyed<f64>>>,
}
