//! `cel`: a rule is an expression of the Common Expression Language, compiled; the sections of a
//! profile are variables.

use cel::{Context, Program, Value};

use crate::{
    Result,
    answer::{Answer, Filter},
    questionnaire::Test,
    rules::{Condition, Rule, one_of},
};

pub(crate) struct Cel<'r> {
    rules: &'r [Rule],
    compiled: Vec<Program>,
    context: Context<'static, 'static>,
}

impl<'r> Cel<'r> {
    pub(crate) fn new(rules: &'r [Rule]) -> Result<Self> {
        let compile = |rule: &Rule| Program::compile(&written(&rule.when));
        let compiled = rules.iter().map(compile).collect::<Result<_, _>>();
        let compiled = compiled.map_err(|error| error.to_string())?;
        Ok(Self { rules, compiled, context: Context::default() })
    }
}

impl Filter for Cel<'_> {
    fn line(&mut self, line: &str, to: &mut Vec<u8>) -> Result<()> {
        let profile: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line)?;
        let mut context = self.context.new_inner_scope();
        for (section, answers) in profile {
            context.add_variable(section, answers)?;
        }
        let fired = |program: &Program| Ok(program.execute(&context)? == Value::Bool(true));
        let fired = self.compiled.iter().map(fired).collect::<Result<Vec<_>>>()?;
        Ok(serde_json::to_writer(to, &Answer::new(self.rules, fired.into_iter()))?)
    }
}

fn written(condition: &Condition) -> String {
    condition.infix([" && ", " || ", "!"], &|field, test| match test {
        Test::OneOf(choices) => one_of(field, choices),
        Test::Contains(choice) => format!("{choice:?} in {field}"),
        Test::YesNo(true) => field.to_owned(),
        Test::YesNo(false) => format!("!{field}"),
        // Whole numbers of JSON become unsigned ones.
        Test::Number(bound, number) => format!("{field} {} {number}u", bound.operator()),
    })
}
