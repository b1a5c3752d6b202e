//! What is wrong or worth knowing, and where: one kind of problem for bad input, for what lint
//! finds and for decisions that no longer stand, worded once and printed by the sinks below.
//!
//! ```text
//! error[unknown-choice]: `traffic.pattern` has no choice `spikey`
//!  --> shop.yaml:4:12
//!   |
//! 4 |   pattern: spikey
//!   |            ^^^^^^ expected one of steady, diurnal, bursty
//! ```
//!
//! Wording of messages: lower-case first letter, no final full stop, the user's text in backticks,
//! no Rust names.

pub mod case;
mod code;
mod github;
pub mod json;
mod junit;
pub mod paths;
mod sarif;
pub mod sink;
pub mod text;

use std::{
    fmt,
    ops::{Deref, DerefMut},
};

pub use self::code::Code;
use crate::{
    source::{self, Place},
    suggest,
    words::worded,
};

worded! {
    /// How bad a problem is.
    pub enum Severity {
        /// Worth knowing.
        Info = "info",
        /// Probably not meant.
        Warning = "warning",
        /// Certainly not meant, or not to be used.
        Error = "error",
    }
}

/// A place that belongs to a problem, and a few words on why.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Where it is.
    pub place: Place,
    /// What to write under it, such as what was expected there; empty for nothing.
    pub label: String,
}

/// What else is to be said of a problem.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Advice {
    /// More about it, such as an example.
    Note(String),
    /// What to do about it.
    Help(String),
    /// The known name that was probably meant.
    DidYouMean(String),
}

/// One problem, with all that its reader needs to mend it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of problem it is.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where, if it has a place; further marks are places that belong to it.
    pub marks: Vec<Mark>,
    /// What else is to be said.
    pub advice: Vec<Advice>,
}

/// So many names are listed where one of them was expected.
const FEW: usize = 16;

/// A list of so many bytes fits under the line with the place.
const SHORT: usize = 100;

impl Problem {
    /// Creates a problem without a place.
    pub fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        let (marks, advice) = (Vec::new(), Vec::new());
        Self { severity, code, message: message.into(), marks, advice }
    }

    /// Creates an error without a place.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// Creates a warning without a place.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// Refuses the name of a thing that is not there, and says what there is.
    pub fn unknown<'a>(
        kind: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
        place: Option<Place>,
    ) -> Self {
        let message = format!("there is no {kind} `{}`", shorten(name));
        Self::error(Code::UNKNOWN_ID, message).expecting(name, known, place)
    }

    /// Refuses a second thing of a kind with the id of another.
    pub(crate) fn second(kind: &str, id: &str, place: Place, first: Place) -> Self {
        let message = format!("there are two {kind}s `{id}`");
        Self::error(Code::DUPLICATE_ID, message)
            .at(place, "the second one")
            .related(first, "the first one")
    }

    /// Sets the place of a name that is none of those that are known; says which of them was
    /// probably meant, and what they are, as far as that is short or the only help there is.
    #[must_use]
    pub fn expecting<'a>(
        self,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
        place: Option<Place>,
    ) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let nearest = suggest::nearest(name, known.iter().copied());
        let expected = format!("expected one of {}", known.join(", "));
        let is_listed = (1..=FEW).contains(&known.len());
        match place {
            Some(place) if is_listed && expected.len() <= SHORT => {
                self.at(place, expected).suggest(nearest)
            }
            Some(place) if is_listed && nearest.is_none() => {
                self.at(place, "unknown").help(expected)
            }
            Some(place) => self.at(place, "unknown").suggest(nearest),
            None if is_listed => self.suggest(nearest).help(expected),
            None => self.suggest(nearest),
        }
    }

    /// Sets the place and what to write under it.
    #[must_use]
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.marks.insert(0, Mark { place, label: label.into() });
        self
    }

    /// Adds a place that belongs to it.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.marks.push(Mark { place, label: label.into() });
        self
    }

    /// Adds a line that says more.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.advice.push(Advice::Note(note.into()));
        self
    }

    /// Adds a line on what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.advice.push(Advice::Help(help.into()));
        self
    }

    /// Adds "did you mean …" when there is something near.
    #[must_use]
    pub fn suggest(mut self, nearest: Option<&str>) -> Self {
        self.advice.extend(nearest.map(|name| Advice::DidYouMean(name.to_owned())));
        self
    }

    /// Tells whether it is that a file is no text, or larger than any that is read.
    pub fn is_of_no_text(&self) -> bool {
        [Code::NOT_UTF8, Code::TOO_LARGE].contains(&self.code)
    }

    /// Says which argument of the command line it is about.
    #[must_use]
    pub fn of_argument(mut self, argument: &str) -> Self {
        self.message = format!("`{argument}`: {}", self.message);
        self
    }

    /// Returns where it is.
    pub fn place(&self) -> Option<&Place> {
        self.marks.first().map(|mark| &mark.place)
    }

    /// Returns its main place where that is in a file: what is built into the program stands in none,
    /// though a file may have the same name.
    fn place_in_file(&self) -> Option<&Place> {
        self.place().filter(|place| !place.source.is_built_in())
    }

    /// Returns the text that is marked.
    pub fn marked(&self) -> Option<&str> {
        self.place().map(Place::text)
    }

    /// Returns the name that was probably meant.
    pub fn suggestion(&self) -> Option<&str> {
        self.advice.iter().find_map(|advice| match advice {
            Advice::DidYouMean(name) => Some(name.as_str()),
            Advice::Note(_) | Advice::Help(_) => None,
        })
    }
}

