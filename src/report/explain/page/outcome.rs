//! What is told of what came of things under a profile.

use super::{Page, SHOWN, blocker, mark, or_nothing};
use crate::{
    condition::Truth,
    document::{Block, Item, Table, Text, ident, text, tone},
    report::{
        VerdictWord,
        explain::things::{
            Alternative, AnswerOutcome, Lack, Missed, OptionOutcome, OptionThing, RuleOutcome,
            RuleThing, Spoke,
        },
        number, plain,
    },
};

impl Page<'_> {
    pub(super) fn answer_outcome(&mut self, it: &AnswerOutcome) {
        let (items, heading) = if it.answer.is_null() {
            (vec!["It is not answered.".into()], "What each answer would do, in weighted points")
        } else {
            let items = vec![
                format!("It is answered: {}", plain(&it.answer)).into(),
                text!["The answer adds: ", self.amounts(&it.contributed, false)],
                text!["Left open: ", self.alternative(&it.without)],
            ];
            (items, "What other answers would do, in weighted points")
        };
        self.document.items("Under this profile", items);
        let others = it.others.iter();
        let others = others.map(|other| text![&other.words, ": ", self.alternative(other)]);
        let turns = (!it.turns.is_empty())
            .then(|| format!("The recommendation turns {}.", it.turns.join("; ")).into());
        let others: Vec<Text> = others.chain(turns).collect();
        self.document.items(heading, others);
    }

    fn alternative(&self, it: &Alternative) -> Text {
        let verdict = match (&it.recommendation, it.verdict) {
            (Some(option), _) => self.name(option),
            (None, VerdictWord::Tie) => "a tie",
            (None, VerdictWord::NoneFits) => "nothing fits",
            (None, _) => "nothing can be said",
        };
        let mut changes: Vec<Text> = Vec::new();
        if it.difference.0.iter().any(|(_, difference)| *difference != 0) {
            changes.push(self.amounts(&it.difference, false));
        }
        let not_in = |these: &[String], those: &[String]| -> Vec<String> {
            these.iter().filter(|option| !those.contains(option)).cloned().collect()
        };
        for (options, what) in [
            (not_in(&it.excluded, self.excluded), "ruled out"),
            (not_in(self.excluded, &it.excluded), "no longer ruled out"),
        ] {
            if !options.is_empty() {
                changes.push(format!("{} {what}", self.options(&options)).into());
            }
        }
        let changes = Text::join(changes, "; ");
        let changes = if changes.is_empty() { "nothing changes".into() } else { changes };
        text![verdict, " (", changes, ")"]
    }

    pub(super) fn option_outcome(&mut self, it: &OptionThing, outcome: &OptionOutcome) {
        let place =
            outcome.rank.map_or_else(|| "ruled out".to_owned(), |rank| format!("place {rank}"));
        let (score, fit) = (number::signed(outcome.score), number::whole(outcome.fit));
        let came_out = format!("{place}, score {score}, fit {fit} of 100");
        self.document.fields([("Came out", came_out.into())]);
        let with = |truth| it.exclude.iter().filter(move |it| it.rule.fires == Some(truth));
        let fired = with(Truth::True).map(|exclusion| {
            let why = text![ident(&exclusion.rule.id), ", because ", &exclusion.rule.when];
            Item::with(&exclusion.rule.because, [why, blocker(&exclusion.remedy)])
        });
        self.document.items("Ruled out", fired);
        let rival = outcome.rival.as_deref().unwrap_or_default();
        let names = [self.name(&it.named.id).to_owned(), self.name(rival).to_owned()];
        let heading =
            format!("What spoke against it, or more for {}, in weighted points", names[1]);
        self.document.section(heading, spoke(&outcome.spoke_against, &names));
        self.document
            .section("What spoke for it, in weighted points", spoke(&outcome.spoke_for, &names));
        let item = |missed: &Missed| {
            let adds = tone(missed.contribution, number::signed(missed.contribution));
            Item::with(
                text![adds, "  ", mark(Some(missed.fires)), &missed.because],
                [ident(&missed.rule), lacks(&missed.lacks)],
            )
        };
        let missed = outcome.could_have.iter().map(item).collect();
        let missed = or_nothing(self.document.shortened(missed, SHOWN, ""), "nothing");
        self.document.items("What could have spoken for it and did not", missed);
        let open = with(Truth::Unknown).map(|exclusion| {
            let why = text![ident(&exclusion.rule.id), " ", lacks(&exclusion.lacks)];
            Item::with(&exclusion.rule.because, [why])
        });
        self.document.items("What could still rule it out", open);
    }

    pub(super) fn rule_outcome(&mut self, it: &RuleThing, outcome: &RuleOutcome) {
        let (heading, would) = match outcome.fires {
            Truth::True => ("Under this profile it fires", "It adds: "),
            Truth::False => ("Under this profile it does not fire", "It would add: "),
            Truth::Unknown => {
                ("Under this profile it does not fire: that cannot be told yet", "It would add: ")
            }
        };
        self.condition(heading, &outcome.condition);
        if it.excludes.is_empty() {
            self.document.say(text![would, self.amounts(&outcome.contributions, false)]);
        }
        // Of a single test the line above says it all.
        if !outcome.lacks.is_empty() && outcome.condition.of.is_some() {
            self.document.say(text!["It would fire ", lacks(&outcome.lacks)]);
        }
    }
}

/// Returns what rules gave an option and its rival.
fn spoke(list: &[Spoke], names: &[String; 2]) -> Block {
    if list.is_empty() {
        return vec!["nothing"].into();
    }
    let mut table = Table::new().numbers(names).texts(["Because"]);
    for spoke in list {
        let cell = |adds: i64| vec![tone(adds, number::signed(adds))];
        let because = vec![Text::from(&spoke.because), ident(&spoke.rule)];
        table.lines([cell(spoke.contribution), cell(spoke.rival), because]);
    }
    table.into()
}

/// Returns "if a is b (it is c) and …".
fn lacks(lacks: &[Lack]) -> Text {
    let words = lacks.iter().map(|lack| {
        let is = if lack.answer.is_null() { "" } else { "it is " };
        format!("{} ({is}{})", lack.needed, lack.answer_words)
    });
    Text::from(format!("if {}", words.collect::<Vec<_>>().join(" and ")))
}
