//! The report on one project: what is recommended, why, how sure that is and what would change it.

mod build;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

pub(super) use self::build::json;
use super::{
    Keyed, RuleBaseReport, VerdictWord, codes,
    ids::{ADimension, AQuestion, ARule, ASource, AnOption, by},
    list, number, plain,
    precedents::PrecedentReport,
};
use crate::{
    analysis::{confidence::Confidence, open_questions::Certainty},
    cost::estimate::MoneyRange,
    document::{
        Bars, Detail, Document, Item, Source, Table, Text, ToDocument, ident, quiet, strong, text,
        tone,
    },
    money::{Currency, Money},
    rulebase::{Band, Grade, Status},
};

/// The schema that reports follow.
pub const SCHEMA: &str = "whereto/report/1";

/// One assessment, ready to be shown.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// What came of it.
    pub verdict: VerdictWord,
    /// The id of the one option that is recommended.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// Whether the project should stay where it runs today: that is what is recommended, or what is
    /// recommended leads it by less than a move is worth.
    pub stay: bool,
    /// The id of the option on which it should stay.
    #[serde(skip)]
    pub stays_on: Option<String>,
    /// The verdict in a sentence.
    pub headline: String,
    /// How clear it is, in a sentence.
    pub clarity: String,
    /// Whether nothing that is open can change the recommendation.
    pub settled: bool,
    /// In which sense no remaining question can change it.
    #[serde(skip)]
    pub certainty: Option<Certainty>,
    /// How far the recommendation can be relied on; `none` without one.
    pub confidence: Confidence,
    /// How likely each option is to be the one that people choose, as published decisions bear it
    /// out; empty where the rule base knows of none, and where every option is ruled out.
    #[schemars(schema_with = "by::<AnOption, f64>")]
    pub likelihood: Keyed<f64>,
    /// What came of published decisions with a lead like this; null without a recommendation.
    pub band: Option<Band>,
    /// How each option came out, in the order of the rule base.
    pub options: Vec<OptionReport>,
    /// The price book behind the estimates; null for a rule base without prices.
    pub price_book: Option<PriceBookReport>,
    /// What spoke for or against an option: one entry for each rule that fired and each option
    /// that it speaks of.
    pub evidence: Vec<Evidence>,
    /// The rules that exclude an option.
    pub exclusions: Vec<Exclusion>,
    /// For each option, the share of all weightings of the dimensions under which it takes rank 1,
    /// 2, …
    #[schemars(schema_with = "by::<AnOption, Vec<f64>>")]
    pub acceptability: Keyed<Vec<f64>>,
    /// How acceptability was drawn, and what it says of weights.
    pub weightings: WeightingsReport,
    /// The single changes of an answer that change the recommendation, the smallest first.
    pub flips: Vec<FlipReport>,
    /// Where no single change does: pairs of changes that do together.
    pub flip_pairs: Vec<FlipPairReport>,
    /// The answered questions of which no other answer changes the recommendation.
    #[schemars(with = "Vec<AQuestion>")]
    pub unmoved_by: Vec<String>,
    /// The unanswered questions, and what they can still do.
    pub open_questions: Vec<OpenQuestionReport>,
    /// The unanswered questions that would tell most, the most telling first.
    pub ask_next: Vec<AskNext>,
    /// Where nothing fits: what would have to be given up for each option.
    pub relaxations: Vec<RelaxationReport>,
    /// The published decisions most like the project, the nearest first; where the three nearest
    /// chose the same, the nearest that chose otherwise comes after them.
    pub precedents: Vec<PrecedentReport>,
    /// The concrete products: for each option that is not excluded, the recommended one first.
    pub products: Vec<ProductReport>,
    /// Claims behind the evidence that no longer simply hold.
    pub outdated: Vec<Outdated>,
    /// How many questions are answered.
    pub answered: usize,
    /// How many questions there are.
    pub questions: usize,
    /// What is odd about the input, in a sentence each.
    pub warnings: Vec<String>,
    /// The rule base that was applied.
    pub rule_base: RuleBaseReport,
    /// What can be cited, by its id.
    #[serde(skip)]
    pub sources: Vec<Source>,
    /// The ids and names of the dimensions, in order.
    #[serde(skip)]
    pub dimensions: Vec<(String, String)>,
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
    /// For numbers: the exact threshold that is crossed.
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

