//! Documents for a terminal, of any width from 20 columns on: lines are broken at blanks only, by
//! what they take up on the screen, so that an id can always be copied in one piece, unless the
//! screen is narrower than the id; a table that does not fit becomes a list.

use std::cmp::Reverse;

use anstyle::{AnsiColor, Style as Paint};
use comfy_table::{CellAlignment, ColumnConstraint, LineStyle, Table as Grid, TableStyle, Width};
use textwrap::core::display_width;

use super::{
    Bar, Bars, Block, Column, Document, Item, Row, Style, Table, Text, strong, text::text,
};
use crate::problem::{
    self, Problem,
    text::{Look, one_line},
};

/// What stands between two columns of a table.
const GAP: u16 = 2;

/// The columns that text needs to be read with ease: in a table, and beside a label.
const READABLE: usize = 24;
const READABLE_BESIDE_LABEL: usize = 40;

/// How far bars are indented.
const BARS_INDENT: usize = 2;

/// What stands between the columns of bars.
const GAP_OF_BARS: usize = 2;

/// The fewest and the most columns that a whole bar takes.
const SHORTEST_BAR: usize = 10;
const LONGEST_BAR: usize = 40;

/// What can be shown.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// Its columns.
    pub width: u16,
    /// The most lines of a document that has shorter forms.
    pub lines: u16,
    /// Whether to use colours and weights.
    pub styled: bool,
    /// Whether characters beyond ASCII can be shown.
    pub unicode: bool,
}

impl Screen {
    /// What a file or a pipe shows.
    pub const PLAIN: Self = Self { width: 80, lines: 30, styled: false, unicode: true };

