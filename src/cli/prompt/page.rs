//! One question on the screen: what is shown, and what each key does. The same keys mean the same
//! everywhere, and Enter answers nothing that nobody has chosen:
//!
//! | key          | does                                                    |
//! |--------------|---------------------------------------------------------|
//! | `?`          | says why it is asked                                    |
//! | `<`, Esc     | goes back                                               |
//! | `-`          | answers that it is not known; in an entry, Enter says so |
//! | `!`          | leads to what the answers so far come to                |
//! | `/`, letters | filter a list; in a number they are a part of it: `10/s` |
//! | Tab          | goes to what is suggested, or types it                  |
//! | Space        | selects, where several can be                           |
//!
//! On a terminal that cannot be drawn on, a line is typed instead: one of these signs, the numbers
//! of choices or a part of one's words, or what goes into an entry. Enter alone does what it does
//! above.

use dialoguer::console::Key;

/// A question and how far it is answered.
pub(super) struct Page<'p> {
    /// Where one is: what the interview is about, and how far it has come.
    pub(super) heading: (String, String),
    pub(super) question: &'p str,
    pub(super) body: Body<'p>,
    /// Shown below, where it can be left unread.
    pub(super) help: Vec<String>,
    /// What was wrong with the last answer, or why it is asked.
    pub(super) note: Vec<String>,
    /// Whether "I don't know" is an answer.
    pub(super) may_be_unknown: bool,
    /// Whether one can see from here what the answers so far come to.
    pub(super) may_end: bool,
}

/// How it is answered.
pub(super) enum Body<'p> {
    List(List),
    Entry(Entry<'p>),
}

/// What a key has brought the question to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// The item of this number was chosen.
    Picked(usize),
    /// The items whose bits are set were chosen.
    Marked(u64),
    /// What stands in the entry is the answer.
    Typed,
    Unknown,
    Back,
    End,
    Why,
}

/// Things to choose from.
pub(super) struct List {
    items: Vec<Item>,
    /// Whether several can be chosen: after "I don't know" and "none of these" come the choices.
    several: bool,
    /// Whether the first item is "I don't know".
    has_unknown: bool,
    /// The number of the item that the cursor stands on.
    cursor: usize,
    /// What the items are narrowed down to.
    filter: Option<String>,
}

pub(super) struct Item {
    pub(super) label: String,
    pub(super) is_marked: bool,
    pub(super) is_usual: bool,
}

impl Item {
    pub(super) fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), is_marked: false, is_usual: false }
    }
}

/// The item above the choices of a question.
pub(super) const DONT_KNOW: &str = "I don't know yet";
const NONE: &str = "None of these";

/// What is typed for it.
pub(super) const DASH: &str = "-";

/// What is typed for none of several.
const NONE_OF_THEM: &str = "0";

const NO_MATCH: &str = "No match; esc clears the filter.";

impl List {
    /// Lets one of some items be chosen.
    pub(super) fn menu(items: Vec<Item>, cursor: usize) -> Self {
        Self { items, several: false, has_unknown: false, cursor, filter: None }
    }

    /// Lets an answer be chosen; the cursor stands on the one from before, or else on "I don't know
    /// yet".
    pub(super) fn answers(mut items: Vec<Item>, before: Option<usize>) -> Self {
        items.insert(0, Item::new(DONT_KNOW));
        let cursor = before.map_or(0, |before| before + 1);
        Self { items, several: false, has_unknown: true, cursor, filter: None }
    }