/// What would have to be given up to let an option back in.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RelaxationReport {
    /// The option.
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
}

/// How one option came out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct OptionReport {
    /// Names it in the rule base.
    pub id: String,
    /// Names it for people.
    pub name: String,
    /// A short form of the name, for narrow columns.
    #[serde(skip)]
    pub short: String,
    /// The sum of all contributions.
    pub score: i64,
    /// The score on a scale from 0 to 100.
    pub fit: f64,
    /// Its place; options with equal scores share one; none when excluded.
    pub rank: Option<usize>,
    /// The rules that exclude it.
    #[schemars(with = "Vec<ARule>")]
    pub excluded_by: Vec<String>,
    /// What each dimension contributed: points times weight.
    #[schemars(schema_with = "by::<ADimension, i64>")]
    pub dimensions: Keyed<i64>,
    /// What it costs in a month; null when the profile does not say how much traffic there is, or
    /// there is no price.
    pub monthly_cost_usd: Option<MonthlyCost>,
}

/// What an option costs in a month, with two decimals.
#[derive(Clone, Copy, Debug, JsonSchema, Serialize)]
pub struct MonthlyCost {
    /// The least, given what is open.
    pub low: Money,
    /// What to expect.
    pub expected: Money,
    /// The most, given what is open.
    pub high: Money,
    /// What people are shown it in.
    #[serde(skip)]
    pub currency: Currency,
}

impl MonthlyCost {
    pub(crate) fn new(range: &MoneyRange, currency: Currency) -> Self {
        Self { low: range.low, expected: range.expected, high: range.high, currency }
    }

    /// Returns "$60.00 ($40.00 to $90.00)".
    pub(crate) fn words(&self) -> String {
        let ends = [self.expected, self.low, self.high];
        let [expected, low, high] = ends.map(|amount| self.currency.short(amount));
        format!("{expected} ({low} to {high})")
    }

    /// Returns what to expect, as people say it.
    pub(crate) fn short(&self) -> String {
        self.currency.short(self.expected)
    }
}

/// The price book behind estimates.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PriceBookReport {
    /// Names it for people.
    pub name: String,
    /// The currency.
    pub currency: String,
    /// When its prices were last reviewed.
    pub reviewed: String,
}

/// What one rule says of one option.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[non_exhaustive]
pub struct Evidence {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// Names the dimension that it belongs to.
    #[schemars(with = "ADimension")]
    pub dimension: String,
    /// The option.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// The points, before weights.
    pub points: i8,
    /// What the dimension weighs.
    pub weight: u8,
    /// Why.
    pub because: String,
    /// What kind of evidence it is.
    pub grade: Grade,
    /// What is cited.
    #[schemars(with = "Vec<ASource>")]
    pub cites: Vec<String>,
}

impl Evidence {
    /// Returns whether one sentence holds both: a rule speaks of several options for one reason,
    /// but what a pack has it say of an option of its own may have another.
    fn is_with(&self, other: &Self) -> bool {
        self.because == other.because && self.cites == other.cites
    }

    /// Returns what it adds to the option's score.
    pub fn contribution(&self) -> i64 {
        i64::from(self.points) * i64::from(self.weight)
    }
}

/// A rule that excludes options.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Exclusion {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// The options that it excludes.
    #[schemars(with = "Vec<AnOption>")]
    pub options: Vec<String>,
    /// Why.
    pub because: String,
    /// What would lift it.
    pub remedy: String,
    /// What kind of evidence it is.
    pub grade: Grade,
    /// What is cited.
    #[schemars(with = "Vec<ASource>")]
    pub cites: Vec<String>,
}

/// Which concrete products to take within an option.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ProductReport {
    /// The option.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// What to start with.
    pub start: Option<Product>,
    /// What to use beside it.
    pub companions: Vec<Product>,
    /// What could be taken instead.
    pub stand_ins: Vec<Product>,
}

/// A concrete product.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Product {
    /// Names it in the rule base.
    pub id: String,
    /// Names it for people.
    pub name: String,
    /// Why.
    pub because: String,
    /// What is cited.
    #[schemars(with = "Vec<ASource>")]
    pub cites: Vec<String>,
}

