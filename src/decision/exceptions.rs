//! Exceptions: decisions that may fail a check for a while, with a reason and the day on which that
//! ends.
//!
//! ```yaml
//! exceptions:
//!   - file: docs/decisions/0007-where-the-backend-of-x-runs.md
//!     because: The move is planned for the spring.
//!     until: 2027-03-31
//! ```

use std::sync::Arc;

use jiff::civil::Date;

use crate::{
    problem::Problems,
    reader::Reader,
    shape::{At, FromNode, shape},
    source::{Place, Source},
    yaml,
};

/// One exception.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The file, as it is written: relative to the folder of the file with the exceptions.
    pub file: String,
    /// The part of a system that it is made for; none for all of the file.
    pub component: Option<String>,
    /// Why the decision may fail all the same.
    pub because: String,
    /// The last day on which it holds.
    pub until: Date,
    /// Where it stands.
    pub place: Place,
}

impl Exception {
    /// Returns what it is made for, as it is printed.
    pub fn subject(&self) -> String {
        match &self.component {
            Some(component) => format!("`{}` ({component})", self.file),
            None => format!("`{}`", self.file),
        }
    }

    /// Returns whether it no longer holds on a day.
    pub fn expired(&self, today: Date) -> bool {
        today > self.until
    }
}

shape! {
    /// A file of exceptions as it is written.
    pub(crate) struct RawExceptions: "a file of exceptions" {
        optional exceptions: Vec<RawException<'n>> = "the exceptions",
    }

    /// An exception as it is written.
    pub(crate) struct RawException: "an exception" {
        required file: &'n str = "the file that it is for, from the folder of this one on",
        optional component: &'n str = "the part of a system that it is for",
        required because: &'n str = "why",
        required until: Date = "the last day on which it holds",
    }
}

/// Reads a file of exceptions.
///
/// # Errors
/// Everything in it that is not as expected: an exception without a reason or an end, an unknown
/// key, a date that is none.
pub fn read(source: &Arc<Source>) -> Result<Vec<Exception>, Problems> {
    let root = yaml::parse(source)?;
    let mut reader = Reader::new(source);
    let Some(file) = RawExceptions::from_node(&root, At { owner: "", key: "" }, &mut reader) else {
        return Err(reader.finish());
    };
    // The last one may have been taken out, or only its lines commented out.
    if file.mapping.entry("exceptions").is_none() {
        reader.require(file.mapping, "exceptions", "a file of exceptions");
    }
    let exception = |raw: RawException<'_>| {
        Some(Exception {
            file: raw.file?.to_owned(),
            component: raw.component.map(str::to_owned),
            because: raw.because?.to_owned(),
            until: raw.until?,
            place: reader.place(raw.mapping.span()),
        })
    };
    let exceptions = file.exceptions.into_iter().flatten().filter_map(exception).collect();
    reader.or(exceptions)
}
