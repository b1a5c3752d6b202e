//! The resources: the rule base, dimension by dimension, and the decisions that projects are compared
//! with.

use rmcp::model::Resource;
use whereto::{
    corpus::Decision,
    document::{Detail, ToDocument, markdown},
    problem::Problems,
    profile::{Profile, text},
    report::rules,
    rulebase::RuleBase,
};

use super::answering::Answering;
use crate::cli::skill;

const SKILL: &str = "whereto://skill";
const QUESTIONS: &str = "whereto://questions";
const PRECEDENTS: &str = "whereto://precedents";
const RULES: &str = "whereto://rules/";

/// Returns everything that can be read.
pub(super) fn all(base: &RuleBase) -> Vec<Resource> {
    let plain = [
        (SKILL, "skill", "How to find out where a backend should run, step by step"),
        (QUESTIONS, "questions", "Every question, as a blank profile with comments"),
        (PRECEDENTS, "precedents", "Published decisions, with what was chosen and why"),
    ];
    let plain = plain.map(|(uri, name, about)| Resource::new(uri, name).with_description(about));
    let rules = base.dimensions.iter().map(|dimension| {
        let about = format!("The rules about {}: {}", dimension.name, dimension.about);
        let name = format!("rules/{}", dimension.id);
        Resource::new(format!("{RULES}{}", dimension.id), name).with_description(about)
    });
    plain.into_iter().chain(rules).map(|it| it.with_mime_type("text/markdown")).collect()
}

/// Writes a decision in a line.
fn precedent(base: &RuleBase, decision: &Decision) -> String {
    let Decision { id, title, because, .. } = decision;
    let year = decision.year.map(|year| format!(", {year}")).unwrap_or_default();
    let from = decision.moved_from.as_ref().map(|from| format!(" (from {from})"));
    let source = decision.source_url.as_ref().map(|url| format!(" <{url}>")).unwrap_or_default();
    let chosen = &base.option(decision.decision).name;
    let from = from.unwrap_or_default();
    format!("- `{id}`: {title}{year}: **{chosen}**{from}. {because}{source}\n")
}

/// Reads a resource; returns nothing where there is none of that address.
pub(super) fn read(of: &Answering, uri: &str) -> Option<Result<String, Problems>> {
    let base = &of.base;
    let page = |report: &dyn ToDocument| markdown::render(&report.document(Detail::Brief), 1);
    match uri {
        SKILL => Some(Ok(skill::text(base))),
        QUESTIONS => Some(Ok(format!("```yaml\n{}```\n", text(base, &Profile::blank(base))))),
        PRECEDENTS => Some(of.engine().map(|engine| {
            let decisions = engine.corpus().decisions.iter();
            let lines = decisions.map(|decision| precedent(base, decision));
            format!("# Published decisions\n\n{}", lines.collect::<String>())
        })),
        _ => {
            let dimension = Some(base.find_dimension(uri.strip_prefix(RULES)?)?);
            let filter = rules::Filter { dimension, option: None };
            Some(Ok(page(&rules::rules(base, filter))))
        }
    }
}
