//! What answers lead to, whether something is chosen or typed.

/// What a key has brought the question to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// The item of this number was chosen.
    Picked(usize),
    /// The items whose bits are set were chosen.
    Marked(u64),
    /// What stands in the entry is the answer.
    Typed,
    Unknown,
    Back,
    End,
    Why,
}

/// The item above the choices of a question.
pub(crate) const DONT_KNOW: &str = "I don't know yet";

/// What is typed for it.
pub(crate) const DASH: &str = "-";
