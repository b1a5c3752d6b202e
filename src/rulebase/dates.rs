//! Dates that cannot be: what has a date in the future would never count as old.

use jiff::civil::Date;

use super::RuleBase;
use crate::problem::{Code, Problem};

impl RuleBase {
    /// Warns of facts, prices and reviews that are dated after a day, which is today.
    pub fn warning_of_dates_after(&self, today: Date) -> Option<Problem> {
        let facts = self.facts.iter().map(|fact| ("source", &fact.id, fact.as_of));
        let items = self.prices.items.iter().filter(|item| item.origin.cites.is_empty());
        let items = items.map(|item| ("price", &item.id, item.origin.as_of));
        let dated = facts.chain(items).filter_map(|(kind, id, as_of)| {
            let is_after = as_of.earliest().is_some_and(|date| date > today);
            is_after.then(|| (format!("the {kind} `{id}`"), as_of.to_string(), Some((kind, id))))
        });
        let packs =
            self.packs.iter().map(|pack| (format!("the pack `{}`", pack.name), pack.reviewed));
        let base = (format!("the rule base `{}`", self.name), self.reviewed);
        let book = self.prices.header.as_ref();
        let book = book.map(|book| (format!("the price book `{}`", book.name), book.reviewed));
        let reviewed = packs.chain([base]).chain(book).filter(|(_, reviewed)| *reviewed > today);
        let reviewed = reviewed.map(|(what, date)| (what, format!("reviewed on {date}"), None));
        let mut all = reviewed.chain(dated);
        let (what, date, id) = all.next()?;
        let message = format!("{what} is dated in the future: {date}");
        let problem = Problem::warning(Code::OUT_OF_RANGE, message);
        let place = id.and_then(|(kind, id)| self.places.ids.get(&(kind, id.clone())));
        let problem = match place {
            Some(place) => problem.at(place.clone(), "dated after today"),
            None => problem,
        };
        Some(match all.count() {
            0 => problem,
            more => problem.note(format!("and {more} more")),
        })
    }
}
