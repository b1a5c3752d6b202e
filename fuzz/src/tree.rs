//! Changes to a text that is a tree: entries taken out, put in, swapped and replaced, so that most
//! of what comes out is still read to the end; and now and then a change to its bytes.

use std::collections::BTreeSet;

use arbitrary::{Result, Unstructured};
use serde_yaml::Value;

/// What is likely to be taken for something else.
const SCALARS: [&str; 24] = [
    "", "~", "0", "-1", "1e28", "1e-28", "99999999999999999999999999999", "0.0000001", "no", "1_000",
    "1:30", "2026-02-30", "9999-12-31", "<<", "=", "\u{202e}x", "\u{1b}[31m", "::error::x", "@all",
    "[]", "{}", "true", ".inf", "NaN",
];

/// All words of some texts: what may stand where another one does.
pub fn words(texts: &[&str]) -> Vec<Value> {
    let mut found = BTreeSet::new();
    for value in texts.iter().filter_map(|text| serde_yaml::from_str(text).ok()) {
        collect(&value, &mut found);
    }
    let own = found.iter().filter_map(|text| serde_yaml::from_str(text).ok());
    let special = SCALARS.iter().map(|text| Value::from(*text));
    let parsed = SCALARS.iter().filter_map(|text| serde_yaml::from_str(text).ok());
    own.chain(special).chain(parsed).collect()
}

fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Mapping(entries) => entries.iter().for_each(|(key, value)| {
            collect(key, found);
            collect(value, found);
        }),
        Value::Sequence(values) => values.iter().for_each(|value| collect(value, found)),
        scalar => drop(found.insert(serde_yaml::to_string(scalar).unwrap_or_default())),
    }
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::Mapping(entries) => entries.values().map(size).sum(),
        Value::Sequence(values) => values.iter().map(size).sum(),
        _ => 0,
    }
}

/// Changes the node that is so many after this one.
fn change(
    value: &mut Value,
    at: &mut usize,
    words: &[Value],
    data: &mut Unstructured<'_>,
) -> Result<bool> {
    if *at == 0 {
        replace(value, words, data)?;
        return Ok(true);
    }
    *at -= 1;
    match value {
        Value::Mapping(entries) => {
            for value in entries.values_mut() {
                if change(value, at, words, data)? {
                    return Ok(true);
                }
            }
        }
        Value::Sequence(values) => {
            for value in values {
                if change(value, at, words, data)? {
                    return Ok(true);
                }
            }
        }
        _ => {}
    }
    Ok(false)
}

fn replace(value: &mut Value, words: &[Value], data: &mut Unstructured<'_>) -> Result<()> {
    let word = |data: &mut Unstructured<'_>| Ok(data.choose(words)?.clone());
    match (value, data.int_in_range(0..=4)?) {
        (Value::Mapping(entries), 0 | 1) if !entries.is_empty() => {
            let keys: Vec<Value> = entries.keys().cloned().collect();
            let key = data.choose(&keys)?;
            entries.remove(key);
        }
        (Value::Mapping(entries), 2) if !entries.is_empty() => {
            let values: Vec<Value> = entries.values().cloned().collect();
            let (key, value) = (word(data)?, data.choose(&values)?.clone());
            entries.insert(key, value);
        }
        (Value::Mapping(entries), 3) => drop(entries.insert(word(data)?, word(data)?)),
        (Value::Sequence(values), 0 | 1) if !values.is_empty() => {
            let at = data.choose_index(values.len())?;
            values.remove(at);
        }
        (Value::Sequence(values), 2) if !values.is_empty() => {
            let value = data.choose(values)?.clone();
            values.push(value);
        }
        (Value::Sequence(values), 3) => values.push(word(data)?),
        (Value::Number(number), 0 | 1) => {
            let factor = *data.choose(&[0.0, 0.5, -1.0, 10.0, 1e6, 1e12])?;
            *number = (number.as_f64().unwrap_or(1.0) * factor).into();
        }
        (value, _) => *value = word(data)?,
    }
    Ok(())
}

/// Changes a text in a few places.
pub fn changed(text: &str, words: &[Value], data: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let mut bytes = match serde_yaml::from_str::<Value>(text) {
        Ok(mut value) => {
            for _ in 0..data.int_in_range(0..=2)? {
                let mut at = data.choose_index(size(&value))?;
                change(&mut value, &mut at, words, data)?;
            }
            let json = data.ratio(1, 5)?.then(|| serde_json::to_string_pretty(&value).ok()).flatten();
            json.or_else(|| serde_yaml::to_string(&value).ok()).unwrap_or_default().into_bytes()
        }
        Err(_) => text.as_bytes().to_vec(),
    };
    if data.ratio(1, 4)? {
        spoil(&mut bytes, data)?;
    }
    Ok(bytes)
}

/// Changes some bytes.
pub fn spoil(bytes: &mut Vec<u8>, data: &mut Unstructured<'_>) -> Result<()> {
    for _ in 0..data.int_in_range(1..=4)? {
        let at = data.choose_index(bytes.len() + 1)?;
        let end = (at + data.int_in_range(0..=12)?).min(bytes.len());
        match data.int_in_range(0..=3)? {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let again = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, again));
            }
            2 => drop(bytes.splice(at..end, data.choose(&SCALARS)?.bytes())),
            _ => bytes.insert(at, data.arbitrary()?),
        }
    }
    Ok(())
}
