//! What options cost in all quick draws at once, for rules: the book's program
//! ([`crate::rulebase::prices`]) worked out step by step, only where something asks for a step, and
//! again only after an answer has changed that it follows from.
//!
//! All that a draw has of a choice is a bit: a condition holds in some of the draws.

use crate::{
    condition::{Condition, Test, Truth},
    field::{Facts, FieldId, Kind, Value},
    formula::{Function, Operator, Table, number::Number},
    rulebase::{
        RuleBase,
        prices::{
            Assumed, Capacity, PriceBook,
            program::{ALL, Bill, Column, Drawn, Lanes, Machines, Node, Program, bits},
        },
    },
};

use super::machines::Task;

/// From so much a month on, nothing is a price: it comes of a number that was divided by zero.
const MOST: f64 = 1e100;

/// What has been worked out for a project, to be used again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    /// What is known of each field.
    known: Vec<Option<Value>>,
    /// For each field the draws in which it has an answer, and for each choice those that take it.
    choices: Vec<Lanes>,
    /// Groups of draws in which an open question has like answers, where they have been looked at.
    alike: Option<Vec<Lanes>>,
    /// For each condition the draws in which it holds, where that has been looked at.
    holds: Vec<Option<Lanes>>,
    /// For each step its results, and the draws for which they have been worked out: as things are,
    /// at the least and at the most ([`End`]).
    columns: [Vec<Column>; 3],
    fresh: [Vec<Lanes>; 3],
}

/// Which results of steps are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Those of the numbers that are known.
    Known,
    /// The least that they could be while one number is anything from the known one to another.
    Least,
    /// The most.
    Most,
}

impl End {
    fn other(self) -> Self {
        match self {
            Self::Known => Self::Known,
            Self::Least => Self::Most,
            Self::Most => Self::Least,
        }
    }
}

/// What one option costs in each draw.
#[derive(Clone, Debug)]
pub(crate) struct Cost {
    /// Everything.
    pub(crate) all: Column,
    /// People's time, which is part of it; nothing where nobody asks for it.
    pub(crate) people: Column,
    /// The least and the most of people's time that anything needs which the option could be made
    /// of.
    pub(crate) people_ends: [Column; 2],
}

/// A project, and the program that works out what it costs.
pub(crate) struct Sheet<'k> {
    book: &'k PriceBook,
    program: &'k Program,
    kept: &'k mut Kept,
    /// The field whose number could be anything up to another one.
    range: Option<(FieldId, f64)>,
    /// At which end costs are asked for.
    pub(crate) end: End,
}

impl<'k> Sheet<'k> {
    /// Takes up what is kept of a project for which these assumptions are given.
    pub(crate) fn new(base: &'k RuleBase, given: &Facts, kept: &'k mut Kept) -> Self {
        let (book, program) = (&base.prices, base.program());
        let count = program.nodes.len();
        let is_new = kept.columns[0].len() != count;
        let mut sheet = Self { book, program, kept, range: None, end: End::Known };
        if is_new {
            let own = |field: &FieldId| field.index() >= book.questions;
            let known = book.fields.iter().map(|(field, _)| Some(field).filter(own));
            *sheet.kept = Kept {
                known: known.map(|field| given.get(field?)).collect(),
                choices: Vec::new(),
                alike: None,
                holds: vec![None; program.conditions.len()],
                columns: [(); 3].map(|()| vec![[0.0; _]; count]),
                fresh: [(); 3].map(|()| vec![0; count]),
            };
            sheet.choose();
        }
        sheet
    }

    /// Takes over what was answered.
    pub(crate) fn answer(&mut self, answers: &Facts) {
        let mut changed: Vec<FieldId> = Vec::new();
        let mut choices_changed = false;
        for (field, it) in self.book.fields.iter().take(self.book.questions) {
            let (value, known) = (answers.get(field), &mut self.kept.known[field.index()]);
            if *known != value {
                if known.is_some() != value.is_some() {
                    self.kept.alike = None;
                }
                *known = value;
                choices_changed |= !matches!(it.kind, Kind::Number(_));
                changed.push(field);
            }
        }
        if choices_changed {
            self.kept.alike = None;
            let before = std::mem::take(&mut self.kept.choices);
            self.choose();
            let after = &self.kept.choices;
            changed.extend(self.program.first.windows(2).enumerate().filter_map(
                |(field, ends)| {
                    let is_other = after.get(ends[0]..ends[1]) != before.get(ends[0]..ends[1]);
                    is_other.then_some(FieldId(field as u16))
                },
            ));
        }
        self.forget(&changed);
    }

