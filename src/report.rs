//! Reports: the data that scripts read, and, made from it, the document that people read.
//!
//! The serialised form of each report is its JSON and YAML output, whose keys are a contract: keys
//! may be added, and none changes its meaning. What people read is built once, by the report's
//! [`ToDocument`](crate::document::ToDocument).

mod advice;
pub mod advised;
pub mod brief;
pub mod calibration;
pub mod compare;
pub mod cost;
pub mod coverage;
pub mod csv;
pub mod explain;
pub(crate) mod ids;
pub mod lint;
pub mod made;
pub mod measured;
mod monthly_cost;
pub mod number;
pub mod portfolio;
pub mod portfolio_page;
pub mod precedents;
pub mod reference;
pub mod rules;
pub mod scan;
pub mod scenarios;
pub mod settings;
pub mod system;
pub mod track_record;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

pub use self::{
    advice::{AskNext, Evidence, Exclusion, OptionReport, Report, SCHEMA},
    monthly_cost::{AccountCost, MonthlyCost},
};
use crate::{
    assessment::{Verdict, axis::Edge},
    document::{Source, Text, ident},
    field::{Field, Value, chosen},
    rulebase::{Citation, Effect, FactId, OptionId, Pack, PackId, Rule, RuleBase, RuleId},
    words::worded,
};

worded! {
    /// What came of a profile, as a word.
    pub enum VerdictWord {
        /// One option is recommended.
        Recommended = "recommended",
        /// Several options are level.
        Tie = "tie",
        /// Every option is ruled out.
        NoneFits = "none-fits",
        /// Nothing is answered.
        Unanswered = "unanswered",
    }
}

impl From<&Verdict> for VerdictWord {
    fn from(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Recommended(_) => Self::Recommended,
            Verdict::Tie(_) => Self::Tie,
            Verdict::NoneFits => Self::NoneFits,
            Verdict::Unanswered => Self::Unanswered,
        }
    }
}

/// A mapping that keeps its order.
#[derive(Clone, Debug)]
pub struct Keyed<T>(pub Vec<(String, T)>);

impl<T> FromIterator<(String, T)> for Keyed<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<T> Keyed<T> {
    /// Gives each option its value, in the order of the rule base.
    fn by_option(base: &RuleBase, values: impl IntoIterator<Item = T>) -> Self {
        base.options.iter().map(|option| option.id.clone()).zip(values).collect()
    }

    /// Gives each dimension its value, in the order of the rule base.
    fn by_dimension(base: &RuleBase, values: impl IntoIterator<Item = T>) -> Self {
        base.dimensions.iter().map(|dimension| dimension.id.clone()).zip(values).collect()
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }
}

impl<T: Serialize> Serialize for Keyed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// Which rule base was applied.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleBaseReport {
    /// The name of the rule base, such as `whereto`.
    pub name: String,
    /// Tells its state from others of the same name.
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
    /// The name of the pack, such as `company-policy`.
    pub name: String,
    /// Tells its state from others of the same name.
    pub version: String,
    /// A digest over its files.
    pub digest: String,
    /// When its facts were last reviewed.
    pub reviewed: String,
}

impl RuleBaseReport {
    /// Says which rule base it is.
    pub fn new(base: &RuleBase) -> Self {
        Self {
            name: base.name.clone(),
            version: base.version.clone(),
            digest: base.digest.clone(),
            reviewed: base.reviewed.to_string(),
            packs: base.packs.iter().map(PackReport::new).collect(),
        }
    }

    /// Returns "rules whereto 1.0.0 + house-rules 2.0.0".
    fn in_short(&self) -> String {
        let packs: String =
            self.packs.iter().map(|it| format!(" + {} {}", it.name, it.version)).collect();
        format!("rules {} {}{packs}", self.name, self.version)
    }

    /// Returns "whereto 1.0.0 (0123456789ab) with the pack house-rules 2.0.0 (456789abcdef)".
    pub(crate) fn words(&self) -> String {
        let named = |name: &str, version: &str, digest: &str| {
            format!("{name} {version} ({})", digest.get(..12).unwrap_or(digest))
        };
        let base = named(&self.name, &self.version, &self.digest);
        let packs = self.packs.iter().map(|pack| named(&pack.name, &pack.version, &pack.digest));
        match self.packs.len() {
            0 => base,
            1 => format!("{base} with the pack {}", list(packs)),
            _ => format!("{base} with the packs {}", list(packs)),
        }
    }
}

impl PackReport {
    fn new(pack: &Pack) -> Self {
        Self {
            name: pack.name.clone(),
            version: pack.version.clone(),
            digest: pack.digest.clone(),
            reviewed: pack.reviewed.to_string(),
        }
    }
}

