//! Machines that are rented: which, for what, and how many at least.

use rust_decimal::Decimal;

use super::Loader;
use crate::{
    condition::Condition,
    problem::{Code, Problem},
    reader::{Mapping, Reader},
    rulebase::{
        evidence::read_word,
        load::unknown,
        prices::{
            Capacity, CatalogId, EnoughFor, Fleet, ItemId, Quantity, Rate, Work,
            unit::HOURS_A_MONTH,
        },
    },
    yaml::{Content, Node},
};

impl Loader {
    pub(super) fn fleet(
        &mut self,
        node: &Node,
        items: &[ItemId],
        reader: &mut Reader,
    ) -> Option<Fleet> {
        const KEYS: [&str; 7] =
            ["catalog", "work", "enough_for", "least", "copies", "each", "several"];
        let what = "`machines`";
        let mapping = reader.mapping(node, what, &KEYS)?;
        let catalog = reader.require(mapping, "catalog", what).and_then(|node| {
            let id = reader.text(node, "`catalog`")?;
            let found = self.book.catalogs.iter().position(|catalog| catalog.id == id);
            if found.is_none() {
                let known: Vec<&str> =
                    self.book.catalogs.iter().map(|catalog| catalog.id.as_str()).collect();
                unknown("catalogue", id, node.span, &known, reader);
            }
            found.and_then(|index| u16::try_from(index).ok()).map(CatalogId)
        });
        let work = reader
            .require(mapping, "work", what)
            .and_then(|node| read_word(node, "`work`", &Work::WORDS, reader));
        let enough_for = match mapping.get("enough_for") {
            Some(node) => read_word(node, "`enough_for`", &EnoughFor::WORDS, reader),
            None => Some(EnoughFor::Peak),
        };
        let least = self.counts(mapping, "least", 1, reader);
        let copies = self.counts(mapping, "copies", 1, reader);
        let each = self.items_of(mapping, "each", reader);
        let several = self.items_of(mapping, "several", reader);
        let (catalog, work) = (catalog?, work?);
        for input in work.inputs() {
            if self.book.inputs.get(*input).is_none() {
                let message =
                    format!("machines that serve this work need the input `{}`", input.name());
                let problem = Problem::error(Code::MISSING, message)
                    .at(reader.place(node.span.first()), "these machines")
                    .help(format!("add `{}` to `inputs`", input.name()));
                reader.report(problem);
                return None;
            }
        }
        let included = self.book.catalogs.get(catalog.index()).and_then(|catalog| catalog.includes);
        if let Some(item) = included
            && !items.contains(&item)
        {
            let id = self.book.items.get(item.index()).map_or("", |item| item.id.as_str());
            let message = format!(
                "its machines include some of `{id}`, which is not among the items beside them"
            );
            reader.error(Code::MISSING, node.span.first(), message, "needs it in `items`");
        }
        let (each, several) = (each?, several?);
        let each_monthly = self.flat_price(&each, Quantity::Machines, mapping, "each", reader);
        let several_monthly =
            self.flat_price(&several, Quantity::Months, mapping, "several", reader);
        let (each_monthly, several_monthly) = (each_monthly?, several_monthly?);
        let mut fleet = Fleet {
            alike: 0,
            catalog,
            work,
            enough_for: enough_for?,
            least: least?,
            copies: copies?,
            each,
            several,
            each_parts: Capacity::parts(each_monthly),
            several_parts: Capacity::parts(several_monthly),
            each_monthly,
            several_monthly,
        };
        let known = self.fleets.iter().position(|known| *known == fleet);
        let alike = known.unwrap_or(self.fleets.len());
        if known.is_none() {
            self.fleets.push(fleet.clone());
            self.book.fleets = self.fleets.len();
        }
        fleet.alike = alike;
        Some(fleet)
    }

    /// What items cost together that are paid for once for each machine, or once in all: they must
    /// have one price.
    pub(super) fn flat_price(
        &self,
        items: &[ItemId],
        quantity: Quantity,
        mapping: Mapping<'_>,
        key: &str,
        reader: &mut Reader,
    ) -> Option<Decimal> {
        let mut sum = Decimal::ZERO;
        for item in items {
            let it = self.book.items.get(item.index())?;
            let (Rate::Tiers(tiers), [amount]) = (&it.rate, it.amounts.as_slice()) else {
                return None;
            };
            let fixed = amount.times.is_empty() && it.free.is_zero() && tiers.len() == 1;
            let right = amount.quantity == quantity
                || (amount.quantity == Quantity::Hours && quantity == Quantity::Months);
            if !fixed || !right {
                let span = mapping.entry(key).map_or(mapping.span(), |entry| entry.value.span);
                let expected = match quantity {
                    Quantity::Machines => "the quantity `machines`",
                    _ => "the quantity `months` or `hours`",
                };
                let message = format!(
                    "`{}` must have {expected}, one price and no free allowance here",
                    it.id
                );
                reader.error(Code::UNSUPPORTED, span, message, format!("in `{key}`"));
                return None;
            }
            let hours =
                if amount.quantity == Quantity::Hours { HOURS_A_MONTH } else { Decimal::ONE };
            let price = it.cost(hours.checked_mul(amount.factor)?);
            if price.normalize().scale() > Capacity::PARTS {
                let span = mapping.entry(key).map_or(mapping.span(), |entry| entry.value.span);
                let message =
                    format!("the price of `{}` has more than {} decimals", it.id, Capacity::PARTS);
                reader.error(Code::OUT_OF_RANGE, span, message, "more exact than any price list");
            }
            sum = sum.checked_add(price)?;
        }
        Some(sum)
    }

    /// How many machines: a number, or the first of several whose condition holds.
    pub(super) fn counts(
        &self,
        mapping: Mapping<'_>,
        key: &str,
        without: u32,
        reader: &mut Reader,
    ) -> Option<Vec<(Condition, u32)>> {
        let always = || Condition::All(Vec::new());
        let Some(node) = mapping.get(key) else { return Some(vec![(always(), without)]) };
        let Content::Sequence(nodes) = &node.content else {
            let count = reader.whole(node, &format!("`{key}`"), 0..=1_000)?;
            return Some(vec![(always(), u32::try_from(count).ok()?)]);
        };
        let mut counts = Vec::new();
        for node in nodes {
            let mapping = reader.mapping(node, &format!("`{key}`"), &["when", "count"])?;
            let when = self.fixed_condition(mapping.get("when"), reader)?;
            let count = reader
                .require(mapping, "count", &format!("`{key}`"))
                .and_then(|node| reader.whole(node, "`count`", 0..=1_000))?;
            counts.push((when, u32::try_from(count).ok()?));
        }
        if !counts.last().is_some_and(|(when, _)| *when == always()) {
            reader.wrong_type(
                node,
                &format!("`{key}`"),
                "a last count without `when`, for all other cases",
            );
            return None;
        }
        Some(counts)
    }
}
