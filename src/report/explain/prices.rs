//! Puts together what the ids of the price book stand for: prices, catalogues of machines, stacks
//! and assumptions.

use rust_decimal::Decimal;

use super::{
    AlternativeRef, AssumptionThing, CatalogThing, MachineRef, PartRef, PriceThing, Source,
    StackRef, StackThing,
    find::own_name,
    gather::{Builder, range},
};
use crate::{
    field::{FieldId, Kind},
    report::cost::{dollars, quantity},
    rulebase::{
        Citation, FactId,
        prices::{
            Alternative, Amount, CatalogId, Item, ItemId, Per, Rate, Stack, StackId, Tier,
            unit::Each,
        },
    },
};

impl Builder<'_> {
    pub(super) fn price(&self, id: ItemId) -> PriceThing {
        let item = self.base.prices.item(id);
        let origin = item.all_origins();
        PriceThing {
            named: self.named("price", &item.id),
            name: item.name.clone(),
            amount: self.amount(item),
            price: self.rate(item),
            free: match (&item.free_each, item.free.is_zero()) {
                (Some((amount, Each::Day)), _) => {
                    Some(format!("{} {} a day", quantity(*amount), item.unit))
                }
                (_, true) => None,
                _ => Some(format!("{} {} a month", quantity(item.free), item.unit)),
            },
            people: item.people,
            note: item.note.clone(),
            as_of: origin.as_of.to_string(),
            sources: origin.sources,
            urls: origin.urls,
            confidence: origin.confidence.name(),
            cites: self.facts(&origin.cites),
            stacks: self.stacks(|alternative| {
                let fleet = alternative.fleet.as_ref();
                alternative.items.contains(&id)
                    || fleet.is_some_and(|it| it.each.contains(&id) || it.several.contains(&id))
            }),
        }
    }

    pub(super) fn stack(&self, id: StackId) -> StackThing {
        let stack = self.base.prices.stack(id);
        let alternative = |it: &Alternative| AlternativeRef {
            when: it.when.describe(&self.base.prices.fields),
            items: it.items.iter().map(|item| self.base.prices.item(*item).id.clone()).collect(),
            catalog: it
                .fleet
                .as_ref()
                .map(|fleet| self.base.prices.catalog(fleet.catalog).id.clone()),
        };
        let StackRef { id, name, option, when } = self.stack_ref(stack);
        StackThing {
            named: self.named("stack", &id),
            name,
            option,
            when,
            parts: stack
                .parts
                .iter()
                .map(|part| PartRef {
                    name: part.name.clone(),
                    first_of: part.alternatives.iter().map(alternative).collect(),
                })
                .collect(),
            note: stack.note.clone(),
        }
    }

    pub(super) fn catalog(&self, id: CatalogId) -> CatalogThing {
        let catalog = self.base.prices.catalog(id);
        let machines = catalog.machines.iter().map(|machine| MachineRef {
            id: machine.id.clone(),
            words: format!(
                "{} vCPU, {} GiB, {} {} {}",
                quantity(machine.vcpu),
                quantity(machine.memory_gib),
                dollars(machine.price),
                if machine.per == Per::Hour { "an" } else { "a" },
                machine.per.name()
            ),
            cites: machine
                .origin
                .cites
                .iter()
                .map(|fact| self.base.fact(*fact).id.clone())
                .collect(),
            as_of: machine.origin.as_of.to_string(),
        });
        CatalogThing {
            named: self.named("catalogue", &catalog.id),
            name: catalog.name.clone(),
            machines: machines.collect(),
            cites: self.facts(&catalog.cites),
            stacks: self.stacks(|alternative| {
                alternative.fleet.as_ref().is_some_and(|fleet| fleet.catalog == id)
            }),
        }
    }

    pub(super) fn assumption(&self, id: FieldId) -> AssumptionThing {
        let field = self.base.prices.fields.get(id);
        let assumption = self.base.prices.assumption(id);
        let prices = self.base.prices.items.iter().filter(|item| {
            item.amounts.iter().any(|amount| amount.times.contains(&id))
                || matches!(item.rate, Rate::Given(it) if it == id)
        });
        AssumptionThing {
            named: self.named("assumption", own_name(field)),
            about: assumption.map(|it| it.about.clone()).unwrap_or_default(),
            answers: match &field.kind {
                Kind::Number(scale) => range(scale),
                _ => {
                    let choices = field.choices().iter();
                    let choices = choices.map(|it| format!("{} ({})", it.id, it.means));
                    choices.collect::<Vec<_>>().join(", ")
                }
            },
            assumed: self.assumed(id),
            because: assumption.map(|it| it.because.clone()).unwrap_or_default(),
            prices: prices.map(|item| item.id.clone()).collect(),
            stacks: self.stacks_by(|stack| {
                let alternatives = || stack.parts.iter().flat_map(|part| &part.alternatives);
                stack.when.fields().contains(&id)
                    || alternatives().any(|it| it.when.fields().contains(&id))
            }),
        }
    }

    /// Returns the stacks with a part that may be such.
    fn stacks(&self, wanted: impl Fn(&Alternative) -> bool) -> Vec<StackRef> {
        self.stacks_by(|stack| stack.parts.iter().flat_map(|part| &part.alternatives).any(&wanted))
    }

    pub(super) fn stacks_by(&self, wanted: impl Fn(&Stack) -> bool) -> Vec<StackRef> {
        self.base
            .prices
            .stacks
            .iter()
            .filter(|stack| wanted(stack))
            .map(|stack| self.stack_ref(stack))
            .collect()
    }

    fn stack_ref(&self, stack: &Stack) -> StackRef {
        StackRef {
            id: stack.id.clone(),
            name: stack.name.clone(),
            option: self.base.option(stack.option).id.clone(),
            when: stack.when.describe(&self.base.prices.fields),
        }
    }

    fn facts(&self, cites: &[FactId]) -> Vec<Source> {
        cites.iter().map(|fact| self.source(Citation::Fact(*fact))).collect()
    }

    /// Returns "requests, times log_kb, in GiB"
    fn amount(&self, item: &Item) -> String {
        let words = |amount: &Amount| {
            let times = amount.times.iter().map(|field| {
                let field = self.base.prices.fields.get(*field);
                format!(" times {}", own_name(field))
            });
            format!("{}{}", amount.quantity, times.collect::<String>())
        };
        let amounts: Vec<String> = item.amounts.iter().map(words).collect();
        match amounts.as_slice() {
            [only] if *only == item.unit => only.clone(),
            [only] => format!("{only}, in {}", item.unit),
            several => format!("the largest of {}, in {}", several.join("; "), item.unit),
        }
    }

    fn rate(&self, item: &Item) -> String {
        let price = |tier: &Tier| {
            let per = if tier.per == Decimal::ONE {
                String::new()
            } else {
                format!("{} ", quantity(tier.per))
            };
            format!("{} per {per}{}", dollars(tier.price), item.unit)
        };
        match &item.rate {
            Rate::Given(field) => {
                format!("what {} says", own_name(self.base.prices.fields.get(*field)))
            }
            Rate::Tiers(tiers) => {
                let words = tiers.iter().enumerate().map(|(index, tier)| match index {
                    0 => price(tier),
                    _ => format!("{} beyond {}", price(tier), quantity(tier.from)),
                });
                words.collect::<Vec<_>>().join(", ")
            }
        }
    }
}
