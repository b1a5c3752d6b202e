//! Documents as HTML: one page that needs nothing else, no font and no request. What is drawn is
//! drawn by the program; the page's script only weighs anew, sorts, and opens what is printed.

mod curve;
mod markup;
mod scale;
mod shell;
mod standings;
mod svg;
mod weighing;

use std::fmt::Write;

use self::markup::inline;
pub(super) use self::markup::is_address;
pub use self::{
    markup::escape,
    shell::{closing, opening},
};
use super::{Bar, Bars, Block, Document, Item, Row, Table, Text, notes};
use crate::problem::{Problem, Severity};

/// Returns a whole page.
pub fn page(document: &Document) -> String {
    let title = document.blocks.iter().find_map(|block| match block {
        Block::Heading { text, .. } => Some(text.words()),
        _ => None,
    });
    let title = title.unwrap_or_default();
    opening(&title) + &article(document, 0) + &closing()
}

/// Returns a document as an article of a page; `number` tells it from others on the same page.
pub fn article(document: &Document, number: usize) -> String {
    format!("<article>\n{}</article>\n", HtmlWriter::new(0, number).written(document))
}

/// Returns a document as a part of a page that can be folded away, named `part-` and its number.
pub fn folded(summary: &str, document: &Document, number: usize) -> String {
    format!(
        "<details class=\"part\" id=\"part-{number}\"><summary>{}</summary>\n{}</details>\n",
        escape(summary),
        HtmlWriter::new(1, number).written(document)
    )
}

/// Returns a document without anything around it, as a part of an article of a page.
pub fn part(document: &Document) -> String {
    HtmlWriter::new(0, 0).written(document)
}

struct HtmlWriter {
    text: String,
    /// How many levels headings are below those of the document.
    level: u8,
    /// The number of the document, by which its sources are told from those of others.
    scope: usize,
    /// How many documents there are so far.
    scopes: usize,
    /// How many sections of the document there are so far.
    sections: usize,
}

impl HtmlWriter {
    /// Creates a writer of the document with a number on its page.
    fn new(level: u8, number: usize) -> Self {
        Self {
            text: String::new(),
            level,
            scope: number * 1000,
            scopes: number * 1000,
            sections: 0,
        }
    }

    fn written(mut self, document: &Document) -> String {
        self.document(document);
        self.text
    }

    fn document(&mut self, document: &Document) {
        // What can be weighed anew, with all that this changes.
        let weighed = document.blocks.iter().any(|block| matches!(block, Block::Weighing(_)));
        if weighed {
            self.text.push_str("<div class=\"advice\">\n");
        }
        self.blocks(document);
        self.sources(document);
        if weighed {
            self.text.push_str("</div>\n");
        }
    }

    /// Leads to the sections of a long document.
    fn sections(&mut self, document: &Document) {
        const FEW: usize = 4;
        let headings = document.blocks.iter().filter_map(|block| match block {
            Block::Heading { level: 2, text } => Some(text.words()),
            _ => None,
        });
        let headings: Vec<String> = headings.collect();
        if self.level > 0 || headings.len() <= FEW {
            return;
        }
        self.text.push_str("<nav aria-label=\"Sections\"><ul>\n");
        for (number, heading) in (1..).zip(&headings) {
            let (scope, heading) = (self.scope, escape(heading));
            let _ =
                writeln!(self.text, "<li><a href=\"#section-{scope}-{number}\">{heading}</a></li>");
        }
        self.text.push_str("</ul></nav>\n");
    }

