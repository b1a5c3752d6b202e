//! What went wrong and where: problems as data, worded once, rendered elsewhere
//! ([`crate::report::diagnostics`]).
//!
//! Wording of messages: lower-case first letter, no final full stop, the user's text in backticks,
//! no Rust names.

use std::{borrow::Cow, fmt, ops::Range, sync::Arc};

use crate::source::Source;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The input can be used, but something in it is probably not meant.
    Warning,
    /// The input cannot be used.
    Error,
}

macro_rules! codes {
    ($($variant:ident $name:literal $doc:literal,)+) => {
        /// The kind of a problem: stable, for scripts that react to one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $doc] $variant,)+ }

        impl Code {
            /// Every code, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name that is printed, in kebab-case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

codes! {
    AliasBudget "alias-budget" "Aliases expand to more nodes than any real file has.",
    Collision "collision" "Two packs that do not know of each other change the same thing.",
    Contradiction "contradiction" "Two answers cannot both be meant.",
    Cycle "cycle" "Packs require each other in a circle.",
    DuplicateId "duplicate-id" "Two things of one kind have the same id.",
    DuplicateKey "duplicate-key" "A mapping has a key twice.",
    Empty "empty" "There is no document in the file.",
    Evidence "evidence" "A rule claims more than its evidence carries.",
    Inconsistent "inconsistent" "Parts of a file contradict each other.",
    Io "io" "A file cannot be read or written.",
    Missing "missing" "A required key is not there.",
    NotUtf8 "not-utf8" "The file is not UTF-8 text.",
    OutOfRange "out-of-range" "A number is outside the range that makes sense.",
    SeveralDocuments "several-documents" "A file holds more than one YAML document.",
    Stale "stale" "Something rests on data that is older than it should be.",
    Syntax "syntax" "The text is not YAML.",
    TooDeep "too-deep" "The nesting is deeper than any real file's.",
    TooLarge "too-large" "The file is larger than any real one.",
    UnknownChoice "unknown-choice" "An answer that the question does not offer.",
    UnknownId "unknown-id" "A reference to something that does not exist.",
    UnknownKey "unknown-key" "A key that means nothing here.",
    Unsupported "unsupported" "A YAML feature that is not accepted here.",
    Version "version" "The file follows a form that this version does not know.",
    WrongType "wrong-type" "A value of another kind than expected.",
}

/// A stretch of a source text, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The text.
    pub source: Arc<Source>,
    /// The bytes meant, end exclusive.
    pub span: Range<usize>,
}

impl Place {
    /// Line and column of the first byte, both from 1.
    pub fn line_and_column(&self) -> (usize, usize) {
        self.source.line_and_column(self.span.start)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.line_and_column();
        write!(f, "{}:{line}:{column}", self.source.name())
    }
}

/// One problem, with all that its reader needs to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Its kind.
    pub code: Code,
    /// One sentence that says what is wrong.
    pub message: String,
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// What to write under the marked text, such as what was expected there.
    pub label: String,
    /// A second place that belongs to it, with a few words on why.
    pub related: Option<(Place, String)>,
    /// What to do about it.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error without a place.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            place: None,
            label: String::new(),
            related: None,
            help: Vec::new(),
        }
    }

    /// A warning without a place.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Sets the place and what to write under it.
    #[must_use]
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.place = Some(place);
        self.label = label.into();
        self
    }

    /// Sets the second place.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related = Some((place, label.into()));
        self
    }

    /// The text that is marked.
    pub fn marked(&self) -> Option<&str> {
        let place = self.place.as_ref()?;
        place.source.text().get(place.span.clone())
    }

    /// Adds a line on what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds "did you mean …" when there is something near.
    #[must_use]
    pub fn suggest(self, nearest: Option<&str>) -> Self {
        match nearest {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None => self,
        }
    }

    /// On the heap, which keeps results small.
    pub fn boxed(self) -> Box<Self> {
        Box::new(self)
    }
}

/// All problems of one input; never empty when returned as an error.
pub type Diagnostics = Vec<Diagnostic>;

/// Whether any of them is an error.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// A text with pictures in place of what a terminal takes for a command; people's own texts and the
/// names of their files may hold anything.
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_command =
        |character: char| character.is_control() && !matches!(character, '\n' | '\t' | '\u{85}');
    if !text.contains(is_command) {
        return Cow::Borrowed(text);
    }
    let picture = |character: char| match u32::from(character) {
        control @ 0..0x20 => {
            char::from_u32(0x2400 + control).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        0x7f => '␡',
        _ => char::REPLACEMENT_CHARACTER,
    };
    let character =
        |character: char| if is_command(character) { picture(character) } else { character };
    Cow::Owned(text.chars().map(character).collect())
}
