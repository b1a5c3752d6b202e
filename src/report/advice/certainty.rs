//! How far a recommendation can be relied on, and what would change it.

use super::{AskNext, Report};
use crate::{
    document::{Bar, Bars, Document, Text, text},
    report::{list, number},
    rulebase::Band,
};

/// From how far off an even share a weight is told.
const TELLING_WEIGHT: f64 = 0.03;

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
        document.say(&self.remaining.words);
        self.ask(document, "Ask next:");
    }

    /// Returns what came of published decisions with a lead like this, in sentences; nothing without
    /// a recommendation.
    pub(crate) fn borne_out(&self) -> Option<String> {
        let is_last = self.options.iter().filter(|option| option.rank.is_some()).count() == 1;
        let way = match self.not_worth_a_move() {
            Some(_) => "chose what came first",
            None => SAME_WAY,
        };
        self.recommended().and_then(|_| Some(borne_out(self.band?, is_last, way)))
    }

    /// Says how much could still turn a recommendation, however clear it is; nothing where nothing
    /// could.
    pub(super) fn reservation(&self) -> Option<String> {
        let open = Some(self.remaining.can_change).filter(|open| *open > 0)?;
        self.recommended()?;
        Some(format!("{} could still change it.", number::count(open as i64, "open question")))
    }

    /// Says how often each option is first when priorities differ.
    fn weightings(&self, document: &mut Document) {
        let weightings = &self.weightings;
        let kept = match weightings.ranking.as_slice() {
            [] => String::new(),
            ranking => format!(" that put {} in this order", ranking.join(" before ")),
        };
        let drawn = if weightings.answers_drawn {
            ", with answers to what is open, each as likely as any other, so that demands which rule \
             options out are met more often than among projects"
        } else {
            ""
        };
        document.say(format!(
            "How often each option wins if priorities are weighted differently ({} weightings \
             drawn{kept}{drawn}):",
            number::thousands(weightings.samples.into())
        ));
        document.push(Bars {
            of: "Option",
            share: "Wins",
            note: "",
            is_headed: false,
            bars: self.options.iter().map(|it| Bar::percent(&it.name, self.first(it))).collect(),
        });
        if !document.detail.is_full() {
            return;
        }
        let typical = self.options.iter().filter_map(|option| {
            let weights = weightings.central_weights.get(&option.id)?.as_ref()?;
            let even = 1.0 / weights.0.len().max(1) as f64;
            let beside = |sign: f64, than: &str| {
                let of = |weight: f64| sign * (weight - even) >= TELLING_WEIGHT;
                let named = weights.0.iter().filter(|(_, weight)| of(*weight));
                let named: Vec<String> = named
                    .map(|(id, weight)| {
                        let name = self.dimensions.iter().find(|it| it.id == *id);
                        let name = name.map_or(id.as_str(), |it| &it.name).to_lowercase();
                        format!("{name} ({})", number::percent(*weight))
                    })
                    .collect();
                (!named.is_empty()).then(|| format!("{than} for {}", list(named)))
            };
            let parts = [beside(1.0, "more weight"), beside(-1.0, "less")];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            let even = number::percent(even);
            (!parts.is_empty()).then(|| {
                format!(
                    "{} wins typically with {} than the even {even} each.",
                    option.name,
                    parts.join(" and ")
                )
            })
        });
        document.list(typical.collect::<Vec<_>>());
    }

    /// Says which changes of answers change the recommendation.
    fn turns(&self, document: &mut Document) {
        const SHOWN: usize = 4;
        document.say(match (self.flips.is_empty(), self.flip_pairs.is_empty()) {
            (true, true) => "No one or two changed answers would flip the result.",
            (true, false) => "No one changed answer would flip the result; these pairs would:",
            (false, _) if self.stays_on.is_some() && self.stays_on == self.recommendation => {
                "What would put another option ahead:"
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
            let names = self.questions_named(&self.unmoved_by, document);
            document.say(text!["Would not flip it: ", names, "."]);
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

/// What teams did that chose what is recommended.
pub(super) const SAME_WAY: &str = "went the same way";

/// Says what came of published decisions with a lead as clear as that of an option, which may be all
/// that is left, and which way teams went.
pub(super) fn borne_out(band: Band, is_last: bool, way: &str) -> String {
    let Band { agreed, of, .. } = band;
    let like = if is_last { "as clear as this" } else { "with a lead like this" };
    format!("{agreed} of {of} published decisions {like} {way}.")
}
