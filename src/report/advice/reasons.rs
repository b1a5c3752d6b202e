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
    /// Says in a sentence each what speaks for the recommended option and against it; where options
    /// are level, or a better one is not worth a move, what speaks for each of them.
    pub(super) fn grounds(&self) -> Vec<(&str, Text)> {
        if self.cases.is_empty() {
            let [why, against] = [&self.why, &self.against].map(|it| Text::from(it.as_ref()));
            return vec![("Why", why), ("Against", against)];
        }
        self.cases.iter().map(|(name, why)| (name.as_str(), Text::from(why))).collect()
    }

    /// Tells the reasons: those that put the recommended option ahead of all others that are left,
    /// those that put it behind one of them, and those that do neither.
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
        let rivals = |reason: &Reason<'_>| -> Vec<i64> {
            let options = self.options.iter().zip(&reason.adds).enumerate();
            let left = options.filter(|(it, (option, _))| *it != winner && option.rank.is_some());
            left.map(|(_, (_, adds))| *adds).collect()
        };
        // How far a rule puts the winner before (or behind) the one that it favours most of the
        // others that are left; an option that is alone has nothing to be before.
        let lead = |reason: &Reason<'_>| {
            reason.adds[winner] - rivals(reason).into_iter().max().unwrap_or(0)
        };
        let push = |reason: &Reason<'_>| {
            let rivals = rivals(reason);
            reason.adds[winner] * rivals.len().max(1) as i64 - rivals.iter().sum::<i64>()
        };
        let name = &self.options[winner].name;
        reasons.sort_by_key(|reason| Reverse(push(reason)));
        let (speak_for, others): (Vec<_>, Vec<_>) =
            reasons.into_iter().partition(|reason| lead(reason) > 0);
        let (mut against, neutral): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|reason| lead(reason) < 0);
        against.sort_by_key(lead);
        for (title, reasons) in [
            (format!("What speaks for {name}"), speak_for),
            (format!("What speaks against {name}, or more for another option"), against),
            (format!("What does not set {name} apart from every other"), neutral),
        ] {
            let table = self.reason_table(&reasons, document);
            document.section(title, table);
        }
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
