//! What people read, before it has a look: a document of blocks over text in a line.
//!
//! Every report builds its document once, and three back ends draw it: [`terminal`] at any width,
//! [`markdown`] for pull requests and design documents, [`html`] as a page that needs nothing else.
//! So a sentence or a figure cannot stand in one format and be missing from another. Words come
//! from people and files, and are only ever words: each back end has one function that escapes
//! them.

mod chart;
pub mod html;
pub mod markdown;
mod scale;
mod standings;
pub mod terminal;
mod text;
mod weighing;

pub(crate) use self::text::text;
pub use self::{
    chart::{Chart, Crossing, Point, Series},
    scale::{Axis, Mark, Scale},
    standings::{Level, Standing, Standings},
    text::{Piece, Style, Text, anchor, ident, link, quiet, strong, tone},
    weighing::{Dimension, Weighed, Weighing},
};
use crate::{
    problem::{Advice, Problem},
    quantity::percent,
};

/// What can be read by people.
pub trait ToDocument {
    /// Returns it as a document with as much detail as is asked for.
    fn document(&self, detail: Detail) -> Document;
}

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// What fits on a screen or a few: long lists are cut short, and nothing is cited.
    Brief,
    /// Everything, with the sources that it rests on.
    Full,
    /// The same with the ids by which rules, questions and sources are found.
    Verbose,
}

impl Detail {
    /// Returns whether everything is told.
    pub fn is_full(self) -> bool {
        self != Self::Brief
    }

    /// Returns whether ids are told as well.
    pub fn is_verbose(self) -> bool {
        self == Self::Verbose
    }
}

/// Blocks from top to bottom, with the sources that they cite.
#[derive(Clone, Debug)]
pub struct Document {
    /// How much it tells.
    pub detail: Detail,
    /// The blocks.
    pub blocks: Vec<Block>,
    /// What is cited, by the numbers in the text: the first is 1.
    pub sources: Vec<Source>,
    /// What a terminal shows in its place where it takes more than a screen; nothing for what is as
    /// long as it is.
    pub shorter: Option<Box<Document>>,
}

/// Something that stands by itself.
#[derive(Clone, Debug)]
pub enum Block {
    /// A heading; that of the document has level 1.
    Heading {
        /// From 1 to 6.
        level: u8,
        /// What it says.
        text: Text,
    },
    /// A paragraph.
    Paragraph(Text),
    /// Lines in small print: what the document rests on.
    Footer(Text),
    /// An empty line, where there are lines.
    Gap,
    /// Labels, each with what it stands for.
    Fields(Vec<(String, Text)>),
    /// Items one below the other.
    List(Vec<Item>),
    /// A table.
    Table(Table),
    /// A bar for each share.
    Bars(Bars),
    /// Curves over an axis.
    Chart(Chart),
    /// How options come out beside each other.
    Standings(Standings),
    /// What scores are made of.
    Weighing(Weighing),
    /// Distances to where something turns.
    Scales(Vec<Scale>),
    /// Items that stand by themselves, each with what belongs to it.
    Cards(Vec<Item>),
    /// A command, as a shell takes it.
    Code(String),
    /// Something that went wrong or looks as if it had.
    Problem(Problem),
    /// Where on paper a new page begins, with what is looked up rather than read.
    Break,
    /// A part that can be folded away.
    Fold {
        /// What stands for it when it is.
        summary: Text,
        /// What is inside.
        document: Document,
    },
}

/// An item of a list, with items of its own.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// What it says.
    pub text: Text,
    /// What belongs to it.
    pub items: Vec<Item>,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Whether the order of the rows means nothing, so that readers may want another one.
    pub sortable: bool,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// What stands above it; may be empty.
    pub header: Text,
    /// Whether it holds numbers, which end at its right edge.
    pub numbers: bool,
    /// What can stand in it, in its order; empty where there is no order but that of the alphabet.
    pub order: Vec<&'static str>,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// One for each column, with lines that stand below each other.
    pub cells: Vec<Vec<Text>>,
    /// Whether it sums up the others.
    pub strong: bool,
}