    /// Forgets what follows from some fields.
    fn forget(&mut self, fields: &[FieldId]) {
        let Program { nodes_of, conditions_of, .. } = self.program;
        each_of(fields, nodes_of, |node| self.kept.fresh[0][node] = 0);
        each_of(fields, conditions_of, |condition| self.kept.holds[condition] = None);
    }

    /// Lets a number that is known be anything up to another one, which is no less. What falls as it
    /// rises is at its least where the number is at its most.
    pub(crate) fn widen(&mut self, field: FieldId, most: f64) {
        self.range = Some((field, most));
        each_of(&[field], &self.program.nodes_of, |node| {
            (self.kept.fresh[1][node], self.kept.fresh[2][node]) = (0, 0);
        });
    }

    /// Finds where the results of a step are kept: what does not follow from the number that could
    /// be anything is the same at either end.
    fn place(&self, node: usize, end: End) -> usize {
        let follows = |(field, _): (FieldId, f64)| {
            self.program.nodes_of[field.index()][node / 64] >> (node % 64) & 1 == 1
        };
        if self.range.is_some_and(follows) { end as usize } else { 0 }
    }

    /// Completes the choices of all draws.
    fn choose(&mut self) {
        self.kept.choices = vec![0; self.program.first.last().copied().unwrap_or(0)];
        for (field, _) in self.book.fields.iter() {
            if let Some(value) = self.kept.known[field.index()] {
                self.take(field, value, ALL);
            }
        }
        for (assumption, drawn) in self.book.assumptions.iter().zip(&self.program.drawn) {
            let field = assumption.field;
            let (Assumed::Answer(answers), Drawn::Answers { unusual, choices }) =
                (&assumption.assumed, drawn)
            else {
                continue;
            };
            if self.kept.known[field.index()].is_some() {
                continue;
            }
            let mut usual = !unusual;
            for (when, value) in answers {
                let lanes = self.look(when) & usual;
                usual &= !lanes;
                self.take(field, *value, lanes);
            }
            let first = self.program.first[field.index()];
            self.kept.choices[first] |= unusual;
            for (slot, lanes) in self.kept.choices[first + 1..].iter_mut().zip(choices) {
                *slot |= lanes & unusual;
            }
        }
    }

    /// Gives a field an answer in some draws.
    fn take(&mut self, field: FieldId, value: Value, lanes: Lanes) {
        let (first, mut bits) = (self.program.first[field.index()], bits(value));
        self.kept.choices[first] |= lanes;
        while bits != 0 {
            self.kept.choices[first + 1 + bits.trailing_zeros() as usize] |= lanes;
            bits &= bits - 1;
        }
    }

    /// Finds the draws in which a condition holds.
    fn look(&self, condition: &Condition) -> Lanes {
        self.truth(condition).0
    }

    /// Finds the draws in which a condition holds, and those in which it does not.
    fn truth(&self, condition: &Condition) -> (Lanes, Lanes) {
        match condition {
            Condition::All(parts) => parts.iter().fold((ALL, 0), |(yes, no), part| {
                let of_part = self.truth(part);
                (yes & of_part.0, no | of_part.1)
            }),
            Condition::Any(parts) => parts.iter().fold((0, ALL), |(yes, no), part| {
                let of_part = self.truth(part);
                (yes | of_part.0, no & of_part.1)
            }),
            Condition::Not(inner) => {
                let (yes, no) = self.truth(inner);
                (no, yes)
            }
            Condition::Test(field, test) => {
                let first = self.program.first[field.index()];
                let (answered, choices) =
                    (self.kept.choices[first], &self.kept.choices[first + 1..]);
                let any = |mut bits: u64| {
                    let mut lanes = 0;
                    while bits != 0 {
                        lanes |= choices.get(bits.trailing_zeros() as usize).unwrap_or(&0);
                        bits &= bits - 1;
                    }
                    lanes
                };
                let yes = match test {
                    Test::OneOf(bits) | Test::Contains(bits) => any(*bits),
                    Test::YesNo(answer) => any(1 << u8::from(*answer)),
                    Test::Empty => {
                        let end = self.program.first[field.index() + 1];
                        let taken = self.kept.choices[first + 1..end].iter();
                        answered & !taken.fold(0, |all, lanes| all | lanes)
                    }
                    // The book's conditions look at choices only.
                    Test::Number(..) => return (0, 0),
                };
                (yes, answered & !yes)
            }
        }
    }

