//! What follows from an assessment or an estimate when something in it is varied.

pub mod break_even;
