//! Archetypes, and which subjects the interview starts with, as they are written:
//!
//! ```yaml
//! first: [traffic, team]
//! archetypes:
//!   - {id: json-api, name: JSON API, suggests: {clients: [web], state.connections: none}}
//! ```

use super::silences::Silences;
use crate::shape::{Form, Id, Keyed, Unread, forms, shape};

forms! {
    /// Answers, by the ids of the questions.
    RawSuggested Form::Keyed(Keyed::Answers),
}

shape! {
    /// A kind of project that people know theirs by.
    pub(crate) struct RawArchetype: "an archetype" {
        required id: Id<'n> = "a word",
        required name: &'n str = "what people call it",
        optional suggests: Unread<'n, RawSuggested> =
            "the answers that are usual for it, which people confirm or not",
        optional silence: Silences<'n> = "findings of `rules lint` that are meant to stay",
    }
}
