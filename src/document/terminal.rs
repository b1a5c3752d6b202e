//! Documents for a terminal, of any width from 40 columns on: lines are broken at blanks only, by
//! what they take up on the screen, so that an id can always be copied in one piece; a table that
//! does not fit becomes a list.

use anstyle::{AnsiColor, Style as Paint};
use textwrap::core::display_width;

use super::{
    Bars, Block, Column, Document, Item, Row, Style, Table, Text, percent, strong, text::text,
};
use crate::problem::{
    self, Problem,
    text::{Look, printable},
};

/// What can be shown.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Its columns.
    pub width: u16,
    /// Whether to use colours and weights.
    pub styled: bool,
    /// Whether characters beyond ASCII can be shown.
    pub unicode: bool,
}

impl Screen {
    /// The narrowest layout; narrower terminals wrap it themselves.
    const NARROWEST: u16 = 40;
    /// Longer lines are hard to read, however wide the terminal is.
    const WIDEST: u16 = 120;

    /// Returns how many columns are used.
    fn columns(self) -> usize {
        self.width.clamp(Self::NARROWEST, Self::WIDEST).into()
    }

    /// Returns a text in a style, where styles can be shown.
    pub fn paint(self, paint: Paint, text: &str) -> String {
        if self.styled && paint != Paint::new() && !text.is_empty() {
            format!("{paint}{text}{paint:#}")
        } else {
            text.to_owned()
        }
    }

    /// Returns lines no wider than the screen where blanks allow it, the first after `first`, the
    /// others indented.
    pub fn fill(self, text: &Text, first: &str, indent: usize) -> String {
        let room = |taken: usize| self.columns().saturating_sub(taken).max(1);
        let lines = self.wrap(text, room(display_width(first)), room(indent), Paint::new());
        let mut filled = String::new();
        for (index, line) in lines.iter().enumerate() {
            let start = if index == 0 { first.to_owned() } else { " ".repeat(indent) };
            filled.push_str((start + &line.text).trim_end());
            filled.push('\n');
        }
        filled
    }

    /// Breaks a text into lines, of which the first may be as wide as `first`, the others as
    /// `rest`.
    fn wrap(self, text: &Text, first: usize, rest: usize, base: Paint) -> Vec<Line> {
        let mut lines = vec![Line::default()];
        for word in self.words(text, base) {
            let room = if lines.len() == 1 { first } else { rest };
            match lines.last_mut() {
                Some(line) if line.width == 0 => *line = word,
                Some(line) if line.width + 1 + word.width <= room => {
                    line.text.push(' ');
                    line.text.push_str(&word.text);
                    line.width += 1 + word.width;
                }
                _ => lines.push(word),
            }
        }
        lines
    }

    /// Splits a text at its blanks.
    fn words(self, text: &Text, base: Paint) -> Vec<Line> {
        let mut words: Vec<Line> = Vec::new();
        let mut goes_on = false;
        for piece in &text.0 {
            let paint = paint_of(piece.style).map(|paint| {
                let effects = base.get_effects() | paint.get_effects();
                paint.effects(effects)
            });
            let Some(paint) = paint else { continue };
            let shown = match piece.style {
                Style::Code => format!("`{}`", piece.words),
                Style::Note => format!(" [{}]", piece.words),
                _ => piece.words.clone(),
            };
            let address = piece.link.as_ref().filter(|link| !link.starts_with('#'));
            let address = address.filter(|link| **link != piece.words);
            let address = address.map(|link| format!(" ({link})")).unwrap_or_default();
            let shown = self.escape(&(shown + &address));
            let mut parts = shown.split(' ').peekable();
            while let Some(part) = parts.next() {
                if !part.is_empty() {
                    let width = display_width(part);
                    let text = self.paint(paint, part);
                    match words.last_mut().filter(|_| goes_on) {
                        Some(word) => {
                            word.text.push_str(&text);
                            word.width += width;
                        }
                        None => words.push(Line { text, width }),
                    }
                    goes_on = true;
                }
                goes_on &= parts.peek().is_none();
            }
        }
        words
    }

    /// Returns words in which nothing is a command for the terminal, in one line, and in ASCII
    /// where the screen has nothing else.
    fn escape(self, words: &str) -> String {
        let words = words.replace(char::is_whitespace, " ");
        let words = printable(&words).into_owned();
        if self.unicode {
            return words;
        }
        words.chars().map(ascii).collect()
    }
}

/// Returns a character for a screen that has only ASCII.
fn ascii(character: char) -> String {
    let other = match character {
        '→' => "->",
        '…' => "...",
        '·' => "|",
        '×' => "x",
        '✓' | '└' | '┴' => "+",
        '✗' | '–' | '─' => "-",
        '│' => "|",
        '█' => "#",
        '●' => "a",
        '▲' => "b",
        '■' => "c",
        '◆' => "d",
        '▼' => "e",
        '○' => "f",
        '✱' => "*",
        _ if character.is_ascii() => return character.to_string(),
        _ => "?",
    };
    other.to_owned()
}

