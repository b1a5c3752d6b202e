//! Documents as Markdown, for pull requests and design documents.

use std::fmt::Write;

use super::{
    Block, Document, Item, Piece, Row, Style, Table, Text,
    html::{escape as escape_html, is_address},
    notes, strong,
};
use crate::problem::{Problem, text::one_line};

/// Returns a document whose title has a heading of the given level.
pub fn render(document: &Document, level: u8) -> String {
    let mut writer = MarkdownWriter { text: String::new(), level: level.saturating_sub(1) };
    writer.document(document);
    writer.text
}

/// Returns words in which nothing is taken for Markdown, HTML, a mention, a reference or an
/// address, in one line.
pub fn escape(words: &str) -> String {
    disarmed(&one_line(&words.replace(char::is_whitespace, " ")), |part| {
        let mut escaped = String::with_capacity(part.len());
        let mut characters = part.chars().peekable();
        while let Some(character) = characters.next() {
            let is_special = match character {
                '&' => characters.peek().is_some_and(|it| it.is_ascii_alphanumeric() || *it == '#'),
                other => r"\`*_[]<>|#~".contains(other),
            };
            if is_special {
                escaped.push('\\');
            }
            escaped.push(character);
        }
        escaped
    })
}

/// Returns words, escaped part by part, with an empty comment, which is not seen, wherever it keeps
/// `@name`, `#12` or an address from becoming a link.
fn disarmed(words: &str, escape: impl Fn(&str) -> String) -> String {
    let acts = |(index, character): &(usize, char)| {
        let after = words.get(index + character.len_utf8()..).unwrap_or_default();
        let before = words.get(..*index).unwrap_or_default();
        match character {
            '@' => after.starts_with(char::is_alphanumeric),
            '#' => after.starts_with(|it: char| it.is_ascii_digit()),
            '-' => {
                before.to_ascii_lowercase().ends_with("gh")
                    && after.starts_with(|it: char| it.is_ascii_digit())
            }
            // Between two of them is mathematics, unless they are followed by an amount.
            '$' => after.starts_with(|it: char| !it.is_ascii_digit() && !it.is_whitespace()),
            ':' => after.starts_with('/'),
            '.' => before.to_ascii_lowercase().ends_with("www"),
            _ => false,
        }
    };
    let (mut disarmed, mut start) = (String::new(), 0);
    for (index, character) in words.char_indices().filter(acts) {
        let end = index + character.len_utf8();
        disarmed.push_str(&escape(words.get(start..end).unwrap_or_default()));
        disarmed.push_str("<!-- -->");
        start = end;
    }
    disarmed + &escape(words.get(start..).unwrap_or_default())
}

/// Returns the start of a paragraph or an item so that it does not begin a list, a rule or a
/// heading.
fn begun(line: &str) -> String {
    let line = line.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = line.split_at(digits);
    let mut marks = rest.chars();
    let (mark, next) = (marks.next(), marks.next());
    let acts = match mark {
        Some('-' | '+' | '=') => digits == 0 && matches!(next, None | Some(' ' | '-' | '=')),
        Some('.' | ')') => digits > 0 && matches!(next, None | Some(' ')),
        _ => false,
    };
    if acts { format!("{number}\\{rest}") } else { line.to_owned() }
}

/// Returns code, which may hold backticks itself; in a table, a stroke ends a cell even there.
fn code(words: &str, in_table: bool) -> String {
    let words = one_line(&words.replace(char::is_whitespace, " ")).into_owned();
    let words = if in_table { words.replace('|', "\\|") } else { words };
    let longest = words.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // Of spaces on both sides, one is taken off each.
    let is_spaced = words.starts_with(' ') && words.ends_with(' ');
    let gap = if is_spaced || words.starts_with('`') || words.ends_with('`') { " " } else { "" };
    format!("{fence}{gap}{words}{gap}{fence}")
}

fn inline(text: &Text, in_table: bool) -> String {
    text.0.iter().map(|piece| self::piece(piece, in_table)).collect()
}

/// Returns text that begins a line.
fn line(text: &Text) -> String {
    begun(&inline(text, false))
}

fn piece(piece: &Piece, in_table: bool) -> String {
    let words = match piece.style {
        _ if piece.words.trim().is_empty() => return piece.words.clone(),
        Style::Plain | Style::Quiet | Style::For | Style::Against => escape(&piece.words),
        Style::Strong => format!("**{}**", escape(piece.words.trim())),
        Style::Ident | Style::Code => code(&piece.words, in_table),
        Style::Note => format!(" [{}]", piece.words),
        Style::Anchor => format!("<a id=\"{}\"></a>", escape_html(&piece.words)),
    };
    match piece.link.as_deref() {
        Some(link) if link.starts_with('#') => format!("[{words}]({link})"),
        Some(link) if is_address(link) => format!("[{words}](<{}>)", address(link)),
        _ => words,
    }
}

