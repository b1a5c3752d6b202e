//! The report as a terminal shows it when nobody asks for more: what is recommended, why, how sure
//! that is and at what cost, on one screen.

use super::{AskNext, OptionReport, RelaxationReport, Report};
use crate::{
    document::{Bar, Bars, Detail, Document, Table, Text, ident, quiet, strong, text, tone},
    problem::shorten_to,
    report::{VerdictWord, number, precedents::PrecedentReport},
};

/// How much of each kind is told.
#[derive(Clone, Copy)]
struct Room {
    options: usize,
    flips: usize,
    precedents: usize,
    relaxations: usize,
    ask: bool,
    /// Whether it is told what the report was made of, where more is told and why there are no costs.
    foot: bool,
}

/// From what there is to be told if there is room, to what nobody can do without, which what speaks
/// against the verdict is a part of.
const ROOMS: [Room; 9] = [
    Room { options: 6, flips: 3, precedents: 3, relaxations: 3, ask: true, foot: true },
    Room { options: 6, flips: 2, precedents: 3, relaxations: 3, ask: true, foot: true },
    Room { options: 6, flips: 2, precedents: 2, relaxations: 2, ask: true, foot: true },
    Room { options: 5, flips: 1, precedents: 1, relaxations: 2, ask: true, foot: true },
    Room { options: 3, flips: 1, precedents: 0, relaxations: 1, ask: true, foot: true },
    Room { options: 3, flips: 0, precedents: 0, relaxations: 1, ask: true, foot: true },
    Room { options: 3, flips: 0, precedents: 0, relaxations: 1, ask: false, foot: true },
    Room { options: 3, flips: 0, precedents: 0, relaxations: 0, ask: false, foot: true },
    Room { options: 3, flips: 0, precedents: 0, relaxations: 0, ask: false, foot: false },
];

/// The longest name of a project, and where there is room for the least.
const LONGEST_NAME: [usize; 2] = [60, 30];

impl Report {
    /// Tells what fits on a screen.
    pub(super) fn short(&self) -> Document {
        let forms = ROOMS.into_iter().map(|room| self.short_in(room));
        Document::fitting(forms).unwrap_or_else(|| Document::new(Detail::Brief))
    }

    fn short_in(&self, room: Room) -> Document {
        let decided = if self.recommendation.is_some() { 1 } else { -1 };
        let confidence = self.recommendation.as_ref().map(|_| {
            text![quiet(" · "), strong(format!("confidence: {}", self.confidence.name()))]
        });
        let longest = LONGEST_NAME[usize::from(!room.foot)];
        let headline = match &self.project {
            Some(project) => self.headline.replace(project.as_str(), &shorten_to(project, longest)),
            None => self.headline.clone(),
        };
        let title = text![tone(decided, headline), confidence];
        let mut document = Document::titled(Detail::Brief, title);
        document.gap();
        if let Some(caveat) = &self.caveat {
            document.say(strong(caveat));
            document.gap();
        }
        if self.verdict == VerdictWord::Unanswered {
            self.ask(&mut document, "Ask first:");
        } else {
            self.ranked(&mut document, room);
            self.arguments(&mut document, room);
            self.would_flip(&mut document, room);
            self.like_it(&mut document, room);
        }
        if !room.foot {
            return document;
        }
        document.gap();
        document.foot(text![
            "Reasons, answers and sources: ",
            ident("--full"),
            ", or ",
            ident("-o report.html")
        ]);
        let weights = self.changed_weights();
        if !weights.is_empty() {
            document.say(quiet(format!("Weights: {weights}")));
        }
        document.say(quiet(self.made_in_short()));
        document
    }

    /// Shows how well each option fits and what it costs, the best first, and what would have to be
    /// given up for those that are ruled out.
    fn ranked(&self, document: &mut Document, room: Room) {
        let mut options: Vec<&OptionReport> = self.options.iter().collect();
        options.sort_by_key(|option| (option.rank.is_none(), option.rank));
        let shown = if options.len() > room.options { room.options - 1 } else { options.len() };
        let (shown, left) = options.split_at(shown);
        let is_priced = self.is_priced();
        document.push(Bars {
            of: "Option",
            share: "Fit",
            note: if is_priced { "a month" } else { "" },
            is_headed: true,
            bars: shown.iter().map(|option| self.bar(option, is_priced)).collect(),
        });
        if !left.is_empty() {
            let more = text![format!("and {} more: ", left.len()), ident("--full"), " lists them"];
            document.list([more]);
        }
        let mut sets: Vec<(Vec<&RelaxationReport>, String)> = Vec::new();
        for relaxation in &self.relaxations {
            let words = relaxation.words();
            match sets.iter_mut().find(|(_, known)| *known == words) {
                Some((same, _)) => same.push(relaxation),
                None => sets.push((vec![relaxation], words)),
            }
        }
        let told = sets.iter().take(room.relaxations).map(|(same, words)| {
            let names = self.options_named(same.iter().map(|it| &it.option));
            let becomes = if same.len() == 1 { "becomes" } else { "become" };
            text![names, quiet(format!(" {becomes} possible with another answer to ")), words, "."]
        });
        document.list(told.collect::<Vec<_>>());
    }

