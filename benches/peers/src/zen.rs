//! `zen-expression`: a rule is an expression of the language in which decisions of the ZEN engine
//! are written, compiled.
//!
//! The engine itself, `zen-engine`, walks a graph of decisions around them, which only adds to it.

use zen_expression::{Expression, Isolate, Variable, expression::Standard, vm::VM};

use crate::{
    Result,
    answer::{Answer, Filter},
    questionnaire::Test,
    rules::{Condition, Rule, one_of},
};

pub(crate) struct Zen<'r> {
    rules: &'r [Rule],
    compiled: Vec<Expression<Standard>>,
    machine: VM,
}

impl<'r> Zen<'r> {
    pub(crate) fn new(rules: &'r [Rule]) -> Result<Self> {
        let mut isolate = Isolate::new();
        let compile = |rule: &Rule| isolate.compile_standard(&written(&rule.when));
        let compiled = rules.iter().map(compile).collect::<Result<_, _>>()?;
        Ok(Self { rules, compiled, machine: VM::new() })
    }
}

impl Filter for Zen<'_> {
    fn line(&mut self, line: &str, to: &mut Vec<u8>) -> Result<()> {
        let profile: Variable = serde_json::from_str(line)?;
        let fired = |expression: &Expression<Standard>| {
            let value = expression.evaluate_with(profile.clone(), &mut self.machine)?;
            Ok(value.as_bool() == Some(true))
        };
        let fired = self.compiled.iter().map(fired).collect::<Result<Vec<_>>>()?;
        Ok(serde_json::to_writer(to, &Answer::new(self.rules, fired.into_iter()))?)
    }
}

fn written(condition: &Condition) -> String {
    condition.infix([" and ", " or ", "not "], &|field, test| match test {
        Test::OneOf(choices) => one_of(field, choices),
        Test::Contains(choice) => format!("contains({field}, {choice:?})"),
        Test::YesNo(yes) => format!("{field} == {yes}"),
        Test::Number(bound, number) => format!("{field} {} {number}", bound.operator()),
    })
}