/// A claim that no longer simply holds, behind a rule that fired.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Outdated {
    /// The claim.
    #[schemars(with = "ASource")]
    pub claim: String,
    /// In what way it no longer holds.
    pub status: Status,
    /// What the document says.
    pub says: String,
    /// What is so today.
    pub today: String,
    /// The facts that say so.
    #[schemars(with = "Vec<ASource>")]
    pub facts: Vec<String>,
    /// The rules that cite it.
    #[schemars(with = "Vec<ARule>")]
    pub rules: Vec<String>,
}

impl Outdated {
    /// Returns whether it is simply out of date, rather than true under conditions.
    fn is_dated(&self) -> bool {
        self.status == Status::Dated
    }
}

impl Report {
    /// Returns what each rule that fired says of the options that it speaks of.
    fn evidence_by_rule(&self) -> impl Iterator<Item = &[Evidence]> {
        self.evidence.chunk_by(|one, next| one.rule == next.rule)
    }

    /// Returns the share of all weightings under which an option comes first.
    pub(crate) fn first(&self, option: &OptionReport) -> f64 {
        self.acceptability.get(&option.id).and_then(|ranks| ranks.first()).copied().unwrap_or(0.0)
    }

    /// Returns whether any option has an estimate.
    pub fn is_priced(&self) -> bool {
        self.options.iter().any(|option| option.monthly_cost_usd.is_some())
    }

    /// Returns the option that is recommended.
    pub(crate) fn recommended(&self) -> Option<&OptionReport> {
        self.find(self.recommendation.as_deref()?)
    }

    /// Returns the option with an id.
    pub(crate) fn find(&self, id: &str) -> Option<&OptionReport> {
        self.options.iter().find(|option| option.id == id)
    }

    fn names(&self, ids: &[String]) -> String {
        list(ids.iter().map(|id| self.find(id).map_or(id, |option| &option.name)))
    }

    /// Cites sources in a document.
    pub(crate) fn cite(&self, document: &mut Document, ids: &[String]) -> Text {
        let sources = ids.iter().filter_map(|id| self.sources.iter().find(|it| it.id == *id));
        document.cite_all(sources.cloned())
    }

    /// Returns the rule base and the price book behind the report, in sentences.
    fn basis(&self) -> String {
        let base = &self.rule_base;
        let facts = format!("facts reviewed on {}.", base.reviewed);
        format!("Rule base {}, {facts}{}", base.words(), self.prices())
    }

    /// Returns which prices the estimates rest on, in a sentence; nothing where there are none.
    pub(crate) fn prices(&self) -> String {
        let book = self.price_book.as_ref().filter(|_| self.is_priced());
        let words = book.map(|book| {
            format!(" Costs are estimates by {}, prices reviewed on {}.", book.name, book.reviewed)
        });
        words.unwrap_or_default()
    }
}

/// A rule that fired: what it adds to each option, and why.
struct Reason<'r> {
    rule: &'r [Evidence],
    adds: Vec<i64>,
}

impl ToDocument for Report {
    fn document(&self, detail: Detail) -> Document {
        let decided = if self.recommendation.is_some() { 1 } else { -1 };
        let mut document = Document::titled(detail, tone(decided, &self.headline));
        document.say(&self.clarity);
        if self.verdict != VerdictWord::Unanswered {
            document.section("Score by dimension (points × weight)", self.scores());
            let ruled_out = self.ruled_out(&mut document);
            document.section("Ruled out", ruled_out);
            document.section("What would have to be given up", self.given_up());
            self.certainty(&mut document);
            self.reasons(&mut document);
            document.section("Where to start", self.stacks(detail));
            let precedents = self.precedents.iter().map(|it| it.item(&mut document));
            let precedents: Vec<Item> = precedents.collect();
            document.section("Teams like yours", precedents);
            let outdated = self.outdated_sources(&mut document);
            document.section("Where the source documents are out of date", outdated);
        }
        self.unanswered(&mut document);
        // In a terminal they stand on standard error as well.
        if detail.is_full() {
            document.section("Warnings", self.warnings.clone());
        }
        document.foot(self.basis());
        document
    }
}

