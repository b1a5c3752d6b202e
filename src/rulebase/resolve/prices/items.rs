//! What is paid for, and where its price comes from.

use rust_decimal::Decimal;

use super::Book;
use crate::{
    field::{Field, Kind},
    problem::Code,
    reader::Mapping,
    rulebase::{
        AsOf, Confidence,
        pack::PackId,
        prices::{
            Amount, Item, ItemId, Origin, Quantity, Rate, Tier,
            unit::{Dimension, Each},
        },
        raw::prices::{RawFree, RawItem, RawTier},
    },
    shape::{NonEmpty, Ref, ToFact, ToNumber, WordOf},
};

/// What a price says of where it comes from: facts that it cites, or a source of its own.
pub(super) struct RawOrigin<'r, 'n> {
    pub(super) cites: Option<&'r NonEmpty<'n, Ref<'n, ToFact>>>,
    pub(super) as_of: Option<AsOf>,
    pub(super) source: Option<&'n str>,
    pub(super) url: Option<&'n str>,
    pub(super) confidence: Option<WordOf<Confidence>>,
}

/// An amount as it is written: of an item, or one of several.
struct RawQuantity<'r, 'n> {
    mapping: Mapping<'n>,
    quantity: Option<WordOf<Quantity>>,
    times: Option<&'r Vec<Ref<'n, ToNumber>>>,
    unit: &'n str,
    covers: Decimal,
}

impl<'n> Book<'_, '_, 'n> {
    pub(super) fn item(&mut self, pack: Option<PackId>, raw: &RawItem<'n>) {
        if let Some(item) = self.item_of(pack, raw) {
            let number = ItemId(self.book.items.len() as u16);
            self.items.insert(raw.id.map_or("", |id| id.text), number);
            self.book.items.push(item);
        }
    }

    fn item_of(&mut self, pack: Option<PackId>, raw: &RawItem<'n>) -> Option<Item> {
        let owner = RawItem::SHAPE.owner(raw.mapping);
        let amounts = self.amounts(raw, &owner);
        let rate = self.rate(raw);
        let free = match &raw.free {
            Some(free) => self.free(free),
            None => Some((Decimal::ZERO, None)),
        };
        let origin = match rate {
            // What a profile says itself needs no source.
            Some(Rate::Given(_)) => Some(Origin::of_profile()),
            _ => self.origin(&RawOrigin {
                cites: raw.cites.as_ref(),
                as_of: raw.as_of,
                source: raw.source,
                url: raw.url,
                confidence: raw.confidence,
            }),
        };
        let id = raw.id?;
        let resolver = &mut *self.resolver;
        resolver.names.take("price", id, pack, resolver.reader).then_some(())?;
        let ((free, free_each), amounts, rate) = (free?, amounts?, rate?);
        Some(Item {
            id: id.text.to_owned(),
            name: raw.name?.to_owned(),
            edges: Item::edges_of(&amounts, &rate, free),
            amounts,
            unit: raw.unit?.to_owned(),
            free,
            free_each,
            rate,
            people: raw.people.unwrap_or_default(),
            origin: origin?,
            note: raw.note.map(str::to_owned),
        })
    }

    fn amounts(&mut self, raw: &RawItem<'n>, owner: &str) -> Option<Vec<Amount>> {
        let Some(several) = &raw.largest_of else {
            let amount = RawQuantity {
                mapping: raw.mapping,
                quantity: raw.quantity,
                times: raw.times.as_ref(),
                unit: raw.unit?,
                covers: Decimal::ONE,
            };
            let amount = self.amount(&amount, owner)?;
            return Some(vec![Amount { shared: self.shared(&amount), ..amount }]);
        };
        let mut amounts = Vec::new();
        for raw in &several.list {
            let amount = RawQuantity {
                mapping: raw.mapping,
                quantity: raw.quantity,
                times: raw.times.as_ref(),
                unit: raw.unit?,
                covers: raw.covers?.0,
            };
            amounts.push(self.amount(&amount, owner));
        }
        amounts.into_iter().collect()
    }

    fn amount(&mut self, raw: &RawQuantity<'_, 'n>, owner: &str) -> Option<Amount> {
        let quantity = raw.quantity?.0;
        let span = raw.mapping.get("quantity").map_or(raw.mapping.span(), |node| node.span);
        self.needs_inputs(quantity.inputs(), span, "this quantity", |input| {
            format!("{owner} needs the input `{input}`, which the price book does not give")
        })?;
        let mut dimension = quantity.dimension();
        let mut scale = Decimal::ONE;
        let mut times = Vec::new();
        for reference in raw.times.into_iter().flatten() {
            let field = self.number_field(reference, "`times`")?;
            let unit = unit_of(self.book.fields.get(field));
            match (dimension, Dimension::of_unit(unit)) {
                (_, Dimension::Count) => {}
                // So many of which each has so much: the whole is measured as each is.
                (Dimension::Count, of_each) => {
                    dimension = of_each;
                    scale = of_each.factor(unit)?;
                }
                (..) => {
                    let message =
                        "`times`: there can be no more than one amount that is not a plain number";
                    self.error(
                        Code::WRONG_TYPE,
                        reference.span,
                        message,
                        "expected a plain number",
                    );
                    return None;
                }
            }
            times.push(field);
        }
        let Some(factor) = dimension.factor(raw.unit) else {
            let span = raw.mapping.get("unit").map_or(raw.mapping.span(), |node| node.span);
            let message = format!("{owner}: `{}` is no unit of that quantity", raw.unit);
            let (code, known) = (Code::UNKNOWN_CHOICE, dimension.units());
            self.resolver.reader.refuse(code, message, raw.unit, known, span);
            return None;
        };
        let factor = factor.checked_div(scale)?.checked_div(raw.covers)?;
        // Two amounts of the same are the same in whatever order they were written.
        times.sort_unstable();
        Some(Amount { quantity, times, factor, covers: raw.covers, shared: None })
    }

