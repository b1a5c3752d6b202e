//! Decisions on record: written as an Architecture Decision Record, read back, and held against today's rule base.

pub mod adr;
pub mod front_matter;
pub mod read;
pub mod record;
pub mod status;
