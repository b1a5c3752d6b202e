//! Pages laid out in lines.

use dialoguer::console::Style;
use textwrap::core::display_width;
use whereto::problem::text::one_line;

use super::{
    Prompt,
    page::{Body, DONT_KNOW, Entry, Page, Rows},
};
use crate::cli::output::wrapped;

impl Prompt {
    /// Lays a page out in lines of which none is written over, with all that there is to say.
    pub(super) fn plain_lines(&self, page: &Page<'_>) -> Vec<String> {
        let columns = self.canvas.size().1;
        let mut lines = self.heading(page, columns);
        lines.extend(self.wrap(page.question));
        match &page.body {
            Body::List(list) => {
                let wrap = |text: &str| self.wrapped(text, columns.saturating_sub(7));
                lines.extend(list.numbered(wrap, self.signs.pointer));
            }
            Body::Entry(entry) if !entry.text.is_empty() => {
                lines.extend(self.wrap(&format!("It is {}; Enter keeps it.", entry.text)));
            }
            Body::Entry(_) => {}
        }
        let help = page.help.iter().filter(|text| !text.is_empty());
        lines.extend(help.flat_map(|text| self.wrap(text)));
        let keys = self.keys(page).replace('\u{a0}', " ");
        lines.extend(self.wrap(&keys));
        lines
    }

    /// Returns what was wrong with an answer, or why it is asked for.
    pub(super) fn note(&self, page: &Page<'_>) -> Vec<String> {
        page.note.iter().flat_map(|text| self.wrap(text)).collect()
    }

    /// Lays a page out: what need not be read gives way where there is little room.
    pub(super) fn lines(&self, page: &Page<'_>) -> Vec<String> {
        let (rows, columns) = self.canvas.size();
        let dim = |text: &str| -> Vec<String> {
            self.wrap(text).iter().map(|line| self.styled(line, Style::dim)).collect()
        };
        // No key is parted from what it does.
        let keys = dim(&self.keys(page)).iter().map(|line| line.replace('\u{a0}', " ")).collect();
        let note = self.note(page);
        let note: Vec<String> = note.iter().map(|line| self.styled(line, Style::yellow)).collect();
        let question: Vec<String> =
            self.wrap(page.question).iter().map(|line| self.styled(line, Style::bold)).collect();
        let entry = match &page.body {
            Body::Entry(entry) => self.entry(entry),
            Body::List(_) => Vec::new(),
        };
        let list = match &page.body {
            Body::List(list) => {
                let wrap = |text: &str| self.wrapped(text, columns.saturating_sub(7));
                Some(list.rows(wrap, self.signs.pointer))
            }
            Body::Entry(_) => None,
        };
        let listed = |list: &Rows| list.items.iter().map(Vec::len).sum::<usize>();
        let all = list.as_ref().map_or(entry.len(), listed);
        // The line that the cursor stands on is kept free.
        let mut room = rows.saturating_sub(1 + question.len() + note.len() + all.min(3));
        let mut fits = |lines: Vec<String>| {
            let fits = lines.len() <= room;
            room -= if fits { lines.len() } else { 0 };
            if fits { lines } else { Vec::new() }
        };
        let keys = fits(keys);
        let body_room = all.saturating_sub(3).min(rows / 2);
        let reserved = fits(vec![String::new(); body_room]).len();
        let heading = fits(self.heading(page, columns));
        let help: Vec<String> = page.help.iter().flat_map(|text| fits(dim(text))).collect();
        let gap = fits(vec![String::new()]);
        let spare = room + reserved + all.min(3);
        let mut lines = heading;
        lines.extend(question);
        match list {
            Some(list) => lines.extend(self.window(list, spare)),
            None => lines.extend(entry),
        }
        lines.extend(note);
        lines.extend(gap.into_iter().filter(|_| !help.is_empty()));
        lines.extend(help);
        lines.extend(keys);
        lines
    }

    fn heading(&self, page: &Page<'_>, columns: usize) -> Vec<String> {
        let (left, right) = &page.heading;
        let left = &one_line(left).into_owned();
        let width = display_width(left) + display_width(right);
        let mut lines = if width + 2 < columns {
            let gap = " ".repeat(columns - 1 - width);
            vec![if right.is_empty() { left.clone() } else { format!("{left}{gap}{right}") }]
        } else {
            [left, right].into_iter().flat_map(|text| self.wrap(text)).collect()
        };
        for line in &mut lines {
            *line = self.styled(line, Style::dim);
        }
        lines.insert(0, String::new());
        lines
    }

