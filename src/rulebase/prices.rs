//! The price book: what things cost, what is assumed where a profile says nothing, and what each
//! option is made of. All of it is data; what follows for one profile is worked out in
//! [`crate::cost`].

mod assumption;
mod deck;
mod item;
mod machine;
mod origin;
pub(crate) mod program;
mod stack;

use std::sync::OnceLock;

use jiff::civil::Date;

pub(crate) use self::{
    assumption::{ASSUMPTIONS, own_id},
    deck::{number_at, quantile},
};
pub use self::{
    assumption::{Assumed, Assumption, Guess},
    deck::{DRAWS, Deck, QUICK_DRAWS},
    item::{Amount, Factor, Item, Tier},
    machine::{Capacity, Catalog, Machine},
    origin::Origin,
    stack::{Alternative, Fleet, Limit, Part, Stack, Unpriced},
};
use super::{Effect, FactId, OptionId, Rule};
use crate::{
    condition::{Condition, Truth},
    field::{Facts, FieldId, Fields, Kind, Value},
    formula::{Formula, Name, Table, number::Number},
    money::Currency,
    problem::{Code, Problem, Problems},
};

/// Hours in a month, as providers count them.
pub const HOURS_A_MONTH: i64 = 730;

/// What the price book says. Empty where a rule base comes without prices: then nothing is
/// estimated.
#[derive(Clone, Debug, Default)]
pub struct PriceBook {
    /// Whose prices these are; none for an empty book.
    pub header: Option<Header>,
    /// What amounts are shown to people in: the book's own currency, or another one.
    pub currency: Currency,
    /// The fields that the book speaks of: the questions, numbered as in the rule base, then the
    /// assumptions, whose ids start with `assumptions.`.
    pub fields: Fields,
    /// What stands in for what a profile does not say, in the order of the book.
    pub assumptions: Vec<Assumption>,
    /// Tables that formulas look numbers up in.
    pub tables: Vec<Table>,
    /// What is worked out, each after those that it names.
    pub amounts: Vec<Amount>,
    /// What prices are multiplied by, such as another region's.
    pub factors: Vec<Factor>,
    /// What is paid for.
    pub items: Vec<Item>,
    /// The machines to choose from.
    pub catalogs: Vec<Catalog>,
    /// What options can be made of.
    pub stacks: Vec<Stack>,
    /// What the book has no prices for.
    pub unpriced: Vec<Unpriced>,
    /// What options cannot do.
    pub limits: Vec<Limit>,
    /// The fields and amounts that play a part of their own.
    pub shown: Shown,
    /// The orders in which what is open is drawn, for people and for rules; each is made when it
    /// is first asked for.
    pub(super) decks: [OnceLock<Deck>; 2],
    /// The fields of the rule base that estimates fill.
    pub estimates: Estimates,
    /// The options that rules exclude, with the answers for which they do: what cannot be taken is
    /// no measure of what the others cost.
    pub(crate) ruled_out: Vec<(OptionId, Condition)>,
    /// How many of the fields are questions.
    pub questions: usize,
    /// The questions of which one at least must be answered: nothing else tells how large a project
    /// is.
    pub needs: Vec<FieldId>,
    /// The questions that estimates depend on.
    pub inputs: Vec<FieldId>,
}

/// The fields of the rule base that estimates fill.
#[derive(Clone, Debug, Default)]
pub struct Estimates {
    /// Requests a second, and requests in progress, in the busiest minute.
    pub peaks: [Option<FieldId>; 2],
    /// For each option what it costs.
    pub options: Vec<OptionEstimates>,
    /// For each field whether some rule looks at it; others are never filled.
    asked: Vec<bool>,
}

