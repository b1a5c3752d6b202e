//! For CI systems that read the XML that JUnit's Ant task introduced.

use std::fmt::Write;

use super::{Output, Tally, details, messages};
use crate::{
    decision::finding::{Finding, Outcome},
    problem::Problem,
    report::xml::escaped,
};

/// One case for each decision. What an exception was made for, and what is retired, counts as
/// skipped.
#[derive(Clone, Debug, Default)]
pub struct Junit {
    /// The counts come first in the document, so the cases wait for them.
    cases: String,
    skipped: usize,
    failures: usize,
    errors: usize,
}

impl Junit {
    fn case(&mut self, name: &str, file: &str, line: usize, inside: Option<String>) -> String {
        let (name, file) = (escaped(name), escaped(file));
        let _ = write!(
            self.cases,
            "    <testcase name=\"{name}\" classname=\"whereto.check\" file=\"{file}\" \
             line=\"{line}\""
        );
        let _ = match inside {
            None => writeln!(self.cases, "/>"),
            Some(inside) => writeln!(self.cases, ">\n      {inside}\n    </testcase>"),
        };
        String::new()
    }
}

/// A text inside an element, with its lines as they are.
fn body(text: &str) -> String {
    escaped(text).replace("&#10;", "\n")
}

impl Output for Junit {
    fn finding(&mut self, finding: &Finding, fails: bool) -> String {
        let text = details(finding, false).join("\n");
        let words = escaped(&finding.words);
        let inside = if fails {
            self.failures += 1;
            Some(format!(
                "<failure message=\"{words}\" type=\"{}\">{}</failure>",
                finding.outcome.name(),
                body(&text)
            ))
        } else if finding.outcome == Outcome::Retired
            || (finding.excused() && finding.at_fault(true))
        {
            self.skipped += 1;
            let reason = finding.exception.as_ref().map_or(words, |it| {
                escaped(&format!("exception until {}: {}", it.until, it.because))
            });
            Some(format!("<skipped message=\"{reason}\"/>"))
        } else if finding.outcome == Outcome::Stands {
            None
        } else {
            Some(format!(
                "<system-out>{}</system-out>",
                body(&format!("{}\n{text}", finding.words))
            ))
        };
        self.case(&finding.subject(), &finding.file, finding.line, inside)
    }

    fn bad(&mut self, file: &str, problems: &[Problem]) -> String {
        self.errors += 1;
        let (file, line, _) = super::place(file, problems);
        let text = messages(problems);
        let message = escaped(text.lines().next().unwrap_or_default());
        self.case(
            &file,
            &file,
            line,
            Some(format!(
                "<error message=\"{message}\" type=\"bad input\">{}</error>",
                body(&text)
            )),
        )
    }

    fn end(&mut self, tally: &Tally) -> String {
        let counts = format!(
            "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
            tally.checked + tally.bad,
            self.failures,
            self.errors,
            self.skipped
        );
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"whereto check\" \
             {counts}>\n  <testsuite name=\"whereto check\" {counts}>\n{}  \
             </testsuite>\n</testsuites>\n",
            self.cases
        )
    }
}
