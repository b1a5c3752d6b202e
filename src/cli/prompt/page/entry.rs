//! Something to type.

use dialoguer::console::Key;

use super::done::{DASH, Done};

/// Says how something typed is understood.
type Understand<'p> = Box<dyn Fn(&str) -> Option<String> + 'p>;

/// Something to type.
pub(crate) struct Entry<'p> {
    pub(crate) text: String,
    /// Whether what stands there is from before: typing replaces it.
    pub(crate) is_from_before: bool,
    /// Whether these are words, in which any letter can stand.
    pub(crate) is_words: bool,
    /// What Tab types.
    pub(crate) suggestion: Option<String>,
    /// Says how what was typed is understood.
    pub(crate) understand: Understand<'p>,
}

impl<'p> Entry<'p> {
    /// Starts with what was answered before.
    pub(crate) fn new(
        before: Option<String>,
        suggestion: Option<String>,
        understand: impl Fn(&str) -> Option<String> + 'p,
    ) -> Self {
        let is_from_before = before.is_some();
        let text = before.unwrap_or_default();
        let understand = Box::new(understand);
        Self { text, is_from_before, is_words: false, suggestion, understand }
    }

    pub(super) fn press(&mut self, key: &Key) -> Option<Done> {
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
    pub(super) fn is_empty(&self) -> bool {
        self.is_from_before || self.text.is_empty()
    }
}