    fn blocks(&mut self, document: &Document) {
        let mut blocks = document.blocks.iter().peekable();
        while let Some(block) = blocks.next() {
            let Block::Problem(problem) = block else {
                self.block(block);
                if matches!(block, Block::Standings(_)) {
                    self.sections(document);
                }
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
    }

    fn sources(&mut self, document: &Document) {
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
                let mark = match level {
                    1 => " class=\"headline\"".to_owned(),
                    2 => {
                        self.sections += 1;
                        format!(" id=\"section-{}-{}\"", self.scope, self.sections)
                    }
                    _ => String::new(),
                };
                let (level, text) = ((self.level + level).min(6), self.inline(text));
                writeln!(self.text, "<h{level}{mark}>{text}</h{level}>")
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
            Block::List(items) => return self.items(items, ""),
            Block::Table(table) => return self.table(table),
            Block::Bars(bars) => return self.bars(bars),
            Block::Chart(chart) => {
                let (svg, about) = (curve::draw(chart), escape(&chart.about));
                let _ = writeln!(self.text, "<figure><figcaption>{about}</figcaption>{svg}");
                self.text.push_str("<details><summary>The same in figures</summary>\n");
                self.table(&chart.table());
                writeln!(self.text, "</details></figure>")
            }
            Block::Standings(standings) => write!(self.text, "{}", standings::draw(standings)),
            Block::Weighing(weighing) => write!(self.text, "{}", weighing::draw(weighing)),
            Block::Scales(scales) => write!(self.text, "{}", scale::draw(scales, self.scope)),
            Block::Cards(items) => return self.items(items, " class=\"cards\""),
            Block::Code(code) => {
                writeln!(self.text, "<pre><code>{}</code></pre>", escape(code))
            }
            Block::Break => writeln!(self.text, "<div class=\"break\"></div>"),
            Block::Problem(_) | Block::Gap => Ok(()),
            Block::Fold { summary, document } => {
                self.scopes += 1;
                let (scope, level, sections) = (self.scope, self.level, self.sections);
                let summary = self.inline(summary);
                let _ = writeln!(self.text, "<details><summary>{summary}</summary>");
                (self.scope, self.level, self.sections) = (self.scopes, level + 1, 0);
                self.document(document);
                (self.scope, self.level, self.sections) = (scope, level, sections);
                writeln!(self.text, "</details>")
            }
        };
    }

    fn items(&mut self, items: &[Item], class: &str) {
        let _ = writeln!(self.text, "<ul{class}>");
        for item in items {
            let text = self.inline(&item.text);
            let _ = write!(self.text, "<li>{text}");
            if !item.items.is_empty() {
                self.text.push('\n');
                self.items(&item.items, "");
            }
            self.text.push_str("</li>\n");
        }
        self.text.push_str("</ul>\n");
    }

    fn table(&mut self, table: &Table) {
        // Of a wide one, rows can be laid out as what they hold, one below the other.
        let classes = [(table.columns.len() > 2, "wide"), (table.sortable, "sortable")];
        let classes = classes.iter().filter(|(has, _)| *has).map(|(_, class)| *class);
        let classes = classes.collect::<Vec<_>>().join(" ");
        let _ = match classes.as_str() {
            "" => writeln!(self.text, "<table>"),
            classes => writeln!(self.text, "<table class=\"{classes}\">"),
        };
        if let Some(header) = table.header() {
            self.text.push_str("<thead>");
            self.row(table, &header, true);
            self.text.push_str("</thead>\n");
        }
        self.text.push_str("<tbody>\n");
        table.rows.iter().for_each(|row| self.row(table, row, false));
        self.text.push_str("</tbody></table>\n");
    }

    fn row(&mut self, table: &Table, row: &Row, head: bool) {
        self.text.push_str(if row.strong { "<tr class=\"sum\">" } else { "<tr>" });
        for (index, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
            let lines: Vec<String> = cell.iter().map(|line| self.inline(line)).collect();
            let lines = lines.join("<br>");
            let tag = match (head, index) {
                _ if lines.is_empty() => "td",
                (true, _) => "th scope=\"col\"",
                (false, 0) if !column.numbers => "th scope=\"row\"",
                (false, _) => "td",
            };
            let name = tag.get(..2).unwrap_or(tag);
            let class = if column.numbers { " class=\"number\"" } else { "" };
            let order = if head { column.order.join(",") } else { String::new() };
            let order = if order.is_empty() {
                order
            } else {
                format!(" data-order=\"{}\"", escape(&order))
            };
            let label = escape(&column.header.words());
            let label = if head || label.is_empty() || table.columns.len() < 3 {
                String::new()
            } else {
                format!(" data-label=\"{label}\"")
            };
            let _ = write!(self.text, "<{tag}{class}{order}{label}>{lines}</{name}>");
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
        for Bar { label, figure, share, .. } in &bars.bars {
            let _ = writeln!(
                self.text,
                "<tr><th scope=\"row\">{}</th><td class=\"number\">{figure}</td><td \
                 class=\"bar\">{}</td></tr>",
                escape(label),
                svg::bar(share.unwrap_or(0.0))
            );
        }
        self.text.push_str("</tbody></table>\n");
    }

    fn problem(&mut self, problem: &Problem) {
        let class = if problem.severity == Severity::Error { "against" } else { "quiet" };
        let place = problem.place().map(ToString::to_string);
        let place = place.map(|place| format!("<p><code>{}</code></p>", escape(&place)));
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
