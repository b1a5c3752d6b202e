//! A value as YAML that readers of YAML 1.1 and of 1.2 take alike: PyYAML, Ruby and Go's yaml.v2
//! read `no`, `1:30` and `2026-01-01` as something else than text, so these are quoted.

use serde_json::Value as Json;

use super::yes_or_no;

/// Writes a value, ending with a new line.
pub fn write(value: &Json) -> String {
    let mut text = String::new();
    node(&mut text, value, 0);
    text
}

/// Writes a value from where the line stands on; further lines are indented.
fn node(text: &mut String, value: &Json, indent: usize) {
    match value {
        Json::Object(entries) if !entries.is_empty() => {
            for (index, (key, value)) in entries.iter().enumerate() {
                begin(text, index, indent);
                text.push_str(&self::key(key));
                text.push(':');
                match value {
                    Json::Object(entries) if !entries.is_empty() => {
                        text.push('\n');
                        begin(text, 1, indent + 2);
                        node(text, value, indent + 2);
                    }
                    Json::Array(items) if !items.is_empty() => {
                        text.push('\n');
                        begin(text, 1, indent);
                        node(text, value, indent);
                    }
                    value => {
                        text.push(' ');
                        node(text, value, indent + 2);
                    }
                }
            }
        }
        Json::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                begin(text, index, indent);
                text.push_str("- ");
                node(text, item, indent + 2);
            }
        }
        Json::String(words) => {
            text.push_str(&scalar(words, indent));
            text.push('\n');
        }
        Json::Number(number) => text.push_str(&(self::number(&number.to_string()) + "\n")),
        // True, false, null, [] and {} are written alike.
        value => text.push_str(&format!("{value}\n")),
    }
}

/// Writes a power of ten as `1.0e-9`: without the point and the sign YAML 1.1 takes it for a text.
fn number(json: &str) -> String {
    let Some((mantissa, exponent)) = json.split_once('e') else { return json.to_owned() };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    format!("{mantissa}{point}e{sign}{exponent}")
}

/// Indents a line that is not the first of its value.
fn begin(text: &mut String, index: usize, indent: usize) {
    if index > 0 {
        text.push_str(&" ".repeat(indent));
    }
}

/// Writes a text as a key, in one line.
fn key(key: &str) -> String {
    let written = scalar(key, 0);
    if written.contains('\n') { in_one_line(key) } else { written }
}

/// Writes a text; what has several lines as a block, indented.
fn scalar(text: &str, indent: usize) -> String {
    // The YAML writer takes some of these for ends of lines and adds blanks.
    if text.contains(is_escaped) {
        return in_one_line(text);
    }
    let Ok(written) = serde_yaml::to_string(text) else { return in_one_line(text) };
    let written = written.strip_suffix('\n').unwrap_or(&written);
    if written == text && is_other_in_yaml_1_1(text) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    written.replace('\n', &format!("\n{}", " ".repeat(indent.saturating_sub(2))))
}

/// Writes a text between quotes.
fn in_one_line(text: &str) -> String {
    flow(&Json::from(text))
}

/// Writes a value in one line, as JSON and YAML have it.
pub fn flow(value: &Json) -> String {
    let mut written = String::new();
    for character in value.to_string().chars() {
        if is_escaped(character) {
            written.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            written.push(character);
        }
    }
    written
}

/// Tells whether a character that JSON leaves as it is ends a line in YAML 1.1, is none of those
/// that YAML may consist of, or turns the direction of the text around it.
fn is_escaped(character: char) -> bool {
    matches!(
        character,
        '\u{7f}'..='\u{9f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{ffff}'
    )
}

/// Tells whether readers of YAML 1.1 take a text, unquoted, for a boolean, a number, a day, or for
/// a key with a meaning of its own (<https://yaml.org/type/>).
pub(crate) fn is_other_in_yaml_1_1(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    // Ruby takes what a colon begins for a symbol.
    text.starts_with(':')
        || yes_or_no(text).is_some()
        || ["null", "~", "<<", "="].contains(&text.to_ascii_lowercase().as_str())
        || is_number_in_yaml_1_1(unsigned)
        || is_day(text)
}

/// `1_000`, `0x1f`, `1.5e3`, `.inf`, to the base of sixty `12:30:45` and `1:30.5`, and what some readers
/// take for a number without a digit before its point or its exponent: `.`, `e1`.
fn is_number_in_yaml_1_1(unsigned: &str) -> bool {
    let lower = unsigned.to_ascii_lowercase();
    if matches!(lower.as_str(), ".inf" | ".nan") {
        return true;
    }
    for prefix in ["0x", "0b", "0o"] {
        if let Some(digits) = lower.strip_prefix(prefix) {
            return digits.chars().all(|digit| digit.is_ascii_hexdigit() || digit == '_');
        }
    }
    let (mantissa, exponent) = lower.split_once('e').unwrap_or((&lower, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits =
        |text: &str| text.chars().all(|digit| digit.is_ascii_digit() || "_,".contains(digit));
    lower.starts_with(|first: char| first.is_ascii_digit() || ".e".contains(first))
        && whole.split(':').all(digits)
        && digits(fraction)
        && !exponent.is_empty()
        && exponent.chars().all(|digit| digit.is_ascii_digit())
}

/// `2026-01-01`, also with a time behind it.
fn is_day(text: &str) -> bool {
    let day = text.split(['T', 't', ' ', '\t']).next().unwrap_or_default();
    let parts: Vec<&str> = day.split('-').collect();
    let are_digits = parts.iter().all(|part| part.chars().all(|digit| digit.is_ascii_digit()));
    are_digits
        && matches!(parts.as_slice(), [year, month, day]
            if year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn powers_of_ten_are_numbers_to_readers_of_yaml_1_1() {
        for (number, written) in [
            (json!(1e-9), "1.0e-9\n"),
            (json!(2.5e-7), "2.5e-7\n"),
            (json!(1e30), "1.0e+30\n"),
            (json!(0.5), "0.5\n"),
            (json!(12), "12\n"),
        ] {
            assert_eq!(super::write(&number), written);
        }
    }

    #[test]
    fn what_some_readers_take_for_something_else_is_quoted() {
        for text in [".", "-.", "e1", "E5", ".e3", ":a", "1.5", "0x1f"] {
            assert_eq!(super::write(&json!(text)), format!("'{text}'\n"));
        }
        assert_eq!(super::write(&json!(":it's")), "':it''s'\n");
        for text in ["e", "a:b", "1.0.0", "e2e", "version"] {
            assert_eq!(super::write(&json!(text)), format!("{text}\n"));
        }
    }

    #[test]
    fn what_ends_lines_or_must_not_stand_in_yaml_1_1_is_escaped() {
        for character in
            ['\u{7f}', '\u{85}', '\u{9f}', '\u{2028}', '\u{202e}', '\u{feff}', '\u{ffff}']
        {
            let written = format!("\"a\\u{:04x}b\"", u32::from(character));
            let text = json!(format!("a{character}b"));
            assert_eq!(
                [super::flow(&text), super::write(&text)],
                [written.clone(), written + "\n"]
            );
        }
    }
}