impl Report {
    fn scores(&self) -> Table {
        let header = |option: &OptionReport| {
            tone(i64::from(self.recommendation.as_ref() == Some(&option.id)), &option.name)
        };
        let mut table = Table::new().texts([""]).numbers(self.options.iter().map(header));
        for (id, name) in &self.dimensions {
            let scores = self.options.iter().map(|it| it.dimensions.get(id).copied().unwrap_or(0));
            let scores: Vec<i64> = scores.collect();
            if scores.iter().any(|score| *score != 0) {
                let cells = scores.into_iter().map(|score| tone(score, number::signed(score)));
                table.row([Text::from(name)].into_iter().chain(cells));
            }
        }
        let row = |label: &str, cell: &dyn Fn(&OptionReport) -> String| {
            [label.to_owned()].into_iter().chain(self.options.iter().map(cell)).collect::<Vec<_>>()
        };
        table.sum(row("Score", &|option| number::signed(option.score)));
        table.row(row("Fit, 0 to 100", &|option| number::whole(option.fit)));
        table.row(row("Place", &|option| {
            option.rank.map_or_else(|| "ruled out".to_owned(), |rank| rank.to_string())
        }));
        if self.is_priced() {
            let mut cost = |label: &str, part: fn(&MonthlyCost) -> Money| {
                table.row(row(label, &|option| {
                    let cost = option.monthly_cost_usd.as_ref();
                    cost.map_or_else(|| "-".to_owned(), |cost| cost.currency.short(part(cost)))
                }));
            };
            cost("Monthly cost", |cost| cost.expected);
            cost("Monthly cost, low", |cost| cost.low);
            cost("Monthly cost, high", |cost| cost.high);
        }
        table
    }

    fn ruled_out(&self, document: &mut Document) -> Vec<Item> {
        let item = |exclusion: &Exclusion| {
            let cites = self.cite(document, &exclusion.cites);
            Item::with(
                text![strong(self.names(&exclusion.options)), ": ", &exclusion.because, cites],
                [
                    text![quiet("To remove this blocker: "), &exclusion.remedy],
                    reference(&exclusion.rule, exclusion.grade),
                ],
            )
        };
        self.exclusions.iter().map(item).collect()
    }

    fn given_up(&self) -> Vec<Item> {
        let item = |relaxation: &RelaxationReport| {
            let answers = relaxation.give_up.iter();
            let answers = answers.map(|it| ident(format!("{}: {}", it.field, plain(&it.answer))));
            let option = self.names(std::slice::from_ref(&relaxation.option));
            let remedies = relaxation.remedies.iter();
            Item::with(
                text![format!("For {option}: "), Text::join(answers, ", "), "."],
                remedies.map(|remedy| text![quiet("Or: "), remedy]),
            )
        };
        self.relaxations.iter().map(item).collect()
    }

    /// Says how far the verdict can be relied on, and what would change it.
    fn certainty(&self, document: &mut Document) {
        let heading = match self.recommendation {
            Some(_) => format!("Confidence: {}", self.confidence.name()),
            None => "What would decide it".to_owned(),
        };
        document.heading(2, heading);
        self.borne_out().into_iter().for_each(|words| document.say(words));
        self.weightings(document);
        self.turns(document);
        let count = |which: fn(&OpenQuestionReport) -> bool| {
            self.open_questions.iter().filter(|question| which(question)).count()
        };
        let exclude = match count(|it| it.can_change && it.can_exclude) {
            0 => String::new(),
            exclude => format!("; {exclude} of them could eliminate an option"),
        };
        let open = number::count(count(|it| it.can_change) as i64, "unanswered question");
        document.say(match self.certainty {
            Some(Certainty::Settled) => {
                "Settled: no remaining question can change this.".to_owned()
            }
            Some(certainty) => certainty.words().to_owned(),
            None => format!("Not settled: {open} could change this{exclude}."),
        });
        self.ask(document, "Ask next:");
    }

    /// Returns what came of published decisions with a lead like this, in sentences; nothing without
    /// a recommendation.
    pub(crate) fn borne_out(&self) -> Option<String> {
        let Band { agreed, of, .. } = self.band?;
        let percent = number::whole(100.0 * f64::from(agreed) / f64::from(of));
        let is_last = self.options.iter().filter(|option| option.rank.is_some()).count() == 1;
        let left_over = match self.recommended() {
            Some(option) if is_last && self.options.len() > 1 => {
                let fit = if option.fit < 50.0 { ", though little speaks for it" } else { "" };
                format!("It is left over, since the others are ruled out{fit}. ")
            }
            _ => String::new(),
        };
        Some(format!(
            "{left_over}In {agreed} of {of} published decisions with a lead like this, the team \
             chose the same ({percent} %)."
        ))
    }