/// The fields that the estimate of one option fills: the range that holds eight of ten draws, and
/// the middle of the draws.
#[derive(Clone, Copy, Debug)]
pub struct OptionEstimates {
    /// What it costs in a month.
    pub monthly: [FieldId; 2],
    /// Its cost divided by that of the cheapest other option.
    pub times_dearer: [FieldId; 2],
    /// How much more it costs than the cheapest other option; nothing where it costs less.
    pub extra: [FieldId; 2],
    /// Its cost without people's time divided by the budget.
    pub budget_share: [FieldId; 2],
}

/// Whose prices a book gives.
#[derive(Clone, Debug)]
pub struct Header {
    /// The name of the price book, such as list prices of two regions.
    pub name: String,
    /// The currency, such as `USD`.
    pub currency: String,
    /// Where the prices hold.
    pub region: String,
    /// What is in the prices and what is not.
    pub about: String,
    /// What it rests on as a whole.
    pub cites: Vec<FactId>,
    /// The day on which they were last reviewed.
    pub reviewed: Date,
}

/// Which fields and amounts play a part that the program itself knows.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// How much there is to do: what curves run along, in calls a month.
    pub traffic: Option<FieldId>,
    /// What may be spent in a month.
    pub budget: Option<FieldId>,
    /// What every bill is multiplied by, such as a discount.
    pub times: Option<Formula>,
    /// The amounts that are requests a second, and requests in progress, in the busiest minute.
    pub peaks: [Option<usize>; 2],
}

impl Estimates {
    /// Makes estimates that no rule looks at.
    pub(crate) fn new(peaks: [Option<FieldId>; 2], options: Vec<OptionEstimates>) -> Self {
        Self { peaks, options, asked: Vec::new() }
    }

    /// Returns whether some rule looks at a field.
    pub(crate) fn is_asked(&self, field: FieldId) -> bool {
        self.asked.get(field.index()).copied().unwrap_or(false)
    }
}

impl PriceBook {
    /// Returns the most requests a month that a profile can give.
    pub(crate) fn most_requests(&self) -> u64 {
        const MOST: u64 = 1_000_000_000_000_000;
        match self.shown.traffic.map(|field| &self.fields.get(field).kind) {
            Some(Kind::Number(scale)) => u64::try_from(scale.most).unwrap_or(MOST),
            _ => MOST,
        }
    }

    /// Reports what everything else in the book needs and is not there: its header, and a default
    /// for each field that a condition or a formula looks at.
    pub(crate) fn check(&self, problems: &mut Problems) {
        if self.is_empty() {
            return;
        }
        if self.header.is_none() {
            let message = "the price book lacks `book` (its name, region and review date)";
            problems.push(Problem::error(Code::MISSING, message));
        }
        let looked_at = self.fields_looked_at().into_iter();
        for field in looked_at.filter(|field| self.assumption(*field).is_none()) {
            let message = format!(
                "the price book looks at `{}` and does not say what to assume",
                self.fields.get(field).id
            );
            let problem = Problem::error(Code::MISSING, message);
            problems.push(problem.help("add it to `assumptions`, with a default"));
        }
    }

    /// Takes over what rules there are, after everything else is known: what they look at, and what
    /// they exclude for an answer. What they exclude for a cost is compared all the same.
    pub(crate) fn note(&mut self, rules: &[Rule], fields: usize) {
        self.estimates.asked = vec![false; fields];
        for field in rules.iter().flat_map(|rule| rule.when.fields()) {
            self.estimates.asked[field.index()] = true;
        }
        let is_of_answers =
            |rule: &&Rule| rule.when.fields().iter().all(|field| field.index() < self.questions);
        for rule in rules.iter().filter(is_of_answers) {
            let Effect::Excludes { options, .. } = &rule.effect else { continue };
            self.inputs.extend(rule.when.fields());
            self.ruled_out.extend(options.iter().map(|option| (*option, rule.when.clone())));
        }
        self.inputs.sort_unstable();
        self.inputs.dedup();
    }

