//! Blocks of whole lines, read into a summary.

use std::{borrow::Cow, sync::Arc};

use memchr::{memchr, memmem};

use super::{
    LogFormat, Map, Summary,
    clock::Clock,
    columns::{Columns, FIELDS},
    entry::Entry,
    json::{JsonLine, Keys},
    text,
};
use crate::problem::Problem;

/// How logs are read: each line by the format that it has, or all by one that was asked for.
#[derive(Debug)]
pub struct Reading {
    format: Option<LogFormat>,
    map: Option<Map>,
    keys: Option<Keys>,
    cloudfront: Option<Columns>,
}

/// What lines of a file mean by what stands before them in it.
#[derive(Clone, Debug, Default)]
pub struct Context {
    columns: Option<Arc<Columns>>,
    /// Whether the file begins with a directive, so that more may follow.
    has_directives: bool,
}

/// What came of a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many lines there were.
    pub lines: u64,
    /// How many of them were not understood.
    pub not_understood: u64,
    /// The first that was not understood: its number in the block, from 0, and its beginning.
    pub first: Option<(u64, String)>,
}

/// What a line is.
enum Line {
    Request(LogFormat, Entry),
    PassedOver,
    NotUnderstood,
}

impl Reading {
    /// Reads lines by one format, or by what a map says; else each by the format that it has.
    pub fn new(format: Option<LogFormat>, map: Option<Map>) -> Self {
        let keys = map.as_ref().filter(|map| map.is_json()).map(Keys::of_map);
        Self { format, map, keys, cloudfront: Columns::of_cloudfront() }
    }

    /// Returns what the lines of a file mean, by its first line.
    ///
    /// # Errors
    /// A column that the map names and that line does not.
    pub fn start(&self, block: &[u8]) -> Result<Context, Problem> {
        let first_line = memchr(b'\n', block).map_or(block, |end| block.split_at(end).0);
        let first_line = plain(first_line);
        let map = self.map.as_ref().filter(|map| !map.is_json());
        let columns = map.map(|map| Columns::of_map(map, first_line)).transpose()?;
        let has_directives = plain(block).starts_with(b"#");
        Ok(Context { columns: columns.map(Arc::new), has_directives })
    }

    /// Reads a block of whole lines into a summary.
    pub fn block(&self, block: &[u8], context: &Context, summary: &mut Summary) -> Tally {
        let (mut clock, mut context, mut tally) =
            (Clock::default(), context.clone(), Tally::default());
        let mut rest = block;
        // Neighbouring lines mostly have the same format.
        let mut run = (LogFormat::Combined, 0);
        while !rest.is_empty() {
            let end = memchr(b'\n', rest).unwrap_or(rest.len());
            let (line, after) = rest.split_at(end);
            rest = after.get(1..).unwrap_or_default();
            let line = plain(line);
            match self.line(line, &mut context, &mut clock) {
                Line::Request(format, entry) => {
                    if format != run.0 {
                        summary.count(run.0, run.1);
                        run = (format, 0);
                    }
                    run.1 += 1;
                    summary.record(&entry);
                }
                Line::PassedOver => summary.passed_over += 1,
                Line::NotUnderstood => {
                    tally.not_understood += 1;
                    tally.first.get_or_insert_with(|| (tally.lines, beginning(line)));
                }
            }
            tally.lines += 1;
        }
        summary.count(run.0, run.1);
        summary.lines += tally.lines;
        summary.not_understood += tally.not_understood;
        tally
    }

    /// Counts a line that is too long to be one of a log, of which this is the beginning.
    pub fn too_long(&self, line: &[u8], summary: &mut Summary) -> Tally {
        summary.lines += 1;
        summary.not_understood += 1;
        Tally { lines: 1, not_understood: 1, first: Some((0, beginning(line))) }
    }

    fn line(&self, line: &[u8], context: &mut Context, clock: &mut Clock) -> Line {
        if line.trim_ascii().is_empty() {
            return Line::PassedOver;
        }
        if line.starts_with(b"#") {
            context.directive(line);
            return Line::PassedOver;
        }
        if self.map.is_some() {
            return self.mapped(line, context, clock);
        }
        if line.starts_with(b"{") {
            return self.json(line, clock);
        }
        let found = context.columns.as_ref().and_then(|columns| {
            let is_wanted = self.format.is_none_or(|format| format == columns.format);
            Some((columns.format, columns.read(line, clock).filter(|_| is_wanted)?))
        });
        found.map_or_else(|| self.text(line, clock), |(format, entry)| Line::Request(format, entry))
    }

    /// Reads a line by the map.
    fn mapped(&self, line: &[u8], context: &Context, clock: &mut Clock) -> Line {
        if let Some(keys) = &self.keys {
            return match keys.read(line, clock) {
                Some(JsonLine::Request(format, entry)) => Line::Request(format, entry),
                _ => Line::NotUnderstood,
            };
        }
        match &context.columns {
            Some(columns) if columns.is_header(line) => Line::PassedOver,
            Some(columns) => columns
                .read(line, clock)
                .map_or(Line::NotUnderstood, |entry| Line::Request(columns.format, entry)),
            None => Line::NotUnderstood,
        }
    }

