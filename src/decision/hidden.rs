//! What of a Markdown text is not meant: blocks of code, which are examples, and comments.

/// Where a line of a Markdown text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Among what is meant.
    Text,
    /// In a block of code, or one of the two lines around it.
    Code,
    /// In a comment of several lines.
    Comment,
}

/// Goes through a Markdown text line by line.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    /// What the block of code that is open began with, and how many of these there were.
    fence: Option<(char, usize)>,
    /// Whether a comment is open.
    is_comment: bool,
}

impl Hidden {
    /// Returns where the next line is.
    pub(super) fn place(&mut self, line: &str) -> Place {
        if self.is_comment {
            self.is_comment = !line.contains("-->");
            return Place::Comment;
        }
        if let Some((mark, least)) = self.fence {
            let closes = fence(line).is_some_and(|(closing, count, after)| {
                closing == mark && count >= least && after.trim().is_empty()
            });
            if closes {
                self.fence = None;
            }
            return Place::Code;
        }
        // What stands between backticks within a line opens nothing.
        let opening = fence(line).filter(|(mark, _, after)| *mark != '`' || !after.contains('`'));
        if let Some((mark, count, _)) = opening {
            self.fence = Some((mark, count));
            return Place::Code;
        }
        let opened = line.rsplit_once("<!--").filter(|(_, comment)| !comment.contains("-->"));
        self.is_comment = opened.is_some();
        match opened {
            Some((before, _)) if before.trim().is_empty() => Place::Comment,
            _ => Place::Text,
        }
    }
}

/// Returns what a line that opens or closes a block of code begins with, how many of these there
/// are, and what follows; it is indented by three blanks at the most (CommonMark 0.31, 4.5).
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let words = line.trim_start_matches(' ');
    let mark = words.chars().next().filter(|mark| ['`', '~'].contains(mark))?;
    let after = words.trim_start_matches(mark);
    let count = words.len() - after.len();
    (count >= 3 && line.len() - words.len() <= 3).then_some((mark, count, after))
}

#[cfg(test)]
mod tests {
    use super::{
        Hidden,
        Place::{self, Code, Comment, Text},
    };

    #[test]
    fn blocks_end_with_what_they_began_with() {
        let cases: [(&str, &[Place]); 7] = [
            ("```\na\n```\nb", &[Code, Code, Code, Text]),
            ("````md\n```\na\n```\n````\nb", &[Code, Code, Code, Code, Code, Text]),
            ("~~~\n```\n~~~\nb", &[Code, Code, Code, Text]),
            ("```\ncode ```\n``` no end\nb", &[Code, Code, Code, Code]),
            ("```within a line```\nb", &[Text, Text]),
            ("    ```\nb", &[Text, Text]),
            (
                "<!--\n```\n-->\nb <!-- c\n--> d\ne <!-- f -->\ng",
                &[Comment, Comment, Comment, Text, Comment, Text, Text],
            ),
        ];
        for (text, expected) in cases {
            let mut hidden = Hidden::default();
            let places: Vec<Place> = text.lines().map(|line| hidden.place(line)).collect();
            assert_eq!(places, expected, "{text}");
        }
    }
}
