//! From an id to the things that have it.

use crate::{
    field::Field,
    problem::{Code, Problem, shorten},
    rulebase::{RuleBase, ThingKind as Kind},
    suggest,
    words::Worded,
};

/// What the ids of assumptions start with where conditions speak of them.
const ASSUMPTIONS: &str = "assumptions.";

/// A thing of the rule base: its kind, and its place among those of its kind; of a machine that of
/// its catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) at: usize,
    /// The place among the products of the option that is meant.
    pub(super) product: usize,
}

/// Returns everything that has an id.
///
/// # Errors
/// When there is nothing, with the nearest ids of every kind.
pub(super) fn find(base: &RuleBase, id: &str, kind: Option<Kind>) -> Result<Vec<Found>, Problem> {
    let wanted = |it: Kind| kind.is_none_or(|kind| kind == it);
    let all = all(base);
    let id = id.strip_prefix("assumptions.").unwrap_or(id);
    let named = all.iter().filter(|(name, found)| wanted(found.kind) && *name == id);
    let mut found: Vec<Found> = named.map(|(_, found)| *found).collect();
    // What an option is made of often has the option's name, and is shown with it.
    if kind.is_none() && found.iter().any(|found| found.kind == Kind::Option) {
        found.retain(|found| found.kind != Kind::Stack);
    }
    if !found.is_empty() {
        return Ok(found);
    }
    let message = match kind {
        Some(kind) => format!("there is no {} `{}`", kind.name(), shorten(id)),
        None => format!("nothing has the id `{}`", shorten(id)),
    };
    let mut problem = Problem::error(Code::UNKNOWN_ID, message);
    if kind.is_some() {
        for (_, other) in all.iter().filter(|(name, _)| *name == id) {
            let other = other.kind.name();
            let a = if other.starts_with(['a', 'e', 'o']) { "an" } else { "a" };
            problem = problem.help(format!("there is {a} {other} of that id"));
        }
    }
    for (it, word, _) in Kind::TABLE.iter().filter(|(it, ..)| wanted(*it)) {
        let names = all.iter().filter(|(_, found)| found.kind == *it).map(|(name, _)| *name);
        if let Some(near) = suggest::nearest(id, names) {
            problem = problem.help(format!("did you mean the {word} `{near}`?"));
        }
    }
    for question in base.questions.iter().map(|question| base.fields.get(question.field)) {
        if kind.is_none() && question.choice(id).is_some() {
            problem = problem.help(format!("it is an answer to the question `{}`", question.id));
        }
    }
    if problem.advice.is_empty() {
        let start = id.split(['.', '/', '-', '_']).next().unwrap_or(id);
        let alike = |name: &str| !start.is_empty() && name.split(['.', '/']).next() == Some(start);
        let alike = all.iter().filter(|(name, found)| wanted(found.kind) && alike(name));
        let alike: Vec<&str> = alike.map(|(name, _)| *name).collect();
        problem = match alike.as_slice() {
            [] => problem.help(
                "`whereto rules list` lists all rules, `whereto init` all questions, `whereto \
                 rules docs` everything",
            ),
            _ => problem.help(format!(
                "there are {}",
                alike.into_iter().take(12).collect::<Vec<_>>().join(", ")
            )),
        };
    }
    Err(problem)
}

/// Returns every thing with its id.
fn all(base: &RuleBase) -> Vec<(&str, Found)> {
    let mut all: Vec<(&str, Found)> = Vec::new();
    fn of<'b>(
        kind: Kind,
        ids: impl Iterator<Item = &'b String>,
    ) -> impl Iterator<Item = (&'b str, Found)> {
        ids.enumerate().map(move |(at, id)| (id.as_str(), Found { kind, at, product: 0 }))
    }
    let book = &base.prices;
    all.extend(of(Kind::Dimension, base.dimensions.iter().map(|it| &it.id)));
    let fields = base.fields.iter().map(|(_, field)| field);
    all.extend(of(Kind::Question, fields.clone().map(|field| &field.id)).zip(fields).map(
        |((id, found), field)| {
            let kind = if field.derived { Kind::Estimate } else { Kind::Question };
            (id, Found { kind, ..found })
        },
    ));
    for (id, found) in of(Kind::Option, base.options.iter().map(|it| &it.id)) {
        all.push((id, found));
        let products = base.options[found.at].products.iter().enumerate();
        all.extend(products.map(|(product, it)| {
            (it.id.as_str(), Found { kind: Kind::Product, product, ..found })
        }));
    }
    all.extend(of(Kind::Rule, base.rules.iter().map(|it| &it.id)));
    all.extend(of(Kind::Contradiction, base.contradictions.iter().map(|it| &it.id)));
    all.extend(of(Kind::Claim, base.claims.iter().map(|it| &it.id)));
    all.extend(of(Kind::Fact, base.facts.iter().map(|it| &it.id)));
    all.extend(of(Kind::Document, base.documents.iter().map(|it| &it.id)));
    all.extend(of(Kind::Price, book.items.iter().map(|it| &it.id)));
    all.extend(of(Kind::Amount, book.amounts.iter().map(|it| &it.id)));
    all.extend(of(Kind::Factor, book.factors.iter().map(|it| &it.id)));
    all.extend(of(Kind::Stack, book.stacks.iter().map(|it| &it.id)));
    for (id, found) in of(Kind::Catalog, book.catalogs.iter().map(|it| &it.id)) {
        all.push((id, found));
        let machines = book.catalogs[found.at].machines.iter();
        all.extend(machines.map(|it| (it.id.as_str(), Found { kind: Kind::Machine, ..found })));
    }
    let assumptions = of(Kind::Assumption, book.fields.iter().map(|(_, field)| &field.id));
    let assumptions = assumptions.zip(book.fields.iter().map(|(_, field)| field));
    let assumptions = assumptions.filter(|(_, field)| is_assumption(field));
    all.extend(assumptions.map(|((_, found), field)| (own_name(field), found)));
    all.extend(of(Kind::Pack, base.packs.iter().map(|it| &it.name)));
    all
}

/// Returns the id that people write: that of an assumption without what conditions put before it.
pub(super) fn own_name(field: &Field) -> &str {
    field.id.strip_prefix(ASSUMPTIONS).unwrap_or(&field.id)
}

/// Returns whether a field of the book is an assumption of its own, and no question.
pub(super) fn is_assumption(field: &Field) -> bool {
    field.id.starts_with(ASSUMPTIONS)
}
