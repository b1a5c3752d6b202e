//! `whereto advise --ndjson`: a stream of profiles in, a stream of assessments out, a line each.

use std::{
    io::{self, BufRead, BufReader, Read},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use jiff::civil::Date;
use serde::Serialize;
use whereto::{
    advice::{Advised, Assessor},
    analysis::acceptability::Settings,
    assessment::Engine,
    problem::{Code, Problem, Problems, text::escaped_json},
    profile::{LineReader, Profile},
    report::{
        brief::{Brief, Failure, Line, RuleIds},
        number,
    },
    source::Source,
};

use super::{
    Exit,
    arguments::Changes,
    files::{self, Wanted},
    output::{self, Output},
    parallel::{ordered_with, processors},
    profile,
    progress::Progress,
    read,
};

/// What is read, and how it is worked on.
pub(super) struct Input<'a> {
    /// Files, patterns and folders.
    pub(super) paths: &'a [PathBuf],
    /// How many threads work on them; one for each processor if not given.
    pub(super) jobs: Option<NonZeroUsize>,
    /// How analyses are made.
    pub(super) settings: &'a Settings,
    /// Whether whole reports are wanted.
    pub(super) full: bool,
    /// The day with which dates are compared.
    pub(super) as_of: Date,
}

/// How much is read at once. Little enough that several threads have work soon, and that reports
/// for all lines of it fit into memory.
const CHUNK: usize = 1 << 15;

/// Whole lines of one file, as they were read, or what kept them from being read.
struct Chunk {
    /// The file's number among the inputs.
    file: usize,
    /// The number of the first line.
    line: u64,
    /// The lines; a line too long to be kept is cut off at the end of what was kept.
    bytes: Vec<u8>,
    failed: Option<Problem>,
}

/// What came of a chunk.
struct Done {
    text: Vec<u8>,
    lines: u64,
    bad: u64,
    exit: Exit,
    failed: Option<Problem>,
}

/// Assesses line by line.
pub(super) fn run(
    input: Input<'_>,
    changes: &Changes,
    engine: &Engine<'_>,
    output: &Output,
) -> anyhow::Result<Exit> {
    let inputs = files::find(input.paths, Wanted::LINES)?;
    output.note(inputs.left_out.words(&[]));
    let names: Vec<String> =
        inputs.files.iter().map(|file| file.path.display().to_string()).collect();
    let read = AtomicU64::new(0);
    let total: Option<u64> =
        inputs.files.iter().map(|file| Some(file.path.metadata().ok()?.len())).sum();
    let chunks =
        inputs.files.iter().enumerate().flat_map(|(file, it)| chunks(file, &it.path, &read));
    let worker = Worker {
        engine,
        lines: LineReader::new(engine.base()),
        ids: RuleIds::new(engine.base()),
        settings: input.settings,
        full: input.full,
        as_of: input.as_of,
        changes,
        names: inputs.several.then_some(&names),
    };
    let mut progress = Progress::new("lines", output.is_quiet());
    let (mut lines, mut bad, mut exit) = (0, 0, Exit::Done);
    let written = ordered_with(
        input.jobs.unwrap_or_else(processors),
        chunks,
        || Assessor::new(engine),
        |assessor, chunk| worker.chunk(chunk, assessor),
        |done| {
            lines += done.lines;
            bad += done.bad;
            exit = exit.and(done.exit);
            if let Some(problem) = done.failed {
                progress.clear();
                output.problems(&[problem]);
            }
            let written = output.bytes(&done.text);
            if written.as_ref().is_err_and(output::is_broken_pipe) {
                // Nobody wants the rest, and the reader may be waiting for input that never comes.
                std::process::exit(141);
            }
            let part = |total| read.load(Ordering::Relaxed) as f64 / total as f64;
            progress.show(lines, bad, total.filter(|total| *total > 0).map(part));
            written
        },
    );
    progress.clear();
    written?;
    if bad > 0 && !output.is_quiet() {
        let lines = number::count(lines as i64, "line");
        let bad = number::thousands(bad.into());
        output.message(&format!(
            "{bad} of {lines} could not be assessed; the output says why, under `error`"
        ));
    }
    Ok(exit)
}

/// Reads a file in chunks of whole lines.
fn chunks<'a>(
    file: usize,
    path: &Path,
    read: &'a AtomicU64,
) -> impl Iterator<Item = Chunk> + Send + use<'a> {
    let opened: io::Result<Box<dyn Read + Send>> = if path.as_os_str() == "-" {
        Ok(Box::new(io::stdin()))
    } else {
        read::open(path).map(|file| Box::new(file) as Box<dyn Read + Send>)
    };
    let path = path.to_owned();
    let mut reader = Some(opened.map(|opened| BufReader::with_capacity(CHUNK, opened)));
    let mut line = 1;
    std::iter::from_fn(move || {
        let mut chunk = Chunk { file, line, bytes: Vec::new(), failed: None };
        let lines = reader.take()?.and_then(|mut open| {
            let lines = lines(&mut open, &mut chunk.bytes, read)?;
            reader = (lines > 0).then_some(Ok(open));
            Ok(lines)
        });
        match lines {
            Ok(0) => return None,
            Ok(lines) => line += lines,
            Err(error) => chunk.failed = Some(read::unreadable(&path, &error)),
        }
        Some(chunk)
    })
}

