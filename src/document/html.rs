//! Documents as HTML: one page that needs nothing else, no script, no font, no request.

use std::fmt::Write;

use super::{Bars, Block, Document, Item, Piece, Row, Style, Table, Text, notes, percent, place};
use crate::problem::{Problem, Severity, text::printable};

/// Returns what comes before the articles of a page.
pub fn opening(title: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta \
         name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        escape(title),
        include_str!("html/style.css")
    )
}

/// What comes after the articles of a page.
pub const CLOSING: &str = "</body>\n</html>\n";

/// Returns a whole page.
pub fn page(document: &Document) -> String {
    let title = document.blocks.iter().find_map(|block| match block {
        Block::Heading { text, .. } => Some(text.words()),
        _ => None,
    });
    let title = title.unwrap_or_default();
    opening(&title) + &article(document, 0) + CLOSING
}

/// Returns a document as an article of a page; `number` tells it from others on the same page.
pub fn article(document: &Document, number: usize) -> String {
    let mut writer =
        Writer { text: String::new(), level: 0, scope: number * 1000, scopes: number * 1000 };
    writer.text.push_str("<article>\n");
    writer.document(document);
    writer.text.push_str("</article>\n");
    writer.text
}

/// Returns words in which nothing is taken for markup, for elements and for attributes in double
/// quotes.
pub fn escape(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for character in printable(words).chars() {
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
pub(super) fn is_address(link: &str) -> bool {
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

struct Writer {
    text: String,
    /// How many levels headings are below those of the document.
    level: u8,
    /// The number of the document, by which its sources are told from those of others.
    scope: usize,
    /// How many documents there are so far.
    scopes: usize,
}

impl Writer {
    fn document(&mut self, document: &Document) {
        let mut blocks = document.blocks.iter().peekable();
        while let Some(block) = blocks.next() {
            let Block::Problem(problem) = block else {
                self.block(block);
                continue;
            };
            self.text.push_str("<ul>\n");
            self.problem(problem);
            while let Some(Block::Problem(next)) = blocks.peek() {
                self.problem(next);
                blocks.next();
            }
            self.text.push_str("</ul>\n");
        }
        if document.sources.is_empty() {
            return;
        }
        let _ = writeln!(
            self.text,
            "<details class=\"sources\" open><summary>Sources ({})</summary>\n<ol>",
            document.sources.len()
        );
        for (source, number) in document.sources.iter().zip(1..) {
            let text = self.inline(&source.text());
            let _ = writeln!(self.text, "<li id=\"source-{}-{number}\">{text}</li>", self.scope);
        }
        self.text.push_str("</ol></details>\n");
    }

    fn inline(&self, text: &Text) -> String {
        inline(text, self.scope)
    }

    fn block(&mut self, block: &Block) {
        let _ = match block {
            Block::Heading { level, text } => {
                let (level, text) = ((self.level + level).min(6), self.inline(text));
                writeln!(self.text, "<h{level}>{text}</h{level}>")
            }
            Block::Paragraph(text) => writeln!(self.text, "<p>{}</p>", self.inline(text)),
            Block::Footer(text) => {
                writeln!(self.text, "<p><small>{}</small></p>", self.inline(text))
            }
            Block::Fields(fields) => {
                let fields = fields.iter().map(|(label, text)| {
                    format!("<dt>{}</dt><dd>{}</dd>\n", escape(label), self.inline(text))
                });
                let fields: String = fields.collect();
                writeln!(self.text, "<dl>\n{fields}</dl>")
            }
            Block::List(items) => return self.items(items),
            Block::Table(table) => return self.table(table),
            Block::Bars(bars) => return self.bars(bars),
            Block::Chart(chart) => {
                let (svg, about) = (chart.svg(), escape(&chart.about));
                let _ = writeln!(self.text, "<figure>{svg}<figcaption>{about}</figcaption>");
                self.text.push_str("<details><summary>The same in figures</summary>\n");
                self.table(&chart.table());
                writeln!(self.text, "</details></figure>")
            }
            Block::Code(code) => {
                writeln!(self.text, "<pre><code>{}</code></pre>", escape(code))
            }
            Block::Problem(_) => Ok(()),
            Block::Fold { summary, document } => {
                self.scopes += 1;
                let (scope, level) = (self.scope, self.level);
                let summary = self.inline(summary);
                let _ = writeln!(self.text, "<details><summary>{summary}</summary>");
                (self.scope, self.level) = (self.scopes, level + 1);
                self.document(document);
                (self.scope, self.level) = (scope, level);
                writeln!(self.text, "</details>")
            }
        };
    }

    fn items(&mut self, items: &[Item]) {
        self.text.push_str("<ul>\n");
        for item in items {
            let text = self.inline(&item.text);
            let _ = write!(self.text, "<li>{text}");
            if !item.items.is_empty() {
                self.text.push('\n');
                self.items(&item.items);
            }
            self.text.push_str("</li>\n");
        }
        self.text.push_str("</ul>\n");
    }

    fn table(&mut self, table: &Table) {
        self.text.push_str("<div class=\"scroll\"><table>\n");
        if let Some(header) = table.header() {
            self.text.push_str("<thead>");
            self.row(table, &header, "th scope=\"col\"");
            self.text.push_str("</thead>\n");
        }
        self.text.push_str("<tbody>\n");
        table.rows.iter().for_each(|row| self.row(table, row, "td"));
        self.text.push_str("</tbody></table></div>\n");
    }

    fn row(&mut self, table: &Table, row: &Row, tag: &str) {
        self.text.push_str(if row.strong { "<tr class=\"sum\">" } else { "<tr>" });
        let name = tag.split(' ').next().unwrap_or(tag);
        for (cell, column) in row.cells.iter().zip(&table.columns) {
            let class = if column.numbers { " class=\"number\"" } else { "" };
            let lines: Vec<String> = cell.iter().map(|line| self.inline(line)).collect();
            let _ = write!(self.text, "<{tag}{class}>{}</{name}>", lines.join("<br>"));
        }
        self.text.push_str("</tr>\n");
    }

    fn bars(&mut self, bars: &Bars) {
        let _ = writeln!(
            self.text,
            "<table class=\"bars\">\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\" \
             class=\"number\">{}</th><td></td></tr></thead>\n<tbody>",
            escape(bars.of),
            escape(bars.share)
        );
        for (label, share) in &bars.bars {
            let percent = percent(*share);
            let width = percent.trim_end_matches(" %");
            let _ = writeln!(
                self.text,
                "<tr><th scope=\"row\">{}</th><td class=\"number\">{percent}</td><td \
                 class=\"bar\"><svg viewBox=\"0 0 100 4\" preserveAspectRatio=\"none\" \
                 aria-hidden=\"true\"><rect class=\"track\" width=\"100\" height=\"4\"/><rect \
                 class=\"share\" width=\"{width}\" height=\"4\"/></svg></td></tr>",
                escape(label)
            );
        }
        self.text.push_str("</tbody></table>\n");
    }

    fn problem(&mut self, problem: &Problem) {
        let class = if problem.severity == Severity::Error { "against" } else { "quiet" };
        let place = place(problem).map(|place| format!("<p><code>{}</code></p>", escape(&place)));
        let notes = notes(problem).map(|(kind, note)| {
            format!("<p><span class=\"quiet\">{kind}</span>{}</p>", self.inline(&note))
        });
        let notes: String = notes.collect();
        let _ = writeln!(
            self.text,
            "<li><strong class=\"{class}\">{}</strong> <code>{}</code>: {}{}{notes}</li>",
            problem.severity.name(),
            escape(problem.code.name),
            self.inline(&Text::from(&problem.message)),
            place.unwrap_or_default()
        );
    }
}
