//! Arithmetic on the results of all draws at once.

use crate::{
    formula::{Function, Operator, Table, number::Number},
    rulebase::prices::program::{ALL, Column, Lanes},
};

/// Makes a result of each draw.
#[inline]
pub(crate) fn each(result: impl Fn(usize) -> f64) -> Column {
    let mut column = [0.0; _];
    blend(&mut column, ALL, result);
    column
}

/// Puts other results in the place of those of some draws.
#[inline]
pub(super) fn blend(column: &mut Column, lanes: Lanes, result: impl Fn(usize) -> f64) {
    for (lane, slot) in column.iter_mut().enumerate() {
        if lanes == ALL || lanes >> lane & 1 == 1 {
            *slot = result(lane);
        }
    }
}

pub(super) fn apply_function(function: Function, input: &Column, tables: &[Table]) -> Column {
    match function {
        Function::Ceil => each(|lane| Number::ceil(input[lane])),
        Function::Floor => each(|lane| Number::floor(input[lane])),
        Function::Column { table, column } => {
            each(|lane| tables[table].look_up(column, input[lane]))
        }
    }
}

/// Works out an operation; each has a loop of its own, which processors do several draws of at once.
pub(super) fn apply_operator(operator: Operator, one: &Column, other: &Column) -> Column {
    match operator {
        Operator::Plus => each(|lane| one[lane].plus(other[lane])),
        Operator::Minus => each(|lane| one[lane].minus(other[lane])),
        Operator::Times => each(|lane| one[lane].times(other[lane])),
        Operator::Over => each(|lane| one[lane].over(other[lane])),
        Operator::Least => each(|lane| one[lane].least(other[lane])),
        Operator::Most => each(|lane| one[lane].most(other[lane])),
    }
}
