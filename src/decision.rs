//! Decisions on record: written as an Architecture Decision Record, read back, and held against
//! today's rule base.

pub mod adr;
pub mod again;
mod authentic;
pub mod check;
pub mod compare;
pub mod exceptions;
pub mod finding;
mod form;
pub mod front_matter;
pub mod gates;
mod hidden;
pub mod number;
pub mod output;
pub mod precedent;
pub mod read;
pub mod record;
pub mod status;
mod words;
pub mod write;