/// Shares as bars.
#[derive(Clone, Debug)]
pub struct Bars {
    /// What the labels are.
    pub of: &'static str,
    /// What the shares are.
    pub share: &'static str,
    /// What the notes are; empty where there are none.
    pub note: &'static str,
    /// Whether a terminal, too, needs to be told what stands in the columns.
    pub is_headed: bool,
    /// One for each label.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it is of.
    pub label: String,
    /// The share as people read it.
    pub figure: String,
    /// The share, from 0 to 1; none where there is nothing to draw.
    pub share: Option<f64>,
    /// What else there is to say of it.
    pub note: Text,
    /// Whether it is the one to look at.
    pub is_best: bool,
}

impl Bar {
    /// Creates a bar for a share in percent.
    pub fn percent(label: impl Into<String>, share: f64) -> Self {
        let (label, figure) = (label.into(), percent(share));
        Self { label, figure, share: Some(share), note: Text::default(), is_best: false }
    }
}

impl Bars {
    /// Returns a share as a bar of characters, the full length for a share of 1.
    fn characters(share: f64, length: usize) -> String {
        "█".repeat((share * length as f64).round() as usize)
    }
}

/// Something that is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its id in the rule base; empty for what has none.
    pub id: String,
    /// What it says; may be empty.
    pub says: String,
    /// Where it stands: a document's title, or a source's title and date.
    pub origin: String,
    /// Its address.
    pub url: Option<String>,
}

impl Document {
    /// Creates an empty document.
    pub fn new(detail: Detail) -> Self {
        Self { detail, blocks: Vec::new(), sources: Vec::new(), shorter: None }
    }

    /// Creates a document with a title.
    pub fn titled(detail: Detail, title: impl Into<Text>) -> Self {
        let mut document = Self::new(detail);
        document.heading(1, title);
        document
    }

    /// Makes one document of several that tell the same, the longest first: a terminal shows the
    /// first that fits on its screen, or else the last.
    pub fn fitting(forms: impl DoubleEndedIterator<Item = Self>) -> Option<Self> {
        forms
            .rev()
            .fold(None, |shorter, form| Some(Self { shorter: shorter.map(Box::new), ..form }))
    }

    /// Adds a heading.
    pub fn heading(&mut self, level: u8, text: impl Into<Text>) {
        self.blocks.push(Block::Heading { level, text: text.into() });
    }

    /// Adds a block, unless there is nothing in it.
    pub fn push(&mut self, block: impl Into<Block>) {
        let block = block.into();
        if !block.is_empty() {
            self.blocks.push(block);
        }
    }

    /// Adds a paragraph.
    pub fn say(&mut self, text: impl Into<Text>) {
        self.push(Block::Paragraph(text.into()));
    }

    /// Adds small print.
    pub fn foot(&mut self, text: impl Into<Text>) {
        self.push(Block::Footer(text.into()));
    }

    /// Sets what comes next apart.
    pub fn gap(&mut self) {
        self.blocks.push(Block::Gap);
    }

    /// Adds a list.
    pub fn list<T: Into<Item>>(&mut self, items: impl IntoIterator<Item = T>) {
        self.push(Block::list(items));
    }

    /// Adds a block with a heading of the second level, unless there is nothing in it.
    pub fn section(&mut self, heading: impl Into<Text>, block: impl Into<Block>) {
        let block = block.into();
        if !block.is_empty() {
            self.heading(2, heading);
            self.blocks.push(block);
        }
    }

    /// Adds a list with a heading of the second level, unless there is nothing in it.
    pub fn items<T: Into<Item>>(
        &mut self,
        heading: impl Into<Text>,
        items: impl IntoIterator<Item = T>,
    ) {
        self.section(heading, Block::list(items));
    }

