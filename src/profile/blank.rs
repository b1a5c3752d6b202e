//! The blank profile: a YAML text with a comment on every question, for `init`, and filled in for a
//! saved interview.

use std::fmt::Write;

use super::{
    Profile,
    write::{component_lines, evidence, interview, key, split},
};
use crate::{
    field::{Choice, Field, Kind},
    problem::text::{lines, name},
    rulebase::{
        Question, RuleBase,
        prices::{ASSUMPTIONS, Assumed, Assumption},
    },
    yaml,
};

/// Longest line of a comment.
const WIDTH: usize = 100;

/// Writes the profile with a comment on every question; what is not answered is left empty, which
/// means the same. What the cost estimate assumes is left out, unless the profile says otherwise.
pub fn text(base: &RuleBase, profile: &Profile) -> String {
    written(base, profile, false)
}

/// Writes the same, with a comment on everything that the cost estimate assumes.
pub fn text_with_assumptions(base: &RuleBase, profile: &Profile) -> String {
    written(base, profile, true)
}

fn written(base: &RuleBase, profile: &Profile, all_assumptions: bool) -> String {
    let mut text = String::from(
        "# Answers about one project. Fill in what you know and leave the rest empty: an empty \
         answer counts for nothing.\n# Then run `whereto advise` with this file.\n\n",
    );
    for (key, value) in [
        ("project", &profile.project),
        ("description", &profile.description),
        ("notes", &profile.notes),
    ] {
        text.push_str(&entry(key, value.as_deref()));
    }
    for line in interview(base, profile) {
        let _ = writeln!(text, "{line}");
    }
    if let Some(expect) = profile.expect {
        text.push_str(&entry("expect", Some(&base.option(expect).id)));
    }
    weights(&mut text, base, profile);
    let mut groups = Vec::new();
    let mut dimension = None;
    for question in &base.questions {
        if dimension != Some(question.dimension) {
            let it = base.dimension(question.dimension);
            let _ = writeln!(text, "\n# ---- {}: {}", name(&it.name), name(&it.about));
            dimension = Some(question.dimension);
        }
        let id = &base.fields.get(question.field).id;
        let (mut prefix, mut key) = split(id);
        if prefix != groups.last().copied().flatten() {
            if prefix.is_some() && groups.contains(&prefix) {
                // A mapping cannot be taken up again, but every id can stand by itself.
                (prefix, key) = (None, id.as_str());
            }
            if let Some(prefix) = prefix {
                let _ = writeln!(text, "{prefix}:");
            }
            groups.push(prefix);
        }
        let indent = if prefix.is_some() { "  " } else { "" };
        comment(&mut text, base, question, indent);
        let answer = profile.answers.get(question.field);
        let answer =
            answer.map(|answer| [" ", &base.fields.get(question.field).show(answer)].concat());
        let _ = writeln!(text, "{indent}{key}:{}", answer.unwrap_or_default());
    }
    assumptions(&mut text, base, profile, all_assumptions);
    let evidence = evidence(base, profile);
    if !evidence.is_empty() {
        text.push_str("\n# ---- How answers are known.\n");
    }
    evidence.iter().for_each(|line| text.push_str(&format!("{line}\n")));
    components(&mut text, base, profile);
    text
}

/// Writes the parts of a system; for a project without any, how they are written.
fn components(text: &mut String, base: &RuleBase, profile: &Profile) {
    text.push_str(
        "\n# ---- The parts of a system, where there are several: each has a name and answers of \
         its own, which stand in\n# place of those above; null takes one away. Every part then \
         gets a recommendation.\n",
    );
    if profile.components.is_empty() {
        text.push_str("# components:\n");
        let choice =
            base.questions.iter().find_map(|question| match &base.fields.get(question.field) {
                Field { id, kind: Kind::Choice(choices), .. } => Some((id, choices)),
                _ => None,
            });
        for (name, index) in [("api", 0), ("worker", 1)] {
            let answer =
                choice.and_then(|(id, choices)| Some(format!("{id}: {}", choices.get(index)?.id)));
            let _ = writeln!(text, "#   {name}: {{{}}}", answer.unwrap_or_default());
        }
        return;
    }
    text.push_str("components:\n");
    for component in &profile.components {
        let lines = component_lines(base, component);
        let nothing = if lines.is_empty() { " {}" } else { "" };
        let _ = writeln!(text, "  {}:{nothing}", key(&component.name));
        lines.iter().for_each(|line| text.push_str(&format!("    {line}\n")));
    }
}