    fn bar(&self, option: &OptionReport, is_priced: bool) -> Bar {
        let is_best = option.rank == Some(1);
        let (figure, share, note) = match option.rank {
            None => {
                let rules = self.exclusions.iter().filter(|it| it.options.contains(&option.id));
                let mut reasons = rules.filter_map(|it| it.in_short.as_deref());
                let because = reasons.next().map(|it| format!(": {it}")).unwrap_or_default();
                ("–".to_owned(), None, tone(-1, format!("ruled out{because}")))
            }
            Some(_) => {
                let cost = option.monthly_cost_usd.as_ref().map(|cost| Text::from(cost.brief()));
                let none = is_priced.then(|| quiet("no price"));
                let note = text![cost.or(none)];
                (number::whole(option.fit), Some(option.fit / 100.0), note)
            }
        };
        Bar { label: option.name.clone(), figure, share, note, is_best }
    }

    /// Says what speaks for the recommended option and against it, how often teams chose the same,
    /// and beside that what is still open; of a tie what speaks for each.
    fn arguments(&self, document: &mut Document, room: Room) {
        document.gap();
        let cost = (!self.is_priced() && self.price_book.is_some() && room.foot)
            .then_some("Not estimated, because the amount of traffic is not answered.");
        document.fields(self.grounds().into_iter().chain([
            ("Cost", Text::from(cost)),
            ("Likely", Text::from(self.borne_out())),
            ("Open", Text::from(&self.remaining.words)),
            ("Ask next", Text::from(self.ask_next.first().filter(|_| room.ask).map(AskNext::text))),
        ]));
    }

    /// Says which answers would change the recommendation.
    fn would_flip(&self, document: &mut Document, room: Room) {
        let words: Vec<&Text> = match self.flips.as_slice() {
            [] => self.flip_pairs.iter().map(|pair| &pair.words).collect(),
            flips => flips.iter().map(|flip| &flip.words).collect(),
        };
        if !words.is_empty() && room.flips > 0 {
            let all = words.len();
            let of = (all > room.flips).then(|| format!(" (first {} of {all})", room.flips));
            document.heading(2, text![self.flips_heading(), of]);
            document.list(words.into_iter().take(room.flips));
        }
    }

    fn flips_heading(&self) -> &'static str {
        match (self.flips.is_empty(), self.recommendation.is_some()) {
            (_, false) => "Would decide it",
            // Only what leads by enough is worth a move.
            (true, _) if self.stays_on.is_some() => {
                "Would put another level or ahead, both together"
            }
            (false, _) if self.stays_on.is_some() => "Would put another option level or ahead",
            (true, true) => "Would flip it, both together",
            (false, true) => "Would flip it",
        }
    }

    /// Shows the published decisions that are most like the project; if any, then one that went as
    /// is recommended, where there is one.
    fn like_it(&self, document: &mut Document, room: Room) {
        let mut told: Vec<&PrecedentReport> = self.precedents.iter().collect();
        let agrees = |it: &&PrecedentReport| Some(&it.decision) == self.recommendation.as_ref();
        if let Some(nearest) = told.iter().position(agrees) {
            told[..=nearest].rotate_right(1);
        }
        // The last one is there because it chose otherwise, whatever the nearest chose.
        if room.precedents > 1 && told.len() > room.precedents {
            told.drain(room.precedents - 1..told.len() - 1);
        }
        told.truncate(room.precedents);
        if told.is_empty() {
            return;
        }
        document.heading(2, "Teams like yours");
        let mut table = Table::new().texts(["", ""]);
        for precedent in told {
            let year = precedent.year.map(|year| format!(" ({year})"));
            table.row([strong(&precedent.chosen), text![&precedent.title, year]]);
        }
        document.push(table);
    }
}
