//! A comparison as a document.

use super::{Change, Comparison, OptionChange, Side, Turn, arrow};
use crate::{
    analysis::confidence::Confidence,
    document::{Detail, Document, Item, Table, Text, ToDocument, ident, quiet, text, tone},
    report::number,
};

impl ToDocument for Comparison {
    fn document(&self, detail: Detail) -> Document {
        let title = tone(if self.flips { -1 } else { 1 }, &self.headline);
        let mut document = Document::titled(detail, title);
        document.say(self.sides());
        if self.differs {
            self.differences(&mut document);
        }
        if detail.is_full() {
            document.items("What both share", self.shared.iter().cloned());
        }
        document
    }
}

impl Comparison {
    /// Shows how each option comes out, what is answered differently, and what follows from that.
    fn differences(&self, document: &mut Document) {
        let mut options =
            Table::new().texts(["Option"]).numbers(["Score", "Fit", "Place", "Monthly cost"]);
        self.options.iter().for_each(|option| options.row(option.cells()));
        document.push(options);
        document.section("What is answered differently", self.inputs());
        let heading = if self.answers.is_empty() && self.weights.is_empty() {
            "What differs, rule by rule"
        } else {
            "What that changes, rule by rule"
        };
        document.section(heading, self.rules());
    }

    /// Says who is compared, and how sure each is.
    fn sides(&self) -> String {
        let (a, b) = (&self.a, &self.b);
        let [sure_a, sure_b] = [a, b].map(|side| match side.confidence {
            Confidence::None => "no recommendation".to_owned(),
            confidence => format!("confidence: {}", confidence.name()),
        });
        if a.name == b.name {
            format!("{}, by the first ({sure_a}) and by the second ({sure_b}).", a.name)
        } else {
            let side = |side: &Side, sure: &str| format!("{}: {} ({sure}).", side.name, side.words);
            format!("{} {}", side(a, &sure_a), side(b, &sure_b))
        }
    }

    /// Lists the answers and weights that differ.
    fn inputs(&self) -> Vec<Text> {
        let weight = |weight: Option<u8>| {
            weight.map_or_else(|| "no such dimension".to_owned(), |weight| weight.to_string())
        };
        let weights = self.weights.iter().map(|pair| {
            text!["weight of ", ident(&pair.id), ": ", arrow(&weight(pair.a), &weight(pair.b))]
        });
        self.changed.iter().cloned().chain(weights).collect()
    }

    /// Lists the rules that differ, each with what it changes for which option, and why it speaks.
    fn rules(&self) -> Vec<Item> {
        let name = |id: &str| {
            let option = self.options.iter().find(|option| option.id == id);
            option.map_or_else(|| id.to_owned(), |option| option.name.clone())
        };
        let exclusions = self.exclusions.iter().map(|it| {
            let verb = if it.change == Turn::Came { "now" } else { "no longer" };
            let what = Text::from(format!("{verb} rules out {}", name(&it.option)));
            (&it.rule, what, &it.because, it.change == Turn::Went)
        });
        let evidence = self.evidence.iter().map(|it| {
            let words = format!("{} {}", name(&it.option), number::signed(it.difference));
            (&it.rule, tone(it.difference, words), &it.because, it.change == Change::Went)
        });
        let mut rules: Vec<(&String, Vec<Text>, &String, bool)> = Vec::new();
        for (rule, what, because, went) in exclusions.chain(evidence) {
            // Of an option that a pack brings, a rule may speak for another reason.
            match rules.iter_mut().find(|known| (known.0, known.2) == (rule, because)) {
                Some(known) => known.1.push(what),
                None => rules.push((rule, vec![what], because, went)),
            }
        }
        let item = |(rule, what, because, went): (&String, Vec<Text>, &String, bool)| {
            let over = went.then(|| quiet("No longer applies: "));
            Item::with(text![ident(rule), ": ", Text::join(what, ", ")], [text![over, because]])
        };
        rules.into_iter().map(item).collect()
    }
}

impl OptionChange {
    /// Returns what is shown of it: name, scores and their difference, fits, places and costs.
    fn cells(&self) -> [String; 5] {
        let place = |sides: (Option<i64>, Option<usize>)| match sides {
            (None, _) => "-".to_owned(),
            (_, None) => "ruled out".to_owned(),
            (_, Some(rank)) => rank.to_string(),
        };
        let difference = match (self.score.a, self.score.b) {
            (Some(a), Some(b)) if a != b => format!(" ({})", number::signed(b - a)),
            _ => String::new(),
        };
        [
            self.name.clone(),
            self.score.words(number::signed) + &difference,
            self.fit.words(number::whole),
            arrow(&place((self.score.a, self.rank.a)), &place((self.score.b, self.rank.b))),
            self.monthly_cost_usd.words(|cost| cost.short()),
        ]
    }
}
