//! The price book as a program for what only rules look at: every amount, price and bill is a step
//! that takes the results of earlier ones, and what is the same in several places is one step.
//!
//! A step is worked out for all quick draws side by side, and only where something asks for it
//! ([`crate::cost`]); which fields it follows from says when a result can be used again.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::{Alternative, Assumed, Capacity, Fleet, PriceBook, QUICK_DRAWS};
use crate::{
    condition::Condition,
    field::{Field, FieldId, Kind, Value},
    formula::{
        Formula, Function, Name, Operator, Step,
        number::{Figure, Number},
    },
};

/// A number for each draw.
pub(crate) type Column = [f64; QUICK_DRAWS];

/// Some of the draws, each a bit.
pub(crate) type Lanes = u16;

/// All draws.
pub(crate) const ALL: Lanes = Lanes::MAX;

/// The price book as a program.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
    /// The steps, each after those whose results it takes.
    pub(crate) nodes: Vec<Node>,
    /// The draws of each step whose results are there from the start: all of a constant.
    pub(crate) constant: Vec<Lanes>,
    /// The conditions that steps look at.
    pub(crate) conditions: Vec<Condition>,
    /// For each field of the book the steps that follow from it, a bit for each.
    pub(crate) nodes_of: Vec<Vec<u64>>,
    /// For each field of the book the conditions that look at it, a bit for each.
    pub(crate) conditions_of: Vec<Vec<u64>>,
    /// For each field of the book whether no cost can fall as its number rises.
    pub(crate) rising: Vec<bool>,
    /// For each field of the book whether each step that follows from its number either rises or
    /// falls with each number that it takes.
    pub(crate) bounded: Vec<bool>,
    /// The stacks, in the order of the book.
    pub(crate) stacks: Vec<Bill>,
    /// What every bill is multiplied by.
    pub(crate) times: usize,
    /// Requests a second and requests in progress in the busiest minute, where the book tells.
    pub(crate) peaks: [Option<usize>; 2],
    /// For each field of the book the number of the assumption about it.
    pub(crate) assumption_of: Vec<Option<usize>>,
    /// For each assumption how it is drawn.
    pub(crate) drawn: Vec<Drawn>,
    /// For each field of the book where its choices start among those of all fields, before them
    /// whether there is an answer at all; and one past the last.
    pub(crate) first: Vec<usize>,
}

/// What a stack costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bill {
    /// The conditions under which it can do what is asked, and is what such a team would run.
    pub(crate) when: usize,
    pub(crate) suits: usize,
    /// Everything, and people's time.
    pub(crate) all: usize,
    pub(crate) people: usize,
}

/// What becomes of a result as the number of a field rises, a bit for each field; both where a
/// condition looks at it.
#[derive(Clone)]
struct Ways {
    rises: Vec<u64>,
    falls: Vec<u64>,
}

impl Ways {
    fn none(fields: usize) -> Self {
        let none = vec![0; fields.div_ceil(64)];
        Self { rises: none.clone(), falls: none }
    }

    fn rise(&mut self, field: FieldId) {
        self.rises[field.index() / 64] |= 1 << (field.index() % 64);
    }

    fn turn(&mut self, field: FieldId) {
        self.rise(field);
        self.falls[field.index() / 64] |= 1 << (field.index() % 64);
    }

    fn join(&mut self, rises: &[u64], falls: &[u64]) {
        let or = |(own, other): (&mut u64, &u64)| *own |= other;
        self.rises.iter_mut().zip(rises).for_each(or);
        self.falls.iter_mut().zip(falls).for_each(or);
    }

    /// Tells what falls, or also what rises.
    fn has(&self, field: usize, rising: bool) -> bool {
        let rises = if rising { self.rises[field / 64] } else { 0 };
        (rises | self.falls[field / 64]) >> (field % 64) & 1 == 1
    }
}

