//! The warning that estimates go by prices which nobody has looked at for long.

use jiff::{ToSpan, civil::Date};

use super::{Advice, Advised};
use crate::{
    problem::{Code, Problem},
    rulebase::PriceBook,
};

/// How old prices may be, in years, before they are warned of.
const YEARS: i64 = 1;

/// Tells whether prices of one day are old on another.
pub fn is_old(prices: Date, as_of: Date) -> bool {
    as_of.checked_sub(YEARS.years()).is_ok_and(|limit| prices < limit)
}

/// Warns where a price book was last reviewed more than a year before a day.
pub fn warning(book: &PriceBook, as_of: Date) -> Option<Problem> {
    let header = book.header.as_ref()?;
    if !is_old(header.reviewed, as_of) {
        return None;
    }
    let message = format!(
        "the prices of `{}` were last reviewed on {}, over a year before {as_of}",
        header.name, header.reviewed
    );
    Some(Problem::warning(Code::STALE, message).help("give newer ones with --prices"))
}

impl Advice<'_> {
    /// Warns where anything is estimated by prices that were last reviewed more than a year before
    /// a day.
    pub fn warning_of_old_prices(&self, as_of: Date) -> Option<Problem> {
        let warning = warning(&self.base().prices, as_of)?;
        let is_estimated = self.estimate()?.options.iter().any(|option| option.priced.is_ok());
        is_estimated.then_some(warning)
    }
}

impl Advised<'_> {
    /// Warns where anything is estimated by prices that were last reviewed more than a year before
    /// a day.
    pub fn warning_of_old_prices(&self, as_of: Date) -> Option<Problem> {
        self.each().find_map(|advice| advice.warning_of_old_prices(as_of))
    }
}
