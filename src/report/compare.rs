//! Two assessments side by side: what changed in answers, weights, evidence, scores, cost and
//! recommendation.
//!
//! Everything is compared by its id, so the two may come from different rule bases. The differences
//! of the evidence of an option add up to the difference of its scores.

pub mod bases;
mod page;
pub mod systems;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{
    Evidence, Keyed, MonthlyCost, OptionReport, Report, RuleBaseReport, VerdictWord, json,
};
use crate::{
    analysis::confidence::Confidence,
    document::{Text, strong, text},
    profile::Profile,
    rulebase::RuleBase,
};

/// The schema that comparisons follow.
pub const SCHEMA: &str = "whereto/compare/1";

/// What is compared: a report on a project or a system, with what it was made from.
pub struct Subject<'a, R = Report> {
    /// How it is called.
    pub name: &'a str,
    /// The rule base.
    pub base: &'a RuleBase,
    /// The profile.
    pub profile: &'a Profile,
    /// What came of it.
    pub report: &'a R,
}

/// Two assessments, compared.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Comparison {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// What differs, in a sentence.
    pub headline: String,
    /// Whether the recommendation, or that there is one, differs.
    pub flips: bool,
    /// Whether anything that is compared differs.
    pub differs: bool,
    /// The first.
    pub a: Side,
    /// The second.
    pub b: Side,
    /// Answers and assumptions that differ; null where there is none.
    pub answers: Vec<Pair<Json>>,
    /// Weights that differ.
    pub weights: Vec<Pair<Option<u8>>>,
    /// Evidence that differs: what each rule adds to each option's score.
    pub evidence: Vec<EvidenceChange>,
    /// Exclusions that differ.
    pub exclusions: Vec<ExclusionChange>,
    /// How each option came out, whether or not it differs.
    pub options: Vec<OptionChange>,
    /// Answers and assumptions that differ, in words.
    #[serde(skip)]
    pub changed: Vec<Text>,
    /// Answers, assumptions and weights that both sides share, in words.
    #[serde(skip)]
    pub shared: Vec<Text>,
}

/// One side.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Side {
    /// How it is called.
    pub name: String,
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// What came of it.
    pub verdict: VerdictWord,
    /// The id of the one option that is recommended.
    pub recommendation: Option<String>,
    /// How far the recommendation can be relied on; `none` without one.
    pub confidence: Confidence,
    /// Whether nothing that is open can change it.
    pub settled: bool,
    /// The rule base that was applied.
    pub rule_base: RuleBaseReport,
    /// The verdict as it is shown.
    #[serde(skip)]
    pub words: String,
}

/// What the two sides have for one id.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Pair<T> {
    /// The id.
    pub id: String,
    /// The first side's.
    pub a: T,
    /// The second side's.
    pub b: T,
}

/// What became of what a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Change {
    /// Only the second side has it.
    Came,
    /// Only the first side has it.
    Went,
    /// Both have it, and it is not the same.
    Changed,
}

/// What became of an exclusion, which cannot change without coming or going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Turn {
    /// Only the second side has it.
    Came,
    /// Only the first side has it.
    Went,
}

/// What one rule adds to one option's score on the two sides.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct EvidenceChange {
    /// The rule.
    pub rule: String,
    /// The id of the option that gets the points.
    pub option: String,
    /// What became of it.
    pub change: Change,
    /// Points times weight on the first side; null where the rule does not speak.
    pub a: Option<i64>,
    /// The same on the second.
    pub b: Option<i64>,
    /// What this adds to the difference of the scores.
    pub difference: i64,
    /// Why the rule speaks; of the second side where it speaks on both.
    pub because: String,
}

/// A rule that excludes an option on one side only.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ExclusionChange {
    /// The rule.
    pub rule: String,
    /// The id of the option that is excluded.
    pub option: String,
    /// What became of it.
    pub change: Turn,
    /// Why the rule speaks.
    pub because: String,
}

/// How one option came out on the two sides; null on a side that does not have it.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OptionChange {
    /// The id of the option, such as `aws-lambda`.
    pub id: String,
    /// The name of the option, such as AWS Lambda.
    pub name: String,
    /// Its scores.
    pub score: Sides<i64>,
    /// Its fits.
    pub fit: Sides<f64>,
    /// Its places.
    pub rank: Sides<usize>,
    /// What it costs in a month.
    pub monthly_cost_usd: Sides<MonthlyCost>,
}

/// The same thing on both sides.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Sides<T> {
    /// The first side's.
    pub a: Option<T>,
    /// The second side's.
    pub b: Option<T>,
}