/// Reads a line and all others that are at hand, and returns how many; none at the end.
fn lines(
    from: &mut BufReader<impl Read>,
    bytes: &mut Vec<u8>,
    read: &AtomicU64,
) -> io::Result<u64> {
    let mut lines = 0;
    while lines == 0 || from.buffer().contains(&b'\n') {
        let kept = from.take(Source::MAX_BYTES as u64 + 1).read_until(b'\n', bytes)?;
        let mut skipped = 0;
        if kept > Source::MAX_BYTES && !bytes.ends_with(b"\n") {
            // What was kept is enough to tell that the line is too long.
            skipped = from.skip_until(b'\n')?;
            bytes.push(b'\n');
        }
        read.fetch_add((kept + skipped) as u64, Ordering::Relaxed);
        if kept == 0 {
            break;
        }
        lines += 1;
    }
    Ok(lines)
}

/// What every thread needs.
struct Worker<'a> {
    engine: &'a Engine<'a>,
    lines: LineReader<'a>,
    ids: RuleIds,
    settings: &'a Settings,
    full: bool,
    as_of: Date,
    changes: &'a Changes,
    /// The names of the files, where there are several.
    names: Option<&'a Vec<String>>,
}

impl Worker<'_> {
    fn chunk(&self, chunk: Chunk, assessor: &Assessor<'_>) -> Done {
        let exit = if chunk.failed.is_some() { Exit::Bad } else { Exit::Done };
        // An answer is mostly longer than a profile.
        let text = Vec::with_capacity(2 * chunk.bytes.len());
        let mut done = Done { text, lines: 0, bad: 0, exit, failed: chunk.failed };
        let bytes = chunk.bytes.strip_suffix(b"\n").unwrap_or(&chunk.bytes);
        if chunk.bytes.is_empty() {
            return done;
        }
        let mut writer = Writer {
            file: self.names.and_then(|names| names.get(chunk.file)).map(String::as_str),
            line: chunk.line,
            text: &mut done.text,
        };
        let ends = memchr::memchr_iter(b'\n', bytes).chain([bytes.len()]);
        let mut start = 0;
        for end in ends {
            let line = &bytes[start..end];
            let exit = self.line(line, assessor, &mut writer).unwrap_or_else(|problems| {
                done.bad += 1;
                writer.refuse(&problems);
                Exit::Bad
            });
            start = end + 1;
            writer.line += 1;
            done.exit = done.exit.and(exit);
        }
        done.lines = writer.line - chunk.line;
        done
    }

    fn line(
        &self,
        bytes: &[u8],
        assessor: &Assessor<'_>,
        to: &mut Writer<'_>,
    ) -> Result<Exit, Problems> {
        let base = self.engine.base();
        let profile = profile::changed(self.read(to.line, bytes)?, base, self.changes)?;
        if self.full || !profile.components.is_empty() {
            let advised = Advised::new(self.engine, profile, self.settings);
            if self.full {
                to.write(advised.report().dated(self.as_of));
            } else {
                to.write(advised.brief(&self.ids));
            }
            return Ok(Exit::from(&advised));
        }
        let assessed = assessor.assess(profile);
        to.write(Brief::new(base, &self.ids, &assessed));
        Ok(Exit::from(&assessed.assessment.verdict))
    }

    fn read(&self, line: u64, bytes: &[u8]) -> Result<Profile, Problems> {
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        if bytes.len() > Source::MAX_BYTES {
            let most = Source::MAX_BYTES;
            let message = format!("the line is longer than {most} bytes, the most that is read");
            return Err(Problem::error(Code::TOO_LARGE, message).into());
        }
        if let Some(plain) = str::from_utf8(bytes).ok().and_then(|text| self.lines.read(text)) {
            return Ok(plain);
        }
        let source = Source::from_bytes(format!("line {line}"), bytes.to_vec())?;
        Profile::read_json(&source, self.engine.base())
    }
}

/// Writes what came of one line after the other.
struct Writer<'a> {
    /// The name of the file, where there are several.
    file: Option<&'a str>,
    /// The line's number.
    line: u64,
    text: &'a mut Vec<u8>,
}

impl Writer<'_> {
    fn write(&mut self, result: impl Serialize) {
        let line = Line { file: self.file, line: self.line, result };
        // Neither writing to memory nor what is written here can fail.
        if serde_json::to_writer(&mut *self.text, &line).is_ok() {
            self.text.push(b'\n');
        }
    }

    /// Writes what keeps a line from being read, in whose words any character may be.
    fn refuse(&mut self, problems: &Problems) {
        let line = Line { file: self.file, line: self.line, result: Failure::new(problems) };
        if let Ok(json) = serde_json::to_string(&line) {
            self.text.extend_from_slice(escaped_json(&json).as_bytes());
            self.text.push(b'\n');
        }
    }
}
