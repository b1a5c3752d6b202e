//! `whereto skill`: what a coding assistant needs to know to use this program well.

use clap::Args;
use whereto::rulebase::RuleBase;

use super::{
    Exit,
    arguments::Common,
    manual::{PAGES, UNDECIDED},
    output::Output,
    rule_base,
};

#[derive(Debug, Args)]
pub(crate) struct Skill {}

pub(super) fn run(_: &Skill, common: &Common, output: &Output) -> anyhow::Result<Exit> {
    output.data(&text(&rule_base::load(common, output)?))?;
    Ok(Exit::Done)
}

/// What the instructions say beside what is put together from the rule base and the manual.
const BEFORE: &str = include_str!("skill/before.md");
const AFTER: &str = include_str!("skill/after.md");

/// Writes the instructions for a rule base.
pub(super) fn text(base: &RuleBase) -> String {
    let options: Vec<&str> = base.options.iter().map(|option| option.name.as_str()).collect();
    let mut text = BEFORE.replace("OPTIONS", &options.join(", "));
    text.push_str("\n## What is asked\n\n");
    text.push_str(&format!(
        "{} questions in {} dimensions; about a dozen decide most projects.\n\n",
        base.questions.len(),
        base.dimensions.len()
    ));
    for (at, dimension) in base.dimensions.iter().enumerate() {
        let own = base.questions.iter().filter(|question| question.dimension.index() == at);
        let ids: Vec<String> =
            own.map(|question| format!("`{}`", base.fields.get(question.field).id)).collect();
        if !ids.is_empty() {
            text.push_str(&format!("- {}: {}\n", dimension.name, ids.join(", ")));
        }
    }
    text.push_str("\n## Commands\n\n");
    for page in PAGES.iter().filter(|page| USEFUL.contains(&page.command)) {
        for (what, line) in page.examples {
            text.push_str(&format!("- {what}: `{line}`\n"));
        }
    }
    let (status, means) = UNDECIDED;
    text.push_str(&format!("\nExit status {status} is no failure, but an answer: {means}.\n"));
    text.push_str(AFTER);
    text
}

/// The commands that an assistant runs.
const USEFUL: [&str; 7] = ["scan", "measure", "advise", "explain", "cost", "adr", "check"];
