//! Machines: those to choose from, and those that are rented.

use rust_decimal::Decimal;

use super::{Book, items::RawOrigin};
use crate::{
    condition::Condition,
    formula::{
        Formula,
        number::{Figure, Number},
    },
    problem::Code,
    reader::Mapping,
    rulebase::{
        PackId,
        prices::{Capacity, Catalog, Fleet, HOURS_A_MONTH, Machine},
        raw::prices::{Per, RawCatalog, RawCounts, RawLoad, RawMachine, RawMachines},
    },
    shape::{FormulaText, OverZero, Ref, ToItem},
};

impl<'n> Book<'_, '_, 'n> {
    pub(super) fn catalog(&mut self, pack: Option<PackId>, raw: &RawCatalog<'n>) {
        let catalog = self.catalog_of(raw);
        let Some(id) = raw.id else { return };
        if self.take("catalogue", id, pack)
            && let Some(catalog) = catalog
        {
            self.catalogs.insert(id.text, self.book.catalogs.len());
            self.book.catalogs.push(catalog);
        }
    }

    fn catalog_of(&mut self, raw: &RawCatalog<'n>) -> Option<Catalog> {
        let cites = self.resolver.cited_facts(raw.cites.as_deref().unwrap_or_default());
        let factors = self.factors_of(raw.factors.as_deref());
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
        let dearest = machines.iter().max_by_key(|machine| *machine.monthly)?.monthly;
        let mut behind: Option<[Figure; 3]> = None;
        for machine in machines.iter_mut().rev() {
            for (least, behind) in machine.least_from_here.iter_mut().zip(behind.iter().flatten()) {
                if **behind < **least {
                    *least = *behind;
                }
            }
            behind = Some(machine.least_from_here);
        }
        Some(Catalog {
            id: id.text.to_owned(),
            name: raw.name?.to_owned(),
            cites,
            reserved_mb,
            includes,
            factors: factors?,
            machines,
            dearest,
        })
    }

