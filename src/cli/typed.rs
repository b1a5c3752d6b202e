//! The command line as it is typed, where something must be known of it before it is parsed.

use std::ffi::OsString;

/// Returns the values that are given to an option, wherever it stands.
pub(crate) fn values_of<'w>(words: &'w [OsString], option: &str) -> impl Iterator<Item = &'w str> {
    let words = words.iter().skip(1).filter_map(|word| word.to_str());
    let mut words = words.take_while(|word| *word != "--");
    std::iter::from_fn(move || {
        loop {
            match words.next()?.strip_prefix(option) {
                Some("") => return words.next(),
                Some(value) if value.starts_with('=') => return value.get(1..),
                _ => {}
            }
        }
    })
}

/// Returns the value that is given to an option last.
pub(crate) fn value_of<'w>(words: &'w [OsString], option: &str) -> Option<&'w str> {
    values_of(words, option).last()
}

/// Returns whether a flag stands among the words.
pub(crate) fn has_flag(words: &[OsString], flag: &str) -> bool {
    words.iter().skip(1).take_while(|word| *word != "--").any(|word| word == flag)
}
