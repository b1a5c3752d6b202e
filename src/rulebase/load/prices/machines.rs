//! Catalogues of machines.

use rust_decimal::Decimal;

use super::{Loader, list, money, own_id, positive, prices, text};
use crate::{
    problem::Code,
    reader::{Mapping, Reader},
    rulebase::{
        evidence::read_word,
        prices::{Capacity, Catalog, ItemId, Machine, Per, Rate, unit::HOURS_A_MONTH},
    },
    yaml::Node,
};

impl Loader {
    /// The machines to choose from; after the items that they may include.
    pub(in crate::rulebase::load) fn catalogs(&mut self, file: Mapping<'_>, reader: &mut Reader) {
        let Some(prices) = prices(file, reader) else { return };
        for node in list(prices, "catalogs", reader) {
            self.catalog(node, reader);
        }
    }

    pub(super) fn catalog(&mut self, node: &Node, reader: &mut Reader) -> Option<()> {
        let mapping = reader.mapping(
            node,
            "a catalogue",
            &["id", "name", "cites", "reserved_mb", "per", "includes", "machines"],
        )?;
        let (id, span) = own_id(mapping, "a catalogue", reader)?;
        let what = format!("the catalogue `{id}`");
        let name = text(mapping, "name", &what, reader);
        let cites =
            mapping.get("cites").map(|node| self.fact_ids(node, reader)).unwrap_or_default();
        let reserved_mb = match mapping.get("reserved_mb") {
            Some(_) => positive(mapping, "reserved_mb", &what, reader),
            None => Some(Decimal::ZERO),
        };
        let per = reader
            .require(mapping, "per", &what)
            .and_then(|node| read_word(node, "`per`", &Per::WORDS, reader));
        let includes = match mapping.get("includes") {
            Some(node) => Some(self.included_item(node, reader)?),
            None => None,
        };
        let nodes = reader
            .require(mapping, "machines", &what)
            .and_then(|node| reader.sequence(node, "`machines`"))?;
        let (per, reserved_mb) = (per?, reserved_mb?);
        let mut machines: Vec<Machine> = Vec::new();
        for node in nodes {
            if let Some(machine) = self.machine(node, per, reserved_mb, includes.is_some(), reader)
            {
                if machines.iter().any(|known| known.id == machine.id) {
                    let message = format!("{what} has two machines `{}`", machine.id);
                    reader.error(Code::DUPLICATE_ID, node.span, message, "the second one");
                }
                machines.push(machine);
            }
        }
        if !self.claim_id("catalogue", id, span, reader) || machines.is_empty() {
            return None;
        }
        let worth = worth(&machines);
        self.book.catalogs.push(Catalog {
            id: id.to_owned(),
            name: name?,
            cites,
            reserved_mb,
            machines,
            includes,
            worth,
        });
        Some(())
    }

    /// An item of which machines include some. Its price must be the same for every unit: only then
    /// is it clear what an included unit is worth.
    pub(super) fn included_item(&self, node: &Node, reader: &mut Reader) -> Option<ItemId> {
        let item = self.find_item(node, reader)?;
        let it = self.book.items.get(item.index())?;
        let flat = matches!(&it.rate, Rate::Tiers(tiers) if tiers.len() == 1) && it.free.is_zero();
        if !flat || it.amounts.len() != 1 || it.people || it.needs_functions() {
            reader.wrong_type(node, "`includes`", "an item with one price and no free allowance");
            return None;
        }
        Some(item)
    }

    pub(super) fn machine(
        &self,
        node: &Node,
        per: Per,
        reserved_mb: Decimal,
        includes: bool,
        reader: &mut Reader,
    ) -> Option<Machine> {
        const KEYS: [&str; 11] = [
            "id",
            "vcpu",
            "baseline",
            "memory_gib",
            "included",
            "price",
            "cites",
            "as_of",
            "source",
            "url",
            "confidence",
        ];
        let mapping = reader.mapping(node, "a machine", &KEYS)?;
        let id = text(mapping, "id", "a machine", reader)?;
        let what = format!("the machine `{id}`");
        let vcpu = positive(mapping, "vcpu", &what, reader);
        let memory_gib = positive(mapping, "memory_gib", &what, reader);
        let baseline = match mapping.get("baseline") {
            Some(_) => positive(mapping, "baseline", &what, reader),
            None => Some(Decimal::ONE),
        };
        let included = match (mapping.entry("included"), includes) {
            (Some(_), true) => positive(mapping, "included", &what, reader),
            (Some(entry), false) => {
                let message = format!("{what}: the catalogue names nothing that it `includes`");
                reader.error(Code::UNKNOWN_KEY, entry.key_span, message, "included of what?");
                None
            }
            (None, _) => Some(Decimal::ZERO),
        };
        let price =
            reader.require(mapping, "price", &what).and_then(|node| money(node, "`price`", reader));
        let origin = self.origin(mapping, &what, reader);
        let (baseline, memory_gib, price) = (baseline?, memory_gib?, price?);
        if baseline > Decimal::ONE {
            let message = format!("{what}: `baseline` is a share of its processors and at most 1");
            reader.error(
                Code::OUT_OF_RANGE,
                mapping.span().first(),
                message,
                "more than all of them",
            );
        }
        if memory_gib.checked_mul(Decimal::from(1024))? <= reserved_mb {
            let message = format!("{what} has no memory left beside what the system keeps");
            reader.error(Code::OUT_OF_RANGE, mapping.span().first(), message, "too small");
            return None;
        }
        if price.normalize().scale() > Capacity::PARTS {
            let message = format!("{what}: the price has more than {} decimals", Capacity::PARTS);
            reader.error(
                Code::OUT_OF_RANGE,
                mapping.span().first(),
                message,
                "more exact than any price list",
            );
            return None;
        }
        let monthly = match per {
            Per::Hour => price.checked_mul(HOURS_A_MONTH)?,
            Per::Month => price,
        };
        let vcpu = vcpu?;
        Some(Machine {
            id,
            capacity: Capacity::of(vcpu, baseline, memory_gib, reserved_mb),
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
}

/// The machines of which no other is as good in every respect and no dearer: the others are never
/// the cheapest.
fn worth(machines: &[Machine]) -> Vec<usize> {
    let at_least_as_good = |one: &Machine, other: &Machine| {
        one.vcpu >= other.vcpu
            && one.vcpu * one.baseline >= other.vcpu * other.baseline
            && one.memory_gib >= other.memory_gib
            && one.included >= other.included
            && one.monthly <= other.monthly
    };
    let is_worth = |index: &usize| {
        let machine = &machines[*index];
        !machines.iter().enumerate().any(|(other, it)| {
            // Of two that are equal in everything the first is kept.
            other != *index
                && at_least_as_good(it, machine)
                && (other < *index || !at_least_as_good(machine, it))
        })
    };
    (0..machines.len()).filter(is_worth).collect()
}