    /// Finds an item of which machines include some. Its price must be the same for every unit:
    /// only then is it clear what an included unit is worth.
    fn included_item(&mut self, reference: &Ref<'n, ToItem>) -> Option<usize> {
        let id = self.items.find(reference.id(), self.resolver.reader)?;
        let item = self.book.items.get(id)?;
        if item.tiers.len() != 1 || !item.free.is_zero() || item.people {
            let message = format!(
                "`{}` must have one price and no free allowance, since machines include some of it",
                item.id
            );
            self.error(Code::UNSUPPORTED, reference.span, message, "included by machines");
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
        let disk_gb = or_usual(raw.mapping, "disk_gb", raw.disk_gb, Decimal::MAX);
        let connections = or_usual(raw.mapping, "connections", raw.connections, Decimal::MAX);
        let gpus = or_usual(raw.mapping, "gpus", raw.gpus, Decimal::MAX);
        let origin = self.origin(&RawOrigin {
            cites: raw.cites.as_ref(),
            as_of: raw.as_of,
            source: raw.source,
            url: raw.url,
            confidence: raw.confidence,
        });
        let first = raw.mapping.span().first();
        let (vcpu, baseline) = (raw.vcpu?.0, baseline?);
        if baseline > Decimal::ONE {
            let message = format!("{owner}: `baseline` is a share of its processors and at most 1");
            self.error(Code::OUT_OF_RANGE, first, message, "more than all of them");
        }
        let memory_gib = raw.memory_gib?.0;
        let memory_mb = memory_gib.checked_mul(Decimal::from(1024))?.checked_sub(reserved_mb)?;
        if memory_mb <= Decimal::ZERO {
            let message = format!("{owner} has no memory left beside what the system keeps");
            self.error(Code::OUT_OF_RANGE, first, message, "too small");
            return None;
        }
        let price = raw.price?.0;
        let hours = match per {
            Per::Hour => Decimal::ONE,
            Per::Month => Decimal::from(HOURS_A_MONTH),
        };
        let monthly = price.checked_mul(Decimal::from(HOURS_A_MONTH))?.checked_div(hours)?;
        Some(Machine {
            id: raw.id?.to_owned(),
            offers: Capacity {
                vcpu,
                sustained: vcpu.checked_mul(baseline)?,
                memory_mb,
                task_mb: memory_mb,
                disk_gb: disk_gb?,
                connections: connections?,
                gpus: gpus?,
            }
            .map(|offer| (*offer).into()),
            memory_gib,
            included: included?.into(),
            monthly: monthly.into(),
            least_from_here: [Decimal::ONE, vcpu, memory_mb]
                .map(|offered| monthly.over(offered).into()),
            price,
            hours,
            origin: origin?,
        })
    }

    /// Resolves machines that are rented beside some items.
    pub(super) fn fleet(&mut self, raw: &RawMachines<'n>, items: &[usize]) -> Option<Fleet> {
        let catalog = raw
            .catalog
            .as_ref()
            .and_then(|catalog| self.catalogs.find(catalog.id(), self.resolver.reader));
        let carries = raw.carries.as_ref().and_then(|load| self.load(load));
        let least = self.counts(raw, "least", raw.least.as_ref());
        let copies = self.counts(raw, "copies", raw.copies.as_ref());
        let sets = self.optional(raw.sets).map(|it| it.unwrap_or(Formula::constant(Decimal::ONE)));
        let each = self.flat_items(raw.each.as_deref());
        let several = self.flat_items(raw.several.as_deref());
        let catalog = catalog?;
        let included = self.book.catalogs.get(catalog).and_then(|catalog| catalog.includes);
        if let Some(item) = included.filter(|item| !items.contains(item)) {
            let id = self.book.items.get(item).map_or("", |item| item.id.as_str());
            let message = format!(
                "its machines include some of `{id}`, which is not among the items beside them"
            );
            let first = raw.mapping.span().first();
            self.error(Code::MISSING, first, message, "needs it in `items`");
        }
        Some(Fleet {
            catalog,
            carries: carries?,
            least: least?,
            sets: sets?,
            copies: copies?,
            single: raw.single.unwrap_or_default(),
            each: each?,
            several: several?,
        })
    }

    fn load(&mut self, raw: &RawLoad<'n>) -> Option<Capacity<Formula>> {
        let zero = || Formula::constant(Decimal::ZERO);
        let mut read = |formula| Some(self.optional(formula)?.unwrap_or_else(zero));
        let (vcpu, sustained) = (read(raw.vcpu), read(raw.sustained));
        let (memory_mb, task_mb) = (read(raw.memory_mb), read(raw.task_mb));
        let (disk_gb, connections) = (read(raw.disk_gb), read(raw.connections));
        let gpus = read(raw.gpus);
        Some(Capacity {
            vcpu: vcpu?,
            sustained: sustained?,
            memory_mb: memory_mb?,
            task_mb: task_mb?,
            disk_gb: disk_gb?,
            connections: connections?,
            gpus: gpus?,
        })
    }

    /// Reads a formula that may be left out; none where it is wrong.
    fn optional(&mut self, raw: Option<FormulaText<'n>>) -> Option<Option<Formula>> {
        raw.map_or(Some(None), |raw| self.rising(raw).map(Some))
    }

    /// Finds items that are paid for once with each machine, or once in all: they must have one
    /// price, so that a machine costs the same however many there are.
    fn flat_items(&mut self, raw: Option<&[Ref<'n, ToItem>]>) -> Option<Vec<usize>> {
        let items = self.items_of(raw.unwrap_or_default())?;
        for (reference, item) in raw.unwrap_or_default().iter().zip(&items) {
            let item = self.book.items.get(*item)?;
            if item.tiers.len() != 1 || !item.free.is_zero() {
                let message =
                    format!("`{}` must have one price and no free allowance here", item.id);
                self.error(Code::UNSUPPORTED, reference.span, message, "paid for with machines");
                return None;
            }
        }
        Some(items)
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
                let counts = self.cases(list, |book, raw| {
                    let when = book.condition(raw.mapping, raw.when);
                    Some((when?, u32::try_from(raw.count?.0).ok()?))
                })?;
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
