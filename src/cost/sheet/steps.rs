//! The steps of the program, each worked out for the draws for which something asks for it.

use super::{
    End, Sheet,
    column::{apply_function, apply_operator, blend, each},
};
use crate::{
    cost::machines::Task,
    field::{FieldId, Value},
    formula::{Operator, number::Number},
    rulebase::prices::{
        Assumed, Capacity,
        program::{ALL, Column, Drawn, Lanes, Machines, Node},
    },
};

impl Sheet<'_> {
    /// Works out a step for some draws.
    pub(super) fn results(&mut self, node: usize, lanes: Lanes) -> Column {
        let at = self.work_out(node, lanes, self.end);
        self.kept.columns[at][node]
    }

    /// Finds where the results of a step are kept: what does not follow from the number that could
    /// be anything is the same at either end.
    fn kept_at(&self, node: usize, end: End) -> usize {
        let follows = |(field, _): (FieldId, f64)| {
            self.program.nodes_of[field.index()][node / 64] >> (node % 64) & 1 == 1
        };
        if self.range.is_some_and(follows) { end as usize } else { 0 }
    }

    /// Sees to it that a step is worked out for some draws, and returns where. Arithmetic is done for
    /// all of them, which is as quick as for one.
    fn work_out(&mut self, node: usize, lanes: Lanes, end: End) -> usize {
        let at = self.kept_at(node, end);
        let missing = lanes & !self.kept.fresh[at][node];
        if missing == 0 {
            return at;
        }
        let book = self.book;
        self.kept.columns[at][node] = match &self.program.nodes[node] {
            Node::Constant(bits) => [f64::from_bits(*bits); _],
            Node::Field(field) => self.numbers(*field, end),
            Node::One(function, input) => {
                let of = self.work_out(*input, missing, end);
                apply_function(*function, &self.kept.columns[of][*input], &book.tables)
            }
            Node::Two(operator, [left, right]) => {
                let falls = matches!(operator, Operator::Minus | Operator::Over);
                let of_left = self.work_out(*left, missing, end);
                let of_right =
                    self.work_out(*right, missing, if falls { end.other() } else { end });
                let columns = &self.kept.columns;
                apply_operator(*operator, &columns[of_left][*left], &columns[of_right][*right])
            }
            Node::FirstOf(cases) => {
                self.first_case(cases, missing, self.kept.columns[at][node], end)
            }
            Node::Factors(factors) => self.product_of_factors(factors),
            Node::Tiers { item, billable } => {
                let of = self.work_out(*billable, missing, end);
                let billable = self.kept.columns[of][*billable];
                each(|lane| book.items[*item].price_of(billable[lane]))
            }
            Node::Machines(machines) => {
                self.cheapest_machines(machines, missing, self.kept.columns[at][node], end)
            }
        };
        self.kept.fresh[at][node] |= missing;
        at
    }

    fn numbers(&mut self, field: FieldId, end: End) -> Column {
        if let Some(number) = self.known_number(field, end) {
            return [number; _];
        }
        let mut column = [0.0; _];
        let Some(assumption) = self.program.assumption_of[field.index()] else { return column };
        if let (Assumed::Number(guesses), Drawn::Numbers(numbers)) =
            (&self.book.assumptions[assumption].assumed, &self.program.drawn[assumption])
        {
            let mut rest = ALL;
            for (guess, (when, drawn)) in guesses.iter().zip(numbers) {
                let times = guess.for_each.map_or(Some(1.0), |of| self.known_number(of, end));
                let Some(times) = times else { continue };
                let lanes = self.lanes_of_condition(*when) & rest;
                if lanes != 0 {
                    rest &= !lanes;
                    blend(&mut column, lanes, |lane| drawn[lane].times(times));
                }
            }
        }
        column
    }

    fn known_number(&self, field: FieldId, end: End) -> Option<f64> {
        match (self.kept.known[field.index()], self.range) {
            (_, Some((ranging, most))) if ranging == field && end == End::Most => Some(most),
            (Some(Value::Number(number)), _) => Some(f64::from_decimal(number)),
            _ => None,
        }
    }

    fn first_case(
        &mut self,
        cases: &[(usize, usize)],
        lanes: Lanes,
        mut column: Column,
        end: End,
    ) -> Column {
        let mut rest = lanes;
        for (when, case) in cases {
            let lanes = self.lanes_of_condition(*when) & rest;
            if lanes != 0 {
                rest &= !lanes;
                let at = self.work_out(*case, lanes, end);
                blend(&mut column, lanes, |lane| self.kept.columns[at][*case][lane]);
            }
        }
        blend(&mut column, rest, |_| 0.0);
        column
    }

    fn product_of_factors(&self, factors: &[usize]) -> Column {
        let mut column = [1.0; _];
        for factor in factors {
            let mut rest = ALL;
            for (when, times) in &self.book.factors[*factor].cases {
                let lanes = self.lanes_where(when) & rest;
                if lanes != 0 {
                    rest &= !lanes;
                    let (times, before) = (f64::of(*times), column);
                    blend(&mut column, lanes, |lane| before[lane].times(times));
                }
            }
        }
        column
    }

    fn cheapest_machines(
        &mut self,
        of: &Machines,
        lanes: Lanes,
        mut column: Column,
        end: End,
    ) -> Column {
        for input in of.inputs() {
            self.work_out(input, ALL, end);
        }
        let catalog = &self.book.catalogs[of.catalog];
        let column_of = |node: usize| &self.kept.columns[self.kept_at(node, end)][node];
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
        let varying = of.inputs().map(column_of);
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
