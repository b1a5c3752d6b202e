//! How far it is, on the scale of a question, from the answer given to one at which something turns.

use super::Text;

/// A change of an answer with which something turns.
#[derive(Clone, Debug)]
pub struct Scale {
    /// What turns where, in words.
    pub words: Text,
    /// How far it is; none where answers are no numbers, for then nothing lies between them.
    pub axis: Option<Axis>,
}

/// The scale of a number with the answer given and the turn.
#[derive(Clone, Debug)]
pub struct Axis {
    /// What the scale is of: the name of a question.
    pub of: String,
    /// What stands at its ends.
    pub ends: [String; 2],
    /// The answer given.
    pub here: Mark,
    /// The nearest answer with which it turns.
    pub turn: Mark,
    /// The stretch in which it has turned.
    pub turned: [f64; 2],
}

/// A place on a scale.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Where it is, from 0 to 1.
    pub at: f64,
    /// What it is called.
    pub name: String,
}
