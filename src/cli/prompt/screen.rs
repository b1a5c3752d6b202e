//! What the prompts need of a terminal, and how it is drawn on: a page replaces the one before, and
//! what was said above it can be taken back.

use std::{cell::RefCell, fmt::Write as _, io};

use dialoguer::console::{Key, Term, measure_text_width};

use crate::cli::signals;

/// A terminal with what was drawn on it. The prompt library's own lists have neither keys to go
/// back or ask why nor help below the question, so these are drawn here.
pub(super) struct Canvas {
    terminal: Term,
    /// Whether lines can only be written one after the other, as on a terminal that is dumb.
    is_plain: bool,
    /// The widths of the lines of the page.
    page: RefCell<Vec<usize>>,
    /// Those of what stands above it, one entry for each thing that can be taken back.
    above: RefCell<Vec<Vec<usize>>>,
}

impl Canvas {
    pub(super) fn new(terminal: Term, is_plain: bool) -> Self {
        Self { terminal, is_plain, page: RefCell::default(), above: RefCell::default() }
    }

    /// Returns how many rows and columns there are.
    pub(super) fn size(&self) -> (usize, usize) {
        let (rows, columns) = self.terminal.size();
        (usize::from(rows).max(5), usize::from(columns).max(20))
    }

    /// Waits for a key.
    pub(super) fn key(&self) -> io::Result<Key> {
        signals::undisturbed(|| self.terminal.read_key())
    }

    /// Writes text and control sequences.
    fn write(&self, text: &str) -> io::Result<()> {
        signals::undisturbed(|| {
            self.terminal.write_str(text)?;
            self.terminal.flush()
        })
    }

    /// Writes lines and a mark behind which something can be typed, and waits for that.
    pub(super) fn line(&self, lines: &[String], mark: &str) -> io::Result<String> {
        self.write(&format!("{}{mark} ", joined(lines)))?;
        let mut line = String::new();
        match io::stdin().read_line(&mut line)? {
            0 => signals::leave(),
            _ => Ok(line),
        }
    }

    /// Draws a page in place of the one before.
    pub(super) fn show(&self, lines: &[String]) -> io::Result<()> {
        let before = self.page.replace(widths(lines));
        self.draw(&before, lines)
    }

    /// Takes the page away, and writes lines that stay.
    pub(super) fn keep(&self, lines: &[String]) -> io::Result<()> {
        let before = self.page.take();
        self.above.borrow_mut().push(widths(lines));
        self.draw(&before, lines)
    }

    /// Takes the page away, and with it what was last kept.
    pub(super) fn take_back(&self) -> io::Result<()> {
        let mut before = self.above.borrow_mut().pop().unwrap_or_default();
        before.extend(self.page.take());
        self.draw(&before, &[])
    }

    /// Writes lines below all that is there, which belong to what was last kept.
    pub(super) fn add(&self, lines: &[String]) -> io::Result<()> {
        let before = self.page.take();
        if let Some(last) = self.above.borrow_mut().last_mut() {
            last.extend(widths(lines));
        }
        self.draw(&before, lines)
    }

    /// Forgets what stands above, which then stays.
    pub(super) fn settle(&self) -> io::Result<()> {
        let before = self.page.take();
        self.above.borrow_mut().clear();
        self.draw(&before, &[])
    }

    pub(super) fn show_cursor(&self) -> io::Result<()> {
        if self.is_plain { Ok(()) } else { self.write("\x1b[?25h") }
    }

    /// Writes lines in place of those of some widths, just above the cursor.
    fn draw(&self, before: &[usize], lines: &[String]) -> io::Result<()> {
        if self.is_plain {
            return self.write(&joined(lines));
        }
        let (rows, columns) = self.size();
        // A terminal that has become narrower has wrapped them.
        let height: usize = before.iter().map(|width| width.div_ceil(columns).max(1)).sum();
        let mut text = String::from("\x1b[?25l");
        if height > 0 {
            let _ = write!(text, "\x1b[{}A\r\x1b[J", height.min(rows));
        }
        text += &joined(lines);
        self.write(&text)
    }
}

fn joined(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line, "\r\n"]).collect()
}

fn widths(lines: &[String]) -> Vec<usize> {
    lines.iter().map(|line| measure_text_width(line)).collect()
}
