//! Named texts, and places in them: what was read, by which name people know it, and how byte
//! offsets map to lines and columns.

use std::{
    borrow::Cow,
    fmt,
    hash::{Hash, Hasher},
    ops::Range,
    sync::{Arc, OnceLock},
};

/// A text with the name its errors are reported under.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: Cow<'static, str>,
    /// Where every [`STRIDE`]th character starts, in bytes, so that finding one takes no walk
    /// through the whole text; nothing for a text in which every character is a byte. Of many texts
    /// nobody asks for a place.
    strides: OnceLock<Vec<usize>>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.text == other.text
    }
}

impl Eq for Source {}

/// By its name alone, which is quicker than the whole text and tells texts apart as well.
impl Hash for Source {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

/// So many characters are between two whose place is kept.
const STRIDE: usize = 32;

impl Source {
    /// What standard input is called.
    pub const STDIN: &str = "<stdin>";

    /// The most bytes that one input may have. Profiles and rule files are a few kilobytes;
    /// anything near this size is a mistake or an attack.
    pub const MAX_BYTES: usize = 1 << 20;

    /// Wraps a text that is known to be sound, such as an embedded file or a command-line argument.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::from_text(name.into(), Cow::Owned(text.into()))
    }

    /// Wraps a text that is part of the program.
    pub(crate) fn built_in(name: &str, text: &'static str) -> Arc<Self> {
        Self::from_text(name.to_owned(), Cow::Borrowed(text))
    }

    fn from_text(name: String, text: Cow<'static, str>) -> Arc<Self> {
        Arc::new(Self { name, text, strides: OnceLock::new() })
    }

    /// Tells whether it is part of the program. A file of the same name is another one.
    pub fn is_built_in(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }

    fn strides(&self) -> &[usize] {
        self.strides.get_or_init(|| {
            if self.text.is_ascii() {
                return Vec::new();
            }
            self.text.char_indices().step_by(STRIDE).map(|(byte, _)| byte).collect()
        })
    }

    /// Checks size and encoding of raw input, and takes a byte-order mark off.
    ///
    /// # Errors
    /// When the input is larger than [`Source::MAX_BYTES`] or is not UTF-8; the latter marks the
    /// first bad byte.
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Arc<Self>, Unreadable> {
        let name = name.into();
        if bytes.len() > Self::MAX_BYTES {
            return Err(Unreadable::TooLarge { name });
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let start = error.utf8_error().valid_up_to();
            // Up to there the text with replacement characters is the same.
            let source = Self::new(name.clone(), String::from_utf8_lossy(error.as_bytes()));
            let end = start + char::REPLACEMENT_CHARACTER.len_utf8();
            Unreadable::NotUtf8 { place: Place { source, span: start..end } }
        })?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Ok(Self::new(name, text))
    }

    /// Returns the name to report errors under: a path, `<stdin>`, or an argument such as `--set
    /// compute.gpu`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the byte offset of the `index`th character, or the length of the text past its end.
    pub fn byte_of_char(&self, index: usize) -> usize {
        let strides = self.strides();
        if strides.is_empty() {
            return index.min(self.text.len());
        }
        let Some(start) = strides.get(index / STRIDE) else { return self.text.len() };
        let mut rest = self.text.get(*start..).unwrap_or_default().char_indices();
        rest.nth(index % STRIDE).map_or(self.text.len(), |(byte, _)| start + byte)
    }

    /// Returns line and column (both from 1, the column in characters) of a byte offset.
    pub fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

/// A stretch of a text, in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The text.
    pub source: Arc<Source>,
    /// The bytes meant, end exclusive.
    pub span: Range<usize>,
}

impl Place {
    /// Returns line and column of the first byte, both from 1.
    pub fn line_and_column(&self) -> (usize, usize) {
        self.source.line_and_column(self.span.start)
    }

    /// Returns the text that is meant.
    pub fn text(&self) -> &str {
        self.source.text().get(self.span.clone()).unwrap_or_default()
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (line, column) = self.line_and_column();
        write!(f, "{}:{line}:{column}", self.source.name())
    }
}

/// Why raw input is no text that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is larger than [`Source::MAX_BYTES`].
    TooLarge {
        /// The name of the input.
        name: String,
    },
    /// It is not UTF-8.
    NotUtf8 {
        /// The first bad byte, in the text with replacement characters.
        place: Place,
    },
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { name } => {
                let most = Source::MAX_BYTES;
                write!(f, "`{name}` is larger than {most} bytes, the most that is read")
            }
            Self::NotUtf8 { place } => write!(f, "`{}` is not UTF-8 text", place.source.name()),
        }
    }
}

impl std::error::Error for Unreadable {}

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
