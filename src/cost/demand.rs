//! What machines have to carry.

/// What machines have to carry, in the parts of [`crate::rulebase::prices::Capacity`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Demand {
    /// Processors, as many that no larger share of them is busy at the peak than is meant to be.
    pub(super) vcpu: u128,
    /// Processors that are busy on average.
    pub(super) sustained: u128,
    /// MB of memory in all.
    pub(super) memory_mb: u128,
    /// MB of memory that must be in one machine: the largest single task, or what a database keeps
    /// at hand.
    pub(super) task_mb: u128,
}
