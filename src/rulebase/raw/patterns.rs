//! Where one pattern of traffic ends and the next begins, as it is written.

use rust_decimal::Decimal;

use crate::shape::{OverZero, Whole, shape};

shape! {
    /// Where one pattern of traffic ends and the next begins, as `whereto measure` tells them apart.
    pub(crate) struct RawPatterns: "`patterns`" {
        required days: Whole<2, 91> = "whole days that it takes to tell",
        required rare: OverZero = "fewer requests an hour are rare",
        required burst: OverZero = "how many times what is usual makes a burst",
        required bursts: Decimal = "the share of requests in bursts over which traffic is bursty",
        required spread: Decimal =
            "the share of their mean by which hours differ, beyond chance, up to which traffic is \
             steady",
        required by_the_clock: Decimal =
            "the share of that which follows the clock, from which on traffic is diurnal",
    }
}
