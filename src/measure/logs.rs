//! Logs and what they say together, as it is handed on to be added to others.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Summary, Tally};

/// The form in which logs are handed on.
const SCHEMA: &str = "whereto/partial-measurement/1";

/// Logs, and what they say together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Logs {
    /// By name what came of each.
    pub files: BTreeMap<String, LogFile>,
    /// What they say together.
    pub summary: Summary,
}

/// What came of reading a log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogFile {
    /// How many lines it has.
    pub lines: u64,
    /// How many of them were not understood.
    pub not_understood: u64,
    /// The first of these.
    pub first: Option<Unread>,
    /// Why it could not be read to its end, if it could not.
    pub broken: Option<String>,
}

/// A line that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unread {
    /// Its number, from 1.
    pub line: u64,
    /// How it begins.
    pub text: String,
}

/// Logs as they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written<F, S> {
    schema: String,
    files: F,
    summary: S,
}

impl Logs {
    /// Counts what came of the next lines of a log.
    pub fn count(&mut self, name: &str, tally: &Tally) {
        if !self.files.contains_key(name) {
            self.files.insert(name.to_owned(), LogFile::default());
        }
        if let Some(file) = self.files.get_mut(name) {
            file.count(tally);
        }
    }

    /// Notes that a log could not be read to its end.
    pub fn broken(&mut self, name: &str, why: String) {
        self.files.entry(name.to_owned()).or_default().broken = Some(why);
    }

    /// Adds other logs. Parts of one log may come one by one, under its name.
    pub fn merge(&mut self, other: &Self) {
        for (name, file) in &other.files {
            self.files.entry(name.clone()).or_default().merge(file);
        }
        self.summary.merge(&other.summary);
    }

    /// Returns them in one line, without its end, to be handed on.
    pub fn to_line(&self) -> Result<String, serde_json::Error> {
        let Self { files, summary } = self;
        serde_json::to_string(&Written { schema: SCHEMA.to_owned(), files, summary })
    }

    /// Reads a line that [`Logs::to_line`] made.
    ///
    /// # Errors
    /// What is wrong with it, in a few words.
    pub fn from_line(line: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Head {
            schema: String,
        }
        let said = |_| "it is no partial measurement, as `--partial` writes them".to_owned();
        let head: Head = serde_json::from_str(line).map_err(said)?;
        if head.schema != SCHEMA {
            return Err(format!("it follows `{}`, and this version reads `{SCHEMA}`", head.schema));
        }
        let Written { files, summary, .. } = serde_json::from_str(line).map_err(said)?;
        let logs = Self { files, summary };
        let summary = &logs.summary;
        // Figures that cannot be are not added to those that are.
        let total = summary.formats.values().try_fold(0_u64, |sum, it| sum.checked_add(*it));
        let other = summary.passed_over.checked_add(summary.not_understood);
        let lines = total.zip(other).and_then(|(total, other)| total.checked_add(other));
        let of_files = logs.files.values().try_fold(0_u64, |sum, file| sum.checked_add(file.lines));
        if lines != Some(summary.lines) || of_files != lines || summary.lines > 1 << 60 {
            return Err("its counts do not add up".to_owned());
        }
        Ok(logs)
    }
}

impl LogFile {
    fn count(&mut self, tally: &Tally) {
        if let (None, Some((index, text))) = (&self.first, &tally.first) {
            self.first = Some(Unread { line: self.lines + index + 1, text: text.clone() });
        }
        self.lines += tally.lines;
        self.not_understood += tally.not_understood;
    }

    fn merge(&mut self, other: &Self) {
        self.lines += other.lines;
        self.not_understood += other.not_understood;
        // Which part of a log comes first is not known; that with the earlier line will do.
        let firsts = self.first.take().into_iter().chain(other.first.clone());
        self.first = firsts.min_by(|one, next| (one.line, &one.text).cmp(&(next.line, &next.text)));
        self.broken = self.broken.take().or_else(|| other.broken.clone());
    }
}
