//! The glossary, as it is written:
//!
//! ```yaml
//! glossary:
//!   - {id: fit, means: An option's score on a scale from 0 to 100., see: [score]}
//! ```

use crate::shape::{Id, shape};

shape! {
    /// A word that reports use in a sense of their own.
    pub(crate) struct RawTerm: "a term" {
        required id: Id<'n> = "the word",
        required means: &'n str = "what it means, in a sentence or two",
        optional see: Vec<Id<'n>> = "the words that go with it",
    }
}
