//! Patterns of the keys that lead to a value: `resource aws_lambda_function * memory_size`, and of
//! the value: `provider name = aws`, `engine = postgres* | mysql*`, `hash_key = !LockID`.

use std::borrow::Cow;

/// A pattern of the keys that lead to a value, and perhaps of the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPattern {
    steps: Vec<Step>,
    value: Option<ValuePattern>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// One key, in which `*` stands for anything.
    Key(String),
    /// Any number of keys: `**`.
    Any,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct ValuePattern {
    /// Whether the value must be none of them.
    is_negative: bool,
    either: Vec<String>,
}

/// Registries that take names which are written otherwise for the same.
const REWRITTEN: [&str; 2] = ["pypi:", "nuget:"];

/// Returns the one name of a package, such as `pypi:flask-login`, which may be written in several
/// ways where its registry does not care: Python's neither for case nor for `-`, `_` and `.`
/// (PEP 503), NuGet not for case.
pub(crate) fn package(name: &str) -> Cow<'_, str> {
    let name = Cow::from(name);
    match name.split_once(':') {
        Some(("pypi", _)) => name.to_ascii_lowercase().replace(['_', '.'], "-").into(),
        Some(("nuget", _)) => name.to_ascii_lowercase().into(),
        _ => name,
    }
}

impl KeyPattern {
    /// Reads a pattern: keys with blanks between them, then perhaps `=` and values with `|` between
    /// them, or behind a `!` those that it must not be. None for a pattern without keys.
    pub fn parse(text: &str) -> Option<Self> {
        let (keys, value) = match text.split_once(" = ") {
            Some((keys, value)) => (keys, Some(value)),
            None => (text, None),
        };
        let step = |key: &str| if key == "**" { Step::Any } else { Step::Key(key.to_owned()) };
        let steps: Vec<Step> = keys.split_whitespace().map(step).collect();
        let value = value.map(|value| {
            let (is_negative, value) = match value.trim().strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, value),
            };
            let either = value.split(" | ").map(|value| value.trim().to_owned()).collect();
            ValuePattern { is_negative, either }
        });
        (!steps.is_empty()).then_some(Self { steps, value })
    }

    /// Returns a pattern of a dependency, such as `npm:express`, in what manifests are read into.
    pub fn dependency(name: &str) -> Self {
        let steps = vec![Step::Key("dependency".to_owned()), Step::Key(package(name).into_owned())];
        Self { steps, value: None }
    }

    /// Tells whether keys, and the value that they lead to, are as the pattern has them.
    pub fn matches<K: AsRef<str>>(&self, keys: &[K], value: Option<&str>) -> bool {
        lead(&self.steps, keys)
            && self.value.as_ref().is_none_or(|pattern| value.is_some_and(|it| pattern.matches(it)))
    }

    /// Returns a word that stands in every file in which the pattern matches; none where there is
    /// no such word. Of a dependency it is the name without the registry, where that can be written
    /// in one way only.
    pub fn word(&self) -> Option<&str> {
        let is_written_otherwise = |step: &Step| matches!(step, Step::Key(key) if REWRITTEN.iter().any(|it| key.starts_with(it)));
        if self.steps.iter().any(is_written_otherwise) {
            return None;
        }
        let keys = self.steps.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Any => None,
        });
        let is_dependency = matches!(self.steps.first(), Some(Step::Key(key)) if key == "dependency" || key == "dev-dependency");
        let keys = keys.skip(usize::from(is_dependency));
        let words = keys.flat_map(|key| match key.split_once(':').filter(|_| is_dependency) {
            Some((_, name)) => name.split(['*', '/', ':']),
            None => key.split(['*', '/', '\u{0}']),
        });
        words.filter(|word| word.len() > 1).max_by_key(|word| word.len())
    }
}

impl ValuePattern {
    fn matches(&self, value: &str) -> bool {
        self.either.iter().any(|pattern| wild(pattern, value)) != self.is_negative
    }
}

/// Tells whether keys follow the steps, all of them.
fn lead<K: AsRef<str>>(steps: &[Step], keys: &[K]) -> bool {
    match (steps.split_first(), keys.split_first()) {
        (None, rest) => rest.is_none(),
        (Some((Step::Any, rest)), key) => {
            lead(rest, keys) || key.is_some_and(|(_, keys)| lead(steps, keys))
        }
        (Some((Step::Key(pattern), rest)), Some((key, keys))) => {
            wild(pattern, key.as_ref()) && lead(rest, keys)
        }
        (Some((Step::Key(_), _)), None) => false,
    }
}

/// Tells whether a text is as a pattern has it, in which `*` stands for anything.
pub fn wild(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let Some((middle, end)) = rest.rsplit_once('*') else { return text.ends_with(rest) };
    for part in middle.split('*') {
        let Some(found) = text.find(part) else { return false };
        text = &text[found + part.len()..];
    }
    text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::{KeyPattern, wild};

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text, expected) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("*", "", true),
            ("a*", "ab", true),
            ("*a", "ba", true),
            ("a*a", "a", false),
            ("*b*", "abc", true),
            ("a*c*e", "abcde", true),
            ("a*c*e", "abde", false),
            ("*postgres*:*", "library/postgres:16", true),
        ] {
            assert_eq!(wild(pattern, text), expected, "{pattern} on {text}");
        }
    }

    #[test]
    fn keys_and_values_are_matched() {
        for (pattern, keys, value, expected) in [
            ("provider name = here", &["provider", "name"][..], Some("here"), true),
            ("provider name = here", &["provider", "name"], Some("there"), false),
            ("provider name = here", &["provider", "name"], None, false),
            ("provider name", &["provider", "name"], None, true),
            ("services * image", &["services", "db", "image"], None, true),
            ("services * image", &["services", "image"], None, false),
            ("** image", &["image"], None, true),
            ("** image", &["a", "b", "image"], None, true),
            ("a ** b", &["a", "b", "c"], None, false),
            ("k = x* | y", &["k"], Some("y"), true),
            ("k = !x* | y", &["k"], Some("y"), false),
            ("k = !x* | y", &["k"], Some("z"), true),
        ] {
            let read = KeyPattern::parse(pattern).unwrap();
            assert_eq!(read.matches(keys, value), expected, "{pattern} on {keys:?} {value:?}");
        }
        assert_eq!(KeyPattern::parse("  "), None);
    }
}
