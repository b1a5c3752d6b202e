//! For GitHub: workflow commands that annotate lines of files.
//!
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>
//!
//! ```text
//! ::error file=d/0003.md,line=7,col=3,title=Decision%3A changed::A server is recommended today.
//! ```

use super::{
    Problem, Severity,
    case::{Case, CaseResult, Sink, Summary},
    paths::Paths,
    text::{lines, one_line},
};

/// One command for each problem.
#[derive(Clone, Debug)]
pub(super) struct Github(pub(super) Paths);

impl Sink for Github {
    fn case(&mut self, case: &Case) -> String {
        case.problems.iter().map(|problem| command(case, problem, &self.0)).collect()
    }

    fn end(&mut self, summary: &Summary) -> String {
        format!("{}\n", one_line(&summary.words))
    }
}

fn command(case: &Case, problem: &Problem, paths: &Paths) -> String {
    let level = match (&case.result, problem.severity) {
        (CaseResult::Excused { .. }, _) | (_, Severity::Info) => "notice",
        (_, Severity::Warning) => "warning",
        (_, Severity::Error) => "error",
    };
    let place = problem.place_in_file().map(|place| {
        let (line, column) = place.line_and_column();
        format!("file={},line={line},col={column},", property(&paths.shown(place.source.name())))
    });
    format!(
        "::{level} {}title={}::{}\n",
        place.unwrap_or_default(),
        property(&case.title),
        message(&problem.in_full())
    )
}

/// Writes a text as the message of a command: in one line.
fn message(text: &str) -> String {
    lines(text).replace('%', "%25").replace('\n', "%0A")
}

/// Writes a text as a property of a command.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