/// How an assumption is drawn.
#[derive(Clone, Debug)]
pub(crate) enum Drawn {
    /// For each guess the condition under which it is made, and the numbers of all draws.
    Numbers(Vec<(usize, Column)>),
    /// The draws that do not take the usual answer, and for each choice those that take it.
    Answers { unusual: Lanes, choices: Vec<Lanes> },
}

/// A step, with the numbers of those whose results it takes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// A number, as the bits of its binary form.
    Constant(u64),
    /// The number of a field.
    Field(FieldId),
    /// What a function makes of a number.
    One(Function, usize),
    /// What an operator makes of two.
    Two(Operator, [usize; 2]),
    /// The first whose condition holds; nothing where none does.
    FirstOf(Vec<(usize, usize)>),
    /// The product of some factors.
    Factors(Vec<usize>),
    /// What an amount of an item costs that has several prices.
    Tiers { item: usize, billable: usize },
    /// What the cheapest machines cost that are enough.
    Machines(Box<Machines>),
}

/// Machines that carry a load together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Machines {
    pub(crate) catalog: usize,
    pub(crate) single: bool,
    pub(crate) load: Capacity<usize>,
    pub(crate) least: usize,
    pub(crate) copies: usize,
    pub(crate) factor: usize,
    pub(crate) each: usize,
    pub(crate) several: usize,
    pub(crate) included: Option<[usize; 3]>,
}

impl Machines {
    /// Lists the steps whose results it takes.
    pub(crate) fn inputs(&self) -> impl Iterator<Item = usize> + '_ {
        let own = [self.least, self.copies, self.factor, self.each, self.several];
        let load = self.load.each().into_iter().copied();
        own.into_iter().chain(load).chain(self.included.into_iter().flatten())
    }
}

/// Returns the bits of the choices that an answer takes; none for a number.
pub(crate) fn bits(answer: Value) -> u64 {
    match answer {
        Value::Choice(choice) => 1 << choice,
        Value::YesNo(answer) => 1 << u8::from(answer),
        Value::Several(bits) => bits,
        Value::Number(_) | Value::Between(..) => 0,
    }
}

fn count_of_choices(field: &Field) -> usize {
    if matches!(field.kind, Kind::YesNo) { 2 } else { field.choices().len() }
}

impl Program {
    /// Compiles a price book.
    pub(crate) fn new(book: &PriceBook) -> Self {
        let mut compiler = Compiler {
            book,
            program: Self::default(),
            known: HashMap::new(),
            ways: Vec::new(),
            amounts: Vec::new(),
        };
        compiler.draws();
        for amount in &book.amounts {
            let cases = amount.cases.iter().map(|(when, is)| (when, is));
            let node = compiler.first_of(cases, Compiler::formula);
            compiler.amounts.push(node);
        }
        for stack in &book.stacks {
            let (mut all, mut people) = (compiler.constant(0.0), compiler.constant(0.0));
            for part in &stack.parts {
                let cases = || part.alternatives.iter().map(|one| (&one.when, one));
                let cost = compiler.first_of(cases(), Compiler::alternative);
                all = compiler.sum([all, cost]);
                let cost = compiler.first_of(cases(), |compiler, one| compiler.items(one, true));
                people = compiler.sum([people, cost]);
            }
            let when = compiler.condition(&stack.when);
            let suits = compiler.condition(&stack.suits);
            compiler.program.stacks.push(Bill { when, suits, all, people });
        }
        let times = book.shown.times.as_ref();
        compiler.program.times = match times {
            Some(times) => compiler.formula(times),
            None => compiler.constant(1.0),
        };
        compiler.program.peaks =
            book.shown.peaks.map(|amount| compiler.amounts.get(amount?).copied());
        compiler.finish()
    }
}

struct Compiler<'b> {
    book: &'b PriceBook,
    program: Program,
    known: HashMap<Node, usize>,
    /// For each step how it follows from fields.
    ways: Vec<Ways>,
    amounts: Vec<usize>,
}