    /// Finds the draws in which a condition of the program holds.
    fn holds(&mut self, condition: usize) -> Lanes {
        if let Some(lanes) = self.kept.holds[condition] {
            return lanes;
        }
        let lanes = self.look(&self.program.conditions[condition]);
        self.kept.holds[condition] = Some(lanes);
        lanes
    }

    /// Works out what an option costs in each draw; none where it has no price in all of them, or
    /// cannot be taken.
    pub(crate) fn cost(
        &mut self,
        option: usize,
        answers: &Facts,
        with_people: bool,
    ) -> Option<Cost> {
        let book = self.book;
        let unpriced = book.unpriced.iter().filter(|it| it.option.index() == option);
        let mut missing = unpriced.map(|it| &it.when).chain(book.exclusions(option));
        if missing.any(|when| when.evaluate(answers) == Truth::True) {
            return None;
        }
        let stacks = book.stacks.iter().zip(&self.program.stacks);
        let bills = stacks.filter(|(stack, _)| stack.option.index() == option);
        let bills: Vec<(Bill, Lanes)> =
            bills.map(|(_, bill)| (*bill, self.holds(bill.when))).collect();
        let mut any_suits = 0;
        for (bill, can) in &bills {
            any_suits |= self.holds(bill.suits) & can;
        }
        let (mut best, mut of_people, mut priced): (Column, Column, Lanes) =
            ([0.0; _], [0.0; _], 0);
        let mut people_ends: [Column; 2] = [[f64::MAX; _], [0.0; _]];
        for (bill, can) in bills {
            let lanes = can & (self.holds(bill.suits) | !any_suits);
            if lanes == 0 {
                continue;
            }
            let all = self.column(bill.all, lanes);
            let people = if with_people { self.column(bill.people, lanes) } else { [0.0; _] };
            for lane in 0..best.len() {
                let is_first = priced >> lane & 1 == 0;
                let of_any = people[lane];
                people_ends[0][lane] = people_ends[0][lane].least(of_any);
                people_ends[1][lane] = people_ends[1][lane].most(of_any);
                if lanes >> lane & 1 == 1 && (is_first || all[lane] < best[lane]) {
                    (best[lane], of_people[lane]) = (all[lane], people[lane]);
                }
            }
            priced |= lanes;
        }
        let times = self.column(self.program.times, ALL);
        let all = each(|lane| best[lane].times(times[lane]));
        let people = each(|lane| of_people[lane].times(times[lane]));
        let people_ends = people_ends.map(|people| each(|lane| people[lane].times(times[lane])));
        // What divides by zero, or is too large, is no price.
        let is_price = priced == ALL && all.iter().all(|cost| *cost < MOST);
        is_price.then_some(Cost { all, people, people_ends })
    }

    /// Works out one of the peaks in each draw, where the book tells of it.
    pub(crate) fn peak(&mut self, peak: usize) -> Option<Column> {
        Some(self.column(self.program.peaks[peak]?, ALL))
    }

    /// Finds what is known of a field.
    pub(crate) fn known(&self, field: FieldId) -> Option<Value> {
        self.kept.known[field.index()]
    }

