//! What every engine answers, and how it is asked.

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::{Result, rules::Rule};

/// The least that an engine answers: the score of each option, and the rules that fired.
#[derive(Debug, Default, Deserialize, PartialEq, Serialize)]
pub(crate) struct Answer<'a> {
    /// In the order of the options.
    pub(crate) scores: Vec<i64>,
    /// In the order of their ids.
    #[serde(borrow)]
    pub(crate) fired: Vec<&'a str>,
}

impl<'a> Answer<'a> {
    /// Returns what follows once it is known of each rule whether it fired.
    pub(crate) fn new(rules: &'a [Rule], fired: impl Iterator<Item = bool>) -> Self {
        let mut answer = Self { scores: vec![0; 3], fired: Vec::new() };
        for (rule, _) in rules.iter().zip(fired).filter(|(_, fired)| *fired) {
            answer.fired.push(&rule.id);
            for (score, points) in answer.scores.iter_mut().zip(&rule.points) {
                *score += points;
            }
        }
        answer
    }
}

/// Something that reads a profile from a line and writes its answer as one.
pub(crate) trait Filter {
    /// Answers one line.
    fn line(&mut self, line: &str, to: &mut Vec<u8>) -> Result<()>;
}

/// Answers all lines of a file, one at a time.
pub(crate) fn file(filter: &mut dyn Filter, path: &Path, to: &mut dyn Write) -> Result<()> {
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path)?);
    let (mut line, mut answers) = (String::new(), Vec::new());
    while reader.read_line(&mut line)? > 0 {
        filter.line(line.trim_end(), &mut answers)?;
        answers.push(b'\n');
        if answers.len() > 1 << 16 {
            to.write_all(&answers)?;
            answers.clear();
        }
        line.clear();
    }
    Ok(to.write_all(&answers)?)
}