impl<'b> Compiler<'b> {
    /// Draws everything that could be open.
    fn draws(&mut self) {
        let (book, deck) = (self.book, self.book.quick_deck());
        let lanes = |is_in: &dyn Fn(usize) -> bool| {
            (0..QUICK_DRAWS).fold(0, |lanes, draw| lanes | Lanes::from(is_in(draw)) << draw)
        };
        self.program.assumption_of = vec![None; book.fields.len()];
        for (index, assumption) in book.assumptions.iter().enumerate() {
            let (id, field) = (assumption.field, book.fields.get(assumption.field));
            self.program.assumption_of[id.index()] = Some(index);
            let drawn = match &assumption.assumed {
                Assumed::Number(guesses) => {
                    let numbers = guesses.iter().map(|guess| {
                        let number = |draw| deck.number(id, field, guess.points(), draw);
                        (self.condition(&guess.when), std::array::from_fn(number))
                    });
                    Drawn::Numbers(numbers.collect())
                }
                Assumed::Answer(_) => Drawn::Answers {
                    unusual: lanes(&|draw| book.is_drawn_for_rules(assumption, deck, draw)),
                    choices: (0..count_of_choices(field))
                        .map(|choice| {
                            lanes(&|draw| {
                                let answer = deck.choice(id, field, draw);
                                answer.is_some_and(|answer| bits(answer) >> choice & 1 == 1)
                            })
                        })
                        .collect(),
                },
            };
            self.program.drawn.push(drawn);
        }
        let mut next = 0;
        for (_, field) in book.fields.iter() {
            self.program.first.push(next);
            next += 1 + count_of_choices(field);
        }
        self.program.first.push(next);
    }

    fn node(&mut self, node: Node) -> usize {
        if let Some(known) = self.known.get(&node) {
            return *known;
        }
        let (index, ways) = (self.program.nodes.len(), self.ways_of(&node));
        self.ways.push(ways);
        self.program.nodes.push(node.clone());
        self.known.insert(node, index);
        index
    }

    /// Tells how a step follows from fields.
    fn ways_of(&self, node: &Node) -> Ways {
        let book = self.book;
        let mut ways = Ways::none(book.fields.len());
        let mut conditions: Vec<&Condition> = Vec::new();
        let mut inputs: Vec<usize> = Vec::new();
        let mut turned: Option<usize> = None;
        match node {
            Node::Constant(_) => {}
            Node::Field(field) => {
                ways.rise(*field);
                let assumed = book.assumption(*field).map(|assumption| &assumption.assumed);
                if let Some(Assumed::Number(guesses)) = assumed {
                    conditions.extend(guesses.iter().map(|guess| &guess.when));
                    let multiplied = guesses.iter().filter_map(|guess| guess.for_each);
                    multiplied.for_each(|field| ways.rise(field));
                }
            }
            Node::One(Function::Column { table, column }, input) => {
                inputs.push(*input);
                let is_rising = book.tables.get(*table).is_some_and(|table| table.rises(*column));
                turned = (!is_rising).then_some(*input);
            }
            Node::One(_, input) | Node::Tiers { billable: input, .. } => inputs.push(*input),
            Node::Two(Operator::Minus | Operator::Over, [one, other]) => {
                inputs.push(*one);
                turned = Some(*other);
            }
            Node::Two(_, both) => inputs.extend(both),
            Node::FirstOf(cases) => {
                conditions.extend(cases.iter().map(|(when, _)| &self.program.conditions[*when]));
                inputs.extend(cases.iter().map(|(_, input)| input));
            }
            Node::Factors(factors) => {
                let cases = factors.iter().flat_map(|factor| &book.factors[*factor].cases);
                conditions.extend(cases.map(|(when, _)| when));
            }
            Node::Machines(of) => inputs.extend(of.inputs()),
        }
        conditions.into_iter().flat_map(Condition::fields).for_each(|field| ways.turn(field));
        for input in inputs {
            let of_input = &self.ways[input];
            ways.join(&of_input.rises, &of_input.falls);
        }
        if let Some(input) = turned {
            let of_input = &self.ways[input];
            ways.join(&of_input.falls, &of_input.rises);
        }
        ways
    }