impl Advice {
    /// Returns it as a line of text.
    pub fn words(&self) -> String {
        match self {
            Self::Note(words) | Self::Help(words) => words.clone(),
            Self::DidYouMean(name) => format!("did you mean `{name}`?"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl From<source::Unreadable> for Problem {
    fn from(unreadable: source::Unreadable) -> Self {
        let message = unreadable.to_string();
        match unreadable {
            source::Unreadable::TooLarge { .. } => Self::error(Code::TOO_LARGE, message),
            source::Unreadable::NotUtf8 { place } => Self::error(Code::NOT_UTF8, message)
                .at(place, "this is no character")
                .help("save the file as UTF-8"),
        }
    }
}

/// All problems of one input, as an error; never empty when returned as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Starts without any.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Drops what is no problem after all.
    pub fn retain(&mut self, is_one: impl FnMut(&Problem) -> bool) {
        self.0.retain(is_one);
    }

    /// Returns whether any of them is an error.
    pub fn any_error(&self) -> bool {
        self.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Returns all values.
    ///
    /// # Errors
    /// Everything that is wrong with any of them.
    pub fn gather<T>(results: impl IntoIterator<Item = Result<T, Self>>) -> Result<Vec<T>, Self> {
        let (mut values, mut problems) = (Vec::new(), Self::new());
        for result in results {
            match result {
                Ok(value) => values.push(value),
                Err(found) => problems.extend(found),
            }
        }
        problems.or(values)
    }

    /// Returns a value that came out well, unless there are problems.
    ///
    /// # Errors
    /// The problems, if there are any.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl Deref for Problems {
    type Target = [Problem];

    fn deref(&self) -> &[Problem] {
        &self.0
    }
}

impl DerefMut for Problems {
    fn deref_mut(&mut self) -> &mut [Problem] {
        &mut self.0
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl From<source::Unreadable> for Problems {
    fn from(unreadable: source::Unreadable) -> Self {
        Problem::from(unreadable).into()
    }
}

impl FromIterator<Problem> for Problems {
    fn from_iter<I: IntoIterator<Item = Problem>>(problems: I) -> Self {
        Self(problems.into_iter().collect())
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        self.0.extend(problems);
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'p> IntoIterator for &'p Problems {
    type Item = &'p Problem;
    type IntoIter = std::slice::Iter<'p, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages: Vec<&str> = self.iter().map(|problem| problem.message.as_str()).collect();
        f.write_str(&messages.join("; "))
    }
}

impl std::error::Error for Problems {}

/// Cuts a text to what fits in a message.
pub fn shorten(text: &str) -> String {
    shorten_to(text, 40)
}

/// Returns the start of a text, at most so many characters of its first line.
pub fn shorten_to(text: &str, longest: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > longest || line.len() < text.len() {
        format!("{}…", line.chars().take(longest).collect::<String>())
    } else {
        line.to_owned()
    }
}
