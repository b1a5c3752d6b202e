//! What options can be made of, and what they cannot do.

use super::machine::Capacity;
use crate::{
    condition::Condition,
    formula::Formula,
    rulebase::{FactId, OptionId},
};

/// What an option can be made of.
#[derive(Clone, Debug)]
pub struct Stack {
    /// The id of the stack, such as `ec2-single`.
    pub id: String,
    /// The option that can be made of it.
    pub option: OptionId,
    /// The name of the stack, such as one EC2 instance with the database on it.
    pub name: String,
    /// The id of the product that it is; none where its parts say what to start with.
    pub product: Option<String>,
    /// When it can do what is asked; looks at choices only.
    pub when: Condition,
    /// When it is what a team like this would run; looks at choices only. Of several that can do
    /// it, the cheapest that suits is taken, and if none suits, the cheapest.
    pub suits: Condition,
    /// Its parts.
    pub parts: Vec<Part>,
    /// What else there is to know.
    pub note: Option<String>,
}

/// A part of a stack: the first of several alternatives whose condition holds.
#[derive(Clone, Debug)]
pub struct Part {
    /// The name of the part, such as `in front`.
    pub name: String,
    /// What it may be made of.
    pub alternatives: Vec<Alternative>,
}

/// One thing that a part may be made of.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// When it is taken; looks at choices only.
    pub when: Condition,
    /// The id of the product that is paid for.
    pub product: Option<String>,
    /// The items that are paid for.
    pub items: Vec<usize>,
    /// The machines.
    pub fleet: Option<Fleet>,
}

/// Machines of one catalogue that carry a load together.
#[derive(Clone, Debug)]
pub struct Fleet {
    /// The catalogue.
    pub catalog: usize,
    /// What they carry.
    pub carries: Capacity<Formula>,
    /// How many there are at least: the first whose condition holds.
    pub least: Vec<(Condition, u32)>,
    /// How many sets of machines there are, as in several services; each has the least.
    pub sets: Formula,
    /// How many times over all of them are there, as in a second zone.
    pub copies: Vec<(Condition, u32)>,
    /// Whether one machine has to carry it all, as the one primary of a database.
    pub single: bool,
    /// Items paid for with each machine.
    pub each: Vec<usize>,
    /// Items paid for as soon as there are several.
    pub several: Vec<usize>,
}

/// Something that an option would need and the book has no price for.
#[derive(Clone, Debug)]
pub struct Unpriced {
    /// The option that would need it.
    pub option: OptionId,
    /// When it is needed. An unanswered question is taken not to ask for it.
    pub when: Condition,
    /// What is missing.
    pub because: String,
}

/// Something that an option cannot do, whatever is paid; estimates say so.
#[derive(Clone, Debug)]
pub struct Limit {
    /// The option that cannot do it.
    pub option: OptionId,
    /// Which answers ask for it. An unanswered question is taken not to.
    pub when: Condition,
    /// What it cannot do, and what it would take.
    pub because: String,
    /// The facts that it rests on.
    pub cites: Vec<FactId>,
}