    fn condition(&mut self, condition: &Condition) -> usize {
        let conditions = &mut self.program.conditions;
        conditions.iter().position(|known| known == condition).unwrap_or_else(|| {
            conditions.push(condition.clone());
            conditions.len() - 1
        })
    }

    fn constant(&mut self, number: f64) -> usize {
        self.node(Node::Constant(number.to_bits()))
    }

    fn figure(&mut self, figure: Figure) -> usize {
        self.constant(f64::of(figure))
    }

    /// Adds up some results; to nothing, nothing is added.
    fn sum(&mut self, parts: impl IntoIterator<Item = usize>) -> usize {
        let nothing = self.constant(0.0);
        parts
            .into_iter()
            .filter(|part| *part != nothing)
            .reduce(|sum, part| self.node(Node::Two(Operator::Plus, [sum, part])))
            .unwrap_or(nothing)
    }

    fn times(&mut self, one: usize, other: usize) -> usize {
        if other == self.constant(1.0) {
            return one;
        }
        self.node(Node::Two(Operator::Times, [one, other]))
    }

    /// Takes the first of several cases whose condition holds.
    fn first_of<'c, T>(
        &mut self,
        cases: impl Iterator<Item = (&'c Condition, T)>,
        mut compile: impl FnMut(&mut Self, T) -> usize,
    ) -> usize {
        let (always, nothing) = (Condition::always(), self.constant(0.0));
        let mut compiled: Vec<(usize, usize)> = Vec::new();
        for (when, case) in cases {
            let node = compile(self, case);
            compiled.push((self.condition(when), node));
            if *when == always {
                break;
            }
        }
        // Where it comes to the same whatever holds, no condition counts.
        let first = compiled.first().map_or(nothing, |(_, node)| *node);
        let is_sure =
            compiled.last().is_some_and(|(when, _)| self.program.conditions[*when] == always);
        if compiled.iter().all(|(_, node)| *node == first) && (is_sure || first == nothing) {
            return first;
        }
        self.node(Node::FirstOf(compiled))
    }

    fn formula(&mut self, formula: &Formula) -> usize {
        let mut pile: Vec<usize> = Vec::new();
        for step in formula.steps() {
            let node = match *step {
                Step::Constant(figure) => self.figure(figure),
                Step::Name(Name::Amount(amount)) => self.amounts[amount],
                Step::Name(Name::Field(field)) => self.node(Node::Field(FieldId(field as u16))),
                Step::One(function) => {
                    let input = pile.pop().unwrap_or_default();
                    self.node(Node::One(function, input))
                }
                Step::Two(operator) => {
                    let (other, one) =
                        (pile.pop().unwrap_or_default(), pile.pop().unwrap_or_default());
                    self.node(Node::Two(operator, [one, other]))
                }
            };
            pile.push(node);
        }
        match pile.pop() {
            Some(node) => node,
            None => self.constant(0.0),
        }
    }

    fn factors(&mut self, factors: &[usize]) -> usize {
        if factors.is_empty() {
            return self.constant(1.0);
        }
        self.node(Node::Factors(factors.to_vec()))
    }

    /// Prices an amount beyond the free allowance.
    fn price(&mut self, id: usize, billable: usize) -> usize {
        let item = &self.book.items[id];
        let price = match item.tiers.as_slice() {
            [only] => {
                let unit = self.figure(only.unit_price);
                self.node(Node::Two(Operator::Times, [billable, unit]))
            }
            _ => self.node(Node::Tiers { item: id, billable }),
        };
        let factors = self.factors(&item.factors);
        self.times(price, factors)
    }

    /// Adds up the items of an alternative, but for what machines include: all, or people's time.
    fn items(&mut self, alternative: &Alternative, people: bool) -> usize {
        let book = self.book;
        let catalog = alternative.fleet.as_ref().map(|fleet| &book.catalogs[fleet.catalog]);
        let included = catalog.and_then(|catalog| catalog.includes);
        let mut sum = self.constant(0.0);
        for id in alternative.items.iter().filter(|id| Some(**id) != included) {
            let item = &book.items[*id];
            if people && !item.people {
                continue;
            }
            let mut amount = self.formula(&item.amount);
            if *item.free > Decimal::ZERO {
                let free = self.figure(item.free);
                amount = self.node(Node::Two(Operator::Minus, [amount, free]));
            }
            let price = self.price(*id, amount);
            sum = self.sum([sum, price]);
        }
        sum
    }

