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
    /// Why.
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

/// Reads a file of exceptions.
///
/// # Errors
/// Everything in it that is not as expected: an exception without a reason or an end, an unknown
/// key, a date that is none.
pub fn read(source: &Arc<Source>) -> Result<Vec<Exception>, Problems> {
    let root = yaml::parse(source)?;
    let mut reader = Reader::new(source);
    let mut exceptions = Vec::new();
    if let Some(top) = reader.mapping(&root, "exceptions", &["exceptions"])
        // The last one may have been taken out, or only its lines commented out.
        && !top.entry("exceptions").is_some_and(|entry| entry.value.is_null())
        && let Some(list) = reader.require(top, "exceptions", "a file of exceptions")
    {
        for node in reader.sequence(list, "`exceptions`").unwrap_or_default() {
            let Some(map) =
                reader.mapping(node, "an exception", &["file", "component", "because", "until"])
            else {
                continue;
            };
            let mut text = |key: &str| {
                let value = reader.require(map, key, "an exception")?;
                Some((reader.text(value, format_args!("`{key}`"))?.to_owned(), value))
            };
            let (file, because, until) = (text("file"), text("because"), text("until"));
            let component = map
                .get("component")
                .and_then(|node| reader.text(node, "`component`"))
                .map(str::to_owned);
            let until = until.and_then(|(text, node)| {
                let date: Option<Date> = text.parse().ok();
                if date.is_none() {
                    reader.wrong_type(node, "`until`", "a day such as 2027-03-31");
                }
                date
            });
            if let (Some((file, _)), Some((because, _)), Some(until)) = (file, because, until) {
                exceptions.push(Exception {
                    file,
                    component,
                    because,
                    until,
                    place: reader.place(node.span),
                });
            }
        }
    }
    reader.or(exceptions)
}
