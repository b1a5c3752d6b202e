//! The report on a system as a document.

use super::{A_MIX, ConclusionWord, SystemReport};
use crate::{
    document::{Detail, Document, Table, Text, ToDocument, ident, quiet, strong, text, tone},
    report::{
        AccountCost,
        made::in_short,
        number,
        portfolio::{Row, table_of},
    },
};

/// What is told of a system where not everything is.
#[derive(Clone, Copy)]
struct Room {
    why: bool,
    singles: bool,
    rule: bool,
}

/// From what there is to be told if there is room, to what nobody can do without.
const ROOMS: [Room; 4] = [
    Room { why: true, singles: true, rule: true },
    Room { why: false, singles: true, rule: true },
    Room { why: false, singles: false, rule: true },
    Room { why: false, singles: false, rule: false },
];

impl ToDocument for SystemReport {
    fn document(&self, detail: Detail) -> Document {
        let [everything, ..] = ROOMS;
        let forms = ROOMS.into_iter().map(|room| self.document_in(room, detail));
        let forms = Document::fitting(forms).filter(|_| !detail.is_full());
        forms.unwrap_or_else(|| self.document_in(everything, detail))
    }
}

impl SystemReport {
    fn document_in(&self, room: Room, detail: Detail) -> Document {
        let together = &self.system;
        let decided =
            matches!(together.conclusion, ConclusionWord::OnePlatform | ConclusionWord::Mix);
        let title = tone(if decided { 1 } else { -1 }, &self.headline);
        let mut document = Document::titled(detail, title);
        // Why a mix is worth so much, and no more, is for those who ask.
        let rule = together.rule.as_ref();
        let is_the_rules = |words: &&String| rule.is_some_and(|rule| rule.because == **words);
        let (general, own): (Vec<_>, Vec<_>) = together.because.iter().partition(is_the_rules);
        let origins = rule.into_iter().flat_map(|rule| rule.origins.iter().cloned());
        let notes = document.cite_all(origins);
        let general = general.into_iter().filter(|_| detail.is_full());
        let general = general.map(|words| text![words, notes.clone()]);
        let own = own.into_iter().filter(|words| room.rule || !words.starts_with(A_MIX));
        document.list(own.map(Text::from).chain(general).collect::<Vec<_>>());
        let rows = self.components.iter().map(|part| Row::new(&part.name, &part.report));
        let rows = rows.zip(&self.components);
        let parts = rows.map(|(row, part)| Row { project: part.name.clone(), ..row });
        document.section("Part by part", table_of("Part", parts));
        let why = self.components.iter().filter(|_| room.why).filter_map(|part| {
            let because = part.report.caveat.as_ref().or(part.report.why.as_ref())?;
            Some(text![strong(&part.name), ": ", because])
        });
        document.list(why.collect::<Vec<_>>());
        if let Some(cost) = &together.in_one_account {
            let words = cost.monthly_usd.words();
            document.say(format!("All parts as recommended: {words} a month."));
            if detail.is_full() {
                document.list(AccountCost::notes(&[(String::new(), *cost)]));
            }
        }
        if room.singles {
            document.section("One platform for all", self.singles());
        }
        if !detail.is_full() {
            let (part, all) = (ident("--component NAME"), ident("--full"));
            document.foot(text![part, quiet(" reports on one part, "), all, quiet(" on each.")]);
            document.say(quiet(self.made_in_short()));
        }
        for part in self.components.iter().filter(|_| detail.is_full()) {
            let words = Row::new(&part.name, &part.report).words;
            document.fold(format!("{}: {words}", part.name), part.report.document(detail));
        }
        if detail.is_full() {
            document.foot(self.made_in_short());
        }
        document
    }

    /// Returns which program and which rule base made the report when, in a few words.
    fn made_in_short(&self) -> String {
        in_short(self.date.as_deref(), self.tool_version, &self.rule_base.in_short())
    }

    /// Returns what one platform for all parts would mean: greatest loss, who pays, cost.
    fn singles(&self) -> Table {
        let mut table = Table::new()
            .texts(["Platform"])
            .numbers(["Largest loss"])
            .texts(["For"])
            .numbers(["Monthly cost"]);
        for single in &self.system.singles {
            let none = || "-".to_owned();
            let cost = single.in_one_account.map_or_else(none, |it| it.monthly_usd.short());
            table.row(match single.excluded_for.as_slice() {
                [] => {
                    let pays = single.pays.clone().unwrap_or_else(none);
                    [single.name.clone(), number::whole(single.greatest_loss), pays, cost]
                }
                parts => [single.name.clone(), "ruled out".to_owned(), parts.join(", "), none()],
            });
        }
        table
    }
}