/// Part of a line as it is printed, and the columns that it takes.
#[derive(Clone, Debug, Default)]
struct Line {
    text: String,
    width: usize,
}

/// Returns how a style looks; nothing for what is not to be seen.
fn paint_of(style: Style) -> Option<Paint> {
    let colour = |colour: AnsiColor| colour.on_default();
    Some(match style {
        Style::Plain => Paint::new(),
        Style::Strong => Paint::new().bold(),
        Style::Ident | Style::Code => colour(AnsiColor::Cyan),
        Style::Quiet | Style::Note => Paint::new().dimmed(),
        Style::For => colour(AnsiColor::Green),
        Style::Against => colour(AnsiColor::Red),
        Style::Anchor => return None,
    })
}

/// Returns a document as it is printed.
pub fn render(document: &Document, screen: Screen) -> String {
    let mut writer = Writer { screen, text: String::new(), indent: 0, goes_on: true };
    writer.document(document);
    writer.text
}

/// Returns how far each line of a cell is indented: those after the first belong to it.
fn hangs() -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(std::iter::repeat(2))
}

struct Writer {
    screen: Screen,
    text: String,
    /// How far lists are indented.
    indent: usize,
    /// Whether what comes next belongs to what stands above, which introduces it.
    goes_on: bool,
}

impl Writer {
    fn document(&mut self, document: &Document) {
        document.blocks.iter().for_each(|block| self.block(block));
        if document.sources.is_empty() {
            return;
        }
        self.heading(2, &Text::from(format!("Sources ({})", document.sources.len())));
        for (source, number) in document.sources.iter().zip(1..) {
            let first = format!(" [{number}] ");
            self.fill(&source.text(), &first, first.len());
        }
    }

    fn block(&mut self, block: &Block) {
        if let Block::Heading { level, text } = block {
            return self.heading(*level, text);
        }
        let goes_on = std::mem::take(&mut self.goes_on);
        match block {
            Block::Heading { .. } => {}
            Block::Paragraph(text) => {
                self.fill(text, "", 0);
                self.goes_on = self.text.ends_with(":\n");
            }
            Block::Footer(text) => {
                self.gap();
                self.indent = 0;
                self.fill(text, "", 0);
            }
            Block::Fields(fields) => self.fields(fields),
            Block::List(items) => self.items(items, self.indent),
            Block::Table(table) => {
                if !goes_on {
                    self.gap();
                }
                self.table(table);
            }
            Block::Bars(bars) => self.bars(bars),
            Block::Chart(chart) => {
                if !goes_on {
                    self.gap();
                }
                for line in chart.characters(self.screen.columns()) {
                    self.text.push_str(&self.screen.escape(&line));
                    self.text.push('\n');
                }
                self.fill(&chart.legend(), "   ", 3);
                self.fill(&Text::from(&chart.about), "", 0);
            }
            Block::Code(code) => {
                code.lines().for_each(|line| {
                    self.text.push_str(&format!("   {}\n", self.screen.escape(line)));
                });
            }
            Block::Problem(problem) => self.problem(problem),
            Block::Fold { summary, document } => {
                self.heading(2, summary);
                self.document(document);
            }
        }
    }

    /// Sets what comes next apart.
    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn fill(&mut self, text: &Text, first: &str, indent: usize) {
        self.text.push_str(&self.screen.fill(text, first, indent));
    }

    fn line(&mut self, text: &Text, indent: usize) {
        self.fill(text, &" ".repeat(indent), indent);
    }

    fn heading(&mut self, level: u8, text: &Text) {
        // The title of a part goes with what stands for the part.
        let is_title = level == 1 && self.goes_on;
        if !is_title {
            self.gap();
        }
        let columns = self.screen.columns();
        for line in self.screen.wrap(text, columns, columns, Paint::new().bold()) {
            self.text.push_str(&line.text);
            self.text.push('\n');
        }
        self.indent = usize::from(level > 1);
        self.goes_on = true;
    }

    fn fields(&mut self, fields: &[(String, Text)]) {
        let widest = fields.iter().map(|(label, _)| display_width(label)).max().unwrap_or(0);
        let column = widest.max(10) + 2;
        for (label, text) in fields {
            let gap = " ".repeat(column - display_width(label));
            let first = self.screen.paint(Paint::new().dimmed(), label) + &gap;
            self.fill(text, &first, column);
        }
    }

    fn items(&mut self, items: &[Item], indent: usize) {
        for item in items {
            self.fill(&item.text, &" ".repeat(indent), indent + 2);
            self.items(&item.items, indent + 2);
        }
    }

