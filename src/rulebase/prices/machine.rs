//! Machines to choose from.

use rust_decimal::Decimal;

use super::origin::Origin;
use crate::{formula::number::Figure, rulebase::FactId};

/// Machines to choose from.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The id of the catalogue, such as `fargate`.
    pub id: String,
    /// The name of the catalogue, such as Fargate tasks.
    pub name: String,
    /// What is said of its machines beside their prices.
    pub cites: Vec<FactId>,
    /// Memory of each machine that the system keeps for itself, in MB of 1024² bytes.
    pub reserved_mb: Decimal,
    /// The item of which machines include some.
    pub includes: Option<usize>,
    /// The factors that their prices are multiplied by.
    pub factors: Vec<usize>,
    /// The machines.
    pub machines: Vec<Machine>,
    /// What the dearest of them costs in a month.
    pub dearest: Figure,
}

/// A machine.
#[derive(Clone, Debug)]
pub struct Machine {
    /// The name of the machine, such as `t4g.small`.
    pub id: String,
    /// What it offers of each thing that is asked for.
    pub offers: Capacity<Figure>,
    /// Its memory in GiB, before what the system keeps.
    pub memory_gib: Decimal,
    /// How much of the included item comes with it.
    pub included: Figure,
    /// What it costs in a month.
    pub monthly: Figure,
    /// The least that it or any machine after it in the catalogue costs in a month: the machine, a
    /// processor of it, and a MB of its memory.
    pub least_from_here: [Figure; 3],
    /// The price as the source gives it.
    pub price: Decimal,
    /// For how many hours that is; 730 for a month.
    pub hours: Decimal,
    /// Where the price comes from.
    pub origin: Origin,
}

/// What machines offer, or what is asked of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Capacity<N> {
    /// Processors.
    pub vcpu: N,
    /// Processors that can be kept busy all month.
    pub sustained: N,
    /// MB of memory that the system leaves.
    pub memory_mb: N,
    /// MB of memory that must be in one machine.
    pub task_mb: N,
    /// GB of disk; as much in every machine.
    pub disk_gb: N,
    /// Connections.
    pub connections: N,
    /// GPUs.
    pub gpus: N,
}

impl<N> Capacity<N> {
    /// Lists its parts, in the order of the declaration.
    pub fn each(&self) -> [&N; 7] {
        [
            &self.vcpu,
            &self.sustained,
            &self.memory_mb,
            &self.task_mb,
            &self.disk_gb,
            &self.connections,
            &self.gpus,
        ]
    }

    /// Makes another capacity of each part.
    #[inline]
    pub fn map<M>(&self, mut make: impl FnMut(&N) -> M) -> Capacity<M> {
        Capacity {
            vcpu: make(&self.vcpu),
            sustained: make(&self.sustained),
            memory_mb: make(&self.memory_mb),
            task_mb: make(&self.task_mb),
            disk_gb: make(&self.disk_gb),
            connections: make(&self.connections),
            gpus: make(&self.gpus),
        }
    }
}
