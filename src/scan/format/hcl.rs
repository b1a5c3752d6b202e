//! HCL, as Terraform and OpenTofu have it. The labels of a block are keys, and so
//! `resource "aws_lambda_function" "api" { memory_size = 512 }` is
//! `resource aws_lambda_function api memory_size`. What is handed to a function, as to
//! `jsonencode`, is found below the key that the function's value stands at. A variable has the
//! value that it has by default, unless a file beside sets it. A block of which there are none
//! (`count = 0`) is left out.

use std::collections::HashMap;

use hcl_edit::{
    Span,
    expr::{Expression, ObjectKey, TraversalOperator},
    structure::{Body, Structure},
};

use crate::scan::fact::Facts;

/// The values of variables where nobody says otherwise.
type Defaults = HashMap<String, String>;

pub(super) fn read(text: &str) -> Result<Facts, String> {
    let root = hcl_edit::parser::parse_body(text).map_err(|error| {
        format!("this is not HCL: {} (line {})", error.message().trim(), error.location().line())
    })?;
    let mut defaults = Defaults::new();
    for block in root.get_blocks("variable") {
        let default = block.body.get_attribute("default").map(|default| &default.value);
        if let (Some(name), Some(value)) = (block.labels.first(), default.and_then(literal)) {
            defaults.insert(name.as_str().to_owned(), value);
        }
    }
    let mut facts = Facts::default();
    body(&mut facts, &defaults, &root);
    Ok(facts)
}

fn body(facts: &mut Facts, defaults: &Defaults, body: &Body) {
    for structure in body {
        let at = structure.span().map_or(0, |span| span.start);
        match structure {
            Structure::Attribute(attribute) => {
                value(facts, defaults, &attribute.key, at, &attribute.value);
            }
            Structure::Block(block) if is_none(&block.body) => {}
            Structure::Block(block) => {
                let labels = block.labels.iter().map(|label| label.as_str());
                let names: Vec<&str> = [block.ident.as_str()].into_iter().chain(labels).collect();
                nested(facts, defaults, &names, at, &block.body);
            }
        }
    }
}

/// Returns whether a block says that there are none of it.
fn is_none(inside: &Body) -> bool {
    let count = inside.get_attribute("count").and_then(|count| literal(&count.value));
    count.is_some_and(|count| count == "0")
}

/// Goes into a block below its name and labels.
fn nested(facts: &mut Facts, defaults: &Defaults, names: &[&str], at: usize, inside: &Body) {
    match names.split_first() {
        None => body(facts, defaults, inside),
        Some((name, rest)) => {
            facts.within(name, at, |facts| nested(facts, defaults, rest, at, inside));
        }
    }
}

fn value(facts: &mut Facts, defaults: &Defaults, key: &str, at: usize, found: &Expression) {
    match found {
        Expression::Array(items) => facts.within(key, at, |facts| {
            for (index, item) in items.iter().enumerate() {
                let at = item.span().map_or(at, |span| span.start);
                value(facts, defaults, &index.to_string(), at, item);
            }
        }),
        Expression::Object(entries) => facts.within(key, at, |facts| {
            for (key, inner) in entries {
                let name = match key {
                    ObjectKey::Ident(name) => Some(name.to_string()),
                    ObjectKey::Expression(name) => literal(name),
                };
                let at = key.span().map_or(at, |span| span.start);
                if let Some(name) = name {
                    value(facts, defaults, &name, at, inner.expr());
                }
            }
        }),
        Expression::FuncCall(call) => {
            call.args.iter().for_each(|argument| value(facts, defaults, key, at, argument));
        }
        Expression::Parenthesis(inner) => value(facts, defaults, key, at, inner.inner()),
        plain => {
            let variable = variable(plain);
            let default = || defaults.get(variable?).cloned();
            facts.add(key, literal(plain).or_else(default).as_deref(), at);
            if let Some(fact) = facts.list.last_mut() {
                fact.variable = variable.map(str::to_owned);
            }
        }
    }
}

/// Returns the name of the variable that an expression is: `var.name`.
fn variable(found: &Expression) -> Option<&str> {
    let Expression::Traversal(way) = found else { return None };
    let is_variable = matches!(&way.expr, Expression::Variable(root) if root.as_str() == "var");
    match way.operators.as_slice() {
        [operator] if is_variable => match operator.value() {
            TraversalOperator::GetAttr(name) => Some(name.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns a value that stands there as it is.
fn literal(found: &Expression) -> Option<String> {
    match found {
        Expression::Bool(value) => Some(value.to_string()),
        Expression::Number(number) => Some(number.to_string()),
        Expression::String(text) => Some(text.to_string()),
        _ => None,
    }
}
