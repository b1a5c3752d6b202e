//! What is being built: it orders the interview and suggests answers, which count for nothing until
//! somebody gives them.

use crate::field::Facts;

/// A kind of project that people know theirs by.
#[derive(Clone, Debug)]
pub struct Archetype {
    /// Names it in profiles.
    pub id: String,
    /// What people call it, such as "JSON API".
    pub name: String,
    /// The answers that are usual for it.
    pub suggests: Facts,
}
