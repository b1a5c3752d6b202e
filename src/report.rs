//! The report: everything that any output shows, worded and rounded once.
//!
//! Its serialised form is the JSON and YAML output, whose keys are a contract: keys may be added,
//! and none changes its meaning. The renderers ([`table`], [`markdown`], [`html`]) take a report
//! and return text; they know no terminal.

pub mod brief;
mod build;
pub mod compare;
pub mod cost;
pub mod coverage;
pub(crate) mod described;
pub mod explain;
pub mod html;
pub mod lint;
pub mod markdown;
pub mod number;
pub mod portfolio;
pub mod reference;
pub mod rules;
pub mod scenarios;
pub mod system;
pub mod table;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use crate::{
    assessment::Verdict,
    cost::money::Money,
    rulebase::{Pack, RuleBase},
};

pub use self::build::{Input, report};
use self::described::{ADimension, AQuestion, ARule, ASource, AnOption, by};

/// The schema that reports follow.
pub const SCHEMA: &str = "whereto/report/1";

/// One assessment, ready to be shown.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Report {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// `recommended`, `tie`, `none-fits` or `unanswered`.
    #[schemars(extend("enum" = ["recommended", "tie", "none-fits", "unanswered"]))]
    pub verdict: &'static str,
    /// The id of the one option that is recommended.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// The verdict in a sentence.
    pub headline: String,
    /// How clear it is, in a sentence.
    pub clarity: String,
    /// Whether nothing that is open can change the recommendation.
    pub settled: bool,
    /// `firm`, `clear`, `fair` or `slight`; `none` without a recommendation.
    #[schemars(extend("enum" = ["firm", "clear", "fair", "slight", "none"]))]
    pub confidence: &'static str,
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
    /// What is cited, with its address; for renderers that show sources.
    #[serde(skip)]
    pub sources: Vec<SourceReport>,
    /// The names of the dimensions, in order.
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
    pub words: String,
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
    pub words: String,
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
pub struct OptionReport {
    /// Its id.
    pub id: String,
    /// Its name.
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
}

/// The price book behind estimates.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PriceBookReport {
    /// Its name.
    pub name: String,
    /// The currency.
    pub currency: String,
    /// When its prices were last reviewed.
    pub reviewed: String,
}

/// A mapping that keeps its order.
#[derive(Clone, Debug)]
pub struct Keyed<T>(pub Vec<(String, T)>);

impl<T> Keyed<T> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }
}

impl<T: Serialize> Serialize for Keyed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// What one rule says of one option.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Evidence {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// Its dimension.
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
    #[schemars(extend("enum" = ["limit", "guidance", "measured", "judgement", "policy"]))]
    pub grade: &'static str,
    /// What is cited.
    #[schemars(with = "Vec<ASource>")]
    pub cites: Vec<String>,
}

impl Evidence {
    /// Whether one sentence holds both: a rule speaks of several options for one reason, but what a
    /// pack has it say of an option of its own may have another.
    fn is_with(&self, other: &Self) -> bool {
        self.because == other.because && self.cites == other.cites
    }

    /// What it adds to the option's score.
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
    pub grade: &'static str,
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
    /// The same kind of thing from other vendors.
    pub stand_ins: Vec<Product>,
}

/// A concrete product.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Product {
    /// Its id.
    pub id: String,
    /// Its name.
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
    /// `dated` or `disputed`.
    #[schemars(extend("enum" = ["dated", "disputed"]))]
    pub status: &'static str,
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

/// Which rule base was applied.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleBaseReport {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// A digest over its files.
    pub digest: String,
    /// When its facts were last reviewed.
    pub reviewed: String,
    /// The packs that it was extended with, in the order in which they apply.
    pub packs: Vec<PackReport>,
}

/// A pack that a rule base was extended with.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PackReport {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// A digest over its files.
    pub digest: String,
    /// When its facts were last reviewed.
    pub reviewed: String,
}

impl RuleBaseReport {
    /// What to say of a rule base.
    pub fn of(base: &RuleBase) -> Self {
        Self {
            name: base.name.clone(),
            version: base.version.clone(),
            digest: base.digest.clone(),
            reviewed: base.reviewed.to_string(),
            packs: base.packs.iter().map(PackReport::of).collect(),
        }
    }

    /// " with the pack house-rules 2.0.0 (0123456789ab)"; nothing where there are none.
    fn with_packs(&self) -> String {
        let packs: Vec<String> = self
            .packs
            .iter()
            .map(|pack| {
                format!(
                    "{} {} ({})",
                    pack.name,
                    pack.version,
                    pack.digest.get(..12).unwrap_or_default()
                )
            })
            .collect();
        match packs.as_slice() {
            [] => String::new(),
            [only] => format!(" with the pack {only}"),
            packs => format!(
                " with the packs {}",
                list(&packs.iter().map(String::as_str).collect::<Vec<_>>())
            ),
        }
    }
}

