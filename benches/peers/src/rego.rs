//! `regorus`: all rules are one policy in Rego, the language of Open Policy Agent, compiled for its
//! virtual machine; what fires is the set that the policy makes.

use std::fmt::Write;

use regorus::{Engine, Value, languages::rego::compiler::Compiler, rvm::vm::RegoVM};

use crate::{
    Result,
    answer::{Answer, Filter},
    questionnaire::Test,
    rules::{Condition, Rule, one_of},
};

/// What is asked of the policy.
const FIRED: &str = "data.peers.fired";

pub(crate) struct Rego<'r> {
    rules: &'r [Rule],
    machine: RegoVM,
}

impl<'r> Rego<'r> {
    pub(crate) fn new(rules: &'r [Rule]) -> Result<Self> {
        let mut engine = Engine::new();
        engine.add_policy("peers.rego".to_owned(), policy(rules))?;
        let policy = engine.compile_with_entrypoint(&FIRED.into())?;
        let mut machine = RegoVM::new();
        machine.load_program(Compiler::compile_from_policy(&policy, &[FIRED])?);
        Ok(Self { rules, machine })
    }
}

impl Filter for Rego<'_> {
    fn line(&mut self, line: &str, to: &mut Vec<u8>) -> Result<()> {
        self.machine.set_input(Value::from_json_str(line)?);
        let fired = self.machine.execute()?;
        // A set is in the order of the ids, as the rules are.
        let mut fired = fired.as_set()?.iter().map(Value::as_string).peekable();
        let fired = self.rules.iter().map(|rule| {
            let next = fired.next_if(|id| id.as_ref().is_ok_and(|id| ***id == *rule.id));
            next.is_some()
        });
        Ok(serde_json::to_writer(to, &Answer::new(self.rules, fired))?)
    }
}

fn policy(rules: &[Rule]) -> String {
    let mut policy = String::from("package peers\n");
    for rule in rules {
        let mut helpers =
            Helpers { rule: rule.id.replace('-', "_"), count: 0, text: String::new() };
        let body = helpers.body(&rule.when);
        policy += &helpers.text;
        // Writing to a string cannot fail.
        let _ = writeln!(policy, "fired contains {:?} if {{ {body} }}", rule.id);
    }
    policy
}

/// Rules that one rule needs, since there is no "or" within a rule, and "not" is of one thing only.
struct Helpers {
    rule: String,
    count: usize,
    text: String,
}

impl Helpers {
    fn body(&mut self, condition: &Condition) -> String {
        match condition {
            Condition::All(conditions) => {
                let bodies: Vec<String> = conditions.iter().map(|it| self.body(it)).collect();
                bodies.join("; ")
            }
            Condition::Any(conditions) => self.helper(conditions),
            Condition::Not(condition) => {
                let condition: &Condition = condition;
                format!("not {}", self.helper(std::slice::from_ref(condition)))
            }
            Condition::Test(field, test) => match test {
                Test::OneOf(choices) => one_of(&format!("input.{field}"), choices),
                Test::Contains(choice) => format!("{choice:?} in input.{field}"),
                Test::YesNo(yes) => format!("input.{field} == {yes}"),
                Test::Number(bound, number) => {
                    format!("input.{field} {} {number}", bound.operator())
                }
            },
        }
    }

    /// Writes a rule that holds when any of the conditions does, and returns its name.
    fn helper(&mut self, any: &[Condition]) -> String {
        let name = format!("{}_{}", self.rule, self.count);
        self.count += 1;
        for condition in any {
            let body = self.body(condition);
            let _ = writeln!(self.text, "{name} if {{ {body} }}");
        }
        name
    }
}
