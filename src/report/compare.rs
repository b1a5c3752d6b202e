//! Two assessments side by side: what changed in answers, weights, evidence, scores, cost and
//! recommendation.
//!
//! Everything is compared by its id, so the two may come from different rule bases. The differences
//! of the evidence of an option add up to the difference of its scores.

pub mod bases;
pub mod systems;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{Keyed, MonthlyCost, Report, RuleBaseReport, VerdictWord, advice, number, plain};
use crate::{
    analysis::confidence::Confidence,
    document::{Detail, Document, Item, Table, Text, ToDocument, ident, quiet, text, tone},
    profile::Profile,
    rulebase::RuleBase,
};

/// The schema that comparisons follow.
pub const SCHEMA: &str = "whereto/compare/1";

/// What is compared: a report, with what it was made from.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// How it is called.
    pub name: &'a str,
    /// The rule base.
    pub base: &'a RuleBase,
    /// The profile.
    pub profile: &'a Profile,
    /// What came of it.
    pub report: &'a Report,
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
    /// The option.
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
    /// The option.
    pub option: String,
    /// What became of it.
    pub change: Turn,
    /// Why the rule speaks.
    pub because: String,
}

/// How one option came out on the two sides; null on a side that does not have it.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OptionChange {
    /// Names it in the rule base.
    pub id: String,
    /// Names it for people.
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
    let flips = (first.verdict, &first.recommendation) != (second.verdict, &second.recommendation);
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
        (true, _) => format!("The recommendation changes: {}, then {}", first.words, second.words),
        (false, true) => format!("The recommendation stays: {}", second.words),
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

/// Returns everything that is in either list, in the order of the second, with what only the first
/// has after it.
fn united<K: PartialEq + Clone>(a: impl Iterator<Item = K>, b: impl Iterator<Item = K>) -> Vec<K> {
    let mut all: Vec<K> = b.collect();
    for key in a {
        if !all.contains(&key) {
            all.push(key);
        }
    }
    all
}

/// Returns what was said: answers and assumptions by id.
fn said(subject: &Subject<'_>) -> Keyed<Json> {
    let (fields, book) = (&subject.base.fields, &subject.base.prices.fields);
    let answers = subject.profile.answers.known().map(|(field, value)| (fields.get(field), value));
    let assumptions =
        subject.profile.assumptions.known().map(|(field, value)| (book.get(field), value));
    Keyed(
        answers
            .chain(assumptions)
            .map(|(field, value)| (field.id.clone(), advice::json(field, value)))
            .collect(),
    )
}

fn answers(a: &Subject<'_>, b: &Subject<'_>) -> Vec<Pair<Json>> {
    let (first, second) = (said(a), said(b));
    let ids =
        united(first.0.iter().map(|(id, _)| id.clone()), second.0.iter().map(|(id, _)| id.clone()));
    let get = |said: &Keyed<Json>, id: &str| said.get(id).cloned().unwrap_or(Json::Null);
    let pairs = ids.into_iter().map(|id| Pair { a: get(&first, &id), b: get(&second, &id), id });
    pairs.filter(|pair| pair.a != pair.b).collect()
}

fn weights(a: &Subject<'_>, b: &Subject<'_>) -> Vec<Pair<Option<u8>>> {
    let ids = |subject: &Subject<'_>| {
        subject.base.dimensions.iter().map(|it| it.id.clone()).collect::<Vec<_>>()
    };
    let weight = |subject: &Subject<'_>, id: &str| {
        let dimension = subject.base.find_dimension(id)?;
        subject.profile.weights.get(dimension.index()).copied()
    };
    let ids = united(ids(a).into_iter(), ids(b).into_iter());
    let pairs = ids.into_iter().map(|id| Pair { a: weight(a, &id), b: weight(b, &id), id });
    pairs.filter(|pair| pair.a != pair.b).collect()
}

fn evidence(a: &Report, b: &Report) -> Vec<EvidenceChange> {
    let keys = |report: &Report| -> Vec<(String, String)> {
        report.evidence.iter().map(|it| (it.rule.clone(), it.option.clone())).collect()
    };
    let find = |report: &Report, (rule, option): &(String, String)| {
        let found = report.evidence.iter().find(|it| it.rule == *rule && it.option == *option);
        found.map(|it| (it.contribution(), it.because.clone()))
    };
    let mut changes = Vec::new();
    for key in united(keys(a).into_iter(), keys(b).into_iter()) {
        let (first, second) = (find(a, &key), find(b, &key));
        let (from, to) = (first.as_ref().map(|it| it.0), second.as_ref().map(|it| it.0));
        if from != to {
            changes.push(EvidenceChange {
                change: match (from, to) {
                    (None, _) => Change::Came,
                    (_, None) => Change::Went,
                    _ => Change::Changed,
                },
                a: from,
                b: to,
                difference: to.unwrap_or(0) - from.unwrap_or(0),
                because: second.or(first).map(|it| it.1).unwrap_or_default(),
                rule: key.0,
                option: key.1,
            });
        }
    }
    changes
}

fn exclusions(a: &Report, b: &Report) -> Vec<ExclusionChange> {
    let all = |report: &Report| -> Vec<(String, String)> {
        let each = report
            .exclusions
            .iter()
            .flat_map(|it| it.options.iter().map(|option| (it.rule.clone(), option.clone())));
        each.collect()
    };
    let (first, second) = (all(a), all(b));
    let because = |rule: &str| {
        let found = b.exclusions.iter().chain(&a.exclusions).find(|it| it.rule == rule);
        found.map(|it| it.because.clone()).unwrap_or_default()
    };
    let keys = united(first.iter().cloned(), second.iter().cloned());
    let changed = keys.into_iter().filter(|key| first.contains(key) != second.contains(key));
    changed
        .map(|key| ExclusionChange {
            change: if first.contains(&key) { Turn::Went } else { Turn::Came },
            because: because(&key.0),
            rule: key.0,
            option: key.1,
        })
        .collect()
}

