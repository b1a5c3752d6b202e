//! Problems as JSON, for scripts: what is printed where a report was asked for in JSON and the
//! input cannot be read.
//!
//! ```json
//! {
//!   "schema": "whereto/problems/1",
//!   "problems": [
//!     {"severity": "error", "code": "unknown-key", "message": "there is no question `trafic`", …}
//!   ]
//! }
//! ```

use schemars::JsonSchema;
use serde::Serialize;

use super::{Advice, Mark, Problem, Severity};
use crate::source::Place;

/// The schema that it follows.
const SCHEMA: &str = "whereto/problems/1";

/// Everything that is wrong with an input.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ProblemsReport {
    /// The schema that it follows.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: &'static str,
    /// All problems, of every file; there is at least one.
    pub problems: Vec<ProblemReport>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct ProblemReport {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of problem it is, by a name that never changes its meaning.
    pub code: &'static str,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Where it is; null for what has no place, such as a file that is not there.
    pub place: Option<PlaceReport>,
    /// Other places that belong to it.
    pub related: Vec<PlaceReport>,
    /// What else is to be said of it.
    pub notes: Vec<String>,
    /// What to do about it, a sentence each.
    pub help: Vec<String>,
    /// The known name that was probably meant instead of the text at the place.
    pub suggestion: Option<String>,
}

/// A stretch of a file, or of an argument.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PlaceReport {
    /// The file; `<stdin>` for standard input, or an argument such as `--set compute.gpu`.
    pub file: String,
    /// The line of its first character, from 1.
    pub line: usize,
    /// The column of its first character, from 1, in characters.
    pub column: usize,
    /// The line of the first character after it.
    pub end_line: usize,
    /// The column of the first character after it.
    pub end_column: usize,
    /// What is said of it, such as what was expected there; may be empty.
    pub label: String,
}

impl ProblemsReport {
    /// Reports problems.
    pub fn new(problems: &[Problem]) -> Self {
        Self { schema: SCHEMA, problems: problems.iter().map(ProblemReport::from).collect() }
    }
}

impl From<&Problem> for ProblemReport {
    fn from(problem: &Problem) -> Self {
        let (mut notes, mut help) = (Vec::new(), Vec::new());
        for advice in &problem.advice {
            match advice {
                Advice::Note(note) => notes.push(note.clone()),
                Advice::Help(_) | Advice::DidYouMean(_) => help.push(advice.words()),
            }
        }
        let mut marks = problem.marks.iter().map(PlaceReport::from);
        Self {
            severity: problem.severity,
            code: problem.code.name,
            message: problem.message.clone(),
            place: marks.next(),
            related: marks.collect(),
            notes,
            help,
            suggestion: problem.suggestion().map(str::to_owned),
        }
    }
}

impl From<&Mark> for PlaceReport {
    fn from(mark: &Mark) -> Self {
        let Place { source, span } = &mark.place;
        let (line, column) = source.line_and_column(span.start);
        let (end_line, end_column) = source.line_and_column(span.end);
        let (file, label) = (source.name().to_owned(), mark.label.clone());
        Self { file, line, column, end_line, end_column, label }
    }
}
