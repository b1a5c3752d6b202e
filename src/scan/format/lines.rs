//! Formats of one value in a line.

use crate::scan::fact::Facts;

/// Lists the lines of a text, each with where it starts in bytes.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |next, line| {
        let at = *next;
        *next += line.len();
        Some((at, line.trim_end()))
    })
}

/// Reads properties of Java, whose keys are joined by dots: `spring.datasource.url=…`.
pub(super) fn properties(text: &str) -> Facts {
    let mut facts = Facts::default();
    for (at, line) in lines(text) {
        let Some((key, value)) = line.split_once(['=', ':']) else { continue };
        if !line.trim_start().starts_with(['#', '!']) {
            below(&mut facts, key.trim(), value.trim(), at);
        }
    }
    facts
}

fn below(facts: &mut Facts, keys: &str, value: &str, at: usize) {
    match keys.split_once('.') {
        Some((key, rest)) => facts.within(key, at, |facts| below(facts, rest, value, at)),
        None => facts.add(keys, Some(value), at),
    }
}

/// Reads names with what stands for them, as Heroku's Procfile has them: `web: bin/serve`.
pub(super) fn pairs(text: &str) -> Facts {
    let mut facts = Facts::default();
    for (at, line) in lines(text) {
        if let Some((name, command)) = line.split_once(':').filter(|_| !line.starts_with('#')) {
            facts.add(name.trim(), Some(command.trim()), at);
        }
    }
    facts
}
