//! Machines: those to choose from, and those that are rented.

use rust_decimal::Decimal;

use super::{Book, items::RawOrigin};
use crate::{
    condition::Condition,
    problem::Code,
    reader::Mapping,
    rulebase::{
        pack::PackId,
        prices::{
            Capacity, Catalog, CatalogId, EnoughFor, Fleet, ItemId, Machine, Per, Quantity, Rate,
            unit::HOURS_A_MONTH,
        },
        raw::prices::{RawCatalog, RawCounts, RawMachine, RawMachines},
    },
    shape::{OverZero, Ref, ToItem},
    yaml::Span,
};

impl<'n> Book<'_, '_, 'n> {
    pub(super) fn catalog(&mut self, pack: Option<PackId>, raw: &RawCatalog<'n>) {
        if let Some(catalog) = self.catalog_of(pack, raw) {
            let number = CatalogId(self.book.catalogs.len() as u16);
            self.catalogs.insert(raw.id.map_or("", |id| id.text), number);
            self.book.catalogs.push(catalog);
        }
    }

    fn catalog_of(&mut self, pack: Option<PackId>, raw: &RawCatalog<'n>) -> Option<Catalog> {
        let cites = self.resolver.cited_facts(raw.cites.as_deref().unwrap_or_default());
        let reserved_mb = or_usual(raw.mapping, "reserved_mb", raw.reserved_mb, Decimal::ZERO);
        let includes = match &raw.includes {
            Some(item) => Some(self.included_item(item)?),
            None => None,
        };
        let id = raw.id?;
        let (per, reserved_mb) = (raw.per?.0, reserved_mb?);
        let mut machines: Vec<Machine> = Vec::new();
        for raw in raw.machines.iter().flat_map(|machines| &machines.list) {
            let Some(machine) = self.machine(raw, per, reserved_mb, includes.is_some()) else {
                continue;
            };
            if machines.iter().any(|known| known.id == machine.id) {
                let message =
                    format!("the catalogue `{}` has two machines `{}`", id.text, machine.id);
                let span = raw.mapping.span();
                self.error(Code::DUPLICATE_ID, span, message, "the second one");
            }
            machines.push(machine);
        }
        let resolver = &mut *self.resolver;
        let free = resolver.names.take("catalogue", id, pack, resolver.reader);
        (free && !machines.is_empty()).then_some(())?;
        Some(Catalog {
            id: id.text.to_owned(),
            name: raw.name?.to_owned(),
            cites,
            reserved_mb,
            worth: Catalog::worth_of(&machines),
            machines,
            includes,
        })
    }

    /// Finds an item of which machines include some. Its price must be the same for every unit:
    /// only then is it clear what an included unit is worth.
    fn included_item(&mut self, reference: &Ref<'n, ToItem>) -> Option<ItemId> {
        let id = self.items.find(reference, self.resolver.reader)?;
        let item = self.book.items.get(id.index())?;
        let flat =
            matches!(&item.rate, Rate::Tiers(tiers) if tiers.len() == 1) && item.free.is_zero();
        if !flat || item.amounts.len() != 1 || item.people || item.needs_functions() {
            let message = format!(
                "`includes`: `{}` is no item with one price and no free allowance",
                item.id
            );
            let label = "expected an item with one price and no free allowance";
            self.error(Code::WRONG_TYPE, reference.span, message, label);
            return None;
        }
        Some(id)
    }

    fn machine(
        &mut self,
        raw: &RawMachine<'n>,
        per: Per,
        reserved_mb: Decimal,
        includes: bool,
    ) -> Option<Machine> {
        let owner = RawMachine::SHAPE.owner(raw.mapping);
        if let (Some(entry), false) = (raw.mapping.entry("included"), includes) {
            let message = format!("{owner}: the catalogue names nothing that it `includes`");
            self.error(Code::UNKNOWN_KEY, entry.key_span, message, "included of what?");
            return None;
        }
        let included = or_usual(raw.mapping, "included", raw.included, Decimal::ZERO);
        let baseline = or_usual(raw.mapping, "baseline", raw.baseline, Decimal::ONE);
        let origin = self.origin(&RawOrigin {
            cites: raw.cites.as_ref(),
            as_of: raw.as_of,
            source: raw.source,
            url: raw.url,
            confidence: raw.confidence,
        });
        let first = raw.mapping.span().first();
        let (baseline, memory_gib, price) = (baseline?, raw.memory_gib?.0, raw.price?.0);
        if baseline > Decimal::ONE {
            let message = format!("{owner}: `baseline` is a share of its processors and at most 1");
            self.error(Code::OUT_OF_RANGE, first, message, "more than all of them");
        }
        if memory_gib.checked_mul(Decimal::from(1024))? <= reserved_mb {
            let message = format!("{owner} has no memory left beside what the system keeps");
            self.error(Code::OUT_OF_RANGE, first, message, "too small");
            return None;
        }
        if price.normalize().scale() > Capacity::PARTS {
            let message = format!("{owner}: the price has more than {} decimals", Capacity::PARTS);
            self.error(Code::OUT_OF_RANGE, first, message, "more exact than any price list");
            return None;
        }
        let monthly = match per {
            Per::Hour => price.checked_mul(HOURS_A_MONTH)?,
            Per::Month => price,
        };
        let vcpu = raw.vcpu?.0;
        Some(Machine {
            id: raw.id?.to_owned(),
            capacity: Capacity::new(vcpu, baseline, memory_gib, reserved_mb),
            vcpu,
            baseline,
            memory_gib,
            included: included?,
            monthly,
            monthly_parts: Capacity::parts(monthly),
            price,
            per,
            origin: origin?,
        })
    }

