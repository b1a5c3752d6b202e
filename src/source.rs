//! A named text: what was read, by which name people know it, and how byte offsets map to lines and
//! columns.

use std::{borrow::Cow, sync::Arc};

use crate::diagnostic::{Code, Diagnostic, Place};

/// A text with the name its errors are reported under.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    text: Cow<'static, str>,
    /// Where every [`STRIDE`]th character starts, in bytes, so that finding one takes no walk
    /// through the whole text; nothing for a text in which every character is a byte.
    strides: Vec<usize>,
}

/// So many characters are between two whose place is kept.
const STRIDE: usize = 256;

impl Source {
    /// The most bytes that one input may have. Profiles and rule files are a few kilobytes;
    /// anything near this size is a mistake or an attack.
    pub const MAX_BYTES: usize = 1 << 20;

    /// Wraps a text that is known to be sound, such as an embedded file or a command-line argument.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::of(name.into(), Cow::Owned(text.into()))
    }

    /// Wraps a text that is part of the program.
    pub(crate) fn built_in(name: &str, text: &'static str) -> Arc<Self> {
        Self::of(name.to_owned(), Cow::Borrowed(text))
    }

    fn of(name: String, text: Cow<'static, str>) -> Arc<Self> {
        let strides = match text.is_ascii() {
            true => Vec::new(),
            false => text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect(),
        };
        Arc::new(Self { name, text, strides })
    }

    /// Checks size and encoding of raw input and takes a byte-order mark off.
    ///
    /// # Errors
    /// When the input is larger than [`Source::MAX_BYTES`] or is not UTF-8; the latter marks the
    /// first bad byte.
    pub fn from_bytes(
        name: impl Into<String>,
        bytes: Vec<u8>,
    ) -> Result<Arc<Self>, Box<Diagnostic>> {
        let name = name.into();
        if bytes.len() > Self::MAX_BYTES {
            let message =
                format!("`{name}` is larger than {} bytes, the most that is read", Self::MAX_BYTES);
            return Err(Diagnostic::error(Code::TooLarge, message).boxed());
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let start = error.utf8_error().valid_up_to();
            // Up to there the text with replacement characters is the same.
            let source = Self::new(name.clone(), String::from_utf8_lossy(error.as_bytes()));
            let place =
                Place { source, span: start..start + char::REPLACEMENT_CHARACTER.len_utf8() };
            Diagnostic::error(Code::NotUtf8, format!("`{name}` is not UTF-8 text"))
                .at(place, "this is no character")
                .help("save the file as UTF-8")
                .boxed()
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Ok(Self::new(name, text))
    }

    /// The name to report errors under: a path, `<stdin>`, or an argument such as `--set
    /// compute.gpu`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte offset of the `index`th character, or the length of the text past its end.
    pub fn byte_of_char(&self, index: usize) -> usize {
        if self.strides.is_empty() {
            return index.min(self.text.len());
        }
        let Some(start) = self.strides.get(index / STRIDE) else { return self.text.len() };
        let mut rest = self.text.get(*start..).unwrap_or_default().char_indices();
        rest.nth(index % STRIDE).map_or(self.text.len(), |(byte, _)| start + byte)
    }

    /// Line and column (both from 1, the column in characters) of a byte offset.
    pub fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

#[cfg(test)]
mod tests {
    use super::{STRIDE, Source};

    #[test]
    fn characters_are_found_wherever_they_are() {
        for text in [
            "",
            "a",
            "é",
            &"a".repeat(3 * STRIDE),
            &"aéb→c".repeat(STRIDE),
            &"é".repeat(2 * STRIDE),
        ] {
            let source = Source::new("text", text);
            let starts: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
            for index in 0..starts.len() + 2 * STRIDE {
                let expected = starts.get(index).copied().unwrap_or(text.len());
                assert_eq!(source.byte_of_char(index), expected, "{index}");
            }
        }
    }
}