    /// Numbers an amount among those that several options may pay for.
    fn shared(&mut self, amount: &Amount) -> Option<u16> {
        if amount.quantity.needs_functions() || amount.quantity == Quantity::Machines {
            return None;
        }
        let key = (amount.quantity, amount.times.clone());
        let position = self.shared_amounts.iter().position(|known| *known == key);
        let position = position.unwrap_or_else(|| {
            self.shared_amounts.push(key);
            self.shared_amounts.len() - 1
        });
        u16::try_from(position).ok()
    }

    fn rate(&mut self, raw: &RawItem<'n>) -> Option<Rate> {
        let per = match raw.per {
            Some(per) => per.0,
            None if raw.mapping.get("per").is_none() => Decimal::ONE,
            None => return None,
        };
        if let Some(rate) = &raw.rate {
            return self.number_field(rate, "`rate`").map(Rate::Given);
        }
        if let Some(tiers) = &raw.tiers {
            return self.tiers(tiers, per).map(Rate::Tiers);
        }
        let price = raw.price?.0;
        let unit_price = price.checked_div(per)?;
        let (from, base) = (Decimal::ZERO, Decimal::ZERO);
        Some(Rate::Tiers(vec![Tier { from, base, unit_price, price, per, origin: None }]))
    }

    fn tiers(&mut self, raw: &NonEmpty<'n, RawTier<'n>>, per: Decimal) -> Option<Vec<Tier>> {
        let mut tiers: Vec<Tier> = Vec::new();
        let mut from = Some(Decimal::ZERO);
        let mut base = Decimal::ZERO;
        for tier in &raw.list {
            let Some(start) = from else {
                let message = "`tiers`: there is a tier behind the one without `up_to`";
                let span = tier.mapping.span();
                self.error(Code::WRONG_TYPE, span, message, "expected no tier here");
                return None;
            };
            let price = tier.price?.0;
            let unit_price = price.checked_div(per)?;
            let end = match tier.mapping.get("up_to") {
                Some(node) => {
                    let end = tier.up_to?.0;
                    if end <= start {
                        let message = format!(
                            "`tiers`: `up_to` must be over {}, where the tier starts",
                            start.normalize()
                        );
                        self.error(Code::OUT_OF_RANGE, node.span, message, "expected more");
                        return None;
                    }
                    Some(end)
                }
                None => None,
            };
            let origin = match &tier.cites {
                Some(cites) => Some(self.origin_of_facts(cites)?),
                None => None,
            };
            tiers.push(Tier { from: start, base, unit_price, price, per, origin });
            if let Some(end) = end {
                base = base.checked_add((end - start).checked_mul(unit_price)?)?;
            }
            from = end;
        }
        if from.is_some() && !tiers.is_empty() {
            let expected = "a last tier without `up_to`";
            self.resolver.reader.wrong_type(raw.node, "`tiers`", expected);
        }
        (from.is_none()).then_some(tiers)
    }

    /// Returns what is free in a month, and how the source gives it where that is not monthly.
    fn free(&self, raw: &RawFree<'n>) -> Option<(Decimal, Option<(Decimal, Each)>)> {
        let (amount, each) = (raw.amount?.0, raw.each?.0);
        let monthly = each.in_a_month(amount)?;
        Some((monthly, (each != Each::Month).then_some((amount, each))))
    }

    /// Resolves where a price comes from: facts, or a date and a source of its own.
    pub(super) fn origin(&mut self, raw: &RawOrigin<'_, 'n>) -> Option<Origin> {
        if let Some(cites) = raw.cites {
            return self.origin_of_facts(cites);
        }
        Some(Origin {
            cites: Vec::new(),
            as_of: raw.as_of?,
            sources: vec![raw.source?.to_owned()],
            urls: raw.url.map(str::to_owned).into_iter().collect(),
            confidence: raw.confidence.map_or(Confidence::Medium, |confidence| confidence.0),
        })
    }

    fn origin_of_facts(&mut self, cites: &NonEmpty<'n, Ref<'n, ToFact>>) -> Option<Origin> {
        let cites = self.resolver.cited_facts(&cites.list);
        let facts = cites.iter().filter_map(|fact| self.resolver.facts.get(usize::from(fact.0)));
        let facts: Vec<_> = facts.collect();
        let as_of = facts.iter().map(|fact| fact.as_of).min_by_key(|as_of| as_of.latest());
        let mut sources: Vec<String> = facts.iter().map(|fact| fact.source.clone()).collect();
        let mut urls: Vec<String> = facts.iter().filter_map(|fact| fact.url.clone()).collect();
        sources.dedup();
        urls.dedup();
        let confidence = facts.iter().map(|fact| fact.confidence).min();
        Some(Origin { as_of: as_of?, sources, urls, confidence: confidence?, cites })
    }
}

/// Returns the unit of a numeric field; assumptions about each of something name it behind a slash.
fn unit_of(field: &Field) -> &str {
    match &field.kind {
        Kind::Number(scale) => scale.unit.split(" / ").next().unwrap_or_default(),
        Kind::Choice(_) | Kind::YesNo | Kind::Several(_) => "",
    }
}