/// Compares.
pub fn compare(a: &Subject<'_>, b: &Subject<'_>) -> Comparison {
    let evidence = evidence(a.report, b.report);
    let exclusions = exclusions(a.report, b.report);
    let answers = answers(a, b);
    let weights = weights(a, b);
    let options = options(a.report, b.report);
    let (first, second) = (side(a), side(b));
    // Where a project should stay is where it goes, whatever else leads there by how little.
    let [one, other] = [a, b].map(|it| it.report.advised().ok_or(it.report.verdict));
    let flips = one != other;
    let scores_differ = options.iter().any(|it| it.score.a != it.score.b || it.rank.a != it.rank.b);
    let costs = |cost: &Option<MonthlyCost>| cost.map(|cost| [cost.low, cost.expected, cost.high]);
    let costs_differ =
        options.iter().any(|it| costs(&it.monthly_cost_usd.a) != costs(&it.monthly_cost_usd.b));
    let certainty_differs =
        (first.confidence, first.settled) != (second.confidence, second.settled);
    let inputs_differ = !(answers.is_empty() && weights.is_empty());
    let differs = flips
        || inputs_differ
        || scores_differ
        || costs_differ
        || certainty_differs
        || !(evidence.is_empty() && exclusions.is_empty());
    let headline = match (flips, differs) {
        (true, _) => format!("Recommendation changes: {} → {}", first.words, second.words),
        (false, true) => format!("Recommendation stays: {}", second.words),
        (false, false) => format!("Nothing differs: {}", second.words),
    };
    Comparison {
        schema: SCHEMA,
        headline,
        flips,
        differs,
        a: first,
        b: second,
        answers,
        weights,
        evidence,
        exclusions,
        options,
        changed: changed(a, b),
        shared: shared(a, b),
    }
}

fn side(subject: &Subject<'_>) -> Side {
    let report = subject.report;
    Side {
        name: subject.name.to_owned(),
        project: report.project.clone(),
        verdict: report.verdict,
        recommendation: report.recommendation.clone(),
        confidence: report.confidence,
        settled: report.settled,
        rule_base: report.rule_base.clone(),
        words: super::portfolio::Row::new(subject.name, report).words,
    }
}

/// Returns what two lists have under each key, in the order of the second, with what only the first
/// has after it.
fn paired<K: PartialEq, T>(
    a: impl IntoIterator<Item = (K, T)>,
    b: impl IntoIterator<Item = (K, T)>,
) -> impl Iterator<Item = (K, Sides<T>)> {
    let mut rest: Vec<(K, T)> = a.into_iter().collect();
    let mut pairs = Vec::new();
    for (key, second) in b {
        let own = rest.iter().position(|(known, _)| *known == key);
        let a = own.map(|own| rest.remove(own).1);
        pairs.push((key, Sides { a, b: Some(second) }));
    }
    let only_first = |(key, first)| (key, Sides { a: Some(first), b: None });
    pairs.into_iter().chain(rest.into_iter().map(only_first))
}

/// An answer or an assumption.
struct Said {
    json: Json,
    name: String,
    words: String,
}

/// Returns what was said: answers and assumptions by id.
fn said(subject: &Subject<'_>) -> impl Iterator<Item = (String, Said)> {
    let answers = subject.profile.answers.known().zip(std::iter::repeat(&subject.base.fields));
    let book = &subject.base.prices.fields;
    let assumptions = subject.profile.assumptions.known().zip(std::iter::repeat(book));
    answers.chain(assumptions).map(|((field, value), fields)| {
        let field = fields.get(field);
        let (json, name, words) = (json(field, value), field.name.clone(), field.say(value));
        (field.id.clone(), Said { json, name, words })
    })
}

fn answers(a: &Subject<'_>, b: &Subject<'_>) -> Vec<Pair<Json>> {
    let json = |said: Option<Said>| said.map(|it| it.json).unwrap_or_default();
    let pairs = paired(said(a), said(b));
    let pairs = pairs.map(|(id, Sides { a, b })| Pair { id, a: json(a), b: json(b) });
    pairs.filter(|pair| pair.a != pair.b).collect()
}

fn changed(a: &Subject<'_>, b: &Subject<'_>) -> Vec<Text> {
    let differing = paired(said(a), said(b)).filter_map(|(_, Sides { a, b })| {
        let (a, b) = (a.as_ref(), b.as_ref());
        let [from, to] = [a, b].map(|side| side.map_or("not answered", |it| &it.words));
        let is_same = a.map(|it| &it.json) == b.map(|it| &it.json);
        let name = &b.or(a)?.name;
        (!is_same).then(|| text![strong(name), ": ", arrow(from, to)])
    });
    differing.collect()
}

