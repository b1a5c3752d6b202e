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

mod done;
mod entry;
mod list;

use dialoguer::console::Key;

pub(super) use self::{
    done::{DASH, DONT_KNOW, Done},
    entry::Entry,
    list::{Item, List, Rows},
};

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
