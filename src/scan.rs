//! What a repository says of its project: files are read for traces ([`crate::rulebase::trace`]),
//! and what these say is brought together.
//!
//! Formats are known here and what they mean is not: every file becomes a list of facts, such
//! as `resource aws_lambda_function api memory_size = 512`, and traces are patterns of these. The
//! way there is one of plain values: [`Scanner::look`] makes sightings of a file's text, and
//! [`conclude`] makes answers of all sightings. Which files there are, and what is in them, is for
//! the caller to find out.

mod code;
mod conclude;
mod fact;
mod format;
mod parts;
pub mod people;
mod scanner;

pub use self::{
    conclude::{Answer, Claim, Conflict, Part, Scan, conclude},
    scanner::{Scanner, Setting, Sighting},
};
