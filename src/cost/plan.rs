//! What options are made of once every choice is known: which stacks can do it, which parts they
//! have, how amounts are worked out and what prices are multiplied by. What is left is arithmetic.

use rust_decimal::Decimal;

use crate::{
    condition::Condition,
    field::Facts,
    formula::number::Figure,
    rulebase::{
        OptionId,
        prices::{Alternative, Fleet, PriceBook, Stack},
    },
};

/// What all options are made of.
#[derive(Clone, Debug)]
pub(crate) struct Plan<'b> {
    pub(crate) book: &'b PriceBook,
    /// For each amount the case that holds.
    pub(crate) amount_cases: Vec<Option<usize>>,
    /// For each item and each catalogue what its prices are multiplied by, if by anything.
    pub(crate) item_factors: Vec<Option<Figure>>,
    pub(crate) catalog_factors: Vec<Option<Figure>>,
    /// For each option the stacks that can do what is asked, or why it has no price.
    pub(crate) options: Vec<Result<Vec<StackPlan<'b>>, &'b str>>,
}

/// What one stack is made of.
#[derive(Clone, Debug)]
pub(crate) struct StackPlan<'b> {
    /// Its number in the book.
    pub(crate) id: usize,
    pub(crate) stack: &'b Stack,
    /// Whether it is what a team like this would run.
    pub(crate) suits: bool,
    /// The parts that are there.
    pub(crate) parts: Vec<PartPlan<'b>>,
}

/// One part of a stack: its name, what is in it, and its machines.
pub(crate) type PartPlan<'b> = (&'b str, &'b Alternative, Option<FleetPlan<'b>>);

/// Machines with their numbers resolved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FleetPlan<'b> {
    pub(crate) fleet: &'b Fleet,
    pub(crate) least: u32,
    pub(crate) copies: u32,
}

impl<'b> Plan<'b> {
    /// Resolves everything that depends on choices. Only what was really answered can ask for
    /// something that has no price.
    pub(crate) fn new(book: &'b PriceBook, options: usize, answers: &Facts, facts: &Facts) -> Self {
        let factors = book.factors.iter().map(|factor| {
            let case = factor.cases.iter().find(|(when, _)| when.holds(facts));
            case.map_or(Decimal::ONE, |(_, times)| **times)
        });
        let first = |cases: &[(Condition, _)]| cases.iter().position(|(when, _)| when.holds(facts));
        let ids = (0..options).filter_map(|option| u8::try_from(option).ok()).map(OptionId);
        Self {
            options: ids.map(|option| Self::stacks(book, option, answers, facts)).collect(),
            amount_cases: book.amounts.iter().map(|amount| first(&amount.cases)).collect(),
            ..Self::blank(book)
        }
        .with_factors(&factors.collect::<Vec<_>>())
    }

    /// Resolves what prices are multiplied by.
    pub(crate) fn with_factors(self, factors: &[Decimal]) -> Self {
        let product = |own: &Vec<usize>| {
            let known = own.iter().filter_map(|factor| factors.get(*factor));
            let product = known.fold(Decimal::ONE, |product, factor| product * factor);
            (product != Decimal::ONE).then(|| product.into())
        };
        Self {
            item_factors: self.book.items.iter().map(|item| product(&item.factors)).collect(),
            catalog_factors: self.book.catalogs.iter().map(|it| product(&it.factors)).collect(),
            ..self
        }
    }

    /// Makes a plan in which nothing is resolved.
    pub(crate) fn blank(book: &'b PriceBook) -> Self {
        Self {
            book,
            amount_cases: Vec::new(),
            item_factors: Vec::new(),
            catalog_factors: Vec::new(),
            options: Vec::new(),
        }
    }

    fn stacks(
        book: &'b PriceBook,
        option: OptionId,
        answers: &Facts,
        facts: &Facts,
    ) -> Result<Vec<StackPlan<'b>>, &'b str> {
        let mut missing = book.unpriced.iter().filter(|unpriced| unpriced.option == option);
        if let Some(missing) = missing.find(|unpriced| unpriced.when.holds(answers)) {
            return Err(&missing.because);
        }
        let stacks: Vec<StackPlan<'b>> = book
            .stacks_of(option)
            .filter(|(_, stack)| stack.when.holds(facts))
            .map(|(id, stack)| StackPlan::new(id, stack, facts))
            .collect();
        if stacks.is_empty() {
            return Err("the price book does not say what it would be made of here");
        }
        Ok(stacks)
    }
}

impl<'b> StackPlan<'b> {
    fn new(id: usize, stack: &'b Stack, facts: &Facts) -> Self {
        let parts = stack.parts.iter().filter_map(|part| {
            let taken = part.alternatives.iter().find(|one| one.when.holds(facts))?;
            Some((part.name.as_str(), taken, taken.fleet.as_ref().map(|it| resolve(it, facts))))
        });
        Self { id, stack, suits: stack.suits.holds(facts), parts: parts.collect() }
    }
}

fn resolve<'b>(fleet: &'b Fleet, facts: &Facts) -> FleetPlan<'b> {
    let count = |counts: &[(Condition, u32)]| {
        counts.iter().find(|(when, _)| when.holds(facts)).map_or(1, |(_, count)| *count)
    };
    FleetPlan { fleet, least: count(&fleet.least), copies: count(&fleet.copies) }
}