    /// Says how often each option is first when priorities differ.
    fn weightings(&self, document: &mut Document) {
        let weightings = &self.weightings;
        let kept = match weightings.ranking.as_slice() {
            [] => String::new(),
            ranking => format!(" that put {} in this order", ranking.join(" before ")),
        };
        let drawn = if weightings.answers_drawn { ", with answers to what is open" } else { "" };
        document.say(format!(
            "How often each option wins if priorities are weighted differently ({} weightings \
             drawn{kept}{drawn}):",
            number::thousands(weightings.samples.into())
        ));
        document.push(Bars {
            of: "Option",
            share: "Wins",
            bars: self.options.iter().map(|it| (it.name.clone(), self.first(it))).collect(),
        });
        if !document.detail.is_full() {
            return;
        }
        let typical = self.options.iter().filter_map(|option| {
            let weights = weightings.central_weights.get(&option.id)?.as_ref()?;
            let percent = |(dimension, weight): &(String, f64)| {
                format!("{dimension} {} %", number::whole(weight * 100.0))
            };
            let weights: Vec<String> = weights.0.iter().map(percent).collect();
            Some(format!("{} wins typically with {}.", option.name, weights.join(", ")))
        });
        document.list(typical);
    }

    /// Says which changes of answers change the recommendation.
    fn turns(&self, document: &mut Document) {
        const SHOWN: usize = 4;
        document.say(match (self.flips.is_empty(), self.flip_pairs.is_empty()) {
            (true, true) => "No one or two changed answers would flip the result.",
            (true, false) => "No one changed answer would flip the result; these pairs would:",
            (false, _) if self.stays_on.is_some() && self.stays_on == self.recommendation => {
                "What would have to change for a move:"
            }
            (false, _) => "Would flip the result:",
        });
        let words: Vec<&Text> = match self.flips.as_slice() {
            [] => self.flip_pairs.iter().map(|pair| &pair.words).collect(),
            flips => flips.iter().map(|flip| &flip.words).collect(),
        };
        document.list(document.shortened(words, SHOWN, ", from larger changes"));
        if document.detail.is_full() && !self.flips.is_empty() && !self.unmoved_by.is_empty() {
            document.say(text!["Would not flip it: ", codes(&self.unmoved_by), "."]);
        }
    }

    /// Puts the questions that would tell most.
    fn ask(&self, document: &mut Document, intro: &str) {
        if !self.ask_next.is_empty() {
            document.say(intro);
            let questions = self.ask_next.iter();
            document.list(questions.map(AskNext::text));
        }
    }

