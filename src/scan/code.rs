//! What in a file is code, and what a comment or a literal: as far as it takes to leave out what only
//! speaks of something, in all languages alike.

use std::ops::Range;

use memchr::{memchr, memmem};

/// Finds the first place where a text stands in a line that is no comment. One with a bracket
/// behind a name, such as `serve(`, is code, and so it is not what stands in a literal.
pub(super) fn find(wanted: &str, text: &str) -> Option<usize> {
    let is_code = wanted.rfind(['(', '{', '<']) > Some(0);
    let mut apart: Option<Vec<Range<usize>>> = None;
    let is_there = |at: &usize| {
        let before = text.get(..*at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default().trim_start();
        if ["//", "#", "*", "/*", "--", ";", "<!--"].iter().any(|sign| line.starts_with(sign)) {
            return false;
        }
        if !is_code {
            return true;
        }
        let apart = apart.get_or_insert_with(|| apart_from_code(text.as_bytes()));
        let next = apart.partition_point(|range| range.end <= *at);
        apart.get(next).is_none_or(|range| range.start > *at)
    };
    text.match_indices(wanted).map(|(at, _)| at).find(is_there)
}

/// Lists the literals and the comments of C and its descendants.
fn apart_from_code(text: &[u8]) -> Vec<Range<usize>> {
    let mut apart = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let begins = |byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | b'/');
        let Some(start) = rest.iter().position(begins).map(|index| at + index) else { break };
        // Rust's `<'a>` and `&'a` open nothing.
        let is_lifetime =
            text[start] == b'\'' && start > 0 && matches!(text[start - 1], b'<' | b'&');
        let length = length(&text[start..]).filter(|_| !is_lifetime);
        at = start + length.unwrap_or(1);
        apart.extend(length.map(|_| start..at));
    }
    apart
}

/// Returns how long the literal or comment is that a text begins with; none where it is not closed.
fn length(text: &[u8]) -> Option<usize> {
    let line = memchr(b'\n', text).map_or(text, |end| text.split_at(end).0);
    let behind = |opening: usize, closing: &[u8]| {
        let end = memmem::find(text.get(opening..)?, closing)?;
        Some(opening + end + closing.len())
    };
    match text {
        [b'/', b'/', ..] => Some(line.len()),
        [b'/', b'*', ..] => behind(2, b"*/"),
        [b'"', b'"', b'"', ..] => behind(3, b"\"\"\""),
        [b'\'', b'\'', b'\'', ..] => behind(3, b"'''"),
        [b'`', ..] => closed(text),
        [b'"' | b'\'', ..] => closed(line),
        _ => None,
    }
}

/// Returns how long a literal is up to the next mark like its first that is not escaped.
fn closed(text: &[u8]) -> Option<usize> {
    let (quote, mut at) = (text.first()?, 1);
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn code_is_told_from_what_speaks_of_it() {
        for (text, expected) in [
            ("serve(80)", true),
            ("  it's; serve(80)", true),
            ("f(\"a\\\"\", 'b', `c`); serve(80)", true),
            ("fn f<'a>(x: &'a str) { serve('x') }", true),
            ("let u = \"https://a\"; serve(80)", true),
            ("\"\"\"text\"\"\"\nserve(80)", true),
            ("x; /* a */ serve(80)", true),
            ("it's `open \n serve(80)", true),
            ("say(\"use serve(80)\")", false),
            ("say('\\'serve(80)')", false),
            ("`\n serve(80)\n`", false),
            ("\"\"\"\nserve(80)\n\"\"\"", false),
            ("x(); // serve(80)", false),
            ("/*\n serve(80)\n*/", false),
            ("# serve(80)", false),
        ] {
            assert_eq!(find("serve(", text).is_some(), expected, "{text}");
        }
        // What may well stand in a literal is found there.
        assert!(find("CREATE TABLE", "run(\"CREATE TABLE t\")").is_some());
        assert!(find("<div", "say('<div>')").is_some());
        assert!(find("serve(\"tcp", "x('a'); serve(\"tcp\")").is_some());
        assert!(find("serve", "// serve").is_none());
    }
}