    /// Lists the questions that are open and drawn.
    fn open(&self) -> impl Iterator<Item = FieldId> + '_ {
        let questions = self.book.assumptions.iter().map(|assumption| assumption.field);
        questions
            .filter(|field| field.index() < self.book.questions && self.known(*field).is_none())
    }

    /// Tells whether a question is open whose answer is a number.
    pub(crate) fn has_open_number(&self) -> bool {
        let is_number = |field| matches!(self.book.fields.get(field).kind, Kind::Number(_));
        self.open().any(is_number)
    }

    /// Groups the draws for each question that is open and asks for choices: those in which it has
    /// like answers.
    pub(crate) fn alike(&mut self) -> &[Lanes] {
        if self.kept.alike.is_none() {
            self.kept.alike = Some(self.open().flat_map(|field| self.alike_in(field)).collect());
        }
        self.kept.alike.as_deref().unwrap_or_default()
    }

    fn alike_in(&self, field: FieldId) -> Vec<Lanes> {
        let choices = self.program.first[field.index()] + 1..self.program.first[field.index() + 1];
        let choices = &self.kept.choices[choices];
        let parts = match &self.book.fields.get(field).kind {
            Kind::Several(_) => choices,
            // What is none of the others is the first one.
            _ => choices.get(1..).unwrap_or(&[]),
        };
        let mut groups = vec![ALL];
        for lanes in parts {
            groups = groups.iter().flat_map(|all| [all & lanes, all & !lanes]).collect();
            groups.retain(|group| *group != 0);
        }
        groups
    }

    /// Works out a step for some draws.
    fn column(&mut self, node: usize, lanes: Lanes) -> Column {
        let at = self.need(node, lanes, self.end);
        self.kept.columns[at][node]
    }

    /// Sees to it that a step is worked out for some draws, and returns where. Arithmetic is done for
    /// all of them, which is as quick as for one.
    fn need(&mut self, node: usize, lanes: Lanes, end: End) -> usize {
        let at = self.place(node, end);
        let missing = lanes & !self.kept.fresh[at][node];
        if missing == 0 {
            return at;
        }
        let book = self.book;
        self.kept.columns[at][node] = match &self.program.nodes[node] {
            Node::Constant(bits) => [f64::from_bits(*bits); _],
            Node::Field(field) => self.number(*field, end),
            Node::One(function, input) => {
                let of = self.need(*input, missing, end);
                one(*function, &self.kept.columns[of][*input], &book.tables)
            }
            Node::Two(operator, [left, right]) => {
                let falls = matches!(operator, Operator::Minus | Operator::Over);
                let of_left = self.need(*left, missing, end);
                let of_right = self.need(*right, missing, if falls { end.other() } else { end });
                let columns = &self.kept.columns;
                two(*operator, &columns[of_left][*left], &columns[of_right][*right])
            }
            Node::FirstOf(cases) => self.first_of(cases, missing, self.kept.columns[at][node], end),
            Node::Factors(factors) => self.factors(factors),
            Node::Tiers { item, billable } => {
                let of = self.need(*billable, missing, end);
                let billable = self.kept.columns[of][*billable];
                each(|lane| book.items[*item].price_of(billable[lane]))
            }
            Node::Machines(machines) => {
                self.machines(machines, missing, self.kept.columns[at][node], end)
            }
        };
        self.kept.fresh[at][node] |= missing;
        at
    }

    fn number(&self, field: FieldId, end: End) -> Column {
        let known = |field: FieldId| match (self.kept.known[field.index()], self.range) {
            (_, Some((ranging, most))) if ranging == field && end == End::Most => Some(most),
            (Some(Value::Number(number)), _) => Some(f64::from_decimal(number)),
            _ => None,
        };
        if let Some(number) = known(field) {
            return [number; _];
        }
        let mut column = [0.0; _];
        let Some(assumption) = self.program.assumption_of[field.index()] else { return column };
        if let (Assumed::Number(guesses), Drawn::Numbers(numbers)) =
            (&self.book.assumptions[assumption].assumed, &self.program.drawn[assumption])
        {
            let mut rest = ALL;
            for (guess, drawn) in guesses.iter().zip(numbers) {
                let Some(times) = guess.for_each.map_or(Some(1.0), known) else { continue };
                let lanes = self.look(&guess.when) & rest;
                rest &= !lanes;
                blend(&mut column, lanes, |lane| drawn[lane].times(times));
            }
        }
        column
    }

    fn first_of(
        &mut self,
        cases: &[(usize, usize)],
        lanes: Lanes,
        mut column: Column,
        end: End,
    ) -> Column {
        let mut rest = lanes;
        for (when, case) in cases {
            let lanes = self.holds(*when) & rest;
            if lanes != 0 {
                rest &= !lanes;
                let at = self.need(*case, lanes, end);
                blend(&mut column, lanes, |lane| self.kept.columns[at][*case][lane]);
            }
        }
        blend(&mut column, rest, |_| 0.0);
        column
    }

    fn factors(&self, factors: &[usize]) -> Column {
        let mut column = [1.0; _];
        for factor in factors {
            let mut rest = ALL;
            for (when, times) in &self.book.factors[*factor].cases {
                let lanes = self.look(when) & rest;
                if lanes != 0 {
                    rest &= !lanes;
                    let (times, before) = (f64::of(*times), column);
                    blend(&mut column, lanes, |lane| before[lane].times(times));
                }
            }
        }
        column
    }

    fn machines(&mut self, of: &Machines, lanes: Lanes, mut column: Column, end: End) -> Column {
        let inputs = [of.least, of.copies, of.factor, of.each, of.several];
        let all = inputs.into_iter().chain(of.load.each().into_iter().copied());
        let all: Vec<usize> = all.chain(of.included.into_iter().flatten()).collect();
        all.iter().for_each(|input| {
            self.need(*input, ALL, end);
        });
        let catalog = &self.book.catalogs[of.catalog];
        let column_of = |node: usize| &self.kept.columns[self.place(node, end)][node];
        let cheapest = |lane: usize| {
            let at = |node: usize| column_of(node)[lane];
            let load: Capacity<f64> = of.load.map(|node| at(*node));
            let task = Task {
                catalog,
                single: of.single,
                load,
                least: at(of.least),
                copies: at(of.copies),
                factor: at(of.factor),
                each: at(of.each),
                several: at(of.several),
                included: of.included.map(|nodes| nodes.map(at)),
            };
            task.cheapest().map_or(0.0, |sized| sized.total())
        };
        // What is known is the same in every draw, and so are the machines for it.
        let varying = all.into_iter().map(column_of);
        let varying = varying.filter(|it| it.iter().any(|of| of.to_bits() != it[0].to_bits()));
        let varying: Vec<&Column> = varying.collect();
        let is_like = |lane: usize, other: usize| {
            varying.iter().all(|input| input[lane].to_bits() == input[other].to_bits())
        };
        for lane in (0..column.len()).filter(|lane| lanes >> lane & 1 == 1) {
            let mut before = (0..lane).filter(|other| lanes >> other & 1 == 1);
            column[lane] = match before.find(|other| is_like(lane, *other)) {
                Some(other) => column[other],
                None => cheapest(lane),
            };
        }
        column
    }
}

