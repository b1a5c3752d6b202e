//! Precedents: published decisions like a project, with what was chosen and why.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    ids::{AQuestion, AnOption},
    number,
};
use crate::{
    advice::Advice,
    corpus::Precedent,
    document::{Detail, Document, Item, Source, Text, ToDocument, quiet, strong, text},
    field::{FieldId, Value},
    rulebase::RuleBase,
};

/// The schema that it follows.
const SCHEMA: &str = "whereto/precedents/1";

/// So many are shown beside advice.
const BESIDE_ADVICE: usize = 3;

/// What is alike is told in so many answers.
const ALIKE: usize = 4;

/// The decisions like a project.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PrecedentsReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// The project's name, if it has one.
    pub project: Option<String>,
    /// The id of the one option that is recommended.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// How many questions the project answers.
    pub answered: usize,
    /// With how many decisions it was compared.
    pub decisions: usize,
    /// The nearest, the nearest first.
    pub precedents: Vec<PrecedentReport>,
}

/// A decision like a project.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PrecedentReport {
    /// The id of the decision, by which reports and other decisions name it.
    pub id: String,
    /// What it was about.
    pub title: String,
    /// The option that was chosen.
    #[schemars(with = "AnOption")]
    pub decision: String,
    /// The year in which it was published, where that is known.
    pub year: Option<i16>,
    /// What it ran on before, where it was moved.
    pub moved_from: Option<String>,
    /// What was special about the project.
    pub summary: String,
    /// Why that option was chosen.
    pub because: String,
    /// The title of the text that tells of it.
    pub source: Option<String>,
    /// The address of that text.
    pub url: Option<String>,
    /// How far it is from the project, from 0 to 1.
    pub distance: f64,
    /// The answers that are alike, those first that matter most.
    pub alike: Vec<AlikeReport>,
    /// The short name of the option that was chosen.
    #[serde(skip)]
    pub chosen: String,
}

/// An answer that a decision and a project have in common.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AlikeReport {
    /// The question.
    #[schemars(with = "AQuestion")]
    pub field: String,
    /// The decision's answer, as in a profile; of several choices those that both have.
    pub answer: String,
    /// Question and answer in words.
    #[serde(skip)]
    pub words: String,
}

/// Returns the decisions most like a project, at most so many.
pub fn report(advice: &Advice<'_>, most: usize) -> PrecedentsReport {
    let base = advice.base();
    let nearest = advice.precedents();
    let recommended = advice.assessment().verdict.recommendation();
    PrecedentsReport {
        schema: SCHEMA,
        project: advice.profile().project.clone(),
        recommendation: recommended.map(|option| base.option(option).id.clone()),
        answered: advice.profile().answered(),
        decisions: advice.corpus().decisions.len(),
        precedents: nearest.iter().take(most).map(|it| precedent(advice, it)).collect(),
    }
}

/// Returns the few that are shown beside advice: the nearest, and where all of them chose the same,
/// the nearest that chose otherwise. Whoever could choose what is ruled out here was not in the same
/// position.
pub(super) fn beside_advice(advice: &Advice<'_>) -> Vec<PrecedentReport> {
    let is_possible = |it: &Precedent<'_>| {
        let standing = advice.assessment().standing(it.decision.decision);
        standing.excluded_by.is_empty()
    };
    let mut all = advice.precedents();
    all.retain(is_possible);
    let (nearest, others) = all.split_at(all.len().min(BESIDE_ADVICE));
    let first = nearest.first().map(|it| it.decision.decision);
    let differs = |it: &&Precedent<'_>| Some(it.decision.decision) != first;
    let otherwise = others.iter().find(differs).filter(|_| !nearest.iter().any(|it| differs(&it)));
    nearest.iter().chain(otherwise).map(|it| precedent(advice, it)).collect()
}

fn precedent(advice: &Advice<'_>, precedent: &Precedent<'_>) -> PrecedentReport {
    let (base, decision) = (advice.base(), precedent.decision);
    let option = base.option(decision.decision);
    let alike = precedent.alike.iter().filter_map(|field| {
        let own = advice.profile().answers.get(*field)?;
        Some(alike(base, *field, own, decision.facts.get(*field)?))
    });
    PrecedentReport {
        id: decision.id.clone(),
        title: decision.title.clone(),
        decision: option.id.clone(),
        year: decision.year,
        moved_from: decision.moved_from.clone(),
        summary: decision.summary.clone(),
        because: decision.because.clone(),
        source: decision.source_title.clone(),
        url: decision.source_url.clone(),
        distance: precedent.distance,
        alike: alike.collect(),
        chosen: option.short.clone(),
    }
}

fn alike(base: &RuleBase, field: FieldId, own: Value, theirs: Value) -> AlikeReport {
    let both = match (own, theirs) {
        (Value::Several(own), Value::Several(theirs)) => Value::Several(own & theirs),
        _ => theirs,
    };
    let field = base.fields.get(field);
    // What is about the same is not to be taken for the same.
    let here = match own {
        Value::Several(_) => None,
        _ => (own != theirs).then(|| format!(", here {}", field.say(own))),
    };
    AlikeReport {
        field: field.id.clone(),
        answer: field.show(both),
        words: format!("{}: {}{}", field.name, field.say(both), here.unwrap_or_default()),
    }
}

impl PrecedentReport {
    /// Returns it as an item of a list, its source cited.
    pub(super) fn item(&self, document: &mut Document) -> Item {
        let year = self.year.map(|year| format!(" ({year})"));
        let cite = self.source.as_ref().or(self.url.as_ref()).map(|title| {
            let year = self.year.map(|year| format!(", {year}"));
            let origin = title.clone() + &year.unwrap_or_default();
            document.cite(Source::titled(origin, self.url.as_ref()))
        });
        let full = document.detail.is_full();
        let moved = self.moved_from.as_ref().filter(|_| full);
        let moved = moved.map(|from| text![quiet("Moved from: "), from]);
        let because = full.then(|| text![quiet("Why: "), &self.because]);
        let alike = self.alike.iter().take(ALIKE);
        let alike = Text::join(alike.map(|it| it.words.as_str()), " · ");
        let alike = (!alike.is_empty()).then(|| text![quiet("Alike: "), alike]);
        let head = text![strong(&self.chosen), ": ", &self.title, year, ": ", &self.summary, cite];
        Item::with(head, [moved, because, alike].into_iter().flatten())
    }
}

impl ToDocument for PrecedentsReport {
    fn document(&self, detail: Detail) -> Document {
        let project = self.project.as_ref().map(|project| format!(" like {project}"));
        let title = format!("Published decisions{}", project.unwrap_or_default());
        let mut document = Document::titled(detail, title);
        document.say(format!(
            "The nearest of {}, by {} and what each of them tells.",
            number::count(self.decisions as i64, "decision"),
            number::count(self.answered as i64, "answer")
        ));
        if self.precedents.is_empty() {
            document.say("None of them has enough answers in common with this profile.");
        }
        let items: Vec<Item> = self.precedents.iter().map(|it| it.item(&mut document)).collect();
        document.list(items);
        document
    }
}