    /// Resolves machines that are rented beside some items.
    pub(super) fn fleet(&mut self, raw: &RawMachines<'n>, items: &[ItemId]) -> Option<Fleet> {
        let catalog = raw
            .catalog
            .as_ref()
            .and_then(|catalog| self.catalogs.find(catalog, self.resolver.reader));
        let least = self.counts(raw, "least", raw.least.as_ref());
        let copies = self.counts(raw, "copies", raw.copies.as_ref());
        let each = self.items_of(raw.each.as_deref().unwrap_or_default());
        let several = self.items_of(raw.several.as_deref().unwrap_or_default());
        let (catalog, work) = (catalog?, raw.work?.0);
        let first = raw.mapping.span().first();
        self.needs_inputs(work.inputs(), first, "these machines", |input| {
            format!("machines that serve this work need the input `{input}`")
        })?;
        let included = self.book.catalogs.get(catalog.index()).and_then(|catalog| catalog.includes);
        if let Some(item) = included.filter(|item| !items.contains(item)) {
            let id = self.book.items.get(item.index()).map_or("", |item| item.id.as_str());
            let message = format!(
                "its machines include some of `{id}`, which is not among the items beside them"
            );
            self.error(Code::MISSING, first, message, "needs it in `items`");
        }
        let (each, several) = (each?, several?);
        let each_monthly = self.flat_price(&each, Quantity::Machines, raw.mapping, "each");
        let several_monthly = self.flat_price(&several, Quantity::Months, raw.mapping, "several");
        let (each_monthly, several_monthly) = (each_monthly?, several_monthly?);
        let mut fleet = Fleet {
            alike: 0,
            catalog,
            work,
            enough_for: raw.enough_for.map_or(EnoughFor::Peak, |enough| enough.0),
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
        }
        fleet.alike = alike;
        Some(fleet)
    }

    /// Adds up what items cost that are paid for once for each machine, or once in all: they must
    /// have one price.
    fn flat_price(
        &mut self,
        items: &[ItemId],
        quantity: Quantity,
        mapping: Mapping<'n>,
        key: &str,
    ) -> Option<Decimal> {
        let span: Span = mapping.get(key).map_or(mapping.span(), |node| node.span);
        let mut sum = Decimal::ZERO;
        for item in items {
            let item = self.book.items.get(item.index())?;
            let (Rate::Tiers(tiers), [amount]) = (&item.rate, item.amounts.as_slice()) else {
                return None;
            };
            let fixed = amount.times.is_empty() && item.free.is_zero() && tiers.len() == 1;
            let right = amount.quantity == quantity
                || (amount.quantity == Quantity::Hours && quantity == Quantity::Months);
            if !fixed || !right {
                let expected = match quantity {
                    Quantity::Machines => "the quantity `machines`",
                    _ => "the quantity `months` or `hours`",
                };
                let message = format!(
                    "`{}` must have {expected}, one price and no free allowance here",
                    item.id
                );
                self.error(Code::UNSUPPORTED, span, message, &format!("in `{key}`"));
                return None;
            }
            let hours =
                if amount.quantity == Quantity::Hours { HOURS_A_MONTH } else { Decimal::ONE };
            let price = item.cost(hours.checked_mul(amount.factor)?);
            if price.normalize().scale() > Capacity::PARTS {
                let message = format!(
                    "the price of `{}` has more than {} decimals",
                    item.id,
                    Capacity::PARTS
                );
                self.error(Code::OUT_OF_RANGE, span, message, "more exact than any price list");
            }
            sum = sum.checked_add(price)?;
        }
        Some(sum)
    }

    /// Resolves how many machines there are: a number, or the first of several whose condition
    /// holds; one, where nothing is said.
    fn counts(
        &mut self,
        machines: &RawMachines<'n>,
        key: &str,
        raw: Option<&RawCounts<'n>>,
    ) -> Option<Vec<(Condition, u32)>> {
        match raw {
            None => machines.mapping.get(key).is_none().then(|| vec![(Condition::always(), 1)]),
            Some(RawCounts::One(count)) => Some(vec![(Condition::always(), *count)]),
            Some(RawCounts::Several(node, list)) => {
                let mut counts = Vec::new();
                for raw in list {
                    let when = self.condition(raw.mapping, raw.when)?;
                    counts.push((when, u32::try_from(raw.count?.0).ok()?));
                }
                if counts.last().is_none_or(|(when, _)| *when != Condition::always()) {
                    let expected = "a last count without `when`, for all other cases";
                    self.resolver.reader.wrong_type(node, format_args!("`{key}`"), expected);
                    return None;
                }
                Some(counts)
            }
        }
    }
}

/// Returns the value of a key, or the usual one where the key is not there; none where it is wrong.
fn or_usual(
    mapping: Mapping<'_>,
    key: &str,
    value: Option<OverZero>,
    usual: Decimal,
) -> Option<Decimal> {
    match (value, mapping.get(key)) {
        (Some(value), _) => Some(value.0),
        (None, None) => Some(usual),
        (None, Some(_)) => None,
    }
}
