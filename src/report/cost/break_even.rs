//! Where two options cost the same, in words.

use super::{
    BreakEvenReport, CrossingReport, MoverReport,
    words::{ends, json, requests},
};
use crate::{
    cost::curve::{BreakEven, Crossing, Mover},
    field::Value,
    report::list,
    rulebase::{HostingOption, OptionId, RuleBase},
};

/// The most crossings that are told one by one.
const MOST: usize = 4;

/// Tells where two options cost the same.
pub(super) fn report(base: &RuleBase, found: &BreakEven) -> BreakEvenReport {
    let pair = Pair { base, found };
    let crossings: Vec<CrossingReport> =
        found.crossings.iter().map(|it| pair.crossing(it)).collect();
    BreakEvenReport {
        options: found.options.map(|option| pair.option(option).id.clone()),
        same_until: found.same_until,
        cheaper_first: found.cheaper_first.map(|option| pair.option(option).id.clone()),
        last: crossings.last().cloned(),
        crossings,
        band: found.band.map(|(low, high)| [low, high]),
        share: (found.share * 1000.0).round() / 1000.0,
        movers: found.movers.iter().map(|mover| pair.mover(mover)).collect(),
        words: pair.words(),
    }
}

struct Pair<'a> {
    base: &'a RuleBase,
    found: &'a BreakEven,
}

impl<'a> Pair<'a> {
    fn option(&self, option: usize) -> &'a HostingOption {
        self.base.option(OptionId(u8::try_from(option).unwrap_or(u8::MAX)))
    }

    fn name(&self, option: usize) -> &'a str {
        &self.option(option).name
    }

    fn crossing(&self, crossing: &Crossing) -> CrossingReport {
        CrossingReport {
            requests_per_month: crossing.at,
            cheaper: self.option(crossing.cheaper).id.clone(),
            monthly_usd: crossing.costs,
        }
    }

    fn mover(&self, mover: &Mover) -> MoverReport {
        MoverReport {
            field: self.base.prices.fields.get(mover.field).id.clone(),
            between: mover.ends.map(json),
            crossing: mover.crossings,
        }
    }

    fn words(&self) -> String {
        let [first, second] = self.found.options;
        let both = format!("{} and {}", self.name(first), self.name(second));
        let Some(cheaper) = self.found.cheaper_first else {
            return format!("{both} cost the same at every traffic looked at.");
        };
        let other = self.name(if cheaper == first { second } else { first });
        let cheaper = self.name(cheaper);
        let same = self.found.same_until.map(|until| {
            format!("{both} cost the same up to about {} requests a month; ", requests(until))
        });
        let mut text = same.unwrap_or_default();
        text.push_str(&match self.lasting().as_slice() {
            [] if self.found.same_until.is_some() => {
                format!("{cheaper} is cheaper from there on.")
            }
            [] => format!("{cheaper} is cheaper than {other} at every traffic looked at."),
            [only] => {
                let (at, then, costs) =
                    (requests(only.at), self.name(only.cheaper), self.costs(only));
                format!(
                    "{cheaper} is cheaper below about {at} requests a month, {then} from there on \
                     ({costs})."
                )
            }
            several => {
                let turns = several.iter().take(MOST);
                let turns = turns
                    .map(|it| format!("{} from {} on", self.name(it.cheaper), requests(it.at)));
                let turns = turns.collect::<Vec<_>>().join(", ");
                let more = if several.len() > MOST { ", and so on" } else { "" };
                format!("{cheaper} is cheaper at first, {turns}{more}.")
            }
        });
        text.push_str(&self.band());
        text
    }

    /// Lists the crossings that last: between two that lie within a quarter of each other, as where a
    /// machine more is needed on either side, hardly anybody's traffic stays.
    fn lasting(&self) -> Vec<Crossing> {
        let mut lasting: Vec<Crossing> = Vec::new();
        for crossing in &self.found.crossings {
            let before = lasting.last().map(|it| it.at);
            if before.is_some_and(|at| crossing.at.saturating_mul(4) <= at.saturating_mul(5)) {
                lasting.pop();
            } else {
                lasting.push(*crossing);
            }
        }
        if lasting.is_empty() { self.found.crossings.clone() } else { lasting }
    }

    /// Says how far the first crossing may be off, and on what that hangs most.
    fn band(&self) -> String {
        let Some((low, high)) = self.found.band else { return String::new() };
        let often = (self.found.share * 10.0).round();
        let often = if often >= 10.0 {
            String::new()
        } else if often > 1.0 {
            format!(", in the {often} of ten draws in which they cross")
        } else {
            ", in the few draws in which they cross".to_owned()
        };
        let [from, to] = [low, high].map(requests);
        let band = match (self.found.crossings.is_empty(), low == high) {
            (false, true) => String::new(),
            (false, false) => format!(" What is open puts it between {from} and {to}{often}."),
            (true, _) => format!(" What is open lets them cross between {from} and {to}{often}."),
        };
        let moves = self.found.movers.iter().map(|mover| {
            let field = self.base.prices.fields.get(mover.field);
            let [low, high] =
                mover.crossings.map(|at| at.map_or_else(|| "never".to_owned(), requests));
            format!("{}, from {low} to {high}", ends(field, mover.ends.map(Value::Number)))
        });
        let moves = list(moves);
        if moves.is_empty() { band } else { format!("{band} It moves most with {moves}.") }
    }

    fn costs(&self, crossing: &Crossing) -> String {
        let [one, other] = crossing.costs.map(|cost| self.base.prices.currency.short(cost));
        if one == other { format!("{one} each") } else { format!("{one} against {other}") }
    }
}
