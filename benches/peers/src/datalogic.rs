//! `datalogic-rs`: a rule is a JsonLogic expression, compiled; a profile is parsed once for all.

use bumpalo::Bump;
use datalogic_rs::{DataValue, Engine, Logic};
use serde_json::{Value, json};

use crate::{
    Result,
    answer::{Answer, Filter},
    questionnaire::Test,
    rules::{Condition, Rule},
};

pub(crate) struct Datalogic<'r> {
    rules: &'r [Rule],
    engine: Engine,
    compiled: Vec<Logic>,
    arena: Bump,
}

impl<'r> Datalogic<'r> {
    pub(crate) fn new(rules: &'r [Rule]) -> Result<Self> {
        let engine = Engine::new();
        let compile = |rule: &Rule| engine.compile(&*written(&rule.when).to_string());
        let compiled = rules.iter().map(compile).collect::<Result<_, _>>()?;
        Ok(Self { rules, compiled, engine, arena: Bump::new() })
    }
}

impl Filter for Datalogic<'_> {
    fn line(&mut self, line: &str, to: &mut Vec<u8>) -> Result<()> {
        let profile = self.arena.alloc(DataValue::from_str(line, &self.arena)?);
        let fired = |logic| {
            let value = self.engine.evaluate(logic, &*profile, &self.arena);
            Ok(value?.as_bool() == Some(true))
        };
        let fired = self.compiled.iter().map(fired).collect::<Result<Vec<_>>>()?;
        serde_json::to_writer(to, &Answer::new(self.rules, fired.into_iter()))?;
        self.arena.reset();
        Ok(())
    }
}

fn written(condition: &Condition) -> Value {
    let all = |conditions: &[Condition]| conditions.iter().map(written).collect::<Value>();
    match condition {
        Condition::All(conditions) => json!({"and": all(conditions)}),
        Condition::Any(conditions) => json!({"or": all(conditions)}),
        Condition::Not(condition) => json!({"!": [written(condition)]}),
        Condition::Test(field, test) => {
            let answer = json!({"var": field});
            match test {
                Test::OneOf(choices) => match &**choices {
                    [choice] => json!({"===": [answer, choice]}),
                    _ => json!({"in": [answer, choices]}),
                },
                Test::Contains(choice) => json!({"in": [choice, answer]}),
                Test::YesNo(yes) => json!({"===": [answer, yes]}),
                Test::Number(bound, number) => json!({bound.operator(): [answer, number]}),
            }
        }
    }
}
