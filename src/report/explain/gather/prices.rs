//! Puts together what the ids of the price book stand for: prices, amounts, factors, catalogues of
//! machines, stacks and assumptions.

use rust_decimal::Decimal;

use super::{Builder, range};
use crate::{
    condition::Condition,
    field::{FieldId, Kind},
    formula::{Formula, Name},
    report::{
        cost::tiers,
        explain::things::{
            AlternativeRef, AmountThing, AssumptionThing, CaseRef, CatalogThing, FactorThing,
            MachineRef, PartRef, PriceThing, StackRef, StackThing,
        },
        fact_ids,
        number::quantity,
    },
    rulebase::prices::{Alternative, Part, Stack, own_id},
};

impl Builder<'_> {
    pub(super) fn price(&self, id: usize) -> PriceThing {
        let item = self.base.prices.item(id);
        let origin = item.all_origins();
        PriceThing {
            named: self.named("price", &item.id),
            name: item.name.clone(),
            amount: format!("{}, in {}", item.amount.text(), item.unit),
            price: tiers(item, self.base.prices.currency),
            free: (!item.free.is_zero())
                .then(|| format!("{} {} a month", quantity(*item.free), item.unit)),
            people: item.people,
            note: item.note.clone(),
            as_of: origin.as_of.to_string(),
            sources: origin.sources,
            urls: origin.urls,
            confidence: origin.confidence,
            cites: self.facts(&origin.cites),
            stacks: self.stacks(|alternative| {
                let fleet = alternative.fleet.as_ref();
                alternative.items.contains(&id)
                    || fleet.is_some_and(|it| it.each.contains(&id) || it.several.contains(&id))
            }),
        }
    }

    pub(super) fn amount(&self, id: usize) -> AmountThing {
        let amount = &self.base.prices.amounts[id];
        AmountThing {
            named: self.named("amount", &amount.id),
            about: amount.about.clone(),
            unit: amount.unit.clone(),
            cases: self.cases(&amount.cases, |formula| formula.text().to_owned()),
            prices: self.prices_that_name(Name::Amount(id)),
        }
    }

    pub(super) fn factor(&self, id: usize) -> FactorThing {
        let book = &self.base.prices;
        let factor = &book.factors[id];
        let items = book.items.iter().filter(|item| item.factors.contains(&id));
        let items = items.map(|item| item.id.clone());
        let catalogs = book.catalogs.iter().filter(|catalog| catalog.factors.contains(&id));
        FactorThing {
            named: self.named("factor", &factor.id),
            because: factor.because.clone(),
            cases: self.cases(&factor.cases, |times| times.normalize().to_string()),
            prices: items.chain(catalogs.map(|catalog| catalog.id.clone())).collect(),
            cites: self.facts(&factor.cites),
        }
    }

    fn cases<T>(&self, cases: &[(Condition, T)], show: impl Fn(&T) -> String) -> Vec<CaseRef> {
        let fields = &self.base.prices.fields;
        let case =
            |(when, is): &(Condition, T)| CaseRef { when: when.describe(fields), is: show(is) };
        cases.iter().map(case).collect()
    }

    pub(super) fn stack(&self, id: usize) -> StackThing {
        let book = &self.base.prices;
        let stack = book.stack(id);
        let alternative = |it: &Alternative| AlternativeRef {
            when: it.when.describe(&book.fields),
            items: it.items.iter().map(|item| book.item(*item).id.clone()).collect(),
            catalog: it.fleet.as_ref().map(|fleet| book.catalog(fleet.catalog).id.clone()),
        };
        let part = |part: &Part| PartRef {
            name: part.name.clone(),
            first_of: part.alternatives.iter().map(alternative).collect(),
        };
        let StackRef { id, name, option, when } = self.stack_ref(stack);
        StackThing {
            named: self.named("stack", &id),
            name,
            option,
            when,
            suits: stack.suits.describe(&book.fields),
            product: stack.product.clone(),
            parts: stack.parts.iter().map(part).collect(),
            note: stack.note.clone(),
        }
    }

    pub(super) fn catalog(&self, id: usize) -> CatalogThing {
        let catalog = self.base.prices.catalog(id);
        let machines = catalog.machines.iter().map(|machine| MachineRef {
            id: machine.id.clone(),
            words: format!(
                "{} vCPU, {} GiB, {} {}",
                quantity(*machine.offers.vcpu),
                quantity(machine.memory_gib),
                self.base.prices.currency.price(machine.price),
                if machine.hours == Decimal::ONE { "an hour" } else { "a month" },
            ),
            cites: fact_ids(self.base, &machine.origin.cites),
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
        let choices = field.choices().iter().map(|it| format!("{} ({})", it.id, it.means));
        AssumptionThing {
            named: self.named("assumption", own_id(&field.id)),
            about: assumption.map(|it| it.about.clone()).unwrap_or_default(),
            answers: match &field.kind {
                Kind::Number(scale) => range(scale),
                _ => choices.collect::<Vec<_>>().join(", "),
            },
            assumed: self.assumed(id),
            because: assumption.map(|it| it.because.clone()).unwrap_or_default(),
            prices: self.prices_that_name(Name::Field(id.index())),
            stacks: self.stacks_by(|stack| {
                let alternatives = stack.parts.iter().flat_map(|part| &part.alternatives);
                let own = [&stack.when, &stack.suits].into_iter();
                own.chain(alternatives.map(|it| &it.when)).any(|when| when.fields().contains(&id))
            }),
        }
    }

    /// Lists the prices whose amounts depend on a field or an amount, at whatever remove.
    fn prices_that_name(&self, name: Name) -> Vec<String> {
        let book = &self.base.prices;
        let mut names = vec![name];
        for (index, amount) in book.amounts.iter().enumerate() {
            if amount.cases.iter().any(|(_, is)| is.names().any(|it| names.contains(&it))) {
                names.push(Name::Amount(index));
            }
        }
        let depends = |formula: &Formula| formula.names().any(|it| names.contains(&it));
        let items = book.items.iter().filter(|item| depends(&item.amount));
        items.map(|item| item.id.clone()).collect()
    }

    /// Returns the stacks with a part that may be such.
    fn stacks(&self, wanted: impl Fn(&Alternative) -> bool) -> Vec<StackRef> {
        self.stacks_by(|stack| stack.parts.iter().flat_map(|part| &part.alternatives).any(&wanted))
    }

    pub(super) fn stacks_by(&self, wanted: impl Fn(&Stack) -> bool) -> Vec<StackRef> {
        let stacks = self.base.prices.stacks.iter().filter(|stack| wanted(stack));
        stacks.map(|stack| self.stack_ref(stack)).collect()
    }

    fn stack_ref(&self, stack: &Stack) -> StackRef {
        StackRef {
            id: stack.id.clone(),
            name: stack.name.clone(),
            option: self.base.option(stack.option).id.clone(),
            when: stack.when.describe(&self.base.prices.fields),
        }
    }
}