    fn json(&self, line: &[u8], clock: &mut Clock) -> Line {
        match Keys::of_known().read(line, clock) {
            Some(JsonLine::Request(format, entry)) if self.format.is_none_or(|it| it == format) => {
                Line::Request(format, entry)
            }
            Some(JsonLine::Wrapped(inner, time)) => {
                match self.text(inner.trim_ascii_end().as_bytes(), clock) {
                    Line::Request(format, entry) => {
                        Line::Request(format, Entry { time: entry.time.or(time), ..entry })
                    }
                    other => other,
                }
            }
            Some(JsonLine::Beside) => Line::PassedOver,
            Some(JsonLine::Request(..)) | None => Line::NotUnderstood,
        }
    }

    /// Reads a line of text by what it is.
    fn text(&self, line: &[u8], clock: &mut Clock) -> Line {
        type Reader = fn(&[u8], &mut Clock) -> Option<Entry>;
        const READERS: [(LogFormat, Reader); 4] = [
            (LogFormat::Combined, text::combined),
            (LogFormat::LoadBalancer, text::load_balancer),
            (LogFormat::Heroku, text::heroku),
            (LogFormat::Lambda, text::lambda),
        ];
        let wanted = |format: LogFormat| self.format.is_none_or(|it| it == format);
        for (format, read) in READERS.iter().filter(|(format, _)| wanted(*format)) {
            if let Some(entry) = read(line, clock) {
                return Line::Request(*format, entry);
            }
        }
        if let Some(columns) = self.cloudfront.as_ref().filter(|it| wanted(it.format))
            && let Some(entry) = columns.read(line, clock)
        {
            return Line::Request(columns.format, entry);
        }
        // Whoever says that it is Lambda's log knows that the function writes into it, too.
        let is_beside = wanted(LogFormat::Lambda) && text::is_beside_lambda(line)
            || wanted(LogFormat::Heroku) && text::is_beside_heroku(line)
            || self.format == Some(LogFormat::Lambda) && !text::is_report(line);
        if is_beside { Line::PassedOver } else { Line::NotUnderstood }
    }
}

impl Context {
    /// Returns what lines mean behind a block of lines.
    pub fn after(&self, block: &[u8]) -> Self {
        let mut context = self.clone();
        let begins_a_line = |start: &usize| {
            let before = block.get(..*start).unwrap_or_default();
            before.is_empty() || before == MARK || before.ends_with(b"\n")
        };
        let mut found = memmem::find_iter(block, FIELDS).filter(|_| self.has_directives);
        if let Some(start) = found.by_ref().filter(begins_a_line).last() {
            let line = block.split_at(start).1;
            context.directive(memchr(b'\n', line).map_or(line, |end| line.split_at(end).0));
        }
        context
    }

    fn directive(&mut self, line: &[u8]) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // What a line means must not depend on where blocks end.
        if self.has_directives
            && let Some(columns) = Columns::of_directive(line)
            && self.columns.as_deref() != Some(&columns)
        {
            self.columns = Some(Arc::new(columns));
        }
    }
}

/// What may stand before the first line of a file.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Returns a line without a byte-order mark and what is left of its end.
fn plain(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.strip_prefix(MARK).unwrap_or(line)
}

/// Returns the beginning of a line, for people.
fn beginning(line: &[u8]) -> String {
    const LONGEST: usize = 100;
    let start = line.get(..LONGEST).unwrap_or(line);
    let text: Cow<'_, str> = String::from_utf8_lossy(start);
    let mut text = crate::problem::text::one_line(&text).into_owned();
    if start.len() < line.len() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Reading, Summary};

    #[test]
    fn where_blocks_end_does_not_matter() {
        let line = "192.0.2.1 - - [01/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5\n";
        let fields = "#Fields: date time cs-method sc-status sc-bytes time-taken\n";
        let other = "2026-10-01 13:55:36 GET 200 5 0.1\n";
        let reading = Reading::new(None, None);
        for lines in [[fields, other, other], [line, fields, other], [fields, line, other]] {
            let whole = lines.concat();
            let context = reading.start(whole.as_bytes()).unwrap();
            let [mut at_once, mut one_by_one] = [Summary::default(), Summary::default()];
            reading.block(whole.as_bytes(), &context, &mut at_once);
            let mut context = context;
            for line in lines {
                reading.block(line.as_bytes(), &context, &mut one_by_one);
                context = context.after(line.as_bytes());
            }
            let counts = |it: &Summary| (it.lines, it.not_understood, it.passed_over);
            assert_eq!(counts(&at_once), counts(&one_by_one), "{whole}");
        }
    }
}