    /// Adds labels, each with what stands for it, where there is something.
    pub fn fields<'l>(&mut self, fields: impl IntoIterator<Item = (&'l str, Text)>) {
        let fields = fields.into_iter().filter(|(_, text)| !text.is_empty());
        self.push(Block::Fields(fields.map(|(label, text)| (label.to_owned(), text)).collect()));
    }

    /// Adds what another document says, which may cite nothing, its headings a level lower.
    pub fn include(&mut self, document: Document) {
        for block in document.blocks {
            self.blocks.push(match block {
                Block::Heading { level, text } => Block::Heading { level: level + 1, text },
                block => block,
            });
        }
    }

    /// Adds another document as a part that can be folded away, with its own sources.
    pub fn fold(&mut self, summary: impl Into<Text>, document: Document) {
        self.blocks.push(Block::Fold { summary: summary.into(), document });
    }

    /// Cites something: returns its number, and nothing where the document does not cite.
    pub fn cite(&mut self, source: Source) -> Text {
        if !self.detail.is_full() {
            return Text::default();
        }
        // What stands in the same place counts once, unless ids tell its parts from each other.
        let source = if self.detail.is_verbose() {
            source
        } else {
            Source::titled(source.origin, source.url.as_ref())
        };
        let known = self.sources.iter().position(|known| *known == source);
        let index = known.unwrap_or_else(|| {
            self.sources.push(source);
            self.sources.len() - 1
        });
        Text::from(Piece { words: (index + 1).to_string(), style: Style::Note, link: None })
    }

    /// Cites several sources.
    pub fn cite_all(&mut self, sources: impl IntoIterator<Item = Source>) -> Text {
        let mut notes = Text::default();
        for source in sources {
            let note = self.cite(source);
            if !note.0.iter().all(|piece| notes.0.contains(piece)) {
                notes.push(note);
            }
        }
        notes
    }

    /// Cuts a list short unless everything is told, and says how much more there is.
    pub fn shortened<T>(&self, mut items: Vec<T>, most: usize, more: &str) -> Vec<Item>
    where
        T: Into<Item>,
    {
        let left = items.len().saturating_sub(most);
        if self.detail.is_full() || left == 0 {
            return items.into_iter().map(Into::into).collect();
        }
        items.truncate(most);
        let rest = Item::from(quiet(format!("and {left} more{more} (-v lists them)")));
        items.into_iter().map(Into::into).chain([rest]).collect()
    }
}

/// Returns what else is to be said of a problem, each with what that is.
fn notes(problem: &Problem) -> impl Iterator<Item = (&'static str, Text)> {
    problem.advice.iter().map(|advice| {
        let kind = if matches!(advice, Advice::Note(_)) { "note: " } else { "help: " };
        (kind, Text::from(advice.words()))
    })
}

impl Source {
    /// Creates a source of which only the title, and perhaps the address, is known.
    pub fn titled(title: impl Into<String>, url: Option<&String>) -> Self {
        let (id, says) = (String::new(), String::new());
        Self { id, says, origin: title.into(), url: url.cloned() }
    }

    /// Returns what stands in a list of sources.
    fn text(&self) -> Text {
        let id = (!self.id.is_empty()).then(|| text![ident(&self.id), ": "]);
        let says = (!self.says.is_empty()).then(|| format!("{} ", self.says));
        text![id, says, link(&self.origin, self.url.as_ref())]
    }
}

impl Block {
    /// Creates a list of what can be an item.
    pub fn list<T: Into<Item>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    /// Returns whether there is nothing to be seen of it.
    fn is_empty(&self) -> bool {
        match self {
            Self::Heading { text, .. } | Self::Paragraph(text) | Self::Footer(text) => {
                text.is_empty()
            }
            Self::Fields(fields) => fields.is_empty(),
            Self::List(items) | Self::Cards(items) => items.is_empty(),
            Self::Table(table) => table.rows.is_empty(),
            Self::Bars(bars) => bars.bars.is_empty(),
            Self::Chart(chart) => chart.is_empty(),
            Self::Standings(standings) => standings.options.is_empty(),
            Self::Weighing(weighing) => weighing.dimensions.is_empty(),
            Self::Scales(scales) => scales.is_empty(),
            Self::Code(code) => code.is_empty(),
            Self::Gap | Self::Break | Self::Problem(_) | Self::Fold { .. } => false,
        }
    }
}

