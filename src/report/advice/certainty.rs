//! How far a recommendation can be relied on, and what would change it.

use super::{AskNext, OpenQuestionReport, Report};
use crate::{
    analysis::open_questions::Certainty,
    document::{Bars, Document, Text, text},
    report::{codes, number},
    rulebase::Band,
};

impl Report {
    /// Says how far the verdict can be relied on, and what would change it.
    pub(super) fn certainty(&self, document: &mut Document) {
        document.heading(
            2,
            match self.recommendation {
                Some(_) => "What would change it",
                None => "What would decide it",
            },
        );
        self.turns(document);
        self.weightings(document);
        let count = |which: fn(&OpenQuestionReport) -> bool| {
            self.open_questions.iter().filter(|question| which(question)).count()
        };
        let exclude = match count(|it| it.can_change && it.can_exclude) {
            0 => String::new(),
            exclude => format!("; {exclude} of them could eliminate an option"),
        };
        let open = number::count(count(|it| it.can_change) as i64, "unanswered question");
        document.say(match self.certainty {
            Some(Certainty::Settled) => {
                "Settled: no remaining question can change this.".to_owned()
            }
            Some(certainty) => certainty.words().to_owned(),
            None => format!("Not settled: {open} could change this{exclude}."),
        });
        self.ask(document, "Ask next:");
    }

    /// Returns what came of published decisions with a lead like this, in sentences; nothing without
    /// a recommendation.
    pub(crate) fn borne_out(&self) -> Option<String> {
        let is_last = self.options.iter().filter(|option| option.rank.is_some()).count() == 1;
        let best = self.recommended()?;
        Some(borne_out(self.band?, is_last && self.options.len() > 1, best.fit < 50.0))
    }

    /// Says how often each option is first when priorities differ.
    fn weightings(&self, document: &mut Document) {
        let weightings = &self.weightings;
        let kept = match weightings.ranking.as_slice() {
            [] => String::new(),
            ranking => format!(" that put {} in this order", ranking.join(" before ")),
        };
        let drawn = if weightings.answers_drawn { ", with answers to what is open" } else { "" };
        document.say(format!(
            "How often each option wins if priorities are weighted differently ({} weightings \
             drawn{kept}{drawn}):",
            number::thousands(weightings.samples.into())
        ));
        document.push(Bars {
            of: "Option",
            share: "Wins",
            bars: self.options.iter().map(|it| (it.name.clone(), self.first(it))).collect(),
        });
        if !document.detail.is_full() {
            return;
        }
        let typical = self.options.iter().filter_map(|option| {
            let weights = weightings.central_weights.get(&option.id)?.as_ref()?;
            let percent = |(dimension, weight): &(String, f64)| {
                format!("{dimension} {} %", number::whole(weight * 100.0))
            };
            let weights: Vec<String> = weights.0.iter().map(percent).collect();
            Some(format!("{} wins typically with {}.", option.name, weights.join(", ")))
        });
        document.list(typical);
    }

    /// Says which changes of answers change the recommendation.
    fn turns(&self, document: &mut Document) {
        const SHOWN: usize = 4;
        document.say(match (self.flips.is_empty(), self.flip_pairs.is_empty()) {
            (true, true) => "No one or two changed answers would flip the result.",
            (true, false) => "No one changed answer would flip the result; these pairs would:",
            (false, _) if self.stays_on.is_some() && self.stays_on == self.recommendation => {
                "What would have to change for a move:"
            }
            (false, _) => "Would flip the result:",
        });
        if document.detail.is_full() {
            document.push(self.scales());
        }
        let words: Vec<&Text> = match self.flips.as_slice() {
            [] => self.flip_pairs.iter().map(|pair| &pair.words).collect(),
            _ if document.detail.is_full() => Vec::new(),
            flips => flips.iter().map(|flip| &flip.words).collect(),
        };
        document.list(document.shortened(words, SHOWN, ", from larger changes"));
        if document.detail.is_full() && !self.flips.is_empty() && !self.unmoved_by.is_empty() {
            document.say(text!["Would not flip it: ", codes(&self.unmoved_by), "."]);
        }
    }

    /// Puts the questions that would tell most.
    pub(super) fn ask(&self, document: &mut Document, intro: &str) {
        if !self.ask_next.is_empty() {
            document.say(intro);
            let questions = self.ask_next.iter();
            document.list(questions.map(AskNext::text));
        }
    }
}

/// Says what came of published decisions with a lead as clear as that of an option, which may be all
/// that is left, and may fit poorly.
pub(super) fn borne_out(band: Band, is_last: bool, is_poor: bool) -> String {
    let Band { agreed, of, .. } = band;
    let percent = number::whole(100.0 * f64::from(agreed) / f64::from(of));
    let (left_over, like) = if is_last {
        let fit = if is_poor { ", though little speaks for it" } else { "" };
        (format!("It is left over, since the others are ruled out{fit}. "), "as clear as this")
    } else {
        (String::new(), "with a lead like this")
    };
    format!(
        "{left_over}In {agreed} of {of} published decisions {like}, the team chose the same \
         ({percent} %)."
    )
}