    /// The narrowest layout; narrower terminals wrap it themselves.
    const NARROWEST: u16 = 20;
    /// Words that are longer than a screen narrower than this are broken, for many are. Few are on a
    /// wider one, and a terminal can tell an address that it wraps itself.
    const NARROW: usize = 60;
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
            let mut start = if index == 0 { first.to_owned() } else { " ".repeat(indent) };
            let room = self.columns().saturating_sub(line.width);
            if display_width(&start) > room {
                if !start.trim().is_empty() {
                    filled.push_str(start.trim_end());
                    filled.push('\n');
                }
                start = " ".repeat(room.min(indent));
            }
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
                Some(line) if !word.goes_on && line.width + 1 + word.width <= room => {
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
            let Some(paint) = paint_of(piece.style) else { continue };
            let paint = paint.effects(base.get_effects() | paint.get_effects());
            let shown = match piece.style {
                Style::Code => format!("`{}`", piece.words),
                Style::Note => format!(" [{}]", piece.words),
                _ => piece.words.clone(),
            };
            let address = piece.link.as_ref().filter(|link| !link.starts_with('#'));
            let address = address.filter(|link| **link != piece.words);
            let address = address.map(|link| format!(" ({link})")).unwrap_or_default();
            // A figure is not parted from its sign.
            let shown = self.escape(&(shown + &address)).replace(" %", "\u{a0}%");
            let mut parts = shown.split(' ').peekable();
            while let Some(part) = parts.next() {
                for part in self.broken_word(part) {
                    let width = display_width(part);
                    let text = self.paint(paint, &part.replace('\u{a0}', " "));
                    let fits = |word: &&mut Line| word.width + width <= self.longest();
                    match words.last_mut().filter(|_| goes_on).filter(fits) {
                        Some(word) => {
                            word.text.push_str(&text);
                            word.width += width;
                        }
                        None => words.push(Line { text, width, goes_on }),
                    }
                    goes_on = true;
                }
                goes_on &= parts.peek().is_none();
            }
        }
        words
    }

    /// Returns how wide a word may be.
    fn longest(self) -> usize {
        if self.columns() < Self::NARROW { self.columns() } else { usize::MAX }
    }

    /// Breaks a word that is wider than the screen, of which each piece but the last fills a line.
    fn broken_word(self, word: &str) -> Vec<&str> {
        let (mut pieces, mut rest, mut width) = (Vec::new(), word, 0);
        let mut from = 0;
        for (at, character) in word.char_indices() {
            let own = display_width(character.encode_utf8(&mut [0; 4]));
            if width > 0 && width + own > self.longest() {
                let (piece, after) = rest.split_at(at - from);
                pieces.push(piece);
                (rest, width, from) = (after, 0, at);
            }
            width += own;
        }
        if !rest.is_empty() {
            pieces.push(rest);
        }
        pieces
    }

    /// Returns words in which nothing is a command for the terminal, in one line, and in ASCII
    /// where the screen has nothing else.
    fn escape(self, words: &str) -> String {
        let words = words.replace(char::is_whitespace, " ");
        let words = one_line(&words).into_owned();
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
        '█' | '▉' | '▊' | '▋' | '▌' => "#",
        '▍' | '▎' | '▏' => "",
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
    /// Whether it is the rest of a word whose beginning fills the line above.
    goes_on: bool,
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

/// Returns a document as it is printed, in the longest of its forms that fits on a screen.
pub fn render(document: &Document, screen: Screen) -> String {
    let mut writer = TerminalWriter { screen, text: String::new(), indent: 0, goes_on: true };
    writer.document(document);
    match &document.shorter {
        Some(shorter) if writer.text.lines().count() > usize::from(screen.lines) => {
            render(shorter, screen)
        }
        _ => writer.text,
    }
}

struct TerminalWriter {
    screen: Screen,
    text: String,
    /// How far lists are indented.
    indent: usize,
    /// Whether what comes next belongs to what stands above, which introduces it.
    goes_on: bool,
}

impl TerminalWriter {
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
            Block::Gap | Block::Break => self.gap(),
            Block::Fields(fields) => self.fields(fields),
            Block::List(items) => self.items(items, self.indent),
            Block::Table(table) => {
                if !goes_on {
                    self.gap();
                }
                self.table(table);
            }
            Block::Bars(bars) => {
                self.indent = BARS_INDENT;
                self.bars(bars);
            }
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
            Block::Standings(standings) => {
                if !goes_on {
                    self.gap();
                }
                self.table(&standings.table(true));
                self.fill(&Text::from(standings.words()), "", 0);
            }
            Block::Weighing(weighing) => {
                self.table(&weighing.table());
                self.fill(&Text::from(&weighing.about), "", 0);
            }
            Block::Scales(scales) => {
                scales.iter().for_each(|scale| self.line(&scale.words, self.indent));
            }
            Block::Cards(items) => self.items(items, self.indent),
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
        self.indent = if level > 1 { 2 } else { 0 };
        self.goes_on = true;
    }

    fn fields(&mut self, fields: &[(String, Text)]) {
        let widest = fields.iter().map(|(label, _)| display_width(label)).max().unwrap_or(0);
        let column = widest.max(10) + 2;
        if column + READABLE_BESIDE_LABEL > self.screen.columns() {
            for (label, text) in fields {
                let first = self.screen.paint(Paint::new().dimmed(), label) + "  ";
                self.fill(text, &first, 2);
            }
            return;
        }
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

    /// Draws a line for each bar: label, figure, bar and note. Where the screen is too narrow for
    /// that, bars are left out first, and then columns, the first line saying what is what.
    fn bars(&mut self, bars: &Bars) {
        let widest = |of: &dyn Fn(&Bar) -> usize| bars.bars.iter().map(of).max().unwrap_or(0);
        let label = widest(&|bar| display_width(&bar.label));
        let header = if bars.is_headed { bars.share } else { "" };
        let figure = widest(&|bar| display_width(&bar.figure)).max(header.len());
        let note =
            widest(&|bar| if bar.share.is_some() { display_width(&bar.note.words()) } else { 0 })
                .max(bars.note.len());
        let taken = BARS_INDENT + label + GAP_OF_BARS + figure + GAP_OF_BARS;
        let notes = if note == 0 { 0 } else { note + GAP_OF_BARS };
        let columns = self.screen.columns();
        let room = columns.saturating_sub(taken + notes).min(LONGEST_BAR);
        let room = if room < SHORTEST_BAR { 0 } else { room };
        let in_place_of_bars = |bar: &Bar| bar.share.is_none() && !bar.note.is_empty();
        let is_narrow = taken + notes > columns + GAP_OF_BARS
            || taken + READABLE > columns && bars.bars.iter().any(in_place_of_bars);
        let start = taken + if room == 0 { 0 } else { room + GAP_OF_BARS };
        if !header.is_empty() && !is_narrow {
            let gap = " ".repeat(BARS_INDENT + label + GAP_OF_BARS + figure - header.len());
            let rest = " ".repeat(start.saturating_sub(taken - GAP_OF_BARS));
            let line = format!("{gap}{header}{rest}{}", bars.note);
            self.text.push_str(&self.screen.paint(Paint::new().dimmed(), line.trim_end()));
            self.text.push('\n');
        }
        for (index, bar) in bars.bars.iter().enumerate() {
            let name = self.screen.escape(&bar.label);
            let gap = " ".repeat(label.saturating_sub(display_width(&name)));
            let right = " ".repeat(figure.saturating_sub(display_width(&bar.figure)));
            let paint = if bar.is_best { Paint::new().bold() } else { Paint::new() };
            let name = self.screen.paint(paint, &name);
            let number = self.screen.paint(paint, &self.screen.escape(&bar.figure));
            let first = format!("{:BARS_INDENT$}{name}{gap}  {right}{number}", "");
            match bar.share {
                _ if is_narrow => {
                    let is_first = index == 0 && bars.is_headed;
                    let share = is_first.then(|| format!("{} ", bars.share.to_lowercase()));
                    let unit =
                        (is_first && !bars.note.is_empty()).then(|| format!(" {}", bars.note));
                    let gap = if bar.note.is_empty() { "" } else { "  " };
                    let label = strong(&bar.label);
                    let words = text![label, " ", share, &bar.figure, gap, &bar.note, unit];
                    self.fill(&words, &" ".repeat(BARS_INDENT), BARS_INDENT + 2);
                }
                None => self.fill(&bar.note, &(first + "  "), taken),
                Some(share) => {
                    let drawn = self.drawn(share, room);
                    let colour = if bar.is_best { AnsiColor::Green } else { AnsiColor::Blue };
                    let before_note = if bar.note.is_empty() { taken } else { start };
                    let blank = before_note.saturating_sub(taken + display_width(&drawn));
                    let blank = " ".repeat(blank);
                    let drawn = self.screen.paint(colour.on_default(), &drawn);
                    self.fill(&bar.note, &format!("{first}  {drawn}{blank}"), start);
                }
            }
        }
    }

    /// Draws a share of so many columns, to an eighth of a column where there are such characters.
    fn drawn(&self, share: f64, columns: usize) -> String {
        let eighths = (share.clamp(0.0, 1.0) * columns as f64 * 8.0).round() as usize;
        let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
        self.screen.escape(&("█".repeat(eighths / 8) + part))
    }

    fn problem(&mut self, problem: &Problem) {
        let look = Look { styled: self.screen.styled, width: Some(self.screen.width) };
        self.text.push_str(&problem::text::render(std::slice::from_ref(problem), look));
        self.goes_on = true;
    }

    fn table(&mut self, table: &Table) {
        match self.grid(table) {
            Some(grid) => {
                for line in grid.lines() {
                    self.text.push_str(line.trim_end());
                    self.text.push('\n');
                }
            }
            None => self.stacked(table),
        }
    }

    /// Lays a table out: texts stand in one line, but for those of the column that wants most, which
    /// are broken where they have to be; where its words are too long for that, those of the next.
    /// Numbers are never broken. Returns nothing when no text can be, or when the first would be
    /// too narrow to read.
    fn grid(&self, table: &Table) -> Option<Grid> {
        let grid = self.broken(table, None);
        let most = grid.column_max_content_widths();
        let taken: usize = most.iter().map(|width| usize::from(width + GAP)).sum();
        let over = taken.saturating_sub(self.screen.columns());
        if over == 0 {
            return Some(grid);
        }
        let over = u16::try_from(over).ok()?;
        let columns = most.into_iter().enumerate().rev();
        let mut order: Vec<(usize, u16)> =
            columns.filter(|(column, _)| !table.columns[*column].numbers).collect();
        order.sort_by_key(|(_, most)| Reverse(*most));
        for (rank, (column, most)) in order.into_iter().enumerate() {
            let Some(room) = most.checked_sub(over) else { continue };
            let mut grid = self.broken(table, Some((column, room)));
            if *grid.column_max_content_widths().get(column)? <= room {
                let width = ColumnConstraint::Absolute(Width::Fixed(room + GAP));
                grid.column_mut(column)?.set_constraint(width);
                return (rank > 0 || usize::from(room) >= READABLE.min(most.into()))
                    .then_some(grid);
            }
        }
        None
    }

    /// Returns a table in which the texts of a column are broken to a width.
    fn broken(&self, table: &Table, narrow: Option<(usize, u16)>) -> Grid {
        let rule = if self.screen.unicode { '─' } else { '-' };
        let cells = |row: &Row| -> Vec<String> {
            let base = if row.strong { Paint::new().bold() } else { Paint::new() };
            let cell = |(index, cell): (usize, &Vec<Text>)| {
                let width = narrow.filter(|(column, _)| *column == index).map(|(_, width)| width);
                self.cell(cell, width.map_or(usize::MAX, usize::from), base)
            };
            row.cells.iter().enumerate().map(cell).collect()
        };
        let mut grid = Grid::new();
        grid.load_style(TableStyle::new().header_separator(LineStyle::none().fill(rule)));
        if let Some(header) = table.header() {
            grid.set_header(cells(&Row { strong: true, ..header }));
        }
        grid.add_rows(table.rows.iter().map(cells));
        for (column, is) in grid.column_iter_mut().zip(&table.columns) {
            column.set_padding((GAP, 0));
            if is.numbers {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        grid
    }

    /// Returns the lines of a cell: those after the first text are indented, for they belong to it.
    fn cell(&self, cell: &[Text], width: usize, base: Paint) -> String {
        let mut lines = Vec::new();
        for (text, hang) in cell.iter().zip(std::iter::once(0).chain(std::iter::repeat(2))) {
            let room = width.saturating_sub(hang).max(1);
            let broken = self.screen.wrap(text, room, room, base);
            lines.extend(broken.iter().map(|line| " ".repeat(hang) + &line.text));
        }
        lines.join("\n")
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
