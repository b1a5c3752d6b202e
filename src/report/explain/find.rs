//! From an id to the things that have it.

use super::{
    Id, Kind,
    prices::{is_assumption, own_name},
};
use crate::{
    problem::{Code, Problem, shorten},
    rulebase::{
        ClaimId, DimensionId, FactId, PackId, RuleBase, RuleId,
        prices::{CatalogId, ItemId, StackId},
    },
    suggest,
};

/// Everything that has an id.
///
/// # Errors
/// When there is nothing, with the nearest ids of every kind.
pub(super) fn find(base: &RuleBase, id: &str, kind: Option<Kind>) -> Result<Vec<Id>, Problem> {
    let wanted = |it: Kind| kind.is_none_or(|kind| kind == it);
    let all = all(base);
    let id = id.strip_prefix("assumptions.").unwrap_or(id);
    let mut found: Vec<(Kind, Id)> = all
        .iter()
        .filter(|(it, name, _)| wanted(*it) && *name == id)
        .map(|(kind, _, found)| (*kind, *found))
        .collect();
    // What an option is made of often has the option's name, and is shown with it.
    if kind.is_none() && found.iter().any(|(kind, _)| *kind == Kind::Option) {
        found.retain(|(kind, _)| *kind != Kind::Stack);
    }
    if !found.is_empty() {
        return Ok(found.into_iter().map(|(_, id)| id).collect());
    }
    let message = match kind {
        Some(kind) => format!("there is no {} `{}`", kind.name(), shorten(id)),
        None => format!("nothing has the id `{}`", shorten(id)),
    };
    let mut problem = Problem::error(Code::UNKNOWN_ID, message);
    if kind.is_some() {
        for (other, ..) in all.iter().filter(|(_, name, _)| *name == id) {
            let a = if other.name().starts_with(['a', 'e', 'o']) { "an" } else { "a" };
            problem = problem.help(format!("there is {a} {} of that id", other.name()));
        }
    }
    for (word, it) in Kind::WORDS.into_iter().filter(|(_, it)| wanted(*it)) {
        let names = || all.iter().filter(|(kind, ..)| *kind == it).map(|(_, name, _)| *name);
        if let Some(near) = suggest::nearest(id, names()) {
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
        let alike: Vec<&str> = all
            .iter()
            .filter(|(kind, name, _)| wanted(*kind) && alike(name))
            .map(|it| it.1)
            .collect();
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

/// Every thing with its kind and id.
fn all(base: &RuleBase) -> Vec<(Kind, &str, Id)> {
    let mut all: Vec<(Kind, &str, Id)> = Vec::new();
    all.extend(
        base.dimensions
            .iter()
            .zip(0..)
            .map(|(it, at)| (Kind::Dimension, it.id.as_str(), Id::Dimension(DimensionId(at)))),
    );
    all.extend(base.fields.iter().map(|(field, it)| match it.derived {
        true => (Kind::Estimate, it.id.as_str(), Id::Estimate(field)),
        false => (Kind::Question, it.id.as_str(), Id::Question(field)),
    }));
    for option in base.option_ids() {
        let it = base.option(option);
        all.push((Kind::Option, &it.id, Id::Option(option)));
        let products = it.products.iter().enumerate();
        all.extend(
            products
                .map(|(at, product)| (Kind::Product, product.id.as_str(), Id::Product(option, at))),
        );
    }
    all.extend(
        base.rules
            .iter()
            .zip(0..)
            .map(|(it, at)| (Kind::Rule, it.id.as_str(), Id::Rule(RuleId(at)))),
    );
    let contradictions = base.contradictions.iter().enumerate();
    all.extend(
        contradictions.map(|(at, it)| (Kind::Contradiction, it.id.as_str(), Id::Contradiction(at))),
    );
    all.extend(
        base.claims
            .iter()
            .zip(0..)
            .map(|(it, at)| (Kind::Claim, it.id.as_str(), Id::Claim(ClaimId(at)))),
    );
    all.extend(
        base.facts
            .iter()
            .zip(0..)
            .map(|(it, at)| (Kind::Fact, it.id.as_str(), Id::Fact(FactId(at)))),
    );
    all.extend(
        base.documents
            .iter()
            .enumerate()
            .map(|(at, it)| (Kind::Document, it.id.as_str(), Id::Document(at))),
    );
    let book = &base.prices;
    all.extend(
        book.items
            .iter()
            .zip(0..)
            .map(|(it, at)| (Kind::Price, it.id.as_str(), Id::Price(ItemId(at)))),
    );
    all.extend(
        book.stacks
            .iter()
            .zip(0..)
            .map(|(it, at)| (Kind::Stack, it.id.as_str(), Id::Stack(StackId(at)))),
    );
    for (catalog, at) in book.catalogs.iter().zip(0..) {
        let id = Id::Catalog(CatalogId(at));
        all.push((Kind::Catalog, &catalog.id, id));
        all.extend(catalog.machines.iter().map(|machine| (Kind::Machine, machine.id.as_str(), id)));
    }
    let assumptions = book.fields.iter().filter(|(_, field)| is_assumption(field));
    all.extend(
        assumptions.map(|(id, field)| (Kind::Assumption, own_name(field), Id::Assumption(id))),
    );
    all.extend(
        base.packs
            .iter()
            .zip(0..)
            .map(|(it, at)| (Kind::Pack, it.name.as_str(), Id::Pack(PackId(at)))),
    );
    all
}
