//! The words of reports, explained.

/// A word that reports use in a sense of their own.
#[derive(Clone, Debug)]
pub struct Term {
    /// The word.
    pub id: String,
    /// What it means, in a sentence or two.
    pub means: String,
    /// The words that go with it.
    pub see: Vec<String>,
}