    /// Returns the conditions under which an option is excluded.
    pub(crate) fn exclusions(&self, option: usize) -> impl Iterator<Item = &Condition> {
        let of_option = self.ruled_out.iter().filter(move |(id, _)| id.index() == option);
        of_option.map(|(_, when)| when)
    }

    /// Returns whether, among answers between these, which differ in the number of one field alone,
    /// an option may be excluded for some and not for others.
    pub(crate) fn may_turn(&self, field: FieldId, low: &Facts, high: &Facts) -> bool {
        let (Some(Value::Number(one)), Some(Value::Number(other))) =
            (low.get(field), high.get(field))
        else {
            return true;
        };
        let mut between = low.clone();
        between.set(field, Some(Value::Between(one.min(other), one.max(other))));
        let unpriced = self.unpriced.iter().map(|unpriced| &unpriced.when);
        let all = self.ruled_out.iter().map(|(_, when)| when).chain(unpriced);
        let mut named = all.filter(|when| when.fields().contains(&field));
        named.any(|when| when.evaluate(&between) == Truth::Unknown)
    }

    /// Returns whether there are no prices.
    pub fn is_empty(&self) -> bool {
        self.stacks.is_empty()
    }

    /// Lists the questions that a field depends on which an estimate fills; none for other fields.
    pub fn inputs_of(&self, derived: FieldId) -> &[FieldId] {
        let each = |it: &OptionEstimates| {
            [it.monthly, it.times_dearer, it.extra, it.budget_share].concat()
        };
        let known = self.estimates.options.iter().any(|it| each(it).contains(&derived))
            || self.estimates.peaks.contains(&Some(derived));
        if known { &self.inputs } else { &[] }
    }

    /// Finds an assumption of the book's own by the id that it has there.
    pub(crate) fn find_assumption(&self, id: &str) -> Option<FieldId> {
        self.fields.find(&[ASSUMPTIONS, id].concat())
    }

    /// Finds a question by its id, or an assumption by its id with or without `assumptions.`.
    pub fn find_field(&self, id: &str) -> Option<FieldId> {
        self.fields.find(id).or_else(|| self.find_assumption(id))
    }

    /// Returns the order in which what is open is drawn for people.
    pub fn deck(&self) -> &Deck {
        self.decks[0].get_or_init(|| Deck::new(&self.fields, DRAWS))
    }

    /// Returns the same for rules.
    pub fn quick_deck(&self) -> &Deck {
        self.decks[1].get_or_init(|| Deck::new(&self.fields, QUICK_DRAWS))
    }

    /// Returns the item with a number.
    pub fn item(&self, id: usize) -> &Item {
        &self.items[id]
    }

    /// Returns the catalogue with a number.
    pub fn catalog(&self, id: usize) -> &Catalog {
        &self.catalogs[id]
    }

    /// Returns the stack with a number.
    pub fn stack(&self, id: usize) -> &Stack {
        &self.stacks[id]
    }

    /// Finds the stacks of an option, with their numbers.
    pub fn stacks_of(&self, option: OptionId) -> impl Iterator<Item = (usize, &Stack)> {
        self.stacks.iter().enumerate().filter(move |(_, stack)| stack.option == option)
    }

    /// Returns whether some stack of an option is, or has, a product.
    pub fn is_made_of(&self, option: OptionId, product: &str) -> bool {
        let is_it = |named: &Option<String>| named.as_deref() == Some(product);
        self.stacks_of(option).any(|(_, stack)| {
            let mut alternatives = stack.parts.iter().flat_map(|part| &part.alternatives);
            is_it(&stack.product) || alternatives.any(|one| is_it(&one.product))
        })
    }

    /// Returns whether a draw may take another than the usual answer. What is certain unless
    /// somebody says otherwise is never drawn.
    pub(crate) fn is_drawn(&self, assumption: &Assumption, deck: &Deck, draw: usize) -> bool {
        let likely = f64::from_decimal(assumption.likely);
        likely < 1.0 && deck.usual(assumption.field, draw) >= likely
    }

