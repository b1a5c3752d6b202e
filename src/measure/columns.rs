//! Lines in columns: CSV and words by a map, and the W3C format, whose header names its columns.

use super::{
    LogFormat, Map, Role,
    clock::Clock,
    digits::{Unit, Words},
    entry::Entry,
    known::{CLOUDFRONT, W3C},
    map::Where,
    value::Raw,
};
use crate::problem::{Problem, shorten, text::one_line};

/// Which column means what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) format: LogFormat,
    divided: Divided,
    cells: Vec<(isize, Role, Unit)>,
    /// The columns of the date and the time of day, where these are two.
    date_and_time: Option<(usize, usize)>,
    /// The line that named them, where it is no directive: it says nothing of a request.
    header: Option<Vec<u8>>,
}

/// How the columns of a line are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Divided {
    /// By blanks, except within quotation marks and brackets.
    Words,
    /// By tabs.
    Tabs,
    /// By tabs where a line has any, else by blanks.
    TabsOrBlanks,
    /// By a byte, except within quotation marks.
    Csv(u8),
}

/// What begins the line that names the columns of what follows, in the W3C format.
pub(super) const FIELDS: &[u8] = b"#Fields:";

impl Columns {
    /// Reads a directive that names columns, of CloudFront or of another that follows W3C.
    pub(super) fn of_directive(line: &[u8]) -> Option<Self> {
        let names: Vec<&[u8]> = line
            .strip_prefix(FIELDS)?
            .split(u8::is_ascii_whitespace)
            .filter(|name| !name.is_empty())
            .collect();
        let find = |name: &[u8]| names.iter().position(|known| *known == name);
        let is_cloudfront = names.iter().any(|name| name.starts_with(b"x-edge-"));
        let format = if is_cloudfront { LogFormat::CloudFront } else { LogFormat::W3c };
        // https://learn.microsoft.com/windows/win32/http/w3c-logging: IIS counts milliseconds.
        let unit = if is_cloudfront { Unit::Seconds } else { Unit::Milliseconds };
        let cells = W3C.iter().filter_map(|(role, name)| {
            let unit = if *role == Role::Duration { unit } else { Unit::Bytes };
            Some((find(name)? as isize + 1, *role, unit))
        });
        let cells = cells.collect();
        let date_and_time = find(b"date").zip(find(b"time"));
        let divided = if is_cloudfront { Divided::Tabs } else { Divided::TabsOrBlanks };
        Some(Self { format, divided, cells, date_and_time, header: None })
    }

    /// The columns of CloudFront where no header names them.
    pub(super) fn of_cloudfront() -> Option<Self> {
        Self::of_directive(CLOUDFRONT)
    }

    /// The columns that a map names, by the first line of a file or by numbers.
    ///
    /// # Errors
    /// A name that does not stand in that line.
    pub(super) fn of_map(map: &Map, first_line: &[u8]) -> Result<Self, Problem> {
        let first_line = first_line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first_line);
        let count = |byte: u8| first_line.iter().filter(|other| **other == byte).count();
        let most = [b',', b';', b'\t'].into_iter().max_by_key(|byte| count(*byte));
        let divided = match most.filter(|byte| count(*byte) > 0) {
            // Words of a text may have commas in them.
            Some(byte) if byte == b'\t' || map.needs_header() || count(b' ') < count(byte) => {
                Divided::Csv(byte)
            }
            _ => Divided::Words,
        };
        let names: Vec<&[u8]> = divided.cells(first_line);
        let cells = map.fields.iter().map(|mapped| {
            let column = match &mapped.place {
                Where::Numbered(number) => *number,
                Where::Named(name) => {
                    let is_it = |cell: &&[u8]| cell.trim_ascii() == name.as_bytes();
                    let found = names.iter().position(is_it);
                    found.ok_or_else(|| unknown(name, &names))? as isize + 1
                }
                // No column has the number 0.
                Where::Keys(_) => 0,
            };
            Ok((column, mapped.role, mapped.unit))
        });
        let cells = cells.collect::<Result<_, Problem>>()?;
        let header = map.needs_header().then(|| first_line.to_owned());
        let format = LogFormat::Columns;
        Ok(Self { format, divided, cells, date_and_time: None, header })
    }

    /// Tells whether a line is the one that names the columns.
    pub(super) fn is_header(&self, line: &[u8]) -> bool {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        self.header.as_ref().is_some_and(|header| header == line)
    }

    /// Reads a line.
    pub(super) fn read(&self, line: &[u8], clock: &mut Clock) -> Option<Entry> {
        let cells = self.divided.cells(line);
        let mut entry = Entry::default();
        if let Some((date, time)) = self.date_and_time {
            let moment = [*cells.get(date)?, *cells.get(time)?].join(&b' ');
            entry.time = Some(clock.internet(&moment)?);
        }
        for (column, role, unit) in &self.cells {
            let index = if *column < 0 { cells.len() as isize + column } else { column - 1 };
            let cell = cells.get(usize::try_from(index).ok()?)?;
            let value = Raw::Text(cell.trim_ascii());
            if *role == Role::Time && matches!(cell.trim_ascii(), b"" | b"-") {
                return None;
            }
            entry.set(*role, *unit, value, clock)?;
        }
        Some(entry)
    }
}

/// Refuses the name of a column that is none of those that there are.
fn unknown(name: &str, names: &[&[u8]]) -> Problem {
    let names = names.iter().map(|name| String::from_utf8_lossy(name.trim_ascii()));
    let names: Vec<String> = names.map(|name| one_line(&shorten(&name)).into_owned()).collect();
    Problem::unknown("column", name, names.iter().map(String::as_str), None)
}

impl Divided {
    fn cells(self, line: &[u8]) -> Vec<&[u8]> {
        match self {
            Self::Words => Words(line).collect(),
            Self::TabsOrBlanks if !line.contains(&b'\t') => {
                line.split(|byte| *byte == b' ').collect()
            }
            Self::Tabs | Self::TabsOrBlanks => line.split(|byte| *byte == b'\t').collect(),
            Self::Csv(byte) => csv(line, byte),
        }
    }
}

/// Divides a line of CSV; a quotation mark within quotation marks is doubled.
fn csv(line: &[u8], by: u8) -> Vec<&[u8]> {
    let mut cells = Vec::new();
    let mut rest = Some(line);
    while let Some(text) = rest {
        let mut is_quoted = false;
        let end = text.iter().position(|byte| {
            is_quoted ^= *byte == b'"';
            *byte == by && !is_quoted
        });
        let (cell, after) = match end {
            Some(end) => (text.get(..end).unwrap_or(text), text.get(end + 1..)),
            None => (text, None),
        };
        let bare = cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\""));
        cells.push(bare.unwrap_or(cell));
        rest = after;
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::csv;

    #[test]
    fn cells_of_csv_may_be_quoted() {
        let cells = csv(br#"a,"b,c","say ""hi""",,"#, b',');
        assert_eq!(cells, [&b"a"[..], b"b,c", br#"say ""hi"""#, b"", b""]);
    }
}