/// Writes what the cost estimate assumes: what the profile says itself, and the rest, commented out,
/// where all of it is wanted.
fn assumptions(text: &mut String, base: &RuleBase, profile: &Profile, all: bool) {
    let fields = &base.prices.fields;
    let own = base.prices.assumptions.iter().filter_map(|assumption| {
        let field = fields.get(assumption.field);
        Some((assumption, field, field.id.strip_prefix(ASSUMPTIONS)?))
    });
    let mut own = own.peekable();
    if own.peek().is_none() {
        return;
    }
    let is_given = |assumption: &Assumption| profile.assumptions.get(assumption.field).is_some();
    let any_given = base.prices.assumptions.iter().any(is_given);
    text.push_str(if all {
        "\n# ---- What the cost estimate assumes. Uncomment a line to put your own figure there.\n"
    } else {
        "\n# ---- What the cost estimate assumes: `whereto init --assumptions` lists it.\n"
    });
    if all || any_given {
        text.push_str("assumptions:\n");
    }
    for (assumption, field, id) in own.filter(|(it, ..)| all || is_given(it)) {
        remark(&mut *text, &describe_assumption(assumption, field), "  ");
        let _ = match profile.assumptions.get(assumption.field) {
            Some(value) => writeln!(text, "  {id}: {}", field.show(value)),
            None => writeln!(text, "  # {id}: {}", usual(assumption, field)),
        };
    }
}

fn describe_assumption(assumption: &Assumption, field: &Field) -> String {
    let what = match &field.kind {
        Kind::Number(scale) if scale.unit.is_empty() => scale.describe(),
        Kind::Number(scale) => format!("{} ({})", scale.describe(), scale.unit),
        Kind::YesNo => "true or false".to_owned(),
        Kind::Choice(_) | Kind::Several(_) => {
            let ids: Vec<&str> = field.choices().iter().map(|choice| choice.id.as_str()).collect();
            format!("one of {}", ids.join(", "))
        }
    };
    match &assumption.assumed {
        Assumed::Number(guesses) if guesses.len() == 1 => {
            let range = guesses.first().map(|guess| {
                let [low, high] = [guess.low, guess.high].map(|end| end.normalize());
                if low == high { low.to_string() } else { format!("{low} to {high}") }
            });
            format!("{}; {what}. Taken as {}.", assumption.about, range.unwrap_or_default())
        }
        Assumed::Number(guesses) if guesses.is_empty() => {
            format!("{}; {what}. Left out unless given.", assumption.about)
        }
        Assumed::Number(_) | Assumed::Answer(_) => format!("{}; {what}.", assumption.about),
    }
}

/// Returns what is assumed if nothing is said, in one figure.
fn usual(assumption: &Assumption, field: &Field) -> String {
    match &assumption.assumed {
        Assumed::Number(guesses) => {
            guesses.last().map(|guess| guess.expected.normalize().to_string()).unwrap_or_default()
        }
        Assumed::Answer(answers) => {
            answers.last().map(|(_, value)| field.show(*value)).unwrap_or_default()
        }
    }
}

/// One line or block, quoted as YAML needs it.
fn entry(key: &str, value: Option<&str>) -> String {
    let Some(value) = value else { return format!("{key}:\n") };
    yaml::write(&serde_json::json!({key: value}))
}

fn weights(text: &mut String, base: &RuleBase, profile: &Profile) {
    text.push_str(
        "\n# How much each dimension counts, 0 to 10. Uncomment a line to change \
         it.\nweights:\n",
    );
    for (dimension, weight) in base.dimensions.iter().zip(&profile.weights) {
        let mark = if *weight == dimension.weight { "  # " } else { "  " };
        let _ = writeln!(text, "{mark}{}: {weight}", dimension.id);
    }
}

/// Writes words as lines of a comment, which nothing in them ends.
fn remark(text: &mut String, words: &str, indent: &str) {
    for line in textwrap::wrap(&lines(words), WIDTH - indent.len() - 2) {
        let _ = writeln!(text, "{indent}# {line}");
    }
}

fn comment(text: &mut String, base: &RuleBase, question: &Question, indent: &str) {
    let mut line = |comment: &str| remark(text, comment, indent);
    line(&question.prompt);
    line(&question.help);
    match &base.fields.get(question.field).kind {
        Kind::YesNo => line("true or false"),
        Kind::Number(scale) => {
            line(&format!(
                "{} ({})",
                scale.describe(),
                if scale.unit.is_empty() { "a ratio" } else { &scale.unit }
            ));
            if !question.examples.is_empty() {
                line(&format!("for example {}", question.examples.join(", ")));
            }
        }
        Kind::Choice(choices) => choose(text, "one of:", choices, indent),
        Kind::Several(choices) => {
            choose(text, "any of these as a list such as [a, b], or [] for none:", choices, indent)
        }
    }
}

fn choose(text: &mut String, intro: &str, choices: &[Choice], indent: &str) {
    let _ = writeln!(text, "{indent}# {intro}");
    let width = choices.iter().map(|choice| choice.id.len()).max().unwrap_or(0);
    for choice in choices {
        let _ = writeln!(text, "{indent}#   {:width$}  {}", choice.id, name(&choice.means));
    }
}
