//! Text in a line: words, each piece in its style.

/// Words in a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text(pub Vec<Piece>);

/// Words in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub words: String,
    /// How they look.
    pub style: Style,
    /// Where they lead: an address, or `#` and the name of an anchor.
    pub link: Option<String>,
}

/// How words look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Like the text around them.
    Plain,
    /// Stressed.
    Strong,
    /// An id.
    Ident,
    /// Something to be typed.
    Code,
    /// Of less weight than the text around them.
    Quiet,
    /// Speaking for something.
    For,
    /// Speaking against something.
    Against,
    /// The number of a source.
    Note,
    /// No words, but the name of a place that links lead to.
    Anchor,
}

impl Text {
    /// Returns whether there are no words.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|piece| piece.words.is_empty())
    }

    /// Returns the words alone.
    pub fn words(&self) -> String {
        let shown = self.0.iter().filter(|piece| piece.style != Style::Anchor);
        shown.map(|piece| piece.words.as_str()).collect()
    }

    /// Adds what comes next.
    pub fn push(&mut self, next: impl Into<Self>) {
        self.0.extend(next.into().0);
    }

    /// Returns the texts with something between them.
    pub fn join<T: Into<Self>>(texts: impl IntoIterator<Item = T>, between: &str) -> Self {
        texts.into_iter().fold(Self::default(), |mut joined, text| {
            let text = text.into();
            if !joined.is_empty() && !text.is_empty() {
                joined.push(between);
            }
            joined.push(text);
            joined
        })
    }

    /// Lets all of it lead somewhere.
    #[must_use]
    pub fn leading_to(mut self, link: impl Into<String>) -> Self {
        let link = link.into();
        self.0.iter_mut().for_each(|piece| piece.link = Some(link.clone()));
        self
    }

    fn styled(words: impl Into<String>, style: Style) -> Self {
        Self(vec![Piece { words: words.into(), style, link: None }])
    }
}

/// Stressed words.
pub fn strong(words: impl Into<String>) -> Text {
    Text::styled(words, Style::Strong)
}

/// Returns an id.
pub fn ident(words: impl Into<String>) -> Text {
    Text::styled(words, Style::Ident)
}

/// Words of less weight.
pub fn quiet(words: impl Into<String>) -> Text {
    let mut text = Text::from(words.into());
    let plain = text.0.iter_mut().filter(|piece| piece.style == Style::Plain);
    plain.for_each(|piece| piece.style = Style::Quiet);
    text
}

/// Words that speak for something when a number is over 0, and against it when it is under.
pub fn tone(number: i64, words: impl Into<String>) -> Text {
    let style = match number {
        1.. => Style::For,
        0 => Style::Plain,
        _ => Style::Against,
    };
    Text::styled(words, style)
}

/// Returns the name of a place that links lead to.
pub fn anchor(name: impl Into<String>) -> Text {
    Text::styled(name, Style::Anchor)
}

/// Words that lead somewhere, when there is somewhere to go.
pub fn link(words: impl Into<String>, url: Option<&String>) -> Text {
    let text = Text::styled(words, Style::Plain);
    url.map_or(text.clone(), |url| text.leading_to(url))
}

impl From<Piece> for Text {
    fn from(piece: Piece) -> Self {
        Self(vec![piece])
    }
}

/// What stands between backticks is code.
impl From<&str> for Text {
    fn from(words: &str) -> Self {
        if !words.matches('`').count().is_multiple_of(2) {
            return Self::styled(words, Style::Plain);
        }
        let styles = [Style::Plain, Style::Code].into_iter().cycle();
        let pieces = words.split('`').zip(styles).filter(|(words, _)| !words.is_empty());
        Self(pieces.flat_map(|(words, style)| Self::styled(words, style).0).collect())
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self::from(words.as_str())
    }
}

impl From<&String> for Text {
    fn from(words: &String) -> Self {
        Self::from(words.as_str())
    }
}

impl From<&Self> for Text {
    fn from(text: &Self) -> Self {
        text.clone()
    }
}

impl<T: Into<Self>> From<Option<T>> for Text {
    fn from(text: Option<T>) -> Self {
        text.map(Into::into).unwrap_or_default()
    }
}

/// Text from what can be text, one after the other.
macro_rules! text {
    ($($part:expr),* $(,)?) => {{
        let mut text = $crate::document::Text::default();
        $(text.push($part);)*
        text
    }};
}

pub(crate) use text;
