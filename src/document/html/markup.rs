//! Words as HTML: the one function that escapes them, and text in a line.

use std::fmt::Write;

use crate::{
    document::{Piece, Style, Text},
    problem::text::{idle, printable},
};

/// Returns words in which nothing is taken for markup, for elements and for attributes in double
/// quotes.
pub fn escape(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for character in idle(&printable(words)).chars() {
        match character {
            '&' | '<' | '>' | '"' | '\'' => {
                let _ = write!(escaped, "&#{};", u32::from(character));
            }
            // A line break, and no character of HTML.
            '\u{85}' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Returns whether an address is safe to follow.
pub(in crate::document) fn is_address(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}

/// Returns text; notes lead to the sources of the document with the given number.
pub(super) fn inline(text: &Text, scope: usize) -> String {
    text.0.iter().map(|piece| self::piece(piece, scope)).collect()
}

fn piece(piece: &Piece, scope: usize) -> String {
    let words = escape(&piece.words);
    let words = match piece.style {
        _ if words.is_empty() => return words,
        Style::Plain => words,
        Style::Strong => format!("<strong>{words}</strong>"),
        Style::Ident | Style::Code => format!("<code>{words}</code>"),
        Style::Quiet => format!("<span class=\"quiet\">{words}</span>"),
        Style::For => format!("<span class=\"for\">{words}</span>"),
        Style::Against => format!("<span class=\"against\">{words}</span>"),
        Style::Note => format!(" <a class=\"note\" href=\"#source-{scope}-{words}\">[{words}]</a>"),
        Style::Anchor => format!("<a id=\"{words}\"></a>"),
    };
    match piece.link.as_deref() {
        Some(link) if link.starts_with('#') || is_address(link) => {
            format!("<a href=\"{}\">{words}</a>", escape(link))
        }
        _ => words,
    }
}
