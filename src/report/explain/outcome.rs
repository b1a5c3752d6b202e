//! What came of a profile: of an answer, an option and a rule, and of a condition part by part.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{
    OptionThing, RuleThing,
    table::{Page, SHOWN},
};
use crate::report::{
    Keyed,
    described::{ARule, AnOption, by},
    number,
    table::plain,
};

/// What the answer to a question did, and what others would do.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AnswerOutcome {
    /// The answer; null where the question is open.
    pub answer: Json,
    /// What each option's score would lack without it.
    #[schemars(schema_with = "by::<AnOption, i64>")]
    pub contributed: Keyed<i64>,
    /// What would come of leaving the question open.
    pub without: Alternative,
    /// What would come of each other answer: of numbers, one for each stretch in which the same
    /// rules on them fire.
    pub others: Vec<Alternative>,
    /// The numbers at which the recommendation turns.
    pub turns: Vec<String>,
}

/// What would come of another answer.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Alternative {
    /// The answer; null for none.
    pub answer: Json,
    /// The verdict then.
    #[schemars(extend("enum" = ["recommended", "tie", "none-fits", "unanswered"]))]
    pub verdict: &'static str,
    /// What is recommended then.
    #[schemars(with = "Option<AnOption>")]
    pub recommendation: Option<String>,
    /// Each option's score then, less its score now.
    #[schemars(schema_with = "by::<AnOption, i64>")]
    pub difference: Keyed<i64>,
    /// The options that are ruled out then.
    #[schemars(with = "Vec<AnOption>")]
    pub excluded: Vec<String>,
    /// The answer in words.
    #[serde(skip)]
    pub words: String,
}

/// How an option came out.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct OptionOutcome {
    /// Its place; null when it is ruled out.
    pub rank: Option<usize>,
    /// Its score.
    pub score: i64,
    /// Its score on a scale from 0 to 100.
    pub fit: f64,
    /// The option that it is compared with: the best other one.
    #[schemars(with = "Option<AnOption>")]
    pub rival: Option<String>,
    /// The rules that spoke for it: what they gave it, the most first.
    pub spoke_for: Vec<Spoke>,
    /// The rules that took from it or gave the rival more, the worst first.
    pub spoke_against: Vec<Spoke>,
    /// The rules that could have spoken for it and did not, the strongest first.
    pub could_have: Vec<Missed>,
}

/// What a rule that fired gave an option and its rival.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Spoke {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// Why.
    pub because: String,
    /// What it gave the option: points times weight.
    pub contribution: i64,
    /// What it gave the rival.
    pub rival: i64,
}

/// A rule that did not fire.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Missed {
    /// The rule.
    #[schemars(with = "ARule")]
    pub rule: String,
    /// Why it would have spoken.
    pub because: String,
    /// What it would have given the option: points times weight.
    pub contribution: i64,
    /// `does-not-hold` or `not-known`.
    #[schemars(extend("enum" = ["holds", "does-not-hold", "not-known"]))]
    pub fires: &'static str,
    /// What would have to be so: the fewest tests that do not hold.
    pub lacks: Vec<Lack>,
}

/// A test that does not hold, or cannot be told to.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Lack {
    /// The field.
    pub field: String,
    /// What would have to be so.
    pub needed: String,
    /// What is known: an answer, the least and the most of an estimate, or null.
    pub answer: Json,
    /// The same in words.
    pub answer_words: String,
}

/// Whether a rule fired.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct RuleOutcome {
    /// `holds`, `does-not-hold` or `not-known`; it fires when its condition holds.
    #[schemars(extend("enum" = ["holds", "does-not-hold", "not-known"]))]
    pub fires: &'static str,
    /// Its condition, part by part.
    pub condition: Node,
    /// What it added to each option's score; where it did not fire, what it would have added.
    #[schemars(schema_with = "by::<AnOption, i64>")]
    pub contributions: Keyed<i64>,
    /// The fewest tests that do not hold and that would make it fire.
    pub lacks: Vec<Lack>,
}

