//! Things to choose from.

use dialoguer::console::Key;

use super::done::{DASH, DONT_KNOW, Done};

/// Things to choose from.
pub(crate) struct List {
    items: Vec<Item>,
    /// Whether several can be chosen: after "I don't know" and "none of these" come the choices.
    several: bool,
    /// Whether the first item is "I don't know".
    has_unknown: bool,
    /// The number of the item that the cursor stands on.
    cursor: usize,
    /// What the items are narrowed down to.
    pub(super) filter: Option<String>,
}

pub(crate) struct Item {
    pub(crate) label: String,
    pub(crate) is_marked: bool,
    pub(crate) is_usual: bool,
}

impl Item {
    pub(crate) fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), is_marked: false, is_usual: false }
    }
}

const NONE: &str = "None of these";

/// What is typed for none of several.
const NONE_OF_THEM: &str = "0";

const NO_MATCH: &str = "No match; esc clears the filter.";

impl List {
    /// Lets one of some items be chosen.
    pub(crate) fn menu(items: Vec<Item>, cursor: usize) -> Self {
        Self { items, several: false, has_unknown: false, cursor, filter: None }
    }

    /// Lets an answer be chosen; the cursor stands on the one from before, or else on "I don't know
    /// yet".
    pub(crate) fn answers(mut items: Vec<Item>, before: Option<usize>) -> Self {
        items.insert(0, Item::new(DONT_KNOW));
        let cursor = before.map_or(0, |before| before + 1);
        Self { items, several: false, has_unknown: true, cursor, filter: None }
    }

    /// Lets any of some answers be chosen; `is_answered` tells whether they were before.
    pub(crate) fn several(mut items: Vec<Item>, is_answered: bool) -> Self {
        let first_marked = items.iter().position(|item| item.is_marked);
        items.splice(0..0, [Item::new(DONT_KNOW), Item::new(NONE)]);
        let cursor = match (is_answered, first_marked) {
            (false, _) => 0,
            (true, None) => 1,
            (true, Some(first)) => first + 2,
        };
        Self { items, several: true, has_unknown: true, cursor, filter: None }
    }

    /// Lists the numbers of the items that are not filtered away. Who looks for something does not
    /// look for "I don't know yet".
    fn shown(&self) -> Vec<usize> {
        let wanted = self.filter.as_deref().unwrap_or_default().to_lowercase();
        let first = usize::from(self.has_unknown && !wanted.is_empty());
        let all = self.items.iter().enumerate().skip(first);
        all.filter(|(_, item)| item.label.to_lowercase().contains(&wanted))
            .map(|(index, _)| index)
            .collect()
    }

    fn step(&mut self, by: isize) {
        let shown = self.shown();
        let Some(last) = shown.len().checked_sub(1) else { return };
        let at = shown.iter().position(|index| *index == self.cursor);
        let next = match (at, by) {
            (None, _) => 0,
            // From one end to the other, but only step by step.
            (Some(0), -1) => last,
            (Some(at), 1) if at == last => 0,
            (Some(at), by) => at.saturating_add_signed(by).min(last),
        };
        self.cursor = shown[next];
    }

    /// The first item that is a choice and may be marked.
    fn first_choice(&self) -> usize {
        match (self.has_unknown, self.several) {
            (true, true) => 2,
            (true, false) => 1,
            (false, _) => 0,
        }
    }

    fn is_on_a_choice(&self) -> bool {
        self.cursor >= self.first_choice() && self.shown().contains(&self.cursor)
    }

