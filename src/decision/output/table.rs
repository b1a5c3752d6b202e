//! For people: a line for each decision that stands, a few for each other.

use super::{Output, Tally};
use crate::{
    decision::finding::{Finding, Outcome},
    document::terminal::Screen,
    problem::{Problem, text::one_line},
    report::made::Made,
};

/// For a terminal.
#[derive(Clone, Debug)]
pub struct Table {
    /// What the check is made by.
    pub made: Made,
    /// What can be shown.
    pub screen: Screen,
    /// Whether to tell everything.
    pub full: bool,
}

impl Table {
    fn outcome(&self, finding: &Finding, fails: bool) -> String {
        let name = format!("{:<11}", finding.outcome.words());
        let style = match finding.outcome {
            _ if fails => anstyle::AnsiColor::Red.on_default().bold(),
            Outcome::Stands => anstyle::AnsiColor::Green.on_default(),
            Outcome::Retired => anstyle::Style::new().dimmed(),
            Outcome::Weaker | Outcome::Changed | Outcome::CannotTell => {
                anstyle::AnsiColor::Yellow.on_default()
            }
        };
        self.screen.paint(style, &name)
    }

    fn wrapped(&self, text: &str, first: &str, other: &str) -> String {
        let width = usize::from(self.screen.width).max(20);
        let is_narrow = width < 60;
        let (first, other) = if is_narrow { (first.trim_start(), "  ") } else { (first, other) };
        let options = textwrap::Options::new(width)
            .initial_indent(first)
            .subsequent_indent(other)
            .break_words(is_narrow)
            .word_splitter(textwrap::WordSplitter::NoHyphenation);
        textwrap::fill(&one_line(text), options) + "\n"
    }
}

impl Output for Table {
    fn finding(&mut self, finding: &Finding, fails: bool) -> String {
        let part = finding
            .component
            .as_ref()
            .map(|component| format!(" ({})", one_line(component)))
            .unwrap_or_default();
        let file = one_line(&finding.file);
        let mut text = format!("{} {file}:{}{part}\n", self.outcome(finding, fails), finding.line);
        text.push_str(&self.wrapped(&finding.words, "            ", "            "));
        for line in finding.details(self.full) {
            text.push_str(&self.wrapped(&line, "            - ", "              "));
        }
        text
    }

    fn bad(&mut self, file: &str, _problems: &[Problem]) -> String {
        // What is wrong with it stands on standard error, with the place marked.
        format!("{:<11} {}\n", "unreadable", one_line(file))
    }

    fn end(&mut self, tally: &Tally, _: bool) -> String {
        let made = self.wrapped(&self.made.words(), "", "");
        let made = self.screen.paint(anstyle::Style::new().dimmed(), made.trim_end());
        self.wrapped(&tally.words(), "", "") + &made + "\n"
    }
}