/// Returns an address in which nothing ends it early.
fn address(link: &str) -> String {
    let encode = |character: char| match character {
        '<' | '>' | '|' | '\\' | ' ' => format!("%{:02X}", u32::from(character)),
        control if control.is_control() => String::new(),
        other => other.to_string(),
    };
    link.chars().map(encode).collect()
}

struct MarkdownWriter {
    text: String,
    /// How many levels headings are below those of the document.
    level: u8,
}

impl MarkdownWriter {
    fn document(&mut self, document: &Document) {
        document.blocks.iter().for_each(|block| self.block(block));
        if document.sources.is_empty() {
            return;
        }
        self.open(&format!("Sources ({})", document.sources.len()));
        for (source, number) in document.sources.iter().zip(1..) {
            let _ = writeln!(self.text, "{number}. {}", line(&source.text()));
        }
        self.close();
    }

    /// Begins a paragraph.
    fn begin(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    fn open(&mut self, summary: &str) {
        self.begin();
        let _ = writeln!(self.text, "<details><summary>{summary}</summary>\n");
    }

    fn close(&mut self) {
        self.text.push_str("\n</details>\n");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Fold { summary, document } => {
                self.open(&disarmed(&summary.words(), escape_html));
                let mut inside = Self { text: String::new(), level: self.level + 1 };
                inside.document(document);
                self.text.push_str(&inside.text);
                return self.close();
            }
            Block::Gap | Block::Break => return,
            _ => self.begin(),
        }
        let _ = match block {
            Block::Heading { level, text } => {
                let marks = "#".repeat((self.level + level).into());
                writeln!(self.text, "{marks} {}", inline(text, false))
            }
            Block::Paragraph(text) => writeln!(self.text, "{}", line(text)),
            Block::Footer(text) => writeln!(self.text, "<sub>{}</sub>", inline(text, false)),
            Block::Fields(fields) => fields.iter().try_for_each(|(label, text)| {
                writeln!(self.text, "* **{}:** {}", escape(label), inline(text, false))
            }),
            Block::List(items) => return self.items(items, 0),
            Block::Table(table) => return self.table(table),
            Block::Bars(bars) => {
                let mut table = Table::new().texts([bars.of]).numbers([bars.share]);
                bars.bars.iter().for_each(|bar| {
                    table.row([Text::from(&bar.label), Text::from(&bar.figure)]);
                });
                return self.table(&table);
            }
            Block::Chart(chart) => {
                let _ = writeln!(self.text, "{}\n", escape(&chart.about));
                return self.table(&chart.table());
            }
            Block::Standings(standings) => {
                self.table(&standings.table(false));
                self.begin();
                writeln!(self.text, "{}", line(&Text::from(standings.words())))
            }
            Block::Weighing(weighing) => {
                self.table(&weighing.table());
                self.begin();
                writeln!(self.text, "{}", line(&Text::from(&weighing.about)))
            }
            Block::Scales(scales) => {
                let items = scales.iter().map(|scale| Item::from(&scale.words));
                return self.items(&items.collect::<Vec<_>>(), 0);
            }
            Block::Cards(items) => return self.items(items, 0),
            Block::Code(code) => writeln!(self.text, "```sh\n{code}\n```"),
            Block::Problem(problem) => return self.problem(problem),
            Block::Fold { .. } | Block::Gap | Block::Break => Ok(()),
        };
    }

    fn items(&mut self, items: &[Item], indent: usize) {
        for item in items {
            let _ = writeln!(self.text, "{:indent$}* {}", "", line(&item.text));
            self.items(&item.items, indent + 2);
        }
    }

    fn table(&mut self, table: &Table) {
        self.row(&table.heads());
        let rule = table.columns.iter().map(|column| if column.numbers { "---:" } else { ":---" });
        let _ = writeln!(self.text, "| {} |", rule.collect::<Vec<_>>().join(" | "));
        table.rows.iter().for_each(|row| self.row(row));
    }

    fn row(&mut self, row: &Row) {
        let cell = |text: &Text| {
            if row.strong { inline(&strong(text.words()), true) } else { inline(text, true) }
        };
        let join = |lines: &Vec<Text>| lines.iter().map(cell).collect::<Vec<_>>().join("<br>");
        let cells: Vec<String> = row.cells.iter().map(join).collect();
        let _ = writeln!(self.text, "| {} |", cells.join(" | "));
    }

    fn problem(&mut self, problem: &Problem) {
        let _ = writeln!(
            self.text,
            "* **{}** {}: {}",
            problem.severity.name(),
            code(problem.code.name, false),
            inline(&Text::from(&problem.message), false)
        );
        if let Some(place) = problem.place() {
            let _ = writeln!(self.text, "  * {}", code(&place.to_string(), false));
        }
        for (kind, note) in notes(problem) {
            let _ = writeln!(self.text, "  * {kind}{}", inline(&note, false));
        }
    }
}