    /// Returns the same for rules, which compare under the book's own choices, such as the kind of
    /// processor.
    pub(crate) fn is_drawn_for_rules(
        &self,
        assumption: &Assumption,
        deck: &Deck,
        draw: usize,
    ) -> bool {
        assumption.field.index() < self.questions && self.is_drawn(assumption, deck, draw)
    }

    /// Finds what is assumed of a field.
    pub fn assumption(&self, field: FieldId) -> Option<&Assumption> {
        self.assumptions.iter().find(|assumption| assumption.field == field)
    }

    /// Lists every condition that decides what an option is made of or what is assumed.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let guesses = self.assumptions.iter().flat_map(|assumption| match &assumption.assumed {
            Assumed::Number(guesses) => guesses.iter().map(|guess| &guess.when).collect::<Vec<_>>(),
            Assumed::Answer(answers) => answers.iter().map(|(when, _)| when).collect(),
        });
        let amounts = self.amounts.iter().flat_map(|amount| &amount.cases).map(|(when, _)| when);
        let factors = self.factors.iter().flat_map(|factor| &factor.cases).map(|(when, _)| when);
        let parts = || self.stacks.iter().flat_map(|stack| &stack.parts);
        let alternatives = || parts().flat_map(|part| &part.alternatives);
        let fleets = alternatives().filter_map(|alternative| alternative.fleet.as_ref());
        let counts = fleets.flat_map(|fleet| fleet.least.iter().chain(&fleet.copies));
        guesses
            .chain(amounts)
            .chain(factors)
            .chain(self.stacks.iter().flat_map(|stack| [&stack.when, &stack.suits]))
            .chain(alternatives().map(|alternative| &alternative.when))
            .chain(counts.map(|(when, _)| when))
            .chain(self.unpriced.iter().map(|unpriced| &unpriced.when))
    }

    /// Lists the questions whose numbers guesses are multiplied by. Nothing need be assumed of them.
    pub(crate) fn multipliers(&self) -> impl Iterator<Item = FieldId> {
        let guesses = self.assumptions.iter().filter_map(|assumption| match &assumption.assumed {
            Assumed::Number(guesses) => Some(guesses),
            Assumed::Answer(_) => None,
        });
        guesses.flatten().filter_map(|guess| guess.for_each)
    }

    /// Lists every formula of the book.
    pub fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let amounts = self.amounts.iter().flat_map(|amount| &amount.cases).map(|(_, is)| is);
        let parts = self.stacks.iter().flat_map(|stack| &stack.parts);
        let fleets = parts.flat_map(|part| &part.alternatives).filter_map(|it| it.fleet.as_ref());
        amounts
            .chain(self.items.iter().map(|item| &item.amount))
            .chain(fleets.flat_map(|fleet| fleet.carries.each().into_iter().chain([&fleet.sets])))
            .chain(&self.shown.times)
    }

    /// Lists the fields that the book looks at, in its conditions and its formulas.
    pub fn fields_looked_at(&self) -> Vec<FieldId> {
        let named = self.formulas().flat_map(Formula::names).filter_map(|name| match name {
            Name::Field(field) => u16::try_from(field).ok().map(FieldId),
            Name::Amount(_) => None,
        });
        let mut fields: Vec<FieldId> =
            named.chain(self.conditions().flat_map(Condition::fields)).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

#[cfg(test)]
mod tests {
    use crate::rulebase::RuleBase;

    #[test]
    fn decks_are_shuffled_when_they_are_first_needed() {
        let base = RuleBase::shipped().unwrap();
        let made = || base.prices.decks.each_ref().map(|deck| deck.get().is_some());
        assert_eq!(made(), [false, false]);
        assert_eq!(base.prices.quick_deck().draws(), super::QUICK_DRAWS);
        assert_eq!(made(), [false, true]);
        assert_eq!(base.prices.deck().draws(), super::DRAWS);
    }
}
