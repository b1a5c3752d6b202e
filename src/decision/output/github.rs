//! For GitHub: workflow commands that annotate lines of files.
//!
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>

use super::{Output, Tally, details, messages, place};
use crate::{
    decision::finding::{Finding, Outcome},
    problem::Problem,
};

/// One command for each decision that does not simply stand.
#[derive(Clone, Copy, Debug, Default)]
pub struct Github;

/// A text as the message of a command.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as a property of a command.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

fn command(
    level: &str,
    (file, line, column): (&str, usize, usize),
    title: &str,
    text: &str,
) -> String {
    let (file, title, text) = (property(file), property(title), message(text));
    format!("::{level} file={file},line={line},col={column},title={title}::{text}\n")
}

impl Output for Github {
    fn finding(&mut self, finding: &Finding, fails: bool) -> String {
        let level = match finding.outcome {
            _ if fails => "error",
            Outcome::Stands | Outcome::Retired if finding.breaches.is_empty() => {
                return String::new();
            }
            _ if finding.excused() => "notice",
            _ => "warning",
        };
        let mut text = finding.words.clone();
        for line in details(finding, false) {
            text.push_str(&format!("\n- {line}"));
        }
        let part = finding
            .component
            .as_ref()
            .map(|component| format!(" on {component}"))
            .unwrap_or_default();
        let title = format!("Decision{part}: {}", finding.outcome.name());
        command(level, (&finding.file, finding.line, finding.column), &title, &text)
    }

    fn bad(&mut self, file: &str, problems: &[Problem]) -> String {
        let (file, line, column) = place(file, problems);
        command("error", (&file, line, column), "Decision: unreadable", &messages(problems))
    }

    fn end(&mut self, tally: &Tally) -> String {
        format!("{}\n", tally.words())
    }
}
