//! What speaks for and against options: the reasons of the rules that fired, with what each adds.

use std::cmp::Reverse;

use super::{Evidence, OptionReport, Report};
use crate::{
    document::{Document, Table, Text, ident, quiet, text, tone},
    report::{list, number},
    rulebase::Grade,
};

/// A rule that fired: what it adds to each option, and why.
struct Reason<'r> {
    rule: &'r [Evidence],
    adds: Vec<i64>,
}

impl Report {
    /// Tells the reasons, those that put the recommended option ahead apart from those that put it
    /// behind.
    pub(super) fn reasons(&self, document: &mut Document) {
        let reason = |rule| Reason {
            adds: self.options.iter().map(|option| contribution(rule, &option.id)).collect(),
            rule,
        };
        // A rule speaks of several options one after the other.
        let rules = self.evidence.chunk_by(|one, next| one.rule == next.rule);
        let mut reasons: Vec<Reason<'_>> = rules.map(reason).collect();
        let is_winner = |option: &OptionReport| Some(&option.id) == self.recommendation.as_ref();
        let Some(winner) = self.options.iter().position(is_winner) else {
            reasons.sort_by_key(|it| Reverse(it.adds.iter().map(|adds| adds.abs()).max()));
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
        document.section(format!("What speaks against {name}, or for others"), table);
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
            if index == 0 && document.detail.is_verbose() {
                lines.push(reference(&first.rule, first.grade));
            }
        }
        lines
    }
}

impl Evidence {
    /// Returns whether one sentence holds both: a rule speaks of several options for one reason,
    /// but what a pack has it say of an option of its own may have another.
    fn is_with(&self, other: &Self) -> bool {
        self.because == other.because && self.cites == other.cites
    }
}

/// Returns what a rule adds to an option.
fn contribution(rule: &[Evidence], option: &str) -> i64 {
    rule.iter().find(|it| it.option == option).map_or(0, Evidence::contribution)
}

/// Returns the rule behind a sentence, and what it rests on.
pub(super) fn reference(rule: &str, grade: Grade) -> Text {
    text![ident(rule), quiet(format!(", {grade}"))]
}