    fn reasons(&self, document: &mut Document) {
        let reason = |rule| Reason {
            adds: self.options.iter().map(|option| contribution(rule, &option.id)).collect(),
            rule,
        };
        let mut reasons: Vec<Reason<'_>> = self.evidence_by_rule().map(reason).collect();
        let position =
            |winner: &OptionReport| self.options.iter().position(|it| it.id == winner.id);
        let Some(winner) = self.recommended().and_then(position) else {
            reasons
                .sort_by_key(|it| std::cmp::Reverse(it.adds.iter().map(|adds| adds.abs()).max()));
            let table = self.reason_table(&reasons, document);
            return document.section("The reasons", table);
        };
        // How far a rule puts the winner before (or behind) the others on average, times their
        // number.
        let others = self.options.len().max(2) as i64 - 1;
        let push = |reason: &Reason<'_>| {
            let own = reason.adds[winner];
            own * others - (reason.adds.iter().sum::<i64>() - own)
        };
        let name = &self.options[winner].name;
        let (mut speak_for, mut against): (Vec<_>, Vec<_>) =
            reasons.into_iter().partition(|reason| push(reason) >= 0);
        speak_for.sort_by_key(|reason| -push(reason));
        against.sort_by_key(push);
        let table = self.reason_table(&speak_for, document);
        document.section(format!("What speaks for {name}"), table);
        let table = self.reason_table(&against, document);
        document.section(format!("What speaks against {name}"), table);
    }

    fn reason_table(&self, reasons: &[Reason<'_>], document: &mut Document) -> Table {
        let names = self.options.iter().map(|option| &option.short);
        let mut table = Table::new().numbers(names).texts(["Because"]);
        for reason in reasons {
            let numbers = reason.adds.iter().map(|adds| vec![tone(*adds, number::signed(*adds))]);
            let because = self.voices(reason.rule, document);
            table.lines(numbers.chain([because]));
        }
        table
    }

    /// Returns the reasons of a rule, given what it says of each option: its own, and what packs
    /// have it say of options of theirs, with the names of these.
    fn voices(&self, rule: &[Evidence], document: &mut Document) -> Vec<Text> {
        let mut lines = Vec::new();
        for (index, voice) in rule.chunk_by(Evidence::is_with).enumerate() {
            let Some(first) = voice.first() else { continue };
            let options = voice.iter().filter_map(|it| self.find(&it.option));
            let whose = list(options.map(|option| &option.short));
            let whose = if index == 0 { String::new() } else { format!("{whose}: ") };
            lines.push(text![whose, &first.because, self.cite(document, &first.cites)]);
            if index == 0 {
                lines.push(reference(&first.rule, first.grade));
            }
        }
        lines
    }

    /// Returns which products to take; within the recommended option only, unless all is told.
    fn stacks(&self, detail: Detail) -> Vec<Item> {
        let shown = |products: &&ProductReport| {
            let recommended = self.recommendation.as_ref();
            let stays = self.stays_on.as_ref() == Some(&products.option);
            detail.is_full() || stays || recommended.is_none_or(|option| products.option == *option)
        };
        let item = |products: &ProductReport| {
            let start = products.start.as_ref()?;
            let add = products.companions.iter().map(|product| ("Add", product));
            let others = products.stand_ins.iter().map(|product| ("Alternative", product));
            let others = add.chain(others).map(|(intro, product)| {
                text![quiet(format!("{intro}: ")), &product.name, ". ", &product.because]
            });
            let intro = match self.recommended() {
                Some(option) if option.id == products.option => "Suggested stack".to_owned(),
                _ => format!("With {}", self.names(std::slice::from_ref(&products.option))),
            };
            let text = text![intro, ": ", strong(&start.name), ". ", &start.because];
            Some(Item::with(text, others))
        };
        self.products.iter().filter(shown).filter_map(item).collect()
    }

    fn outdated_sources(&self, document: &mut Document) -> Vec<Item> {
        let full = document.detail.is_full();
        let mut items: Vec<Item> = Vec::new();
        for claim in self.outdated.iter().filter(|claim| full || claim.is_dated()) {
            let facts = self.cite(document, &claim.facts);
            let about =
                full.then(|| text![" ", ident(&claim.claim), quiet(format!(", {}", claim.status))]);
            items.push(text![&claim.today, facts, about].into());
        }
        let left = self.outdated.len() - items.len();
        if left > 0 {
            let claims = if left == 1 { "claim holds" } else { "claims hold" };
            items.push(
                quiet(format!("{left} more {claims} only under conditions (-v names them)")).into(),
            );
        }
        items
    }

    fn unanswered(&self, document: &mut Document) {
        if self.open_questions.is_empty() {
            return;
        }
        document.heading(2, "Not answered");
        document.say(format!(
            "{} of {} questions unanswered (they don't affect the score).",
            self.open_questions.len(),
            self.questions
        ));
        let item = |intro: &str, which: fn(&OpenQuestionReport) -> bool| {
            let fields = self.open_questions.iter().filter(|question| which(question));
            let fields = codes(fields.map(|question| &question.field));
            (!fields.is_empty()).then(|| text![intro, ": ", fields, "."])
        };
        let items = [
            item("Could still rule an option out", |it| it.can_exclude),
            item("Could still change the recommendation", |it| it.can_change && !it.can_exclude),
            item("No longer relevant", |it| !it.can_change && !it.can_exclude),
        ];
        document.list(items.into_iter().flatten());
        if self.verdict == VerdictWord::Unanswered {
            self.ask(document, "Ask first:");
        }
    }
}

/// Returns what a rule adds to an option.
fn contribution(rule: &[Evidence], option: &str) -> i64 {
    rule.iter().find(|it| it.option == option).map_or(0, Evidence::contribution)
}

/// Returns the rule behind a sentence, and what it rests on.
fn reference(rule: &str, grade: Grade) -> Text {
    text![ident(rule), quiet(format!(", {grade}"))]
}