    fn bars(&mut self, bars: &Bars) {
        let widest = bars.bars.iter().map(|(label, _)| display_width(label)).max().unwrap_or(0);
        let longest = self.screen.columns().saturating_sub(widest + 12).min(30);
        for (label, share) in &bars.bars {
            let gap = " ".repeat(widest - display_width(label));
            let bar = self.screen.escape(&"█".repeat((share * longest as f64).round() as usize));
            let label = self.screen.escape(label);
            let line = format!("   {label}{gap} {:>6} {bar}", percent(*share));
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    fn problem(&mut self, problem: &Problem) {
        let look = Look { styled: self.screen.styled, width: Some(self.screen.width) };
        self.text.push_str(&problem::text::render(std::slice::from_ref(problem), look));
        self.goes_on = true;
    }

    fn table(&mut self, table: &Table) {
        const GAP: usize = 2;
        let room = self.screen.columns().saturating_sub(GAP * table.columns.len());
        let Some(widths) = self.widths(table, room) else { return self.stacked(table) };
        let has_header = table.columns.iter().any(|column| !column.header.is_empty());
        if has_header {
            let cells = table.columns.iter().map(|column| vec![column.header.clone()]).collect();
            self.row(table, &Row { cells, strong: true }, &widths);
            let line = "─".repeat(widths.iter().sum::<usize>() + GAP * widths.len());
            self.text.push_str(&self.screen.escape(&line));
            self.text.push('\n');
        }
        table.rows.iter().for_each(|row| self.row(table, row, &widths));
    }

    fn row(&mut self, table: &Table, row: &Row, widths: &[usize]) {
        let base = if row.strong { Paint::new().bold() } else { Paint::new() };
        let cells: Vec<Vec<Line>> = row
            .cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| {
                let lines = cell.iter().zip(hangs()).flat_map(|(text, hang)| {
                    let room = width.saturating_sub(hang).max(1);
                    let lines = self.screen.wrap(text, room, room, base);
                    lines.into_iter().map(move |line| Line {
                        text: " ".repeat(hang) + &line.text,
                        width: line.width + hang,
                    })
                });
                lines.collect()
            })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for index in 0..height {
            let mut line = String::new();
            for ((cell, width), column) in cells.iter().zip(widths).zip(&table.columns) {
                let part = cell.get(index).cloned().unwrap_or_default();
                let gap = " ".repeat(width.saturating_sub(part.width));
                line.push_str("  ");
                line.push_str(&if column.numbers { gap + &part.text } else { part.text + &gap });
            }
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Returns the widths of a table's columns; nothing when they would be too narrow to read.
    fn widths(&self, table: &Table, room: usize) -> Option<Vec<usize>> {
        /// What text needs to be read with ease.
        const READABLE: usize = 24;
        let mut needs: Vec<(usize, usize)> = vec![(0, 0); table.columns.len()];
        let headers = Row {
            cells: table.columns.iter().map(|column| vec![column.header.clone()]).collect(),
            strong: true,
        };
        for row in table.rows.iter().chain([&headers]) {
            for ((least, most), cell) in needs.iter_mut().zip(&row.cells) {
                for (text, hang) in cell.iter().zip(hangs()) {
                    let words = self.screen.words(text, Paint::new());
                    let longest = words.iter().map(|word| word.width).max().unwrap_or(0);
                    let line = words.iter().map(|word| word.width + 1).sum::<usize>();
                    *least = (longest + hang).max(*least);
                    *most = (line.saturating_sub(1) + hang).max(*most);
                }
            }
        }
        let mut widths: Vec<usize> = needs.iter().map(|(least, _)| *least).collect();
        let mut left = room.checked_sub(widths.iter().sum())?;
        // Numbers get what they want, and then those that want little.
        let mut order: Vec<usize> = (0..needs.len()).collect();
        order.sort_by_key(|index| (!table.columns[*index].numbers, needs[*index].1));
        for index in &order {
            let (least, most) = needs[*index];
            let more = (most - least).min(left);
            widths[*index] += more;
            left -= more;
        }
        let last = order.last()?;
        (widths[*last] >= READABLE.min(needs[*last].1)).then_some(widths)
    }

    /// Writes a table as a list: what a row is about, and below it the rest.
    fn stacked(&mut self, table: &Table) {
        let is_head = |index: usize| table.columns.get(index).is_some_and(|column| !column.numbers);
        let head = (0..table.columns.len()).find(|index| is_head(*index)).unwrap_or(0);
        for row in &table.rows {
            let columns = table.columns.iter().zip(&row.cells).enumerate();
            let others = columns.filter(|(index, (_, cell))| {
                *index != head && cell.iter().any(|text| !text.is_empty())
            });
            let (numbers, texts): (Vec<_>, Vec<_>) =
                others.map(|(_, both)| both).partition(|(column, _)| column.numbers);
            let labelled = |(column, cell): &(&Column, &Vec<Text>)| {
                let gap = match (column.header.is_empty(), column.numbers) {
                    (true, _) => "",
                    (_, true) => " ",
                    (_, false) => ": ",
                };
                text![column.header.clone(), gap, Text::join(cell.iter().cloned(), " ")]
            };
            let mut lines = row.cells.get(head).cloned().unwrap_or_default().into_iter();
            if let Some(first) = lines.next() {
                let first = if row.strong { strong(first.words()) } else { first };
                self.fill(&first, " ", 3);
            }
            lines.for_each(|line| self.line(&line, 3));
            let numbers = Text::join(numbers.iter().map(labelled), ", ");
            for text in texts.iter().map(labelled).chain([numbers]).filter(|text| !text.is_empty())
            {
                self.fill(&text, "   ", 5);
            }
        }
    }
}