fn weights(a: &Subject<'_>, b: &Subject<'_>) -> Vec<Pair<Option<u8>>> {
    let pairs = paired(weighed(a), weighed(b)).map(|(id, Sides { a, b })| Pair { id, a, b });
    pairs.filter(|pair| pair.a != pair.b).collect()
}

/// Returns what each dimension weighs.
fn weighed(subject: &Subject<'_>) -> Vec<(String, u8)> {
    Keyed::by_dimension(subject.base, subject.profile.weights.iter().copied()).0
}

/// Returns what both sides rest on alike, in words.
fn shared(a: &Subject<'_>, b: &Subject<'_>) -> Vec<Text> {
    let answers = paired(said(a), said(b)).filter_map(|(_, Sides { a, b })| {
        let (a, b) = (a?, b?);
        (a.json == b.json).then(|| text![strong(b.name), ": ", b.words])
    });
    let weights = paired(weighed(a), weighed(b)).filter(|(_, sides)| sides.a == sides.b);
    let weights = weights.filter_map(|(id, sides)| Some(format!("{id} {}", sides.b?)));
    let weights = weights.collect::<Vec<_>>().join(", ");
    let weights = (!weights.is_empty()).then(|| Text::from(format!("weights: {weights}")));
    answers.chain(weights).collect()
}

fn evidence(a: &Report, b: &Report) -> Vec<EvidenceChange> {
    fn said(report: &Report) -> impl Iterator<Item = ((&str, &str), &Evidence)> {
        report.evidence.iter().map(|it| ((it.rule.as_str(), it.option.as_str()), it))
    }
    let changes = paired(said(a), said(b)).filter_map(|((rule, option), Sides { a, b })| {
        let (from, to) = (a.map(Evidence::contribution), b.map(Evidence::contribution));
        let change = match (from, to) {
            (None, _) => Change::Came,
            (_, None) => Change::Went,
            _ => Change::Changed,
        };
        (from != to).then(|| EvidenceChange {
            rule: rule.to_owned(),
            option: option.to_owned(),
            change,
            a: from,
            b: to,
            difference: to.unwrap_or(0) - from.unwrap_or(0),
            because: b.or(a).map(|it| it.because.clone()).unwrap_or_default(),
        })
    });
    changes.collect()
}

fn exclusions(a: &Report, b: &Report) -> Vec<ExclusionChange> {
    fn said(report: &Report) -> impl Iterator<Item = ((&str, &String), &str)> {
        report.exclusions.iter().flat_map(|it| {
            it.options.iter().map(|option| ((it.rule.as_str(), option), it.because.as_str()))
        })
    }
    let changes = paired(said(a), said(b)).filter_map(|((rule, option), Sides { a, b })| {
        let (change, because) = match (a, b) {
            (Some(because), None) => (Turn::Went, because),
            (None, Some(because)) => (Turn::Came, because),
            _ => return None,
        };
        let (rule, option, because) = (rule.to_owned(), option.clone(), because.to_owned());
        Some(ExclusionChange { rule, option, change, because })
    });
    changes.collect()
}

fn options(a: &Report, b: &Report) -> Vec<OptionChange> {
    fn by_id(report: &Report) -> impl Iterator<Item = (&String, &OptionReport)> {
        report.options.iter().map(|option| (&option.id, option))
    }
    let changes = paired(by_id(a), by_id(b)).map(|(id, both)| OptionChange {
        id: id.clone(),
        name: both.b.or(both.a).map(|it| it.name.clone()).unwrap_or_default(),
        score: both.and_then(|it| Some(it.score)),
        fit: both.and_then(|it| Some(it.fit)),
        rank: both.and_then(|it| it.rank),
        monthly_cost_usd: both.and_then(|it| it.monthly_cost_usd),
    });
    changes.collect()
}

impl<T: Copy> Sides<T> {
    /// Returns what each side, where there is one, has of something.
    fn and_then<R>(&self, of: impl Fn(T) -> Option<R>) -> Sides<R> {
        Sides { a: self.a.and_then(&of), b: self.b.and_then(&of) }
    }

    /// Returns both in words.
    fn words(&self, words: impl Fn(T) -> String) -> String {
        let side = |side: Option<T>| side.map_or_else(|| "-".to_owned(), &words);
        arrow(&side(self.a), &side(self.b))
    }
}

/// Returns "before → after", or what stays.
fn arrow(a: &str, b: &str) -> String {
    if a == b { a.to_owned() } else { format!("{a} → {b}") }
}