/// Returns a name as it stands within a sentence: abbreviations stay as they are.
pub(crate) fn within_a_sentence(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain([second]).chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// Returns "a", "a and b", "a, b and c".
pub fn list(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let names: Vec<_> = names.into_iter().collect();
    let mut text = String::new();
    for (index, name) in names.iter().enumerate() {
        match names.len() - index {
            _ if index == 0 => {}
            1 => text.push_str(" and "),
            _ => text.push_str(", "),
        }
        text.push_str(name.as_ref());
    }
    text
}

/// Returns ids, one after the other.
fn codes(ids: impl IntoIterator<Item = impl Into<String>>) -> Text {
    Text::join(ids.into_iter().map(ident), ", ")
}

/// Returns what a question is called; what has no other name is called by its id.
fn label(name: &str, id: &str) -> Text {
    if name == id { ident(id) } else { Text::from(name) }
}

/// Returns the id of the option that is recommended.
pub(crate) fn recommended(base: &RuleBase, verdict: &Verdict) -> Option<String> {
    verdict.recommendation().map(|option| base.option(option).id.clone())
}

/// Returns the ids of options.
fn option_ids(base: &RuleBase, options: &[OptionId]) -> Vec<String> {
    options.iter().map(|option| base.option(*option).id.clone()).collect()
}

/// Returns the ids of rules.
fn rule_ids(base: &RuleBase, rules: &[RuleId]) -> Vec<String> {
    rules.iter().map(|rule| base.rule(*rule).id.clone()).collect()
}

/// Returns the ids of what is cited.
fn cited(base: &RuleBase, cites: &[Citation]) -> Vec<String> {
    cites.iter().map(|citation| base.citation_id(*citation).to_owned()).collect()
}

/// Returns the ids of facts.
fn fact_ids(base: &RuleBase, facts: &[FactId]) -> Vec<String> {
    facts.iter().map(|fact| base.fact(*fact).id.clone()).collect()
}

/// Returns the name of a pack.
fn pack_name(base: &RuleBase, pack: PackId) -> String {
    base.packs.get(pack.index()).map(|pack| pack.name.clone()).unwrap_or_default()
}

/// Returns the points that a rule gives, and the options that it rules out.
pub(crate) fn effect(base: &RuleBase, rule: &Rule) -> (Keyed<i8>, Vec<String>) {
    match &rule.effect {
        Effect::Points(points) => {
            let points = points.iter();
            let points = points.map(|(option, points)| (base.option(*option).id.clone(), *points));
            (points.collect(), Vec::new())
        }
        Effect::Excludes { options, .. } => (Keyed(Vec::new()), option_ids(base, options)),
    }
}

/// Returns what would lift that a rule rules options out.
fn remedy(rule: &Rule) -> Option<String> {
    match &rule.effect {
        Effect::Excludes { remedy, .. } => Some(remedy.clone()),
        Effect::Points(_) => None,
    }
}

/// Returns a claim or a fact with where it stands.
pub(crate) fn source(base: &RuleBase, citation: Citation) -> Source {
    let id = base.citation_id(citation).to_owned();
    match citation {
        Citation::Claim(claim) => {
            let document = id.split('/').next().unwrap_or_default();
            let title = base.documents.iter().find(|known| known.id == document);
            let origin = title.map_or_else(|| document.to_owned(), |it| it.title.clone());
            Source { says: base.claim(claim).says.clone(), origin, url: None, id }
        }
        Citation::Fact(fact) => {
            let fact = base.fact(fact);
            let origin = format!("{}, {}", fact.source, fact.as_of);
            Source { says: fact.says.clone(), origin, url: fact.url.clone(), id }
        }
    }
}

/// So many options that are level are named, and more only counted.
const MOST_NAMES: usize = 3;

/// Returns what comes out, in words that end a line such as "team.size: 20 people or more".
pub(crate) fn outcome(base: &RuleBase, verdict: &Verdict) -> String {
    match verdict {
        Verdict::Recommended(option) => base.option(*option).name.clone(),
        Verdict::Tie(options) if options.len() > MOST_NAMES => {
            format!("a tie of {} options", options.len())
        }
        Verdict::Tie(options) => {
            let names = options.iter().map(|option| &base.option(*option).name);
            format!("a tie of {}", list(names))
        }
        Verdict::NoneFits => "every option is ruled out".to_owned(),
        Verdict::Unanswered => "nothing is answered".to_owned(),
    }
}

/// Returns the numbers between two of which rules distinguish: "over 300 and at most 900 s".
fn stretch(edges: &[Edge], cell: usize, field: &Field) -> String {
    let bound = |edge: &Edge, (below, above): (&str, &str)| {
        format!("{} {}", if edge.below { below } else { above }, number::people(edge.at))
    };
    let lower = cell.checked_sub(1).and_then(|edge| edges.get(edge));
    let lower = lower.map(|edge| bound(edge, ("over", "at least")));
    let upper = edges.get(cell).map(|edge| bound(edge, ("at most", "under")));
    let bounds: Vec<String> = lower.into_iter().chain(upper).collect();
    if bounds.is_empty() { "any number".to_owned() } else { field.with_unit(&bounds.join(" and ")) }
}

/// Returns a value as JSON: what `--set` takes too.
pub(crate) fn json(field: &Field, value: Value) -> Json {
    match value {
        Value::Number(number) => number::json(number),
        Value::Between(low, high) => Json::Array(vec![number::json(low), number::json(high)]),
        Value::Choice(_) => Json::String(field.show(value)),
        Value::YesNo(value) => Json::Bool(value),
        Value::Several(bits) => {
            chosen(field.choices(), bits).map(|choice| Json::String(choice.id.clone())).collect()
        }
    }
}

/// Returns a JSON value as people write it in a profile.
pub(crate) fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(values) => {
            format!("[{}]", values.iter().map(plain).collect::<Vec<_>>().join(", "))
        }
        value => value.to_string(),
    }
}
