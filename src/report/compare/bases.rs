//! Two rule bases side by side: the smallest profile on which they disagree, and which of some
//! profiles flip.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{Comparison, Pair, Side, Sides, arrow, markdown, table};
use crate::{
    analysis::disagreement::Search,
    assessment::Verdict,
    report::{
        MonthlyCost, RuleBaseReport, build, list,
        markdown::escape,
        number,
        table::{Layout, align_right, lines, plain},
    },
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
    /// What needs no search: a rule base agrees with itself.
    pub fn of_same(base: &RuleBase) -> Self {
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

    /// What a search found, by what `a` calls things.
    pub fn new(a: &RuleBase, b: &RuleBase, search: &Search) -> Self {
        let outcome = |base: &RuleBase, verdict: &Verdict| {
            let option = verdict.recommendation().map(|option| base.option(option).id.clone());
            option.unwrap_or_else(|| verdict.name().to_owned())
        };
        let outcome = search.found.as_ref().map(|found| Pair {
            id: "recommendation".to_owned(),
            a: outcome(a, &found.verdict_a),
            b: outcome(b, &found.verdict_b),
        });
        let answers = search.found.as_ref().map(|found| {
            let answers = found.a.known().map(|(field, value)| {
                let field = a.fields.get(field);
                Answer { field: field.id.clone(), answer: build::json(field, value) }
            });
            answers.collect::<Vec<_>>()
        });
        let bound = match search.exact {
            true => String::new(),
            false => " (Rules look at what is worked out from answers, or at many choices \
                      together, so that not every profile has been covered.)"
                .to_owned(),
        };
        let words = match (&answers, &outcome) {
            (Some(answers), Some(outcome)) => {
                let name =
                    |base: &RuleBase, outcome: &str| match (base.find_option(outcome), outcome) {
                        (Some(option), _) => base.option(option).name.clone(),
                        (None, "tie") => "that several are level".to_owned(),
                        (None, "none-fits") => "that nothing fits".to_owned(),
                        (None, _) => "nothing".to_owned(),
                    };
                let said: Vec<String> = answers
                    .iter()
                    .map(|it| format!("{}: {}", it.field, plain(&it.answer)))
                    .collect();
                let said: Vec<&str> = said.iter().map(String::as_str).collect();
                format!(
                    "The smallest profile on which they disagree has {}: with {} the first says \
                     {}, the second {}.{bound}",
                    number::count(answers.len() as i64, "answer"),
                    list(&said),
                    name(a, &outcome.a),
                    name(b, &outcome.b)
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

impl BasesComparison {
    fn heading(&self) -> String {
        let base = |base: &RuleBaseReport| {
            let digest = base.digest.get(..12).unwrap_or_default();
            format!("{} {} ({digest}){}", base.name, base.version, base.with_packs())
        };
        match (base(&self.a), base(&self.b)) {
            (a, b) if a == b => format!("One rule base: {a}"),
            (a, b) => format!("{a} against {b}"),
        }
    }

    fn tally(&self) -> String {
        let flips = self.profiles.iter().filter(|profile| profile.flips).count();
        let verb = if flips == 1 { "flips" } else { "flip" };
        format!("{flips} of {} {verb}.", number::count(self.profiles.len() as i64, "profile"))
    }

    fn rows(&self) -> impl Iterator<Item = [String; 4]> {
        self.profiles.iter().map(row)
    }
}

/// What is shown of a comparison among others: the project, and recommendation, confidence and cost
/// on both sides.
pub(super) fn row(comparison: &Comparison) -> [String; 4] {
    let (a, b) = (&comparison.a, &comparison.b);
    let name = b.project.clone().unwrap_or_else(|| b.name.clone());
    let costs = arrow(&cost(comparison, a, |it| it.a), &cost(comparison, b, |it| it.b));
    [name, arrow(&a.words, &b.words), arrow(a.confidence, b.confidence), costs]
}

/// What a side's recommendation costs in a month.
fn cost(
    profile: &Comparison,
    side: &Side,
    of: impl Fn(&Sides<MonthlyCost>) -> Option<MonthlyCost>,
) -> String {
    let option =
        profile.options.iter().find(|option| Some(&option.id) == side.recommendation.as_ref());
    let cost = option.and_then(|option| of(&option.monthly_cost_usd));
    cost.map_or_else(|| "-".to_owned(), |cost| cost.expected.short())
}

pub(super) const HEADER: [&str; 4] = ["Project", "Recommendation", "Confidence", "Cost a month"];

/// For a terminal.
pub fn table(report: &BasesComparison, layout: Layout) -> String {
    let mut text = layout.heading(layout.wrap(&report.heading(), 0).trim_end())
        + "\n"
        + &layout.wrap(&report.smallest.words, 0);
    match report.profiles.as_slice() {
        [] => {}
        [only] => text.push_str(&format!("\n{}", table::render(only, layout))),
        _ => {
            let mut table = layout.table();
            table.set_header(HEADER);
            table.add_rows(report.rows());
            align_right(&mut table, 3..HEADER.len());
            let _ = write!(text, "\n{}\n{}", lines(&table), layout.wrap(&report.tally(), 0));
        }
    }
    text
}

/// For a pull request.
pub fn markdown(report: &BasesComparison) -> String {
    let mut text =
        format!("## {}\n\n{}\n", escape(&report.heading()), escape(&report.smallest.words));
    match report.profiles.as_slice() {
        [] => {}
        [only] => text.push_str(&format!("\n{}", markdown::render(only))),
        _ => {
            let _ = writeln!(text, "\n| {} |\n| :--- | :--- | :--- | ---: |", HEADER.join(" | "));
            for row in report.rows() {
                let _ = writeln!(text, "| {} |", row.map(|cell| escape(&cell)).join(" | "));
            }
            let _ = writeln!(text, "\n{}", escape(&report.tally()));
        }
    }
    text
}