    fn alternative(&mut self, alternative: &Alternative) -> usize {
        let mut sum = self.items(alternative, false);
        if let Some(fleet) = &alternative.fleet {
            let machines = self.machines(fleet);
            sum = self.sum([sum, machines]);
        }
        sum
    }

    fn machines(&mut self, fleet: &Fleet) -> usize {
        let book = self.book;
        let catalog = &book.catalogs[fleet.catalog];
        let always = Condition::always();
        let count = |counts: &[(Condition, u32)], compiler: &mut Self| {
            let cases = counts.iter().map(|(when, count)| (when, *count));
            compiler.first_of(cases.chain([(&always, 1)]), |compiler, count| {
                compiler.constant(f64::from(count))
            })
        };
        let least = count(&fleet.least, self);
        let copies = count(&fleet.copies, self);
        let sets = self.formula(&fleet.sets);
        let least = self.times(sets, least);
        let one = self.constant(1.0);
        let mut prices = |items: &[usize]| {
            let prices: Vec<usize> = items.iter().map(|id| self.price(*id, one)).collect();
            self.sum(prices)
        };
        let (each, several) = (prices(&fleet.each), prices(&fleet.several));
        let included = catalog.includes.and_then(|id| {
            let item = &book.items[id];
            let price = item.tiers.first()?.unit_price;
            Some([self.formula(&item.amount), self.figure(price), self.factors(&item.factors)])
        });
        let machines = Machines {
            catalog: fleet.catalog,
            single: fleet.single,
            load: fleet.carries.map(|formula| self.formula(formula)),
            least,
            copies,
            factor: self.factors(&catalog.factors),
            each,
            several,
            included,
        };
        self.node(Node::Machines(Box::new(machines)))
    }

    fn finish(mut self) -> Program {
        let count = self.book.fields.len();
        let none = |of: usize| vec![vec![0; of.div_ceil(64)]; count];
        self.program.nodes_of = none(self.program.nodes.len());
        for (node, ways) in self.ways.iter().enumerate() {
            for field in (0..count).filter(|field| ways.has(*field, true)) {
                self.program.nodes_of[field][node / 64] |= 1 << (node % 64);
            }
        }
        let nodes = self.program.nodes.iter();
        let constant = nodes.map(|node| if matches!(node, Node::Constant(_)) { ALL } else { 0 });
        self.program.constant = constant.collect();
        let Program { stacks, times, peaks, .. } = &self.program;
        let results = stacks.iter().flat_map(|bill| [bill.all, bill.people]).chain([*times]);
        let results = results.chain(peaks.iter().flatten().copied());
        let results: Vec<usize> = results.collect();
        let is_rising = |field: usize| results.iter().all(|it| !self.ways[*it].has(field, false));
        self.program.rising = (0..count).map(is_rising).collect();
        let is_uneven = |node: &Node| match node {
            Node::One(Function::Column { table, column }, _) => {
                !self.book.tables.get(*table).is_some_and(|table| table.rises(*column))
            }
            _ => false,
        };
        let uneven = self.program.nodes.iter().zip(&self.ways).filter(|(node, _)| is_uneven(node));
        let uneven: Vec<&Ways> = uneven.map(|(_, ways)| ways).collect();
        let is_bounded = |field| uneven.iter().all(|ways| !ways.has(field, true));
        self.program.bounded = (0..count).map(is_bounded).collect();
        self.program.conditions_of = none(self.program.conditions.len());
        for (index, condition) in self.program.conditions.iter().enumerate() {
            for field in condition.fields() {
                self.program.conditions_of[field.index()][index / 64] |= 1 << (index % 64);
            }
        }
        self.program
    }
}
