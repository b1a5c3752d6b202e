//! What options cost in all quick draws at once, for rules: the book's program
//! ([`crate::rulebase::prices`]) worked out step by step, only where something asks for a step, and
//! again only after an answer has changed that it follows from.
//!
//! All that a draw has of a choice is a bit: a condition holds in some of the draws.

mod choices;
mod column;
mod steps;

pub(crate) use self::column::each;
use crate::{
    field::{Facts, FieldId, Kind, Value},
    formula::number::Number,
    rulebase::{
        RuleBase,
        prices::{
            PriceBook,
            program::{ALL, Bill, Column, Lanes, Node, Program},
        },
    },
};

/// From so much a month on, nothing is a price: it comes of a number that was divided by zero.
const MOST: f64 = 1e100;

/// What has been worked out for a project, to be used again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    /// What is known of each field.
    known: Vec<Option<Value>>,
    /// For each field the draws in which it has an answer, and for each choice those that take it.
    choices: Vec<Lanes>,
    /// The same before the last change.
    choices_before: Vec<Lanes>,
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
            let constants = program.nodes.iter().map(|node| match node {
                Node::Constant(bits) => [f64::from_bits(*bits); _],
                _ => [0.0; _],
            });
            let constants: Vec<Column> = constants.collect();
            *sheet.kept = Kept {
                known: known.map(|field| given.get(field?)).collect(),
                choices: Vec::new(),
                choices_before: Vec::new(),
                alike: None,
                holds: vec![None; program.conditions.len()],
                columns: [constants, vec![[0.0; _]; count], vec![[0.0; _]; count]],
                fresh: [program.constant.clone(), vec![0; count], vec![0; count]],
            };
            sheet.complete_choices();
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
            std::mem::swap(&mut self.kept.choices, &mut self.kept.choices_before);
            self.complete_choices();
        }
        if 2 * changed.len() > self.book.questions {
            // To find what follows from each would take longer than to work out what does not.
            self.kept.fresh[0].copy_from_slice(&self.program.constant);
            self.kept.holds.fill(None);
            return;
        }
        if choices_changed {
            let (before, after) = (&self.kept.choices_before, &self.kept.choices);
            for (field, _) in self.book.fields.iter().filter(|(it, _)| self.known(*it).is_none()) {
                let ends = self.program.first[field.index()]..self.program.first[field.index() + 1];
                if after[ends.clone()] != before[ends] {
                    changed.push(field);
                }
            }
        }
        self.forget(&changed);
    }

    /// Forgets what follows from some fields.
    fn forget(&mut self, fields: &[FieldId]) {
        let Program { nodes_of, conditions_of, .. } = self.program;
        for_each_following(fields, nodes_of, |node| self.kept.fresh[0][node] = 0);
        for_each_following(fields, conditions_of, |condition| self.kept.holds[condition] = None);
    }

    /// Lets a number that is known be anything up to another one, which is no less. What falls as it
    /// rises is at its least where the number is at its most.
    pub(crate) fn widen(&mut self, field: FieldId, most: f64) {
        self.range = Some((field, most));
        for_each_following(&[field], &self.program.nodes_of, |node| {
            (self.kept.fresh[1][node], self.kept.fresh[2][node]) = (0, 0);
        });
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
        if missing.any(|when| when.holds(answers)) {
            return None;
        }
        let stacks = book.stacks.iter().zip(&self.program.stacks);
        let bills = stacks.filter(|(stack, _)| stack.option.index() == option);
        let bills: Vec<(Bill, Lanes)> =
            bills.map(|(_, bill)| (*bill, self.lanes_of_condition(bill.when))).collect();
        let mut any_suits = 0;
        for (bill, can) in &bills {
            any_suits |= self.lanes_of_condition(bill.suits) & can;
        }
        let (mut best, mut of_people, mut priced): (Column, Column, Lanes) =
            ([0.0; _], [0.0; _], 0);
        let mut people_ends: [Column; 2] = [[f64::MAX; _], [0.0; _]];
        for (bill, can) in bills {
            let lanes = can & (self.lanes_of_condition(bill.suits) | !any_suits);
            if lanes == 0 {
                continue;
            }
            let all = self.results(bill.all, lanes);
            let people = if with_people { self.results(bill.people, lanes) } else { [0.0; _] };
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
        let times = self.results(self.program.times, ALL);
        let all = each(|lane| best[lane].times(times[lane]));
        let people = each(|lane| of_people[lane].times(times[lane]));
        let people_ends = people_ends.map(|people| each(|lane| people[lane].times(times[lane])));
        // What divides by zero, or is too large, is no price.
        let is_price = priced == ALL && all.iter().all(|cost| *cost < MOST);
        is_price.then_some(Cost { all, people, people_ends })
    }

    /// Works out one of the peaks in each draw, where the book tells of it.
    pub(crate) fn peak(&mut self, peak: usize) -> Option<Column> {
        Some(self.results(self.program.peaks[peak]?, ALL))
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
}

/// Calls a function once for each thing that follows from any of some fields.
fn for_each_following(fields: &[FieldId], following: &[Vec<u64>], mut each: impl FnMut(usize)) {
    let words = following.first().map_or(0, Vec::len);
    (0..words).for_each(|word| {
        let mut bits = fields.iter().fold(0, |bits, field| bits | following[field.index()][word]);
        while bits != 0 {
            each(64 * word + bits.trailing_zeros() as usize);
            bits &= bits - 1;
        }
    });
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
                if book.exclusions(option).any(|when| when.holds(answers)) {
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
