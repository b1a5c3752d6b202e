//! The texts that [`super::parse`] reads, as a regular expression of ECMA-262, for schemas.

use super::units::{ABOUT, Behind, Counts, MULTIPLES, PER, Unit};

/// A blank: in a line, and of those that people type.
const BLANK: &str = r"[ \t\u00a0\u202f]";

/// Digits of which thousands may be set apart, and a decimal point.
const NUMBER: &str = concat!(
    "(?:[0-9][0-9_]*(?:[.](?:[0-9][0-9_]*)?)?|[.][0-9][0-9_]*|[0-9]{1,3}(?:[.][0-9]{3}){2,}",
    r"|[0-9]{1,3}(?:[,' \t\u00a0\u202f][0-9]{3})+(?:[.][0-9]*)?)",
);

/// Returns the pattern of texts that can be read as a number of a unit. What the number comes to,
/// and so whether it is in range, is beyond it.
pub(crate) fn pattern(unit: &str) -> String {
    let behind = Behind::of(unit);
    let is_money = matches!(&behind, Behind::Counts(counts) if counts.is_money());
    let money = if is_money { format!("(?:[$]{BLANK}*)?") } else { String::new() };
    let about = any_of(ABOUT);
    let tail = match &behind {
        Behind::Times(units, _) => {
            let unit = unit_of(units);
            format!("(?:{BLANK}*{unit}(?:{BLANK}*[0-9]+(?:[.][0-9]+)?{BLANK}*{unit})*)?")
        }
        Behind::Sizes(units) => format!("(?:{BLANK}*{})?", unit_of(units)),
        Behind::Counts(counts) => counted(counts),
    };
    format!(
        "^\\s*(?:{about}{BLANK}+)?(?:~{BLANK}*)?{money}[+-]?{NUMBER}(?:{BLANK}*[eE][+-]?[0-9]+)?{tail}\\s*$"
    )
}

fn counted(counts: &Counts<'_>) -> String {
    let multiple = unit_of(MULTIPLES);
    let rate_words = counts.rates.iter().flat_map(|(words, _)| *words).copied();
    let times: Vec<&str> =
        rate_words.chain(counts.per.filter(|_| counts.rates.is_empty())).collect();
    let in_a_word: Vec<&str> =
        counts.rates_in_a_word.iter().flat_map(|(words, _)| *words).copied().collect();
    let things = if counts.nouns.is_empty() {
        format!("{BLANK}*{multiple}")
    } else {
        let noun = noun(counts);
        format!("(?:{BLANK}*{multiple}(?:{BLANK}+{noun})?|{BLANK}*{noun})")
    };
    if times.is_empty() {
        return format!("(?:{things})?");
    }
    let (times, per) = (any_of(&times), any_of(PER));
    let word =
        if in_a_word.is_empty() { String::new() } else { format!("|{}", any_of(&in_a_word)) };
    let said = format!("(?:{per}{BLANK}+{times}{word})");
    let slash = format!("{BLANK}*/{BLANK}*{times}");
    format!("(?:{things}(?:{slash}|{BLANK}+{said})?|{slash}|{BLANK}*{said})?")
}

/// Describes what is counted: in a word, or in its first letters.
fn noun(counts: &Counts<'_>) -> String {
    let letters: Vec<char> = counts.short.chars().collect();
    let mut words: Vec<String> = counts.nouns.iter().map(|noun| any_case(noun)).collect();
    if let [first, second, rest @ ..] = letters.as_slice() {
        let short =
            [*first, *second].map(|letter| any_case(letter.encode_utf8(&mut [0; 4]))).concat();
        let rest = rest.iter().rev().fold(String::new(), |rest, letter| {
            format!("(?:{}{rest})?", any_case(letter.encode_utf8(&mut [0; 4])))
        });
        words.push(short + &rest);
    }
    format!("(?:{})", words.join("|"))
}

fn unit_of(units: &[Unit]) -> String {
    let words: Vec<&str> = units.iter().flat_map(|(words, _)| *words).copied().collect();
    any_of(&words)
}

/// Describes one of some words, in any case.
pub(crate) fn any_of(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| any_case(word)).collect();
    format!("(?:{})", words.join("|"))
}

/// Describes a word in any case.
pub(crate) fn any_case(word: &str) -> String {
    let letter = |letter: char| match letter {
        ' ' => format!("{BLANK}+"),
        'a'..='z' | 'A'..='Z' => {
            format!("[{}{}]", letter.to_ascii_lowercase(), letter.to_ascii_uppercase())
        }
        sign if r"^$\.*+?()[]{}|".contains(sign) => format!("\\{sign}"),
        other => other.to_string(),
    };
    word.chars().map(letter).collect()
}