/// A condition, part by part.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct Node {
    /// `holds`, `does-not-hold` or `not-known`.
    #[schemars(extend("enum" = ["holds", "does-not-hold", "not-known"]))]
    pub truth: &'static str,
    /// What must be so.
    pub words: String,
    /// `all` or `any` for a condition with parts; null for a test of one field.
    pub of: Option<&'static str>,
    /// Its parts.
    pub parts: Vec<Node>,
    /// The field that is tested; null for a condition with parts.
    pub field: Option<String>,
    /// What is known of the field.
    pub answer: Json,
    /// The same in words.
    pub answer_words: String,
}

impl Page<'_> {
    pub(super) fn answer_outcome(&mut self, it: &AnswerOutcome) {
        let answered = !it.answer.is_null();
        self.section("Under this profile");
        if answered {
            self.wrap(&format!("It is answered: {}", plain(&it.answer)), 1, 3);
            self.wrap(&format!("The answer adds: {}", self.amounts(&it.contributed, false)), 1, 3);
            self.wrap(&format!("Left open: {}", self.alternative(&it.without)), 1, 3);
        } else {
            self.wrap("It is not answered.", 1, 1);
        }
        if it.others.is_empty() && it.turns.is_empty() {
            return;
        }
        self.section(if answered {
            "What other answers would do"
        } else {
            "What each answer would do"
        });
        for other in &it.others {
            self.wrap(&format!("{}: {}", other.words, self.alternative(other)), 1, 5);
        }
        if !it.turns.is_empty() {
            self.wrap(&format!("The recommendation turns {}.", it.turns.join("; ")), 1, 3);
        }
    }

    pub(super) fn alternative(&self, it: &Alternative) -> String {
        let verdict = match (&it.recommendation, it.verdict) {
            (Some(option), _) => self.name(option).to_owned(),
            (None, "tie") => "a tie".to_owned(),
            (None, "none-fits") => "nothing fits".to_owned(),
            (None, _) => "nothing can be said".to_owned(),
        };
        let now = self.excluded;
        let mut changes: Vec<String> = Vec::new();
        if it.difference.0.iter().any(|(_, difference)| *difference != 0) {
            changes.push(self.amounts(&it.difference, false));
        }
        let newly: Vec<String> =
            it.excluded.iter().filter(|option| !now.contains(option)).cloned().collect();
        let again: Vec<String> =
            now.iter().filter(|option| !it.excluded.contains(option)).cloned().collect();
        for (options, what) in [(newly, "ruled out"), (again, "no longer ruled out")] {
            if !options.is_empty() {
                changes.push(format!("{} {what}", self.options(&options)));
            }
        }
        match changes.as_slice() {
            [] => format!("{verdict} (nothing changes)"),
            changes => format!("{verdict} ({})", changes.join("; ")),
        }
    }

    pub(super) fn option_outcome(&mut self, it: &OptionThing, outcome: &OptionOutcome) {
        let place = match outcome.rank {
            Some(rank) => format!("place {rank}"),
            None => "ruled out".to_owned(),
        };
        self.line(
            "Came out",
            &format!(
                "{place}, score {}, fit {} of 100",
                number::signed(outcome.score),
                number::whole(outcome.fit)
            ),
        );
        let (fired, may): (Vec<_>, Vec<_>) =
            it.exclude.iter().partition(|exclusion| exclusion.rule.fires == Some("holds"));
        if !fired.is_empty() {
            self.section("Ruled out");
        }
        for exclusion in fired {
            self.wrap(&exclusion.rule.because, 1, 3);
            self.wrap(&format!("[{}, because {}]", exclusion.rule.id, exclusion.rule.when), 3, 3);
            self.wrap(&format!("To lift it: {}", exclusion.remedy), 3, 3);
        }
        let rival = outcome.rival.clone().unwrap_or_default();
        let (own, other) = (self.name(&it.id).to_owned(), self.name(&rival).to_owned());
        self.section(&format!("What spoke against it, or more for {other}"));
        self.spoke(&outcome.spoke_against, &own, &other);
        self.section("What spoke for it");
        self.spoke(&outcome.spoke_for, &own, &other);
        self.section("What could have spoken for it and did not");
        if outcome.could_have.is_empty() {
            self.wrap("nothing", 1, 1);
        }
        let shown = if self.layout.full { outcome.could_have.len() } else { SHOWN };
        for missed in outcome.could_have.iter().take(shown) {
            let first = format!(
                " {:>4}  {} ",
                number::signed(missed.contribution),
                self.mark(missed.fires)
            );
            self.text.push_str(&self.layout.fill(&missed.because, &first, 9));
            self.wrap(&format!("[{}]", missed.rule), 9, 9);
            self.wrap(&lacks(&missed.lacks), 9, 12);
        }
        if outcome.could_have.len() > shown {
            self.wrap(
                &format!("and {} more (-v lists them)", outcome.could_have.len() - shown),
                9,
                9,
            );
        }
        let open: Vec<_> =
            may.into_iter().filter(|exclusion| exclusion.rule.fires == Some("not-known")).collect();
        if !open.is_empty() {
            self.section("What could still rule it out");
        }
        for exclusion in open {
            self.wrap(&exclusion.rule.because, 1, 3);
            self.wrap(&format!("[{}] {}", exclusion.rule.id, lacks(&exclusion.lacks)), 3, 3);
        }
    }

    pub(super) fn spoke(&mut self, list: &[Spoke], own: &str, rival: &str) {
        if list.is_empty() {
            self.wrap("nothing", 1, 1);
            return;
        }
        let widths = [own, rival].map(|name| name.chars().count().max(3) + 1);
        let _ = writeln!(self.text, "{own:>0$}{rival:>1$}", widths[0], widths[1] + 1);
        for spoke in list {
            let first = format!(
                "{:>2$}{:>3$}  ",
                number::signed(spoke.contribution),
                number::signed(spoke.rival),
                widths[0],
                widths[1] + 1
            );
            let indent = widths[0] + widths[1] + 3;
            self.text.push_str(&self.layout.fill(&spoke.because, &first, indent));
            self.wrap(&format!("[{}]", spoke.rule), indent, indent);
        }
    }

    pub(super) fn rule_outcome(&mut self, it: &RuleThing, outcome: &RuleOutcome) {
        self.section(match outcome.fires {
            "holds" => "Under this profile it fires",
            "does-not-hold" => "Under this profile it does not fire",
            _ => "Under this profile it does not fire: that cannot be told yet",
        });
        self.node(&outcome.condition, 1);
        self.legend();
        if it.excludes.is_empty() {
            let would = if outcome.fires == "holds" { "It adds" } else { "It would add" };
            self.wrap(&format!("{would}: {}", self.amounts(&outcome.contributions, false)), 1, 3);
        }
        // Of a single test the line above says it all.
        if !outcome.lacks.is_empty() && outcome.condition.of.is_some() {
            self.wrap(&format!("It would fire {}", lacks(&outcome.lacks)), 1, 3);
        }
    }

    pub(super) fn node(&mut self, node: &Node, indent: usize) {
        let known = match &node.field {
            Some(_) => format!(" (it is {})", node.answer_words)
                .replace("(it is not answered)", "(not answered)"),
            None if node.parts.is_empty() => String::new(),
            None => ":".to_owned(),
        };
        let line = format!("{} {}{known}", self.mark(node.truth), node.words);
        self.wrap(&line, indent, indent + 4);
        for part in &node.parts {
            self.node(part, indent + 2);
        }
    }
}

/// "if a is b (it is c) and …"
fn lacks(lacks: &[Lack]) -> String {
    let words: Vec<String> = lacks
        .iter()
        .map(|lack| match lack.answer.is_null() {
            true => format!("{} ({})", lack.needed, lack.answer_words),
            false => format!("{} (it is {})", lack.needed, lack.answer_words),
        })
        .collect();
    format!("if {}", words.join(" and "))
}