fn options(a: &Report, b: &Report) -> Vec<OptionChange> {
    let ids = |report: &Report| report.options.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    let changes = united(ids(a).into_iter(), ids(b).into_iter()).into_iter().map(|id| {
        let find = |report: &'_ Report| report.options.iter().find(|it| it.id == id).cloned();
        let (first, second) = (find(a), find(b));
        let name = second.as_ref().or(first.as_ref()).map(|it| it.name.clone()).unwrap_or_default();
        let (first, second) = (first.as_ref(), second.as_ref());
        OptionChange {
            score: Sides { a: first.map(|it| it.score), b: second.map(|it| it.score) },
            fit: Sides { a: first.map(|it| it.fit), b: second.map(|it| it.fit) },
            rank: Sides { a: first.and_then(|it| it.rank), b: second.and_then(|it| it.rank) },
            monthly_cost_usd: Sides {
                a: first.and_then(|it| it.monthly_cost_usd),
                b: second.and_then(|it| it.monthly_cost_usd),
            },
            name,
            id,
        }
    });
    changes.collect()
}

impl OptionChange {
    /// Returns what is shown of it: name, scores and their difference, fits, places and costs.
    fn cells(&self) -> [String; 5] {
        let place = |sides: (Option<i64>, Option<usize>)| match sides {
            (None, _) => "-".to_owned(),
            (_, None) => "ruled out".to_owned(),
            (_, Some(rank)) => rank.to_string(),
        };
        let difference = match (self.score.a, self.score.b) {
            (Some(a), Some(b)) if a != b => format!(" ({})", number::signed(b - a)),
            _ => String::new(),
        };
        [
            self.name.clone(),
            self.score.words(number::signed) + &difference,
            self.fit.words(number::whole),
            arrow(&place((self.score.a, self.rank.a)), &place((self.score.b, self.rank.b))),
            self.monthly_cost_usd.words(|cost| cost.short()),
        ]
    }
}

impl<T: Copy> Sides<T> {
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

impl ToDocument for Comparison {
    fn document(&self, detail: Detail) -> Document {
        let title = tone(if self.flips { -1 } else { 1 }, &self.headline);
        let mut document = Document::titled(detail, title);
        document.say(self.sides());
        if !self.differs {
            return document;
        }
        let mut options =
            Table::new().texts(["Option"]).numbers(["Score", "Fit", "Place", "Monthly cost"]);
        self.options.iter().for_each(|option| options.row(option.cells()));
        document.push(options);
        document.section("What is answered differently", self.inputs());
        let heading = if self.answers.is_empty() && self.weights.is_empty() {
            "What differs, rule by rule"
        } else {
            "What that changes, rule by rule"
        };
        document.section(heading, self.rules());
        document
    }
}

impl Comparison {
    /// Says who is compared, and how sure each is.
    fn sides(&self) -> String {
        let (a, b) = (&self.a, &self.b);
        let sure = (a.confidence.name(), b.confidence.name());
        if a.name == b.name {
            format!("{}, by the first ({}) and by the second ({}).", a.name, sure.0, sure.1)
        } else {
            format!("First {} ({}), then {} ({}).", a.name, sure.0, b.name, sure.1)
        }
    }

    /// Lists the answers and weights that differ.
    fn inputs(&self) -> Vec<Text> {
        let weight = |weight: Option<u8>| {
            weight.map_or_else(|| "no such dimension".to_owned(), |weight| weight.to_string())
        };
        let answers = self
            .answers
            .iter()
            .map(|pair| text![ident(&pair.id), ": ", arrow(&answer(&pair.a), &answer(&pair.b))]);
        let weights = self.weights.iter().map(|pair| {
            text!["weight of ", ident(&pair.id), ": ", arrow(&weight(pair.a), &weight(pair.b))]
        });
        answers.chain(weights).collect()
    }

    /// Lists the rules that differ, each with what it changes for which option, and why it speaks.
    fn rules(&self) -> Vec<Item> {
        let name = |id: &str| {
            let option = self.options.iter().find(|option| option.id == id);
            option.map_or_else(|| id.to_owned(), |option| option.name.clone())
        };
        let exclusions = self.exclusions.iter().map(|it| {
            let verb = if it.change == Turn::Came { "now" } else { "no longer" };
            let what = Text::from(format!("{verb} rules out {}", name(&it.option)));
            (&it.rule, what, &it.because, it.change == Turn::Went)
        });
        let evidence = self.evidence.iter().map(|it| {
            let words = format!("{} {}", name(&it.option), number::signed(it.difference));
            (&it.rule, tone(it.difference, words), &it.because, it.change == Change::Went)
        });
        let mut rules: Vec<(&String, Vec<Text>, &String, bool)> = Vec::new();
        for (rule, what, because, went) in exclusions.chain(evidence) {
            match rules.iter_mut().find(|known| known.0 == rule) {
                Some(known) => known.1.push(what),
                None => rules.push((rule, vec![what], because, went)),
            }
        }
        let item = |(rule, what, because, went): (&String, Vec<Text>, &String, bool)| {
            let over = went.then(|| quiet("No longer applies: "));
            Item::with(text![ident(rule), ": ", Text::join(what, ", ")], [text![over, because]])
        };
        rules.into_iter().map(item).collect()
    }
}

/// Returns an answer in words.
fn answer(value: &Json) -> String {
    match value {
        Json::Null => "not answered".to_owned(),
        Json::Number(number) => {
            number.to_string().parse().map_or_else(|_| number.to_string(), number::people)
        }
        value => plain(value),
    }
}
