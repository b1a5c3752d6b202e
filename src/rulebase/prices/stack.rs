//! What options are made of.

use rust_decimal::Decimal;

use super::{CatalogId, Input, ItemId};
use crate::{condition::Condition, field::FieldId, rulebase::OptionId, words::worded};

/// The number of a stack in its book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StackId(pub u16);

impl StackId {
    /// For use as an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// What an option is made of.
#[derive(Clone, Debug)]
pub struct Stack {
    /// What packs that change it call it.
    pub id: String,
    /// The option.
    pub option: OptionId,
    /// What reports call it.
    pub name: String,
    /// When it is the one to take.
    pub when: Condition,
    /// How its functions are billed, if it has any.
    pub functions: Option<Functions>,
    /// What it is made of, such as functions and a database.
    pub parts: Vec<Part>,
    /// What else there is to know.
    pub note: Option<String>,
}

/// How functions are billed.
#[derive(Clone, Debug)]
pub struct Functions {
    /// Billed time is rounded up to a multiple of this, in ms.
    pub round_up_ms: Decimal,
    /// How much memory can be had.
    pub sizes: Sizes,
    /// How many requests an instance serves at a time; one, where nothing is said.
    pub at_once: Option<FieldId>,
}

/// How much memory functions can have.
#[derive(Clone, Debug)]
pub enum Sizes {
    /// At least and at most so much, in steps, in MB of 1024² bytes.
    Steps {
        /// The least.
        least: Decimal,
        /// The step.
        step: Decimal,
        /// The most.
        most: Decimal,
    },
    /// One of these, each with its processors; in ascending order.
    List(Vec<Size>),
}

/// A size of function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Its memory in MB of 1024² bytes.
    pub memory_mb: Decimal,
    /// How many virtual processors it has.
    pub vcpu: Decimal,
}

impl Sizes {
    /// Returns the smallest size that has so much memory. Beyond the largest, what there would have
    /// to be at the same proportions.
    pub fn size_for(&self, memory_mb: Decimal) -> Size {
        match self {
            Self::Steps { least, step, .. } => {
                let steps =
                    memory_mb.checked_div(*step).map_or(Decimal::ZERO, |steps| steps.ceil());
                let rounded = steps.checked_mul(*step).unwrap_or(memory_mb);
                Size { memory_mb: rounded.max(*least), vcpu: Decimal::ZERO }
            }
            Self::List(sizes) => {
                let fitting = sizes.iter().find(|size| size.memory_mb >= memory_mb);
                match (fitting, sizes.last()) {
                    (Some(size), _) => *size,
                    (None, Some(largest)) => {
                        let times =
                            memory_mb.checked_div(largest.memory_mb).unwrap_or(Decimal::ONE);
                        let vcpu = largest.vcpu.checked_mul(times).unwrap_or(Decimal::MAX);
                        Size { memory_mb, vcpu }
                    }
                    (None, None) => Size { memory_mb, vcpu: Decimal::ZERO },
                }
            }
        }
    }

    /// Returns the largest memory that can be had.
    pub fn most_memory_mb(&self) -> Decimal {
        match self {
            Self::Steps { most, .. } => *most,
            Self::List(sizes) => sizes.last().map_or(Decimal::ZERO, |size| size.memory_mb),
        }
    }
}

/// One part of a stack, such as its data store.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is for.
    pub name: String,
    /// What it can be; the first whose condition holds is taken, and nothing where none does.
    pub alternatives: Vec<Alternative>,
}

/// What a part can be.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// When it is the one to take.
    pub when: Condition,
    /// What is paid for.
    pub items: Vec<ItemId>,
    /// The machines that are rented.
    pub fleet: Option<Fleet>,
}

/// Machines that are rented all month.
#[derive(Clone, Debug, PartialEq)]
pub struct Fleet {
    /// Which to choose from.
    pub catalog: CatalogId,
    /// What they have to do.
    pub work: Work,
    /// Whether they are enough for the peak or for the average.
    pub enough_for: EnoughFor,
    /// How many there are at least; the first count whose condition holds.
    pub least: Vec<(Condition, u32)>,
    /// How many times over all of them are there, as in a second zone; the first count whose
    /// condition holds.
    pub copies: Vec<(Condition, u32)>,
    /// What is paid for with each machine.
    pub each: Vec<ItemId>,
    /// What is paid for as soon as there are several.
    pub several: Vec<ItemId>,
    /// What one machine costs besides its own price: the prices of `each`.
    pub each_monthly: Decimal,
    /// The prices of `several`.
    pub several_monthly: Decimal,
    /// The same for fleets that are alike, whichever stacks they belong to.
    pub alike: usize,
    /// The prices of `each` in the parts of [`super::machine::Capacity`].
    pub each_parts: u128,
    /// The prices of `several` in the parts of [`super::machine::Capacity`].
    pub several_parts: u128,
}

worded! {
    /// What machines have to do.
    pub enum Work {
        /// Serve requests.
        Requests = "requests",
        /// Answer queries.
        Queries = "queries",
    }

    /// What a fleet is sized for.
    pub enum EnoughFor {
        /// The busiest minute, all month.
        Peak = "peak",
        /// The average: machines come and go with the load.
        Average = "average",
    }
}

impl Work {
    /// Returns the inputs that the load follows from.
    pub fn inputs(self) -> &'static [Input] {
        match self {
            Self::Requests => &[
                Input::Requests,
                Input::PeakToAverage,
                Input::DurationMs,
                Input::MemoryMb,
                Input::CpuShare,
                Input::TargetUtilisation,
                Input::MemoryShare,
                Input::Connections,
                Input::ConnectionKb,
            ],
            Self::Queries => &[
                Input::Requests,
                Input::PeakToAverage,
                Input::TargetUtilisation,
                Input::Queries,
                Input::QueryMs,
                Input::StoredGb,
                Input::HotShare,
            ],
        }
    }
}