/// Calls a function once for each thing that follows from any of some fields.
fn each_of(fields: &[FieldId], following: &[Vec<u64>], mut each: impl FnMut(usize)) {
    let mut all = vec![0; following.first().map_or(0, Vec::len)];
    for field in fields {
        all.iter_mut().zip(&following[field.index()]).for_each(|(all, bits)| *all |= bits);
    }
    for (word, mut bits) in all.into_iter().enumerate() {
        while bits != 0 {
            each(64 * word + bits.trailing_zeros() as usize);
            bits &= bits - 1;
        }
    }
}

/// Makes a result of each draw.
#[inline]
pub(crate) fn each(result: impl Fn(usize) -> f64) -> Column {
    let mut column = [0.0; _];
    blend(&mut column, ALL, result);
    column
}

/// Puts other results in the place of those of some draws.
#[inline]
fn blend(column: &mut Column, lanes: Lanes, result: impl Fn(usize) -> f64) {
    for (lane, slot) in column.iter_mut().enumerate() {
        if lanes == ALL || lanes >> lane & 1 == 1 {
            *slot = result(lane);
        }
    }
}

fn one(function: Function, input: &Column, tables: &[Table]) -> Column {
    match function {
        Function::Ceil => each(|lane| Number::ceil(input[lane])),
        Function::Floor => each(|lane| Number::floor(input[lane])),
        Function::Column { table, column } => {
            each(|lane| tables[table].look_up(column, input[lane]))
        }
    }
}

/// Works out an operation; each has a loop of its own, which processors do several draws of at once.
fn two(operator: Operator, one: &Column, other: &Column) -> Column {
    match operator {
        Operator::Plus => each(|lane| one[lane].plus(other[lane])),
        Operator::Minus => each(|lane| one[lane].minus(other[lane])),
        Operator::Times => each(|lane| one[lane].times(other[lane])),
        Operator::Over => each(|lane| one[lane].over(other[lane])),
        Operator::Least => each(|lane| one[lane].least(other[lane])),
        Operator::Most => each(|lane| one[lane].most(other[lane])),
    }
}

#[cfg(test)]
mod tests {
    use rand_pcg::{
        Pcg64Mcg,
        rand_core::{Rng, SeedableRng},
    };
    use rust_decimal::{Decimal, prelude::FromPrimitive};

    use super::{Cost, Kept, Lanes, Sheet};
    use crate::{
        condition::Truth,
        cost::{
            bill::Sums,
            draw::{Completed, Known, drawn},
            plan::Plan,
        },
        field::{Facts, Kind, Value},
        formula::number::Number,
        rulebase::{
            RuleBase,
            prices::{PriceBook, QUICK_DRAWS},
        },
    };

