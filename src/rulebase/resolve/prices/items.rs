//! What is paid for, and where its price comes from.

use rust_decimal::Decimal;

use super::Book;
use crate::{
    problem::Code,
    reader::all,
    rulebase::{
        AsOf, FactConfidence, PackId,
        prices::{HOURS_A_MONTH, Item, Origin, Tier},
        raw::prices::{Each, RawItem, RawTier},
    },
    shape::{NonEmpty, Ref, ToFact, ToFactor, WordOf},
};

fn is_daily(each: WordOf<Each>) -> bool {
    each.0 == Each::Day
}

/// What a price says of where it comes from: facts that it cites, or a source of its own.
pub(super) struct RawOrigin<'r, 'n> {
    pub(super) cites: Option<&'r NonEmpty<'n, Ref<'n, ToFact>>>,
    pub(super) as_of: Option<AsOf>,
    pub(super) source: Option<&'n str>,
    pub(super) url: Option<&'n str>,
    pub(super) confidence: Option<WordOf<FactConfidence>>,
}

impl<'n> Book<'_, '_, 'n> {
    pub(super) fn item(&mut self, pack: Option<PackId>, raw: &RawItem<'n>) {
        let item = self.item_of(raw);
        let Some(id) = raw.id else { return };
        if self.take("price", id, pack)
            && let Some(item) = item
        {
            self.items.insert(id.text, self.book.items.len());
            self.book.items.push(item);
        }
    }

    fn item_of(&mut self, raw: &RawItem<'n>) -> Option<Item> {
        let owner = RawItem::SHAPE.owner(raw.mapping);
        let amount = raw.amount.and_then(|amount| self.rising(amount));
        let free = raw.free.as_ref().map_or(Some(Decimal::ZERO), |free| {
            let amount = free.amount?.0;
            if !is_daily(free.each?) {
                return Some(amount);
            }
            amount.checked_mul(Decimal::from(HOURS_A_MONTH))?.checked_div(Decimal::from(24))
        });
        let tiers = self.tiers(raw, &owner);
        let factors = self.factors_of(raw.factors.as_deref());
        let people = raw.people.unwrap_or_default();
        let origin = if people && raw.cites.is_none() && raw.source.is_none() {
            // What a profile says itself needs no source.
            Some(Origin::of_profile())
        } else {
            self.origin(&RawOrigin {
                cites: raw.cites.as_ref(),
                as_of: raw.as_of,
                source: raw.source,
                url: raw.url,
                confidence: raw.confidence,
            })
        };
        Some(Item {
            id: raw.id?.text.to_owned(),
            name: raw.name?.to_owned(),
            amount: amount?,
            unit: raw.unit?.to_owned(),
            free: free?.into(),
            allowance: raw.free.as_ref().and_then(|free| free.shared).or(raw.id)?.text.to_owned(),
            free_daily: raw.free.as_ref().and_then(|free| free.each).is_some_and(is_daily),
            tiers: tiers?,
            factors: factors?,
            people,
            origin: origin?,
            note: raw.note.map(str::to_owned),
        })
    }

    pub(super) fn factors_of(&mut self, raw: Option<&[Ref<'n, ToFactor>]>) -> Option<Vec<usize>> {
        let factors = raw.unwrap_or_default().iter();
        all(factors.map(|factor| self.factors.find(factor.id(), self.resolver.reader)))
    }

    /// Resolves prices by amount; one price is a single tier.
    fn tiers(&mut self, raw: &RawItem<'n>, owner: &str) -> Option<Vec<Tier>> {
        let per = match (raw.per, raw.mapping.get("per")) {
            (Some(per), _) => per.0,
            (None, None) => Decimal::ONE,
            (None, Some(_)) => return None,
        };
        let mut tiers: Vec<Tier> = Vec::new();
        if let Some(price) = raw.price {
            tiers.push(Tier::new((Decimal::ZERO, Decimal::ZERO), price.0, per, None)?);
            return Some(tiers);
        }
        let list = raw.tiers.as_ref()?;
        let (mut from, mut base) = (Decimal::ZERO, Decimal::ZERO);
        for (index, raw) in list.list.iter().enumerate() {
            let last = index + 1 == list.list.len();
            let tier = self.tier(raw, (from, base), per)?;
            let Some(up_to) = raw.up_to.filter(|_| !last) else {
                if !last || raw.up_to.is_some() {
                    let message = format!("{owner}: every tier but the last one ends somewhere");
                    let label = if last { "does not end" } else { "needs `up_to`" };
                    self.error(Code::WRONG_TYPE, raw.mapping.span(), message, label);
                    return None;
                }
                tiers.push(tier);
                break;
            };
            let Some(width) = up_to.0.checked_sub(from).filter(|width| *width > Decimal::ZERO)
            else {
                let message = format!("{owner}: each tier must end later than the one before it");
                self.error(Code::WRONG_TYPE, raw.mapping.span(), message, "ends too early");
                return None;
            };
            base = base.checked_add(width.checked_mul(*tier.unit_price)?)?;
            from = up_to.0;
            tiers.push(tier);
        }
        Some(tiers)
    }

    fn tier(&mut self, raw: &RawTier<'n>, start: (Decimal, Decimal), per: Decimal) -> Option<Tier> {
        let origin = match &raw.cites {
            Some(_) => Some(self.origin(&RawOrigin {
                cites: raw.cites.as_ref(),
                as_of: None,
                source: None,
                url: None,
                confidence: None,
            })?),
            None => None,
        };
        Tier::new(start, raw.price?.0, per, origin)
    }

    /// Resolves where a price comes from.
    pub(super) fn origin(&mut self, raw: &RawOrigin<'_, 'n>) -> Option<Origin> {
        let Some(cites) = raw.cites else {
            return Some(Origin {
                cites: Vec::new(),
                as_of: raw.as_of?,
                sources: vec![raw.source?.to_owned()],
                urls: raw.url.iter().map(|url| (*url).to_owned()).collect(),
                confidence: raw.confidence.map_or(FactConfidence::Medium, |word| word.0),
            });
        };
        let cites = self.resolver.cited_facts(&cites.list);
        Origin::of_facts(cites, &self.resolver.facts)
    }
}