    /// Lets any of some answers be chosen; `is_answered` tells whether they were before.
    pub(super) fn several(mut items: Vec<Item>, is_answered: bool) -> Self {
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
    pub(super) fn rows(&self, wrap: impl Fn(&str) -> Vec<String>, pointer: &str) -> Rows {
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
    pub(super) fn numbered(
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
    fn take(&mut self, line: &str) -> Result<Done, String> {
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

    pub(super) fn filter(&self) -> Option<&str> {
        self.filter.as_deref()
    }

    pub(super) fn is_several(&self) -> bool {
        self.several
    }

    fn press(&mut self, key: &Key) -> Result<Option<Done>, &'static str> {
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
pub(super) struct Rows {
    pub(super) items: Vec<Vec<String>>,
    /// The number of the item under the cursor.
    pub(super) current: usize,
}

/// Returns a filter without its last character; none where there is nothing left to take away.
fn shortened(mut filter: String) -> Option<String> {
    filter.pop().map(|_| filter)
}

/// Says how something typed is understood.
type Understand<'p> = Box<dyn Fn(&str) -> Option<String> + 'p>;

/// Something to type.
pub(super) struct Entry<'p> {
    pub(super) text: String,
    /// Whether what stands there is from before: typing replaces it.
    pub(super) is_from_before: bool,
    /// Whether these are words, in which any letter can stand.
    pub(super) is_words: bool,
    /// What Tab types.
    pub(super) suggestion: Option<String>,
    /// Says how what was typed is understood.
    pub(super) understand: Understand<'p>,
}

impl<'p> Entry<'p> {
    /// Starts with what was answered before.
    pub(super) fn new(
        before: Option<String>,
        suggestion: Option<String>,
        understand: impl Fn(&str) -> Option<String> + 'p,
    ) -> Self {
        let is_from_before = before.is_some();
        let text = before.unwrap_or_default();
        let understand = Box::new(understand);
        Self { text, is_from_before, is_words: false, suggestion, understand }
    }

    fn press(&mut self, key: &Key) -> Option<Done> {
        match key {
            Key::Enter if matches!(self.text.trim(), "" | DASH) => return Some(Done::Unknown),
            Key::Enter => return Some(Done::Typed),
            Key::Backspace if !self.is_from_before => {
                self.text.pop();
            }
            Key::Tab => self.text = self.suggestion.clone()?,
            Key::Char(character) if !character.is_control() => {
                if self.is_from_before {
                    self.text.clear();
                }
                self.text.push(*character);
            }
            // Ctrl-U, and Ctrl-W.
            Key::Backspace | Key::Char('\x15' | '\x17') => self.text.clear(),
            _ => return None,
        }
        self.is_from_before = false;
        None
    }

    /// Whether a key is not yet a part of what is typed.
    fn is_empty(&self) -> bool {
        self.is_from_before || self.text.is_empty()
    }
}

impl Page<'_> {
    /// Takes a line that was typed; returns what it leads to, if it leads on.
    pub(super) fn take(&mut self, line: &str) -> Option<Done> {
        let is_tab = line.starts_with('\t');
        let line = line.trim();
        match line {
            "?" => return Some(Done::Why),
            "<" => return Some(Done::Back),
            "!" if self.may_end => return Some(Done::End),
            DASH if self.may_be_unknown => return Some(Done::Unknown),
            _ => {}
        }
        self.note.clear();
        if is_tab && line.is_empty() {
            self.press(&Key::Tab);
        }
        match &mut self.body {
            Body::Entry(entry) => {
                if !line.is_empty() {
                    line.clone_into(&mut entry.text);
                }
                entry.press(&Key::Enter)
            }
            Body::List(list) => list.take(line).map_err(|why| self.note.push(why)).ok(),
        }
    }

    /// Does what a key does; returns what it leads to, if it leads on.
    pub(super) fn press(&mut self, key: &Key) -> Option<Done> {
        // Whether signs are commands. A dash is none in an entry, since a number may begin with it.
        let (is_command, is_list) = match &self.body {
            Body::List(list) => (list.filter.is_none(), true),
            Body::Entry(entry) => (!entry.is_words || entry.is_empty(), false),
        };
        match key {
            Key::Char('?') if is_command => return Some(Done::Why),
            Key::Char('<') if is_command => return Some(Done::Back),
            Key::Escape if is_command || !is_list => return Some(Done::Back),
            Key::Char('!') if is_command && self.may_end => return Some(Done::End),
            Key::Char('-') if is_command && is_list && self.may_be_unknown => {
                return Some(Done::Unknown);
            }
            _ => {}
        }
        self.note.clear();
        match &mut self.body {
            Body::Entry(entry) => entry.press(key),
            Body::List(list) => list.press(key).unwrap_or_else(|why| {
                self.note.push(why.to_owned());
                None
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, Done, Entry, Item, Key, List, Page};

    fn page<'p>(body: Body<'p>) -> Page<'p> {
        let heading = (String::new(), String::new());
        let (help, note) = (Vec::new(), Vec::new());
        Page { heading, question: "?", body, help, note, may_be_unknown: true, may_end: true }
    }

    fn press(page: &mut Page<'_>, keys: &[Key]) -> Option<Done> {
        keys.iter().find_map(|key| page.press(key))
    }

    fn items() -> Vec<Item> {
        ["steady", "bursty", "rare"].map(Item::new).into()
    }

    fn typed(before: Option<&str>) -> Page<'static> {
        page(Body::Entry(Entry::new(before.map(str::to_owned), None, |_| None)))
    }

    fn text<'t>(page: &'t Page<'_>) -> &'t str {
        match &page.body {
            Body::Entry(entry) => &entry.text,
            Body::List(_) => "",
        }
    }

    #[test]
    fn enter_alone_answers_nothing() {
        for body in [List::answers(items(), None), List::several(items(), false)] {
            assert_eq!(press(&mut page(Body::List(body)), &[Key::Enter]), Some(Done::Unknown));
        }
        assert_eq!(press(&mut typed(None), &[Key::Enter]), Some(Done::Unknown));
    }

    #[test]
    fn typing_replaces_a_number_from_before() {
        let mut page = typed(Some("5000000"));
        press(&mut page, &[Key::Char('2'), Key::Char('M')]);
        assert_eq!(text(&page), "2M");
        let mut page = typed(Some("5000000"));
        press(&mut page, &[Key::Backspace, Key::Char('7')]);
        assert_eq!(text(&page), "7");
        assert_eq!(press(&mut typed(Some("5")), &[Key::Enter]), Some(Done::Typed));
    }

    #[test]
    fn the_same_keys_work_in_every_prompt() {
        for make in [
            || page(Body::List(List::answers(items(), Some(1)))),
            || page(Body::List(List::several(items(), true))),
            || typed(None),
            || typed(Some("5000000")),
        ] {
            for (key, done) in [
                (Key::Char('?'), Done::Why),
                (Key::Char('<'), Done::Back),
                (Key::Escape, Done::Back),
                (Key::Char('!'), Done::End),
            ] {
                assert_eq!(press(&mut make(), &[key]), Some(done));
            }
            let keys = [Key::Char('-'), Key::Enter];
            assert_eq!(press(&mut make(), &keys), Some(Done::Unknown));
            // What ended other lists does nothing.
            assert_eq!(press(&mut make(), &[Key::Char('q')]), None);
        }
    }

    #[test]
    fn several_are_selected_with_the_question_in_sight() {
        let mut page = page(Body::List(List::several(items(), false)));
        let down = Key::ArrowDown;
        let keys = [down.clone(), down.clone(), Key::Enter];
        assert_eq!(press(&mut page, &keys), None, "nothing is selected yet");
        assert!(!page.note.is_empty());
        let keys = [Key::Char(' '), down.clone(), down, Key::Char(' '), Key::Enter];
        assert_eq!(press(&mut page, &keys), Some(Done::Marked(0b101)));
    }

    #[test]
    fn letters_look_for_an_answer_and_never_for_none() {
        for (letters, done) in
            [("b", Some(Done::Picked(1))), ("y", Some(Done::Picked(0))), ("abc", None)]
        {
            let mut page = page(Body::List(List::answers(items(), None)));
            let keys: Vec<Key> = letters.chars().map(Key::Char).chain([Key::Enter]).collect();
            assert_eq!(press(&mut page, &keys), done, "{letters}");
        }
    }

    #[test]
    fn a_dash_alone_is_no_answer_and_before_a_number_a_sign() {
        let mut page = typed(Some("7"));
        assert_eq!(press(&mut page, &[Key::Char('-'), Key::Char('5')]), None);
        assert_eq!(text(&page), "-5");
        assert_eq!(press(&mut page, &[Key::Enter]), Some(Done::Typed));
    }

    #[test]
    fn lines_do_what_keys_do() {
        let take = |mut page: Page<'_>, line: &str| page.take(line);
        let one = || page(Body::List(List::answers(items(), None)));
        let several = || page(Body::List(List::several(items(), false)));
        for (line, done) in [
            ("", Some(Done::Unknown)),
            ("-", Some(Done::Unknown)),
            ("?", Some(Done::Why)),
            ("<", Some(Done::Back)),
            ("!", Some(Done::End)),
            ("2", Some(Done::Picked(1))),
            (" Burst ", Some(Done::Picked(1))),
            ("4", None),
            ("0", None),
            ("y", None),
            ("1 2", None),
            ("abc", None),
        ] {
            assert_eq!(take(one(), line), done, "{line}");
        }
        for (line, done) in [
            ("", Some(Done::Unknown)),
            ("0", Some(Done::Marked(0))),
            ("1, 3", Some(Done::Marked(0b101))),
            ("rare", Some(Done::Marked(0b100))),
            ("1 7", None),
        ] {
            assert_eq!(take(several(), line), done, "{line}");
        }
        assert_eq!(
            take(page(Body::List(List::answers(items(), Some(2)))), ""),
            Some(Done::Picked(2))
        );
        let mut number = typed(Some("7"));
        assert_eq!((number.take(""), text(&number)), (Some(Done::Typed), "7"));
        assert_eq!((number.take("2M"), text(&number)), (Some(Done::Typed), "2M"));
        assert_eq!(take(typed(None), ""), Some(Done::Unknown));
    }

    #[test]
    fn a_filter_narrows_the_list_down() {
        let mut page = page(Body::List(List::answers(items(), None)));
        let keys = ['/', 'u', 'r'].map(Key::Char);
        assert_eq!(press(&mut page, &keys), None);
        assert_eq!(press(&mut page, &[Key::Enter]), Some(Done::Picked(1)));
        assert_eq!(press(&mut page, &[Key::Char('x')]), None);
        assert_eq!(page.note, ["No match; esc clears the filter."]);
        assert_eq!(press(&mut page, &[Key::Enter]), None, "nothing has these letters");
        assert_eq!(press(&mut page, &[Key::Escape]), None, "ends the filter");
        assert_eq!(press(&mut page, &[Key::Escape]), Some(Done::Back));
    }
}