    /// Returns the items around the cursor, as many as there is room for.
    fn window(&self, list: Rows, room: usize) -> Vec<String> {
        let Rows { mut items, current } = list;
        let is_cut = room > 1 && items.iter().map(Vec::len).sum::<usize>() > room;
        let room = if is_cut { room - 1 } else { room };
        let mut first = current;
        let mut height = items.get(current).map_or(0, Vec::len);
        let mut last = current;
        loop {
            let above = first.checked_sub(1).and_then(|above| items.get(above)).map(Vec::len);
            let below = items.get(last + 1).map(Vec::len);
            if let Some(above) = above.filter(|above| height + above <= room) {
                (first, height) = (first - 1, height + above);
            } else if let Some(below) = below.filter(|below| height + below <= room) {
                (last, height) = (last + 1, height + below);
            } else {
                break;
            }
        }
        if let Some(lines) = items.get_mut(current) {
            for line in lines {
                *line = self.styled(line, Style::cyan);
            }
        }
        let (above, below) = (first, items.len().saturating_sub(last + 1));
        let mut lines: Vec<String> =
            items.into_iter().skip(first).take(last + 1 - first).flatten().collect();
        if is_cut {
            let more = match (above, below) {
                (0, below) => format!("  {below} more below"),
                (above, 0) => format!("  {above} more above"),
                (above, below) => format!("  {above} more above, {below} below"),
            };
            lines.push(self.styled(&more, Style::dim));
        }
        lines
    }

    /// Returns what is typed, and how it is understood.
    fn entry(&self, entry: &Entry<'_>) -> Vec<String> {
        let (pointer, caret) = (self.signs.pointer, self.signs.caret);
        let shown = match (entry.text.as_str(), entry.is_from_before) {
            ("", _) if entry.is_words => caret.to_owned(),
            ("", _) => format!("{caret}{}", self.styled(DONT_KNOW, Style::dim)),
            (text, true) => format!("{text}  {}", self.styled("(typing replaces it)", Style::dim)),
            (text, false) => format!("{text}{caret}"),
        };
        // The end of a long line is what is being typed.
        let room = self.canvas.size().1.saturating_sub(4);
        let length = shown.chars().count();
        let shown: String = match entry.text.chars().count() + 1 > room {
            true => shown.chars().skip(length - room).collect(),
            false => shown,
        };
        let understood = (entry.understand)(&entry.text);
        let mut lines = vec![format!("{pointer} {shown}")];
        lines.extend(understood.map(|words| self.styled(&format!("  = {words}"), Style::dim)));
        lines
    }

    /// Names the keys.
    fn keys(&self, page: &Page<'_>) -> String {
        let unknown = if page.may_be_unknown { vec!["- don't know"] } else { Vec::new() };
        let end = if page.may_end { vec!["! verdict"] } else { Vec::new() };
        let move_about = format!("{} move", self.signs.up_down);
        let keys: Vec<&str> = match &page.body {
            Body::List(list) if self.is_plain => {
                let numbers = if list.is_several() { "1,2 choose" } else { "1 choose" };
                [vec![numbers, "? why", "< back"], unknown, end].concat()
            }
            Body::List(list) if list.filter().is_some() => {
                let typed = list.filter().unwrap_or_default();
                return format!("/{typed}{} esc clears the filter", self.signs.caret);
            }
            Body::List(list) if list.is_several() => {
                let first = vec![&*move_about, "space select", "enter done", "? why", "< back"];
                [first, unknown, end, vec!["/ filter"]].concat()
            }
            Body::List(_) => {
                let first = vec![&*move_about, "enter choose", "? why", "< back"];
                [first, unknown, end, vec!["/ filter"]].concat()
            }
            Body::Entry(_) => [vec!["enter confirm", "? why", "< back"], unknown, end].concat(),
        };
        let kept: Vec<&str> = keys
            .into_iter()
            .filter(|key| page.may_be_unknown || !matches!(*key, "? why"))
            .collect();
        let kept: Vec<String> = kept.iter().map(|key| key.replace(' ', "\u{a0}")).collect();
        kept.join(self.signs.between)
    }

    pub(super) fn wrap(&self, text: &str) -> Vec<String> {
        self.wrapped(text, self.canvas.size().1 - 1)
    }

    /// Breaks text into lines. A pack can have any words, of which none must steer the terminal.
    fn wrapped(&self, text: &str, width: usize) -> Vec<String> {
        wrapped(&one_line(text), width).into_iter().map(String::from).collect()
    }

    /// Text in a style, where the terminal shows any.
    fn styled(&self, text: &str, style: fn(Style) -> Style) -> String {
        if self.is_styled {
            style(Style::new().for_stderr()).apply_to(text).to_string()
        } else {
            text.to_owned()
        }
    }
}