    fn choose(&self) -> Result<Done, &'static str> {
        if !self.shown().contains(&self.cursor) {
            return Err(NO_MATCH);
        }
        if self.has_unknown && self.cursor == 0 {
            return Ok(Done::Unknown);
        }
        if !self.several {
            return Ok(Done::Picked(self.cursor - self.first_choice()));
        }
        let choices = self.items[self.first_choice()..].iter().enumerate();
        let marked = choices
            .filter(|(_, item)| item.is_marked)
            .fold(0, |bits, (index, _)| bits | 1 << index);
        match (self.cursor, marked) {
            (1, _) => Ok(Done::Marked(0)),
            (_, 0) => Err("Nothing is selected yet: space selects, enter confirms."),
            (_, marked) => Ok(Done::Marked(marked)),
        }
    }

    /// Marks the item under the cursor, or takes the mark away.
    fn mark(&mut self) {
        let first = self.first_choice();
        if self.cursor < first {
            self.items.iter_mut().for_each(|item| item.is_marked = false);
        } else if let Some(item) = self.items.get_mut(self.cursor) {
            item.is_marked = !item.is_marked;
        }
    }

    /// Goes to what is suggested; where several are, marks them.
    fn suggest(&mut self) {
        if let Some(first) = self.items.iter().position(|item| item.is_usual) {
            self.filter = None;
            self.cursor = first;
            if self.several {
                self.items.iter_mut().for_each(|item| item.is_marked |= item.is_usual);
            }
        }
    }

    /// Returns the items as lines, wrapped, with the number of the one under the cursor; each item
    /// starts with its pointer and box, and what is suggested says so.
    pub(crate) fn rows(&self, wrap: impl Fn(&str) -> Vec<String>, pointer: &str) -> Rows {
        let mut rows = Rows { items: Vec::new(), current: 0 };
        for index in self.shown() {
            let item = &self.items[index];
            if index == self.cursor {
                rows.current = rows.items.len();
            }
            let lead = if index == self.cursor { pointer } else { " " };
            let mark = match (self.several && index >= self.first_choice(), item.is_marked) {
                (false, _) => "",
                (true, false) => "[ ] ",
                (true, true) => "[x] ",
            };
            let usual = if item.is_usual { " (typical)" } else { "" };
            let lines = wrap(&format!("{mark}{}{usual}", item.label));
            let indent = " ".repeat(mark.len());
            let lines = lines.into_iter().enumerate().map(|(number, line)| match number {
                0 => format!("{lead} {line}"),
                _ => format!("  {indent}{line}"),
            });
            rows.items.push(lines.collect());
        }
        rows
    }

    /// Returns the items as lines with the number of each, wrapped; the pointer is at the one that
    /// Enter alone chooses.
    pub(crate) fn numbered(
        &self,
        wrap: impl Fn(&str) -> Vec<String>,
        pointer: &str,
    ) -> Vec<String> {
        let first = self.first_choice();
        let mut lines = Vec::new();
        for (index, item) in self.items.iter().enumerate() {
            let lead = if index == self.cursor { pointer } else { " " };
            let number = match index.checked_sub(first) {
                Some(choice) => (choice + 1).to_string(),
                None if index == 0 => DASH.to_owned(),
                None => NONE_OF_THEM.to_owned(),
            };
            let mark = if item.is_marked { "[x] " } else { "" };
            let usual = if item.is_usual { " (typical)" } else { "" };
            let wrapped = wrap(&format!("{mark}{}{usual}", item.label)).into_iter().enumerate();
            lines.extend(wrapped.map(|(row, line)| match row {
                0 => format!("{lead} {number:>2}  {line}"),
                _ => format!("      {line}"),
            }));
        }
        lines
    }

    /// Takes a line of numbers, or a part of the words of one choice.
    pub(super) fn take(&mut self, line: &str) -> Result<Done, String> {
        if line.is_empty() {
            return self.choose().map_err(str::to_owned);
        }
        if self.several && line == NONE_OF_THEM {
            return Ok(Done::Marked(0));
        }
        let choices = &self.items[self.first_choice()..];
        let words = line.split([',', ' ']).filter(|word| !word.is_empty());
        let numbers: Option<Vec<usize>> = words.map(|word| word.parse().ok()).collect();
        let chosen = match numbers {
            Some(numbers) => numbers,
            None => {
                let wanted = line.to_lowercase();
                let fits = |item: &Item| item.label.to_lowercase().contains(&wanted);
                let fitting = choices.iter().enumerate().filter(|(_, item)| fits(item));
                fitting.map(|(index, _)| index + 1).collect()
            }
        };
        let is_choice = |number: &usize| (1..=choices.len()).contains(number);
        match chosen.as_slice() {
            [only] if !self.several && is_choice(only) => Ok(Done::Picked(only - 1)),
            [_, ..] if self.several && chosen.iter().all(is_choice) => {
                Ok(Done::Marked(chosen.iter().fold(0, |bits, number| bits | 1 << (number - 1))))
            }
            [_, _, ..] => Err(format!("`{line}` fits several of these; give a number.")),
            _ => Err(format!("`{line}` is none of these; give a number.")),
        }
    }

    pub(crate) fn filter(&self) -> Option<&str> {
        self.filter.as_deref()
    }

    pub(crate) fn is_several(&self) -> bool {
        self.several
    }

    pub(super) fn press(&mut self, key: &Key) -> Result<Option<Done>, &'static str> {
        let is_on_a_choice = self.is_on_a_choice();
        match (&mut self.filter, key) {
            // Of several, the one that was looked for is selected.
            (Some(_), Key::Enter) if self.several && is_on_a_choice => {
                self.mark();
                self.filter = None;
            }
            (_, Key::Enter) => return self.choose().map(Some),
            (_, Key::Tab) => self.suggest(),
            (_, Key::ArrowUp | Key::BackTab) => self.step(-1),
            (_, Key::ArrowDown) => self.step(1),
            (_, Key::PageUp) => self.step(-8),
            (_, Key::PageDown) => self.step(8),
            (_, Key::Home) => self.step(isize::MIN),
            (_, Key::End) => self.step(isize::MAX),
            (None, Key::Char('/')) => self.filter = Some(String::new()),
            (None, Key::Char(letter)) if letter.is_alphanumeric() => {
                self.filter = Some(letter.to_string());
            }
            (filter @ Some(_), Key::Escape) => *filter = None,
            (filter @ Some(_), Key::Backspace) => *filter = filter.take().and_then(shortened),
            (None, Key::Char(' ')) if self.several => self.mark(),
            (Some(filter), Key::Char(character)) if !character.is_control() => {
                filter.push(*character);
            }
            (None, Key::ArrowLeft) => return Ok(Some(Done::Back)),
            _ => {}
        }
        let shown = self.shown();
        match shown.first() {
            _ if shown.contains(&self.cursor) => Ok(None),
            Some(first) => {
                self.cursor = *first;
                Ok(None)
            }
            None => Err(NO_MATCH),
        }
    }
}

/// Items as lines.
pub(crate) struct Rows {
    pub(crate) items: Vec<Vec<String>>,
    /// The number of the item under the cursor.
    pub(crate) current: usize,
}

/// Returns a filter without its last character; none where there is nothing left to take away.
fn shortened(mut filter: String) -> Option<String> {
    filter.pop().map(|_| filter)
}
