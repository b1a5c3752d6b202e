//! TOML.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::scan::fact::Facts;

pub(super) fn read(text: &str) -> Result<Facts, String> {
    let table = DeTable::parse(text).map_err(|error| {
        format!("this is not TOML: {}", error.message().lines().next().unwrap_or_default())
    })?;
    let mut facts = Facts::default();
    entries(&mut facts, table.get_ref());
    Ok(facts)
}

fn entries(facts: &mut Facts, table: &DeTable<'_>) {
    for (key, value) in table {
        self::value(facts, key.get_ref(), key.span().start, value.get_ref());
    }
}

fn value(facts: &mut Facts, key: &str, at: usize, value: &DeValue<'_>) {
    match value {
        DeValue::Table(table) => facts.within(key, at, |facts| entries(facts, table)),
        DeValue::Array(array) => facts.within(key, at, |facts| {
            for (index, item) in array.iter().enumerate() {
                let item: &Spanned<DeValue<'_>> = item;
                self::value(facts, &index.to_string(), item.span().start, item.get_ref());
            }
        }),
        DeValue::String(text) => facts.add(key, Some(text), at),
        DeValue::Integer(number) => facts.add(key, Some(&number.to_string()), at),
        DeValue::Float(number) => facts.add(key, Some(&number.to_string()), at),
        DeValue::Boolean(value) => facts.add(key, Some(&value.to_string()), at),
        DeValue::Datetime(day) => facts.add(key, Some(&day.to_string()), at),
    }
}
