//! The cost drivers: what answers and assumptions make which quantity. Only here is it known what
//! an input means for the bill; which questions are the inputs is said by the price book.
//!
//! Every quantity rises or stays with every input of which more costs more, and falls or stays with
//! every input of which more costs less. So the ends of the inputs' ranges give the ends of the
//! quantities, and with them of the bill: no value within the ranges lies outside.

use rust_decimal::Decimal;

use super::{
    case::View,
    demand::Demand,
    money::{over, plus, times},
};
use crate::rulebase::prices::{
    Amount, Capacity, EnoughFor, Functions, Input, Quantity, Work,
    unit::{HOURS_A_MONTH, MINUTES_A_MONTH, SECONDS_A_MONTH},
};

/// Milliseconds in a second.
const MS: Decimal = Decimal::ONE_THOUSAND;

/// KB to the MB and MB to the GB, for memory.
const BINARY: Decimal = Decimal::from_parts(1024, 0, 0, false, 0);

/// MB of 1024² bytes in a GB of 10⁹ bytes: 953.67431640625.
const MB_IN_GB: Decimal = Decimal::from_parts(1_977_800_241, 22_204, 0, false, 11);

impl View<'_, '_> {
    /// Requests a second in the busiest minute.
    pub(super) fn peak_requests(&self) -> Decimal {
        over(times(self.input(Input::Requests), self.input(Input::PeakToAverage)), SECONDS_A_MONTH)
    }

    /// Requests in progress at once in the busiest minute: Little's law, L = λ·W.
    pub(super) fn peak_concurrency(&self) -> Decimal {
        over(times(self.peak_requests(), self.input(Input::DurationMs)), MS)
    }

    /// An amount in the unit that its item is priced in.
    pub(super) fn amount(&self, amount: &Amount, functions: Option<&Functions>) -> Decimal {
        times(self.base_amount(amount, functions), amount.factor)
    }

    /// An amount in the base unit of its quantity, or of what each is multiplied by.
    pub(super) fn base_amount(&self, amount: &Amount, functions: Option<&Functions>) -> Decimal {
        let multiplied = |number: Decimal| {
            amount.times.iter().fold(number, |sum, each| times(sum, self.more(*each)))
        };
        let in_functions = |each: &dyn Fn(&Functions) -> Decimal| {
            functions.map_or(Decimal::ZERO, |functions| {
                times(
                    self.function_seconds(functions, multiplied(self.input(Input::Requests))),
                    each(functions),
                )
            })
        };
        let size = |functions: &Functions| functions.sizes.size_for(self.input(Input::MemoryMb));
        match amount.quantity {
            Quantity::Months | Quantity::Machines => multiplied(Decimal::ONE),
            Quantity::Hours => multiplied(HOURS_A_MONTH),
            Quantity::Requests => multiplied(self.input(Input::Requests)),
            Quantity::MemoryTime => {
                in_functions(&|functions| over(size(functions).memory_mb, BINARY))
            }
            Quantity::CpuTime => in_functions(&|functions| size(functions).vcpu),
            Quantity::StoredData => multiplied(self.input(Input::StoredGb)),
            Quantity::ConnectionTime => {
                multiplied(times(self.input(Input::Connections), MINUTES_A_MONTH))
            }
        }
    }

    /// Seconds for which instances of functions are billed.
    ///
    /// An instance that serves one request at a time is billed for each request's duration. One
    /// that serves `c` at a time is billed once for all that it has in progress. With even
    /// traffic and `A` requests in progress on average (Little's law) that is `A` months of
    /// instances while requests hardly meet (`A` at most 1), one month while one instance has
    /// them all (`A` up to `c`), and `A / c` months beyond: `max(min(A, 1), A / c)`. It is never
    /// less than what even traffic would cost with perfect packing, and never more than one
    /// request at a time.
    fn function_seconds(&self, functions: &Functions, requests: Decimal) -> Decimal {
        let (one_at_a_time, packed) = self.instances(functions, requests);
        if functions.at_once.is_none() {
            one_at_a_time
        } else {
            one_at_a_time.min(SECONDS_A_MONTH).max(packed)
        }
    }

    /// Seconds of instances that serve one request at a time, and of instances that are always
    /// full.
    fn instances(&self, functions: &Functions, requests: Decimal) -> (Decimal, Decimal) {
        let duration = self.input(Input::DurationMs);
        let billed = times(over(duration, functions.round_up_ms).ceil(), functions.round_up_ms);
        let one_at_a_time = over(times(requests, billed), MS);
        let at_once =
            functions.at_once.map_or(Decimal::ONE, |at_once| self.less(at_once).max(Decimal::ONE));
        (one_at_a_time, over(one_at_a_time, at_once))
    }

    /// How far instances of functions are filled: not at all, one of them, or several.
    pub(super) fn filling(&self, amount: &Amount, functions: &Functions) -> u8 {
        let requests = amount
            .times
            .iter()
            .fold(self.input(Input::Requests), |sum, each| times(sum, self.more(*each)));
        let (one_at_a_time, packed) = self.instances(functions, requests);
        match (functions.at_once, one_at_a_time <= SECONDS_A_MONTH, packed <= SECONDS_A_MONTH) {
            (None, ..) | (Some(_), true, _) => 0,
            (Some(_), false, true) => 1,
            (Some(_), false, false) => 2,
        }
    }

    /// What machines have to carry.
    pub(super) fn demand(&self, work: Work, enough_for: EnoughFor) -> Demand {
        self.case.demand(work, enough_for, self.end, || self.work_out_demand(work, enough_for))
    }

    fn work_out_demand(&self, work: Work, enough_for: EnoughFor) -> Demand {
        let peak = match enough_for {
            EnoughFor::Peak => self.input(Input::PeakToAverage),
            EnoughFor::Average => Decimal::ONE,
        };
        let requests = self.input(Input::Requests);
        let busy_ms = match work {
            Work::Requests => times(self.input(Input::DurationMs), self.input(Input::CpuShare)),
            Work::Queries => times(self.input(Input::Queries), self.input(Input::QueryMs)),
        };
        let busy = over(times(requests, busy_ms), times(MS, SECONDS_A_MONTH));
        let vcpu = over(times(busy, peak), self.divisor(Input::TargetUtilisation));
        let (memory_mb, task_mb) = match work {
            Work::Requests => {
                let task = self.input(Input::MemoryMb);
                let at_once = over(
                    times(times(requests, peak), self.input(Input::DurationMs)),
                    times(MS, SECONDS_A_MONTH),
                );
                let requests = times(at_once, times(task, self.input(Input::MemoryShare)));
                let connections = over(
                    times(self.input(Input::Connections), self.input(Input::ConnectionKb)),
                    BINARY,
                );
                (plus(requests, connections), task)
            }
            Work::Queries => {
                let held = times(self.input(Input::StoredGb), self.input(Input::HotShare));
                // A cache that is spread over machines would have to be asked over the network.
                (Decimal::ZERO, times(held, MB_IN_GB))
            }
        };
        Demand {
            vcpu: Capacity::parts(vcpu),
            sustained: Capacity::parts(busy),
            memory_mb: Capacity::parts(memory_mb),
            task_mb: Capacity::parts(task_mb),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MB_IN_GB;

    #[test]
    fn a_gigabyte_has_so_many_binary_megabytes() {
        assert_eq!(
            MB_IN_GB * rust_decimal::Decimal::from(1_048_576),
            rust_decimal::Decimal::from(1_000_000_000)
        );
    }
}
