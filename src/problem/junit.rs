//! For CI systems that read the XML that JUnit's Ant task introduced.
//!
//! ```xml
//! <testcase name="d/0003.md" classname="whereto.check" file="d/0003.md" line="7">
//!   <failure message="A server is recommended today." type="changed">…</failure>
//! </testcase>
//! ```

use std::fmt::Write;

use super::{
    Advice, Problem,
    case::{Case, CaseResult, Run, Sink, Summary},
    paths::Paths,
    text::{idle, printable},
};

/// One test case for each case, in a suite for each group. What is excused counts as skipped.
#[derive(Debug)]
pub(super) struct Junit {
    run: Run,
    paths: Paths,
    /// The counts come first in the document, so the cases wait for them.
    suites: Vec<Suite>,
}

#[derive(Debug, Default)]
struct Suite {
    name: String,
    counts: Counts,
    cases: String,
}

/// How many cases there are in all, and how many of each result but "passed".
type Counts = [usize; 4];

/// The attributes that give these counts.
const COUNTED: [&str; 4] = ["tests", "failures", "errors", "skipped"];

impl Junit {
    /// Starts a run.
    pub(super) fn new(run: Run, paths: Paths) -> Self {
        Self { run, paths, suites: Vec::new() }
    }

    /// Returns the suite of a case; cases of a group come one after the other.
    fn suite(&mut self, case: &Case) -> &mut Suite {
        let name = self.paths.group(case).unwrap_or_else(|| self.run.name.to_owned());
        if self.suites.last().is_none_or(|suite| suite.name != name) {
            self.suites.push(Suite { name, ..Suite::default() });
        }
        let last = self.suites.len() - 1;
        &mut self.suites[last]
    }
}

impl Sink for Junit {
    fn case(&mut self, case: &Case) -> String {
        let class = self.paths.group(case).unwrap_or_else(|| self.run.name.replace(' ', "."));
        let name = self.paths.name(case);
        let place = case.place.as_ref().map(|(file, line)| (self.paths.shown(file), *line));
        let suite = self.suite(case);
        suite.counts[0] += 1;
        match case.result {
            CaseResult::Passed => {}
            CaseResult::Failed => suite.counts[1] += 1,
            CaseResult::Unreadable => suite.counts[2] += 1,
            CaseResult::Excused { .. } => suite.counts[3] += 1,
        }
        let (name, class) = (escaped(&name), escaped(&class));
        let _ = write!(suite.cases, "    <testcase name=\"{name}\" classname=\"{class}\"");
        if let Some((file, line)) = place {
            let _ = write!(suite.cases, " file=\"{}\" line=\"{line}\"", escaped(&file));
        }
        let _ = match inside(case) {
            None => writeln!(suite.cases, "/>"),
            Some(inside) => writeln!(suite.cases, ">\n      {inside}\n    </testcase>"),
        };
        String::new()
    }

    fn end(&mut self, _summary: &Summary) -> String {
        if self.suites.is_empty() {
            self.suites.push(Suite { name: self.run.name.to_owned(), ..Suite::default() });
        }
        let all = [0, 1, 2, 3].map(|at| self.suites.iter().map(|suite| suite.counts[at]).sum());
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" {}>\n",
            self.run.name,
            attributes(all)
        );
        for Suite { name, counts, cases } in &self.suites {
            let (name, counts) = (escaped(name), attributes(*counts));
            let _ = writeln!(text, "  <testsuite name=\"{name}\" {counts}>\n{cases}  </testsuite>");
        }
        text + "</testsuites>\n"
    }
}

fn attributes(counts: Counts) -> String {
    let attributes = COUNTED.iter().zip(counts).map(|(name, count)| format!("{name}=\"{count}\""));
    attributes.collect::<Vec<_>>().join(" ")
}

/// Returns what stands inside a test case; nothing in one that simply passes.
fn inside(case: &Case) -> Option<String> {
    match &case.result {
        CaseResult::Excused { because, until } => {
            let reason = match until {
                Some(until) => format!("exception until {until}: {because}"),
                None => because.clone(),
            };
            Some(format!("<skipped message=\"{}\"/>", escaped(&reason)))
        }
        CaseResult::Failed => Some(wrong("failure", case)),
        CaseResult::Unreadable => Some(wrong("error", case)),
        CaseResult::Passed if case.problems.is_empty() => None,
        CaseResult::Passed => {
            let text = |problem: &Problem| {
                format!("{}\n{}", located(case, problem), advice(problem).join("\n"))
            };
            let text: Vec<String> = case.problems.iter().map(text).collect();
            Some(format!("<system-out>{}</system-out>", body(&text.join("\n"))))
        }
    }
}

/// Returns an element that says what is wrong: the first problem in an attribute, and inside what
/// there is beyond that.
fn wrong(element: &str, case: &Case) -> String {
    let (message, code) = match case.problems.first() {
        Some(first) => (located(case, first), first.code.name),
        None => (case.title.clone(), "failed"),
    };
    let lines: Vec<String> = match case.problems.as_slice() {
        [only] => advice(only),
        several => several
            .iter()
            .flat_map(|problem| [vec![located(case, problem)], advice(problem)].concat())
            .collect(),
    };
    let (message, body) = (escaped(&message), body(&lines.join("\n")));
    format!("<{element} message=\"{message}\" type=\"{code}\">{body}</{element}>")
}

/// Returns the message of a problem, with its line where that is not the line of the case.
fn located(case: &Case, problem: &Problem) -> String {
    let line = problem.place().map(|place| place.line_and_column().0);
    match line.filter(|line| case.place.as_ref().is_some_and(|(_, own)| own != line)) {
        Some(line) => format!("line {line}: {}", problem.message),
        None => problem.message.clone(),
    }
}

fn advice(problem: &Problem) -> Vec<String> {
    problem.advice.iter().map(Advice::words).collect()
}

/// Writes a text for an attribute in double quotes or for the inside of an element. What XML 1.0
/// cannot hold becomes a picture.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in idle(&printable(text)).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push(char::REPLACEMENT_CHARACTER),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Writes a text inside an element, with its lines as they are.
fn body(text: &str) -> String {
    escaped(text).replace("&#10;", "\n")
}
