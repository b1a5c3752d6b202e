//! The YAML between the two lines of hyphens with which a Markdown file may begin.

use std::sync::Arc;

use crate::{
    problem::{Code, Problem},
    source::{Place, Source},
};

/// The front matter of a Markdown text.
#[derive(Clone, Debug)]
pub struct FrontMatter {
    /// The YAML as a source of its own, in which everything keeps the place that it has in the
    /// file.
    pub yaml: Arc<Source>,
    /// The byte with which the rest of the text begins.
    pub body: usize,
}

/// Finds the front matter; none when the text does not begin with a line of three hyphens.
///
/// # Errors
/// When it has no end.
pub fn find(source: &Arc<Source>) -> Result<Option<FrontMatter>, Problem> {
    let text = source.text();
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| is_fence(line)) else { return Ok(None) };
    let mut end = first.len();
    for line in lines {
        let after = end + line.len();
        if is_fence(line) {
            let yaml = Source::new(source.name(), text.get(..end).unwrap_or_default());
            return Ok(Some(FrontMatter { yaml, body: after }));
        }
        end = after;
    }
    let place = Place { source: Arc::clone(source), span: 0..first.trim_end().len() };
    Err(Problem::error(Code::SYNTAX, format!("the front matter of `{}` has no end", source.name()))
        .at(place, "begins here")
        .help("end it with a line `---`"))
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}
