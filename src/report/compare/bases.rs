//! Two rule bases side by side: the smallest profile on which they disagree, and which of some
//! profiles flip.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{Comparison, Pair, Side, Sides, arrow};
use crate::{
    analysis::disagreement::Search,
    assessment::Verdict,
    document::{Detail, Document, Table, ToDocument},
    report::{MonthlyCost, RuleBaseReport, VerdictWord, json, list, number, plain, recommended},
    rulebase::RuleBase,
};

/// The schema that comparisons of rule bases follow.
pub const SCHEMA: &str = "whereto/compare-rules/1";

/// Two rule bases, compared.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct BasesComparison {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The first.
    pub a: RuleBaseReport,
    /// The second.
    pub b: RuleBaseReport,
    /// The smallest profile on which they disagree.
    pub smallest: Smallest,
    /// The given profiles under both.
    pub profiles: Vec<Comparison>,
}

/// The fewest answers with which two rule bases recommend differently.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Smallest {
    /// These answers; null where none were found.
    pub answers: Option<Vec<Answer>>,
    /// What the two recommend with them: an option id, or the verdict where there is no single
    /// one.
    pub outcome: Option<Pair<String>>,
    /// With so few answers, every profile was tried.
    pub complete_to: usize,
    /// Whether every profile was tried, whatever the number of its answers.
    pub complete: bool,
    /// Whether the profiles that were tried stand for all others with as many answers.
    pub exact: bool,
    /// How many profiles were tried.
    pub tried: u64,
    /// All this in a sentence.
    #[serde(skip)]
    pub words: String,
}

/// One answer.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Answer {
    /// The question.
    pub field: String,
    /// The answer.
    pub answer: Json,
}

impl Smallest {
    /// Says what needs no search: a rule base agrees with itself.
    pub fn same(base: &RuleBase) -> Self {
        Self {
            answers: None,
            outcome: None,
            complete_to: base.questions.len(),
            complete: true,
            exact: true,
            tried: 0,
            words: "They are the same, so there is no profile on which they disagree.".to_owned(),
        }
    }

    /// Says what a search found, by what `a` calls things.
    pub fn new(a: &RuleBase, b: &RuleBase, search: &Search) -> Self {
        let outcome = |base: &RuleBase, verdict: &Verdict| {
            let option = recommended(base, verdict);
            option.unwrap_or_else(|| VerdictWord::from(verdict).to_string())
        };
        let found = search.found.as_ref();
        let outcome = found.map(|found| Pair {
            id: "recommendation".to_owned(),
            a: outcome(a, &found.verdict_a),
            b: outcome(b, &found.verdict_b),
        });
        let answer = |(field, value)| {
            let field = a.fields.get(field);
            Answer { field: field.id.clone(), answer: json(field, value) }
        };
        let answers: Option<Vec<Answer>> = found.map(|found| found.a.known().map(answer).collect());
        let bound = if search.exact {
            ""
        } else {
            " (Rules look at what is worked out from answers, or at many choices together, so that \
             not every profile has been covered.)"
        };
        let words = match (&answers, found) {
            (Some(answers), Some(found)) => {
                let name = |base: &RuleBase, verdict: &Verdict| match verdict {
                    Verdict::Recommended(option) => base.option(*option).name.clone(),
                    Verdict::Tie(_) => "that several are level".to_owned(),
                    Verdict::NoneFits => "that nothing fits".to_owned(),
                    Verdict::Unanswered => "nothing".to_owned(),
                };
                let [first, second] = [name(a, &found.verdict_a), name(b, &found.verdict_b)];
                let count = number::count(answers.len() as i64, "answer");
                let said =
                    list(answers.iter().map(|it| format!("`{}: {}`", it.field, plain(&it.answer))));
                format!(
                    "The smallest profile on which they disagree has {count}: with {said} the \
                     first says {first}, the second {second}.{bound}"
                )
            }
            _ if search.complete => format!("There is no profile on which they disagree.{bound}"),
            _ => format!(
                "They agree on every profile of up to {}; the search stopped there, at its bound \
                 of {} profiles.{bound}",
                number::count(search.complete_to as i64, "answer"),
                number::thousands(search.tried.into())
            ),
        };
        Self {
            answers,
            outcome,
            complete_to: search.complete_to,
            complete: search.complete,
            exact: search.exact,
            tried: search.tried,
            words,
        }
    }
}

impl ToDocument for BasesComparison {
    fn document(&self, detail: Detail) -> Document {
        let heading = match (self.a.words(), self.b.words()) {
            (a, b) if a == b => format!("One rule base: {a}"),
            (a, b) => format!("{a} against {b}"),
        };
        let mut document = Document::titled(detail, heading);
        document.say(&self.smallest.words);
        match self.profiles.as_slice() {
            [] => {}
            [only] => document.include(only.document(detail)),
            profiles => {
                let name = |it: &Comparison| it.b.project.clone().unwrap_or(it.b.name.clone());
                document.push(table_of("Project", profiles.iter().map(|it| (name(it), it))));
                let flips = profiles.iter().filter(|profile| profile.flips).count();
                let verb = if flips == 1 { "flips" } else { "flip" };
                let profiles = number::count(profiles.len() as i64, "profile");
                document.say(format!("{flips} of {profiles} {verb}."));
            }
        }
        document
    }
}

/// Returns a table of comparisons by their names: recommendation, confidence and cost on both
/// sides.
pub(super) fn table_of<'c>(
    of: &str,
    comparisons: impl Iterator<Item = (String, &'c Comparison)>,
) -> Table {
    let table = Table::new().texts([of, "Recommendation", "Confidence"]);
    let mut table = table.numbers(["Monthly cost"]);
    for (name, comparison) in comparisons {
        let (a, b) = (&comparison.a, &comparison.b);
        let costs = arrow(&cost(comparison, a, |it| it.a), &cost(comparison, b, |it| it.b));
        table.row([
            name,
            arrow(&a.words, &b.words),
            arrow(a.confidence.name(), b.confidence.name()),
            costs,
        ]);
    }
    table
}

/// Returns what a side's recommendation costs in a month.
fn cost(
    profile: &Comparison,
    side: &Side,
    of: fn(&Sides<MonthlyCost>) -> Option<MonthlyCost>,
) -> String {
    let option =
        profile.options.iter().find(|option| Some(&option.id) == side.recommendation.as_ref());
    let cost = option.and_then(|option| of(&option.monthly_cost_usd));
    cost.map_or_else(|| "-".to_owned(), |cost| cost.short())
}
