//! For pull requests, and for a browser: an item for each decision, with everything that is to be
//! said of it.

use super::{Output, Tally};
use crate::{
    decision::finding::{Finding, Outcome},
    document::{Detail, Document, Item, Text, html, ident, markdown, quiet, strong, text, tone},
    problem::Problem,
    report::made::Made,
};

/// What stands above all findings.
const TITLE: &str = "Decisions";

/// As Markdown, or as one page of HTML.
#[derive(Clone, Debug)]
pub struct Pages {
    /// Whether it is HTML.
    pub html: bool,
    /// What the check is made by.
    pub made: Made,
}

impl Pages {
    fn print(&self, fill: impl FnOnce(&mut Document)) -> String {
        let mut document = Document::new(Detail::Full);
        fill(&mut document);
        if self.html { html::part(&document) } else { markdown::render(&document, 2) }
    }

    fn item(&self, what: Text, place: String, details: Vec<Text>) -> String {
        let item = Item::with(text![what, " ", ident(place)], details);
        self.print(|document| document.list([item]))
    }
}

impl Output for Pages {
    fn begin(&mut self) -> String {
        let title = self.print(|document| document.heading(1, TITLE));
        if self.html { html::opening(TITLE) + "<article>\n" + &title } else { title + "\n" }
    }

    fn finding(&mut self, finding: &Finding, fails: bool) -> String {
        let words = finding.outcome.words();
        let what = match finding.outcome {
            _ if fails => text![tone(-1, words), " (fails the check)"],
            Outcome::Stands => tone(1, words),
            Outcome::Retired => quiet(words),
            Outcome::Weaker | Outcome::Changed | Outcome::CannotTell => strong(words),
        };
        let part = finding.component.as_ref().map(|part| format!(" ({part})"));
        let place = format!("{}:{}{}", finding.file, finding.line, part.unwrap_or_default());
        let details = std::iter::once(finding.words.clone()).chain(finding.details(true));
        self.item(what, place, details.map(Text::from).collect())
    }

    fn bad(&mut self, file: &str, problems: &[Problem]) -> String {
        let messages = problems.iter().map(|problem| Text::from(&problem.message));
        self.item(tone(-1, "unreadable"), file.to_owned(), messages.collect())
    }

    fn end(&mut self, tally: &Tally, _: bool) -> String {
        let words = self.print(|document| {
            document.say(tally.words());
            document.foot(quiet(self.made.words()));
        });
        if self.html { words + "</article>\n" + &html::closing() } else { format!("\n{words}") }
    }
}
