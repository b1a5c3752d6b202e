//! JSON with comments and with commas behind the last value, as people write configuration.

/// Puts blanks in the place of what is not JSON, so that all else stays in its line.
pub(super) fn json(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    // Where a comma stands behind which no value has come yet.
    let mut comma = None;
    while let Some(first) = rest.chars().next() {
        let (length, is_blank) = match first {
            '"' => (string(rest), false),
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), true),
            '/' if rest.starts_with("/*") => {
                (rest.find("*/").map_or(rest.len(), |at| at + 2), true)
            }
            _ => (first.len_utf8(), first.is_whitespace()),
        };
        let (token, behind) = rest.split_at(length);
        match (first, comma) {
            ('}' | ']', Some(at)) => plain.replace_range(at..=at, " "),
            (',', _) => comma = Some(plain.len()),
            _ => {}
        }
        if is_blank {
            plain.extend(token.chars().map(|it| if it.is_whitespace() { it } else { ' ' }));
        } else {
            plain.push_str(token);
            comma = comma.filter(|_| first == ',');
        }
        rest = behind;
    }
    plain
}

/// Returns how long the string is that a text starts with, in bytes.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    let is_end = |(at, sign): &(usize, char)| {
        let ends = *sign == '"' && *at > 0 && !is_escaped;
        is_escaped = *sign == '\\' && !is_escaped;
        ends
    };
    text.char_indices().find(is_end).map_or(text.len(), |(at, _)| at + 1)
}