    /// Answers one question after the other, or takes the answer back, and calls `each` every time.
    fn answer_at_random(base: &RuleBase, mut each: impl FnMut(&Facts)) {
        let mut random = Pcg64Mcg::seed_from_u64(1);
        let mut below = |bound: u64| random.next_u64() % bound;
        let mut answers = Facts::unknown(base.fields.len());
        for _ in 0..400 {
            let question = &base.questions[below(base.questions.len() as u64) as usize];
            let field = base.fields.get(question.field);
            let answer = match &field.kind {
                Kind::Number(scale) => {
                    let (from, to) = scale.typical;
                    let from = scale.grid.number_of(from);
                    let steps = scale.grid.number_of(to) - from + 1;
                    scale.grid.value(from + below(steps)).map(Value::Number)
                }
                Kind::Choice(choices) => {
                    Some(Value::Choice(below(choices.len() as u64).try_into().unwrap()))
                }
                Kind::YesNo => Some(Value::YesNo(below(2) == 1)),
                Kind::Several(choices) => Some(Value::Several(below(1 << choices.len()))),
            };
            answers.set(question.field, answer.filter(|_| below(5) > 0));
            each(&answers);
        }
    }

    fn drawn_for_rules(book: &PriceBook, known: Known<'_>, draw: usize) -> Completed<f64> {
        drawn(book, known, book.quick_deck(), draw, PriceBook::is_drawn_for_rules)
    }

    #[test]
    fn a_sheet_comes_to_what_exact_bills_of_the_same_draws_do() {
        let base = RuleBase::shipped().unwrap();
        let (book, options) = (&base.prices, base.options.len());
        let given = Facts::unknown(book.fields.len());
        let mut kept = Kept::default();
        answer_at_random(&base, |answers| {
            let mut sheet = Sheet::new(&base, &given, &mut kept);
            sheet.answer(answers);
            let costs: Vec<_> =
                (0..options).map(|option| sheet.cost(option, answers, true)).collect();
            let known = Known { answers, given: &given, questions: book.questions };
            let mut exact: Vec<Vec<Decimal>> = vec![Vec::new(); options];
            for draw in 0..QUICK_DRAWS {
                let one = drawn_for_rules(book, known, draw);
                let numbers = one.numbers.iter().map(|number| Decimal::from_f64(*number).unwrap());
                let numbers: Vec<Decimal> = numbers.collect();
                let plan = Plan::new(book, options, answers, &one.facts);
                for (costs, total) in exact.iter_mut().zip(Sums::new(&plan, &numbers).costs()) {
                    costs.extend(total.map(|total| total.all));
                }
            }
            for (option, (quick, exact)) in costs.iter().zip(exact).enumerate() {
                if book.exclusions(option).any(|when| when.evaluate(answers) == Truth::True) {
                    assert!(quick.is_none());
                    continue;
                }
                assert_eq!(quick.is_some(), exact.len() == QUICK_DRAWS);
                let Some(Cost { all, .. }) = quick else { continue };
                for (quick, exact) in all.iter().zip(exact) {
                    let exact = f64::from_decimal(exact);
                    assert!((quick - exact).abs() <= exact * 1e-9, "{quick} is not {exact}");
                }
            }
        });
    }

    #[test]
    fn draws_are_alike_that_have_the_same_answer() {
        let base = RuleBase::shipped().unwrap();
        let book = &base.prices;
        let given = Facts::unknown(book.fields.len());
        let mut kept = Kept::default();
        answer_at_random(&base, |answers| {
            let mut sheet = Sheet::new(&base, &given, &mut kept);
            sheet.answer(answers);
            let known = Known { answers, given: &given, questions: book.questions };
            let draws: Vec<_> =
                (0..QUICK_DRAWS).map(|draw| drawn_for_rules(book, known, draw)).collect();
            let alike = sheet.alike();
            for assumption in &book.assumptions {
                let field = assumption.field;
                let is_choice = !matches!(book.fields.get(field).kind, Kind::Number(_));
                if field.index() >= book.questions || known.get(field).is_some() || !is_choice {
                    continue;
                }
                for one in &draws {
                    let same =
                        |other: &usize| draws[*other].facts.get(field) == one.facts.get(field);
                    let group =
                        (0..QUICK_DRAWS).filter(same).fold(0, |all: Lanes, it| all | 1 << it);
                    assert!(alike.contains(&group));
                }
            }
        });
    }
}