impl PackReport {
    fn of(pack: &Pack) -> Self {
        Self {
            name: pack.name.clone(),
            version: pack.version.clone(),
            digest: pack.digest.clone(),
            reviewed: pack.reviewed.to_string(),
        }
    }
}

/// Something that is cited.
#[derive(Clone, Debug)]
pub struct SourceReport {
    /// Its id.
    pub id: String,
    /// What it says.
    pub says: String,
    /// Where it stands: a document's title, or a source's title and date.
    pub origin: String,
    /// Its address.
    pub url: Option<String>,
}

/// Which prices the estimates rest on; nothing where nothing is estimated.
pub(crate) fn prices(report: &Report) -> String {
    match &report.price_book {
        Some(book) if report.is_priced() => {
            format!(" Costs are estimates by {}, prices reviewed on {}.", book.name, book.reviewed)
        }
        _ => String::new(),
    }
}

/// "a", "a and b", "a, b and c".
pub fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What comes out, in words that end a line such as "team.size: from 20 people on".
pub(crate) fn outcome(base: &RuleBase, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Recommended(option) => base.option(*option).name.clone(),
        Verdict::Tie(options) => {
            let names: Vec<&str> =
                options.iter().map(|option| base.option(*option).name.as_str()).collect();
            format!("a tie of {}", list(&names))
        }
        Verdict::NoneFits => "every option is ruled out".to_owned(),
        Verdict::Unanswered => "nothing is answered".to_owned(),
    }
}

impl Report {
    /// The evidence, rule by rule.
    pub fn evidence_by_rule(&self) -> impl Iterator<Item = &[Evidence]> {
        self.evidence.chunk_by(|one, next| one.rule == next.rule)
    }

    /// The reasons of a rule, given what it says of each option: its own, and what packs have it
    /// say of options of theirs, with the names of these.
    pub fn voices<'r>(&self, rule: &'r [Evidence]) -> Vec<(String, &'r Evidence)> {
        let voices = rule.chunk_by(Evidence::is_with).enumerate();
        voices
            .filter_map(|(index, voice)| {
                let short = |id: &str| {
                    self.options.iter().find(|option| option.id == id).map(|it| it.short.as_str())
                };
                let names: Vec<&str> =
                    voice.iter().filter_map(|evidence| short(&evidence.option)).collect();
                let whose = if index == 0 { String::new() } else { format!("{}: ", list(&names)) };
                Some((whose, voice.first()?))
            })
            .collect()
    }

    /// The dimensions in which an option scored: name and score of each option.
    pub fn scored_dimensions(&self) -> impl Iterator<Item = (&str, Vec<i64>)> {
        let scores = |id: &str| {
            self.options.iter().map(|it| it.dimensions.get(id).copied().unwrap_or(0)).collect()
        };
        let all = self.dimensions.iter().map(move |(id, name)| (name.as_str(), scores(id)));
        all.filter(|(_, scores): &(&str, Vec<i64>)| scores.iter().any(|score| *score != 0))
    }

    /// The share of all weightings under which an option comes first.
    pub fn first(&self, option: &OptionReport) -> f64 {
        self.acceptability.get(&option.id).and_then(|ranks| ranks.first()).copied().unwrap_or(0.0)
    }

    /// Whether this is the option that is recommended.
    pub fn is_recommended(&self, option: &OptionReport) -> bool {
        self.recommendation.as_deref() == Some(option.id.as_str())
    }

    /// Whether any option has an estimate.
    pub fn is_priced(&self) -> bool {
        self.options.iter().any(|option| option.monthly_cost_usd.is_some())
    }

    /// How many open questions can still change the recommendation, in words.
    pub fn still_open(&self) -> String {
        number::count(
            self.open_questions.iter().filter(|question| question.can_change).count() as i64,
            "open question",
        )
    }

    /// The unanswered questions by what they can still do, where there are any.
    pub fn open_by_effect(&self) -> Vec<(&'static str, Vec<String>)> {
        let fields = |which: fn(&OpenQuestionReport) -> bool| {
            let open = self.open_questions.iter().filter(|question| which(question));
            open.map(|question| question.field.clone()).collect()
        };
        let groups: [(&str, Vec<String>); 3] = [
            ("Could still rule an option out", fields(|it| it.can_exclude)),
            (
                "Could still change the recommendation",
                fields(|it| it.can_change && !it.can_exclude),
            ),
            ("Cannot change it any more", fields(|it| !it.can_change && !it.can_exclude)),
        ];
        groups.into_iter().filter(|(_, fields)| !fields.is_empty()).collect()
    }

    /// The name of an option.
    pub fn option_name<'r>(&'r self, id: &'r str) -> &'r str {
        self.options.iter().find(|option| option.id == id).map_or(id, |option| option.name.as_str())
    }
}
