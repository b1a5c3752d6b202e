//! What the ids of the price book stand for: prices, catalogues of machines, stacks and
//! assumptions.

mod table;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Source, about::Builder};
use crate::{
    field::{Field, FieldId, Kind},
    report::{
        cost::{dollars, quantity},
        described::AnOption,
    },
    rulebase::{
        Citation, FactId,
        prices::{
            Alternative, Amount, CatalogId, Item, ItemId, Per, Quantity, Rate, Stack, StackId,
            Tier, unit::Each,
        },
    },
};

/// What the ids of assumptions start with where conditions speak of them.
const ASSUMPTIONS: &str = "assumptions.";

/// Something that is paid for.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PriceThing {
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// Its name.
    pub name: String,
    /// How much of it there is, in words.
    pub amount: String,
    /// What it costs, in words.
    pub price: String,
    /// What of it is free, in words.
    pub free: Option<String>,
    /// Whether it is people's time, which no hosting budget covers.
    pub people: bool,
    /// What else there is to know.
    pub note: Option<String>,
    /// The oldest date among its sources.
    pub as_of: String,
    /// The sources' titles.
    pub sources: Vec<String>,
    /// Their addresses.
    pub urls: Vec<String>,
    /// The lowest confidence among them.
    #[schemars(extend("enum" = ["low", "medium", "high"]))]
    pub confidence: &'static str,
    /// The facts that it rests on; empty where it has a source of its own.
    pub cites: Vec<Source>,
    /// What it is a part of.
    pub stacks: Vec<StackRef>,
}

/// What an option is made of, in short.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct StackRef {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its option.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// When it is the one to take, in words.
    pub when: String,
}

/// What an option is made of.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct StackThing {
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// Its name.
    pub name: String,
    /// Its option.
    #[schemars(with = "AnOption")]
    pub option: String,
    /// When it is the one to take, in words; of several the first is taken.
    pub when: String,
    /// Its parts.
    pub parts: Vec<PartRef>,
    /// What else there is to know.
    pub note: Option<String>,
}

/// One part of a stack.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct PartRef {
    /// What it is for.
    pub name: String,
    /// What it can be; the first whose condition holds is taken.
    pub first_of: Vec<AlternativeRef>,
}

/// What a part can be.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AlternativeRef {
    /// When it is the one to take, in words.
    pub when: String,
    /// The ids of the prices that are paid.
    pub items: Vec<String>,
    /// The id of the catalogue from which machines are taken.
    pub catalog: Option<String>,
}

/// Machines to choose from.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct CatalogThing {
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// Its name.
    pub name: String,
    /// Its machines.
    pub machines: Vec<MachineRef>,
    /// What is said of them beside their prices.
    pub cites: Vec<Source>,
    /// What takes machines from it.
    pub stacks: Vec<StackRef>,
}

/// A machine.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct MachineRef {
    /// Its name.
    pub id: String,
    /// What it has and costs, in words.
    pub words: String,
    /// The ids of the facts that say so.
    pub cites: Vec<String>,
    /// The oldest date among its sources.
    pub as_of: String,
}

/// What stands in for something that is never asked.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub struct AssumptionThing {
    /// Its id.
    pub id: String,
    /// The pack that brought it; null for what the rule base has itself.
    pub pack: Option<String>,
    /// What it is, in a few words.
    pub about: String,
    /// What can be given in its place, in words.
    pub answers: String,
    /// What it is taken to be; null where what depends on it is left out.
    pub assumed: Option<String>,
    /// Why that.
    pub because: String,
    /// The ids of the prices that depend on it.
    pub prices: Vec<String>,
    /// What is made otherwise by it.
    pub stacks: Vec<StackRef>,
}

impl Builder<'_> {
    pub(super) fn price(&self, id: ItemId) -> PriceThing {
        let item = self.base.prices.item(id);
        let origin = item.all_origins();
        PriceThing {
            id: item.id.clone(),
            pack: self.pack("price", &item.id),
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
            pack: self.pack("stack", &id),
            id,
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
            id: catalog.id.clone(),
            pack: self.pack("catalogue", &catalog.id),
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
        let own = own_name(field).to_owned();
        let assumption = self.base.prices.assumption(id);
        let prices = self.base.prices.items.iter().filter(|item| {
            item.amounts.iter().any(|amount| amount.times.contains(&id))
                || matches!(item.rate, Rate::Given(it) if it == id)
        });
        AssumptionThing {
            pack: self.pack("assumption", &own),
            about: assumption.map(|it| it.about.clone()).unwrap_or_default(),
            answers: match &field.kind {
                Kind::Number(scale) if scale.unit.is_empty() => scale.describe(),
                Kind::Number(scale) => format!("{} ({})", scale.describe(), scale.unit),
                _ => {
                    let choices = field
                        .choices()
                        .iter()
                        .map(|choice| format!("{} ({})", choice.id, choice.means));
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
            id: own,
        }
    }

    /// The stacks with a part that may be such.
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

    /// "requests, times log_kb, in GiB"
    fn amount(&self, item: &Item) -> String {
        let quantity_name = |wanted: Quantity| {
            Quantity::WORDS
                .iter()
                .find(|(_, quantity)| *quantity == wanted)
                .map_or("", |(word, _)| *word)
        };
        let words = |amount: &Amount| {
            let times = amount.times.iter().map(|field| {
                let field = self.base.prices.fields.get(*field);
                format!(" times {}", own_name(field))
            });
            format!("{}{}", quantity_name(amount.quantity), times.collect::<String>())
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

/// The id that people write: that of an assumption without what conditions put before it.
pub(super) fn own_name(field: &Field) -> &str {
    field.id.strip_prefix(ASSUMPTIONS).unwrap_or(&field.id)
}

/// Whether a field of the book is an assumption of its own, and no question.
pub(super) fn is_assumption(field: &Field) -> bool {
    field.id.starts_with(ASSUMPTIONS)
}
