//! Which of what is looked for may be in a file, by the words that stand in it. All words are looked
//! for at once, since there are hundreds that may be in a file of code.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::rulebase::trace::{Find, KeyPattern, Traces, What};

/// What must stand in a file in which something can be found.
pub(super) struct Words {
    /// None if there are too many; then each of them may be there.
    all: Option<AhoCorasick>,
    /// By trace and find the numbers of words of which one must be there; none if nothing must.
    of_finds: Vec<Vec<Vec<usize>>>,
}

impl Words {
    pub(super) fn new(traces: &Traces) -> Self {
        let mut numbers = HashMap::new();
        let mut all: Vec<&str> = Vec::new();
        let mut number = |word| {
            *numbers.entry(word).or_insert_with(|| {
                all.push(word);
                all.len() - 1
            })
        };
        let mut of_finds = Vec::with_capacity(traces.list.len());
        for trace in &traces.list {
            let of_find = |find| words(find).into_iter().map(&mut number).collect();
            of_finds.push(trace.finds.iter().map(of_find).collect());
        }
        let all = AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(all).ok();
        Self { all, of_finds }
    }

    /// Tells of each word whether it stands in a text.
    pub(super) fn seen(&self, text: &str) -> Vec<bool> {
        let Some(all) = &self.all else { return Vec::new() };
        let mut seen = vec![false; all.patterns_len()];
        for word in all.find_overlapping_iter(text) {
            seen[word.pattern()] = true;
        }
        seen
    }

    /// Tells whether something may be found where these words were seen.
    pub(super) fn allow(&self, trace: usize, find: usize, seen: &[bool]) -> bool {
        let words = &self.of_finds[trace][find];
        words.is_empty() || words.iter().any(|word| seen.get(*word).is_none_or(|seen| *seen))
    }
}

/// Lists words of which one stands in every file in which something can be found; none where there
/// are no such words.
fn words(find: &Find) -> Vec<&str> {
    match &find.what {
        What::File => Vec::new(),
        What::Keys(patterns) => {
            let words: Option<Vec<&str>> = patterns.iter().map(KeyPattern::word).collect();
            words.unwrap_or_default()
        }
        What::Texts(texts) => texts.iter().map(String::as_str).collect(),
    }
}