impl Item {
    /// Creates an item with items of its own.
    pub fn with<T: Into<Item>>(text: impl Into<Text>, items: impl IntoIterator<Item = T>) -> Self {
        Self { text: text.into(), items: items.into_iter().map(Into::into).collect() }
    }
}

impl<T: Into<Text>> From<T> for Item {
    fn from(text: T) -> Self {
        Self { text: text.into(), items: Vec::new() }
    }
}

impl<T: Into<Item>> From<Vec<T>> for Block {
    fn from(items: Vec<T>) -> Self {
        Self::list(items)
    }
}

impl From<String> for Block {
    fn from(text: String) -> Self {
        Self::Paragraph(text.into())
    }
}

macro_rules! blocks {
    ($($kind:ident($inside:ty),)+) => {$(
        impl From<$inside> for Block {
            fn from(inside: $inside) -> Self {
                Self::$kind(inside)
            }
        }
    )+};
}

blocks! {
    Paragraph(Text),
    Table(Table),
    Bars(Bars),
    Chart(Chart),
    Standings(Standings),
    Weighing(Weighing),
    Scales(Vec<Scale>),
    Problem(Problem),
}

impl Table {
    /// Creates a table without rows and columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds columns of text.
    #[must_use]
    pub fn texts<T: Into<Text>>(self, headers: impl IntoIterator<Item = T>) -> Self {
        self.columns(headers, false)
    }

    /// Adds columns of numbers.
    #[must_use]
    pub fn numbers<T: Into<Text>>(self, headers: impl IntoIterator<Item = T>) -> Self {
        self.columns(headers, true)
    }

    fn columns(
        mut self,
        headers: impl IntoIterator<Item = impl Into<Text>>,
        numbers: bool,
    ) -> Self {
        let columns = headers.into_iter().map(|header| Column {
            header: header.into(),
            numbers,
            order: Vec::new(),
        });
        self.columns.extend(columns);
        self
    }

    /// Adds a column of words that have an order.
    #[must_use]
    pub fn ordered(mut self, header: impl Into<Text>, order: Vec<&'static str>) -> Self {
        self.columns.push(Column { header: header.into(), numbers: false, order });
        self
    }

    /// Lets readers sort the rows.
    #[must_use]
    pub fn sortable(self) -> Self {
        Self { sortable: true, ..self }
    }

    /// Returns the row of what stands above the columns.
    fn heads(&self) -> Row {
        let cells = self.columns.iter().map(|column| vec![column.header.clone()]);
        Row { cells: cells.collect(), strong: false }
    }

    /// Returns the same; nothing when nothing stands there.
    fn header(&self) -> Option<Row> {
        let has_words = self.columns.iter().any(|column| !column.header.is_empty());
        has_words.then(|| self.heads())
    }

    /// Adds a row.
    pub fn row<T: Into<Text>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.lines(cells.into_iter().map(|cell| vec![cell.into()]));
    }

    /// Adds a row that sums up the others.
    pub fn sum<T: Into<Text>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.sum_of_lines(cells.into_iter().map(|cell| vec![cell.into()]));
    }

    /// Adds a row that sums up the others, with cells of several lines.
    pub fn sum_of_lines(&mut self, cells: impl IntoIterator<Item = Vec<Text>>) {
        self.lines(cells);
        if let Some(row) = self.rows.last_mut() {
            row.strong = true;
        }
    }

    /// Adds a row with cells of several lines.
    pub fn lines(&mut self, cells: impl IntoIterator<Item = Vec<Text>>) {
        self.rows.push(Row { cells: cells.into_iter().collect(), strong: false });
    }
}
