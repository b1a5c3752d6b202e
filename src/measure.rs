//! Access logs, and what they prove of a project's traffic: lines in, a summary out that grows with
//! the time a log covers and not with its lines, and that can be added to others.
//!
//! ```text
//! 203.0.113.9 - - [01/Oct/2026:13:55:36 +0000] "GET /cart HTTP/1.1" 200 5120 "-" "curl/8.5" 0.084
//! ```
//!
//! Whoever has the bytes cuts them into blocks of whole lines and has each [read](Reading::block)
//! into a [`Summary`], on as many threads as there are. Each line is read for itself, by the format
//! that it has, so neither the order of lines nor where blocks end changes what comes out.

mod block;
mod clock;
mod columns;
mod digits;
mod distribution;
mod entry;
mod format;
mod hours;
mod json;
mod known;
mod logs;
mod map;
mod proof;
mod rhythm;
mod rounding;
mod span;
mod summary;
mod text;
mod value;

pub(crate) use self::rounding::count;
pub use self::{
    block::{Context, Reading, Tally},
    distribution::Distribution,
    format::LogFormat,
    logs::{LogFile, Logs, Unread},
    map::{Map, Role},
    proof::{Figure, Measure, Proof, Proven, Unproven},
    rhythm::{Limits, Pattern, Shape},
    span::{Gap, Span},
    summary::{Functions, Summary},
};
